"""A text as sentences and list lines: raw words and marks with their offsets.

Owns the tokenising, where a sentence ends, in prose, in lists and in notes typed
without capitals, and the sentence around a place. Must not know of concepts, codes or
sections.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from operator import itemgetter

from coding.casing import is_lower

#: A shorthand with a slash, a decimal number, a word, or one mark of punctuation.
TOKEN = re.compile(
    r"[A-Za-z]/[A-Za-z](?![^\W_])|\d+\.\d+|[^\W_]+|\([+-]\)|[.,;:!?()\[\]\n/+*>•|]"
)
MAX_SENTENCE = 300  # words; bounds the work on a text without punctuation
MAX_MARKS = 600  # the same for a text that is all punctuation, "(-)(+)(-)(+)"
#: Soft marks keep a sentence together but push the words apart.
#: Doubt before a word ("?pneumonia") and after words ("pneumonia?").
DOUBTED, QUESTION = "?", "??"
SOFT = frozenset(",()[]/+*•|>:") | {DOUBTED, QUESTION}
NUMBER = "no"
TITLES = frozenset("dr mr mrs ms prof vs approx e.g i.e no st jr sr incl".split())
#: How tissue was taken: a line that ends so names the place of what was found in it.
SPECIMENS = frozenset(
    "biopsy biopsies excision polypectomy shave punch resection curettage curettings"
    " aspiration fna mastectomy lumpectomy colectomy prostatectomy conization".split()
)
TAKEN = SPECIMENS | frozenset(
    "core needle endoscopic excisional incisional guided ultrasound stereotactic cold"
    " snare wide local tangential oclock o clock fine , [ ( )".split()
)
#: Marks before a finding that say no, or yes after a no.
SIGNS = {"(-)": "no", "(+)": "but"}


def sentences(
    text: str, breaks: Iterable[int] = ()
) -> Iterable[list[tuple[str, int, int]]]:
    """Words grouped by sentence or list line; a wrapped line does not end one.

    At ``breaks``, places in the text in order, a sentence ends in any case.
    """
    words: list[tuple[str, int, int]] = []
    lower = is_lower(text)
    ahead = iter(breaks)
    stop = next(ahead, len(text))
    for match in TOKEN.finditer(text):
        mark, (start, end) = match[0], match.span()
        if start >= stop or len(words) >= MAX_MARKS:
            if start >= stop:
                stop = next((one for one in ahead if one > start), len(text))
            if words:
                yield words
                words = []
        if mark[0].isalnum():
            words.append((mark.lower(), start, end))
            if len(words) >= MAX_SENTENCE:
                yield words
                words = []
            continue
        if mark in SIGNS:
            words.append((SIGNS[mark], start, end))
            continue
        if mark == "?" and _asks(text, start):
            words.append((DOUBTED, start, end))
            continue
        if mark == "?":
            yield from _asked(words, text, start, end)
            words = words if text[start + 1 : start + 2].isalnum() else []
            continue
        if (
            mark in SOFT
            and mark != ":"
            and not (mark == "," and text[start - 1 : start] == ".")
        ):
            if words:
                words.append((mark, start, end))
            continue
        if words and (
            _ends_sentence(text, mark, start, words)
            or (lower and mark == "\n" and not _wrapped(text, start))
        ):
            yield words
            words = []
        elif words and mark == ":":
            if words[-1][0] in SPECIMENS:
                words = _place(words)
            words.append((mark, start, end))
    if words:
        yield words


def _place(words: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """The place that a specimen is from, without how it was taken."""
    end = len(words)
    while end > 1 and (words[end - 1][0] in TAKEN or words[end - 1][0][0].isdigit()):
        end -= 1
    return words[:end]


#: Where a word begins.
BEGINS = itemgetter(1)


def words_between(
    words: Sequence[tuple[str, int, int]], first: int, last: int
) -> list[str]:
    """Those words and marks of a sentence that begin from one offset up to another."""
    low = bisect_left(words, first, key=BEGINS)
    high = bisect_left(words, last, low, key=BEGINS)
    return [word for word, _, _ in words[low:high]]


#: Where a sentence is over for one who looks around a place in it: a line's end, too.
_END = re.compile(r"[;\n]|\.(?=[\s,]|$)")
REACH = 300  # characters; bounds the work on a text without punctuation


def around(text: str, start: int, end: int, reach: int = REACH) -> tuple[int, int]:
    """Offsets of the sentence or list line in which ``text[start:end]`` stands.

    No further than ``reach`` characters to either side, without the mark at its end.
    """
    first = max(0, start - reach)
    for mark in _END.finditer(text, first, start):
        first = mark.end()
    over = _END.search(text, end, end + reach)
    return first, over.start() if over else min(len(text), end + reach)


@lru_cache(maxsize=4)
def _breaks(text: str) -> list[int]:
    """The offsets of all line breaks."""
    return [one.start() for one in _BREAK.finditer(text)]


_BREAK = re.compile("\n")


def lines_around(text: str, start: int, end: int) -> tuple[int, int]:
    """From the start of the line that a stretch begins in to the end of its last one.

    However long that line is, and however often it is asked.
    """
    breaks = _breaks(text)
    before, after = bisect_left(breaks, start), bisect_left(breaks, end)
    first = breaks[before - 1] + 1 if before else 0
    return first, breaks[after] if after < len(breaks) else len(text)


#: A line as long as this was broken by a margin, not by its writer.
MARGIN = 56


def _wrapped(text: str, end: int) -> bool:
    """Whether a line without capitals after it goes on there, by its length."""
    return end - (text.rfind("\n", max(0, end - MARGIN - 1), end) + 1) >= MARGIN


def _asks(text: str, start: int) -> bool:
    """Whether a question mark stands by itself before what it doubts."""
    before, after = text[max(0, start - 1) : start], text[start + 1 : start + 3]
    return not before.strip(" \t\n([") and after[:1] == " " and after[1:].isalnum()


def _asked(
    words: list[tuple[str, int, int]], text: str, start: int, end: int
) -> Iterator[list[tuple[str, int, int]]]:
    """A question mark doubts the word it is glued to, else what stands before it."""
    if text[start + 1 : start + 2].isalnum():
        words.append((DOUBTED, start, end))
    elif words:
        words.append((QUESTION, start, end))
        yield words


def _ends_sentence(
    text: str, mark: str, start: int, words: list[tuple[str, int, int]]
) -> bool:
    if mark == "\n":
        rest = text[start + 1 : start + 3]
        return not rest[:1].islower() and words[-1][0] != ":"
    if mark == ".":
        after, then = text[start + 1 : start + 2], text[start + 2 : start + 3]
        initial = len(words[-1][0]) == 1 and words[-1][0].isalpha() and then.islower()
        title = words[-1][0] in TITLES
        if words[-1][0] == NUMBER:  # "No. 5", but "Asthma: no."
            title = text[start + 1 : start + 3].strip().isdigit()
        return not (after.isalnum() or initial or title)
    if mark == ":":
        last = text[start + 1 : start + 2] in ("", "\n", "\r")
        return last and words[-1][0] not in SPECIMENS
    return mark in ";!?,"
