"""What counts as unusual reading of charts, on readings made up for the purpose."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.access import (
    CHARTS_AT_NIGHT,
    CHARTS_WITHOUT_WORK,
    Concern,
    Reading,
    is_night,
    notice,
    share_a_name,
)

NOON = datetime(2026, 5, 14, 12, tzinfo=UTC)


def read(count, person="ann", at=NOON, patient="p", same_chart=False):
    return [
        Reading(
            n,
            at + timedelta(seconds=n),
            person,
            patient,
            "c" if same_chart else f"c{n}",
        )
        for n in range(count)
    ]


def concerns(readings, worked=(), same=lambda person, patient: False):
    return [each.concern for each in notice(readings, set(worked), same)]


def test_several_charts_without_work_are_noticed_and_fewer_are_not():
    assert concerns(read(CHARTS_WITHOUT_WORK)) == [Concern.NO_CASE]
    assert concerns(read(CHARTS_WITHOUT_WORK - 1)) == []


def test_work_on_a_chart_explains_its_reading():
    worked = [("ann", f"c{n}") for n in range(CHARTS_WITHOUT_WORK)]
    assert concerns(read(CHARTS_WITHOUT_WORK), worked) == []


def test_one_chart_read_often_is_one_chart():
    assert concerns(read(50, same_chart=True)) == []


def test_a_burst_at_night_is_noticed_and_the_same_by_day_is_not():
    worked = [("ann", f"c{n}") for n in range(CHARTS_AT_NIGHT)]
    late = NOON.replace(hour=23)
    assert concerns(read(CHARTS_AT_NIGHT, at=late), worked) == [Concern.NIGHT_BURST]
    assert concerns(read(CHARTS_AT_NIGHT), worked) == []


def test_a_reader_with_the_patients_name_is_noticed_once_for_each_patient():
    found = list(notice(read(3, same_chart=True), {("ann", "c")}, lambda *_: True))
    assert [(each.concern, each.patient, each.events) for each in found] == [
        (Concern.OWN_NAME, "p", (0, 1, 2))
    ]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ann Vestergaard", "VESTERGAARD, Ida", True),
        ("Ann Vestergaard", "Ida Vester", False),
        ("Ann Lee-Moore", "Ida Moore", True),
        ("", "Ida Moore", False),
        ("A B", "A B", False),
    ],
)
def test_last_names_are_compared_as_words(one, other, same):
    assert share_a_name(one, other) is same


@pytest.mark.parametrize(
    ("hour", "night"), [(21, False), (22, True), (5, True), (6, False)]
)
def test_the_night_is_from_ten_to_six(hour, night):
    assert is_night(NOON.replace(hour=hour)) is night


@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.integers(0, 30), st.integers(0, 23)),
        max_size=80,
    )
)
def test_every_concern_rests_on_events_of_its_person(rows):
    readings = [
        Reading(n, NOON.replace(hour=hour), person, "p", f"c{chart}")
        for n, (person, chart, hour) in enumerate(rows)
    ]
    for found in notice(readings, set(), lambda person, patient: person == "a"):
        theirs = {each.event for each in readings if each.person == found.person}
        assert set(found.events) <= theirs
        assert 0 < found.charts <= len(found.events)
