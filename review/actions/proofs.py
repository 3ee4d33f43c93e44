"""What every coding has to prove: a code that may be billed, and text that quotes it.

Owns the two checks that a decision and a second coding share. Refuses with the reason;
must not write anything.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from audit import vault
from coding import codes, procedurecodes, sections
from coding.codebook import CodeBook, CodeEntry
from coding.models import ChartVersion
from coding.values import NoteDocument
from review.refusals import Refused

Spans = Sequence[Mapping[str, Any]]


def billable(book: CodeBook, code: str) -> CodeEntry:
    """The code in the release of the date of service, or a refusal that says why."""
    found = book.find(code)
    shown = code.strip().upper()[:12] or "An empty code"
    if found is None:
        raise Refused(f"{shown} is not in {book.release}.")
    if not found.billable:
        raise Refused(
            f"{found.code} is a heading, not a billable code; choose one beneath it."
        )
    return found


def billable_in(book: CodeBook, system: str, code: str, on: date) -> CodeEntry:
    """The same in the system a line belongs to; procedures have their own releases."""
    if system == codes.ICD10CM:
        return billable(book, code)
    if system not in procedurecodes.SYSTEMS:
        raise Refused("Codes are of ICD-10-CM, ICD-10-PCS, HCPCS or CPT.")
    try:
        found = procedurecodes.find(system, code, on)
    except codes.NoRelease as error:
        raise Refused(str(error)) from error
    shown = code.strip().upper()[:12] or "An empty code"
    if found is None or not found.entry.billable:
        raise Refused(f"{shown} is no code of {system} on {on.isoformat()}.")
    return found.entry


def verified(version: ChartVersion, evidence: Spans) -> list[dict[str, Any]]:
    """The spans without their text, once each is proved to quote its document."""
    return verified_in(
        set(version.documents.values_list("document_id", flat=True)), evidence
    )


def verified_in(known: Collection[str], evidence: Spans) -> list[dict[str, Any]]:
    """The same for documents of these hashes."""
    if not evidence:
        raise Refused("A code needs the text that proves it: select it in a document.")
    return [_verified_span(span, known) for span in evidence]


def _verified_span(span: Mapping[str, Any], known: Collection[str]) -> dict[str, Any]:
    document, start, end = span["document"], span["start"], span["end"]
    if document not in known:
        raise Refused("The quoted text is not from a document of this chart.")
    text = vault.get_text(document)
    if not 0 <= start < end <= len(text) or text[start:end] != span["text"]:
        raise Refused("The quoted text does not stand at that place of the document.")
    if not span["text"].strip():
        raise Refused("Select words, not only blanks.")
    return {
        "document": document,
        "start": start,
        "end": end,
        "page": int(span.get("page", 1)),
        "section": _section(document, text, start),
    }


def _section(document: str, text: str, start: int) -> str:
    """The kind of section a place lies in: read here, never taken from a browser."""
    parts = sections.split(NoteDocument(document, text))
    return next((part.kind for part in parts if part.start <= start < part.end), "")
