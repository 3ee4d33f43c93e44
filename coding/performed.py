"""Operations of this very visit, done or planned: what they leave is no status yet.

Owns telling "successful implantation of a pacemaker" and the title of the procedure
from a device or a lost organ that the patient came with (I.C.21.c.3: a status is of a
past procedure). Which words say so is data in ``knowledge/performed.toml``. Must not
judge what a list of past operations left.
"""

from __future__ import annotations

import re

from coding import knowledge
from coding.basis import Basis
from coding.sentences import around
from coding.values import Mention
from coding.wordlists import either

LEFT = tuple(knowledge.load("performed")["left"])
CHOSEN = re.compile(
    rf"\b{either('performed', 'chosen')}\W+"
    rf"(?:{either('performed', 'between')}\W+){{0,9}}$",
    re.IGNORECASE,
)
EARLIER = re.compile(rf"\b{either('performed', 'earlier')}\b", re.IGNORECASE)
HANDLED = re.compile(rf"\b{either('performed', 'handled')}\b", re.IGNORECASE)
TITLES = re.compile(rf"{either('performed', 'titles')}\W*", re.IGNORECASE)
#: How far before and behind its name an operation is told of, and how far a title goes.
BEFORE, BEHIND, TITLE = 110, 50, 160


def is_performed(mention: Mention, code: str, basis: Basis) -> bool:
    """Whether a code of status is of an operation that this note plans or tells."""
    if code.startswith(JOINED):
        return _is_made(mention, basis)
    if not code.startswith(LEFT):
        return False
    span = mention.evidence
    text, section = basis.text(span.document), basis.section_of(span)
    first = section.start + len(section.heading)
    before = text[max(first, span.start - BEFORE) : span.start]
    own = re.split(r"[.;\n](?=\s|,)", before)[-1]
    behind = re.split(r"[.;\n]", text[span.end : span.end + BEHIND])[0]
    if any(one.search(own) for one in (HANDLED, EARLIER)) or HANDLED.search(behind):
        return False
    if CHOSEN.search(own):
        return True
    titled = TITLES.fullmatch(section.heading) is not None
    return titled and span.start - section.start < TITLE


#: Vertebrae that are one, and what says that they grew so, or were born so.
JOINED, FUSION = "M43.2", re.compile(r"\bfusions?\b", re.IGNORECASE)
GROWN = re.compile(rf"\b{either('performed', 'grown')}", re.IGNORECASE)


def _is_made(mention: Mention, basis: Basis) -> bool:
    """A fusion of the spine is a surgeon's, unless it is told to be the bones' own."""
    span = mention.evidence
    text = basis.text(span.document)
    first, last = around(text, span.start, span.end)
    made = FUSION.search(span.text) is not None
    return made and GROWN.search(text, first, last) is None
