"""Pure measures behind ``evaluate``: how suggestions compare with gold codes.

Owns the formulae and their units; every docstring says what is counted and where the
formula comes from. Must not read files, run an engine or import Django.

A share is a number from 0 to 1. A share of nothing is 0.0, so that every figure is a
number; the counts beside it say that nothing was there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt

from coding.calibration import calibration_error, coverage

#: A gold code is rare when the evaluated gold holds it on at most this many charts.
RARE_AT_MOST = 5

#: Standard normal quantile of a two-sided 95 % interval.
Z_95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Scored:
    """A code with the confidence the engine gave it."""

    code: str
    confidence: float


@dataclass(frozen=True, slots=True)
class GapKey:
    """What makes two gaps the same: their kind and a code that they would change."""

    kind: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """One chart: what the engine said beside what the gold says.

    ``suggested`` are the codes recommended, ``ranked`` every candidate with its
    confidence (the suggestions may be among them or not). ``gold_excluded`` and
    ``excluded`` map a code to the reason word; an empty gold reason accepts any.
    ``gaps`` hold one key for each code that a gap would change.
    """

    gold: frozenset[str]
    suggested: tuple[Scored, ...] = ()
    ranked: tuple[Scored, ...] = ()
    gold_excluded: Mapping[str, str] = field(default_factory=dict)
    excluded: Mapping[str, str] = field(default_factory=dict)
    gold_gaps: frozenset[GapKey] = frozenset()
    gaps: frozenset[GapKey] = frozenset()

    @property
    def codes(self) -> frozenset[str]:
        """The codes suggested, each once."""
        return frozenset(scored.code for scored in self.suggested)


@dataclass(frozen=True, slots=True)
class Counts:
    """Right, wrong and missed codes, in codes."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """right / (right + wrong): the share of suggestions that gold holds."""
        return share(self.right, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """right / (right + missed): the share of gold that was suggested."""
        return share(self.right, self.right + self.missed)

    @property
    def f1(self) -> float:
        """2 right / (2 right + wrong + missed): van Rijsbergen's F with beta 1."""
        return share(2 * self.right, 2 * self.right + self.wrong + self.missed)


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95 % interval of a share."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Recall:
    """How many of what was wanted were found, and of these how many agree."""

    wanted: int
    found: int
    agreeing: int

    @property
    def recall(self) -> float:
        """found / wanted."""
        return share(self.found, self.wanted)

    @property
    def agreement(self) -> float:
        """agreeing / found: the share of the found whose reason is gold's."""
        return share(self.agreeing, self.found)


@dataclass(frozen=True, slots=True)
class Scores:
    """Every figure of one evaluation; each is explained at the function it is from."""

    documents: int
    gold: int
    suggested: int
    micro: Counts
    macro_f1_gold: float
    macro_f1_in_release: float
    macro_f1_union: float
    category: Counts
    map: float
    rare: Recall
    rare_at_most: int
    ece: float
    coverage_at_90: float
    coverage_at_95: float
    gold_outside_release: int
    micro_in_release: Counts
    excluded: Recall
    gaps: Recall


def score(
    charts: Sequence[Judged],
    *,
    in_release: Callable[[str], bool],
    rare_at_most: int = RARE_AT_MOST,
) -> Scores:
    """All figures of section 9's ``evaluate`` that compare codes with gold.

    ``in_release`` says whether the release holds a code as billable.
    """
    return Scores(
        documents=len(charts),
        gold=sum(len(chart.gold) for chart in charts),
        suggested=sum(len(chart.codes) for chart in charts),
        micro=micro(charts),
        macro_f1_gold=macro_f1(charts, over="gold"),
        macro_f1_in_release=macro_f1(charts, over="gold", within=in_release),
        macro_f1_union=macro_f1(charts, over="union"),
        category=micro_by_category(charts),
        map=mean_average_precision(charts),
        rare=rare_recall(charts, at_most=rare_at_most),
        rare_at_most=rare_at_most,
        ece=calibration_error(outcomes(charts)),
        coverage_at_90=coverage(outcomes(charts), precision=0.90),
        coverage_at_95=coverage(outcomes(charts), precision=0.95),
        gold_outside_release=gold_outside(charts, in_release),
        micro_in_release=micro_in_release(charts, in_release),
        excluded=excluded_recall(charts),
        gaps=gap_recall(charts),
    )


def share(part: float, whole: float) -> float:
    """part / whole, and 0.0 of nothing."""
    return part / whole if whole else 0.0


def micro(charts: Iterable[Judged]) -> Counts:
    """Code counts summed over charts; every (chart, code) pair weighs the same.

    The usual micro average of multi-label classification (Manning, Raghavan and
    Schütze, Introduction to Information Retrieval, 2008, section 13.6).
    """
    return _total(_compare(chart.gold, chart.codes) for chart in charts)


def micro_in_release(
    charts: Iterable[Judged], in_release: Callable[[str], bool]
) -> Counts:
    """As ``micro``, with only the gold codes that the release holds as billable.

    Suggestions are counted whole: a suggestion that only gold outside the release
    could have matched is wrong here as it is there.
    """
    return _total(
        _compare({code for code in chart.gold if in_release(code)}, chart.codes)
        for chart in charts
    )


def gold_outside(charts: Iterable[Judged], in_release: Callable[[str], bool]) -> int:
    """Gold (chart, code) pairs that no engine bound to the release can reach."""
    return sum(not in_release(code) for chart in charts for code in chart.gold)


def micro_by_category(charts: Iterable[Judged]) -> Counts:
    """As ``micro`` over the sets of three-character categories of each chart."""
    return _total(
        _compare(set(map(category, chart.gold)), set(map(category, chart.codes)))
        for chart in charts
    )


def category(code: str) -> str:
    """The three-character category of an ICD-10-CM code: the part before the dot."""
    return code.split(".", 1)[0][:3]


def macro_f1(
    charts: Sequence[Judged],
    *,
    over: str,
    within: Callable[[str], bool] = lambda code: True,
) -> float:
    """Mean of each code's own F1, every code weighing the same.

    ``over`` is "gold" (codes that gold holds at least once) or "union" (these and the
    codes suggested without ever being gold, whose F1 is 0); of these only codes that
    are ``within``. The average of F1 values, not the F1 of averages (Opitz and Burst,
    Macro F1 and Macro F1, 2019).
    """
    by_code = {c: n for c, n in _counts_by_code(charts).items() if within(c)}
    if over == "gold":
        by_code = {c: n for c, n in by_code.items() if n.right + n.missed}
    return share(sum(counts.f1 for counts in by_code.values()), len(by_code))


def mean_average_precision(charts: Iterable[Judged]) -> float:
    """Mean over charts with gold of the average precision of the ranked candidates.

    Average precision is the sum of precision at the rank of each gold code, divided
    by the number of gold codes; a gold code never ranked adds 0 (Manning, Raghavan
    and Schütze 2008, section 8.4). Ties in confidence are ordered by code.
    """
    values = [average_precision(chart) for chart in charts if chart.gold]
    return share(sum(values), len(values))


def average_precision(chart: Judged) -> float:
    """The average precision of one chart's candidates, best confidence first."""
    hits, total = 0, 0.0
    for rank, code in enumerate(ranking((*chart.suggested, *chart.ranked)), start=1):
        if code in chart.gold:
            hits += 1
            total += hits / rank
    return share(total, len(chart.gold))


def ranking(candidates: Iterable[Scored]) -> list[str]:
    """Each code once, by its highest confidence, ties by code."""
    best: dict[str, float] = {}
    for scored in candidates:
        best[scored.code] = max(best.get(scored.code, 0.0), scored.confidence)
    return sorted(best, key=lambda code: (-best[code], code))


def rare_recall(charts: Sequence[Judged], *, at_most: int = RARE_AT_MOST) -> Recall:
    """Recall of the gold codes that at most ``at_most`` evaluated charts hold.

    The frequency is counted in the evaluated gold itself, in charts, so the figure
    needs no outside statistic and changes with the set: state both beside it.
    """
    frequency = Counter(code for chart in charts for code in chart.gold)
    rare = {code for code, charts_with in frequency.items() if charts_with <= at_most}
    wanted = sum(len(chart.gold & rare) for chart in charts)
    found = sum(len(chart.gold & rare & chart.codes) for chart in charts)
    return Recall(wanted=wanted, found=found, agreeing=found)


def outcomes(charts: Iterable[Judged]) -> list[tuple[float, bool]]:
    """(confidence, was it gold) of every suggestion, the better one of a repeat."""
    pairs: list[tuple[float, bool]] = []
    for chart in charts:
        best: dict[str, float] = {}
        for scored in chart.suggested:
            best[scored.code] = max(best.get(scored.code, 0.0), scored.confidence)
        pairs.extend((best[code], code in chart.gold) for code in sorted(best))
    return pairs


def excluded_recall(charts: Iterable[Judged]) -> Recall:
    """Gold exclusions that the engine excluded too, and how often the reason agrees."""
    wanted = found = agreeing = 0
    for chart in charts:
        for code, reason in chart.gold_excluded.items():
            wanted += 1
            if code in chart.excluded:
                found += 1
                agreeing += reason in ("", chart.excluded[code])
    return Recall(wanted, found, agreeing)


def gap_recall(charts: Iterable[Judged]) -> Recall:
    """Gold gaps met by an engine gap that would change the same code.

    A gold gap without a code is met by any gap of its kind. Agreement is of the kind.
    """
    wanted = found = agreeing = 0
    for chart in charts:
        for gold in chart.gold_gaps:
            same = _meeting(gold, chart.gaps)
            wanted += 1
            found += bool(same)
            agreeing += any(gap.kind == gold.kind for gap in same)
    return Recall(wanted, found, agreeing)


def wilson(right: int, total: int, *, z: float = Z_95) -> Interval:
    """Wilson's score interval of right / total (Wilson 1927), by default 95 %.

    Unlike the normal approximation it stays inside 0 to 1 and is honest for small
    samples and shares near the ends. Nothing observed says nothing: 0 to 1.
    """
    if total <= 0:
        return Interval(0.0, 1.0)
    observed = right / total
    spread = 1 + z * z / total
    middle = (observed + z * z / (2 * total)) / spread
    half = z * sqrt(observed * (1 - observed) / total + (z / (2 * total)) ** 2) / spread
    return Interval(max(0.0, middle - half), min(1.0, middle + half))


def _meeting(gold: GapKey, gaps: Iterable[GapKey]) -> list[GapKey]:
    if gold.code:
        return [gap for gap in gaps if gap.code == gold.code]
    return [gap for gap in gaps if gap.kind == gold.kind]


def _compare(gold: Iterable[str], suggested: Iterable[str]) -> Counts:
    wanted, given = set(gold), set(suggested)
    return Counts(len(wanted & given), len(given - wanted), len(wanted - given))


def _total(parts: Iterable[Counts]) -> Counts:
    right = wrong = missed = 0
    for part in parts:
        right += part.right
        wrong += part.wrong
        missed += part.missed
    return Counts(right, wrong, missed)


def _counts_by_code(charts: Iterable[Judged]) -> dict[str, Counts]:
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for chart in charts:
        right.update(chart.gold & chart.codes)
        wrong.update(chart.codes - chart.gold)
        missed.update(chart.gold - chart.codes)
    return {
        code: Counts(right[code], wrong[code], missed[code])
        for code in sorted(right | wrong | missed)
    }
