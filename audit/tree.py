"""The tree of hashes as the database keeps it: its size, roots and proofs.

Owns reading leaves and nodes. Believes what is stored, which is quick and proves
nothing: ``audit.verification`` hashes everything again from the events' bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from django.db import connection
from django.db.models import Max

from audit import merkle
from audit.merkle import Range, Subtree
from audit.models import Event, Leaf, Log

# Roots of so many sizes are asked for at once.
BATCH = 500

SUBTREES = """
SELECT wanted.last, wanted.level, coalesce(node.hash, leaf.leaf_hash)
FROM unnest(%s::bigint[], %s::integer[]) AS wanted (last, level)
LEFT JOIN audit_node node
    ON wanted.level > 0 AND node.leaf_index = wanted.last AND node.level = wanted.level
LEFT JOIN audit_leaf leaf ON wanted.level = 0 AND leaf.leaf_index = wanted.last
"""


class BrokenTreeError(Exception):
    """The database lacks a leaf or node that the tree must have."""


@dataclass(frozen=True, slots=True)
class Proven:
    """An event's leaf and the proof that it is in the tree of that size."""

    index: int
    leaf_hash: bytes
    size: int
    proof: tuple[bytes, ...]


def origin() -> str:
    """The name of this log on its checkpoints and keys."""
    return f"attest/{Log.objects.values_list('pk', flat=True).get()}"


def size() -> int:
    """How many events have a place in the tree."""
    last: int | None = Leaf.objects.aggregate(last=Max("leaf_index"))["last"]
    return 0 if last is None else last + 1


def roots(sizes: Iterable[int]) -> dict[int, bytes]:
    """The root of the tree at each of these sizes, none beyond the present one."""
    found: dict[int, bytes] = {}
    waiting = iter(sorted(set(sizes)))
    while batch := list(islice(waiting, BATCH)):
        ranges: list[Range] = [(0, each) for each in batch]
        found |= dict(zip(batch, _hashes(ranges), strict=True))
    return found


def root(at: int) -> bytes:
    """The root of the tree when it had so many leaves."""
    return roots([at])[at]


def consistency(old: int, new: int) -> list[bytes]:
    """The proof that the tree of ``old`` leaves became that of ``new``."""
    return _hashes(merkle.consistency(old, new))


def proofs(events: Sequence[Event], at: int) -> dict[int, Proven]:
    """By event id: proofs for those events that are in the tree of size ``at``.

    A query for the leaves, and one more for every few hundred of them.
    """
    keys = [event.pk for event in events]
    rows = Leaf.objects.filter(event_id__in=keys, leaf_index__lt=at)
    waiting, found = iter(rows.order_by("leaf_index")), dict[int, Proven]()
    while batch := list(islice(waiting, BATCH)):
        found |= _proven(batch, at)
    return found


def between(first: int, last: int) -> Iterable[Leaf]:
    """The leaves from one place to another, both included."""
    return Leaf.objects.filter(leaf_index__range=(first, last)).order_by("leaf_index")


def proof_of(index: int, at: int) -> tuple[bytes, ...]:
    """The proof that a leaf stands at that place of the tree of size ``at``."""
    return tuple(_hashes(merkle.inclusion(index, at)))


def leaf_of(event_id: int) -> Leaf | None:
    """The place of an event, unless it still waits for one."""
    return Leaf.objects.filter(event_id=event_id).first()


def _proven(leaves: Sequence[Leaf], at: int) -> dict[int, Proven]:
    ranges = [merkle.inclusion(leaf.leaf_index, at) for leaf in leaves]
    stored = _stored({s for some in ranges for r in some for s in merkle.subtrees(r)})
    return {
        leaf.event_id: Proven(
            leaf.leaf_index,
            bytes(leaf.leaf_hash),
            at,
            tuple(merkle.proof(some, stored.__getitem__)),
        )
        for leaf, some in zip(leaves, ranges, strict=True)
    }


def _hashes(ranges: Sequence[Range]) -> list[bytes]:
    """The hash of each range, with one query for all."""
    stored = _stored({each for part in ranges for each in merkle.subtrees(part)})
    return merkle.proof(ranges, stored.__getitem__)


def _stored(wanted: set[Subtree]) -> dict[Subtree, bytes]:
    each = sorted(wanted)
    with connection.cursor() as cursor:
        cursor.execute(SUBTREES, [[s.last for s in each], [s.level for s in each]])
        rows = cursor.fetchall()
    found = {Subtree(last, level): bytes(raw) for last, level, raw in rows if raw}
    if missing := wanted - found.keys():
        first = min(missing)
        raise BrokenTreeError(f"The tree lacks the node {first.last}/{first.level}.")
    return found
