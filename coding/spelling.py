"""One wrong letter in the name of a disease, mended where only one name can be meant.

Owns the choice of what may be mended: words of disease, not ordinary English, one
letter added, left out, changed or swapped. Must not mend a word that the dictionary
knows, nor choose between two. Deletion neighbourhoods as in SymSpell (Garbe 2012).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from coding.wordlists import either, words_of

SHORTEST, LONGEST = 6, 24
#: Shorter names than this are mended only where they are among the commonest.
LONG = 8
COMMON = words_of("spelling", "common")
#: Parts by which a word is known to name a disease and nothing of everyday speech.
DISEASE = re.compile(f"{either('spelling', 'ends')}$|{either('spelling', 'parts')}")


class Spelling:
    """Names of diseases by what is left of them when a letter is left out."""

    def __init__(self, words: Iterable[str]) -> None:
        self._known = frozenset(words)
        self._near: dict[str, tuple[str, ...]] = {}
        for word in sorted(self._known):
            if _may_be_mended(word):
                for part in (word, *_shorter(word)):
                    self._near[part] = (*self._near.get(part, ()), word)

    def meant(self, word: str) -> str:
        """The one name that this was meant to be; empty where there is none or two."""
        if word in self._known or not SHORTEST <= len(word) <= LONGEST:
            return ""
        found = {
            name
            for part in (word, *_shorter(word))
            for name in self._near.get(part, ())
            if name[0] == word[0] and not _inflected(word, name) and _slip(word, name)
        }
        return found.pop() if len(found) == 1 else ""


def _may_be_mended(name: str) -> bool:
    if name in COMMON:
        return True
    return LONG <= len(name) <= LONGEST and DISEASE.search(name) is not None


def _shorter(word: str) -> Iterator[str]:
    """The word with each letter but its first left out."""
    for at in range(1, len(word)):
        yield word[:at] + word[at + 1 :]


def _inflected(word: str, name: str) -> bool:
    """Only the end differs: another form of the word, not a slip."""
    return word[:-1] == name or name[:-1] == word or word[:-1] == name[:-1]


def _slip(word: str, name: str) -> bool:
    """Whether one letter was added, left out, changed, or two neighbours swapped."""
    if abs(len(word) - len(name)) == 1:
        longer, shorter = (word, name) if len(word) > len(name) else (name, word)
        return any(
            longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer))
        )
    if len(word) != len(name):
        return False
    wrong = [at for at in range(len(word)) if word[at] != name[at]]
    if len(wrong) == 1:
        return True
    if len(wrong) != 2 or wrong[1] != wrong[0] + 1:
        return False
    first, second = wrong
    return word[first] == name[second] and word[second] == name[first]
