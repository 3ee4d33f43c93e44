"""Notes of one case: typed without capitals, or in nothing else.

Owns that question and the text with its line beginnings raised, every offset kept.
Must not know of headings or conditions.
"""

from __future__ import annotations

import re
from functools import lru_cache

#: The first letter of a line, after a mark or a number of a list.
_FIRST = re.compile(r"^[ \t]*(?:[-#*•>]+[ \t]*|\d{1,2}[.)][ \t]*)?([A-Za-z])", re.M)
#: Lines that say enough, and how many of them may begin with a capital.
_LEAST, _SHARE = 4, 0.1
#: A text of fewer lines says enough by so many letters.
_LONG = 240


@lru_cache(maxsize=64)
def is_lower(text: str) -> bool:
    """Whether a text of several lines, or one long one, does without capitals."""
    firsts = [match.group(1) for match in _FIRST.finditer(text)]
    capitals = sum(letter.isupper() for letter in firsts)
    if len(firsts) < _LEAST:
        return len(text) >= _LONG and text == text.lower()
    return bool(capitals <= _SHARE * len(firsts))


#: Small letters; so far from the start of a text in capitals stands the first one.
_SMALL = re.compile(r"[a-z]")
_FAR, _FEW = 80, 0.02


@lru_cache(maxsize=64)
def is_upper(text: str) -> bool:
    """Whether all but a few letters of a text are capitals."""
    first = _SMALL.search(text, 0, _FAR)
    if first is not None or len(text) < _FAR:
        return len(text) < _FAR and text.isupper()
    return len(_SMALL.findall(text)) <= _FEW * len(text)


def raised(text: str) -> str:
    """A text without capitals with the first letter of each line as one."""
    if not is_lower(text):
        return text
    return _FIRST.sub(lambda match: match.group()[:-1] + match.group(1).upper(), text)
