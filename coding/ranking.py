"""Which wordings answer a query best: what both tell, against what only one tells.

Owns the score. Wordings are numbers here, in the order of how much they tell, so that
of two that hold the same the shorter has the lower number. Which wordings hold a
concept is one integer with a bit for each: adding up what a query finds in a hundred
thousand wordings is then a few operations on long integers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from coding.asking import Group

#: What is asked for and not there weighs more than what is there and was not asked for.
LACKING = 1.0
BESIDES = 0.45
#: All that a query asks for, in units that are added up.
_UNITS = 31
_PLANES = 6
#: How many candidates to take of those that hold so much of the best.
_LEVELS = ((0.97, 150), (0.88, 90), (0.72, 70))
_STEPS = (0.9, 0.7, 0.0)


@dataclass(frozen=True, slots=True)
class Scored:
    """A wording by its number, and how well it answers."""

    wording: int
    score: float


@dataclass(frozen=True, slots=True)
class Holders:
    """Who holds a concept: a bit for each wording, to reckon with and to look up."""

    bits: int
    octets: bytes

    @classmethod
    def of(cls, octets: bytes) -> Holders:
        return cls(int.from_bytes(octets, "little"), octets)


@dataclass(frozen=True, slots=True)
class Held:
    """What is known of the wordings: who holds a concept, and what all tell."""

    holders: Mapping[str, Holders]
    counts: Mapping[str, float]
    weights: Sequence[float]


def ranked(groups: Sequence[Group], held: Held, most: int) -> list[Scored]:
    """The wordings that answer best, best first."""
    total = sum(group.tells for group in groups)
    if not total:
        return []
    planes = _added_up(groups, held, _UNITS / total)
    scored = [
        Scored(n, score)
        for n, score in _scores(groups, held, _candidates(planes), total)
    ]
    return sorted(scored, key=lambda each: (-each.score, each.wording))[:most]


# Adding up: plane i holds the bit of value 2**i of every wording's sum


def _added_up(groups: Sequence[Group], held: Held, unit: float) -> list[int]:
    planes = [0] * _PLANES
    for group in groups:
        for surety, wordings in _steps(group, held):
            _add(planes, wordings, round(group.tells * surety * unit))
    return planes


def _steps(group: Group, held: Held) -> Iterator[tuple[float, int]]:
    """Who holds a meaning of the group, the surest meanings first, each once."""
    done = 0
    at = 0
    meanings = sorted(group.meanings, key=lambda meaning: -meaning.surety)
    for least in _STEPS:
        wordings, surety = 0, 0.0
        while at < len(meanings) and meanings[at].surety >= least:
            if there := held.holders.get(meanings[at].concept):
                wordings |= there.bits
            surety = surety or meanings[at].surety
            at += 1
        if wordings:
            yield surety, wordings & ~done
            done |= wordings


def _add(planes: list[int], wordings: int, amount: int) -> None:
    for place in range(amount.bit_length()):
        if amount >> place & 1:
            carry, at = wordings, place
            while carry and at < _PLANES:
                planes[at], carry = planes[at] ^ carry, planes[at] & carry
                at += 1


def _candidates(planes: Sequence[int]) -> list[int]:
    best = _most(planes)
    if not best:
        return []
    found: dict[int, None] = {}
    for share, count in _LEVELS:
        reached = _reaching(planes, max(1, int(best * share)))
        found.update(dict.fromkeys(_first(reached, count)))
    return list(found)


def _most(planes: Sequence[int]) -> int:
    """The highest sum of any wording."""
    value, left = 0, -1
    for place in range(_PLANES - 1, -1, -1):
        if there := left & planes[place]:
            value |= 1 << place
            left = there
    return value


def _reaching(planes: Sequence[int], least: int) -> int:
    """The wordings whose sum is so high or higher."""
    above, same = 0, -1
    for place in range(_PLANES - 1, -1, -1):
        if least >> place & 1:
            same &= planes[place]
        else:
            above |= same & planes[place]
            same &= ~planes[place]
    return above | same


def _first(wordings: int, count: int) -> Iterator[int]:
    """The first wordings of a set; most sets need not be read to the end."""
    octets = wordings.to_bytes((wordings.bit_length() >> 3) + 1, "little")
    for start in range(0, len(octets), _STRETCH):
        part = int.from_bytes(octets[start : start + _STRETCH], "little")
        bits = bin(part)[:1:-1]
        at = bits.find("1")
        while at >= 0:
            yield (start << 3) + at
            count -= 1
            if not count:
                return
            at = bits.find("1", at + 1)


_STRETCH = 2048


# The score


def _scores(
    groups: Sequence[Group], held: Held, candidates: Sequence[int], total: float
) -> Iterator[tuple[int, float]]:
    told = dict.fromkeys(candidates, 0.0)
    shared = dict.fromkeys(candidates, 0.0)
    for group in groups:
        rest: Sequence[int] = candidates
        for meaning in group.meanings:
            holders = held.holders.get(meaning.concept)
            if holders is None:
                continue
            octets = holders.octets
            there = {n for n in rest if octets[n >> 3] >> (n & 7) & 1}
            tells, counts = group.tells * meaning.surety, held.counts[meaning.concept]
            for n in there:
                told[n] += tells
                shared[n] += counts
            if there:
                rest = [n for n in rest if n not in there]
    for n in candidates:
        besides = max(0.0, held.weights[n] - shared[n])
        lacking = total - told[n]
        yield n, told[n] / (told[n] + LACKING * lacking + BESIDES * besides)
