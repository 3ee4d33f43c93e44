"""A query's whole way in a browser: asked by key, sent, answered, read and closed."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from coding.values import Gap
from review.models import Query
from tests.browser.conftest import assert_accessible, press, sign_in
from tests.review.conftest import evidence_in

pytestmark = pytest.mark.browser

GAP = "Is the asthma controlled?"


@pytest.fixture
def leaves_open(make_case, coder):
    """A chart held by the coder whose note leaves something out."""
    from review import codeset
    from review.actions import claims

    like = codeset.documents_of(make_case().run.version)
    found = evidence_in(like, "persistent asthma")
    gap = Gap("specificity", GAP, ("controlled", "uncontrolled"), (found,), ("J45.40",))
    return claims.claim(make_case(gaps=(gap,)), by=coder)


def test_a_gap_is_asked_by_key_and_its_answer_comes_back(page, coder, leaves_open):
    case = leaves_open
    sign_in(page, coder)
    page.goto(case.get_absolute_url())
    press(page, "q")
    assert_accessible(page, "case, q pressed")
    press(page, "Escape", "q")
    # The gap's own digit drafts it.
    page.keyboard.press("1")
    expect(page.get_by_role("heading", name="Query 1")).to_be_visible()
    expect(page.get_by_text("Fair", exact=True)).to_be_visible()
    assert_accessible(page, "query, drafted")
    page.get_by_role("button", name="Save and send").click()
    expect(page.get_by_text("comes back with the answer")).to_be_visible()
    assert_accessible(page, "query, sent")

    page.goto("/queries/")
    expect(page.get_by_role("link", name="Query 1").first).to_be_visible()
    assert_accessible(page, "queries")

    query = Query.objects.get(case=case)
    page.goto(query.get_absolute_url())
    with page.expect_download() as download:
        page.get_by_role("button", name="Copy as PDF").click()
    assert download.value.suggested_filename == f"query-{case.pk}-1.pdf"
    page.get_by_role("radio", name="uncontrolled", exact=True).check()
    page.get_by_label("The addendum, word for word").fill("It is not controlled.")
    page.get_by_label("Signed by").fill("Dr Mork")
    page.get_by_label("Role").select_option("attending-physician")
    page.get_by_label("Date of the signature").fill(timezone.now().date().isoformat())
    page.get_by_label("I saw it signed").check()
    page.get_by_role("button", name="Take the answer in").click()
    expect(page.get_by_text("has a new version")).to_be_visible()
    assert_accessible(page, "query, answered")

    page.goto(case.get_absolute_url())
    expect(page.get_by_text("It is not controlled.").first).to_be_visible()
    assert_accessible(page, "case, query answered")
    page.get_by_role("button", name="Close query 1").click()
    expect(page.get_by_text("Query 1 is closed.")).to_be_visible()


def test_selected_words_become_the_quote_of_a_query(page, open_case):
    from tests.browser.test_evidence import SELECT

    open_case()
    page.evaluate(SELECT, ["Migraine without", "aura"])
    press(page, "q")
    field = page.locator(".ask [name=quote]")
    expect(field).to_have_value("Migraine without aura")
    page.get_by_role("button", name="Draft the query").click()
    expect(page.locator(".indicators q")).to_have_text("Migraine without aura")


@pytest.mark.parametrize("width", [390, 1280])
def test_a_query_fits_its_page(page, coder, leaves_open, width):
    from review.actions import queries
    from review.asking import begun
    from review.querystates import Topic

    made = queries.draft(leaves_open, begun(Topic.POA, ()), by=coder)
    sign_in(page, coder)
    page.set_viewport_size({"width": width, "height": 844})
    for path in (made.get_absolute_url(), "/queries/?view=draft"):
        page.goto(path)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{path} is {wide} px too wide at {width}"
