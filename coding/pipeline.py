"""The engine on one screen: a note goes in, a coded note comes out.

Owns the order of the stages and nothing else. Every stage is a pure function on frozen
values; this module only hands the result of one to the next.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from coding.assembly import assemble
from coding.assignment import assign
from coding.basis import basis_of
from coding.candidates import retrieve
from coding.codebook import CodeBook
from coding.confidence import CONSERVATIVE, Profile
from coding.lexicon import Lexicon
from coding.mentions import find
from coding.ordering import ordered
from coding.sections import split, whole
from coding.values import CodedNote, Mention, Note, NoteDocument, Section

ENGINE = "knowledge"
ENGINE_VERSION = "1.0"
#: Stages that ``without`` may name beside the families of the assignment.
STAGES = ("sections", "assertion", "rules", "ordering")


@dataclass(frozen=True, slots=True)
class Engine:
    """All that stays the same from note to note."""

    book: CodeBook
    lexicon: Lexicon
    profile: Profile = CONSERVATIVE
    without: frozenset[str] = field(default_factory=frozenset)
    keep_negated: bool = False
    name: str = ENGINE
    version: str = ENGINE_VERSION


def knowledge_engine(
    book: CodeBook,
    lexicon: Lexicon,
    profile: Profile = CONSERVATIVE,
    without: frozenset[str] = frozenset(),
    keep_negated: bool = False,
) -> Engine:
    """The offline engine of a release."""
    return Engine(book, lexicon, profile, without, keep_negated)


def code(note: Note, engine: Engine) -> CodedNote:
    """The whole journey: sections, mentions, candidates, codes, rules, confidence."""
    book, lexicon, facts = engine.book, engine.lexicon, note.facts
    sections: list[Section] = []
    mentions: list[Mention] = []
    for document in note.documents:
        parts = _sections(document, engine)
        sections.extend(parts)
        mentions.extend(_mentions(document, parts, engine))
    read = tuple((one, retrieve(one, lexicon, book, facts)) for one in mentions)
    basis = basis_of(note, read, book, tuple(sections))
    draft = assign(basis, without=engine.without)
    lines = ordered(draft, basis) if "ordering" not in engine.without else None
    coded = assemble(draft, lines, basis, engine.profile, "rules" not in engine.without)
    return replace(
        coded,
        engine=engine.name,
        engine_version=engine.version,
        sections=tuple(sections),
    )


def _sections(document: NoteDocument, engine: Engine) -> tuple[Section, ...]:
    return whole(document) if "sections" in engine.without else split(document)


def _mentions(
    document: NoteDocument, parts: tuple[Section, ...], engine: Engine
) -> tuple[Mention, ...]:
    return find(
        document,
        parts,
        engine.lexicon,
        keep_negated=engine.keep_negated,
        assertion="assertion" not in engine.without,
    )
