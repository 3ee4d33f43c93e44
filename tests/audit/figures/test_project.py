"""The tables of figures: level with the trail, however they got there."""

from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from audit.actions import Actor, record
from audit.figure_models import (
    FigureChart,
    FigureCode,
    FigureLine,
    FigureMark,
    FigureTally,
)
from audit.figures import answers, project
from audit.metrics import rarity
from tests.audit.metrics.histories import history

TABLES = (FigureChart, FigureLine, FigureTally, FigureCode)


def write(told):
    for each in told:
        kind = "system" if each.by == "attest" else "person"
        record(each.fact, by=Actor(kind, each.by), at=each.at)


def sealed():
    """The tree takes in what waits, as the sequencer has the database do."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_sequence(100000)")


def content():
    """Every row of every table, without ids."""
    found = {}
    for table in TABLES:
        names = [f.attname for f in table._meta.fields if f.attname != "id"]
        rows = table.objects.values_list(*names)
        found[table.__name__] = Counter(tuple(map(_plain, row)) for row in rows)
    return found


def _plain(value):
    return round(value, 6) if isinstance(value, float) else value


@pytest.mark.parametrize("seed", [1, 2])
def test_rebuilt_tables_equal_those_that_grew(db, seed):
    told = history(seed, 40)
    third = len(told) // 3
    for part in (told[:third], told[third : 2 * third], told[2 * third :]):
        write(part)
        sealed()
        assert project.advance()
    grown = content()
    assert grown["FigureLine"]
    assert project.rebuild()
    assert content() == grown


def test_advancing_without_news_does_nothing(db):
    write(history(1, 3))
    sealed()
    project.advance()
    before = content()
    assert project.advance() == 0
    assert not project.is_behind()
    assert content() == before


def test_events_that_the_tree_has_not_taken_in_wait(db):
    write(history(1, 3))
    assert project.advance() == 0
    assert not FigureChart.objects.exists()


def test_a_code_that_becomes_common_changes_its_band_in_old_rows_too(db):
    told = history(5, 60)
    half = len(told) // 2
    write(told[:half])
    sealed()
    project.advance()
    before = dict(FigureLine.objects.values_list("code", "rarity"))
    write(told[half:])
    sealed()
    project.advance()
    after = dict(FigureLine.objects.values_list("code", "rarity"))
    assert any(before[code] != after[code] for code in before)
    counts = dict(FigureCode.objects.values_list("code", "charts"))
    for code, band in after.items():
        assert band == rarity.band(counts.get(code, 0))
        standing = FigureLine.objects.filter(reference="coder", stands=True, code=code)
        assert counts.get(code, 0) == standing.count()


def test_tallies_add_up_to_the_lines(db):
    write(history(4, 40))
    sealed()
    project.advance()
    exact = FigureLine.objects.filter(outcome="exact", reference="coder").count()
    assert exact
    counted = FigureTally.objects.filter(reference="coder")
    assert sum(tally.exact for tally in counted.filter(by="")) == exact
    for by in ("specialty", "chapter", "rarity", "role"):
        for also in ("", "sex"):
            rows = counted.filter(by=by, also=also)
            assert sum(tally.exact for tally in rows) == exact


def test_tallies_that_an_upgrade_threw_away_come_back_as_another_edition(db):
    write(history(4, 40))
    sealed()
    project.advance()
    before, counted = answers.edition(), FigureTally.objects.count()
    FigureTally.objects.all().delete()
    assert project.advance() == 0
    assert FigureTally.objects.count() == counted
    assert answers.edition() != before


def test_the_command_makes_the_tables_again_and_says_so(db, capsys):
    write(history(2, 10))
    sealed()
    call_command("rebuild_projections")
    assert FigureMark.objects.get().leaf_index >= 0
    assert f"{FigureChart.objects.filter(reference='coder').count()} charts" in (
        capsys.readouterr().out
    )


def test_the_command_compares_what_grew_with_what_is_made_again(db, capsys):
    told = history(3, 12)
    write(told[: len(told) // 2])
    sealed()
    project.advance()
    write(told[len(told) // 2 :])
    sealed()
    call_command("rebuild_projections", compare=True)
    said = capsys.readouterr().out
    assert said.count(", as they grew") == len(TABLES)
    assert f"FigureLine: {FigureLine.objects.count()} rows" in said


def test_a_row_that_nothing_tells_of_is_noticed(db):
    write(history(3, 12))
    sealed()
    project.advance()
    FigureTally.objects.filter(exact__gt=0).first().delete()
    with pytest.raises(CommandError, match="did not come out"):
        call_command("rebuild_projections", compare=True)
