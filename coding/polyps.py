"""Adenomas of the bowel in several of its parts: each part has its own code (D12).

Owns reading the list of parts in which adenomas were found. Must not find an adenoma:
it looks only where one is coded.
"""

from __future__ import annotations

import re
from dataclasses import replace

from coding.basis import Basis
from coding.draft import Draft, Line
from coding.values import Evidence

PART = (
    r"(?:(?:the|a|proximal|distal|mid|right|left|one|two|three|1|2|3|each|x)\s)*"
    r"(?:ascending|transverse|descending|sigmoid|cec(?:um|al)|append\w+|hepatic flexure"
    r"|splenic flexure|rectosigmoid|rect(?:um|al))(?:\s(?:colon|polyps?))?"
)
#: "Adenomas of the cecum, transverse and sigmoid colon".
LISTED = re.compile(
    r"\badenoma(?:s|ta|tous polyps?)?(?:\s(?:polyps?|removed|found|resected)){0,2}"
    rf"\s(?:of|in|from|at)\s({PART}(?:\s?(?:,|and|,\s?and|&|/|\+)\s?{PART})+)",
    re.IGNORECASE,
)
PARTS = (
    ("D12.0", re.compile(r"\bcec", re.IGNORECASE)),
    ("D12.1", re.compile(r"\bappend", re.IGNORECASE)),
    ("D12.2", re.compile(r"\bascending", re.IGNORECASE)),
    ("D12.3", re.compile(r"\btransverse|flexure", re.IGNORECASE)),
    ("D12.4", re.compile(r"\bdescending", re.IGNORECASE)),
    ("D12.5", re.compile(r"\bsigmoid", re.IGNORECASE)),
    ("D12.7", re.compile(r"\brectosigmoid", re.IGNORECASE)),
    ("D12.8", re.compile(r"\brect(?:um|al)", re.IGNORECASE)),
)


def polyps(draft: Draft, basis: Basis) -> Draft:
    """A code for each part of the bowel in a list of adenomas (I.B.2)."""
    for line in draft.starting("D12"):
        for span in line.evidence:
            for code, part in _listed(span, basis):
                if code not in draft.lines and basis.book.is_billable(code):
                    draft = draft.with_line(_at(code, part, line))
    return draft


def _at(code: str, part: Evidence, line: Line) -> Line:
    return replace(line, code=code, evidence=(part,), alternatives=())


def _listed(span: Evidence, basis: Basis) -> list[tuple[str, Evidence]]:
    """The parts of a list that begins in or around a span, each with its words."""
    text = basis.text(span.document)
    found = []
    for match in LISTED.finditer(text, max(0, span.start - 1), span.end + 120):
        if match.start() >= span.end:
            continue
        for code, words in PARTS:
            part = words.search(match[1])
            if part is not None:
                start, end = match.span()
                quote = text[start:end]
                one = Evidence(span.document, start, end, quote, 1, span.section)
                found.append((code, one))
    return found
