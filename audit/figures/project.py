"""Keeping the tables of figures level with the trail.

Owns the only writes to them. ``advance`` takes up where it stopped: it asks the tree of
hashes which leaves are new (leaves are given in one order and none can slip in before
another), reads each chart concerned from its first event, and replaces its rows.
``rebuild`` does the same for every chart. Both therefore end with the same rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models.functions import Now

from audit.figure_models import (
    FigureChart,
    FigureCode,
    FigureLine,
    FigureMark,
    FigureTally,
)
from audit.figures import rows, tally
from audit.metrics import rarity
from audit.metrics.sheets import Reference, Sheet, sheets
from audit.metrics.story import TYPES, Happened, Story
from audit.models import Event, Leaf

LOCK = 0x4649_4755_5245  # "FIGURE"
#: Leaves looked at in one go, and charts whose events are in memory at once.
STRIDE, CHUNK = 20_000, 200

FRESH = """
SELECT DISTINCT event.chart
FROM audit_leaf leaf JOIN audit_event event ON event.id = leaf.event_id
WHERE leaf.leaf_index > %s AND leaf.leaf_index <= %s
    AND event.chart IS NOT NULL AND event.type = ANY(%s)
"""
CHARTS = """
SELECT DISTINCT chart FROM audit_event
WHERE type = 'case-finalised' AND chart IS NOT NULL ORDER BY chart
"""
COUNTED = """
INSERT INTO audit_figurecode (code, charts) VALUES (%s, %s)
ON CONFLICT (code) DO UPDATE
SET charts = audit_figurecode.charts + EXCLUDED.charts
"""
REBANDED = """
UPDATE audit_figureline SET rarity = %s WHERE code = %s AND rarity <> %s
RETURNING week
"""


@transaction.atomic
def advance() -> int:
    """Brings the tables up to the newest leaf; how many charts were read again.

    Does nothing while another process is at it.
    """
    if not _alone():
        return 0
    tally_if_none()
    mark, _ = FigureMark.objects.get_or_create(pk=1)
    newest = Leaf.objects.order_by("-leaf_index").first()
    if newest is None or newest.leaf_index <= mark.leaf_index:
        return 0
    upto = min(newest.leaf_index, mark.leaf_index + STRIDE)
    with connection.cursor() as cursor:
        cursor.execute(FRESH, [mark.leaf_index, upto, list(TYPES)])
        charts = [chart for (chart,) in cursor.fetchall()]
    _replace(charts)
    _move(upto)
    return len(charts)


@transaction.atomic
def tally_if_none() -> None:
    """After an upgrade that threw the tallies away, the lines are still there."""
    if FigureLine.objects.exists() and not FigureTally.objects.exists():
        tally.refresh(None)
        # Answers that were kept while there was nothing to count are forgotten.
        FigureMark.objects.update(at=Now())


def _move(upto: int) -> None:
    at = Leaf.objects.filter(leaf_index=upto).values_list("event_id", flat=True).first()
    FigureMark.objects.update_or_create(
        pk=1, defaults={"leaf_index": upto, "event_id": at or 0, "at": Now()}
    )


def is_behind() -> bool:
    """Whether leaves wait that the tables do not know of."""
    mark = FigureMark.objects.filter(pk=1).first()
    newest = Leaf.objects.order_by("-leaf_index").first()
    return newest is not None and newest.leaf_index > (mark.leaf_index if mark else -1)


@transaction.atomic
def rebuild(progress: Callable[[int, int], None] = lambda done, all_: None) -> int:
    """Empties the tables and makes them again from every event; how many charts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    newest = Leaf.objects.order_by("-leaf_index").first()
    for table in (FigureTally, FigureLine, FigureChart, FigureCode, FigureMark):
        table._default_manager.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(CHARTS)
        charts = [chart for (chart,) in cursor.fetchall()]
    for place in range(0, len(charts), CHUNK):
        _insert(list(_sheets(charts[place : place + CHUNK])))
        progress(min(place + CHUNK, len(charts)), len(charts))
    _reband(None)
    tally.refresh(None)
    _move(newest.leaf_index if newest else -1)
    return len(charts)


def _alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def _replace(charts: Sequence[UUID]) -> None:
    weeks: set[date] = set()
    codes: set[str] = set()
    for place in range(0, len(charts), CHUNK):
        some = charts[place : place + CHUNK]
        for gone in (_delete(some), _insert(list(_sheets(some)))):
            weeks |= gone[0]
            codes |= gone[1]
    weeks |= _reband(codes)
    tally.refresh(weeks)


Touched = tuple[set[date], set[str]]


def _delete(charts: Collection[UUID]) -> Touched:
    """Takes these charts' rows away, and out of the count of codes."""
    kept = FigureLine.objects.filter(chart__in=charts)
    standing = kept.filter(reference=Reference.CODER, stands=True)
    weeks = set(kept.values_list("week", flat=True).distinct())
    weeks |= set(
        FigureChart.objects.filter(chart__in=charts).values_list("week", flat=True)
    )
    codes = set(kept.values_list("code", flat=True).distinct())
    _count(Counter(standing.values_list("code", flat=True)), -1)
    kept.delete()
    FigureChart.objects.filter(chart__in=charts).delete()
    return weeks, codes


def _insert(made: Sequence[Sheet]) -> Touched:
    standing = Counter(
        line.code
        for sheet in made
        if sheet.reference is Reference.CODER
        for line in sheet.lines
        if line.stands
    )
    _count(standing, 1)
    copy(FigureChart, rows.CHART_COLUMNS, map(rows.chart_row, made))
    codes = {line.code for sheet in made for line in sheet.lines}
    bands = _bands(codes)
    copy(
        FigureLine,
        rows.LINE_COLUMNS,
        (
            rows.line_row(sheet, line, bands[line.code])
            for sheet in made
            for line in sheet.lines
        ),
    )
    return {sheet.week for sheet in made}, codes


def _count(codes: Counter[str], sign: int) -> None:
    with connection.cursor() as cursor:
        for code in sorted(codes):
            cursor.execute(COUNTED, [code, sign * codes[code]])


def _reband(codes: Collection[str] | None) -> set[date]:
    """Puts each code's rows into the band that it is in by now; weeks that changed."""
    asked = FigureLine.objects.values_list("code", flat=True)
    names = set(asked.distinct()) if codes is None else codes
    known = dict(
        FigureCode.objects.filter(code__in=names).values_list("code", "charts")
    )
    weeks: set[date] = set()
    with connection.cursor() as cursor:
        for name in sorted(names):
            now = rarity.band(known.get(name, 0))
            cursor.execute(REBANDED, [now, name, now])
            weeks |= {week for (week,) in cursor.fetchall()}
    FigureCode.objects.filter(charts=0).delete()
    return weeks


def _bands(codes: Collection[str]) -> dict[str, str]:
    counted = FigureCode.objects.filter(code__in=codes).values_list("code", "charts")
    known = dict(counted)
    return {code: rarity.band(known.get(code, 0)) for code in codes}


def copy(
    table: type[Any], columns: Sequence[str], values: Iterable[tuple[Any, ...]]
) -> None:
    """Rows into a table by COPY."""
    name = table._meta.db_table
    quoted = ", ".join(f'"{column}"' for column in columns)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {name} ({quoted}) FROM STDIN") as into,
    ):
        for row in values:
            into.write_row(row)


def _sheets(charts: Collection[UUID]) -> Iterator[Sheet]:
    for happened in _stories(charts):
        yield from sheets(Story.of(happened))


def _stories(charts: Collection[UUID]) -> Iterator[list[Happened]]:
    """The events of each chart that make its story, in the log's order."""
    found = Event.objects.filter(chart__in=charts).of_types(TYPES)
    ordered = found.order_by("chart", "id")
    for _, events in groupby(ordered.iterator(), key=lambda event: event.chart):
        yield [
            Happened(event.fact, event.occurred_at, event.actor_id) for event in events
        ]
