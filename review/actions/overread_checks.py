"""Checks in second codings: planting one among the proposed lines.

Owns checks in charts that are signed already. Nothing that is planted here can leave: a
second coding has no items, no code set and no export, and it cannot be completed while
a planted line stands in it. Which code is planted is chosen by ``review.seeding``; its
reader is told by ``review.actions.overread_lines``.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from django.conf import settings

from audit import events
from audit.actions import SYSTEM, record
from coding.values import CodedNote, Exclusion
from review import secondcoding, seeding
from review.actions import guard
from review.actions.checks import quoted
from review.models import OverRead, OverReadLine, QualityPolicy, SeededCheck
from review.refusals import Refused
from review.states import Origin


def plant(over_read: OverRead) -> SeededCheck | None:
    """Puts one wrong line among the proposed ones, if policy and lot say so.

    Never twice into one over-read: who gave it back and takes it again knows.
    """
    policy, coded = QualityPolicy.current(), secondcoding.machine_view(over_read)
    lines = secondcoding.lines_of(over_read)
    if not lines or coded is None or not _is_due(over_read, policy):
        return None
    wrong = _wrong(over_read, coded, lines)
    if wrong is None:
        return None
    line = _insert(over_read, lines, wrong)
    check = SeededCheck.objects.create(
        case=over_read.case,
        over_read=over_read,
        code=line.code,
        kind=SeededCheck.SETTLED,
        wrong_because=wrong.reason[:30],
        policy=policy,
    )
    fact = events.SeededCheckPlanted(
        **guard.about(over_read.case),
        over_read=str(over_read.pk),
        check=str(check.pk),
        item=str(line.pk),
        code=line.code,
        policy=policy.number,
        kind=check.kind,
        wrong_because=check.wrong_because.replace(" ", "_") or "context",
    )
    record(fact, by=SYSTEM)
    return check


def _is_due(over_read: OverRead, policy: QualityPolicy) -> bool:
    if not policy.checks_settled or over_read.checks.exists():
        return False
    lot = f"settled {over_read.pk}"
    chart, rate = str(over_read.case.chart_id), policy.check_rate
    return seeding.drawn(chart, lot, settings.SECRET_KEY, rate)


def _wrong(
    over_read: OverRead, coded: CodedNote, lines: list[OverReadLine]
) -> Exclusion | None:
    """What the text denies, and neither the machine nor who signed took for a code."""
    book = secondcoding.book_of(over_read.code_set.chart_version)
    signed = over_read.code_set.codes.values_list("code", flat=True)
    return seeding.choose(
        coded.excluded,
        {*signed, *(line.code for line in lines)},
        {each.code for each in coded.excluded if book.is_billable(each.code)},
    )


def _insert(
    over_read: OverRead, lines: list[OverReadLine], wrong: Exclusion
) -> OverReadLine:
    """The planted line among the others, as sure of itself as they are."""
    sure = [line.confidence for line in lines if line.confidence is not None]
    book = secondcoding.book_of(over_read.code_set.chart_version)
    made = OverReadLine(
        over_read=over_read,
        code=wrong.code,
        title=book.title(wrong.code),
        origin=Origin.SEEDED,
        confidence=int(median(sure)) if sure else None,
        detail=quoted(wrong),
    )
    chart = str(over_read.case.chart_id)
    at = seeding.place(chart, settings.SECRET_KEY, len(lines))
    number([*lines[:at], made, *lines[at:]])
    made.save(force_insert=True)
    return made


def number(lines: Sequence[OverReadLine]) -> None:
    """Gives the lines their places; those that stand already are written."""
    for position, line in enumerate(lines, start=1):
        line.position = position
    known = [line for line in lines if not line._state.adding]
    OverReadLine.objects.bulk_update(known, ["position"])


def refuse_told(over_read: OverRead, code: str) -> None:
    """What was told to be planted here is no code of the chart, and nobody codes it.

    What was not told yet is passed over: a refusal would tell it before its line is
    decided.
    """
    if over_read.checks.filter(code=code).exclude(disclosed_at=None).exists():
        raise Refused(f"{code} was planted as a check: it is wrong here.")


def standing(over_read: OverRead) -> SeededCheck | None:
    """What was planted in this second coding and not disclosed yet."""
    return over_read.checks.filter(disclosed_at=None).first()


def forget(over_read: OverRead) -> None:
    """Its lines go as their reader gives it back; what nobody was told was no check."""
    over_read.checks.filter(disclosed_at=None).delete()
