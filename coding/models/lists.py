"""Dated lists beside the code systems: indexes, tables, edits, exemptions, groupings.

Owns editions of lists and what each says. Rows are written once, by the loader, and
never edited: editions stand side by side, and a date chooses among them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now


class CodeListQuerySet(models.QuerySet["CodeList"]):
    def newest_on(self, kind: str, on: date) -> CodeList | None:
        """The newest edition that is not after a date; of one edition the last load."""
        editions = self.filter(kind=kind, effective_from__lte=on)
        return editions.order_by("-effective_from", "-id").first()

    def newest_of_each(self, kinds: Iterable[str], on: date) -> CodeListQuerySet:
        """The newest edition of each kind that has one not after a date."""
        editions = self.filter(kind__in=tuple(kinds), effective_from__lte=on)
        newest = editions.order_by("kind", "-effective_from", "-id")
        return newest.distinct("kind")

    def parts_of_each(self, kinds: Iterable[str], on: date) -> CodeListQuerySet:
        """Every file of the newest edition of each kind that is not after a date.

        Some tables are published in several files for the same first day; a file of
        the same name loaded again takes the place of the earlier.
        """
        later = self.model.objects.filter(
            kind=OuterRef("kind"),
            effective_from__gt=OuterRef("effective_from"),
            effective_from__lte=on,
        )
        editions = self.filter(kind__in=tuple(kinds), effective_from__lte=on)
        newest = editions.filter(~Exists(later)).order_by("kind", "source_name", "-id")
        return newest.distinct("kind", "source_name")


class CodeList(models.Model):
    """One edition of a list. ``effective_to`` is the last day it was published for."""

    class Kind(models.TextChoices):
        CM_INDEX = "icd10cm-index", "ICD-10-CM Alphabetic Index"
        EXTERNAL_CAUSES = "icd10cm-external-causes", "ICD-10-CM external cause index"
        NEOPLASMS = "icd10cm-neoplasms", "ICD-10-CM neoplasm table"
        DRUGS = "icd10cm-drugs", "ICD-10-CM table of drugs and chemicals"
        PCS_INDEX = "icd10pcs-index", "ICD-10-PCS index"
        MCE = "mce", "Medicare Code Editor lists"
        POA_EXEMPT = "poa-exempt", "present-on-admission exempt list"
        CC = "cc", "complications and comorbidities (CC)"
        MCC = "mcc", "major complications and comorbidities (MCC)"
        MS_DRG = "ms-drg", "MS-DRG list"
        HCPCS_MODIFIERS = "hcpcs-modifiers", "HCPCS Level II modifiers"
        PLACES = "places-of-service", "place of service codes"
        SPECIALTIES = "physician-specialties", "acceptable physician specialty types"
        ELIGIBLE = "eligible-procedures", "procedures eligible for risk adjustment"
        NCCI = "ncci-pairs", "NCCI procedure-to-procedure edits"
        MUE = "mue", "medically unlikely edits"
        COVERAGE = "coverage", "coverage policies (LCD and NCD)"
        HOUSE = "house-rules", "payer and site rules"

    kind = models.CharField(max_length=32, choices=Kind)
    edition = models.CharField(max_length=32)
    effective_from = models.DateField()
    effective_to = models.DateField()
    source_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(db_default=Now())

    objects = CodeListQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "effective_from", "sha256"],
                name="%(app_label)s_%(class)s_once",
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"),
                name="%(app_label)s_%(class)s_sha256",
            ),
            models.CheckConstraint(
                condition=Q(effective_from__lte=F("effective_to")),
                name="%(app_label)s_%(class)s_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.edition}"


class CodeListEntry(models.Model):
    """What a list says of one code: ``value`` within the meaning of its kind."""

    list = models.ForeignKey(CodeList, on_delete=models.PROTECT, related_name="entries")
    ordinal = models.PositiveIntegerField()
    code = models.CharField(max_length=12)
    value = models.CharField(max_length=40, blank=True)
    text = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["list", "ordinal"], name="%(app_label)s_%(class)s_place"
            ),
            models.UniqueConstraint(
                fields=["list", "code", "value"], name="%(app_label)s_%(class)s_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.value}".strip()


class IndexTerm(models.Model):
    """One line of an index or a row of a table; ``coding.index.Term`` says how."""

    list = models.ForeignKey(CodeList, on_delete=models.PROTECT, related_name="terms")
    ordinal = models.PositiveIntegerField()
    path = ArrayField(models.TextField())
    modifiers = ArrayField(models.TextField())
    code = models.CharField(max_length=12, blank=True)
    manifestation = models.CharField(max_length=12, blank=True)
    see = models.TextField(blank=True)
    see_also = models.TextField(blank=True)
    cells = ArrayField(models.CharField(max_length=12))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["list", "ordinal"], name="%(app_label)s_%(class)s_place"
            ),
        ]
        indexes = [
            models.Index(fields=["list", "code"], name="coding_indexterm_by_code"),
            models.Index(
                fields=["list", "manifestation"],
                condition=~models.Q(manifestation=""),
                name="coding_indexterm_by_second",
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(self.path)


class CheckRow(models.Model):
    """One row of a table of checks; ``coding.rules.tables.Row`` says how it is read.

    These tables hold millions of rows, so that they are asked for the codes of a case
    and never held in memory.
    """

    list = models.ForeignKey(CodeList, on_delete=models.PROTECT, related_name="checks")
    ordinal = models.PositiveIntegerField()
    column1 = models.CharField(max_length=12)
    column2 = models.CharField(max_length=13, blank=True)
    first_day = models.DateField()
    last_day = models.DateField()
    modifier_allowed = models.BooleanField(default=False)
    limit = models.PositiveIntegerField(default=0)
    message = models.TextField(blank=True)
    contract = models.CharField(max_length=20, blank=True)
    site = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["list", "ordinal"], name="%(app_label)s_%(class)s_place"
            ),
            models.CheckConstraint(
                condition=Q(first_day__lte=F("last_day")),
                name="%(app_label)s_%(class)s_dates_in_order",
            ),
        ]
        indexes = [
            models.Index(fields=["list", "column1"], name="coding_checkrow_by_code")
        ]

    def __str__(self) -> str:
        return f"{self.column1} {self.column2}".strip()
