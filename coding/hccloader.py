"""Writing HCC maps into the database, each file once and whole.

Owns the rows of ``coding.models.hcc``. Must not know any file form: ``coding.hccfiles``
hands it the same values whatever they were read from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db import connection, transaction

from audit.actions import Actor, record
from audit.events import ReleaseLoaded
from coding.hccfiles import Contents, MapOf
from coding.loader import Progress, copy
from coding.models import (
    HccEdit,
    HccFile,
    HccHierarchy,
    HccLabel,
    HccMap,
    HccMapping,
)

# Any number will do, as long as nothing else in the database locks it.
_ONE_LOADER = 0x4CC


@transaction.atomic
def load(files: Iterable[Contents], *, by: Actor, progress: Progress) -> list[HccMap]:
    """Store what the files say; those of known content change nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_LOADER])
    made = []
    for contents in files:
        known = HccFile.objects.filter(sha256=contents.source.sha256).first()
        if known is None or any(_is_new(known, each) for each in contents.maps):
            progress(f"reading {contents.source.name}")
            made += _store(contents, known, by)
    return made


def _is_new(file: HccFile, said: MapOf) -> bool:
    """The same file may be loaded for another year, when an administrator says so."""
    return not file.maps.filter(model=said.model, payment_year=said.year).exists()


def _store(contents: Contents, known: HccFile | None, by: Actor) -> list[HccMap]:
    file = known or _file(contents)
    if known is None:
        _write_rules(file, contents)
    return [_write_map(file, said, by) for said in contents.maps if _is_new(file, said)]


def _file(contents: Contents) -> HccFile:
    source = contents.source
    packaged = HccFile.Origin.PACKAGE, HccFile.Origin.OFFICIAL
    return HccFile.objects.create(
        origin=packaged[0] if source.package else packaged[1],
        package=source.package,
        package_version=source.version,
        name=source.name,
        sha256=source.sha256,
    )


def _write_rules(file: HccFile, contents: Contents) -> None:
    HccHierarchy.objects.bulk_create(
        HccHierarchy(file=file, model=model, parent=parent, child=child)
        for model, parent, child in contents.pairs
    )
    HccLabel.objects.bulk_create(
        HccLabel(file=file, model=model, hcc=hcc, label=label)
        for model, hcc, label in contents.labels
    )
    place: dict[tuple[str, str], int] = defaultdict(int)
    edits = []
    for model, icd10, edit in contents.edits:
        ordinal = place[model, icd10]
        place[model, icd10] += 1
        edits.append(
            HccEdit(
                file=file,
                model=model,
                icd10=icd10,
                ordinal=ordinal,
                hcc=edit.hcc,
                sex=edit.sex,
                up_to=edit.up_to,
                from_age=edit.from_age,
            )
        )
    HccEdit.objects.bulk_create(edits)


def _write_map(file: HccFile, said: MapOf, by: Actor) -> HccMap:
    made = HccMap.objects.create(
        file=file,
        model=said.model,
        payment_year=said.year,
        approximate=said.approximate,
        codes_until=said.codes_until,
        note=said.note,
    )
    rows = ((made.pk, icd10, hcc) for icd10, hcc in sorted(said.pairs))
    copy(HccMapping, "map_id icd10 hcc", rows)
    record(_event(made, codes=len({icd10 for icd10, _ in said.pairs})), by=by)
    return made


def _event(made: HccMap, *, codes: int) -> ReleaseLoaded:
    """Valid for the dates of service whose diagnoses set the payment of its year."""
    served = made.payment_year - 1
    return ReleaseLoaded(
        system=f"HCC-{made.model}",
        edition=str(made.payment_year),
        effective_from=f"{served}-01-01",
        effective_to=f"{served}-12-31",
        sha256=made.file.sha256,
        source=str(made.file),
        codes=codes,
    )
