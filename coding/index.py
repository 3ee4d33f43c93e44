"""Lines of an index or list: what the Alphabetic Index and its like say.

Owns the values, which column of a table means what, and the compiled form. Must not
import Django, read files or choose an edition.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from coding.codebook import CodeBook

# Raised whenever the compiled form changes.
FORMAT = 1

#: What the cells of a row stand for, in their order.
NEOPLASM_COLUMNS = (
    "malignant_primary",
    "malignant_secondary",
    "in_situ",
    "benign",
    "uncertain",
    "unspecified",
)
DRUG_COLUMNS = (
    "accidental",
    "self_harm",
    "assault",
    "undetermined",
    "adverse_effect",
    "underdosing",
)


class Unreadable(ValueError):
    """The bytes are no compiled index of this form, or were damaged."""


@dataclass(frozen=True, slots=True)
class Term:
    """One line of an index.

    ``path`` leads from the main term to the line, essential words only; ``modifiers``
    are the line's own non-essential words, which may be there or not. A code that ends
    in "-" wants more characters. ``manifestation`` is the code printed in brackets,
    never first. ``cells`` are the codes of a table's row in the order of its columns,
    empty where there is none.
    """

    path: tuple[str, ...]
    modifiers: tuple[str, ...] = ()
    code: str = ""
    manifestation: str = ""
    see: str = ""
    see_also: str = ""
    cells: tuple[str, ...] = ()

    def leads_somewhere(self) -> bool:
        """More than a heading over other lines."""
        return bool(self.code or self.see or self.see_also or any(self.cells))


@dataclass(frozen=True, slots=True)
class Entry:
    """What a list says of one code; ``coding.listfiles`` says what a value means."""

    code: str
    value: str = ""
    text: str = ""


def within(book: CodeBook, terms: Iterable[Term]) -> Iterable[Term]:
    """The terms that lead somewhere, with the codes that the release holds."""
    codes = sorted(book.columns.codes)

    def held(code: str) -> str:
        """A code to complete may be the beginning of codes and none itself."""
        bare = code.rstrip("-.")
        if bare in book:
            return code
        at = bisect_left(codes, bare)
        begins = code != bare and codes[at : at + 1] and codes[at].startswith(bare)
        return code if begins else ""

    for term in terms:
        kept = replace(
            term,
            code=held(term.code),
            manifestation=held(term.manifestation),
            cells=tuple(map(held, term.cells)),
        )
        if kept.leads_somewhere():
            yield kept


# The compiled form: JSON under its own checksum


def dump(terms: Iterable[Term]) -> bytes:
    """Plain data. A path is written as what it shares with the last and its rest."""
    before: tuple[str, ...] = ()
    rows = []
    for term in terms:
        shared = _shared(before, term.path)
        rows.append([shared, term.path[shared:], *_plain(term)])
        before = term.path
    plain = {"format": FORMAT, "terms": rows}
    body = json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()
    return hashlib.sha256(body).hexdigest().encode() + b"\n" + body


def _plain(term: Term) -> list[Any]:
    return [
        term.modifiers,
        term.code,
        term.manifestation,
        term.see,
        term.see_also,
        term.cells,
    ]


def _shared(before: Sequence[str], path: Sequence[str]) -> int:
    count = 0
    while count < min(len(before), len(path)) and before[count] == path[count]:
        count += 1
    return count


def load(data: bytes) -> tuple[Term, ...]:
    """The terms again; ``Unreadable`` where that is not certain."""
    digest, _, body = data.partition(b"\n")
    if hashlib.sha256(body).hexdigest().encode() != digest:
        raise Unreadable("The compiled index is damaged.")
    plain = json.loads(body)
    if plain["format"] != FORMAT:
        raise Unreadable("The compiled index has another format.")
    terms: list[Term] = []
    before: tuple[str, ...] = ()
    for shared, rest, modifiers, code, manifestation, see, also, cells in plain[
        "terms"
    ]:
        before = before[:shared] + tuple(rest)
        terms.append(
            Term(before, tuple(modifiers), code, manifestation, see, also, tuple(cells))
        )
    return tuple(terms)
