"""Forms of education, education units and the quality policy.

Owns reading what was typed; the actions decide.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms

from coding.values import Setting
from review.breakdown import sites_for
from review.models import Credential, QualityPolicy, User
from review.overread_forms import coders
from review.people_forms import DATE
from review.states import Verb


class EducationForm(forms.Form):
    person = forms.ModelChoiceField(
        label="Who", queryset=User.objects.none(), empty_label="choose"
    )
    topic = forms.CharField(label="What is to be learnt", max_length=120)
    due_on = forms.DateField(label="By", widget=DATE)
    words = forms.CharField(
        label="Why, and where to find it", required=False, max_length=2000
    )

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)
        here = coders(sites_for(user, Verb.ASSIGN_EDUCATION))
        field.queryset = here.filter(is_active=True)


class UnitsForm(forms.Form):
    credential = forms.ModelChoiceField(
        label="Credential", queryset=Credential.objects.none(), empty_label="choose"
    )
    earned_on = forms.DateField(label="Earned on", widget=DATE)
    units = forms.DecimalField(
        label="Units", min_value=0, max_value=100, decimal_places=1
    )
    words = forms.CharField(label="With what", max_length=200)

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["credential"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Credential.objects.filter(user=user)


GROUPS = (
    ("Over-reads", ("share", "least", "aimed", "hidden_share")),
    ("Checks", ("check_rate", "checks_settled", "checks_live")),
    ("Blind arm", ("blind_rate", "blind_specialties", "blind_settings")),
    ("In force", ("words",)),
)


class QualityPolicyForm(forms.ModelForm):  # type: ignore[type-arg]
    """Rates in ten-thousandths, as they are kept and drawn."""

    blind_settings = forms.MultipleChoiceField(
        label="Only in charts of (none: every setting)",
        choices=[(each.value, each.value) for each in Setting],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    blind_specialties = forms.CharField(
        label="Only of these specialties",
        max_length=600,
        required=False,
        help_text="with commas between; empty for every one",
    )
    words = forms.CharField(label="Why it changes", max_length=2000)

    class Meta:
        model = QualityPolicy
        fields = (
            "share",
            "least",
            "aimed",
            "hidden_share",
            "check_rate",
            "checks_settled",
            "checks_live",
            "blind_rate",
            "blind_settings",
            "blind_specialties",
        )
        labels = {  # noqa: RUF012
            "share": "Drawn by chance, of 10,000",
            "least": "At least, of each setting",
            "aimed": "Drawn for each risk",
            "hidden_share": "Suggestions hidden, of 10,000",
            "check_rate": "Planted, of 10,000 charts",
            "checks_settled": "In second codings too; they measure who reads",
            "checks_live": "In live charts too, once compliance agrees",
            "blind_rate": "Hidden until coded, of 10,000 charts",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = self.initial.get("blind_specialties") or []
        self.initial["blind_specialties"] = ", ".join(told)

    def groups(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """The fields by what they are about, in order."""
        for title, names in GROUPS:
            yield title, [self[name] for name in names]

    def clean_blind_specialties(self) -> list[str]:
        parts = self.cleaned_data["blind_specialties"].split(",")
        return [part.strip() for part in parts if part.strip()]
