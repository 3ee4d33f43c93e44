"""``evaluate`` with a model: its figures, going on where a run ended, and silence."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from tests.modelserver import Answer, Server, nothing_found
from tests.review.test_modelling import TEXT, answering

FINDS = answering("Bothered by pollen", "J30.1", "allergic rhinitis due to pollen")


@pytest.fixture
def charts(tmp_path):
    rows = [
        {"id": n, "text": f"{TEXT}\nVisit {n}.", "gold_dx": ["J45.40", "J30.1"]}
        for n in range(4)
    ]
    file = tmp_path / "charts.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return file


@pytest.fixture
def asks(settings):
    def point(server):
        settings.LLM_BASE_URL, settings.LLM_MODEL = server.url, f"m{server.port}"
        settings.LLM_TOTAL_SECONDS = 5.0

    return point


def evaluate(file, **options):
    out = io.StringIO()
    call_command("evaluate", str(file), json=True, stdout=out, **options)
    return json.loads(out.getvalue())


def test_the_model_s_part_is_in_the_figures(db, charts, asks):
    alone = evaluate(charts)
    with Server(FINDS) as server:
        asks(server)
        helped = evaluate(charts, engine="hybrid")
    assert helped["micro"]["recall"] > alone["micro"]["recall"]
    assert helped["engine"].startswith("hybrid")
    use = helped["model"]
    assert use["answered"] == 4 and use["calls"] == len(server.asked)
    assert 0 < use["share_sent"] < 1 and use["tokens_in"] == 100 * use["calls"]
    assert helped["fabricated"] == helped["unverifiable"] == 0


def test_a_run_goes_on_where_it_ended(db, charts, asks, tmp_path):
    kept = tmp_path / "run.jsonl"
    with Server(FINDS) as server:
        asks(server)
        evaluate(charts, engine="hybrid", resume=kept, limit=2)
        asked = len(server.asked)
        whole = evaluate(charts, engine="hybrid", resume=kept)
        assert len(server.asked) == 2 * asked
        assert evaluate(charts, engine="hybrid", resume=kept)["micro"] == whole["micro"]
        assert len(server.asked) == 2 * asked
    assert "pollen" not in kept.read_text() and "asthma" not in kept.read_text()


def test_a_file_of_another_run_is_refused(db, charts, asks, tmp_path):
    kept = tmp_path / "run.jsonl"
    with Server(nothing_found) as server:
        asks(server)
        evaluate(charts, engine="hybrid", resume=kept)
        with pytest.raises(CommandError, match="another engine"):
            evaluate(charts, engine="openai", resume=kept)


def test_silent_charts_are_counted_and_asked_again(db, charts, asks, tmp_path):
    kept, ill = tmp_path / "run.jsonl", [True]

    def script(asked):
        return Answer("", refusal="no") if ill else FINDS(asked)

    with Server(script) as server:
        asks(server)
        first = evaluate(charts, engine="hybrid", resume=kept)
        assert first["model"]["silent"] == {"declined": 4}
        ill.clear()
        again = evaluate(charts, engine="hybrid", resume=kept)
    assert again["model"]["silent"] == {} and again["model"]["answered"] == 4


def test_without_an_endpoint_it_says_what_to_do(db, charts, settings):
    settings.LLM_MODEL = ""
    with pytest.raises(CommandError, match="no endpoint is set up"):
        evaluate(charts, engine="openai")


def test_the_share_is_told_without_asking_anybody(db, charts):
    out = io.StringIO()
    call_command("model_share", str(charts), json=True, stdout=out)
    told = json.loads(out.getvalue())
    assert told["notes"] == 4 and 0 < told["share"] < 1
