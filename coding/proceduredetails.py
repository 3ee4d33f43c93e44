"""What the note says of a procedure beside its name: how much, on which side, by whom.

Owns units of HCPCS items from the dose ("60 mg" of an item "per 15 mg" is 4), the HCPCS
modifiers that words of the note ask for, and who did it. Each is left open where the
note does not say. Must not know which codes exist. Pure.

Modifiers are those of CMS's HCPCS Level II list: RT and LT, FA to F9 and TA to T9, E1
to E4, JW (amount discarded) and JZ (none discarded).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from coding.values import Evidence, NoteDocument

#: Units of measure in one another: (kind, how many of the smallest).
MEASURES = {
    "mcg": ("mass", 1.0),
    "microgram": ("mass", 1.0),
    "micrograms": ("mass", 1.0),
    "mg": ("mass", 1e3),
    "milligram": ("mass", 1e3),
    "milligrams": ("mass", 1e3),
    "g": ("mass", 1e6),
    "gm": ("mass", 1e6),
    "gram": ("mass", 1e6),
    "grams": ("mass", 1e6),
    "ml": ("volume", 1.0),
    "cc": ("volume", 1.0),
    "unit": ("unit", 1.0),
    "units": ("unit", 1.0),
}
_AMOUNT = re.compile(
    r"(?<![\w.,])(\d{1,3}(?:,\d{3})+|\d{1,7}(?:\.\d{1,4})?) ?"
    rf"({'|'.join(sorted(MEASURES, key=len, reverse=True))})\b(?!\s?/)",
    re.IGNORECASE,
)
#: "Up to 1000 mcg" is one unit whatever is given below it.
_UP_TO = re.compile(r"\bup to\b", re.IGNORECASE)
MOST_UNITS = 9_999

_SIDE = re.compile(r"\b(?:(right|rt)|(left|lt))\b", re.IGNORECASE)
_BOTH = re.compile(r"\b(?:bilateral(?:ly)?|both)\b", re.IGNORECASE)
_FINGERS = (
    (re.compile(r"\bthumb\b", re.I), "FA", "F5"),
    (
        re.compile(r"\bindex(?: finger)?\b|\b(?:second|2nd) (?:finger)", re.I),
        "F1",
        "F6",
    ),
    (
        re.compile(r"\b(?:middle|long) finger\b|\b(?:third|3rd) finger", re.I),
        "F2",
        "F7",
    ),
    (re.compile(r"\bring finger\b|\b(?:fourth|4th) finger", re.I), "F3", "F8"),
    (re.compile(r"\b(?:little|small|pinky) finger\b|\bfifth finger", re.I), "F4", "F9"),
    (re.compile(r"\b(?:great|big) toe\b|\bhallux\b", re.I), "TA", "T5"),
    (re.compile(r"\b(?:second|2nd) toe\b", re.I), "T1", "T6"),
    (re.compile(r"\b(?:third|3rd) toe\b", re.I), "T2", "T7"),
    (re.compile(r"\b(?:fourth|4th) toe\b", re.I), "T3", "T8"),
    (re.compile(r"\b(?:fifth|5th|little) toe\b", re.I), "T4", "T9"),
    (re.compile(r"\bupper (?:eye)?lid\b", re.I), "E1", "E3"),
    (re.compile(r"\blower (?:eye)?lid\b", re.I), "E2", "E4"),
)
_NONE_LEFT = re.compile(r"\bno (?:drug |medication )?(?:waste|wastage|discard)", re.I)
_WASTED = re.compile(
    r"\b\d+(?:\.\d+)? ?(?:mg|mcg|ml|units?) (?:was |were )?(?:wasted|discarded)"
    r"|\b(?:wasted|discarded)\b:? ?\d",
    re.IGNORECASE,
)
#: Codes of drugs, which have an amount and no side; the others may have a side.
_DRUGS = ("J", "Q")

_BY = re.compile(
    r"\b(?i:surgeon|proceduralist|operator|physician performing|performed by"
    r"|procedure by|(?:given|administered|injected|placed) by)[ \t]*[:\-]?[ \t]*"
    r"((?:(?:Dr\.|[A-Z]\.|[A-Z][\w'\-]*|,(?= ?(?:MD|DO|PA-C|NP|RN|DPM|DDS|LPN|MA|FACS"
    r"|ARNP|CRNA)\b))[ \t]?){1,6})"
)
#: Not who did it but what they did beside.
_NOBODY = re.compile(r"^(?:Anesthesia|Assistant|None|Procedure|Date|The)\b")
#: How far from the words of an operation its doer is looked for, in characters.
_NEAR = 1_500


def units(title: str, sentence: str, words: frozenset[str]) -> int:
    """How many units of an item a sentence says were given; 0 where it does not say.

    ``words`` are those by which the item was found: of several amounts in a sentence
    the first behind them counts, else the last before.
    """
    per = _last_amount(title)
    given = _nearest_amount(sentence, words)
    if per is None or given is None or per[0] != given[0] or not per[1]:
        return 0
    if _UP_TO.search(title) and given[1] <= per[1]:
        return 1
    count = math.ceil(round(given[1] / per[1], 6))
    return count if 0 < count <= MOST_UNITS else 0


def _last_amount(title: str) -> tuple[str, float] | None:
    found = list(_AMOUNT.finditer(title))
    return _measured(found[-1]) if found else None


def _nearest_amount(sentence: str, words: frozenset[str]) -> tuple[str, float] | None:
    lowered = sentence.lower()
    places = [lowered.find(word) for word in words if word in lowered]
    found = [one for one in _AMOUNT.finditer(sentence) if not _is_waste(sentence, one)]
    if not found or not places:
        return None
    at = min(places)
    after = [one for one in found if one.start() > at]
    return _measured(after[0] if after else found[-1])


def _is_waste(sentence: str, amount: re.Match[str]) -> bool:
    around = sentence[max(0, amount.start() - 12) : amount.end() + 16].lower()
    return "wast" in around or "discard" in around


def _measured(match: re.Match[str]) -> tuple[str, float]:
    kind, size = MEASURES[match[2].lower()]
    return kind, float(match[1].replace(",", "")) * size


def modifiers(code: str, sentence: str) -> tuple[str, ...]:
    """The HCPCS modifiers that the words beside an item ask for."""
    if code.startswith(_DRUGS):
        return tuple(_of_waste(sentence))
    return tuple(_of_place(sentence))


def _of_waste(sentence: str) -> Iterator[str]:
    if _NONE_LEFT.search(sentence):
        yield "JZ"
    elif _WASTED.search(sentence):
        yield "JW"


def _of_place(sentence: str) -> Iterator[str]:
    sides = {"right" if one[1] else "left" for one in _SIDE.finditer(sentence)}
    if _BOTH.search(sentence):
        sides = {"right", "left"}
    if len(sides) == 1:
        is_right = sides == {"right"}
        for pattern, left, right in _FINGERS:
            if pattern.search(sentence):
                yield right if is_right else left
                return
    yield from (
        mark for mark, side in (("LT", "left"), ("RT", "right")) if side in sides
    )


def performer(document: NoteDocument, span: Evidence) -> Evidence | None:
    """Who a document names as having done what ``span`` quotes; None where nobody is.

    Looked for in the paragraphs around it, the nearest first.
    """
    low = max(0, span.start - _NEAR)
    found = [
        match
        for match in _BY.finditer(document.text, low, span.end + _NEAR)
        if not _NOBODY.match(match[1])
    ]
    if not found:
        return None
    nearest = min(found, key=lambda one: abs(one.start() - span.start))
    name = nearest[1].rstrip(" \t,.")
    start = nearest.start(1)
    return Evidence(document.sha256, start, start + len(name), name, 1, span.section)
