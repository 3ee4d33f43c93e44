"""From reviewed charts to a profile: counting, fitting, calibrating, with a seed.

Owns the order of the fit and its cross-fitting: the figures by which a chart is judged
while fitting never come from counts of that chart, else the scores would learn to trust
what they were told. Fitting needs scikit-learn; what it yields is plain data and is
applied without it. Must not read files, store anything or import Django.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from coding import fitting
from coding.counting import Counted, Observed, common, count, observe
from coding.examples import Example
from coding.leanings import Leanings
from coding.likeness import Manner, Style, familiar, floor_of
from coding.passages import beginnings, heard
from coding.pipeline import Engine, study
from coding.profile import CONSERVATIVE, Lessons, Profile, learned
from coding.scoring import Counts
from coding.senses import Senses
from coding.weighing import Row, Rows, Words, questions

FOLDS = 10
#: Leanings take long to fit: so few parts of the charts, each judged by the others.
PARTS = 5
#: Fewer charts than this teach nothing that can be checked.
FEWEST = 20
#: Out of the charts not learned from, this much better or nothing is changed.
GAIN = 0.002
THRESHOLDS = tuple(cut / 100 for cut in range(20, 62, 2))

Told = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """One code in question on one chart, and whether coders signed it."""

    chart: int
    code: str
    row: Row
    signed: bool
    category_signed: bool
    is_open: bool


def fit(
    examples: Sequence[Example],
    engine: Engine,
    *,
    seed: int = 1,
    told: Told = lambda stage, done, total: None,
) -> Profile:
    """The profile of these charts; the conservative one where they teach nothing."""
    if len(examples) < FEWEST:
        return CONSERVATIVE
    words = Words(engine.lexicon, engine.book)
    charts: list[Observed] = []
    for example in examples:
        studied = study(example.note, engine)
        charts.append(observe(example, studied, engine.book, engine.keep_negated))
        told("reading", len(charts), len(examples))
    folds = _folds(len(charts), seed)
    leaned = _leaned(charts, folds, seed, told)
    asked = _crossed(charts, folds, leaned, engine, words, told)
    rows = [one.row for one in asked]
    groups = [folds[one.chart] for one in asked]
    signed = [one.signed for one in asked]
    weights = [charts[one.chart].weight for one in asked]
    unseen = fitting.out_of_fold(rows, signed, groups, seed, weights)
    scale = fitting.calibrated(unseen, signed)
    chances = [scale.read(each) for each in unseen]
    threshold, after = _best(chances, asked, charts)
    before = _drafted(charts)
    told("fitting", 1, 1)
    if after.f1 < before.f1 + GAIN:
        return CONSERVATIVE
    counted = count(charts, words)
    return learned(
        Lessons(
            charts=len(charts),
            priors=counted.priors,
            phrases=counted.phrases,
            codes=counted.codes,
            sources=counted.sources,
            wordings=counted.wordings,
            code=fitting.grow(rows, signed, seed, weights),
            reading=fitting.fit(
                rows, [one.category_signed for one in asked], seed, weights
            ),
            code_scale=scale,
            reading_scale=fitting.AS_IT_IS,
            threshold=threshold,
            leanings=_leanings(charts, seed),
            style=_style(charts, folds),
            figures={
                "f1_before": round(before.f1, 4),
                "f1_after": round(after.f1, 4),
                "precision": round(after.precision, 4),
                "recall": round(after.recall, 4),
            },
        )
    )


def _folds(charts: int, seed: int) -> list[int]:
    """Which fold each chart is in, by lot."""
    order = list(range(charts))
    random.Random(seed).shuffle(order)
    folds = [0] * charts
    for place, at in enumerate(order):
        folds[at] = place % FOLDS
    return folds


Leaned = list[dict[str, float]]


def _leaned(charts: list[Observed], folds: list[int], seed: int, told: Told) -> Leaned:
    """How each chart leans, by the words of the charts of other folds."""
    leaned: Leaned = [{} for _ in charts]
    for part in range(PARTS):
        own = [fold % PARTS == part for fold in folds]
        others = [one for one, mine in zip(charts, own, strict=True) if not mine]
        found = _leanings(others, seed)
        for at, chart in enumerate(charts):
            if own[at]:
                leaned[at] = found.of(chart.studied.manner().words)
        told("leanings", part + 1, PARTS)
    return leaned


def _leanings(charts: list[Observed], seed: int) -> Leanings:
    return fitting.leanings(
        [chart.studied.manner().words for chart in charts],
        [chart.codes for chart in charts],
        seed,
    )


def _style(charts: list[Observed], folds: list[int]) -> Style:
    """How these charts are written; each is compared with those of other folds."""
    manners = [chart.studied.manner() for chart in charts]
    shares = []
    for fold in range(FOLDS):
        known = _known(
            [one for one, at in zip(manners, folds, strict=True) if at != fold]
        )
        shares += [
            familiar(one.words, known)
            for one, at in zip(manners, folds, strict=True)
            if at == fold
        ]
    forms = Counter(one.form for one in manners)
    return Style(dict(sorted(forms.items())), _known(manners), floor_of(shares))


def _known(manners: list[Manner]) -> frozenset[str]:
    """Words of at least two charts: one chart's misspelling is no custom."""
    times = Counter(word for one in manners for word in one.words)
    return frozenset(word for word, count in times.items() if count > 1)


def _crossed(
    charts: list[Observed],
    folds: list[int],
    leaned: Leaned,
    engine: Engine,
    words: Words,
    told: Told,
) -> list[Asked]:
    """Every code in question, with figures from the charts of the other folds."""
    shared = common(charts)
    asked: list[Asked] = []
    for fold in range(FOLDS):
        others = [one for at, one in enumerate(charts) if folds[at] != fold]
        counted = count(others, words, shared)
        heads, senses = beginnings(counted.phrases), Senses(counted, words)
        for at, chart in enumerate(charts):
            if folds[at] == fold:
                asked.extend(
                    _asked(at, chart, counted, heads, senses, engine, words, leaned[at])
                )
        told("counting", fold + 1, FOLDS)
    return asked


def _asked(
    at: int,
    chart: Observed,
    counted: Counted,
    heads: frozenset[str],
    senses: Senses,
    engine: Engine,
    words: Words,
    leaning: dict[str, float],
) -> list[Asked]:
    studied = chart.studied
    hits = heard(
        studied.passages,
        known=counted.phrases,
        heads=heads,
        keep_negated=engine.keep_negated,
        assertion="assertion" not in engine.without,
    )
    found = questions(studied.basis, studied.draft, hits, senses, words)
    said = studied.manner().words
    rows = Rows(found, studied.draft, counted, studied.length, said, leaning)
    categories = {code[:3] for code in chart.codes}
    return [
        Asked(
            at,
            code,
            rows.row(code),
            code in chart.codes,
            code[:3] in categories,
            one.is_open,
        )
        for code, one in found.items()
    ]


def _best(
    chances: list[float], asked: list[Asked], charts: list[Observed]
) -> tuple[float, Counts]:
    """The cut with the best F1 on charts not learned from, the stricter of equals."""
    signed = sum(len(chart.billable) for chart in charts)
    tried: list[tuple[float, Counts]] = []
    for cut in THRESHOLDS:
        right = wrong = 0
        for chance, one in zip(chances, asked, strict=True):
            if chance >= cut and one.is_open:
                right += one.signed
                wrong += not one.signed
        tried.append((cut, Counts(right, wrong, signed - right)))
    return max(tried, key=lambda one: (one[1].f1, one[0]))


def _drafted(charts: list[Observed]) -> Counts:
    """What knowledge alone makes of the same charts."""
    right = wrong = missed = 0
    for chart in charts:
        codes = set(chart.studied.draft.lines)
        right += len(codes & chart.billable)
        wrong += len(codes - chart.billable)
        missed += len(chart.billable - codes)
    return Counts(right, wrong, missed)
