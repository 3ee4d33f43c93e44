"""Which wrong suggestion to plant, and where: a code the engine set aside for a reason.

Owns the choice. Only what the text denies, or says of somebody else or of the future,
is planted: nobody can argue that it ought to be coded, and its evidence is a real
quotation. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from coding.values import Exclusion
from review.sampling import PARTS, ticket

#: The context exclusions: negated, a relative's, hypothetical, another person's.
WRONG = frozenset({"X1", "X2", "X3", "X4"})


def drawn(chart: str, purpose: str, secret: str, rate: int) -> bool:
    """Whether this chart falls to ``purpose``, at ``rate`` of ten thousand."""
    return ticket(chart, purpose, secret) % PARTS < rate


def choose(
    excluded: Sequence[Exclusion], taken: Collection[str], billable: Collection[str]
) -> Exclusion | None:
    """A code to plant: billable, quoted, certainly wrong, not on the chart already."""
    fitting = (
        each
        for each in excluded
        if each.rule in WRONG
        and each.evidence
        and each.code not in taken
        and each.code in billable
    )
    return min(fitting, key=lambda each: each.code, default=None)


def place(chart: str, secret: str, lines: int) -> int:
    """Where it stands among so many lines, from 0; never first, as that one leads."""
    return 1 + ticket(chart, "place", secret) % max(1, lines)
