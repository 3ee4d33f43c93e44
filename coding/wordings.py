"""The wordings by which codes are found, and the concepts they are filed under.

Owns the reading of titles, terms and index lines for the search; queries are read the
same way, so that both meet. Must not know the database, nor answer queries.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from coding import index, knowledge
from coding.codebook import CodeBook, CodeEntry, Kind, NoteKind, normalise
from coding.folding import Folder

TOKEN = re.compile(r"[A-Za-z]{1,2}/[A-Za-z]{1,3}(?![^\W_])|\d+\.\d+|[^\W_]+")
MAX_WORD = 60
_NUMERALS = re.compile(r"(i{1,3}|iv|v|vi)([abc]?)")
_ORDINALS = {"1st": "first", "2nd": "second", "3rd": "third", "4th": "fourth"}
_ORDINALS |= {"5th": "fifth", "6th": "sixth", "7th": "seventh", "8th": "eighth"}
_DIGITS = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6"}
#: Further wordings that one title may be read as; some tables repeat themselves much.
_MAX_DEPTH = 8


class Origin(IntEnum):
    """Where a wording comes from."""

    TITLE = 0
    TERM = 1
    EVERYDAY = 2
    INDEX = 3
    INHERITED = 4


@dataclass(frozen=True, slots=True)
class Wording:
    """One way to say a code."""

    code: str
    text: str
    origin: Origin


class Reader:
    """Words to concepts, the same for wordings and queries."""

    def __init__(self) -> None:
        table = knowledge.load("search")
        self._folder = Folder()
        self._silent = frozenset(table["silent"].split())
        self._same = {
            form: concept
            for concept, forms in table["same"].items()
            for form in forms.split()
        }
        self._cache: dict[str, str] = {}

    def concept(self, word: str) -> str:
        """The concept of a lower-case word; empty for one that says nothing."""
        known = self._cache.get(word)
        if known is None:
            known = self._concept(word)
            if len(self._cache) < 50_000:  # a bound: queries are anybody's
                self._cache[word] = known
        return known

    def _concept(self, word: str) -> str:
        if word in self._silent or len(word) > MAX_WORD:
            return ""
        if numeral := _NUMERALS.fullmatch(word):
            return _DIGITS[numeral[1]] + numeral[2]
        root = self._folder.root(_ORDINALS.get(word, word))
        return self._same.get(word) or self._same.get(root) or root

    def concepts(self, text: str) -> tuple[str, ...]:
        """The concepts of a wording, in order."""
        found = (self.concept(word) for word in tokens(text))
        return tuple(concept for concept in found if concept)


def tokens(text: str) -> list[str]:
    """The words of a text, lower-case, without marks."""
    return TOKEN.findall(text.lower())


#: Words that deny what follows them, so many words on, and the word that stops it.
DENYING = frozenset({"without", "w/o", "wo", "no", "not"})
ASSERTING = frozenset({"with", "w", "w/"})
REACH = 3


def signs(concept_of: Callable[[str], str], text: str) -> dict[str, bool]:
    """The concepts of a wording, and whether it denies them."""
    found: dict[str, bool] = {}
    left = 0
    for word in tokens(text):
        if word in ASSERTING:
            left = 0
        elif word in DENYING:
            left = REACH
        elif concept := concept_of(word):
            found[concept] = left > 0
            left -= 1
    return found


# What a book says


def of_book(book: CodeBook) -> Iterator[Wording]:
    """Titles from the category down, own inclusion terms, everyday wordings.

    What a heading is called also names the code beneath it that says the least more.
    """
    everyday = knowledge.load("defaults")
    for entry in book:
        if entry.kind not in (Kind.CATEGORY, Kind.SUBCATEGORY):
            continue
        yield Wording(entry.code, entry.title, Origin.TITLE)
        plain = "" if entry.billable else default_leaf(book, entry.code)
        texts = [note.text for note in book.own_notes(entry.code, _INCLUSION)]
        for text in texts:
            yield Wording(entry.code, text, Origin.TERM)
        for text in everyday.get(entry.code, ()):
            yield Wording(plain or entry.code, text, Origin.EVERYDAY)
        if plain:
            for text in (entry.title, *texts):
                yield Wording(plain, text, Origin.INHERITED)


_INCLUSION = NoteKind.INCLUSION_TERM


def default_leaf(book: CodeBook, code: str) -> str:
    """The billable code beneath a heading that adds nothing; empty if there is none."""
    for _ in range(_MAX_DEPTH):
        children = book.children(code)
        if not children:
            return code
        plain = _plainest(children)
        if plain is None:
            return ""
        code = plain.code
        if plain.billable:
            return code
    return ""


def _plainest(children: Sequence[CodeEntry]) -> CodeEntry | None:
    if len(children) == 1 or children[0].code[7:] == "A":
        return children[0]
    plain = [child for child in children if "unspecified" in child.title.lower()]
    if plain:
        return max(plain, key=lambda child: child.code[-1] in "09")
    least = max(children, key=_left_out)
    return least if "without" in least.title else None


def _left_out(entry: CodeEntry) -> int:
    """A hernia with obstruction, without gangrene, says more than one with neither."""
    words = re.findall(r"\bwith(?:out)?\b", entry.title.lower())
    return words.count("without") - words.count("with")


# What an index or table says


def of_list(
    kind: str, terms: Sequence[index.Term], book: CodeBook
) -> Iterator[Wording]:
    """The lines of an index that lead to a code of the book, the cells of a table."""
    columns = _COLUMNS.get(kind, ())
    for term in terms:
        path = " ".join(term.path)
        yield from _leading(term.code, path, book)
        for column, cell in zip(columns, term.cells, strict=False):
            yield from _leading(cell, f"{column} {path}", book)


def _leading(to: str, text: str, book: CodeBook) -> Iterator[Wording]:
    code = normalise(to.rstrip("-.")) if to else ""
    entry = book.get(code)
    if entry is None:
        return
    plain = code if entry.billable else default_leaf(book, code)
    yield Wording(plain or code, text, Origin.INDEX)


#: How the columns of the tables are said, in their order.
_COLUMNS = {
    "icd10cm-neoplasms": (
        "malignant neoplasm",
        "secondary malignant neoplasm",
        "carcinoma in situ",
        "benign neoplasm",
        "neoplasm of uncertain behavior",
        "neoplasm of unspecified behavior",
    ),
    "icd10cm-drugs": (
        "poisoning accidental",
        "poisoning intentional self-harm",
        "poisoning assault",
        "poisoning undetermined",
        "adverse effect",
        "underdosing",
    ),
}
