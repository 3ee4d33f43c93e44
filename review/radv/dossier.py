"""From an audited HCC to the dossier that is packed.

Owns gathering: rows, vault and identities in, ``audit.radv`` values out. Must not
judge, change anything or write a file.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings

from audit import vault
from audit.radv import values
from audit.radv.package import SCHEMA
from audit.radv.values import (
    Attestation,
    Diagnosis,
    Dossier,
    Page,
    Purpose,
    Quote,
    Scan,
)
from coding import codes, lists, preflight, rules
from coding.models import ChartVersion
from coding.preflight import meat, signature
from coding.values import CodedLine
from review.models import AuditedHcc, CandidateRecord, Case, User
from review.radv import records
from review.radv.records import Category, Charted
from review.radv.states import collection_year
from review.refusals import Refused

CHANGED = "A chosen chart changed since its record was tested; look for records again."
UNPROVED = "An HCC settled as supported has no chosen record that passes; settle it."
#: The kinds of visit that CMS's coversheet knows.
INPATIENT, OUTPATIENT = "Inpatient", "Outpatient"


@dataclass(frozen=True, slots=True)
class Asked:
    """For whom and by whom a package is made."""

    purpose: Purpose
    recipient: str
    by: str


class Shelf:
    """The charts of one enrollee, read once for all HCCs that they may prove.

    Holds nothing longer: memory stays the same for any number of enrollees.
    """

    def __init__(self) -> None:
        self.enrollee: UUID | None = None
        self.charts: dict[UUID, Charted] = {}

    def charted(self, row: CandidateRecord) -> Charted:
        if row.hcc.enrollee_id != self.enrollee:
            self.enrollee, self.charts = row.hcc.enrollee_id, {}
        if row.chart_id not in self.charts:
            cases = Case.objects.select_related(
                "chart", "run__version__chart", "run__release"
            )
            self.charts[row.chart_id] = Charted(cases.get(chart=row.chart_id))
        return self.charts[row.chart_id]


def gather(hcc: AuditedHcc, asked: Asked, shelf: Shelf | None = None) -> Dossier:
    """Everything that is known of an audited HCC and its chosen records."""
    audit = hcc.enrollee.audit
    category = Category.of(hcc, audit.payment_year)
    if hcc.records.chosen().changed().exists():
        raise Refused(CHANGED)
    if AuditedHcc.objects.filter(pk=hcc.pk).unproved().exists():
        raise Refused(UNPROVED)
    chosen = _chosen(hcc)
    return Dossier(
        purpose=asked.purpose,
        recipient=asked.recipient,
        exported_by=asked.by,
        identity=_identity(hcc, chosen),
        audit=_audit(hcc, chosen),
        hcc=_hcc(hcc, category),
        records=tuple(_record(row, category, shelf or Shelf()) for row in chosen),
        versions=_versions(),
    )


def _chosen(hcc: AuditedHcc) -> list[CandidateRecord]:
    rows = hcc.records.exclude(rank=None).order_by("rank")
    found = rows.select_related("chart", "chart_version__chart")
    return list(found.prefetch_related("results__settled_by", "attestations"))


def _identity(hcc: AuditedHcc, chosen: Iterable[CandidateRecord]) -> dict[str, str]:
    told = json.loads(vault.get(hcc.enrollee.identity_sha256))
    sex = next((row.chart_version.sex for row in chosen), "")
    return {
        "enrollee_key": str(hcc.enrollee_id),
        "mbi": told["mbi"],
        "beneficiary_last": told["last_name"],
        "beneficiary_first": told["first_name"],
        "dob": told["birth_date"],
        "sex": sex,
    }


def _audit(hcc: AuditedHcc, chosen: Iterable[CandidateRecord]) -> dict[str, str]:
    audit = hcc.enrollee.audit
    payer = next((row.chart_version.payer for row in chosen), "")
    told = json.loads(vault.get(hcc.enrollee.identity_sha256))
    return {
        "contract_id": audit.contract,
        "pbp": told.get("pbp", ""),
        "ma_org": payer,
        "sample_id": f"{audit.pk}-{hcc.enrollee.position}",
        "payment_year": str(audit.payment_year),
        "data_collection_year": str(collection_year(audit.payment_year)),
        "cover_sheet_id": f"{audit.pk}-{hcc.enrollee.position}-{hcc.pk}",
        "submission_due": audit.due.isoformat(),
    }


def _hcc(hcc: AuditedHcc, category: Category) -> dict[str, str]:
    used = category.used
    outcome = hcc.outcomes.order_by("-round").first()
    told = {
        "audited_hcc": hcc.hcc,
        "hcc_label": category.label,
        "hcc_model": hcc.model,
        "hcc_map_version": str(used.map_year or "not loaded"),
        "hcc_map_sha256": used.sha256,
        "hcc_map_approximate": "yes" if used.approximate else "no",
        "hierarchy_position": str(len(category.trumped_by) + 1),
        "trumped_by": "; ".join(category.trumped_by),
        "audited_diagnoses": "; ".join(hcc.diagnoses),
        "status": _STATUS.get(hcc.standing, hcc.standing),
    }
    if outcome is not None:
        told |= {
            "outcome": outcome.outcome,
            "round": str(outcome.round),
            "appeal_level": ", ".join(filter(None, (outcome.appeal, outcome.ruling))),
            "appeal_due": _day(outcome.appeal_due),
        }
    return told


_STATUS = {
    "unsupported": "unsupported-delete",
    "not_submittable": "supported-not-submittable",
    "query_open": "query-open",
    "open": "not-settled",
}


def _record(
    row: CandidateRecord, category: Category, shelf: Shelf
) -> values.RecordPart:
    charted = shelf.charted(row)
    sought, lines = records.proving(charted, category)
    return values.RecordPart(
        rank=row.rank or 0,
        chart=str(row.chart_id),
        encounter=_encounter(charted)
        | _procedures(charted.version, row.hcc.enrollee.audit.payment_year),
        provider=_provider(row, charted),
        pages=_pages(charted),
        diagnoses=tuple(
            _diagnosis(charted, line, sought.by_code[line.code]) for line in lines
        ),
        tests=tuple(_test(each) for each in row.results.all()),
        attestations=tuple(
            Attestation(
                defect=each.defect,
                signed_on=each.signed_on.isoformat(),
                sha256=each.form_sha256,
                media_type=each.media_type,
                form=vault.get(each.form_sha256),
            )
            for each in row.attestations.all()
        ),
        scans=tuple(
            Scan(each.sha256, vault.get(each.sha256), each.turned)
            for each in charted.version.scans.all()
        ),
        intake={
            "intake_status": row.intake,
            "intake_reject_reason": row.intake_reason,
            "times_sent": str(row.sent),
        },
    )


def _encounter(charted: Charted) -> dict[str, str]:
    version = charted.version
    first, last = version.dates()
    inpatient = version.facts().setting.is_inpatient
    viewed = _viewed(charted)
    return {
        "encounter_id": version.chart.external_id,
        "icn_or_claim_control_no": version.claim_control_number,
        "linked": "yes" if version.claim_control_number else "no",
        "dos_from": first.isoformat(),
        "dos_through": last.isoformat(),
        "facility_type": "inpatient" if inpatient else _facility(version),
        "visit_type": INPATIENT if inpatient else OUTPATIENT,
        "modality": version.modality,
        "place_of_service": version.place_of_service,
        "document_version": str(version.number),
        "record_viewed_at": viewed,
    }


def _procedures(version: ChartVersion, payment_year: int) -> dict[str, str]:
    """The claim's procedures, and whether one of them counts in that year.

    A stay counts by its bill type and not by a procedure. Empty where it is not known.
    """
    codes_given, held = version.procedures, records.eligible_for(payment_year)
    listed = lists.entries(held) if held else {}
    counts = any(code.partition("-")[0] in listed for code in codes_given)
    known = bool(codes_given and held)
    inpatient = version.facts().setting.is_inpatient
    eligible = "not applicable" if inpatient else ("yes" if counts else "no")
    return {
        "cpt_hcpcs": "; ".join(codes_given),
        "cpt_hcpcs_eligible": eligible if known or inpatient else "",
        "cpt_hcpcs_list": f"{held}, sha256 {held.sha256}" if held else "",
    }


#: Places of service of hospital outpatient departments and emergency rooms.
_HOSPITAL = frozenset({"19", "22", "23"})


def _facility(version: ChartVersion) -> str:
    return "outpatient" if version.place_of_service in _HOSPITAL else "physician"


def _viewed(charted: Charted) -> str:
    """When the chart was first seen by the person who signed it."""
    from audit.models import Event

    case = charted.case
    seen = Event.objects.for_chart(case.chart_id).of_types(["chart-viewed"])
    if case.finalised_by_id:
        seen = seen.for_actor(str(case.finalised_by_id))
    first = seen.first()
    return str(first.content["occurred_at"]) if first else ""


def _provider(row: CandidateRecord, charted: Charted) -> dict[str, str]:
    version = charted.version
    found = signature.find(charted.documents, version.provider_name)
    told = {
        "rendering_npi": version.provider_npi,
        "provider_name": version.provider_name,
        "provider_credential": version.provider_credential
        or (found.credential if found else ""),
        "cms_specialty_code": version.specialty_code,
        "attestation_eligible": "no" if version.facts().setting.is_inpatient else "yes",
        "signature_present": "yes" if found and found.kind != "typed" else "no",
        **_specialty(row),
    }
    if found is not None:
        days = found.days_after(version.service_date)
        when = f"{found.signed_on}T{found.at}" if found.at else str(found.signed_on)
        told |= {
            "signature_type": found.kind,
            "signature_datetime": when if found.signed_on else "",
            "authentication_phrase": found.phrase,
            "signature_days_after_dos": "" if days is None else str(days),
        }
    return told


def _specialty(row: CandidateRecord) -> dict[str, str]:
    year = row.hcc.enrollee.audit.payment_year
    held = records.specialties_for(year)
    test = next((each for each in row.results.all() if each.test == "P03"), None)
    return {
        "specialty_acceptable_for_py": test.standing if test else "",
        "specialty_list": f"{held.source}, sha256 {held.sha256}" if held else "",
    }


def _pages(charted: Charted) -> tuple[Page, ...]:
    return tuple(
        Page(
            sha256=each.sha256,
            text=each.text,
            name=each.name,
            kind=each.kind,
            author_role=each.author_role,
            date=_day(each.date),
        )
        for each in charted.documents
    )


def _diagnosis(charted: Charted, line: CodedLine, hccs: tuple[str, ...]) -> Diagnosis:
    chosen = codes.release_for(codes.ICD10CM, charted.version.service_date)
    entry = codes.codebook(chosen.release).get(line.code)
    return Diagnosis(
        code=line.code,
        title=entry.title if entry else "",
        role=line.role.value,
        poa=line.poa or "",
        assertion=line.assertion.value,
        quotes=tuple(
            Quote(span.document, span.start, span.end, span.section, span.page)
            for span in line.evidence
        ),
        meat=tuple(sorted(meat.tags(charted.documents, [line]))),
        hccs=hccs,
    )


def _test(result: Any) -> values.TestTold:
    known = preflight.test_named(result.test)
    words = vault.get_text(result.words_sha256) if result.words_sha256 else ""
    return values.TestTold(
        test=result.test,
        title=known.title if known else "",
        result=result.standing,
        says=result.says,
        source=result.source,
        settled_by=str(result.settled_by_id or ""),
        settled_at=result.settled_at.isoformat() if result.settled_at else "",
        words=words,
    )


@cache
def _versions() -> dict[str, str]:
    """What made it: the application, and the rules by their ids."""
    told = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text("utf-8"))
    project = told["project"]
    return {
        "app_version": f"{project['name']} {project['version']}",
        "schema_version": SCHEMA,
        "rules_version": f"{len(rules.RULES)} rules, {len(preflight.TESTS)} tests",
    }


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def result_of(sha256: str) -> Mapping[str, Any] | None:
    """The engine's whole result by its hash; None once it was disposed of."""
    try:
        told: dict[str, Any] = json.loads(vault.get_text(sha256))
    except vault.VaultMissing:
        return None
    return told


def labels() -> Mapping[str, str]:
    """Who people are, by the ids that events name them by."""
    rows = User.objects.values_list("pk", "display_name", "username")
    return {str(key): name or username for key, name, username in rows}
