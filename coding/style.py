"""How a chart is written: the documentation style that figures are broken down by.

Owns one coarse, reproducible word for a chart's documents. Reads shape only, never what
the text says, and must not import Django.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

#: A line that opens with a number, a dash or a bullet.
_ITEM = re.compile(r"\s*(?:\d{1,2}[.)]|[-*•·])\s+\S")
#: A line that is, or opens with, a heading: few words, then a colon.
_HEADED = re.compile(r"\s*[A-Za-z][A-Za-z /&'-]{1,40}:(?:\s|$)")
#: Characters of an average line from which the text runs on as prose.
_PROSE = 90
#: Share of lines from which a shape counts as the chart's.
_SHARE = 0.3


class Style(StrEnum):
    """The shape of most of a chart's lines."""

    PROSE = "prose"  # long running lines
    HEADED = "headed"  # short passages, each under its heading
    LISTED = "listed"  # numbered or bulleted lines
    TERSE = "terse"  # short lines without headings


def style_of(texts: Iterable[str]) -> Style:
    """The style of a chart's documents taken together."""
    lines = [line for text in texts for line in text.splitlines() if line.strip()]
    if not lines:
        return Style.TERSE
    if _share(lines, _ITEM) >= _SHARE:
        return Style.LISTED
    if _share(lines, _HEADED) >= _SHARE:
        return Style.HEADED
    average = sum(map(len, lines)) / len(lines)
    return Style.PROSE if average >= _PROSE else Style.TERSE


def _share(lines: list[str], shape: re.Pattern[str]) -> float:
    return sum(shape.match(line) is not None for line in lines) / len(lines)
