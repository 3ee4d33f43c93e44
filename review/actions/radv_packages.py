"""What leaves the house: packages of audited HCCs, each an event and a disclosure.

Owns asking for packages, building them one HCC at a time so that a crash costs one at
most, and handing them out. What is in a package is ``audit.radv``'s; the zips lie in
the vault.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from audit import events, proofs, vault
from audit.actions import SYSTEM, Actor, record
from audit.radv import columns, package
from audit.radv.package import Package, Point
from audit.radv.values import Purpose
from review.actions import guard
from review.actions.radv import open_audit
from review.models import (
    AuditedHcc,
    CandidateRecord,
    Disclosure,
    RadvAudit,
    RadvFile,
    RadvPackage,
    User,
)
from review.radv import access, dossier
from review.radv.dossier import Asked, Shelf
from review.refusals import Refused

LEASE = timedelta(minutes=3)
ATTEMPTS = 5
LONGEST_NAME = 120
NOTHING = "Settle at least one HCC and choose its records first."


@dataclass(frozen=True, slots=True)
class Exported:
    """One package that was made, and its zip."""

    package: Package
    archive: bytes
    sha256: str


def exportable(audit: RadvAudit) -> QuerySet[AuditedHcc]:
    """HCCs with a chosen record, or settled as having none."""
    chosen = CandidateRecord.objects.filter(hcc=OuterRef("pk"), rank__isnull=False)
    rows = AuditedHcc.objects.filter(enrollee__audit=audit).filter(
        Exists(chosen) | ~Q(standing="open")
    )
    return rows.in_order()


@transaction.atomic
def ask(audit: RadvAudit, *, purpose: str, recipient: str, by: User) -> RadvPackage:
    """Has the packages of an audit built in the background."""
    row = open_audit(audit.pk, by=by)
    if purpose not in list(Purpose):
        raise Refused("Choose what the packages are for.")
    to = receiver(recipient)
    total = exportable(row).count()
    if not total:
        raise Refused(NOTHING)
    _refuse_outdated(row)
    try:
        point = package.point_at()
    except proofs.NotSealedError as error:
        raise Refused(
            "The log has no checkpoint yet; try again in a minute."
        ) from error
    made = RadvPackage.objects.create(
        audit=row,
        purpose=purpose,
        recipient=to,
        total=total,
        log_size=point.checkpoint.size,
        asked_by=by,
    )
    fact = events.RadvPackageAsked(
        audit=str(row.pk),
        package=str(made.pk),
        purpose=purpose,
        recipient=made.recipient,
        hccs=total,
    )
    record(fact, by=guard.person(by))
    return made


def receiver(said: str) -> str:
    """Who receives packages, as disclosures and events name them; else ``Refused``."""
    name = said.strip()
    if not name:
        raise Refused("Say who receives the packages; it is recorded as a disclosure.")
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise Refused(f"A recipient is a name of at most {LONGEST_NAME} characters.")
    return name


def _refuse_outdated(audit: RadvAudit) -> None:
    chosen = CandidateRecord.objects.filter(hcc__enrollee__audit=audit).chosen()
    if chosen.changed().exists():
        raise Refused(dossier.CHANGED)
    if AuditedHcc.objects.filter(enrollee__audit=audit).unproved().exists():
        raise Refused(dossier.UNPROVED)


def claim(key: Any) -> RadvPackage | None:
    """Takes a package for building, unless somebody else is at it."""
    free = Q(state=RadvPackage.State.QUEUED) | Q(
        state=RadvPackage.State.BUILDING, lease_until__lt=Now()
    )
    taken = RadvPackage.objects.filter(free, pk=key).update(
        state=RadvPackage.State.BUILDING, lease_until=Now() + LEASE
    )
    return RadvPackage.objects.get(pk=key) if taken else None


def stuck() -> QuerySet[RadvPackage]:
    """Packages that nobody works on and that are not done."""
    return RadvPackage.objects.filter(
        Q(state=RadvPackage.State.QUEUED)
        | Q(state=RadvPackage.State.BUILDING, lease_until__lt=Now())
    )


def left(row: RadvPackage) -> QuerySet[AuditedHcc]:
    """The HCCs of a package that are still to be packed."""
    done = RadvFile.objects.filter(package=row).values("hcc")
    return exportable(row.audit).exclude(pk__in=done)


def build_some(row: RadvPackage) -> Iterator[RadvFile]:
    """Packs one HCC after the other, each in a transaction of its own."""
    point = package.point_at(row.log_size)
    labels, shelf = dossier.labels(), Shelf()
    for key in left(row).values_list("pk", flat=True):
        with transaction.atomic():
            RadvPackage.objects.filter(pk=row.pk).update(lease_until=Now() + LEASE)
            asked = Asked(Purpose(row.purpose), row.recipient, str(row.asked_by_id))
            hcc = _hcc(key)
            made = make(hcc, asked, point, labels, shelf)
            actor = Actor("person", str(row.asked_by_id))
            yield _kept(hcc, made, asked, point, actor, row)


def finish(row: RadvPackage) -> bool:
    """Marks a package as ready once nothing is left to pack."""
    if left(row).exists():
        RadvPackage.objects.filter(pk=row.pk).update(
            state=RadvPackage.State.QUEUED, lease_until=None
        )
        return False
    RadvPackage.objects.filter(pk=row.pk).update(
        state=RadvPackage.State.READY, lease_until=None, done_at=Now(), error=""
    )
    return True


def stop(row: RadvPackage, why: str) -> None:
    """Ends a package that cannot be built as things are; its page says why."""
    RadvPackage.objects.filter(pk=row.pk).update(
        state=RadvPackage.State.FAILED, error=why[:80], lease_until=None
    )


def fail(row: RadvPackage, error: str) -> None:
    """Remembers the kind of error; after some attempts nobody tries again."""
    row.refresh_from_db()
    row.attempt += 1
    row.error, row.lease_until = error[:80], None
    again = row.attempt < ATTEMPTS
    row.state = RadvPackage.State.QUEUED if again else RadvPackage.State.FAILED
    row.save()


def make(
    hcc: AuditedHcc,
    asked: Asked,
    point: Point,
    labels: Mapping[str, str],
    shelf: Shelf | None = None,
) -> Exported:
    """The package of one HCC, in memory; nothing is written or recorded."""
    audit = hcc.enrollee.audit
    name = package.file_name(
        audit.contract,
        audit.payment_year,
        f"{hcc.enrollee.position:04}",
        hcc.model,
        f"HCC{hcc.hcc}",
    )
    words = None if asked.purpose is Purpose.SUBMISSION else vault.get_text
    made = package.build(
        dossier.gather(hcc, asked, shelf),
        name,
        point,
        labels=labels,
        words=words,
        results=dossier.result_of,
    )
    archive = made.archive()
    return Exported(made, archive, hashlib.sha256(archive).hexdigest())


@transaction.atomic
def export(
    hcc: AuditedHcc,
    asked: Asked,
    point: Point,
    *,
    by: User | None,
    labels: Mapping[str, str],
    shelf: Shelf | None = None,
) -> Exported:
    """One package for a command: made, and recorded as a disclosure."""
    if by is not None:
        access.require(by)
    actor = guard.person(by) if by is not None else SYSTEM
    made = make(hcc, asked, point, labels, shelf)
    _kept(hcc, made, asked, point, actor, None)
    return made


def _hcc(key: int) -> AuditedHcc:
    return AuditedHcc.objects.select_related("enrollee__audit").get(pk=key)


def _kept(
    hcc: AuditedHcc,
    made: Exported,
    asked: Asked,
    point: Point,
    actor: Actor,
    row: RadvPackage | None,
) -> RadvFile:
    """The zip in the vault, its row, its disclosure and its event."""
    charts = _charts(hcc)
    size = point.checkpoint.size
    kept = RadvFile.objects.create(
        package=row,
        hcc=hcc,
        name=f"{made.package.name}.zip",
        sha256=vault.put(made.archive) if row else made.sha256,
        manifest_sha256=made.package.manifest_sha256,
        size=len(made.archive),
        log_size=size,
    )
    Disclosure.objects.create(
        patient=hcc.enrollee.patient,
        hcc=hcc,
        purpose=asked.purpose.value,
        recipient=asked.recipient,
        charts=list(charts),
        columns=list(made.package.columns),
        identity_shown=columns.shows_identity(asked.purpose),
        manifest_sha256=made.package.manifest_sha256,
        made_by=f"{actor.kind}:{actor.id}",
    )
    record(_exported(hcc, made, asked, charts, size, row), by=actor)
    return kept


def _charts(hcc: AuditedHcc) -> tuple[str, ...]:
    rows = hcc.records.exclude(rank=None).order_by("rank")
    return tuple(str(chart) for chart in rows.values_list("chart_id", flat=True))


def _exported(
    hcc: AuditedHcc,
    made: Exported,
    asked: Asked,
    charts: tuple[str, ...],
    size: int,
    row: RadvPackage | None,
) -> events.RadvExported:
    patient = hcc.enrollee.patient
    return events.RadvExported(
        audit=str(hcc.enrollee.audit_id),
        hcc_id=str(hcc.pk),
        model=hcc.model,
        hcc=hcc.hcc,
        purpose=asked.purpose.value,
        recipient=asked.recipient,
        charts=charts,
        columns=made.package.columns,
        identity_shown=columns.shows_identity(asked.purpose),
        manifest=made.package.manifest_sha256,
        archive=made.sha256,
        files=len(made.package.files),
        log_size=size,
        chart=charts[0] if charts else None,
        package=str(row.pk) if row else None,
        patient=str(patient) if patient else None,
    )


@transaction.atomic
def fetched(row: RadvPackage, files: list[RadvFile], *, by: User) -> None:
    """Tells the trail that somebody downloads packages."""
    access.require(by)
    fact = events.RadvPackageFetched(
        audit=str(row.audit_id),
        package=str(row.pk),
        archives=tuple(each.sha256 for each in files),
    )
    record(fact, by=guard.person(by))
