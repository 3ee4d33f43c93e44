"""What people wrote beside the codes of a chart: house notes and comments.

Owns reading them, in two queries however many codes there are, and their wording. Must
not change anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from audit import vault
from review.models import Case, CodeComment, HouseNote
from review.presenters.page import CommentView, NoteView
from review.presenters.worklist import day_words
from review.refusals import clock


def view(note: HouseNote) -> NoteView:
    until = f" to {day_words(note.effective_to)}" if note.effective_to else ""
    return NoteView(
        key=note.pk,
        code=note.code,
        kind=HouseNote.Kind(note.kind).label,
        words=vault.get_text(note.words_sha256),
        citation=vault.get_text(note.citation_sha256) if note.citation_sha256 else "",
        since=f"from {day_words(note.effective_from)}{until}",
        approved=note.approved_by.label if note.approved_by else "",
    )


def house_notes(case: Case, codes: Iterable[str]) -> tuple[NoteView, ...]:
    """Those in force for this chart, of any of these codes."""
    found = HouseNote.objects.in_force(case.service_date).about(set(codes))
    rows = found.for_chart(case.site, case.contract).select_related("approved_by")
    return tuple(view(row) for row in rows)


def about(notes: Sequence[NoteView], code: str) -> tuple[NoteView, ...]:
    """Of this code or of a heading above it, the nearest first."""
    mine = [note for note in notes if code.startswith(note.code)]
    return tuple(sorted(mine, key=lambda note: -len(note.code)))


def comments(case: Case) -> dict[str, tuple[CommentView, ...]]:
    """By item, the oldest first."""
    found: dict[str, tuple[CommentView, ...]] = {}
    rows = CodeComment.objects.filter(case=case).select_related("said_by")
    for row in rows.order_by("id"):
        said = f"{row.said_by.label}, {clock(row.said_at)}"
        one = CommentView(vault.get_text(row.words_sha256), said)
        key = str(row.item_id)
        found[key] = (*found.get(key, ()), one)
    return found
