"""The lines of a document as its writer meant them, whatever copying made of them.

Owns taking away the marks of quoted mail, joining lines that a margin broke and parting
the headings and numbered items of a note that was pasted as one paragraph. One blank or
mark is put for another, so that every offset stays; quotations are taken from the text
as written. Must not say what a heading means or read conditions.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from typing import TypeVar, cast

from coding.sections import kind_of
from coding.values import CodedNote, Evidence, Note

Told = TypeVar("Told")

#: Marks of quoted mail before a line.
_QUOTED = re.compile(r"^(?:> ?){1,4}", re.MULTILINE)
#: A line as long as this holds several that were lost.
LONG = 240
_LONG = re.compile(rf"[^\n]{{{LONG},}}")


def laid(note: Note) -> Note:
    """The note with its lines as meant; the very same one where nothing is amiss."""
    documents = tuple(
        one if (text := lines_of(one.text)) is one.text else replace(one, text=text)
        for one in note.documents
    )
    if all(one is two for one, two in zip(documents, note.documents, strict=True)):
        return note
    return replace(note, documents=documents)


@lru_cache(maxsize=64)
def lines_of(text: str) -> str:
    """A text of the same length with the lines its writer meant."""
    changed = _unquoted(text)
    changed = _unbroken(changed)
    changed = _LONG.sub(_parted, changed)
    return text if changed == text else changed


def _unquoted(text: str) -> str:
    """Without the marks before the lines of quoted mail, if most lines have them."""
    if "\n>" not in text:
        return text
    marked = len(_QUOTED.findall(text))
    if 2 * marked < text.count("\n") + 1:
        return text
    return _QUOTED.sub(lambda match: " " * len(match.group()), text)


# ---- lines that a margin broke

#: The narrowest and the widest margin, and the lines that are needed to see one.
NARROW, WIDE, SEVERAL = 40, 110, 4
#: How near to the margin a line must end to be counted, and how many lines must.
NEAR, SHARE = 14, 0.3
#: A line that is a heading, or begins with one.
_TITLED = re.compile(r"[^a-z\n]{3,}$|[A-Z][A-Za-z /&]{0,40}:")
#: What begins a line that is no continuation: a mark or number of a list.
_ITEM = re.compile(r"\s*(?:[-*\u2022#>|\[\u2610\u2611\u2612]|\d{1,2}[.)](?:\s|$))")


def _unbroken(text: str) -> str:
    """With the lines joined whose next word would not have fitted the margin."""
    if text.count("\n") < SEVERAL:
        return text
    lines = text.split("\n")
    margin = max(len(line.rstrip()) for line in lines)
    if not NARROW <= margin <= WIDE:
        return text
    full = sum(len(line.rstrip()) > margin - NEAR for line in lines)
    if full < max(SEVERAL, SHARE * sum(bool(line.strip()) for line in lines)):
        return text
    return "".join(_with_breaks(lines, margin))


def _with_breaks(lines: list[str], margin: int) -> Iterator[str]:
    for number, line in enumerate(lines):
        yield line
        if number + 1 < len(lines):
            yield " " if _goes_on(line, lines[number + 1], margin) else "\n"


def _goes_on(line: str, following: str, margin: int) -> bool:
    """Whether a line ended only because the next word had no room."""
    word = following.strip().split(" ", 1)[0]
    if not word or not line.strip() or _ITEM.match(following):
        return False
    if _TITLED.match(following):
        return False
    return len(line.rstrip()) + 1 + len(word) > margin


# ---- lines that were lost

#: Blanks before the numbers and the marks of a list in the middle of a line.
_NUMBER = re.compile(r"(?<=\S) (?=#?([1-9]\d?)[.):]\s{0,3}[A-Za-z*#?])")
_MARK = re.compile(
    r"(?<=\S) (?=(?:[\u2022\u2610\u2611\u2612|]|\[[ xX]?\]|#) {0,2}[A-Za-z\d])"
)
_FIRST = re.compile(r" #?1[.):]")
_SIGNS = re.compile(r" [\u2022\u2610\u2611\u2612|\[#]")
#: As many marks of a list as make one.
MARKS = 2
#: A colon that may end a heading, and how far before it the heading may begin.
_COLON = re.compile(r":(?=[ *_-])")
REACH = 46
_WORD = re.compile(r"(?<![A-Za-z])(?=[A-Za-z])")
#: Names that head a part even where nothing but the lost line break closed them.
_BARE = re.compile(
    r"(?<=\S) (?=[ADFHIMOPRSai])"
    r"((?:[Aa]ssess(?:ment)?|[Ii]mp(?:ression)?)(?: ?(?:and|&|/) ?[Pp]lan)?"
    r"|(?:ASSESS(?:MENT)?|IMP(?:RESSION)?)(?: ?(?:AND|&|/) ?PLAN)?|A/P|A&P|DX|Dx"
    r"|PLAN|Plan|SUBJECTIVE|Subjective|OBJECTIVE|Objective|HPI|PMH|PSH|ROS|OBJ"
    r"|(?:Past |PAST )?(?:Medical |MEDICAL )(?:History|HISTORY)"
    r"|Family History|FAMILY HISTORY|Social History|SOCIAL HISTORY"
    r"|Review of Systems|REVIEW OF SYSTEMS|Physical Exam(?:ination)?"
    r"|PHYSICAL EXAM(?:INATION)?|Diagnos[ei]s|DIAGNOS[EI]S|Medications|MEDICATIONS"
    r")[.;|]?(?: -{2})? (?=[A-Z\d#*\[|-])"
)
#: A heading by itself and, behind it, a list of which each item has its dash.
_DASHES = re.compile(r"^[A-Za-z/&]+(?: [A-Za-z]+)?[.:]?\n- [^\n]*", re.MULTILINE)
#: What stands before such a name, where a sentence has ended.
_ENDED = frozenset(".!?)]%;")
#: Headings of a text that is more of them: each of these letters in front of a colon.
_ASSESSED = re.compile(r" [Aa] ?: ")
_LETTER = re.compile(r"(?:^|(?<= ))([SOAPsoap]) ?:(?= )")


def _parted(match: re.Match[str]) -> str:
    """One long line with a line break before each heading and item in it."""
    line = match.group()
    breaks = {*_numbers(line), *_marks(line), *_headings(line), *_bare(line)}
    turns: set[int] = set()
    sparse = len(_POINT.findall(line)) * SPARSE < len(line)
    if sparse or _is_lower(line):
        breaks.update(_spoken(line, sparse))
    if sparse:
        turns.update(one.start() for one in _TURN.finditer(line))
    if not breaks | turns:
        return line
    letters = list(line)
    for at in turns:
        letters[at] = ";"
    for at in breaks:
        letters[at] = "\n"
    return _DASHES.sub(_itemised, "".join(letters))


def _itemised(match: re.Match[str]) -> str:
    """The items behind a heading that a dash follows, each on its line."""
    return match.group().replace(" - ", "\n- ")


def _numbers(line: str) -> Iterator[int]:
    """The blanks before the numbers of a list that counts from one."""
    due: list[int] = []
    if _FIRST.search(line) is None:
        return
    for match in _NUMBER.finditer(line):
        number = int(match[1])
        if number == len(due) + 1:
            due.append(match.start())
        elif number == 1:
            yield from due if len(due) > 1 else ()
            due = [match.start()]
    yield from due if len(due) > 1 else ()


def _marks(line: str) -> Iterator[int]:
    if _SIGNS.search(line) is None:
        return iter(())
    found = [match.start() for match in _MARK.finditer(line)]
    return iter(found if len(found) >= MARKS else ())


def _headings(line: str) -> Iterator[int]:
    """The blanks before headings that a colon closes in the middle of a line."""
    lower = _is_lower(line)
    for match in _COLON.finditer(line):
        at = _heading_before(line, match.start(), lower)
        if at is not None:
            yield at
    if _ASSESSED.search(line) is None:
        return
    letters = [(one.start(1), one[1].upper()) for one in _LETTER.finditer(line)]
    if {"A", "P"} <= {letter for _, letter in letters}:
        yield from (at - 1 for at, _ in letters if at)


def _is_lower(line: str) -> bool:
    return not any(map(str.isupper, line[: 4 * LONG]))


def _heading_before(line: str, end: int, lower: bool) -> int | None:
    """The blank before the longest heading that ends at an offset.

    A heading behind a mark, or at the start of the line, needs no break.
    """
    low = max(0, end - REACH)
    words = line[low:end].rstrip(" *_")
    for match in _WORD.finditer(words):
        name = words[match.start() :]
        if not (lower or name[0].isupper()) or len(name) < len("Hx"):
            continue
        if kind_of(name) not in (None, "other"):
            before = low + match.start() - 1
            return before if line[before : before + 1] == " " else None
    return None


def _bare(line: str) -> Iterator[int]:
    """The blanks around the name of a part that no mark closes."""
    mixed = not line.isupper()
    for match in _BARE.finditer(line):
        before, name = line[match.start() - 1], match[1]
        word = _word_before(line, match.start())
        ended = before in _ENDED
        stands_out = mixed and (name.isupper() or not word[:1].isupper())
        if ended or stands_out:
            yield match.start()
            yield match.end() - 1


# ---- what was dictated without a mark

#: A line with fewer marks than one in so many letters was dictated without them.
SPARSE = 150
_POINT = re.compile(r"[.,;:] ")
_SPOKEN = re.compile(
    r"(?<=\S) (?=[adfhiompsrv])(assessment and plan|assessment|impression|plan|a/p|a&p"
    r"|dx|imp|diagnos[ei]s"
    r"|(?:past )?medical history|pmh|psh|family history|fh|social history|sh"
    r"|review of systems|ros|physical exam(?:ination)?|exam|pe|vitals|vs|objective|meds"
    r"|medications|labs|hpi|allergies"
    r")[.;|]?(?: -{2})? "
    r"(?!(?:of|to|for|is|was|were|with|by|b|in|and|reviewed|normal|nl) )",
    re.IGNORECASE,
)
#: What stands before such a word where it is no heading.
_SAID = frozenset(
    "no my the her his a treatment care of in this home other her current with on new"
    " eye foot pelvic rectal neg negative for per safety and his their repeat".split()
)
_BARE_NUMBER = re.compile(r" (?=([1-9]) [a-z])", re.IGNORECASE)
#: What a clause begins with: a denial, a verb of the plan, the patient.
_TURN = re.compile(
    r"(?<=\S) (?=(?:no|denies|denied|not|reports|states|has|had|pt|patient|she|he"
    r"|continue|cont|increase|decrease|start|stop|refill|recheck|follow up|f/u|rtc"
    r"|return|refer|discussed|call|history of|hx of|h/o|s/p|takes|taking|here for) )",
    re.IGNORECASE,
)


def _spoken(line: str, sparse: bool) -> Iterator[int]:
    """The blanks around headings that were only spoken.

    Where there are marks, such a heading stands behind the end of a sentence.
    """
    numbers = _bare_numbers(line)
    for match in _SPOKEN.finditer(line):
        before = _word_before(line, match.start()).lower()
        if before[-1:] in _ENDED or (sparse and before not in _SAID):
            yield match.start()
            yield match.end() - 1
            yield from _counted(numbers, match.end() - 1)


def _word_before(line: str, end: int) -> str:
    """What stands between an offset and the blank before it."""
    return line[line.rfind(" ", 0, end) + 1 : end]


def _bare_numbers(line: str) -> list[list[int]]:
    """The blanks before each number from one to nine, in order.

    Read once: a line may hold as many headings as numbers, and hostile ones do.
    """
    found: list[list[int]] = [[] for _ in range(9)]
    for match in _BARE_NUMBER.finditer(line):
        found[int(match[1]) - 1].append(match.start())
    return found


def _counted(numbers: list[list[int]], start: int) -> Iterator[int]:
    """The blanks before the numbers that count the items behind a heading.

    The first stands right behind it; each further one is the next of its kind.
    """
    at = bisect_left(numbers[0], start)
    if numbers[0][at : at + 1] != [start]:
        return
    yield start
    for places in numbers[1:]:
        at = bisect_left(places, start + 1)
        if at == len(places):
            return
        start = places[at]
        yield start


# ---- quotations from the text as written


def as_written(coded: CodedNote, note: Note) -> CodedNote:
    """The coded note with each quotation as the document itself has it."""
    texts = {one.sha256: one.text for one in note.documents}
    return _quoted(coded, texts)


def _quoted(value: Told, texts: Mapping[str, str]) -> Told:
    if isinstance(value, Evidence):
        text = texts.get(value.document)
        if text is None:
            return value
        return cast(Told, replace(value, text=text[value.start : value.end]))
    if isinstance(value, tuple):
        return cast(Told, tuple(_quoted(each, texts) for each in value))
    if not is_dataclass(value) or isinstance(value, type):
        return value
    held = {each.name: getattr(value, each.name) for each in fields(value)}
    told = {name: _quoted(each, texts) for name, each in held.items()}
    return replace(value, **told)
