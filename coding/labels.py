"""A disease as the name of something else: a test, a team, a paper, an old event.

Owns what such words do to the one before them ("hepatitis panel", "stroke team"), how
far cues of one word reach back, and when such a word says nothing. The words are data
in ``knowledge/labels.toml``. Must not know of codes: words in, numbers and answers out.
"""

from __future__ import annotations

from coding.wordlists import words_of

Word = tuple[str, int, int]
#: The mark of a year in the words of a sentence.
YEAR = "<year>"
TESTS = words_of("labels", "tests")
NAMED = TESTS | words_of("labels", "named")
OF_BLOOD = words_of("labels", "of_blood")
IMMUNE, AGAINST = words_of("labels", "immune"), words_of("labels", "against")
GLUED = words_of("labels", "glued") | IMMUNE | NAMED
LABORATORY = words_of("labels", "laboratory")
#: What a test shows is told within so many words, and then it names the disease.
RESULT, BEFORE = 5, 4
FOUND, NOT_FOUND = words_of("labels", "found"), words_of("labels", "not_found")
NEGATIVE = words_of("labels", "negative")
DEEP = words_of("labels", "deep")
EVENTS, NEW = words_of("labels", "events"), words_of("labels", "new")


def reach(words: list[Word], first: int, last: int, usual: int) -> int:
    """How many words back a cue from ``first`` to ``last`` reaches."""
    return 1 if words[last][0] in GLUED or _is_date(words, first, last) else usual


def is_none(words: list[Word], first: int, last: int) -> bool:
    """Whether words that look like a cue for what stands before them are none."""
    word, then = words[last][0], words[last + 1][0] if last + 1 < len(words) else ""
    before = words[first - 1][0] if first else ""
    if word == "free":
        return then in LABORATORY
    if before == "coma" and _is_deep(words, first):
        return True
    if word in OF_BLOOD:
        return False  # antibodies that are found are a finding, and no disease yet
    if word in TESTS:
        return is_found(words, last) or _is_found_before(words, first)
    if word in IMMUNE:
        return before not in AGAINST or then == "mediated"
    if _is_date(words, first, last):
        named = {word for word, _, _ in words[max(0, first - BEFORE) : first]}
        return before not in EVENTS or then.isdigit() or not NEW.isdisjoint(named)
    return False


def is_found(words: list[Word], last: int) -> bool:
    """Whether the next words tell that a test found what it looks for."""
    for at in range(last + 1, min(last + 1 + RESULT, len(words))):
        if words[at][0] in FOUND:
            return words[at - 1][0] not in NOT_FOUND
    return False


def _is_deep(words: list[Word], first: int) -> bool:
    """Whether the sum beside a coma scale is that of a coma: eight at most."""
    beside = words[max(0, first - BEFORE) : first + 1 + RESULT]
    return any(word in DEEP for word, _, _ in beside)


def is_denied(words: list[Word], first: int, last: int) -> bool:
    """ "Negative HIV test": what such a test looks for is denied."""
    if words[last][0] not in TESTS:
        return False
    before = words[max(0, first - BEFORE) : first]
    return any(word in NEGATIVE for word, _, _ in before)


def _is_found_before(words: list[Word], first: int) -> bool:
    """ "Positive tuberculin test"."""
    return any(word in FOUND for word, _, _ in words[max(0, first - BEFORE) : first])


def _is_date(words: list[Word], first: int, last: int) -> bool:
    """A year alone, in brackets or after "in"; it is no part of a longer cue."""
    if words[last][0] != YEAR:
        return False
    return first == last or (last == first + 1 and words[first][0] in ("in", "("))
