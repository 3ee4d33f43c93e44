"""Finding a model's quotation in the document: exactly, nearly, or not at all.

Owns the two ways of looking. "Nearly" forgives case, runs of white space and the shape
of quotation marks and dashes; a letter or figure that differs is never forgiven. What
comes back are offsets into the document, so evidence is always the document's own text.
Must not import Django.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

#: A quotation of the whole page proves nothing in particular.
LONGEST = 400
_SHAPES = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‐": "-", "‑": "-"}
)


@dataclass(frozen=True, slots=True)
class Located:
    """Where a quotation stands; ``exact`` if letter for letter."""

    start: int
    end: int
    exact: bool


def locate(
    text: str, quote: str, low: int = 0, high: int | None = None
) -> Located | None:
    """The first place of a quotation between two offsets, or None."""
    high = len(text) if high is None else high
    quote = quote.strip()
    if not quote or len(quote) > LONGEST or not any(map(str.isalnum, quote)):
        return None
    start = _whole(text, quote, low, high)
    if start >= 0:
        return Located(start, start + len(quote), True)
    return _nearly(text, quote, low, high)


def _whole(text: str, quote: str, low: int, high: int) -> int:
    """The first place where the quotation does not begin or end inside a word."""
    start = text.find(quote, low, high)
    while start >= 0 and _cuts(text, start, start + len(quote)):
        start = text.find(quote, start + 1, high)
    return start


def _cuts(text: str, start: int, end: int) -> bool:
    """ "tension" is not to be found in "hypertension"."""
    before = start > 0 and text[start - 1].isalnum() and text[start].isalnum()
    after = end < len(text) and text[end - 1].isalnum() and text[end].isalnum()
    return before or after


def _nearly(text: str, quote: str, low: int, high: int) -> Located | None:
    folded, starts = _folded(text[low:high])
    wanted = " ".join(_folded(quote)[0].split())
    at = folded.find(wanted)
    while at >= 0:
        start, end = low + starts[at], low + starts[at + len(wanted) - 1] + 1
        if not _cuts(text, start, end):
            return Located(start, end, False)
        at = folded.find(wanted, at + 1)
    return None


@lru_cache(maxsize=64)
def _folded(text: str) -> tuple[str, tuple[int, ...]]:
    """The text with one blank for each run of white space, and each letter's offset."""
    letters: list[str] = []
    starts: list[int] = []
    for offset, letter in enumerate(text):
        if letter.isspace():
            if not letters or letters[-1] == " ":
                continue
            letters.append(" ")
            starts.append(offset)
            continue
        lower = letter.translate(_SHAPES).lower()
        for part in lower:  # some letters become two
            letters.append(part)
            starts.append(offset)
    return "".join(letters), tuple(starts)
