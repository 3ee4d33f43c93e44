"""Text carried forward without being marked: it stands word for word in an earlier one.

Owns finding such passages, in documents of one encounter and in those of the patient's
earlier ones, and what follows for a code that rests on nothing else: less confidence,
and a gap that asks whether it held at this encounter. Must not drop a code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from coding.basis import Basis
from coding.draft import Draft, Line
from coding.values import Assertion, Evidence, Gap, Note, NoteDocument

KIND = "copied"
OPTIONS = (
    "Present at this encounter",
    "No longer present",
    "Unable to determine",
)
#: Fewer words than these are written twice by chance or by habit.
LEAST_WORDS = 20
#: What is left of the confidence in what was read, where only a copy says it.
LEFT = 0.5
MOST_QUOTES = 8
_PIECE = re.compile(r"[^.;\n]+")
_WORD = re.compile(r"\w+")
Pieces = list[tuple[str, int, int, int]]


@dataclass(frozen=True, slots=True)
class Passage:
    """Text of ``document`` that an earlier document has too.

    ``original`` is where it stands in an earlier document of the same encounter; None
    for another encounter's. ``date`` is that of the earlier document, where known.
    """

    document: str
    start: int
    end: int
    date: date | None = None
    original: tuple[str, int, int] | None = None

    def holds(self, span: Evidence) -> bool:
        """Whether a quotation lies in the passage or in what it repeats."""
        places = [(self.document, self.start, self.end)]
        if self.original is not None:
            places.append(self.original)
        return any(
            span.document == document and start <= span.start and span.end <= end
            for document, start, end in places
        )


def copied(draft: Draft, basis: Basis) -> Draft:
    """The draft with what rests on copies alone held less surely, and asked about."""
    found = passages(basis.note)
    if not found:
        return draft
    resting = [line for line in draft.lines.values() if _rests(line, found, basis)]
    if not resting:
        return draft
    lines = {**draft.lines, **{one.code: _lowered(one) for one in resting}}
    quoted = tuple(line.evidence[0] for line in resting)[:MOST_QUOTES]
    question = f"{_words_of(found, quoted)} What is true of it at this encounter?"
    asked = Gap(KIND, question, OPTIONS, quoted, tuple(one.code for one in resting))
    return replace(draft, lines=lines).with_gap(asked)


def _rests(line: Line, found: Sequence[Passage], basis: Basis) -> bool:
    """Whether all that is said of a code, or of its category, is said in copies."""
    if not line.evidence or not all(_held(span, found) for span in line.evidence):
        return False
    return all(
        _held(mention.evidence, found)
        for mention, candidates in basis.read
        if candidates
        and candidates[0].code[:3] == line.code[:3]
        and mention.assertion is Assertion.PRESENT
    )


def _held(span: Evidence, found: Sequence[Passage]) -> bool:
    return any(one.holds(span) for one in found)


def _lowered(line: Line) -> Line:
    judged = line.judged and (LEFT * line.judged[0], line.judged[1])
    said = f"{line.rationale} Only words carried over from an earlier document say it."
    return replace(
        line, extraction=LEFT * line.extraction, judged=judged, rationale=said.strip()
    )


def _words_of(found: Sequence[Passage], quoted: Sequence[Evidence]) -> str:
    days = {one.date for one in found if one.date and any(map(one.holds, quoted))}
    whose = f"the document of {min(days):%Y-%m-%d}" if days else "an earlier document"
    return f"This stands word for word in {whose} and is said nowhere else."


# Finding them


def passages(note: Note) -> tuple[Passage, ...]:
    """The passages of a note that stand in an earlier document, in its order."""
    if not note.earlier and len(note.documents) < 2:
        return ()
    cut = {one.sha256: _pieces(one.text) for one in (*note.documents, *note.earlier)}
    own = {one.sha256 for one in note.documents}
    found: list[Passage] = []
    for document in note.documents:
        for other in _before(document, note):
            same = other.sha256 in own
            found.extend(_common(document, other, cut, is_own=same))
    return tuple(found)


def _before(document: NoteDocument, note: Note) -> Iterator[NoteDocument]:
    """What was certainly written before a document."""
    for other in note.documents:
        if document.date and other.date and other.date < document.date:
            yield other
    known = {one.sha256 for one in note.documents}
    yield from (one for one in note.earlier if one.sha256 not in known)


def _pieces(text: str) -> Pieces:
    """Sentences and lines with words: (words, how many, start, end)."""
    found = []
    for match in _PIECE.finditer(text):
        words = _WORD.findall(match.group().lower())
        if words:
            found.append((" ".join(words), len(words), match.start(), match.end()))
    return found


def _common(
    document: NoteDocument,
    other: NoteDocument,
    cut: dict[str, Pieces],
    *,
    is_own: bool,
) -> Iterator[Passage]:
    """Runs of pieces that follow each other in both; linear in their number."""
    mine, theirs = cut[document.sha256], cut[other.sha256]
    first: dict[str, int] = {}
    for at, (key, *_) in enumerate(theirs):
        first.setdefault(key, at)
    at = 0
    while at < len(mine):
        beside = first.get(mine[at][0])
        if beside is None:
            at += 1
            continue
        size = _run(mine, at, theirs, beside)
        if sum(words for _, words, _, _ in mine[at : at + size]) >= LEAST_WORDS:
            there = (other.sha256, theirs[beside][2], theirs[beside + size - 1][3])
            start, end = mine[at][2], mine[at + size - 1][3]
            original = there if is_own else None
            yield Passage(document.sha256, start, end, other.date, original)
        at += size


def _run(mine: Pieces, at: int, theirs: Pieces, beside: int) -> int:
    """How many pieces are the same from here on."""
    size = 0
    while (
        at + size < len(mine)
        and beside + size < len(theirs)
        and mine[at + size][0] == theirs[beside + size][0]
    ):
        size += 1
    return size
