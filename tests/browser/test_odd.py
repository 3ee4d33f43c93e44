"""What goes wrong in a day: hostile text, two tabs, a session that ends, slow lines."""

import pytest
from django.conf import settings
from playwright.sync_api import expect

from review.models import Case
from tests.browser.conftest import press, settled
from tests.review.conftest import CODES, NOTE

pytestmark = pytest.mark.browser

HOSTILE = (
    '<script>alert(1)</script><img src=x onerror=alert(1)> "quoted" \' & &amp;\n'
    "\N{RIGHT-TO-LEFT OVERRIDE}degami ton\N{POP DIRECTIONAL FORMATTING} and "
    "\N{RIGHT-TO-LEFT OVERRIDE}never closed\n"
    "zero\N{ZERO WIDTH SPACE}width, \N{FAMILY}, e\N{COMBINING ACUTE ACCENT}\n"
    "{{ page.patient }} {% csrf_token %} ${1+1} <!-- -->\n"
)
SELECT = """() => {
    const line = [...document.querySelectorAll(".note .line")].find(
        (each) => each.textContent.includes("Eosinophils"));
    const range = document.createRange();
    range.setStart(line.firstChild, 0);
    range.setEnd(line.firstChild, 11);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
}"""


def test_hostile_text_is_text_and_what_follows_it_can_be_quoted(page, open_case):
    case = open_case(CODES, HOSTILE + NOTE + "Eosinophils raised.\n")
    lines = page.locator(".note .line").all_inner_texts()
    assert lines[0].startswith("<script>alert(1)</script><img")
    assert "{{ page.patient }} {% csrf_token %}" in lines[3]
    page.evaluate(SELECT)
    press(page, "n")
    page.locator("#add [type=search]").fill("D72.10")
    page.locator("#add .found button", has_text="D72.10").first.click()
    expect(page.get_by_text("1 of 4 decided")).to_be_visible()
    item = case.items.get(code="D72.10")
    (span,) = item.current.evidence
    text = HOSTILE + NOTE + "Eosinophils raised.\n"
    assert text[span["start"] : span["end"]] == "Eosinophils"
    # A quote that turns the direction round ends with itself.
    assert page.locator("blockquote q").first.evaluate(
        "each => getComputedStyle(each).unicodeBidi"
    ) == ("isolate")


def test_a_line_of_a_megabyte_is_read_marked_and_decided(page, open_case):
    long = "x" * 500_000 + " Moderate persistent asthma " + "y" * 500_000
    case = open_case(CODES[:1], long.replace("asthma ", "asthma, uncomplicated "))
    expect(page.locator("mark[aria-current=true]")).to_be_in_viewport()
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0
    press(page, "a")
    expect(page.get_by_text("1 of 1 decided")).to_be_visible()
    assert case.decisions.count() == 1


def test_two_tabs_on_one_chart_never_answer_an_old_page(page, open_case, expects):
    case = open_case()
    other = page.context.new_page()
    other.goto(case.get_absolute_url())
    press(page, "a")
    expect(page.get_by_text("1 of 3 decided")).to_be_visible()
    # The other tab is old: its key decides nothing and says so.
    press(other, "j", "x")
    other.keyboard.press("1")
    expect(other.get_by_text("is not as you saw it")).to_be_visible()
    assert case.decisions.count() == 1
    other.get_by_role("link", name="Open the chart as it is now").click()
    expect(other.get_by_text("1 of 3 decided")).to_be_visible()
    press(other, "a")
    expect(other.get_by_text("2 of 3 decided")).to_be_visible()
    # Closing one of two tabs does not take the chart from the other.
    other.close()
    with expects(409):
        press(page, "a")
        expect(page.get_by_text("is not as you saw it")).to_be_visible()
    page.reload()
    press(page, "a")
    expect(page.get_by_text("3 of 3 decided")).to_be_visible()
    assert case.decisions.count() == 3


def test_a_session_that_ended_saves_nothing_and_keeps_what_was_typed(
    page, open_case, expects
):
    case = open_case()
    press(page, "x")
    words = page.locator("details.panel[open] textarea")
    words.fill("the note says this of her mother")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    with expects(403):
        page.get_by_role("button", name="Reject with this reason").click()
        expect(page.get_by_text("You were signed out")).to_be_visible()
    expect(words).to_have_value("the note says this of her mother")
    assert not case.decisions.exists()


def test_a_page_older_than_the_sign_in_says_so_and_keeps_what_was_typed(
    page, open_case, expects
):
    case = open_case()
    press(page, "x")
    words = page.locator("details.panel[open] textarea")
    words.fill("the note says this of her mother")
    page.context.clear_cookies(name=settings.CSRF_COOKIE_NAME)
    with expects(403):
        page.get_by_role("button", name="Reject with this reason").click()
        expect(page.get_by_text("older than your sign-in")).to_be_visible()
    expect(words).to_have_value("the note says this of her mother")
    assert not case.decisions.exists()


def test_keys_on_a_slow_line_decide_once_each_and_none_is_guessed(page, open_case):
    case = open_case()

    def slowly(route):
        page.wait_for_timeout(400)
        route.continue_()

    page.route("**/accept/", slowly)
    for key in "aaaa":
        page.keyboard.press(key)
    settled(page)
    expect(page.get_by_text("1 of 3 decided")).to_be_visible()
    assert case.decisions.count() == 1
    assert Case.objects.get(pk=case.pk).undecided_count == 2


def test_a_chart_is_passed_over_by_two_keys(page, open_case):
    case = open_case()
    press(page, "0")
    expect(page.get_by_text("Why do you pass it over?")).to_be_visible()
    page.keyboard.press("2")
    page.wait_for_url("**/worklist/**")
    case.refresh_from_db()
    assert case.state == "open"
    assert case.skips.get().reason == "outside-my-field"
