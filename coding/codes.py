"""The one door to code systems for code that has a database.

Owns choosing the release for a date of service, and the code book of a release in this
process. Everything else about codes is asked of the book. Must not parse files.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import groupby
from pathlib import Path

from coding import compiled, compiledfiles, index, lists
from coding.codebook import CodeBook, CodeEntry, Note, ReleaseInfo
from coding.indexwordings import Reading, read
from coding.lexicon import Lexicon
from coding.models import Code, CodeNote, Release
from coding.publications import NotLoaded, missing
from coding.references import CodeRange

ICD10CM: str = Release.System.ICD10CM


@dataclass(frozen=True, slots=True)
class Chosen:
    """The release to code a date of service with.

    ``provisional``: none covers the date, this is the newest there is, and ``missing``
    says what would mend it. ``approximate``: the date lies before the release is exact.
    """

    release: Release
    provisional: bool = False
    approximate: bool = False
    missing: NotLoaded | None = None


class NoRelease(LookupError):  # noqa: N818  reads better where it is caught
    """Nothing of a system is loaded at all; ``missing`` says what to do."""

    def __init__(self, missing: NotLoaded) -> None:
        super().__init__(str(missing))
        self.missing = missing


def release_for(system: str, on: date) -> Chosen:
    """The release valid on a date of service, else the newest, marked provisional."""
    releases = Release.objects.of(system).newest_first()
    valid = list(releases.valid_on(on))
    if valid:
        # An exact edition beats an approximation of it.
        best = next((r for r in valid if r.exact_from <= on), valid[0])
        return Chosen(best, approximate=on < best.exact_from)
    absent = not_loaded(system, on)
    newest = releases.first()
    if newest is None:
        raise NoRelease(absent)
    return Chosen(newest, provisional=True, missing=absent)


def dated(release: Release, dates: Iterable[date]) -> dict[str, int]:
    """How many dates of service a release does not cover, and only comes near."""
    days = list(dates)
    return {
        "provisional": sum(not release.covers(on) for on in days),
        "approximate": sum(
            release.covers(on) and on < release.exact_from for on in days
        ),
    }


def newest_release(system: str = ICD10CM) -> Release:
    """The newest edition of a system; forms default to its last day."""
    release = Release.objects.of(system).newest_first().first()
    if release is None:
        raise NoRelease(not_loaded(system, date.today()))
    return release


def release_named(name: str) -> Release:
    """The release that a result names ("ICD-10-CM 2026-04-01")."""
    system, _, edition = name.rpartition(" ")
    return Release.objects.of(system).filter(edition=edition).latest("pk")


def not_loaded(system: str, on: date) -> NotLoaded:
    """What an administrator would have to load for a date."""
    return missing(system, on)


# Code books

_books: dict[str, CodeBook] = {}
_loading = threading.Lock()


def codebook(release: Release) -> CodeBook:
    """The book of a release, once in a process."""
    with _loading:
        book = _books.get(release.sha256)
        if book is None:
            book = _books[release.sha256] = read_book(release)
    return book


def read_book(release: Release) -> CodeBook:
    """From the compiled file; from the database where that cannot be read."""
    return compiledfiles.kept(
        _compiled_path(release),
        compiled.load,
        lambda: _from_database(release),
        compiled.dump,
    )


def _compiled_path(release: Release) -> Path:
    return compiledfiles.place(f"{release.sha256}-{compiled.FORMAT}.json")


# Indexes


@dataclass(frozen=True, slots=True)
class Index:
    """An index or table for a date, without the codes that the release lacks."""

    chosen: lists.Chosen
    terms: tuple[index.Term, ...]


def index_terms(
    release: Release, on: date, kind: str = lists.Kind.CM_INDEX
) -> Index | NotLoaded:
    """The newest edition of an index that is not after a date, for one release."""
    chosen = lists.newest_list(kind, on)
    if isinstance(chosen, NotLoaded):
        return chosen
    held = index.within(codebook(release), lists.terms(chosen))
    return Index(chosen, tuple(held))


# Lexicons: what the engine looks for, made of a book and our knowledge files

_lexicons: dict[tuple[str, str], Lexicon] = {}
_HERE = Path(__file__).parent


def lexicon(release: Release, *, with_index: bool = True) -> Lexicon:
    """The lexicon of a release, once in a process.

    It holds the Alphabetic Index and the tables of neoplasms and drugs where they are
    loaded, in the newest edition that is not after the release's last day; without
    them it is whole.
    """
    book = codebook(release)
    editions = _editions(release) if with_index else {}
    key = release.sha256, _named(editions)
    with _loading:
        found = _lexicons.get(key)
        if found is None:
            found = _lexicons[key] = _compiled_lexicon(release, book, editions)
    return found


def index_editions(release: Release) -> tuple[str, ...]:
    """The index and table that the lexicon of a release was made with, as shown."""
    return tuple(str(chosen) for chosen in _editions(release).values())


def retrieval_version(release: Release) -> str:
    """The sha256 of all that candidates are looked up in, as its parts name it."""
    held = (one.sha256 for one in _editions(release).values())
    named = "\n".join((release.sha256, *held, _wording()))
    return hashlib.sha256(named.encode()).hexdigest()


#: The lists whose lines become words that the engine looks for.
_WORDED = (lists.Kind.CM_INDEX, lists.Kind.NEOPLASMS, lists.Kind.DRUGS)


def _editions(release: Release) -> dict[str, lists.Chosen]:
    """The index and the two tables for a release, as far as they are loaded."""
    chosen = ((kind, lists.newest_list(kind, release.effective_to)) for kind in _WORDED)
    return {str(kind): one for kind, one in chosen if not isinstance(one, NotLoaded)}


def _named(editions: dict[str, lists.Chosen]) -> str:
    return "-".join(one.sha256[:8] for one in editions.values())


def _compiled_lexicon(
    release: Release, book: CodeBook, editions: dict[str, lists.Chosen]
) -> Lexicon:
    names = filter(None, (release.sha256, _named(editions), _wording()))
    return compiledfiles.kept(
        compiledfiles.place(f"{'-'.join(names)}.lexicon"),
        Lexicon.load,
        lambda: Lexicon.of_book(book, _reading(book, editions)),
        Lexicon.dump,
    )


def _reading(book: CodeBook, editions: dict[str, lists.Chosen]) -> Reading:
    """What the index and the tables add, with codes the release holds."""
    held = {
        kind: tuple(index.within(book, lists.terms(chosen)))
        for kind, chosen in editions.items()
    }
    return read(*(held.get(kind, ()) for kind in _WORDED))


_MAKERS = ("lexicon.py", "folding.py", "terms.py", "indexwordings.py")


@cache
def _wording() -> str:
    """Names all that a lexicon is made of besides the release."""
    sources = [_HERE / name for name in _MAKERS]
    files = [*sources, *sorted((_HERE / "knowledge").glob("*.toml"))]
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _from_database(release: Release) -> CodeBook:
    info = ReleaseInfo(
        system=release.system,
        edition=release.edition,
        effective_from=release.effective_from,
        effective_to=release.effective_to,
        exact_from=release.exact_from,
        sha256=release.sha256,
    )
    return CodeBook(info, _entries(release), _notes(release))


def _entries(release: Release) -> Iterator[CodeEntry]:
    rows = (
        Code.objects.filter(release=release)
        .order_by("ordinal")
        .values_list(
            "code",
            "title",
            "kind",
            "parent__code",
            "billable",
            "chapter",
            "ordinal",
            "subtree_end",
        )
    )
    for row in rows.iterator(chunk_size=10_000):
        code, title, kind, parent, billable, chapter, ordinal, end = row
        parent = parent or ""
        yield CodeEntry(code, title, kind, parent, billable, chapter, ordinal, end)


def _notes(release: Release) -> Iterator[Note]:
    rows = (
        CodeNote.objects.filter(code__release=release)
        .order_by("code__ordinal", "ordinal", "references__ordinal")
        .values_list(
            "code__code",
            "kind",
            "text",
            "group",
            "label",
            "reading",
            "ordinal",
            "references__low",
            "references__high",
            "references__positions",
            "references__characters",
        )
    )
    for key, lines in groupby(rows.iterator(chunk_size=10_000), lambda row: row[:7]):
        code, kind, text, group, label, reading, _ = key
        ranges = (line[7:] for line in lines)
        yield Note(
            code,
            kind,
            text,
            group,
            label,
            reading,
            tuple(
                CodeRange(low, high, tuple(positions), tuple(characters))
                for low, high, positions, characters in ranges
                if low
            ),
        )
