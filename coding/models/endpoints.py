"""Language models: where they are, who may use them, and what a day has cost.

Owns the rows. An endpoint from the environment has no row and is always called
``environment``; rows name it. Keys are never stored: a row holds the name of the
environment variable that does. Changes are made by actions only.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class ModelEndpoint(models.Model):
    """A model behind an address; prices and caps are millionths of the currency."""

    name = models.SlugField(max_length=40, unique=True)
    base_url = models.CharField(max_length=300)
    model = models.CharField(max_length=120)
    key_name = models.CharField(max_length=80, blank=True)
    connect_seconds = models.PositiveSmallIntegerField(default=5)
    read_seconds = models.PositiveSmallIntegerField(default=30)
    total_seconds = models.PositiveSmallIntegerField(default=60)
    price_in = models.PositiveBigIntegerField(default=0)
    price_out = models.PositiveBigIntegerField(default=0)
    daily_cap = models.PositiveBigIntegerField(default=0)
    daily_tokens = models.PositiveBigIntegerField(default=5_000_000)
    context = models.PositiveIntegerField(default=16_000)
    most_out = models.PositiveIntegerField(default=2_000)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("name",)
        constraints = [
            models.CheckConstraint(
                condition=Q(connect_seconds__lte=F("total_seconds"))
                & Q(total_seconds__lte=90),
                name="%(app_label)s_%(class)s_deadlines",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SiteModel(models.Model):
    """Whether the charts of a site may be put to a model, and to which.

    Without a row a site's charts never leave. The empty name is charts without a site.
    """

    site = models.CharField(max_length=120, unique=True)
    endpoint = models.CharField(max_length=40)
    # Where text was allowed to go; an endpoint that moved needs a new yes.
    host = models.CharField(max_length=260, blank=True, default="")
    on = models.BooleanField(default=False)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("site",)

    def __str__(self) -> str:
        return f"{self.site or 'no site'}: {'on' if self.on else 'off'}"


class ModelDay(models.Model):
    """What an endpoint took on one day (UTC), and what was refused of its answers.

    Held are the sums set aside for calls under way; a call whose worker died leaves its
    sum held, so that a cap is never passed.
    """

    endpoint = models.CharField(max_length=40)
    day = models.DateField()
    calls = models.PositiveIntegerField(default=0)
    faults = models.PositiveIntegerField(default=0)
    tokens_in = models.PositiveBigIntegerField(default=0)
    tokens_out = models.PositiveBigIntegerField(default=0)
    cost = models.PositiveBigIntegerField(default=0)
    held_tokens = models.PositiveBigIntegerField(default=0)
    held_cost = models.PositiveBigIntegerField(default=0)
    microseconds = models.PositiveBigIntegerField(default=0)
    runs = models.PositiveIntegerField(default=0)
    mentions = models.PositiveIntegerField(default=0)
    sent = models.PositiveIntegerField(default=0)
    quotes = models.PositiveIntegerField(default=0)
    codes = models.PositiveIntegerField(default=0)
    refused = models.JSONField(default=dict)
    by_fault = models.JSONField(default=dict)

    class Meta:
        ordering = ("-day", "endpoint")
        constraints = [
            models.UniqueConstraint(
                fields=["endpoint", "day"], name="%(app_label)s_%(class)s_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.endpoint} on {self.day}"
