"""A document as sections: stretches of text under one heading, each of a known kind.

Owns the recognising of headings in the forms real notes use. The sections cover the
document exactly, in order, without overlap. Must not read what the text says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from coding import knowledge
from coding.values import NoteDocument, Section

#: A heading ends in a colon, or stands alone on its line. Bounded on every side.
HEADING = re.compile(
    r"(?:^|(?<=[\n.,;)])|(?<=  ))[ \t]*(?:[#*_=]{1,4} ?)?(?:\d{1,2}[.)] )?"
    r"(?P<name>[A-Za-z][A-Za-z /&'\-]{0,48}[A-Za-z]|[A-Za-z])"
    r"(?:[*_]{1,2})?[ \t]?(?P<mark>:|(?=[ \t]*(?:\r?\n|$))| ?[-–] ?(?=\n))"
)
#: Kinds in which body-system sub-headings do not open a new section.
KEEPS_SYSTEMS = frozenset({"ros", "exam", "hospital_course", "assessment_plan", "plan"})
PREFIXES = ("interim ", "updated ", "brief ", "focused ", "pertinent ", "current ")
CONTINUED = "system"
#: What a document's kind says of text that stands under no heading.
OPENING = "opening"


@cache
def _kinds() -> dict[str, str]:
    return {
        name: kind
        for kind, names in knowledge.load("headings").items()
        for name in names
    }


def split(document: NoteDocument) -> tuple[Section, ...]:
    """The sections of a document, exactly covering its text."""
    text = document.text
    marks = list(_headings(text))
    if not marks or marks[0][0] > 0:
        marks.insert(0, (0, OPENING, ""))
    ends = [start for start, _, _ in marks[1:]] + [len(text)]
    return tuple(
        Section(document.sha256, kind, start, end, heading)
        for (start, kind, heading), end in zip(marks, ends, strict=True)
        if end > start
    )


def whole(document: NoteDocument) -> tuple[Section, ...]:
    """The document as one section, for measuring what sections are worth."""
    if not document.text:
        return ()
    return (Section(document.sha256, OPENING, 0, len(document.text)),)


def _headings(text: str) -> Iterator[tuple[int, str, str]]:
    """(offset, kind, heading) of every heading that opens a section."""
    current = OPENING
    for match in HEADING.finditer(text):
        name, mark = match["name"], match["mark"]
        kind = kind_of(name)
        if kind is None or not _stands_as_heading(text, match, name, mark):
            continue
        if kind == CONTINUED:
            if current in KEEPS_SYSTEMS or not (name.isupper() or current == "exam"):
                continue
            kind = "ros" if current == "ros" else "exam"
        current = kind
        yield match.start("name"), kind, name


def kind_of(name: str) -> str | None:
    """The canonical kind of a heading's words, if they are a heading."""
    folded = " ".join(name.lower().split())
    known = _kinds().get(folded)
    if known is not None:
        return known
    for prefix in PREFIXES:
        if folded.startswith(prefix):
            return _kinds().get(folded[len(prefix) :])
    return None


def _stands_as_heading(text: str, match: re.Match[str], name: str, mark: str) -> bool:
    """Lower-case words inside a line and bare single letters are not headings."""
    start = match.start("name")
    before = text[max(0, start - 2) : start]
    own_line = not before.strip() and (start == 0 or "\n" in before or before == "  ")
    if mark != ":":
        line_start = text.rfind("\n", 0, start) + 1
        alone = not text[line_start:start].strip(" \t#*_=0123456789.)")
        return alone and len(name) > 2 and (name.isupper() or name[0].isupper())
    if len(name) <= 2:
        return name.isupper() and (own_line or before.endswith(","))
    if name[0].islower():
        return False
    return own_line or name.isupper() or name.istitle() or " " in name or len(name) > 4
