"""Labels that hold for their own line, and what goes on behind that line.

Owns a story whose only headings announce data, and labels inside an assessment. Must
not find headings or read what the text says.
"""

from __future__ import annotations

import re

Mark = tuple[int, str, str]
#: What a document's kind says of text that stands under no heading.
OPENING = "opening"
#: What is told on a line of its own in the middle of a story.
DATA = frozenset({"labs", "imaging", "medications", "family_history", "social_history"})


def of_prose(marks: list[Mark], text: str) -> list[Mark]:
    """In a story whose only headings announce data, each holds for its line alone."""
    told = {kind for _, kind, _ in marks}
    if not told or told - DATA or not marks[0][0]:
        return marks
    kept: list[Mark] = []
    end = text.find("\n")
    for at, kind, name in marks:
        kept.append((at, kind, name))
        if 0 <= end < at:  # of many headings in one line its end is looked for once
            end = text.find("\n", at)
        own = TELLING.search(text, at + len(name), end) if end > 0 else None
        if own and end + 1 < len(text):
            kept.append((end + 1, OPENING, ""))
    return [
        mark
        for mark, after in zip(kept, [*kept[1:], (-1, "", "")], strict=True)
        if mark[0] != after[0]  # the next line has a heading of its own
    ]


#: What a heading's line tells behind it, and what in an assessment does.
TELLING = re.compile(r"[^ \t:]")
TELLING_MORE = re.compile(r"[^ \t:.*_\-#=]")
#: Labels inside an assessment that stands under a heading of its own line.
LABELS = DATA | {"immunizations", "education", "allergies", "procedure", "differential"}
ASSESSING = frozenset({"assessment", "assessment_plan"})
BULLETS = ("-", "\u2022", "*", "+", "o ")
#: No bullet is indented further, in characters.
INDENT = 200


def resumed(marks: list[Mark], text: str) -> list[Mark]:
    """A label within an assessment holds for its line; then the assessment goes on."""
    kept: list[Mark] = []
    current, end = "", text.find("\n")
    for at, (start, kind, name) in enumerate(marks):
        kept.append((start, kind, name))
        if 0 <= end < start:
            end = text.find("\n", start)
        told = TELLING_MORE.search(text, start + len(name), max(end, start))
        inline = told is not None
        if not inline:
            current = kind if kind in ASSESSING else ""
        following = marks[at + 1][0] if at + 1 < len(marks) else len(text)
        label = kind in LABELS or (kind == "plan" and _is_bullet(text, start))
        if current and inline and label and text[end + 1 : following].strip():
            kept.append((end + 1, current, ""))
    return kept


def _is_bullet(text: str, start: int) -> bool:
    """Whether a heading is one of several things that are listed under a problem."""
    near = max(0, start - INDENT)
    line = max(text.rfind("\n", near, start) + 1, near)
    return text[line:start].strip(" \t") in BULLETS
