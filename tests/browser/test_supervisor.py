"""A supervisor's week: the queue, the figures, their rows, a draft, a policy."""

import re

import pytest
from playwright.sync_api import expect

from audit.figure_models import FigureChart
from audit.figures import project
from review.models import PolicyDraft, PolicyVersion
from tests.audit.figures.test_project import write
from tests.audit.metrics.histories import history
from tests.browser.conftest import assert_accessible, sign_in

pytestmark = pytest.mark.browser


@pytest.fixture
def figures(live, sealing):
    """A hundred made-up charts, with numbers that no other test's cases have."""
    if not FigureChart.objects.filter(provider_group="North").exists():
        from django.db import transaction

        with transaction.atomic():
            write(history("browser", 100, first=9_000_001))
        sealing()
        while project.is_behind():
            project.advance()


def test_a_supervisors_week(page, figures, supervisor):
    sign_in(page, supervisor)
    page.goto("/")
    expect(page).to_have_url(re.compile("/overview/$"))
    expect(page.get_by_role("heading", name="The queue now")).to_be_visible()

    # How good are the suggestions, and what stands behind a number?
    page.get_by_role("navigation", name="Main").get_by_text("Figures").click()
    page.get_by_role("link", name="Accuracy", exact=True).click()
    page.locator("select[name=weeks]").select_option("a year")
    page.locator("select[name=by]").select_option("Provider group")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("select[name=by]")).to_have_value("provider_group")
    # The made-up charts have days of their own; other tests' are of today.
    page.goto("/accuracy/?by=provider_group&since=2026-01-05&until=2026-06-29")
    table = page.get_by_role("region", name="By provider group, the table")
    expect(table.get_by_role("row").filter(has_text="South")).to_have_count(1)
    north = table.get_by_role("row").filter(has_text="North")
    count = north.get_by_role("link").nth(1)
    number = count.inner_text()
    count.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{number} row")
    page.get_by_role("link", name="Back to the figures").click()
    expect(page.locator("select[name=by]")).to_have_value("provider_group")

    # Narrowed to one stratum, by keyboard alone.
    page.get_by_role("link", name="Narrow…").click()
    page.get_by_label("Setting").select_option("inpatient")
    page.get_by_role("button", name="Show").press("Enter")
    expect(page.get_by_role("link", name="Setting: inpatient")).to_be_visible()

    # What would another threshold do? Nothing, until somebody says so.
    page.goto("/simulator/?weeks=52")
    page.get_by_label("Every code").first.fill("0.4")
    page.get_by_label("HCC-bearing codes").first.fill("0.4")
    page.get_by_role("button", name="Calculate").click()
    expect(page.get_by_role("rowheader", name="As typed").first).to_be_visible()
    before = PolicyVersion.current().number
    # What other tests on this server rely on stays as it is.
    page.locator("#draft_default").fill("0.85")
    page.locator("#draft_hcc_bearing").fill("0.9")
    page.locator("#draft_straight_through_at").fill("0.99")
    page.get_by_label("Name of the draft").fill("Surer before it leaves")
    page.get_by_role("button", name="Keep the draft").click()
    expect(page.get_by_text("is kept as a draft")).to_be_visible()
    assert PolicyVersion.current().number == before

    # Activated with a reason, and the history tells who and why.
    draft = PolicyDraft.objects.get(name="Surer before it leaves", state="open")
    item = page.get_by_role("listitem").filter(has_text="Surer before it leaves")
    item.get_by_label("Why the policy changes").fill("Two audits asked for it.")
    item.get_by_role("button", name="Activate").click()
    history_ = page.get_by_role("region", name="Who changed what, the table")
    expect(history_).to_contain_text("Two audits asked for it.")
    draft.refresh_from_db()
    assert draft.version.number == before + 1


@pytest.mark.parametrize(
    "address",
    [
        "/overview/",
        "/accuracy/?weeks=52",
        "/accuracy/rows/?weeks=52",
        "/narrow/?page=accuracy",
        "/confidence/?weeks=52",
        "/simulator/?weeks=52",
        "/reasons-given/?weeks=52",
        "/over-reads/compared/",
        "/drift/",
        "/policy/",
    ],
)
def test_pages_of_figures_have_nothing_that_axe_finds(
    page, figures, supervisor, address
):
    sign_in(page, supervisor)
    page.goto(address)
    assert_accessible(page, address)
    page.set_viewport_size({"width": 390, "height": 844})
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390, f"{address} scrolls sideways on a phone"
