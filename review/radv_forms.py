"""Forms of RADV audits: lists, deadlines, hand-over, attestations, packages.

Owns reading what a compliance officer typed; the actions decide.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from review.models import User
from review.radv.listfile import MOST_BYTES
from review.radv.scans import MOST_BYTES as MOST_SCANNED
from review.radv.scans import MOST_PAGES
from review.radv.states import Outcome, Purpose
from review.states import Role

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
#: Weeks that CMS gives for collecting records; five months.
WINDOW = timedelta(weeks=21)


def _date(label: str, required: bool = True, hint: str = "") -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=DATE, help_text=hint)


def _words(label: str, required: bool = False) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, required=required, widget=area)


class ListForm(forms.Form):
    """An enrollee data list and what is not in it."""

    list = forms.FileField(
        label="Enrollee data list",
        help_text="CSV with contract, payment_year, enrollee, hcc and diagnosis; also"
        " last_name, first_name, birth_date, model, switched, pbp",
    )
    name = forms.CharField(label="Name of the audit", max_length=80)
    notice_on = _date("Notice received", required=False)
    records_due = _date("Records due", hint="as CMS set it")

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        if not self.is_bound:
            self.initial.setdefault("records_due", timezone.now().date() + WINDOW)

    def clean_list(self) -> bytes:
        file = self.cleaned_data["list"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("The file is larger than any list.")
        data: bytes = file.read()
        return data


class ChangeForm(forms.Form):
    """Where an audit stands, and by when."""

    state = forms.CharField(required=False)
    round = forms.IntegerField(label="Round", min_value=1, max_value=3, required=False)
    records_due = _date("Records due", required=False)
    hardship_due = _date("Hardship exception until", required=False)
    words = _words("Why")
    version = forms.IntegerField(widget=forms.HiddenInput)


class HandOverForm(forms.Form):
    """To whom an audit goes."""

    to = forms.ModelChoiceField(
        label="To", queryset=User.objects.none(), empty_label="choose"
    )
    words = _words("What they need to know")
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, owner: User, **more: Any) -> None:
        super().__init__(*arguments, **more)
        from review.models import RoleGrant

        grants = RoleGrant.objects.in_force().filter(role=Role.COMPLIANCE.value)
        people = User.objects.filter(is_active=True, grants__in=grants)
        field: Any = self.fields["to"]
        field.queryset = people.exclude(pk=owner.pk).distinct()


class PackageForm(forms.Form):
    """What packages are for, and who receives them."""

    purpose = forms.ChoiceField(
        label="Made for", choices=[(p.value, p.label) for p in Purpose]
    )
    recipient = forms.CharField(
        label="Recipient",
        max_length=120,
        help_text="is recorded with each package as a disclosure",
    )


class AttestForm(forms.Form):
    """A CMS-generated attestation as it came back."""

    defect = forms.CharField()
    signed_on = _date("Signed on")
    form = forms.FileField(label="The signed form")
    version = forms.IntegerField()

    def clean_form(self) -> bytes:
        data: bytes = self.cleaned_data["form"].read(8 * 1024 * 1024)
        return data


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class PagesField(forms.FileField):
    """Several files of one field, as bytes in the order of their names."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[bytes]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if len(given) > MOST_PAGES or sum(each.size for each in given) > MOST_SCANNED:
            raise forms.ValidationError("At most 200 pages of 64 MB together.")
        checked = [super(PagesField, self).clean(each, initial) for each in given]
        ordered = sorted(checked, key=lambda each: _by_number(each.name))
        return [each.read() for each in ordered]


def _by_number(name: str) -> list[tuple[bool, int, str]]:
    """Page 10 after page 9, whatever stands around the number."""
    parts = re.findall(r"\d+|\D+", name)
    return [
        (each.isdecimal(), int(each) if each.isdecimal() else 0, each) for each in parts
    ]


class ScansForm(forms.Form):
    """Scanned pages of the original."""

    pages = PagesField(label="Scanned pages")
    version = forms.IntegerField()


class OutcomeForm(forms.Form):
    """What CMS found."""

    outcome = forms.ChoiceField(
        label="CMS found", choices=[(o.value, o.label) for o in Outcome]
    )
    received_on = _date("Received on")
    version = forms.IntegerField()

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        if not self.is_bound:
            self.initial.setdefault("received_on", timezone.now().date())


def said_on(text: str) -> date | None:
    """A date field of a form that has nothing else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def problems(form: forms.Form) -> str:
    """All that is wrong with a form, in one sentence a field."""
    return " ".join(
        f"{form.fields[name].label or name}: {' '.join(map(str, said))}"
        if name in form.fields
        else " ".join(map(str, said))
        for name, said in form.errors.items()
    )
