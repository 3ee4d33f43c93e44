"""RADV audits: receiving a list, deadlines, hand-over.

Owns these acts; each leaves one event. Finding records is ``radv_matching``'s, what is
said of one HCC ``radv_hccs``'s, what leaves the house ``radv_packages``'s. Compliance
only; names and numbers of enrollees go to the vault and nowhere else.
"""

from __future__ import annotations

import json
from datetime import date
from uuid import uuid4

from django.db import IntegrityError, transaction

from audit import events, identity, vault
from audit.actions import record
from audit.identity import IdentityFacts
from review.actions import guard, reasons
from review.models import (
    AuditedEnrollee,
    AuditedHcc,
    RadvAudit,
    RadvImport,
    RoundOutcome,
    User,
)
from review.radv import access, listfile
from review.radv.listfile import EnrolleeList, ListedEnrollee
from review.radv.states import AUDIT_MOVES, ROUNDS, AuditState, why_not_move
from review.refusals import Refused, StaleCase


@transaction.atomic
def receive_list(
    data: bytes,
    *,
    name: str,
    records_due: date,
    by: User,
    notice_on: date | None = None,
) -> RadvImport:
    """Takes an enrollee list; what cannot be taken is named, the original is kept."""
    access.require(by)
    told = listfile.read(data)
    audit = _audit(told, name, records_due, notice_on, by) if told.enrollees else None
    received = RadvImport.objects.create(
        audit=audit,
        original_sha256=vault.put(data),
        taken=told.hccs if audit else 0,
        refused=[each.plain() for each in told.refused],
        received_by=by,
    )
    record(_list_received(received, told), by=guard.person(by))
    return received


def _audit(
    told: EnrolleeList, name: str, due: date, notice_on: date | None, by: User
) -> RadvAudit:
    label = name.strip()[:80] or "RADV"
    try:
        with transaction.atomic():
            audit = RadvAudit.objects.create(
                contract=told.contract,
                payment_year=told.payment_year,
                name=label,
                records_due=due,
                notice_on=notice_on,
                owner=by,
                created_by=by,
            )
    except IntegrityError as error:  # also when both were sent in the same moment
        raise Refused(
            f"There is an audit “{label}” of {told.contract} for {told.payment_year}"
            " already; give this one another name."
        ) from error
    rows = [
        _enrollee(audit, position, one)
        for position, one in enumerate(told.enrollees, 1)
    ]
    AuditedEnrollee.objects.bulk_create(rows)
    AuditedHcc.objects.bulk_create(
        AuditedHcc(enrollee=row, model=model, hcc=hcc, diagnoses=codes)
        for row, one in zip(rows, told.enrollees, strict=True)
        for (model, hcc), codes in one.hccs.items()
    )
    return audit


def _enrollee(audit: RadvAudit, position: int, one: ListedEnrollee) -> AuditedEnrollee:
    key = uuid4()
    return AuditedEnrollee(
        id=key,
        audit=audit,
        position=position,
        mark=identity.marked(one.mbi),
        identity_sha256=_kept(str(key), one),
        switched=one.switched,
        patient=identity.find(IdentityFacts(mbi=one.mbi)),
    )


def _kept(key: str, one: ListedEnrollee) -> str:
    """The random key among it keeps the hash of a name from being guessed."""
    told = {
        "enrollee": key,
        "mbi": one.mbi,
        "last_name": one.last_name,
        "first_name": one.first_name,
        "birth_date": one.birth_date.isoformat() if one.birth_date else "",
        "pbp": "; ".join(one.pbps),
    }
    return vault.put(json.dumps(told, sort_keys=True).encode())


def _list_received(row: RadvImport, told: EnrolleeList) -> events.RadvListReceived:
    return events.RadvListReceived(
        received=str(row.pk),
        original=row.original_sha256,
        enrollees=len(told.enrollees),
        hccs=told.hccs,
        refused=len(told.refused),
        audit=str(row.audit_id) if row.audit_id else None,
        contract=told.contract or None,
        payment_year=told.payment_year or None,
    )


# ---- an audit as a whole


def locked(audit_id: int, *, by: User, version: int | None = None) -> RadvAudit:
    """The audit with its row locked, for somebody who may work on it."""
    access.require(by)
    audit = RadvAudit.objects.select_for_update().get(pk=audit_id)
    if version is not None and version != audit.version:
        raise StaleCase(
            "Somebody changed this audit since the page was made; look again.",
            None,
            audit.created_at,
        )
    return audit


def open_audit(audit_id: int, *, by: User, version: int | None = None) -> RadvAudit:
    """The same, refused once the audit is closed."""
    audit = locked(audit_id, by=by, version=version)
    if audit.state == AuditState.CLOSED:
        raise Refused("This audit is closed.")
    return audit


@transaction.atomic
def change(
    audit: RadvAudit,
    *,
    by: User,
    version: int,
    state: str = "",
    round: int | None = None,  # noqa: A002  the word CMS uses
    records_due: date | None = None,
    hardship_due: date | None = None,
    words: str = "",
) -> RadvAudit:
    """Moves an audit on, or its deadlines; a hardship exception only ever extends."""
    row = open_audit(audit.pk, by=by, version=version)
    after = AuditState(state or row.state)
    if after != row.state:
        _move(row, after)
    row.round = _round(row, round or row.round)
    row.records_due = records_due or row.records_due
    if hardship_due is not None and hardship_due < row.records_due:
        raise Refused("A hardship exception cannot end before the deadline itself.")
    row.hardship_due = hardship_due or row.hardship_due
    return _changed(row, by, words)


def _round(row: RadvAudit, number: int) -> int:
    """The round to be in; what CMS found in a later one is not undone by going back."""
    if number not in ROUNDS:
        raise Refused(f"CMS codes in {len(ROUNDS)} rounds at most.")
    of_audit = RoundOutcome.objects.filter(hcc__enrollee__audit=row)
    if of_audit.filter(round__gt=number).exists():
        raise Refused(f"Outcomes of a round after {number} are here already.")
    return number


def _move(row: RadvAudit, after: AuditState) -> None:
    reason = why_not_move(AUDIT_MOVES, AuditState(row.state), after)
    if reason is not None:
        raise Refused(reason)
    row.state = after.value


@transaction.atomic
def hand_over(
    audit: RadvAudit, *, to: User, by: User, version: int, words: str = ""
) -> RadvAudit:
    """Gives an audit to another compliance officer, with what they need to know."""
    row = open_audit(audit.pk, by=by, version=version)
    if access.why_not(to) is not None:
        raise Refused(f"{to.label} does not work on RADV audits.")
    if to.pk == row.owner_id:
        raise Refused(f"{to.label} has this audit already.")
    before, row.owner = row.owner, to
    return _changed(row, by, words, was_with=str(before.pk))


@transaction.atomic
def reveal(enrollee: AuditedEnrollee, *, by: User, purpose: str) -> None:
    """Tells the trail that somebody saw who a sampled enrollee is."""
    access.require(by)
    fact = events.RadvEnrolleeRevealed(
        audit=str(enrollee.audit_id),
        enrollee=str(enrollee.pk),
        purpose=purpose,
        patient=str(enrollee.patient) if enrollee.patient else None,
    )
    record(fact, by=guard.person(by))


def _changed(
    row: RadvAudit, by: User, words: str, was_with: str | None = None
) -> RadvAudit:
    row.version += 1
    row.save()
    fact = events.RadvAuditChanged(
        audit=str(row.pk),
        state=row.state,
        round=row.round,
        records_due=row.records_due.isoformat(),
        owner=str(row.owner_id),
        hardship_due=row.hardship_due.isoformat() if row.hardship_due else None,
        was_with=was_with,
        words=reasons.keep(words) or None,
    )
    record(fact, by=guard.person(by))
    return row
