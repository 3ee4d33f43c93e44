"""Charts shared out: evenly, never beyond anybody's room, only to who may sign them."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from review.sharing import Chart, Person, share_out

SETTINGS = ("outpatient", "inpatient", "emergency")
charts = st.lists(
    st.builds(
        Chart, st.integers(1, 10_000), st.sampled_from(SETTINGS), st.sampled_from("ns")
    ),
    unique_by=lambda chart: chart.case,
    max_size=40,
)
people = st.lists(
    st.builds(
        Person,
        st.text("abcdef", min_size=1, max_size=3),
        st.integers(0, 9),
        st.frozensets(st.sampled_from(SETTINGS)),
        st.frozensets(st.sampled_from(["", "n", "s"]), min_size=1),
    ),
    unique_by=lambda person: person.key,
    max_size=6,
)


@given(charts, people, st.integers(0, 50))
def test_nobody_gets_more_than_their_room_or_what_they_may_not_sign(
    charts, people, most
):
    given = share_out(charts, people, most)
    by_case = {chart.case: chart for chart in charts}
    by_key = {person.key: person for person in people}
    assert len(given) <= most
    for case, key in given.items():
        assert by_key[key].may_sign(by_case[case])
    for key, n in Counter(given.values()).items():
        assert n <= by_key[key].room


@given(charts, people, st.integers(0, 50))
def test_the_same_question_has_the_same_answer(charts, people, most):
    assert share_out(charts, people, most) == share_out(charts, people[::-1], most)


@given(charts, people)
def test_what_is_left_over_fits_nobody(charts, people):
    given = share_out(charts, people, len(charts))
    taken = Counter(given.values())
    for chart in charts:
        if chart.case not in given:
            assert not any(
                person.may_sign(chart) and taken[person.key] < person.room
                for person in people
            )


def test_the_load_is_even():
    both = [Person(key, 10, frozenset(SETTINGS)) for key in "ab"]
    charts = [Chart(n, "outpatient") for n in range(9)]
    assert Counter(share_out(charts, both, 9).values()) == {"a": 5, "b": 4}


def test_who_has_more_room_gets_more():
    some = Person("a", 2, frozenset(SETTINGS)), Person("b", 8, frozenset(SETTINGS))
    charts = [Chart(n, "outpatient") for n in range(8)]
    assert Counter(share_out(charts, some, 8).values()) == {"a": 1, "b": 7}
