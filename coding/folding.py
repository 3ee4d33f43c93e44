"""Words to concepts: one folding for code titles and for the text of notes.

Owns the tokenising, stemming, equivalences, shorthand and rewrites that let a title and
a sentence meet. It never changes text: every concept keeps the offsets of the words it
came from. Must not know of codes, sections or assertion.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from coding import knowledge
from coding.capitals import CASELESS, CASELESS_NEAR, ambiguous
from coding.casing import is_lower
from coding.sentences import SOFT, TOKEN, sentences, words_between
from coding.spelling import Spelling

MAX_WORD = 40
#: A word that may be guarded shorthand.
CAPITALS = re.compile(r"[A-Z][A-Z0-9]+")
#: "Goodpasture's syndrome" and "Goodpasture syndrome" are one name.
APOSTROPHES = frozenset("'\u2019\x92")
OWNED = re.compile(r"(?<=\w)['\u2019\x92]s\b")


@dataclass(slots=True)
class Segment:
    """One sentence or list line: its raw words and its concepts, with offsets.

    ``words`` are (lower-case word or mark, start, end); the concept lists run in
    parallel; ``places`` counts meaningful words, so that gaps can be measured.
    ``absent`` holds the offsets of words said to be missing ("without aura"), ``loose``
    the places of qualifiers, which part no two words; ``led`` is told in ``leading``.
    """

    start: int
    end: int
    words: list[tuple[str, int, int]] = field(default_factory=list)
    concepts: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    absent: set[int] = field(default_factory=set)
    loose: set[int] = field(default_factory=set)
    led: frozenset[int] = frozenset()

    def add(self, concept: str, start: int, end: int, place: int) -> None:
        """One more concept, with the offsets of the words that it stands for."""
        self.concepts.append(concept)
        self.starts.append(start)
        self.ends.append(end)
        self.places.append(place)

    def has_between(self, low: int, high: int, wanted: frozenset[str]) -> bool:
        """Whether one of these words or marks stands between two concepts."""
        said = words_between(self.words, self.ends[low], self.starts[high])
        return not wanted.isdisjoint(said)

    def extend(self, other: Segment, low: int, high: int) -> None:
        """The concepts of another from ``low`` up to ``high``, as they are there."""
        self.concepts += other.concepts[low:high]
        self.starts += other.starts[low:high]
        self.ends += other.ends[low:high]
        self.places += other.places[low:high]


def stem(word: str) -> str:
    """The singular, American form of an ordinary or Latin word, roughly."""
    word = american(word)
    if len(word) <= 3 or not word.endswith(("s", "ae", "i")):
        return word
    for ending, other in PLURALS:
        if word.endswith(ending):
            return word[: len(word) - len(ending)] + other
    return word


PLURALS = (
    ("ss", "ss"),
    ("us", "us"),
    ("itis", "itis"),
    ("sis", "sis"),
    ("is", "is"),
    ("betes", "betes"),
    ("rhoids", "rhoid"),
    ("oses", "osis"),
    ("ases", "asis"),
    ("yses", "ysis"),
    ("culi", "culus"),
    ("boli", "bolus"),
    ("mbi", "mbus"),
    ("ae", "a"),
    ("ies", "y"),
    ("xes", "x"),
    ("ches", "ch"),
    ("shes", "sh"),
    ("sses", "ss"),
    ("s", ""),
)
BRITISH = (
    ("haem", "hem"),
    ("aem", "em"),
    ("oed", "ed"),
    ("oesoph", "esoph"),
    ("rrhoea", "rrhea"),
    ("paed", "ped"),
    ("gynaec", "gynec"),
    ("leuk", "leuk"),
    ("tumour", "tumor"),
    ("anaes", "anes"),
    ("orrhoi", "orrhoi"),
    ("ischae", "ische"),
    ("fibre", "fiber"),
    ("caec", "cec"),
    ("coel", "cel"),
)


def american(word: str) -> str:
    """One spelling for words that are written in two."""
    if "ae" in word or "oe" in word or "our" in word:
        for british, other in BRITISH:
            word = word.replace(british, other)
    return word


class Folder:
    """The compiled folding tables; immutable after construction but for its cache."""

    def __init__(self) -> None:
        table = knowledge.load("folding")
        short = knowledge.load("abbreviations")
        self.stopwords = frozenset(table["stopwords"].split())
        self.modifiers = frozenset(table["modifiers"].split())
        self.generic = self.modifiers | frozenset(table["generic"].split())
        self._same = _equivalences(table["equivalences"])
        self._plain: dict[str, str] = short["any_case"]
        self._upper: dict[str, str] = short["upper"]
        self._guarded = {
            key: (entry["text"], frozenset(entry["near"].split()))
            for key, entry in short["guarded"].items()
        }
        self._cache: dict[str, tuple[str, ...]] = {}
        self._spelling: Spelling | None = None
        self._capitals = {
            form: self._expand(text, "")
            for key, text in self._upper.items()
            for form in ((key, f"{key}s") if len(key) > 1 else (key,))
        }
        self._rewrites: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
        for phrase, meaning in table["rewrites"].items():
            self._add_rewrite(phrase, meaning)
        for options in self._rewrites.values():
            options.sort(key=lambda pair: -len(pair[0]))

    def _add_rewrite(self, phrase: str, meaning: str) -> None:
        source = tuple(self._words(phrase))
        if source:
            target = tuple(self._words(meaning))
            self._rewrites.setdefault(source[0], []).append((source, target))

    def _words(self, phrase: str) -> Iterable[str]:
        for word in phrase.split():
            yield from self.word(word)

    def word(self, word: str) -> tuple[str, ...]:
        """The concepts of one lower-case word; empty for a stop word."""
        known = self._cache.get(word)
        if known is None:
            known = self._fold_word(word)
            if len(self._cache) < 200_000:  # a bound: notes are hostile input
                self._cache[word] = known
        return known

    def mend(self, words: Iterable[str]) -> None:
        """From now on, mend slips in the names of diseases towards these words."""
        self._spelling = Spelling((*words, *self._same, *self._plain, *self.stopwords))
        self._cache.clear()

    def _fold_word(self, word: str) -> tuple[str, ...]:
        if word in self.stopwords:
            return ()
        if word in self._plain:
            return self._expand(self._plain[word], word)
        root = self.root(word)
        if self._spelling is not None:
            meant = self._spelling.meant(root)
            root = self.root(meant) if meant else root
        return (root,)

    def root(self, word: str) -> str:
        """The concept of one word taken literally: no shorthand, no stop word."""
        root = stem(word[:MAX_WORD])
        return self._same.get(american(word)) or self._same.get(root) or root

    def _expand(self, meaning: str, word: str) -> tuple[str, ...]:
        """Shorthand spelt out, without reading the shorthand itself again."""
        parts = [
            (part,) if part == word else self.word(part)
            for part in meaning.lower().replace("-", " ").split()
        ]
        return tuple(concept for part in parts for concept in part)

    def shorthand(self, document: str) -> Mapping[str, tuple[str, ...]]:
        """Shorthand of capitals that this document allows to be spelt out."""
        allowed = dict(self._capitals)
        present = self._guarded.keys() & CAPITALS.findall(document)
        lower, one_case = is_lower(document), list(ambiguous(document))
        if lower:
            for key in CASELESS:
                allowed[key.lower()] = self._capitals[key]
            present |= {key for key in CASELESS_NEAR if key.lower() in document}
        if present or one_case:
            plain = document.lower()  # "(re)" is a word with its brackets
            words = frozenset(TOKEN.findall(plain)).union(plain.split())
            for key in present:
                text, near = self._guarded[key]
                if near & words:
                    allowed[key] = self._expand(text, "")
                    if key in CASELESS_NEAR and lower:
                        allowed[key.lower()] = allowed[key]
            for key, near in one_case:
                if near & words:
                    allowed[key.lower()] = self._capitals[key]
                elif not lower:
                    allowed.pop(key, None)
        return allowed

    def phrase(self, text: str) -> tuple[str, ...]:
        """All concepts of a short phrase in order, rewritten; for titles and terms."""
        concepts: list[str] = []
        last = ""
        plain = OWNED.sub("", text.lower().replace("secondary to", ""))
        for token in TOKEN.findall(plain):
            if token == "a" and last in LETTERED:
                concepts.append(LETTER_A)
            elif token[0].isalnum():
                concepts.extend(self.word(token))
            last = token
        return tuple(self._rewrite_plain(self._rewrite_plain(concepts)))

    def _rewrite_plain(self, concepts: list[str]) -> list[str]:
        out: list[str] = []
        index = 0
        while index < len(concepts):
            found = self._rewrite_at(concepts, index)
            if found is None:
                out.append(concepts[index])
                index += 1
            else:
                out.extend(found[1])
                index += len(found[0])
        return out

    def _rewrite_at(
        self, concepts: list[str], index: int
    ) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
        for source, target in self._rewrites.get(concepts[index], ()):
            size = len(source)
            if size == 1 or tuple(concepts[index : index + size]) == source:
                return source, target
        return None

    def read(self, text: str, breaks: Iterable[int] = ()) -> list[Segment]:
        """The text as segments of concepts, every one with its offsets."""
        extra = self.shorthand(text)
        segments: list[Segment] = []
        for words in sentences(text, breaks):
            segment = self._segment(words, text, extra)
            if segment.concepts:
                once = self._rewritten(segment)
                segments.append(once if once is segment else self._rewritten(once))
        return segments

    def _segment(
        self,
        words: list[tuple[str, int, int]],
        text: str,
        extra: Mapping[str, tuple[str, ...]],
    ) -> Segment:
        segment = Segment(words[0][1], words[-1][2], words)
        place = lacking = 0
        concepts, starts = segment.concepts, segment.starts
        ends, places = segment.ends, segment.places
        modifiers, known = self.modifiers, self._cache
        for at, (word, start, end) in enumerate(words):
            if lacking or word in TURNING:  # most words are none of these
                if word in MISSING:
                    lacking = LACKING
                elif lacking and word not in self.stopwords and word not in PASSED:
                    lacking -= 1
                if word in PARTING:
                    place += 1
                    denied = bool(starts) and starts[-1] in segment.absent
                    if word == "or" and denied:
                        lacking = LACKING  # "without dyskinesia or fluctuations"
                    elif word not in MISSING:
                        lacking = 0
                    continue
                if word in CAUSES or (word in LEADING and _leads_to(words, at)):
                    place += FAR
                    continue
                if word == "s" and start and text[start - 1] in APOSTROPHES:
                    continue
            raw = text[start:end]
            if raw == "A" and at and words[at - 1][0] in LETTERED:
                folded: tuple[str, ...] = (LETTER_A,)
            else:
                folded = extra.get(raw) or known.get(word) or self.word(word)
            if not folded:
                continue
            if lacking and word not in MISSING:
                segment.absent.add(start)
            for concept in folded:
                if concept in modifiers:
                    segment.loose.add(place)
                concepts.append(concept)
                starts.append(start)
                ends.append(end)
                places.append(place)
            place += 1
        return segment

    def _rewritten(self, segment: Segment) -> Segment:
        """The segment with rewrites applied; a rewrite spans all words it replaces."""
        heads, concepts = self._rewrites, segment.concepts
        if heads.keys().isdisjoint(concepts):
            return segment
        out = Segment(segment.start, segment.end, segment.words)
        out.absent, out.loose = segment.absent, segment.loose
        index, copied, total = 0, 0, len(concepts)
        while index < total:
            found = (
                self._rewrite_at(concepts, index) if concepts[index] in heads else None
            )
            if found is None:
                index += 1
                continue
            last = index + len(found[0]) - 1
            if segment.places[last] - segment.places[index] > last + 1 - index:
                index += 1
                continue
            out.extend(segment, copied, index)
            if "longtermuse" in found[1]:  # its drug stands right behind
                out.loose.update(segment.places[index + 1 : last + 1])
            for concept in found[1]:
                out.add(
                    concept,
                    segment.starts[index],
                    segment.ends[last],
                    segment.places[index],
                )
            index = copied = last + 1
        if not copied:
            return segment
        out.extend(segment, copied, total)
        return out


#: After these words "A" is a name and no article: influenza A, hepatitis A.
LETTERED = frozenset({"influenza", "flu", "hepatitis", "vitamin", "type", "group"})
LETTER_A = "letter~a"
#: Words that part two conditions without ending the sentence.
CONNECTORS = frozenset({"and", "or", "versus", "vs", "but", "with", "without"})
PARTING = SOFT | CONNECTORS


#: Words that part a condition from its cause.
CAUSES = frozenset({"from", "due", "because", "following"})
FAR = 6
#: Words after which the next few name what is not there.
MISSING = frozenset({"without", "w/o", "not", "no", "unrelated"})
#: Words between such a word and what is missing.
PASSED = frozenset({"evidence", "sign", "signs", "symptoms", "history", "hx"})
LACKING = 4
#: With these begins what ``_leads_to`` looks at.
LEADING = frozenset({"secondary", "2"})
#: All words that are more than a concept.
TURNING = MISSING | PARTING | CAUSES | LEADING | {"s"}


def _leads_to(words: list[tuple[str, int, int]], at: int) -> bool:
    """ "Secondary to" and "2/2" name a cause."""
    if words[at][0] == "secondary":
        return at + 1 < len(words) and words[at + 1][0] == "to"
    return words[at][0] == "2" and [w[0] for w in words[at + 1 : at + 3]] == ["/", "2"]


def _equivalences(groups: Mapping[str, str]) -> dict[str, str]:
    same: dict[str, str] = {}
    for canonical, forms in groups.items():
        for form in forms.split():
            same[form] = canonical
            same.setdefault(stem(form), canonical)
    return same
