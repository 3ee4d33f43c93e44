"""Forms of over-reads: drawing a sample, and what an adjudicator chose.

Owns reading what was sent; whether it may be done is for the actions.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from review.actions.adjudication import Verdict
from review.breakdown import sites_for
from review.forms import stored
from review.models import User
from review.people_forms import DATE
from review.states import CODERS, Verb
from review.team import Sites, people_at


class SampleForm(forms.Form):
    """Which days, and whose charts; how much is the quality policy's business."""

    since = forms.DateField(label="Signed from", widget=DATE)
    until = forms.DateField(label="to", widget=DATE)
    person = forms.ModelChoiceField(
        label="Only charts of", queryset=User.objects.none(), required=False
    )

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = coders(sites_for(user, Verb.DRAW_SAMPLES))
        field.empty_label = "everybody"


def coders(sites: Sites = None) -> Any:
    """People who hold or held a coder's role, and may work at one of these sites."""
    rows = people_at(sites)
    rows = rows.filter(grants__role__in=[role.value for role in CODERS])
    return rows.distinct().order_by("display_name")


def verdict(posted: QueryDict) -> Verdict:
    """What the adjudicator chose: holds-CODE, instead-CODE, poa-CODE, lead."""
    said = {key: stored(str(posted[key]))[:20] for key in posted}
    return Verdict(
        holds={
            key.removeprefix("holds-"): value == "yes"
            for key, value in said.items()
            if key.startswith("holds-") and value in ("yes", "no")
        },
        instead={
            code: said.get(f"instead-{code}", "").strip()
            for code in (
                key.removeprefix("holds-")
                for key, value in said.items()
                if key.startswith("holds-") and value == "other"
            )
        },
        lead=said.get("lead", ""),
        poa={
            key.removeprefix("poa-"): value
            for key, value in said.items()
            if key.startswith("poa-")
        },
    )
