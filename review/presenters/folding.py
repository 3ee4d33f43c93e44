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
    kept: list[Quote] = []
    for n, quote in enumerate(quotes):
        others = (*quotes[:n], *quotes[n + 1 :])
        if quote in kept or any(_inside(quote, other) for other in others):
            continue
        kept.append(quote)
    return kept


def _inside(quote: Quote, other: Quote) -> bool:
    """Whether it says nothing that the longer one does not say."""
    return (
        _document(quote) == _document(other)
        and other.start <= quote.start
        and quote.end <= other.end
        and (other.end - other.start) > (quote.end - quote.start)
    )


def _document(quote: Quote) -> str:
    return quote.href.rsplit("-", 1)[0] if quote.href.count("-") > 1 else quote.href
