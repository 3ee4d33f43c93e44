"""What forms of other systems have in common: safe reading, and what a payer says.

Owns the bounds of a file from outside, attachments in base64, and which of several
coverages counts. A file may hold anything, so every value is asked for its type first.
Pure: no Django, no files, and nothing is ever fetched from an address.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from coding.chartplain import Plain, Unreadable

#: No file from outside is read past this, in bytes.
MOST_BYTES = 64 * 1024 * 1024
#: No file holds more charts; a larger delivery is cut into files.
MOST_CHARTS = 10_000
#: How CMS names a Medicare Advantage or Part D contract: H1234, perhaps with its plan.
CONTRACT = re.compile(r"\b([HRSE][0-9]{4})(?:-[0-9]{3})*\b")
#: Types of text that are read as they are.
PLAIN_TEXT = ("", "text/plain", "text", "plain", "tx", "ft", "st")
#: How types end whose characters are for a program: tags would be read as the note.
MARKED_UP = ("html", "xml", "json")


@dataclass(frozen=True, slots=True)
class Covered:
    """What one coverage says; ``rank`` 1 is billed first, ``enrollee`` its member."""

    payer: str = ""
    contract: str = ""
    enrollee: str = ""
    rank: int = 1


def first_payer(found: Iterable[Covered]) -> Covered:
    """The one that is billed first; of equal rank the one that stands first."""
    return min(found, key=lambda each: each.rank, default=Covered())


def contract_among(values: Iterable[str]) -> str:
    """The first that is a contract of CMS; "" where none is."""
    return next((hit[1] for each in values if (hit := CONTRACT.search(each))), "")


def attached(data: str, media_type: str, what: str) -> dict[str, Any]:
    """A document in base64, by its bytes; intake looks at what they are."""
    if len(data) > MOST_BYTES:
        raise Unreadable(f"{what} is larger than any document")
    refuse_marked_up(media_type, what)
    try:
        found = base64.b64decode("".join(data.split()), validate=True)
    except (binascii.Error, ValueError):
        raise Unreadable(f"{what} is not valid base64") from None
    return {"data": found, "media_type": media_type[:100] or "text/plain"}


def refuse_marked_up(media_type: str, what: str) -> None:
    if media_type.endswith(MARKED_UP):
        raise Unreadable(f"{what} is HTML, XML or JSON; plain text is needed")


def table(value: object) -> Plain:
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def tables(value: object) -> list[Plain]:
    """The objects of a list; one object stands for a list of it."""
    listed = value if isinstance(value, list) else [value]
    return [each for each in listed if isinstance(each, dict)]


def words(value: object) -> str:
    """The value if it is text, without blanks around it, else nothing."""
    return value.strip() if isinstance(value, str) else ""
