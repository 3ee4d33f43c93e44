import gzip
import json

import pytest
from django.core.management import CommandError, call_command

from coding.chartfiles import Gold, GoldCode, GoldExclusion
from coding.evaluation import judge, measure
from coding.pipeline import code
from tests.coding.notes import note

KEYS = {
    "documents", "gold", "suggested", "micro", "macro_f1_gold", "macro_f1_union",
    "category_f1", "map", "rare_recall", "ece", "coverage_at_90", "coverage_at_95",
    "fabricated", "unverifiable", "notes_per_second", "cpu_ms_per_note",
    "gold_outside_release", "micro_in_release", "engine", "profile", "release",
    "provisional", "approximate",
}  # fmt: skip


@pytest.fixture
def charts(tmp_path):
    path = tmp_path / "charts.jsonl.gz"
    lines = [
        {"id": "a", "text": "Assessment: gout", "gold_dx": ["M10.9"]},
        {"id": "b", "text": "No pneumonia. Gout.", "gold_dx": ["M10.9", "J18.9"]},
        {"id": "c", "text": "Assessment: HTN", "gold_dx": ["I10", "X99.99"]},
    ]
    with gzip.open(path, "wt") as file:
        file.writelines(json.dumps(line) + "\n" for line in lines)
    return path


def figures(capsys, *arguments):
    call_command("evaluate", *arguments, "--json")
    return json.loads(capsys.readouterr().out)


@pytest.mark.django_db
def test_every_figure_of_the_contract_is_printed(charts, capsys):
    found = figures(capsys, str(charts))
    assert set(found) >= KEYS
    assert found["documents"] == 3
    assert found["fabricated"] == found["unverifiable"] == 0
    assert found["gold_outside_release"] == 1
    assert found["micro"]["precision"] == 1.0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "provisional", "approximate"),
    [
        ("2026-09-30", 0, 0),
        ("2025-10-01", 0, 3),
        ("2025-09-30", 3, 0),
        ("2026-10-01", 3, 0),
    ],
)
def test_charts_of_a_date_that_no_release_covers_are_told_as_provisional(
    charts, capsys, day, provisional, approximate
):
    call_command("evaluate", str(charts), "--date", day, "--json")
    out, told = capsys.readouterr()
    found = json.loads(out)
    assert (found["provisional"], found["approximate"]) == (provisional, approximate)
    if provisional:
        assert f"3 of 3 charts are coded provisionally: {found['release']}" in told
        assert day in told and "load_release" in told
    else:
        assert told == ""


@pytest.mark.django_db
def test_a_chart_that_brings_an_uncovered_date_is_counted_alone(tmp_path, capsys):
    path = tmp_path / "charts.jsonl"
    days = ("2026-05-04", "2019-03-01")
    path.write_text(
        "\n".join(
            json.dumps({"id": d, "text": "Gout.", "gold_dx": ["M10.9"], "date": d})
            for d in days
        )
    )
    call_command("evaluate", str(path), "--json")
    out, told = capsys.readouterr()
    assert json.loads(out)["provisional"] == 1
    assert "1 of 2 charts" in told and "2019-03-01" in told


@pytest.mark.django_db
def test_negated_mentions_count_where_a_set_was_coded_so(charts, capsys):
    kept = figures(capsys, str(charts), "--keep-negated")
    assert kept["micro_in_release"]["recall"] == 1.0
    assert kept["keep_negated"] is True


@pytest.mark.django_db
def test_a_stage_left_out_is_named_in_the_result(charts, capsys):
    found = figures(capsys, str(charts), "--without", "assertion")
    assert found["without"] == ["assertion"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--learn", "other.jsonl"], "There is no other"),
        (["--engine", "oracle"], "no engine"),
        (["--without", "luck"], "no such stage"),
        (["--keep-profile", "/no/such/folder/profile"], "cannot be written"),
        (["--resume", "/"], "cannot be written"),
    ],
)
def test_what_it_cannot_do_is_refused(charts, arguments, why):
    with pytest.raises(CommandError, match=why):
        call_command("evaluate", str(charts), *arguments)


@pytest.mark.django_db
def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match="There is no"):
        call_command("evaluate", str(tmp_path / "none.jsonl"))


@pytest.mark.django_db
def test_a_chart_that_cannot_be_read_fails_the_command(tmp_path, capsys):
    path = tmp_path / "charts.jsonl"
    path.write_text('{"id": "a", "text": "Gout", "gold_dx": ["M10.9"]}\n{broken\n')
    with pytest.raises(CommandError, match="1 charts could not be read"):
        call_command("evaluate", str(path), "--json")
    assert json.loads(capsys.readouterr().out)["documents"] == 1


def test_exclusions_and_gaps_are_compared_too(engine):
    gold = Gold(
        codes=(GoldCode("M10.9"),), excluded=(GoldExclusion("J18.9", "negated", "X1"),)
    )
    told = note("Assessment: gout. No pneumonia.")
    judged = judge(code(told, engine), gold)
    assert judged.excluded["J18.9"] == judged.gold_excluded["J18.9"]
    one = next(measure([(told, gold)], engine))
    assert (one.fabricated, one.unverifiable) == (0, 0)


@pytest.mark.django_db
def test_gold_of_an_earlier_year_counts_as_written_unless_brought_forward(
    tmp_path, capsys
):
    path = tmp_path / "old.jsonl"
    line = {"id": "a", "text": "Assessment: headache", "gold_dx": ["R51"]}
    path.write_text(json.dumps(line) + "\n", "utf-8")
    written = figures(capsys, str(path))
    assert written["gold_outside_release"] == 1
    assert written["micro"]["recall"] == 0.0
    found = figures(capsys, str(path), "--bring-forward")
    assert found["gold_of_other_years"] == 1
    assert found["micro"]["recall"] == 1.0


@pytest.mark.django_db
def test_one_command_prints_what_each_stage_earns(charts, capsys):
    call_command("evaluate", str(charts), "--ablate", "--json")
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert rows[0]["without"] == "nothing"
    assert rows[0]["lost"] == 0.0
    named = {row["without"] for row in rows}
    assert named >= {"sections", "assertion", "companions", "pairs", "integral"}
    assertion = next(row for row in rows if row["without"] == "assertion")
    assert assertion["precision"] < 1.0 or assertion["recall"] == 1.0
