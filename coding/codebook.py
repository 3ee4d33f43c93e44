"""The code book: one release of a code system, in memory.

Owns every question about what a release says: entries, hierarchy, instructional notes
resolved through all ancestors, exclusions between two codes. Pure values: must not
import Django, read a database or know where its rows came from.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from coding.columns import Columns
from coding.references import CodeRange, Reading


class Kind(StrEnum):
    """What an entry of the tabular list is."""

    CHAPTER = "chapter"
    BLOCK = "block"
    CATEGORY = "category"
    SUBCATEGORY = "subcategory"


class NoteKind(StrEnum):
    """What an instructional note instructs."""

    INCLUDES = "includes"
    INCLUSION_TERM = "inclusion_term"
    EXCLUDES1 = "excludes1"
    EXCLUDES2 = "excludes2"
    CODE_FIRST = "code_first"
    USE_ADDITIONAL = "use_additional"
    CODE_ALSO = "code_also"
    NOTE = "note"
    SEVENTH_CHARACTER = "seventh_character"


@dataclass(frozen=True, slots=True)
class ReleaseInfo:
    """What the engine must say of the release it coded with."""

    system: str
    edition: str
    effective_from: date
    effective_to: date
    exact_from: date
    sha256: str

    def __str__(self) -> str:
        return f"{self.system} {self.edition}"


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """One entry; its subtree is the run of ordinals from its own to ``end``."""

    code: str
    title: str
    kind: str
    parent: str
    billable: bool
    chapter: str
    ordinal: int
    end: int


@dataclass(frozen=True, slots=True)
class Note:
    """One printed line of an instructional note, at the entry where it is printed.

    Lines of one note share ``group``. ``label`` is the character that a
    seventh-character line defines.
    """

    code: str
    kind: str
    text: str
    group: int = 0
    label: str = ""
    reading: str = Reading.NONE
    ranges: tuple[CodeRange, ...] = ()


@dataclass(frozen=True, slots=True)
class InheritedNote:
    """A note as it bears on a code: printed at ``origin``, the code or an ancestor.

    ``heading`` is the line that introduces it ("the underlying disease, such as:").
    """

    origin: str
    kind: str
    text: str
    group: int
    label: str
    reading: str
    ranges: tuple[CodeRange, ...]
    heading: str = ""


def normalise(text: str) -> str:
    """A code as people type it ("e1122 ") in the form the release uses ("E11.22")."""
    code = text.strip().upper()
    if len(code) > 3 and "." not in code and "-" not in code:
        return f"{code[:3]}.{code[3:]}"
    return code


#: Answers of each kind that a book keeps: a chart asks the same ones again and again.
KEPT = 4096


class CodeBook:
    """One release. Entries must come in the order of the tabular list."""

    def __init__(
        self,
        release: ReleaseInfo,
        entries: Iterable[CodeEntry],
        notes: Iterable[Note] = (),
    ) -> None:
        columns = Columns()
        for entry in entries:
            columns.add(entry)
        self._fill(release, columns, notes)

    @classmethod
    def of_columns(
        cls, release: ReleaseInfo, columns: Columns, notes: Iterable[Note]
    ) -> CodeBook:
        """The same from ready columns, which spares an object for each entry."""
        book = cls.__new__(cls)
        book._fill(release, columns, notes)
        return book

    def _fill(
        self, release: ReleaseInfo, columns: Columns, notes: Iterable[Note]
    ) -> None:
        self.release = release
        self.columns = columns
        self._ordinals = {code: n for n, code in enumerate(columns.codes)}
        self._notes: dict[str, list[Note]] = {}
        for note in notes:
            self._notes.setdefault(note.code, []).append(note)
        self._entry = lru_cache(maxsize=KEPT)(self._made)
        self._children = lru_cache(maxsize=KEPT)(self._beneath)
        self._inherits = lru_cache(maxsize=KEPT)(self._resolved)
        self._exclusions = lru_cache(maxsize=KEPT)(self._excluded)

    # Entries

    def __len__(self) -> int:
        return len(self.columns.codes)

    def __contains__(self, code: object) -> bool:
        return code in self._ordinals

    def __iter__(self) -> Iterator[CodeEntry]:
        return map(self._made, range(len(self)))

    def _made(self, n: int) -> CodeEntry:
        columns = self.columns
        return CodeEntry(
            code=columns.codes[n],
            title=columns.titles[n],
            kind=columns.kinds[n],
            parent=columns.parents[n],
            billable=columns.billable[n],
            chapter=columns.chapters[n],
            ordinal=n,
            end=columns.ends[n],
        )

    def get(self, code: str) -> CodeEntry | None:
        n = self._ordinals.get(code)
        return None if n is None else self._entry(n)

    def find(self, text: str) -> CodeEntry | None:
        """``get`` for a code as somebody typed it."""
        return self.get(text) or self.get(normalise(text))

    def title(self, code: str) -> str:
        n = self._ordinals.get(code)
        return "" if n is None else self.columns.titles[n]

    def is_billable(self, code: str) -> bool:
        n = self._ordinals.get(code)
        return n is not None and self.columns.billable[n]

    # Hierarchy

    def ancestors(self, code: str) -> tuple[CodeEntry, ...]:
        """Nearest first, the chapter last."""
        return tuple(self._lineage(code))[1:]

    def path(self, code: str) -> tuple[CodeEntry, ...]:
        """From the chapter down to the code itself."""
        return tuple(self._lineage(code))[::-1]

    def children(self, code: str) -> tuple[CodeEntry, ...]:
        return self._children(code)

    def _beneath(self, code: str) -> tuple[CodeEntry, ...]:
        if (n := self._ordinals.get(code)) is None:
            return ()
        return tuple(self._side_by_side(n + 1, self.columns.ends[n]))

    def siblings(self, code: str) -> tuple[CodeEntry, ...]:
        """The other children of the code's parent."""
        entry = self.get(code)
        if entry is None:
            return ()
        return tuple(e for e in self.children(entry.parent) if e.code != code)

    def chapters(self) -> tuple[CodeEntry, ...]:
        return tuple(self._side_by_side(0, len(self) - 1))

    def _side_by_side(self, n: int, end: int) -> Iterator[CodeEntry]:
        """From ``n`` on, each entry that lies in no other."""
        while n <= end:
            yield self._entry(n)
            n = self.columns.ends[n] + 1

    def subtree(self, code: str) -> Sequence[str]:
        """The code and everything beneath it, in the order of the list."""
        n = self._ordinals.get(code)
        return () if n is None else self.columns.codes[n : self.columns.ends[n] + 1]

    def billable_under(self, code: str) -> tuple[str, ...]:
        return tuple(c for c in self.subtree(code) if self.is_billable(c))

    def codes_above(self, code: str) -> Iterator[str]:
        """The codes of the ancestors, nearest first, the chapter last."""
        while (n := self._ordinals.get(code)) is not None:
            code = self.columns.parents[n]
            if code:
                yield code

    def _lineage(self, code: str) -> Iterator[CodeEntry]:
        """The code and its ancestors, nearest first."""
        return filter(None, map(self.get, (code, *self.codes_above(code))))

    # Notes

    def printed_notes(self) -> Iterator[Note]:
        """Every note, as printed."""
        return (note for notes in self._notes.values() for note in notes)

    def own_notes(
        self, code: str, kind: str | None = None
    ) -> tuple[InheritedNote, ...]:
        """Notes printed at the code itself; inclusion terms are only true of it."""
        lines = self._notes.get(code, ())
        headings = _headings(lines)
        return tuple(
            _inherited(note, headings.get(note.group, ""))
            for note in lines
            if kind is None or note.kind == kind
        )

    def notes(self, code: str, kind: str | None = None) -> tuple[InheritedNote, ...]:
        """Notes that bear on the code, from itself and all ancestors, nearest first."""
        return self._inherits(code, kind)

    def _resolved(self, code: str, kind: str | None) -> tuple[InheritedNote, ...]:
        return tuple(
            note
            for origin in (code, *self.codes_above(code))
            for note in self.own_notes(origin, kind)
        )

    def code_first(self, code: str) -> tuple[InheritedNote, ...]:
        return self.notes(code, NoteKind.CODE_FIRST)

    def use_additional(self, code: str) -> tuple[InheritedNote, ...]:
        return self.notes(code, NoteKind.USE_ADDITIONAL)

    def code_also(self, code: str) -> tuple[InheritedNote, ...]:
        return self.notes(code, NoteKind.CODE_ALSO)

    def seventh_characters(self, code: str) -> Mapping[str, str]:
        """Character -> meaning, by the nearest definition; empty where none applies."""
        for origin in (code, *self.codes_above(code)):
            meanings: dict[str, str] = {}
            for note in self.own_notes(origin, NoteKind.SEVENTH_CHARACTER):
                if note.label:
                    meanings.setdefault(note.label, note.text)
            if meanings:
                return meanings
        return {}

    # Ranges and exclusions

    def covers(self, codes: CodeRange, code: str) -> bool:
        """Is ``code`` among ``codes``, by the order of the list and the narrowing?"""
        n = self._ordinals.get(code)
        ends = self.interval(codes)
        if n is None or ends is None:
            return False
        return ends[0] <= n <= ends[1] and codes.admits(code)

    def expand(self, codes: CodeRange) -> tuple[str, ...]:
        """Every billable code of a range."""
        ends = self.interval(codes)
        if ends is None:
            return ()
        columns = self.columns
        return tuple(
            columns.codes[n]
            for n in range(ends[0], ends[1] + 1)
            if columns.billable[n] and codes.admits(columns.codes[n])
        )

    def interval(self, codes: CodeRange) -> tuple[int, int] | None:
        """The first and the last ordinal of a range; None where it names no code."""
        low = self._ordinals.get(codes.low)
        if low is None:
            return None
        high = self._ordinals.get(codes.high)
        end = self._end_of_missing(codes.high) if high is None else high
        return (low, self.columns.ends[end]) if end is not None else None

    def _end_of_missing(self, code: str) -> int | None:
        """The last entry not after a code that the release does not hold."""
        category = self._ordinals.get(code[:3])
        if category is None:
            return None
        names = self.columns.codes[category : self.columns.ends[category] + 1]
        return category + bisect_right(names, code) - 1

    def excludes1(self, code: str) -> tuple[CodeRange, ...]:
        """Codes that may not stand beside this one, by its and its ancestors' notes."""
        return tuple(e.codes for e in self._exclusions(code))

    def excludes1_conflict(self, a: str, b: str) -> InheritedNote | None:
        """The Excludes1 note that keeps two codes apart, in either direction."""
        return self._excludes(a, b) or self._excludes(b, a)

    def _excludes(self, code: str, other: str) -> InheritedNote | None:
        n = self._ordinals.get(other)
        if n is None or code == other:
            return None
        for exclusion in self._exclusions(code):
            if exclusion.low <= n <= exclusion.high and exclusion.codes.admits(other):
                return exclusion.note
        return None

    def _excluded(self, code: str) -> tuple[_Excluded, ...]:
        return tuple(
            _Excluded(ends[0], ends[1], codes, note)
            for note in self.notes(code, NoteKind.EXCLUDES1)
            if note.reading == Reading.EXACT
            for codes in note.ranges
            if (ends := self.interval(codes))
        )


@dataclass(frozen=True, slots=True)
class _Excluded:
    """One Excludes1 reference, resolved to places in the list."""

    low: int
    high: int
    codes: CodeRange
    note: InheritedNote


def _headings(lines: Sequence[Note]) -> dict[int, str]:
    """The introducing line of each printed note that has one."""
    return {note.group: note.text for note in lines if note.text.endswith(":")}


def _inherited(note: Note, heading: str) -> InheritedNote:
    return InheritedNote(
        origin=note.code,
        kind=note.kind,
        text=note.text,
        group=note.group,
        label=note.label,
        reading=note.reading,
        ranges=note.ranges,
        heading="" if heading == note.text else heading,
    )
