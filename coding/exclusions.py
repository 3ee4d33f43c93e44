"""What the chart names and the code set leaves out, each with the reason why.

Owns the exclusions that come from reading: conditions denied, past, doubted, another's,
or only named where nobody assesses. Must not touch the lines of a draft.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from coding import knowledge
from coding.basis import Basis, Read
from coding.draft import Draft
from coding.parts import table
from coding.symptoms import NEVER_INTEGRAL
from coding.values import Assertion, Evidence, Exclusion, Mention
from coding.verdicts import weigh

MAX_EXCLUDED = 60
#: A condition set aside must have been named about this clearly.
CLEAR = 0.7
#: A bare symptom in these is a checklist, not a thought.
LISTS = frozenset({"ros", "exam"})
#: Chapters whose diseases are a thought even where only an examination names them.
SEEN = frozenset("CDIKN")


def with_exclusions(draft: Draft, basis: Basis) -> Draft:
    """The draft with what was named and is not coded, most telling reason first."""
    for code, reads in _by_code(draft, basis).items():
        if len(draft.excluded) >= MAX_EXCLUDED:
            break
        if code in draft.lines or code in draft.excluded:
            continue
        exclusion = _exclusion(code, [mention for mention, _ in reads], draft, basis)
        if exclusion is not None:
            draft = draft.with_exclusion(exclusion)
    return _billed_otherwise(draft, basis)


def _billed_otherwise(draft: Draft, basis: Basis) -> Draft:
    """A billed code keeps the reason that the chart gives for its category."""
    for code in basis.facts.billed:
        entry = basis.book.find(code)
        known = draft.excluded.get(entry.code) if entry else None
        if known is None or known.rule != "R13":
            continue
        mentions = [
            mention
            for mention, candidates in basis.read
            if candidates and candidates[0].code[:3] == known.code[:3]
        ]
        told = _exclusion(known.code, mentions, draft, basis) if mentions else None
        if told is not None and told.reason != known.reason:
            draft = replace(draft, excluded={**draft.excluded, known.code: told})
    return draft


def _by_code(draft: Draft, basis: Basis) -> dict[str, list[Read]]:
    """Every clear reading under the code that it would have been."""
    kinds = _typed(draft)
    found: dict[str, list[Read]] = defaultdict(list)
    for mention, candidates in basis.read:
        if not candidates or candidates[0].score < CLEAR:
            continue
        code = candidates[0].code
        if code[0] == "@" or code.startswith(UNTOLD):
            continue
        found[_of_type(code, kinds, basis)].append((mention, candidates))
    return found


#: Reasons for an encounter and circumstances: not named is not excluded.
UNTOLD = ("Z0", "Z1", "Z2", "Z3", "Z6", "Z7", "Z5", "V", "W", "X", "Y")


def _typed(draft: Draft) -> str:
    """The one type of diabetes that a chart codes, if it is not type 2."""
    kinds = {line.code[:3] for line in draft.starting(*table("diabetes")["types"])}
    return kinds.pop() if len(kinds) == 1 else ""


def _of_type(code: str, kind: str, basis: Basis) -> str:
    """ "DKA" denied in type 1 diabetes is that of type 1."""
    if kind and code.startswith("E11"):
        other = kind + code[3:]
        return other if basis.book.is_billable(other) else code
    return code


def _exclusion(
    code: str, mentions: list[Mention], draft: Draft, basis: Basis
) -> Exclusion | None:
    weighed, first = weigh(code, mentions, basis)
    if first.assertion is Assertion.PRESENT:
        return _passed_over(code, weighed, draft, basis)
    listed = all(one.section in LISTS for one in mentions)
    if code[0] == "R" and listed and code not in NEVER_INTEGRAL:
        return None
    same = [one for one in weighed if one.assertion is first.assertion]
    return _told(code, _whose(first, basis), same[:3], basis)


MOTHER = re.compile(r"\b(?:mother|mom|maternal)\b", re.IGNORECASE)


def _whose(mention: Mention, basis: Basis) -> Assertion:
    """On the record of a birth the mother's diseases are another person's."""
    newborn = basis.facts.age == 0 and basis.facts.setting.is_inpatient
    cue = mention.cue.text if mention.cue else ""
    if newborn and mention.assertion is Assertion.FAMILY and MOTHER.search(cue):
        return Assertion.SOMEONE_ELSE
    return mention.assertion


def _told(
    code: str, said: Assertion, mentions: list[Mention], basis: Basis
) -> Exclusion:
    rule, guideline, message = knowledge.load("assignment")["context"][said.value]
    spans = tuple(_with_cues(mentions))
    title = basis.book.title(code)
    return Exclusion(code, title, said.value, rule, guideline, message, spans)


def _with_cues(mentions: list[Mention]) -> Iterator[Evidence]:
    for mention in mentions:
        yield mention.evidence
        if mention.cue is not None:
            yield mention.cue


def _passed_over(
    code: str, mentions: list[Mention], draft: Draft, basis: Basis
) -> Exclusion | None:
    """Named as present, yet not taken up where the provider assesses."""
    evidence = tuple(one.evidence for one in mentions[:3])
    title = basis.book.title(code)
    better = _says_more(code, draft, basis)
    if better:
        message = f"{better} is coded and says more."
        return Exclusion(code, title, "unsupported", "R12", "I.B.2", message, evidence)
    cause = _cause(code, draft)
    if cause:
        message = f"A sign of {cause}, which is coded."
        return Exclusion(code, title, "integral", "R15", "I.B.5", message, evidence)
    listed = all(one.section in LISTS for one in mentions)
    if code[0] in "RZ" or (listed and code[0] not in SEEN):
        return None
    place = mentions[0].section.replace("_", " ")
    message = f"Only named in the section read as {place}, not taken up as a diagnosis."
    return Exclusion(code, title, "unsupported", "R13", "I.A.19", message, evidence)


def _says_more(code: str, draft: Draft, basis: Basis) -> str:
    """A code of the same category that is coded, where this one is unspecific."""
    title = basis.book.title(code).lower()
    if not any(word in title for word in VAGUE):
        return ""
    return next((line.code for line in draft.starting(code[:3])), "")


VAGUE = ("unspecified", "without", "uncomplicated", "other")


def _cause(code: str, draft: Draft) -> str:
    """A coded disease that the symptom usually belongs to."""
    if code in NEVER_INTEGRAL:
        return ""
    for symptom, diseases in table("integral_by_system").items():
        if code.startswith(symptom):
            causes = draft.starting(*diseases)
            return causes[0].code if causes else ""
    return ""
