"""Settling what two coders saw differently, objecting to it, and answering.

Owns the settled code set: for each code that only one had, a senior coder who is
neither of the two says whether it holds, or which code that neither had holds instead,
and cites why. What is settled is the truth
that metrics and learning use; the signed code set stays as it was signed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from uuid import uuid4

from django.db import transaction

from audit import events
from audit.actions import record
from audit.metrics import truth
from audit.parts import Code
from review import secondcoding
from review.actions import guard, reasons
from review.actions.overreads import Entry, code_parts, enter, hold_true, leave
from review.actions.proofs import billable
from review.models import OverRead, User
from review.overreading import Act
from review.refusals import Refused
from review.secondcoding import Coding
from review.states import Origin


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the adjudicator chose.

    ``holds`` says for each differing code whether it stands, ``poa`` which POA it has,
    ``lead`` which code comes first. ``instead`` names, for codes that do not stand, one
    that neither coder had; where the leading code is replaced, that one leads.
    """

    holds: Mapping[str, bool]
    lead: str
    poa: Mapping[str, str]
    instead: Mapping[str, str] = field(default_factory=dict)


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
        third=tuple(sorted({each.code for each in codes} - _of_either(done))) or None,
        credential=entry.held,
    )
    record(fact, by=guard.person(by))
    return done


def _of_either(over_read: OverRead) -> set[str]:
    """Codes that one of the two coders had."""
    both = [*secondcoding.signed(over_read), *over_read.second]
    return {str(row["code"]) for row in both}


def compose(over_read: OverRead, verdict: Verdict) -> Coding:
    """The code set that the verdict makes of both codings, the leading code first."""
    first, second = secondcoding.signed(over_read), over_read.second
    shared = {row["code"] for row in first} & {row["code"] for row in second}
    rows = {row["code"]: row for row in [*second, *first]}
    thirds = _thirds(over_read, verdict, rows.keys() - shared, rows)
    kept: dict[str, dict[str, object]] = {}
    for code in dict.fromkeys(row["code"] for row in [*first, *second]):
        if code in thirds or code in shared or _chosen(verdict, code):
            row = thirds.get(code, rows[code])
            kept.setdefault(str(row["code"]), row)
    if not kept:
        raise Refused("Nothing is left: at least one code has to hold.")
    lead = str(thirds[verdict.lead]["code"]) if verdict.lead in thirds else verdict.lead
    if lead not in kept:
        raise Refused("Choose which code comes first among those that hold.")
    order = sorted(kept, key=lambda code: code != lead)
    return [
        _row(kept[code], first_role(over_read, n), verdict)
        for n, code in enumerate(order)
    ]


def _thirds(
    over_read: OverRead,
    verdict: Verdict,
    differing: Collection[str],
    rows: Mapping[str, dict[str, object]],
) -> dict[str, dict[str, object]]:
    """Lines of codes that neither coder had, by the code that each takes the place of.

    What was quoted for that code proves the new one; one that replaces several has the
    proof of the first.
    """
    book = secondcoding.book_of(over_read.code_set.chart_version)
    found: dict[str, dict[str, object]] = {}
    for code, said in verdict.instead.items():
        if code not in differing:
            raise Refused(f"{code} is not a code on which the two differ.")
        if not said:
            raise Refused(f"Say which code holds instead of {code}.")
        third = billable(book, said)
        if third.code in rows:
            raise Refused(
                f"{third.code} is in one of the two codings: choose it there."
            )
        if not rows[code]["evidence"]:
            raise Refused(f"Nothing is quoted for {code} that could prove another.")
        found[code] = {
            **rows[code],
            "code": third.code,
            "title": third.title,
            "origin": Origin.CODER.value,
            "line": str(uuid4()),
            "instead_of": code,
        }
    return found


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
        third=tuple(sorted(held - first - second)) or None,
        credential=entry.held,
    )
