"""House notes: drafted by coders, approved by a senior, retired when they are over.

Owns the rows. Two people stand behind each note, because it steers what everybody
decides. Must not touch cases: which notes a decision saw is written with the decision.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models.functions import Now

from audit import events
from audit.actions import record
from coding import codes
from coding.codebook import CodeBook
from review import permissions
from review.actions import guard, reasons
from review.models import Case, HouseNote, User
from review.refusals import Refused
from review.states import Verb


@dataclass(frozen=True, slots=True)
class Draft:
    """What a house note says, of which codes, for which charts and days."""

    kind: str
    code: str
    words: str
    effective_from: date
    effective_to: date | None = None
    citation: str = ""
    site: str = ""
    contract: str = ""


def seen_with(case: Case, codes: set[str]) -> list[int]:
    """Keys of the house notes that stand beside these codes on this chart."""
    found = HouseNote.objects.in_force(case.service_date).about(codes)
    shown = found.for_chart(case.site, case.contract).order_by("pk")
    return list(shown.values_list("pk", flat=True))


@transaction.atomic
def draft(said: Draft, *, by: User) -> HouseNote:
    """A note that counts for nobody until it is approved."""
    permissions.require(by, Verb.DRAFT_HOUSE_NOTE)
    _refuse_unfit(said)
    note = HouseNote.objects.create(
        kind=said.kind,
        code=_entry(codes.codebook(codes.newest_release()), said.code),
        site=said.site.strip(),
        contract=said.contract.strip(),
        words_sha256=reasons.keep(said.words),
        citation_sha256=reasons.keep(said.citation),
        effective_from=said.effective_from,
        effective_to=said.effective_to,
        drafted_by=by,
    )
    fact = events.HouseNoteDrafted(
        note=str(note.pk),
        kind=note.kind,
        code=note.code,
        words=note.words_sha256,
        citation=note.citation_sha256 or None,
        effective_from=note.effective_from.isoformat(),
        effective_to=note.effective_to.isoformat() if note.effective_to else None,
        site=note.site or None,
        contract=note.contract or None,
    )
    record(fact, by=guard.person(by))
    return note


@transaction.atomic
def approve(note: HouseNote, *, by: User) -> HouseNote:
    """From now on it stands beside the code; never by whoever wrote it."""
    permissions.require(by, Verb.APPROVE_HOUSE_NOTE)
    row = HouseNote.objects.select_for_update().get(pk=note.pk)
    if reason := why_not_approve(row, by):
        raise Refused(reason)
    row.approved_by, row.approved_at = by, Now()
    row.save(update_fields=("approved_by", "approved_at"))
    fact = events.HouseNoteApproved(note=str(row.pk), code=row.code)
    record(fact, by=guard.person(by))
    return row


def why_not_approve(note: HouseNote, by: User) -> str | None:
    """Why this person may not approve this note, or None."""
    if note.retired_at is not None:
        return "This note is retired."
    if note.approved_at is not None:
        return "This note is approved already."
    if note.drafted_by_id == by.pk:
        return "You wrote this note: another senior coder approves it."
    return None


@transaction.atomic
def retire(note: HouseNote, *, by: User) -> HouseNote:
    """Shown no more; decisions that saw it keep naming it."""
    permissions.require(by, Verb.APPROVE_HOUSE_NOTE)
    row = HouseNote.objects.select_for_update().get(pk=note.pk)
    if row.retired_at is not None:
        raise Refused("This note is retired already.")
    row.retired_by, row.retired_at = by, Now()
    row.save(update_fields=("retired_by", "retired_at"))
    fact = events.HouseNoteRetired(note=str(row.pk), code=row.code)
    record(fact, by=guard.person(by))
    return row


def _refuse_unfit(said: Draft) -> None:
    if said.kind not in HouseNote.Kind.values:
        raise Refused("A house note is a site policy, a Coding Clinic or of a payer.")
    if not said.words.strip():
        raise Refused("Say what the note says.")
    if said.kind == HouseNote.Kind.CODING_CLINIC and not said.citation.strip():
        raise Refused("Coding Clinic needs its citation: year, quarter, page.")
    if said.effective_to and said.effective_to < said.effective_from:
        raise Refused("A note cannot end before it begins.")


def _entry(book: CodeBook, typed: str) -> str:
    """The code or heading, as the newest release writes it."""
    found = book.find(typed)
    if found is None or len(found.code) < 3 or "-" in found.code:
        shown = typed.strip().upper()[:12] or "An empty code"
        raise Refused(f"{shown} is no code or category of {book.release}.")
    return found.code
