"""Completing a code by its 7th character, with X wherever a place stays empty.

Owns which characters a code takes in a release and what the code is then. Pure. Only
codes that the release holds can come out; a character that the list defines and the
release does not hold for this code is told, and leads nowhere (I.A.5, I.C.19.a).
"""

from __future__ import annotations

from dataclasses import dataclass

from coding.codebook import CodeBook, CodeEntry, Kind

PLACEHOLDER = "X"
LENGTH = 7


@dataclass(frozen=True, slots=True)
class Choice:
    """A character and its meaning; ``code`` is empty where it cannot be chosen."""

    character: str
    meaning: str
    code: str


@dataclass(frozen=True, slots=True)
class Completion:
    """How a code of up to six characters becomes one that can be billed.

    ``stem`` is the code without its 7th character, ``filled`` the same with an X in
    each empty place, ``chosen`` the character that the code shown has already.
    ``variants`` are the codes that differ from it only in the stem: the other side, the
    other trimester.
    """

    stem: CodeEntry
    filled: str
    choices: tuple[Choice, ...]
    chosen: str = ""
    variants: tuple[CodeEntry, ...] = ()

    @property
    def placeholders(self) -> int:
        return self.filled.count(PLACEHOLDER) - self.stem.code.count(PLACEHOLDER)


def completion(book: CodeBook, code: str) -> Completion | None:
    """For a code that only its 7th character completes, or that has one; else None."""
    entry = book.get(code)
    if entry is None or entry.kind not in (Kind.CATEGORY, Kind.SUBCATEGORY):
        return None
    if (own := _of_stem(book, entry)) is not None:
        return own
    above = book.get(entry.parent)
    around = _of_stem(book, above) if above and entry.billable else None
    if above is None or around is None:
        return None
    chosen = entry.code[-1]
    variants = tuple(_variants(book, above, chosen))
    return Completion(above, around.filled, around.choices, chosen, variants)


def is_demanded(book: CodeBook, code: str) -> bool:
    """Whether a code below this heading is whole only with a 7th character."""
    entry = book.get(code)
    headed = entry is not None and entry.kind in (Kind.CATEGORY, Kind.SUBCATEGORY)
    return headed and bool(book.seventh_characters(code))


def _of_stem(book: CodeBook, entry: CodeEntry) -> Completion | None:
    """None unless at least one character makes a code that the release bills."""
    filled = _filled(entry.code)
    meanings = book.seventh_characters(entry.code)
    if not filled or not meanings or entry.billable:
        return None
    choices = tuple(
        Choice(character, meaning, _held(book, entry, filled + character))
        for character, meaning in meanings.items()
    )
    if not any(choice.code for choice in choices):
        return None
    return Completion(entry, filled, choices)


def _filled(code: str) -> str:
    """With X up to the sixth place; "" for what has no place left."""
    bare = code.replace(".", "")
    if len(bare) >= LENGTH:
        return ""
    bare = bare.ljust(LENGTH - 1, PLACEHOLDER)
    return f"{bare[:3]}.{bare[3:]}"


def _held(book: CodeBook, stem: CodeEntry, code: str) -> str:
    entry = book.get(code)
    return code if entry and entry.billable and entry.parent == stem.code else ""


def _variants(book: CodeBook, stem: CodeEntry, character: str) -> list[CodeEntry]:
    """The same character after each stem beside this one, where such a code is."""
    codes = (_filled(other.code) + character for other in book.siblings(stem.code))
    found = (book.get(code) for code in codes)
    return [entry for entry in found if entry is not None and entry.billable]
