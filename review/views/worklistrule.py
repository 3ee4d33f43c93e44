"""Writing a worklist's rule: groups of conditions and an order, with what they find.

Owns the page and how its fields become a rule. Nothing is changed here: the page is a
question that may be asked again, and keeping it under a name is for ``team.save``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from review import permissions, worklist, worklistrules
from review.ordering import ORDERS
from review.states import Verb
from review.views.guards import Request, opens
from review.views.worklist import AGES, REASONS, rule_words, value_words
from review.worklistrules import Group

LABELS = {
    "specialty": "Specialty",
    "setting": "Setting",
    "reason": "Why it is here",
    "contract": "Contract",
    "payer": "Payer",
    "older": "Waiting for",
    "unsure": "Lowest confidence",
}
#: Values that charts have, and those that are known beforehand.
FROM_CHARTS = ("specialty", "setting", "contract", "payer")
SHOWN = 100


@dataclass(frozen=True, slots=True)
class Field:
    """One condition of one group as the page asks for it; each option with a tick."""

    name: str
    label: str
    options: Sequence[tuple[str, str, bool]]
    many: bool


@opens(Verb.VIEW)
@require_safe
def rule(request: Request) -> HttpResponse:
    """The rule as it stands in the address, and how many charts fit it."""
    asked = request.GET
    groups = _groups(asked)
    filters = worklist.Filters.read(asked).but(rule=worklistrules.write(groups))
    shown = [*groups, *[Group()] * (1 if "more" in asked or not groups else 0)]
    offered = _offered(request, filters)
    context = {
        "filters": filters,
        "orders": [(name, each.label) for name, each in ORDERS.items()],
        "lanes": {view: worklist.VIEWS[view] for view in worklist.LANES},
        "groups": [
            (number, list(_fields(number, each, offered)))
            for number, each in enumerate(shown[: worklistrules.MOST], 1)
        ],
        "may_add": len(shown) < worklistrules.MOST,
        "count": worklist.count(request.user, filters),
        "said": _told(filters),
        "open_at": f"{reverse('review:worklist')}?{urlencode(filters.as_query())}",
        "may_share": permissions.why_not(request.user, Verb.ASSIGN) is None,
    }
    return render(request, "review/worklist_rule.html", context)


def _told(filters: worklist.Filters) -> str:
    """Rule and order in words; empty where neither is chosen."""
    order = ORDERS[filters.sort].label if filters.sort else ""
    return ", ".join(filter(None, (rule_words(filters.rule), order)))


def _groups(asked: QueryDict) -> tuple[Group, ...]:
    """From the fields of the page; else the rule that the address has."""
    if "groups" not in asked:
        return worklistrules.read(asked.get("rule", ""))
    numbers = range(1, worklistrules.MOST + 1)
    said = (
        {name: asked.getlist(f"{name}-{number}") for name in worklistrules.NAMES}
        for number in numbers
    )
    return worklistrules.tidy(map(Group.of, said))


Offered = Mapping[str, Sequence[tuple[str, str]]]


def _offered(request: Request, filters: worklist.Filters) -> Offered:
    lane = worklist.Filters(view=filters.view)
    among = worklist.counts(request.user).by_view[filters.view]
    found = worklist.choices(request.user, lane, FROM_CHARTS, among=among)
    offered: dict[str, list[tuple[str, str]]] = {
        name: [(each.value, f"{each.label} ({each.count:,})") for each in choices]
        for name, choices in found.items()
    }
    offered["reason"] = list(REASONS.items())
    # The field's label says "waiting" already.
    offered["older"] = [
        (days, value_words("older", days).removeprefix("waiting ")) for days in AGES
    ]
    offered["unsure"] = [
        (each, value_words("unsure", each)) for each in worklistrules.UNSURE
    ]
    return offered


def _fields(number: int, group: Group, offered: Offered) -> Iterator[Field]:
    for name, label in LABELS.items():
        value: Any = getattr(group, name)
        many = isinstance(value, tuple)
        chosen = value if many else (value,)
        options = list(offered[name][:SHOWN])
        known = {each for each, _ in options}
        # What is asked for is shown as asked for, also where no chart has it.
        options += [
            (each, value_words(name, each)) for each in chosen if each not in known
        ]
        ticked = [(each, said, each in chosen) for each, said in options if each]
        if many:
            # A long list scrolls; what is chosen stays in sight.
            ticked.sort(key=lambda option: not option[2])
        yield Field(f"{name}-{number}", label, ticked, many)
