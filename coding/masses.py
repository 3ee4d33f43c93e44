"""Masses and lesions that a story meets on its way to what they turned out to be.

Owns leaving them out where nobody assesses and the story names something else too
(IV.D): the finding is a diagnosis where the provider sums up with it. Its words are
those of ``knowledge/wordings_sites.toml``. Must not judge what an assessment lists.
"""

from __future__ import annotations

import re

from coding import knowledge
from coding.basis import ASSESSING, Basis
from coding.draft import Draft, Line

#: The codes that only say that something is there.
SITES = tuple(knowledge.load("wordings_sites"))
FOUND = re.compile(r"\b(?:mass|masses|lesions?|tumou?rs?)\b", re.IGNORECASE)


def masses(draft: Draft, basis: Basis) -> Draft:
    """The draft without masses of the story, where it names anything else."""
    if any(section.kind in ASSESSING for section in basis.sections):
        return draft
    found = [line for line in draft.starting(*SITES) if _is_found(line)]
    if len(found) == len(draft.lines):
        return draft
    for line in found:
        draft = draft.without(line.code)
    return draft


def _is_found(line: Line) -> bool:
    return all(FOUND.search(span.text) for span in line.evidence)
