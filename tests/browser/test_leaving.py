"""A chart that is left is soon free again, and comes back with the coder."""

import pytest

from review.actions import claims
from tests.browser.conftest import settled

pytestmark = pytest.mark.browser


def test_leaving_the_page_says_so_and_the_claim_ends_soon(
    page, open_case, live_processes
):
    case = open_case()
    case.refresh_from_db()
    whole = case.lease_until
    page.get_by_role("link", name="Code book", exact=True).click()
    settled(page)

    def shortened():
        case.refresh_from_db()
        return case.lease_until < whole

    live_processes.wait_for(shortened, "the claim to be shortened")
    assert case.claimed_by is not None
    assert whole - case.lease_until > claims.LEASE - claims.GRACE * 2
