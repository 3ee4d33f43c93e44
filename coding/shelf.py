"""The codes of one set by their places in the list, to be asked for all at once.

Owns which codes of a set a reference names, without asking it of every two: a chart may
name thousands. Must not know what a note demands.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from coding.codebook import CodeBook
from coding.references import CodeRange


class Shelf:
    """The codes of one set in the order of the tabular list."""

    def __init__(self, book: CodeBook, codes: Iterable[str]) -> None:
        entries = filter(None, map(book.get, set(codes)))
        placed = sorted((entry.ordinal, entry.code) for entry in entries)
        self._book = book
        self._ordinals = [ordinal for ordinal, _ in placed]
        self._codes = [code for _, code in placed]

    def covered(self, references: Iterable[CodeRange]) -> set[str]:
        """The codes that any of the references names."""
        found: set[str] = set()
        for reference in references:
            ends = self._book.interval(reference)
            if ends is None:
                continue
            low = bisect_left(self._ordinals, ends[0])
            high = bisect_right(self._ordinals, ends[1], low)
            found.update(filter(reference.admits, self._codes[low:high]))
        return found
