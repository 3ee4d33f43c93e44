"""Where the phrases of a lexicon are looked for: under their rarest words.

Owns the index that spares a sentence most of the dictionary. Must not decide whether a
phrase stands there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Protocol

from coding.folding import FAR
from coding.matching import SLACK


class Worded(Protocol):
    """What is asked of a phrase."""

    @property
    def core(self) -> tuple[str, ...]: ...
    @property
    def qualifiers(self) -> tuple[str, ...]: ...
    @property
    def combines(self) -> bool: ...


#: Core, qualifiers, number, slack.
Anchored = tuple[frozenset[str], tuple[str, ...], int, int]


def anchored(phrases: Sequence[Worded]) -> dict[str, dict[str, list[Anchored]]]:
    """Every phrase under the concept of its core that the fewest phrases hold.

    There, under the next rarest, or under the very same where it has no other: most
    phrases of a concept fail by one word, and are not looked at.
    """
    counts = Counter(concept for phrase in phrases for concept in phrase.core)
    rank = {
        word: (word.startswith("no~"), count, word) for word, count in counts.items()
    }
    found: dict[str, dict[str, list[Anchored]]] = {}
    for number, phrase in enumerate(phrases):
        rarest, other, *_ = sorted(phrase.core, key=rank.__getitem__) * 2
        size = min(len(phrase.core), 5)
        slack = SLACK[size]
        slack += FAR if phrase.combines else 0
        entry = frozenset(phrase.core), phrase.qualifiers, number, slack
        found.setdefault(rarest, {}).setdefault(other, []).append(entry)
    return found
