"""The tree of hashes over the log (RFC 6962): roots, proofs, and checking them.

Pure: knows hashes and numbers, no events, no database, no keys. A subtree that is full
(2^level leaves) never changes again, so whoever keeps those hashes can answer for the
tree at any size. Ranges here are ``(first leaf, leaf after the last)``. Must not import
Django.

Checking is written to refuse: a proof of the wrong length, an index outside the tree
or a hash of the wrong size proves nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import TypeAlias

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()

Range: TypeAlias = tuple[int, int]
Proof: TypeAlias = Sequence[bytes]


@dataclass(frozen=True, slots=True, order=True)
class Subtree:
    """A full subtree: its last leaf, and how many times it was doubled."""

    last: int
    level: int

    @property
    def range(self) -> Range:
        return self.last + 1 - (1 << self.level), self.last + 1


Lookup: TypeAlias = Callable[[Subtree], bytes]


def leaf_hash(body: bytes) -> bytes:
    """The hash of an event's bytes; the first byte keeps leaves apart from nodes."""
    return hashlib.sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(slots=True)
class Frontier:
    """The edge at which a tree grows: the full subtrees that are not yet in a pair."""

    size: int = 0
    peaks: list[bytes] = field(default_factory=list)

    def append(self, leaf: bytes) -> list[bytes]:
        """Add a leaf hash; the hashes of the subtrees it fills, lowest level first."""
        filled = []
        position, whole = self.size, leaf
        while position & 1:
            whole = node_hash(self.peaks.pop(), whole)
            filled.append(whole)
            position >>= 1
        self.peaks.append(whole)
        self.size += 1
        return filled

    def root(self) -> bytes:
        return fold(self.peaks)


def fold(peaks: Sequence[bytes]) -> bytes:
    """The root over neighbouring full subtrees, the largest first."""
    if not peaks:
        return EMPTY_ROOT
    return reduce(lambda right, left: node_hash(left, right), reversed(peaks))


def subtrees(part: Range) -> list[Subtree]:
    """The full subtrees that make up a range of a proof, the largest first."""
    start, stop = part
    found = []
    while start < stop:
        level = (stop - start).bit_length() - 1
        start += 1 << level
        found.append(Subtree(start - 1, level))
    return found


def root(size: int, lookup: Lookup) -> bytes:
    """The root of the tree when it had ``size`` leaves."""
    return _hash_of((0, size), lookup)


def inclusion(index: int, size: int) -> list[Range]:
    """Whose hashes prove that leaf ``index`` is in the tree of that size."""
    if not 0 <= index < size:
        raise ValueError("The leaf is not in a tree of that size.")
    return list(_path(index, (0, size)))[::-1]


def consistency(old: int, new: int) -> list[Range]:
    """Whose hashes prove that the tree of ``old`` leaves grew into that of ``new``."""
    if not 0 < old <= new:
        raise ValueError("A tree only grows, from one leaf on.")
    return list(_growth(old, (0, new), whole=True))[::-1]


def proof(ranges: Sequence[Range], lookup: Lookup) -> list[bytes]:
    """The hashes of these ranges."""
    return [_hash_of(part, lookup) for part in ranges]


def is_included(leaf: bytes, index: int, size: int, proof: Proof, root: bytes) -> bool:
    """Whether the proof leads from that leaf at that place to that root."""
    if not 0 <= index < size or not _are_hashes([leaf, root, *proof]):
        return False
    place, last, found = index, size - 1, leaf
    for each in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node_hash(each, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, each)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def is_consistent(
    old: int, old_root: bytes, new: int, new_root: bytes, proof: Proof
) -> bool:
    """Whether the proof shows that the older tree is the beginning of the newer."""
    if not 0 < old <= new or not _are_hashes([old_root, new_root, *proof]):
        return False
    if old == new:
        return not proof and old_root == new_root
    # A tree that was full is itself the first hash; the proof need not repeat it.
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    if not path:
        return False
    return _grows(old - 1, new - 1, path) == (old_root, new_root)


def _grows(place: int, last: int, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """The two roots that a consistency proof leads to, if it has the right length."""
    while place & 1:
        place, last = place >> 1, last >> 1
    older = newer = path[0]
    for each in path[1:]:
        if last == 0:
            return None
        if place & 1 or place == last:
            older, newer = node_hash(each, older), node_hash(each, newer)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            newer = node_hash(newer, each)
        place, last = place >> 1, last >> 1
    return (older, newer) if last == 0 else None


def _are_hashes(these: Sequence[bytes]) -> bool:
    return all(len(each) == HASH_BYTES for each in these)


def _hash_of(part: Range, lookup: Lookup) -> bytes:
    return fold([lookup(each) for each in subtrees(part)])


def _path(index: int, part: Range) -> Iterator[Range]:
    """From the root down, what stands beside the way to a leaf."""
    while part[1] - part[0] > 1:
        left, right = _halves(part)
        part, beside = (left, right) if index < left[1] else (right, left)
        yield beside


def _growth(old: int, part: Range, *, whole: bool) -> Iterator[Range]:
    """From the root down, what makes up both trees."""
    while part[1] != old:
        left, right = _halves(part)
        if old <= left[1]:
            yield right
            part = left
        else:
            yield left
            part, whole = right, False
    if not whole:
        yield part


def _halves(part: Range) -> tuple[Range, Range]:
    start, stop = part
    middle = start + (1 << ((stop - start - 1).bit_length() - 1))
    return (start, middle), (middle, stop)
