"""Forms of retention: a rule, a legal hold, a question about one case.

Owns reading what a compliance officer typed; the actions decide.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import slugify

from review.models import Case, LegalHold
from review.models.people import choices
from review.retention import BY_LAW, Applies, Rule, Starts


def _words(label: str) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, max_length=4000, widget=area)


def _case(required: bool = True) -> forms.IntegerField:
    return forms.IntegerField(
        label="Case", min_value=1, max_value=2**31 - 1, required=required
    )


def _found(number: int | None) -> Case | None:
    if number is None:
        return None
    case = Case.objects.select_related("chart").filter(pk=number).first()
    if case is None:
        raise forms.ValidationError(f"There is no case {number}.")
    return case


class AskForm(forms.Form):
    """Which case is asked about."""

    case = _case()

    def clean_case(self) -> Case | None:
        return _found(self.cleaned_data["case"])


class RuleForm(forms.Form):
    """One rule; with the name of one in force it takes its place."""

    label = forms.CharField(label="Name", max_length=80)
    years = forms.IntegerField(label="Years", min_value=1, max_value=100)
    starts = forms.ChoiceField(label="Counted from", choices=choices(Starts))
    applies = forms.ChoiceField(label="For", choices=choices(Applies))
    site = forms.CharField(label="At the site (empty: all)", max_length=80)
    source = forms.CharField(label="Law, contract or policy", max_length=120)
    words = _words("Why")

    def __init__(self, *arguments: Any, **more: Any) -> None:
        # Three forms stand on one page; their labels must find their own fields.
        super().__init__(*arguments, **{"auto_id": "rule-%s"} | more)
        self.fields["site"].required = False

    def rule(self) -> Rule:
        typed = self.cleaned_data
        return Rule(
            key=_key(typed["label"]),
            label=typed["label"].strip(),
            years=typed["years"],
            starts=Starts(typed["starts"]),
            applies=Applies(typed["applies"]),
            source=typed["source"].strip(),
            site=typed["site"].strip(),
        )

    def clean_label(self) -> str:
        label: str = self.cleaned_data["label"]
        if not _key(label):
            raise forms.ValidationError("Use letters or digits.")
        return label


def _key(label: str) -> str:
    """A rule is known by its name, one of the law's by its own key."""
    law = {rule.label.casefold(): key for key, rule in BY_LAW.items()}
    spelt = slugify(label).replace("-", "_")[:40]
    return law.get(label.strip().casefold(), spelt)


class HoldForm(forms.Form):
    """What must not go, and why."""

    scope = forms.ChoiceField(label="Hold", choices=LegalHold.Scope.choices)
    case = _case(required=False)
    name = forms.CharField(label="Or contract or site", max_length=80, required=False)
    words = _words("Why: the matter, and who asked")

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **{"auto_id": "hold-%s"} | more)

    def clean_case(self) -> Case | None:
        return _found(self.cleaned_data["case"])
