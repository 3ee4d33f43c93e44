"""Settling what two coders saw differently, objecting to it, and answering.

Owns the settled code set: for each code that only one had, a senior coder who is
neither of the two says whether it holds, and cites why. What is settled is the truth
that metrics and learning use; the signed code set stays as it was signed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from audit import events
from audit.actions import record
from audit.metrics import truth
from audit.parts import Code
from review import secondcoding
from review.actions import guard, reasons
from review.actions.overreads import Entry, code_parts, enter, hold_true, leave
from review.models import OverRead, User
from review.overreading import Act
from review.refusals import Refused
from review.secondcoding import Coding


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the adjudicator chose.

    ``holds`` says for each differing code whether it stands, ``poa`` which POA it has,
    ``lead`` which code comes first.
    """

    holds: Mapping[str, bool]
    lead: str
    poa: Mapping[str, str]


@transaction.atomic
def settle(
    over_read: OverRead, verdict: Verdict, *, citation: str, by: User, version: int
) -> OverRead:
    """Settles every difference at once, with a citation."""
    entry = enter(over_read.pk, Act.ADJUDICATE, by=by, version=version)
    settled = compose(entry.over_read, verdict)
    words = _cited(citation)
    done = leave(
        entry,
        settled=settled,
        settled_by=by,
        settled_at=entry.now,
        citation_sha256=words,
    )
    hold_true(done, settled)
    codes = code_parts(done, settled)
    record(_adjudicated(entry, codes, words), by=guard.person(by))
    return done


@transaction.atomic
def rebut(over_read: OverRead, *, words: str, by: User, version: int) -> OverRead:
    """The coder objects, once, and says why."""
    entry = enter(over_read.pk, Act.REBUT, by=by, version=version)
    if not words.strip():
        raise Refused("Say why what was settled is not right.")
    kept = reasons.keep(words)
    done = leave(entry, rebuttal_sha256=kept, rebutted_at=entry.now)
    fact = events.OverReadRebutted(**entry.about, words=kept)
    record(fact, by=guard.person(by))
    return done


@transaction.atomic
def answer(
    over_read: OverRead,
    verdict: Verdict | None,
    *,
    citation: str,
    by: User,
    version: int,
) -> OverRead:
    """Answers an objection: a verdict changes what was settled, None upholds it."""
    entry = enter(over_read.pk, Act.ANSWER, by=by, version=version)
    found = entry.over_read
    before: Coding = found.settled or []
    settled = before if verdict is None else compose(found, verdict)
    words = _cited(citation)
    done = leave(
        entry,
        settled=settled,
        answered_by=by,
        answered_at=entry.now,
        answer_sha256=words,
    )
    hold_true(done, settled)
    codes = code_parts(done, settled)
    changed = truth.digest(codes) != truth.digest(code_parts(done, before))
    fact = events.OverReadAnswered(
        **entry.about,
        code_set=done.code_set.number,
        answer=events.Answer.OVERTURNED if changed else events.Answer.UPHELD,
        codes=codes,
        settled=truth.digest(codes),
        citation=words,
        credential=entry.held,
    )
    record(fact, by=guard.person(by))
    return done


def compose(over_read: OverRead, verdict: Verdict) -> Coding:
    """The code set that the verdict makes of both codings, the leading code first."""
    first, second = secondcoding.signed(over_read), over_read.second
    shared = {row["code"] for row in first} & {row["code"] for row in second}
    rows = {row["code"]: row for row in [*second, *first]}
    order = [row["code"] for row in [*first, *second]]
    kept = [
        code
        for code in dict.fromkeys(order)
        if code in shared or _chosen(verdict, code)
    ]
    if not kept:
        raise Refused("Nothing is left: at least one code has to hold.")
    if verdict.lead not in kept:
        raise Refused("Choose which code comes first among those that hold.")
    kept.sort(key=lambda code: code != verdict.lead)
    return [
        _row(rows[code], first_role(over_read, n), verdict)
        for n, code in enumerate(kept)
    ]


def first_role(over_read: OverRead, place: int) -> str:
    if place:
        return "secondary"
    inpatient = over_read.code_set.chart_version.facts().setting.is_inpatient
    return "principal" if inpatient else "first-listed"


def _chosen(verdict: Verdict, code: str) -> bool:
    if code not in verdict.holds:
        raise Refused(f"Say whether {code} holds.")
    return verdict.holds[code]


def _row(row: dict[str, object], role: str, verdict: Verdict) -> dict[str, object]:
    poa = verdict.poa.get(str(row["code"]), row["poa"])
    return {**row, "role": role, "poa": poa}


def _cited(citation: str) -> str:
    if not citation.strip():
        raise Refused("Cite what settles it: a guideline, a Coding Clinic, a policy.")
    return reasons.keep(citation)


def _adjudicated(
    entry: Entry, codes: tuple[Code, ...], words: str
) -> events.OverReadAdjudicated:
    over_read = entry.over_read
    first = {row["code"] for row in secondcoding.signed(over_read)}
    second = {row["code"] for row in over_read.second}
    held = {each.code for each in codes}
    differing = first ^ second
    for_first = {c for c in differing if (c in first) == (c in held)}
    return events.OverReadAdjudicated(
        **entry.about,
        code_set=over_read.code_set.number,
        codes=codes,
        settled=truth.digest(codes),
        citation=words,
        for_first=tuple(sorted(for_first)),
        for_second=tuple(sorted(differing - for_first)),
        credential=entry.held,
    )
