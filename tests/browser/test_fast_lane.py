"""The fast lane by keyboard: nothing is attested before its evidence was on screen."""

import pytest
from playwright.sync_api import expect

from review.models import Case
from tests.browser.conftest import assert_accessible, press, sign_in
from tests.review.conftest import NOTE

pytestmark = pytest.mark.browser

MANY = (
    ("J45.40", "Moderate persistent asthma, uncomplicated", 0.99),
    ("G43.009", "Migraine without aura, not intractable", 0.99),
    ("F41.1", "Generalized anxiety disorder", 0.99),
)


@pytest.fixture
def glanced(make_case, coder):
    """Puts a chart of the fast lane into the coder's hands."""
    from review.actions import claims

    def make():
        case = make_case(MANY, NOTE)
        Case.objects.filter(pk=case.pk).update(lane="fast_lane")
        return claims.claim(case, by=coder)

    return make


def test_a_whole_chart_is_attested_with_one_key(page, coder, glanced):
    case = glanced()
    sign_in(page, coder)
    page.goto("/fast-lane/")
    page.wait_for_url(f"**/fast-lane/{case.pk}/")
    expect(page.locator("[name=seen]:checked")).to_have_count(3)
    assert_accessible(page, "fast lane")
    # Enter never signs.
    page.get_by_role("button", name="Attest and sign").focus()
    page.keyboard.press("Enter")
    case.refresh_from_db()
    assert case.state == "claimed"
    page.keyboard.press("a")
    expect(page.get_by_text(f"Case {case.pk} is attested and signed.")).to_be_visible()
    case.refresh_from_db()
    assert (case.state, case.finalised_by) == ("finalised", coder)


def test_what_lies_below_the_screen_has_to_be_scrolled_to(page, coder, glanced):
    case = glanced()
    sign_in(page, coder)
    page.set_viewport_size({"width": 700, "height": 330})
    page.goto(f"/fast-lane/{case.pk}/")
    button = page.get_by_role("button", name="Attest and sign")
    expect(button).to_be_disabled()
    page.keyboard.press("a")
    expect(page.get_by_text("not on the screen yet").first).to_be_attached()
    case.refresh_from_db()
    assert case.state == "claimed"
    for row in page.locator("[data-seen]").all():
        row.scroll_into_view_if_needed()
        expect(row.locator("[name=seen]")).to_be_checked()
    expect(button).to_be_enabled()


def test_a_doubt_opens_the_chart_in_full(page, coder, glanced):
    case = glanced()
    sign_in(page, coder)
    page.goto(f"/fast-lane/{case.pk}/")
    press(page, "d")
    page.wait_for_url(f"**{case.get_absolute_url()}")
    expect(page.get_by_text("doubted at a glance")).to_be_visible()
    expect(page.get_by_text("0 of 3 decided")).to_be_visible()


def test_the_pages_around_it(page, supervisor, coder):
    sign_in(page, supervisor)
    page.goto("/fast-lane/strata/")
    assert_accessible(page, "strata")
    page.set_viewport_size({"width": 390, "height": 844})
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0


@pytest.mark.parametrize("width", [390, 1440])
def test_a_glance_fits_its_page(page, coder, glanced, width):
    case = glanced()
    sign_in(page, coder)
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"/fast-lane/{case.pk}/")
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0
