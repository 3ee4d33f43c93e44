"""The form of a house note. Whether it may be written is for the action."""

from __future__ import annotations

from typing import Any

from django import forms

from review.models import HouseNote


class HouseNoteForm(forms.Form):
    code = forms.CharField(max_length=10, label="Code, or the beginning of several")
    kind = forms.ChoiceField(choices=HouseNote.Kind.choices, label="What it is")
    words = forms.CharField(
        max_length=2000, label="What it says", widget=forms.Textarea({"rows": 3})
    )
    citation = forms.CharField(
        max_length=200,
        required=False,
        label="Citation",
        help_text="Coding Clinic: year, quarter, page",
    )
    effective_from = forms.DateField(
        label="For services from", widget=forms.DateInput({"type": "date"})
    )
    effective_to = forms.DateField(
        required=False, label="To", widget=forms.DateInput({"type": "date"})
    )
    site = forms.CharField(max_length=100, required=False, label="Only at site")
    contract = forms.CharField(
        max_length=100, required=False, label="Only for contract"
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        return {name: self.cleaned_data.get(name, data.get(name)) for name in data}
