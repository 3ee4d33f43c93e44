"""The commands as a shell calls them: what they print, store and answer."""

import io
import json
import subprocess
import sys
from argparse import Namespace

import pytest
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand

from audit.models import Event
from coding.models import Chart, IntakeException
from review.models import Case, User
from tests.databases import REPO
from tests.review.conftest import NOTE

DATE = ["--date", "2026-05-14"]


def run(name, *arguments, **settings):
    out, err = io.StringIO(), io.StringIO()
    call_command(name, *arguments, stdout=out, stderr=err)
    return out.getvalue()


@pytest.fixture
def note(tmp_path):
    file = tmp_path / "note.txt"
    file.write_text(NOTE)
    return str(file)


# ---- code_note


def test_a_note_is_coded_and_nothing_is_stored(db, note):
    before = Event.objects.count()
    told = json.loads(run("code_note", note, *DATE, "--age", "41", "--sex=F", "--json"))
    assert told["schema"] == 1 and told["engine"] == "knowledge"
    assert "J45.40" in [one["code"] for one in told["suggestions"]]
    assert set(told["route"]) == {"lane", "reasons"}
    assert Event.objects.count() == before and not Chart.objects.exists()


def test_every_quoted_text_stands_in_the_note_at_its_offsets(db, note):
    told = json.loads(run("code_note", note, *DATE, "--json"))
    for group in ("suggestions", "excluded", "gaps"):
        for one in told[group]:
            for span in one["evidence"]:
                assert NOTE[span["start"] : span["end"]] == span["text"]


def test_a_note_comes_through_a_pipe(db, monkeypatch):
    pipe = Namespace(buffer=io.BytesIO(NOTE.encode()))
    monkeypatch.setattr("sys.stdin", pipe)
    assert "J45.40" in run("code_note", "-", *DATE)


def test_without_a_date_it_is_the_last_day_of_the_release(db, note):
    assert "2026-09-30" in run("code_note", note)


def test_a_date_outside_every_release_is_provisional(db, note):
    told = json.loads(run("code_note", note, "--date", "2031-01-01", "--json"))
    assert told["provisional"] is True
    assert told["route"] == {"lane": "exception", "reasons": ["release_missing"]}


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "empty"), (b"\xff\xfe\x00\x01\x80", "UTF-8|text"), (b"  \n ", "empty")],
)
def test_what_is_no_note_is_refused_with_the_reason(db, tmp_path, content, reason):
    file = tmp_path / "bad.txt"
    file.write_bytes(content)
    with pytest.raises(CommandError):
        run("code_note", str(file))


def test_a_file_that_is_not_there_is_named(db):
    with pytest.raises(CommandError, match="no file /nowhere"):
        run("code_note", "/nowhere")


# ---- ingest


def test_files_are_queued_and_counted(db, tmp_path):
    rows = [{"id": f"q{n}", "text": NOTE} for n in range(3)]
    file = tmp_path / "notes.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows))
    said = run("ingest", str(file), "--no-wait", "--limit", "2")
    assert "2 received, 0 known before, 0 refused, 0 unreadable" in said
    said = run("ingest", str(file), "--no-wait")
    assert "1 received, 2 known before" in said
    assert Chart.objects.count() == 3


def test_bad_lines_do_not_stop_the_others_but_the_exit_code_says_so(db, tmp_path):
    file = tmp_path / "notes.jsonl"
    rows = [
        json.dumps({"id": "a", "text": NOTE}),
        "{",
        json.dumps({"id": "b", "text": ""}),
    ]
    file.write_text("\n".join(rows))
    with pytest.raises(CommandError, match="Not every chart"):
        run("ingest", str(file), "--no-wait")
    assert Chart.objects.count() == IntakeException.objects.count() == 1


def test_a_path_that_is_not_there_is_named(db):
    with pytest.raises(CommandError, match="nothing at /nowhere"):
        run("ingest", "/nowhere")


@pytest.mark.slow
def test_ingest_waits_for_a_worker_of_its_own_and_prints_the_pace(live, tmp_path):
    rows = [{"id": f"{tmp_path.name}-{n}", "text": NOTE} for n in range(5)]
    file = tmp_path / "paced.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows))
    done = subprocess.run(
        [sys.executable, "manage.py", "ingest", str(file)],
        cwd=REPO,
        env=live.environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "5 coded and routed, 0 lost" in done.stdout
    assert "notes per second" in done.stdout
    routed = Case.objects.filter(chart__external_id__startswith=tmp_path.name)
    assert routed.count() == 5


# ---- seed_demo


def test_the_demo_is_refused_outside_demo_mode(db, settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="not a demo"):
        run("seed_demo")
    assert not User.objects.exists()


def test_the_demo_opens_on_a_tuesday_under_way(db, settings):
    settings.DEMO = True
    said = run("seed_demo")
    assert "9 people" in said and "1 intake exception" in said
    states = set(Case.objects.values_list("state", flat=True))
    assert {"finalised", "claimed", "held"} <= states
    signed = Event.objects.filter(type="case-finalised")
    assert signed.count() == Case.objects.filter(state="finalised").count() >= 4
    before = Event.objects.count()
    assert run("seed_demo") == said
    assert Event.objects.count() == before


# ---- all of them


@pytest.mark.parametrize("name", ["code_note", "ingest", "seed_demo"])
def test_help_says_what_it_is_for(name):
    from django.core.management import load_command_class

    command: BaseCommand = load_command_class("review", name)
    assert len(command.create_parser("bin/manage", name).format_help()) > 300
