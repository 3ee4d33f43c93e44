"""Before a session ends by itself the page says so, and what was typed is kept."""

import contextlib
import time

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Error, expect

from review.models import Case, Draft
from tests.browser.conftest import assert_accessible, press, sign_in

pytestmark = pytest.mark.browser


def nearly_over(page, seconds_left):
    """As if nobody had touched this session for almost fifteen minutes."""
    key = next(c["value"] for c in page.context.cookies() if c["name"] == "sessionid")
    row = Session.objects.get(session_key=key)
    said = row.get_decoded() | {"seen": int(time.time()) - 900 + seconds_left}
    row.session_data = Session.objects.encode(said)
    row.save()


@pytest.fixture
def answered(page):
    """Waits for the answers to what the page has asked so far."""
    waiting = set()
    page.on("request", lambda request: waiting.add(request))
    for ended in ("requestfinished", "requestfailed"):
        page.on(ended, lambda request: waiting.discard(request))

    def wait():
        deadline = time.monotonic() + 30
        while waiting:
            assert time.monotonic() < deadline, [each.method for each in waiting]
            page.wait_for_timeout(20)

    return wait


def test_the_warning_keeps_what_was_typed_and_staying_is_one_key(
    page, coder, make_case, answered
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
    # A beat on its way would make the session young again.
    answered()
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


def keep_draft(page, live_processes, coder, words):
    """Types what the chart waits for, and is interrupted."""
    press(page, "h")
    page.locator("details.panel[open] textarea").fill(words)
    live_processes.wait_for(
        lambda: Draft.objects.filter(user=coder).exists(), "the draft to be kept"
    )


def test_what_was_typed_survives_a_crash_of_the_browser(
    page, open_case, coder, live_processes
):
    case = open_case()
    keep_draft(page, live_processes, coder, "waits for the lab")
    with contextlib.suppress(Error):
        page.goto("chrome://crash", timeout=2_000)
    another = page.context.new_page()
    another.goto(case.get_absolute_url())
    expect(another.get_by_text("is back in its fields")).to_be_visible()
    words = another.locator("details.panel[open] textarea")
    expect(words).to_have_value("waits for the lab")
    # Nobody said goodbye for the page: the chart is still this coder's.
    case.refresh_from_db()
    assert case.is_held_by(coder)


def test_a_laptop_closed_for_long_frees_the_chart_and_says_so_when_it_opens(
    page, make_case, coder, senior, live_processes, expects
):
    from review.actions import claims

    case = claims.claim(make_case(), by=coder)
    sign_in(page, coder)
    page.clock.install()
    page.goto(case.get_absolute_url())
    press(page, "h")
    page.locator("details.panel[open] textarea").fill("waits for the lab")
    page.clock.run_for(2_000)
    live_processes.wait_for(
        lambda: Draft.objects.filter(user=coder).exists(), "the draft to be kept"
    )

    # As if the lid had been down for as long as the lease runs: no beat came.
    over = timezone.now()
    Case.objects.filter(pk=case.pk).update(lease_until=over)
    claims.claim(case, by=senior)
    # The lid is opened: the first move tells, before anything is decided in vain.
    page.clock.fast_forward(12 * 60_000)
    with expects(409):
        page.mouse.move(200, 200)
        expect(
            page.get_by_text("Your claim on this chart has ended").first
        ).to_be_visible()
    assert not case.decisions.exists()
    words = page.locator("details.panel[open] textarea")
    expect(words).to_have_value("waits for the lab")
    case.refresh_from_db()
    assert case.is_held_by(senior)
