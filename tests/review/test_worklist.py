"""The worklist: honest counts, stable pages, as many queries whatever the size."""

from datetime import timedelta

import pytest
from django.utils import timezone

from review import presenters, tallies, worklist
from review.actions import claims, holds
from review.models import Case
from review.worklist import Filters


@pytest.fixture(autouse=True)
def nothing_kept():
    tallies.forget()
    yield
    tallies.forget()


def numbers(page):
    return [case.pk for case in page.cases]


def fresh(user):
    return type(user).objects.get(pk=user.pk)


def test_the_review_lane_is_the_plain_view(make_case, coder):
    case = make_case()
    assert case.lane == "review"
    assert numbers(worklist.page(coder, Filters())) == [case.pk]
    assert Filters.read({}) == Filters()
    assert Filters.read({"view": "nonsense"}).view == "review"


def test_most_urgent_first_then_due_then_number(make_case, coder):
    cases = [make_case() for _ in range(4)]
    now = timezone.now()
    for case, days, priority in zip(cases, (3, 1, 1, 9), (0, 0, 0, 5), strict=True):
        due = now + timedelta(days=days)
        Case.objects.filter(pk=case.pk).update(due_at=due, priority=priority)
    Case.objects.filter(pk__in=[cases[1].pk, cases[2].pk]).update(due_at=now)
    wanted = [cases[3].pk, cases[1].pk, cases[2].pk, cases[0].pk]
    assert numbers(worklist.page(coder, Filters())) == wanted


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7])
def test_pages_joined_are_the_list_each_case_once(make_case, coder, size):
    for n in range(5):
        case = make_case()
        Case.objects.filter(pk=case.pk).update(priority=n % 2)
    whole = numbers(worklist.page(coder, Filters(), size=50))
    seen, after = [], ""
    while after is not None:
        page = worklist.page(coder, Filters(), after or "", size=size)
        seen += numbers(page)
        after = page.next
    assert seen == whole and len(whole) == 5


@pytest.mark.parametrize("after", ["x", "1~2~3", "0~2026-05-01~9", "~~", "a~b~c~d"])
def test_a_malformed_place_starts_at_the_beginning(case, coder, after):
    assert numbers(worklist.page(coder, Filters(), after)) == [case.pk]


def test_filters_narrow_by_specialty_setting_and_reason(make_case, coder):
    heart = make_case(specialty="Cardiology")
    nerves = make_case(specialty="Neurology", setting="telehealth")

    def found(**wanted):
        return numbers(worklist.page(coder, Filters(**wanted)))

    assert found(specialty="Cardiology") == [heart.pk]
    assert found(setting="telehealth") == [nerves.pk]
    assert found(reason="low_confidence") == [heart.pk, nerves.pk]
    assert found(reason="rule") == []
    offered = worklist.choices(coder, Filters(), ["specialty"])["specialty"]
    assert [(c.value, c.count) for c in offered] == [
        ("Cardiology", 1),
        ("Neurology", 1),
    ]


def test_counts_are_of_what_is_there(make_case, coder, senior):
    cases = [make_case() for _ in range(4)]
    claims.claim(cases[0], by=coder)
    claims.claim(cases[1], by=senior)
    held = claims.claim(cases[2], by=coder)
    holds.hold(held, words="Waits", by=coder, version=held.version)
    late = timezone.now() - timedelta(days=1)
    Case.objects.filter(pk=cases[3].pk).update(due_at=late)
    counts = worklist.counts(coder)
    assert (counts.waiting, counts.past_due, counts.mine) == (1, 1, 1)
    assert counts.by_view["held"] == 1 and counts.by_view["mine"] == 1
    assert counts.oldest_due == late
    for view in worklist.VIEWS:
        listed = worklist.page(coder, Filters(view=view)).cases
        assert len(listed) == counts.by_view[view], view


def test_a_stranger_sees_an_empty_list(case, stranger):
    assert worklist.page(stranger, Filters()).cases == ()
    assert worklist.counts(stranger).waiting == 0


def test_the_number_of_queries_does_not_grow(
    make_case, coder, django_assert_num_queries
):
    for _ in range(3):
        make_case()
    me = fresh(coder)
    worklist.page(me, Filters())
    for size in (1, 3):
        with django_assert_num_queries(1):
            page = worklist.page(me, Filters(), size=size)
            presenters.worklist_rows(page.cases, me)
    with django_assert_num_queries(2):
        worklist.counts(me)


def test_the_worklist_reads_its_index(make_case, coder):
    """Not the size of the table but of the page decides how long it takes."""
    from django.db import connection

    make_case()
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        cursor.execute("set local enable_bitmapscan = off")
        cursor.execute("set local enable_sort = off")
    found = worklist.find(coder, Filters()).order_by("-priority", "due_at", "id")
    assert "review_case_queue" in found[:50].explain()


def test_a_row_says_who_what_when_and_why_but_no_name(make_case, coder, senior):
    case = claims.claim(make_case(), by=senior)
    row = presenters.worklist_rows([case], coder)[0]
    assert (row.patient, row.setting, row.seen) == ("F 41", "outpatient", "14 May 2026")
    assert (row.codes, row.undecided, row.confidence) == (3, 3, "0.74")
    assert row.holder == "Senior" and not row.mine
    assert [chip.text for chip in row.reasons] == ["not sure of G43.009"]
    assert "Vestergaard" not in repr(row)


def test_reasons_that_betray_payment_or_sampling_read_second_look(make_case, coder):
    from review.actions.cases import reason_row
    from review.routing import Reason, Why

    for why in (Why.HCC_THRESHOLD, Why.SAMPLED):
        row = reason_row(Reason(why, "E11.22"))
        shown = {key: row[key] for key in ("kind", "text", "tone")}
        assert shown == {"kind": "second_look", "text": "second look", "tone": ""}


def test_a_number_is_as_old_as_very_many_take_to_count(make_case, coder, monkeypatch):
    make_case()
    assert worklist.counts(coder).waiting == 1
    make_case()
    # Few are counted each time.
    assert worklist.counts(coder).waiting == 2
    monkeypatch.setattr(tallies, "MANY", 0)
    assert worklist.counts(coder).waiting == 2
    case = make_case()
    assert worklist.counts(coder).waiting == 2
    # One's own are counted whatever the rest does.
    claims.claim(case, by=coder)
    assert worklist.counts(coder).mine == 1
    monkeypatch.setattr(tallies, "SECONDS", 0)
    assert worklist.counts(coder).waiting == 2


def test_a_few_of_very_many_are_as_old_as_counting_all_takes(
    make_case, coder, monkeypatch, django_assert_num_queries
):
    make_case()
    monkeypatch.setattr(tallies, "MANY", 2)
    narrow = Filters(specialty="Cardiology")
    worklist.choices(coder, narrow, ["setting"], among=3)
    with django_assert_num_queries(0):
        worklist.choices(coder, narrow, ["setting"], among=3)
    with django_assert_num_queries(1):
        worklist.choices(coder, narrow, ["contract"], among=2)
    with django_assert_num_queries(1):
        worklist.choices(coder, narrow, ["contract"], among=2)
