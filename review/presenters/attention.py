"""Whether coders look before they accept: checks, and the blind arm beside the rest.

Owns those figures for everybody or for one person, and the words that say openly what
is measured. Both kinds of figure stand apart from accuracy. A fixed number of queries.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from audit.figures import reading
from audit.metrics.intervals import Share
from audit.metrics.sheets import HIDDEN, SEEN
from audit.metrics.unassisted import Unassisted, apart
from review.models import BlindArm, FinalCode, QualityPolicy, SeededCheck, User
from review.presenters.figures import Figure, figure

KINDS = {
    SeededCheck.FICTIONAL: "in fictional charts",
    SeededCheck.SETTLED: "in signed charts, read a second time",
    SeededCheck.LIVE: "in live charts",
}


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure with what it is of."""

    label: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class Attention:
    """What is in use, in words, and what it showed; ``charts`` of the blind arm."""

    checks: str
    blind: str
    charts: int
    taken: tuple[Measure, ...]
    unaided: tuple[Measure, ...]


def attention(
    since: date,
    until: date,
    person: User | None = None,
    sites: Sequence[str] | None = None,
) -> Attention:
    """Checks told and charts signed in the period, at these sites (None: at all)."""
    checks, blind = in_use(QualityPolicy.current())
    arms = _arms(since, until, person, sites)
    found = apart(_unassisted(arms))
    rows = (
        Measure("Suggestions coded before they were seen", figure(found.found)),
        Measure("Own codes that were signed", figure(found.kept)),
        Measure("Other suggestions signed once seen", figure(found.taken)),
        *_standing(since, until, person, sites),
    )
    return Attention(
        checks=checks,
        blind=blind,
        charts=found.charts,
        taken=tuple(_taken(since, until, person, sites)),
        unaided=rows if found.charts else (),
    )


def in_use(policy: QualityPolicy) -> tuple[str, str]:
    """Whether checks and the blind arm are in use, said openly."""
    checks = f"in about {policy.check_rate / 100:g}% of {policy.check_places}"
    blind = f"in about {policy.blind_rate / 100:g}% of {policy.blind_kinds}"
    off = "not in use"
    return (
        checks if policy.check_rate else off,
        blind if policy.blind_rate else off,
    )


def checks_told(
    since: date, until: date, sites: Sequence[str] | None = None
) -> QuerySet[SeededCheck]:
    """Checks whose coder was told in the period."""
    rows = SeededCheck.objects.filter(
        disclosed_at__date__gte=since, disclosed_at__date__lte=until
    )
    return rows if sites is None else rows.filter(case__site__in=sites)


def taken_by_person(
    since: date, until: date, sites: Sequence[str] | None = None
) -> Mapping[Any, Share]:
    """Of the checks that each person was told of, those they had accepted."""
    rows = checks_told(since, until, sites).order_by().values_list("person")
    taken = Count("pk", filter=Q(outcome="taken"))
    return {
        key: Share(hits, n)
        for key, n, hits in rows.annotate(n=Count("pk"), taken=taken)
    }


def _taken(
    since: date, until: date, person: User | None, sites: Sequence[str] | None
) -> Iterator[Measure]:
    """All checks, and each kind that occurred."""
    rows = checks_told(since, until, sites).order_by()
    if person is not None:
        rows = rows.filter(person=person)
    taken = Count("pk", filter=Q(outcome="taken"))
    found = {
        kind: Share(hits, n)
        for kind, n, hits in rows.values_list("kind").annotate(
            n=Count("pk"), taken=taken
        )
    }
    hits, n = (sum(getattr(s, part) for s in found.values()) for part in ("hits", "n"))
    yield Measure("Checks taken", figure(Share(hits, n)))
    for kind, label in KINDS.items():
        if kind in found:
            yield Measure(label, figure(found[kind]))


Arm = tuple[int, list[str], list[str]]


def _arms(
    since: date, until: date, person: User | None, sites: Sequence[str] | None
) -> list[Arm]:
    """Charts of the blind arm that were signed in the period."""
    rows = BlindArm.objects.filter(
        case__code_sets__number=1,
        case__code_sets__signed_at__date__gte=since,
        case__code_sets__signed_at__date__lte=until,
    ).exclude(opened_at=None)
    if person is not None:
        rows = rows.filter(opened_by=person)
    if sites is not None:
        rows = rows.filter(case__site__in=sites)
    return list(rows.values_list("case", "unassisted", "suggested"))


def _unassisted(arms: Sequence[Arm]) -> Iterator[Unassisted]:
    signed: dict[int, set[str]] = {}
    codes = FinalCode.objects.filter(
        code_set__case__in=[case for case, _, _ in arms], code_set__number=1
    ).order_by()
    for case, code in codes.values_list("code_set__case", "code"):
        signed.setdefault(case, set()).add(code)
    for case, coded, suggested in arms:
        held = frozenset(signed.get(case, ()))
        yield Unassisted(frozenset(coded), frozenset(suggested), held)


def _standing(
    since: date, until: date, person: User | None, sites: Iterable[str] | None
) -> Iterator[Measure]:
    """Suggestions that stand as they were, by whether they were seen from the start."""
    question = reading.Question(
        reading.monday(since),
        reading.monday(until),
        sites=None if sites is None else tuple(sites),
    )
    if person is not None:
        question = question.where(coder=str(person.pk))
    found = reading.by(question, "arm")
    for arm, words in ((HIDDEN, "hidden until coded"), (SEEN, "seen from the start")):
        share = found[arm].exact_share if arm in found else Share(0, 0)
        yield Measure(f"Suggestions that stand, {words}", figure(share))
