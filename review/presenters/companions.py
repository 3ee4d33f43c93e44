"""What a code asks for beside it: found in the chart, or to be looked up.

Owns the wording of the notes and what each offers. Proposes only codes that the engine
read in the chart, with the words it read; changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count as numbers

from coding import accompanying, codes
from coding.codebook import CodeBook, InheritedNote, NoteKind
from coding.values import Companion
from review import codeset
from review.models import Case, Item
from review.presenters.items import Place, quotes
from review.presenters.page import Quote
from review.states import Origin

WORDS = {
    NoteKind.CODE_FIRST: "Code first",
    NoteKind.USE_ADDITIONAL: "Use additional code",
    NoteKind.CODE_ALSO: "Code also",
}
CODES = re.compile(r"\s*\([^)]*\)")
DIGITS = 9
LONGEST = 80


@dataclass(frozen=True, slots=True)
class Offer:
    """A code to add with its proof; ``key`` is the digit that adds it."""

    key: str
    code: str
    title: str
    document: str
    quote: Quote


@dataclass(frozen=True, slots=True)
class Ask:
    """One line of a note, what the chart offers for it, or what to look up.

    ``heading`` introduces it and is left empty where the line before has the same.
    """

    kind: str
    origin: str
    heading: str
    text: str
    offers: tuple[Offer, ...]
    look_up: str
    key: str = ""


def wanted(
    item: Item, standing: Collection[str], book: CodeBook, waiting: Collection[str]
) -> tuple[str, ...]:
    """The lines of notes that ask for a code that is not there; see ``asks``."""
    code = codeset.standing_code(item)
    if code is None or item.system != codes.ICD10CM:
        return ()
    left = accompanying.unanswered(book, code, standing, waiting)
    return tuple(f"{note.origin} {note.kind} {note.text}" for note in left)


def asks(case: Case, item: Item) -> tuple[Ask, ...]:
    """Every such note, those first for which the chart has words."""
    book, listed = codeset.book_of(case), codeset.items_of(case)
    code = codeset.standing_code(item)
    if code is None or item.system != codes.ICD10CM:
        return ()
    standing = {one for each in listed if (one := codeset.standing_code(each))}
    known = {each.code for each in listed} | standing
    read = [each for each in _read(case, listed) if each.code not in known]
    places = Place.of(codeset.documents_of(case.run.version))
    found = [
        _ask(note, read, places, book)
        for note in accompanying.unanswered(
            book, code, standing, {each.code for each in read}
        )
    ]
    once: dict[tuple[str, str, str], Ask] = {}
    for each in found:
        once.setdefault((each.kind, each.origin, each.look_up), each)
    offered_first = sorted(once.values(), key=lambda each: not each.offers)
    return tuple(_with_keys(_headed(offered_first)))


def _headed(found: Sequence[Ask]) -> Iterator[Ask]:
    """What introduces several lines is said with the first of them."""
    before = ("", "", "")
    for each in found:
        head = (each.kind, each.origin, each.heading)
        yield replace(each, kind="", heading="") if head == before else each
        before = head


def _read(case: Case, listed: Sequence[Item]) -> tuple[Companion, ...]:
    """What the engine read, but not what is hidden or planted."""
    if codeset.is_hidden(case):
        return ()
    planted = {item.code for item in listed if item.origin == Origin.SEEDED}
    said = codeset.coded_of(case.run).companions
    return tuple(each for each in said if each.code not in planted)


def _ask(
    note: InheritedNote,
    read: Sequence[Companion],
    places: dict[str, Place],
    book: CodeBook,
) -> Ask:
    names = frozenset(accompanying.named(book, note, (each.code for each in read)))
    only = note.ranges[0] if len(note.ranges) == 1 else None
    plain = CODES.sub("", note.text).strip(" ,:")[:LONGEST]
    return Ask(
        kind=WORDS[NoteKind(note.kind)],
        origin=note.origin,
        heading=note.heading,
        text=note.text.lstrip(", "),
        offers=tuple(
            offer
            for each in read
            if each.code in names
            for offer in _offer(each, places)
        ),
        look_up=only.low if only and only.low == only.high else plain,
    )


def _offer(each: Companion, places: dict[str, Place]) -> Iterator[Offer]:
    shown = [span for span in each.evidence if span.document in places][:1]
    for span, quote in zip(shown, quotes(shown, places), strict=True):
        yield Offer("", each.code, each.title, span.document, quote)


def _with_keys(found: Iterator[Ask]) -> Iterator[Ask]:
    """Digits in the order of the list: for each code offered, else for the look-up."""
    digits = numbers(1)

    def next_key() -> str:
        n = next(digits)
        return str(n) if n <= DIGITS else ""

    for ask in found:
        offers = tuple(replace(offer, key=next_key()) for offer in ask.offers)
        yield replace(ask, offers=offers, key="" if offers else next_key())
