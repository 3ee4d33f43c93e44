"""What a profile makes of a draft: codes coders would add, codes they would strike.

Owns the step after the assignment in which the lessons of reviewed charts judge every
code in question. It never suggests a code outside the release, never one without words
of the chart to quote, and never one that only a denied, past or doubted statement
speaks for. Must not read text or fit anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from coding.basis import Basis
from coding.codebook import CodeBook
from coding.draft import Draft, Line, spans
from coding.lexicon import Lexicon
from coding.passages import JOIN, Heard, Passage, heard, quote
from coding.profile import Lessons
from coding.terms import COMBINES
from coding.values import Considered, Evidence, Exclusion
from coding.weighing import Question, Rows, Words, questions, speaks

#: Codes below this are not worth showing, nor more than so many.
LEAST, MOST = 0.003, 60
#: Quoted places of one learned code.
QUOTED, WEIGHED = 3, 6


@dataclass(frozen=True, slots=True)
class Studied:
    """One chart as the engine read and drafted it, before any learning.

    ``passages`` are the sentences from which diagnoses may come.
    """

    basis: Basis
    draft: Draft
    passages: tuple[Passage, ...]

    @property
    def length(self) -> int:
        return sum(len(one.text) for one in self.basis.note.documents)


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


class Learned:
    """The lessons of a profile made ready for one release."""

    def __init__(self, lessons: Lessons, lexicon: Lexicon, book: CodeBook) -> None:
        self.lessons = lessons
        self._words = Words(lexicon, book)
        self._heads = frozenset(key.partition(JOIN)[0] for key in lessons.phrases)

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
        found = questions(studied.basis, studied.draft, hits, lessons, self._words)
        rows = Rows(found, studied.draft, lessons, studied.length)
        draft, weighed = studied.draft, []
        for code, one in found.items():
            row = rows.row(code)
            chance = lessons.code_scale.read(lessons.code.probability(row))
            line = None
            if chance >= lessons.threshold and one.is_open:
                line = one.line or self._line(one, studied)
            if line is None:
                weighed.append((chance, code))
                draft = _struck(draft, one, chance, lessons, studied.basis)
                continue
            reading = lessons.reading_scale.read(lessons.reading.probability(row))
            judged = replace(line, judged=Judgement(chance, reading).pair)
            draft = _with(draft, judged)
        return draft, tuple(_considered(weighed, studied.basis.book))

    def _line(self, one: Question, studied: Studied) -> Line | None:
        """A line for a code that was not proposed, if it can be quoted."""
        evidence = spans(_quotes(one, studied))[:QUOTED]
        title = studied.basis.book.title(one.code).lower()
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
        if term.rank == 0 and speaks(term.mention.assertion, one.code):
            yield term.mention.evidence
    texts = {each.sha256: each.text for each in studied.basis.note.documents}
    places = [
        fit.first for fit in one.fits[:WEIGHED] if speaks(fit.first.assertion, one.code)
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


def _struck(
    draft: Draft, one: Question, chance: float, lessons: Lessons, basis: Basis
) -> Draft:
    """Without a line that coders would most likely reject; the reason is kept."""
    if one.line is None:
        return draft
    message = (
        f"Words like these were kept for this code too seldom in {lessons.charts} "
        f"reviewed charts: a chance of {chance:.0%}."
    )
    aside = Exclusion(
        one.code,
        basis.book.title(one.code),
        "rejected_before",
        "P1",
        "I.A.19",
        message,
        one.line.evidence,
    )
    return draft.without(one.code, aside)


def _considered(
    weighed: list[tuple[float, str]], book: CodeBook
) -> Iterator[Considered]:
    weighed.sort(key=lambda each: (-each[0], each[1]))
    for chance, code in weighed[:MOST]:
        if chance >= LEAST:
            yield Considered(code, book.title(code), round(chance, 4))
