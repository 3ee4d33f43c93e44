"""Charts amended while open or after signing: only what moved is open again."""

import pytest
from django.urls import reverse

from review import codeset
from review.actions import claims, decisions, signing
from tests.review.conftest import CODES, NOTE, again, amended, sent_again

SHIFTED = "Amended on 20 May 2026.\n" + NOTE
CHANGED = SHIFTED.replace("2. Migraine without aura", "2. Migraine with aura")
STILL = (CODES[0], CODES[2])


def accept_all(case, by):
    for item in codeset.items_of(case):
        decisions.accept(item, by=by, version=again(case).version)
    return again(case)


@pytest.fixture
def signed(mine, coder):
    case = accept_all(mine, coder)
    signing.finalise(case, by=coder, version=case.version)
    return again(case)


def states(case):
    return {
        item.code: item.current is not None for item in codeset.items_of(again(case))
    }


def test_a_line_above_moves_nothing(signed):
    amended(signed, SHIFTED)
    assert states(signed) == {"J45.40": True, "G43.009": True, "F41.1": True}


def test_only_the_code_whose_line_changed_is_open_again(signed):
    amended(signed, CHANGED, wanted=STILL)
    assert states(signed) == {"J45.40": True, "G43.009": False, "F41.1": True}
    case = again(signed)
    assert (case.state, case.undecided_count) == ("reopened", 1)


def test_proof_is_quoted_where_it_stands_now(signed):
    amended(signed, SHIFTED)
    case = again(signed)
    for item in codeset.items_of(case):
        (span,) = codeset.evidence_of(item)
        before = item.current.evidence[0]
        assert (
            SHIFTED[span["start"] : span["end"]]
            == (NOTE[before["start"] : before["end"]])
        )


def test_signing_again_makes_the_next_code_set_and_the_first_stays(signed, coder):
    amended(signed, CHANGED, wanted=STILL)
    case = claims.claim(again(signed), by=coder)
    item = case.items.get(code="G43.009")
    decisions.reject(
        item,
        what="unsupported",
        why="evidence_mismatch",
        by=coder,
        version=case.version,
    )
    second = signing.finalise(again(case), by=coder, version=again(case).version)
    assert second.number == 2
    assert [each.code for each in second.codes.all()] == ["J45.40", "F41.1"]
    first = case.code_sets.get(number=1)
    assert [each.code for each in first.codes.all()] == ["J45.40", "G43.009", "F41.1"]
    (new,) = again(case).run.version.documents.values_list("document_id", flat=True)
    assert {
        span["document"] for each in second.codes.all() for span in each.evidence
    } == {new}


def test_the_event_says_which_items_opened(signed):
    from audit.models import Event

    amended(signed, CHANGED, wanted=STILL)
    item = signed.items.get(code="G43.009")
    told = Event.objects.filter(type="case-reopened").latest("pk")
    assert f'"opened":["{item.pk}"]'.encode() in bytes(told.body)


def test_an_undecided_code_follows_the_newest_suggestion(mine):
    amended(mine, SHIFTED)
    item = mine.items.get(code="J45.40")
    (span,) = codeset.evidence_of(item)
    assert SHIFTED[span["start"] : span["end"]].startswith("Moderate persistent")


def test_a_decision_made_after_an_amendment_quotes_the_amended_text(signed, coder):
    amended(signed, SHIFTED)
    case = claims.claim(again(signed), by=coder)
    item = case.items.get(code="J45.40")
    decisions.reject(
        item,
        what="unsupported",
        why="evidence_mismatch",
        by=coder,
        version=case.version,
    )
    item.refresh_from_db()
    assert item.anchored == []


# -- pages ----------------------------------------------------------------------


def test_the_difference_is_shown_line_by_line(signed, coder, client):
    amended(signed, CHANGED, wanted=STILL)
    client.force_login(coder)
    page = client.get(reverse("review:changes", args=[signed.pk])).content.decode()
    assert "version 2" in page and "against version 1" in page
    assert "G43.009 is open again" in page
    assert "2. Migraine with aura" in page and "2. Migraine without aura" in page
    assert "2 decided codes stay as they are" in page


def test_a_new_document_is_shown_whole(signed, coder, client):
    amended(signed, NOTE, "Late lab report: sodium 140.\n")
    client.force_login(coder)
    page = client.get(reverse("review:changes", args=[signed.pk])).content.decode()
    assert "No code lost its proof." in page
    assert "Late lab report" in page and ">new<" in page and ">the same<" in page


def test_a_chart_of_one_version_has_no_difference(case, coder, client):
    client.force_login(coder)
    address = reverse("review:changes", args=[case.pk])
    assert client.get(address).status_code == 404
    assert client.get(address, {"since": "x"}).status_code == 404


def test_an_open_page_learns_of_a_new_version_before_it_is_coded(mine, coder, client):
    client.force_login(coder)
    address = reverse("review:newest", args=[mine.pk])
    assert client.get(address).content == b"1"
    sent_again(mine, SHIFTED)
    answer = client.get(address)
    assert answer.content == b"2" and answer["Cache-Control"] == "no-store"
    shown = client.get(mine.get_absolute_url()).content.decode()
    assert 'data-version="1"' in shown
