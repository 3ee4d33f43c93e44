"""Letters that a pattern cannot do without: a cheap look before a search.

Owns reading them off the small regular expressions of the knowledge files (letters,
groups, alternatives, repetition). Must only ever say less than the pattern asks for:
what it cannot read it leaves out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

#: What a pattern consists of: a group's opening, a class, an escape, a quantifier.
PIECE = re.compile(
    r"(?P<open>\((?:\?(?::|[=!]|<[=!]))?)|(?P<close>\))|(?P<bar>\|)"
    r"|(?P<set>\[\^?\]?[^\]]*\])|(?P<mark>\\[^a-zA-Z0-9])|(?P<escape>\\.)"
    r"|(?P<times>[?*+]\??|\{[^}]*\}\??)|(?P<any>[.^$])|(?P<letter>.)",
    re.DOTALL,
)
#: Shorter ones stand in nearly every text and spare nothing.
LEAST = 2
#: Of what may be left out nothing is needed.
OPTIONAL = ("?", "*", "{0")

Choice = tuple[str, ...]
Token = tuple[str, str]


def needed(pattern: str) -> Choice:
    """Letters of which every text that the pattern finds holds one.

    Empty where nothing can be said. The pattern is taken as it is written: for text
    without capitals it must be written without.
    """
    tokens = [(one.lastgroup or "", one[0]) for one in PIECE.finditer(pattern)]
    return _of_alternatives(tokens)


def _of_alternatives(tokens: list[Token]) -> Choice:
    found: list[str] = []
    for alternative in _split(tokens):
        best = _best(list(_required(alternative)))
        if not best:
            return ()
        found.extend(best)
    return tuple(dict.fromkeys(found))


def _split(tokens: list[Token]) -> Iterator[list[Token]]:
    """The alternatives of a pattern, groups kept whole."""
    depth = 0
    part: list[Token] = []
    for token in tokens:
        depth += (token[0] == "open") - (token[0] == "close")
        if token[0] == "bar" and depth == 0:
            yield part
            part = []
        else:
            part.append(token)
    yield part


def _required(tokens: list[Token]) -> Iterator[Choice]:
    """What one alternative needs, piece by piece."""
    run, at = "", 0
    while at < len(tokens):
        kind, text = tokens[at]
        end = _close(tokens, at) if kind == "open" else at
        times = tokens[end + 1] if end + 1 < len(tokens) else ("", "")
        counted = times[0] == "times"
        left_out = counted and times[1].startswith(OPTIONAL)
        if kind in ("letter", "mark") and not left_out:
            run += text[-1]
        if kind not in ("letter", "mark") or counted:
            yield (run,)
            run = ""
        if kind == "open" and text in ("(", "(?:") and not left_out:
            yield _of_alternatives(tokens[at + 1 : end])
        at = end + 1 + counted
    yield (run,)


def _close(tokens: list[Token], at: int) -> int:
    """Where the group that opens here ends."""
    depth = 0
    for place in range(at, len(tokens)):
        kind = tokens[place][0]
        depth += (kind == "open") - (kind == "close")
        if depth == 0:
            return place
    return len(tokens) - 1


def _best(choices: list[Choice]) -> Choice:
    """Of all that is needed, the choice whose shortest is longest."""
    told = [one for one in choices if one and min(map(len, one)) >= LEAST]
    return max(told, key=lambda one: (min(map(len, one)), -len(one)), default=())
