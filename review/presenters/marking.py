"""What is marked in the documents of a chart: proof, what is not coded, what was found.

Owns which stretches carry a mark and what it says. Cutting the text at them is
``review.presenters.documents``. Costs no query and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from coding import sections
from coding.kept import Kept
from coding.values import Evidence, Exclusion, NoteDocument, Section
from review import codeset
from review.models import Item
from review.presenters import documents, items
from review.presenters.texts import FOUND, DocumentView, Mark

Placed = tuple[str, Mark]
_split: Kept[str, tuple[Section, ...]] = Kept(1_000)


def sections_of(document: NoteDocument) -> tuple[Section, ...]:
    """The sections of a document, found once in a process."""
    return _split.get(document.sha256, lambda: sections.split(document))


def marked(
    texts: Sequence[NoteDocument], marks: Iterable[Placed]
) -> tuple[DocumentView, ...]:
    """The documents in order, each with its own marks."""
    by_document: dict[str, list[Mark]] = {}
    for document, mark in marks:
        by_document.setdefault(document, []).append(mark)
    return tuple(
        documents.view(each, n, sections_of(each), by_document.get(each.sha256, []))
        for n, each in enumerate(texts, start=1)
    )


def proof(listed: Iterable[Item]) -> Iterator[Placed]:
    """The evidence of each code, under its number."""
    for item in listed:
        state = items.state_of(item)
        label = f"line {item.position}, {item.decided_code or item.code}, {state}"
        for span in codeset.evidence_of(item):
            yield (
                span["document"],
                Mark(
                    start=span["start"],
                    end=span["end"],
                    number=item.position,
                    item=str(item.pk),
                    state=state,
                    label=label,
                ),
            )


def set_aside(excluded: Iterable[Exclusion]) -> Iterator[Placed]:
    """What was considered and not coded, with the reason."""
    for exclusion in excluded:
        why = exclusion.reason.replace("_", " ")
        label = f"not coded: {exclusion.code} {exclusion.title}, {why}"
        for span in exclusion.evidence:
            yield span.document, Mark(span.start, span.end, 0, "", "excluded", label)


def found(places: Iterable[Evidence]) -> Iterator[Placed]:
    """Where words that were searched for stand."""
    for each in places:
        yield each.document, Mark(each.start, each.end, 0, "", FOUND, "found")
