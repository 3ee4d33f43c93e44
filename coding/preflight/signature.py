"""Reading who signed a record, how and when.

Owns finding an authentication in the text of a record. Says what stands there; whether
it is enough is ``coding.preflight.provider``'s business. Must not import Django.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from coding.values import NoteDocument

#: Words by which a system says that somebody authenticated a record.
ELECTRONIC = (
    r"electronically (?:signed|authenticated|verified|approved|finali[sz]ed)"
    r"(?: and (?:signed|verified|approved))?(?: by)?"
    r"|e-?signed(?: by)?|authenticated by|digitally signed(?: by)?|/e?s/"
    r"|(?:verified|approved|finali[sz]ed|validated|released|closed|completed)"
    r" (?:and signed )?by|signed electronically(?: by)?"
    r"|(?:reviewed and )?signed off by|attested by"
)
#: A signature of which the text does not say how it was made.
PLAIN = r"signed(?: by)?|signature"
#: Names a typist or a dictation: not an authentication.
TYPED = r"dictated(?: by)?|transcribed(?: by)?|dictated but not read"
_MARK = re.compile(
    rf"(?P<electronic>\b(?:{ELECTRONIC})|/e?s/)|(?P<plain>\b(?:{PLAIN})\b)"
    rf"|(?P<typed>\b(?:{TYPED})\b)",
    re.I,
)
_DAY = re.compile(
    r"(?P<iso>\d{4}-\d{2}-\d{2})|(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4}|\d{2})"
)
_TIME = re.compile(
    r"\b(?P<hour>[01]?\d|2[0-3]):?(?P<minute>[0-5]\d)\b(?: ?(?P<half>[AaPp])\.?[Mm])?"
)
#: Credentials that establish diagnoses, as they stand behind a name.
CREDENTIAL = re.compile(
    r"\b(?:M\.?D|D\.?O|D\.?P\.?M|O\.?D|N\.?P|P\.?A(?:-C)?|APRN|ARNP|CRNP|FNP(?:-[A-Z]+)?"
    r"|DNP|CNS|CNM|CRNA|Psy\.?D|Ph\.?D|LCSW|LICSW|CSW|PT|DPT|OT|OTR|SLP|CCC-SLP|DMD"
    r"|D\.?D\.?S|MBBS)\b"
)
REACH = 120


@dataclass(frozen=True, slots=True)
class Signature:
    """What stands at the end of a record. ``kind``: electronic, plain or typed."""

    kind: str
    phrase: str
    document: str
    start: int
    end: int
    credential: str = ""
    signed_on: date | None = None
    at: str = ""

    def days_after(self, service_date: date) -> int | None:
        """Days from the service to the signature; negative when it came before."""
        return (self.signed_on - service_date).days if self.signed_on else None


_RANK = {"electronic": 0, "plain": 1, "typed": 2}


def find(documents: Sequence[NoteDocument], provider: str = "") -> Signature | None:
    """The best authentication in the record: of the provider, electronic, the last.

    ``provider`` is the rendering practitioner's name where it is known; a signature
    beside that name comes before others.
    """
    return _best(tuple(documents), provider)


@lru_cache(maxsize=4)
def _best(documents: tuple[NoteDocument, ...], provider: str) -> Signature | None:
    """Several tests of one record ask the same."""
    found = [one for each in documents for one in _all(each)]
    texts = {each.sha256: each.text for each in documents}

    def order(one: Signature) -> tuple[int, int, int]:
        near = texts[one.document][one.start : one.end + REACH].casefold()
        theirs = bool(provider) and surname(provider) in near
        return (not theirs, _RANK[one.kind], -one.start)

    return min(found, key=order, default=None)


def surname(name: str) -> str:
    """The last name of a practitioner or a person, folded for comparing.

    "Vane, Ottoline" and "Ottoline Vane, MD" both give "vane": a comma divides a last
    name from the first only when what follows is no credential.
    """
    before, comma, after = name.partition(",")
    if comma and not CREDENTIAL.search(after):
        return before.strip().casefold()
    words = before.split()
    return words[-1].casefold() if words else ""


def _all(document: NoteDocument) -> Iterator[Signature]:
    for mark in _MARK.finditer(document.text):
        after = document.text[mark.end() : mark.end() + REACH].split("\n\n")[0]
        credential = CREDENTIAL.search(after)
        day, time = _when(after)
        kind = mark.lastgroup or "plain"
        if kind == "plain" and not (credential or day):
            # "Consent was signed" and the like.
            continue
        yield Signature(
            kind=kind,
            phrase=mark[0].strip(),
            document=document.sha256,
            start=mark.start(),
            end=mark.end(),
            credential=credential[0] if credential else "",
            signed_on=day,
            at=time,
        )


def _when(text: str) -> tuple[date | None, str]:
    found = _DAY.search(text)
    if found is None:
        return None, ""
    day = _date(found)
    time = _TIME.search(text[found.end() : found.end() + 16])
    if day is None or time is None:
        return day, ""
    hour = int(time["hour"])
    if time["half"]:
        hour = hour % 12 + (12 if time["half"] in "Pp" else 0)
    return day, f"{hour:02}:{time['minute']}"


def _date(found: re.Match[str]) -> date | None:
    try:
        if found["iso"]:
            return date.fromisoformat(found["iso"])
        year = int(found["year"])
        year += 2000 if year < 100 else 0
        return datetime(year, int(found["month"]), int(found["day"])).date()
    except ValueError:
        return None
