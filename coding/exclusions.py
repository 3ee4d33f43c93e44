"""What the chart names and the code set leaves out, each with the reason why.

Owns the exclusions that come from reading: conditions denied, past, doubted, another's,
or only named where nobody assesses. Must not touch the lines of a draft.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from coding import knowledge
from coding.basis import Basis, Read
from coding.draft import Draft
from coding.parts import table
from coding.values import Assertion, Evidence, Exclusion, Mention

MAX_EXCLUDED = 60
#: A condition set aside must have been named about this clearly.
CLEAR = 0.7
#: Of several things said of one condition, the first of these decides.
WEIGHT = (
    Assertion.NEGATED,
    Assertion.HISTORICAL,
    Assertion.UNCERTAIN,
    Assertion.PRESENT,
    Assertion.HYPOTHETICAL,
    Assertion.SOMEONE_ELSE,
    Assertion.FAMILY,
)
#: A bare symptom in these is a checklist, not a thought.
LISTS = frozenset({"ros", "exam"})


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
    weighed = sorted(mentions, key=lambda one: WEIGHT.index(one.assertion))
    first = weighed[0]
    if first.assertion is Assertion.PRESENT:
        return _passed_over(code, weighed, draft, basis)
    if code[0] == "R" and all(one.section in LISTS for one in mentions):
        return None
    rule, guideline, message = knowledge.load("assignment")["context"][
        first.assertion.value
    ]
    same = [one for one in weighed if one.assertion is first.assertion]
    return Exclusion(
        code,
        basis.book.title(code),
        first.assertion.value,
        rule,
        guideline,
        message,
        tuple(_with_cues(same[:3])),
    )


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
    if code[0] in "RZ" or all(one.section in LISTS for one in mentions):
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
    for symptom, diseases in table("integral_by_system").items():
        if code.startswith(symptom):
            causes = draft.starting(*diseases)
            return causes[0].code if causes else ""
    return ""
