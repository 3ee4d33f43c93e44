"""What the machine said, without what a coder must not see before coding.

Owns which parts of a result would give a hidden or a planted code away. What is hidden
from whom is not decided here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from coding.values import CodedNote
from review.models import Item
from review.states import Origin


def without_hidden(coded: CodedNote, listed: Sequence[Item], hidden: bool) -> CodedNote:
    """What the machine said, without what would give a hidden or planted code away."""
    if hidden:
        return replace(
            coded,
            suggestions=(),
            excluded=(),
            gaps=(),
            findings=(),
            procedures=(),
            companions=(),
        )
    planted = {item.code for item in listed if item.origin == Origin.SEEDED}
    if not planted:
        return coded
    kept = tuple(each for each in coded.excluded if each.code not in planted)
    beside = tuple(each for each in coded.companions if each.code not in planted)
    return replace(coded, excluded=kept, companions=beside)
