"""Forms of the house: people, roles, certificates and reason codes.

Owns reading what an administrator or a supervisor typed; the actions decide.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from review.actions.people import CredentialFacts
from review.models import CredentialStatus, CredentialType
from review.states import Axis, Role

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _text(label: str, longest: int, required: bool = True) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, required=required)


def _date(label: str, required: bool = True) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=DATE)


class PersonForm(forms.Form):
    display_name = _text("Name, as colleagues see it", 150)
    username = _text("User name", 150)
    email = forms.EmailField(label="Email", required=False)
    password = forms.CharField(
        label="First password",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="at least eight characters; to be changed after the first sign-in",
    )

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password


class RoleForm(forms.Form):
    role = forms.ChoiceField(
        label="Role", choices=[(role.value, role.label) for role in Role]
    )
    site = _text("Only for the site", 100, required=False)
    ends = forms.DateTimeField(
        label="Until",
        required=False,
        widget=forms.DateTimeInput(
            attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
        ),
    )


class CredentialForm(forms.Form):
    type = forms.ChoiceField(label="Credential", choices=CredentialType.choices)
    suffix = _text("Suffix", 10, required=False)
    number = _text("Number", 50)
    issued_on = _date("Issued")
    expires_on = _date("Expires")
    dues_paid_through = _date("Dues paid through", required=False)
    verification = _text("How it was checked", 100, required=False)

    def facts(self) -> CredentialFacts:
        said: dict[str, Any] = {**self.cleaned_data}
        said.pop("status", None)
        return CredentialFacts(**said)


class CredentialChangeForm(CredentialForm):
    status = forms.ChoiceField(label="State", choices=CredentialStatus.choices)


class ReasonForm(forms.Form):
    axis = forms.ChoiceField(
        label="Answers", choices=[(axis.value, axis.label) for axis in Axis]
    )
    code = forms.RegexField(
        r"^[a-z][a-z0-9_]*$",
        label="Code",
        max_length=30,
        help_text="one word, for ever",
    )
    label = _text("Label that coders read", 120)
    needs_words = forms.BooleanField(label="Asks for words", required=False)


class ReasonEditForm(forms.Form):
    label = _text("Label", 120)
    needs_words = forms.BooleanField(label="Asks for words", required=False)
    position = forms.IntegerField(label="Place", min_value=0, max_value=999)
    favourite = forms.IntegerField(
        label="Favourite", min_value=1, max_value=9, required=False
    )
