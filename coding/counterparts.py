"""The code that says the same but for a word: its other side, "with" for "without".

Owns finding a code by the title that it would have, among those that differ from a
given one in one character or stand under the same heading. Must not choose which word
of a title is changed.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from coding.codebook import CodeBook

#: A code differs in kind before this place: there its category ends.
CATEGORY = 4
#: What the characters behind a category mostly are.
CHARACTERS = "123456789ABC0"


def titled(code: str, titles: Collection[str], book: CodeBook) -> str:
    """The billable code that differs in one character and has one of the titles.

    Titles are in lower case. Empty where the release has no such code.
    """
    for at in range(len(code) - 1, CATEGORY - 1, -1):
        head, tail = code[:at], code[at + 1 :]
        for character in CHARACTERS:
            other = f"{head}{character}{tail}"
            title = book.title(other)  # empty for most, which no release has
            if title and title.lower() in titles and book.is_billable(other):
                return other
    return ""


def sibling(code: str, title: str, book: CodeBook) -> str:
    """The code under the same heading that has the title, in lower case; "" if none."""
    for other in book.siblings(code):
        if other.title.lower() == title:
            return other.code
    return ""


def both_sides(code: str, book: CodeBook, said: str = "") -> tuple[str, ...]:
    """The codes of the right and of the left, for a code that leaves the side open.

    One of a limb that it does not name takes the limb from the words.
    """
    for words, ends in LIMBS if code in OF_A_LIMB else ():
        if words.search(said):
            return tuple(f"{code[:-1]}{end}" for end in ends)
    title = LIMB.sub(r"\1 unspecified \2", book.title(code).lower())
    for unsaid in UNSAID.finditer(title):
        before, after = title[: unsaid.start()], title[unsaid.end() :]
        wanted = (f"{before}{side}{after}" for side in ("right", "left"))
        codes = tuple(titled(code, {one}, book) for one in wanted)
        if all(codes):
            return codes
    return ()


UNSAID = re.compile(r"\bunspecified\b")
#: "Pain in leg, unspecified" has its side in front of the limb.
LIMB = re.compile(r"^(pain in) (arm|leg), unspecified$")
#: Codes of an unspecified limb, and how they end for each limb, right and left.
OF_A_LIMB = ("L02.419", "L02.429", "L02.439", "L03.119", "L03.129")
LIMBS = (
    (re.compile(r"axill|armpit", re.IGNORECASE), "12"),
    (re.compile(r"\b(?:fore|upper )?arms?\b|upper (?:ext|limb)|elbow", re.I), "34"),
    (re.compile(r"\b(?:leg|ankle|calf|calves|thigh|shin|foot|feet|knee)", re.I), "56"),
    (re.compile(r"lower (?:ext|limb)", re.IGNORECASE), "56"),
)
