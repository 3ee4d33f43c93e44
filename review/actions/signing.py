"""Signing a chart, and opening a signed one again.

Owns the conditions of a signature, each with a sentence of its own, and the final code
set. Nothing leaves review but through here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from audit import events, vault
from audit.actions import record
from audit.parts import Code
from coding import codes, procedurecodes, trail
from coding.codebook import CodeBook
from coding.values import CodedLine, NoteDocument, Severity
from review import codeset, permissions
from review.actions import guard, parts, reading, reasons
from review.actions.guard import Entry
from review.actions.parts import Source
from review.models import Case, FinalCode, FinalCodeSet, Item, User
from review.querystates import QueryState
from review.refusals import Refused
from review.states import Kind, Origin, Verb

ATTESTATION = (
    "I reviewed the documents of this encounter. Each code is supported by the text"
    " quoted for it and assigned by the code set and guidelines in force on the date"
    " of service."
)

_WANTS = {
    Severity.BLOCK: "has to be mended, or overridden by a senior coder",
    Severity.SECOND_REVIEW: "wants a second coder's confirmation",
    Severity.WARN: "has to be acknowledged with a reason",
}


def why_not_yet(case: Case, user: User) -> list[str]:
    """Every condition that still stands between this person and the signature."""
    reason = permissions.why_not(user, Verb.FINALISE, case)
    if reason is not None:
        return [reason]
    items = codeset.items_of(case)
    documents = codeset.documents_of(case.run.version)
    found = codeset.live_findings(case, items, codeset.book_of(case), documents)
    unopened = reading.why_unsigned(case, user, documents)
    return [*obstacles(case, items, found), *filter(None, [unopened])]


def obstacles(
    case: Case,
    items: Sequence[Item],
    found: Sequence[codeset.LiveFinding],
    chosen: codes.Chosen | None = None,
    *,
    has_queries: bool = True,
) -> Iterator[str]:
    """The conditions that the codes themselves do not meet yet, one sentence each.

    ``chosen`` is the release for the date of service, where the caller has read it;
    ``has_queries`` is False where the caller knows that there is none.
    """
    undecided = sum(item.current is None for item in items)
    if undecided:
        verb = "code has" if undecided == 1 else "codes have"
        yield f"{undecided} {verb} no decision yet."
    if not undecided and any(item.origin == Origin.SEEDED for item in items):
        yield "A check was planted among the codes: see which before you sign."
    if codeset.is_hidden(case):
        yield "The suggestions are hidden: code the chart, then see them."
    if not any(codeset.standing_code(item) for item in items):
        yield "There is no code to sign; add one, or put the chart on hold."
    for live in found:
        if live.is_open:
            yield f"{live.finding.rule} {_WANTS[live.finding.severity]}."
    if has_queries:
        yield from _about_queries(case)
    chosen = chosen or codes.release_for(codes.ICD10CM, case.service_date)
    yield from _about_the_release(case, items, chosen)


_UNFINISHED = {
    QueryState.DRAFT: "is drafted and not sent: send it or withdraw it",
    QueryState.SENT: "waits for its answer: wait, or withdraw it",
    QueryState.ESCALATED: "is overdue: wait, or withdraw it",
    QueryState.ANSWERED: "was answered: read the answer and close it",
}


def _about_queries(case: Case) -> Iterator[str]:
    for number, state in case.queries.unfinished().values_list("number", "state"):
        yield f"Query {number} {_UNFINISHED[QueryState(state)]}."


def _about_the_release(
    case: Case, items: Sequence[Item], chosen: codes.Chosen
) -> Iterator[str]:
    if chosen.provisional or case.run.provisional:
        yield (
            "No code release covers the date of service, so the coding is provisional."
        )
        return
    book = codes.codebook(chosen.release)
    for item in items:
        code = codeset.standing_code(item)
        if code and not _is_billable(item, code, book):
            yield f"{code} is not a billable code of its system on the date of service."


def _is_billable(item: Item, code: str, book: CodeBook) -> bool:
    if item.system == codes.ICD10CM:
        return book.is_billable(code)
    try:
        found = procedurecodes.find(item.system, code, item.case.service_date)
    except codes.NoRelease:
        return False
    return found is not None and found.entry.billable


@transaction.atomic
def finalise(
    case: Case,
    *,
    by: User,
    version: int,
    statement: str = ATTESTATION,
    inclusion: int | None = None,
) -> FinalCodeSet:
    """Signs the case: its code set is final and complete in the trail.

    ``statement`` are the words that are signed. ``inclusion`` is the probability, in
    ten-thousandths, with which the chart is drawn for a blind second coding at once.
    """
    entry = guard.enter(case.pk, Verb.FINALISE, by=by, version=version)
    items = codeset.items_of(entry.case)
    documents = codeset.documents_of(entry.case.run.version)
    source = Source.of(entry.case)
    found = codeset.live_findings(entry.case, items, source.book, documents)
    reason = next(obstacles(entry.case, items, found), None)
    reason = reason or reading.why_unsigned(entry.case, by, documents)
    if reason is not None:
        raise Refused(reason)
    verify_evidence(items, documents)
    signed = _write(entry, items, source, statement)
    guard.leave(entry, ended(entry))
    fact = case_finalised(entry, signed, items, source, found)
    record(replace(fact, inclusion=inclusion), by=guard.person(by))
    return signed


def ended(entry: Entry) -> dict[str, Any]:
    """What a signature changes in its case."""
    return {"finalised_by": entry.by, "finalised_at": entry.now}


def verify_evidence(items: Sequence[Item], documents: Sequence[NoteDocument]) -> None:
    """What is signed quotes the documents that are signed, to the letter."""
    lengths = {document.sha256: len(document.text) for document in documents}
    for item in items:
        if codeset.standing_code(item) is None:
            continue
        for span in codeset.evidence_of(item):
            if not span["start"] < span["end"] <= lengths.get(span["document"], 0):
                raise Refused(
                    f"The evidence of line {item.position} is not in this version of"
                    " the chart; decide it again."
                )


def _write(
    entry: Entry, items: Sequence[Item], source: Source, statement: str
) -> FinalCodeSet:
    signed = composed(entry, entry.case.code_sets.count() + 1, source, statement)
    signed.save()
    FinalCode.objects.bulk_create(final_codes(signed, entry.case, items))
    return signed


def composed(entry: Entry, number: int, source: Source, statement: str) -> FinalCodeSet:
    """The code set as it is signed, not written yet."""
    case = entry.case
    return FinalCodeSet(
        case=case,
        number=number,
        chart_version=case.run.version,
        release=str(source.book.release),
        attestation_sha256=vault.put_text(statement),
        credential=entry.snapshot(),
        signed_by=entry.by,
        signed_at=entry.now,
    )


def final_codes(
    signed: FinalCodeSet, case: Case, items: Sequence[Item]
) -> list[FinalCode]:
    """The lines of a signed code set, not written yet."""
    by_key = {str(item.pk): item for item in items}
    return [_final_code(signed, by_key[line.key], line) for line in _lines(case, items)]


def _lines(case: Case, items: Sequence[Item]) -> tuple[CodedLine, ...]:
    return codeset.lines(items, case.run.version.facts().setting.is_inpatient)


def _final_code(signed: FinalCodeSet, item: Item, line: CodedLine) -> FinalCode:
    assert item.current is not None
    return FinalCode(
        code_set=signed,
        position=line.sequence,
        item=item,
        decision=item.current,
        system=item.system,
        code=line.code,
        title=item.current.title or item.title,
        role=line.role,
        poa=line.poa or "",
        origin=item.origin,
        evidence=codeset.evidence_of(item),
    )


def case_finalised(
    entry: Entry,
    signed: FinalCodeSet,
    items: Sequence[Item],
    source: Source,
    found: Sequence[codeset.LiveFinding],
) -> events.CaseFinalised:
    case, run = entry.case, entry.case.run
    since = case.touched_at
    return events.CaseFinalised(
        **entry.about,
        version=run.version.number,
        code_set=signed.number,
        encounter=trail.encounter(run.version),
        release=signed.release,
        release_sha256=source.book.release.sha256,
        codes=_final_parts(case, items, source),
        credential=parts.credential(signed.credential),
        statement=signed.attestation_sha256,
        lane=case.lane,
        findings=parts.findings(found),
        deleted=_deleted(items),
        engine=run.engine,
        engine_version=run.engine_version or None,
        profile=run.profile or None,
        run=str(run.pk),
        seconds=int((entry.now - since).total_seconds()) if since else None,
        active=case.active_seconds,
        hcc_maps=trail.hcc_maps(source.categories.maps),
    )


def _final_parts(case: Case, items: Sequence[Item], source: Source) -> tuple[Code, ...]:
    by_key = {str(item.pk): item for item in items}
    return tuple(
        parts.code(
            by_key[line.key],
            source,
            sequence=line.sequence,
            role=line.role,
            final=line.code,
            evidence=codeset.evidence_of(by_key[line.key]),
        )
        for line in _lines(case, items)
    )


def _deleted(items: Sequence[Item]) -> tuple[str, ...]:
    """Billed diagnoses that the documents do not support."""
    return tuple(
        item.code
        for item in items
        if (item.billed or item.origin == Origin.BILLED)
        and item.current is not None
        and item.current.kind == Kind.REJECT
    )


@transaction.atomic
def reopen(case: Case, *, reason: str, words: str, by: User, version: int) -> Case:
    """A senior opens a signed case again; the signed code set stays as it was."""
    entry = guard.enter(case.pk, Verb.REOPEN, by=by, version=version)
    if not words.strip():
        raise Refused("Say in a few words why the chart has to be opened again.")
    mark = {"key": "reopened", "kind": "reopened", "text": "reopened", "tone": "ask"}
    changes = {
        "finalised_by": None,
        "finalised_at": None,
        "reasons": [mark, *entry.case.reasons],
        "priority": max(entry.case.priority, 1),
        "due_at": timezone.now(),
    }
    guard.leave(entry, changes)
    fact = events.CaseReopened(
        **entry.about, reason=reason or "correction", words=reasons.keep(words)
    )
    record(fact, by=guard.person(by))
    return entry.case
