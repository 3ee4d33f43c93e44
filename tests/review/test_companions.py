"""Companions that a code's notes ask for: one key adds them with their own proof."""

import re
from dataclasses import replace

import pytest
from django.urls import reverse

from coding import actions as machine
from coding.values import Companion
from review import codeset
from review.actions import cases, claims, intake
from review.presenters import companions
from tests.review.conftest import again, coded_note, evidence_in, upload

pytestmark = pytest.mark.django_db

TEXT = "Medications: insulin glargine.\nAssessment:\n1. Type 2 diabetes mellitus.\n"
DIABETES = (("E11.9", "Type 2 diabetes mellitus", 0.9),)


@pytest.fixture
def at_work(client, coder, db):
    """A chart whose engine read insulin and did not suggest a code for it."""
    version = intake.receive(upload(TEXT), by=None).version
    proof = evidence_in(codeset.documents_of(version), "insulin glargine")
    insulin = Companion("Z79.4", "Long term (current) use of insulin", (proof,))
    claimed = machine.claim_run(machine.queue(version).pk)
    said = replace(coded_note(version, DIABETES), companions=(insulin,))
    case = cases.route(machine.finish_run(claimed, said))
    client.force_login(coder)
    return claims.claim(case, by=coder)


def panel(client, case, htmx=True):
    address = reverse("review:beside", args=[case.pk, case.items.first().pk])
    headers = {"HX-Request": "true"} if htmx else {}
    return client.get(address, headers=headers).content.decode()


def test_one_digit_adds_what_the_chart_has_words_for(client, at_work):
    page = client.get(at_work.get_absolute_url()).content.decode()
    assert 'data-hotkey="r" aria-keyshortcuts="r">Related<kbd>r</kbd>' in page
    shown = panel(client, at_work)
    assert re.search(r'name="code" value="Z79.4" data-hotkey="1"', shown)
    assert "<b>insulin glargine</b>" in shown
    fields = dict(
        re.findall(r'name="(\w+)" value="([^"]*)"', shown.split("</form>")[0])
    )
    fields.pop("csrfmiddlewaretoken", None)
    client.post(reverse("review:add", args=[at_work.pk]), fields)
    made = at_work.items.get(code="Z79.4").current
    assert (made.kind, made.what.code) == ("add", "additional_code")
    (span,) = made.evidence
    assert TEXT[span["start"] : span["end"]] == "insulin glargine"
    # Answered, the note asks no more.
    assert "insulin (Z79.4)" not in panel(client, again(at_work))


def test_of_as_many_notes_left_it_matters_which(at_work):
    # What a browser shows of them is sent anew once they are others.
    item, book = at_work.items.first(), codeset.book_of(at_work)
    insulin, other = (
        companions.wanted(item, {"E11.9", there}, book, {missing})
        for there, missing in (("Z79.85", "Z79.4"), ("Z79.4", "Z79.85"))
    )
    assert len(insulin) == len(other)
    assert insulin != other


def test_what_the_chart_has_no_words_for_is_looked_up(client, at_work):
    shown = panel(client, at_work)
    assert 'data-use-code="Z79.84"' in shown
    page = client.post(
        reverse("review:lookup", args=[at_work.pk]), {"q": "Z79.84", "panel": "add"}
    ).content.decode()
    assert 'name="code" value="Z79.84"' in page


def test_without_a_script_the_page_comes_with_the_panel_open(client, at_work):
    page = panel(client, at_work, htmx=False)
    assert "<html" in page and 'value="Z79.4" data-hotkey="1"' in page


def test_whoever_does_not_hold_the_chart_reads_and_adds_nothing(
    client, at_work, senior
):
    client.force_login(senior)
    shown = panel(client, at_work)
    assert "Z79.4" in shown and "<form" not in shown


def test_what_is_hidden_gives_nothing_away(client, at_work):
    from review.actions.checks import HIDDEN

    case = again(at_work)
    case.reasons = [HIDDEN]
    case.save()
    assert 'name="code" value="Z79.4"' not in panel(client, case)
