"""Fields on the page of a chart: the way in, the way out, and what is found there."""

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import press
from tests.review import conftest

pytestmark = pytest.mark.browser

OPEN = "details.panel[open]"
CUT = """() => [...document.querySelectorAll(".found button")].filter(
    (each) => each.scrollHeight > each.clientHeight + 1).length"""
TWICE = """() => {
    const all = [...document.querySelectorAll("details.panel[open] .inside [data-hotkey]")];
    const keys = all.filter((each) => each.checkVisibility()).map((each) => each.dataset.hotkey);
    return keys.filter((key, at) => keys.indexOf(key) !== at);
}"""  # noqa: E501


def test_escape_leaves_the_search_and_keys_are_keys_again(page, open_case):
    case = open_case()
    press(page, "f")
    page.keyboard.type("asthma")
    press(page, "Escape", "a")
    expect(page.get_by_text("1 of 3 decided")).to_be_visible()
    assert case.decisions.count() == 1
    assert page.locator(".find [type=search]").input_value() == "asthma"


def test_modify_with_nothing_to_pick_is_typed_into(page, open_case, monkeypatch):
    whole = conftest.suggestion

    def alone(*said):
        return replace(whole(*said), alternatives=())

    monkeypatch.setattr(conftest, "suggestion", alone)
    case = open_case()
    press(page, "j", "m")
    assert not page.locator(f"{OPEN} .found button").count()
    # The sign that leads to the field may be pressed all the same.
    page.keyboard.press("/")
    page.keyboard.type("asthma")
    expect(page.locator(f"{OPEN} .found button").first).to_be_visible()
    assert page.locator(f"{OPEN} [type=search]").input_value() == "asthma"
    assert case.decisions.count() == 0
    page.keyboard.press("ArrowDown")
    press(page, "1")
    expect(page.get_by_text("1 of 3 decided")).to_be_visible()


def test_modify_with_alternatives_waits_for_their_digit(page, open_case):
    open_case()
    press(page, "m")
    assert page.locator(f"{OPEN} .found button").count()
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_no_title_that_is_found_is_cut(page, open_case):
    open_case()
    press(page, "n")
    page.keyboard.type("open wound of unspecified")
    expect(page.locator(f"{OPEN} .found button").first).to_be_visible()
    assert page.evaluate(CUT) == 0


def test_a_key_means_one_thing_in_a_panel(page, open_case):
    open_case()
    for key in ("x", "m", "n"):
        press(page, key)
        expect(page.locator(OPEN)).to_be_visible()
        assert page.evaluate(TWICE) == []
        press(page, "Escape")
