"""Text in a note that speaks to whoever reads it by machine, instead of of a patient.

Owns finding such stretches: instructions to a model, forged conversations and answers,
tool calls, encoded matter. No engine takes a condition from them, and none of them is
shown to a model. Must not know of codes or sections.

This finds what is written in the usual ways and no more. What holds where it finds
nothing are the checks on every answer, and the coder who decides.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import Any

from coding import knowledge


@dataclass(frozen=True, slots=True)
class Stretch:
    """From one offset to another, whole lines or sentences."""

    start: int
    end: int


@lru_cache(maxsize=64)
def addressed(text: str) -> tuple[Stretch, ...]:
    """The stretches of a text that are no documentation, in order, joined."""
    plain, starts = _plain(text)
    found = sorted(_found(plain))
    merged: list[tuple[int, int]] = []
    for start, end in found:
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return tuple(Stretch(starts[start], starts[end]) for start, end in merged)


def is_addressed(text: str, start: int, end: int) -> bool:
    """Whether a stretch of a text touches anything that is addressed to a reader."""
    stretches = addressed(text)
    before = bisect_left(stretches, end, key=BEGINS_AT) if stretches else 0
    return before > 0 and start < stretches[before - 1].end


BEGINS_AT = attrgetter("start")


def _plain(text: str) -> tuple[str, Sequence[int]]:
    """Lower case without what cannot be seen, and each letter's place in the text."""
    if text.isascii():
        return text.lower(), range(len(text) + 1)
    letters: list[str] = []
    starts: list[int] = []
    for offset, letter in enumerate(text):
        if letter.isascii():
            letters.append(letter.lower())
            starts.append(offset)
            continue
        if 0xE0020 <= ord(letter) < 0xE007F:  # tags: ASCII that nobody sees
            letter = chr(ord(letter) - 0xE0000)
        if is_unseen(letter):
            continue
        folded = unicodedata.normalize("NFKC", letter).lower()
        for part in folded.translate(LOOKALIKES):
            letters.append(part)
            starts.append(offset)
    starts.append(len(text))
    return "".join(letters), starts


def is_unseen(letter: str) -> bool:
    """Whether a character shows nothing: marks of direction, joiners, tags, fillers."""
    if letter.isascii():
        return False
    return unicodedata.category(letter) in ("Cf", "Mn", "Co", "Cn")


#: Letters of other alphabets that look like Latin ones.
LOOKALIKES = str.maketrans("аеорсухіјѕԁһոոοιαερντκ", "aeopcyxijsdhnnoiaepvtk")


def _found(plain: str) -> Iterator[tuple[int, int]]:
    words = _words(plain)
    for each in _patterns():
        if any(words.isdisjoint(one) for one in each.either):
            continue
        if each.needs and not any(word in plain for word in each.needs):
            continue
        if each.look is not None and each.look.search(plain) is None:
            continue
        for match in each.pattern.finditer(plain):
            yield _line(plain, *match.span()) if each.whole else match.span()


def _words(plain: str) -> frozenset[str]:
    """Of the words that a pattern begins or ends with, those of the text."""
    if plain.isascii():  # many times as quick as looking for them
        return _asked().intersection(plain.translate(MARKS).split())
    return _asked().intersection(WORD.findall(plain))


WORD = re.compile(r"\w+")
#: A blank for each ASCII character that is part of no word.
MARKS = {at: " " for at in range(128) if WORD.match(chr(at)) is None}


#: As much of a line as goes with what follows an instruction on it.
TAIL = 300
#: As far as a sentence is looked for on either side, in letters.
LOOK = 2_000
_ENDS = re.compile(r"(?<=[.!?])\s+|\n")


def _line(plain: str, start: int, end: int) -> tuple[int, int]:
    """From the sentence that a match begins in to the end of its line.

    What follows an instruction belongs to it. A note may be all one line, so of a long
    rest only the sentence itself goes.
    """
    # Notes are hostile input: how far is looked back is bounded.
    line = max(plain.rfind("\n", max(0, start - LOOK), start) + 1, start - LOOK, 0)
    begins = [one.end() for one in _ENDS.finditer(plain, line, start + 1)]
    reach = min(len(plain), end + LOOK)
    last = plain.find("\n", end, reach)
    last = reach if last < 0 else last
    if last - end > TAIL:
        after = _ENDS.search(plain, end, reach)
        last = after.start() if after else last
    return (begins[-1] if begins else line), last


@dataclass(frozen=True, slots=True)
class _Pattern:
    """What is looked for; ``whole``: with its line.

    Only in texts with one word of each set of ``either``, one of its ``needs`` and what
    a cheap ``look`` finds; what of these is empty is not asked.
    """

    pattern: re.Pattern[str]
    either: tuple[frozenset[str], ...]
    needs: tuple[str, ...]
    look: re.Pattern[str] | None
    whole: bool


@lru_cache(maxsize=1)
def _patterns() -> tuple[_Pattern, ...]:
    table = knowledge.load("addressed")
    kinds = (("lines", re.MULTILINE, True), ("blocks", re.DOTALL, False))
    return tuple(
        _pattern(row, flags, whole)
        for kind, flags, whole in kinds
        for row in table[kind]
    )


def _pattern(row: list[Any], flags: int, whole: bool) -> _Pattern:
    pattern, *asked = row
    needs = tuple(one for one in asked if isinstance(one, str))
    look = next((re.compile(*one) for one in asked if isinstance(one, list)), None)
    return _Pattern(
        re.compile(pattern, flags), tuple(_either(pattern)), needs, look, whole
    )


#: A choice of whole words, or of several each, and the same at an end of a pattern.
_CHOICE = r"\\b(?:\(\?:([a-z_ -]+(?:\|[a-z_ -]+)*)\)|([a-z]+))"
BEGINS = re.compile(_CHOICE + r"(?:\\b| |\\s\?\\\()")
ENDS = re.compile(_CHOICE + r"\\b$")


def _either(pattern: str) -> Iterator[frozenset[str]]:
    """The words with which it can begin, and with which it can end."""
    for choice, at in ((BEGINS.match(pattern), 0), (ENDS.search(pattern), -1)):
        if choice is not None:
            options = (choice[1] or choice[2]).split("|")
            yield frozenset(WORD.findall(one)[at] for one in options)


@lru_cache(maxsize=1)
def _asked() -> frozenset[str]:
    """The words of all patterns that are asked for."""
    return frozenset(
        word for each in _patterns() for one in each.either for word in one
    )
