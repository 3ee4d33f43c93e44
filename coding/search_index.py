"""Building the search index of a release.

Owns which wordings are findable and how much each word tells. Must not answer queries.
The recipe names everything the index depends on besides the release, so an index built
by an older folding is recognised and built anew.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction

from coding import knowledge
from coding.codebook import CodeBook, Kind, NoteKind
from coding.folding import TOKEN, Folder
from coding.loader import Progress, copy
from coding.models import Code, Release, SearchIndex, SearchTerm, SearchWord

# Raised whenever the way of indexing changes.
FORMAT = 1
MAX_WORD = 60
_KNOWLEDGE = ("folding", "abbreviations", "defaults")


@dataclass(frozen=True, slots=True)
class _Wording:
    code: str
    text: str
    is_title: bool
    concepts: tuple[str, ...]


def recipe() -> str:
    """What an index is made with; equal recipes make equal indexes."""
    parts = [FORMAT, *(knowledge.load(name) for name in _KNOWLEDGE)]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


@transaction.atomic
def ensure(release: Release, book: CodeBook, progress: Progress) -> bool:
    """Build the index unless the present recipe built it already; whether it did."""
    Release.objects.select_for_update().get(pk=release.pk)
    index = SearchIndex.objects.filter(release=release).first()
    if index and index.recipe == recipe():
        return False
    if index:
        index.delete()
    progress("building the search index")
    _build(SearchIndex.objects.create(release=release, recipe=recipe()), book)
    return True


def _build(index: SearchIndex, book: CodeBook) -> None:
    folder = Folder()
    wordings = [wording for wording in _wordings(book, folder) if wording.concepts]
    documents = Counter(c for wording in wordings for c in wording.concepts)
    ids = dict(Code.objects.filter(release=index.release_id).values_list("code", "pk"))
    copy(
        SearchTerm,
        "index_id code_id text is_title concepts weight",
        (
            (
                index.pk,
                ids[wording.code],
                wording.text,
                wording.is_title,
                _vector(wording.concepts),
                sum(tells(documents[c], len(wordings)) for c in wording.concepts),
            )
            for wording in wordings
        ),
    )
    words = {word for wording in wordings for word in tokens(wording.text)}
    copy(
        SearchWord,
        "index_id word concepts documents",
        (
            (index.pk, word, list(folder.word(word)) or [word], documents[word])
            for word in sorted(words | documents.keys())
            if len(word) <= MAX_WORD
        ),
    )
    with connection.cursor() as cursor:
        # Fresh tables have no statistics, and the first plans would be poor ones.
        cursor.execute("ANALYZE coding_searchterm, coding_searchword")


def _wordings(book: CodeBook, folder: Folder) -> Iterator[_Wording]:
    """Titles from the category down, own inclusion terms, and everyday wordings."""
    for code, everyday in knowledge.load("defaults").items():
        for text in everyday if code in book else ():
            yield _wording(code, text, False, folder)
    for entry in book:
        if entry.kind in (Kind.CATEGORY, Kind.SUBCATEGORY):
            yield _wording(entry.code, entry.title, True, folder)
            for note in book.own_notes(entry.code, NoteKind.INCLUSION_TERM):
                yield _wording(entry.code, note.text, False, folder)


def _wording(code: str, text: str, is_title: bool, folder: Folder) -> _Wording:
    return _Wording(code, text, is_title, tuple(sorted(set(folder.phrase(text)))))


def tokens(text: str) -> list[str]:
    """The words of a text, lower-case, without marks."""
    return [word for word in TOKEN.findall(text.lower()) if word[0].isalnum()]


def tells(documents: int, total: int) -> float:
    """How much a concept tells that occurs in so many of all wordings."""
    return math.log((total + 1) / (documents + 0.5))


def _vector(concepts: tuple[str, ...]) -> str:
    """A text search vector in PostgreSQL's own spelling."""
    return " ".join(quoted(concept) for concept in concepts)


def quoted(concept: str) -> str:
    """A concept as a lexeme, whatever characters it holds."""
    escaped = concept.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
