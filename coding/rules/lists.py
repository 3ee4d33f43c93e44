"""Dated lists as the rules are handed them: what each says, and from which edition.

Owns the frozen values and what may be concluded from a list that is out of date or has
no entry of a kind. Must not choose an edition or know where lists are kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class DatedList:
    """One edition of a list: per code the values it gives, by the list's own words."""

    title: str
    edition: str
    entries: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    out_of_date: bool = False

    def __str__(self) -> str:
        """As a message names it."""
        late = ", out of date" if self.out_of_date else ""
        return f"{self.title}, edition {self.edition}{late}"

    def __contains__(self, code: object) -> bool:
        return code in self.entries

    def said(self, code: str, beginning: str = "") -> tuple[str, ...]:
        """The values of a code that begin so."""
        values = self.entries.get(code, ())
        return tuple(value for value in values if value.startswith(beginning))

    def speaks_of(self, value: str) -> bool:
        """Whether any code has the value; editions may lack an edit altogether."""
        return any(value in values for values in self.entries.values())


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists for one date of service; ``None`` where none is loaded."""

    mce: DatedList | None = None
    poa_exempt: DatedList | None = None

    @property
    def current_mce(self) -> DatedList | None:
        """The editor's lists, if they are of the date: only then may they block."""
        return None if self.mce is None or self.mce.out_of_date else self.mce


NONE = Lists()
