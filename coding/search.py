"""Finding codes by words: titles, inclusion terms and index lines, shorthand and slips.

Owns what is kept of an index in this process and the final order of the hits. Must not
know the page that shows them. How a query is read is ``coding.asking``'s matter, what
answers it best is ``coding.ranking``'s.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from django.db import connection

from coding.asking import UNDENIED, Group, asked, reader
from coding.codebook import normalise
from coding.models import Code, Release, SearchConcept, SearchIndex, SearchWord
from coding.ranking import Held, Holders, Scored, ranked
from coding.search_index import unpacked
from coding.shorthand import Vocabulary
from coding.wordings import Origin, signs, tokens

MAX_QUERY = 200
_POOL = 40
#: Concepts whose holders are kept in memory, some 40 to 60 kB each.
_KEPT = 300
_LOOKS_LIKE_CODE = re.compile(r"[A-Za-z][0-9][0-9A-Za-z](\.?[0-9A-Za-z]{0,4})")


@dataclass(frozen=True, slots=True)
class Hit:
    """One code that answers a query; ``matched`` is the wording that did."""

    code: str
    title: str
    billable: bool
    matched: str
    score: float


def search(query: str, release: Release, limit: int = 20) -> list[Hit]:
    """The codes that answer a query, best first."""
    query = query.strip()[:MAX_QUERY]
    if _LOOKS_LIKE_CODE.fullmatch(query) and (hits := beneath(query, release, limit)):
        return hits
    found = SearchIndex.objects.filter(release=release).values_list("pk", "recipe")
    key = found.first()
    if key is None or not query:
        return []
    return _answers(query, _index(*key), limit)


def beneath(code: str, release: Release, limit: int = 20) -> list[Hit]:
    """The code itself and the codes that begin with it, in the order of the list."""
    rows = Code.objects.filter(
        release=release,
        code__startswith=normalise(code),
        kind__in=[Code.Kind.CATEGORY, Code.Kind.SUBCATEGORY],
    ).order_by("ordinal")[:limit]
    return [Hit(row.code, row.title, row.billable, row.code, 1.0) for row in rows]


# What is kept of an index


@dataclass(frozen=True, eq=False)
class _Index:
    """The words of a release and how much they count; wordings stay in the database.

    ``kept`` holds the concepts asked for last.
    """

    pk: int
    vocabulary: Vocabulary
    counts: dict[str, float]
    weights: Sequence[float]
    kept: dict[str, Holders] = field(default_factory=dict)

    def hold(self, groups: Iterable[Group]) -> Held:
        """Who holds the concepts of these groups, in one question to the database."""
        wanted = {m.concept for group in groups for m in group.meanings}
        there = {c: self.kept[c] for c in wanted if c in self.kept}
        if missing := [concept for concept in wanted if concept not in there]:
            for concept, packed in _holders(self.pk, missing):
                there[concept] = unpacked(packed)
        self.kept.update(there)
        while len(self.kept) > _KEPT:
            self.kept.pop(next(iter(self.kept)), None)
        return Held(there, self.counts, self.weights)


def _holders(index: int, concepts: list[str]) -> Iterator[tuple[str, bytes]]:
    """As one parameter: a query of long words asks for a hundred and more."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT concept, holders FROM coding_searchconcept"
            " WHERE index_id = %s AND concept = ANY(%s)",
            [index, concepts],
        )
        for concept, packed in cursor.fetchall():
            yield concept, bytes(packed)


@lru_cache(maxsize=3)
def _index(pk: int, recipe: str) -> _Index:
    """Keyed by recipe too: an index built anew keeps no number of the old one."""
    weights = array("f")
    weights.frombytes(SearchIndex.objects.values_list("weights", flat=True).get(pk=pk))
    words = SearchWord.objects.filter(index=pk).values_list("word", "concept")
    rows = SearchConcept.objects.filter(index=pk)
    told = list(rows.values_list("concept", "documents", "counts"))
    documents = {concept: documents for concept, documents, _ in told}
    return _Index(
        pk,
        Vocabulary(dict(words), documents, len(weights)),
        {concept: counts for concept, _, counts in told},
        weights,
    )


# The answer


@dataclass(frozen=True, slots=True)
class _Answer:
    """A wording that answers well, as the database tells it."""

    code: str
    title: str
    billable: bool
    ordinal: int
    text: str
    origin: int


def _answers(query: str, index: _Index, limit: int) -> list[Hit]:
    """By what the words tell, then by finer marks; a code once, by its best wording."""
    readings = asked(query, index.vocabulary)
    held = index.hold(group for groups in readings for group in groups)
    scored = [(groups, ranked(groups, held, _POOL)) for groups in readings]
    told = _told(index.pk, [each for _, found in scored for each in found])
    words = set(tokens(query))
    best: dict[str, tuple[float, _Answer]] = {}
    for groups, found in scored:
        for each in found:
            answer = told[each.wording]
            score = _score(each.score, answer, groups, words)
            if answer.code not in best or best[answer.code][0] < score:
                best[answer.code] = score, answer
    ordered = sorted(best.values(), key=lambda pair: (-pair[0], pair[1].ordinal))
    return [
        Hit(a.code, a.title, a.billable, a.text, round(score, 4))
        for score, a in ordered[:limit]
    ]


def _told(index: int, scored: Iterable[Scored]) -> dict[int, _Answer]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT t.number, c.code, c.title, c.billable, c.ordinal, t.text, t.origin
            FROM coding_searchterm t JOIN coding_code c ON c.id = t.code_id
            WHERE t.index_id = %s AND t.number = ANY(%s)
            """,
            [index, list({each.wording for each in scored})],
        )
        return {number: _Answer(*row) for number, *row in cursor.fetchall()}


_LITERALLY = 0.08
_BILLABLE = 0.12
_CONTRADICTS = 0.06
_CERTAIN = 0.97
_ORIGINS = {Origin.TITLE: 0.01, Origin.EVERYDAY: 0.05, Origin.INHERITED: -0.015}


def _score(
    score: float, answer: _Answer, groups: Sequence[Group], words: set[str]
) -> float:
    held = set(tokens(answer.text))
    literal = 2 * len(words & held) / (len(words) + len(held) or 1)
    if answer.origin != Origin.EVERYDAY or score > _CERTAIN:
        score += _ORIGINS.get(Origin(answer.origin), 0.0)
    return (
        score
        + _LITERALLY * literal
        + _BILLABLE * answer.billable
        - _CONTRADICTS * _contradictions(groups, answer.text)
    )


def _contradictions(groups: Sequence[Group], text: str) -> int:
    """How often one says "with" where the other says "without"."""
    denied = signs(reader().concept, text)
    count = 0
    for group in groups:
        there = (m.concept for m in group.meanings if m.concept in denied)
        concept = next(there, None)
        if concept is not None and concept not in UNDENIED:
            count += denied[concept] != group.denied
    return min(count, 2)
