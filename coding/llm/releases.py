"""The retriever of a release, for code that has a database.

Owns joining the code book's search with the dictionary, once in a process. Must not ask
a model.
"""

from __future__ import annotations

from collections.abc import Sequence

from coding.llm.retrieving import Retriever
from coding.models import Release
from coding.pipeline import Engine
from coding.search import search

_retrievers: dict[str, Retriever] = {}


def retriever(release: Release, engine: Engine) -> Retriever:
    """The ways to the codes of a release."""
    found = _retrievers.get(release.sha256)
    if found is None or found.lexicon is not engine.lexicon:

        def find(query: str, limit: int) -> Sequence[str]:
            return [hit.code for hit in search(query, release, limit)]

        found = Retriever(engine.book, engine.lexicon, find)
        _retrievers[release.sha256] = found
    return found
