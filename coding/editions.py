"""What one release says otherwise than the one before it.

Owns the comparison of two code books and its compiled form. Pure. Codes are compared
from the category down; notes line by line where they are printed, so that a note of a
chapter that changed is told once and bears on every code beneath it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from coding.codebook import CodeBook, CodeEntry, Kind

# Raised whenever the compiled form changes.
FORMAT = 1


class Change(StrEnum):
    """What became of an entry."""

    ADDED = "added"
    DELETED = "deleted"
    REVISED = "revised"
    DIVIDED = "divided"
    BILLABLE = "billable"
    NOTES = "notes"


class Unreadable(ValueError):
    """The bytes are no compiled comparison of this form, or were damaged."""


@dataclass(frozen=True, slots=True)
class Changed:
    """One change of one entry.

    ``was`` and ``now`` are its titles, or for notes the lines that are gone and new,
    each with the kind of note before it. ``DIVIDED`` is a code that is billed no more
    because it has codes beneath it now, ``BILLABLE`` the reverse.
    """

    code: str
    change: Change
    was: tuple[str, ...] = ()
    now: tuple[str, ...] = ()
    billable: bool = False


class Comparison:
    """Every change from ``old`` to ``new``, in the order of the list."""

    def __init__(self, old: str, new: str, changes: Iterable[Changed]) -> None:
        self.old = old
        self.new = new
        self.changes = tuple(changes)

    @cached_property
    def by_code(self) -> dict[str, tuple[Changed, ...]]:
        found: dict[str, tuple[Changed, ...]] = {}
        for each in self.changes:
            found[each.code] = (*found.get(each.code, ()), each)
        return found

    @cached_property
    def by_change(self) -> dict[Change, tuple[Changed, ...]]:
        return {
            change: tuple(each for each in self.changes if each.change is change)
            for change in Change
        }

    def unusable(self) -> tuple[str, ...]:
        """Codes that could be billed with the old release and cannot with the new."""
        gone = (*self.by_change[Change.DELETED], *self.by_change[Change.DIVIDED])
        return tuple(each.code for each in gone if each.billable)


def compare(old: CodeBook, new: CodeBook) -> Comparison:
    """What changed from one book to the next."""
    changes = [*_entries(old, new), *_notes(old, new)]
    order = {entry.code: entry.ordinal for entry in new}
    changes.sort(key=lambda each: (order.get(each.code, -1), each.code))
    return Comparison(str(old.release), str(new.release), changes)


_CODES = (Kind.CATEGORY, Kind.SUBCATEGORY)


def _entries(old: CodeBook, new: CodeBook) -> Iterator[Changed]:
    for entry in old:
        if entry.kind in _CODES and entry.code not in new:
            yield Changed(
                entry.code, Change.DELETED, was=(entry.title,), billable=entry.billable
            )
    for entry in new:
        if entry.kind in _CODES:
            yield from _entry(old.get(entry.code), entry)


def _entry(was: CodeEntry | None, now: CodeEntry) -> Iterator[Changed]:
    if was is None:
        yield Changed(now.code, Change.ADDED, now=(now.title,), billable=now.billable)
        return
    if was.title != now.title:
        yield Changed(
            now.code, Change.REVISED, (was.title,), (now.title,), now.billable
        )
    if was.billable != now.billable:
        change = Change.DIVIDED if was.billable else Change.BILLABLE
        # Asked later: could it be billed before.
        yield Changed(now.code, change, (was.title,), (now.title,), was.billable)


def _notes(old: CodeBook, new: CodeBook) -> Iterator[Changed]:
    """Of entries that both hold; lines that were only moved are no change."""
    for entry in new:
        if entry.code not in old:
            continue
        was, now = _lines(old, entry.code), _lines(new, entry.code)
        if was != now:
            gone = tuple(line for line in was if line not in now)
            come = tuple(line for line in now if line not in was)
            if gone or come:
                yield Changed(entry.code, Change.NOTES, gone, come, entry.billable)


def _lines(book: CodeBook, code: str) -> list[str]:
    """As people read them: the kind of note, then its line."""
    return [
        f"{_named(note.kind)}: {note.label + ' ' if note.label else ''}{note.text}"
        for note in book.own_notes(code)
    ]


def _named(kind: str) -> str:
    return kind.replace("_", " ").capitalize()


# The compiled form: JSON under its own checksum


def dump(comparison: Comparison) -> bytes:
    plain = {
        "format": FORMAT,
        "old": comparison.old,
        "new": comparison.new,
        "changes": [
            [each.code, each.change, each.was, each.now, each.billable]
            for each in comparison.changes
        ],
    }
    body = json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()
    return hashlib.sha256(body).hexdigest().encode() + b"\n" + body


def load(data: bytes) -> Comparison:
    """The comparison again; ``Unreadable`` where that is not certain."""
    digest, _, body = data.partition(b"\n")
    if hashlib.sha256(body).hexdigest().encode() != digest:
        raise Unreadable("The compiled comparison is damaged.")
    plain = json.loads(body)
    if plain["format"] != FORMAT:
        raise Unreadable("The compiled comparison has another format.")
    changes = (
        Changed(code, Change(change), tuple(was), tuple(now), billable)
        for code, change, was, now, billable in plain["changes"]
    )
    return Comparison(plain["old"], plain["new"], changes)
