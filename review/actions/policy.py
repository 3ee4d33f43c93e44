"""Drafting, approving and putting in force a routing policy.

Owns the way from a draft to the next version. Nothing changes by itself: a person
activates a draft and says why. Where charts could leave without a coder, a supervisor
and a compliance officer, two people, must both have agreed to that very draft; either
of them can switch it off alone, at once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from audit import events, vault
from audit.actions import record
from review import permissions, unread
from review.actions import guard, reasons
from review.models import PolicyDraft, PolicyVersion, User
from review.models.steering import DraftState
from review.radv import access, gate
from review.refusals import Refused
from review.routing import RoutingPolicy
from review.states import Role, Verb

POLICY = "routing"


def in_force() -> tuple[PolicyVersion, RoutingPolicy]:
    """The version in force, and what it says."""
    version = PolicyVersion.current()
    return version, RoutingPolicy.from_plain(version.routing)


def _held() -> tuple[PolicyVersion, RoutingPolicy]:
    """The version in force, which nobody changes before this transaction ends."""
    version = PolicyVersion.locked()
    return version, RoutingPolicy.from_plain(version.routing)


@transaction.atomic
def draft(
    *,
    name: str,
    changes: Mapping[str, Any],
    by: User,
    words: str = "",
    outlook: Mapping[str, Any] | None = None,
) -> PolicyDraft:
    """A copy of the policy in force with ``changes``; agreed to by nobody yet."""
    permissions.require(by, Verb.MANAGE_POLICY)
    if not name.strip():
        raise Refused("Give the draft a name.")
    version, now = in_force()
    wanted = _changed(now, changes)
    content = vault.put_text(_spelt(wanted, outlook or {}))
    made = PolicyDraft.objects.create(
        name=name.strip()[:80],
        based_on=version,
        routing=wanted.as_plain(),
        outlook=dict(outlook or {}),
        content_sha256=content,
        reason_sha256=reasons.keep(words),
        made_by=by,
    )
    fact = events.PolicyDrafted(
        draft=str(made.pk),
        based_on=version.number,
        content=content,
        straight_through=bool(wanted.straight_through),
        words=made.reason_sha256 or None,
    )
    record(fact, by=guard.person(by))
    return made


def _changed(now: RoutingPolicy, changes: Mapping[str, Any]) -> RoutingPolicy:
    unapproved = {
        "supervisor_approved": False,
        "compliance_approved": False,
        "switched_off": False,
    }
    try:
        return replace(now, **{**changes, **unapproved})
    except (TypeError, ValueError) as error:
        raise Refused(str(error)) from error


def _spelt(wanted: RoutingPolicy, outlook: Mapping[str, Any]) -> str:
    whole = {"routing": wanted.as_plain(), "outlook": dict(outlook)}
    return json.dumps(whole, sort_keys=True)


@transaction.atomic
def approve(drafted: PolicyDraft, *, by: User) -> PolicyDraft:
    """Agrees to a draft that lets charts leave without a coder."""
    standing = permissions.require_at(by, Verb.APPROVE_POLICY)
    row = _open(drafted)
    if not row.routing["straight_through"]:
        raise Refused("This draft lets no chart leave without a coder; activate it.")
    role = _speaks_for(standing.roles(), row, by)
    setattr(row, role.value, by)
    row.save(update_fields=(role.value,))
    fact = events.PolicyApproved(
        draft=str(row.pk), role=role.value, content=row.content_sha256
    )
    record(fact, by=guard.person(by))
    return row


def _speaks_for(roles: frozenset[Role], row: PolicyDraft, by: User) -> Role:
    """For which of the two roles this person agrees; never for both."""
    if by in (row.supervisor, row.compliance):
        raise Refused("You agreed already; it takes a second person.")
    if Role.SUPERVISOR in roles and row.supervisor is None:
        return Role.SUPERVISOR
    if Role.COMPLIANCE in roles and row.compliance is None:
        return Role.COMPLIANCE
    raise Refused("Your role has agreed already; the other one is missing.")


@transaction.atomic
def activate(drafted: PolicyDraft, *, by: User, words: str) -> PolicyVersion:
    """Puts a draft in force, for charts that are routed from now on."""
    permissions.require_at(by, Verb.MANAGE_POLICY)
    row = _open(drafted)
    if not words.strip():
        raise Refused("Say in a few words why the policy changes.")
    if row.based_on_id != PolicyVersion.current().pk:
        raise Refused(
            "The policy was changed since this draft was made. Make the draft again"
            " from the policy in force."
        )
    wanted = RoutingPolicy.from_plain(row.routing)
    if wanted.straight_through:
        if row.supervisor is None or row.compliance is None:
            raise Refused(
                "Charts would leave without a coder: a supervisor and a compliance"
                " officer must both agree to this draft first."
            )
        wanted = replace(wanted, supervisor_approved=True, compliance_approved=True)
    version = _enforce(wanted, by=by, words=words, drafted=row)
    row.state, row.version = DraftState.ACTIVATED, version
    row.ended_at = timezone.now()
    row.save(update_fields=("state", "version", "ended_at"))
    return version


@transaction.atomic
def discard(drafted: PolicyDraft, *, by: User, words: str = "") -> PolicyDraft:
    """Puts a draft away; it stays in the history."""
    permissions.require(by, Verb.MANAGE_POLICY)
    row = _open(drafted)
    row.state, row.ended_at = DraftState.DISCARDED, timezone.now()
    row.save(update_fields=("state", "ended_at"))
    fact = events.PolicyDiscarded(draft=str(row.pk), words=reasons.keep(words) or None)
    record(fact, by=guard.person(by))
    return row


@transaction.atomic
def switch_off(*, by: User, words: str) -> PolicyVersion:
    """From now on no chart leaves without a coder, whatever was agreed."""
    permissions.require(by, Verb.SWITCH_OFF)
    _, now = _held()
    if not now.straight_through or now.switched_off:
        raise Refused("No chart leaves without a coder as it is.")
    if not words.strip():
        raise Refused("Say in a few words why it is switched off.")
    return _enforce(replace(now, switched_off=True), by=by, words=words)


@transaction.atomic
def gate_preflight(
    *, closed: bool, by: User, words: str, every: bool = False
) -> PolicyVersion:
    """Whether a record that fails preflight blocks its signature, from now on.

    ``every``: on charts without a contract too.
    """
    access.require(by)
    wanted = {gate.GATE: closed, gate.EVERY: closed and every}
    return _set_gates(wanted, by=by, words=words)


@transaction.atomic
def ask_every_document(*, asked: bool, by: User, words: str) -> PolicyVersion:
    """Whether whoever signs a chart must have opened every document of it."""
    permissions.require_at(by, Verb.MANAGE_POLICY)
    return _set_gates({unread.EVERY_DOCUMENT: asked}, by=by, words=words)


def _set_gates(wanted: Mapping[str, bool], *, by: User, words: str) -> PolicyVersion:
    before, now = _held()
    if all(bool(before.gates.get(name)) is on for name, on in wanted.items()):
        closed = any(wanted.values())
        raise Refused(f"The gate is {'closed' if closed else 'open'} already.")
    if not words.strip():
        raise Refused("Say in a few words why.")
    return _enforce(now, by=by, words=words, gates={**before.gates, **wanted})


def _open(drafted: PolicyDraft) -> PolicyDraft:
    # Two activations must not both be the next.
    PolicyVersion.locked()
    row = PolicyDraft.objects.select_for_update(of=("self",)).get(pk=drafted.pk)
    if row.state != DraftState.OPEN:
        raise Refused(f"This draft is {row.get_state_display()} already.")
    return row


def _enforce(
    wanted: RoutingPolicy,
    *,
    by: User,
    words: str,
    drafted: PolicyDraft | None = None,
    gates: Mapping[str, bool] | None = None,
) -> PolicyVersion:
    before = PolicyVersion.locked()
    kept = reasons.keep(words)
    version = PolicyVersion.objects.create(
        number=before.number + 1,
        routing=wanted.as_plain(),
        credentials=before.credentials,
        gates=before.gates if gates is None else dict(gates),
        made_by=by.pk,
        reason_sha256=kept,
    )
    plain = {
        "routing": version.routing,
        "credentials": version.credentials,
        "gates": version.gates,
    }
    fact = events.PolicyChanged(
        policy=POLICY,
        number=version.number,
        content=vault.put_text(json.dumps(plain, sort_keys=True)),
        words=kept or None,
        draft=str(drafted.pk) if drafted else None,
    )
    record(fact, by=guard.person(by))
    return version
