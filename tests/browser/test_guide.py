"""The pictures of docs/coder-guide.md, made by walking through what it tells.

Written to docs/pictures when ATTEST_PICTURES is set; otherwise to the test's folder.
"""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from coding.values import Gap
from review.models import Case
from tests.browser.conftest import press, settled, sign_in
from tests.browser.test_pictures import CHARTS, PICTURED, REPO, take_in
from tests.review.conftest import CODES, NOTE, evidence_in, finish, sent_again
from tests.review.overreading import draw, read, sign

pytestmark = [pytest.mark.browser, pytest.mark.slow]

GUIDE = REPO / "docs" / "coder-guide.md"
CHANGED = "Amended on 20 May 2026.\n" + NOTE.replace("without aura", "with aura")


@pytest.fixture
def keep(page, tmp_path):
    """Saves what the page looks like under a name that the guide shows."""
    folder = Path(
        REPO / "docs" / "pictures" if os.environ.get("ATTEST_PICTURES") else tmp_path
    )
    page.set_viewport_size({"width": 1280, "height": 800})

    def save(name):
        assert f"pictures/{name}.png" in GUIDE.read_text(), f"{name} is not shown"
        target = folder / f"{name}.png"
        page.screenshot(path=target)
        assert target.stat().st_size > 10_000

    return save


def test_the_pictures_of_a_chart(page, keep, coder, live_processes):
    (chosen,) = (path for path in CHARTS.glob("*.toml") if path.stem == PICTURED)
    case = take_in(chosen)
    sign_in(page, coder)
    page.goto(case.get_absolute_url())
    if case.state == "open":
        press(page, "t")
        page.wait_for_url(f"**{case.get_absolute_url()}")
    expect(page.get_by_text("yours for")).to_be_visible()
    press(page, "x")
    keep("guide-reject")
    press(page, "Escape", "m")
    keep("guide-modify")
    press(page, "Escape", "/")
    page.keyboard.type("S93.491")
    expect(page.locator("#beside-book [data-walk] a").first).to_contain_text("S93.491")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="7th character")).to_be_visible()
    settled(page)
    keep("guide-book")
    press(page, "Escape", "q")
    keep("guide-ask")
    press(page, "Escape", "f")
    page.keyboard.type("kidney")
    page.keyboard.press("Enter")
    expect(page.locator("#finds a").first).to_be_focused()
    keep("guide-find")


def test_the_pictures_of_a_query(page, keep, coder, make_case):
    from review import codeset
    from review.actions import claims

    like = codeset.documents_of(make_case().run.version)
    found = evidence_in(like, "Moderate persistent asthma")
    options = ("well controlled", "not well controlled", "very poorly controlled")
    gap = Gap("severity", "How well is the asthma controlled?", options, (found,), ())
    case = claims.claim(make_case(gaps=(gap,)), by=coder)
    sign_in(page, coder)
    page.goto(case.get_absolute_url())
    press(page, "q")
    page.keyboard.press("1")
    expect(page.get_by_role("heading", name="Query 1")).to_be_visible()
    keep("guide-query")
    page.get_by_role("button", name="Save and send").click()
    expect(page.get_by_text("comes back with the answer")).to_be_visible()
    keep("guide-answer")


def test_the_pictures_of_the_fast_lane_and_of_an_amendment(
    page, keep, coder, make_case
):
    from review import codeset
    from review.actions import cases, claims, decisions

    sure = make_case(tuple((code, words, 0.99) for code, words, _ in CODES))
    Case.objects.filter(pk=sure.pk).update(lane="fast_lane")
    claims.claim(sure, by=coder)
    amended = make_case()
    sign_in(page, coder)
    page.goto(f"/fast-lane/{sure.pk}/")
    expect(page.locator("[name=seen]:checked")).to_have_count(3)
    keep("guide-fast-lane")
    page.keyboard.press("a")
    expect(page.get_by_text("is attested and signed")).to_be_visible()
    amended = claims.claim(amended, by=coder)
    for item in codeset.items_of(amended):
        version = Case.objects.get(pk=amended.pk).version
        decisions.accept(item, by=coder, version=version)
    cases.route(finish(sent_again(amended, CHANGED), (CODES[0], CODES[2])))
    page.goto(f"{amended.get_absolute_url()}changes/")
    keep("guide-changes")


def test_the_picture_of_my_accuracy(page, keep, coder, supervisor, person, make_case):
    reader = person("second", "coder", certificate="CCS")
    for _ in range(3):
        sign(make_case(), coder)
    first, *others = draw(supervisor, person=coder).over_reads.order_by("pk")
    read(first, reader, reject="F41.1")
    for each in others:
        read(each, reader)
    sign_in(page, coder)
    page.goto("/my-accuracy/")
    expect(page.get_by_text("both agree").first).to_be_visible()
    keep("guide-my-accuracy")
