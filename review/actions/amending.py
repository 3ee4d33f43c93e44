"""What an amendment does to the codes of a case somebody worked on.

Owns which decisions stay. A decision stays when every line its proof stands in is
unchanged; the proof is then anchored in the new version. All others are open again.
Decisions themselves are never touched. Called by ``review.actions.cases`` only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from audit import vault
from coding.models import ChartVersion
from review import codeset, moving
from review.models import Case, Item
from review.moving import Anchors
from review.states import Origin

Span = Mapping[str, Any]


def open_again(case: Case, was: ChartVersion, now: ChartVersion) -> list[Item]:
    """Takes the decision off items whose proof moved; returns them."""
    there = set(now.documents.values_list("document_id", flat=True))
    moved = _moved(was, now)
    opened = []
    for item in codeset.items_of(case):
        if item.current is None:
            continue
        proof = [_anchor(span, there, moved) for span in codeset.evidence_of(item)]
        if None in proof:
            item.current, item.anchored = None, []
            opened.append(item)
        elif proof != codeset.evidence_of(item):
            item.anchored = proof
        item.save(update_fields=("current", "anchored"))
    return opened


def _moved(was: ChartVersion, now: ChartVersion) -> dict[str, tuple[str, Anchors]]:
    """For each document that was replaced: by which, and what of it stayed."""
    before, after = _texts(was), _texts(now)
    gone = {key: text for key, text in before.items() if key not in after}
    come = {key: text for key, text in after.items() if key not in before}
    return {
        old: (new, Anchors.between(gone[old], come[new]))
        for old, new in moving.pairs(gone, come).items()
    }


def _texts(version: ChartVersion) -> dict[str, str]:
    keys = version.documents.values_list("document_id", flat=True)
    return {key: vault.get_text(key) for key in keys}


def _anchor(
    span: Span, there: set[str], moved: Mapping[str, tuple[str, Anchors]]
) -> dict[str, Any] | None:
    """The span in the new version, or None where its text moved."""
    document = span["document"]
    if document in there:
        return dict(span)
    if document not in moved:
        return None
    new, anchors = moved[document]
    place = anchors.move(span["start"], span["end"])
    if place is None:
        return None
    return {**span, "document": new, "start": place[0], "end": place[1]}


def refresh(case: Case, proposed: Sequence[Item]) -> None:
    """Undecided items, hidden ones too, follow the newest suggestion of their code."""
    newest = {item.code: item for item in proposed if item.detail}
    for item in case.items.filter(current=None).exclude(origin=Origin.CODER):
        fresh = newest.get(item.code)
        if fresh is None:
            continue
        item.detail = fresh.detail
        item.extraction_confidence = fresh.extraction_confidence
        item.code_confidence = fresh.code_confidence
        item.confidence = fresh.confidence
        item.save()
