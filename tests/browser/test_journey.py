"""A chart's whole journey in a browser: in by the form, coded by a worker, decided by
keyboard, signed, and read again by compliance."""

import re
import time
import uuid

import pytest
from playwright.sync_api import expect

from review.models import Case
from tests.browser.conftest import press, settled, sign_in, sign_out

pytestmark = pytest.mark.browser

NOTE = """Chief complaint:
Follow-up of diabetes and blood pressure.

History of present illness:
She denies chest pain or shortness of breath.

Family history:
Mother with breast cancer at 61.

Assessment:
1. Type 2 diabetes with diabetic nephropathy.
2. Chronic kidney disease stage 4.
3. Hypertension, above goal.

Plan:
Continue glipizide. Nephrology to see her in June.
"""


def routed(seconds=60, **facts):
    """The case of a chart that was just sent in, once a worker has coded it."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        case = Case.objects.filter(**facts).first()
        if case is not None:
            return case
        time.sleep(0.2)
    raise AssertionError("the chart was not routed")


def send_in(page, text, specialty):
    page.goto("/intake/")
    page.get_by_label("Text").first.fill(text)
    page.get_by_label("Specialty", exact=True).fill(specialty)
    page.get_by_label("Date of service, or discharge").fill("2026-05-14")
    page.get_by_label("Age", exact=True).fill("67")
    page.get_by_label("Sex").select_option("F")
    page.get_by_label("Name").fill("Ida Vestergaard")
    page.get_by_label("Record number (MRN)").fill(uuid.uuid4().hex[:10])
    page.get_by_role("button", name="Take it in").click()
    expect(page.get_by_text("Taken in.")).to_be_visible()


@pytest.mark.slow
def test_from_the_paste_form_to_the_trail_by_keyboard(
    page, coder, compliance, live_processes
):
    specialty = f"Medicine {uuid.uuid4().hex[:6]}"
    sign_in(page, coder)
    send_in(page, NOTE, specialty)
    case = routed(specialty=specialty)

    page.goto(f"/worklist/?view={case.lane}&specialty={specialty}")
    expect(page.get_by_role("link", name=str(case.pk), exact=True)).to_be_visible()
    page.keyboard.press("Space")
    page.wait_for_url(f"**{case.get_absolute_url()}")

    total = case.items.count()
    assert total >= 2
    # The first is turned down with a reason of one digit, the others are accepted.
    press(page, "x", "1")
    expect(page.get_by_text(f"1 of {total} decided")).to_be_visible()
    for done in range(2, total + 1):
        press(page, "a")
        expect(page.get_by_text(f"{done} of {total} decided")).to_be_visible()
    settle_all(page)
    press(page, "g")
    expect(page.get_by_text("I reviewed the documents")).to_be_visible()
    # Enter never signs; the key does.
    page.keyboard.press("Enter")
    case.refresh_from_db()
    assert case.state == "claimed"
    if not page.get_by_text("I reviewed the documents").is_visible():
        press(page, "g")
    page.keyboard.press("g")
    expect(page.get_by_role("button", name="Next chart")).to_be_visible()
    case.refresh_from_db()
    assert case.state == "finalised"
    sign_out(page)

    sign_in(page, compliance)
    page.goto(f"/trail/charts/{case.chart_id}/")
    story = page.locator("main").inner_text()
    for words in ("took the case", "accepted", "rejected", "signed"):
        assert words in story, words
    assert not re.search("Vestergaard", story)


def settle_all(page):
    """Acknowledges every finding that waits for it, as the coder has to."""
    waiting = page.locator("details.panel > summary", has_text="Acknowledge")
    while waiting.count():
        finding = waiting.first
        code = finding.locator("xpath=ancestor::details[@data-item]")
        if code.count() and code.get_attribute("open") is None:
            code.locator("> summary").click()
        finding.click()
        panel = finding.locator("xpath=..")
        panel.get_by_role("button", name="Acknowledge").click()
        settled(page)


def test_without_javascript_a_chart_is_taken_decided_and_signed(
    browser, base_url, make_case, coder
):
    case = make_case()
    context = browser.new_context(java_script_enabled=False, base_url=base_url)
    page = context.new_page()
    sign_in(page, coder)
    page.goto(case.get_absolute_url())
    page.get_by_role("button", name="Take this chart").click()
    items = list(case.items.all())
    for done, item in enumerate(items, start=1):
        code = page.locator(f"[data-item='{item.pk}']")
        assert code.get_attribute("open") is not None
        if done == 1:
            code.locator("summary", has_text="Reject").click()
            code.get_by_role("button", name="Negated or ruled out").click()
        else:
            code.get_by_role("button", name="Accept").click()
        expect(page.get_by_text(f"{done} of {len(items)} decided")).to_be_visible()
    page.locator("summary", has_text="Sign").click()
    page.get_by_role("button", name="Sign and stay").click()
    expect(page.get_by_role("button", name="Next chart")).to_be_visible()
    case.refresh_from_db()
    assert case.state == "finalised"
    context.close()


def test_two_people_on_one_chart(page, browser, base_url, open_case, senior, expects):
    case = open_case()
    other = browser.new_context(base_url=base_url).new_page()
    sign_in(other, senior)
    other.goto(case.get_absolute_url())
    other.locator("summary", has_text="Take over").click()
    other.get_by_label("Why do you take it over?").fill("they are away")
    other.get_by_role("button", name="Take over").click()
    expect(other.get_by_text("yours for")).to_be_visible()

    page.keyboard.press("x")
    panel = page.locator("details.panel[open]").locator("visible=true")
    panel.get_by_label("Or: what is wrong").select_option("other")
    words = page.locator("details.panel[open] textarea")
    words.fill("the note says this of her mother")
    with expects(409):
        page.get_by_role("button", name="Reject with this reason").click()
        expect(page.get_by_text("is not as you saw it")).to_be_visible()
    expect(page.get_by_text("the note says this of her mother")).to_be_visible()
    # The document is still there to be read.
    expect(page.get_by_text("Mother with breast cancer at 61.")).to_be_visible()
    page.get_by_role("link", name="Open the chart as it is now").click()
    expect(page.get_by_text("with Senior until")).to_be_visible()
    assert not case.decisions.exists()
    other.context.close()
