"""Real processes for tests: they come up on the live database and go down again."""

import pytest


def test_web_and_worker_come_up_on_the_live_database(live):
    live.start_web()
    live.start_worker()
    assert live.answers()
    assert "Traceback" not in live.log("web") + live.log("worker")


@pytest.mark.browser
def test_the_browser_reaches_the_web_server(page):
    answer = page.goto("/healthz")
    assert answer.status == 200
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["cache-control"] == "no-store"
