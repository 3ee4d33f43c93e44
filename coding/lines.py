"""The line that a mention makes: its code, its words and what else it might be.

Owns the rationale and the alternatives that a coder is shown. Must not choose the code,
nor say whether the mention counts.
"""

from __future__ import annotations

from collections.abc import Iterator

from coding.basis import Basis
from coding.draft import Line
from coding.values import Alternative, Assertion, Candidate, Mention


def line_of(
    mention: Mention,
    best: Candidate,
    others: tuple[Candidate, ...],
    basis: Basis,
) -> Line:
    """The line of the best code, with what else the words might mean."""
    uncertain = mention.assertion is Assertion.UNCERTAIN
    return Line(
        code=best.code,
        score=best.score,
        extraction=mention.extraction_confidence,
        evidence=(mention.evidence,),
        section=mention.section,
        assertion=mention.assertion if uncertain else Assertion.PRESENT,
        rationale=_rationale(mention, best),
        guidelines=("II.H",) if uncertain else (),
        alternatives=tuple(_alternatives(best, others, basis)),
        exact=best.score >= 0.95 and not others,
        engine="model" if best.source == "model" else "knowledge",
    )


def _rationale(mention: Mention, best: Candidate) -> str:
    place = mention.section.replace("_", " ")
    return f"“{best.matched[:120]}” in the section read as {place}."


def _alternatives(
    best: Candidate, others: tuple[Candidate, ...], basis: Basis
) -> Iterator[Alternative]:
    for other in others[:4]:
        yield Alternative(
            other.code,
            basis.book.title(other.code),
            round(0.5 * other.score, 4),
            "The same words fit this code less exactly.",
        )
    entry = basis.book.get(best.code)
    parent = basis.book.get(entry.parent) if entry else None
    if parent is None or parent.kind not in ("category", "subcategory"):
        return
    named = {best.code, *(other.code for other in others)}
    for sibling in basis.book.children(parent.code)[:4]:
        if sibling.billable and sibling.code not in named:
            yield Alternative(
                sibling.code,
                sibling.title,
                0.05,
                "The note does not state what this code adds.",
            )
