"""Every essential act with JavaScript turned off: links, forms, and nothing else."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from coding.values import Gap
from review.models import Case, Item, Query
from tests.browser.conftest import sign_in
from tests.review.conftest import CODES, NOTE, evidence_in

pytestmark = pytest.mark.browser


@pytest.fixture
def plain(browser, base_url):
    """Pages that run no script, each with a session of its own."""
    opened = []

    def page():
        options = {"java_script_enabled": False, "base_url": base_url}
        opened.append(browser.new_context(**options))
        return opened[-1].new_page()

    yield page
    for each in opened:
        each.close()


def panel(within, name):
    """The panel of this name, opened."""
    summary = within.locator("summary", has_text=name).first
    found = summary.locator("xpath=..")
    if found.get_attribute("open") is None:
        summary.click()
    return found


def code(page, item):
    """The line of this code, open as its link opens it."""
    return page.locator(f"[data-item='{item.pk}']")


def test_a_chart_is_coded_in_every_way(plain, make_case, coder):
    page = plain()
    case = make_case(CODES, NOTE, "Laboratory:\nEosinophils raised.\n")
    first, second, third = case.items.all()
    sign_in(page, coder)
    page.goto(case.get_absolute_url())
    page.get_by_role("button", name="Take this chart").click()

    panel(code(page, first), "Say").get_by_role("textbox").fill("Type is stated.")
    code(page, first).get_by_role("button", name="Keep the comment").click()
    expect(page.get_by_text("Type is stated.")).to_be_visible()

    # Words of the chart, and its documents one by one.
    page.get_by_role("searchbox", name="Words to find").fill("eosinophils")
    page.get_by_role("button", name="Find in the chart").click()
    expect(page.locator("#finds a")).to_have_count(1)
    page.locator("[data-next-unread]").click()
    page.locator("[data-next-unread]").click()
    expect(page.locator("article[data-unread]")).to_have_count(0)

    # Another order, and back.
    page.goto(f"{case.get_absolute_url()}?item={second.pk}")
    code(page, second).get_by_role("button", name="earlier").click()
    listed = page.locator("details[data-item] > summary > code")
    expect(listed.first).to_have_text("G43.009")
    code(page, second).get_by_role("button", name="later").click()
    expect(listed.first).to_have_text("J45.40")

    # Modify: an alternative with its reason; the book at the code's place.
    page.goto(f"{case.get_absolute_url()}?item={first.pk}")
    code(page, first).get_by_role("link", name="Book").click()
    expect(page.get_by_role("heading", name="J45.40")).to_be_visible()
    page.goto(f"{case.get_absolute_url()}?item={first.pk}")
    change = panel(code(page, first), "Modify")
    change.locator(".found button").first.click()
    expect(page.get_by_text("1 of 3 decided")).to_be_visible()
    # Undone on the server, and decided anew.
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("0 of 3 decided")).to_be_visible()
    code(page, first).get_by_role("button", name="Accept").click()
    reject = panel(code(page, second), "Reject")
    reject.get_by_role("button", name="Reviewed, not needed").click()
    code(page, third).get_by_role("button", name="Accept").click()

    # Add: what the machine missed, looked up and proved by words of the note.
    add = panel(page.locator("footer"), "Add a code")
    add.get_by_role("searchbox").fill("R07.9")
    add.get_by_label("The words of the note").fill("chest pain")
    add.get_by_role("button", name="Look up").click()
    page.locator("#add .found button").first.click()
    expect(page.get_by_text("4 of 4 decided")).to_be_visible()
    assert Item.objects.get(case=case, code="R07.9").origin == "coder"

    # Who the patient is, once more before the signature.
    panel(page.locator("header"), "Patient").get_by_role("button").first.click()
    expect(page.get_by_text("Ida Vestergaard")).to_be_visible()
    panel(page.locator("footer"), "Sign").get_by_role(
        "button", name="Sign and stay"
    ).click()
    case.refresh_from_db()
    assert case.state == "finalised"


def test_a_chart_is_held_handed_over_and_passed_over(plain, make_case, coder, senior):
    page = plain()
    case = make_case()
    sign_in(page, coder)
    page.goto(case.get_absolute_url())
    page.get_by_role("button", name="Take this chart").click()
    held = panel(page.locator("#case-head"), "Hold")
    held.get_by_role("textbox").fill("waits for the lab")
    held.get_by_role("button", name="Hold").click()
    page.goto(case.get_absolute_url())
    expect(page.get_by_text("“waits for the lab”")).to_be_visible()
    page.get_by_role("button", name="Take off hold").click()
    page.goto(case.get_absolute_url())
    if page.get_by_role("button", name="Take this chart").count():
        page.get_by_role("button", name="Take this chart").click()

    page = plain()
    sign_in(page, senior)
    page.goto(case.get_absolute_url())
    over = panel(page.locator("#case-head"), "Take over")
    over.get_by_role("textbox").fill("they are away")
    over.get_by_role("button", name="Take over").click()
    skip = panel(page.locator("#case-head"), "Give back")
    skip.get_by_role("button", name="needs a colleague's eyes").click()
    case.refresh_from_db()
    assert case.state == "open"
    page.goto("/team/")
    expect(page.get_by_role("heading", name="Passed over")).to_be_visible()


def test_a_provider_is_asked_and_answers(plain, make_case, coder):
    from review import codeset
    from review.actions import claims

    page = plain()
    like = codeset.documents_of(make_case().run.version)
    proof = evidence_in(like, "persistent asthma")
    gap = Gap(
        "specificity",
        "Is it controlled?",
        ("controlled", "uncontrolled"),
        (proof,),
        ("J45.40",),
    )
    case = claims.claim(make_case(gaps=(gap,)), by=coder)
    sign_in(page, coder)
    page.goto(case.get_absolute_url())
    asked = panel(page.locator("#case-head"), "Query")
    asked.get_by_role("button", name="Is it controlled?").click()
    page.get_by_role("button", name="Save and send").click()
    query = Query.objects.get(case=case)
    assert query.state == "sent"
    page.goto(query.get_absolute_url())
    page.get_by_role("radio", name="controlled", exact=True).check()
    page.get_by_label("The addendum, word for word").fill("It is controlled.")
    page.get_by_label("Signed by").fill("Dr Mork")
    page.get_by_label("Role").select_option("attending-physician")
    page.get_by_label("Date of the signature").fill(timezone.now().date().isoformat())
    page.get_by_label("I saw it signed").check()
    page.get_by_role("button", name="Take the answer in").click()
    page.goto(case.get_absolute_url())
    expect(page.get_by_text("It is controlled.").first).to_be_visible()
    page.get_by_role("button", name="Close query 1").click()
    query.refresh_from_db()
    assert query.state == "closed"


def test_the_fast_lane_by_ticks(plain, make_case, coder):
    from review.actions import claims

    page = plain()
    case = make_case(tuple((code, words, 0.99) for code, words, _ in CODES))
    Case.objects.filter(pk=case.pk).update(lane="fast_lane")
    case = claims.claim(case, by=coder)
    sign_in(page, coder)
    page.goto(f"/fast-lane/{case.pk}/")
    for box in page.locator("[name=seen]").all():
        box.check()
    page.get_by_role("button", name="Attest and sign").click()
    case.refresh_from_db()
    assert case.state == "finalised"
    assert {each.kind for each in case.decisions.all()} == {"attested"}
