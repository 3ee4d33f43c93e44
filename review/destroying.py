"""Taking a chart's rows out of the tables, all of them or none.

Owns which rows are a chart's: whatever points at it, at its versions, case, items or
judgements, and so on to the end. Rows that merely mention it (a course of education, an
overpayment of an audited HCC) lose the mention and stay. The database lets judgements
go only when the log says that the chart is disposed of. Must be called inside the
transaction in which it says so.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Q

from audit import identity
from coding.models import Chart, Document, IntakeException
from review.models import AuditedEnrollee, Draft, Overpayment, RadvFile

DIGEST = re.compile(r"[0-9a-f]{64}")
BATCH = 1_000
#: Rows that may point at no chart, and are the chart's content when they do.
CONTENT = (IntakeException,)
Rows = dict[type[models.Model], set[Any]]


def take_out(chart: Chart, case_number: int) -> set[str]:
    """Deletes the chart; the names in the vault that its rows held."""
    rows = _rows_of(chart)
    documents = list(
        Document.objects.filter(places__version__chart=chart)
        .values_list("sha256", flat=True)
        .distinct()
    )
    files = RadvFile.objects.filter(hcc__records__chart=chart)
    rows[RadvFile] = set(files.values_list("pk", flat=True))
    rows[Draft] = set(_drafts(rows, case_number).values_list("pk", flat=True))
    _loosen(rows)
    names = {name for kind, keys in rows.items() for name in _names(kind, keys)}
    for kind, keys in reversed(rows.items()):
        _delete(kind, keys)
    names |= _let_go(documents)
    _forget(chart.patient)
    return names


def _rows_of(chart: Chart) -> Rows:
    """Keys by table, parents before what points at them."""
    found: Rows = defaultdict(set)
    found[Chart] = {chart.pk}
    waiting: deque[tuple[type[models.Model], set[Any]]] = deque(found.items())
    while waiting:
        kind, keys = waiting.popleft()
        for child, column in _children(kind):
            if column.null and child not in CONTENT:
                continue
            pointing = child._base_manager.filter(**{f"{column.name}__in": keys})
            new = set(pointing.values_list("pk", flat=True)) - found[child]
            if new:
                found[child] |= new
                waiting.append((child, new))
    return found


def _children(kind: type[models.Model]) -> Iterator[tuple[type[models.Model], Any]]:
    for relation in kind._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel):
            yield relation.related_model, relation.field


def _loosen(rows: Rows) -> None:
    """Rows that stay stop pointing at rows that go."""
    alone = Overpayment.objects.filter(chart__in=rows[Chart], hcc=None)
    rows[Overpayment] |= set(alone.values_list("pk", flat=True))
    for kind, keys in list(rows.items()):
        for child, column in _children(kind):
            if column.null:
                stays = child._base_manager.filter(**{f"{column.name}__in": keys})
                stays = stays.exclude(pk__in=rows.get(child, ()))
                stays.update(**{column.name: None})


def _drafts(rows: Rows, case_number: int) -> models.QuerySet[Draft]:
    """What somebody had typed on the chart's pages and not sent."""
    places = [f"/cases/{case_number}/", f"/fast-lane/{case_number}/"]
    for kind, keys in rows.items():
        if kind.__name__ in ("Query", "OverRead"):
            part = "queries" if kind.__name__ == "Query" else "over-reads"
            places += [f"/{part}/{key}/" for key in keys]
    wanted = Q()
    for place in places:
        wanted |= Q(place__startswith=place)
    return Draft.objects.filter(wanted)


def _names(kind: type[models.Model], keys: set[Any]) -> Iterator[str]:
    columns = [field.name for field in _digests_of(kind)]
    if not columns or not keys:
        return
    for row in kind._base_manager.filter(pk__in=keys).values_list(*columns):
        yield from (each for each in row if each and DIGEST.fullmatch(each))


def _delete(kind: type[models.Model], keys: set[Any]) -> None:
    # Past Django's own cascade: all that points here is in the same transaction, and
    # the database checks at its end that nothing points into the void.
    found = kind._base_manager.filter(pk__in=keys)
    found._raw_delete(found.db)


def _let_go(documents: list[str]) -> set[str]:
    """Documents that no chart has any more; their names in the vault."""
    alone = Document.objects.filter(sha256__in=documents, places__isnull=True)
    pairs = list(alone.values_list("sha256", "original_sha256"))
    _delete(Document, {sha256 for sha256, _ in pairs})
    return {name for pair in pairs for name in pair}


def _forget(patient: UUID) -> None:
    """Who it was, once no chart and no audit here is theirs."""
    known = (
        Chart.objects.filter(patient=patient).exists()
        or AuditedEnrollee.objects.filter(patient=patient).exists()
    )
    if not known:
        identity.dispose(patient)


def still_named(names: Iterable[str]) -> set[str]:
    """Those of these names that some row still holds."""
    found: set[str] = set()
    wanted = sorted(names)
    for start in range(0, len(wanted), BATCH):
        some = wanted[start : start + BATCH]
        for kind in _kinds():
            for column in _digests_of(kind):
                held = kind._base_manager.filter(**{f"{column.name}__in": some})
                found |= set(held.values_list(column.name, flat=True).distinct())
    return found


def _kinds() -> Iterator[type[models.Model]]:
    for app in ("coding", "review"):
        yield from apps.get_app_config(app).get_models()


def _digests_of(kind: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The columns that can hold the name of something in the vault."""
    return [
        field
        for field in kind._meta.concrete_fields
        if isinstance(field, models.CharField) and field.max_length == 64
    ]
