"""Two codes that an Excludes1 note keeps apart: seen together, settled by one key."""

import re

import pytest
from django.urls import reverse

from coding import codes
from review import codeset, presenters
from review.actions import claims
from tests.review.conftest import again

pytestmark = pytest.mark.django_db

TEXT = "Assessment:\n1. Type 2 diabetes mellitus.\n2. Type 1 diabetes mellitus.\n"
APART = (
    ("E11.9", "Type 2 diabetes mellitus", 0.9),
    ("E10.9", "Type 1 diabetes mellitus", 0.8),
)


@pytest.fixture
def apart(make_case, coder, client):
    client.force_login(coder)
    return claims.claim(make_case(APART, TEXT), by=coder)


def conflict(case, user):
    (found,) = [
        each.conflict
        for each in presenters.case_page(case, user).findings
        if each.conflict
    ]
    return found


def test_both_codes_stand_side_by_side_with_proof_and_the_printed_note(apart, coder):
    found = conflict(apart, coder)
    assert [side.code for side in found.sides] == ["E11.9", "E10.9"]
    assert [side.other_code for side in found.sides] == ["E10.9", "E11.9"]
    assert [side.quotes[0].text for side in found.sides] == [
        "Type 2 diabetes mellitus",
        "Type 1 diabetes mellitus",
    ]
    book = codeset.book_of(apart)
    printed = [note.text for note in book.notes(found.origin, "excludes1")]
    assert any(found.note.endswith(text) for text in printed)
    assert found.release == str(
        codes.release_for(codes.ICD10CM, apart.service_date).release
    )


def test_keeping_one_rejects_the_other_for_the_reason_proposed(client, apart, coder):
    page = client.get(apart.get_absolute_url()).content.decode()
    keep = page[page.index("Keep one") :]
    assert '<option value="excludes" selected>' in keep
    assert '<option value="guideline" selected>' in keep
    address = re.search(r'formaction="([^"]+)"[^>]*data-hotkey="1"', keep)[1]
    second = apart.items.get(code="E10.9")
    assert address == reverse("review:reject", args=[apart.pk, second.pk])
    sent = {
        "version": again(apart).version,
        "what": "excludes",
        "why_other": "guideline",
    }
    client.post(address, sent)
    made = again(second).current
    assert (made.kind, made.what.code, made.why.code) == (
        "reject",
        "excludes",
        "guideline",
    )
    page = client.get(apart.get_absolute_url()).content.decode()
    assert "Keep one" not in page


def test_both_may_stand_by_the_way_that_rules_have(client, apart, coder):
    page = client.get(apart.get_absolute_url()).content.decode()
    assert re.search(r'data-hotkey="y"[^>]*>Both stand: acknowledge<kbd>y</kbd>', page)
    key = re.search(r'name="key" value="(R05[^"]+)"', page)[1]
    sent = {"version": again(apart).version, "key": key, "how": "acknowledge"}
    client.post(
        reverse("review:settle", args=[apart.pk]), sent | {"reason": "guideline"}
    )
    (row,) = apart.settlements.all()
    assert (row.rule, row.how) == ("R05", "acknowledge")
    found = conflict(apart, coder)
    assert (
        found.sides
        and "Keep one" not in client.get(apart.get_absolute_url()).content.decode()
    )


def test_whoever_only_reads_sees_both_and_why_neither_can_be_kept(
    client, apart, senior
):
    client.force_login(senior)
    page = client.get(apart.get_absolute_url()).content.decode()
    assert "Keep one" in page and "formaction" not in page
    assert conflict(apart, senior).why_not.startswith("Coder holds this chart")
