"""What events say of charts, encounters and results.

Owns the translation from rows and results to the log's values. No name, identifier,
text of a document or wording of a message goes through here: hashes, offsets, codes
and official titles do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from audit import parts
from audit.events import ChartCoded
from coding.codebook import CodeBook
from coding.models import ChartDocument, ChartVersion, Release, Run
from coding.rules.high_risk import family_of
from coding.values import (
    CodedNote,
    Evidence,
    Exclusion,
    Finding,
    Gap,
    Hcc,
    HccMap,
    ModelUse,
    Setting,
    Suggestion,
)

# Below which age, in years, and what the band is called. Bands this wide identify
# nobody; Medicare begins at 65.
AGE_GROUPS = (
    (1, "0"),
    (18, "1-17"),
    (45, "18-44"),
    (65, "45-64"),
    (75, "65-74"),
    (85, "75-84"),
)
OLDEST = "85+"


def encounter(version: ChartVersion) -> parts.Encounter:
    admitted = version.admission_date
    return parts.Encounter(
        setting=version.setting,
        service_date=version.service_date.isoformat(),
        admission_date=admitted.isoformat() if admitted else None,
        specialty=version.specialty or None,
        modality=version.modality or None,
        place_of_service=version.place_of_service or None,
        site=version.chart.site or None,
        contract=version.contract or None,
        payer=version.payer or None,
        source=version.chart.source or None,
        style=version.style or None,
        provider_group=version.provider_group or None,
        age_group=age_group(version.age),
        sex=version.sex or None,
    )


def age_group(age: int | None) -> str | None:
    """The band of years that figures are broken down by; all from 85 on are one."""
    if age is None:
        return None
    return next((name for below, name in AGE_GROUPS if age < below), OLDEST)


def document(place: ChartDocument) -> parts.Document:
    return parts.Document(
        sha256=place.document.sha256,
        original_sha256=place.document.original_sha256,
        characters=place.document.characters,
        kind=place.kind or None,
        author_role=place.author_role or None,
        date=place.date.isoformat() if place.date else None,
    )


def coded(
    run: Run,
    result: CodedNote,
    *,
    release: Release,
    book: CodeBook,
    retrieval: str | None = None,
) -> ChartCoded:
    """Everything later questions may ask of a run, without a word of the chart."""
    return ChartCoded(
        chart=str(run.version.chart_id),
        patient=str(run.version.chart.patient),
        version=run.version.number,
        run=str(run.pk),
        attempt=run.attempt,
        engine=result.engine,
        engine_version=result.engine_version,
        profile=result.profile,
        release=str(release),
        release_sha256=release.sha256,
        encounter=encounter(run.version),
        codes=tuple(
            _code(suggestion, result, release, book)
            for suggestion in result.suggestions
        ),
        excluded=tuple(_excluded(exclusion) for exclusion in result.excluded),
        gaps=tuple(_gap(gap) for gap in result.gaps),
        findings=_findings(result.findings),
        result=run.result_sha256,
        timings=_timings(run.timings),
        purpose=run.purpose,
        provisional=result.provisional,
        approximate=result.approximate,
        hcc_maps=hcc_maps(result.hcc_maps),
        model=None if result.model is None else model_use(result.model),
        retrieval=retrieval,
    )


def model_use(use: ModelUse) -> parts.ModelUse:
    """How a model took part, as the log keeps it: names, hashes and counts."""
    return parts.ModelUse(
        endpoint=use.endpoint,
        host=use.host,
        model=use.model,
        prompts=tuple(
            parts.PromptUsed(name=name, sha256=sha256) for name, sha256 in use.prompts
        ),
        calls=use.calls,
        tokens_in=use.tokens_in,
        tokens_out=use.tokens_out,
        cost=use.cost,
        microseconds=use.microseconds,
        mentions=use.mentions,
        sent=use.sent,
        quotes=use.quotes,
        codes=use.codes,
        refused=tuple(
            parts.Refused(reason=reason, count=count) for reason, count in use.refused
        ),
    )


def _code(
    suggestion: Suggestion, result: CodedNote, release: Release, book: CodeBook
) -> parts.Code:
    entry = book.get(suggestion.code)
    return parts.Code(
        system=suggestion.system,
        code=suggestion.code,
        title=suggestion.title,
        release=str(release),
        release_sha256=release.sha256,
        category=suggestion.code[:3],
        chapter=entry.chapter if entry else "unknown",
        billable=bool(entry and entry.billable),
        sequence=suggestion.sequence,
        role=suggestion.role.value,
        risk_class=risk_class(suggestion, result.setting),
        hccs=hccs(suggestion.hccs),
        poa=suggestion.poa or None,
        assertion=suggestion.assertion.value,
        section=_word(suggestion.section),
        extraction_confidence=_parts(suggestion.extraction_confidence),
        code_confidence=_parts(suggestion.code_confidence),
        confidence=_parts(suggestion.confidence),
        profile=result.profile,
        evidence=_spans(suggestion.evidence),
        findings=_findings(suggestion.findings),
        guidelines=suggestion.guidelines,
        alternatives=tuple(
            parts.Alternative(code=other.code, confidence=_parts(other.confidence))
            for other in suggestion.alternatives
        ),
        engine=suggestion.engine if result.model is not None else None,
    )


def risk_class(suggestion: Suggestion, setting: Setting) -> str:
    """Which class of risk a code brings to routing: what audits look at, then HCCs."""
    if family_of(suggestion.code, setting):
        return "high_risk"
    return "hcc_bearing" if suggestion.hccs else "default"


def hccs(found: Iterable[Hcc]) -> tuple[parts.Hcc, ...]:
    return tuple(
        parts.Hcc(
            model=each.model,
            payment_year=each.payment_year,
            hcc=each.hcc,
            map_sha256=each.map_sha256,
        )
        for each in found
    )


def hcc_maps(used: Iterable[HccMap]) -> tuple[parts.HccMap, ...]:
    return tuple(
        parts.HccMap(
            model=each.model,
            payment_year=each.payment_year,
            map_year=each.map_year,
            sha256=each.sha256 or None,
            approximate=each.approximate,
        )
        for each in used
    )


def _excluded(exclusion: Exclusion) -> parts.Excluded:
    return parts.Excluded(
        code=exclusion.code,
        title=exclusion.title,
        reason=exclusion.reason,
        rule=exclusion.rule,
        guideline=exclusion.guideline,
        evidence=_spans(exclusion.evidence),
    )


def _gap(gap: Gap) -> parts.Gap:
    return parts.Gap(
        kind=gap.kind, would_change=gap.would_change, evidence=_spans(gap.evidence)
    )


def _findings(findings: Iterable[Finding]) -> tuple[parts.RuleFinding, ...]:
    return tuple(
        parts.RuleFinding(
            rule=finding.rule,
            severity=finding.severity.value,
            guideline=finding.guideline,
            codes=finding.codes or ((finding.subject,) if finding.subject else ()),
        )
        for finding in findings
    )


def _spans(evidence: Iterable[Evidence]) -> tuple[parts.Span, ...]:
    return tuple(
        parts.Span(
            document=each.document,
            start=each.start,
            end=each.end,
            page=each.page,
            section=_word(each.section),
        )
        for each in evidence
    )


def _timings(timings: Mapping[str, int]) -> tuple[parts.Timing, ...]:
    return tuple(
        parts.Timing(stage=stage, microseconds=took) for stage, took in timings.items()
    )


def _parts(probability: float) -> int:
    """A probability as the log holds it: ten-thousandths."""
    return round(probability * 10_000)


def _word(text: str) -> str | None:
    return "-".join(text.split()) or None
