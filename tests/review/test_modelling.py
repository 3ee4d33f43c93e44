"""``code_note`` with a model: its answer where it is proved, knowledge's otherwise."""

import io
import json

import pytest
from django.core.management import call_command

from coding.models import ModelDay
from tests.modelserver import Answer, Server, choice, found, nothing_found

TEXT = """HPI:
Follow-up. She denies chest pain.
Assessment:
1. Moderate persistent asthma, uncomplicated.
2. Bothered by pollen again.
Plan:
Continue.
"""


@pytest.fixture
def note(tmp_path):
    file = tmp_path / "note.txt"
    file.write_text(TEXT)
    return file


@pytest.fixture
def asks(settings):
    """Points the environment's endpoint at a server."""

    def point(server, **more):
        settings.LLM_BASE_URL, settings.LLM_MODEL = server.url, "scripted"
        settings.LLM_CONNECT_SECONDS = settings.LLM_TOTAL_SECONDS = 5.0
        for name, value in more.items():
            setattr(settings, name, value)

    return point


def code_note(file, engine):
    out = io.StringIO()
    call_command("code_note", str(file), engine=engine, json=True, stdout=out)
    return json.loads(out.getvalue())


def codes(result):
    return [one["code"] for one in result["suggestions"]]


def answering(quote, code, condition="", assertion="present"):
    """Names one condition where it stands, and always chooses one code for it."""

    def script(asked):
        if asked.form == "Extraction":
            here = quote in asked.question["passage"]
            told = [found(quote, condition or quote, assertion)] if here else []
            return Answer({"mentions": told}, chance=-0.02)
        numbers = [one["number"] for one in asked.question["mentions"]]
        return Answer({"choices": [choice(n, code) for n in numbers]}, chance=-0.02)

    return script


def test_what_a_model_finds_and_can_prove_is_suggested(db, note, asks):
    script = answering("Moderate persistent asthma", "J45.40")
    with Server(script) as server:
        asks(server)
        result = code_note(note, "openai")
    (one,) = result["suggestions"]
    assert (one["code"], one["engine"]) == ("J45.40", "model")
    assert one["evidence"][0]["text"] == "Moderate persistent asthma"
    assert result["engine"] == "openai"
    assert result["model"]["prompts"].keys() == {"extraction-1", "selection-1"}
    assert result["model"]["refused"] == {}


def test_the_hybrid_asks_only_for_what_knowledge_leaves(db, note, asks):
    script = answering("Bothered by pollen", "J30.1", "allergic rhinitis due to pollen")
    with Server(script) as server:
        asks(server)
        result = code_note(note, "hybrid")
        shown = "".join(asked.text for asked in server.asked)
    assert codes(result) == ["J45.40", "J30.1"]
    assert [one["engine"] for one in result["suggestions"]] == ["knowledge", "model"]
    assert "pollen" in shown and "persistent asthma" not in shown
    assert result["model"]["sent"] < result["model"]["mentions"]


@pytest.mark.parametrize(
    ("script", "refused"),
    [
        (answering("Moderate persistent asthma", "J45.4Z"), "fabricated-code"),
        (answering("Moderate persistent asthma", "Z99.11"), "code-not-offered"),
        (answering("chest pain", "R07.9"), "wrong-assertion"),
    ],
)
def test_what_cannot_be_proved_is_refused_and_counted(db, note, asks, script, refused):
    with Server(script) as server:
        asks(server)
        result = code_note(note, "openai")
    assert codes(result) == []
    assert result["model"]["refused"][refused] >= 1


def test_a_quotation_that_is_not_in_the_note_is_refused(db, note, asks):
    def script(asked):
        if asked.form == "Extraction":
            return Answer({"mentions": [found("severe persistent asthma")]})
        raise AssertionError("there was nothing left to ask")

    with Server(script) as server:
        asks(server)
        result = code_note(note, "openai")
    assert result["model"]["refused"] == {"quote-not-in-note": result["model"]["calls"]}


def test_a_condition_beside_its_words_widens_nothing(db, note, asks):
    script = answering(
        "Moderate persistent asthma", "Z99.11", "dependence on respirator"
    )
    with Server(script) as server:
        asks(server)
        assert codes(code_note(note, "openai")) == []


@pytest.mark.parametrize("engine", ["openai", "hybrid"])
def test_where_the_model_fails_knowledge_stands_and_says_why(db, note, asks, engine):
    alone = codes(code_note(note, "knowledge"))
    with Server(lambda asked: Answer(status=500, error={})) as server:
        asks(server)
        result = code_note(note, engine)
    assert codes(result) == alone
    assert result["engine"] == "knowledge"
    assert result["model"]["silent"] == "server-error"


def test_without_an_endpoint_knowledge_stands(db, note, settings):
    settings.LLM_MODEL = ""
    result = code_note(note, "hybrid")
    assert result["model"]["silent"] == "not-configured" and codes(result)


def test_what_it_took_is_booked(db, note, asks):
    with Server(nothing_found) as server:
        asks(server, LLM_PRICE_IN=2.0, LLM_PRICE_OUT=8.0)
        use = code_note(note, "openai")["model"]
    day = ModelDay.objects.get(endpoint="environment")
    assert (day.calls, day.tokens_in) == (use["calls"], 100 * use["calls"])
    assert day.cost == use["calls"] * (100 * 2 + 20 * 8)
    assert day.held_cost == day.held_tokens == 0
