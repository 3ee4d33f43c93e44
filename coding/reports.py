"""Reports of a test: an image, an endoscopy, a tracing, and what each was made for.

Owns telling a report from the note of a visit, and what of its reason is coded beside
its findings: a symptom that none of them explains, and what bears on the test (IV.K).
Which findings explain nothing is data in ``knowledge/reports.toml``.
"""

from __future__ import annotations

from collections.abc import Iterator

from coding import knowledge
from coding.basis import Basis
from coding.draft import Draft
from coding.lines import line_of
from coding.parts import beside, table
from coding.performed import is_performed
from coding.values import Assertion, Candidate, Mention, Section

#: A reason is told in a line; what is longer is a story, of which not all is a reason.
LONGEST = 320
#: Below this a chance match of words is likelier than the condition.
LEAST_SCORE = 0.9


def is_reading(basis: Basis) -> bool:
    """A report with the reason for the examination, and an impression."""
    kinds = {section.kind for section in basis.sections}
    return {"impression", "indication"} <= kinds


def reasons_of_tests(draft: Draft, basis: Basis) -> Draft:
    """The draft with reasons for the test that its findings leave open."""
    for mention, best, others in _reasons(basis):
        if best.code.startswith(tuple(_codes("status"))):
            why = "Told as the reason for the test."
            if not draft.starting(best.code[:5]):
                line = beside(best.code, (mention.evidence,), why, "IV.K")
                draft = draft.with_line(line)
        elif _is_open(best.code, draft):
            draft = draft.with_line(line_of(mention, best, others, basis))
    return draft


def _codes(name: str) -> list[str]:
    codes: list[str] = knowledge.load("reports")["codes"][name]
    return codes


def _is_open(code: str, draft: Draft) -> bool:
    """Whether a sign is told by no code yet, and none of the findings explains it."""
    if not code.startswith(tuple(_codes("signs"))) or draft.starting(code[:3]):
        return False
    if any(
        not _leaves_open(one.code, code) for one in draft.starting(*_codes("growths"))
    ):
        return False
    causes = [
        beginning
        for name in ("integral", "integral_by_system")
        for sign, diseases in table(name).items()
        if code.startswith(sign)
        for beginning in diseases
    ]
    explaining = draft.starting(*causes) if causes else ()
    return all(_leaves_open(one.code, code) for one in explaining)


def _leaves_open(finding: str, sign: str) -> bool:
    """Whether a finding is one that is met by the way and does not explain a sign."""
    return any(
        finding.startswith(beginning) and sign.startswith(tuple(signs))
        for beginning, signs in knowledge.load("reports")["by_the_way"].items()
    )


def _reasons(
    basis: Basis,
) -> Iterator[tuple[Mention, Candidate, tuple[Candidate, ...]]]:
    """What is named, as there, where a report says what it was made for."""
    where = {(one.document, one.kind) for one in _told(basis)}
    if not where:
        return
    for mention, candidates in basis.read:
        if (mention.evidence.document, mention.section) not in where:
            continue
        if not candidates or candidates[0].score < LEAST_SCORE:
            continue
        if is_performed(mention, candidates[0].code, basis):
            continue
        if mention.assertion is Assertion.PRESENT:
            yield mention, candidates[0], candidates[1:]


def _told(basis: Basis) -> Iterator[Section]:
    """The short sections of a report that say its reason."""
    parts = knowledge.load("reports")["parts"]
    kinds = {section.kind for section in basis.sections}
    reasons = {"preop_diagnosis"} if "postop_diagnosis" in kinds else set()
    if "impression" in kinds and not kinds & set(parts["visit"]):
        reasons |= set(parts["reasons"])
        if "imaging" in kinds and not kinds & reasons:
            reasons |= set(parts["told"])
    for section in basis.sections:
        if section.kind in reasons and section.end - section.start < LONGEST:
            yield section
