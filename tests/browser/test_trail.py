"""The compliance officer reads the trail and sees that an event is proven."""

import pytest
from playwright.sync_api import expect

from audit.models import Event
from tests import databases
from tests.browser.conftest import assert_accessible, sign_in

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
