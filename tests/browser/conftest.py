"""A browser on the real web server and worker, with people and charts made by actions.

Every page is watched: a script error, a blocked resource or anything else the browser
complains of fails the test, unless the test says that it expects it.
"""

import re
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.cast import PASSWORD
from tests.review.conftest import make_case  # noqa: F401  a fixture for these tests

expect.set_options(timeout=10_000)


@pytest.fixture
def sealing(live):
    """Seals what happened, as beat's sequencer does, with the server's own key."""
    from django.test import override_settings

    from audit import sequencer
    from tests import databases

    folder = databases.checkpoints(live.database)

    def seal():
        with override_settings(CHECKPOINTS=folder, LOG_KEYS=folder):
            sequencer.run()

    return seal


@pytest.fixture(autouse=True)
def own_rows(live):
    """Rows that other tests on the same server leave are not ours to count."""


@pytest.fixture
def complaints(page):
    said = []
    page.on("console", lambda m: said.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


@pytest.fixture(autouse=True)
def watched(complaints):
    """Nothing is said in the console but the statuses a test has asked for."""
    yield
    assert complaints == []


@pytest.fixture
def expects(complaints):
    """Answers with a status that the browser writes to its console."""

    @contextmanager
    def answers(status):
        before = list(complaints)
        yield
        told = [each for each in complaints if each not in before]
        assert all(str(status) in each for each in told), told
        complaints[:] = before

    return answers


def sign_in(page, user):
    page.goto("/accounts/login/")
    page.get_by_label("User name").fill(user.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(re.compile(r"^(?!.*/accounts/).*$"))


def sign_out(page):
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/accounts/login/**")


def assert_accessible(page, where):
    """axe finds nothing, in light and in dark."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page)
        problems = [
            f"{where}, {scheme}: {each['id']} {node['html'][:160]}"
            f" {node['failureSummary'][:200]}"
            for each in found.response["violations"]
            for node in each["nodes"]
        ]
        assert problems == []
    page.emulate_media(color_scheme="light")


@pytest.fixture
def open_case(page, make_case, coder):  # noqa: F811
    """A case that the coder holds, open in the browser."""

    def open_(*arguments, **facts):
        from review.actions import claims

        case = claims.claim(make_case(*arguments, **facts), by=coder)
        sign_in(page, coder)
        page.goto(case.get_absolute_url())
        return case

    return open_


def press(page, *keys):
    """One key after the other, each once the answer to the one before is there."""
    for key in keys:
        page.keyboard.press(key)
        settled(page)


def settled(page):
    """Waits until nothing is under way; our policy forbids waiting by a script."""
    busy = ".htmx-request, .htmx-swapping, .htmx-settling, form[data-busy]"
    expect(page.locator(busy)).to_have_count(0)
