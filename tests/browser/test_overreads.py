"""An over-read from the queue to the answer, in a browser."""

import pytest
from playwright.sync_api import expect

from review.models import OverRead
from tests.browser.conftest import assert_accessible, press, settled, sign_in, sign_out
from tests.review.overreading import drawn, sign

pytestmark = pytest.mark.browser


@pytest.fixture
def reader(person):
    return person("reader", "coder", certificate="CCS")


def test_over_read_side_by_side_adjudication_rebuttal(
    page, make_case, coder, reader, senior, supervisor
):
    over_read = drawn(sign(make_case(), coder), supervisor)

    sign_in(page, reader)
    page.goto("/over-reads/")
    assert_accessible(page, "the queue")
    page.goto(over_read.get_absolute_url())
    page.get_by_role("button", name="Over-read this chart").click()
    expect(page.get_by_role("heading", name="Your codes")).to_be_visible()
    assert_accessible(page, "the second coding")
    press(page, "a")
    expect(page.get_by_text("1 of 3 decided")).to_be_visible()
    expect(page.locator("details.code[open] > summary")).to_be_focused()
    press(page, "f")
    page.keyboard.type("migraine")
    page.keyboard.press("Enter")
    settled(page)
    expect(page.locator("#finds a")).to_have_count(2)
    assert_accessible(page, "the second coding, words found")
    # The book of the day stands beside the note; what it shows is looked up, no more.
    press(page, "b")
    book = page.get_by_role("region", name="Code book")
    expect(book.get_by_role("heading", name="G43.009")).to_be_visible()
    press(page, "w")
    expect(page.locator("#add [type=search]")).to_have_value("G43.009")
    press(page, "Escape", "Escape")
    expect(page.get_by_text("1 of 3 decided")).to_be_visible()
    press(page, "a", "x", "1")
    expect(page.get_by_text("3 of 3 decided")).to_be_visible()
    page.locator("#add > summary").click()
    page.get_by_label("The words of the note").fill("chest pain")
    page.locator("#add [type=search]").fill("R07.9")
    page.locator("#add-code button").first.click()
    expect(page.get_by_text("4 of 4 decided")).to_be_visible()
    page.get_by_role("button", name="Complete").click()
    expect(page.get_by_role("heading", name="Both codings")).to_be_visible()
    assert_accessible(page, "side by side")
    sign_out(page)

    sign_in(page, senior)
    page.goto("/over-reads/")
    page.get_by_role("region", name="Over-reads to settle").get_by_role(
        "link", name=str(over_read.pk), exact=True
    ).click()
    for choice, word in (("F41.1", "does not hold"), ("R07.9", "holds")):
        group = page.get_by_role("group", name=choice)
        group.get_by_label(word, exact=True).check()
    page.get_by_label("Citation").fill("I.C.18.b")
    assert_accessible(page, "settling")
    page.get_by_role("button", name="Settle", exact=True).click()
    expect(page.get_by_role("heading", name="What holds")).to_be_visible()
    sign_out(page)

    sign_in(page, coder)
    page.goto(over_read.get_absolute_url())
    page.get_by_label("Why what was settled").fill("She denies chest pain.")
    page.get_by_role("button", name="Send the objection").click()
    expect(page.get_by_text("the coder objects")).to_be_visible()
    sign_out(page)

    sign_in(page, senior)
    page.goto(over_read.get_absolute_url())
    page.get_by_role("group", name="R07.9").get_by_label("does not hold").check()
    page.get_by_label("Citation").fill("I.B.4: a denied symptom is not coded.")
    page.get_by_role("button", name="Settle it so").click()
    expect(page.get_by_text("answered", exact=True)).to_be_visible()
    assert_accessible(page, "answered")
    assert [row["code"] for row in OverRead.objects.get(pk=over_read.pk).settled] == [
        "J45.40",
        "G43.009",
    ]
    sign_out(page)

    sign_in(page, supervisor)
    page.goto("/over-reads/")
    assert_accessible(page, "samples and agreement")
    page.get_by_role("region", name="Samples, the table").get_by_role(
        "link"
    ).first.click()
    expect(page.get_by_role("heading", name="Strata")).to_be_visible()
    assert_accessible(page, "a sample")
