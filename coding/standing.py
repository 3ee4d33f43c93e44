"""In which section of a document a place stands.

Owns the look-up alone, for all who read a document bit by bit. Must not cut sections or
judge what kind of section says what.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from operator import attrgetter

from coding.values import Section

_START = attrgetter("start")


def section_at(sections: Sequence[Section], place: int) -> Section:
    """The section of one document, of all it has in order, that holds a place."""
    return sections[max(0, bisect_right(sections, place, key=_START) - 1)]
