"""Candidates for procedure codes, from the releases of the date of service.

Owns asking ICD-10-PCS (inpatients, by discharge date) and HCPCS Level II (all others)
for codes whose titles say what the note says was done. They are candidates for a coder,
never suggestions: device, qualifier and dose are for a person to read. Says nothing
where no release of the date is loaded. CPT is only ever looked up, never proposed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache

from django.db.models import Q

from coding import codes, lists, proceduredetails, procedures
from coding.codebook import CodeEntry
from coding.models import Code, CodeList, Release
from coding.values import CodedNote, Evidence, Note, ProcedureCandidate

PCS: str = Release.System.ICD10PCS
HCPCS: str = Release.System.HCPCS
CPT: str = Release.System.CPT
SYSTEMS = (PCS, HCPCS, CPT)
#: More than these fit an operation only if the note says too little of it.
MOST = 8


def with_procedures(coded: CodedNote, note: Note) -> CodedNote:
    """The coded note with candidates for what it says was done."""
    system = PCS if note.facts.setting.is_inpatient else HCPCS
    release = _release(system, note)
    if release is None:
        return coded
    found = (
        _pcs(release, coded, note) if system == PCS else _hcpcs(release, coded, note)
    )
    return replace(coded, procedures=tuple(found))


def _release(system: str, note: Note) -> Release | None:
    """Only a release that holds on the date: a candidate is never provisional."""
    try:
        chosen = codes.release_for(system, note.facts.service_date)
    except codes.NoRelease:
        return None
    return None if chosen.provisional else chosen.release


@dataclass(frozen=True, slots=True)
class Found:
    """A code as a release other than ICD-10-CM prints it."""

    entry: CodeEntry
    release: Release


def find(system: str, code: str, on: date) -> Found | None:
    """A code of another system on a date, dots and case aside; None if it holds none.

    ``NoRelease`` where none of the system is loaded for the date: a procedure is never
    coded provisionally.
    """
    chosen = codes.release_for(system, on)
    if chosen.missing is not None:
        raise codes.NoRelease(chosen.missing)
    row = Code.objects.filter(
        release=chosen.release, code=code.strip().upper().replace(".", "")
    ).first()
    return None if row is None else Found(_entry(row), chosen.release)


def _entry(row: Code) -> CodeEntry:
    return CodeEntry(
        code=row.code,
        title=row.title,
        kind=row.kind,
        parent="",
        billable=row.billable,
        chapter=row.chapter,
        ordinal=row.ordinal,
        end=row.ordinal + 1,
    )


def loaded_on(day: date) -> tuple[str, ...]:
    """The systems of procedures and supplies that have a release on a date."""
    found = Release.objects.valid_on(day).filter(system__in=SYSTEMS)
    held = set(found.values_list("system", flat=True))
    return tuple(system for system in SYSTEMS if system in held)


# ICD-10-PCS


def _pcs(
    release: Release, coded: CodedNote, note: Note
) -> Iterator[ProcedureCandidate]:
    known = _names(note)
    for operation in procedures.operations(note.documents, coded.sections, known):
        fitting = [
            (code, title)
            for code, title in _titled(release, operation.readings)
            if procedures.fits(title, operation)
        ]
        by = _performer(note, operation.evidence)
        yield from _candidates(PCS, fitting, operation.evidence, by)


def _names(note: Note) -> procedures.Names:
    """With what the index of the date says, where one is loaded."""
    chosen = lists.newest_list(CodeList.Kind.PCS_INDEX, note.facts.service_date)
    if not isinstance(chosen, lists.Chosen):
        return _plain_names()
    if chosen.sha256 not in _indexed:
        _indexed[chosen.sha256] = procedures.names(lists.terms(chosen))
    return _indexed[chosen.sha256]


_plain_names = cache(procedures.names)
_indexed: dict[str, procedures.Names] = {}


def _titled(release: Release, readings: Iterable[str]) -> list[tuple[str, str]]:
    """Billable codes whose titles begin as one of the readings does."""
    begins = Q()
    for reading in readings:
        begins |= Q(title__startswith=reading.partition("~")[0].rstrip())
    found = Code.objects.filter(begins, release=release, billable=True)
    return list(found.order_by("ordinal").values_list("code", "title"))


def _candidates(
    system: str,
    fitting: list[tuple[str, str]],
    evidence: Evidence,
    performer: Evidence | None,
) -> Iterator[ProcedureCandidate]:
    """The plainest titles first: fewer words claim less that the note must say."""
    plain = sorted(fitting, key=lambda each: (len(each[1].split()), each[0]))
    for code, title in plain[:MOST]:
        yield ProcedureCandidate(
            system, code, title, evidence, fitting=len(fitting), performer=performer
        )


def _performer(note: Note, evidence: Evidence) -> Evidence | None:
    documents = {document.sha256: document for document in note.documents}
    return proceduredetails.performer(documents[evidence.document], evidence)


# HCPCS Level II


def _hcpcs(
    release: Release, coded: CodedNote, note: Note
) -> Iterator[ProcedureCandidate]:
    items = procedures.items_given(note.documents, coded.sections)
    titles = _titles(release.pk) if items else ()
    seen: set[str] = set()
    for item in items:
        fitting = [
            (code, title)
            for code, title, words in titles
            if words and words <= item.words and code not in seen
        ]
        seen.update(code for code, _ in fitting)
        by = _performer(note, item.evidence)
        for one in _candidates(HCPCS, fitting, item.evidence, by):
            yield _measured(one)


def _measured(one: ProcedureCandidate) -> ProcedureCandidate:
    """With units and modifiers as the quoted sentence says them."""
    words, said = procedures.significant(one.title), one.evidence.text
    return replace(
        one,
        units=proceduredetails.units(one.title, said, words),
        modifiers=proceduredetails.modifiers(one.code, said),
    )


@lru_cache(maxsize=4)
def _titles(release: int) -> tuple[tuple[str, str, frozenset[str]], ...]:
    """All titles of a release with the words that matter, once in a process."""
    rows = Code.objects.filter(release=release, billable=True).order_by("ordinal")
    return tuple(
        (code, title, procedures.significant(title))
        for code, title in rows.values_list("code", "title")
    )
