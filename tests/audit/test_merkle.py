"""The tree of hashes against the definition in RFC 6962, and against forgers."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit import merkle
from tests.audit import forgery

MOST = 65
LEAVES = [merkle.leaf_hash(b"%d" % number) for number in range(MOST)]


def by_definition(leaves):
    """MTH of RFC 6962 section 2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    both = by_definition(leaves[:k]) + by_definition(leaves[k:])
    return hashlib.sha256(b"\x01" + both).digest()


def path_by_definition(m, leaves):
    if len(leaves) == 1:
        return []
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if m < k:
        return [*path_by_definition(m, leaves[:k]), by_definition(leaves[k:])]
    return [*path_by_definition(m - k, leaves[k:]), by_definition(leaves[:k])]


def growth_by_definition(m, leaves, whole=True):
    if m == len(leaves):
        return [] if whole else [by_definition(leaves)]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if m <= k:
        inner = growth_by_definition(m, leaves[:k], whole)
        return [*inner, by_definition(leaves[k:])]
    inner = growth_by_definition(m - k, leaves[k:], False)
    return [*inner, by_definition(leaves[:k])]


def subtrees():
    """Every full subtree, as a store of nodes would hold them."""
    found, frontier = {}, merkle.Frontier()
    for place, leaf in enumerate(LEAVES):
        found[merkle.Subtree(place, 0)] = leaf
        for level, each in enumerate(frontier.append(leaf), start=1):
            found[merkle.Subtree(place, level)] = each
    return found


STORED = subtrees()
ROOTS = [by_definition(LEAVES[:size]) for size in range(MOST + 1)]


def inclusion(index, size):
    return merkle.proof(merkle.inclusion(index, size), STORED.__getitem__)


def consistency(old, new):
    return merkle.proof(merkle.consistency(old, new), STORED.__getitem__)


def test_hashes_are_those_of_the_published_test_vectors():
    """From the Certificate Transparency reference implementation's tests."""
    data = [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ]
    frontier = merkle.Frontier()
    for each in data:
        frontier.append(merkle.leaf_hash(bytes.fromhex(each)))
    assert merkle.EMPTY_ROOT.hex() == (
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    )
    assert frontier.root().hex() == (
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
    )


def test_the_frontier_has_the_root_of_the_definition_at_every_size():
    frontier = merkle.Frontier()
    for size in range(MOST):
        assert frontier.root() == ROOTS[size]
        frontier.append(LEAVES[size])
    assert frontier.root() == ROOTS[MOST]


def test_stored_subtrees_give_the_root_at_every_size():
    for size in range(MOST + 1):
        assert merkle.root(size, STORED.__getitem__) == ROOTS[size]


def test_every_inclusion_proof_is_that_of_the_definition_and_holds():
    for size in range(1, MOST + 1):
        for index in range(size):
            proof = inclusion(index, size)
            assert proof == path_by_definition(index, LEAVES[:size])
            assert merkle.is_included(LEAVES[index], index, size, proof, ROOTS[size])


def test_every_consistency_proof_is_that_of_the_definition_and_holds():
    for new in range(1, MOST + 1):
        for old in range(1, new + 1):
            proof = consistency(old, new)
            assert proof == growth_by_definition(old, LEAVES[:new])
            assert merkle.is_consistent(old, ROOTS[old], new, ROOTS[new], proof)


def test_no_inclusion_proof_proves_another_leaf_place_or_root():
    for size in range(1, MOST + 1):
        for index in range(size):
            proof = inclusion(index, size)
            for other in {index - 1, index + 1, size - 1 - index} - {index}:
                assert not merkle.is_included(
                    LEAVES[index], other, size, proof, ROOTS[size]
                )
            wrong = merkle.leaf_hash(b"forged")
            assert not merkle.is_included(wrong, index, size, proof, ROOTS[size])
            assert not merkle.is_included(
                LEAVES[index], index, size, proof, ROOTS[size - 1]
            )


def test_no_forged_inclusion_proof_holds():
    for size in range(1, MOST + 1):
        for index in range(size):
            for forged in forgery.variants(inclusion(index, size)):
                assert not merkle.is_included(
                    LEAVES[index], index, size, forged, ROOTS[size]
                )


def test_no_forged_consistency_proof_holds():
    for new in range(1, MOST + 1):
        for old in range(1, new + 1):
            proof = consistency(old, new)
            for forged in forgery.variants(proof):
                assert not merkle.is_consistent(
                    old, ROOTS[old], new, ROOTS[new], forged
                )
            if old < new:
                assert not merkle.is_consistent(old, ROOTS[new], new, ROOTS[new], proof)
                assert not merkle.is_consistent(old, ROOTS[old], new, ROOTS[old], proof)


def test_a_leaf_cannot_stand_for_an_inner_node():
    """Without the first byte, two leaves could be read as one event of 64 bytes."""
    pair = LEAVES[0] + LEAVES[1]
    assert merkle.leaf_hash(pair) != ROOTS[2]


@pytest.mark.parametrize("index, size", [(0, 0), (1, 1), (-1, 3), (3, 3)])
def test_there_is_no_proof_for_a_leaf_outside_the_tree(index, size):
    with pytest.raises(ValueError, match="not in a tree"):
        merkle.inclusion(index, size)
    assert not merkle.is_included(LEAVES[0], index, size, [], LEAVES[0])


@pytest.mark.parametrize("old, new", [(0, 3), (4, 3), (-1, 2)])
def test_there_is_no_proof_that_a_tree_shrank(old, new):
    with pytest.raises(ValueError, match="only grows"):
        merkle.consistency(old, new)
    assert not merkle.is_consistent(old, ROOTS[0], new, ROOTS[3], [])


@given(st.integers(1, 2**40), st.data())
def test_a_proof_is_never_longer_than_the_tree_is_high(size, data):
    index = data.draw(st.integers(0, size - 1))
    assert len(merkle.inclusion(index, size)) <= size.bit_length()
