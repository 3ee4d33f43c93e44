"""Every page that a role can reach by its links, at every width: nothing runs out of
it, no button is cut, axe finds nothing, in light and in dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve

from tests.browser.conftest import sign_in, sign_out

pytestmark = pytest.mark.browser

# 720 by 450 is what 200% of 1440 by 900 leaves; a phone, a tablet, and desks.
WIDTHS = tuple(
    zip(
        (1920, 1440, 1280, 1024, 820, 720, 390),
        (1080, 900, 800, 768, 1180, 450, 844),
        strict=True,
    )
)
# Sign-out is a page of its own; what is downloaded is no page.
LEFT_OUT = {"account_logout", "account_login", "leave"}

LINKS = """
() => [...document.querySelectorAll("a[href]")]
  .filter((link) => link.origin === location.origin && !link.hasAttribute("download"))
  .map((link) => link.pathname + link.search)
"""
# What runs out of the page, and what a button or a heading has no room to say.
TROUBLES = """
() => {
  const found = [];
  const wide = document.documentElement.scrollWidth - innerWidth;
  if (wide > 0) {
    const far = [...document.querySelectorAll("main *")].find((each) =>
      each.getBoundingClientRect().right > innerWidth + 1 && !each.closest(".wide"));
    found.push(`${wide} px too wide: ${far ? far.outerHTML.slice(0, 120) : ""}`);
  }
  const says = "button, .button, h1, h2, h3, summary";
  for (const each of document.querySelectorAll(says)) {
    if (!each.checkVisibility() || each.matches(".unseen, .unseen *")) continue;
    const style = getComputedStyle(each);
    const cut = style.overflowX !== "visible" && style.textOverflow !== "ellipsis";
    const said = each.textContent.trim().slice(0, 60);
    if (cut && each.scrollWidth > each.clientWidth + 1) found.push(`cut: ${said}`);
  }
  if (!document.querySelector("[role=status]")) found.push("no live region");
  return found;
}
"""


def kind(path):
    """The route of an address; None for what is no page of ours."""
    try:
        found = resolve(path.partition("?")[0])
    except Resolver404:
        return None
    return found.view_name


def troubles(page, where):
    for width, height in WIDTHS:
        page.set_viewport_size({"width": width, "height": height})
        for said in page.evaluate(TROUBLES):
            yield f"{where} at {width}: {said}"


# What differs with colours and width; every other rule is asked once.
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}


def axe(page, where, scheme, width, height, options=None):
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=scheme)
    for each in Axe().run(page, options=options).response["violations"]:
        for node in each["nodes"]:
            told = f"{node['html'][:140]} {node['failureSummary'][:160]}"
            yield f"{where}, {scheme} at {width}: {each['id']} {told}"


def looked_at(page, where):
    yield from troubles(page, where)
    yield from axe(page, where, "dark", 390, 844)
    yield from axe(page, where, "light", 1440, 900, COLOURS)


@pytest.fixture
def something_of_everything(make_case, coder, senior, supervisor):
    """A chart that is held, one on hold, one amended, a query, a saved worklist."""
    from review.actions import claims, holds, queries, worklists
    from review.asking import begun
    from review.querystates import Topic
    from tests.review.conftest import CODES, NOTE, amended

    held = claims.claim(make_case(payer="Brightmoor Senior Choice"), by=coder)
    queries.draft(held, begun(Topic.POA, ()), by=coder)
    waiting = claims.claim(make_case(), by=senior)
    holds.hold(waiting, words="the lab", by=senior, version=waiting.version)
    wanted = (CODES[0], CODES[2])
    amended(make_case(), NOTE.replace("without aura", "with aura"), wanted=wanted)
    rule = {"payer": "Brightmoor Senior Choice"}
    worklists.save(name="Senior Choice", rule=rule, shared=True, by=supervisor)


def test_every_page_that_a_role_reaches(
    page, coder, senior, supervisor, compliance, admin, something_of_everything
):
    seen, found = set(LEFT_OUT), []
    for role in (senior, coder, supervisor, compliance, admin):
        sign_in(page, role)
        # The strip is another for everybody.
        found += troubles(page, f"first page of {role}")
        page.set_viewport_size({"width": 1440, "height": 900})
        waiting = page.evaluate(LINKS)
        while waiting:
            path = waiting.pop(0)
            name = kind(path)
            if name is None or name in seen:
                continue
            seen.add(name)
            answer = page.request.get(path, max_redirects=0)
            if answer.status != 200 or "html" not in answer.headers["content-type"]:
                continue
            page.goto(path)
            found += looked_at(page, f"{path} ({role})")
            waiting += page.evaluate(LINKS)
        sign_out(page)
    assert not found, "\n".join(found)
    assert "review:worklist-rule" in seen
    assert len(seen) > 30, "the links lead almost nowhere"
