"""What stands beside the phrases of a chart that have been credited with a code.

Owns which places are looked at and what counts as beside them: words as written, folded
words, the end of the phrase, how long the sentence is and where. Must not weigh it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence

from coding.folding import Segment
from coding.passages import Heard, Passage
from coding.senses import CREDITED, Fit
from coding.surroundings import Place, based

#: Phrases credited with less of a code are too seldom its name to be looked around.
LEAST = 0.08
#: Letters at the end of a phrase as it is written: "edema" is not "edematous".
ENDING = 3


def places(
    fits: Iterable[tuple[str, Sequence[Fit]]],
    passages: Sequence[Passage],
    priors: Mapping[str, int],
) -> Iterator[Place]:
    """For every code and sentence the place whose phrase is credited with most."""
    look: _Look | None = None
    for code, own in fits:
        best: dict[tuple[str, int], tuple[Fit, Heard]] = {}
        for fit in own:
            if fit.credit < LEAST:
                continue
            for place in fit.places:
                if place.assertion not in CREDITED:
                    continue
                key = place.document, place.sentence
                if key not in best or best[key][0].credit < fit.credit:
                    best[key] = fit, place
        for fit, place in best.values():
            look = look or _Look(passages)
            base = based(fit.credit, fit.seen, priors.get(code, 0))
            yield Place(code, place, base, look.around(place))


class _Look:
    """The surroundings of places in one chart, each looked at once."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = {
            (one.document, one.segment.start): (at, one.segment)
            for at, one in enumerate(passages)
        }
        self._seen: dict[tuple[str, int, int], tuple[str, ...]] = {}

    def around(self, place: Heard) -> tuple[str, ...]:
        key = place.document, place.start, place.end
        if key not in self._seen:
            at, segment = self._passages[place.document, place.sentence]
            found = dict.fromkeys(_around(segment, place))
            found[f"q:{_part(at, len(self._passages))}"] = None
            self._seen[key] = tuple(found)
        return self._seen[key]


def _part(at: int, sentences: int) -> str:
    """Where in the chart a sentence stands: first, last, or in which quarter."""
    if at == 0:
        return "first"
    return "last" if at == sentences - 1 else str(4 * at // sentences)


def _around(segment: Segment, place: Heard) -> Iterator[str]:
    """Kind and word of what stands beside a phrase, as written and as folded.

    s the phrase as written, x its ending; p n the words before and after, P N two of
    them; c d the concepts before and after; b the others of the sentence; a what the
    sentence says of it; L how long that is.
    """
    words, concepts, starts = segment.words, segment.concepts, segment.starts
    first = bisect_left(words, place.start, key=_begins)
    last = bisect_left(words, place.end, key=_begins)
    low, high = bisect_left(starts, place.start), bisect_left(starts, place.end)
    written = " ".join(word for word, _, _ in words[first:last])
    before = words[first - 1][0] if first else "^"
    after = words[last][0] if last < len(words) else "$"
    yield f"s:{written}"
    yield f"x:{written[-ENDING:]}"
    yield f"p:{before}"
    yield f"n:{after}"
    yield f"P:{words[first - 2][0]} {before}" if first > 1 else "P:^"
    yield f"N:{after} {words[last + 1][0]}" if last + 1 < len(words) else "N:$"
    yield f"c:{concepts[low - 1] if low else '^'}"
    yield f"d:{concepts[high] if high < len(concepts) else '$'}"
    yield f"a:{place.said.name}"
    yield f"L:{min(6, len(concepts) // 4)}"
    own = concepts[low:high]
    for concept in concepts:
        if concept not in own:
            yield f"b:{concept}"


def _begins(word: tuple[str, int, int]) -> int:
    return word[1]
