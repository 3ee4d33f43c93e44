"""The compiled form of a code book: plain data in one file, with its own checksum.

Owns turning a book into bytes and back. Must not import Django or touch files: where
the bytes live is ``coding.codes``'s matter. It is JSON and never code, so a damaged or
foreign file can only be refused.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from coding.codebook import CodeBook, Note, ReleaseInfo
from coding.columns import Columns
from coding.references import CodeRange

# Raised whenever the form changes: files of another form are rebuilt, not read.
FORMAT = 1

_COLUMNS = ("codes", "titles", "kinds", "parents", "billable", "chapters", "ends")


class Unreadable(ValueError):
    """The bytes are no compiled book of this form, or were damaged."""


def dump(book: CodeBook) -> bytes:
    plain = {
        "format": FORMAT,
        "release": _plain_release(book.release),
        "columns": {name: getattr(book.columns, name) for name in _COLUMNS},
        "notes": [_plain_note(note) for note in book.printed_notes()],
    }
    body = json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()
    return hashlib.sha256(body).hexdigest().encode() + b"\n" + body


def load(data: bytes) -> CodeBook:
    """The book again; ``Unreadable`` where that is not certain."""
    digest, _, body = data.partition(b"\n")
    if hashlib.sha256(body).hexdigest().encode() != digest:
        raise Unreadable("The compiled code book is damaged.")
    plain = json.loads(body)
    if plain["format"] != FORMAT:
        raise Unreadable("The compiled code book has another format.")
    columns = Columns(**plain["columns"])
    # Kinds, chapters and parents recur: one object each instead of one per entry.
    columns.kinds = _shared(columns.kinds, {})
    columns.chapters = _shared(columns.chapters, {})
    columns.parents = _shared(columns.parents, {code: code for code in columns.codes})
    notes = (_note(row) for row in plain["notes"])
    return CodeBook.of_columns(_release(plain["release"]), columns, notes)


def _shared(values: list[str], seen: dict[str, str]) -> list[str]:
    return [seen.setdefault(value, value) for value in values]


def _plain_release(release: ReleaseInfo) -> dict[str, str]:
    return {
        "system": release.system,
        "edition": release.edition,
        "effective_from": release.effective_from.isoformat(),
        "effective_to": release.effective_to.isoformat(),
        "exact_from": release.exact_from.isoformat(),
        "sha256": release.sha256,
    }


def _release(plain: Mapping[str, str]) -> ReleaseInfo:
    return ReleaseInfo(
        system=plain["system"],
        edition=plain["edition"],
        effective_from=date.fromisoformat(plain["effective_from"]),
        effective_to=date.fromisoformat(plain["effective_to"]),
        exact_from=date.fromisoformat(plain["exact_from"]),
        sha256=plain["sha256"],
    )


def _plain_note(note: Note) -> list[Any]:
    ranges = [(r.low, r.high, r.positions, r.characters) for r in note.ranges]
    return [
        note.code,
        note.kind,
        note.text,
        note.group,
        note.label,
        note.reading,
        ranges,
    ]


def _note(row: Sequence[Any]) -> Note:
    code, kind, text, group, label, reading, ranges = row
    return Note(code, kind, text, group, label, reading, tuple(map(_range, ranges)))


def _range(row: Sequence[Any]) -> CodeRange:
    low, high, positions, characters = row
    return CodeRange(low, high, tuple(positions), tuple(characters))
