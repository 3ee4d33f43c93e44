"""Deciding the lines of a second coding, and telling which of them was a check.

Owns the writing of lines. The checks are those of the first coding: the release of the
date of service, the quoted text, the list of reasons. The signed code set of the case
is neither read nor touched here.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from audit import events
from audit.actions import record
from coding.codebook import CodeBook, CodeEntry
from review import secondcoding
from review.actions import guard, overread_checks, parts, reasons
from review.actions.checks import OUTCOMES
from review.actions.overreads import Entry, enter, leave, read_decision
from review.actions.proofs import Spans, billable, verified
from review.models import OverRead, OverReadLine, SeededCheck, User
from review.overreading import Act
from review.refusals import Refused
from review.states import Kind, Origin

POA = ("", "Y", "N", "U", "W", "1")


@transaction.atomic
def accept(line: OverReadLine, *, by: User, version: int, poa: str = "") -> None:
    """The suggested code stands."""
    entry = enter(line.over_read_id, Act.DECIDE, by=by, version=version)
    line = _fresh(line, entry)
    if not line.detail.get("evidence"):
        raise Refused(f"Nothing in the documents is quoted for {line.code}.")
    code = billable(_book(entry), line.code)
    line.evidence = line.detail["evidence"]
    _decide(entry, line, Kind.ACCEPT, code=code, poa=poa)


@transaction.atomic
def modify(
    line: OverReadLine,
    *,
    code: str,
    what: str,
    why: str,
    by: User,
    version: int,
    words: str = "",
    poa: str = "",
) -> None:
    """Another code stands instead, for a reason on both axes."""
    entry = enter(line.over_read_id, Act.DECIDE, by=by, version=version)
    line, found = _fresh(line, entry), billable(_book(entry), code)
    if found.code == line.code:
        raise Refused(f"{found.code} is what was proposed: accept it instead.")
    overread_checks.refuse_told(entry.over_read, found.code)
    given = reasons.given(what=what, why=why, words=words)
    line.evidence = line.detail.get("evidence", [])
    _decide(entry, line, Kind.MODIFY, code=found, given=given, poa=poa)


@transaction.atomic
def reject(
    line: OverReadLine, *, what: str, why: str, by: User, version: int, words: str = ""
) -> None:
    """The suggested code does not stand."""
    entry = enter(line.over_read_id, Act.DECIDE, by=by, version=version)
    given = reasons.given(what=what, why=why, words=words)
    _decide(entry, _fresh(line, entry), Kind.REJECT, given=given)


@transaction.atomic
def add(
    over_read: OverRead,
    *,
    code: str,
    evidence: Spans,
    by: User,
    version: int,
    poa: str = "",
) -> OverReadLine:
    """A code of one's own, with the text that proves it."""
    entry = enter(over_read.pk, Act.DECIDE, by=by, version=version)
    found = billable(_book(entry), code)
    lines = secondcoding.lines_of(entry.over_read)
    # First this, which a planted line and any other are answered alike.
    if any(line.code == found.code for line in lines):
        raise Refused(f"{found.code} is on the list already: decide it there.")
    overread_checks.refuse_told(entry.over_read, found.code)
    proof = verified(entry.over_read.code_set.chart_version, evidence)
    line = OverReadLine(
        over_read=entry.over_read,
        position=max((each.position for each in lines), default=0) + 1,
        code=found.code,
        title=found.title,
        origin=Origin.CODER,
        detail={"evidence": proof},
        evidence=proof,
    )
    _decide(entry, line, Kind.ADD, code=found, poa=poa)
    return line


@transaction.atomic
def take_back(line: OverReadLine, *, by: User, version: int) -> None:
    """The decision is open again; an added line goes."""
    entry = enter(line.over_read_id, Act.DECIDE, by=by, version=version)
    line = _fresh(line, entry)
    if not line.kind:
        raise Refused(f"{line.code} has no decision to take back.")
    code = line.final_code or line.code
    if line.origin == Origin.CODER:
        line.delete()
    else:
        line.kind = line.final_code = line.final_title = line.words_sha256 = ""
        line.what = line.why = line.decided_at = None
        line.evidence = []
        line.save()
    _reordered(entry, secondcoding.lines_of(entry.over_read), withdrawn=code)


@transaction.atomic
def move(line: OverReadLine, *, way: int, by: User, version: int) -> None:
    """One place up (-1) or down (1); the first kept code leads."""
    entry = enter(line.over_read_id, Act.DECIDE, by=by, version=version)
    lines = secondcoding.lines_of(entry.over_read)
    order = _moved([each.pk for each in lines], line.pk, way)
    by_key = {each.pk: each for each in lines}
    moved = [by_key[key] for key in order]
    for position, each in enumerate(moved, start=1):
        each.position = position
    OverReadLine.objects.bulk_update(moved, ["position"])
    _reordered(entry, moved)


@transaction.atomic
def disclose(over_read: OverRead, *, by: User, version: int) -> SeededCheck:
    """Tells the reader what was planted and takes it off the lines."""
    entry = enter(over_read.pk, Act.DISCLOSE, by=by, version=version)
    found = entry.over_read
    check = overread_checks.standing(found)
    lines = secondcoding.lines_of(found)
    planted = next((each for each in lines if each.origin == Origin.SEEDED), None)
    if check is None or planted is None or planted.decided_at is None:
        raise Refused("There is nothing to disclose.")
    outcome, since = OUTCOMES[planted.kind], found.started_at or check.planted_at
    check.disclosed_at, check.outcome, check.person = entry.now, outcome.value, by
    check.seconds = max(0, int((planted.decided_at - since).total_seconds()))
    check.save()
    key = str(planted.pk)
    planted.delete()
    overread_checks.number([line for line in lines if line.origin != Origin.SEEDED])
    leave(entry)
    fact = events.SeededCheckDisclosed(
        **entry.about,
        check=str(check.pk),
        item=key,
        code=check.code,
        outcome=outcome,
        seconds=check.seconds,
        final_code=planted.final_code or None,
    )
    record(fact, by=guard.person(by))
    return check


def _moved(order: Sequence[UUID], key: UUID, way: int) -> list[UUID]:
    if key not in order:
        raise Refused("That code is not on the list any more.")
    to = min(max(order.index(key) + way, 0), len(order) - 1)
    rest = [each for each in order if each != key]
    return [*rest[:to], key, *rest[to:]]


def _reordered(
    entry: Entry, lines: Sequence[OverReadLine], withdrawn: str | None = None
) -> None:
    leave(entry)
    fact = events.OverReadReordered(
        **entry.about,
        lines=tuple(str(each.pk) for each in lines),
        codes=tuple(each.final_code or each.code for each in lines),
        withdrawn=withdrawn,
    )
    record(fact, by=guard.person(entry.by))


def _decide(
    entry: Entry,
    line: OverReadLine,
    kind: Kind,
    *,
    code: CodeEntry | None = None,
    given: reasons.Given | None = None,
    poa: str = "",
) -> None:
    if code is not None:
        _refuse_duplicate(entry.over_read, line, code.code)
    line.kind = kind.value
    line.final_code, line.final_title = (code.code, code.title) if code else ("", "")
    line.what, line.why = (given.what, given.why) if given else (None, None)
    line.words_sha256 = given.words_sha256 if given else ""
    line.poa = (poa if poa in POA else "") or line.poa
    line.decided_at = entry.now
    line.save()
    leave(entry)
    fact = events.OverReadDecided(
        **entry.about,
        line=str(line.pk),
        decision=read_decision(line),
        origin=line.origin,
        credential=entry.held,
        evidence=parts.spans(line.evidence),
        words=line.words_sha256 or None,
    )
    record(fact, by=guard.person(entry.by))


def _refuse_duplicate(over_read: OverRead, line: OverReadLine, code: str) -> None:
    others = over_read.lines.exclude(pk=line.pk).filter(final_code=code)
    if others.exists():
        raise Refused(f"{code} is on the list already.")


def _fresh(line: OverReadLine, entry: Entry) -> OverReadLine:
    rows = OverReadLine.objects.select_related("what", "why")
    found = rows.filter(pk=line.pk, over_read=entry.over_read).first()
    if found is None:
        raise Refused("That code is not on the list any more.")
    return found


def _book(entry: Entry) -> CodeBook:
    return secondcoding.book_of(entry.over_read.code_set.chart_version)
