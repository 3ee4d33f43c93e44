"""Results of the engine for tests that are about something else."""

from coding.models import ChartVersion
from coding.values import (
    Alternative,
    Assertion,
    CodedNote,
    Evidence,
    Exclusion,
    Finding,
    Gap,
    Role,
    Setting,
    Severity,
    Suggestion,
)


def coded(version: ChartVersion) -> CodedNote:
    """One of everything, on the version's first document."""
    document = version.documents.first().document
    quote = Evidence(document.sha256, 0, 10, "Assessment", 1, "assessment")
    finding = Finding("R12", Severity.WARN, "Look again.", "I.B.18", "E11.9")
    return CodedNote(
        engine="knowledge",
        engine_version="1.0",
        profile="conservative-1",
        release="ICD-10-CM 2026-04-01",
        setting=Setting(version.setting),
        service_date=version.service_date,
        suggestions=(
            Suggestion(
                system="ICD-10-CM",
                code="E11.9",
                title="Type 2 diabetes mellitus without complications",
                sequence=1,
                role=Role.FIRST_LISTED,
                extraction_confidence=0.93333,
                code_confidence=0.5,
                confidence=0.46666,
                assertion=Assertion.PRESENT,
                section="assessment",
                evidence=(quote,),
                rationale="Stated.",
                guidelines=("I.C.4.a",),
                alternatives=(Alternative("E11.65", "…", 0.2, "not stated"),),
                findings=(finding,),
            ),
        ),
        excluded=(
            Exclusion(
                "J18.9", "Pneumonia", "negated", "X1", "I.A.19", "Denied.", (quote,)
            ),
        ),
        gaps=(Gap("specificity", "Which?", ("a", "b"), (quote,), ("E11.9",)),),
        findings=(finding,),
    )
