"""By what a browser says which parts of a case page it shows already.

Owns the mark of a part: a short hash over everything that its words are made of. A
browser sends the marks of what it shows with a decision, and what would be written the
same again is not written again. A mark that nobody knows costs no more than the part.
Pure.
"""

from __future__ import annotations

from dataclasses import replace
from hashlib import blake2b
from typing import Any

from review.presenters.page import CasePage, ItemView
from review.states import Verb

#: What the request that decides something carries them in, separated by blanks.
SHOWN = "Attest-Shown"
BYTES = 8
#: What stands below the codes, and is written with every answer.
BELOW = (Verb.FINALISE, Verb.UNDO, Verb.ADD)


def mark(*said: Any) -> str:
    """Equal for what is the same word for word, in every process."""
    return blake2b(repr(said).encode(), digest_size=BYTES).hexdigest()


def marked(items: tuple[ItemView, ...], *around: Any) -> tuple[ItemView, ...]:
    """The codes with their marks; ``around`` is what each of them says of the page."""
    return tuple(replace(item, mark=mark(item, len(items), *around)) for item in items)


def head(page: CasePage, why_not_ask: str | None) -> str:
    """The mark of the strip above the note; how long the claim lasts goes apart."""
    return mark(
        page.number,
        page.patient,
        page.setting,
        page.seen,
        page.provider,
        page.contract,
        page.chips,
        page.state,
        page.mine,
        [button for button in page.buttons.values() if button.verb not in BELOW],
        page.chart_version,
        page.gaps,
        why_not_ask,
    )
