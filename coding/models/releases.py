"""Editions of code systems and everything an edition says.

Owns releases, their codes, the instructional notes of each code and the codes those
notes point at. Rows are written once, by the loader, and never edited: another edition
is another release.
"""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    ArrayField,
    DateRangeField,
    RangeBoundary,
    RangeOperators,
)
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Now


class Days(Func):
    """Both dates and every day between them, as PostgreSQL understands a range."""

    function = "daterange"
    output_field = DateRangeField()


class ReleaseQuerySet(models.QuerySet["Release"]):
    def of(self, system: str) -> ReleaseQuerySet:
        return self.filter(system=system)

    def valid_on(self, on: date) -> ReleaseQuerySet:
        return self.filter(effective_from__lte=on, effective_to__gte=on)

    def newest_first(self) -> ReleaseQuerySet:
        return self.order_by("-effective_to", "-exact_from", "-id")


class Release(models.Model):
    """One edition of a code system with the dates of service it is valid for.

    Before ``exact_from`` the edition only approximates what was valid: the packaged
    April edition stands in for the October one it amended.
    """

    class System(models.TextChoices):
        ICD10CM = "ICD-10-CM", "ICD-10-CM"
        ICD10PCS = "ICD-10-PCS", "ICD-10-PCS"
        HCPCS = "HCPCS", "HCPCS Level II"
        CPT = "CPT", "CPT"

    class Origin(models.TextChoices):
        PACKAGE = "package", "Python package"
        OFFICIAL = "official", "official file"

    system = models.CharField(max_length=16, choices=System)
    edition = models.CharField(max_length=32)
    origin = models.CharField(max_length=16, choices=Origin)
    effective_from = models.DateField()
    effective_to = models.DateField()
    exact_from = models.DateField()
    source_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    # That whoever loaded it said they hold the licence it needs.
    licence_accepted = models.BooleanField(db_default=False)
    loaded_at = models.DateTimeField(db_default=Now())

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["system", "sha256"], name="%(app_label)s_%(class)s_once"
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"),
                name="%(app_label)s_%(class)s_sha256",
            ),
            models.CheckConstraint(
                condition=Q(effective_from__lte=F("exact_from"))
                & Q(exact_from__lte=F("effective_to")),
                name="%(app_label)s_%(class)s_dates_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(system="CPT") | Q(licence_accepted=True),
                name="%(app_label)s_%(class)s_licensed",
            ),
            models.CheckConstraint(
                condition=Q(
                    system__in=["ICD-10-CM", "ICD-10-PCS", "HCPCS", "CPT"],
                    origin__in=["package", "official"],
                ),
                name="%(app_label)s_%(class)s_choices",
            ),
            ExclusionConstraint(
                name="%(app_label)s_%(class)s_no_overlap",
                expressions=[
                    ("system", RangeOperators.EQUAL),
                    ("origin", RangeOperators.EQUAL),
                    (
                        Days(
                            "effective_from",
                            "effective_to",
                            RangeBoundary(inclusive_upper=True),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.edition}"

    def covers(self, on: date) -> bool:
        """Whether a date of service lies within the days it is valid for."""
        return self.effective_from <= on <= self.effective_to


class CodeQuerySet(models.QuerySet["Code"]):
    def billable(self) -> CodeQuerySet:
        return self.filter(billable=True)

    def under(self, code: Code) -> CodeQuerySet:
        """The code itself and everything beneath it, in the order of the list."""
        return self.filter(
            release=code.release_id,
            ordinal__range=(code.ordinal, code.subtree_end),
        ).order_by("ordinal")


class Code(models.Model):
    """One entry of a release: chapter, block, category, subcategory or code.

    ``ordinal`` is the place in the printed list; the subtree of an entry is the run of
    ordinals up to ``subtree_end``, so ancestors and ranges need no recursion. A block
    of one category is named as a range ("B20-B20"), so that a name is one entry.
    """

    class Kind(models.TextChoices):
        CHAPTER = "chapter", "chapter"
        BLOCK = "block", "block"
        CATEGORY = "category", "category"
        SUBCATEGORY = "subcategory", "subcategory"

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="codes")
    code = models.CharField(max_length=12)
    title = models.TextField()
    short_title = models.TextField(blank=True, db_default="")
    kind = models.CharField(max_length=12, choices=Kind)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="children"
    )
    billable = models.BooleanField()
    chapter = models.CharField(max_length=4)
    ordinal = models.PositiveIntegerField()
    subtree_end = models.PositiveIntegerField()

    objects = CodeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["release", "code"], name="%(app_label)s_%(class)s_once"
            ),
            models.UniqueConstraint(
                fields=["release", "ordinal"], name="%(app_label)s_%(class)s_place"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["chapter", "block", "category", "subcategory"]),
                name="%(app_label)s_%(class)s_kind",
            ),
            models.CheckConstraint(
                condition=Q(ordinal__lte=F("subtree_end")),
                name="%(app_label)s_%(class)s_subtree",
            ),
            models.CheckConstraint(
                condition=Q(billable=False) | Q(kind__in=["category", "subcategory"]),
                name="%(app_label)s_%(class)s_billable",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class CodeNote(models.Model):
    """One line of an instructional note, as printed.

    Lines of one printed note share ``group``: a first line that ends in a colon heads
    the lines after it. ``label`` is the character that a seventh-character line
    defines. ``reading`` says how much of the line's code references was understood.
    """

    class Kind(models.TextChoices):
        INCLUDES = "includes", "Includes"
        INCLUSION_TERM = "inclusion_term", "Inclusion term"
        EXCLUDES1 = "excludes1", "Excludes1"
        EXCLUDES2 = "excludes2", "Excludes2"
        CODE_FIRST = "code_first", "Code first"
        USE_ADDITIONAL = "use_additional", "Use additional code"
        CODE_ALSO = "code_also", "Code also"
        NOTE = "note", "Note"
        SEVENTH_CHARACTER = "seventh_character", "Seventh character"

    class Reading(models.TextChoices):
        NONE = "none", "names no code"
        EXACT = "exact", "every reference read"
        PARTIAL = "partial", "the codes depend on words that were not read"

    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=20, choices=Kind)
    group = models.PositiveSmallIntegerField()
    ordinal = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=1, blank=True)
    text = models.TextField()
    reading = models.CharField(max_length=8, choices=Reading)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code", "ordinal"], name="%(app_label)s_%(class)s_place"
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "includes",
                        "inclusion_term",
                        "excludes1",
                        "excludes2",
                        "code_first",
                        "use_additional",
                        "code_also",
                        "note",
                        "seventh_character",
                    ],
                    reading__in=["none", "exact", "partial"],
                ),
                name="%(app_label)s_%(class)s_choices",
            ),
            models.CheckConstraint(
                condition=Q(label="") | Q(kind="seventh_character"),
                name="%(app_label)s_%(class)s_label",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text}"


class NoteReference(models.Model):
    """Codes that a note points at: everything from ``low`` to the end of ``high``.

    ``positions`` and ``characters`` narrow it ("with fifth or sixth character 5");
    their meaning is ``coding.references.CodeRange``.
    """

    note = models.ForeignKey(
        CodeNote, on_delete=models.PROTECT, related_name="references"
    )
    ordinal = models.PositiveSmallIntegerField()
    low = models.CharField(max_length=12)
    high = models.CharField(max_length=12)
    positions = ArrayField(models.PositiveSmallIntegerField(), default=list)
    characters = ArrayField(models.CharField(max_length=8), default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["note", "ordinal"], name="%(app_label)s_%(class)s_place"
            ),
        ]

    def __str__(self) -> str:
        return self.low if self.low == self.high else f"{self.low}-{self.high}"
