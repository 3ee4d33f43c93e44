"""The codes that a chart brings into question, each with everything that speaks for it.

Owns the gathering of codes (drafted, read, or learned from phrases) and which of the
words for one may propose it. Must not judge or fit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from coding import knowledge
from coding.assertions import MENTIONED
from coding.basis import Basis
from coding.codebook import CodeBook
from coding.draft import Draft, Line
from coding.lexicon import Lexicon
from coding.passages import JOIN, Heard
from coding.senses import RANK, Fit, Senses
from coding.values import Assertion, Mention


class Term(NamedTuple):
    """How one matched wording of the release speaks for one code."""

    score: float
    rank: int
    mention: Mention
    wording: str


@dataclass(slots=True)
class Question:
    """A code in question: everything in the chart that speaks for it.

    Where coders code each mention by itself (``by_mention``), what is past or doubted
    speaks for a code as what is present does.
    """

    code: str
    by_mention: bool = False
    fits: list[Fit] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    line: Line | None = None
    billable: bool = True
    title: frozenset[str] = frozenset()

    @property
    def is_open(self) -> bool:
        """Whether what speaks best for this code may propose one."""
        if not self.billable:
            return False
        if self.line is not None:
            return True
        if self.fits:
            return self.is_told_by(self.fits[0].first.assertion)
        return any(self.is_told_by(one.mention.assertion) for one in self.terms)

    def is_told_by(self, said: Assertion) -> bool:
        """Whether words so said may propose this code."""
        if self.by_mention and said in MENTIONED:
            return True
        return speaks(said, self.code)


class Words:
    """The folded words of titles and of the release's wordings, looked up once."""

    def __init__(self, lexicon: Lexicon, book: CodeBook) -> None:
        self._lexicon = lexicon
        self._book = book
        self._titles: dict[str, frozenset[str]] = {}
        self._printed: dict[str, str] = {}

    def title(self, code: str) -> frozenset[str]:
        known = self._titles.get(code)
        if known is None:  # bounded by the codes of a release
            text = self.printed(code).lower() if self._book.get(code) else ""
            known = frozenset(self._lexicon.folder.phrase(text))
            self._titles[code] = known
        return known

    def printed(self, code: str) -> str:
        """The title of a code as it is printed."""
        if code not in self._printed:
            self._printed[code] = self._book.title(code)
        return self._printed[code]

    def wording(self, term: int) -> str:
        """The concepts of a matched wording, joined as phrases are."""
        if term < 0:
            return ""
        phrase = self._lexicon.phrases[term]
        return JOIN.join((*phrase.core, *phrase.qualifiers))


def speaks(said: Assertion, code: str) -> bool:
    """Whether words so said may propose a code: the past only what lasts (IV.J)."""
    if said is Assertion.PRESENT:
        return True
    lasting = code[0] == "Z" or code.startswith(_chronic())
    return said is Assertion.HISTORICAL and lasting


@cache
def _chronic() -> tuple[str, ...]:
    return tuple(knowledge.load("assignment")["chronic"])


def questions(
    basis: Basis,
    draft: Draft,
    hits: Iterable[Heard],
    senses: Senses,
    words: Words,
    *,
    by_mention: bool = False,
) -> dict[str, Question]:
    """Every entry of the release that the chart brings into question.

    Headings among them are codes that coders signed before a release split them; they
    are ranked and never suggested.
    """
    found: dict[str, Question] = {}
    for code, line in draft.lines.items():
        found.setdefault(code, Question(code, by_mention)).line = line
    _add_terms(found, basis, words, by_mention)
    add_fits(found, hits, senses, by_mention=by_mention)
    for code, one in found.items():
        one.billable = basis.book.is_billable(code)
        one.title = words.title(code)
    return {code: one for code, one in found.items() if code in basis.book}


def _add_terms(
    found: dict[str, Question], basis: Basis, words: Words, by_mention: bool
) -> None:
    for mention, candidates in basis.read:
        wording = words.wording(mention.term)
        for rank, candidate in enumerate(candidates):
            code = candidate.code
            if code[0] != "@" and mention.assertion in RANK:
                one = found.setdefault(code, Question(code, by_mention))
                one.terms.append(Term(candidate.score, rank, mention, wording))


def add_fits(
    found: dict[str, Question],
    hits: Iterable[Heard],
    senses: Senses,
    *,
    by_mention: bool = False,
) -> None:
    """What phrases were heard for each code, with the codes that they bring up."""
    for code, fit in senses.fits(hits):
        found.setdefault(code, Question(code, by_mention)).fits.append(fit)
    for question in found.values():
        fits = question.fits
        if len(fits) > 1:
            # Where some of the words may propose it, the others say nothing more.
            told = [fit for fit in fits if question.is_told_by(fit.first.assertion)]
            fits = told or fits
            fits.sort(key=lambda fit: (-fit.fit, -fit.quoted, fit.first))
            question.fits = fits


def fits_of(found: Mapping[str, Question]) -> Iterator[tuple[str, list[Fit]]]:
    """The codes that phrases speak for, each with its phrases."""
    return ((code, one.fits) for code, one in found.items() if one.fits)


def source_of(one: Question, is_read: bool) -> str:
    """Where a code in question comes from, in one word."""
    if one.line is None:
        return "read" if is_read else "learned"
    if one.line.companion:
        return "companion"
    return "term" if is_read else "family"
