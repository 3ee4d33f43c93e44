"""Building the search index of a release.

Owns the index's rows and how much each concept counts. Must not answer queries. The
recipe names everything the index depends on besides the release, so an index built by
an older reading, or before a list was loaded, is recognised and built anew.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from django.db import connection, transaction

from coding import knowledge, lists, wordings
from coding.codebook import CodeBook
from coding.loader import Progress, copy
from coding.models import (
    Code,
    Release,
    SearchConcept,
    SearchIndex,
    SearchTerm,
    SearchWord,
)
from coding.ranking import Holders
from coding.shorthand import tells
from coding.wordings import Origin, Reader, Wording

# Raised whenever the way of indexing changes.
FORMAT = 3
_KNOWLEDGE = ("folding", "search", "defaults")
_LISTS = (
    lists.Kind.CM_INDEX,
    lists.Kind.EXTERNAL_CAUSES,
    lists.Kind.NEOPLASMS,
    lists.Kind.DRUGS,
)
_FILLED = (SearchTerm, SearchWord, SearchConcept)
# Those of these tables that this role owns, or may maintain (PostgreSQL 17 and later).
MAY_ANALYSE = """
SELECT relname FROM pg_class
WHERE oid = ANY(%s::regclass[]) AND (
    pg_has_role(relowner, 'USAGE')
    OR CASE WHEN current_setting('server_version_num')::int >= 170000
        THEN has_table_privilege(oid, 'MAINTAIN') ELSE false END
)
"""

_Told = tuple[Wording, tuple[str, ...]]


def recipe(release: Release) -> str:
    """What an index is made with; equal recipes make equal indexes."""
    parts = [
        FORMAT,
        *(knowledge.load(name) for name in _KNOWLEDGE),
        *(chosen.sha256 for chosen in _lists(release)),
    ]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _lists(release: Release) -> list[lists.Chosen]:
    """The indexes and tables that are loaded, as the release's last day knows them."""
    if release.system != Release.System.ICD10CM:
        return []
    found = (lists.newest_list(kind, release.effective_to) for kind in _LISTS)
    return [chosen for chosen in found if isinstance(chosen, lists.Chosen)]


@transaction.atomic
def ensure(release: Release, book: CodeBook, progress: Progress) -> bool:
    """Build the index unless the present recipe built it already; whether it did."""
    Release.objects.select_for_update().get(pk=release.pk)
    made = recipe(release)
    old = SearchIndex.objects.filter(release=release).defer("weights").first()
    if old and old.recipe == made:
        return False
    if old:
        old.delete()
    progress("building the search index")
    _build(release, made, book)
    return True


def _build(release: Release, made: str, book: CodeBook) -> None:
    reader = Reader()
    assumed: dict[str, float] = knowledge.load("search")["assumed"]
    told = _told(reader, _wordings(release, book))
    documents: dict[str, int] = defaultdict(int)
    for concept in chain.from_iterable(concepts for _, concepts in told):
        documents[concept] += 1
    counts = {
        concept: tells(held, len(told)) * assumed.get(concept, 1.0)
        for concept, held in documents.items()
    }
    weighed = sorted(
        ((sum(counts[c] for c in concepts), n) for n, (_, concepts) in enumerate(told)),
    )
    index = SearchIndex.objects.create(
        release=release,
        recipe=made,
        weights=array("f", [weight for weight, _ in weighed]).tobytes(),
    )
    ordered = [told[n] for _, n in weighed]
    _write_terms(index, [wording for wording, _ in ordered])
    _write_words(index, reader, ordered)
    _write_concepts(index, [concepts for _, concepts in ordered], counts)
    _analyse()


def _analyse() -> None:
    """Fresh tables have no statistics, and the first plans would be poor ones.

    Where this role may not gather them, autovacuum does within minutes.
    """
    with connection.cursor() as cursor:
        names = [kind._meta.db_table for kind in _FILLED]
        cursor.execute(MAY_ANALYSE, [names])
        for (table,) in cursor.fetchall():
            cursor.execute(f"ANALYZE {connection.ops.quote_name(table)}")


def _told(reader: Reader, found: Iterable[Wording]) -> list[_Told]:
    """Wordings with their concepts; of those of a code that say the same, the first."""
    told: dict[tuple[str, frozenset[str]], _Told] = {}
    for wording in found:
        concepts = tuple(dict.fromkeys(reader.concepts(wording.text)))
        if concepts:
            told.setdefault((wording.code, frozenset(concepts)), (wording, concepts))
    return list(told.values())


def _wordings(release: Release, book: CodeBook) -> Iterator[Wording]:
    yield from wordings.of_book(book)
    short = Code.objects.filter(release=release).exclude(short_title="")
    for code, text in short.values_list("code", "short_title"):
        if (entry := book.get(code)) and text != entry.title:
            yield Wording(code, text, Origin.TITLE)
    for chosen in _lists(release):
        yield from wordings.of_list(chosen.kind, lists.terms(chosen), book)


def _write_terms(index: SearchIndex, found: Sequence[Wording]) -> None:
    rows = Code.objects.filter(release=index.release_id).values_list("code", "pk")
    ids = dict(rows)
    copy(
        SearchTerm,
        "index_id number code_id text origin",
        (
            (index.pk, number, ids[each.code], each.text, int(each.origin))
            for number, each in enumerate(found)
        ),
    )


def _write_words(
    index: SearchIndex,
    reader: Reader,
    ordered: Sequence[_Told],
) -> None:
    words = {word for wording, _ in ordered for word in wordings.tokens(wording.text)}
    copy(
        SearchWord,
        "index_id word concept",
        (
            (index.pk, word, concept)
            for word in sorted(words)
            if (concept := reader.concept(word))
        ),
    )


def _write_concepts(
    index: SearchIndex, ordered: Sequence[tuple[str, ...]], counts: dict[str, float]
) -> None:
    held: dict[str, list[int]] = defaultdict(list)
    for number, concepts in enumerate(ordered):
        for concept in concepts:
            held[concept].append(number)
    size = (len(ordered) >> 3) + 1
    copy(
        SearchConcept,
        "index_id concept documents counts holders",
        (
            (index.pk, concept, len(there), counts[concept], _packed(there, size))
            for concept, there in sorted(held.items())
        ),
    )


def _packed(numbers: Sequence[int], size: int) -> bytes:
    bits = bytearray(size)
    for n in numbers:
        bits[n >> 3] |= 1 << (n & 7)
    return zlib.compress(bits, 1)


def unpacked(packed: bytes) -> Holders:
    return Holders.of(zlib.decompress(packed))
