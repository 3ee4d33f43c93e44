"""What the values of a stratum are called on the pages of figures.

Owns the words and their order. Reads nothing but the names of people.
"""

from __future__ import annotations

from collections.abc import Iterable

from audit import people
from review.breakdown import NOT_KNOWN

#: In a table, what is said by chance and what by number.
ORDER = {"first": -1, "1 to 5": 1, "6 to 20": 2, "21 to 100": 3, "over 100": 4}
_WORDS = {
    "first": "principal or first-listed",
    "fast_lane": "fast lane",
    "straight_through": "straight through",
    "seen": "seen from the start",
    "hidden": "hidden until coded",
    "record": "the record at fault",
    "machine": "the machine at fault",
    "hcc_bearing": "HCC-bearing",
    "high_risk": "high risk",
    "never_auto": "always reviewed",
    "never signed": "in no signed chart",
    "1 to 5": "in 1 to 5 charts",
    "6 to 20": "in 6 to 20 charts",
    "21 to 100": "in 21 to 100 charts",
    "over 100": "in over 100 charts",
}


def labels(name: str, found: Iterable[str]) -> dict[str, str]:
    """What to call each value of a stratum; people by their names."""
    values = list(found)
    if name == "coder":
        known = people.labels([each for each in values if each])
        return {each: known.get(each, people.short(each)) for each in values}
    told = {each: _WORDS.get(each, each) or NOT_KNOWN for each in values}
    if name == "chapter":
        told = {each: f"Chapter {each}" if each else NOT_KNOWN for each in values}
    return told
