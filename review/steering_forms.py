"""Forms by which a supervisor steers: thresholds, drafts, baselines, alerts.

Owns their fields and what is plainly malformed; whether something may be done is the
actions' to say. Thresholds are typed as probabilities and become ten-thousandths.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms

from audit.events import DriftOutcome
from audit.metrics.simulation import Thresholds
from coding.values import Setting
from review.routing import PARTS, RoutingPolicy


def _probability(label: str, hint: str = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=label, min_value=0, max_value=1, decimal_places=4, help_text=hint
    )


def _words(label: str, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ThresholdForm(forms.Form):
    """What decides whether a chart may leave the queue, and which codes never may."""

    default = _probability("Every code")
    hcc_bearing = _probability("HCC-bearing codes")
    high_risk = _probability("High-risk codes", "these stay in review all the same")
    never_auto = forms.CharField(
        label="Always reviewed",
        required=False,
        max_length=400,
        help_text="beginnings of codes, with blanks between",
    )

    def clean_never_auto(self) -> tuple[str, ...]:
        return tuple(self.cleaned_data["never_auto"].upper().split())

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        low, rest = (
            said.get("default"),
            [said.get("hcc_bearing"), said.get("high_risk")],
        )
        if low is not None and any(each is not None and each < low for each in rest):
            raise forms.ValidationError(
                "No risk class may have a lower threshold than every code has."
            )
        return said

    def parts(self) -> dict[str, int]:
        """Ten-thousandths by name, once the form is valid."""
        return {
            name: int(self.cleaned_data[name] * PARTS)
            for name in ("default", "hcc_bearing", "high_risk")
        }

    def thresholds(self) -> Thresholds:
        """What the simulator asks, once the form is valid."""
        return Thresholds(**self.parts(), never_auto=self.cleaned_data["never_auto"])

    @staticmethod
    def of(policy: RoutingPolicy) -> dict[str, str]:
        """What the form shows for a policy."""
        shown = {
            name: f"{getattr(policy, name) / PARTS:g}"
            for name in ("default", "hcc_bearing", "high_risk")
        }
        return shown | {"never_auto": " ".join(policy.never_auto)}


GROUPS = (
    ("Thresholds", ("default", "hcc_bearing", "high_risk", "never_auto")),
    ("Without a coder", ("straight_through_at", "share", "straight_through")),
    ("The draft", ("name", "words")),
)


class DraftForm(ThresholdForm):
    """A whole draft: thresholds, sampling, families, straight-through."""

    name = forms.CharField(label="Name of the draft", max_length=80)
    share = _probability("Share drawn for full review", "of charts that could leave")
    straight_through_at = _probability("Confidence for straight-through")
    straight_through = forms.CharField(
        label="Straight-through for",
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="one a line, such as outpatient / Dermatology; needs two approvals",
    )
    words = _words("Why", required=False)

    def groups(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """The fields by what they are about, in order."""
        for title, names in GROUPS:
            yield title, [self[name] for name in names]

    def clean_straight_through(self) -> frozenset[tuple[str, str]]:
        pairs = set()
        for line in self.cleaned_data["straight_through"].splitlines():
            setting, slash, specialty = (each.strip() for each in line.partition("/"))
            if not line.strip():
                continue
            if not slash or setting.lower() not in list(Setting) or not specialty:
                raise forms.ValidationError(
                    "Write a setting, a slash and a specialty on each line."
                )
            pairs.add((setting.lower(), specialty))
        return frozenset(pairs)

    def changes(self) -> dict[str, Any]:
        """What the draft changes of the policy in force, once the form is valid."""
        said = self.cleaned_data
        more = {
            name: int(said[name] * PARTS) for name in ("share", "straight_through_at")
        }
        names = ("never_auto", "straight_through")
        return self.parts() | more | {name: said[name] for name in names}

    @staticmethod
    def of(policy: RoutingPolicy) -> dict[str, str]:
        lines = [" / ".join(pair) for pair in sorted(policy.straight_through)]
        return ThresholdForm.of(policy) | {
            "share": f"{policy.share / PARTS:g}",
            "straight_through_at": f"{policy.straight_through_at / PARTS:g}",
            "straight_through": "\n".join(lines),
        }


class WordsForm(forms.Form):
    """A reason, where an act needs one."""

    words = _words("Why")


class SettleForm(forms.Form):
    """What an alert of drift means."""

    outcome = forms.ChoiceField(
        label="What it means",
        choices=[
            (DriftOutcome.EXPLAINED.value, "explained: nothing to change"),
            (DriftOutcome.WATCHED.value, "watch it"),
            (DriftOutcome.POLICY_CHANGED.value, "policy was changed"),
            (DriftOutcome.REBASED.value, "the new level is right"),
        ],
    )
    words = _words("What you found")


class BaselineForm(forms.Form):
    """The weeks that a baseline is frozen from."""

    since = forms.DateField(
        label="From the week of", widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label="To the week of", widget=forms.DateInput(attrs={"type": "date"})
    )
    words = _words("Why")
