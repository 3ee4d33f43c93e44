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


@dataclass(frozen=True, slots=True)
class Table:
    """Several trees in five NumPy columns; a leaf leads to itself."""

    roots: Any
    figures: Any
    thresholds: Any
    ways: Any
    values: Any
    depth: int

    @classmethod
    def of(cls, trees: Sequence[Tree]) -> Table:
        """The columns of these trees, one after the other."""
        import numpy as np

        roots: list[int] = []
        nodes: list[Node] = []
        ways: list[tuple[int, int]] = []
        for tree in trees:
            start = len(nodes)
            roots.append(start)
            for at, (figure, _, left, right, _) in enumerate(tree):
                to = (left, right) if figure >= 0 else (at, at)
                ways.append((start + to[0], start + to[1]))
            nodes.extend(tree)
        return cls(
            np.array(roots, np.intp),
            np.array([max(0, node[0]) for node in nodes], np.intp),
            np.array([node[1] for node in nodes], float),
            np.array(ways, np.intp).reshape(-1),
            np.array([node[4] for node in nodes], float),
            max((_depth(tree) for tree in trees), default=0),
        )

    def sums(self, rows: Any) -> Any:
        """The sum of the trees for each row of a table of figures."""
        import numpy as np

        if not len(self.roots) or not len(rows):
            return np.zeros(len(rows))
        at = np.tile(self.roots, len(rows))
        own = np.repeat(np.arange(len(rows)) * rows.shape[1], len(self.roots))
        flat, under_way = rows.ravel(), np.arange(len(at))
        for level in range(self.depth):
            here = at[under_way]
            if level % 4 == 3:  # now and then those that have reached a leaf are left
                go_on = self.ways.take(2 * here) != here
                under_way, here = under_way[go_on], here[go_on]
            figures = flat.take(own.take(under_way) + self.figures.take(here))
            high = figures > self.thresholds.take(here)
            at[under_way] = self.ways.take(2 * here + high)
        return self.values.take(at).reshape(len(rows), -1).sum(axis=1)


def _depth(tree: Tree) -> int:
    """The longest way from the root to a leaf."""
    depths = [0] * len(tree)
    for at, (figure, _, left, right, _) in enumerate(tree):
        if figure >= 0:
            depths[left] = depths[right] = depths[at] + 1
    return max(depths)


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
    _tables: list[Table] = field(
        default_factory=list, init=False, compare=False, repr=False
    )

    def probabilities(self, rows: Sequence[Sequence[float]]) -> list[float]:
        """The probability of each row: ``probability`` of many at once."""
        import numpy as np

        if not rows:
            return []
        if not self._tables:
            cut = self.halfway or len(self.trees)
            self._tables.extend(map(Table.of, (self.trees[:cut], self.trees[cut:])))
        early, late = self._tables
        table = np.array(rows, float)
        scores = self.base + early.sums(table)
        worth = scores >= self.floor if self.halfway else np.ones(len(rows), bool)
        scores[worth] += late.sums(table[worth])
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
            if number == self.halfway and score < self.floor:
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
        """The trees again; ``ValueError`` where a node leads nowhere or in a circle."""
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
