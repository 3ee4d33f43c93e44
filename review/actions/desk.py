"""A case held for deciding: its codes, read once, and what describes a code.

Owns what every decision reads before it writes, and the counts that follow from the
codes. Reads under the lock of the case alone, so that nothing can have changed since.
Must not write anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from review import codeset, permissions
from review.actions.guard import Entry
from review.actions.parts import Source
from review.models import Item
from review.refusals import Refused
from review.states import Kind


@dataclass(frozen=True, slots=True)
class Desk:
    """A case that is held for deciding: its codes in order, and what describes them."""

    entry: Entry
    lines: Sequence[Item]
    source: Source

    @classmethod
    def of(cls, entry: Entry) -> Desk:
        lines = codeset.items_of(entry.case, told=False)
        return cls(entry, lines, Source.of(entry.case))

    def line(self, item: Item) -> Item:
        """The row of ``item`` as it is now; Item.DoesNotExist if it is not listed.

        Refuses where this person may not do this to it.
        """
        found = next((line for line in self.lines if line.pk == item.pk), None)
        if found is None:
            raise Item.DoesNotExist
        entry = self.entry
        reason = permissions.why_not(
            entry.by, entry.verb, entry.case, found, now=entry.now
        )
        if reason is not None:
            raise Refused(reason)
        return found

    def with_line(self, item: Item) -> Desk:
        """The same with a code that was not on the list."""
        others = [line for line in self.lines if line.pk != item.pk]
        return replace(self, lines=[*others, item])


def tally(lines: Iterable[Item]) -> dict[str, int | None]:
    """The columns of the worklist that decisions change, from the codes listed."""
    listed = [line for line in lines if line.listed]
    kinds = [line.current.kind if line.current else None for line in listed]
    sure = [line.confidence for line in listed if line.confidence is not None]
    return {
        "code_count": sum(kind != Kind.REJECT for kind in kinds),
        "undecided_count": kinds.count(None),
        "lowest_confidence": min(sure, default=None),
    }
