"""Profiles and the feedback dataset in a browser: a supervisor promotes, axe looks."""

import re

import pytest
from playwright.sync_api import expect

from coding import codes, replaying, resampling
from coding import learning as fitting
from coding.models import StoredProfile
from coding.scoring import Counts
from review import engines
from review.actions import learning, profiles
from review.teaching import Taught
from tests.browser.conftest import assert_accessible, sign_in
from tests.coding.lessons import charts

pytestmark = pytest.mark.browser


@pytest.fixture
def candidate(live, supervisor):
    """A candidate for a site of its own: rows of these tests stay."""
    engine = engines.engine_of(codes.newest_release())
    profile = fitting.fit(charts(count=40), engine)
    job = learning.ask("Browser site", by=supervisor)
    counts = Counts(30, 10, 5), Counts(34, 6, 1)
    nobody = "00000000-0000-4000-8000-000000000000"
    flip = {"chart": nobody, "gained": ["R26.89"], "lost": [], "spared": ["I10"]}
    apart = resampling.spread([counts] * 12)
    replay = {
        "charts": 12,
        "parts": [
            replaying.Part("all", "", 12, *counts, 8, 1, apart).as_plain(),
        ],
        "flipped": 1,
        "flips": [flip | {"added": []}],
    }
    taught = Taught(40, 12, profile, replay)
    made = learning.finish(learning.claim(str(job.pk)), taught)
    yield made
    if StoredProfile.objects.get(pk=made.pk).state == "promoted":
        profiles.roll_back(made, by=supervisor)


def test_a_supervisor_reads_a_replay_promotes_and_rolls_back(
    page, supervisor, candidate
):
    sign_in(page, supervisor)
    page.goto("/profiles/")
    assert_accessible(page, "profiles")
    page.get_by_role("link", name=candidate.name).first.click()
    assert_accessible(page, "a candidate")
    page.get_by_label("Why").fill("Better on all charts kept apart.")
    page.get_by_role("button", name="Promote").click()
    expect(page.locator("h1 + .chip")).to_have_text(re.compile("promoted", re.I))
    page.get_by_role("button", name="Roll back").click()
    expect(page.locator("h1 + .chip")).to_have_text(re.compile("rolled back", re.I))


def test_the_page_of_the_feedback_dataset(page, compliance):
    sign_in(page, compliance)
    page.goto("/trail/feedback/")
    assert_accessible(page, "feedback dataset")
