"""Evidence without what only repeats it.

Owns the folding: a quote that lies inside another one of the same document is left out,
and the same words in several places are shown once, with the places. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from review.presenters.page import Quote


def folded(quotes: Iterable[Quote]) -> tuple[Quote, ...]:
    """In the order given; the first of several equal ones carries the others."""
    kept = _widest(tuple(quotes))
    first: dict[str, list[Quote]] = {}
    for quote in kept:
        first.setdefault(" ".join(quote.text.casefold().split()), []).append(quote)
    return tuple(replace(same[0], again=tuple(same[1:])) for same in first.values())


def _widest(quotes: tuple[Quote, ...]) -> list[Quote]:
    """Without those inside another, and without a second one of the same place."""
    inside = _inside_others({_place(quote) for quote in quotes})
    return [each for each in dict.fromkeys(quotes) if _place(each) not in inside]


def _place(quote: Quote) -> tuple[str, int, int]:
    return _document(quote), quote.start, quote.end


def _inside_others(places: set[tuple[str, int, int]]) -> set[tuple[str, int, int]]:
    """Places that say nothing that a longer one of their document does not say.

    In order of their starts, the longer first: whatever ends no later than one before
    it lies within that one. A long chart quotes the same words hundreds of times.
    """
    inside, document, reached = set(), "", 0
    for place in sorted(places, key=lambda each: (each[0], each[1], -each[2])):
        if place[0] != document:
            document, reached = place[0], 0
        if place[2] <= reached:
            inside.add(place)
        reached = max(reached, place[2])
    return inside


def _document(quote: Quote) -> str:
    return quote.href.rsplit("-", 1)[0] if quote.href.count("-") > 1 else quote.href
