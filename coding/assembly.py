"""From a draft in its order to a coded note: rules asked, confidences set.

Owns the joining of lines, findings and confidences into suggestions. Must not change
which codes there are or what a rule says.
"""

from __future__ import annotations

from collections.abc import Iterable

from coding.basis import Basis
from coding.confidence import confidence
from coding.draft import Draft, Line
from coding.ordering import role_of
from coding.poa import present_on_admission
from coding.profile import Profile
from coding.rules import DatedList, Lists, check
from coding.values import CodedLine, CodedNote, Finding, Suggestion

SYSTEM = "ICD-10-CM"


def assemble(
    draft: Draft,
    order: list[Line],
    basis: Basis,
    profile: Profile,
    lists: Lists | None,
) -> CodedNote:
    """The coded note of a draft whose lines stand in ``order``.

    Without ``lists`` the rules are not asked at all.
    """
    exempt = None if lists is None else lists.poa_exempt
    coded = tuple(_coded_line(n, line, basis, exempt) for n, line in enumerate(order))
    findings = () if lists is None else _findings(coded, basis, lists)
    about: dict[str, list[Finding]] = {}
    for finding in findings:
        about.setdefault(finding.subject, []).append(finding)
    suggestions = tuple(
        _suggestion(line, one, basis, profile, about.get(line.code, ()))
        for line, one in zip(order, coded, strict=True)
    )
    return CodedNote(
        engine="",
        engine_version="",
        profile=profile.name,
        release=str(basis.book.release),
        setting=basis.facts.setting,
        service_date=basis.facts.service_date,
        suggestions=suggestions,
        excluded=tuple(draft.excluded.values()),
        gaps=draft.gaps,
        findings=tuple(about.get("", ())),
    )


def _findings(
    coded: tuple[CodedLine, ...], basis: Basis, lists: Lists
) -> tuple[Finding, ...]:
    documents = basis.note.documents
    return check(coded, basis.facts, basis.book, documents=documents, lists=lists)


def _coded_line(
    position: int, line: Line, basis: Basis, exempt: DatedList | None
) -> CodedLine:
    inpatient = basis.facts.setting.is_inpatient
    return CodedLine(
        key=line.code,
        code=line.code,
        sequence=position + 1,
        role=role_of(position, inpatient),
        system=SYSTEM,
        evidence=line.evidence,
        assertion=line.assertion,
        poa=present_on_admission(line, exempt, basis) if inpatient else None,
    )


def _suggestion(
    line: Line,
    coded: CodedLine,
    basis: Basis,
    profile: Profile,
    findings: Iterable[Finding],
) -> Suggestion:
    sure = confidence(line, profile)
    return Suggestion(
        system=SYSTEM,
        code=line.code,
        title=basis.book.title(line.code),
        sequence=coded.sequence,
        role=coded.role,
        extraction_confidence=sure.extraction,
        code_confidence=sure.code,
        confidence=sure.combined,
        assertion=line.assertion,
        section=line.section,
        evidence=line.evidence,
        rationale=line.rationale,
        guidelines=line.guidelines,
        alternatives=line.alternatives,
        findings=tuple(findings),
        poa=coded.poa,
        billed=_is_billed(line.code, basis),
        engine=line.engine,
    )


def _is_billed(code: str, basis: Basis) -> bool:
    bare = {billed.replace(".", "").strip().upper() for billed in basis.facts.billed}
    return code.replace(".", "") in bare
