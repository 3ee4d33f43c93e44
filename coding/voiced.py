"""Marks that were dictated as words: "period", "new paragraph", "number two".

Owns putting the mark for the word in a text whose marks were spoken, every offset kept.
Must not part what was dictated without any mark, nor know of conditions.
"""

from __future__ import annotations

import re

from coding.dictated import is_sparse
from coding.sections import kind_of
from coding.wordlists import either, words_of

_MARK = re.compile(
    r" (period|full stop|comma|semicolon|colon|question mark|(?:new|next) paragraph"
    r"|(?:new|next) line)(?= |$)(?! of )"
)
_SIGNS = {
    "period": ".",
    "full stop": ".",
    "comma": ",",
    "semicolon": ";",
    "colon": ":",
    "question mark": "?",
}
#: What stands before a period that is a time, and a colon that is a bowel.
_OF_TIME = words_of("dictated", "of_time")
_NUMBERS = "one two three four five six seven eight nine".split()
_COUNTED = re.compile(rf" (?:number|item|problem) ({'|'.join(_NUMBERS)})(?= )")
_NEXT = re.compile(rf" next(?= [a-z])(?! {either('dictated', 'next')}s?\b)")
_LED = re.compile(r"\n( +)")
#: So many spoken marks show that marks were spoken.
SEVERAL = 4
#: So many things that are named as the next make a list.
ITEMS = 3
#: As far before a spoken colon its heading may begin, in letters.
REACH = 40


def voiced(text: str) -> str:
    """A text of the same length with a mark for each word that names one."""
    changed = text
    if " period " in text or " comma " in text or " new line " in text:
        spoken = len(_MARK.findall(text))
        if spoken >= max(SEVERAL, text.count(", ") + text.count(". ")):
            changed = _MARK.sub(_marked, text)
    if " number one " in text and " number two " in text:
        changed = _COUNTED.sub(_numbered, changed)
    if changed is not text:
        changed = _LED.sub(lambda match: match[1] + "\n", changed)
    if text.count(" next ") < ITEMS or not is_sparse(text):
        return changed
    if len(_NEXT.findall(text)) >= ITEMS:
        changed = _NEXT.sub("    #", changed)
    return changed


def _marked(match: re.Match[str]) -> str:
    word, size = match[1], len(match.group())
    before = match.string[max(0, match.start() - REACH) : match.start()]
    if word not in _SIGNS:
        return "\n".rjust(size)
    if word == "colon" and not _is_heading(before):
        return match.group()
    if word == "period" and before.rsplit(" ", 1)[-1] in _OF_TIME:
        return match.group()
    return _SIGNS[word].ljust(size)


def _is_heading(before: str) -> bool:
    """Whether the last words before a spoken colon name a part of a note."""
    words = before.split()
    names = (" ".join(words[-size:]) for size in range(1, min(len(words), 4) + 1))
    return any(kind_of(name) is not None for name in names)


def _numbered(match: re.Match[str]) -> str:
    number = _NUMBERS.index(match[1]) + 1
    return f" {number}.".rjust(len(match.group()))
