"""From reviewed charts to a profile: counting, fitting, calibrating, with a seed.

Owns the order of the fit and its cross-fitting, which has two rings. The figures by
which a chart is judged while fitting never come from counts of that chart, else the
scores would learn to trust what they were told. And what is calibrated comes from
scores whose every row and count left the chart out: a row of another chart, whose
counts hold the chart judged, tells of its codes too. Fitting needs scikit-learn; what
it yields is plain data and is applied without it. Must not read files, store anything
or import Django.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from coding import fitting
from coding.counting import Counted, Observed, count, observe
from coding.examples import Example
from coding.leanings import Leanings
from coding.learned import Studied
from coding.likeness import Manner, Style, familiar, floor_of
from coding.neighbours import places
from coding.passages import Heard, beginnings, heard
from coding.pipeline import Engine, study
from coding.profile import CONSERVATIVE, Lessons, Profile, learned
from coding.questions import Question, Words, add_fits, fits_of, questions
from coding.scoring import Counts
from coding.senses import Senses
from coding.surroundings import Place, Surroundings
from coding.trees import Scale, Trees
from coding.weighing import Row, Rows

#: Parts of the charts, each judged by the others; ten and twenty said no more.
FOLDS = 5
#: Fewer charts than this teach nothing that can be checked.
FEWEST = 20
#: Out of the charts not learned from, this much better or nothing is changed.
GAIN = 0.002
#: What is more likely right than not is suggested, where that costs no more than this
#: share of the best F1; less is given for fewer charts than ``CURVED``, whose curve is
#: a poor guide.
GIVEN, CURVED = 0.05, 400
#: Cuts that are tried; the last is an even chance.
THRESHOLDS = tuple(cut / 100 for cut in range(20, 52, 2))

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


@dataclass(frozen=True, slots=True)
class Means:
    """What every step of a fit works with."""

    engine: Engine
    words: Words
    seed: int


@dataclass(frozen=True, slots=True)
class Ground:
    """What some charts have taught before a score is fitted."""

    counted: Counted
    heads: frozenset[str]
    senses: Senses
    leanings: Leanings
    surroundings: Surroundings


@dataclass(frozen=True, slots=True)
class Trial:
    """What a score says of charts that it has not seen, and what that is worth."""

    asked: list[Asked]
    scale: Scale
    threshold: float
    before: Counts
    after: Counts


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
    means = Means(engine, Words(engine.lexicon, engine.book), seed)
    charts = _observed(examples, engine, told)
    folds = _folds(len(charts), seed)
    trial = _tried(charts, folds, means, told)
    told("fitting", 1, 1)
    if trial.after.f1 < trial.before.f1 + GAIN:
        return CONSERVATIVE
    return learned(_lessons(charts, folds, trial, means))


def _observed(
    examples: Sequence[Example], engine: Engine, told: Told
) -> list[Observed]:
    """The charts as the engine reads them, beside what was signed on them."""
    charts: list[Observed] = []
    for example in examples:
        studied = study(example.note, engine)
        charts.append(observe(example, studied, engine.book, engine.keep_negated))
        told("reading", len(charts), len(examples))
    return charts


def _tried(charts: list[Observed], folds: list[int], means: Means, told: Told) -> Trial:
    """What these charts would teach, each judged by what the others did."""
    asked, unseen = _judged(charts, folds, means, told)
    scale = fitting.calibrated(unseen, [one.signed for one in asked])
    threshold, after = _best([scale.read(each) for each in unseen], asked, charts)
    return Trial(asked, scale, threshold, _drafted(charts), after)


def _lessons(
    charts: list[Observed], folds: list[int], trial: Trial, means: Means
) -> Lessons:
    """What all charts together teach, and how well it did on those it had not seen."""
    ground, asked = _ground(charts, means), trial.asked
    counted = ground.counted
    rows = [one.row for one in asked]
    weights = [charts[one.chart].weight for one in asked]
    signed = [one.signed for one in asked]
    near = [one.category_signed for one in asked]
    return Lessons(
        charts=len(charts),
        priors=counted.priors,
        phrases=counted.phrases,
        codes=counted.codes,
        sources=counted.sources,
        wordings=counted.wordings,
        code=fitting.fit(rows, signed, means.seed, weights),
        reading=fitting.fit(rows, near, means.seed, weights),
        code_scale=trial.scale,
        reading_scale=fitting.AS_IT_IS,
        threshold=trial.threshold,
        leanings=ground.leanings,
        surroundings=ground.surroundings,
        style=_style(charts, folds),
        figures={
            "f1_before": round(trial.before.f1, 4),
            "f1_after": round(trial.after.f1, 4),
            "precision": round(trial.after.precision, 4),
            "recall": round(trial.after.recall, 4),
        },
    )


def _folds(charts: int, seed: int) -> list[int]:
    """Which fold each chart is in, by lot."""
    order = list(range(charts))
    random.Random(seed).shuffle(order)
    folds = [0] * charts
    for place, at in enumerate(order):
        folds[at] = place % FOLDS
    return folds


def _judged(
    charts: list[Observed], folds: list[int], means: Means, told: Told
) -> tuple[list[Asked], list[float]]:
    """Every code in question, with its figures and its score from the other folds."""
    asked: list[Asked] = []
    scores: list[float] = []
    for fold in range(FOLDS):
        others = [one for one, at in zip(charts, folds, strict=True) if at != fold]
        mine = _of_fold(charts, folds, fold, means)
        judge = _judge(others, means)
        scores += judge.probabilities([one.row for one in mine])
        asked += mine
        told("judging", fold + 1, FOLDS)
    return asked, scores


def _judge(charts: list[Observed], means: Means) -> Trees:
    """A score from these charts alone: no row and no count knows another."""
    folds = _folds(len(charts), means.seed)
    asked = [
        one for fold in range(FOLDS) for one in _of_fold(charts, folds, fold, means)
    ]
    return fitting.fit(
        [one.row for one in asked],
        [one.signed for one in asked],
        means.seed,
        [charts[one.chart].weight for one in asked],
    )


def _of_fold(
    charts: list[Observed], folds: list[int], fold: int, means: Means
) -> list[Asked]:
    """The codes in question on the charts of a fold, by what the others taught."""
    others = [one for one, at in zip(charts, folds, strict=True) if at != fold]
    ground = _ground(others, means)
    return [
        one
        for at, chart in enumerate(charts)
        if folds[at] == fold
        for one in _asked(at, chart, ground, means)
    ]


def _ground(charts: list[Observed], means: Means) -> Ground:
    counted = count(charts, means.words)
    heads, senses = beginnings(counted.phrases), Senses(counted, means.words)
    return Ground(
        counted,
        heads,
        senses,
        _leanings(charts, means.seed),
        _surroundings(charts, means),
    )


def _surroundings(charts: list[Observed], means: Means) -> Surroundings:
    """What stands beside phrases where coders quoted them for a code, and where not.

    The credit of a phrase comes from the charts of other folds, as it does in a chart
    to be judged: by its own counts every phrase of a chart was right to be credited.
    """
    folds = _folds(len(charts), means.seed)
    seen: list[list[tuple[Place, bool]]] = []
    for fold in range(FOLDS):
        counted = count(
            [one for one, at in zip(charts, folds, strict=True) if at != fold],
            means.words,
        )
        heads, senses = beginnings(counted.phrases), Senses(counted, means.words)
        for chart, at in zip(charts, folds, strict=True):
            if at == fold:
                hits = _hits(chart.studied, counted, heads, means.engine)
                seen.append(_quoted(chart, hits, senses, counted))
    return fitting.surroundings(seen, means.seed)


def _quoted(
    chart: Observed, hits: Iterator[Heard], senses: Senses, counted: Counted
) -> list[tuple[Place, bool]]:
    """The places of a chart's credited phrases, and whether coders quoted them."""
    found: dict[str, Question] = {}
    add_fits(found, hits, senses, by_mention=chart.studied.by_mention)
    looked = places(fits_of(found), chart.studied.passages, counted.priors)
    return [(one, chart.is_quoted(one.code, one.heard)) for one in looked]


def _hits(
    studied: Studied, counted: Counted, heads: frozenset[str], engine: Engine
) -> Iterator[Heard]:
    return heard(
        studied.passages,
        known=counted.phrases,
        heads=heads,
        keep_negated=engine.keep_negated,
        assertion="assertion" not in engine.without,
    )


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


def _asked(at: int, chart: Observed, ground: Ground, means: Means) -> list[Asked]:
    studied, engine = chart.studied, means.engine
    hits = _hits(studied, ground.counted, ground.heads, engine)
    found = questions(
        studied.basis,
        studied.draft,
        hits,
        ground.senses,
        means.words,
        by_mention=studied.by_mention,
    )
    said = studied.manner().words
    leaning = ground.leanings.of(said)
    around = ground.surroundings.of(
        places(fits_of(found), studied.passages, ground.counted.priors)
    )
    rows = Rows(
        found, studied.draft, ground.counted, studied.length, said, leaning, around
    )
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
    """The cut at an even chance, or the strictest below that costs little F1.

    What is suggested is to be read by people: it should be more likely right than not.
    """
    signed = sum(len(chart.billable) for chart in charts)
    tried: list[tuple[float, Counts]] = []
    for cut in THRESHOLDS:
        right = wrong = 0
        for chance, one in zip(chances, asked, strict=True):
            if chance >= cut and one.is_open:
                right += one.signed
                wrong += not one.signed
        tried.append((cut, Counts(right, wrong, signed - right)))
    best = max(counts.f1 for _, counts in tried)
    given = GIVEN * min(1.0, len(charts) / CURVED)
    good = [one for one in tried if one[1].f1 >= best * (1 - given)]
    return max(good, key=lambda one: one[0])


def _drafted(charts: list[Observed]) -> Counts:
    """What knowledge alone makes of the same charts."""
    right = wrong = missed = 0
    for chart in charts:
        codes = set(chart.studied.draft.lines)
        right += len(codes & chart.billable)
        wrong += len(codes - chart.billable)
        missed += len(chart.billable - codes)
    return Counts(right, wrong, missed)
