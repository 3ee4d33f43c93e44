"""The values of a document as it is read: marks, and stretches of text under them.

Owns their shape only; ``review.presenters.documents`` cuts, ``marking`` says what is
marked. States are words that the style sheet knows. Must not import models.
"""

from __future__ import annotations

from dataclasses import dataclass

FOUND = "found"


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a document that proves or excludes something.

    ``number`` is the position of the item it belongs to, 0 for an exclusion. ``state``
    is undecided, accepted, modified, rejected, added, excluded or found.
    """

    start: int
    end: int
    number: int
    item: str
    state: str
    label: str


@dataclass(frozen=True, slots=True)
class Segment:
    """Text under the same marks from end to end; plain text has none.

    ``start`` is its offset in the document; ``numbers`` are of marks that end with it.
    """

    start: int
    text: str
    marks: tuple[Mark, ...] = ()
    numbers: tuple[int, ...] = ()
    opens: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        """The state to colour by: what is still to be decided comes first."""
        states = [mark.state for mark in self.marks]
        order = (
            "undecided",
            "modified",
            "accepted",
            "attested",
            "added",
            "rejected",
            "excluded",
            FOUND,
        )
        return next((state for state in order if state in states), "")

    @property
    def items(self) -> str:
        """The items proved here, for a data attribute."""
        return " ".join(dict.fromkeys(mark.item for mark in self.marks if mark.item))

    @property
    def spans(self) -> str:
        """The places proved here, each under its item's name, for a data attribute."""
        return " ".join(f"{mark.item}-{mark.start}" for mark in self.marks)

    @property
    def numbered(self) -> str:
        """The numbers of the codes whose proof ends here."""
        return " ".join(map(str, self.numbers))

    @property
    def found(self) -> bool:
        """Whether the words that were looked for stand here."""
        return any(mark.state == FOUND for mark in self.marks)

    @property
    def label(self) -> str:
        """What the marks say, for people who do not see colours."""
        return "; ".join(dict.fromkeys(mark.label for mark in self.marks))


@dataclass(frozen=True, slots=True)
class Block:
    """One section of a document (or what stands before the first)."""

    anchor: str
    heading: str
    kind: str
    segments: tuple[Segment, ...]
    evidence: int


@dataclass(frozen=True, slots=True)
class DocumentView:
    """One document as it is read; its blocks hold the whole text and nothing else."""

    sha256: str
    anchor: str
    name: str
    kind: str
    author: str
    date: str
    evidence: int
    blocks: tuple[Block, ...]
