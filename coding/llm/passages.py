"""What of a note is shown to the model: passages of one section each, masked.

Owns cutting sections into passages that fit, taking addressed text and identifiers out,
and the way back from a passage to the document. Must not ask or judge.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from audit.masking import Identifiers, Masked, mask
from coding.addressed import Stretch, addressed, is_unseen
from coding.mentions import SILENT
from coding.values import NoteDocument, Section

#: A heading with nothing beneath it names no condition.
LEAST = 12
#: Letters of a passage; longer sections are cut between lines or sentences.
MOST = 6_000
#: A passage that is still too long for the server is not cut below this.
SMALLEST = 200


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one section; offsets are the document's."""

    document: NoteDocument
    section: Section
    start: int
    end: int
    masked: Masked

    @property
    def text(self) -> str:
        return self.masked.text

    def place(self, start: int, end: int) -> tuple[int, int] | None:
        """Document offsets of a stretch of the masked text, unless it was masked."""
        found = self.masked.original(start, end)
        return found and (self.start + found[0], self.start + found[1])


def passages(
    document: NoteDocument,
    sections: tuple[Section, ...],
    who: Identifiers,
    most: int = MOST,
) -> Iterator[Passage]:
    """The passages of a document, in order; silent sections are left out."""
    silenced = addressed(document.text)
    for section in sections:
        if section.kind in SILENT:
            continue
        for start, end in _cut(document.text, section.start, section.end, most):
            found = passage(document, section, start, end, who, silenced)
            if found is not None:
                yield found


def passage(
    document: NoteDocument,
    section: Section,
    start: int,
    end: int,
    who: Identifiers,
    silenced: tuple[Stretch, ...],
) -> Passage | None:
    """One stretch as it is shown; None where it has nothing to say."""
    text = _silent(document.text, start, end, silenced)
    if len(text.strip()) < LEAST:
        return None
    return Passage(document, section, start, end, mask(text, who))


def _silent(text: str, start: int, end: int, silenced: tuple[Stretch, ...]) -> str:
    """The stretch with blanks, letter for letter, where it speaks to the reader."""
    letters = [" " if is_unseen(one) else one for one in text[start:end]]
    for one in silenced:
        for at in range(max(start, one.start), min(end, one.end)):
            if letters[at - start] != "\n":
                letters[at - start] = " "
    return "".join(letters)


def of_pieces(
    document: NoteDocument,
    section: Section,
    spans: list[tuple[int, int]],
    who: Identifiers,
) -> Passage | None:
    """Some stretches of a section without what stands between them."""
    start, end = spans[0][0], spans[-1][1]
    text = _silent(document.text, start, end, addressed(document.text))
    between = tuple(
        (high - start, low - start)
        for (_, high), (low, _) in zip(spans, spans[1:], strict=False)
    )
    masked = mask(text, who, between)
    if len(masked.text.strip()) < LEAST // 2:
        return None
    return Passage(document, section, start, end, masked)


def shown(document: NoteDocument, start: int, end: int, who: Identifiers) -> str:
    """Some words of a document as they may be shown to the model."""
    return mask(_silent(document.text, start, end, addressed(document.text)), who).text


def halves(whole: Passage, who: Identifiers) -> tuple[Passage, ...]:
    """The passage in two, for a server to which it is too long; () if it is small."""
    length = whole.end - whole.start
    if length < 2 * SMALLEST:
        return ()
    silenced = addressed(whole.document.text)
    cuts = _cut(whole.document.text, whole.start, whole.end, length // 2 + 1)
    made = (
        passage(whole.document, whole.section, start, end, who, silenced)
        for start, end in cuts
    )
    return tuple(one for one in made if one is not None)


def _cut(text: str, start: int, end: int, most: int) -> Iterator[tuple[int, int]]:
    """Pieces of at most so many letters, cut after a line, a sentence or a word."""
    while end - start > most:
        cut = start + most
        for mark in ("\n", ". ", " "):
            found = text.rfind(mark, start + most // 2, start + most)
            if found >= 0:
                cut = found + len(mark)
                break
        yield start, cut
        start = cut
    if start < end:
        yield start, end
