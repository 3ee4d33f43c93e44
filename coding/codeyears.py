"""Codes of earlier years, and codes cut short, as the release has them.

Owns reading a code that the release no longer bills as the one that now says the same:
the child that adds nothing, a first encounter, or what ``knowledge/codeyears.toml``
names. Must not change a code that the release bills, nor guess between two.
"""

from __future__ import annotations

from dataclasses import replace

from coding import knowledge
from coding.chartfiles import Gold, GoldCode
from coding.codebook import CodeBook, normalise
from coding.wordings import default_leaf

#: The 7th character that stands where only six were written (I.C.19.a).
FIRST_ENCOUNTER = "A"


def current(code: str, book: CodeBook) -> str:
    """The billable code that says what ``code`` said; ``code`` where there is none."""
    known = normalise(code)
    if book.is_billable(known):
        return known
    bare = known.rstrip("X") if "." in known else known
    successors = knowledge.load("codeyears")
    options = (
        successors.get(known),
        successors.get(bare),
        f"{known}{FIRST_ENCOUNTER}",
        _leaf(known, book),
        _leaf(bare.rstrip("."), book),
    )
    return next((one for one in options if one and book.is_billable(one)), code)


def _leaf(code: str, book: CodeBook) -> str:
    return default_leaf(book, code) if book.get(code) else ""


def brought_forward(gold: Gold, book: CodeBook) -> tuple[Gold, int]:
    """Gold in the codes of the release, and how many of its codes were another's."""
    codes: dict[str, GoldCode] = {}
    changed = 0
    for one in gold.codes:
        code = current(one.code, book)
        changed += code != one.code
        known = codes.get(code)
        spans = (*known.spans, *one.spans) if known else one.spans
        codes[code] = replace(known or one, code=code, spans=spans)
    return replace(gold, codes=tuple(codes.values())), changed
