"""The engines page: endpoints, tests, sites, figures; what an admin may not do."""

import pytest
from django.urls import reverse

from audit.models import Event
from coding.llm import configured
from coding.llm.breaker import Breaker
from coding.models import ModelDay, ModelEndpoint, SiteModel
from tests.modelserver import Answer, Server, found

GOOD = {
    "name": "ward",
    "base_url": "https://vllm.example.org/v1",
    "model": "qwen-72b",
    "key_name": "ATTEST_LLM_KEY_WARD",
    "price_in": "2.5",
    "price_out": "10",
    "daily_cap": "25",
    "daily_tokens": "1000000",
    "connect_seconds": "5",
    "read_seconds": "30",
    "total_seconds": "60",
    "context": "32000",
    "most_out": "2000",
}


@pytest.fixture
def desk(client, admin):
    client.force_login(admin)
    return client


def page(desk):
    return desk.get(reverse("review:engines")).content.decode()


def added(desk, **changes):
    return desk.post(reverse("review:engines"), {**GOOD, **changes})


def last(kind):
    return Event.objects.filter(type=kind).order_by("pk").last()


def test_an_endpoint_is_added_with_its_event(desk):
    assert added(desk).status_code == 302
    row = ModelEndpoint.objects.get(name="ward")
    assert (row.price_in, row.daily_cap) == (2_500_000, 25_000_000)
    body = last("endpoint-changed").content
    assert (body["host"], body["change"]) == ("vllm.example.org", "added")
    text = page(desk)
    assert "vllm.example.org" in text and "qwen-72b" in text and "no key" in text


def test_the_key_stays_in_the_environment(desk, monkeypatch):
    monkeypatch.setenv("ATTEST_LLM_KEY_WARD", "sk-never-shown")
    added(desk)
    assert configured.named("ward").key == "sk-never-shown"
    assert "sk-never" not in page(desk)
    assert not Event.objects.filter(body__contains=b"sk-never").exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"base_url": "http://llm.example.org/v1"},
        {"base_url": "ftp://vllm.internal/v1"},
        {"base_url": "https://user:secret@vllm.example.org/v1"},
        {"base_url": "https://vllm.example.org/v1?key=secret"},
        {"base_url": "http://169.254.169.254/latest"},
        {"base_url": "nowhere"},
        {"base_url": "https://[::1"},
        {"key_name": "SECRET_KEY"},
        {"key_name": "DATABASE_URL"},
        {"name": "environment"},
        {"name": "two words"},
        {"total_seconds": "900"},
        {"connect_seconds": "30", "total_seconds": "10"},
        {"price_in": "-1"},
    ],
)
def test_what_may_not_be_is_refused_with_the_reason(desk, changes):
    answer = added(desk, **changes)
    assert answer.status_code == 422 and not ModelEndpoint.objects.exists()
    text = answer.content.decode()
    assert "Not saved" in text or 'class="error"' in text


def test_only_hosts_that_the_environment_allows(desk, settings):
    settings.LLM_HOSTS = ("llm.example.com",)
    assert "ATTEST_LLM_HOSTS" in added(desk).content.decode()
    assert added(desk, base_url="https://llm.example.com/v1").status_code == 302


def switch(desk, site, endpoint, host="", on=True):
    said = {"site": site, "endpoint": endpoint, "host": host}
    said |= {"on": "on"} if on else {}
    return desk.post(reverse("review:engine-switch"), said)


def test_a_site_is_switched_on_and_off_naming_the_host(desk, settings):
    settings.ENGINE = "hybrid"
    added(desk)
    assert "Nothing leaves." in page(desk)
    assert switch(desk, "North", "ward", "vllm.example.org").status_code == 302
    assert "leaves for <b>vllm.example.org</b>" in page(desk)
    assert last("model-switched").content["host"] == "vllm.example.org"
    switch(desk, "North", "ward", on=False)
    assert "Nothing leaves." in page(desk)


def test_a_yes_to_another_host_is_no_yes(desk):
    added(desk)
    assert switch(desk, "North", "ward", "old.example.org").status_code == 422
    assert not SiteModel.objects.filter(on=True).exists()


def test_an_endpoint_that_moves_switches_its_sites_off(desk):
    added(desk)
    switch(desk, "North", "ward", "vllm.example.org")
    moved = {**GOOD, "base_url": "https://elsewhere.example.org/v1"}
    desk.post(reverse("review:engine", args=["ward"]), moved)
    assert not SiteModel.objects.filter(on=True).exists()


def test_one_that_is_taken_away_can_still_be_switched_off(desk):
    added(desk)
    switch(desk, "North", "ward", "vllm.example.org")
    desk.post(reverse("review:engine-remove", args=["ward"]))
    assert not ModelEndpoint.objects.exists()
    assert not SiteModel.objects.filter(on=True).exists()
    assert last("endpoint-changed").content["change"] == "retired"


def environment(settings, server):
    settings.LLM_BASE_URL, settings.LLM_MODEL = server.url, f"m{server.port}"


def test_a_test_says_what_the_endpoint_can_do(desk, settings):
    told = [found("Seasonal allergic rhinitis"), found("Mild persistent asthma")]
    with Server(lambda asked: Answer({"mentions": told}, chance=-0.1)) as server:
        environment(settings, server)
        test = reverse("review:engine-test", args=["environment"])
        text = desk.post(test, follow=True).content.decode()
        assert "structured output works" in text
        assert "log-probabilities are given" in text
        assert "read the test note rightly" in text
        assert len(server.asked) == 1
    body = last("endpoint-tested").content
    assert (body["outcome"], body["probabilities"]) == ("answered", "yes")


def test_a_test_of_a_dead_endpoint_says_so(desk, settings):
    with Server(lambda asked: Answer()) as server:
        environment(settings, server)
    test = reverse("review:engine-test", args=["environment"])
    assert "could not be reached" in desk.post(test, follow=True).content.decode()
    assert last("endpoint-tested").content["outcome"] == "unreachable"


def test_what_a_server_says_in_an_error_is_never_shown(desk, settings):
    said = {"message": "<b>the note was about Zebulon</b>"}
    with Server(lambda asked: Answer(status=400, error=said)) as server:
        environment(settings, server)
        test = reverse("review:engine-test", args=["environment"])
        text = desk.post(test, follow=True).content.decode()
    assert "Zebulon" not in text and "rejected the request" in text


def test_figures_come_with_their_n_and_interval(desk, settings):
    settings.LLM_MODEL = "m"
    ModelDay.objects.create(
        endpoint="environment",
        day=__import__("coding.llm.spending", fromlist=["today"]).today(),
        calls=12,
        faults=2,
        tokens_in=5000,
        quotes=200,
        codes=80,
        mentions=1000,
        sent=150,
        refused={"fabricated-code": 8, "quote-not-in-note": 10},
        by_fault={"too-slow": 2},
    )
    text = page(desk)
    for words in ("15.0%", "10.0%", "5.0%", "it took too long: 2", "5,000"):
        assert words in text
    assert "12.9–17.3%" in text


def test_the_circuit_is_shown(desk, settings):
    settings.LLM_MODEL, settings.LLM_BASE_URL = "broken", "http://127.0.0.1:9/v1"
    circuit = Breaker(configured.named())
    for _ in range(5):
        circuit.failed()
    assert ">open<" in page(desk)
    circuit.succeeded()
    assert ">closed<" in page(desk)


def test_the_page_reads_as_much_for_many_as_for_few(
    desk, django_assert_max_num_queries
):
    for n in range(6):
        added(desk, name=f"ward-{n}")
    with django_assert_max_num_queries(16):
        page(desk)
