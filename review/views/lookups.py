"""Looking codes up, for the code book and beside a code that is being changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from coding.models import Release


def find_codes(query: str, release: Release, limit: int) -> Sequence[Any]:
    """The best codes for what was typed, best first."""
    from coding import search

    return search.search(query, release, limit=limit)
