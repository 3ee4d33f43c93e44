"""The code book by keyboard: beside a note, down the tree, and in a second window."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import assert_accessible, press, settled

pytestmark = pytest.mark.browser


def shown(page):
    return page.locator("#entry-title code")


def test_modify_goes_from_the_alternatives_to_the_place_in_the_tree(page, open_case):
    case = open_case()
    press(page, "m")
    alternatives = page.locator("details.modify[open] .found")
    expect(alternatives.get_by_role("button", name="J45.909")).to_be_visible()
    # None of them: the book opens where the code stands, and digits walk from there.
    press(page, "b")
    expect(shown(page)).to_have_text("J45.40")
    press(page, "l")
    expect(shown(page)).to_have_text("J45.4")
    press(page, "2")
    expect(shown(page)).to_have_text("J45.41")
    assert_accessible(page, "case, modify open, the book beside it")
    press(page, "w")
    found = alternatives.get_by_role("button", name="J45.41")
    expect(found).to_be_visible()
    assert case.decisions.count() == 0
    press(page, "1")
    expect(page.get_by_text("1 of 3 decided")).to_be_visible()
    made = case.decisions.get()
    assert (made.kind, made.code) == ("modify", "J45.41")


def test_a_seventh_character_is_one_key_and_never_accepts(page, open_case):
    case = open_case()
    press(page, "/")
    page.keyboard.type("S93.491")
    expect(page.locator("#beside-book [data-walk] a").first).to_contain_text("S93.491")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(shown(page)).to_have_text("S93.491")
    expect(page.get_by_role("button", name="Use it")).to_have_count(0)
    press(page, "d")
    expect(shown(page)).to_have_text("S93.491D")
    press(page, "a")
    expect(shown(page)).to_have_text("S93.491A")
    assert case.decisions.count() == 0
    # The same injury of the other ankle is one digit away.
    press(page, "1")
    expect(shown(page)).to_have_text("S93.492A")
    # Back among the codes, the letter means what it means there.
    press(page, "j", "k", "a")
    expect(page.get_by_text("1 of 3 decided")).to_be_visible()


def second_window(page):
    with page.expect_popup() as opened:
        press(page, "b")
        page.keyboard.press("v")
    book = opened.value
    expect(book.get_by_text(re.compile("Beside case"))).to_be_visible()
    return book


def test_a_code_of_the_second_window_arrives_once_and_the_chart_stays(page, open_case):
    case = open_case()
    # The same chart in another window must not take it too.
    other = page.context.new_page()
    other.goto(case.get_absolute_url())
    page.bring_to_front()
    press(page, "n")
    page.locator("#add textarea[name=quote]").fill("Generalized anxiety disorder")
    page.keyboard.press("Escape")
    book = second_window(page)
    book.goto(re.sub("/code-book/[^/]+/", "/code-book/F41.9/", book.url))
    expect(book.get_by_role("button", name="Use it")).to_be_visible()
    book.keyboard.press("w")
    expect(book.get_by_text("Its digit takes it")).to_be_visible()
    assert case.decisions.count() == 0
    settled(page)
    assert other.locator("#add").get_attribute("open") is None
    # What was typed before is still there, and one digit adds the code.
    quote = page.locator("#add textarea[name=quote]")
    expect(quote).to_have_value("Generalized anxiety disorder")
    expect(page.locator("#add .found").get_by_role("button").first).to_contain_text(
        "F41.9"
    )
    press(page, "1")
    expect(page.get_by_role("status").first).to_contain_text("F41.9 added")
    assert [d.code for d in case.decisions.all()] == ["F41.9"]
    # The window that was behind finds out by itself: nothing is done twice.
    case.refresh_from_db()
    assert case.is_held_by(case.decisions.get().decided_by)
    # A book of another day gives no code; it leads to the book of the chart's day.
    book.goto(re.sub("on=[0-9-]+", "on=2026-02-01", book.url))
    link = book.get_by_role("link", name="Show the book of")
    expect(link).to_be_visible()
    expect(book.get_by_role("button", name="Use it")).to_have_count(0)
    link.click()
    expect(book.get_by_role("button", name="Use it")).to_be_visible()
    # Without the chart the book has nobody to give a code to, and says nothing of it.
    page.close()
    other.close()
    book.reload()
    expect(book.get_by_role("heading", name=re.compile("F41.9"))).to_be_visible()
    expect(book.get_by_role("button", name="Use it")).to_have_count(0)
