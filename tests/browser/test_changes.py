"""A chart that changes under a coder's hands says so in place and loses nothing."""

import pytest
from playwright.sync_api import expect

from review.models import Case
from tests.browser.conftest import assert_accessible, press
from tests.review.conftest import CODES, NOTE, finish, sent_again

pytestmark = pytest.mark.browser

CHANGED = "Amended on 20 May 2026.\n" + NOTE.replace("without aura", "with aura")
STILL = (CODES[0], CODES[2])


def test_the_page_tells_the_coder_and_keeps_what_was_typed(page, open_case):
    from review.actions import cases

    case = open_case()
    press(page, "h")
    words = page.locator("details.panel[open] textarea")
    words.fill("waits for the lab")
    version = sent_again(case, CHANGED)
    # Coming back to the window looks at once; otherwise every twenty seconds.
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    notice = page.get_by_role("region", name="The chart changed")
    expect(notice).to_be_visible()
    expect(page.locator("#status")).to_contain_text("new version")
    expect(words).to_have_value("waits for the lab")
    assert_accessible(page, "case, amended meanwhile")
    cases.route(finish(version, STILL))
    press(page, "Escape")
    notice.get_by_role("link", name="Open it again").click()
    expect(page.get_by_text("chart amended")).to_be_visible()
    page.get_by_role("link", name="Changes").click()
    expect(page.get_by_text("2. Migraine with aura")).to_be_visible()
    assert_accessible(page, "changes")
    page.set_viewport_size({"width": 390, "height": 844})
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0


def test_an_amended_signed_chart_opens_only_what_moved(page, coder, open_case):
    from review.actions import cases

    case = open_case()
    for done in range(1, 4):
        press(page, "a")
        expect(page.get_by_text(f"{done} of 3 decided")).to_be_visible()
    press(page, "g")
    page.get_by_role("button", name="Sign and stay").click()
    expect(page.get_by_role("button", name="Next chart")).to_be_visible()
    cases.route(finish(sent_again(case, CHANGED), STILL))
    case = Case.objects.get(pk=case.pk)
    assert (case.state, case.undecided_count) == ("reopened", 1)
    page.goto(case.get_absolute_url())
    expect(page.get_by_text("2 of 3 decided")).to_be_visible()
