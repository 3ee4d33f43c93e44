"""Right, left and both: R20.

Owns reading the side from official titles. Must not guess a side from anything else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from coding.codebook import CodeEntry
from coding.rules.base import Context, Hit, between, rule
from coding.values import CodedLine, Severity

_WORD = re.compile(r"[a-z0-9-]+")
_SIDES = frozenset({"right", "left", "bilateral", "unilateral", "unspecified"})
#: Small words and parts of the body that titles add or drop with the side.
_IDLE = frozenset({"of", "the", "in", "side", "eye", "ear", "both", "eyes", "ears"})


@rule(
    "R20",
    guideline="I.B.13",
    severity=Severity.WARN,
    summary=(
        "A condition of both sides takes the bilateral code where there is one, and"
        " an unspecified side does not stand beside a named one."
    ),
    looks_at=(
        "Codes of one subcategory whose official titles differ only in the side. The"
        " side is not compared with the record."
    ),
)
def one_side_or_both(context: Context) -> Iterator[Hit]:
    for one, other in _same_condition(context):
        sides = {_side(context, one.code), _side(context, other.code)}
        if sides == {"right", "left"}:
            yield from _both_sides(context, one, other)
        elif len(sides) == 2 and "" not in sides:
            yield between(
                f"{one.code} and {other.code} name the side of one condition"
                f" differently ({' and '.join(sorted(sides))}).",
                "Keep the one that the record supports.",
                one,
                other,
            )


def _both_sides(context: Context, one: CodedLine, other: CodedLine) -> Iterator[Hit]:
    bilateral = _bilateral(context, one.code)
    if bilateral is not None:
        yield between(
            f"{one.code} and {other.code} are the two sides of {bilateral.code}, which"
            " reports both.",
            f"{bilateral.code} in place of both.",
            one,
            other,
        )


def _same_condition(context: Context) -> Iterator[tuple[CodedLine, CodedLine]]:
    """Pairs of one subcategory whose titles differ only in words of the side."""
    families: dict[tuple[str, frozenset[str]], dict[str, CodedLine]] = {}
    for line in context.lines:
        entry = context.book.get(line.code)
        if entry is not None:
            family = (entry.parent, _words(entry.title))
            families.setdefault(family, {}).setdefault(line.code, line)
    for family_lines in families.values():
        yield from combinations(family_lines.values(), 2)


def _side(context: Context, code: str) -> str:
    named = _SIDES & set(_WORD.findall(context.book.title(code).lower()))
    named = named - {"unilateral"}
    return "".join(named) if len(named) == 1 else ""


def _words(title: str) -> frozenset[str]:
    return frozenset(_WORD.findall(title.lower())) - _SIDES - _IDLE


def _bilateral(context: Context, code: str) -> CodeEntry | None:
    """The billable code for both sides, beside this one or one level up."""
    entry = context.book.get(code)
    parent = context.book.get(entry.parent) if entry else None
    if entry is None or parent is None:
        return None
    near = (*context.book.children(parent.code), *context.book.siblings(parent.code))
    for other in near:
        both = "bilateral" in _WORD.findall(other.title.lower())
        if both and other.billable and _words(other.title) == _words(entry.title):
            return other
    return None


FAMILY = (one_side_or_both,)
