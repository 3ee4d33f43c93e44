"""Lists of words from the knowledge files, in the two forms that readers need.

Owns how a list is written down: words in one string, or patterns each in quotation
marks. Must not hold a word or know what one means.
"""

from __future__ import annotations

from coding import knowledge


def listed(table: str, name: str) -> frozenset[str]:
    """The single words of a list that is written as one string."""
    return frozenset(knowledge.load(table)[name].split())


def either(table: str, name: str) -> str:
    """A group that matches one pattern of a list, tried in the list's own order."""
    return f"(?:{'|'.join(knowledge.load(table)[name])})"
