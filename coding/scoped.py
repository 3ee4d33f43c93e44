"""What a scope of the bowel saw, where the diagnosis under it leaves the place open.

Owns the colon of diverticula that a colonoscopy found, and the hemorrhoids that it saw
from within (I.B.2). Must not find a disease.
"""

from __future__ import annotations

import re

from coding.basis import Basis
from coding.draft import Draft
from coding.parts import told

SCOPE = re.compile(
    r"(?<!last )(?<!prior )(?<!previous )\b(?:colonoscop|sigmoidoscop|proctoscop)\w+"
    r"(?![^.\n]{0,40}\b(?:not (?:performed|done)|abort|defer|cancel|declin))"
    r"(?![^.\n]{0,40}\b(?:19|20)\d\d)",
    re.IGNORECASE,
)
#: Where the operation of this visit is named or described.
DONE = frozenset({"procedure"})
#: Of the intestine, part unspecified = of the large intestine.
OF_COLON = {"K57.90": "K57.30", "K57.91": "K57.31", "K57.92": "K57.32"}
#: Hemorrhoids, those seen from within, and those that are told apart from them.
ANY, INTERNAL, OTHERS = "K64.9", "K64.8", ("K64.0", "K64.1", "K64.2", "K64.3")


def scoped(draft: Draft, basis: Basis) -> Draft:
    """The draft with the places that a scope of this visit tells."""
    if not draft.starting("K57.9", ANY):
        return draft
    seen = told(SCOPE, basis, DONE)
    if seen is None:
        return draft
    for line in draft.starting(*OF_COLON):
        why = "A scope of the large intestine found it."
        code = OF_COLON[line.code]
        draft = draft.recoded(line, code, seen, rationale=why, exact=False)
    known, inside = draft.lines.get(ANY), basis.stated.get(INTERNAL, ())
    if known is not None and inside and not draft.starting(*OTHERS):
        why = "The scope saw them from within."
        draft = draft.recoded(known, INTERNAL, *inside[:2], rationale=why, exact=False)
    return draft
