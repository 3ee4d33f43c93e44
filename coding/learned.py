"""What a profile makes of a draft: codes coders would add, codes they would strike.

Owns the step after the assignment in which the lessons of reviewed charts judge every
code in question. It never suggests a code outside the release, never one without words
of the chart to quote, and never one that only a denied, past or doubted statement
speaks for, but where coders code each mention by itself. Must not read text or fit
anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from coding.basis import ASSESSING, Basis
from coding.codebook import CodeBook
from coding.draft import Draft, Line, spans
from coding.lexicon import Lexicon
from coding.likeness import Manner
from coding.neighbours import places
from coding.passages import JOIN, Heard, Passage, beginnings, heard, quote
from coding.profile import Lessons
from coding.questions import Question, Words, fits_of, questions
from coding.senses import Senses
from coding.terms import COMBINES
from coding.values import Considered, Evidence, Exclusion, Note
from coding.weighing import Row, Rows

#: What stays below is ranked down to this chance, and no more than so many.
LEAST, MOST = 0.0, 150
#: Quoted places of one learned code.
QUOTED, WEIGHED = 3, 6


@dataclass(frozen=True, slots=True)
class Studied:
    """One chart as the engine read and drafted it, before any learning.

    ``passages`` are the sentences from which diagnoses may come. The note of the basis
    has its lines as they were meant, ``written`` is the same note as it came. Where
    coders code each mention by itself (``by_mention``), headings say nothing of how.
    """

    basis: Basis
    draft: Draft
    passages: tuple[Passage, ...]
    written: Note
    by_mention: bool = False

    @property
    def length(self) -> int:
        return sum(len(one.text) for one in self.basis.note.documents)

    def manner(self) -> Manner:
        """How the chart is written, as the style of a profile looks at it."""
        kinds = {section.kind for section in self.basis.sections}
        headed = not self.by_mention and not kinds.isdisjoint(ASSESSING)
        words = frozenset(
            concept for one in self.passages for concept in one.segment.concepts
        )
        return Manner("headed" if headed else "unheaded", words)


@dataclass(frozen=True, slots=True)
class Judgement:
    """The chance that coders would sign a code, and that its condition was meant."""

    code: float
    reading: float

    @property
    def pair(self) -> tuple[float, float]:
        """Extraction and code confidence, whose product is the chance of the code."""
        extraction = min(0.99, max(self.code, self.reading, 0.001))
        return extraction, min(1.0, self.code / extraction)


class Weighed(NamedTuple):
    """A code in question, its figures, its chance, and the line that it is to be."""

    question: Question
    row: Row
    chance: float
    line: Line | None


class Learned:
    """The lessons of a profile made ready for one release."""

    def __init__(self, lessons: Lessons, lexicon: Lexicon, book: CodeBook) -> None:
        self.lessons = lessons
        self._words = Words(lexicon, book)
        self._senses = Senses(lessons, self._words)
        self._heads = beginnings(lessons.phrases)

    def why_unlike(self, manner: Manner) -> str:
        """Why these lessons say nothing of a chart so written; empty where they do."""
        style = self.lessons.style
        return "" if style is None else style.why_unlike(manner)

    def apply(
        self, studied: Studied, *, keep_negated: bool = False, assertion: bool = True
    ) -> tuple[Draft, tuple[Considered, ...]]:
        """The draft as coders would most likely leave it, and what else was weighed."""
        lessons = self.lessons
        hits = heard(
            studied.passages,
            known=lessons.phrases,
            heads=self._heads,
            keep_negated=keep_negated,
            assertion=assertion,
        )
        found = questions(
            studied.basis,
            studied.draft,
            hits,
            self._senses,
            self._words,
            by_mention=studied.by_mention,
        )
        said = studied.manner().words
        leaning = lessons.leanings.of(said)
        around = lessons.surroundings.of(
            places(fits_of(found), studied.passages, lessons.priors)
        )
        rows = Rows(
            found, studied.draft, lessons, studied.length, said, leaning, around
        )
        figures = [rows.row(code) for code in found]
        scores = lessons.code.probabilities(figures)
        weighed = [
            Weighed(one, row, chance, self._proposed(one, chance, studied))
            for one, row, chance in zip(
                found.values(),
                figures,
                map(lessons.code_scale.read, scores),
                strict=True,
            )
        ]
        return self._settled(studied, weighed), tuple(self._considered(weighed))

    def _proposed(self, one: Question, chance: float, studied: Studied) -> Line | None:
        if chance < self.lessons.threshold or not one.is_open:
            return None
        return one.line or self._line(one, studied)

    def _settled(self, studied: Studied, weighed: list[Weighed]) -> Draft:
        """The draft with every line judged, and without those coders would strike."""
        kept = [(one, one.line) for one in weighed if one.line is not None]
        scores = self.lessons.reading.probabilities([one.row for one, _ in kept])
        readings = map(self.lessons.reading_scale.read, scores)
        draft = studied.draft
        for one in weighed:
            if one.line is None and one.question.line is not None:
                draft = self._struck(draft, one, one.question.line, studied.basis)
        for (one, line), reading in zip(kept, readings, strict=True):
            judged = Judgement(one.chance, reading).pair
            draft = _with(draft, replace(line, judged=judged))
        return draft

    def _struck(self, draft: Draft, one: Weighed, line: Line, basis: Basis) -> Draft:
        """Without a line that coders would most likely reject; the reason is kept."""
        message = (
            "Words like these were kept for this code too seldom in "
            f"{self.lessons.charts} reviewed charts: a chance of {one.chance:.0%}."
        )
        aside = Exclusion(
            line.code,
            basis.book.title(line.code),
            "rejected_before",
            "P1",
            "I.A.19",
            message,
            line.evidence,
        )
        return draft.without(line.code, aside)

    def _considered(self, weighed: list[Weighed]) -> Iterator[Considered]:
        """What stays below, best first; headings too, which are never suggested."""
        below = [one for one in weighed if one.line is None and one.chance >= LEAST]
        below.sort(key=lambda one: (-one.chance, one.question.code))
        for one in below[:MOST]:
            code = one.question.code
            yield Considered(code, self._words.printed(code), round(one.chance, 4))

    def _line(self, one: Question, studied: Studied) -> Line | None:
        """A line for a code that was not proposed, if it can be quoted."""
        evidence = spans(_quotes(one, studied))[:QUOTED]
        title = self._words.printed(one.code).lower()
        if not evidence or (
            COMBINES.search(title) and not self._names_parts(one, evidence)
        ):
            return None
        seen = one.fits[0] if one.fits else None
        words = evidence[0].text[:120]
        said = f" in {seen.quoted} of {seen.seen} reviewed charts" if seen else ""
        return Line(
            code=one.code,
            score=seen.fit if seen else one.terms[0].score,
            extraction=0.9,
            evidence=evidence,
            section=evidence[0].section,
            rationale=f"“{words}”: coders chose this code{said}.",
        )

    def _names_parts(self, one: Question, evidence: tuple[Evidence, ...]) -> bool:
        """A combination code needs words for each part, or one span that names both."""
        if any(term.rank == 0 for term in one.terms):
            return True
        first = evidence[0]
        if any(
            span.end <= first.start or first.end <= span.start for span in evidence[1:]
        ):
            return True
        title = self._words.title(one.code)
        said = {word for fit in one.fits for word in fit.first.phrase.split(JOIN)}
        return len(said & title) > 1


def _quotes(one: Question, studied: Studied) -> Iterator[Evidence]:
    """The words that speak for a code, neighbouring ones as one."""
    for term in one.terms:
        if term.rank == 0 and one.is_told_by(term.mention.assertion):
            yield term.mention.evidence
    texts = {each.sha256: each.text for each in studied.basis.note.documents}
    places = [
        fit.first for fit in one.fits[:WEIGHED] if one.is_told_by(fit.first.assertion)
    ]
    for place in _joined(places):
        yield quote(place, texts[place.document])


def _joined(places: list[Heard]) -> list[Heard]:
    """Overlapping and neighbouring words as one place, in the order of the text."""
    joined: list[Heard] = []
    for place in sorted(places, key=lambda one: (one.document, one.start, -one.end)):
        last = joined[-1] if joined else None
        if last and last.document == place.document and place.start <= last.end + 1:
            end = max(last.end, place.end)
            joined[-1] = last._replace(end=end)
        else:
            joined.append(place)
    return joined


def _with(draft: Draft, line: Line) -> Draft:
    excluded = {c: each for c, each in draft.excluded.items() if c != line.code}
    return replace(draft, lines={**draft.lines, line.code: line}, excluded=excluded)
