"""Procedures a note says were done: which operation, by which approach, on which side.

Owns reading operations and items given from the text, in words that the titles of
ICD-10-PCS and HCPCS use. Proposes nothing that the text puts elsewhere ("status post",
"scheduled for"). Must not know which codes exist: ``coding.procedurecodes`` asks the
releases. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from coding import knowledge
from coding.index import Term
from coding.values import Evidence, NoteDocument, Section

#: Sections that say what was done at this encounter.
DONE_IN = frozenset({"procedure", "hospital_course"})
#: Elsewhere an operation counts where the sentence says that it took place.
_DONE = re.compile(
    r"\b(underwent|performed|was taken to the operating|completed)\b", re.I
)
_SENTENCE = re.compile(r"(?:[^.;\n]|\.(?=\d))+")
_SIDES = re.compile(r"\b(right|left|bilateral)\b", re.I)
#: How far before an operation a word may put it elsewhere, in characters.
_BEFORE = 40


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation read from the text.

    ``readings`` are beginnings of titles, the likelier first; ``approach`` and ``side``
    are empty where the text does not say.
    """

    readings: tuple[str, ...]
    approach: str
    side: str
    is_diagnostic: bool
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class ItemGiven:
    """A sentence that says something was given or fitted, and its words."""

    words: frozenset[str]
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Names:
    """What operations are called, and the beginnings of titles each may mean."""

    readings: Mapping[str, tuple[str, ...]]
    pattern: re.Pattern[str]


def names(terms: Iterable[Term] = ()) -> Names:
    """The names known, and those for which an index says what to see instead.

    An index says "Cholecystectomy, see Resection, Gallbladder"; titles print that as
    "Resection of Gallbladder".
    """
    found = {
        term.path[0].lower(): tuple(
            f"{operation} of {part}"
            for operation, _, part in (
                each.partition(", ") for each in term.see.split("; ")
            )
            if part
        )
        for term in terms
        if len(term.path) == 1 and term.see
    }
    known = knowledge.load("operations")["operations"]
    readings = {name: said for name, said in found.items() if said} | {
        name: tuple(said) for name, said in known.items()
    }
    return Names(readings, _any_of(readings))


def operations(
    documents: Sequence[NoteDocument], sections: Sequence[Section], known: Names
) -> tuple[Operation, ...]:
    """What was operated at this encounter, each operation once, in the text's order."""
    found: dict[tuple[str, ...], Operation] = {}
    for document, section, start, text in _sentences(documents, sections):
        done_here = section in DONE_IN or _DONE.search(text)
        for operation in _in_sentence(document, section, start, text, known):
            if done_here:
                earlier = found.get(operation.readings)
                if earlier is None or (operation.approach and not earlier.approach):
                    found[operation.readings] = operation
    return tuple(found.values())


def items_given(
    documents: Sequence[NoteDocument], sections: Sequence[Section]
) -> tuple[ItemGiven, ...]:
    """Sentences that say something was given, with the words an item is found by."""
    marks, idle = _given()
    return tuple(
        ItemGiven(words - marks - idle, _evidence(document, start, text, section))
        for document, section, start, text in _sentences(documents, sections)
        if (words := frozenset(re.findall(r"[a-z]{3,}|[a-z]\d+", text.lower())))
        and marks & frozenset(re.findall(r"[a-z]+", text.lower()))
        and not _is_elsewhere(text.lower(), len(text))
    )


def significant(title: str) -> frozenset[str]:
    """The words of an item's title that say what it is."""
    _, idle = _given()
    return frozenset(re.findall(r"[a-z]{3,}|[a-z]\d+", title.lower())) - idle


def fits(title: str, operation: Operation) -> bool:
    """Whether a title says the operation, by its approach and side, and no more.

    A title that adds what the text does not say ("Diagnostic", another approach) does
    not fit; where the text gives no approach or side, each one fits.
    """
    body, _, approach = title.removesuffix(" Approach").rpartition(", ")
    if operation.approach and approach != operation.approach:
        return False
    # An inspection is never diagnostic in the words of a title: a biopsy is apart.
    diagnostic = operation.is_diagnostic and not title.startswith("Inspection")
    if ("Diagnostic" in title) is not diagnostic:
        return False
    return any(_pattern(r, operation.side).match(title) for r in operation.readings)


@cache
def _pattern(reading: str, side: str) -> re.Pattern[str]:
    sides = side or "(?:Right|Left|Bilateral)"
    before, _, after = reading.partition("~ ")
    if "~" not in reading:
        return re.compile(re.escape(reading) + r"\b")
    return re.compile(re.escape(before) + sides + " " + re.escape(after) + r"s?\b")


def _sentences(
    documents: Sequence[NoteDocument], sections: Sequence[Section]
) -> Iterator[tuple[NoteDocument, str, int, str]]:
    texts = {document.sha256: document for document in documents}
    for section in sections:
        document = texts.get(section.document)
        if document is None:
            continue
        for match in _SENTENCE.finditer(document.text, section.start, section.end):
            yield document, section.kind, match.start(), match.group()


def _in_sentence(
    document: NoteDocument, section: str, start: int, text: str, known: Names
) -> Iterator[Operation]:
    """The operations of a sentence, the fullest name of each."""
    lowered = text.lower()
    for match in known.pattern.finditer(lowered):
        if _is_elsewhere(lowered, match.start()):
            continue
        side = _SIDES.search(text)
        first, last = start + match.start(), start + match.end()
        yield Operation(
            readings=known.readings[match.group()],
            approach=_approach(lowered),
            side=side.group().capitalize() if side else "",
            is_diagnostic="biops" in lowered,
            evidence=Evidence(
                document.sha256, first, last, document.text[first:last], section=section
            ),
        )


def _is_elsewhere(text: str, at: int) -> bool:
    return bool(_elsewhere().search(text[max(0, at - _BEFORE) : at]))


def _approach(text: str) -> str:
    pattern, approaches = _approaches()
    match = pattern.search(text)
    return approaches[match.group()] if match else ""


def _evidence(document: NoteDocument, start: int, text: str, section: str) -> Evidence:
    lead = len(text) - len(text.lstrip())
    first, last = start + lead, start + len(text.rstrip())
    return Evidence(
        document.sha256, first, last, document.text[first:last], section=section
    )


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """Longest first, so that the fuller name of an operation is read."""
    ordered = sorted(phrases, key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, ordered)) + r")(?!\w)")


@cache
def _approaches() -> tuple[re.Pattern[str], Mapping[str, str]]:
    table: Mapping[str, str] = knowledge.load("operations")["approaches"]
    return _any_of(table), table


@cache
def _elsewhere() -> re.Pattern[str]:
    return _any_of(knowledge.load("operations")["elsewhere"]["before"])


@cache
def _given() -> tuple[frozenset[str], frozenset[str]]:
    table = knowledge.load("operations")["given"]
    return frozenset(table["words"]), frozenset(table["idle"])
