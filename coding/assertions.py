"""What a sentence says of the conditions it names: there, not there, or another's.

Owns the cues and their reach. A cue acts inside one sentence until a word that turns
the sentence ("but", "presents with"). Must not know of codes or of sections' kinds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from coding import doubts, knowledge, labels
from coding.labels import YEAR
from coding.reaches import reach
from coding.values import Assertion

Word = tuple[str, int, int]
REACH_BEFORE = 40
REACH_AFTER = 6
#: When several cues reach a mention, the one that excludes most surely wins.
ORDER = (
    Assertion.FAMILY,
    Assertion.NEGATED,
    Assertion.SOMEONE_ELSE,
    Assertion.HYPOTHETICAL,
    Assertion.UNCERTAIN,
    Assertion.HISTORICAL,
)
#: What is said of a patient's own condition, and counts as present for coders who
#: code each mention by itself.
MENTIONED = frozenset({Assertion.NEGATED, Assertion.UNCERTAIN, Assertion.HISTORICAL})
#: "Stroke risk", "pneumonia vaccine": such a cue follows its word at once.
BACKWARD = {Assertion.HYPOTHETICAL: 3}
#: Verbs that act on what follows, if anything but an adverb does.
TRANSITIVE = frozenset(
    {"declined", "refused", "deferred", "never", "considered", "likely", "out"}
    | {"possible", "probable", "questionable", "suspected"}
)
ADVERBS = frozenset(
    "today again by at per until for now this here and then in with on via but last"
    " previously already".split()
)


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue in a sentence: its kind, its words' positions and its reach."""

    assertion: Assertion
    first: int
    last: int
    forward: bool
    low: int
    high: int


#: The words of a cue, its kind and the side on which it reaches.
Option = tuple[tuple[str, ...], str, str]


class Opening(NamedTuple):
    """The cues that begin with one word: by the word that comes next, longest first.

    ``alone`` are those of one word, which stand under every next word too.
    """

    followed: Mapping[str, list[Option]]
    alone: list[Option]


@cache
def _openings() -> Mapping[str, Opening]:
    return {word: _opening(options) for word, options in _tables()[0].items()}


def _opening(options: list[Option]) -> Opening:
    following = {words[1] for words, _, _ in options if len(words) > 1}
    followed = {
        word: [one for one in options if one[0][1:2] in ((), (word,))]
        for word in following
    }
    return Opening(followed, [one for one in options if len(one[0]) == 1])


@cache
def _tables() -> tuple[Mapping[str, list[Option]], int]:
    """Cue word sequences by their first word, longest first."""
    table = knowledge.load("cues")
    entries: dict[str, list[Option]] = {}

    def add(text: str, kind: str, side: str) -> None:
        words = tuple(text.replace("-", " ").replace("'", " ").split())
        entries.setdefault(words[0], []).append((words, kind, side))

    for text in table["stop"]:
        add(text, "stop", "")
    for text in table["given"]:
        add(text, "given", "")
    for text in table["pseudo"]["cues"]:
        add(text, "pseudo", "")
    for side in ("before", "after"):
        for kind, texts in table[side].items():
            for text in texts:
                add(text, kind, side)
    for options in entries.values():
        options.sort(key=lambda entry: -len(entry[0]))
    return entries, max(len(e[0]) for options in entries.values() for e in options)


def cues(words: list[Word]) -> tuple[Cue, ...]:
    """The cues of one sentence with the words each of them reaches."""
    words = _kinds(words)
    found = [_answered(one, words) for one in _found(words)]
    stops = [at for kind, _, at, _ in found if kind == "stop"]
    given = [at for kind, _, at, _ in found if kind == "given"]
    stops += [
        at
        for at, (word, _, _) in enumerate(words)
        if word == "," and _goes_on(at, words)
    ]
    out = []
    for kind, side, first, last in found:
        if kind in ("stop", "pseudo", "given") or _is_no_cue(words, first, last, side):
            continue
        is_denied = side == "after" and labels.is_denied(words, first, last)
        assertion = Assertion.NEGATED if is_denied else Assertion(kind)
        if side == "before" or _turned(words, last) or doubts.opens(words, first):
            ends = stops + given if assertion is Assertion.NEGATED else stops
            limit = min([stop for stop in ends if stop > last], default=len(words))
            high = min(limit, last + reach(assertion, words[first][0], words[last][0]))
            high = doubts.end(words, first, last, high)
            low = doubts.begin(words, last, high)
            out.append(Cue(assertion, first, last, True, low, high))
        else:
            limit = max([stop for stop in stops if stop < first], default=-1)
            if words[first][0] in NEAREST:
                own = words[first][0].startswith(("test", "screen"))
                limit = max(limit, _last_comma(words, first - 1 + own))
            back = BACKWARD.get(assertion, REACH_AFTER)
            low = max(limit + 1, first - labels.reach(words, first, last, back))
            if words[last][0] in NEEDED:
                low = _purpose(words, first)
            elif words[first][0] in PLURAL or words[last][0] in LISTED:
                low = min(low, _list_start(words, first, limit))
            out.append(Cue(assertion, first, last, False, low, first))
    return tuple(out)


def _is_no_cue(words: list[Word], first: int, last: int, side: str) -> bool:
    """What looks like a cue and says nothing of the condition beside it."""
    if side == "after":
        if labels.is_none(words, first, last):
            return True
        follows = doubts.is_of_what_follows(words, first, last)
        return _turned(words, last) and not follows
    word, then = words[last][0], words[last + 1][0] if last + 1 < len(words) else ""
    if word == "anti":
        return labels.is_found(words, last)
    if first == last and word in TELLERS:
        return then in TELLS  # "parents report fever" is the patient's fever
    if words[first][0] == "had":
        return then.isdigit()  # "had a 2-day history of", "had a 3 cm cyst"
    seen = words[first][0] == "signs" and _are_seen(words, first)
    return seen or doubts.is_of_known_cause(words, first, last)


#: Who may speak of the patient, and what they do then.
TELLERS = frozenset(
    {"parents", "parent", "mother", "father", "mom", "dad", "family", "wife", "husband"}
)
TELLS = frozenset(
    "report reports reported say says said state states stated note notes noted notice"
    " noticed observe observed refer refers referred describe describes described"
    " deny bring brings brought consult consulted".split()
)
#: Signs after these were found, unless the sentence tells when to come back.
SHOWING = frozenset(
    "with had has have presence clinical radiological radiographic radiologic"
    " associated showing clear obvious evident".split()
)
ADVICE = frozenset(
    "return call seek come notify contact er ed if should watch monitor discussed"
    " reviewed instructed advised educated warned precautions for".split()
)


def _are_seen(words: list[Word], first: int) -> bool:
    before = [word for word, _, _ in words[:first]]
    at = (
        before[-2]
        if before[-1:] == ["of"] and len(before) > 1
        else "".join(before[-1:])
    )
    return at in SHOWING and ADVICE.isdisjoint(before)


#: What stands for a whole kind of words in a cue.
OPERATION = "<operation>"


def _kinds(words: list[Word]) -> list[Word]:
    """The words with years and removals as their kinds, as cues name them."""
    for word, _, _ in words:
        if word[:2] in ("19", "20") or word[-6:] == "ectomy":
            break
    else:
        return words
    return [(_kind(word), start, end) for word, start, end in words]


def _kind(word: str) -> str:
    if len(word) == 4 and word[:2] in ("19", "20") and word.isdigit():
        return YEAR
    return OPERATION if word[-6:] == "ectomy" else word


#: After a comma, what begins to tell of the patient now.
GOING_ON = frozenset({"with", "w", "on", "now", "currently"})


def _goes_on(at: int, words: list[Word]) -> bool:
    """ "No edema, with kidney disease", "DVT resolved, swelling persists"."""
    for place in range(at + 1, min(at + ITEM + 2, len(words))):
        word = words[place][0]
        if word == "," or (word in GOING_ON and place == at + 1):
            return word != ","
        if word in PERSISTING:
            return True
    return False


#: What a clause of its own says of what is still there.
PERSISTING = frozenset({"persists", "persist", "lingers"})
#: "Asthma: no" answers what stands before it.
ANSWERS = frozenset({"no", "neg", "none", "denies", "denied"})


def _answered(
    one: tuple[str, str, int, int], words: list[Word]
) -> tuple[str, str, int, int]:
    """A "no" that ends its sentence behind a colon denies what stands before it."""
    kind, side, first, last = one
    ends = last + 1 == len(words) or words[last + 1][0] in (",", "|")
    behind = first > 0 and words[first - 1][0] == ":"
    answers = side == "before" and ends and words[first][0] in ANSWERS and first > 0
    if answers and (behind or last + 1 == len(words)):
        return kind, "after", first, last
    return one


#: The result of a test, or a verb of one thing: of nothing before a comma.
NEAREST = frozenset(
    {"neg", "nonreactive", "is", "was", "has", "test", "tests", "tested"}
    | {"removed", "resected", "excised", "screening"}
    | {"suspected", "possible", "probable", "likely", "questionable"}
)
#: Said of a list, each item of which is meant.
PLURAL = frozenset({"are", "were", "have", "all"})
LISTED = frozenset({"considered", "entertained"})
#: An item of a list is at most this long, in words.
ITEM = 4
#: "For fever or pain as needed": only what a drug is for, back to the "for".
NEEDED = frozenset({"needed", "prn"})


def _purpose(words: list[Word], first: int) -> int:
    """Where what a drug is kept for begins; ``first`` where no "for" says so."""
    for at in range(first - 1, max(-1, first - REACH_AFTER - 2), -1):
        if words[at][0] == "for":
            return at + 1
    return first


def _list_start(words: list[Word], end: int, limit: int) -> int:
    """From the end of a list back to where its first item begins."""
    start, size = end, 0
    for at in range(end - 1, limit, -1):
        if words[at][0] in SEPARATORS:
            start, size = at, 0
        else:
            size += 1
            if size > ITEM:
                return start
    return limit + 1


SEPARATORS = frozenset({",", "/", "and", "or"})


def _last_comma(words: list[Word], before: int) -> int:
    return max((at for at in range(before) if words[at][0] in (",", "(")), default=-1)


def _turned(words: list[Word], last: int) -> bool:
    """ "Declined" speaks of what follows it, if anything does."""
    if words[last][0] not in TRANSITIVE or last + 1 >= len(words):
        return False
    following = words[last + 1][0]
    return following.isalpha() and following not in ADVERBS


def _found(words: list[Word]) -> Iterator[tuple[str, str, int, int]]:
    openings = _openings()
    index, total = 0, len(words)
    while index < total:
        opening = openings.get(words[index][0])
        size = 1
        if opening is not None:
            following = words[index + 1][0] if index + 1 < total else ""
            options = opening.followed.get(following, opening.alone)
            for sequence, kind, side in options:
                length = len(sequence)
                if length == 1 or _matches(words, index, sequence):
                    yield kind, side, index, index + length - 1
                    if side == "after":
                        yield from _going_on(words, index, index + length)
                    size = max(size, length)
                    if side == "" or not _has_other_side(options, sequence, side):
                        break
        index += size


def _going_on(
    words: list[Word], index: int, end: int
) -> Iterator[tuple[str, str, int, int]]:
    """Cues that begin inside another and go on: "was negative for", "ruled out for"."""
    if end <= index + 1:
        return
    table, _ = _tables()
    for start in range(index + 1, end):
        for sequence, kind, side in table.get(words[start][0], ()):
            last = start + len(sequence)
            if side == "before" and last > end and _matches(words, start, sequence):
                yield kind, side, start, last - 1
                return


def _matches(words: list[Word], index: int, sequence: tuple[str, ...]) -> bool:
    if index + len(sequence) > len(words):
        return False
    return all(words[index + n][0] == word for n, word in enumerate(sequence))


def _has_other_side(
    options: list[Option],
    sequence: tuple[str, ...],
    side: str,
) -> bool:
    """Whether the same words are also a cue on the other side."""
    return any(words == sequence and other != side for words, _, other in options)


def judge(
    cues_found: tuple[Cue, ...], words: list[Word], start: int, end: int
) -> tuple[Assertion, Cue | None]:
    """What the sentence says of the words from offset ``start`` to ``end``."""
    best: Cue | None = None
    for cue in cues_found:
        if _reaches(cue, words, start, end) and (
            best is None or ORDER.index(cue.assertion) < ORDER.index(best.assertion)
        ):
            best = cue
    return (best.assertion, best) if best else (Assertion.PRESENT, None)


def _reaches(cue: Cue, words: list[Word], start: int, end: int) -> bool:
    if cue.low >= len(words) or cue.high <= cue.low:
        return False
    low, high = words[cue.low][1], words[cue.high - 1][2]
    if not cue.forward:
        return low < end <= high
    if low <= start < high:
        return True
    plain = cue.first == cue.last  # "no" and "without" may be part of what is named
    inside = cue.assertion is Assertion.NEGATED and not plain
    # "no family history of colon cancer" denies the history, words of its own cue
    return inside and start < low < end
