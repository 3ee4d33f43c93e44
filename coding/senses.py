"""How the phrases heard in a chart speak for codes, by what coders made of them before.

Owns the figures of one phrase for one code. What a profile says of a phrase is the same
in every chart, so it is reckoned once and kept. Must not gather what else speaks for a
code, nor judge it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import log, log1p
from typing import NamedTuple, Protocol

from coding.passages import JOIN, Heard
from coding.profile import Phrase
from coding.values import Assertion

#: What is weighed, what may be suggested first; most is weighed only to be ranked.
WEIGHED = (
    Assertion.PRESENT,
    Assertion.HISTORICAL,
    Assertion.UNCERTAIN,
    Assertion.HYPOTHETICAL,
    Assertion.FAMILY,
    Assertion.SOMEONE_ELSE,
    Assertion.NEGATED,
)
RANK = {said: at for at, said in enumerate(WEIGHED)}


class Phrases(Protocol):
    """What counting has made of phrases."""

    @property
    def charts(self) -> int: ...
    @property
    def priors(self) -> Mapping[str, int]: ...
    @property
    def phrases(self) -> Mapping[str, Phrase]: ...


class Titles(Protocol):
    """The folded words of a code's title."""

    def title(self, code: str) -> frozenset[str]: ...


class Fit(NamedTuple):
    """How one heard phrase speaks for one code; ``weight`` is its fit in log odds."""

    fit: float
    quoted: int
    held: int
    seen: int
    length: int
    title_share: float
    phrase_share: float
    credit: float
    weight: float
    places: tuple[Heard, ...]
    first: Heard

    @property
    def times(self) -> int:
        return len(self.places)


Known = tuple[float, int, int, int, int, float, float, float, float]


class Senses:
    """The senses of the phrases of one profile."""

    def __init__(self, counts: Phrases, titles: Titles) -> None:
        self._counts = counts
        self._titles = titles
        self._known: dict[str, tuple[tuple[str, Known], ...]] = {}

    def fits(self, hits: Iterable[Heard]) -> Iterator[tuple[str, Fit]]:
        """(code, how a phrase of the chart speaks for it), phrase by phrase."""
        by_phrase: dict[str, list[Heard]] = {}
        for one in hits:
            if one.assertion in RANK:
                by_phrase.setdefault(one.phrase, []).append(one)
        for phrase, places in by_phrase.items():
            # Of several places one that says it is present comes first.
            first = min(places, key=lambda place: RANK[place.assertion])
            told = tuple(places)
            for code, known in self._of(phrase):
                yield code, Fit(*known, told, first)

    def _of(self, phrase: str) -> tuple[tuple[str, Known], ...]:
        known = self._known.get(phrase)
        if known is None:  # bounded by the phrases of the profile
            known = self._known[phrase] = tuple(self._reckoned(phrase))
        return known

    def _reckoned(self, key: str) -> Iterator[tuple[str, Known]]:
        phrase, parts = self._counts.phrases[key], key.split(JOIN)
        for code, held, quoted, credit in (
            (s.code, s.held, s.quoted, s.credit) for s in phrase.senses
        ):
            title = self._titles.title(code)
            shared = len(title.intersection(parts))
            prior = self._counts.priors.get(code, 0) / max(1, self._counts.charts)
            fit = quoted + 0.3 * shared / len(parts) + 2 * prior
            fit /= phrase.seen + 1.5
            yield (
                code,
                (
                    fit,
                    quoted,
                    held,
                    phrase.seen,
                    len(parts),
                    shared / max(1, len(title)),
                    shared / len(parts),
                    credit,
                    log((fit + 0.01) / (1.01 - min(fit, 1.0))) + 3,
                ),
            )


#: Statements that are credited, and from what sum of log chances one is clear.
CREDITED = (Assertion.PRESENT, Assertion.HISTORICAL)
CLEAR = 0.35


def credited(fits: Iterable[Fit]) -> tuple[float, float, float, int]:
    """How surely the phrases together bring a code about, in all and by sentence.

    Sums of ``-log(1 - chance)``: a noisy-or of all phrases, read as its exponent.
    """
    total = most = 0.0
    by_sentence: dict[tuple[str, int], float] = {}
    for fit in fits:
        if not fit.credit:
            continue
        told = {
            (place.document, place.sentence)
            for place in fit.places
            if place.assertion in CREDITED
        }
        if told:
            weight = -log1p(-fit.credit)
            total, most = total + weight, max(most, fit.credit)
            for sentence in told:
                by_sentence[sentence] = by_sentence.get(sentence, 0.0) + weight
    clear = sum(weight > CLEAR for weight in by_sentence.values())
    return total, most, max(by_sentence.values(), default=0.0), clear


#: Phrases of a code that are looked at, best first.
BEST = 5
NO_BEST = (0.0,) * 9


def together(fits: Sequence[Fit]) -> tuple[float, ...]:
    """What the phrases of a code, the best one first, say together.

    Length, weight and mentions, fit of those of several and of many words, charts that
    quoted one, share of a title, and the shares that are present and that are denied.
    """
    if not fits:
        return NO_BEST
    top = fits[:BEST]
    said = [fit.first.said for fit in top]
    return (
        max([fit.length for fit in top]),
        sum([fit.weight for fit in top]),
        sum([len(fit.places) for fit in fits[:3]]),
        max([fit.fit for fit in fits if fit.length > 1], default=0.0),
        max([fit.fit for fit in fits if fit.length > 2], default=0.0),
        max([fit.quoted for fit in top]),
        max([fit.title_share for fit in fits[:6]]),
        said.count(Assertion.PRESENT) / len(said),
        said.count(Assertion.NEGATED) / len(said),
    )
