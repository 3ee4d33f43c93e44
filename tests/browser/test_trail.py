"""The compliance officer reads the trail and sees that an event is proven."""

from datetime import date

import pytest
from playwright.sync_api import expect

from audit.models import Event
from review.actions import disposal
from tests import databases
from tests.browser.conftest import assert_accessible, sign_in
from tests.review.radv import signed

pytestmark = pytest.mark.browser


def test_an_event_shows_its_proof(page, live, make_case, compliance):
    case = make_case()
    databases.manage(live.database, "sequence_trail", "--once")
    databases.manage(live.database, "verify_trail")
    sign_in(page, compliance)
    page.goto("/trail/")
    expect(page.get_by_text("Last checkpoint over")).to_be_visible()
    assert_accessible(page, "trail")
    event = Event.objects.filter(chart=case.chart_id).first()
    page.goto(f"/trail/events/{event.pk}/")
    expect(page.get_by_text("In the log since")).to_be_visible()
    page.get_by_text("Inclusion proof").click()
    assert_accessible(page, "event")


def test_one_officer_holds_a_chart_and_proposes_a_disposal(
    page, live, make_case, compliance, coder
):
    case = signed(make_case(), coder)
    signed(make_case(), coder)
    sign_in(page, compliance)
    page.goto(f"/retention/?case={case.pk}")
    expect(page.get_by_text("Kept until")).to_be_visible()
    page.get_by_text("Place a hold").click()
    page.get_by_label("Hold", exact=True).select_option("chart")
    placing = page.locator("form[action$='/holds/']")
    placing.get_by_label("Case").fill(str(case.pk))
    placing.get_by_label("Why").fill("Counsel asked.")
    page.get_by_role("button", name="Place the hold").click()
    expect(page.get_by_role("cell", name=f"case {case.pk}")).to_be_visible()
    page.goto(f"/retention/?case={case.pk}")
    expect(page.get_by_text("bars it")).to_be_visible()
    assert_accessible(page, "retention")
    run = disposal.propose(by=compliance, today=date(2050, 1, 1), most=1)
    page.goto(run.get_absolute_url())
    expect(page.get_by_text("another officer approves it")).to_be_visible()
    assert_accessible(page, "disposal")
    page.get_by_label("Why: what you checked").fill("Too early.")
    page.get_by_role("button", name="Withdraw it").click()
    expect(page.get_by_text("All charts stay")).to_be_visible()
