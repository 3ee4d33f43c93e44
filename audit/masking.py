"""Taking direct identifiers out of a text before it leaves, with the way back.

Owns what is taken out (names and numbers from the chart's facts, Medicare and record
numbers, telephone numbers, addresses, e-mail, dates of birth) and the map from offsets
of the masked text to those of the original. A stand-in is a word in square brackets, so
that no quotation can run over one unnoticed. Must not import Django.

What a record says of a person otherwise ("the mayor of …") is not recognised: this
lowers what leaves, it does not make a text anonymous.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

#: 11 places without S, L, O, I, B, Z; CMS, "Understanding the MBI format".
_LETTER = "[AC-HJKMNP-RT-Y]"
_EITHER = "[AC-HJKMNP-RT-Y0-9]"
MBI = rf"\b[1-9]{_LETTER}{_EITHER}\d-?{_LETTER}{_EITHER}\d-?{_LETTER}{{2}}\d{{2}}\b"
_LABEL = r"(?:MRN|M\.R\.N\.|medical record (?:number|no\.?)|record (?:number|no\.?)"
_LABEL += r"|account (?:number|no\.?)|acct\.?|patient id|member id|SSN"
_LABEL += r"|chart (?:number|no\.?))"
_STREET = (
    r"street|st|avenue|ave|road|rd|lane|ln|drive|dr|boulevard|blvd|court|ct|way|place"
    r"|pl|terrace|circle|cir|parkway|pkwy|highway|hwy"
)
_DAY = r"(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d{2}-\d{2}"
_DAY += r"|(?:\d{1,2} )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? "
_DAY += r"(?:\d{1,2},? )?\d{4})"
PATTERNS = (
    ("EMAIL", re.compile(r"\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}\b")),
    ("MBI", re.compile(MBI, re.IGNORECASE)),
    (
        "NUMBER",
        re.compile(
            rf"(?<=\b){_LABEL}[\s:#.]{{0,4}}([A-Z0-9][A-Z0-9-]{{3,19}})", re.IGNORECASE
        ),
    ),
    ("NUMBER", re.compile(r"\b\d{3}-\d{2}-\d{4}\b")),
    (
        "PHONE",
        re.compile(
            r"(?<![\w.])(?:\+?1[ .-]?)?(?:\(\d{3}\)[ ]?|\d{3}[ .-])"
            r"\d{3}[ .-]\d{4}(?!\w)"
        ),
    ),
    (
        "ADDRESS",
        re.compile(
            rf"\b\d{{1,6}} (?:[NSEW]\.? )?(?:[A-Z][a-z'-]+ ){{1,3}}(?i:{_STREET})\b\.?"
            r"(?:,? (?i:apt|unit|suite|#) ?\w{1,6})?"
            r"(?:,? [A-Z][a-z]+(?: [A-Z][a-z]+)?,? [A-Z]{2},? \d{5}(?:-\d{4})?)?"
        ),
    ),
    (
        "BIRTH",
        re.compile(
            r"\b(?:DOB|D\.O\.B\.|date of birth|birth ?date|born(?: on)?)[\s:]{0,3}"
            rf"({_DAY})",
            re.IGNORECASE,
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Identifiers:
    """What the chart's facts say of who it is about, and who wrote it."""

    names: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    days: tuple[str, ...] = ()  # dates of birth in the spellings to look for


NOBODY = Identifiers()


def spellings(day: date) -> tuple[str, ...]:
    """The ways in which a record writes a date of birth."""
    year, month, number = day.year, day.month, day.day
    name = day.strftime("%B")
    return (
        day.isoformat(),
        f"{month}/{number}/{year}",
        f"{month:02}/{number:02}/{year}",
        f"{month:02}/{number:02}/{year % 100:02}",
        f"{month}/{number}/{year % 100:02}",
        f"{month:02}-{number:02}-{year}",
        f"{number:02}.{month:02}.{year}",
        f"{name} {number}, {year}",
        f"{name[:3]} {number}, {year}",
        f"{number} {name} {year}",
        f"{number} {name[:3]} {year}",
        f"{month}-{number}-{year}",
        f"{month:02}-{number:02}-{year % 100:02}",
        f"{number:02}-{name[:3]}-{year}",
        f"{number}-{name[:3]}-{year % 100:02}",
        f"{name} {number} {year}",
        f"{name} {number}{_ordinal(number)}, {year}",
    )


def _ordinal(number: int) -> str:
    if number in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without identifiers; ``cuts`` map it back to the original.

    Each cut is (start in masked, end in masked, start in original, end in original).
    """

    text: str
    cuts: tuple[tuple[int, int, int, int], ...] = ()

    def original(self, start: int, end: int) -> tuple[int, int] | None:
        """The original offsets of a stretch; None where it touches a stand-in."""
        for low, high, _, _ in self.cuts:
            if start < high and low < end:
                return None
        return self._back(start), self._back(end - 1) + 1

    def _back(self, offset: int) -> int:
        index = bisect_right([low for low, _, _, _ in self.cuts], offset) - 1
        if index < 0:
            return offset
        _, high, _, end = self.cuts[index]
        return offset - high + end


def identifiers(
    names: Iterable[str], numbers: Iterable[str], born: date | None
) -> Identifiers:
    """The identifiers to take out of a text; what is not known is left out."""
    return Identifiers(
        names=tuple(filter(None, names)),
        numbers=tuple(number for number in numbers if len(number) > 3),
        days=spellings(born) if born else (),
    )


#: Stands between two stretches of which the middle is left out.
LEFT_OUT = "…"


def mask(
    text: str,
    who: Identifiers = NOBODY,
    left_out: Iterable[tuple[int, int]] = (),
    *,
    every_day: bool = False,
) -> Masked:
    """The text with every identifier replaced by a word in brackets.

    Stretches that are ``left_out`` are replaced by a mark on a line of its own. With
    ``every_day`` dates go too, whatever they are of (45 CFR 164.514(b)(2)(i)(C)).
    """
    pieces: list[str] = []
    cuts: list[tuple[int, int, int, int]] = []
    at = length = 0
    gone = ((start, end, LEFT_OUT) for start, end in left_out)
    days = _days(text) if every_day else ()
    for start, end, name in _merged((*_found(text, who), *days, *gone)):
        stand_in = f"\n{LEFT_OUT}\n" if name == LEFT_OUT else f"[{name}]"
        pieces += (text[at:start], stand_in)
        length += start - at
        cuts.append((length, length + len(stand_in), start, end))
        length += len(stand_in)
        at = end
    pieces.append(text[at:])
    return Masked("".join(pieces), tuple(cuts))


def _found(text: str, who: Identifiers) -> Iterator[tuple[int, int, str]]:
    for name, pattern in PATTERNS:
        for match in pattern.finditer(text):
            group = 1 if match.re.groups else 0
            yield *match.span(group), name
    folded, offsets = _folded(text)
    for name, patterns in (
        ("NAME", map(_literally, _names(who.names))),
        ("NUMBER", map(_numbered, who.numbers)),
        ("BIRTH", map(_literally, who.days)),
    ):
        for pattern in patterns:
            for match in pattern.finditer(folded):
                yield offsets[match.start()], offsets[match.end() - 1] + 1, name


def _days(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _ANY_DAY.finditer(text):
        yield *match.span(), "DATE"


# "May" alone is a verb more often than not, so after a day it has to have a year.
_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|june?|july?|aug(?:ust)?"
_MONTH += r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
_TH, _YEAR = r"(?:st|nd|rd|th)?", r"(?:,? \d{4})?"
_ANY_DAY = re.compile(
    rf"(?<!\w)(?:{_DAY}|\d{{4}}[/.]\d{{1,2}}[/.]\d{{1,2}}|\d{{1,2}}/\d{{1,2}}(?!\d)"
    rf"|\d{{1,2}}-[a-z]{{3}}-\d{{2,4}}|(?:{_MONTH}\.?|may) \d{{1,2}}{_TH}{_YEAR}"
    rf"|\d{{1,2}}{_TH} (?:of )?(?:{_MONTH}\.?{_YEAR}|may,? \d{{4}}))"
    r"(?:(?!\w)|(?=t\d))",
    re.IGNORECASE,
)


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """The text as names are compared, and where each of its characters stood.

    Without case, accents, or what cannot be seen between two letters.
    """
    if text.isascii():
        return text.lower(), range(len(text))
    folded, offsets = list[str](), list[int]()
    for at, character in enumerate(text):
        for each in unicodedata.normalize("NFKD", character).casefold():
            if unicodedata.category(each) not in ("Mn", "Cf"):
                folded.append(each)
                offsets.append(at)
    return "".join(folded), offsets


def _literally(words: str) -> re.Pattern[str]:
    """The words wherever they stand whole, however they are spaced or written."""
    plain, _ = _folded(words)
    parts = r"[\s-]+".join(re.escape(part) for part in plain.split())
    return re.compile(rf"(?<![^\W_]){parts}(?![^\W\d_])")


def _numbered(number: str) -> re.Pattern[str]:
    """A number with or without its prefix, its leading zeros, blanks and hyphens."""
    plain = "".join(each for each in _folded(number)[0] if each.isalnum())
    bare = plain.lstrip("abcdefghijklmnopqrstuvwxyz")
    prefix, digits = plain[: len(plain) - len(bare)], bare.lstrip("0")
    way = r"[\s.-]?".join(map(re.escape, plain))
    if digits.isdecimal() and len(digits) >= 5:
        way += rf"|(?:{prefix}[\s#:-]?)?0*" + r"[\s.-]?".join(digits)
    return re.compile(rf"(?<![^\W_])(?:{way})(?!\w)")


#: Words of a name that are too common to be taken out by themselves.
_COMMON = frozenset(
    "dr mr mrs ms md do jr sr ii iii np pa rn de la van von der den the st and"
    " of".split()
)


def _names(names: Iterable[str]) -> Iterator[str]:
    """Each name whole, turned around, and its parts."""
    for name in names:
        parts = [part.strip(".,") for part in name.replace(",", " ").split()]
        parts = [part for part in parts if part]
        if not parts:
            continue
        yield " ".join(parts)
        if len(parts) > 1:
            yield f"{parts[-1]}, {' '.join(parts[:-1])}"
        for part in (each for whole in parts for each in (whole, *whole.split("-"))):
            if len(part) > 2 and part.lower() not in _COMMON:
                yield part


def _merged(found: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Without overlaps: what begins first, and of these the longest."""
    out: list[tuple[int, int, str]] = []
    for start, end, name in sorted(found, key=lambda one: (one[0], -one[1])):
        if start >= end:
            continue
        if out and start < out[-1][1]:
            low, high, known = out[-1]
            out[-1] = low, max(high, end), known
        else:
            out.append((start, end, name))
    return out
