"""Storing charts: which chart an upload belongs to, and which version of it.

Owns the rows of ``Chart``, ``ChartVersion``, ``ChartDocument`` and ``Document``. Must
not decide what to do with a refused upload (``coding.intake`` does). Whatever may name
a patient goes to the vault or to ``audit.identity``; rows and events hold hashes,
random identifiers and encounter facts.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from audit import canonical, identity, vault
from audit.actions import Actor, record
from audit.events import ChartReceived, ChartVersionAdded
from audit.occurring import identifier
from coding import trail
from coding.acceptance import (
    Limits,
    Problem,
    Reason,
    Refusal,
    Text,
    accept,
    age_at_service,
    billed_codes,
    procedure_codes,
)
from coding.models import Chart, ChartDocument, ChartVersion, Document
from coding.style import style_of
from coding.uploads import ChartUpload, DocumentUpload
from coding.values import Note, NoteDocument


@dataclass(frozen=True, slots=True)
class Received:
    """The chart version that holds the upload; ``created`` is False if known before."""

    version: ChartVersion
    created: bool

    @property
    def chart(self) -> Chart:
        return self.version.chart


def document_names(
    version: ChartVersion, places: Sequence[ChartDocument]
) -> tuple[str, ...]:
    """File names in the order of the documents; empty where none was given."""
    if not version.names_sha256:
        return ("",) * len(places)
    names: list[str] = json.loads(vault.get(version.names_sha256))["names"]
    return tuple(names)


def note_of(version: ChartVersion) -> Note:
    """What the engine is given of a stored version; the texts come from the vault."""
    places = list(version.documents.select_related("document"))
    names = document_names(version, places)
    documents = tuple(
        NoteDocument(
            sha256=place.document.sha256,
            text=vault.get_text(place.document.sha256),
            name=name,
            kind=place.kind,
            author_role=place.author_role,
            date=place.date,
        )
        for place, name in zip(places, names, strict=True)
    )
    return Note(documents, version.facts())


#: How many of the patient's earlier encounters are compared with, and how old at most.
EARLIER = 3
EARLIER_FOR = timedelta(days=730)


def earlier_documents(version: ChartVersion) -> tuple[NoteDocument, ...]:
    """Documents of the patient's last encounters before this one, at the same site.

    They are only compared with. What was disposed of is left out.
    """
    began, _ = version.dates()
    newest = (
        ChartVersion.objects.filter(
            chart__patient=version.chart.patient,
            chart__site=version.chart.site,
            service_date__lt=began,
            service_date__gte=began - EARLIER_FOR,
        )
        .exclude(chart=version.chart_id)
        .order_by("-service_date", "chart", "-number")
        .distinct("service_date", "chart")
    )
    places = ChartDocument.objects.filter(
        version__in=[one.pk for one in newest[:EARLIER]]
    ).select_related("version")
    found = (_earlier(place) for place in places.order_by("version", "position"))
    return tuple(one for one in found if one is not None)


def _earlier(place: ChartDocument) -> NoteDocument | None:
    try:
        text = vault.get_text(place.document_id)
    except vault.VaultMissing:
        return None
    day = place.date or place.version.service_date
    return NoteDocument(place.document_id, text, kind=place.kind, date=day)


def as_upload(version: ChartVersion) -> ChartUpload:
    """A stored version as it could come in again, to be received with something more.

    Names no patient: the chart knows whose it is.
    """
    places = list(version.documents.select_related("document"))
    names = document_names(version, places)
    return ChartUpload(
        **{name: getattr(version, name) for name in _FACTS},
        documents=tuple(
            DocumentUpload(
                data=vault.get(place.document.original_sha256),
                name=name,
                kind=place.kind,
                author=place.author,
                author_role=place.author_role,
                date=place.date,
                media_type=place.document.media_type,
            )
            for place, name in zip(places, names, strict=True)
        ),
        service_date=version.service_date,
        admission_date=version.admission_date,
        age=version.age,
        billed=tuple(version.billed),
        procedures=tuple(version.procedures),
        source=version.chart.source,
        external_id=version.chart.external_id,
        site=version.chart.site,
    )


@transaction.atomic
def store(upload: ChartUpload, *, by: Actor) -> Received:
    upload, texts = accepted(upload)
    documents = [kept(text) for text in texts]
    chart, number = _chart(upload, documents)
    facts = facts_of(chart, upload, documents)
    if number > 1:
        known = chart.versions.filter(facts_sha256=hashlib.sha256(facts).hexdigest())
        if version := known.select_related("chart").first():
            return Received(version, created=False)
    version = composed(chart, number, upload, texts, facts, by=by)
    version.save()
    # In one order everywhere, or two charts with the same documents could deadlock.
    ordered = sorted(documents, key=lambda document: document.sha256)
    Document.objects.bulk_create(ordered, ignore_conflicts=True)
    places = places_of(version, documents, upload)
    ChartDocument.objects.bulk_create(places)
    record(arrival(version, places), by=by)
    return Received(version, created=True)


def accepted(upload: ChartUpload) -> tuple[ChartUpload, tuple[Text, ...]]:
    """The upload with each text once, and its texts; raises ``Refusal``."""
    texts = accept(upload, today=_latest_today(), limits=_limits())
    return replace(upload, documents=tuple(text.upload for text in texts)), texts


def _limits() -> Limits:
    return Limits(settings.INTAKE_MAX_CHARACTERS, settings.INTAKE_MAX_DOCUMENTS)


def _latest_today() -> date:
    """The date where the day is furthest ahead: nobody's today is the future."""
    return (timezone.now() + timedelta(hours=14)).date()


def kept(text: Text) -> Document:
    """The document's row, not yet saved, with its bytes and text in the vault."""
    return Document(
        sha256=vault.put_text(text.text),
        original_sha256=vault.put(text.upload.data),
        characters=len(text.text),
        media_type=text.upload.media_type[:100],
    )


def _chart(upload: ChartUpload, documents: list[Document]) -> tuple[Chart, int]:
    """The chart that the upload belongs to, and the number a new version would have.

    Locked against a second receiver.
    """
    external_id = upload.external_id or _content_id(upload, documents)
    lock(f"{upload.source}\n{external_id}")
    chart = Chart.objects.filter(source=upload.source, external_id=external_id).first()
    if chart is None:
        chart = Chart.objects.create(
            id=chart_id(upload.source, external_id),
            source=upload.source,
            external_id=external_id,
            site=upload.site,
            contract=upload.contract,
            patient=patient_of(upload),
        )
        return chart, 1
    _refuse_other_patient(chart, upload)
    return chart, chart.versions.count() + 1


def chart_id(source: str, external_id: str) -> UUID:
    return identifier(f"chart {source} {external_id}")


def patient_of(upload: ChartUpload) -> str:
    """The UUID of whom an upload is about."""
    return identity.find_or_create(_identity(upload), source=upload.source)


def _content_id(upload: ChartUpload, documents: list[Document]) -> str:
    """What a chart without an encounter id is known by: its facts and documents."""
    told = _facts(upload, documents) | {
        "patient": identity.fingerprint(_identity(upload))
    }
    return "sha256:" + hashlib.sha256(canonical.dumps(told)).hexdigest()


def _identity(upload: ChartUpload) -> identity.IdentityFacts:
    patient = upload.patient
    return identity.IdentityFacts(
        name=patient.name,
        birth_date=patient.birth_date,
        mrn=patient.mrn,
        mbi=patient.mbi,
        enrollee_id=patient.enrollee_id,
    )


def _refuse_other_patient(chart: Chart, upload: ChartUpload) -> None:
    """By the strongest number that both sides know; without one nothing is said."""
    known, told = identity.reveal(chart.patient), upload.patient
    for ours, theirs in ((known.mbi, told.mbi), (known.mrn, told.mrn)):
        if ours and theirs:
            if _digits(ours) == _digits(theirs):
                return
            raise Refusal(
                Problem(
                    Reason.OTHER_PATIENT,
                    "This encounter was received before for another patient.",
                )
            )


def _digits(number: str) -> str:
    return "".join(each for each in number.upper() if each.isalnum())


def lock(name: str) -> None:
    """Until the transaction ends, nobody else works under this name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


_FACTS = (
    "setting sex modality place_of_service provider_name provider_npi"
    " provider_credential provider_group specialty specialty_code contract payer"
    " claim_control_number"
).split()


def _facts(upload: ChartUpload, documents: list[Document]) -> dict[str, Any]:
    """What makes a version this version and no other, for hashing."""
    facts = {name: getattr(upload, name) for name in _FACTS if getattr(upload, name)}
    facts["service_date"] = str(_through(upload))
    if upload.admission_date:
        facts["admission_date"] = str(upload.admission_date)
    if (age := age_at_service(upload)) is not None:
        facts["age"] = age
    facts["billed"] = list(billed_codes(upload))
    if procedures := list(procedure_codes(upload)):
        # Left out where there is none: a chart received before they were known of is
        # the same chart when it comes again.
        facts["procedures"] = procedures
    facts["documents"] = [
        {
            "sha256": document.sha256,
            "kind": said.kind,
            "author": said.author,
            "author_role": said.author_role,
            "date": str(said.date or ""),
        }
        for document, said in zip(documents, upload.documents, strict=True)
    ]
    return facts


def facts_of(chart: Chart, upload: ChartUpload, documents: list[Document]) -> bytes:
    """What makes a version this version of this patient's chart, to be hashed."""
    return canonical.dumps(_facts(upload, documents) | {"patient": str(chart.patient)})


def composed(
    chart: Chart,
    number: int,
    upload: ChartUpload,
    texts: Sequence[Text],
    facts: bytes,
    *,
    by: Actor,
) -> ChartVersion:
    """The version of a chart that an upload is, not written yet."""
    return ChartVersion(
        **{name: getattr(upload, name) for name in _FACTS},
        chart=chart,
        number=number,
        facts_sha256=vault.put(facts),
        service_date=_through(upload),
        admission_date=upload.admission_date,
        age=age_at_service(upload),
        billed=list(billed_codes(upload)),
        procedures=list(procedure_codes(upload)),
        style=style_of(text.text for text in texts),
        names_sha256=_kept_names(upload, chart),
        received_by=who(by),
    )


def places_of(
    version: ChartVersion, documents: Sequence[Document], upload: ChartUpload
) -> list[ChartDocument]:
    """The documents' places in a version, not written yet."""
    return [
        ChartDocument(
            version=version,
            position=position,
            document=document,
            kind=said.kind,
            author=said.author,
            author_role=said.author_role,
            date=said.date,
        )
        for position, (document, said) in enumerate(
            zip(documents, upload.documents, strict=True), 1
        )
    ]


def _through(upload: ChartUpload) -> date:
    if upload.service_date is None:
        raise ValueError("Acceptance lets no upload through without a date.")
    return upload.service_date


def _kept_names(upload: ChartUpload, chart: Chart) -> str:
    """The chart's random id among them keeps the hash of a name from being guessed."""
    names = [document.name for document in upload.documents]
    if not any(names):
        return ""
    return vault.put(json.dumps({"chart": str(chart.pk), "names": names}).encode())


def arrival(
    version: ChartVersion, places: Sequence[ChartDocument]
) -> ChartReceived | ChartVersionAdded:
    """The event of a version with its documents."""
    event = ChartReceived if version.number == 1 else ChartVersionAdded
    return event(
        chart=str(version.chart_id),
        patient=str(version.chart.patient),
        version=version.number,
        source=version.chart.source,
        facts=version.facts_sha256,
        encounter=trail.encounter(version),
        documents=tuple(trail.document(place) for place in places),
        billed=tuple(version.billed),
        procedures=tuple(version.procedures) or None,
    )


def who(by: Actor) -> str:
    """An actor as rows remember it."""
    return f"{by.kind}:{by.id}"
