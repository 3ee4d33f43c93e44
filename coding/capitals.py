"""Shorthand in notes of one case: typed without capitals, or in nothing else.

Owns which shorthand means the same there and which is a word like any other ("ADD",
"PAD THE ROOM"). Must not know what any of it stands for.
"""

from __future__ import annotations

from collections.abc import Iterator

from coding.casing import is_lower, is_upper

#: Shorthand that means the same in a note typed without capitals.
CASELESS = (
    *("L", "R", "OA", "MI", "PNA", "AOM", "IDA", "BCC", "SCC", "OD", "OS", "OU"),
    *("LLE", "RLE", "LUE", "RUE", "RUQ", "LUQ", "RLQ", "LLQ", "RUL", "LUL", "RLL"),
    *("AMI", "CRPS", "PNES", "CF", "AF", "VT", "VF", "LE", "UE", "BPD", "ITB"),
    *("HCM", "ALS", "AK", "SK", "CVI", "ESBL", "PJP", "WPW", "RCT", "DTI"),
)
#: The same where the document speaks of what is meant.
CASELESS_NEAR = frozenset(
    "NPH GBS SLE OM HD HCC ICD PD PSA PIH L1 L2 L3 L4 L5 C3 C4 C5 C6 C7".split()
)
#: Shorthand that is an ordinary word where all is in capitals, and what must be near.
WORDS = {
    "ADD": "adhd attention inattentive adderall methylphenidate stimulant vyvanse",
    "AIDS": "hiv cd4 antiretroviral",
    "AS": "",
    "CAP": "pneumonia pna infiltrate consolidation",
    "ODD": "oppositional defiant adhd conduct",
    "PAD": "claudication peripheral vascular arterial abi cilostazol",
}


def ambiguous(document: str) -> Iterator[tuple[str, frozenset[str]]]:
    """(shorthand, one of which words must be near) for a document of one case."""
    if is_upper(document):
        for key, near in WORDS.items():
            yield key, frozenset(near.split())
    elif is_lower(document):
        yield "PAD", frozenset(WORDS["PAD"].split())
