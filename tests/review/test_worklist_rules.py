"""Worklists by groups of conditions, in a chosen order; the page that writes them."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from review import ordering, worklist, worklistrules
from review.actions import claims
from review.models import Case, SavedWorklist
from review.worklist import Filters
from review.worklistrules import Group

VALUE = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=20
)
VALUES = st.lists(VALUE.filter(str.strip), max_size=3).map(
    lambda said: tuple(sorted({each.strip() for each in said}))
)
GROUPS = st.lists(
    st.builds(
        Group,
        specialty=VALUES,
        setting=VALUES,
        reason=VALUES,
        contract=VALUES,
        payer=VALUES,
        older=st.sampled_from(("", "3", "14")),
        unsure=st.sampled_from(("", *worklistrules.UNSURE)),
    ),
    max_size=4,
)


@given(GROUPS)
def test_a_rule_outlasts_the_way_into_an_address_and_back(groups):
    wanted = worklistrules.tidy(groups)
    assert worklistrules.read(worklistrules.write(wanted)) == wanted


@given(st.text())
def test_whatever_is_typed_into_an_address_is_read_the_same_ever_after(text):
    once = worklistrules.write(worklistrules.read(text))
    assert worklistrules.write(worklistrules.read(once)) == once


def test_there_are_bounds_and_money_is_no_condition():
    many = ";".join(f"payer={n}" for n in range(50))
    assert len(worklistrules.read(many)) == worklistrules.MOST
    assert worklistrules.read("hcc=19;raf=2.1;amount=7;older=²;unsure=61") == ()
    assert worklistrules.read("&".join(["payer=x"] * 5000)) == ()
    assert not set(worklistrules.NAMES) & {"priority", "hcc", "raf", "amount"}


def found(user, *groups, **more):
    rule = worklistrules.write(groups)
    page = worklist.page(user, Filters(rule=rule, **more))
    return [case.pk for case in page.cases]


def test_groups_are_or_and_their_conditions_and(make_case, coder):
    heart = make_case(specialty="Cardiology", payer="Brightmoor")
    heart_other = make_case(specialty="Cardiology", payer="Northgate")
    brain = make_case(specialty="Neurology")
    make_case(specialty="Urology")
    both = Group(specialty=("Cardiology",), payer=("Brightmoor",))
    assert found(coder, both) == [heart.pk]
    either = Group(specialty=("Neurology",))
    assert set(found(coder, both, either)) == {heart.pk, brain.pk}
    several = Group(specialty=("Cardiology", "Neurology"))
    assert set(found(coder, several)) == {heart.pk, heart_other.pk, brain.pk}
    unsaid = Group(specialty=("Cardiology", "Urology"), payer=(worklist.UNSAID,))
    assert len(found(coder, unsaid)) == 1
    assert worklist.count(coder, Filters(rule=worklistrules.write([both, either]))) == 2


def test_age_confidence_and_reason_are_conditions(make_case, coder):
    old, new = make_case(), make_case()
    then = timezone.now() - timedelta(days=5)
    Case.objects.filter(pk=old.pk).update(opened_at=then)
    Case.objects.filter(pk=new.pk).update(lowest_confidence=9_500, reasons=[])
    assert found(coder, Group(older="3")) == [old.pk]
    assert found(coder, Group(unsure="80")) == [old.pk]
    assert found(coder, Group(reason=("low_confidence", "rule"))) == [old.pk]
    assert set(found(coder, Group(older="3"), Group(unsure="90"))) == {old.pk}


@pytest.fixture
def many(make_case):
    """Nine charts that differ in everything one can sort by, some not at all."""
    made = [make_case(specialty=f"S{n % 3}") for n in range(9)]
    now = timezone.now()
    for n, case in enumerate(made):
        kinds = [{"kind": f"k{n % 2}", "key": "k", "text": "k", "tone": ""}]
        Case.objects.filter(pk=case.pk).update(
            opened_at=now - timedelta(days=n % 4),
            due_at=now + timedelta(days=n % 2),
            lowest_confidence=None if n % 5 == 0 else n * 100,
            reasons=kinds if n % 3 else [],
            priority=n % 2,
        )
    return [case.pk for case in made]


@pytest.mark.parametrize("sort", ordering.ORDERS)
def test_each_order_is_the_same_in_pages_as_in_one(many, coder, sort):
    filters = Filters(sort=sort)
    whole = [case.pk for case in worklist.page(coder, filters).cases]
    paged, place = [], ""
    while place is not None:
        page = worklist.page(coder, filters, place, size=2)
        paged += [case.pk for case in page.cases]
        place = page.next
    assert paged == whole and sorted(whole) == sorted(many)


def test_what_comes_first_is_what_was_asked_for(many, coder):
    def first(sort):
        return worklist.page(coder, Filters(sort=sort)).cases

    waits = [case.opened_at for case in first("age")]
    assert waits == sorted(waits)
    sure = [case.lowest_confidence for case in first("confidence")]
    assert sure == sorted(sure, key=lambda each: (each is None, each or 0))
    names = [case.specialty for case in first("specialty")]
    assert names == sorted(names)
    kinds = [
        case.reasons[0]["kind"] if case.reasons else "" for case in first("reason")
    ]
    assert kinds == sorted(kinds)


@pytest.mark.parametrize("sort", [name for name in ordering.ORDERS if name])
def test_each_order_reads_an_index_of_its_own(make_case, coder, sort):
    """Not the size of the table but of the page decides how long it takes."""
    make_case()
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        cursor.execute("set local enable_bitmapscan = off")
        cursor.execute("set local enable_sort = off")
    rows = ordering.ordered(worklist.find(coder, Filters(sort=sort)), sort)[:50]
    plan = rows.explain()
    assert f"review_case_by_{sort}" in plan and "Sort" not in plan


def test_the_next_chart_follows_rule_and_order(make_case, coder):
    make_case(specialty="Urology")
    newer, older = make_case(specialty="Cardiology"), make_case(specialty="Cardiology")
    then = timezone.now() - timedelta(days=5)
    Case.objects.filter(pk=older.pk).update(opened_at=then)
    rule = worklistrules.write([Group(specialty=("Cardiology",))])
    asked = Filters(rule=rule, sort="age")
    assert claims.claim_next(by=coder, filters=asked) == older
    assert claims.claim_next(by=coder, filters=asked) == newer
    assert claims.claim_next(by=coder, filters=asked) is None


def test_a_place_of_another_order_or_of_nobodys_making_is_the_start(many, coder):
    page = worklist.page(coder, Filters(sort="age"), size=2)
    for place in (page.next, "~~", "=x~2026-01-01~1", "=9" * 90, "\x00~\x00~1"):
        again = worklist.page(coder, Filters(sort="confidence"), place)
        assert len(again.cases) == len(many)


# -- the page -------------------------------------------------------------------


def test_a_rule_is_written_counted_opened_and_kept_without_a_script(
    make_case, coder, client
):
    make_case(specialty="Cardiology")
    make_case(specialty="Neurology", payer="Brightmoor")
    make_case(specialty="Urology")
    client.force_login(coder)
    page = client.get("/worklist/rule/").content.decode()
    assert "Group 1" in page and "group 2" not in page.lower()
    asked = {
        "groups": "yes",
        "view": "review",
        "sort": "age",
        "specialty-1": ["Cardiology", "Neurology"],
        "payer-1": ["-"],
        "specialty-2": ["Urology"],
    }
    page = client.get("/worklist/rule/", asked).content.decode()
    assert "2 charts fit now" in page and "Or group 2" in page
    said = "Cardiology or Neurology, and not stated; or Urology, longest waiting first"
    assert said in page
    more = client.get("/worklist/rule/", {**asked, "more": "yes"}).content.decode()
    assert "Or group 3" in more
    rule = worklistrules.write(
        [
            Group(specialty=("Cardiology", "Neurology"), payer=("-",)),
            Group(specialty=("Urology",)),
        ]
    )
    kept = {"view": "review", "rule": rule, "sort": "age", "name": "Mine"}
    client.post("/worklist/save/", kept)
    row = SavedWorklist.objects.get()
    assert row.rule == {"rule": rule, "sort": "age"}
    shown = client.get(f"/worklist/?{urlencode(row.rule)}").content.decode()
    assert "<b>2</b> fit:" in shown and ">Mine</a>" in shown
    assert 'value="age" selected' in shown


def test_what_is_asked_is_shown_though_no_chart_has_it(coder, client):
    client.force_login(coder)
    page = client.get("/worklist/rule/?rule=specialty%3DNowhere").content.decode()
    assert 'value="Nowhere" checked>Nowhere</label>' in page
    assert "0 charts fit now" in page


def test_writing_a_rule_asks_few_questions(many, coder, client):
    client.force_login(coder)
    client.get("/worklist/rule/")
    from django.test.utils import CaptureQueriesContext

    groups = {f"specialty-{n}": ["S1"] for n in range(1, 5)} | {"groups": "yes"}
    with CaptureQueriesContext(connection) as one:
        client.get("/worklist/rule/", {"groups": "yes", "specialty-1": ["S1"]})
    with CaptureQueriesContext(connection) as four:
        client.get("/worklist/rule/", groups)
    assert len(four) <= len(one) <= 14
