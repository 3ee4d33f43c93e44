"""Documents of a chart that a person has not had on screen yet.

Owns what is unread, given what was read, and the sentence of a policy that asks for
every document before a signature. What counts as read is ``review.actions.reading``.
Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from coding.values import NoteDocument

#: The policy: every document of a chart is opened by whoever signs it.
EVERY_DOCUMENT = "every_document"


@dataclass(frozen=True, slots=True)
class Unread:
    """A document by its place in the chart, counted from 1."""

    number: int
    sha256: str
    name: str
    kind: str = ""

    @property
    def place(self) -> str:
        """By number and kind, which say nothing of a patient."""
        return f"{self.number} ({self.kind})" if self.kind else str(self.number)

    @property
    def href(self) -> str:
        """Where it is on its page; opened so, it counts as read without a script."""
        return f"?document={self.number}#document-{self.number}"


def among(
    documents: Sequence[NoteDocument], read: Collection[str]
) -> tuple[Unread, ...]:
    """Those not read, in the order of the chart."""
    return tuple(
        Unread(n, each.sha256, each.name or each.kind or f"Document {n}", each.kind)
        for n, each in enumerate(documents, start=1)
        if each.sha256 not in read
    )


def is_asked(gates: Mapping[str, Any]) -> bool:
    """Whether by these gates every document has to be opened before signing."""
    return bool(gates.get(EVERY_DOCUMENT))


def sentence(unread: Sequence[Unread], act: str = "sign") -> str | None:
    """The refusal of an act, which says which; None where nothing is unread."""
    if not unread:
        return None
    places = ", ".join(each.place for each in unread)
    return f"Open every document before you {act}. Unread: document {places}."
