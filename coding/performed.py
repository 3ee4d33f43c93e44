"""Operations of this very visit, done or planned: what they leave is no status yet.

Owns telling "successful implantation of a pacemaker" and the title of the procedure
from a device or a lost organ that the patient came with (I.C.21.c.3: a status is of a
past procedure). Which words say so is data in ``knowledge/performed.toml``. Must not
judge what a list of past operations left.
"""

from __future__ import annotations

import re
from itertools import islice

from coding import knowledge
from coding.basis import Basis
from coding.sentences import around
from coding.values import Evidence, Mention
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
#: So many characters of a code name an operation; the next its side.
SAME = 6
#: Of an operation that is named without end, so many places are looked at.
TOLD = 12


def is_performed(mention: Mention, code: str, basis: Basis) -> bool:
    """Whether a code of status is of an operation that this note plans or tells."""
    if code.startswith(JOINED):
        return _is_made(mention, basis)
    if not code.startswith(LEFT):
        return False
    span = mention.evidence
    if _is_told_earlier(span, basis):
        return False
    return _is_chosen(span, basis) or _is_titled(span, basis) or _is_todays(code, basis)


def _is_todays(code: str, basis: Basis) -> bool:
    """Whether the title of the procedure names it, and so all of the note."""
    same = (
        one.evidence
        for one, found in basis.read
        if found and found[0].code[:SAME] == code[:SAME]
    )
    return any(
        _is_titled(span, basis) and not _is_told_earlier(span, basis)
        for span in islice(same, TOLD)
    )


def _own(span: Evidence, basis: Basis) -> str:
    """The words of the clause in front of an operation, in its section."""
    text, section = basis.text(span.document), basis.section_of(span)
    first = section.start + len(section.heading)
    before = text[max(first, span.start - BEFORE) : span.start]
    return re.split(r"[.;\n](?=\s|,)", before)[-1]


def _is_told_earlier(span: Evidence, basis: Basis) -> bool:
    text, own = basis.text(span.document), _own(span, basis)
    behind = re.split(r"[.;\n]", text[span.end : span.end + BEHIND])[0]
    handled = HANDLED.search(own) or HANDLED.search(behind)
    return bool(handled or EARLIER.search(own))


def _is_chosen(span: Evidence, basis: Basis) -> bool:
    """Chosen by the words in front, or by those that the quoted span begins with."""
    begun = span.text.rpartition(" ")[0]
    own = _own(span, basis)
    return any(map(CHOSEN.search, (own, f"{own}{begun} " if begun else "")))


def _is_titled(span: Evidence, basis: Basis) -> bool:
    section = basis.section_of(span)
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
