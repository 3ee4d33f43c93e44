"""The tables of figures: rows projected from events, to be thrown away at will.

Owns their shape only. ``audit.figures.project`` is their one writer and
``rebuild_projections`` makes them again. Strata are words as events tell them, empty
where nothing was told. No row names a patient.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models


def word() -> models.TextField[str, str]:
    return models.TextField(default="")


def number() -> models.IntegerField[int, int]:
    return models.IntegerField(default=0)


def amount() -> models.FloatField[float, float]:
    return models.FloatField(default=0.0)


class Stratified(models.Model):
    """What every row of figures can be broken down by."""

    reference = models.TextField()
    week = models.DateField()
    at = models.DateTimeField()
    chart = models.UUIDField()
    case_id = models.TextField()
    coder = word()
    specialty = word()
    setting = word()
    site = word()
    style = word()
    source = word()
    age_group = word()
    sex = word()
    provider_group = word()
    engine = word()
    profile = word()
    release = word()
    lane = word()
    arm = models.TextField(default="seen", db_default="seen")
    weight = amount()
    targeted = models.BooleanField(default=False)

    class Meta:
        abstract = True


class Counted(models.Model):
    """Lines by what became of them; ``audit.metrics.counts`` says what each counts."""

    suggested = number()
    exact = number()
    equivalent = number()
    generalised = number()
    category = number()
    wrong = number()
    fabricated = number()
    deleted = number()
    missed = number()
    stands = number()
    verified = number()
    confident = number()
    said = amount()
    said_squares = amount()
    extracted = amount()
    assigned = amount()

    class Meta:
        abstract = True


class FigureChart(Stratified, Counted):
    """One signed chart against one reference, with its counts."""

    poa_asked = number()
    poa_right = number()
    lead_asked = number()
    lead_right = number()
    errors = number()
    held = models.BooleanField(default=False)
    least_default = number()
    least_hcc = number()
    least_high = number()
    seconds = number()
    reopened = number()
    answered = models.BooleanField(default=False, db_default=False)
    doubted = models.TextField(default="", db_default="")
    # What was suggested, each with a blank before it.
    codes = models.TextField(default="", db_default="")

    class Meta:
        default_permissions = ()
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["chart", "reference"], name="%(app_label)s_%(class)s_once"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index("reference", "week", name="audit_figurechart_week"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} of chart {self.chart}"


class FigureLine(Stratified):
    """One suggestion, or one code that was missed, against one reference."""

    code = models.TextField()
    suggested_code = word()
    outcome = models.TextField()
    chapter = word()
    rarity = word()
    risk_class = word()
    role = word()
    section = word()
    what = word()
    why = word()
    error_class = word()
    documentation = models.BooleanField(default=False)
    stands = models.BooleanField(default=False)
    verified = models.BooleanField(default=False)
    confidence = models.SmallIntegerField(null=True)
    extraction = models.SmallIntegerField(null=True)
    assignment = models.SmallIntegerField(null=True)
    confidence_bin = word()
    extraction_bin = word()
    assignment_bin = word()
    poa_right = models.BooleanField(null=True)
    seconds = models.IntegerField(null=True)

    class Meta:
        default_permissions = ()
        indexes: ClassVar[list[models.Index]] = [
            models.Index("reference", "week", "id", name="audit_figureline_week"),
            models.Index("chart", name="audit_figureline_chart"),
            models.Index("code", name="audit_figureline_code"),
            *(
                models.Index("reference", name, "week", name=f"audit_figureline_{key}")
                for name, key in (
                    ("specialty", "special"),
                    ("provider_group", "group"),
                    ("coder", "coder"),
                )
            ),
            models.Index(
                "reference",
                "week",
                "provider_group",
                "code",
                "why",
                name="audit_figureline_record",
                condition=models.Q(documentation=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.outcome}"


class FigureTally(Counted):
    """Lines of one week, counted by a stratum and at most one more beside it.

    ``by`` and ``also`` are empty where nothing is told apart. Weighted sums leave out
    charts that only speak for themselves; ``c_``, ``v_`` and ``x_`` are the number of
    charts and sums over them of squares and of products, for intervals over clusters.
    """

    reference = models.TextField()
    week = models.DateField()
    by = word()
    value = word()
    also = word()
    also_value = word()
    w_suggested = amount()
    w_squares = amount()
    w_exact = amount()
    w_near = amount()
    w_stands = amount()
    w_stands_squares = amount()
    w_missed = amount()
    c_suggested = number()
    v_suggested = amount()
    v_exact = amount()
    x_exact = amount()
    v_near = amount()
    x_near = amount()
    c_stands = number()
    v_stands = amount()
    v_missed = amount()
    x_missed = amount()

    class Meta:
        default_permissions = ()
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                "reference",
                "by",
                "also",
                "week",
                name="audit_figuretally_asked",
            ),
            models.Index("week", name="audit_figuretally_week"),
        ]

    def __str__(self) -> str:
        return f"{self.by} {self.value} in {self.week}"


class FigureCode(models.Model):
    """In how many signed charts a code stands; what the rarity bands are made of."""

    code = models.TextField(primary_key=True)
    charts = number()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.code} in {self.charts} charts"


class FigureMark(models.Model):
    """How far into the log the tables have come; one row."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    leaf_index = models.BigIntegerField(default=-1)
    event_id = models.BigIntegerField(default=0)
    at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"up to event {self.event_id}"
