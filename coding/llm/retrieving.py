"""The codes that a model may choose from for one mention.

Owns the gathering: what the dictionary makes of the words, what the code book's search
answers, and the neighbours of both; and the test that a code has something to do with
the words it would be chosen for. A model's own wording may widen the search only where
it shares something with the note's. Must not ask a model or choose.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from coding.candidates import retrieve
from coding.codebook import CodeBook, NoteKind
from coding.lexicon import Lexicon
from coding.mentions import find
from coding.values import Candidate, Facts, Mention, NoteDocument, Section

MOST = 24
#: Search hits looked at for one wording, and leaves taken from one branch.
HITS, LEAVES, NEAR = 12, 12, 3
#: Sources whose codes the dictionary reads out of the note's own words.
OWN = frozenset({"term", "default"})
#: A wording that names a code less surely than this does not speak for it.
CLEAR = 0.9
Find = Callable[[str, int], Sequence[str]]
#: Words that many titles share and that prove nothing.
EMPTY = frozenset(
    "encounter history status use long term current disorder disease condition due"
    " type other specified unspecified elsewhere classified follow up examination"
    " initial subsequent sequela with without level stage unit site part side right"
    " left bilateral acute chronic adult pediatric female male".split()
)


@dataclass(frozen=True, slots=True)
class Retriever:
    """One release's ways to codes. ``find`` answers a query with codes, best first."""

    book: CodeBook
    lexicon: Lexicon
    find: Find
    _words: dict[str, frozenset[str]] = field(default_factory=dict)
    _wordings: dict[str, frozenset[str]] = field(default_factory=dict)

    def candidates(
        self,
        mention: Mention,
        condition: str,
        sentence: str,
        known: Iterable[Candidate],
        facts: Facts,
    ) -> tuple[Candidate, ...]:
        """Billable codes that the words speak for, likeliest first.

        ``known`` are those the knowledge engine has for the same words.
        """
        words = self.concepts(f"{sentence} ; {mention.evidence.text}")
        wordings = [mention.evidence.text]
        if condition and anchored(condition, mention.evidence.text, words, self):
            wordings.insert(0, condition)
        found: dict[str, Candidate] = {}
        for one in self._gathered(wordings, known, facts):
            if one.code not in found and self._fits(one, facts, words):
                found[one.code] = one
        return tuple(found.values())[:MOST]

    def _gathered(
        self, wordings: list[str], known: Iterable[Candidate], facts: Facts
    ) -> Iterator[Candidate]:
        own = [one for one in known if not one.code.startswith("@")]
        yield from own
        # Only the note's own words are proof; the model's wording has to share some.
        read = [
            one if words is wordings[-1] else replace(one, source="wording")
            for words in wordings
            for one in self._read(words, facts)
        ]
        yield from read
        asked = [code for words in wordings for code in self.find(words, HITS)]
        leaves = [leaf for code in asked for leaf in self._leaves(code)]
        for position, code in enumerate(leaves):
            yield Candidate(code, max(0.3, 0.8 - 0.02 * position), "search")
        first = [one.code for one in own + read] + leaves
        for code in dict.fromkeys(first[: NEAR * 3]):
            for neighbour in self._neighbours(code):
                yield Candidate(neighbour, 0.3, "neighbour")

    def _read(self, words: str, facts: Facts) -> Iterator[Candidate]:
        """What the dictionary makes of a wording by itself."""
        document = NoteDocument("", words)
        section = Section("", "assessment", 0, len(words))
        for mention in find(document, (section,), self.lexicon, assertion=False):
            yield from retrieve(mention, self.lexicon, self.book, facts)

    def _leaves(self, code: str) -> Sequence[str]:
        if self.book.is_billable(code):
            return (code,)
        return self.book.billable_under(code)[:LEAVES]

    def _neighbours(self, code: str) -> Iterator[str]:
        """Siblings, and what the code's own notes point to."""
        for sibling in self.book.siblings(code)[:LEAVES]:
            yield from self._leaves(sibling.code)[:NEAR]
        for kind in (NoteKind.CODE_FIRST, NoteKind.USE_ADDITIONAL):
            for note in self.book.notes(code, kind)[:NEAR]:
                for each in note.ranges[:NEAR]:
                    yield from self.book.expand(each)[:NEAR]

    def _fits(self, one: Candidate, facts: Facts, words: frozenset[str]) -> bool:
        code = one.code
        if code.startswith("@") or not self.book.is_billable(code):
            return False
        if code[0] == "P" and facts.age is not None and facts.age > 1:
            return False
        if code[0] == "O" and facts.sex == "M":
            return False
        return one.source in OWN or bool(self.words_of(code) & words)

    def concepts(self, text: str) -> frozenset[str]:
        """What a text speaks of, in the dictionary's concepts, without empty words."""
        read = self.lexicon.folder.read(text)
        told = {concept for segment in read for concept in segment.concepts}
        return frozenset(told) - EMPTY - self.lexicon.folder.generic

    def words_of(self, code: str) -> frozenset[str]:
        """What a code's title, its terms and the titles above it speak of."""
        known = self._words.get(code)
        if known is None:
            terms = [note.text for note in self.book.own_notes(code, TERM)]
            above = [one.title for one in self.book.ancestors(code)[:2]]
            told = " ; ".join((self.book.title(code), *terms, *above))
            known = self.concepts(told) | self._everyday(code)
            self._words[code] = known
        return known

    def _everyday(self, code: str) -> frozenset[str]:
        """What the dictionary's wordings for a code speak of."""
        if not self._wordings:
            found: dict[str, set[str]] = {}
            for phrase in self.lexicon.phrases:
                for named, weight in phrase.codes:
                    if weight >= CLEAR:
                        found.setdefault(named, set()).update(phrase.core)
            empty = EMPTY | self.lexicon.folder.generic
            self._wordings.update({c: frozenset(w) - empty for c, w in found.items()})
        return self._wordings.get(code, frozenset())


TERM = NoteKind.INCLUSION_TERM


def anchored(
    condition: str, quote: str, words: frozenset[str], retriever: Retriever
) -> bool:
    """Whether the model's wording has anything to do with the note's."""
    return bool(retriever.concepts(condition) & words) or _initials(condition, quote)


_WORD = re.compile(r"[A-Za-z]+")
_SMALL = frozenset("of the and with in to for a an due by or on".split())


@lru_cache(maxsize=1_000)
def _initials(condition: str, quote: str) -> bool:
    """Whether a shorthand of the quote is spelt out: PTLD, three letters at least."""
    spelt = [word for word in _WORD.findall(condition) if word.lower() not in _SMALL]
    letters = "".join(word[0].upper() for word in spelt)
    shorts = [word for word in _WORD.findall(quote) if word.isupper()]
    return any(len(short) >= 3 and short in letters for short in shorts)


def with_first(
    candidates: tuple[Candidate, ...], code: str, score: float
) -> tuple[Candidate, ...]:
    """The chosen code first, with the model's score; the others after it."""
    rest = tuple(one for one in candidates if one.code != code)
    chosen = next(one for one in candidates if one.code == code)
    return replace(chosen, score=score, source="model"), *rest
