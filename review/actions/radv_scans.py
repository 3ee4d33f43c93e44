"""Scanned pages of an original record: added to a record, or taken out again.

Owns that act; it leaves one event. Charts come in as text; where the original was
written by hand, stamped or scanned, its pages are put beside the text and drawn first
in the PDF of the record. They are the record as it stood: adding them amends nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from audit import events, vault
from audit.actions import record
from review.actions import guard, reasons
from review.actions.radv_hccs import about, advance, locked
from review.models import CandidateRecord, RecordScan, User
from review.radv import scans
from review.radv.scans import MOST_BYTES, MOST_PAGES, ScannedPage, Unfit
from review.refusals import Refused

SENT = "This record was sent to CMS with its pages; they stay as they were sent."


@transaction.atomic
def keep(
    found: CandidateRecord, files: Sequence[bytes], *, by: User, version: int
) -> list[RecordScan]:
    """Puts pages behind those that are there, in the order given; every HCC sees them.

    All or none: a file that is no page refuses the others with it.
    """
    row = locked(found.hcc_id, by=by, version=version)
    held = _record(found)
    was = list(held.chart_version.scans.all())
    pages = [_page(number, data) for number, data in enumerate(files, 1)]
    _refuse_too_much(was, pages)
    for position, page in enumerate(pages, len(was) + 1):
        RecordScan.objects.create(
            chart_version=held.chart_version,
            position=position,
            sha256=vault.put(page.data),
            media_type=page.media_type,
            turned=page.turned,
            size=len(page.data),
            recorded_by=by,
        )
    advance(row)
    there = list(held.chart_version.scans.all())
    fact = events.RadvScansKept(
        **about(row),
        chart=str(held.chart_id),
        version=held.chart_version.number,
        pages=tuple(each.sha256 for each in there),
        was=tuple(each.sha256 for each in was),
    )
    record(fact, by=guard.person(by))
    return there


@transaction.atomic
def take_out(found: CandidateRecord, *, words: str, by: User, version: int) -> None:
    """Takes every page out of a record again, saying why; the vault keeps them."""
    row = locked(found.hcc_id, by=by, version=version)
    held = _record(found)
    was = list(held.chart_version.scans.all())
    if not was:
        raise Refused("There is no scanned page in this record.")
    if not words.strip():
        raise Refused("Say in a few words why.")
    held.chart_version.scans.all().delete()
    advance(row)
    fact = events.RadvScansKept(
        **about(row),
        chart=str(held.chart_id),
        version=held.chart_version.number,
        pages=(),
        was=tuple(each.sha256 for each in was),
        words=reasons.keep(words),
    )
    record(fact, by=guard.person(by))


def _record(found: CandidateRecord) -> CandidateRecord:
    """The record, refused once any HCC's package with it was sent."""
    held = CandidateRecord.objects.select_related("chart_version").get(pk=found.pk)
    of_chart = CandidateRecord.objects.filter(chart_version=held.chart_version)
    if of_chart.filter(sent__gt=0).exclude(intake="rejected").exists():
        raise Refused(SENT)
    return held


def _page(number: int, data: bytes) -> ScannedPage:
    try:
        return scans.read(data)
    except Unfit as error:
        raise Refused(f"Page {number}: {error}") from error


def _refuse_too_much(was: Sequence[RecordScan], pages: Sequence[ScannedPage]) -> None:
    if not pages:
        raise Refused("Choose the scanned pages first.")
    if len(was) + len(pages) > MOST_PAGES:
        raise Refused(f"A record may have {MOST_PAGES} scanned pages.")
    size = sum(each.size for each in was) + sum(len(each.data) for each in pages)
    if size > MOST_BYTES:
        raise Refused("The scanned pages of a record may have 64 MB together.")
