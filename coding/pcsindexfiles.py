"""Reading the ICD-10-PCS index: official XML, and the table of its titled terms.

Owns both forms. A code shorter than seven characters is the beginning of a table, so it
is written with a "-" after it, as the other indexes do. Must not import Django.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

from coding.index import Term
from coding.officialfiles import Official, Refused, rows, xml

ROOT = "ICD10PCS.index"
COLUMNS = (
    "elemid",
    "levels",
    "letter",
    "term",
    "lvlid",
    "term_level",
    "title",
    "codes",
)
_CODE = re.compile(r"[0-9A-HJ-NP-Z]{1,7}")
_POINTERS = ("see", "use")
_CODES = ("code", "codes", "tab")


def read_xml(file: Official) -> tuple[Term, ...]:
    """Every line in printed order. "Use" names the value to use in a table: it is read
    like "see".
    """
    root = xml(file)
    if root.tag != ROOT:
        raise Refused(f"{file.name} is no ICD-10-PCS index but {root.tag}.")
    mains = root.findall("letter/mainTerm")
    if not mains:
        raise Refused(f"{file.name} holds no term.")
    return tuple(term for main in mains for term in _beneath(main, (), file))


def _beneath(
    element: ET.Element, above: tuple[str, ...], file: Official
) -> Iterator[Term]:
    title = element.find("title")
    if title is None:
        raise Refused(f"{file.name} holds a term without title.")
    path = (*above, _words("".join(title.itertext())))
    pointers = [child for child in element if child.tag in _POINTERS]
    codes = (_first_code(place) for place in (element, *pointers))
    yield Term(
        path,
        code=_code(next(filter(None, codes), ""), file),
        see="; ".join(filter(None, (_words(each.text or "") for each in pointers))),
    )
    for child in element.findall("term"):
        yield from _beneath(child, path, file)


def _first_code(element: ET.Element) -> str:
    """A line may offer several tables; the first is the one printed beside it."""
    found = (element.findtext(tag) or "" for tag in _CODES)
    return next((text.strip() for text in found if text.strip()), "")


def read_rows(file: Official) -> tuple[Term, ...]:
    """The titled terms beneath each main term, with the codes of the lines after them.

    Other rows of the table only repeat, empty, what the rows with titles hold.
    """
    terms: list[Term] = []
    above: list[str] = []
    before = 0.0
    for row in rows(file, COLUMNS):
        levels, number = row["levels"].split(), _number(row["elemid"])
        if number <= before or not levels:
            raise Refused(f"{file.name} is damaged at line {row.line}.")
        before = number
        if levels[-1] == "title":
            depth = levels.count("term")
            above = [row["term"], *above[1:depth], _words(row["title"])]
            if len(above) != depth + 1:
                raise Refused(f"{file.name}: line {row.line} is out of its place.")
            terms.append(Term(tuple(above), code=_code(row["codes"], file)))
    if not terms:
        raise Refused(f"{file.name} holds no term.")
    return tuple(terms)


def _number(text: str) -> float:
    return float(text) if re.fullmatch(r"\d+(\.0)?", text) else 0.0


def _code(text: str, file: Official) -> str:
    if not text:
        return ""
    if not _CODE.fullmatch(text):
        raise Refused(f"{file.name} holds {text!r}, which is no ICD-10-PCS code.")
    return text if len(text) == 7 else f"{text}-"


def _words(text: str) -> str:
    return " ".join(text.split())
