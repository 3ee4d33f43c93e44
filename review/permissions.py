"""Who may do what: one predicate that answers with the reason why not.

Owns the reading of roles, sites and credentials against the transition table. Templates
disable and explain with the sentence, actions refuse with the same one. Must not change
anything; which policy is in force is a row, what may happen when is ``review.states``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from json import loads
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from review.refusals import Held, Refused, clock
from review.states import (
    BY_VERB,
    READERS,
    Role,
    State,
    Transition,
    Verb,
    why_not_in,
)

if TYPE_CHECKING:
    from coding.models.exceptions import IntakeExceptionQuerySet
    from coding.models.runs import RunQuerySet
    from review.models import Case, Credential, Item

Rows = TypeVar("Rows", bound=QuerySet[Any])

# Permission strings that other apps ask for, and the verb that answers each.
PERMISSIONS = {
    "audit.view_trail": Verb.SEE_TRAIL,
    "audit.read_words": Verb.SEE_TRAIL,
    "audit.export_feedback": Verb.EXPORT_FEEDBACK,
    "audit.export_text": Verb.EXPORT_TEXT,
    **{f"review.{verb}": verb for verb in Verb},
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What one person may be trusted with at one moment."""

    grants: frozenset[tuple[Role, str]] = frozenset()
    credentials: tuple[Credential, ...] = ()
    accepted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def roles(self, site: str | None = None) -> frozenset[Role]:
        """Roles held at ``site``; without one, roles held anywhere."""
        return frozenset(
            role for role, where in self.grants if site is None or where in ("", site)
        )

    def sites(self, roles: frozenset[Role]) -> frozenset[str]:
        """Sites at which one of ``roles`` is held; the empty word means all sites."""
        return frozenset(where for role, where in self.grants if role in roles)

    def credential_for(self, setting: str) -> Credential | None:
        """The valid credential under which charts of ``setting`` may be decided."""
        types = self.accepted.get(setting, ())
        fitting = [held for held in self.credentials if held.type in types]
        # A full certificate speaks before an apprentice's.
        return min(
            fitting, key=lambda held: (held.suffix != "", held.type), default=None
        )


NOBODY = Standing()


def standing(user: Any, fresh: bool = False) -> Standing:
    """The person's standing; read once per user object unless asked for fresh."""
    if not (user.is_authenticated and user.is_active):
        return NOBODY
    kept: Standing | None = None if fresh else getattr(user, "_standing", None)
    if kept is None:
        kept = user._standing = _read_standing(user)
    return kept


def _read_standing(user: Any) -> Standing:
    """In one statement, since every act asks anew while it holds its case."""
    from review.models import Credential

    statement, named = _asks()
    given = {SOMEBODY: user.pk, SOME_DAY: timezone.now().date()}
    with connection.cursor() as cursor:
        cursor.execute(statement, [given.get(each, each) for each in named])
        grants, held, matrix = cursor.fetchone()
    return Standing(
        grants=frozenset((Role(r["role"]), r["site"]) for r in map(loads, grants)),
        credentials=tuple(Credential.of_json(loads(row)) for row in held),
        accepted={name: tuple(types) for name, types in loads(matrix).items()},
    )


# Stand for person and day in the statement until it is asked.
SOMEBODY, SOME_DAY = UUID(int=0), date.min


@cache
def _asks() -> tuple[str, tuple[Any, ...]]:
    """The statement and what it is given, composed once in a process."""
    from review.models import Credential, PolicyVersion, RoleGrant, User

    own = {"user": OuterRef("pk")}
    grants = RoleGrant.objects.in_force().filter(**own)
    held = Credential.objects.valid_on(SOME_DAY).filter(**own)
    rows = User.objects.filter(pk=SOMEBODY).values_list(
        ArraySubquery(grants.values(row=JSONObject(role="role", site="site"))),
        ArraySubquery(held.values(row=Credential.as_json())),
        Subquery(PolicyVersion.objects.order_by("-number").values("credentials")[:1]),
    )
    statement, given = rows.query.sql_with_params()
    return statement, tuple(given)


def why_not(
    user: Any,
    verb: Verb | str,
    case: Case | None = None,
    item: Item | None = None,
    *,
    now: datetime | None = None,
) -> str | None:
    """Why this person may not do ``verb`` here and now, or None when they may.

    ``now`` is the clock of the database where the caller has read it.
    """
    row, trusted = BY_VERB[Verb(verb)], standing(user)
    case = case or (item.case if item is not None else None)
    return (
        _why_not_at_all(user, row, trusted)
        or (case and _why_not_this_case(user, row, trusted, case, now))
        or (item and _why_not_this_item(row, item))
        or None
    )


def why_not_at(user: Any, verb: Verb, site: str = "") -> str | None:
    """Why this person may not do ``verb`` for all of a site, or None when they may.

    Without a site it is about every site together, such as a policy.
    """
    held = standing(user).sites(BY_VERB[verb].roles)
    if reason := why_not(user, verb):
        return reason
    if "" in held or (site and site in held):
        return None
    where = "another site" if site else "every site"
    return f"This is for {where}; your role covers some sites only."


def require_at(user: Any, verb: Verb, site: str = "") -> Standing:
    """Refuses with the reason, or returns the standing the person acts under."""
    trusted = standing(user, fresh=True)
    if reason := why_not_at(user, verb, site):
        raise Refused(reason)
    return trusted


def require(
    user: Any,
    verb: Verb,
    case: Case | None = None,
    item: Item | None = None,
    *,
    now: datetime | None = None,
) -> Standing:
    """Refuses with the reason, or returns the standing the person acts under."""
    trusted = standing(user, fresh=True)
    reason = why_not(user, verb, case, item, now=now)
    if reason is None:
        return trusted
    if case is not None and case.claimed_by and case.lease_until:
        by, until = case.claimed_by.label, case.lease_until
        if reason == _held_by_another(case):
            raise Held(by, until)
    raise Refused(reason)


def _why_not_at_all(user: Any, row: Transition, trusted: Standing) -> str | None:
    if not user.is_authenticated:
        return "Sign in first."
    if not user.is_active:
        return "This account is closed."
    if not row.roles:
        return f"Only the system can {row.verb.label}."
    if not trusted.roles() & row.roles:
        return f"Only {_listed(row.roles)} may {row.verb.label}."
    return None


def _why_not_this_case(
    user: Any, row: Transition, trusted: Standing, case: Case, now: datetime | None
) -> str | None:
    if not trusted.roles(case.site) & row.roles:
        return "Your role does not cover this chart's site."
    return (
        _why_not_in_state(user, row, case)
        or (_why_not_holder(user, case, now) if row.holder else None)
        or (_why_not_unclaimed(user, case) if row.unclaimed else None)
        or (_why_not_assigned(user, trusted, case) if row.verb is Verb.CLAIM else None)
        or (_why_not_take_over(user, case) if row.verb is Verb.TAKE_OVER else None)
        or (why_no_credential(trusted, case.setting) if row.credential else None)
    )


def _why_not_in_state(user: Any, row: Transition, case: Case) -> str | None:
    reason = why_not_in(row.verb, State(case.state))
    if reason is None or case.state != State.CLAIMED:
        return reason
    if case.is_reserved_for(user) and row.verb is Verb.CLAIM:
        return None
    if case.is_held_by(user):
        return "You already hold this chart."
    return _held_by_another(case)


def _held_by_another(case: Case) -> str:
    assert case.claimed_by is not None and case.lease_until is not None
    return f"{case.claimed_by.label} holds this chart until {clock(case.lease_until)}."


def _why_not_holder(user: Any, case: Case, now: datetime | None) -> str | None:
    if case.is_reserved_for(user):
        return "This chart is reserved as your next one: take it to work on it."
    if not case.is_held_by(user):
        return _held_by_another(case)
    assert case.lease_until is not None
    if case.lease_until <= (now or timezone.now()):
        return claim_ran_out(case.lease_until)
    return None


def _why_not_unclaimed(user: Any, case: Case) -> str | None:
    is_free = case.state != State.CLAIMED or case.is_held_by(user)
    return None if is_free else _held_by_another(case)


def claim_ran_out(at: datetime) -> str:
    return (
        f"Your claim on this chart ran out at {clock(at)}. Take the chart again to go"
        " on; everything you decided is kept."
    )


def _why_not_take_over(user: Any, case: Case) -> str | None:
    return "You already hold this chart." if case.is_held_by(user) else None


def why_no_credential(trusted: Standing, setting: str) -> str | None:
    """Why no credential held counts for charts of this setting, or None."""
    if trusted.credential_for(setting) is not None:
        return None
    accepted = ", ".join(trusted.accepted.get(setting, ())) or "none"
    return (
        f"You hold no valid credential for {setting} charts. Accepted here: {accepted}."
    )


def settings_of(user: Any) -> frozenset[str]:
    """The settings whose charts this person may sign today."""
    trusted = standing(user)
    return frozenset(
        name for name in trusted.accepted if trusted.credential_for(name) is not None
    )


def _why_not_assigned(user: Any, trusted: Standing, case: Case) -> str | None:
    """A chart meant for a colleague is theirs; seniors may help out."""
    if case.assigned_to is None or case.assigned_to_id == user.pk:
        return None
    if Role.SENIOR_CODER in trusted.roles(case.site):
        return None
    return f"This chart is assigned to {case.assigned_to.label}."


def _why_not_this_item(row: Transition, item: Item) -> str | None:
    if row.verb is Verb.ACCEPT and item.current is not None:
        if item.current.kind in ("accept", "attested"):
            return "This code is accepted already."
        if item.origin == "coder":
            return "This code was added by a coder; there is nothing to accept."
    return None


def _listed(roles: frozenset[Role]) -> str:
    labels = [role.label for role in Role if role in roles]
    article = "an" if labels[0][0] in "aeiou" else "a"
    *head, tail = labels
    return f"{article} {', '.join(head)} or {tail}" if head else f"{article} {tail}"


def limit_cases(cases: Rows, user: Any) -> Rows:
    """Only cases at sites where this person holds a role that reads charts."""
    sites = standing(user).sites(READERS)
    if "" in sites:
        return cases
    return cases.filter(site__in=sites) if sites else cases.none()


def visible_charts(user: Any, charts: Rows) -> Rows:
    """Charts that have a case this person may read."""
    from review.models import Case

    return charts.filter(case__in=Case.objects.visible_to(user))


def visible_exceptions(user: Any) -> IntakeExceptionQuerySet:
    """Intake exceptions of the sites where this person adds charts, and their own."""
    from coding import charts
    from coding.models import IntakeException
    from review.actions.guard import person

    rows = IntakeException.objects.all()
    if why_not(user, Verb.INTAKE) is not None:
        return rows.none()
    sites = standing(user).sites(BY_VERB[Verb.INTAKE].roles)
    return rows if "" in sites else rows.of(sites, received_by=charts.who(person(user)))


def visible_given_up(user: Any) -> RunQuerySet:
    """Codings that were given up, of the sites where this person adds charts."""
    from coding.models import Run
    from coding.pipeline import ENGINE

    if why_not(user, Verb.INTAKE) is not None:
        return Run.objects.none()
    # A model's silence costs no chart: what the knowledge engine said stands.
    rows = Run.objects.given_up().filter(engine=ENGINE, purpose=Run.LIVE)
    sites = standing(user).sites(BY_VERB[Verb.INTAKE].roles)
    return rows if "" in sites else rows.filter(version__chart__site__in=sites)


def has_perm(user: Any, permission: str) -> bool:
    """Django's permission strings, answered from roles; unknown ones are refused."""
    verb = PERMISSIONS.get(permission)
    return verb is not None and why_not(user, verb) is None


def has_any_perm(user: Any, app: str) -> bool:
    return any(
        has_perm(user, name) for name in PERMISSIONS if name.startswith(f"{app}.")
    )
