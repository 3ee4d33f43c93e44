"""The engines that ask a model: all of a note, or only what knowledge leaves open.

Owns joining a model's confirmed answers with what was read by knowledge; from there on
a chart goes the same way as any: assignment, learning, order, rules, confidence. A
``Fault`` ends the run whole: half an answer is none. In the hybrid a model adds and
re-ranks; it takes no suggestion of the knowledge engine away. Must not import Django.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from audit.masking import NOBODY, Identifiers
from coding.basis import Read
from coding.learned import Studied
from coding.llm import extracting, passages
from coding.llm.asker import Asker
from coding.llm.choosing import Asked, Chosen, choose
from coding.llm.extracting import Named, Reading
from coding.llm.refusals import Tally
from coding.llm.retrieving import Retriever, with_first
from coding.llm.schemas import Missing
from coding.llm.unsure import BAR, Doubts, doubts
from coding.pipeline import Engine, finished, reread, study
from coding.values import (
    Assertion,
    Candidate,
    CodedNote,
    Evidence,
    Facts,
    Gap,
    Mention,
    ModelUse,
    Note,
    NoteDocument,
)

VERSION = "1.0"
#: What is said of a mention that may still be coded.
CODABLE = (
    Assertion.PRESENT,
    Assertion.HISTORICAL,
    Assertion.UNCERTAIN,
    Assertion.FAMILY,
)
#: Codes that say themselves that something is past, or a relative's.
PAST, RELATIVES = ("Z8", "Z9"), ("Z80", "Z81", "Z82", "Z83", "Z84")
MAX_GAPS = 20


class Mode(StrEnum):
    """How much is asked: the names by which the engines are chosen."""

    OPENAI = "openai"
    HYBRID = "hybrid"


@dataclass(frozen=True, slots=True)
class Modelled:
    """A model beside the knowledge engine, for one release."""

    engine: Engine
    retriever: Retriever
    mode: Mode
    bar: float = BAR


@dataclass(frozen=True, slots=True)
class Answers:
    """What came of asking: the chart as it is now read, and what is missing."""

    read: tuple[Read, ...]
    gaps: tuple[Gap, ...]
    mentions: int
    sent: int


def code(
    note: Note, modelled: Modelled, asker: Asker, who: Identifiers = NOBODY
) -> CodedNote:
    """A note coded with the model's help; ``Fault`` where it did not answer."""
    engine, tally = modelled.engine, Tally()
    studied = study(note, engine)
    ask = _all if modelled.mode is Mode.OPENAI else _doubtful
    answers = ask(studied, modelled, asker, who, tally)
    again = reread(studied, answers.read, engine)
    coded = finished(_with_gaps(again, answers.gaps), engine)
    return replace(
        coded,
        engine=modelled.mode.value,
        engine_version=f"{VERSION}+knowledge-{engine.version}",
        model=used(asker, tally, answers.mentions, answers.sent),
    )


def used(asker: Asker, tally: Tally, mentions: int, sent: int) -> ModelUse:
    """What a run took and what was refused of its answers."""
    endpoint, use = asker.endpoint, asker.use
    return ModelUse(
        endpoint=endpoint.name,
        host=endpoint.host,
        model=endpoint.model,
        prompts=tuple(sorted(use.prompts.items())),
        calls=use.calls,
        tokens_in=use.tokens_in,
        tokens_out=use.tokens_out,
        cost=use.cost,
        microseconds=use.microseconds,
        mentions=mentions,
        sent=sent,
        quotes=tally.quotes,
        codes=tally.codes,
        refused=tally.counted(),
    )


# The whole note


def _all(
    studied: Studied, modelled: Modelled, asker: Asker, who: Identifiers, tally: Tally
) -> Answers:
    facts = studied.basis.facts
    named = [
        one
        for document in studied.basis.note.documents
        for one in _named(document, studied, modelled, asker, who, tally)
    ]
    asked = [
        _asked(one, studied, modelled, who)
        for one in named
        if one.mention.assertion in CODABLE
    ]
    chosen = list(choose(asked, facts, modelled.engine.book, asker, tally))
    signals = (read for read in studied.basis.read if _is_signal(read))
    denied = (
        (one.mention, _known(one.mention.evidence, studied))
        for one in named
        if one.mention.assertion not in CODABLE
    )
    read = (*signals, *denied, *(_read(one) for one in chosen if one.code))
    return Answers(read, _gaps(chosen), len(named), len(named))


def _named(
    document: NoteDocument,
    studied: Studied,
    modelled: Modelled,
    asker: Asker,
    who: Identifiers,
    tally: Tally,
) -> Iterator[Named]:
    """Every confirmed mention of a document."""
    sections = tuple(
        one for one in studied.basis.sections if one.document == document.sha256
    )
    reading = _reading(document, modelled.engine)
    facts = studied.basis.facts
    for passage in passages.passages(document, sections, who):
        yield from extracting.extract(passage, reading, facts, who, asker, tally)


def _reading(document: NoteDocument, engine: Engine) -> Reading:
    segments = tuple(engine.lexicon.folder.read(document.text))
    return Reading(document, segments, engine.keep_negated)


# Only what is left


def _doubtful(
    studied: Studied, modelled: Modelled, asker: Asker, who: Identifiers, tally: Tally
) -> Answers:
    found = doubts(studied, modelled.engine, modelled.bar)
    facts, book = studied.basis.facts, modelled.engine.book
    named = list(_of_unread(found, modelled, facts, asker, who, tally))
    asked = [_asked(one, studied, modelled, who) for one in named]
    asked += [_asked_again(one, studied, modelled, who) for one in found.unsure]
    codable = [one for one in asked if one.mention.assertion in CODABLE]
    chosen = list(choose(codable, facts, book, asker, tally))
    picked = {one.asked.mention: one for one in chosen if one.code}
    known = studied.basis.read
    read = [_read(picked[m]) if m in picked else (m, c) for m, c in known]
    own = {mention for mention, _ in found.unsure}
    read += [_read(one) for one in chosen if one.code and one.asked.mention not in own]
    return Answers(tuple(read), _gaps(chosen), found.asked_of, found.sent)


def _of_unread(
    found: Doubts,
    modelled: Modelled,
    facts: Facts,
    asker: Asker,
    who: Identifiers,
    tally: Tally,
) -> Iterator[Named]:
    """What the model names in the statements that matched nothing."""
    by_section: dict[tuple[str, int], list[tuple[int, int]]] = {}
    there = {}
    for document, section, segment in found.unread:
        key = document.sha256, section.start
        by_section.setdefault(key, []).append((segment.start, segment.end))
        there[key] = document, section
    for key, spans in by_section.items():
        document, section = there[key]
        passage = passages.of_pieces(document, section, spans, who)
        reading = _reading(document, modelled.engine)
        if passage is not None:
            yield from extracting.extract(passage, reading, facts, who, asker, tally)


def _asked_again(
    read: Read, studied: Studied, modelled: Modelled, who: Identifiers
) -> Asked:
    """A mention of the knowledge engine's own, with more candidates than it had."""
    mention, candidates = read
    segment_end = mention.evidence.end
    document = _document(mention.evidence.document, studied)
    start = min(mention.sentence, mention.evidence.start)
    end = _sentence_end(document.text, segment_end)
    named = Named(mention, "", (start, end))
    return _asked(named, studied, modelled, who, candidates)


def _sentence_end(text: str, at: int) -> int:
    ends = [text.find(mark, at) for mark in ("\n", ". ", ";")]
    return min((end for end in ends if end >= 0), default=len(text))


# Both


def _asked(
    named: Named,
    studied: Studied,
    modelled: Modelled,
    who: Identifiers,
    known: tuple[Candidate, ...] | None = None,
) -> Asked:
    mention = named.mention
    document = _document(mention.evidence.document, studied)
    known = _known(mention.evidence, studied) if known is None else known
    sentence = document.text[slice(*named.sentence)]
    candidates = modelled.retriever.candidates(
        mention, named.condition, sentence, known, studied.basis.facts
    )
    span = mention.evidence
    return Asked(
        mention=mention,
        condition=named.condition,
        quote=passages.shown(document, span.start, span.end, who),
        sentence=passages.shown(document, *named.sentence, who),
        candidates=candidates,
        known=tuple(one for one in known if not one.code.startswith("@")),
    )


def _document(sha256: str, studied: Studied) -> NoteDocument:
    return next(one for one in studied.basis.note.documents if one.sha256 == sha256)


def _known(span: Evidence, studied: Studied) -> tuple[Candidate, ...]:
    """What the knowledge engine has for the longest mention that shares words."""
    found: tuple[int, tuple[Candidate, ...]] = 0, ()
    for mention, candidates in studied.basis.read:
        own = mention.evidence
        if own.document != span.document or not candidates:
            continue
        shared = min(own.end, span.end) - max(own.start, span.start)
        if shared > found[0] and not candidates[0].code.startswith("@"):
            found = shared, candidates
    return found[1]


def _read(chosen: Chosen) -> Read:
    """A mention with the model's choice before the other candidates."""
    asked = chosen.asked
    ranked = with_first(asked.candidates, chosen.code, chosen.score)
    named = {one.code: one for one in ranked}
    others = [named[code] for code in chosen.alternatives if code in named]
    rest = [replace(one, score=min(one.score, 0.5)) for one in others]
    best = replace(ranked[0], matched=asked.mention.evidence.text)
    return _status(_believed(asked.mention, asked), chosen.code), (best, *rest)


def _status(mention: Mention, code: str) -> Mention:
    """A history that is coded as one is present as such (I.C.21.c.4)."""
    said = mention.assertion
    past = said is Assertion.HISTORICAL and code.startswith(PAST)
    relative = said is Assertion.FAMILY and code.startswith(RELATIVES)
    own = past and not code.startswith(RELATIVES)
    return replace(mention, assertion=Assertion.PRESENT) if own or relative else mention


def _believed(mention: Mention, asked: Asked) -> Mention:
    """A mention that both engines read is read more surely."""
    if not asked.known or mention.term >= 0:
        return mention
    surer = min(0.97, mention.extraction_confidence * 1.06)
    return replace(mention, extraction_confidence=round(surer, 4))


def _is_signal(read: Read) -> bool:
    return bool(read[1]) and read[1][0].code.startswith("@")


#: What a gap asks, for each thing that a model may find missing.
QUESTIONS = {
    Missing.TYPE: "Which type is it?",
    Missing.SIDE: "Which side is affected?",
    Missing.SITE: "Which site is affected?",
    Missing.STAGE: "Which stage is it?",
    Missing.SEVERITY: "How severe is it?",
    Missing.ACUITY: "Is it acute, chronic or both?",
    Missing.CAUSE: "What is its cause?",
    Missing.COMPLICATION: "Is there a complication, and is it due to this?",
    Missing.EPISODE: "Is it the first episode or a recurrence, and is it treated now?",
    Missing.TRIMESTER: "In which week of the pregnancy is it?",
}


def _gaps(chosen: Iterable[Chosen]) -> tuple[Gap, ...]:
    """A gap for each mention that the model could not code for want of a detail."""
    return tuple(
        Gap(
            kind=one.missing.value,
            question=QUESTIONS[one.missing],
            options=(),
            evidence=(one.asked.mention.evidence,),
            would_change=one.alternatives[:1],
        )
        for one in chosen
        if one.missing is not Missing.NOTHING and not one.code
    )


def _with_gaps(studied: Studied, gaps: tuple[Gap, ...]) -> Studied:
    draft = studied.draft
    for gap in gaps[: max(0, MAX_GAPS - len(draft.gaps))]:
        draft = draft.with_gap(gap)
    return replace(studied, draft=draft)
