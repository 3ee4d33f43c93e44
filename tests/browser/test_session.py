"""Before a session ends by itself the page says so, and what was typed is kept."""

import time

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from review.models import Draft
from tests.browser.conftest import assert_accessible, press, sign_in

pytestmark = pytest.mark.browser


def nearly_over(page, seconds_left):
    """As if nobody had touched this session for almost fifteen minutes."""
    key = next(c["value"] for c in page.context.cookies() if c["name"] == "sessionid")
    row = Session.objects.get(session_key=key)
    said = row.get_decoded() | {"seen": int(time.time()) - 900 + seconds_left}
    row.session_data = Session.objects.encode(said)
    row.save()


def test_the_warning_keeps_what_was_typed_and_staying_is_one_key(
    page, coder, make_case
):
    from review.actions import claims

    case = claims.claim(make_case(), by=coder)
    sign_in(page, coder)
    page.clock.install()
    page.goto(case.get_absolute_url())
    press(page, "h")
    page.locator("details.panel[open] textarea").fill("waits for the lab")
    page.clock.run_for(16_000)
    # Until two minutes without a key have passed, beats say that somebody is at work.
    page.clock.run_for(130_000)
    nearly_over(page, 60)
    page.clock.run_for(11 * 60_000)
    dialog = page.get_by_role("dialog", name="Are you still there?")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("1 minute")
    assert_accessible(page, "session warning")
    page.keyboard.press("Enter")
    expect(dialog).not_to_be_visible()
    assert Draft.objects.filter(user=coder).exists()
    # Another day, another window: the words are back in their field.
    page.goto("/worklist/")
    page.goto(case.get_absolute_url())
    expect(page.get_by_text("is back in its fields")).to_be_visible()
    words = page.locator("details.panel[open] textarea")
    expect(words).to_have_value("waits for the lab")
    page.get_by_role("button", name="Hold").click()
    page.wait_for_url("**/worklist/")
    case.refresh_from_db()
    assert case.state == "held"
    page.goto(case.get_absolute_url())
    expect(page.get_by_text("is back in its fields")).to_have_count(0)


def test_when_it_is_over_the_page_is_cleared(page, coder, make_case):
    case = make_case()
    sign_in(page, coder)
    page.clock.install()
    page.goto(case.get_absolute_url())
    nearly_over(page, -5)
    page.clock.run_for(14 * 60_000)
    page.wait_for_url("**/accounts/login/**")
    expect(page.get_by_text("Assessment")).to_have_count(0)
