"""Code references inside the text of an instructional note.

Owns reading "(E08-E13 with .22)", "(N18.-)" or "(T36-T50 with fifth or sixth character
5)" into ``CodeRange`` values, and saying honestly when the words around the codes say
more than was read. Must not import Django; what codes exist is told by the caller.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum


class Reading(StrEnum):
    """How much of a note's references was understood."""

    NONE = "none"
    EXACT = "exact"
    PARTIAL = "partial"


@dataclass(frozen=True, slots=True)
class CodeRange:
    """Codes from ``low`` to the end of ``high``, in the order of the tabular list.

    ``characters`` narrows them by what stands at ``positions``, counted from 1 without
    the dot. Of several positions the last that is no placeholder counts ("fifth or
    sixth character"); without positions the six-character code must end so ("final
    characters"). Each of ``characters`` is a beginning at that position.
    """

    low: str
    high: str
    positions: tuple[int, ...] = ()
    characters: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.low if self.low == self.high else f"{self.low}-{self.high}"

    def admits(self, code: str) -> bool:
        """Does ``code``, known to lie between the ends, meet the narrowing?"""
        if not self.characters:
            return True
        bare = code.replace(".", "")
        if not self.positions:
            return bare[:6].endswith(self.characters)
        return _at(bare, self.positions).startswith(self.characters)


def _at(bare: str, positions: tuple[int, ...]) -> str:
    """What stands at the last of the positions that holds more than a placeholder."""
    for position in sorted(positions, reverse=True):
        if len(bare) >= position and bare[position - 1] != "X":
            return bare[position - 1 :]
    return ""


_CODE = r"[A-Z][0-9A-Z][0-9A-Z](?:\.[0-9A-Z]{1,4})?"
_NOT_BEFORE = r"(?<![0-9A-Za-z.])"
_NOT_AFTER = r"(?![0-9A-Za-z])"
_LOW_HIGH = re.compile(
    rf"{_NOT_BEFORE}(?P<low>{_CODE}){_NOT_AFTER}"
    rf"(?:\.?\s*[-–]*\s*(?:[-–]|\bto\b)\s*(?P<high>{_CODE}){_NOT_AFTER})?"
    r"\.?\s?-{0,2}"
)
_ORDINALS = {
    "fourth": 4,
    "4th": 4,
    "fifth": 5,
    "5th": 5,
    "six": 6,
    "sixth": 6,
    "6th": 6,
    "seventh": 7,
    "7th": 7,
}
_ORDINAL = "|".join(sorted(_ORDINALS, key=len, reverse=True))
_WITH_POSITION = re.compile(
    rf"^,?\s*with\s+(?P<first>{_ORDINAL}|final)"
    rf"(?:\s+(?P<join>or|to)\s+(?P<second>{_ORDINAL}))?"
    r"[\s-]+characters?\s+(?P<values>[-.0-9A-Z,\s]*?(?:\s*or\s+[-.0-9A-Z]+)?)\s*$"
)
_WITH_SUFFIX = re.compile(r"^,?\s*with\s+(?P<values>\.[-.0-9A-Z,\s]+)$")
_VALUE = re.compile(r"([0-9A-Z]+)(?:-\.?([0-9A-Z]+))?")
_PARENTHESES = re.compile(r"\(([^()]*)[)}]?")
_APPLIES_TO = re.compile(r"\bfor codes\b.*?,\s*(?=to identify)")
_CONDITION = re.compile(r"\W*with\s")

Known = Callable[[str], bool]


def read(text: str, known: Known) -> tuple[tuple[CodeRange, ...], Reading]:
    """The codes that a note's text points at, and how well that was understood.

    Codes in parentheses are the reference where there are any; otherwise codes in the
    running text are. Words that only look like codes (vitamin B12) are left out
    because ``known`` does not know them.
    """
    text = _APPLIES_TO.sub("", text)
    found: list[CodeRange] = []
    reading = Reading.PARTIAL if " unless " in text else Reading.EXACT
    for inside in _PARENTHESES.findall(text):
        ranges, understood = _read_stretch(inside, known)
        found += ranges
        reading = reading if understood else Reading.PARTIAL
    if not found:
        ranges, understood = _read_stretch(text, known)
        found += ranges
        reading = reading if understood else Reading.PARTIAL
    return tuple(found), reading if found else Reading.NONE


def _read_stretch(text: str, known: Known) -> tuple[list[CodeRange], bool]:
    """Ranges in one stretch of text; False where a condition on them is not read."""
    matches = [match for match in _LOW_HIGH.finditer(text) if _exists(match, known)]
    if not matches:
        return [], True
    ends = [(match["low"], match["high"] or match["low"]) for match in matches]
    tail = text[matches[-1].end() :].strip(" .")
    narrowing = _narrowing(tail)
    if narrowing is None:
        understood = not _CONDITION.match(tail)
        return [CodeRange(low, high) for low, high in ends], understood
    positions, characters = narrowing
    return [CodeRange(low, high, positions, characters) for low, high in ends], True


def _exists(match: re.Match[str], known: Known) -> bool:
    """The upper end need only be in a category that exists ("R10.1-R10.4")."""
    return known(match["low"]) and (not match["high"] or known(match["high"][:3]))


def _narrowing(tail: str) -> tuple[tuple[int, ...], tuple[str, ...]] | None:
    """(positions, characters) of a "with …" that follows codes, if it is one."""
    if suffix := _WITH_SUFFIX.match(tail):
        return (4,), _values(suffix["values"])
    match = _WITH_POSITION.match(tail)
    if not match or not (characters := _values(match["values"])):
        return None
    if match["first"] == "final":
        leading_dot = "." in match["values"]
        return ((4,), characters) if leading_dot else ((), characters)
    positions = [_ORDINALS[match["first"]]]
    if match["join"] == "or":
        positions.append(_ORDINALS[match["second"]])
    return tuple(positions), characters


def _values(text: str) -> tuple[str, ...]:
    """ "1-4 or 6" -> 1, 2, 3, 4, 6; ".51-.52" -> 51, 52; "-23" -> 23."""
    values: list[str] = []
    for low, high in _VALUE.findall(text.replace(" or ", " ")):
        values += _between(low, high) if high else [low]
    return tuple(values)


def _between(low: str, high: str) -> Iterable[str]:
    if low.isdigit() and high.isdigit() and len(low) == len(high):
        return [f"{n:0{len(low)}d}" for n in range(int(low), int(high) + 1)]
    return [low, high]
