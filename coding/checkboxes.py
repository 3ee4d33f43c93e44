"""Boxes and columns of a form: what an empty one stands for was not said.

Owns reading marks such as "[ ]" and "( )" before a condition on its line, or behind it
where they end the line, the answers "[x] Yes [ ] No", and the column of a table that
calls a problem inactive. Must not judge what a ticked box means: what stands behind it
reads as any text.
"""

from __future__ import annotations

import re

EMPTY = re.compile(r"\[[ _]{0,3}\]|\([ _]{1,3}\)|[\u2610\u25a1\u25fb]")
TICKED = re.compile(
    r"\[[ ]?[xX\u2713\u2714*+][ ]?\]|\([xX\u2713]\)|[\u2611\u2612\u2714\u25a0]"
)
#: How far before a condition its box may stand, in characters of one line.
REACH = 60


_BOX = r"(?:\[([ _xX*+\u2713]?)\]|([\u2610\u2611\u2612\u25a1]))"
_ANSWERS = re.compile(rf"{_BOX} ?(?:yes|y)\b.{{0,4}}?{_BOX} ?(?:no|n)\b", re.IGNORECASE)
_TICKS = frozenset("xX*+\u2713\u2611\u2612")
#: An empty box that ends its line.
_TRAILING = re.compile(rf"[ \t.:]*(?:{EMPTY.pattern})[ \t]*\r?(?:\n|$)")


def answered(text: str) -> str:
    """A text of the same length with "no" for a box so ticked, none for a "yes".

    A question with neither box ticked keeps the empty one, and names nothing.
    """
    if "] Y" not in text and "] y" not in text and text.isascii():
        return text
    return _ANSWERS.sub(_answer, text)


def _answer(match: re.Match[str]) -> str:
    size = len(match.group())
    yes, no = match[1] or match[2] or "", match[3] or match[4] or ""
    if yes in _TICKS:
        return " " * size
    return (": no;" if no in _TICKS else "[ ]").ljust(size)


def is_unticked(text: str, start: int, end: int) -> bool:
    """Whether the nearest box before a condition, on its line, is empty.

    Where no box stands before it, the one behind it that ends the line.
    """
    line = text.rfind("\n", max(0, start - REACH), start) + 1
    before = text[max(line, start - REACH, 0) : start]
    if text[end : end + 2] in (" [", "\t[", " \u2610") and _TRAILING.match(text, end):
        return not TICKED.search(before)
    if "]" not in before and ")" not in before and before.isascii():
        return False
    empty = _last(EMPTY, before)
    return empty >= 0 and empty > _last(TICKED, before)


#: A cell of a row, or a bracket at its end, by which a program keeps a problem as over.
_OVER = re.compile(
    r"[^\n]{0,80}?(?:(?:[ \t]{2,}|\t|\| ?)(?:resolved|inactive|deleted"
    r"|entered in error)(?=[ \t]{2}|\t| ?\||[ \t]*\r?(?:\n|$))"
    r"|\((?:inactive|deleted|entered in error)\)[ \t]*\r?(?:\n|$))",
    re.IGNORECASE,
)
_KEPT = re.compile(r"resolved|inactive|deleted|entered in error", re.IGNORECASE)


def is_shelved(text: str, end: int) -> bool:
    """Whether the row of a table in which a condition ends calls it over."""
    line = text.find("\n", end, end + 2 * REACH)
    rest = text[end : end + 2 * REACH if line < 0 else line]
    if "  " not in rest and "|" not in rest and "(" not in rest and "\t" not in rest:
        return False
    return _KEPT.search(rest) is not None and _OVER.match(text, end) is not None


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((one.start() for one in pattern.finditer(text)), default=-1)
