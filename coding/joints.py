"""The joint of a finding that names none, in a record of one joint.

Owns telling that an image or an operation is of one joint of one side ("MRI left
knee"), and placing there what its findings leave open: effusion, synovitis,
chondromalacia (I.B.14). Must not place what a visit assesses, nor choose between two
joints.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from coding import knowledge
from coding.basis import Basis
from coding.draft import Draft, spans
from coding.laterality import PAST, SAID
from coding.values import Evidence

PLACED: Mapping[str, Mapping[str, str]] = knowledge.load("joints")["placed"]
NAMES: Mapping[str, str] = knowledge.load("joints")["names"]
#: The sections by which a record is of an operation or of an image.
OPERATION, IMAGE = "postop_diagnosis", frozenset({"imaging", "impression"})
#: Parts that a visit has: its patient may have more than one joint.
VISIT = frozenset(
    {"ros", "assessment", "assessment_plan", "medications", "social_history"}
)
JOINT = re.compile(
    rf"(?:{SAID})?\b(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in NAMES.items())
    + r")\b",
    re.IGNORECASE,
)
SIDES = {"right": "1", "rt": "1", "left": "2", "lt": "2"}


def joints(draft: Draft, basis: Basis) -> Draft:
    """The draft with findings of no named joint in the only one of the record."""
    open_ = [line for line in draft.starting(*PLACED) if line.code in PLACED]
    if not open_ or not _is_of_a_joint(basis):
        return draft
    told = list(_named(basis))
    where = {joint for joint, _, _ in told}
    sides = {side for _, side, _ in told if side}
    if len(where) != 1 or len(sides) != 1:
        return draft
    joint, side = where.pop(), sides.pop()
    span = next(found for _, one, found in told if one)
    why = f"The record is of one joint, the {joint}."
    for line in open_:
        code = PLACED[line.code].get(joint, "") + side
        if basis.book.is_billable(code):
            evidence = spans((*line.evidence[:3], span))
            known = draft.lines.get(code)
            placed = replace(
                known or line, code=code, evidence=evidence, rationale=why, exact=False
            )
            draft = draft.without(line.code).with_line(placed)
    return draft


def _is_of_a_joint(basis: Basis) -> bool:
    """Whether the record is of an operation or of an image, and of no visit."""
    kinds = {section.kind for section in basis.sections}
    return OPERATION in kinds or (kinds >= IMAGE and not kinds & VISIT)


def _named(basis: Basis) -> Iterator[tuple[str, str, Evidence]]:
    """Each joint that the record names, and the character of its side; "" if none."""
    for section in basis.sections:
        if section.kind in PAST:
            continue
        text = basis.text(section.document)
        for match in JOINT.finditer(text, section.start, section.end):
            side = SIDES.get((match[1] or "").lower(), "both" if match[1] else "")
            found = Evidence(section.document, *match.span(), match[0], 1, section.kind)
            yield str(match.lastgroup), side, found
