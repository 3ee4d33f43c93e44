"""The next chart opens with the signature, from what was sent ahead of it."""

import re
import time
import uuid

import pytest
from playwright.sync_api import expect

from audit.models import Event
from review import codeset
from review.actions import decisions
from tests.browser.conftest import press, settled, sign_in
from tests.review.conftest import again

pytestmark = pytest.mark.browser


@pytest.fixture
def at_work(page, make_case, coder):
    """Three charts of a worklist of their own; the first decided and open."""
    specialty = f"Ahead {uuid.uuid4().hex[:6]}"
    charts = [make_case(specialty=specialty) for _ in range(3)]
    sign_in(page, coder)
    page.goto(f"/worklist/?specialty={specialty}")
    press(page, "Space")
    page.wait_for_url(re.compile(r"/cases/\d+/$"))
    (first,) = [case for case in charts if again(case).is_held_by(coder)]
    for item in codeset.items_of(first):
        decisions.accept(item, by=coder, version=again(first).version)
    page.reload()
    return first, [case for case in charts if case != first]


def types(case):
    rows = Event.objects.filter(case_id=str(case.pk)).order_by("pk")
    return [row.type for row in rows]


def reserved(charts):
    return [case for case in charts if again(case).is_reserved]


def sent_ahead(page):
    """The signing step is opened, and the next chart's page has come."""
    with page.expect_response("**/ahead/") as answer:
        press(page, "g")
    answer.value.finished()
    expect(page.get_by_text("I reviewed the documents")).to_be_visible()
    return answer.value


def test_the_signature_opens_the_chart_that_was_sent_ahead(page, at_work, coder):
    first, others = at_work
    sent_ahead(page)
    (kept,) = reserved(others)
    asked = []
    page.on("request", lambda each: asked.append((each.method, each.url)))
    press(page, "g")
    expect(page.get_by_role("heading", name=f"Case {kept.pk}")).to_be_visible()
    expect(page).to_have_url(re.compile(rf"/cases/{kept.pk}/$"))
    expect(page).to_have_title(f"Case {kept.pk} · Attest")
    expect(page.locator("#messages")).to_contain_text(f"Case {first.pk} is signed")
    expect(page.locator("#status")).to_contain_text("This is the next one")
    # Nothing of the chart was fetched again.
    assert not [
        url
        for method, url in asked
        if method == "GET"
        and "/cases/" in url
        and "draft" not in url
        and "newest" not in url
    ]
    assert types(kept)[-4:] == [
        "case-reserved",
        "chart-sent-ahead",
        "case-claimed",
        "chart-viewed",
    ]
    # It is a page like any other: keys decide on it, and the next one follows.
    for done in (1, 2, 3):
        press(page, "a")
        expect(page.get_by_text(f"{done} of 3 decided")).to_be_visible()
    sent_ahead(page)
    press(page, "g")
    (last,) = [case for case in others if case != kept]
    expect(page.get_by_role("heading", name=f"Case {last.pk}")).to_be_visible()
    assert again(kept).state == "finalised" and again(last).is_held_by(coder)
    # Back is a page of its own, read again.
    page.go_back()
    expect(page.get_by_text("Signed by Coder").first).to_be_visible()


def test_who_the_patient_is_stays_for_this_chart_and_not_for_the_next(page, at_work):
    first, others = at_work
    name = page.get_by_text("Ida Vestergaard")
    press(page, "i")
    page.get_by_role("button", name="Show the patient").click()
    expect(name).to_be_visible()
    # The codes and the head are written again, then the whole case.
    press(page, "Escape", "u")
    expect(page.get_by_text("2 of 3 decided")).to_be_visible()
    press(page, "a")
    expect(page.get_by_text("3 of 3 decided")).to_be_visible()
    page.locator("details.code > summary").first.click()
    press(page, "+", "i")
    expect(name).to_be_visible()
    assert types(first).count("identity-viewed") == 1
    press(page, "Escape")
    sent_ahead(page)
    (kept,) = reserved(others)
    press(page, "g")
    expect(page.get_by_role("heading", name=f"Case {kept.pk}")).to_be_visible()
    expect(name).to_have_count(0)
    press(page, "i")
    expect(page.get_by_role("button", name="Show the patient")).to_be_visible()
    assert "identity-viewed" not in types(kept)


def test_left_unsigned_it_goes_back_at_once(page, at_work):
    _, others = at_work
    sent_ahead(page)
    with page.expect_response("**/worklist/let-go/"):
        press(page, "Escape")
    assert reserved(others) == []
    sent_ahead(page)
    # The last word of a page that is left; nobody waits for its answer.
    page.goto("/worklist/")
    end = time.monotonic() + 10
    while reserved(others) and time.monotonic() < end:
        page.wait_for_timeout(50)
    assert reserved(others) == []


def test_a_signature_that_no_longer_fits_says_so_and_loses_nothing(
    page, at_work, coder, expects
):
    first, others = at_work
    sent_ahead(page)
    item = codeset.items_of(again(first))[0]
    decisions.undo(again(first), by=coder, version=again(first).version)
    decisions.accept(
        item.__class__.objects.get(pk=item.pk)
        if item.current is None
        else item.__class__.objects.get(case=first, current=None),
        by=coder,
        version=again(first).version,
    )
    with expects(409):
        press(page, "g")
        expect(page.get_by_text("You changed this chart yourself")).to_be_visible()
    page.reload()
    sent_ahead(page)
    press(page, "g")
    expect(
        page.get_by_role("heading", name=f"Case {reserved_or_open(others, coder).pk}")
    ).to_be_visible()


def reserved_or_open(charts, coder):
    (found,) = [case for case in charts if again(case).is_held_by(coder)]
    return found


def test_without_an_answer_nothing_is_lost_and_the_next_press_signs(
    page, at_work, coder, complaints
):
    first, others = at_work
    sent_ahead(page)
    page.route("**/sign/", lambda route: route.abort())
    press(page, "g")
    expect(page.locator("#messages")).to_contain_text("did not answer")
    complaints.clear()
    page.unroute("**/sign/")
    press(page, "g")
    expect(page.locator("#messages")).to_contain_text(f"Case {first.pk} is signed")
    settled(page)
    assert again(first).state == "finalised"
    assert sum(again(case).is_held_by(coder) for case in others) == 1
