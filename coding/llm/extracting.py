"""The first question: which conditions does a passage name, in which words?

Owns the question, the verification of every quotation, and the cross-check of what is
said of it against our own reading of the sentence. What cannot be found in the document
is refused and counted. Must not choose codes.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

from audit.masking import Identifiers
from coding.addressed import is_addressed
from coding.assertions import MENTIONED, ORDER, Cue, cues, judge
from coding.folding import Segment
from coding.llm import certainty
from coding.llm.asker import Asker
from coding.llm.faults import Fault, Kind
from coding.llm.passages import Passage, halves
from coding.llm.prompts import EXTRACTION
from coding.llm.quoting import Located, locate
from coding.llm.refusals import Refusal, Tally
from coding.llm.replies import Reply, Token
from coding.llm.schemas import Extraction, Found
from coding.mentions import DEFAULTS
from coding.values import Assertion, Evidence, Facts, Mention, NoteDocument, Section

#: Conditions taken from one passage; more is noise.
MOST = 60


@dataclass(frozen=True, slots=True)
class Named:
    """A mention that the model found and the document confirms.

    ``sentence`` are the offsets of the sentence that it stands in.
    """

    mention: Mention
    condition: str
    sentence: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Reading:
    """What we know of a document ourselves, to check an answer against."""

    document: NoteDocument
    segments: tuple[Segment, ...]
    keep_negated: bool = False

    def segment(self, at: int) -> Segment | None:
        starts = [one.start for one in self.segments]
        index = bisect_right(starts, at) - 1
        return self.segments[index] if index >= 0 else None


def extract(
    passage: Passage,
    reading: Reading,
    facts: Facts,
    who: Identifiers,
    asker: Asker,
    tally: Tally,
) -> Iterator[Named]:
    """The confirmed mentions of a passage; one that is too long is asked in parts."""
    try:
        reply = asker.ask(EXTRACTION, _question(passage, facts), Extraction)
    except Fault as fault:
        parts = halves(passage, who) if fault.kind is Kind.TOO_LONG else ()
        if not parts:
            raise
        for part in parts:
            yield from extract(part, reading, facts, who, asker, tally)
        return
    yield from _confirmed(reply, passage, reading, tally)


def _question(passage: Passage, facts: Facts) -> str:
    """The passage as data: inside JSON no text can pretend to end it."""
    return json.dumps(
        {
            "settings": facts.setting.value,
            "section": passage.section.kind.replace("_", " "),
            "passage": passage.text,
        },
        ensure_ascii=False,
    )


def _confirmed(
    reply: Reply[Extraction], passage: Passage, reading: Reading, tally: Tally
) -> Iterator[Named]:
    seen: set[tuple[int, int, str]] = set()
    for found in reply.answer.mentions[:MOST]:
        tally.quotes += 1
        place = _place(found, passage, tally)
        if place is None:
            continue
        # The same words may name two conditions, and are then quoted twice.
        key = (place[0], place[1], found.condition.casefold())
        if key in seen:
            continue
        seen.add(key)
        yield _named(found, place, passage.section, reading, reply.tokens, tally)


def _place(
    found: Found, passage: Passage, tally: Tally
) -> tuple[int, int, bool] | None:
    """Where the quotation stands in the document, or why it does not count."""
    where: Located | None = locate(passage.text, found.quote)
    if where is None:
        tally.refuse(Refusal.QUOTE_NOT_IN_NOTE)
        return None
    span = passage.place(where.start, where.end)
    if span is None:
        tally.refuse(Refusal.MASKED_QUOTE)
        return None
    if is_addressed(passage.document.text, *span):
        tally.refuse(Refusal.ADDRESSED_QUOTE)
        return None
    return (*span, where.exact)


def _named(
    found: Found,
    place: tuple[int, int, bool],
    section: Section,
    reading: Reading,
    tokens: tuple[Token, ...],
    tally: Tally,
) -> Named:
    start, end, exact = place
    document, segment = reading.document, reading.segment(start)
    ours, cue = own_assertion(segment, start, end, section, reading.keep_negated)
    theirs = Assertion(found.assertion.value)
    if reading.keep_negated and theirs in MENTIONED:
        theirs = Assertion.PRESENT
    if theirs is Assertion.PRESENT and ours is not theirs:
        tally.refuse(Refusal.WRONG_ASSERTION)
    told = certainty.chance(tokens, found.quote)
    mention = Mention(
        evidence=Evidence(
            document.sha256, start, end, document.text[start:end], 1, section.kind
        ),
        section=section.kind,
        assertion=stricter(theirs, ours),
        extraction_confidence=certainty.of_reading(exact=exact, both=False, told=told),
        cue=_cue(document, segment, cue, section.kind),
        sentence=segment.start if segment else start,
    )
    return Named(
        mention if ours is theirs else doubted(mention),
        found.condition[:200],
        sentence_of(segment, start, end),
    )


def own_assertion(
    segment: Segment | None, start: int, end: int, section: Section, keep: bool
) -> tuple[Assertion, Cue | None]:
    """What our own reading says of these words, and by which cue."""
    said, cue = Assertion.PRESENT, None
    if segment is not None:
        said, cue = judge(cues(segment.words), segment.words, start, end)
    if section.kind in DEFAULTS and said is not Assertion.NEGATED:
        said, cue = DEFAULTS[section.kind], None
    if keep and said in MENTIONED:
        return Assertion.PRESENT, None
    return said, cue


def _cue(
    document: NoteDocument, segment: Segment | None, cue: Cue | None, section: str
) -> Evidence | None:
    """The words of a cue, as evidence."""
    if cue is None or segment is None:
        return None
    start, end = segment.words[cue.first][1], segment.words[cue.last][2]
    text = document.text[start:end]
    return Evidence(document.sha256, start, end, text, 1, section)


def stricter(theirs: Assertion, ours: Assertion) -> Assertion:
    """Of two readings the one that excludes more surely: a doubt is never overruled."""
    if theirs is Assertion.PRESENT:
        return ours
    if ours is Assertion.PRESENT:
        return theirs
    return min((theirs, ours), key=ORDER.index)


def doubted(mention: Mention) -> Mention:
    """Read differently by the two of us, so read less surely."""
    lower = round(0.8 * mention.extraction_confidence, 4)
    return replace(mention, extraction_confidence=lower)


def sentence_of(segment: Segment | None, start: int, end: int) -> tuple[int, int]:
    """The bounds of the sentence that some words stand in."""
    if segment is None:
        return start, end
    return min(start, segment.start), max(end, segment.end)
