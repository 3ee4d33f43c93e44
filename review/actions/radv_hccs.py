"""What compliance says of one audited HCC and its records.

Owns settling tests, choosing records and the outcome of an HCC; each leaves one event.
An unsupported HCC opens an overpayment in the same act: deleting is as much a result as
proving. Supported after all, it leaves the overpayment to a person. What CMS and
practitioners answer is ``radv_answers``'s.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from audit import events
from audit.actions import record
from coding import preflight
from review.actions import guard, overpayments, reasons
from review.actions.radv import open_audit
from review.actions.radv_matching import count
from review.models import (
    AuditedHcc,
    CandidateRecord,
    PreflightResult,
    User,
)
from review.radv.states import MOST_RECORDS, Standing
from review.refusals import Refused, StaleCase


def locked(hcc_id: int, *, by: User, version: int | None = None) -> AuditedHcc:
    """The HCC with its row locked, of an audit that is still worked on."""
    row = (
        AuditedHcc.objects.select_for_update(of=("self",))
        .select_related("enrollee__audit", "settled_by")
        .get(pk=hcc_id)
    )
    row.enrollee.audit = open_audit(row.enrollee.audit_id, by=by)
    if version is not None and version != row.version:
        by_whom = row.settled_by.label if row.settled_by else None
        raise StaleCase(
            "This HCC changed since the page was made; look again.",
            by_whom,
            row.settled_at or timezone.now(),
        )
    return row


def about(row: AuditedHcc) -> dict[str, str]:
    patient = row.enrollee.patient
    known = {"patient": str(patient)} if patient else {}
    return {"audit": str(row.enrollee.audit_id), "hcc_id": str(row.pk), **known}


def advance(row: AuditedHcc) -> None:
    row.version += 1
    row.save()


@transaction.atomic
def settle_test(
    result: PreflightResult, *, to: str, words: str, by: User, version: int
) -> PreflightResult:
    """A person says what the machine could not see of a record, and why."""
    row = locked(result.record.hcc_id, by=by, version=version)
    held = PreflightResult.objects.select_related("record").get(pk=result.pk)
    test = preflight.test_named(held.test)
    if to not in ("pass", "fail", "not_applicable"):
        raise Refused("A test passes, fails or is not applicable.")
    if test is None or not test.settleable():
        raise Refused("Facts decide this test; correct them where they are kept.")
    if not words.strip():
        raise Refused("Say in a few words what you saw in the record.")
    was = held.standing
    held.settled, held.settled_by, held.settled_at = to, by, Now()
    held.words_sha256 = reasons.keep(words)
    held.save()
    count(held.record)
    advance(row)
    fact = events.RadvTestSettled(
        **about(row),
        chart=str(held.record.chart_id),
        test=held.test,
        was=was,
        result=to,
        words=held.words_sha256,
    )
    record(fact, by=guard.person(by))
    return held


@transaction.atomic
def choose(
    hcc: AuditedHcc, records: Sequence[int], *, by: User, version: int
) -> AuditedHcc:
    """Says which records prove an HCC, best first: two at most."""
    row = locked(hcc.pk, by=by, version=version)
    if len(records) > MOST_RECORDS or len(set(records)) != len(records):
        raise Refused(f"At most {MOST_RECORDS} different records prove one HCC.")
    there = {each.pk: each for each in row.records.all()}
    if not set(records) <= there.keys():
        raise Refused("One of these records is not among those found.")
    if any(each.sent for key, each in there.items() if key not in records):
        raise Refused("A record that was sent to CMS stays among those chosen.")
    row.records.update(rank=None)
    for rank, key in enumerate(records, 1):
        row.records.filter(pk=key).update(rank=rank)
    row.ranked_by = by
    advance(row)
    charts = tuple(str(there[key].chart_id) for key in records)
    record(events.RadvRecordsRanked(**about(row), charts=charts), by=guard.person(by))
    return row


@transaction.atomic
def settle(
    hcc: AuditedHcc, *, standing: str, by: User, version: int, words: str = ""
) -> AuditedHcc:
    """Says what the records come to; unsupported opens an overpayment as well."""
    row = locked(hcc.pk, by=by, version=version)
    if standing not in list(Standing):
        raise Refused("That is no outcome of an audited HCC.")
    after, was = Standing(standing), row.standing
    _refuse_unproved(row, after, words)
    row.standing = after.value
    opened = after is Standing.OPEN
    row.settled_by, row.settled_at = (None, None) if opened else (by, timezone.now())
    row.words_sha256 = reasons.keep(words)
    advance(row)
    owed = overpayments.owe(row, by=by) if after is Standing.UNSUPPORTED else None
    fact = events.RadvHccSettled(
        **about(row),
        model=row.model,
        hcc=row.hcc,
        standing=after.value,
        was=was,
        charts=tuple(str(each.chart_id) for each in _chosen(row)),
        deleted=tuple(row.diagnoses) if owed else (),
        due=owed.due_on.isoformat() if owed else None,
        words=row.words_sha256 or None,
    )
    record(fact, by=guard.person(by))
    return row


def _chosen(row: AuditedHcc) -> list[CandidateRecord]:
    return list(row.records.exclude(rank=None).order_by("rank"))


def _refuse_unproved(row: AuditedHcc, after: Standing, words: str) -> None:
    """Supported needs a chosen record that passes; anything else needs words."""
    chosen = _chosen(row)
    if after is Standing.SUPPORTED:
        if not chosen:
            raise Refused("Choose the record that proves it first.")
        if not any(each.failed == 0 and each.asked == 0 for each in chosen):
            raise Refused(
                "No chosen record passes every test; settle what waits for a person,"
                " or choose another record."
            )
    elif after is not Standing.OPEN and not words.strip():
        raise Refused("Say in a few words why.")
