"""What a reader of the trail may narrow it by.

Owns reading and checking the filters of the search page. A wrong value is an error on
its field, never a guess.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator

from audit import people
from audit.actions import SYSTEM
from audit.phrases import TELLERS, Group
from audit.queries import EventQuerySet

# Two characters of a chart's id would match too many; eight are what pages show.
CHART = RegexValidator(
    r"^(?=[0-9A-Fa-f])(-?[0-9A-Fa-f]){4,32}\Z",
    "Four or more characters of a chart's id.",
)


Choices = list[tuple[str, str | list[tuple[str, str]]]]


def kinds() -> Choices:
    """Event types with their labels, by what they are about."""
    return [("", "all"), *((str(group), _labels(group)) for group in Group)]


def actors() -> Choices:
    """Whoever may have done something."""
    return [("", "all"), (SYSTEM.id, "Attest itself"), *people.everyone()]


class TrailFilter(forms.Form):
    """The filters; all empty means everything."""

    type = forms.ChoiceField(label="What", required=False, choices=kinds)
    actor = forms.ChoiceField(label="Who", required=False, choices=actors)
    case = forms.IntegerField(
        label="Case",
        required=False,
        min_value=1,
        max_value=2**63 - 1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6}),
    )
    chart = forms.CharField(label="Chart", required=False, validators=[CHART])
    since = forms.DateField(
        label="From", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label="To", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        since, until = found.get("since"), found.get("until")
        if since and until and until < since:
            self.add_error("until", "This is before the first day.")
        return found

    def narrow(self, events: EventQuerySet) -> EventQuerySet:
        """Only the events that match all filters; call when the form is valid."""
        given = self.cleaned_data
        if given["type"]:
            events = events.of_types([given["type"]])
        if given["actor"]:
            events = events.for_actor(given["actor"])
        if given["case"]:
            events = events.for_case(given["case"])
        if given["chart"]:
            events = events.for_chart_like(given["chart"])
        return events.between(_midnight(given["since"]), _midnight(given["until"], 1))

    def names(self) -> tuple[str, ...]:
        """Which filters are set, not to what."""
        return tuple(name for name in self.fields if self.cleaned_data.get(name))


def _labels(group: Group) -> list[tuple[str, str]]:
    return [(name, each.label) for name, each in TELLERS.items() if each.group == group]


def _midnight(day: date | None, later: int = 0) -> datetime | None:
    """The reader's midnight at which a day begins, so many days later."""
    if day is None:
        return None
    zone = ZoneInfo(settings.DISPLAY_TIME_ZONE)
    try:
        return datetime.combine(day + timedelta(days=later), time(), zone).astimezone(
            UTC
        )
    except OverflowError:
        # The first or the last day that there is: as good as no limit.
        return None
