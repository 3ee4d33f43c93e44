"""Lines that a margin or a machine broke, joined again as their writer meant them.

Owns seeing at which width lines were broken, or that they were broken anywhere, and
putting a blank for each such break, so that every offset stays. Must not know of
headings' meaning or of conditions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

#: The narrowest and the widest margin, and the lines that are needed to see one.
NARROW, WIDE, SEVERAL = 40, 110, 4
#: How near to the margin a line must end to be counted, and how many lines must.
NEAR, SHARE = 14, 0.3
#: A line that is a heading, or begins with one.
_TITLED = re.compile(r"[^a-z\n]{3,}$|[A-Z][A-Za-z /&]{0,40}:")
#: What begins a line that is no continuation: a mark or number of a list.
_ITEM = re.compile(r"\s*(?:[-*\u2022#>|\[\u2610\u2611\u2612]|\d{1,2}[.)](?:\s|$))")


def unbroken(text: str) -> str:
    """With the lines joined whose next word would not have fitted the margin."""
    text = _single(text)
    margin = margin_of(text)
    if not margin:
        return text
    return "".join(_with_breaks(text.split("\n"), margin))


def _single(text: str) -> str:
    """Broken lines without the empty line behind each of them."""
    if text.count("\n\n") < max(SEVERAL, 0.4 * text.count("\n")):
        return text
    if any(line.strip() for line in text.split("\n")[1::2]):
        return text
    single = text.replace("\n\n", " \n")
    return single if margin_of(single) else text


def margin_of(text: str) -> int:
    """The width at which lines were broken, in characters; 0 where none is seen."""
    if text.count("\n") < SEVERAL:
        return 0
    lines = text.split("\n")
    margin = max(len(line.rstrip()) for line in lines)
    if not NARROW <= margin <= WIDE:
        return 0
    full = sum(len(line.rstrip()) > margin - NEAR for line in lines)
    if full < max(SEVERAL, SHARE * sum(bool(line.strip()) for line in lines)):
        return 0
    return margin


def _with_breaks(lines: list[str], margin: int) -> Iterator[str]:
    for number, line in enumerate(lines):
        yield line
        if number + 1 < len(lines):
            yield " " if _goes_on(line, lines[number + 1], margin) else "\n"


def _goes_on(line: str, following: str, margin: int) -> bool:
    """Whether a line ended only because the next word had no room."""
    word = following.strip().split(" ", 1)[0]
    if not word or not line.strip() or _ITEM.match(following):
        return False
    if _TITLED.match(following):
        return False
    return len(line.rstrip()) + 1 + len(word) > margin


# ---- lines that were broken anywhere

#: A line that goes on: with a small letter ("o " is a bullet), a bracket, a fraction.
_SMALL = re.compile(r"\n(?=(?!o )[a-z(]|-?\d+[./]\d)")
#: The end of a sentence in the middle of a line.
_INNER = re.compile(r"[.;?!] +(?=[A-Z\d#])")
#: A line break that no empty line makes.
_BREAK = re.compile(r"(?<=[^\n])\n(?=[^\n])")
#: How many of all lines go on so, how many sentences end inside one, of what length.
GOING_ON, ENDING, MEAN = 0.25, 0.4, 80


def is_ragged(text: str) -> bool:
    """Whether lines end where neither their writer nor a margin would end them."""
    total = text.count("\n") + 1
    if total < 2 * SEVERAL or len(text) > MEAN * total:
        return False
    if len(_SMALL.findall(text)) < GOING_ON * total:
        return False
    if len(_INNER.findall(text)) < ENDING * total:
        return False
    margin = margin_of(text)
    return not margin or _had_room(text, margin)


def _had_room(text: str, margin: int) -> bool:
    """Whether most lines that go on would have held the next word too."""
    pairs = [
        (line, following)
        for line, following in pairwise(text.split("\n"))
        if _SMALL.match(f"\n{following}")
    ]
    held = sum(not _goes_on(line, following, margin) for line, following in pairs)
    return 2 * held > len(pairs)


def flowing(text: str) -> str:
    """With each paragraph in one line, whatever its lines were."""
    return _BREAK.sub(" ", text)
