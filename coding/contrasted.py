"""The code that says "with" where a coded one says "without" and the chart denies it.

Owns "with dyskinesia" beside Parkinson's disease without, "with foreign body" beside a
cut without: what is denied would have made another code of the same disease. Must not
touch the lines, nor name what the chart does not speak of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from coding import knowledge
from coding.basis import Basis
from coding.codebook import CodeBook
from coding.counterparts import titled
from coding.denials import DENIED_AFTER, DENIES, SAID
from coding.draft import Draft
from coding.values import Evidence, Exclusion

#: What a title says is not there: up to the next mark, "without" or "of".
WITHOUT = re.compile(
    r"\bwithout (?:mention of )?([a-z][a-z -]*?)(?=,| without\b| or\b| of\b|$)"
)
#: What a title calls plain, and what it would be called if it were worse.
PLAIN = {", uncomplicated": "(acute) exacerbation"}
#: Words of notes for words of titles; others are looked for as they are.
MEANT: Mapping[str, str] = knowledge.load("contrasted")["meant"]
#: Said of so much that a denial beside them tells nothing of the disease.
TOO_PLAIN = frozenset({"complication", "complications", "symptoms", "coma", "pain"})


def contrasted(draft: Draft, basis: Basis) -> Draft:
    """The draft with what a coded disease is said to be without."""
    lower = ""
    for code in draft.lines:
        for word, other in _others(code, basis.book):
            if not other or other in draft.lines or other in draft.excluded:
                continue
            lower = lower or " ".join(x.text for x in basis.note.documents).lower()
            found = _denied(word, lower, basis)
            if found is not None:
                title = basis.book.title(other)
                said = ("negated", *SAID["negated"], (found,))
                draft = draft.with_exclusion(Exclusion(other, title, *said))
    return draft


def _others(code: str, book: CodeBook) -> Iterator[tuple[str, str]]:
    """What the title leaves out, with the code that would have it; "" if none has."""
    title = book.title(code).lower()
    if "without" not in title and "uncomplicated" not in title:
        return
    for found in WITHOUT.finditer(title):
        word = found[1]
        if word not in TOO_PLAIN:
            worse = f"{title[: found.start()]}with {word}{title[found.end() :]}"
            yield word, titled(code, {worse}, book)
    for plain, word in PLAIN.items():
        if plain in title:
            worse = title.replace(plain, f" with {word}")
            yield word, titled(code, {worse}, book)


def _denied(word: str, lower: str, basis: Basis) -> Evidence | None:
    bare, pattern = _patterns(word)
    if bare.search(lower) is None:
        return None
    return basis.first(pattern)


@cache
def _patterns(word: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A cheap look for the words alone, and the words as denied."""
    words = MEANT.get(word, re.escape(word))
    either = rf"{DENIES}\b{words}\b|\b{words}{DENIED_AFTER}"
    return re.compile(words.lower()), re.compile(either, re.IGNORECASE)
