"""HCC maps by payment year: which diagnosis falls into which payment category.

Owns the files that were read and what each said: maps, hierarchies, labels, edits. Rows
are written once, by ``coding.hccloader``, and never edited; another file for the same
year is another map. Holds no weights: what a category pays is not our concern.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from coding.hcc import Model

MODELS = [model.value for model in Model]


def _known_model() -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(model__in=MODELS), name="%(app_label)s_%(class)s_model"
    )


class HccFile(models.Model):
    """A file that was read, known by its content: names recur with other content."""

    class Origin(models.TextChoices):
        PACKAGE = "package", "Python package"
        OFFICIAL = "official", "official file"

    origin = models.CharField(max_length=16, choices=Origin)
    package = models.CharField(max_length=40, blank=True)
    package_version = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64, unique=True)
    loaded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"),
                name="%(app_label)s_%(class)s_sha256",
            ),
            models.CheckConstraint(
                condition=Q(origin="package") & ~Q(package="")
                | Q(origin="official", package=""),
                name="%(app_label)s_%(class)s_origin",
            ),
        ]

    def __str__(self) -> str:
        package = f"{self.package} {self.package_version}: " if self.package else ""
        return package + self.name


class HccMap(models.Model):
    """One model's map for one payment year.

    ``approximate``: the file only comes near what the year was paid by, ``note`` why.
    ``codes_until``: codes valid from a later day are not in it.
    A year between two maps has no row; ``coding.hcc.choose`` takes the nearest.
    """

    file = models.ForeignKey(HccFile, on_delete=models.PROTECT, related_name="maps")
    model = models.CharField(max_length=12)
    payment_year = models.PositiveSmallIntegerField()
    approximate = models.BooleanField(default=False)
    codes_until = models.DateField(null=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["model", "payment_year", "file"],
                name="%(app_label)s_%(class)s_once",
            ),
            models.CheckConstraint(
                condition=Q(payment_year__gte=2004, payment_year__lte=2100),
                name="%(app_label)s_%(class)s_year",
            ),
            _known_model(),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.payment_year}"


class HccMapping(models.Model):
    """A diagnosis and one HCC it falls into; some have two. Undotted, as printed."""

    pk = models.CompositePrimaryKey("map", "icd10", "hcc")
    map = models.ForeignKey(
        HccMap, on_delete=models.PROTECT, related_name="mappings", db_index=False
    )
    icd10 = models.CharField(max_length=7)
    hcc = models.CharField(max_length=4)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(icd10__regex=r"^[A-Z][0-9][0-9A-Z]{1,5}$")
                & Q(hcc__regex=r"^[0-9]+$"),
                name="%(app_label)s_%(class)s_form",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.icd10}: {self.hcc}"


class HccHierarchy(models.Model):
    """Where ``parent`` counts, ``child`` does not."""

    file = models.ForeignKey(HccFile, on_delete=models.PROTECT, related_name="pairs")
    model = models.CharField(max_length=12)
    parent = models.CharField(max_length=4)
    child = models.CharField(max_length=4)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["file", "model", "parent", "child"],
                name="%(app_label)s_%(class)s_once",
            ),
            models.CheckConstraint(
                condition=~Q(parent=F("child")), name="%(app_label)s_%(class)s_apart"
            ),
            _known_model(),
        ]

    def __str__(self) -> str:
        return f"{self.model}: {self.parent} above {self.child}"


class HccLabel(models.Model):
    """What a model calls an HCC."""

    file = models.ForeignKey(HccFile, on_delete=models.PROTECT, related_name="labels")
    model = models.CharField(max_length=12)
    hcc = models.CharField(max_length=4)
    label = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["file", "model", "hcc"], name="%(app_label)s_%(class)s_once"
            ),
            _known_model(),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.hcc}: {self.label}"


class HccEdit(models.Model):
    """For one sex or some ages a code counts as ``hcc``, or, without one, for nothing.

    Ages are inclusive; with both bounds, an age beyond either is enough.
    """

    file = models.ForeignKey(HccFile, on_delete=models.PROTECT, related_name="edits")
    model = models.CharField(max_length=12)
    icd10 = models.CharField(max_length=7)
    ordinal = models.PositiveSmallIntegerField()
    hcc = models.CharField(max_length=4, blank=True)
    sex = models.CharField(max_length=1, blank=True)
    up_to = models.PositiveSmallIntegerField(null=True)
    from_age = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["file", "model", "icd10", "ordinal"],
                name="%(app_label)s_%(class)s_once",
            ),
            models.CheckConstraint(
                condition=Q(sex__in=["F", "M"], up_to=None, from_age=None)
                | Q(sex="") & ~Q(up_to=None, from_age=None),
                name="%(app_label)s_%(class)s_condition",
            ),
            _known_model(),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.icd10}: {self.hcc or 'nothing'}"
