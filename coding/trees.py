"""A fitted score as plain arrays: decision trees without the library that grew them.

Owns the arithmetic from rows of figures to probabilities, and the plain form that a
profile stores. Must not know what the figures mean or how the trees were fitted. Only
many rows at once need NumPy, which is loaded when the first of them come.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import exp
from typing import Any

#: Node of a tree: (figure, threshold, left, right, value); leaves have figure -1.
Node = tuple[int, float, int, int, float]
Tree = tuple[Node, ...]


#: Rows that are weighed at once, and leaves that a tree of a table may have.
AT_ONCE, MOST_LEAVES = 64, 64


@dataclass(frozen=True, slots=True)
class Table:
    """Several trees in NumPy arrays, all of their questions answered at once.

    A question is a figure and a threshold. Each answer "more" rules out the leaves on
    the low side of its node; the leaf of a row is the first that is left (Lucchese et
    al., QuickScorer, SIGIR 2015). ``asked`` and ``ruled_out``, the bits of such leaves,
    stand by node and tree, ``leaves`` by tree.
    """

    figures: Any
    thresholds: Any
    asked: Any
    ruled_out: Any
    leaves: Any

    @classmethod
    def of(cls, trees: Sequence[Tree]) -> Table:
        """The arrays of trees of at most ``MOST_LEAVES`` leaves."""
        import numpy as np

        flat = [_flat(tree) for tree in trees]
        questions: dict[tuple[int, float], int] = {}
        most = max((len(leaves) for _, leaves in flat), default=1)
        nodes = max((len(own) for own, _ in flat), default=0)
        asked = np.zeros((nodes, len(trees)), np.intp)
        ruled_out = np.zeros(asked.shape, np.uint32 if most <= 32 else np.uint64)
        values = np.zeros((len(trees), most))
        for tree, (own, leaves) in enumerate(flat):
            values[tree, : len(leaves)] = leaves
            for node, (question, low) in enumerate(own):
                asked[node, tree] = questions.setdefault(question, len(questions))
                ruled_out[node, tree] = low
        return cls(
            np.array([figure for figure, _ in questions], np.intp),
            np.array([threshold for _, threshold in questions], float),
            asked,
            ruled_out,
            values,
        )

    def values(self, rows: Any) -> Any:
        """What every tree gives for every row of a table of figures."""
        import numpy as np

        answers = rows.T.take(self.figures, axis=0) > self.thresholds[:, None]
        out = self.ruled_out[..., None] * answers.take(self.asked, axis=0)
        gone = np.bitwise_or.reduce(out, axis=0).T.copy()  # sums go along its rows
        first = ~gone & (gone + gone.dtype.type(1))
        bit = np.frexp(first.astype(float))[1] - 1
        return self.leaves[np.arange(len(self.leaves)), bit]


def _flat(tree: Tree) -> tuple[list[tuple[tuple[int, float], int]], list[float]]:
    """The nodes of a tree, each with the bits of its low leaves, and its leaves."""
    nodes: list[tuple[tuple[int, float], int]] = []
    leaves: list[float] = []

    def add(at: int) -> None:
        figure, threshold, left, right, value = tree[at]
        if figure < 0:
            leaves.append(value)
            return
        first = len(leaves)
        add(left)
        low = (1 << len(leaves)) - (1 << first)
        nodes.append(((figure, threshold), low))
        add(right)

    add(0)
    return nodes, leaves


@dataclass(frozen=True, slots=True)
class Trees:
    """An additive score; a row that falls below ``floor`` halfway is not finished.

    ``halfway`` trees decide whether the rest are worth asking. The sum stands for log
    odds or, where ``is_mean``, for the probability itself.
    """

    base: float
    trees: tuple[Tree, ...]
    halfway: int = 0
    floor: float = -1e9
    is_mean: bool = False
    _tables: list[Table | None] = field(
        default_factory=list, init=False, compare=False, repr=False
    )

    def probabilities(self, rows: Sequence[Sequence[float]]) -> list[float]:
        """The probability of each row: ``probability`` of many at once."""
        if rows and not self._tables:
            small = all(len(tree) < 2 * MOST_LEAVES for tree in self.trees)
            self._tables.append(Table.of(self.trees) if small else None)
        table = self._tables[0] if rows else None
        if table is None:
            return [self.probability(row) for row in rows]
        parts = (rows[at : at + AT_ONCE] for at in range(0, len(rows), AT_ONCE))
        return [one for part in parts for one in self._of_some(part, table)]

    def _of_some(self, rows: Sequence[Sequence[float]], table: Table) -> list[float]:
        import numpy as np

        values = table.values(np.array(rows, float))
        cut = self.halfway or len(self.trees)
        scores = self.base + values[:, :cut].sum(axis=1)
        worth = scores >= self.floor if self.halfway else np.ones(len(rows), bool)
        scores[worth] += values[worth, cut:].sum(axis=1)
        if self.is_mean:
            scores[~worth] *= self._share
            return [float(one) for one in scores.clip(0.0, 1.0)]
        return [float(one) for one in 1.0 / (1.0 + np.exp(-scores.clip(-40.0, 40.0)))]

    def probability(self, row: Sequence[float]) -> float:
        """The probability that the trees give a row."""
        if self.is_mean:
            return max(0.0, min(1.0, self.score(row)))
        return 1.0 / (1.0 + exp(-max(-40.0, min(40.0, self.score(row)))))

    @property
    def _share(self) -> float:
        """How many trees there are for each that was asked halfway."""
        return len(self.trees) / self.halfway if self.halfway else 1.0

    def score(self, row: Sequence[float]) -> float:
        """The sum of the trees, from which the probability follows."""
        score = self.base
        for number, tree in enumerate(self.trees):
            if 0 < number == self.halfway and score < self.floor:
                return score * self._share if self.is_mean else score
            figure, threshold, left, right, value = tree[0]
            while figure >= 0:
                figure, threshold, left, right, value = tree[
                    left if row[figure] <= threshold else right
                ]
            score += value
        return score

    def as_plain(self) -> dict[str, Any]:
        return {
            "base": self.base,
            "halfway": self.halfway,
            "floor": self.floor,
            "is_mean": self.is_mean,
            "trees": [[list(node) for node in tree] for tree in self.trees],
        }

    @classmethod
    def of_plain(cls, plain: Mapping[str, Any]) -> Trees:
        """The trees again; ``ValueError`` where nodes are no tree."""
        trees = tuple(_tree(nodes) for nodes in plain["trees"])
        return cls(
            float(plain["base"]),
            trees,
            int(plain["halfway"]),
            float(plain["floor"]),
            bool(plain["is_mean"]),
        )


def _tree(nodes: Sequence[Sequence[float]]) -> Tree:
    tree = tuple(
        (int(n[0]), float(n[1]), int(n[2]), int(n[3]), float(n[4])) for n in nodes
    )
    for at, (figure, _, left, right, _) in enumerate(tree):
        # Children stand after their parent: reading a tree always ends.
        if figure >= 0 and not (at < left < len(tree) and at < right < len(tree)):
            raise ValueError("a node of a profile's trees leads nowhere")
    below = [child for node in tree if node[0] >= 0 for child in node[2:4]]
    if len(set(below)) < len(below):
        raise ValueError("two ways of a profile's tree lead to one node")
    if not tree:
        raise ValueError("a tree of a profile is empty")
    return tree


@dataclass(frozen=True, slots=True)
class Scale:
    """A rising curve through points: what a score has meant on charts not learned from.

    Without points a score stands for itself.
    """

    scores: tuple[float, ...] = ()
    shares: tuple[float, ...] = ()

    def read(self, score: float) -> float:
        """The share of right ones at a score, between the points in a straight line."""
        if not self.scores:
            return score
        at = bisect_left(self.scores, score)
        if at == 0:
            return self.shares[0]
        if at == len(self.scores):
            return self.shares[-1]
        low, high = self.scores[at - 1], self.scores[at]
        part = (score - low) / (high - low) if high > low else 1.0
        return self.shares[at - 1] + part * (self.shares[at] - self.shares[at - 1])
