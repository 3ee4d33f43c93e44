"""What a query asks for: its words as groups of concepts, any of which will do.

Owns the reading of a query: shorthand spelt out, shortened and misspelt words guessed,
other ways to say the same. Must not know wordings, codes or the database.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import zip_longest

from coding import knowledge
from coding.shorthand import MOST, Meaning, Vocabulary
from coding.wordings import ASSERTING, DENYING, REACH, Reader, tokens

MAX_GROUPS = 30
_KNOWN_FROM = 5
_DICTIONARY = 0.97
_ALSO = 0.8
_OPEN = frozenset({"nos", "unspec", "unsp", "unspecified", "uns"})
_LETTERS = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Group:
    """One thing asked for: any of these meanings, the surest first, will do."""

    meanings: tuple[Meaning, ...]
    tells: float
    denied: bool = False


@dataclass(frozen=True, slots=True)
class _Table:
    shorthand: dict[str, tuple[tuple[str, ...], ...]]
    phrases: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]]


@cache
def reader() -> Reader:
    return Reader()


@cache
def _table() -> _Table:
    own = knowledge.load("search")
    notes = knowledge.load("abbreviations")
    shorthand = {key: (text,) for key, text in notes["any_case"].items()}
    shorthand |= {
        key.lower(): (text,)
        for key, text in notes["upper"].items()
        if key.lower() not in shorthand
    }
    shorthand |= {
        key.lower(): (entry["text"],)
        for key, entry in notes["guarded"].items()
        if key.lower() not in shorthand
    }
    shorthand |= {
        key: tuple(each.strip() for each in text.split("|"))
        for key, text in own["shorthand"].items()
    }
    return _Table(
        {
            key: tuple(tuple(tokens(text)) for text in texts)
            for key, texts in shorthand.items()
        },
        _phrases(knowledge.load("folding")["rewrites"] | own["phrases"]),
    )


def _phrases(
    pairs: dict[str, str],
) -> dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]]:
    """By the first concept, the longest first."""
    found: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
    for phrase, meaning in pairs.items():
        source = reader().concepts(phrase)
        target = reader().concepts(meaning)
        if source and source != target:
            found.setdefault(source[0], []).append((source, target))
    for options in found.values():
        options.sort(key=lambda pair: -len(pair[0]))
    return found


def asked(query: str, known: Vocabulary) -> list[list[Group]]:
    """The query as it stands, and in other words where it may be said otherwise."""
    typed = tokens(query)
    words = list(_spelt_out(typed, known))
    readings = [words, _rephrased(words, known)]
    named = _without_nos(typed)
    if named and named != typed:
        readings.append(list(_spelt_out(named, known)))
    distinct = [one for n, one in enumerate(readings) if one not in readings[:n]]
    return [_grouped(one, known) for one in distinct]


def _without_nos(words: Sequence[str]) -> list[str]:
    """The name alone: of a thing not specified further, the plain name is the code's.

    Hypertension NOS is I10, whose title says essential and not unspecified.
    """
    kept = list(words)
    while kept and kept[-1] in _OPEN:
        kept.pop()
    if len(kept) < len(words) and kept and kept[-1] == "nec":
        kept.pop()
    return kept


# Words


@dataclass(frozen=True, slots=True)
class _Word:
    """What one word may stand for; ``denied`` if the query says that it is not."""

    said: str
    meanings: tuple[Meaning, ...]
    denied: bool = False

    def is_about(self, concept: str) -> bool:
        return concept in (self.said, self.meanings[0].concept)


def _spelt_out(words: Sequence[str], known: Vocabulary) -> Iterator[_Word]:
    joined = False
    denied = 0
    for word, following in zip_longest(words, words[1:], fillvalue=""):
        if joined:
            joined = False
            continue
        if word in _JOINING and word + following in known.concepts:
            joined = True
            word += following
        found = _meant(word, known)
        for meanings in found:
            said = reader().concept(word) if len(found) == 1 else ""
            yield _Word(said, meanings, denied > 0)
            denied -= 1
        if word in DENYING or (found and found[0][0].concept == "without"):
            denied = REACH
        elif word in ASSERTING:
            denied = 0


_JOINING = frozenset({"non", "post", "pre", "anti"})


@lru_cache(maxsize=8192)
def _meant(word: str, known: Vocabulary) -> tuple[tuple[Meaning, ...], ...]:
    """What one typed word may stand for; several where it is short for several."""
    readings = _table().shorthand.get(word)
    if readings is None:
        return tuple(_guessed(word, known))
    if len(readings) > 1 or len(readings[0]) == 1:
        return tuple(_read(word, readings, known))
    concepts = filter(None, map(reader().concept, readings[0]))
    return tuple((Meaning(concept, _DICTIONARY),) for concept in concepts)


def _read(
    word: str, readings: tuple[tuple[str, ...], ...], known: Vocabulary
) -> Iterator[tuple[Meaning, ...]]:
    """The readings of the dictionary, and less surely whatever begins so."""
    concepts = [reader().concept(part) for text in readings for part in text]
    sure = {concept: _DICTIONARY for concept in concepts if concept}
    if not sure:
        return
    if (itself := known.concepts.get(word)) and known.documents.get(itself):
        sure.setdefault(itself, _ALSO)
    if len(word) > 2:
        for full in known.beginning(word):
            if concept := known.concepts[full]:
                sure.setdefault(concept, _ALSO * 0.85)
    yield _surest(sure, known)


def _guessed(word: str, known: Vocabulary) -> Iterator[tuple[Meaning, ...]]:
    concept = reader().concept(word)
    if not concept:
        return
    documents = known.documents.get(concept, 0)
    is_word = bool(_LETTERS.fullmatch(word)) and len(word) > 1
    sure = {concept: 1.0} if documents or not is_word else {}
    if documents and is_word and len(word) < _KNOWN_FROM:
        _add(sure, known.shortened(word), _ALSO)
    elif is_word and documents < _RARE:
        if not documents:
            _add(sure, [*known.shortened(word), *known.slips(word)], 1.0)
            if len(word) >= _KNOWN_FROM and max(sure.values(), default=0.0) < _VAGUE:
                _add(sure, known.blurred(word), 1.0)
            parts = known.parts(word)
            if parts and max(sure.values(), default=0.0) < _PARTED:
                yield from ((Meaning(known.concepts[p], _DICTIONARY),) for p in parts)
                return
        if len(word) >= _KNOWN_FROM:
            _add(sure, known.kin(word), 1.0)
    if sure:
        yield _surest(sure, known)


_RARE = 60
_PARTED = 0.9
_VAGUE = 0.6


def _add(sure: dict[str, float], meanings: Iterable[Meaning], times: float) -> None:
    for meaning in meanings:
        surety = max(sure.get(meaning.concept, 0.0), times * meaning.surety)
        sure[meaning.concept] = surety


def _surest(sure: dict[str, float], known: Vocabulary) -> tuple[Meaning, ...]:
    ranked = sorted(
        sure.items(), key=lambda pair: (-pair[1], -known.documents.get(pair[0], 0))
    )
    return tuple(Meaning(concept, surety) for concept, surety in ranked[:MOST])


# Groups


def _grouped(words: Sequence[_Word], known: Vocabulary) -> list[Group]:
    """What is asked for, each thing once; what no wording knows asks for nothing."""
    heads = Counter(word.meanings[0].concept for word in words)
    stressed = knowledge.load("search")["stressed"]
    seen: set[str] = set()
    groups = []
    for word in words:
        # A word with several readings is not read as what another word says anyhow.
        there = [m for m in word.meanings if known.documents.get(m.concept)]
        first = word.meanings[0]
        there = [m for m in there if m is first or not heads[m.concept]]
        if there and there[0].concept not in seen:
            seen.add(there[0].concept)
            likely = [m.concept for m in there if m.surety >= there[0].surety - 0.1]
            tells = known.tells(likely) * stressed.get(there[0].concept, 1.0)
            denied = word.denied and there[0].concept not in UNDENIED
            tells *= _DENIED if denied else 1.0
            groups.append(Group(tuple(there), tells, denied))
    return sorted(groups, key=lambda group: -group.tells)[:MAX_GROUPS]


_DENIED = 0.5
#: Of the side and the encounter nothing is denied: "without foreign body, follow-up".
UNDENIED = frozenset(
    {"right", "left", "bilateral", "initial", "subsequent", "sequela", "encounter"}
)


def _rephrased(words: list[_Word], known: Vocabulary) -> list[_Word]:
    out: list[_Word] = []
    at = 0
    while at < len(words):
        source, target = _phrase_at(words, at, known)
        if source:
            denied = words[at].denied
            out.extend(_Word(c, (Meaning(c, _DICTIONARY),), denied) for c in target)
            at += len(source)
        else:
            out.append(words[at])
            at += 1
    return out


def _phrase_at(
    words: Sequence[_Word], at: int, known: Vocabulary
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    first = words[at]
    for head in dict.fromkeys((first.said, first.meanings[0].concept)):
        for source, target in _table().phrases.get(head, ()):
            there = words[at : at + len(source)]
            if (
                len(there) == len(source)
                and all(map(_Word.is_about, there, source))
                and all(known.documents.get(concept) for concept in target)
            ):
                return source, target
    return (), ()
