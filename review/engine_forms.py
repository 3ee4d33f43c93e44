"""Forms of the engines page: an endpoint, and the switch of a site.

Owns reading what an administrator typed; the actions decide.
"""

from __future__ import annotations

from typing import Any

from django import forms

from coding.llm.endpoints import MILLION
from coding.models import ModelEndpoint
from review.actions.models import EndpointFacts

MONEY = ("price_in", "price_out", "daily_cap")


def _money(label: str, hint: str = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        min_value=0,
        max_value=1_000_000,
        decimal_places=6,
        initial=0,
        help_text=hint,
    )


def _whole(label: str, low: int, high: int, initial: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=low, max_value=high, initial=initial
    )


class EndpointForm(forms.Form):
    """An endpoint; sums are in whole units of the currency that the prices are in."""

    name = forms.SlugField(label="Name", max_length=40)
    base_url = forms.CharField(
        label="Address",
        max_length=300,
        help_text="up to /v1; https, or http on this machine or a private network",
    )
    model = forms.CharField(label="Model", max_length=120)
    key_name = forms.CharField(
        label="Variable that holds the key",
        max_length=80,
        required=False,
        help_text="OPENAI_API_KEY or ATTEST_LLM_KEY_…; empty where none is asked for",
    )
    price_in = _money("Price of a million tokens in")
    price_out = _money("Price of a million tokens out")
    daily_cap = _money("Most to spend in a day", "0: only tokens are capped")
    daily_tokens = _whole("Most tokens in a day", 1_000, 10**12, 5_000_000)
    connect_seconds = _whole("Seconds to connect", 1, 30, 5)
    read_seconds = _whole("Seconds between bytes", 1, 90, 30)
    total_seconds = _whole("Seconds for a call", 1, 90, 60)
    context = _whole("Tokens of context", 2_000, 10_000_000, 16_000)
    most_out = _whole("Most tokens of an answer", 200, 100_000, 2_000)

    @classmethod
    def of(cls, row: ModelEndpoint, data: Any = None) -> EndpointForm:
        """The form of an endpoint that exists."""
        held = {name: getattr(row, name) for name in EndpointFacts.__slots__}
        for name in MONEY:
            held[name] = held[name] / MILLION
        form = cls(data, initial=held)
        form.fields["name"].widget.attrs["readonly"] = True
        return form

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("connect_seconds", 0) > cleaned.get("total_seconds", 90):
            raise forms.ValidationError("To connect may not take longer than the call.")
        return cleaned

    def facts(self) -> EndpointFacts:
        said = dict(self.cleaned_data)
        for name in MONEY:
            said[name] = int(said[name] * MILLION)
        return EndpointFacts(**said)


class SwitchForm(forms.Form):
    """A site and where its charts may go; on needs the host said yes to."""

    site = forms.CharField(max_length=120, required=False)
    endpoint = forms.CharField(max_length=40)
    on = forms.BooleanField(required=False)
    host = forms.CharField(max_length=260, required=False)
