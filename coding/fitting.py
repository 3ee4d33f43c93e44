"""Trees and leanings fitted by scikit-learn and handed on as plain values.

Owns the settings of the fits and the calibration of their scores. The only
module that needs scikit-learn, and only while fitting: workers that code charts never
load it. Must not know charts or codes.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import chain
from math import log
from typing import Any

from coding.leanings import Leanings
from coding.surroundings import NO_SURROUNDINGS, Place, Surroundings, owners
from coding.trees import Node, Scale, Tree, Trees

#: Trees, and how many of them decide whether to ask the rest.
ROUNDS, HALFWAY = 300, 45
#: Rows behind each leaf, where there are rows enough to ask for so many.
LEAF, SMALL_LEAF, MANY_ROWS = 100, 30, 6000
#: Words of fewer charts, or of more than this share, say nothing of a code; nor do
#: codes signed on fewer charts learn from words.
RARE_WORD, COMMON, SIGNED = 3, 0.5, 4
#: Fewer places than this teach nothing of what stands beside them, and lesser weights
#: change no figure.
FEWEST_PLACES, LEAST_WEIGHT = 200, 0.02
#: Points of a calibration curve, and the least rows behind each.
POINTS, LEAST_ROWS = 12, 40
#: Rows added to each group that were as the score said: on charts that neither the
#: score nor its curve had seen, boosted trees were nearer right than any free curve.
BORNE_OUT = 300
AS_IT_IS = Scale()
Rows = Sequence[Sequence[float]]


Weights = Sequence[float] | None
#: (owner, what stands beside a phrase); ``ITSELF`` owns the figures of the phrase.
Key = tuple[str, str]
ITSELF = " "


def fit(rows: Rows, right: Sequence[bool], seed: int, weights: Weights = None) -> Trees:
    """Trees that say how likely a row is right; all rows weigh the same by default."""
    import numpy as np

    if len(set(right)) < 2:  # nothing to tell apart
        return Trees(log((sum(right) + 0.5) / (len(right) - sum(right) + 0.5)), ())
    model = _fitted(rows, right, seed, weights)
    base = float(model._baseline_prediction.ravel()[0])
    trees = tuple(_plain(one[0].nodes) for one in model._predictors)
    scores = model.predict_proba(np.array(rows, float))[:, 1]
    early = Trees(base, trees[:HALFWAY])
    worth = [row for row, score in zip(rows, scores, strict=True) if score >= 0.02]
    floor = min((early.score(row) for row in worth), default=-1e9)
    return Trees(base, trees, HALFWAY, floor)


def leanings(
    charts: Sequence[Collection[str]], signed: Sequence[Collection[str]], seed: int
) -> Leanings:
    """The words of whole charts that speak for and against each code signed often.

    One logistic regression for a code, held sparse by its penalty (Tibshirani 1996);
    words of most charts or of very few are left out.
    """
    met = Counter(word for words in charts for word in words)
    most = COMMON * len(charts)
    rarity = {
        word: round(log((1 + len(charts)) / (1 + count)) + 1, 4)
        for word, count in sorted(met.items())
        if RARE_WORD <= count <= most
    }
    times = Counter(code for codes in signed for code in codes)
    codes = sorted(code for code, count in times.items() if count >= SIGNED)
    if not rarity or not codes:
        return Leanings()
    weights: dict[str, list[tuple[str, float]]] = {}
    base: dict[str, float] = {}
    words, table = list(rarity), _cosine(charts, rarity)
    for code in codes:
        wanted = [code in one for one in signed]
        if all(wanted):
            continue
        base[code], own = _sparse(table, wanted, seed)
        for at, weight in own:
            weights.setdefault(words[at], []).append((code, weight))
    return Leanings(rarity, {word: tuple(own) for word, own in weights.items()}, base)


def _cosine(charts: Sequence[Collection[str]], rarity: dict[str, float]) -> Any:
    """A row of length one for each chart; columns are the words, sorted."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.preprocessing import normalize

    vectors = DictVectorizer()
    vectors.fit([dict.fromkeys(rarity, 1.0)])  # its columns are the words in order
    rows = [{word: rarity[word] for word in one if word in rarity} for one in charts]
    return normalize(vectors.transform(rows))


def _sparse(
    table: Any, wanted: list[bool], seed: int
) -> tuple[float, list[tuple[int, float]]]:
    """The base and the few weights of one code."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(
        C=40.0, penalty="l1", solver="liblinear", max_iter=2000, random_state=seed
    )
    with warnings.catch_warnings():
        # Where words part a code almost wholly, rounding keeps the solver from its own
        # measure: ten times the rounds gave the same weights to eight digits.
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(table, wanted)
    row = model.coef_[0]
    own = [(int(at), round(float(row[at]), 4)) for at in row.nonzero()[0]]
    return round(float(model.intercept_[0]), 4), own


def surroundings(
    charts: Sequence[Sequence[tuple[Place, bool]]], seed: int
) -> Surroundings:
    """How far what stands beside a phrase speaks for its code; places, and if quoted.

    One logistic regression for all places, held small by its penalty; what was met in
    few charts is left out, and so are weights of next to nothing.
    """
    told = [one for chart in charts for one in chart]
    right = [was for _, was in told]
    if len(told) < FEWEST_PLACES or len(set(right)) < 2:
        return NO_SURROUNDINGS
    keys = [[set(_beside(place)) for place, _ in chart] for chart in charts]
    met = Counter(key for chart in keys for key in set[Key]().union(*chart))
    known = {key for key, count in met.items() if count >= RARE_WORD}
    start, weights = _small(
        [
            {(ITSELF, str(at)): value for at, value in enumerate(place.base)}
            | dict.fromkeys(sorted(own & known), 1.0)
            for (place, _), own in zip(told, chain.from_iterable(keys), strict=True)
        ],
        right,
        seed,
    )
    itself = [weights[ITSELF, str(at)] for at in range(len(told[0][0].base))]
    beside: dict[str, dict[str, float]] = {}
    for owner, what in sorted(known):
        if abs(weights[owner, what]) >= LEAST_WEIGHT:
            beside.setdefault(owner, {})[what] = weights[owner, what]
    return Surroundings(start, tuple(itself), beside)


def _beside(place: Place) -> Iterator[Key]:
    """What stands beside a place, for every owner that learns from it."""
    for owner, kinds in owners(place.code):
        for one in place.around:
            if kinds is None or one[0] in kinds:
                yield owner, one


def _small(
    rows: list[dict[Key, float]], wanted: list[bool], seed: int
) -> tuple[float, dict[Key, float]]:
    """The start and the weights of one regression held small (Hoerl, Kennard 1970)."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    vectors = DictVectorizer()
    model = LogisticRegression(C=0.1, solver="liblinear", random_state=seed)
    model.fit(vectors.fit_transform(rows), wanted)
    own = [round(float(one), 3) for one in model.coef_[0]]
    start = round(float(model.intercept_[0]), 4)
    return start, dict(zip(vectors.feature_names_, own, strict=True))


def calibrated(scores: Sequence[float], right: Sequence[bool]) -> Scale:
    """A rising curve from score to share right, through groups of equal size.

    Each share is drawn to the score itself, the more the fewer rows are behind it.
    """
    pairs = sorted((score, bool(was)) for score, was in zip(scores, right, strict=True))
    pairs = [pair for pair in pairs if pair[0] >= 0.05]
    size = max(LEAST_ROWS, -(-len(pairs) // POINTS))
    groups = [pairs[at : at + size] for at in range(0, len(pairs), size)]
    if len(groups) > 1 and len(groups[-1]) < LEAST_ROWS:
        groups[-2:] = [groups[-2] + groups[-1]]
    if len(groups) < 3:
        return AS_IT_IS
    points = [_point(one) for one in groups]
    curve = [(0.0, 0.0), *_rising(points), (1.0, 1.0)]
    return Scale(
        tuple(round(score, 6) for score, _ in curve),
        tuple(round(share, 6) for _, share in curve),
    )


def _point(group: Sequence[tuple[float, bool]]) -> tuple[float, float]:
    """The mean score of a group, and the share of it to expect to be right."""
    score = sum(score for score, _ in group) / len(group)
    right = sum(was for _, was in group)
    return score, (right + BORNE_OUT * score) / (len(group) + BORNE_OUT)


def _rising(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Neighbours that fall are joined, so that a higher score never means less."""
    blocks: list[tuple[float, float, int]] = []
    for score, share in points:
        blocks.append((score, share, 1))
        while len(blocks) > 1 and blocks[-2][1] >= blocks[-1][1]:
            (s2, r2, n2), (s1, r1, n1) = blocks.pop(), blocks.pop()
            total = n1 + n2
            blocks.append(
                ((s1 * n1 + s2 * n2) / total, (r1 * n1 + r2 * n2) / total, total)
            )
    return [(score, share) for score, share, _ in blocks]


def _fitted(rows: Any, right: Any, seed: int, weights: Any = None) -> Any:
    import numpy as np
    from sklearn.ensemble import HistGradientBoostingClassifier
    from threadpoolctl import threadpool_limits

    model = HistGradientBoostingClassifier(
        max_iter=ROUNDS,
        max_leaf_nodes=20,
        max_features=0.1,
        learning_rate=0.04,
        l2_regularization=5.0,
        min_samples_leaf=LEAF if len(rows) >= MANY_ROWS else SMALL_LEAF,
        early_stopping=False,
        random_state=seed,
    )
    with threadpool_limits(1):  # sums in one order: the same charts, the same trees
        return model.fit(np.array(rows, float), np.array(right, bool), weights)


def _plain(nodes: Any) -> Tree:
    return tuple(_node(node) for node in nodes)


def _node(node: Any) -> Node:
    if node["is_leaf"]:
        return -1, 0.0, 0, 0, float(node["value"])
    figure, threshold = int(node["feature_idx"]), float(node["num_threshold"])
    return figure, threshold, int(node["left"]), int(node["right"]), 0.0
