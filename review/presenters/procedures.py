"""Procedures on the case page: candidates, and what nobody has checked.

Owns the sentences that say which systems of procedures are loaded for the date. Two
queries at most. Proposes nothing: the candidates come with the run.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from coding import procedurecodes
from coding.values import CodedNote, ProcedureCandidate
from review.models import Case
from review.presenters import items
from review.presenters.page import ProcedureGroup, ProcedureRow, ProcedureView


def view(
    coded: CodedNote, case: Case, places: Mapping[str, items.Place]
) -> ProcedureView:
    systems = procedurecodes.loaded_on(case.service_date)
    return ProcedureView(
        groups=tuple(
            _group(tuple(rows), places)
            for _, rows in groupby(coded.procedures, key=lambda each: each.evidence)
        ),
        systems=systems,
        about=about(systems, is_inpatient=case.setting == "inpatient"),
    )


def about(systems: tuple[str, ...], *, is_inpatient: bool) -> str:
    """What stays unchecked for want of a release; empty where nothing does."""
    wanted = procedurecodes.PCS if is_inpatient else procedurecodes.CPT
    if wanted in systems:
        return ""
    why = (
        "no ICD-10-PCS release is loaded for the date of discharge"
        if is_inpatient
        else "no CPT table is loaded, which needs a licence of your own"
    )
    return f"Procedures are unchecked: {why}."


def _group(
    rows: tuple[ProcedureCandidate, ...], places: Mapping[str, items.Place]
) -> ProcedureGroup:
    evidence = rows[0].evidence
    by = () if rows[0].performer is None else (rows[0].performer,)
    return ProcedureGroup(
        quotes=tuple(items.quotes((evidence,), places, marked=False)),
        by=tuple(items.quotes(by, places, marked=False)),
        words=evidence.text,
        document=evidence.document,
        start=evidence.start,
        end=evidence.end,
        rows=tuple(
            ProcedureRow(row.system, row.code, row.title, row.units, row.modifiers)
            for row in rows
        ),
        more=max(0, rows[0].fitting - len(rows)),
    )
