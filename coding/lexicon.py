"""The dictionary of one release: wordings of codes, found in the concepts of a text.

Owns building from a ``CodeBook``, the compiled plain-data form and the matching. A
phrase is a set of concepts that must stand close together (its core) with qualifiers
that may stand further off. Must not know of sections, assertion or Django.
"""

from __future__ import annotations

import hashlib
import marshal
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from coding import knowledge
from coding.anchors import anchored
from coding.codebook import CodeBook, NoteKind
from coding.folding import Folder, Segment
from coding.indexwordings import Reading
from coding.leading import with_own
from coding.matching import Match, chosen, placed, positions
from coding.terms import (
    COMBINES,
    MANIFESTATION,
    Wording,
    cleaned,
    is_default,
    is_weak,
    without,
    wordings,
)

COMPILED_SCHEMA = 3
TERM = NoteKind.INCLUSION_TERM
MAX_PHRASE = 12
#: Files of everyday wordings; no two codes are called by the same words.
SOURCES = tuple(
    """
    wordings_symptoms wordings_body wordings_frame wordings_whole wordings_neoplasms
    wordings_surgical wordings_visits defaults wordings_office wordings_clinic
    wordings_named wordings_vessels wordings_senses wordings_infections wordings_cancers
    wordings_digestive wordings_urogenital wordings_skeletal wordings_nerves
    wordings_glands wordings_findings wordings_skin wordings_status wordings_injuries
    wordings_practice wordings_sites drugs signals
    """.split()
)
NO_INDEX = Reading()


class Entry(Protocol):
    """What the lexicon needs of a code."""

    @property
    def code(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def parent(self) -> str: ...
    @property
    def billable(self) -> bool: ...
    @property
    def kind(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Phrase:
    """A set of concepts that names ``codes`` (code, weight), best first."""

    core: tuple[str, ...]
    qualifiers: tuple[str, ...]
    codes: tuple[tuple[str, float], ...]
    combines: bool = False
    tight: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """What a code's title says beyond its place in the tree, for choosing a child."""

    concepts: frozenset[str]
    default: bool
    weak: bool


class Lexicon:
    """All phrases of one release with an index by their rarest concept."""

    def __init__(
        self,
        phrases: list[Phrase],
        shapes: dict[str, Shape],
        folder: Folder | None = None,
    ) -> None:
        self.folder = folder or Folder()
        self.phrases = phrases
        self.shapes = shapes
        self._anchors = anchored(phrases)
        self.shared = lru_cache(maxsize=4096)(self._shared)
        known = {word for phrase in phrases for word in phrase.core}
        self.folder.mend(word for word in known if word.isalpha())
        self._by_set = {
            frozenset(phrase.core + phrase.qualifiers): number
            for number, phrase in enumerate(phrases)
        }

    def lookup(self, concepts: Iterable[str]) -> Phrase | None:
        """The phrase made of exactly these concepts."""
        number = self._by_set.get(frozenset(concepts))
        return None if number is None else self.phrases[number]

    def number_of(self, concepts: frozenset[str]) -> int | None:
        """The number of the phrase made of exactly these concepts."""
        return self._by_set.get(concepts)

    def core_of(self, number: int) -> tuple[str, ...]:
        return self.phrases[number].core

    def modifying(self, concept: str) -> bool:
        """Whether a concept only qualifies a condition: its side, its acuity."""
        return concept in self.folder.modifiers

    def is_generic(self, concept: str) -> bool:
        """Whether a concept by itself names neither a place nor a condition."""
        return concept in self.folder.generic

    def shape(self, code: str) -> Shape | None:
        """The meaning of a code's title."""
        return self.shapes.get(code)

    def _shared(self, siblings: tuple[str, ...]) -> frozenset[str]:
        """What all these codes say, but for one unspecified: it tells none apart."""
        shapes = [self.shapes.get(code) for code in siblings]
        counts = Counter(word for one in shapes if one for word in one.concepts)
        least = len(siblings) - 1 if len(siblings) > 2 else len(siblings)
        return frozenset(word for word, count in counts.items() if count >= least > 1)

    def match(self, segment: Segment) -> list[Match]:
        """The phrases of a segment, longest first, without those inside others."""
        found = list(self._all(segment))
        if len(found) < 2:
            return found
        phrases = self.phrases
        found.sort(
            key=lambda match: (
                WEAK_COST * (phrases[match.phrase].codes[0][1] < WEAK) - len(match.at),
                -len(phrases[match.phrase].core),
                match.gap,
                match.start,
                match.phrase,
            )
        )
        loose = frozenset(
            index
            for index, concept in enumerate(segment.concepts)
            if concept in self.folder.modifiers
        )
        if loose:
            found = with_own(segment, found, loose, phrases)
        return chosen(found, lambda number: phrases[number].combines, loose)

    def _all(self, segment: Segment) -> Iterator[Match]:
        concepts, anchors = segment.concepts, self._anchors
        where = positions(segment) if segment.absent else {}
        present = set(where or concepts)
        for index, concept in enumerate(concepts):
            beside = anchors.get(concept)
            if beside is None or beside.keys().isdisjoint(present):
                continue
            for other in beside.keys() & present:
                for core, qualifiers, number, slack in beside[other]:
                    if present >= core:
                        where = where or positions(segment)  # most need none
                        found = placed(segment, where, index, core, qualifiers, slack)
                        if found is not None:
                            yield Match(number, *found)

    def dump(self) -> bytes:
        """The compiled form: plain data under its own checksum, never code."""
        body = marshal.dumps(
            {
                "schema": COMPILED_SCHEMA,
                "phrases": [
                    (p.core, p.qualifiers, p.codes, p.combines, p.tight)
                    for p in self.phrases
                ],
                "shapes": {
                    code: (tuple(s.concepts), s.default, s.weak)
                    for code, s in self.shapes.items()
                },
            }
        )
        return hashlib.sha256(body).digest() + body

    @classmethod
    def load(cls, data: bytes) -> Lexicon:
        """A lexicon from its compiled form; ``ValueError`` if damaged or another's."""
        digest, body = data[:32], memoryview(data)[32:]
        # marshal may do anything with damaged bytes: code wrongly, or end the process.
        if hashlib.sha256(body).digest() != digest:
            raise ValueError("compiled lexicon damaged or of another form")
        plain: dict[str, Any] = marshal.loads(body)
        if plain.get("schema") != COMPILED_SCHEMA:
            raise ValueError("compiled lexicon of another version")
        phrases = [Phrase(*fields) for fields in plain["phrases"]]
        shapes = {
            code: Shape(frozenset(concepts), default, weak)
            for code, (concepts, default, weak) in plain["shapes"].items()
        }
        return cls(phrases, shapes)

    @classmethod
    def of_book(cls, book: CodeBook, index: Reading = NO_INDEX) -> Lexicon:
        """The lexicon of a release, with what an index adds where one is loaded."""
        return cls.build(
            (
                (entry, tuple(note.text for note in book.own_notes(entry.code, TERM)))
                for entry in book
            ),
            index,
        )

    @classmethod
    def build(
        cls,
        entries: Iterable[tuple[Entry, tuple[str, ...]]],
        index: Reading = NO_INDEX,
    ) -> Lexicon:
        """The lexicon of a release from (entry, its inclusion terms) pairs."""
        return _Builder(Folder()).lexicon(entries, index)


#: How sure, whether the less told one, and the code.
_Rank = tuple[float, bool, str]


class _Builder:
    """Collects wordings while a release is read once."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._codes: dict[frozenset[str], dict[str, float]] = defaultdict(dict)
        self._combines: set[frozenset[str]] = set()
        self._shapes: dict[str, Shape] = {}
        self._tight: set[frozenset[str]] = set()
        self._chance: frozenset[frozenset[str]] = frozenset()
        self._apart = frozenset(
            frozenset(folder.phrase(text)) for text in knowledge.load("index")["apart"]
        )

    def lexicon(
        self, entries: Iterable[tuple[Entry, tuple[str, ...]]], index: Reading
    ) -> Lexicon:
        titles: dict[str, str] = {}
        for entry, inclusions in entries:
            if entry.kind in ("chapter", "block"):
                continue
            titles[entry.code] = entry.title
            self._add_entry(entry, inclusions, titles.get(entry.parent or "", ""))
        self._add_index(index, titles)
        self._add_defaults(titles)
        self._add_drugs(index)
        phrases = [self._phrase(key, codes) for key, codes in self._codes.items()]
        return Lexicon(phrases, self._shapes, self._folder)

    def _add_entry(
        self, entry: Entry, inclusions: tuple[str, ...], parent: str
    ) -> None:
        if parent and entry.title.startswith(parent + ", ") and _extends(entry.code):
            return  # a 7th character; chosen later, not matched
        self._shapes[entry.code] = Shape(
            frozenset(self._folder.phrase(cleaned(entry.title))),
            is_default(entry.title),
            is_weak(entry.title),
        )
        if entry.code[0] in EXTERNAL:
            return
        self._add_said(entry.code, entry.title, 1.0)
        self._add_absent(entry)
        if MANIFESTATION.search(entry.title.lower()):
            return
        for term in inclusions:
            self._add_said(entry.code, term, 0.95)

    def _add_said(self, code: str, text: str, weight: float) -> None:
        if code[0] == "Z" and "elsewhere" in text:
            return  # "Stress, not elsewhere classified" is a word of every day
        for wording in wordings(text, weight):
            self._add(code, wording.text, wording.weight, wording.combines)

    def _add(self, code: str, text: str, weight: float, combines: bool) -> None:
        key = frozenset(self._folder.phrase(text))
        if not key or len(key) > MAX_PHRASE or key <= self._folder.generic:
            return
        if key in self._apart:
            return
        if "female" in key:  # the patient's sex is a fact, not part of the wording
            self._codes[key - {"female"}].setdefault(code, weight * 0.98)
        known = self._codes[key]
        known[code] = max(weight, known.get(code, 0.0))
        if combines:
            self._combines.add(key)

    def _add_absent(self, entry: Entry) -> None:
        """Titles with "without X" also match a text that says so."""
        split = without(entry.title)
        if split is None:
            return
        there, missing = split
        lacking = {f"no~{concept}" for concept in self._folder.phrase(missing)}
        key = frozenset(self._folder.phrase(there)) | lacking
        if key - lacking <= self._folder.generic:
            return
        if len(key) <= MAX_PHRASE and len(lacking) <= 3:
            self._codes[key][entry.code] = 1.0

    def _add_index(self, index: Reading, titles: dict[str, str]) -> None:
        """Lines of the index, then what they say to see, in two steps at most."""
        known = set(self._codes)
        self._chance = self._by_chance()
        for code, wording in index.said:
            if code in titles and code[0] not in NOT_INDEXED:
                self._add_line(code, wording)
        for _ in range(2):
            for text, target in index.seen:
                aimed = self._codes.get(frozenset(self._folder.phrase(target)))
                key = frozenset(self._folder.phrase(text))
                if aimed and key not in self._codes:
                    best = min(aimed, key=lambda code: self._default_first(code, aimed))
                    self._add_line(best, Wording(text, 0.95 * aimed[best]))
        self._tight = set(self._codes) - known

    def _default_first(self, code: str, aimed: dict[str, float]) -> _Rank:
        """The surest code of a target; of several its own default."""
        shape = self._shapes.get(code)
        return -aimed[code], not (shape is not None and shape.default), code

    def _by_chance(self) -> frozenset[frozenset[str]]:
        """Sets of words that the index knows and notes mean otherwise."""
        table = knowledge.load("index")
        phrases = [*table["ordinary"].split(), *table["chance"]]
        return frozenset(frozenset(self._folder.phrase(one)) for one in phrases)

    def _add_line(self, code: str, wording: Wording) -> None:
        key = frozenset(self._folder.phrase(wording.text))
        if key in self._chance or max(map(len, key), default=0) < 3:
            return
        self._add(code, wording.text, wording.weight, wording.combines)

    def _add_defaults(self, titles: dict[str, str]) -> None:
        """What a coder takes a bare term to mean; these win over any title."""
        for source in SOURCES:
            for target, texts in knowledge.load(source).items():
                if target[0] != "@" and target not in titles:
                    continue  # not in this release
                for text in texts:
                    key = frozenset(self._folder.phrase(text.lower()))
                    if key and target[0] == "@":
                        self._codes[key][target] = 1.0
                    elif key:
                        self._codes[key] = {target: 1.1}
                        if COMBINES.search(text):
                            self._combines.add(key)

    def _add_drugs(self, index: Reading) -> None:
        """Names of the table of drugs, as signals that bring their code along."""
        for name, stem in index.drugs:
            key = frozenset(self._folder.phrase(name))
            if key and key not in self._codes:
                self._codes[key] = {f"@{stem}": 1.0}

    def _phrase(self, key: frozenset[str], codes: dict[str, float]) -> Phrase:
        modifiers = self._folder.modifiers
        core = tuple(sorted(key - modifiers))
        ranked = sorted(codes.items(), key=lambda pair: (-pair[1], pair[0]))
        return Phrase(
            core or tuple(sorted(key)),
            tuple(sorted(key & modifiers)) if core else (),
            tuple(ranked),
            key in self._combines,
            key in self._tight,
        )


#: External causes are proposed from knowledge, never from a chance word.
EXTERNAL = frozenset("VWXY")
#: Reasons for an encounter too, and what a poison or a place does.
NOT_INDEXED = EXTERNAL | {"Z"}


def _extends(code: str) -> bool:
    return len(code.replace(".", "")) == 7


#: A wording of an "other" code counts as if it were this many words shorter.
WEAK, WEAK_COST = 0.7, 1.5
