"""How sure a mention was read and a code chosen, from what can be counted.

Owns the two scores of a model's line: how it was read (the quotation, our own reading
of the assertion, the tokens' chances) and which code (the tokens' chances, agreement
with the knowledge engine, the place among the candidates). They stay apart, and the
profile's calibration comes after them as for any line. Must not import Django.
"""

from __future__ import annotations

from coding.llm.replies import Token
from coding.values import Candidate

#: A mention that only the model read starts lower than one both read.
EXACT, NEAR, BOTH = 0.88, 0.8, 0.94
FIRST_OF_BOTH, OF_BOTH, ALONE = 0.96, 0.82, 0.66
#: Without log-probabilities a model counts as this sure of itself.
UNTOLD = 0.8
#: As much as the retrieval's first place is worth over the last.
MARGIN = 0.08


def chance(tokens: tuple[Token, ...], words: str) -> float | None:
    """The mean chance of the tokens that spell some words; None where not told.

    Of several places the surest counts: the same code may be named twice.
    """
    if not tokens or not words:
        return None
    spelt = "".join(token.text for token in tokens)
    best: float | None = None
    at = spelt.find(words)
    while at >= 0:
        mean = _mean(tokens, at, at + len(words))
        best = mean if best is None else max(best, mean)
        at = spelt.find(words, at + 1)
    return best


def _mean(tokens: tuple[Token, ...], start: int, end: int) -> float:
    chances, at = [], 0
    for token in tokens:
        if at < end and start < at + len(token.text):
            chances.append(token.chance)
        at += len(token.text)
    return sum(chances) / len(chances)


def of_reading(*, exact: bool, both: bool, told: float | None) -> float:
    """How surely a mention was read."""
    base = BOTH if both else EXACT if exact else NEAR
    return round(base * (0.7 + 0.3 * (UNTOLD if told is None else told)), 4)


def of_code(
    code: str,
    candidates: tuple[Candidate, ...],
    known: tuple[Candidate, ...],
    told: float | None,
) -> float:
    """How surely a mention means a code."""
    own = [one.code for one in known]
    base = ALONE
    if own and own[0] == code:
        base = FIRST_OF_BOTH
    elif code in own:
        base = OF_BOTH
    places = [one.code for one in candidates]
    margin = MARGIN * (1 - places.index(code) / max(1, len(places)))
    sure = UNTOLD if told is None else told
    return round(min(0.99, (base + margin) * (0.6 + 0.4 * sure)), 4)
