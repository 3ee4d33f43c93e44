"""The code set under the hand: dragged into order, and two codes kept apart."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import assert_accessible, press, settled
from tests.review.conftest import NOTE, evidence_in

pytestmark = pytest.mark.browser

TEXT = (
    "Assessment:\n1. Type 2 diabetes mellitus.\n2. Type 1 diabetes mellitus.\n"
    "3. Migraine without aura, not intractable.\nPlan:\nContinue. No chest pain.\n"
)
APART = (
    ("E11.9", "Type 2 diabetes mellitus", 0.9),
    ("E10.9", "Type 1 diabetes mellitus", 0.8),
    ("G43.009", "Migraine without aura, not intractable", 0.7),
)


def codes(page):
    return page.locator("details.code > summary > code")


def test_a_code_is_dragged_by_its_number_and_stays_closed(page, open_case):
    case = open_case()
    grips = page.locator("[data-grip]")
    expect(codes(page)).to_have_text(["J45.40", "G43.009", "F41.1"])
    top = grips.nth(0).bounding_box()
    grips.nth(2).hover()
    page.mouse.down()
    page.mouse.move(top["x"] + 4, top["y"] + 2, steps=4)
    page.mouse.up()
    expect(codes(page)).to_have_text(["F41.1", "J45.40", "G43.009"])
    settled(page)
    assert [item.code for item in case.items.all()] == ["F41.1", "J45.40", "G43.009"]
    # Escape lets go, and a press without a move is a click.
    grips.nth(1).hover()
    page.mouse.down()
    page.mouse.move(top["x"] + 4, top["y"] - 4, steps=3)
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(codes(page)).to_have_text(["F41.1", "J45.40", "G43.009"])
    press(page, "+")
    expect(codes(page)).to_have_text(["J45.40", "F41.1", "G43.009"])


def test_of_two_codes_kept_apart_one_stays_by_two_keys(page, open_case):
    case = open_case(APART, TEXT)
    expect(page.locator(".conflict section")).to_have_count(2)
    expect(page.locator(".conflict")).to_contain_text("Excludes1 at E1")
    press(page, "c")
    assert_accessible(page, "case, two codes kept apart")
    press(page, "1")
    expect(page.locator(".conflict")).to_have_count(0)
    made = case.decisions.get()
    assert (made.item.code, made.kind, made.what.code) == (
        "E10.9",
        "reject",
        "excludes",
    )


def test_both_stand_by_one_key_and_a_reason(page, open_case):
    case = open_case(APART, TEXT)
    press(page, "y", "1")
    expect(page.locator("#status")).to_have_text("Acknowledged.")
    assert case.settlements.get().how == "acknowledge"


def test_what_is_denied_says_so_where_it_stands(page, open_case):
    from hashlib import sha256

    from coding.values import Exclusion, NoteDocument

    document = NoteDocument(sha256(NOTE.encode()).hexdigest(), NOTE)
    proof = evidence_in([document], "chest pain")
    denied = Exclusion("R07.9", "Chest pain", "negated", "X1", "", "Denied.", (proof,))
    open_case(excluded=(denied,))
    mark = page.locator("mark[data-why]")
    mark.focus()
    said = mark.evaluate("mark => getComputedStyle(mark, '::after').content")
    assert "R07.9 Chest pain, negated" in said
    assert_accessible(page, "case, something denied")
