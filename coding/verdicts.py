"""Which of several things that a chart says of one condition decides.

Owns the order of weight (what is said of the patient before what is said of relatives)
and what is over by its year. Must not know a draft, nor why a code is left out.
"""

from __future__ import annotations

import re
from dataclasses import replace

from coding.basis import ASSESSING, Basis
from coding.doubted import is_looked_for
from coding.sentences import around
from coding.values import Assertion, Mention

#: Of several things said of one condition, the first of these decides.
WEIGHT = (
    Assertion.HISTORICAL,
    Assertion.NEGATED,
    Assertion.UNCERTAIN,
    Assertion.PRESENT,
    Assertion.HYPOTHETICAL,
    Assertion.SOMEONE_ELSE,
    Assertion.FAMILY,
)


def weigh(
    code: str, mentions: list[Mention], basis: Basis
) -> tuple[list[Mention], Mention]:
    """The mentions of a condition by their weight, and the one that decides.

    Of a tumour the past tells more than a denial of today.
    """
    if code[0] == "R":
        mentions = [_of_patient(one) for one in mentions]
    mentions = [_quiet(_unsaid(one, basis)) for one in mentions]
    denied = any(_is_plain_denial(one, basis) for one in mentions)
    if not denied and _is_past(mentions, basis):
        mentions = [_of_past(one) for one in mentions]
    weighed = sorted(mentions, key=lambda one: WEIGHT.index(one.assertion))
    return weighed, weighed[0] if code[0] in "CD" else _decisive(weighed, basis)


def _of_patient(mention: Mention) -> Mention:
    """A symptom that a relative tells of is the patient's; none runs in a family."""
    if mention.assertion is not Assertion.FAMILY:
        return mention
    return replace(mention, assertion=Assertion.PRESENT, cue=None)


def _of_past(mention: Mention) -> Mention:
    if mention.assertion is not Assertion.PRESENT:
        return mention
    return replace(mention, assertion=Assertion.HISTORICAL)


def _quiet(mention: Mention) -> Mention:
    """What is called quiet is there: it is left out because nothing is done for it."""
    cue = mention.cue.text.lower() if mention.cue else ""
    if mention.assertion is Assertion.HISTORICAL and cue == "quiet":
        return replace(mention, assertion=Assertion.PRESENT, cue=None)
    return mention


#: The thought of a patient or of a relative: no provider says so (I.A.19).
WONDERED = re.compile(r"\b(?:wonder|ask|fear|afraid)", re.IGNORECASE)


def _unsaid(mention: Mention, basis: Basis) -> Mention:
    """What someone only wonders about, or a test after the stay is to look for."""
    said, span = mention.assertion, mention.evidence
    if said not in (Assertion.FAMILY, Assertion.UNCERTAIN):
        return mention
    text = basis.text(span.document)
    asked = said is Assertion.UNCERTAIN and basis.facts.setting.is_inpatient
    looked_for = asked and is_looked_for(span, text)
    first, _ = around(text, span.start, span.end, NEAR)
    if looked_for or WONDERED.search(text, first, span.start):
        return replace(mention, assertion=Assertion.PRESENT, cue=None)
    return mention


NEAR = 30


def _decisive(weighed: list[Mention], basis: Basis) -> Mention:
    """What decides: the assessment's plain denial, if it calls nothing past, or the
    first by weight.
    """
    first = weighed[0]
    if first.assertion is not Assertion.HISTORICAL or first.section in ASSESSING:
        return first
    for one in weighed:
        if one.section in ASSESSING and _is_plain_denial(one, basis):
            return one
    return first


def _is_plain_denial(mention: Mention, basis: Basis) -> bool:
    """Denied as such, and not only as active or as come back."""
    cue, span = mention.cue, mention.evidence
    if mention.assertion is not Assertion.NEGATED or cue is None:
        return False
    first, last = min(cue.start, span.start), max(cue.end, span.end)
    text = basis.text(span.document)[first:last]
    return not ONLY_NOW.search(text)


#: What a denial says only of now: that something was before.
ONLY_NOW = re.compile(
    r"\b(?:active|current\w*|recur\w+|residual|ongoing|longer)\b", re.IGNORECASE
)


#: What follows a condition that is over, on its line: a year, or that it was treated.
YEAR = re.compile(
    r"^(?:, (?:[a-z-]+ )?"
    r"|(?![^\n;,]{0,25}\b(?:seen|found|since|dx\w*|diagnosed|onset|began)\b)"
    r"[^\n;,]{0,25}?\b)((?:19|20)\d\d)\b",
    re.IGNORECASE,
)
OVER = re.compile(
    r"^[^\n.;]{0,30}\b(?:treated|resolved|outgrown|outgrew|recovered|cured|gone|"
    r"removed|excised|repaired|eradicated)\b",
    re.IGNORECASE,
)
WINDOW = 60


def _is_past(mentions: list[Mention], basis: Basis) -> bool:
    """Every mention that calls it present puts it in an earlier year or says it ended.

    "Childhood" before a disease says so too.
    """
    present = [one for one in mentions if one.assertion is Assertion.PRESENT]
    return bool(present) and all(_ended(one, basis) for one in present)


def _ended(mention: Mention, basis: Basis) -> bool:
    span = mention.evidence
    after = basis.text(span.document)[span.end : span.end + WINDOW]
    year = YEAR.match(after)
    if year and int(year[1]) < basis.facts.service_date.year:
        return True
    return OVER.match(after) is not None or "childhood" in span.text.lower()
