"""A document as sections: stretches of text under one heading, each of a known kind.

Owns the recognising of headings in the forms real notes use. The sections cover the
document exactly, in order, without overlap. Must not read what the text says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from coding import knowledge
from coding.addressed import is_addressed
from coding.casing import is_upper, raised
from coding.possibilities import with_possibilities
from coding.resumed import OPENING, of_prose, resumed
from coding.summed import with_summary
from coding.values import NoteDocument, Section

#: What may stand before the first letter of a heading.
INDENTED = (
    r"[ \t]{0,20}(?:[#*_=<>~\[]{1,4} ?|[-\u2022+] ?)?(?:(?:\d{1,2}|[IVX]{1,4})[.)] )?"
    r"(?=[A-Za-z])"
)
#: Where a heading may begin: a line, a sentence, after a comma or two blanks.
FIRST = re.compile(INDENTED)
BEGIN = re.compile(rf"[\n.,;)| ](?:(?<! )| ){INDENTED}")
WORDS = re.compile(r"[A-Za-z][A-Za-z\u00c0-\u00ff /&+'\-]{0,60}")
BOUNDARY = re.compile(r"(?=[ /&+\-])|$")
#: What ends a heading, with its force: a colon may stand anywhere, the rest must close
#: a heading at the start of a line.
COLON = re.compile(r"[*_\]]{0,2}(?: ?\(e?s\)| \([^()\n]{2,40}\))?[ \t]?:")
CLOSED = re.compile(
    r"[*_]{0,2}(?: \([^()\n]{2,40}\)(?=[ \t]*\r?\n))?"
    r"(?:[ \t]*(?:(?:[=*_~\]<>]{1,4}|[.;)|])[ \t]*)?(?=\r?\n|$)"
    r"| ?[=*_~\]<>]{1,4}(?= )|\)(?= )|[.;](?= [A-Z\d])"
    r"|/(?=[ \n])| [-–—](?=\s)| ?--|[ \t]{2,}"
    r"|[ \t]+(?=\d{1,2}[.) ])|,[ \t]{0,4}(?=\d{1,2}[.)])|,(?=[^\n:.]{0,40}\r?\n))"
)
#: A provider's own word that what follows was taken over from an earlier note.
COPIED = re.compile(
    r"^[^\n]{0,40}\b(?:copied|carried|pasted) (?:forward|over"
    r"|from (?:the )?(?:prior|previous|last|earlier))[^\n]*",
    re.IGNORECASE | re.MULTILINE,
)
COPIED_END = re.compile(
    r"^[^\n]{0,20}\bend of (?:copied|pasted|carried)[^\n]*",
    re.IGNORECASE | re.MULTILINE,
)
#: Kinds in which body-system sub-headings do not open a new section.
KEEPS_SYSTEMS = frozenset({"ros", "exam", "hospital_course", "assessment_plan", "plan"})
PREFIXES = ("interim ", "updated ", "brief ", "focused ", "pertinent ", "current ")
CONTINUED = "system"


@cache
def _kinds() -> dict[str, str]:
    return {**_spanish(), **_named("headings")}


@cache
def _spanish() -> dict[str, str]:
    return _named("headings_spanish")


def _named(table: str) -> dict[str, str]:
    return {
        name: kind for kind, names in knowledge.load(table).items() for name in names
    }


def split(document: NoteDocument) -> tuple[Section, ...]:
    """The sections of a document, exactly covering its text."""
    text = document.text
    marks = resumed(of_prose(_signed(list(_headings(text)), text), text), text)
    marks = _with_copied(with_summary(with_possibilities(marks, text), text), text)
    if not marks or marks[0][0] > 0:
        marks.insert(0, (0, OPENING, ""))
    ends = [start for start, _, _ in marks[1:]] + [len(text)]
    return tuple(
        Section(document.sha256, kind, start, end, heading)
        for (start, kind, heading), end in zip(marks, ends, strict=True)
        if end > start
    )


#: Who wrote a part of the note, and when: a line that ends nothing.
SIGNED = ("electronically signed", "signature")


#: A heading that is itself what is told: "Tobacco: quit 1990".
TELLING = re.compile(r"tobacco|smok|nicotine|alcohol|vap", re.IGNORECASE)


def bodies(sections: tuple[Section, ...]) -> tuple[int, ...]:
    """Where a sentence begins anew: after each heading that only names a place.

    "Social history: he smokes" is no history of smoking, and a fracture under
    "postoperative diagnosis" is no fracture after its operation.
    """
    return tuple(
        one.start + len(one.heading)
        for one in sections
        if one.heading and not TELLING.search(one.heading)
    )


def _signed(marks: list[tuple[int, str, str]], text: str) -> list[tuple[int, str, str]]:
    """Behind the line of a signature the part that was signed goes on."""
    if not any(name.lower().startswith(SIGNED) for _, _, name in marks):
        return marks
    kept: list[tuple[int, str, str]] = []
    around = OPENING
    following = [start for start, _, _ in marks[1:]] + [len(text)]
    for (start, kind, name), after in zip(marks, following, strict=True):
        kept.append((start, kind, name))
        if not name.lower().startswith(SIGNED):
            around = kind
            continue
        end = text.find("\n", start, after) + 1
        if 0 < end < after and text[end:after].strip(LEADING + "\r\n"):
            kept.append((end, around, ""))
    return kept


def _with_copied(
    marks: list[tuple[int, str, str]], text: str
) -> list[tuple[int, str, str]]:
    """Marks with what the document itself calls copied; it holds its own headings."""
    if "opied" not in text and "asted" not in text and "arried" not in text:
        return marks
    told: list[tuple[int, str, str]] = []
    at, around = 0, OPENING
    marks = sorted(marks)
    for start, end in _copied_spans(text):
        while at < len(marks) and marks[at][0] < end:
            if marks[at][0] < start:
                told.append(marks[at])
                around = marks[at][1]
            at += 1
        told += [(start, "copied", ""), (end, around, "")]
    return told + marks[at:]


def _copied_spans(text: str) -> Iterator[tuple[int, int]]:
    """From each word that something is copied to the word that it ends."""
    done = 0
    for match in COPIED.finditer(text):
        if match.start() < done:
            continue
        end = COPIED_END.search(text, match.end())
        if end is None:
            return
        done = end.end()
        yield match.start(), done


def whole(document: NoteDocument) -> tuple[Section, ...]:
    """The document as one section, for measuring what sections are worth."""
    text = document.text
    return (Section(document.sha256, OPENING, 0, len(text)),) if text else ()


def _headings(text: str) -> Iterator[tuple[int, str, str]]:
    """(offset, kind, heading) of every heading that opens a section."""
    current, told = OPENING, 0
    plain, text = text, raised(text)
    for begin in _beginnings(text):
        found = _heading_at(text, begin)
        if found is None or is_addressed(plain, begin, begin + 1):
            continue
        name, kind = found
        tabled = current in TABLES and kind == "assessment"
        if tabled and _is_column(text, told, begin):
            continue
        if kind == CONTINUED:
            loud = name.isupper() and not is_upper(text)
            if current in KEEPS_SYSTEMS or not (loud or current == "exam"):
                continue
            kind = "ros" if current == "ros" else "exam"
        current, told = kind, begin + len(name)
        yield begin, kind, plain[begin : begin + len(name)]


#: Parts that a record system prints as a table, and the heads of its columns.
TABLES = frozenset({"problem_list", "past_history", "family_history"})
COLUMN = re.compile(
    r"(?:diagnos[ie]s|problem|dx)[ \t]*"
    r"(?:(?:\|[ \t]*)?(?:date|icd|code|noted|onset|age|relation|comment|status)\b"
    r"[^\n:]*)?\r?$",
    re.IGNORECASE | re.MULTILINE,
)


def _is_column(text: str, told: int, begin: int) -> bool:
    """Whether a word for diagnoses heads a column of the table announced just above."""
    return not text[told:begin].strip(LEADING + ":\r\n") and bool(
        COLUMN.match(text, begin)
    )


def _beginnings(text: str) -> Iterator[int]:
    """Offsets of the letters with which a heading may begin, in order."""
    first = FIRST.match(text)
    if first is not None:
        yield first.end()
    start = first.end() if first is not None else 0
    for begin in BEGIN.finditer(text, start):
        yield begin.end()


def _heading_at(text: str, start: int) -> tuple[str, str] | None:
    """The longest known heading that begins here and is closed as one."""
    first = FIRST_WORD.match(text, start)
    if first is None or first.group().lower() not in _openings():
        return None
    words = WORDS.match(text, start)
    chunk = words.group() if words is not None else ""
    ends = [match.start() for match in BOUNDARY.finditer(chunk)]
    for end in reversed(ends[:10]):
        name = chunk[:end].rstrip()
        kind = kind_of(name) if name else None
        if kind and _closes(text, start, start + len(name), name):
            return name, kind
    return None


FIRST_WORD = re.compile(r"[A-Za-z\u00c0-\u00ff]+")


@cache
def _openings() -> frozenset[str]:
    """The first words of all headings: most lines begin with none of them."""
    begins = (FIRST_WORD.match(name) for name in (*_kinds(), *PREFIXES))
    return frozenset(first.group() for first in begins if first)


@lru_cache(maxsize=20_000)
def kind_of(name: str) -> str | None:
    """The canonical kind of a heading's words, if they are a heading."""
    folded = " ".join(name.lower().split())
    bare = folded.replace(" for the ", " for ").replace(" / ", "/")
    known = _kinds().get(folded) or _kinds().get(bare)
    if known is not None:
        return known
    for prefix in PREFIXES:
        if folded.startswith(prefix):
            return _kinds().get(folded[len(prefix) :])
    one, _, two = map(str.strip, folded.rpartition("/"))
    if one != two and one not in _spanish() and two not in _spanish():
        return None
    pair = (_kinds().get(one), _kinds().get(two))
    return pair[one in _spanish()] if all(pair) else None


#: No line is indented further: a text in one line is not read again for every word.
INDENT = 200


def _closes(text: str, start: int, end: int, name: str) -> bool:
    """A colon closes a heading; at the start of a line other marks do so too."""
    near = max(0, start - INDENT)
    line = max(text.rfind("\n", near, start) + 1, near)
    leads = not text[line:start].strip(LEADING)
    if COLON.match(text, end):
        if len(name) == 1 and MEASURED.match(text, end):
            return False  # phosphorus or a pulse, no plan
        if len(name) <= 2:
            shorthand = name.isupper() or (leads and name.lower() in SHORT)
            return shorthand and (leads or text[start - 1 : start] == ",")
        return leads or name[0].isupper()
    if leads and text[end : end + 1] == " " and _stands(text, line, end, name):
        return True
    if leads and name in TERSE and text[end : end + 1] == " ":
        return True
    if name.lower().startswith(SPOKEN) and text[end : end + 1] == " ":
        return True
    mark = CLOSED.match(text, end)
    if len(name) == 1 and name in "SOAP" and DASHED_ON.match(text, end):
        begins = leads or text[start - 1 : start] == ","
        return begins and _dashed(text) >= SEVERAL
    if not leads and text[start - 1 : start] == "," and LINED.match(text, end):
        return name.isupper() and len(name) > len("A/P")
    if mark is None or not leads or not name[0].isupper():
        return False
    if len(name) == 1 and mark.group() in DASHES:
        return _dashed(text) >= SEVERAL
    blank = not mark.group().strip()
    after = text[mark.end() : mark.end() + 1]
    if blank and after and after not in "\r\n":
        if len(name) == 1 and not NUMBERED.match(text, mark.end()):
            return False  # "A 6 cm mass" is no assessment
        return name.isupper() or (after.isdigit() and len(name) <= LISTED)
    return len(name) > 1 or "/" in mark.group()


#: Lines that were run into one keep a comma for their end: ",DIAGNOSES,1. Bunion".
LINED = re.compile(r",[ \t]{0,4}1[.)]")
#: Names that need no mark behind them where they begin a line and a sentence follows.
BARE = frozenset(
    "assessment|impression|plan|assessment and plan|assessment/plan|assessment & plan"
    "|impression and plan|hpi|ros|pmh|exam|physical exam|physical examination"
    "|past medical history|subjective|objective|family history|social history"
    "|review of systems|medications|chief complaint|history of present illness"
    "|diagnosis|diagnoses|allergies".split("|")
)
#: A sentence or a list behind such a name, and words that go on with the name.
_BEGUN = re.compile(
    r" (?!(?:Of|By|Form?s?|Dates?|Codes?|With|And|Notes?|Status|Tools?|Sections?|Only"
    r"|Details?|Lists?|Findings|Today)\b)(?:[A-Z][a-z]+(?![\w:])|\d{1,2}[.)] )"
)
#: The name in another language behind it.
_BRACKETED = re.compile(r" \(([^()\n]{3,40})\)")


def _stands(text: str, line: int, end: int, name: str) -> bool:
    """Whether a name at the start of its line heads what follows without a mark."""
    told_twice = _BRACKETED.match(text, end)
    twice = told_twice is not None and kind_of(told_twice[1]) is not None
    if twice or text.startswith("##", line):
        return True
    if name == "Plan":
        return False  # what is planned for one problem of the assessment
    return name.lower() in BARE and _BEGUN.match(text, end) is not None


#: What may stand before a heading on its line.
LEADING = " \t#*_=<>~|[-+\u20220123456789IVX.)"
#: The first number of a list, and a value with a fraction or a unit.
NUMBERED = re.compile(r"\d{1,2}[.)](?!\d)")
MEASURED = re.compile(
    r"[ \t]?:[ \t]*[<>]?\d+(?:[.,]\d|[ \t]?(?:%|/|mg|mmol|meq|g/|u/|mm|bpm|x\b))", re.I
)
#: A single letter before a dash is a heading where several of S, O, A, P are.
DASHES = (" -", " –", " —")
DASHED = re.compile(r"(?:^|,)[ \t]*([SOAP]) ?[-–—](?:\s|,)", re.MULTILINE)
#: Such a dash in lines that were run into one.
DASHED_ON = re.compile(r" ?[-–—][ \t]?,")
SEVERAL = 3
#: Shorthand that heads its line without any mark.
TERSE = frozenset({"A/P", "A&P", "I/P", "A+P"})
#: Two letters that head a line however they are written.
SHORT = frozenset({"dx", "tx", "hx", "rx"})
#: A short heading may be followed by the first number of its list.
LISTED = 10


@lru_cache(maxsize=64)
def _dashed(text: str) -> int:
    """How many of the letters S, O, A and P stand before a dash on their line."""
    return len({one[1] for one in DASHED.finditer(text)})


#: A provider's assessment announced in a sentence.
SPOKEN = ("my impression is", "my assessment is", "my diagnosis is", "impression is")
