"""The assessment of a letter or a story that announces it with no heading.

Owns finding the paragraph that sums up ("In summary, ..."), from which on the writer
assesses. Must not look where a document has an assessment under a heading of its own.
"""

from __future__ import annotations

import re

Mark = tuple[int, str, str]
KIND = "assessment_plan"
#: Headings under which a document assesses already.
ASSESSED = frozenset(
    {
        *("assessment", "assessment_plan", "impression", "discharge_diagnosis"),
        *("postop_diagnosis", "preop_diagnosis", "hospital_course"),
    }
)
#: How such a paragraph begins.
SUMMED = re.compile(
    r"^[ \t]{0,8}(?P<name>In (?:summary|conclusion|short)|To (?:summarize|sum up)"
    r"|In closing|Summarizing)(?=[,:] )",
    re.MULTILINE,
)


def with_summary(marks: list[Mark], text: str) -> list[Mark]:
    """The marks with the last paragraph that sums up, where nothing else assesses."""
    if any(kind in ASSESSED for _, kind, _ in marks):
        return marks
    found = list(SUMMED.finditer(text))
    if not found:
        return marks
    last = found[-1]
    return sorted([*marks, (last.start("name"), KIND, last["name"])])
