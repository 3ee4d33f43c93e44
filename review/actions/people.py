"""People: accounts, roles by date, credentials.

Owns every change to who may do what. Accounts are closed, roles ended and credentials
revoked, but never deleted: the trail names them. Signing in is ``review.signin``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from audit import events
from audit.actions import SYSTEM, Actor, record
from review import keys as keynames
from review import permissions
from review.actions import guard, parts
from review.models import (
    Credential,
    CredentialStatus,
    CredentialType,
    RoleGrant,
    User,
)
from review.refusals import Refused
from review.states import Role, Verb


@dataclass(frozen=True, slots=True)
class CredentialFacts:
    """What stands on a certificate, and how it was checked."""

    type: str
    number: str
    issued_on: date
    expires_on: date
    suffix: str = ""
    dues_paid_through: date | None = None
    verification: str = ""


def _actor(by: User | None) -> Actor:
    """Whoever has no account yet to act with: the installation itself."""
    return guard.person(by) if by is not None else SYSTEM


def _require(by: User | None) -> None:
    if by is not None:
        permissions.require(by, Verb.MANAGE_PEOPLE)


@transaction.atomic
def add_person(
    *,
    username: str,
    display_name: str,
    password: str,
    by: User | None,
    email: str = "",
) -> User:
    """An account without roles. ``by`` None is the installation's own set-up."""
    _require(by)
    if User.objects.filter(username__iexact=username).exists():
        raise Refused("Somebody already has this user name.")
    user = User.objects.create_user(username, password, display_name)
    if email:
        user.email = email
        user.save(update_fields=("email",))
    record(events.PersonAdded(person=str(user.pk)), by=_actor(by))
    return user


@transaction.atomic
def disable(user: User, *, by: User, reason: str = "left") -> User:
    """Closes an account; its claims go back to the queue when their leases end."""
    _require(by)
    row = User.objects.select_for_update().get(pk=user.pk)
    if not row.is_active:
        raise Refused("This account is closed already.")
    if row.pk == by.pk:
        raise Refused("Nobody closes their own account.")
    row.is_active, row.disabled_at = False, timezone.now()
    row.save(update_fields=("is_active", "disabled_at"))
    record(events.PersonDisabled(person=str(row.pk), reason=reason), by=_actor(by))
    return row


@transaction.atomic
def grant(
    user: User,
    *,
    role: str,
    by: User | None,
    site: str = "",
    ends: datetime | None = None,
) -> RoleGrant:
    """A role from now on, everywhere or for one site."""
    _require(by)
    if role not in list(Role):
        raise Refused("There is no such role.")
    if ends is not None and ends <= timezone.now():
        raise Refused("A role has to end in the future.")
    if user.grants.in_force().filter(role=role, site=site).exists():
        raise Refused(f"{user.label} is {Role(role).label} already.")
    row = RoleGrant.objects.create(
        user=user, role=role, site=site, ends_at=ends, granted_by=_id(by)
    )
    fact = events.RoleGranted(
        person=str(user.pk),
        role=role,
        grant=str(row.pk),
        starts=timezone.now().date().isoformat(),
        ends=ends.date().isoformat() if ends else None,
    )
    record(fact, by=_actor(by))
    return row


@transaction.atomic
def end_role(grant: RoleGrant, *, by: User) -> RoleGrant:
    """Ends a role now; what was done under it stays."""
    _require(by)
    row = RoleGrant.objects.select_for_update().get(pk=grant.pk)
    if not RoleGrant.objects.in_force().filter(pk=row.pk).exists():
        raise Refused("This role has ended already.")
    if row.user_id == by.pk and row.role == Role.ADMIN:
        raise Refused("Nobody ends their own administrator role.")
    RoleGrant.objects.filter(pk=row.pk).update(ends_at=Now(), ended_by=by.pk)
    row.refresh_from_db()
    fact = events.RoleEnded(person=str(row.user_id), role=row.role, grant=str(row.pk))
    record(fact, by=_actor(by))
    return row


@transaction.atomic
def record_credential(
    user: User, facts: CredentialFacts, *, by: User | None
) -> Credential:
    """Enters a certificate, checked by the person who enters it."""
    _require(by)
    _refuse_bad(facts)
    if Credential.objects.filter(type=facts.type, number=facts.number).exists():
        raise Refused("This credential number is on file already.")
    row = Credential(user=user, **_columns(facts))
    _checked(row, by)
    row.save()
    fact = events.CredentialRecorded(
        person=str(user.pk),
        record=str(row.pk),
        credential=parts.credential(row.snapshot()),
    )
    record(fact, by=_actor(by))
    return row


@transaction.atomic
def change_credential(
    credential: Credential,
    facts: CredentialFacts,
    *,
    by: User,
    status: str = CredentialStatus.ACTIVE,
) -> Credential:
    """Renews, corrects, lapses or revokes; decisions keep the copy they took."""
    _require(by)
    _refuse_bad(facts)
    row = Credential.objects.select_for_update().get(pk=credential.pk)
    was = parts.credential(row.snapshot())
    for name, value in _columns(facts).items():
        setattr(row, name, value)
    row.status = CredentialStatus(status)
    _checked(row, by)
    row.save()
    fact = events.CredentialChanged(
        person=str(row.user_id),
        record=str(row.pk),
        credential=parts.credential(row.snapshot()),
        was=was,
        status=row.status,
    )
    record(fact, by=_actor(by))
    return row


def _columns(facts: CredentialFacts) -> dict[str, str | date | None]:
    return {
        "type": facts.type,
        "number": facts.number.strip(),
        "issued_on": facts.issued_on,
        "expires_on": facts.expires_on,
        "suffix": facts.suffix.strip().upper(),
        "dues_paid_through": facts.dues_paid_through,
        "verification": facts.verification,
    }


def _checked(row: Credential, by: User | None) -> None:
    if by is not None and row.verification:
        row.verified_by, row.verified_at = by.pk, timezone.now()


def _refuse_bad(facts: CredentialFacts) -> None:
    if facts.type not in CredentialType.values:
        raise Refused("There is no such kind of credential.")
    if not facts.number.strip():
        raise Refused("A credential has a number.")
    if facts.expires_on < facts.issued_on:
        raise Refused("A credential cannot expire before it was issued.")


def _id(by: User | None) -> UUID | None:
    return by.pk if by is not None else None


@transaction.atomic
def choose_keys(person: User, *, single: bool, keys: Mapping[str, str]) -> User:
    """How one's own keyboard works: nobody else decides that."""
    if reason := keynames.why_not(keys):
        raise Refused(reason)
    row = User.objects.select_for_update().get(pk=person.pk)
    row.single_keys, row.keys = single, keynames.changed(keys)
    row.save(update_fields=("single_keys", "keys"))
    fact = events.KeysChosen(
        person=str(row.pk),
        single_keys=single,
        keys=tuple(f"{name} {key}" for name, key in sorted(row.keys.items())),
    )
    record(fact, by=guard.person(row))
    return row
