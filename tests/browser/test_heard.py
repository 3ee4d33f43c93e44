"""What a screen reader is told: landmarks, the live region, where the focus goes."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import press, sign_in

pytestmark = pytest.mark.browser


def test_the_landmarks_of_a_chart_are_named_and_each_is_there_once(page, open_case):
    case = open_case()
    top = page.locator("body > .top")
    expect(top).to_match_aria_snapshot(
        """
        - link "Skip to the content"
        - banner:
          - link "Attest"
          - navigation "Main"
        - status
        """
    )
    expect(page.get_by_role("main")).to_match_aria_snapshot(
        f"""
        - main:
          - heading "Case {case.pk}" [level=1]
          - list "Encounter"
          - navigation "Documents and sections"
          - region "The note"
          - complementary "Codes"
        """
    )
    expect(page.get_by_role("complementary", name="Codes")).to_match_aria_snapshot(
        """
        - complementary "Codes":
          - region "Codes 0 of 3 decided":
            - heading "Codes 0 of 3 decided" [level=2]
            - list
        """
    )
    outline = page.get_by_role("navigation", name="Documents and sections")
    expect(outline.get_by_role("search")).to_have_count(1)
    note = page.get_by_role("region", name="The note")
    expect(note.get_by_role("article", name="Note 1")).to_have_count(1)
    # One landmark of its kind, or one with a name of its own.
    expect(page.get_by_role("main")).to_have_count(1)
    expect(page.get_by_role("status")).to_have_count(1)
    names = page.locator("nav, aside").evaluate_all(
        "all => all.map((each) => each.tagName + (each.ariaLabel || ''))"
    )
    assert len(names) == len(set(names))


def test_a_code_says_its_state_its_keys_and_why_a_button_is_off(page, open_case):
    open_case()
    code = page.locator("details[data-item]").first
    expect(code).to_match_aria_snapshot(
        """
        - group:
          - code: J45.40
          - meter "confidence 91%"
          - blockquote
          - button "Accept a"
          - button "Evidence e"
          - link "Book b"
        """
    )
    assert code.get_by_role("button", name="Accept").get_attribute(
        "aria-keyshortcuts"
    ) == ("a")
    sign = page.locator("footer summary", has_text="Sign")
    expect(sign).to_have_attribute("aria-disabled", "true")
    expect(sign).to_have_accessible_description("3 codes have no decision yet.")
    # What is not coded is heard where it stands, not only seen.
    press(page, "a")
    expect(
        page.locator("details[data-item]").first.locator("> summary")
    ).to_contain_text("accepted")


def test_every_answer_is_said_and_the_focus_stays_at_work(page, open_case):
    open_case()
    said = page.get_by_role("status")
    focus = page.locator(":focus")
    press(page, "a")
    expect(said).to_contain_text("accepted")
    expect(focus).to_contain_text("G43.009")
    press(page, "x", "1")
    expect(said).to_contain_text("rejected")
    expect(focus).to_contain_text("F41.1")
    press(page, "e")
    expect(said).to_contain_text("Evidence 1 of 1")
    press(page, "a")
    # Nothing waits any more: the heading of the codes has the focus, not the body.
    expect(focus).to_contain_text("3 of 3 decided")
    press(page, "u")
    expect(said).to_contain_text("undone")
    assert page.evaluate("document.activeElement !== document.body")
    press(page, "b")
    expect(page.get_by_role("region", name="Code book")).to_be_visible()
    press(page, "Escape")
    assert page.evaluate("document.activeElement.matches('summary')")


def test_the_other_pages_of_the_day_have_their_landmarks(page, coder, make_case):
    case = make_case()
    sign_in(page, coder)
    for address, heading in (
        ("/worklist/", "Worklist"),
        ("/queries/", "Queries"),
        ("/my-accuracy/", "My accuracy"),
        ("/code-book/", "Code book"),
        ("/over-reads/", "Over-reads"),
        ("/intake/file/", "Charts from a file"),
        (f"/cases/{case.pk}/", f"Case {case.pk}"),
    ):
        page.goto(address)
        expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()
        expect(page.get_by_role("main")).to_have_count(1)
        expect(page.get_by_role("navigation", name="Main")).to_have_count(1)
        expect(page.get_by_role("status")).to_have_count(1)
        levels = page.locator("h1, h2, h3, h4").evaluate_all(
            "all => all.filter((e) => e.checkVisibility()).map((e) => +e.tagName[1])"
        )
        steps = [b - a for a, b in zip(levels, levels[1:], strict=False)]
        assert levels[0] == 1 and max(steps, default=0) <= 1, (address, levels)
