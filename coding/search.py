"""Finding codes by words: titles and inclusion terms, shorthand and typos included.

Owns the reading of a query and the ranking. Must not know the page that shows the hits.
Query and wordings are folded to the same concepts; words the release does not know are
taken as beginnings, else as the most similar word it knows. What names all of the query
and little else comes first.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from django.db import connection

from coding.codebook import normalise
from coding.folding import Folder
from coding.models import Code, Release, SearchIndex, SearchWord
from coding.search_index import quoted, tells, tokens

MAX_QUERY = 200
_MAX_GROUPS = 12
_POOL = 60
_FEW = 5
_BEGINNINGS = 10
_SIMILAR = 24
_LONGEST_SLIP = 30
_LOOKS_LIKE_CODE = re.compile(r"[A-Za-z][0-9][0-9A-Za-z](\.?[0-9A-Za-z]{0,4})")


@dataclass(frozen=True, slots=True)
class Hit:
    """One code that answers a query; ``matched`` is the wording that did."""

    code: str
    title: str
    billable: bool
    matched: str
    score: float


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """The words of a release: what they fold to, and how much each concept tells.

    ``holding`` lists, for three letters, the places in ``ordered`` of words with them.
    Some 12,000 words are small enough to keep; the wordings stay in the database.
    """

    folded: dict[str, tuple[str, ...]]
    ordered: tuple[str, ...]
    documents: dict[str, int]
    holding: dict[str, list[int]]
    total: int

    def tells(self, concept: str) -> float:
        return tells(self.documents.get(concept, 0), self.total)


@dataclass(frozen=True, slots=True)
class _Group:
    """One thing the query asks for: any of these concepts will do."""

    concepts: tuple[str, ...]
    tells: float

    def __str__(self) -> str:
        return "(" + " | ".join(quoted(concept) for concept in self.concepts) + ")"


def search(query: str, release: Release, limit: int = 20) -> list[Hit]:
    """The codes that answer a query, best first."""
    query = query.strip()[:MAX_QUERY]
    if _LOOKS_LIKE_CODE.fullmatch(query) and (hits := beneath(query, release, limit)):
        return hits
    index = SearchIndex.objects.filter(release=release).first()
    if index is None or not query:
        return []
    words = _corrected(tokens(query), index)
    groups = _groups(words, _vocabulary(index.pk, index.recipe))
    return _ranked(_candidates(groups, index), tokens(query), limit)


def beneath(code: str, release: Release, limit: int = 20) -> list[Hit]:
    """The code itself and the codes that begin with it, in the order of the list."""
    rows = Code.objects.filter(
        release=release,
        code__startswith=normalise(code),
        kind__in=[Code.Kind.CATEGORY, Code.Kind.SUBCATEGORY],
    ).order_by("ordinal")[:limit]
    return [Hit(row.code, row.title, row.billable, row.code, 1.0) for row in rows]


# The query


@cache
def _vocabulary(index: int, recipe: str) -> _Vocabulary:
    """Keyed by recipe too: an index built anew keeps no number of the old one."""
    rows = SearchWord.objects.filter(index=index).order_by("word")
    found = list(rows.values_list("word", "concepts", "documents"))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM coding_searchterm WHERE index_id = %s", [index]
        )
        total = cursor.fetchone()[0]
    ordered = tuple(sorted(word for word, _, _ in found))
    holding: dict[str, list[int]] = {}
    for place, word in enumerate(ordered):
        for part in _trigrams(word):
            holding.setdefault(part, []).append(place)
    return _Vocabulary(
        folded={word: tuple(concepts) for word, concepts, _ in found},
        ordered=ordered,
        documents={word: documents for word, _, documents in found if documents},
        holding=holding,
        total=total,
    )


@cache
def _folder() -> Folder:
    return Folder()


def _corrected(words: Sequence[str], index: SearchIndex) -> list[tuple[str, ...]]:
    """For each word the words to look for: itself, what it begins, or a likely slip."""
    known = _vocabulary(index.pk, index.recipe)
    found: list[tuple[str, ...]] = []
    for word in words[: _MAX_GROUPS * 2]:
        if _is_known(word, known):
            found.append((word,))
        elif begun := _begun(word, known):
            found.append(begun)
        else:
            found.append((_similar(word, known) or word,))
    return found


def _is_known(word: str, known: _Vocabulary) -> bool:
    if word in known.folded:
        return True
    folded = _folder().word(word)
    # A stop word folds to nothing and asks for nothing.
    return all(concept in known.documents for concept in folded)


def _begun(word: str, known: _Vocabulary) -> tuple[str, ...]:
    """Words that start so; the commonest, where there are many."""
    if len(word) < 3:
        return ()
    start = bisect_left(known.ordered, word)
    found = []
    for candidate in known.ordered[start : start + 400]:
        if not candidate.startswith(word):
            break
        found.append(candidate)
    found.sort(key=lambda each: -known.documents.get(each, 0))
    return tuple(found[:_BEGINNINGS])


def _similar(word: str, known: _Vocabulary) -> str | None:
    """The word of the release that was probably meant."""
    if not 4 <= len(word) <= _LONGEST_SLIP or word.isdigit():
        return None
    shared = Counter(n for part in _trigrams(word) for n in known.holding.get(part, ()))
    near = [known.ordered[n] for n, _ in shared.most_common(_SIMILAR)]
    found = min(
        near,
        key=lambda each: (_slips(word, each), -known.documents.get(each, 0)),
        default=word,
    )
    return found if _slips(word, found) <= 1 + len(word) // 5 else None


def _trigrams(word: str) -> set[str]:
    """Its stretches of three letters, both ends marked."""
    padded = f"  {word} "
    return {padded[n : n + 3] for n in range(len(padded) - 2)}


def _slips(a: str, b: str) -> int:
    """Letters added, left out, replaced or swapped between two words."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        above, row = row, [i]
        for j, other in enumerate(b, 1):
            cost = min(above[j] + 1, row[-1] + 1, above[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before = above
    return row[-1]


def _groups(words: Sequence[tuple[str, ...]], known: _Vocabulary) -> list[_Group]:
    """What the query asks for, the most telling first."""
    plain = " ".join(choices[0] for choices in words if len(choices) == 1)
    asked = dict.fromkeys(_folder().phrase(plain))
    wanted: list[tuple[str, ...]] = [(concept,) for concept in asked]
    for choices in words:
        if len(choices) > 1:
            folded = (c for word in choices for c in known.folded[word])
            wanted.append(tuple(dict.fromkeys(folded)))
    groups = [
        _Group(concepts, max(known.tells(c) for c in concepts)) for concepts in wanted
    ]
    return sorted(groups, key=lambda group: -group.tells)[:_MAX_GROUPS]


# The answer


@dataclass(frozen=True, slots=True)
class _Candidate:
    code: str
    title: str
    billable: bool
    text: str
    is_title: bool
    agreement: float


def _candidates(groups: list[_Group], index: SearchIndex) -> list[_Candidate]:
    """Wordings that hold all of the query, else all but one thing, else some."""
    found: list[_Candidate] = []
    for condition in _conditions(groups):
        found = _fetch(condition, groups, index)
        if found:
            break
    return found


def _conditions(groups: list[_Group]) -> Iterator[str]:
    """What to ask for, from strict to loose.

    Only the rarest words ask: they leave few rows, and common ones then decide by the
    agreement, at a tenth of the cost of intersecting their long lists.
    """
    core = groups[:_FEW]
    if core:
        yield " & ".join(map(str, core))
    for size in range(len(core) - 1, 0, -1):
        if size != 1 or len(core) <= 2:
            yield _any_of(core, size)
    for group in core[:3]:
        yield str(group)


def _any_of(groups: list[_Group], size: int) -> str:
    """At least so many of the groups, whichever."""
    return " | ".join(
        "(" + " & ".join(map(str, some)) + ")" for some in combinations(groups, size)
    )


def _fetch(
    condition: str, groups: list[_Group], index: SearchIndex
) -> list[_Candidate]:
    """The wordings that agree best with the query, by what both tell.

    Where all groups are met that is simply what tells the least besides, and the
    database can walk its index in that order.
    """
    total = sum(group.tells for group in groups) or 1.0
    matched = " + ".join(
        "CASE WHEN t.concepts @@ %s::tsquery THEN %s::float ELSE 0 END" for _ in groups
    )
    values = [value for group in groups for value in (str(group), group.tells)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT c.code, c.title, c.billable, t.text, t.is_title,
                   2 * ({matched}) / (t.weight + %s) AS agreement
            FROM coding_searchterm t JOIN coding_code c ON c.id = t.code_id
            WHERE t.index_id = %s AND t.concepts @@ %s::tsquery
            ORDER BY agreement DESC, c.ordinal LIMIT %s
            """,
            [*values, total, index.pk, condition, _POOL],
        )
        return [_Candidate(*row) for row in cursor.fetchall()]


def _ranked(
    candidates: list[_Candidate], words: Sequence[str], limit: int
) -> list[Hit]:
    """By agreement, then by the very words; a code comes once, by its best wording."""
    asked = set(words)
    best: dict[str, Hit] = {}
    for each in candidates:
        held = set(tokens(each.text))
        literal = 2 * len(asked & held) / (len(asked) + len(held) or 1)
        score = 0.75 * each.agreement + 0.25 * literal
        score += 0.02 * each.billable + 0.01 * each.is_title
        if each.code not in best or best[each.code].score < score:
            best[each.code] = Hit(
                each.code, each.title, each.billable, each.text, round(score, 4)
            )
    return sorted(best.values(), key=lambda hit: -hit.score)[:limit]
