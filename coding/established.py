"""A disease that stands before a doubt of its kind: "anemia, probably hemolytic".

Owns keeping what the provider knows where only the kind is in doubt: outside a stay
the doubted kind is not coded, and the disease is (IV.H). Which words name a disease so
is data in ``knowledge/families.toml``. Must not judge whether there is a doubt.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from coding.basis import ASSESSING, Basis
from coding.draft import Draft
from coding.parts import beside, table
from coding.values import Assertion, Evidence, Mention

#: What may stand between the name of a disease and the doubt of its kind.
DOUBT = (
    r"(?:,| \(|;| -| --|:)? ?(?:which is |this is |is |most |very )*"
    r"(?:likely|probabl[ey]|possibl[ey]|presum(?:ed|ably)|suspect(?:ed)?|perhaps|\?)"
)


def established(draft: Draft, basis: Basis) -> Draft:
    """The draft with the diseases of which only the kind is in doubt."""
    if basis.facts.setting.is_inpatient:
        return draft  # there the doubted kind is coded as if it were known (II.H)
    for mention, _ in basis.read:
        code, known = _named(mention)
        if not code or draft.starting(code, *known) or not basis.book.is_billable(code):
            continue
        why = "The disease is stated; only its kind is in doubt."
        line = beside(code, (_head(mention),), why, "IV.H")
        draft = draft.with_line(replace(line, companion=False))
    return draft


def _named(mention: Mention) -> tuple[str, tuple[str, ...]]:
    """The code of a disease whose kind is doubted, and of what says it already."""
    doubted = mention.assertion is Assertion.UNCERTAIN
    if not doubted or mention.section not in ASSESSING or _is_itself_doubted(mention):
        return "", ()
    match = _heads().match(mention.evidence.text)
    if match is None:
        return "", ()
    code, known = table("established")[match[1].lower()]
    return code, tuple(known)


def _is_itself_doubted(mention: Mention) -> bool:
    """ "Rule out pneumonia, likely bacterial" states no pneumonia."""
    return mention.cue is None or mention.cue.start < mention.evidence.start


def _head(mention: Mention) -> Evidence:
    """The words before the doubt."""
    span = mention.evidence
    match = _heads().match(span.text)
    end = match.end(1) if match else len(span.text)
    return replace(span, end=span.start + end, text=span.text[:end])


@cache
def _heads() -> re.Pattern[str]:
    names = "|".join(map(re.escape, table("established")))
    return re.compile(rf"({names})s?{DOUBT}", re.IGNORECASE)
