"""The queue as people see it: which cases, in which order, and honest counts.

Owns the questions the worklist page asks. One table answers them, by index, so that a
hundred thousand cases stay quick. Must not change anything.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, F, Min, OuterRef, Q, Value
from django.db.models.functions import Now

from review import ordering, permissions, tallies, worklistrules
from review.models import Case, Skip, User
from review.models.cases import ACTIVE, WAITING, CaseQuerySet
from review.states import READERS, Lane, State, Verb

PAGE = 50
# In an address: charts of which nothing is said, and what that is called.
UNSAID = "-"
UNSAID_LABELS = {"contract": "no contract", "payer": "not stated"}


@dataclass(frozen=True, slots=True)
class Filters:
    """What a person asked to see. ``view`` is a lane, ``mine`` or ``held``.

    ``older`` is a number of days that a chart has waited. A contract or payer may be
    ``UNSAID``: charts whose source did not say one. Coders see the lanes as far
    as their credential goes; ``whole`` is "yes" for everything. ``rule`` is one of
    groups as ``worklistrules`` writes it, ``sort`` a name of ``ordering.ORDERS``.
    """

    view: str = Lane.REVIEW.value
    specialty: str = ""
    setting: str = ""
    reason: str = ""
    contract: str = ""
    payer: str = ""
    older: str = ""
    whole: str = ""
    rule: str = ""
    sort: str = ""

    @classmethod
    def read(cls, query: Mapping[str, Any]) -> Filters:
        """From an address; unknown views fall back to the review lane."""
        view = str(query.get("view", ""))
        return cls(
            view=view if view in VIEWS else Lane.REVIEW.value,
            specialty=_asked(query, "specialty", 100),
            setting=_asked(query, "setting", 20),
            reason=_asked(query, "reason", 40),
            contract=_asked(query, "contract", 50),
            payer=_asked(query, "payer", 80),
            older=_days(_asked(query, "older", 3)),
            whole="yes" if query.get("whole") == "yes" else "",
            rule=worklistrules.write(worklistrules.read(str(query.get("rule", "")))),
            sort=_known_order(str(query.get("sort", ""))),
        )

    @property
    def narrows(self) -> bool:
        """Whether fewer charts are asked for than the view holds."""
        return self != Filters(view=self.view, whole=self.whole, sort=self.sort)

    def but(self, **changes: str) -> Filters:
        """The same filters with some changed."""
        return replace(self, **changes)

    def as_query(self) -> dict[str, str]:
        """For an address: only what differs from the plain worklist."""
        pairs = {
            "view": self.view if self.view != Lane.REVIEW else "",
            "specialty": self.specialty,
            "setting": self.setting,
            "reason": self.reason,
            "contract": self.contract,
            "payer": self.payer,
            "older": self.older,
            "whole": self.whole,
            "rule": self.rule,
            "sort": self.sort,
        }
        return {name: value for name, value in pairs.items() if value}


def _asked(query: Mapping[str, Any], name: str, longest: int) -> str:
    # PostgreSQL has no zero character, so no chart has one.
    return str(query.get(name, "")).replace("\x00", "")[:longest]


def _known_order(said: str) -> str:
    return said if said in ordering.ORDERS else ""


def _said(value: str) -> str:
    return "" if value == UNSAID else value


def _days(said: str) -> str:
    return said if said.isascii() and said.isdigit() and int(said) else ""


VIEWS: dict[str, str] = {
    Lane.REVIEW.value: "Review",
    Lane.FAST_LANE.value: "Fast lane",
    "held": "On hold",
    "mine": "Mine",
    "assigned": "Assigned to me",
    "signed": "Signed",
    Lane.EXCEPTION.value: "Exceptions",
}


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers at the head of the worklist; all of what this person may see."""

    waiting: int
    past_due: int
    mine: int
    by_view: Mapping[str, int]
    oldest_due: datetime | None
    claimed: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """One value a filter offers, and how many cases have it."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Page:
    """Some cases in order, and where the next page starts."""

    cases: tuple[Case, ...]
    next: str | None


def find(user: Any, filters: Filters) -> CaseQuerySet:
    """The cases behind a worklist view, unordered."""
    seen = Case.objects.visible_to(user)
    found = _view(seen, user, filters.view)
    if filters.specialty:
        found = found.filter(specialty=filters.specialty)
    if filters.setting:
        found = found.filter(setting=filters.setting)
    if filters.reason:
        found = found.filter(reasons__contains=[{"kind": filters.reason}])
    if filters.contract:
        found = found.filter(contract=_said(filters.contract))
    if filters.payer:
        found = found.filter(payer=_said(filters.payer))
    if filters.older:
        found = found.filter(opened_at__lte=Now() - timedelta(days=int(filters.older)))
    if filters.rule:
        found = found.filter(_any_of(filters.rule))
    if filters.view in LANES and not filters.whole:
        found = found.filter(reach(user))
    return found


def _any_of(rule: str) -> Q:
    fits = Q()
    for group in worklistrules.read(rule):
        fits |= _group(group)
    return fits


def _group(group: worklistrules.Group) -> Q:
    """All conditions of one group; several values of one are any of them."""
    fits = Q()
    for name in ("specialty", "setting", "contract", "payer"):
        if values := getattr(group, name):
            fits &= Q(**{f"{name}__in": [_said(value) for value in values]})
    reasons = Q()
    for kind in group.reason:
        reasons |= Q(reasons__contains=[{"kind": kind}])
    if group.older:
        fits &= Q(opened_at__lte=Now() - timedelta(days=int(group.older)))
    if group.unsure:
        fits &= Q(lowest_confidence__lt=int(group.unsure) * 100)
    return fits & reasons


LANES = (Lane.REVIEW.value, Lane.FAST_LANE.value)


def reach(user: Any) -> Q:
    """Charts this person may sign; all of them for who cannot sign any."""
    if permissions.why_not(user, Verb.CLAIM) is not None:
        return Q()
    settings = permissions.settings_of(user)
    if not settings or settings >= set(permissions.standing(user).accepted):
        return Q()
    return Q(setting__in=sorted(settings))


def free(user: Any, filters: Filters) -> CaseQuerySet:
    """Waiting charts that are nobody's yet, most urgent first, for assigning."""
    view = filters.view if filters.view in LANES else Lane.REVIEW.value
    waiting = find(user, filters.but(view=view)).waiting().filter(assigned_to=None)
    return ordering.ordered(waiting, filters.sort)


def _view(cases: CaseQuerySet, user: Any, view: str) -> CaseQuerySet:
    if view == "assigned":
        return cases.waiting().filter(assigned_to=user)
    if view == "mine":
        return cases.held_by(user)
    if view == "held":
        return cases.filter(state=State.HELD)
    if view == "signed":
        return cases.filter(state=State.FINALISED)
    if view == Lane.EXCEPTION:
        return cases.filter(state=State.EXCEPTION)
    return cases.filter(state__in=ACTIVE, lane=view)


def page(user: Any, filters: Filters, after: str = "", size: int = PAGE) -> Page:
    """One page, most urgent first. ``after`` is what the page before said."""
    found = ordering.ordered(find(user, filters), filters.sort)
    found = ordering.after(found, filters.sort, after)
    rows = tuple(found.select_related("claimed_by", "assigned_to")[: size + 1])
    more = len(rows) > size
    return Page(rows[:size], ordering.place_of(rows[size - 1]) if more else None)


def count(user: Any, filters: Filters) -> int:
    """How many charts are asked for; where they are very many, some seconds ago."""
    owner = user.pk if filters.view in ("mine", "assigned") else None
    key = ("count", _seen_by(user), owner, permissions.settings_of(user), filters)
    return tallies.kept(key, lambda: find(user, filters).count(), lambda n: n)


def counts(user: User) -> Counts:
    """How much there is: two queries, one of them kept where there is very much."""
    key = ("counts", _seen_by(user), permissions.settings_of(user))
    whole = tallies.kept(key, lambda: _count(user), _size)
    held = Q(state=State.CLAIMED, claimed_by=user, is_reserved=False)
    meant = Q(state__in=WAITING, assigned_to=user)
    # Narrowed first: one's own are found by index, however many charts there are.
    own = (
        Case.objects.visible_to(user)
        .filter(held | meant)
        .aggregate(mine=Count("id", filter=held), assigned=Count("id", filter=meant))
    )
    return replace(whole, mine=own["mine"], by_view={**whole.by_view, **own})


def _count(user: User) -> Counts:
    """For everybody who may see the same cases; nobody's own are counted."""
    waiting = Q(state__in=(State.OPEN, State.REOPENED)) & ~Q(lane=Lane.EXCEPTION)
    active = Q(state__in=ACTIVE)
    got = Case.objects.visible_to(user).aggregate(
        waiting=Count("id", filter=waiting),
        past_due=Count("id", filter=waiting & Q(due_at__lt=Now())),
        review=Count("id", filter=active & reach(user) & Q(lane=Lane.REVIEW)),
        fast_lane=Count("id", filter=active & reach(user) & Q(lane=Lane.FAST_LANE)),
        claimed=Count("id", filter=Q(state=State.CLAIMED)),
        held=Count("id", filter=Q(state=State.HELD)),
        signed=Count("id", filter=Q(state=State.FINALISED)),
        exception=Count("id", filter=Q(state=State.EXCEPTION)),
        oldest=Min("due_at", filter=waiting),
    )
    by_view = {view: int(got.get(view, 0)) for view in VIEWS}
    return Counts(
        waiting=got["waiting"],
        past_due=got["past_due"],
        mine=0,
        by_view=by_view,
        oldest_due=got["oldest"],
        claimed=got["claimed"],
    )


def _size(counted: Counts) -> int:
    return sum(counted.by_view.values())


def _seen_by(user: Any) -> Hashable:
    """The same for all who see the same cases."""
    database = connection.settings_dict["NAME"]
    return database, permissions.standing(user).sites(READERS)


def choices(
    user: Any, filters: Filters, fields: Sequence[str], *, among: int = 0
) -> dict[str, tuple[Choice, ...]]:
    """What each of ``fields`` offers within the view, most cases first.

    Charts that say none are offered last, where that can be asked for. A field does
    not narrow itself: those that are not chosen are counted together, in one query.
    ``among`` is how many charts the view holds: finding a few of very many takes as
    long as counting them all, so those numbers are kept too.
    """
    together = [field for field in fields if not getattr(filters, field)]
    alone = [[field] for field in fields if field not in together]
    found: dict[str, tuple[Choice, ...]] = {}
    for some in filter(None, (together, *alone)):
        within = filters.but(**dict.fromkeys(some, ""))
        found |= _kept_choices(user, within, some, among)
    return found


def _kept_choices(
    user: Any, within: Filters, fields: Sequence[str], among: int
) -> dict[str, tuple[Choice, ...]]:
    owner = user.pk if within.view == "mine" else None
    key = ("choices", _seen_by(user), owner, within, tuple(fields))
    return tallies.kept(
        key,
        lambda: _choices(user, within, fields),
        lambda offered: max(among, _most(offered)),
    )


def _choices(
    user: Any, within: Filters, fields: Sequence[str]
) -> dict[str, tuple[Choice, ...]]:
    first, *others = (
        find(user, within)
        .order_by()
        .annotate(field=Value(field), value=F(field))
        .values_list("field", "value")
        .annotate(n=Count("id"))
        for field in fields
    )
    offered: dict[str, list[Choice]] = {field: [] for field in fields}
    for field, value, n in first.union(*others, all=True).order_by("-n", "value"):
        if value or field in UNSAID_LABELS:
            label = value or UNSAID_LABELS[field]
            offered[field].append(Choice(value or UNSAID, label, n))
    return {field: tuple(_unsaid_last(found)) for field, found in offered.items()}


def _unsaid_last(found: list[Choice]) -> list[Choice]:
    return sorted(found, key=lambda choice: choice.value == UNSAID)


def _most(offered: dict[str, tuple[Choice, ...]]) -> int:
    return max(sum(choice.count for choice in each) for each in offered.values())


def next_up(user: User, filters: Filters) -> CaseQuerySet:
    """Waiting cases this person's credential may sign, most urgent first.

    Not what is meant for a colleague, and not what this person passed over.
    """
    return wanted(user, filters).waiting()


def first_up(user: User, filters: Filters) -> Case | None:
    """The next chart of this person with its row locked; None when there is none.

    Locked rows are passed over: two people asking at once get two cases.
    """
    waiting = next_up(user, filters)
    # What is meant for this person comes before what is anybody's.
    for rows in (waiting.filter(assigned_to=user), waiting.filter(assigned_to=None)):
        case = rows.select_for_update(skip_locked=True, of=("self",)).first()
        if case is not None:
            return case
    return None


def wanted(user: User, filters: Filters) -> CaseQuerySet:
    """The same, whether they wait or are in somebody's hands."""
    permissions.standing(user, fresh=True)
    skipped = Skip.objects.filter(case=OuterRef("pk"), user=user)
    view = filters.view if filters.view in list(Lane) else Lane.REVIEW.value
    fitting = (
        find(user, filters.but(view=view))
        .filter(setting__in=sorted(permissions.settings_of(user)))
        .filter(Q(assigned_to=None) | Q(assigned_to=user), ~Exists(skipped))
    )
    return ordering.ordered(fitting, filters.sort)
