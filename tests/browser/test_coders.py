"""The supervisor's pages about coders, and a check on a case, as axe sees them."""

import pytest
from playwright.sync_api import expect

from review.actions import claims, education, quality
from review.worked import catch_up
from tests.browser.conftest import assert_accessible, sign_in
from tests.review.overreading import drawn, read, sign
from tests.review.test_checks import EVERY, decide, make

pytestmark = pytest.mark.browser


def test_coders_scorecard_policy_and_a_check(
    page, make_case, person, coder, supervisor, compliance
):
    from django.utils import timezone

    reader = person("reader", "coder", certificate="CCS")
    case = sign(make_case(), coder)
    read(drawn(case, supervisor), reader)
    catch_up()
    education.assign(
        coder, topic="Laterality", due_on=timezone.now().date(), by=supervisor
    )
    policy = quality.change(EVERY, words="To measure attention.", by=supervisor)
    quality.co_sign(policy, by=compliance)
    planted = make()
    quality.change(
        {**EVERY, "check_rate": 0, "checks_live": False}, words="Enough.", by=supervisor
    )
    claims.claim(planted, by=coder)
    decide(planted, coder)

    sign_in(page, supervisor)
    own = f"/coders/{coder.pk}/"
    for path in ("/coders/", own, f"{own}charts/", "/quality-policy/"):
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert_accessible(page, path)
    page.get_by_role("button", name="Sign out").click()

    sign_in(page, coder)
    page.goto(planted.get_absolute_url())
    assert_accessible(page, "a case with a check to be told")
    page.get_by_role("button", name="Show me the check").click()
    expect(page.get_by_role("button", name="Show me the check")).to_have_count(0)
    expect(page.get_by_text("R07.9 was planted as a check")).to_be_visible()
