"""Two codes that an Excludes1 note keeps apart, side by side.

Owns what is shown of the pair: each code with its proof, the note as the release prints
it, and where. Which of the two stays is the coder's; keeping one rejects the other, for
a reason that the page proposes. Costs no query and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from coding.codebook import CodeBook, InheritedNote
from coding.values import Finding
from review.presenters.page import ConflictView, FindingView, ItemView, SideView

RULE = "R05"


def with_conflict(
    view: FindingView, finding: Finding, shown: Sequence[ItemView], book: CodeBook
) -> FindingView:
    """The finding with both codes before the reader, if it is about such a pair."""
    if finding.rule != RULE or len(finding.codes) != 2:
        return view
    one, other = finding.codes
    note = book.excludes1_conflict(one, other)
    sides = tuple(_sides((one, other), shown))
    if note is None or len(sides) != 2:
        return view
    return replace(view, conflict=_conflict(note, sides, book))


def _conflict(
    note: InheritedNote, sides: tuple[SideView, ...], book: CodeBook
) -> ConflictView:
    text = f"{note.heading} {note.text}" if note.heading else note.text
    return ConflictView(
        sides=sides,
        note=text.lstrip(", "),
        origin=note.origin,
        origin_title=book.title(note.origin),
        release=str(book.release),
    )


def _sides(codes: Iterable[str], shown: Sequence[ItemView]) -> Iterable[SideView]:
    """Each code with the item that stands for it, and the one to reject for it."""
    by_code = {each.final_code: each for each in shown if each.final_code}
    pair = [by_code[code] for code in codes if code in by_code]
    for key, kept in enumerate(pair, start=1):
        other = pair[len(pair) - key]
        yield SideView(
            key=str(key),
            code=kept.final_code,
            title=kept.final_title,
            state=kept.state,
            quotes=kept.quotes,
            other=other.id,
            other_code=other.final_code,
            why_not=other.why_not("reject"),
        )
