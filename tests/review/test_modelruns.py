"""A chart put to a model in the background: every fault, and what stands after it."""

import random

import pytest
from django.conf import settings as configuration
from django.db.models.functions import Now
from django.utils import timezone

from audit.models import Event
from coding.llm import breaker, client, configured
from coding.llm.breaker import Breaker, State
from coding.models import ModelDay, Run
from review import modelruns, tasks
from review.actions import claims, intake, models
from review.models import Case
from review.presenters.case import case_page
from tests.modelserver import Answer, Server, nothing_found
from tests.review.conftest import NOTE, again, upload
from tests.review.test_modelling import answering

TEXT = NOTE.replace("3. Generalized", "3. Bothered by pollen again.\n4. Generalized")
FINDS = answering("Bothered by pollen", "J30.1", "allergic rhinitis due to pollen")


@pytest.fixture(autouse=True)
def no_messages(monkeypatch):
    """Messages are kept instead of sent; what they would do, a test does itself."""
    sent = []

    def keep(args, countdown=None, queue=None):
        sent.append((args[0], countdown))

    monkeypatch.setattr(tasks.ask_model, "apply_async", keep)
    return sent


@pytest.fixture
def asks(db, settings):
    """Points the environment's endpoint at a server and switches its site on."""

    def point(server, **more):
        settings.ENGINE = "hybrid"
        settings.LLM_BASE_URL, settings.LLM_MODEL = server.url, f"m{server.port}"
        settings.LLM_CONNECT_SECONDS = settings.LLM_READ_SECONDS = 1.0
        settings.LLM_TOTAL_SECONDS = 2.0
        for name, value in more.items():
            setattr(settings, name, value)
        models.switch("", endpoint="", on=True, by=None)
        Breaker(configured.named()).succeeded()

    return point


def received(text=TEXT, **facts):
    version = intake.receive(upload(text, **facts), by=None).version
    tasks.process_chart(version.pk)
    return version


def run_of(version):
    return Run.objects.filter(version=version, engine="hybrid").first()


def case_of(version):
    return Case.objects.get(chart=version.chart_id)


def codes_of(version):
    return list(case_of(version).items.values_list("code", flat=True))


def events_of(version, kind):
    return Event.objects.filter(chart=version.chart_id, type=kind)


def time_passes(version):
    rested = timezone.timedelta(hours=1)
    Run.objects.filter(version=version).update(not_before=Now() - rested)


def tried_to_the_end(version):
    """Every try that the run gets."""
    for _ in range(configuration.LLM_TRIES + 2):
        time_passes(version)
        tasks.ask_model(run_of(version).pk)
    return again(run_of(version))


def test_knowledge_answers_first_and_the_model_takes_its_place(asks):
    with Server(FINDS) as server:
        asks(server)
        version = received()
        assert "J30.1" not in codes_of(version) and server.asked == []
        tasks.ask_model(run_of(version).pk)
    case = case_of(version)
    assert run_of(version).error == ""
    assert "J30.1" in codes_of(version) and "J45.40" in codes_of(version)
    assert case.run == run_of(version) and case.run.engine == "hybrid"
    assert events_of(version, "chart-coded").count() == 2
    assert events_of(version, "case-routed").count() == 2


def test_that_a_text_leaves_is_told_before_it_does(asks, monkeypatch):
    told, ask = [], client.Client.ask

    def watched(*args, **said):
        told.append(Event.objects.filter(type="model-asked").count())
        return ask(*args, **said)

    monkeypatch.setattr(client.Client, "ask", watched)
    with Server(nothing_found) as server:
        asks(server)
        version = received()
        tasks.ask_model(run_of(version).pk)
    assert told and set(told) == {1}
    body = events_of(version, "model-asked").get().content
    assert body["endpoint"] == "environment" and body["model"].startswith("m")
    assert body["host"].startswith("127.0.0.1:")


def test_the_run_s_event_holds_prompts_and_counts_and_no_word(asks):
    with Server(FINDS) as server:
        asks(server)
        version = received()
        tasks.ask_model(run_of(version).pk)
    body = events_of(version, "chart-coded").last().content
    assert {one["name"] for one in body["model"]["prompts"]} == {
        "extraction-1",
        "selection-1",
    }
    assert body["model"]["calls"] >= 2 and body["model"]["sent"] >= 1
    assert {one["engine"] for one in body["codes"]} == {"knowledge", "model"}
    assert "Bothered" not in str(body) and "asthma and" not in str(body)


def test_a_site_that_is_off_is_never_asked(asks):
    with Server(FINDS) as server:
        asks(server)
        version = received(site="East")
        assert run_of(version) is None
        models.switch("", endpoint="", on=False, by=None)
        other = received()
        assert run_of(other) is None and server.asked == []


def test_switched_off_while_it_waits_it_is_not_asked(asks):
    with Server(FINDS) as server:
        asks(server)
        version = received()
        models.switch("", endpoint="", on=False, by=None)
        tasks.ask_model(run_of(version).pk)
        assert server.asked == []
    assert (run_of(version).status, run_of(version).error) == ("failed", "switched-off")


def test_an_endpoint_that_moved_needs_a_new_yes(asks, settings):
    with Server(FINDS) as server, Server(FINDS) as other:
        asks(server)
        version = received()
        settings.LLM_BASE_URL = other.url
        tasks.ask_model(run_of(version).pk)
        assert server.asked == other.asked == []
    assert run_of(version).error == "switched-off"


FAULTS = {
    "server-error": Answer(status=503, error={}),
    "rate-limited": Answer(status=429, error={}, headers={"Retry-After": "3"}),
    "connection-lost": lambda handler: handler.connection.close(),
    "too-slow": lambda handler: __import__("time").sleep(1.5),
    "truncated": Answer({"mentions": []}, finish="length"),
    "malformed-json": Answer('{"mentions": ['),
    "empty-answer": Answer(raw=b'{"choices": []}'),
    "wrong-schema": Answer({"conditions": []}),
}


@pytest.mark.parametrize("kind", FAULTS)
def test_a_passing_fault_is_tried_again_and_then_given_up(asks, kind, no_messages):
    with Server(lambda asked: FAULTS[kind]) as server:
        asks(server, LLM_TRIES=2)
        version = received()
        before = codes_of(version)
        tasks.ask_model(run_of(version).pk)
        run = run_of(version)
        assert (run.status, run.error) == ("queued", kind)
        assert run.not_before > timezone.now()
        asked = len(server.asked)
        tasks.ask_model(run.pk)  # too early: nobody is asked
        assert len(server.asked) == asked
        ended = tried_to_the_end(version)
    assert (ended.status, ended.error, ended.attempt) == ("failed", kind, 2)
    assert codes_of(version) == before and case_of(version).run.engine == "knowledge"
    assert events_of(version, "run-failed").count() == 2


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("declined", Answer("", refusal="no")),
        ("request-rejected", Answer(status=401, error={})),
        (
            "context-too-long",
            Answer(status=400, error={"code": "context_length_exceeded"}),
        ),
    ],
)
def test_a_lasting_fault_is_not_tried_again(asks, kind, answer):
    with Server(lambda asked: answer) as server:
        asks(server)
        version = received()
        before = codes_of(version)
        ended = tried_to_the_end(version)
    assert (ended.status, ended.error, ended.attempt) == ("failed", kind, 1)
    assert codes_of(version) == before


def test_an_answer_cut_short_once_is_asked_for_with_more_room(asks):
    cut = iter([True])

    def script(asked):
        if next(cut, False):
            return Answer({"mentions": []}, finish="length")
        return FINDS(asked)

    with Server(script) as server:
        asks(server)
        version = received()
        tasks.ask_model(run_of(version).pk)
    first, second = (asked.body["max_tokens"] for asked in server.asked[:2])
    assert second == 3 * first and "J30.1" in codes_of(version)


def test_a_text_that_is_too_long_is_asked_about_in_parts(asks):
    long = "Assessment:\n" + "".join(
        f"{n}. Bothered by pollen again, for the time number {n} of this year.\n"
        for n in range(1, 30)
    )

    def small(asked):
        if asked.form == "Extraction" and len(asked.question["passage"]) > 600:
            return Answer(status=400, error={"code": "context_length_exceeded"})
        return FINDS(asked)

    with Server(small) as server:
        asks(server)
        version = received(long)
        tasks.ask_model(run_of(version).pk)
        passages = [a for a in server.asked if a.form == "Extraction"]
    assert len(passages) > 3 and "J30.1" in codes_of(version)


def test_a_long_rest_is_never_slept_through_and_never_cut_short(asks, no_messages):
    busy = Answer(status=429, error={}, headers={"Retry-After": "400"})
    with Server(lambda asked: busy) as server:
        asks(server)
        version = received()
        tasks.ask_model(run_of(version).pk)
        left = (run_of(version).not_before - timezone.now()).total_seconds()
        assert left > 390 and len(server.asked) == 1
    # The message of the chart itself, and none that would lie with the broker so long.
    assert [wait for _, wait in no_messages] == [None]


@pytest.mark.parametrize("attempt", [1, 2, 3, 9])
def test_rests_grow_and_differ(attempt):
    waits = {modelruns.rest(attempt, None) for _ in range(20)}
    assert len(waits) > 1
    assert min(waits) >= modelruns.RESTS[min(attempt, 3) - 1]
    assert modelruns.rest(attempt, 250.0) >= 250


def test_the_same_message_many_times_asks_once(asks):
    with Server(FINDS) as server:
        asks(server)
        version = received()
        tasks.ask_model(run_of(version).pk)
        asked = len(server.asked)
        for _ in range(3):
            tasks.process_chart(version.pk)
            tasks.ask_model(run_of(version).pk)
        assert len(server.asked) == asked
    assert events_of(version, "chart-coded").count() == 2


def test_a_worker_that_lost_its_lease_asks_no_more_and_writes_nothing(
    asks, monkeypatch
):
    renewals, ours = [], modelruns._still_ours

    def watched(claimed):
        renewals.append(claimed)
        if len(renewals) == 2:  # as if another worker had taken the run
            Run.objects.filter(pk=claimed.id).update(attempt=claimed.attempt + 1)
        ours(claimed)

    monkeypatch.setattr(modelruns, "_still_ours", watched)
    with Server(FINDS) as server:
        asks(server)
        version = received()
        tasks.ask_model(run_of(version).pk)
        assert len(server.asked) == 1
    assert run_of(version).status == "running" and "J30.1" not in codes_of(version)


def test_a_chart_that_somebody_touched_keeps_what_they_saw(asks, coder):
    with Server(FINDS) as server:
        asks(server)
        version = received()
        claims.claim(case_of(version), by=coder)
        before = codes_of(version)
        tasks.ask_model(run_of(version).pk)
    case = case_of(version)
    assert codes_of(version) == before and case.run.engine == "knowledge"
    assert events_of(version, "case-routed").count() == 1


def test_a_run_left_between_coding_and_routing_is_found(asks, monkeypatch):
    with Server(FINDS) as server:
        asks(server)
        version = received()
        modelruns.attempt(run_of(version).pk)
    assert "J30.1" not in codes_of(version)
    monkeypatch.setattr(
        tasks.route_run, "apply_async", lambda args: tasks.route_run(*args)
    )
    tasks.sweep()
    assert "J30.1" in codes_of(version)


def test_the_circuit_opens_tries_one_and_closes(asks, monkeypatch):
    ill = [True]

    def script(asked):
        return Answer(status=500, error={}) if ill else nothing_found(asked)

    with Server(script) as server:
        asks(server, LLM_TRIES=50)
        circuit = Breaker(configured.named())
        versions = [received() for _ in range(breaker.FAILURES + 2)]
        for version in versions:
            tasks.ask_model(run_of(version).pk)
        assert circuit.state() is State.OPEN
        assert len(server.asked) == breaker.FAILURES
        assert run_of(versions[-1]).error == "breaker-open"
        circuit.rest()
        assert circuit.state() is State.HALF_OPEN
        time_passes(versions[0])
        tasks.ask_model(run_of(versions[0]).pk)  # the trial fails
        assert circuit.state() is State.OPEN
        assert len(server.asked) == breaker.FAILURES + 1
        ill.clear()
        circuit.rest()
        assert circuit.admits() and not circuit.admits()  # one trial at a time
        circuit.rest()
        circuit.succeeded()
        for version in versions:
            time_passes(version)
            tasks.ask_model(run_of(version).pk)
        assert circuit.state() is State.CLOSED
        assert {run_of(version).status for version in versions} == {"done"}


def test_beyond_the_day_s_cap_nobody_is_asked(asks):
    def dear(asked):
        answer = FINDS(asked)
        answer.usage = (1_500, 500)
        return answer

    with Server(dear) as server:
        asks(server, LLM_PRICE_IN=10.0, LLM_PRICE_OUT=10.0, LLM_DAILY_CAP=0.08)
        versions = [received() for _ in range(4)]
        for version in versions:
            tasks.ask_model(run_of(version).pk)
        day = ModelDay.objects.get(endpoint="environment")
        assert day.calls == len(server.asked) == 3
    assert day.cost == 60_000 and day.held_cost == day.held_tokens == 0
    assert run_of(versions[0]).status == "done"
    assert run_of(versions[-1]).error == "daily-cap-reached"
    assert run_of(versions[-1]).status == "failed"
    assert all(codes_of(version) for version in versions)


def test_a_dead_endpoint_from_start_to_end_loses_nothing(asks, settings):
    with Server(FINDS) as server:
        asks(server)
    random.seed(1)
    versions = [received() for _ in range(8)]  # nobody listens any more
    for version in versions:
        tried_to_the_end(version)
    assert all(case_of(version).run.engine == "knowledge" for version in versions)
    runs = Run.objects.filter(version__in=versions)
    assert not runs.filter(status__in=["queued", "running"]).exists()
    assert set(runs.filter(engine="hybrid").values_list("error", flat=True)) <= {
        "unreachable",
        "breaker-open",
    }


def page_of(version, coder):
    return case_page(case_of(version), coder)


def test_the_case_says_who_suggested_each_code(asks, coder):
    with Server(FINDS) as server:
        asks(server)
        version = received()
        tasks.ask_model(run_of(version).pk)
    page = page_of(version, coder)
    by = {item.code: item.suggested_by for item in page.items}
    assert by["J45.40"] == "the knowledge engine"
    assert by["J30.1"].startswith("the language model")
    assert "asked about" in page.about_the_model


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(status=503, error={}), "has not answered yet: its server had an error"),
        (Answer("", refusal="no"), "did not answer: it declined to answer"),
    ],
)
def test_the_case_says_why_the_model_is_silent(asks, coder, answer, words):
    with Server(lambda asked: answer) as server:
        asks(server)
        version = received()
        assert "has not answered yet." in page_of(version, coder).about_the_model
        tasks.ask_model(run_of(version).pk)
    assert words in page_of(version, coder).about_the_model
    claims.claim(case_of(version), by=coder)


def test_the_case_says_that_the_site_is_off(asks, coder, settings):
    with Server(FINDS) as server:
        asks(server)
        version = received(site="East")
    assert "switched off" in page_of(version, coder).about_the_model
    settings.ENGINE = "knowledge"
    assert page_of(version, coder).about_the_model == ""


def test_an_answer_that_came_too_late_is_told(asks, coder):
    with Server(FINDS) as server:
        asks(server)
        version = received()
        claims.claim(case_of(version), by=coder)
        tasks.ask_model(run_of(version).pk)
    assert "left aside" in page_of(version, coder).about_the_model
