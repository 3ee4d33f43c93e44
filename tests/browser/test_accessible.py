"""A case in each of its states as axe and a keyboard see it, in light and dark.

Every other page is looked at by ``test_every_page``."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import assert_accessible, press, sign_in

pytestmark = pytest.mark.browser

EXCLUDES1 = (
    ("J45.40", "Moderate persistent asthma, uncomplicated", 0.91),
    ("G43.009", "Migraine without aura, not intractable", 0.74),
)


def test_signing_in_and_being_turned_away(page, coder, expects):
    page.goto("/accounts/login/")
    assert_accessible(page, "sign in")
    sign_in(page, coder)
    for path, status in (("/people/", 403), ("/nowhere/", 404)):
        with expects(status):
            page.goto(path)
        assert_accessible(page, path)


@pytest.fixture
def case_of_all_sorts(make_case, a_gap):
    """Suggestions, a gap and an exclusion."""
    return make_case(EXCLUDES1, gaps=(a_gap,))


@pytest.fixture
def a_gap():
    from coding.values import Gap

    return Gap("specificity", "Is it controlled?", ("Yes", "No"), (), ("J45.40",))


def test_the_case_in_every_state_it_shows(page, coder, case_of_all_sorts, expects):
    case = case_of_all_sorts
    sign_in(page, coder)
    page.goto(case.get_absolute_url())
    assert_accessible(page, "case, not taken")
    press(page, "t")
    page.wait_for_url(f"**{case.get_absolute_url()}")
    for key, words in (
        ("x", "Reject with this reason"),
        ("m", "What was wrong"),
        ("n", "The words of the note"),
        ("h", "What does it wait for?"),
        ("i", "Why do you need them?"),
        ("g", "Before you can sign"),
    ):
        press(page, key)
        expect(page.get_by_text(words).locator("visible=true").first).to_be_visible()
        assert_accessible(page, f"case, {key} pressed")
        # A field that takes the typing would take the next key too.
        press(page, "Escape")
    press(page, "b")
    assert_accessible(page, "case, code book beside it")
    press(page, "Escape", "Escape")
    press(page, "i")
    page.get_by_role("button", name="Show the patient").click()
    expect(page.get_by_text("Ida Vestergaard")).to_be_visible()
    assert_accessible(page, "case, patient shown")
    press(page, "Escape", "a", "a")
    assert_accessible(page, "case, decided")
    with page.expect_response("**/sign/"):
        press(page, "g", "g")
    page.goto(case.get_absolute_url())
    expect(page.get_by_role("button", name="Next chart")).to_be_visible()
    assert_accessible(page, "case, signed")
    page.keyboard.press("?")
    assert_accessible(page, "keys")


def test_a_case_that_is_only_read(page, compliance, case_of_all_sorts):
    sign_in(page, compliance)
    page.goto(case_of_all_sorts.get_absolute_url())
    assert_accessible(page, "case, read only")


def test_the_way_by_tab_starts_with_a_skip_link(page, coder):
    sign_in(page, coder)
    page.goto("/worklist/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    assert re.search("#main$", page.url)
