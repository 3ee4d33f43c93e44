"""How much of a signed code each phrase of its quotation is credited with.

Owns sharing a code out among the phrases that coders quoted together for it, as a
noisy-or: each phrase may bring its code about by itself, with a chance of its own
(Pearl 1988, section 4.3.2), fitted by expectation maximisation (Dempster, Laird and
Rubin 1977). Words that stand in a quotation by accident explain nothing that the others
do not, and lose their credit. Must not know of charts beyond their phrases, or of
texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

#: Rounds of the fit; later ones change the third digit.
ROUNDS = 12
#: Charts added to those in which a phrase stood, so that one chance is no certainty.
DOUBT = 1.0
#: No phrase is certain of its code.
MOST = 0.98

#: (phrase, code)
Pair = tuple[str, str]


def shares(
    quotations: Iterable[Sequence[Pair]], seen: Mapping[Pair, int]
) -> dict[Pair, float]:
    """The chance from 0 to ``MOST`` with which each phrase brings its code about.

    A quotation is what may have brought one code about on one chart; ``seen`` are the
    charts in which the phrase of each pair stood, signed so or not.
    """
    import numpy as np

    pairs = {pair: at for at, pair in enumerate(seen)}
    told = [[pairs[one] for one in each if one in pairs] for each in quotations]
    told = [each for each in told if each]
    if not told:
        return dict.fromkeys(seen, 0.0)
    places = np.fromiter(chain.from_iterable(told), np.intp)
    whose = np.repeat(np.arange(len(told)), [len(each) for each in told])
    charts = np.fromiter(seen.values(), float) + DOUBT
    chances = np.bincount(places, minlength=len(pairs)) / charts
    for _ in range(ROUNDS):
        chances = _again(chances, places, whose, charts)
    rounded = np.minimum(chances, MOST).round(4).tolist()
    return dict(zip(pairs, rounded, strict=True))


def _again(chances: Any, places: Any, whose: Any, charts: Any) -> Any:
    """One round: what each phrase is answerable for, by the chances so far."""
    import numpy as np

    own = np.minimum(chances[places], MOST)
    none = np.exp(np.bincount(whose, np.log1p(-own)))
    answerable = own / np.maximum(1 - none[whose], own)
    return np.bincount(places, answerable, minlength=len(charts)) / charts
