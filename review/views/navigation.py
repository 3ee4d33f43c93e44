"""What the strip at the top of every page shows: places to go, and who is signed in.

A context processor. Shows only places that the person's roles open; the pages
themselves check again. Costs nothing when a page does not render the strip.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from review import permissions
from review.keys import Bound, bound
from review.models import SimulatedChart, User
from review.states import Role, Verb


@dataclass(frozen=True, slots=True)
class Place:
    label: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Menu:
    """Places behind one word, where there are too many for one strip."""

    label: str
    places: tuple[Place, ...]

    @property
    def current(self) -> bool:
        return any(place.current for place in self.places)


#: As many places stand side by side on a screen of 1280 pixels.
MOST = 8
# Label, URL name, and the verb that opens it.
PLACES = (
    ("Overview", "review:overview", Verb.SEE_FIGURES),
    ("Worklist", "review:worklist", Verb.VIEW),
    ("Team", "review:team", Verb.SEE_TEAM),
    ("Fast lane", "review:fast-lane", Verb.ATTEST),
    ("Fast lane", "review:strata", Verb.MANAGE_POLICY),
    ("Queries", "review:queries", Verb.SEE_QUERIES),
    ("Over-reads", "review:over-reads", Verb.SEE_OVER_READS),
    ("Accuracy", "review:accuracy", Verb.SEE_FIGURES),
    ("Confidence", "review:confidence", Verb.SEE_FIGURES),
    ("Drift", "review:drift", Verb.SEE_FIGURES),
    ("Reasons", "review:reasons-given", Verb.SEE_FIGURES),
    ("Policy", "review:policy", Verb.SEE_FIGURES),
    ("Coders", "review:coders", Verb.SEE_CODERS),
    ("Remittances", "review:remittances", Verb.IMPORT_REMITTANCES),
    ("My accuracy", "review:own-work", Verb.SEE_OWN_WORK),
    ("Code book", "review:codebook", Verb.SEE_CODE_BOOK),
    ("Add a chart", "review:intake", Verb.INTAKE),
    ("Trail", "audit:trail", Verb.SEE_TRAIL),
    ("Access", "review:access", Verb.OVERSEE),
    ("Retention", "review:retention", Verb.RETAIN),
    ("RADV", "review:radv", Verb.RADV),
    ("People", "review:people", Verb.MANAGE_PEOPLE),
    ("Profiles", "review:profiles", Verb.MANAGE_PROFILES),
    ("Reason codes", "review:reasons", Verb.MANAGE_REASONS),
    ("Releases", "review:releases", Verb.MANAGE_RELEASES),
    ("Engines", "review:engines", Verb.MANAGE_ENGINES),
)


# What goes behind a word of its own when the strip would be too long.
MENUS = {
    "review:accuracy": "Figures",
    "review:confidence": "Figures",
    "review:drift": "Figures",
    "review:reasons-given": "Figures",
    "review:coders": "Figures",
    "review:remittances": "Figures",
    "review:policy": "Steering",
    "review:profiles": "Steering",
    "review:strata": "Steering",
    "review:quality": "Steering",
    "review:access": "Oversight",
    "review:retention": "Oversight",
    "review:people": "Set-up",
    "review:reasons": "Set-up",
    "review:releases": "Set-up",
    "review:engines": "Set-up",
    "review:house-notes": "Set-up",
}


# Where the day begins, by role; the first role held decides.
FIRST = (
    (Role.CODER, "review:worklist"),
    (Role.SENIOR_CODER, "review:worklist"),
    (Role.CDI_SPECIALIST, "review:queries"),
    (Role.COMPLIANCE, "audit:trail"),
    (Role.SUPERVISOR, "review:overview"),
    (Role.ADMIN, "review:people"),
)


def _in_menus(found: list[tuple[str, Place]]) -> Iterator[Place | Menu]:
    """Each menu stands where its first place did; one place alone needs no menu."""
    held: dict[str, list[Place]] = {}
    for name, place in found:
        held.setdefault(MENUS.get(name, name), []).append(place)
    for label, places in held.items():
        yield places[0] if len(places) == 1 else Menu(label, tuple(places))


class Navigation:
    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @property
    def _user(self) -> Any:
        """None where a request is refused at the door, before it was given a user."""
        return getattr(self.request, "user", None)

    @cached_property
    def places(self) -> list[Place | Menu]:
        """What the strip shows: side by side, or in menus where that is too much."""
        user = self._user
        found = list(self._open()) if user and user.is_authenticated else []
        if len(found) <= MOST:
            return [place for _, place in found]
        return list(_in_menus(found))

    def _open(self) -> Iterator[tuple[str, Place]]:
        here = self.request.path
        for label, name, verb in PLACES:
            if permissions.why_not(self.request.user, verb) is not None:
                continue
            try:
                url = reverse(name)
            except NoReverseMatch:
                continue
            yield name, Place(label, url, here.startswith(url))

    @property
    def first(self) -> str:
        """The name of the page where this person's work is."""
        roles = permissions.standing(self.request.user).roles()
        return next((name for role, name in FIRST if role in roles), "review:account")

    @cached_property
    def standing(self) -> str:
        """Who is signed in, and what they may sign with today."""
        user = self.request.user
        if not isinstance(user, User):
            return ""
        held = permissions.standing(user).credentials
        if best := max(held, key=lambda each: each.expires_on, default=None):
            return f"{user.label} · {best.label}, valid to {best.expires_on:%Y-%m}"
        may_decide = permissions.why_not(user, Verb.CLAIM) is None
        return f"{user.label} · no valid credential" if may_decide else user.label

    @property
    def simulated(self) -> bool:
        """Whether what is shown here is, in part, a demo's simulated history."""
        return settings.DEMO and SimulatedChart.objects.exists()

    @property
    def single_keys(self) -> bool:
        return bool(getattr(self._user, "single_keys", True))

    @property
    def own_keys(self) -> str:
        """What this person presses instead, by first name; for the script."""
        chosen = getattr(self._user, "keys", {})
        return json.dumps(chosen) if chosen else ""

    @property
    def keys(self) -> tuple[Bound, ...]:
        return bound(getattr(self._user, "keys", {}))

    @property
    def first_look(self) -> int:
        """After how many seconds a page first asks how long its session lasts."""
        return max(5, int(settings.SESSION_IDLE.total_seconds()) - 120)

    @property
    def idle_minutes(self) -> int:
        return int(settings.SESSION_IDLE.total_seconds() // 60)


def navigation(request: HttpRequest) -> dict[str, Navigation]:
    return {"navigation": Navigation(request)}
