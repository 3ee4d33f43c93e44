"""What of an answer was not believed, counted by why.

Owns the reasons and the counting. Counts only: what was refused is not kept, because it
could be anything. Must not import Django.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum


class Refusal(StrEnum):
    """Why a part of an answer was refused."""

    FABRICATED_CODE = "fabricated-code"
    NOT_OFFERED = "code-not-offered"
    QUOTE_NOT_IN_NOTE = "quote-not-in-note"
    MASKED_QUOTE = "quote-over-masked-text"
    ADDRESSED_QUOTE = "quote-of-addressed-text"
    WRONG_ASSERTION = "wrong-assertion"
    NO_SUCH_MENTION = "no-such-mention"

    @property
    def words(self) -> str:
        return _WORDS[self]


_WORDS = {
    Refusal.FABRICATED_CODE: "code that the release does not hold",
    Refusal.NOT_OFFERED: "code that was not among the candidates",
    Refusal.QUOTE_NOT_IN_NOTE: "quotation that is not in the note",
    Refusal.MASKED_QUOTE: "quotation over masked text",
    Refusal.ADDRESSED_QUOTE: "quotation of text addressed to a machine",
    Refusal.WRONG_ASSERTION: "called present what the note denies, doubts or puts past",
    Refusal.NO_SUCH_MENTION: "answer to a mention that was not asked about",
}


@dataclass(slots=True)
class Tally:
    """How many quotations and codes came back, and how many were refused."""

    quotes: int = 0
    codes: int = 0
    refused: Counter[str] = field(default_factory=Counter)

    def refuse(self, why: Refusal) -> None:
        self.refused[why.value] += 1

    def counted(self) -> tuple[tuple[str, int], ...]:
        return tuple(sorted(self.refused.items()))
