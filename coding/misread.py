"""Words that name a condition elsewhere and here do not: "anxious to see the MRI".

Owns reading such words with what stands right beside them; which they are is data in
``knowledge/misread.toml``. Must not judge whether a condition that is named is there:
assertions do that.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import Any

from coding import knowledge

#: How much of the text in front of the words is read, in characters.
BEHIND = 24


@dataclass(frozen=True, slots=True)
class Row:
    """Words, what stands right before them, and what right after."""

    words: re.Pattern[str]
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None

    def reads(self, text: str, start: int, end: int) -> bool:
        """Whether its words stand at this place, beside what makes nothing of them."""
        if self.words.match(text[start:end]) is None:
            return False
        if self.before and self.before.search(text[max(0, start - BEHIND) : start]):
            return True
        if self.after and self.after.match(text, end):
            return True
        return self.before is self.after is None


def is_misread(text: str, start: int, end: int) -> bool:
    """Whether ``text[start:end]`` names no condition in the words that it stands in."""
    rows = _by_letter().get(text[start : start + 1].lower(), ())
    return any(row.reads(text, start, end) for row in rows)


@cache
def _by_letter() -> dict[str, tuple[Row, ...]]:
    """The rows by the first letter of their words, so that few are tried."""
    found = defaultdict(list)
    for told in knowledge.load("misread")["rows"]:
        row = Row(
            re.compile(told["words"], re.I), _any(told, "before"), _any(told, "after")
        )
        for letter in told["letters"]:
            found[letter].append(row)
    return {letter: tuple(rows) for letter, rows in found.items()}


def _any(told: dict[str, Any], side: str) -> re.Pattern[str] | None:
    """What stands on one side of the words, where the row asks for any of it."""
    patterns = told.get(side)
    return re.compile("|".join(patterns), re.IGNORECASE) if patterns else None
