"""A code through the releases that are loaded: when it is valid, what became of it.

Owns choosing the release before another, and the comparison of the two, compiled once
for all processes. Must not show anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from coding import codes, compiledfiles, editions
from coding.models import Code, Release


def before(release: Release) -> Release | None:
    """The newest release of the system that was exact before this one; None if none."""
    earlier = Release.objects.of(release.system).filter(
        exact_from__lt=release.exact_from
    )
    return earlier.order_by("-exact_from", "-pk").first()


def changes(release: Release) -> editions.Comparison | None:
    """What the release changed; None where the one before it is not loaded."""
    old = before(release)
    return _compared(old, release) if old else None


_kept: dict[tuple[str, str], editions.Comparison] = {}


def _compared(old: Release, new: Release) -> editions.Comparison:
    """Once in a process; two books are read only by the first on this machine."""
    key = old.sha256, new.sha256
    if key not in _kept:
        _kept[key] = _compiled(old, new)
    return _kept[key]


def _compiled(old: Release, new: Release) -> editions.Comparison:
    name = f"{old.sha256[:32]}-{new.sha256[:32]}-{editions.FORMAT}.changes"
    return compiledfiles.kept(
        compiledfiles.place(name),
        editions.load,
        lambda: editions.compare(codes.read_book(old), codes.codebook(new)),
        editions.dump,
    )


@dataclass(frozen=True, slots=True)
class Span:
    """Days of service on which a code can be billed, or stands as a heading."""

    first: date
    last: date
    billable: bool
    releases: tuple[str, ...]


def spans(system: str, code: str) -> tuple[Span, ...]:
    """When the loaded releases hold a code, the earliest first: one query.

    Days that touch, and say the same, are one span.
    """
    rows = Code.objects.filter(release__system=system, code=code)
    found = rows.select_related("release").order_by(
        "release__effective_from", "release__exact_from"
    )
    return _joined(
        [
            Span(r.effective_from, r.effective_to, row.billable, (str(r),))
            for row in found
            for r in (row.release,)
        ]
    )


def _joined(each: Sequence[Span]) -> tuple[Span, ...]:
    joined: list[Span] = []
    for span in each:
        last = joined[-1] if joined else None
        touches = last and span.first <= last.last + timedelta(days=1)
        if last and touches and last.billable == span.billable:
            joined[-1] = Span(
                last.first,
                max(last.last, span.last),
                last.billable,
                (*last.releases, *span.releases),
            )
        else:
            joined.append(span)
    return tuple(joined)
