"""Work shared out in a browser: assigned by a supervisor, skipped by a coder."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import assert_accessible, press, sign_in, sign_out

pytestmark = pytest.mark.browser


def fits(page):
    page.set_viewport_size({"width": 390, "height": 844})
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    page.set_viewport_size({"width": 1280, "height": 800})
    return wide <= 0


def test_from_the_team_page_to_a_coders_list(page, coder, supervisor, make_case):
    import uuid

    specialty = f"Falconry {uuid.uuid4().hex[:6]}"
    case = make_case(specialty=specialty)
    sign_in(page, supervisor)
    page.goto(f"/worklist/?view={case.lane}&specialty={specialty}")
    page.get_by_label("Name for this choice").fill(specialty)
    page.get_by_label("for everybody").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name=specialty)).to_be_visible()
    assert_accessible(page, "worklist, saved")
    page.goto("/team/")
    page.get_by_role("link", name=specialty).click()
    page.locator(f"[name=person][value='{coder.pk}']").check()
    page.get_by_role("button", name="Assign", exact=True).click()
    expect(page.get_by_text("Assigned: 1 to Coder.")).to_be_visible()
    assert_accessible(page, "team")
    assert fits(page)
    sign_out(page)

    sign_in(page, coder)
    page.goto("/worklist/?view=assigned")
    expect(page.get_by_text("for you")).to_be_visible()
    page.get_by_role("link", name=str(case.pk), exact=True).click()
    page.wait_for_url(f"**{case.get_absolute_url()}")
    press(page, "t")
    page.locator("summary", has_text="Give back").click()
    assert_accessible(page, "case, passing it over")
    page.get_by_role("button", name="outside my field").click()
    expect(page.get_by_text("is back on the worklist")).to_be_visible()
    case.refresh_from_db()
    assert case.state == "open" and case.skips.get().user == coder
    page.goto("/my-accuracy/")
    assert_accessible(page, "my accuracy")
    assert fits(page)
