"""Many rows at once are judged as one row is, by trees of any size and shape."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.trees import AT_ONCE, MOST_LEAVES, Trees

LEAF = (-1, 0.0, 0, 0)
FIGURES = 3
values = st.integers(-40, 40).map(lambda n: n / 16)
rows = st.lists(st.tuples(*[values] * FIGURES), max_size=12)


@st.composite
def trees(draw, most=20):
    """Nodes that are parted one after the other, children behind their parent."""
    nodes = [(*LEAF, draw(values))]
    open_nodes = [0]
    for _ in range(draw(st.integers(0, most - 1))):
        at = open_nodes.pop(draw(st.integers(0, len(open_nodes) - 1)))
        left, right = len(nodes), len(nodes) + 1
        nodes[at] = (draw(st.integers(0, FIGURES - 1)), draw(values), left, right, 0.0)
        nodes += [(*LEAF, draw(values)), (*LEAF, draw(values))]
        open_nodes += [left, right]
    return tuple(nodes)


def chain(leaves):
    """A tree that parts off one leaf after the other."""
    nodes = []
    for at in range(leaves - 1):
        nodes += [(0, float(at), 2 * at + 1, 2 * at + 2, 0.0), (*LEAF, at / 100)]
    return (*nodes, (*LEAF, leaves / 100))


@given(st.lists(trees(), max_size=6), rows, st.integers(0, 6), values, st.booleans())
def test_rows_at_once_have_the_chances_of_each_by_itself(
    grown, judged, halfway, floor, is_mean
):
    score = Trees(0.125, tuple(grown), min(halfway, len(grown)), floor, is_mean)
    wanted = [score.probability(row) for row in judged]
    assert score.probabilities(judged) == pytest.approx(wanted)


@pytest.mark.parametrize("leaves", [1, 2, 32, 33, MOST_LEAVES, MOST_LEAVES + 1, 200])
def test_a_tree_of_any_size_is_read_to_its_leaf(leaves):
    score = Trees(0.0, (chain(leaves), chain(3)))
    judged = [(n / 2,) for n in range(2 * leaves + 2)]
    wanted = [score.probability(row) for row in judged]
    assert score.probabilities(judged) == pytest.approx(wanted)


def test_a_row_is_judged_alike_among_few_and_among_many():
    score = Trees(0.0, (chain(20), chain(7)))
    many = [(n / 7,) for n in range(3 * AT_ONCE + 1)]
    assert score.probabilities(many)[-1:] == score.probabilities(many[-1:])


def test_trees_whose_ways_meet_are_refused():
    plain = Trees(0.0, (chain(3),)).as_plain()
    plain["trees"][0][0][2:4] = [2, 2]
    with pytest.raises(ValueError, match="two ways"):
        Trees.of_plain(plain)
