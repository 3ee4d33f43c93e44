"""Lists of words from the knowledge files, in the two forms that readers need.

Owns how a list is written down: words in one string, or patterns each in quotation
marks. Must not hold a word or know what one means.
"""

from __future__ import annotations

from functools import reduce
from operator import getitem
from typing import Any

from coding import knowledge


def words_of(table: str, *path: str) -> frozenset[str]:
    """The single words of a list that is written as one string."""
    return frozenset(_at(table, path).split())


def either(table: str, *path: str) -> str:
    """A group that matches one pattern of a list, tried in the list's own order."""
    return f"(?:{'|'.join(_at(table, path))})"


def _at(table: str, path: tuple[str, ...]) -> Any:
    """What stands in a table under these names."""
    return reduce(getitem, path, knowledge.load(table))
