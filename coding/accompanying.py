"""What the notes of a code ask for beside it, and whether the code set has it.

Owns "use additional code", "code first" and "code also" as questions about a code set.
Must not propose a code that the chart has no words for, nor decide an order. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache

from coding.codebook import CodeBook, InheritedNote, Kind, NoteKind
from coding.references import Reading

ASKING = (NoteKind.CODE_FIRST, NoteKind.USE_ADDITIONAL, NoteKind.CODE_ALSO)


@lru_cache(maxsize=2048)
def asking(book: CodeBook, code: str) -> tuple[InheritedNote, ...]:
    """Notes that ask for a code beside this one, the nearest first.

    Those of whole chapters and blocks are left out: they speak of habits and agents
    that few of their codes have.
    """
    return tuple(
        note
        for kind in ASKING
        for note in book.notes(code, kind)
        if note.ranges and note.reading != Reading.NONE and not _is_broad(book, note)
    )


def _is_broad(book: CodeBook, note: InheritedNote) -> bool:
    entry = book.get(note.origin)
    return entry is not None and entry.kind in (Kind.CHAPTER, Kind.BLOCK)


def unanswered(
    book: CodeBook, code: str, present: Collection[str]
) -> tuple[InheritedNote, ...]:
    """The notes of ``code`` of which no code ``present`` is among those they name."""
    return tuple(
        note
        for note in asking(book, code)
        if not any(_names(book, note, other) for other in present if other != code)
    )


def named(book: CodeBook, note: InheritedNote, codes: Iterable[str]) -> tuple[str, ...]:
    """Those of the codes that a note names."""
    return tuple(code for code in codes if _names(book, note, code))


def _names(book: CodeBook, note: InheritedNote, code: str) -> bool:
    return any(book.covers(codes, code) for codes in note.ranges)
