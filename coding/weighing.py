"""One row of figures for every code a chart brings into question.

Owns the figures by which a profile's scores judge the codes in question: how the words
fit, what coders made of such words and such codes before, what else claims the same
words. Must not judge or fit.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from math import log1p
from typing import Protocol

from coding.draft import Draft
from coding.passages import Heard
from coding.profile import NEVER, Tally
from coding.questions import Question, source_of
from coding.senses import RANK, Phrases, credited, together
from coding.surroundings import NOTHING as NOTHING_AROUND
from coding.values import Assertion, Mention

#: Names of the figures of a row, in their order.
FIGURES = tuple(
    "fit quoted held seen length title_share phrase_share times second any phrases "
    "held_share claimed margin claims prior code_share code_count wording_share "
    "wording_count drafted score extraction exact spans companion term rank terms "
    "read_extraction set_aside inside longest lines place symptom_or_factor symptom "
    "current digits relative in_category category_prior category_share weight "
    "mentions longer longest_fit most_quoted best_title_share source_share "
    "said_present said_denied term_said billable title_told title_words leaning "
    "credit most_credited sentence_credit sentences_told "
    "sibling_credit credit_margin credit_share "
    "around around_words around_any around_places".split()
)
Row = tuple[float, ...]
SET_ASIDE = {"integral": 1.0, "combination": 2.0}
#: The leaning to a code that too few charts held to learn one.
NOT_LEANED = -9.0
NO_LEANING: Mapping[str, float] = {}
NO_ROWS: Mapping[str, Row] = {}
#: Added to the credit of a category, so that next to nothing is no large share.
LITTLE = 0.05


class Counts(Phrases, Protocol):
    """What a profile knows from counting, fitted scores or not."""

    @property
    def codes(self) -> Mapping[str, Tally]: ...
    @property
    def sources(self) -> Mapping[str, Tally]: ...
    @property
    def wordings(self) -> Mapping[str, Tally]: ...


class Rows:
    """The rows of one chart; holds what the codes of a chart share."""

    def __init__(
        self,
        found: Mapping[str, Question],
        draft: Draft,
        counts: Counts,
        length: int,
        said: Collection[str] = (),
        leaning: Mapping[str, float] = NO_LEANING,
        around: Mapping[str, Row] = NO_ROWS,
    ) -> None:
        self._found = found
        self._said = said
        self._leaning = leaning
        self._around = around
        self._draft = draft
        self._counts = counts
        self._length = max(1, length)
        self._spans = [
            (first.start, first.end, first.document, fit, code)
            for code, one in found.items()
            for fit, *_, first in one.fits[:1]
        ]
        self._rivals: dict[tuple[str, int, int], list[tuple[float, str]]] = {}
        self._drafted = {code[:3] for code in draft.lines}
        self._quoted = [span for line in draft.lines.values() for span in line.evidence]
        self._credit = {code: credited(one.fits) for code, one in found.items()}
        self._categories: dict[str, list[str]] = {}
        for code in found:
            self._categories.setdefault(code[:3], []).append(code)
        self._in_category: dict[str, list[tuple[float, str]]] = {}
        for *_, fit, code in self._spans:
            self._in_category.setdefault(code[:3], []).append((fit, code))
        for code in draft.lines:
            self._in_category.setdefault(code[:3], []).append((0.5, code))

    def row(self, code: str) -> Row:
        """The figures of one code, as ``FIGURES`` names them."""
        one = self._found[code]
        return (
            *self._of_phrases(one),
            *self._of_counts(one),
            *self._of_draft(one),
            *self._of_chart(one),
            *self._of_credit(code),
            *self._around.get(code, NOTHING_AROUND),
        )

    def _of_credit(self, code: str) -> Row:
        """What the phrases are credited with, beside the other codes of a category."""
        own = self._credit[code]
        siblings = [
            self._credit[other][0]
            for other in self._categories[code[:3]]
            if other != code
        ]
        most = max(siblings, default=0.0)
        share = own[0] / (own[0] + sum(siblings) + LITTLE)
        return (*own, most, own[0] - most, share)

    def _of_phrases(self, one: Question) -> Row:
        fits = one.fits
        if not fits:
            return NO_PHRASE
        best = fits[0]
        none = 1.0
        for fit in fits[:6]:
            none *= 1 - min(fit.fit, 0.95)
        claimed, claims = self._claims(one.code, best.first)
        return (
            *best[:7],
            best.times,
            fits[1].fit if len(fits) > 1 else 0.0,
            1 - none,
            len(fits),
            best.quoted / (best.seen + 1),
            claimed,
            best.fit - claimed,
            claims,
        )

    def _claims(self, code: str, place: Heard) -> tuple[float, int]:
        """How well, and how often, the same words speak for other codes."""
        key = place.document, place.start, place.end
        rivals = self._rivals.get(key)
        if rivals is None:
            rivals = self._rivals[key] = sorted(self._over(place), reverse=True)
        most = next((fit for fit, whose in rivals if whose != code), 0.0)
        return most, len(rivals) - 1  # one of them is the code itself

    def _over(self, place: Heard) -> list[tuple[float, str]]:
        """The codes for which words speak best that lie over these."""
        document, start, end = place.document, place.start, place.end
        return [
            (fit, whose)
            for first, last, there, fit, whose in self._spans
            if first < end and start < last and there == document
        ]

    def _of_counts(self, one: Question) -> Row:
        counts = self._counts
        tally = counts.codes.get(one.code, NEVER)
        wording = NEVER
        for term in one.terms:
            if term.rank == 0:
                key = f"{term.wording}>{one.code}"
                known = counts.wordings.get(key, NEVER)
                wording = max(wording, known, key=lambda each: each.proposed)
        return (
            log1p(counts.priors.get(one.code, 0)),
            tally.share,
            tally.proposed,
            wording.share,
            wording.proposed,
        )

    def _of_draft(self, one: Question) -> Row:
        line, terms = one.line, one.terms
        if line is None and not terms:
            return NO_DRAFT
        best = max(terms, key=lambda each: each.score - 0.2 * each.rank, default=None)
        return (
            line is not None,
            line.score if line else 0.0,
            line.extraction if line else 0.0,
            line.exact if line else 0.0,
            len(line.evidence) if line else 0,
            line.companion if line else 0.0,
            best.score if best else 0.0,
            best.rank if best else 9,
            len(terms),
            best.mention.extraction_confidence if best else 0.0,
        )

    def _of_chart(self, one: Question) -> Row:
        code, fits, draft = one.code, one.fits, self._draft
        counts, category = self._counts, one.code[:3]
        aside = draft.excluded.get(code)
        source = source_of(one, any(term.rank == 0 for term in one.terms))
        starts = [term.mention.evidence.start for term in one.terms]
        starts += [fit.first.start for fit in fits[:1]]
        first = min(starts, default=0)
        in_category = self._in_category.get(category, ())
        length, *best, present, denied = together(fits)
        return (
            SET_ASIDE.get(aside.reason, 3.0) if aside else 0.0,
            bool(fits) and one.line is None and self._inside(fits[0].first),
            length,
            len(draft.lines),
            first / self._length,
            code[0] in "RZ",
            code[0] == "R",
            fits[0].first.assertion is Assertion.PRESENT if fits else 1.0,
            len(code),
            max([fit for fit, other in in_category if other != code], default=0.0),
            category in self._drafted and one.line is None,
            log1p(counts.priors.get(category, 0)),
            counts.codes.get(category, NEVER).share,
            *best,
            counts.sources.get(source, NEVER).share,
            present,
            denied,
            min([_rank(term.mention) for term in one.terms], default=9),
            one.billable,
            len(one.title.intersection(self._said)) / max(1, len(one.title)),
            len(one.title),
            self._leaning.get(code, NOT_LEANED),
        )

    def _inside(self, place: Heard) -> bool:
        """Whether a drafted code already quotes these words."""
        document, start, end = place.document, place.start, place.end
        for span in self._quoted:
            if span.start < end and start < span.end and span.document == document:
                return True
        return False


NO_PHRASE: Row = (0.0,) * 15
NO_DRAFT: Row = (0.0,) * 7 + (9, 0.0, 0.0)


def _rank(mention: Mention) -> int:
    """How surely the text says a mention, whatever counts as present."""
    return RANK[mention.told or mention.assertion]
