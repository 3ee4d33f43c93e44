"""Notes typed without capitals: told by how their lines begin.

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


def raised(text: str) -> str:
    """A text without capitals with the first letter of each line as one."""
    if not is_lower(text):
        return text
    return _FIRST.sub(lambda match: match.group()[:-1] + match.group(1).upper(), text)
