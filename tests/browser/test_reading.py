"""Reading a chart: documents that stay unread until seen, and words looked for."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import assert_accessible, press, settled
from tests.review.conftest import CODES, NOTE

pytestmark = pytest.mark.browser

LONG = NOTE + "Hospital course:\n" + "She walked the ward and felt well.\n" * 80
LAB = "Laboratory:\n" + "Sodium 140.\n" * 60 + "Fluticasone level not done.\n"
LETTER = "Letter:\nThank you. Fluticasone goes on.\n" + "\n" * 60


def test_documents_are_read_one_by_one_by_key_and_then_it_is_signed(
    page, open_case, supervisor
):
    from review.actions import policy
    from review.models import ReadDocument

    asked = policy.ask_every_document(asked=True, by=supervisor, words="Payer asks.")
    try:
        case = open_case(CODES, LONG, LAB, LETTER)
        link = page.locator("[data-next-unread]")
        # The first is on the screen with the page.
        expect(link).to_have_text("2 unreado")
        assert_accessible(page, "case, documents unread")
        press(page, "a", "a", "a", "g")
        button = page.get_by_role("button", name="Sign, open the next")
        expect(button).to_be_disabled()
        expect(page.locator("[data-all-unread] a")).to_have_text(["Note 2", "Note 3"])
        press(page, "Escape", "o")
        expect(page.locator("article", has_text="Sodium").first).to_be_in_viewport()
        expect(link).to_have_text("1 unreado")
        press(page, "o")
        expect(link).to_be_hidden()
        expect(page.locator("article[data-unread]")).to_have_count(0)
        press(page, "g")
        expect(button).to_be_enabled()
        with page.expect_response("**/sign/"):
            press(page, "g")
        case.refresh_from_db()
        assert case.state == "finalised"
        assert ReadDocument.objects.filter(chart=case.chart).count() == 3
    finally:
        policy.ask_every_document(asked=False, by=supervisor, words="Over again.")
        assert asked.gates["every_document"]


def test_words_are_found_in_all_documents_and_stepped_through_by_key(page, open_case):
    open_case(CODES, LONG, LAB, LETTER)
    press(page, "f")
    page.keyboard.type("fluticasone")
    page.keyboard.press("Enter")
    settled(page)
    finds = page.locator("#finds a")
    expect(finds).to_have_count(3)
    expect(finds.nth(0)).to_have_attribute("aria-current", "true")
    # The note keeps its text; what was found is lit up, and the place comes into view.
    assert page.evaluate("CSS.highlights.get('found').size") == 3
    lit = "[...CSS.highlights.get('found-now')].map(String).join()"
    press(page, ".")
    assert page.evaluate(lit) == "Fluticasone"
    expect(page.locator(".note .line", has_text="level not done")).to_be_in_viewport()
    press(page, ".", ".")
    expect(finds.nth(0)).to_have_attribute("aria-current", "true")
    press(page, ",")
    expect(page.locator(".note .line", has_text="goes on")).to_be_in_viewport()
    assert_accessible(page, "case, words found")
    # Words stand in no address.
    assert "luticasone" not in page.url
    press(page, "b", "f")
    expect(page.get_by_role("searchbox", name="Words to find")).to_be_focused()
    # Escape leaves the field: what is typed then is keys, and f comes back to it.
    press(page, "Escape", "f")
    page.keyboard.type("no such words")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing in the chart says that.")).to_be_visible()
    assert page.evaluate("CSS.highlights.size") == 0
