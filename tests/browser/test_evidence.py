"""Selected text becomes evidence at its offsets in code points, whatever the text."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import press, settled

pytestmark = pytest.mark.browser

# Astral characters are two units in a browser; CR LF is one line end in a page.
TEXT = (
    "Assessment: \U0001fac1\U0001fac1 stable\r\n"
    "1. Moderate persistent asthma, uncomplicated.\r\n"
    "\r\n"
    "Plan: \U0001f48a continue  inhaled fluticasone\r\n"
    "twice daily \U0001f600.\r\n"
)
ONE = (("J45.40", "Moderate persistent asthma, uncomplicated", 0.9),)
SELECT = """([from, to]) => {
    const lines = [...document.querySelectorAll("[data-start]")];
    const texts = lines.flatMap((line) => {
        const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
        const found = [];
        while (walker.nextNode()) found.push(walker.currentNode);
        return found;
    });
    const at = (words) => {
        const node = texts.find((text) => text.data.includes(words));
        return [node, node.data.indexOf(words)];
    };
    const [start, startOffset] = at(from);
    const [end, endOffset] = at(to);
    const range = document.createRange();
    range.setStart(start, startOffset);
    range.setEnd(end, endOffset + to.length);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
}"""


def add_from_selection(page, start, end, query):
    page.evaluate(SELECT, [start, end])
    press(page, "n")
    panel = page.locator("#add")
    panel.get_by_role("radio", name="Text was overlooked").check()
    panel.get_by_role("searchbox").fill(query)
    panel.locator(".found button", has_text=query).click()


@pytest.mark.parametrize(
    ("start", "end", "quoted"),
    [
        ("inhaled", "fluticasone", "inhaled fluticasone"),
        ("fluticasone", "twice daily", "fluticasone\r\ntwice daily"),
        ("Moderate", "uncomplicated", "Moderate persistent asthma, uncomplicated"),
    ],
)
def test_a_selection_becomes_evidence(page, open_case, start, end, quoted):
    case = open_case(ONE, TEXT)
    add_from_selection(page, start, end, "Z79.51")
    expect(page.get_by_text("1 of 2 decided")).to_be_visible()
    (span,) = case.items.get(code="Z79.51").current.evidence
    assert TEXT[span["start"] : span["end"]] == quoted
    expect(page.locator("mark", has_text=quoted.split("\r\n")[0]).first).to_be_visible()


def test_the_selection_fills_the_panel_and_looks_itself_up(page, open_case):
    open_case(ONE, TEXT)
    page.evaluate(SELECT, ["persistent asthma", "persistent asthma"])
    press(page, "n")
    panel = page.locator("#add")
    expect(panel.locator("[name=quote]")).to_have_value("persistent asthma")
    expect(panel.get_by_role("searchbox")).to_have_value("persistent asthma")
    expect(panel.locator(".found button").first).to_contain_text("asthma")


def test_a_code_found_in_the_book_goes_into_the_panel(page, open_case):
    case = open_case(ONE, TEXT)
    page.evaluate(SELECT, ["fluticasone", "fluticasone"])
    page.get_by_role("link", name="Code book /").click()
    book = page.locator("#beside")
    expect(book.get_by_role("searchbox")).to_be_visible()
    settled(page)  # Nobody types within the moment in which the field comes alive.
    book.get_by_role("searchbox").fill("Z79.51")
    book.get_by_role("link", name="Z79.51").first.click()
    book.get_by_role("button", name="Use it").click()
    page.get_by_role("radio", name="Text was overlooked").check()
    page.locator("#add .found button", has_text="Z79.51").click()
    expect(page.get_by_text("1 of 2 decided")).to_be_visible()
    assert case.items.get(code="Z79.51").current.kind == "add"
    # The case was never left.
    assert page.url.endswith(case.get_absolute_url())


def test_nothing_of_a_chart_is_kept_in_the_browser(page, open_case):
    open_case()
    press(page, "a", "x", "1")
    page.goto("/worklist/")
    page.go_back()
    kept = page.evaluate("({...localStorage, ...sessionStorage})")
    # The library notes where it is; an address names a case and nobody.
    kept.pop("htmx-current-path-for-history", "")
    assert kept == {}
