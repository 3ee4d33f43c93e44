"""Boxes of a form: what stands behind an empty one was not said.

Owns reading marks such as "[ ]" and "( )" before a condition on its line. Must not
judge what a ticked box means: what stands behind it reads as any text.
"""

from __future__ import annotations

import re

EMPTY = re.compile(r"\[[ _]{0,3}\]|\([ _]{1,3}\)|[\u2610\u25a1\u25fb]")
TICKED = re.compile(
    r"\[[ ]?[xX\u2713\u2714*+][ ]?\]|\([xX\u2713]\)|[\u2611\u2612\u2714\u25a0]"
)
#: How far before a condition its box may stand, in characters of one line.
REACH = 60


def is_unticked(text: str, start: int) -> bool:
    """Whether the nearest box before an offset, on its line, is empty."""
    line = text.rfind("\n", max(0, start - REACH), start) + 1
    before = text[max(line, start - REACH, 0) : start]
    if "]" not in before and ")" not in before and before.isascii():
        return False
    empty = _last(EMPTY, before)
    return empty >= 0 and empty > _last(TICKED, before)


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((one.start() for one in pattern.finditer(text)), default=-1)
