"""Finding the records that may prove an enrollee's HCCs, and testing each.

Owns that act and the rows it leaves. It may be done again at any time: what people
chose, settled or sent stays. Which records go out is for people.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from audit import events, identity
from audit.actions import record
from audit.identity import IdentityFacts
from coding import preflight
from coding.preflight.base import Beneficiary, Record, Specialties
from coding.values import CodedLine
from review.actions import guard
from review.actions.radv import open_audit
from review.models import (
    AuditedEnrollee,
    AuditedHcc,
    CandidateRecord,
    PreflightResult,
    RadvAudit,
    User,
)
from review.radv import ranking, records
from review.radv.ranking import Tried
from review.radv.records import Category, Charted
from review.radv.states import MOST_RECORDS

#: Records kept for one HCC, best first; the number of those left out is told.
MOST_KEPT = 12
#: A search that takes longer between two messages was lost.
LOST_AFTER = timedelta(minutes=3)


@transaction.atomic
def begin(audit: RadvAudit, *, by: User) -> RadvAudit:
    """Has the records of every enrollee sought, by the tasks; each search is an event.

    Asking again while it runs begins anew.
    """
    row = open_audit(audit.pk, by=by)
    row.matching_since, row.matched_at, row.matching_failed = Now(), None, ""
    row.save(update_fields=("matching_since", "matched_at", "matching_failed"))
    return row


def waiting(audit: RadvAudit) -> Iterator[AuditedEnrollee]:
    """Enrollees whose records were not sought since it was asked for."""
    rows = audit.enrollees.filter(
        Q(matched_at=None) | Q(matched_at__lt=F("audit__matching_since"))
    )
    return iter(list(rows.order_by("position")))


def finish(audit: RadvAudit) -> bool:
    """Marks an audit as matched once no enrollee waits."""
    if next(waiting(audit), None) is not None:
        return False
    RadvAudit.objects.filter(pk=audit.pk).update(matched_at=Now(), matching_failed="")
    return True


def stop(audit: RadvAudit, why: str) -> None:
    """Ends a search that cannot go on; the page says why."""
    RadvAudit.objects.filter(pk=audit.pk).update(
        matching_since=None, matching_failed=why[:80]
    )


def stuck() -> QuerySet[RadvAudit]:
    """Audits whose search was asked for a while ago and is not done."""
    return RadvAudit.objects.in_progress().filter(
        matched_at=None, matching_since__lt=Now() - LOST_AFTER
    )


@transaction.atomic
def match(enrollee: AuditedEnrollee, *, by: User) -> AuditedEnrollee:
    """Looks for the records of one enrollee and tests each; may be done again.

    What a person chose, settled, attested or sent stays. A chart that changed since is
    tested anew, and what was settled of its old version with it.
    """
    audit = open_audit(enrollee.audit_id, by=by)
    # What is signed while this looks is signed since, and looked at again.
    begun = AuditedEnrollee.objects.annotate(begun=Now())
    row = begun.select_for_update().get(pk=enrollee.pk)
    row.audit = audit
    listed = records.listed(row)
    row.patient = row.patient or identity.find(IdentityFacts(mbi=listed.mbi))
    charts = [Charted(case) for case in records.charts_of(row)] if row.patient else []
    held = records.specialties_for(audit.payment_year)
    found = tuple(
        _sought(row, hcc, charts, listed, held) for hcc in row.hccs.order_by("pk")
    )
    row.matched_at = row.begun
    row.save(update_fields=("patient", "matched_at"))
    fact = events.RadvEnrolleeMatched(
        audit=str(audit.pk),
        enrollee=str(row.pk),
        hccs=found,
        patient=str(row.patient) if row.patient else None,
        specialties=held.sha256 if held else None,
    )
    record(fact, by=guard.person(by))
    return row


def _sought(
    enrollee: AuditedEnrollee,
    hcc: AuditedHcc,
    charts: list[Charted],
    listed: Beneficiary,
    held: Specialties | None,
) -> events.SoughtHcc:
    category = Category.of(hcc, enrollee.audit.payment_year)
    tried = []
    for charted in charts:
        sought, lines = records.proving(charted, category)
        if not lines:
            continue
        made = records.record(
            charted,
            lines,
            sought=sought,
            payment_year=enrollee.audit.payment_year,
            listed_as=listed,
            specialties=held,
            attested=_attested(hcc, charted),
            switched=enrollee.switched,
        )
        tried.append(_tried(made, charted, lines))
    kept = ranking.in_order(tried)[:MOST_KEPT]
    _write(hcc, kept)
    return _told(hcc, left_out=len(tried) - len(kept))


Found = tuple[Charted, list[CodedLine], tuple[preflight.Told, ...]]


def _tried(made: Record, charted: Charted, lines: list[CodedLine]) -> Tried[Found]:
    told, sought = preflight.run(made), made.sought
    hccs = {h for x in lines for h in (sought.by_code[x.code] if sought else ())}
    return Tried(
        key=(charted, lines, told),
        failed=sum(one.failed for one in told),
        asked=sum(one.asks for one in told),
        signed=charted.signed,
        exact=sought is not None and sought.hcc in hccs,
        codes=len(lines),
        on=charted.version.service_date,
        tie=str(charted.case.chart_id),
    )


def _attested(hcc: AuditedHcc, charted: Charted) -> list[str]:
    rows = CandidateRecord.objects.filter(hcc=hcc, chart=charted.case.chart)
    return list(
        rows.values_list("attestations__defect", flat=True).exclude(
            attestations__defect=None
        )
    )


def _write(hcc: AuditedHcc, kept: list[Tried[Found]]) -> None:
    """The rows of what was found; a record that is gone goes, unless it was used."""
    before = {row.chart_id: row for row in hcc.records.all()}
    there = {one.key[0].case.chart_id for one in kept}
    for chart, row in before.items():
        if chart not in there and not _was_used(row):
            row.delete()
    for place, one in enumerate(kept, 1):
        _write_one(hcc, place, one, before.get(one.key[0].case.chart_id))
    if hcc.ranked_by_id is None and not any(row.sent for row in before.values()):
        _rank(hcc)


def _was_used(row: CandidateRecord) -> bool:
    return bool(row.rank or row.sent) or row.attestations.exists()


def _write_one(
    hcc: AuditedHcc, place: int, one: Tried[Found], row: CandidateRecord | None
) -> None:
    charted, lines, told = one.key
    row = row or CandidateRecord(hcc=hcc, chart=charted.case.chart)
    same = row.chart_version_id == charted.version.pk
    row.chart_version, row.place, row.signed = charted.version, place, charted.signed
    row.codes = [line.code for line in lines]
    row.save()
    settled = {r.test: r for r in row.results.exclude(settled="")} if same else {}
    row.results.all().delete()
    PreflightResult.objects.bulk_create(
        _result(row, each, settled.get(each.test.id)) for each in told
    )
    count(row)


def _result(
    row: CandidateRecord, told: preflight.Told, before: PreflightResult | None
) -> PreflightResult:
    made = PreflightResult(
        record=row,
        test=told.test.id,
        result=told.answer.result.value,
        says=told.answer.says,
        source=told.test.source[:200],
    )
    if before is not None and before.result == made.result:
        made.settled, made.settled_by = before.settled, before.settled_by
        made.settled_at, made.words_sha256 = before.settled_at, before.words_sha256
    return made


def count(row: CandidateRecord) -> None:
    """Brings the numbers that lists show in line with the results."""
    standing = [each.standing for each in row.results.all()]
    row.failed, row.asked = standing.count("fail"), standing.count("ask")
    row.save(update_fields=("failed", "asked"))


def _rank(hcc: AuditedHcc) -> None:
    hcc.records.update(rank=None)
    rows = list(hcc.records.order_by("place"))
    sound = [row for row in rows if not row.failed][:MOST_RECORDS]
    for rank, row in enumerate(sound, 1):
        row.rank = rank
        row.save(update_fields=("rank",))


def _told(hcc: AuditedHcc, *, left_out: int) -> events.SoughtHcc:
    rows = hcc.records.select_related("chart_version").prefetch_related("results")
    return events.SoughtHcc(
        hcc_id=str(hcc.pk),
        model=hcc.model,
        hcc=hcc.hcc,
        records=tuple(_found(row) for row in rows.order_by("place")),
        left_out=left_out,
    )


def _found(row: CandidateRecord) -> events.FoundRecord:
    return events.FoundRecord(
        chart=str(row.chart_id),
        version=row.chart_version.number,
        codes=tuple(row.codes),
        results=tuple(
            events.Tested(test=each.test, result=each.standing, source=each.source)
            for each in row.results.all()
        ),
        rank=row.rank,
    )
