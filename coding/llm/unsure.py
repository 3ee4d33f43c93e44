"""What the knowledge engine leaves to a model: what it doubts, and what it cannot read.

Owns the bar and the two kinds of doubt: a mention whose line stays under the bar, and a
statement in an assessing section in which nothing was recognised at all. Pure; must not
ask or change anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from coding.addressed import is_addressed
from coding.assignment import proposing
from coding.basis import ASSESSING, Read
from coding.confidence import confidence
from coding.folding import Segment
from coding.learned import Studied
from coding.pipeline import Engine
from coding.standing import section_at
from coding.values import Assertion, Evidence, NoteDocument, Section

#: Combined confidence under which a mention is put to the model: all but what was read
#: exactly where it is assessed. ``model_share`` measures what that sends.
BAR = 0.85
#: Sections that are lists of diagnoses; elsewhere only what begins a line is one.
LISTS = frozenset(
    {"assessment", "impression", "discharge_diagnosis", "postop_diagnosis"}
)
#: A statement of a list is about this long; a longer one tells a story.
LONGEST = 160


@dataclass(frozen=True, slots=True)
class Doubts:
    """What is to be asked of one chart, and of how many mentions."""

    unsure: tuple[Read, ...]
    unread: tuple[tuple[NoteDocument, Section, Segment], ...]
    mentions: int

    @property
    def sent(self) -> int:
        return len(self.unsure) + len(self.unread)

    @property
    def asked_of(self) -> int:
        return self.mentions + len(self.unread)


def doubts(studied: Studied, engine: Engine, bar: float = BAR) -> Doubts:
    """The mentions under the bar and the statements that match nothing."""
    read = [one for one in studied.basis.read if not _is_signal(one)]
    return Doubts(
        unsure=tuple(_unsure(read, studied, engine, bar)),
        unread=tuple(_unread(studied, engine)),
        mentions=len(read),
    )


def _is_signal(read: Read) -> bool:
    return bool(read[1]) and read[1][0].code.startswith("@")


def _unsure(
    read: Iterable[Read], studied: Studied, engine: Engine, bar: float
) -> Iterator[Read]:
    """Mentions that would be suggested, if only with less than the bar."""
    kinds = proposing(studied.basis, engine.without)
    low, sure = _spans_by_bar(studied, engine, bar)
    for mention, candidates in read:
        if mention.assertion is not Assertion.PRESENT:
            continue
        if kinds is not None and mention.section not in kinds:
            continue
        span = mention.evidence
        if _overlaps(span, sure):
            continue
        if _overlaps(span, low) or not candidates:
            yield mention, candidates


def _spans_by_bar(
    studied: Studied, engine: Engine, bar: float
) -> tuple[list[Evidence], list[Evidence]]:
    """The evidence of lines under the bar, and of those above it."""
    low: list[Evidence] = []
    sure: list[Evidence] = []
    for line in studied.draft.lines.values():
        reached = confidence(line, engine.profile).combined
        (low if reached < bar else sure).extend(line.evidence)
    return low, sure


def _overlaps(span: Evidence, spans: Iterable[Evidence]) -> bool:
    return any(
        one.document == span.document and one.start < span.end and span.start < one.end
        for one in spans
    )


def _unread(
    studied: Studied, engine: Engine
) -> Iterator[tuple[NoteDocument, Section, Segment]]:
    """Statements of assessing sections in which no condition was recognised."""
    for document in studied.basis.note.documents:
        known = sorted(
            (one.evidence.start, one.evidence.end)
            for one, _ in studied.basis.read
            if one.evidence.document == document.sha256
        )
        sections = studied.basis.sections_of(document.sha256)
        for segment in engine.lexicon.folder.read(document.text):
            section = section_at(sections, segment.start)
            if section.kind not in ASSESSING or _touched(segment, known):
                continue
            if _states(document.text, segment, section):
                yield document, section, segment


def _touched(segment: Segment, known: list[tuple[int, int]]) -> bool:
    return any(start < segment.end and segment.start < end for start, end in known)


def _states(text: str, segment: Segment, section: Section) -> bool:
    """Whether a segment states something by itself, as an item of a list does."""
    if segment.start < section.start + len(section.heading):
        return False
    if segment.end - segment.start > LONGEST:
        return False
    if is_addressed(text, segment.start, segment.end):
        return False
    spoken = [word for word, _, _ in segment.words if word[0].isalpha()]
    if not spoken or section.kind in LISTS:
        return bool(spoken)
    line = text.rfind("\n", 0, segment.start) + 1
    before = text[max(line, section.start) : segment.start]
    return not before.strip(" \t#*-•.)0123456789")
