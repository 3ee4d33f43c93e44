"""Detail that the record has and the code lacks, or the reverse: R12, R41 and R60.

Owns comparing official titles with the words of the record. Must not interpret more
than whole words: a stage or side that stands elsewhere is not looked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from coding.codebook import CodeEntry
from coding.handedness import SIDE_IN_TITLE, dominant_hand
from coding.rules.base import Context, Hit, Reach, about, rule
from coding.rules.reading import cited, record, words
from coding.values import CodedLine, Severity

#: Words of a title that say nothing about the patient.
IDLE = frozenset(
    "a an and by code encounter for in initial not of or other part specified the"
    " to unspecified with without".split()
)
#: How notes write a word of the titles.
SHORT = {
    "bilat": "bilateral",
    "lt": "left",
    "rt": "right",
    "l": "left",
    "r": "right",
    "b/l": "bilateral",
}

_BRACKETS = re.compile(r"\([^)]*\)")
#: What a title or a note says is not there, as far as it goes on saying so.
_ABSENT = re.compile(
    r"\b(?:no|not|non|without|w/o|denies|negative)\b.*?(?=[,.;\n]|\bwith\b|$)", re.I
)
_OPEN = re.compile(r"\bopen\b|compound|gustilo|\bgrade\b|\btype I", re.I)
_TYPE_THREE_TITLE = "type iiia, iiib, or iiic"
_TYPED = re.compile(r"\bIII\s?[ABC]?\b|\b(?:type|grade)\s*3|\b3[ABC]\b", re.I)
_IN_PLACE = re.compile(
    r"displac|hairline|align|occult|stress|buckle|torus|greenstick|anatomic|position"
    r"|shift|angulat",
    re.I,
)


@rule(
    "R12",
    guideline="I.A.9.b, I.B.18",
    severity=Severity.WARN,
    reach=Reach.PARTIAL,
    summary="An unspecified code is not used where the record has the detail.",
    looks_at=(
        "Codes whose title says unspecified, when the very text they cite holds every"
        " word by which another code of the category (of the same 7th character) is"
        " more exact. What the text says in other words, or denies, it does not see."
    ),
)
def detail_is_documented(context: Context) -> Iterator[Hit]:
    for line in context.lines:
        entry = context.book.get(line.code)
        if entry is None or "unspecified" not in entry.title.lower():
            continue
        said = _expanded(words(_ABSENT.sub("", cited(line))))
        exact = list(_more_exact(context, entry, said))
        if exact:
            other, detail = max(exact, key=lambda one: len(one[1]))
            title = context.book.title(other)
            yield about(
                line,
                f"{line.code} leaves open what the cited text says"
                f" ({', '.join(sorted(detail))}): {other}, {title}.",
                f"{other}, if that is what the provider means.",
            )


def _more_exact(
    context: Context, entry: CodeEntry, said: frozenset[str]
) -> Iterator[tuple[str, frozenset[str]]]:
    """Complete codes of the category that say the same and more, with the more."""
    own, book, code = _meaning(entry.title), context.book, entry.code
    told = said - own
    for other in book.subtree(code[:3]) if told - IDLE else ():
        if len(other) == 8 and other[7] != code[-1]:
            continue
        title = book.title(other)
        more = _meaning(title) - own
        if not (more and more <= told and own <= _meaning(title)):
            continue
        if book.is_billable(other) and _vague(title) < _vague(entry.title):
            yield other, more


@lru_cache(maxsize=4096)
def _meaning(title: str) -> frozenset[str]:
    """What a title says is there; what it has in brackets need not be said."""
    return words(_ABSENT.sub("", _BRACKETS.sub("", title))) - IDLE


def _vague(title: str) -> int:
    """How much a title leaves open: "otitis media, unspecified, left ear" one thing."""
    return title.lower().count("unspecified")


def _expanded(said: frozenset[str]) -> frozenset[str]:
    return said | {SHORT[word] for word in said if word in SHORT}


@rule(
    "R41",
    guideline="I.C.6.a, I.C.9.d",
    severity=Severity.WARN,
    reach=Reach.PARTIAL,
    summary=(
        "Where handedness is not documented, the right side counts as dominant and the"
        " left as not; of an ambidextrous patient either side is dominant."
    ),
    looks_at=(
        "Codes of a dominant or non-dominant side against what the record says of"
        " handedness in the usual words, or against the default where it says nothing."
        " Where it speaks of it otherwise, or of both hands, the rule is silent."
    ),
)
def side_by_default(context: Context) -> Iterator[Hit]:
    titles = ((line, context.book.title(line.code)) for line in context.lines)
    sided = [(line, SIDE_IN_TITLE.search(title)) for line, title in titles]
    text = record(context) if any(named for _, named in sided) else ""
    hand = dominant_hand(text)
    for line, named in sided if text and hand is not None else ():
        if named is None:
            continue
        dominant = hand == "both" or named[1].lower() == (hand or "right")
        if dominant == bool(named[2]):
            yield about(
                line,
                f"{line.code} says {_side_says(named)}; {_HAND_SAYS[hand or '']}.",
                "The code that agrees, or text that says which hand the patient uses.",
            )


_HAND_SAYS = {
    "": "the record does not say which hand the patient uses, and then the right side"
    " counts as dominant and the left as not",
    "right": "the record says that the patient is right-handed",
    "left": "the record says that the patient is left-handed",
    "both": "the patient is ambidextrous, and then the affected side is dominant",
}


def _side_says(named: re.Match[str]) -> str:
    kind = "non-dominant" if named[2] else "dominant"
    return f"that the {named[1].lower()} side is {kind}"


@rule(
    "R60",
    guideline="I.C.19.c",
    severity=Severity.WARN,
    reach=Reach.PARTIAL,
    summary=(
        "A fracture is coded as closed unless it is documented as open, and as"
        " displaced unless it is documented as in place."
    ),
    looks_at=(
        "Codes of an open fracture when no word in the record speaks of one, of type"
        " III when none names a type, and of a nondisplaced fracture when none speaks"
        " of its position."
    ),
)
def fracture_by_default(context: Context) -> Iterator[Hit]:
    text = record(context)
    for line in context.starting("S") if text else ():
        title = context.book.title(line.code).lower()
        if "fracture" not in title:
            continue
        if _is_open(line, title) and not _OPEN.search(text):
            yield about(
                line,
                f"{line.code} is an open fracture, and the record does not say open.",
                "The code of the closed fracture, or text that says it is open.",
            )
        elif _TYPE_THREE_TITLE in title and not _TYPED.search(text):
            yield about(
                line,
                f"{line.code} is an open fracture of type III; where the record names"
                " no type, it is coded as type I or II.",
                "The code of type I or II, or text that names the type.",
            )
        elif title.startswith("nondisplaced") and not _IN_PLACE.search(text):
            yield about(
                line,
                f"{line.code} is a fracture in place; where the record does not say,"
                " it is coded as displaced.",
                "The code of the displaced fracture, or text about its position.",
            )


def _is_open(line: CodedLine, title: str) -> bool:
    """By the title: what a 7th character means differs from category to category."""
    return "open fracture" in title and len(line.code) == 8


FAMILY = (detail_is_documented, side_by_default, fracture_by_default)
