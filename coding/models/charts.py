"""Charts as they arrived: identity, numbered versions, facts and documents.

Owns what intake stored. A version is never edited: other documents or other facts are
another version. Patients are random identifiers here; who they are is ``audit``'s to
know, and document text and file names are in the vault.
"""

from __future__ import annotations

import uuid
from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from coding.values import Facts, Setting


class Modality(models.TextChoices):
    """How patient and provider met; decides whether a record may be submitted."""

    IN_PERSON = "in-person", "face to face"
    AUDIO_VIDEO = "audio-video", "telehealth, audio and video"
    AUDIO_ONLY = "audio-only", "telehealth, audio only"
    NONE = "none", "no encounter with the patient"


class Sex(models.TextChoices):
    FEMALE = "F", "female"
    MALE = "M", "male"
    UNKNOWN = "", "not known"


class Document(models.Model):
    """One file of a chart; both hashes are names in the vault."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    original_sha256 = models.CharField(max_length=64)
    characters = models.PositiveIntegerField()
    media_type = models.CharField(max_length=100)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    sha256__regex=r"^[0-9a-f]{64}$",
                    original_sha256__regex=r"^[0-9a-f]{64}$",
                ),
                name="%(app_label)s_%(class)s_sha256",
            ),
            models.CheckConstraint(
                condition=Q(characters__gt=0),
                name="%(app_label)s_%(class)s_not_empty",
            ),
        ]

    def __str__(self) -> str:
        return self.sha256[:12]


class Chart(models.Model):
    """One encounter, known by its source system and that system's name for it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.CharField(max_length=80)
    external_id = models.CharField(max_length=200)
    site = models.CharField(max_length=80, blank=True)
    contract = models.CharField(max_length=40, blank=True)
    patient = models.UUIDField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external_id"],
                name="%(app_label)s_%(class)s_once",
            ),
            models.CheckConstraint(
                condition=~Q(source="") & ~Q(external_id=""),
                name="%(app_label)s_%(class)s_identified",
            ),
        ]
        indexes = [
            models.Index(fields=["patient"], name="coding_chart_patient"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def latest(self) -> ChartVersion:
        return self.versions.select_related("chart").latest("number")


class ChartVersion(models.Model):
    """The documents and facts of a chart at one time.

    ``service_date`` is the through date: for inpatients the discharge date.
    ``facts_sha256`` names facts and ordered documents together, in the vault; file
    names, which may hold a person's, are there under ``names_sha256``.
    """

    chart = models.ForeignKey(Chart, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    facts_sha256 = models.CharField(max_length=64)
    setting = models.CharField(
        max_length=12, choices=[(s.value, s.value) for s in Setting]
    )
    service_date = models.DateField()
    admission_date = models.DateField(null=True)
    modality = models.CharField(max_length=12, choices=Modality, blank=True)
    place_of_service = models.CharField(max_length=2, blank=True)
    age = models.PositiveSmallIntegerField(null=True)
    sex = models.CharField(max_length=1, choices=Sex, blank=True)
    specialty = models.CharField(max_length=80, blank=True)
    specialty_code = models.CharField(max_length=2, blank=True)
    provider_name = models.CharField(max_length=120, blank=True)
    provider_npi = models.CharField(max_length=10, blank=True)
    provider_credential = models.CharField(max_length=40, blank=True)
    provider_group = models.CharField(max_length=80, blank=True)
    contract = models.CharField(max_length=40, blank=True)
    payer = models.CharField(max_length=80, blank=True)
    claim_control_number = models.CharField(max_length=80, blank=True)
    billed = ArrayField(models.CharField(max_length=12), default=list)
    # CPT and HCPCS codes of the claim, with their modifiers.
    procedures = ArrayField(models.CharField(max_length=20), default=list)
    # How the documents are written (``coding.style``); figures are broken down by it.
    style = models.CharField(max_length=12, blank=True)
    names_sha256 = models.CharField(max_length=64, blank=True)
    received_at = models.DateTimeField(db_default=Now())
    received_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["chart", "number"], name="%(app_label)s_%(class)s_number"
            ),
            models.UniqueConstraint(
                fields=["chart", "facts_sha256"], name="%(app_label)s_%(class)s_once"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1), name="%(app_label)s_%(class)s_from_one"
            ),
            models.CheckConstraint(
                condition=Q(
                    setting__in=["outpatient", "inpatient", "emergency", "telehealth"],
                    modality__in=["", "in-person", "audio-video", "audio-only", "none"],
                    sex__in=["", "F", "M"],
                ),
                name="%(app_label)s_%(class)s_choices",
            ),
            models.CheckConstraint(
                condition=Q(admission_date=None)
                | Q(admission_date__lte=F("service_date")),
                name="%(app_label)s_%(class)s_dates_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(setting="inpatient") | Q(admission_date__isnull=False),
                name="%(app_label)s_%(class)s_admitted",
            ),
            models.CheckConstraint(
                condition=~Q(received_by=""),
                name="%(app_label)s_%(class)s_received_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.chart_id} version {self.number}"

    def facts(self) -> Facts:
        """What the engine may know without reading the documents."""
        return Facts(
            setting=Setting(self.setting),
            service_date=self.service_date,
            admission_date=self.admission_date,
            age=self.age,
            sex=self.sex,
            modality=self.modality,
            place_of_service=self.place_of_service,
            specialty=self.specialty,
            billed=tuple(self.billed),
            specialty_code=self.specialty_code,
            provider_credential=self.provider_credential,
            contract=self.contract,
            claim_control_number=self.claim_control_number,
            procedures=tuple(self.procedures),
        )

    def dates(self) -> tuple[date, date]:
        """From and through."""
        return self.admission_date or self.service_date, self.service_date


class ChartDocument(models.Model):
    """A document's place in a version, and what is said of it there."""

    version = models.ForeignKey(
        ChartVersion, on_delete=models.PROTECT, related_name="documents"
    )
    position = models.PositiveSmallIntegerField()
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="places"
    )
    kind = models.CharField(max_length=80, blank=True)
    author = models.CharField(max_length=120, blank=True)
    author_role = models.CharField(max_length=80, blank=True)
    date = models.DateField(null=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "position"], name="%(app_label)s_%(class)s_place"
            ),
            models.UniqueConstraint(
                fields=["version", "document"], name="%(app_label)s_%(class)s_once"
            ),
        ]

    def __str__(self) -> str:
        return f"document {self.position} of version {self.version_id}"
