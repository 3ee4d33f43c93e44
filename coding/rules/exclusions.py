"""Codes that a release keeps apart: R05.

Owns Excludes1 pairs, through every ancestor of both codes. Must not decide whether two
conditions are unrelated, which is the exception that only the record can show.
"""

from __future__ import annotations

from collections.abc import Iterator

from coding.rules.base import Context, Hit, between, naming, rule
from coding.values import Severity


@rule(
    "R05",
    guideline="I.A.12.a",
    severity=Severity.WARN,
    summary="Two codes kept apart by an Excludes1 note are not reported together.",
    looks_at=(
        "Every two codes and the Excludes1 notes of both and their ancestors whose"
        " references could be read in full. That two conditions are clearly unrelated"
        " it cannot see."
    ),
)
def excluded_together(context: Context) -> Iterator[Hit]:
    for one, other in naming(context, context.book.excludes1):
        note = context.book.excludes1_conflict(one.code, other.code)
        if note is not None:
            yield between(
                f"{one.code} and {other.code} are kept apart by an Excludes1 note at"
                f' {note.origin}: "{note.text}".',
                "Keep the one that the record supports; both only if it shows that"
                " they are clearly unrelated.",
                one,
                other,
            )


FAMILY = (excluded_together,)
