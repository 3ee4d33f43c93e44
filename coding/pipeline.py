"""The engine on one screen: a note goes in, a coded note comes out.

Owns the order of the stages and nothing else. Every stage is a pure function on frozen
values; this module only hands the result of one to the next.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from coding.assembly import assemble
from coding.assignment import assign, final_documents, proposing
from coding.basis import Basis, Read, basis_of
from coding.candidates import retrieved
from coding.codebook import CodeBook
from coding.companions import waiting
from coding.copied import copied
from coding.draft import Draft
from coding.families import completed
from coding.folding import Segment
from coding.layout import as_written, laid
from coding.learned import Learned, Studied
from coding.lexicon import Lexicon
from coding.mentions import SILENT, find
from coding.ordering import ordered
from coding.passages import Passage
from coding.profile import CONSERVATIVE, Profile
from coding.repeats import quoted_everywhere
from coding.rules import NONE, Lists
from coding.sections import bodies, split, whole
from coding.standing import section_at
from coding.values import CodedNote, Considered, Mention, Note, NoteDocument, Section

ENGINE = "knowledge"
ENGINE_VERSION = "1.0"
#: Stages that ``without`` may name beside the families of the assignment.
STAGES = (
    "layout",
    "sections",
    "assertion",
    "denials",
    "rules",
    "ordering",
    "learned",
    "copied",
)


@dataclass(frozen=True, slots=True)
class Engine:
    """All that stays the same from note to note.

    ``learned`` are the lessons of the profile made ready for the release. ``lists`` go
    by the date of service: they are put in for each note.
    """

    book: CodeBook
    lexicon: Lexicon
    profile: Profile = CONSERVATIVE
    without: frozenset[str] = field(default_factory=frozenset)
    keep_negated: bool = False
    name: str = ENGINE
    version: str = ENGINE_VERSION
    learned: Learned | None = None
    lists: Lists = NONE


def knowledge_engine(
    book: CodeBook,
    lexicon: Lexicon,
    profile: Profile = CONSERVATIVE,
    without: frozenset[str] = frozenset(),
    keep_negated: bool = False,
) -> Engine:
    """The offline engine of a release."""
    lessons = profile.lessons
    learned = None if lessons is None else Learned(lessons, lexicon, book)
    return Engine(book, lexicon, profile, without, keep_negated, learned=learned)


def code(note: Note, engine: Engine) -> CodedNote:
    """The whole journey: sections, mentions, candidates, codes, rules, confidence."""
    return finished(study(note, engine), engine)


def finished(studied: Studied, engine: Engine) -> CodedNote:
    """From a chart as it was read to its coded note, whoever read it."""
    draft, considered, profile = learnt(studied, engine)
    basis = studied.basis
    if "copied" not in engine.without:
        draft = copied(draft, basis)
    order = list(draft.lines.values())
    if "ordering" not in engine.without:
        order = ordered(draft, basis)
    lines = quoted_everywhere(order, basis)
    checked = engine.lists if "rules" not in engine.without else None
    coded = assemble(draft, lines, basis, profile, checked)
    told = replace(
        coded,
        engine=engine.name,
        engine_version=engine.version,
        sections=basis.sections,
        considered=considered,
        companions=waiting(draft, basis),
    )
    as_laid = basis.note is studied.written
    return told if as_laid else as_written(told, studied.written)


def study(note: Note, engine: Engine) -> Studied:
    """The chart read and drafted by knowledge alone; what learning starts from."""
    book, lexicon, facts = engine.book, engine.lexicon, note.facts
    written, note = note, note if "layout" in engine.without else laid(note)
    sections: list[Section] = []
    mentions: list[Mention] = []
    segments: list[tuple[NoteDocument, list[Segment]]] = []
    for document in note.documents:
        parts = _sections(document, engine)
        sections.extend(parts)
        folded = lexicon.folder.read(document.text, bodies(parts))
        segments.append((document, folded))
        mentions.extend(_mentions(document, parts, segments[-1][1], engine))
    read = tuple(retrieved(mentions, lexicon, book, facts))
    basis = basis_of(note, read, book, tuple(sections))
    draft = assign(basis, without=_left_out(engine))
    passages = tuple(_passages(segments, basis, engine))
    return Studied(basis, draft, passages, written, by_mention=engine.keep_negated)


def reread(studied: Studied, read: tuple[Read, ...], engine: Engine) -> Studied:
    """The same chart with other mentions or candidates, drafted anew."""
    basis = studied.basis
    again = basis_of(basis.note, read, engine.book, basis.sections)
    return replace(studied, basis=again, draft=assign(again, without=_left_out(engine)))


def _left_out(engine: Engine) -> frozenset[str]:
    """What is not done when codes are chosen.

    Coders who code each mention by itself do so under any heading: with them no
    section is preferred.
    """
    return engine.without | {"sections"} if engine.keep_negated else engine.without


def learnt(
    studied: Studied, engine: Engine
) -> tuple[Draft, tuple[Considered, ...], Profile]:
    """The draft after the lessons of the profile, and the profile that spoke.

    A chart unlike those learned from is left to knowledge alone, and says so by the
    name of its profile. What is learned goes through the families as all else does;
    only where each mention is coded by itself (``keep_negated``) it does not.
    """
    lessons = engine.learned
    if lessons is None or "learned" in engine.without:
        return studied.draft, (), engine.profile
    if lessons.why_unlike(studied.manner()):
        return studied.draft, (), CONSERVATIVE
    draft, considered = lessons.apply(
        studied,
        keep_negated=engine.keep_negated,
        assertion="assertion" not in engine.without,
    )
    if not engine.keep_negated:
        draft = completed(draft, studied.draft, studied.basis, engine.without)
    return draft, considered, engine.profile


def _passages(
    segments: list[tuple[NoteDocument, list[Segment]]], basis: Basis, engine: Engine
) -> Iterator[Passage]:
    """The sentences of the sections and documents that may propose diagnoses."""
    kinds = proposing(basis, _left_out(engine))
    final = final_documents(basis)
    for document, parts in segments:
        if final and document.sha256 not in final:
            continue
        own = basis.sections_of(document.sha256)
        for segment in parts:
            kind = section_at(own, segment.start).kind
            if kind not in SILENT and (kinds is None or kind in kinds):
                yield Passage(document.sha256, kind, segment)


def _sections(document: NoteDocument, engine: Engine) -> tuple[Section, ...]:
    return whole(document) if "sections" in engine.without else split(document)


def _mentions(
    document: NoteDocument,
    parts: tuple[Section, ...],
    segments: list[Segment],
    engine: Engine,
) -> tuple[Mention, ...]:
    return find(
        document,
        parts,
        engine.lexicon,
        segments,
        keep_negated=engine.keep_negated,
        assertion="assertion" not in engine.without,
    )
