"""The side of what is set aside, where the chart leaves no doubt which side is meant.

Owns giving "no DVT" after an operation on the right ankle, and the pain of a right
knee that is coded, the code of that side. Must not touch the lines, nor add codes:
only a symptom of both sides becomes two. Parts and limbs are ``knowledge/sides.toml``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from coding import knowledge
from coding.basis import Basis
from coding.codebook import CodeBook
from coding.counterparts import titled
from coding.draft import Draft
from coding.values import Exclusion

SIDES = ("right", "left")
#: What a title says of a side that nobody told.
OPEN = "unspecified"
#: Reasons that speak of the patient's own body as it is or was.
OWN = frozenset({"negated", "uncertain", "hypothetical", "historical", "integral"})
_TABLE = knowledge.load("sides")
#: What titles call a limb, and the parts of it that they name.
LEG, ARM = (tuple(_TABLE["called"][limb]) for limb in ("leg", "arm"))
LEGS, ARMS = (tuple(_TABLE["limbs"][limb]) for limb in ("leg", "arm"))
#: Parts that are one region each, by the word that titles have for it.
PARTS: tuple[str, ...] = (*LEGS, *ARMS, *_TABLE["others"]["regions"])
WORDS = {part: re.compile(rf"\b{part}(?:s|\(s\)|lid|ball)?(?!\w)") for part in PARTS}
SIDELESS = re.compile(
    rf"{OPEN} (?:lower |upper )?(?:{'|'.join(PARTS)}|limb|extremity|leg|arm|side)\b"
)
BESIDE = re.compile(r"\b(right|left|[RL]|rt|lt)\.? $", re.IGNORECASE)
NEAR = 7


def one_sided(draft: Draft, basis: Basis) -> Draft:
    """The draft with the side of the coded part on what is set aside about it."""
    vague = [
        one
        for one in draft.excluded.values()
        if one.reason in OWN and OPEN in one.title.lower()
    ]
    if not vague:
        return draft
    coded = _coded_sides(draft, basis.book)
    excluded = dict(draft.excluded)
    for one in vague:
        found = list(_of_sides(one, coded, basis))
        if found and draft.lines.keys().isdisjoint(found):
            del excluded[one.code]
            for code in found:
                title = basis.book.title(code)
                excluded.setdefault(code, replace(one, code=code, title=title))
    return replace(draft, excluded=excluded)


def _coded_sides(draft: Draft, book: CodeBook) -> dict[str, set[str]]:
    """The sides that the lines name, by part and by limb."""
    sides: dict[str, set[str]] = defaultdict(set)
    for code in draft.lines:
        title = book.title(code).lower()
        named = {side for side in SIDES if side in title}
        named |= set(SIDES) if "bilateral" in title else set()
        named |= {OPEN} if SIDELESS.search(title) else set()
        for part in _parts(title) if named else ():
            sides[part] |= named
    return sides


@lru_cache(maxsize=4096)
def _named(title: str) -> tuple[str, ...]:
    """The parts that a title names."""
    return tuple(part for part, word in WORDS.items() if word.search(title))


def _parts(title: str) -> Iterator[str]:
    """The parts that a title names, and the limb that they belong to."""
    named = _named(title)
    yield from named
    if any(part in LEGS for part in named) or any(one in title for one in LEG):
        yield "leg"
    if any(part in ARMS for part in named) or any(one in title for one in ARM):
        yield "arm"


def _of_sides(
    one: Exclusion, coded: dict[str, set[str]], basis: Basis
) -> Iterator[str]:
    """The code of each side that is meant; nothing where that is open."""
    title = one.title.lower()
    named = _named(title)
    limb = "leg" if any(word in title for word in LEG) else ""
    limb = limb or ("arm" if any(word in title for word in ARM) else "")
    if not named and not limb:
        return
    sides = coded.get(named[0] if named else limb, set())
    if OPEN in sides:
        return
    sides = _beside(one, basis) or sides
    if len(sides) > 1 and one.reason != "integral":
        return
    for side in SIDES:
        if side in sides:
            wanted = {
                title[: at.start()] + side + title[at.end() :]
                for at in re.finditer(OPEN, title)
            }
            code = titled(one.code, wanted, basis.book)
            if code:
                yield code


def _beside(one: Exclusion, basis: Basis) -> set[str]:
    """The side that stands right before what is quoted."""
    span = one.evidence[0] if one.evidence else None
    if span is None:
        return set()
    before = basis.text(span.document)[max(0, span.start - NEAR) : span.start]
    found = BESIDE.search(before)
    return {"right" if found[1][0] in "rR" else "left"} if found else set()
