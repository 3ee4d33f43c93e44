"""The tables of the floor: the append-only log, and who the patients are.

Owns their shape. ``audit.actions.record`` is the only writer of ``Event``; PostgreSQL
fills every column beside the body and refuses every change (see the migrations).
``Identity`` is the one mutable table, kept apart from the log so that a person can be
disposed of without touching history; ``audit.identity`` is its only user.
"""

from __future__ import annotations

import uuid
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models.functions import Now
from django.urls import reverse

from audit import canonical, facts
from audit.figure_models import (  # noqa: F401  Django looks for models here
    FigureChart,
    FigureCode,
    FigureLine,
    FigureMark,
    FigureTally,
)
from audit.queries import ROUTED, EventQuerySet


class Log(models.Model):
    """Which log this is; its one row is written when the tables are made."""

    id = models.UUIDField(primary_key=True)
    begun_at = models.DateTimeField(db_default=Now())

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class Event(models.Model):
    """One row of the trail.

    ``body`` is what happened, in the exact bytes that ``leaf_hash`` proves. The other
    columns repeat parts of it for searching and prove nothing.
    """

    body = models.BinaryField()
    leaf_hash = models.GeneratedField(
        # A leading zero byte keeps leaves apart from inner nodes (RFC 6962).
        expression=models.Func(
            models.F("body"), template=r"sha256('\x00'::bytea || %(expressions)s)"
        ),
        output_field=models.BinaryField(),
        db_persist=True,
    )
    recorded_at = models.DateTimeField()
    occurred_at = models.DateTimeField()
    type = models.TextField()
    log = models.UUIDField()
    actor_kind = models.TextField()
    actor_id = models.TextField()
    chart = models.UUIDField(null=True)
    case_id = models.TextField(null=True)  # noqa: DJ001  absent is not the same as ""
    patient = models.UUIDField(null=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["id"]
        indexes = [
            models.Index("chart", "id", name="audit_event_chart"),
            models.Index("patient", "id", name="audit_event_patient"),
            models.Index("actor_id", "occurred_at", "id", name="audit_event_actor"),
            models.Index("type", "occurred_at", "id", name="audit_event_type"),
            models.Index("occurred_at", "id", name="audit_event_time"),
            # Which chart a case is, asked by number among millions of routed charts.
            models.Index(
                "case_id", condition=models.Q(type__in=ROUTED), name="audit_event_case"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("audit:event", args=[self.pk])

    @cached_property
    def content(self) -> dict[str, Any]:
        """The body as written, envelope included."""
        content: dict[str, Any] = canonical.loads(bytes(self.body))
        return content

    @cached_property
    def fact(self) -> facts.Fact:
        """What happened, in today's vocabulary even when written in an older one."""
        return facts.fact_of(self.content)


class Pending(models.Model):
    """An event that the tree of hashes has not taken in yet."""

    event_id = models.BigIntegerField(primary_key=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class Leaf(models.Model):
    """An event's place in the tree of hashes, given once; ``audit_sequence`` writes."""

    leaf_index = models.BigIntegerField(primary_key=True)
    event_id = models.BigIntegerField(unique=True)
    leaf_hash = models.BinaryField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class Node(models.Model):
    """The hash of a full subtree: of the 2^level leaves that end with ``leaf_index``.

    Only spares hashing everything again for each root and proof; it proves nothing.
    """

    pk = models.CompositePrimaryKey("leaf_index", "level")
    leaf_index = models.BigIntegerField()
    level = models.SmallIntegerField()
    hash = models.BinaryField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.leaf_index}/{self.level}"


class Identity(models.Model):
    """Who a patient is, sealed; the two marks find the row again without reading it."""

    patient = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sealed = models.BinaryField()
    mbi_mark = models.BinaryField(null=True, unique=True)
    mrn_mark = models.BinaryField(null=True, unique=True)
    created_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.patient)
