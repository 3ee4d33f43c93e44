"""What a typed word may stand for among the words that a release knows.

Owns shortened words (beginnings, words without their vowels, letters left out), slips
of the pen and the dictionary of shorthand. Must not know codes or wordings.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

MOST = 14
_NEAR = 0.35
_SLIPS = 20
_LONGEST_SLIP = 24
_SHORT = 4
_KIN = 0.78
_BLURRED = 0.75
_CLEAREST = 4
_VOWELS = re.compile(r"(?<=.)[aeiouy]")
_DOUBLE = re.compile(r"(.)\1+")


@dataclass(frozen=True, slots=True)
class Meaning:
    """A concept that a word may stand for, and how surely."""

    concept: str
    surety: float


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The words of a release, their concepts, and how many wordings hold each."""

    concepts: Mapping[str, str]
    documents: Mapping[str, int]
    total: int

    @cached_property
    def ordered(self) -> list[str]:
        return sorted(self.concepts)

    @cached_property
    def _lines(self) -> dict[str, str]:
        """The words by their first letter, one a line: expressions run over lines."""
        by_letter: dict[str, list[str]] = {}
        for word in self.ordered:
            by_letter.setdefault(word[0], []).append(word)
        return {letter: "\n".join(words) for letter, words in by_letter.items()}

    @cached_property
    def _holding(self) -> dict[str, list[int]]:
        """For two letters side by side, the places of the words that hold them."""
        holding: dict[str, list[int]] = {}
        for place, word in enumerate(self.ordered):
            for part in _pairs(word):
                holding.setdefault(part, []).append(place)
        return holding

    def tells(self, concepts: Iterable[str]) -> float:
        """How much it says of a wording to hold one of these concepts."""
        held = sum(self.documents.get(concept, 0) for concept in concepts)
        return tells(held, self.total)

    def shortened(self, word: str) -> list[Meaning]:
        """The words that this may be a shorter form of, the likeliest first."""
        found: dict[str, float] = {}
        for full in self._with_letters(word):
            surety = _shortens(word, full)
            concept = self.concepts[full]
            if surety and concept:
                surety += 0.008 * math.log2(1 + self.documents.get(concept, 0))
                found[concept] = max(found.get(concept, 0.0), min(surety, 0.98))
        return _best(found)

    def _with_letters(self, word: str) -> list[str]:
        lines = self._lines.get(word[0], "")
        if len(word) < 3:
            pattern = f"^{re.escape(word)}[^\\n]*$"
        else:
            rest = "".join(f"[^{c}\\n]*{c}" for c in word[1:])
            pattern = f"^{word[0]}{rest}[^\\n]*$"
        return re.findall(pattern, lines, re.MULTILINE)

    def slips(self, word: str) -> list[Meaning]:
        """The words that this was probably meant to be."""
        if not _SHORT <= len(word) <= _LONGEST_SLIP or word.isdigit():
            return []
        holding = self._holding
        shared = Counter(
            chain.from_iterable(holding[p] for p in _pairs(word) if p in holding)
        )
        allowed = 1 if len(word) < 8 else 2
        found: dict[str, float] = {}
        for place, _ in shared.most_common(_SLIPS):
            meant = self.ordered[place]
            if abs(len(meant) - len(word)) > allowed:
                continue
            wrong = slips(word, meant)
            concept = self.concepts[meant]
            if wrong <= allowed and concept:
                surety = 0.95 - 0.15 * (wrong - 1) - (0.1 if len(word) < 6 else 0.0)
                found[concept] = max(found.get(concept, 0.0), surety)
        return _best(found)

    def blurred(self, word: str) -> list[Meaning]:
        """What this may shorten once one letter is left out, or two are swapped."""
        found: dict[str, float] = {}
        for at in range(1, len(word)):
            fewer = word[:at] + word[at + 1 :]
            swapped = word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]
            for form in (fewer, swapped):
                for meaning in self.shortened(form)[:_CLEAREST]:
                    surety = _BLURRED * meaning.surety
                    known = found.get(meaning.concept, 0.0)
                    found[meaning.concept] = max(known, surety)
        return _best(found)

    def kin(self, word: str) -> list[Meaning]:
        """Words of one stem: an infarct, infarction; a joint replaced, replacement."""
        start = word[: max(5, len(word) - 3)]
        found = {
            self.concepts[full]: _KIN
            for full in self.beginning(start)
            if len(full) <= len(word) + 4
        }
        found.pop(self.concepts.get(word, ""), None)
        return _best(found)

    def beginning(self, start: str) -> list[str]:
        """The words that begin so."""
        first = bisect_left(self.ordered, start)
        last = bisect_left(self.ordered, start + "\uffff")
        return self.ordered[first:last]

    def parts(self, word: str) -> tuple[str, str] | None:
        """Two words written as one."""
        for at in range(3, len(word) - 3):
            if word[:at] in self.concepts and word[at:] in self.concepts:
                return word[:at], word[at:]
        return None


def tells(documents: int, total: int) -> float:
    """How much it says that a wording is among so many of all."""
    return max(0.3, math.log((total + 1) / (documents + 0.5)))


def _best(found: Mapping[str, float]) -> list[Meaning]:
    ranked = sorted(found.items(), key=lambda pair: -pair[1])[:MOST]
    return [Meaning(c, s) for c, s in ranked if s >= ranked[0][1] - _NEAR]


def skeleton(word: str) -> str:
    """A word without the vowels after its first letter, doubled letters once."""
    return _DOUBLE.sub(r"\1", _VOWELS.sub("", word))


def _shortens(short: str, full: str) -> float:
    """How surely one word is a shorter form of the other; the letters are all there."""
    share = len(short) / len(full)
    if full.startswith(short):
        return 0.72 + 0.18 * share
    bones = skeleton(full)
    if bones == short:
        return 0.86
    if len(short) >= 3 and bones.startswith(short):
        return 0.66 + 0.16 * len(short) / len(bones)
    if share < 0.3:
        return 0.0
    same_end = 0.08 if short[-1] == full[-1] else 0.0
    same_start = 0.08 if short[:3] == full[:3] else 0.0
    return 0.4 + 0.4 * share + same_end + same_start


def _pairs(word: str) -> dict[str, None]:
    """Each two letters side by side once, in their order: ties must not be chance."""
    padded = f"^{word}$"
    return dict.fromkeys([padded[n : n + 2] for n in range(len(padded) - 1)])


def slips(a: str, b: str) -> int:
    """Letters added, left out, replaced or swapped between two words."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        above, row = row, [i]
        for j, other in enumerate(b, 1):
            cost = min(above[j] + 1, row[-1] + 1, above[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before = above
    return row[-1]
