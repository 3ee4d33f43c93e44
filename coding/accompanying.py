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
    book: CodeBook,
    code: str,
    present: Collection[str],
    waiting: Collection[str] = (),
) -> tuple[InheritedNote, ...]:
    """The lines of the code's notes that no code ``present`` answers.

    One code answers all lines of a printed list, but for those that name a code
    ``waiting``: one that the chart has words for.
    """
    others = [other for other in present if other != code]
    notes = asking(book, code)
    open_ = [note for note in notes if not named(book, note, others)]
    answered = {_list(note) for note in notes if note not in open_}
    return tuple(
        note
        for note in open_
        if _list(note) not in answered or named(book, note, waiting)
    )


def _list(note: InheritedNote) -> tuple[str, str, int]:
    """Which printed list a line belongs to."""
    return note.origin, note.kind, note.group


def named(book: CodeBook, note: InheritedNote, codes: Iterable[str]) -> tuple[str, ...]:
    """Those of the codes that a note names."""
    return tuple(code for code in codes if _names(book, note, code))


def _names(book: CodeBook, note: InheritedNote, code: str) -> bool:
    return any(book.covers(codes, code) for codes in note.ranges)
