"""Deciding: what each act changes, refuses and tells the trail."""

import pytest
from django.db import DatabaseError, transaction

from audit.models import Event
from review import codeset
from review.actions import claims, decisions
from review.models import Decision
from review.refusals import Refused, StaleCase
from tests.review.conftest import again, span_of

WRONG = {"what": "unsupported", "why": "negated"}


def items(case):
    return codeset.items_of(again(case))


def events_since(before):
    return [event.type for event in Event.objects.filter(pk__gt=before).order_by("pk")]


def last_event():
    return Event.objects.order_by("pk").last()


def test_accepting_writes_one_decision_and_one_event(mine, coder):
    before = last_event().pk
    decision = decisions.accept(items(mine)[0], by=coder, version=mine.version)
    assert (decision.kind, decision.code) == ("accept", "J45.40")
    assert events_since(before) == ["decision-made"]
    assert again(mine).undecided_count == 2


def test_the_decision_keeps_a_copy_of_the_credential(mine, coder):
    decision = decisions.accept(items(mine)[0], by=coder, version=mine.version)
    held = coder.credentials.get()
    assert decision.credential["type"] == "CCS"
    assert decision.credential["number"] == held.number
    assert last_event().content["credential"]["number"] == held.number


def test_the_event_holds_the_suggestion_and_the_final_code_but_no_text(mine, coder):
    decisions.modify(
        items(mine)[0],
        code="j4550",
        what="wrong_code",
        why="other",
        words="Peak flow says severe",
        by=coder,
        version=mine.version,
    )
    event = last_event()
    assert event.content["suggested"]["code"] == "J45.40"
    assert event.content["final"]["code"] == "J45.50"
    assert event.content["suggested"]["confidence"] == 9100
    for words in (b"asthma, uncomplicated.", b"Peak flow", b"Vestergaard"):
        assert words not in bytes(event.body)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("Q99.ZZ", "Q99.ZZ is not in ICD-10-CM"),
        ("J45", "heading, not a billable code"),
        ("", "not in ICD-10-CM"),
        ("J45.40", "accept it instead"),
        ("F41.1", "on this chart already, on line 3"),
    ],
)
def test_modifying_to_a_code_that_cannot_stand_is_refused(mine, coder, code, reason):
    with pytest.raises(Refused, match=reason):
        decisions.modify(
            items(mine)[0], code=code, by=coder, version=mine.version, **WRONG
        )
    assert again(mine).version == mine.version


def test_reasons_are_demanded_on_both_axes(mine, coder):
    item = items(mine)[0]
    for reasons in ({"what": "", "why": "negated"}, {"what": "unsupported", "why": ""}):
        with pytest.raises(Refused, match="Choose a reason"):
            decisions.reject(item, by=coder, version=mine.version, **reasons)
    with pytest.raises(Refused, match="few words"):
        decisions.reject(
            item, what="other", why="negated", by=coder, version=mine.version
        )
    with pytest.raises(Refused, match="not on the list"):
        decisions.reject(
            item, what="unsupported", why="fate", by=coder, version=mine.version
        )


def test_a_rejected_code_no_longer_stands(mine, coder):
    decisions.reject(items(mine)[1], by=coder, version=mine.version, **WRONG)
    assert [codeset.standing_code(item) for item in items(mine)] == [
        "J45.40",
        None,
        "F41.1",
    ]
    assert again(mine).code_count == 2


def test_a_change_of_mind_supersedes_and_keeps_the_first_decision(mine, coder):
    item = items(mine)[0]
    first = decisions.accept(item, by=coder, version=mine.version)
    second = decisions.reject(
        items(mine)[0], by=coder, version=mine.version + 1, **WRONG
    )
    assert second.supersedes == first
    assert items(mine)[0].current == second
    assert Decision.objects.filter(item=item).count() == 2
    assert last_event().content["supersedes"] == str(first.pk)


def test_undo_withdraws_step_by_step_and_never_deletes(mine, coder):
    first = decisions.accept(items(mine)[0], by=coder, version=mine.version)
    decisions.reject(items(mine)[0], by=coder, version=mine.version + 1, **WRONG)
    decisions.undo(mine, by=coder, version=mine.version + 2)
    assert items(mine)[0].current == first
    decisions.undo(mine, by=coder, version=mine.version + 3)
    assert items(mine)[0].current is None
    assert last_event().type == "decision-withdrawn"
    with pytest.raises(Refused, match="no decision of yours"):
        decisions.undo(mine, by=coder, version=mine.version + 4)
    assert Decision.objects.filter(case=mine).count() == 4


def test_a_missed_code_is_added_with_the_text_that_proves_it(mine, coder):
    span = span_of(mine, "Continue fluticasone")
    decision = decisions.add(
        mine, code="Z79.51", evidence=[span], by=coder, version=mine.version
    )
    item = decision.item
    assert (item.origin, item.position) == ("coder", 4)
    assert decision.evidence[0]["section"]
    assert "text" not in decision.evidence[0]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"text": "Continue Fluticasone"}, "does not stand at that place"),
        ({"start": -1}, "does not stand at that place"),
        ({"end": 10**9}, "does not stand at that place"),
        ({"document": "0" * 64}, "not from a document of this chart"),
    ],
)
def test_evidence_that_does_not_quote_the_document_is_refused(
    mine, coder, change, reason
):
    span = span_of(mine, "Continue fluticasone") | change
    with pytest.raises(Refused, match=reason):
        decisions.add(
            mine, code="Z79.51", evidence=[span], by=coder, version=mine.version
        )


def test_a_code_without_evidence_is_refused(mine, coder):
    with pytest.raises(Refused, match="needs the text"):
        decisions.add(mine, code="Z79.51", evidence=[], by=coder, version=mine.version)


def test_a_code_that_is_there_already_is_not_added_again(mine, coder):
    span = span_of(mine, "Continue fluticasone")
    for code in ("F41.1", "f411"):
        with pytest.raises(Refused, match="line 3|already"):
            decisions.add(
                mine, code=code, evidence=[span], by=coder, version=mine.version
            )


def test_an_added_code_that_was_undone_can_be_added_again(mine, coder):
    span = span_of(mine, "Continue fluticasone")
    decisions.add(mine, code="Z79.51", evidence=[span], by=coder, version=mine.version)
    decisions.undo(mine, by=coder, version=mine.version + 1)
    assert [item.code for item in items(mine)] == ["J45.40", "G43.009", "F41.1"]
    assert again(mine).undecided_count == 3
    decisions.add(
        mine, code="Z79.51", evidence=[span], by=coder, version=mine.version + 2
    )
    assert len(items(mine)) == 4


def test_reordering_names_every_code_once(mine, coder):
    order = [str(item.pk) for item in items(mine)]
    moved = [order[2], order[0], order[1]]
    decisions.reorder(mine, order=moved, by=coder, version=mine.version)
    assert [item.code for item in items(mine)] == ["F41.1", "J45.40", "G43.009"]
    assert last_event().content["codes"] == ["F41.1", "J45.40", "G43.009"]
    for bad in (order[:2], [*order, order[0]], [order[0]] * 3):
        with pytest.raises(Refused, match="every code"):
            decisions.reorder(mine, order=bad, by=coder, version=mine.version + 1)


def test_an_old_page_changes_nothing_and_says_who_was_faster(mine, coder):
    decisions.accept(items(mine)[0], by=coder, version=mine.version)
    with pytest.raises(StaleCase) as refusal:
        decisions.reject(items(mine)[1], by=coder, version=mine.version, **WRONG)
    assert refusal.value.status == 409
    assert "yourself" in refusal.value.reason
    assert Decision.objects.filter(case=mine).count() == 1


def test_somebody_elses_change_is_named(mine, coder, senior):
    claims.take_over(mine, by=senior, words="They are away")
    with pytest.raises(StaleCase, match="Senior changed this chart"):
        decisions.accept(items(mine)[0], by=coder, version=mine.version)


def test_a_billed_code_without_proof_is_supported_by_the_text_or_deleted(
    make_case, coder
):
    case = claims.claim(make_case(billed=("Z79.51", "J45.40", "E11.9")), by=coder)
    listed = {item.code: item for item in items(case)}
    assert listed["J45.40"].origin == "machine" and listed["J45.40"].billed
    assert listed["Z79.51"].origin == "billed"
    with pytest.raises(Refused, match="Nothing in the documents"):
        decisions.accept(listed["Z79.51"], by=coder, version=case.version)
    span = span_of(case, "Continue fluticasone")
    made = decisions.add(
        case, code="Z79.51", evidence=[span], by=coder, version=case.version
    )
    assert (made.kind, made.item) == ("accept", listed["Z79.51"])
    decisions.reject(listed["E11.9"], by=coder, version=case.version + 1, **WRONG)
    assert last_event().content["origin"] == "billed"


@pytest.mark.parametrize("column", ["code", "words_sha256"])
def test_the_database_refuses_to_edit_a_decision(mine, coder, column):
    decision = decisions.accept(items(mine)[0], by=coder, version=mine.version)
    rows = Decision.objects.filter(pk=decision.pk)
    with pytest.raises(DatabaseError, match="never edited"), transaction.atomic():
        rows.update(**{column: "x"})
    with pytest.raises(DatabaseError, match="never edited"), transaction.atomic():
        rows._raw_delete(rows.db)
