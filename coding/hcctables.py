"""The one door to HCC maps for code that has a database.

Owns which maps are held, and the table of a map in this process. Everything else about
HCCs is asked of ``coding.hcc``. Must not parse files.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count

from coding.hcc import Categories, Edit, Held, Model, Table, Tables
from coding.models import (
    HccEdit,
    HccFile,
    HccHierarchy,
    HccLabel,
    HccMap,
    HccMapping,
)
from coding.values import CodedNote, Facts

# By content: keys of rows say nothing across databases, and a new file changes tables.
_Files = tuple[str, ...]
_tables: dict[tuple[_Files, Held], Table] = {}
# What the maps of a database are, by all its files and how many maps each holds.
_known: dict[tuple[tuple[str, int], ...], Tables] = {}
_loading = threading.Lock()


def tables() -> Tables:
    """Every map there is; an official file before a packaged one, the newest first."""
    rows = HccFile.objects.order_by("pk").annotate(count=Count("maps"))
    files = tuple(rows.values_list("sha256", "count"))
    found = _known.get(files)
    if found is None:
        names = tuple(sha256 for sha256, _ in files)
        found = _known[files] = Tables(tuple(_held()), partial(_table, names))
    return found


def _held() -> Iterator[Held]:
    rows = HccMap.objects.select_related("file")
    for row in rows.order_by("file__origin", "-pk"):
        yield Held(
            Model(row.model),
            row.payment_year,
            row.file.sha256,
            str(row.file),
            row.approximate,
            row.codes_until,
        )


def categories_on(
    service_date: date, *, age: int | None = None, sex: str = ""
) -> Categories:
    """The HCCs that codes of an encounter bring in the payment year it counts for."""
    return Categories.on(service_date, tables(), age=age, sex=sex)


def with_hccs(coded: CodedNote, facts: Facts) -> CodedNote:
    """A coded note whose suggestions name their HCCs, by the maps it then names."""
    there = categories_on(coded.service_date, age=facts.age, sex=facts.sex)
    suggestions = tuple(
        replace(one, hccs=there.of(one.code)) if one.system == "ICD-10-CM" else one
        for one in coded.suggestions
    )
    return replace(coded, suggestions=suggestions, hcc_maps=there.maps)


def _table(files: _Files, held: Held) -> Table:
    """The table of a map, once in a process."""
    with _loading:
        table = _tables.get((files, held))
        if table is None:
            table = _tables[files, held] = _from_database(held)
    return table


def _from_database(held: Held) -> Table:
    row = HccMap.objects.get(
        file__sha256=held.sha256, model=held.model, payment_year=held.year
    )
    mappings = HccMapping.objects.filter(map=row).order_by("icd10")
    found = mappings.values_list("icd10").annotate(hccs=ArrayAgg("hcc"))
    return Table(
        held,
        {icd10: tuple(hccs) for icd10, hccs in found},
        _below(held.model),
        _edits(held.model),
        _labels(held.model),
    )


def _below(model: Model) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    rows = HccHierarchy.objects.filter(file=_newest(pairs__model=model), model=model)
    for parent, child in rows.values_list("parent", "child"):
        found[parent].add(child)
    return {parent: frozenset(children) for parent, children in found.items()}


def _edits(model: Model) -> dict[str, tuple[Edit, ...]]:
    found: dict[str, tuple[Edit, ...]] = defaultdict(tuple)
    rows = HccEdit.objects.filter(file=_newest(edits__model=model), model=model)
    for row in rows.order_by("icd10", "ordinal"):
        edit = Edit(row.hcc, row.sex, row.up_to, row.from_age)
        found[row.icd10] += (edit,)
    return dict(found)


def _labels(model: Model) -> dict[str, str]:
    rows = HccLabel.objects.filter(file=_newest(labels__model=model), model=model)
    return dict(rows.values_list("hcc", "label"))


def _newest(**said: Model) -> HccFile | None:
    """The file that was loaded last of those that say something of a model."""
    return HccFile.objects.filter(**said).order_by("-pk").first()
