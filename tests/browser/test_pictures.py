"""Pictures of the real product for the documents, and proof that they can be made.

Written to docs/pictures when ATTEST_PICTURES is set; otherwise to the test's folder.
"""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from coding import chartfiles
from review.actions import claims, intake
from review.models import Case
from review.tasks import process_chart
from tests.browser.conftest import press, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]

REPO = Path(__file__).resolve().parent.parent.parent
CHARTS = REPO / "review" / "demo" / "charts"
PICTURED = "internal-medicine-01-diabetes-ckd"
ALSO = 14
DESK = {"width": 1440, "height": 900}


@pytest.fixture
def keep(page, tmp_path):
    """Saves what the page looks like under a name, in light and in dark."""
    folder = (
        REPO / "docs" / "pictures" if os.environ.get("ATTEST_PICTURES") else tmp_path
    )
    page.set_viewport_size(DESK)

    def save(name, **size):
        page.set_viewport_size(DESK | size)
        for scheme, suffix in (("light", ""), ("dark", "-dark")):
            page.emulate_media(color_scheme=scheme)
            target = folder / f"{name}{suffix}.png"
            page.screenshot(path=target)
            assert target.stat().st_size > 20_000
        page.emulate_media(color_scheme="light")

    return save


def take_in(path):
    """The case of a demo chart, in nobody's hands; another test may have made it."""
    (file,) = chartfiles.read(path)
    version = intake.receive(file.upload, by=None).version
    process_chart(version.pk)
    case = Case.objects.get(chart=version.chart_id)
    # It may have been the next chart of somebody in another test.
    held = case.claimed_by is not None
    return claims.give_back(case, by=case.claimed_by) if held else case


def test_worklist_case_and_timeline(page, keep, coder, compliance, live_processes):
    files = sorted(CHARTS.glob("*.toml"))
    chosen = next(path for path in files if path.stem.startswith(PICTURED))
    others = [path for path in files if path != chosen][:: max(1, len(files) // ALSO)]
    for path in others:
        take_in(path)
    case = take_in(chosen)
    sign_in(page, coder)
    page.goto("/worklist/")
    keep("worklist")
    page.goto(case.get_absolute_url())
    if case.state == "open":
        page.get_by_role("button", name="Take this chart").click()
    expect(page.get_by_text("yours for")).to_be_visible()
    press(page, "a", "a", "k", "k")
    keep("case")
    press(page, "b")
    keep("code-book-beside")

    page.context.clear_cookies()
    sign_in(page, compliance)
    page.goto(f"/trail/charts/{case.chart_id}/")
    keep("timeline", height=500)
