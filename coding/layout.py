"""The lines of a document as its writer meant them, whatever copying made of them.

Owns taking away the marks of quoted mail, joining lines that a margin broke and parting
the headings and numbered items of a note that was pasted as one paragraph. One blank or
mark is put for another, so that every offset stays; quotations are taken from the text
as written. Must not say what a heading means or read conditions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache, lru_cache
from operator import is_
from typing import Any, TypeVar, cast

from coding.checkboxes import answered
from coding.dictated import (
    ENDED,
    bare_numbers,
    counted,
    headed,
    is_sparse,
    lettered,
    listed,
    spoken,
    turns,
    word_before,
)
from coding.margins import flowing, is_ragged, unbroken
from coding.remains import cleaned
from coding.resumed import ASSESSING
from coding.sections import CONTINUED, kind_of
from coding.values import CodedNote, Evidence, Note
from coding.voiced import voiced

Told = TypeVar("Told")

#: Marks of quoted mail before a line.
_QUOTED = re.compile(r"^(?:> ?){1,4}", re.MULTILINE)
#: A line as long as this holds several that were lost.
LONG = 240
_LONG = re.compile(rf"[^\n]{{{LONG},}}")
#: One that may where lines were broken anywhere.
_ANY = re.compile(r"[^\n]{40,}")


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
    changed = voiced(_unquoted(answered(cleaned(text))))
    if is_ragged(changed):
        changed = _ANY.sub(_parted, flowing(changed))
    else:
        changed = unbroken(changed)
        changed = _broken(changed, headed(changed))
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


# ---- lines that were lost

#: Blanks before the numbers and the marks of a list in the middle of a line.
_NUMBER = re.compile(
    r" (?<=. )(?=#?([1-9]\d?)[.):]\s{0,3}[A-Za-z*#?]|#([1-9]\d?) {1,3}[A-Za-z])"
)
_MARK = re.compile(
    r" (?<=. )(?=(?:[\u2022\u2610\u2611\u2612|]|\[[ xX]?\]) {0,2}[A-Za-z\d]"
    r"|# {0,2}[A-Za-z]|\* {1,2}[A-Za-z])"
)
_FIRST = re.compile(r" (?:#?1[.):]|#1 )")
_SIGNS = re.compile(r" [\u2022\u2610\u2611\u2612|\[#*]")
#: As many marks of a list as make one.
MARKS = 2
#: A colon that may end a heading, and how far before it the heading may begin.
_COLON = re.compile(r":(?=[ ,*_-])|\)(?= )")
REACH = 46
_WORD = re.compile(r"(?<![A-Za-z])(?=[A-Za-z])")
#: Names that head a part even where nothing but the lost line break closed them.
_BARE = re.compile(
    r"(?:^| (?<=\S ))(?=[ADFHIMOPRSai])"
    r"((?:[Aa]ssess(?:ment)?|[Ii]mp(?:ression)?)(?: ?(?:and|&|/) ?[Pp]lan)?"
    r"|(?:ASSESS(?:MENT)?|IMP(?:RESSION)?)(?: ?(?:AND|&|/) ?PLAN)?|A/P|A&P|DX|Dx"
    r"|PLAN|Plan|SUBJECTIVE|Subjective|OBJECTIVE|Objective|HPI|PMH|PSH|ROS|OBJ"
    r"|(?:Past |PAST )?(?:Medical |MEDICAL )(?:History|HISTORY)"
    r"|Family History|FAMILY HISTORY|Social History|SOCIAL HISTORY"
    r"|Review of Systems|REVIEW OF SYSTEMS|Physical Exam(?:ination)?"
    r"|PHYSICAL EXAM(?:INATION)?|Diagnos[ei]s|DIAGNOS[EI]S|Medications|MEDICATIONS"
    r")[.;|]?(?: -{2})? {1,3}(?!(?:AND|&|/) )(?=[A-Z\d#*\[|-])"
)
#: A heading by itself and, behind it, a list of which each item has its dash.
_DASHES = re.compile(r"^([A-Za-z/&]+(?: [A-Za-z]+)?)[.:]?[ \n]- [^\n]*", re.MULTILINE)
_ASSESSED_IN = ASSESSING | {"impression", "discharge_diagnosis"}
#: Headings of a text that is more of them: each of these letters in front of a colon.
_ASSESSED = re.compile(r" [Aa] ?: ")
_LETTER = re.compile(r"(?:^|(?<= ))([SOAPsoap]) ?:(?= )")


def _broken(text: str, blanks: Iterable[int]) -> str:
    """A text with a line break for each of these blanks."""
    found = list(blanks)
    if not found:
        return text
    letters = list(text)
    for at in found:
        letters[at] = "\n"
    return "".join(letters)


def _parted(match: re.Match[str]) -> str:
    """One long line with a line break before each heading and item in it."""
    line = match.group()
    items = {*_numbers(line), *_marks(line)}
    breaks = {*items, *_leading(line, items), *_headings(line), *_bare(line)}
    sparse = is_sparse(line)
    if sparse or _is_caseless(line):
        breaks.update(spoken(line, sparse))
    heads = set(lettered(line)) if sparse else set()
    clauses = set(turns(line)) if sparse else set()
    if sparse:
        breaks = breaks.union(listed(line), heads) - {at + 2 for at in heads}
    if not breaks | clauses:
        return line
    letters = list(line)
    for at in clauses:
        letters[at] = ";"
    for at in heads:
        letters[at + 2] = ":"
    return _DASHES.sub(_itemised, _broken("".join(letters), breaks))


def _itemised(match: re.Match[str]) -> str:
    """The items behind a heading that a dash follows, each on its line."""
    text = match.group()
    dashes = text.count(" - ") - text.count(". ")
    if "\n" not in text and (dashes < MARKS or kind_of(match[1]) not in _ASSESSED_IN):
        return text
    return text.replace(" - ", "\n- ")


def _numbers(line: str) -> Iterator[int]:
    """The blanks before the numbers of a list that counts from one."""
    due: list[int] = []
    if _FIRST.search(line) is None:
        return
    for match in _NUMBER.finditer(line):
        number = int(match[1] or match[2])
        if number == 1 and match[2] and not _is_led(line, match.start()):
            continue  # "wound #1", "shingles vaccine #1"
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
    caseless = _is_caseless(line)
    numbers = bare_numbers(line)
    for match in _COLON.finditer(line):
        if match.group() == ")" and _is_bracketed(line, match.start()):
            continue
        at = _heading_before(line, match.start(), caseless)
        if at is not None:
            yield at
            yield from counted(numbers, match.end())
    if _ASSESSED.search(line) is None:
        return
    letters = [(one.start(1), one[1].upper()) for one in _LETTER.finditer(line)]
    if {"A", "P"} <= {letter for _, letter in letters}:
        yield from (at - 1 for at, _ in letters if at)


def _is_bracketed(line: str, end: int) -> bool:
    """Whether what a bracket closes at an offset was opened shortly before."""
    return "(" in line[max(0, end - REACH) : end]


def _leading(line: str, items: set[int]) -> Iterator[int]:
    """The blank before the heading that stands right before the first item."""
    first = min(items, default=0)
    if first:
        at = _heading_before(line, first, _is_caseless(line))
        yield from () if at is None else (at,)


def _is_led(line: str, end: int) -> bool:
    """Whether a sentence or a heading ends at an offset."""
    before = line[max(0, end - REACH) : end].split()[-3:]
    names = (" ".join(before[at:]) for at in range(len(before)))
    return line[end - 1] in ENDED or any(kind_of(name) for name in names)


def _is_caseless(line: str) -> bool:
    """Whether nothing can be told by capitals: there are none, or no other letters."""
    near = line[: 4 * LONG]
    return near == near.lower() or near == near.upper()


def _heading_before(line: str, end: int, caseless: bool) -> int | None:
    """The blank before the longest heading that ends at an offset.

    A heading behind a mark, or at the start of the line, needs no break. Where all
    letters are alike, a part of the body heads nothing in the middle of a sentence.
    """
    low = max(0, end - REACH)
    words = line[low:end].rstrip(" *_")
    for match in _WORD.finditer(words):
        name = words[match.start() :]
        if not (caseless or name[0].isupper()) or len(name) < len("Hx"):
            continue
        kind = kind_of(name)
        if kind not in (None, "other"):
            before = low + match.start() - 1
            if line[before : before + 1] not in ((" ", ",") if caseless else (" ",)):
                return None
            inside = caseless and kind == CONTINUED
            return None if inside and line[before - 1] not in ENDED else before
    return None


def _bare(line: str) -> Iterator[int]:
    """The blanks around the name of a part that no mark closes."""
    mixed = not line.isupper()
    numbers = bare_numbers(line)
    for match in _BARE.finditer(line):
        if not match.start(1):
            yield match.end() - 1
            yield from counted(numbers, match.end() - 1)
            continue
        before, name = line[match.start() - 1], match[1]
        following = line[match.end() : match.end() + REACH].split(" ")[0].rstrip(":.")
        if kind_of(f"{name} {following}"):
            continue
        word = word_before(line, match.start())
        ended = before in ENDED
        stands_out = mixed and (name.isupper() or not word[:1].isupper())
        if ended or stands_out:
            yield match.start()
            yield match.end() - 1
            yield from counted(numbers, match.end() - 1)


# ---- quotations from the text as written


def as_written(coded: CodedNote, note: Note) -> CodedNote:
    """The coded note with each quotation as the document itself has it."""
    texts = {one.sha256: one.text for one in note.documents}
    return _quoted(coded, texts)


def _quoted(value: Told, texts: Mapping[str, str]) -> Told:
    if isinstance(value, Evidence):
        text = texts.get(value.document)
        said = value.text if text is None else text[value.start : value.end]
        return value if said == value.text else cast(Told, replace(value, text=said))
    if isinstance(value, tuple):
        all_of_it = tuple([_quoted(each, texts) for each in value])
        return value if all(map(is_, all_of_it, value)) else cast(Told, all_of_it)
    changed: dict[str, Any] = {}
    kind: type = type(value)
    for name in _holding(kind):
        held = getattr(value, name)
        told = _quoted(held, texts)
        if told is not held:
            changed[name] = told
    return replace(cast(Any, value), **changed) if changed else value


#: Fields that hold no quotation, by their type.
PLAIN = frozenset({"str", "int", "float", "bool", "date", "str | None"})


@cache
def _holding(kind: type) -> tuple[str, ...]:
    """The fields of a dataclass that may hold quotations; none of any other type."""
    if not is_dataclass(kind):
        return ()
    return tuple(each.name for each in fields(kind) if each.type not in PLAIN)
