"""Quoted text: from what somebody selected or typed to spans of the documents.

Owns finding it. The offsets that a browser counted are believed only when the text at
them is the text that was selected; typed text is looked for word by word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from coding.values import NoteDocument
from review.forms import Span

# The text travels as people see it: line ends and runs of blanks are one blank.
_BLANKS = re.compile(r"\s+")


def spans(
    documents: Sequence[NoteDocument], quote: str, selected: Span | None
) -> list[dict[str, Any]]:
    """The quoted text as evidence; empty when it stands nowhere in the documents."""
    if selected is not None and (found := _at(documents, quote, selected)):
        return [found]
    words = [re.escape(word) for word in quote.split()]
    if not words:
        return []
    pattern = re.compile(r"\s+".join(words))
    for document in documents:
        if match := pattern.search(document.text):
            return [_span(document, match.start(), match.end())]
    return []


def _at(
    documents: Sequence[NoteDocument], quote: str, selected: Span
) -> dict[str, Any] | None:
    for document in documents:
        if document.sha256 != selected.document:
            continue
        start, end = _trimmed(document.text, selected.start, selected.end)
        if start < end and _plain(document.text[start:end]) == _plain(quote):
            return _span(document, start, end)
    return None


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without the blanks that a careless selection takes along."""
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), start + len(part.rstrip())


def _plain(text: str) -> str:
    return _BLANKS.sub(" ", text).strip()


def _span(document: NoteDocument, start: int, end: int) -> dict[str, Any]:
    return {
        "document": document.sha256,
        "start": start,
        "end": end,
        "text": document.text[start:end],
    }
