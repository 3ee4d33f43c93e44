"""Lists of what is still to be ruled out, under a line that says so and nothing more.

Owns finding where such a list begins and ends among the headings of a document. Must
not judge what its items name: the kind of its section says that all are possible.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

Mark = tuple[int, str, str]
KIND = "differential"
#: The line, and whether its word is known as a heading without this module.
HEAD = re.compile(
    r"^[ \t]*(?:[-*•#][ \t]?|\d{1,2}[.)][ \t]?)?"
    r"(?P<name>rule[- ]?outs?|r/o|(?P<known>ddx|differential(?: d(?:x|iagnos[ei]s))?))"
    r"[ \t]*(?::[ \t]*)?\r?\n(?:[ \t]*\r?\n)?",
    re.IGNORECASE | re.MULTILINE,
)
#: Most documents hold none of these.
WORDS = ("rule out", "rule-out", "r/o", "ddx", "differential")
ITEM = re.compile(
    r"[ \t]*(?:(?P<bullet>[-*•+]|o(?= ))[ \t]*|(?P<number>\d{1,2})[.)][ \t]*)?"
    r"(?P<words>[^\n]*)(?:\n|\Z)"
)
#: A line without a mark that is longer, or goes on after a colon, is no item.
LONGEST = 60
MOST = 15
PLAIN = "plain"


def with_possibilities(marks: list[Mark], text: str) -> list[Mark]:
    """The marks with such lists as sections; behind each its surroundings go on."""
    lower = text.lower()
    if not any(word in lower for word in WORDS):
        return marks
    told: list[Mark] = []
    at, last = 0, len(text.rstrip())
    marks = sorted(marks)
    for head, end in _lists(text):
        while at < len(marks) and marks[at][0] < head.start():
            told.append(marks[at])
            at += 1
        if told and told[-1][0] == head.start():
            told.pop()  # the list before this one ended here
        around = told[-1][1] if told else ""
        while at < len(marks) and marks[at][0] < end:
            at += 1
        told.append((head.start("name"), KIND, head["name"]))
        headed = at < len(marks) and marks[at][0] == end
        if around and end < last and not headed:
            told.append((end, around, ""))
    return told + marks[at:]


def _lists(text: str) -> Iterator[tuple[re.Match[str], int]]:
    done = 0
    for head in HEAD.finditer(text):
        end, kind = _end(text, head.end())
        # a paragraph under a heading is left to it
        if head.start() >= done and end and not (head["known"] and kind == PLAIN):
            done = end
            yield head, end


def _end(text: str, at: int) -> tuple[int, str]:
    """Where the list that begins here ends, and how its items are marked."""
    first, last, end = "", 0, 0
    for _ in range(MOST):
        item = ITEM.match(text, at)
        if item is None or not item["words"].strip():
            break
        kind = "bullet" if item["bullet"] else "number" if item["number"] else PLAIN
        if kind != (first or kind) or not _goes_on(item, kind, last):
            break
        first, last, end = kind, int(item["number"] or 0), item.end()
        at = end
    return end, first


def _goes_on(item: re.Match[str], kind: str, last: int) -> bool:
    if kind == "number":
        return int(item["number"]) == last + 1
    words = item["words"]
    return kind != PLAIN or (len(words) <= LONGEST and ":" not in words)
