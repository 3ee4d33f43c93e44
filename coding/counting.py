"""What reviewed charts hold, counted: phrases, codes, and what became of proposals.

Owns the counts that a profile stores and that its scores are fitted on. Counts of a
chart must never be used to judge that same chart while fitting: ``coding.learning``
sees to that. Must not fit anything.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from coding.codebook import CodeBook
from coding.credit import Pair, shares
from coding.examples import Example, Quoted
from coding.learned import Studied
from coding.passages import JOIN, Heard, heard
from coding.profile import Phrase, Sense, Tally
from coding.questions import Question, Words, source_of, speaks
from coding.values import Assertion

#: Of a phrase seen in this many charts or more, a code must have its share.
OFTEN, SHARE, SHARE_OF_TITLE = 3, 0.12, 0.04
#: A phrase must go with a code this much more often than any words do.
LIFT = 2.0
#: Kinds of statement from which phrases are learned.
LEARNED_FROM = frozenset({Assertion.PRESENT, Assertion.HISTORICAL})


@dataclass(frozen=True, slots=True)
class Observed:
    """One reviewed chart: as read, as signed, and its phrases with the codes quoted.

    ``codes`` are entries of the release, ``billable`` those that may be suggested: a
    signed code that the release has split since is a heading there. ``quoted`` are the
    places coders gave for a code, where they gave any.
    """

    studied: Studied
    codes: frozenset[str]
    phrases: Mapping[str, tuple[str, ...]]
    billable: frozenset[str]
    weight: float = 1.0
    quoted: Mapping[str, tuple[Quoted, ...]] = field(default_factory=dict)

    def is_quoted(self, code: str, place: Heard) -> bool:
        """Whether coders signed this code for these words, as far as they said."""
        if code not in self.codes:
            return False
        spans = self.quoted.get(code)
        return not spans or any(
            place.document == document and place.start < end and start < place.end
            for document, start, end in spans
        )


@dataclass(frozen=True, slots=True)
class Counted:
    """The counts over a set of charts; ``coding.profile.Lessons`` says what each is."""

    charts: int
    priors: Mapping[str, int]
    phrases: Mapping[str, Phrase]
    codes: Mapping[str, Tally]
    sources: Mapping[str, Tally]
    wordings: Mapping[str, Tally]


def observe(
    example: Example, studied: Studied, book: CodeBook, keep_negated: bool
) -> Observed:
    """A chart with every phrase in it and the codes for which coders quoted it."""
    codes = frozenset(code for code in example.codes if book.get(code))
    quoted: dict[str, set[str]] = {}
    for one in heard(studied.passages, keep_negated=keep_negated):
        if one.assertion not in LEARNED_FROM:
            continue
        known = quoted.setdefault(one.phrase, set())
        for code in codes - known:
            spans = example.quoted.get(code)
            if spans is None or any(
                one.document == document and one.start < end and start < one.end
                for document, start, end in spans
            ):
                known.add(code)
    phrases = {phrase: tuple(sorted(known)) for phrase, known in quoted.items()}
    billable = frozenset(code for code in codes if book.is_billable(code))
    return Observed(studied, codes, phrases, billable, example.weight, example.quoted)


def count(charts: Collection[Observed], words: Words) -> Counted:
    """All counts over charts."""
    priors: Counter[str] = Counter()
    for chart in charts:
        priors.update(chart.codes | {code[:3] for code in chart.codes})
    return Counted(
        charts=len(charts),
        priors=priors,
        phrases=_phrases(charts, words, priors),
        codes=_tallied(_drafted(charts)),
        sources=_tallied(_by_source(charts, words)),
        wordings=_tallied(_by_wording(charts, words)),
    )


Outcome = tuple[str, bool]


def _tallied(outcomes: Iterable[Outcome]) -> dict[str, Tally]:
    proposed: Counter[str] = Counter()
    accepted: Counter[str] = Counter()
    for key, stood in outcomes:
        proposed[key] += 1
        accepted[key] += stood
    return {key: Tally(total, accepted[key]) for key, total in proposed.items()}


def _drafted(charts: Iterable[Observed]) -> Iterable[Outcome]:
    """By code, and by category where that is not itself the code."""
    for chart in charts:
        for code in chart.studied.draft.lines:
            stood = code in chart.codes
            yield code, stood
            if len(code) > 3:
                yield code[:3], stood


def _by_wording(charts: Iterable[Observed], words: Words) -> Iterable[Outcome]:
    for chart in charts:
        for mention, candidates in chart.studied.basis.read:
            code = candidates[0].code if candidates else "@"
            if code[0] != "@" and speaks(mention.assertion, code):
                yield f"{words.wording(mention.term)}>{code}", code in chart.codes


def _by_source(charts: Iterable[Observed], words: Words) -> Iterable[Outcome]:
    for chart in charts:
        read = {
            candidates[0].code
            for mention, candidates in chart.studied.basis.read
            if candidates and speaks(mention.assertion, candidates[0].code)
        }
        for code, line in chart.studied.draft.lines.items():
            yield (
                source_of(Question(code, line=line), code in read),
                (code in chart.codes),
            )


def _phrases(
    charts: Collection[Observed],
    words: Words,
    priors: Mapping[str, int],
) -> dict[str, Phrase]:
    quoted: dict[str, Counter[str]] = defaultdict(Counter)
    holding: dict[str, list[frozenset[str]]] = defaultdict(list)
    for chart in charts:
        for phrase, codes in chart.phrases.items():
            holding[phrase].append(chart.codes)
            if codes:
                quoted[phrase].update(codes)
    kept: dict[str, Phrase] = {}
    for phrase, times in quoted.items():
        told = {
            code: count
            for code, count in times.items()
            if count * len(charts) >= LIFT * priors[code] * len(holding[phrase])
            or not words.title(code).isdisjoint(phrase.split(JOIN))
        }
        senses = tuple(_senses(phrase, told, holding[phrase], words))
        if senses:
            kept[phrase] = Phrase(len(holding[phrase]), senses)
    return _credited(
        charts,
        {
            phrase: one
            for phrase, one in kept.items()
            if not _says_no_more(phrase, kept)
        },
    )


def _credited(
    charts: Iterable[Observed], phrases: Mapping[str, Phrase]
) -> dict[str, Phrase]:
    """The phrases with what each is credited with of the codes quoted for it."""
    seen = {
        (phrase, sense.code): one.seen
        for phrase, one in phrases.items()
        for sense in one.senses
    }
    credit = shares(_quotations(charts, seen), seen)
    return {
        phrase: replace(
            one,
            senses=tuple(
                replace(sense, credit=credit[phrase, sense.code])
                for sense in one.senses
            ),
        )
        for phrase, one in phrases.items()
    }


def _quotations(
    charts: Iterable[Observed], known: Collection[Pair]
) -> Iterator[list[Pair]]:
    """Chart by chart and code by code, the phrases that were quoted for it."""
    for chart in charts:
        by_code: dict[str, list[Pair]] = {}
        for phrase, codes in chart.phrases.items():
            for code in codes:
                if (phrase, code) in known:
                    by_code.setdefault(code, []).append((phrase, code))
        yield from by_code.values()


def _senses(
    phrase: str, quoted: Mapping[str, int], holding: list[frozenset[str]], words: Words
) -> Iterable[Sense]:
    """The codes a phrase may stand for: quoted often enough, or named by its words."""
    parts, seen = phrase.split(JOIN), len(holding)
    for code, times in sorted(quoted.items()):
        in_title = not words.title(code).isdisjoint(parts)
        if times == 1 and not in_title:
            continue
        if seen >= OFTEN and times < seen * (SHARE_OF_TITLE if in_title else SHARE):
            continue
        yield Sense(code, sum(code in codes for codes in holding), times)


def _says_no_more(phrase: str, kept: Mapping[str, Phrase]) -> bool:
    """Whether a shorter phrase stood in the same charts and says as much."""
    first, _, rest = phrase.partition(JOIN)
    if not rest:
        return False
    one = kept[phrase]
    said = {(sense.code, sense.quoted) for sense in one.senses}
    for shorter in (phrase.rpartition(JOIN)[0], rest):
        other = kept.get(shorter)
        if other is None or other.seen != one.seen:
            continue
        if said <= {(sense.code, sense.quoted) for sense in other.senses}:
            return True
    return False
