"""The result of a run as plain data: schema 1, there and back.

Owns the shape of the JSON that commands print and runs store. The route is added by
the app that owns routing. Must not read the release or compute anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any, TypeVar

from coding.values import (
    Alternative,
    Assertion,
    CodedNote,
    Companion,
    Considered,
    Evidence,
    Exclusion,
    Finding,
    Gap,
    Hcc,
    HccMap,
    ModelUse,
    ProcedureCandidate,
    Role,
    Section,
    Setting,
    Severity,
    Suggestion,
)

SCHEMA = 1
Plain = dict[str, Any]
T = TypeVar("T")


def to_json(coded: CodedNote) -> Plain:
    """Schema 1 of a coded note, everything but its route."""
    return {
        "schema": SCHEMA,
        "engine": coded.engine,
        "engine_version": coded.engine_version,
        "profile": coded.profile,
        "release": coded.release,
        "setting": coded.setting.value,
        "service_date": coded.service_date.isoformat(),
        "provisional": coded.provisional,
        "approximate": coded.approximate,
        "suggestions": [_suggestion(one) for one in coded.suggestions],
        "excluded": [_exclusion(one) for one in coded.excluded],
        "gaps": [_gap(one) for one in coded.gaps],
        "findings": [_finding(one) for one in coded.findings],
        "sections": [_section(one) for one in coded.sections],
        "hcc_maps": [_hcc_map(one) for one in coded.hcc_maps],
        "considered": [_considered(one) for one in coded.considered],
        "procedures": [_procedure(one) for one in coded.procedures],
        "companions": [_companion(one) for one in coded.companions],
        "model": None if coded.model is None else _model(coded.model),
    }


def from_json(plain: Mapping[str, Any]) -> CodedNote:
    """The coded note again; ``ValueError`` for another schema."""
    if plain.get("schema") != SCHEMA:
        raise ValueError(f"a result of schema {plain.get('schema')!r} cannot be read")
    return CodedNote(
        engine=plain["engine"],
        engine_version=plain["engine_version"],
        profile=plain["profile"],
        release=plain["release"],
        setting=Setting(plain["setting"]),
        service_date=date.fromisoformat(plain["service_date"]),
        suggestions=_each(plain["suggestions"], _read_suggestion),
        excluded=_each(plain["excluded"], _read_exclusion),
        gaps=_each(plain["gaps"], _read_gap),
        findings=_each(plain["findings"], _read_finding),
        sections=_each(plain.get("sections", ()), _read_section),
        provisional=bool(plain.get("provisional", False)),
        approximate=bool(plain.get("approximate", False)),
        hcc_maps=_each(plain.get("hcc_maps", ()), _read_hcc_map),
        considered=_each(plain.get("considered", ()), _read_considered),
        procedures=_each(plain.get("procedures", ()), _read_procedure),
        companions=_each(plain.get("companions", ()), _read_companion),
        model=_read_model(plain.get("model")),
    )


def _each(items: Iterable[Plain], read: Callable[[Plain], T]) -> tuple[T, ...]:
    return tuple(read(item) for item in items)


def _evidence(one: Evidence) -> Plain:
    return {
        "document": one.document,
        "page": one.page,
        "start": one.start,
        "end": one.end,
        "text": one.text,
        "section": one.section,
    }


def _read_evidence(plain: Plain) -> Evidence:
    return Evidence(
        plain["document"],
        plain["start"],
        plain["end"],
        plain["text"],
        plain.get("page", 1),
        plain.get("section", ""),
    )


def _suggestion(one: Suggestion) -> Plain:
    return {
        "system": one.system,
        "code": one.code,
        "title": one.title,
        "sequence": one.sequence,
        "role": one.role.value,
        "extraction_confidence": one.extraction_confidence,
        "code_confidence": one.code_confidence,
        "confidence": one.confidence,
        "assertion": one.assertion.value,
        "section": one.section,
        "evidence": [_evidence(span) for span in one.evidence],
        "rationale": one.rationale,
        "guidelines": list(one.guidelines),
        "alternatives": [_alternative(other) for other in one.alternatives],
        "findings": [_finding(finding) for finding in one.findings],
        "hccs": [_hcc(each) for each in one.hccs],
        "poa": one.poa,
        "billed": one.billed,
        "engine": one.engine,
    }


def _read_suggestion(plain: Plain) -> Suggestion:
    return Suggestion(
        system=plain["system"],
        code=plain["code"],
        title=plain["title"],
        sequence=plain["sequence"],
        role=Role(plain["role"]),
        extraction_confidence=plain["extraction_confidence"],
        code_confidence=plain["code_confidence"],
        confidence=plain["confidence"],
        assertion=Assertion(plain["assertion"]),
        section=plain["section"],
        evidence=_each(plain["evidence"], _read_evidence),
        rationale=plain["rationale"],
        guidelines=tuple(plain["guidelines"]),
        alternatives=_each(plain["alternatives"], _read_alternative),
        findings=_each(plain["findings"], _read_finding),
        poa=plain["poa"],
        billed=bool(plain.get("billed", False)),
        hccs=_each(plain.get("hccs", ()), _read_hcc),
        engine=plain.get("engine", "knowledge"),
    )


def _hcc(one: Hcc) -> Plain:
    return {
        "model": one.model,
        "payment_year": one.payment_year,
        "hcc": one.hcc,
        "map_sha256": one.map_sha256,
    }


def _read_hcc(plain: Plain) -> Hcc:
    return Hcc(plain["model"], plain["payment_year"], plain["hcc"], plain["map_sha256"])


def _hcc_map(one: HccMap) -> Plain:
    return {
        "model": one.model,
        "payment_year": one.payment_year,
        "map_year": one.map_year,
        "sha256": one.sha256,
        "approximate": one.approximate,
    }


def _read_hcc_map(plain: Plain) -> HccMap:
    return HccMap(
        plain["model"],
        plain["payment_year"],
        plain["map_year"],
        plain["sha256"],
        plain["approximate"],
    )


def _model(one: ModelUse) -> Plain:
    return {
        **asdict(one),
        "prompts": dict(one.prompts),
        "refused": dict(one.refused),
    }


def _read_model(plain: Plain | None) -> ModelUse | None:
    if plain is None:
        return None
    pairs = {name: tuple(plain[name].items()) for name in ("prompts", "refused")}
    return ModelUse(**{**plain, **pairs})


def _considered(one: Considered) -> Plain:
    return {"code": one.code, "title": one.title, "confidence": one.confidence}


def _read_considered(plain: Plain) -> Considered:
    return Considered(plain["code"], plain["title"], plain["confidence"])


def _procedure(one: ProcedureCandidate) -> Plain:
    return {
        "system": one.system,
        "code": one.code,
        "title": one.title,
        "evidence": _evidence(one.evidence),
        "fitting": one.fitting,
        "units": one.units,
        "modifiers": list(one.modifiers),
        "performer": None if one.performer is None else _evidence(one.performer),
    }


def _read_procedure(plain: Plain) -> ProcedureCandidate:
    performer = plain.get("performer")
    return ProcedureCandidate(
        plain["system"],
        plain["code"],
        plain["title"],
        _read_evidence(plain["evidence"]),
        plain["fitting"],
        plain.get("units", 0),
        tuple(plain.get("modifiers", ())),
        None if performer is None else _read_evidence(performer),
    )


def _companion(one: Companion) -> Plain:
    return {
        "code": one.code,
        "title": one.title,
        "evidence": [_evidence(span) for span in one.evidence],
    }


def _read_companion(plain: Plain) -> Companion:
    evidence = _each(plain["evidence"], _read_evidence)
    return Companion(plain["code"], plain["title"], evidence)


def _alternative(one: Alternative) -> Plain:
    return {
        "code": one.code,
        "title": one.title,
        "confidence": one.confidence,
        "why_not": one.why_not,
    }


def _read_alternative(plain: Plain) -> Alternative:
    return Alternative(
        plain["code"], plain["title"], plain["confidence"], plain["why_not"]
    )


def _finding(one: Finding) -> Plain:
    return {
        "rule": one.rule,
        "severity": one.severity.value,
        "message": one.message,
        "guideline": one.guideline,
        "subject": one.subject,
        "codes": list(one.codes),
        "settles": one.settles,
    }


def _read_finding(plain: Plain) -> Finding:
    return Finding(
        plain["rule"],
        Severity(plain["severity"]),
        plain["message"],
        plain["guideline"],
        plain.get("subject", ""),
        tuple(plain.get("codes", ())),
        plain.get("settles", ""),
    )


def _exclusion(one: Exclusion) -> Plain:
    return {
        "code": one.code,
        "title": one.title,
        "reason": one.reason,
        "rule": one.rule,
        "guideline": one.guideline,
        "message": one.message,
        "evidence": [_evidence(span) for span in one.evidence],
    }


def _read_exclusion(plain: Plain) -> Exclusion:
    return Exclusion(
        plain["code"],
        plain["title"],
        plain["reason"],
        plain["rule"],
        plain["guideline"],
        plain["message"],
        _each(plain["evidence"], _read_evidence),
    )


def _gap(one: Gap) -> Plain:
    return {
        "kind": one.kind,
        "question": one.question,
        "options": list(one.options),
        "evidence": [_evidence(span) for span in one.evidence],
        "would_change": list(one.would_change),
    }


def _read_gap(plain: Plain) -> Gap:
    return Gap(
        plain["kind"],
        plain["question"],
        tuple(plain["options"]),
        _each(plain["evidence"], _read_evidence),
        tuple(plain["would_change"]),
    )


def _section(one: Section) -> Plain:
    return {
        "document": one.document,
        "kind": one.kind,
        "start": one.start,
        "end": one.end,
        "heading": one.heading,
    }


def _read_section(plain: Plain) -> Section:
    return Section(
        plain["document"],
        plain["kind"],
        plain["start"],
        plain["end"],
        plain.get("heading", ""),
    )
