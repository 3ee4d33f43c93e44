"""Reading the ICD-10-CM indexes as published: official XML and the table of rows.

Owns the Alphabetic Index, the external cause index, the neoplasm table and the table of
drugs and chemicals (one XML form), and the Alphabetic Index as CSV. Must not import
Django or choose editions.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

from coding.index import Term
from coding.officialfiles import Official, Refused, rows, xml

ROOT = "ICD10CM.index"
COLUMNS = (
    "RowID",
    "Letter",
    "Level",
    "Term",
    "See",
    "SeeAlso",
    "NonEssModif",
    "Code",
)

_CODE = re.compile(r"[A-Z](\d[0-9A-Z]|[A-Z]\d)(\.[0-9A-Z]{0,4})?-?")
_NO_CELL = re.compile(r"-*")
_FIRST, _LAST = "A", "Z"


# XML


def read_xml(file: Official) -> tuple[Term, ...]:
    """Every line of an index or table, in printed order."""
    root = xml(file)
    if root.tag != ROOT:
        raise Refused(f"{file.name} is no ICD-10-CM index but {root.tag}.")
    if root.get("isAddenda") == "true" or root.find(".//diff") is not None:
        raise Refused(f"{file.name} holds the addenda; load the full index instead.")
    columns = len(root.findall("indexHeading/head")) - 1
    terms = tuple(
        term
        for letter in root.findall("letter")
        for main in letter.findall("mainTerm")
        for term in _beneath(main, (), max(columns, 0))
    )
    if not terms:
        raise Refused(f"{file.name} holds no term.")
    return terms


def _beneath(
    element: ET.Element, above: tuple[str, ...], columns: int
) -> Iterator[Term]:
    title, modifiers = _title(element)
    path = (*above, title) if title else above
    code, manifestation = _codes(element)
    yield Term(
        path,
        modifiers,
        code,
        manifestation,
        _own(element, "see"),
        _own(element, "seeAlso"),
        _cells(element, columns),
    )
    for child in element.findall("term"):
        yield from _beneath(child, path, columns)


def _title(element: ET.Element) -> tuple[str, tuple[str, ...]]:
    """Essential words and modifiers; a table puts a last part of the title aside."""
    found = element.find("title")
    if found is None:
        raise Refused("A term of the index has no title.")
    title, modifiers = parted("".join(found.itertext()))
    aside = _own(element, "manif")
    return (f"{title}, {aside}" if aside and not _is_code(aside) else title), modifiers


def _own(element: ET.Element, tag: str) -> str:
    found = element.find(tag)
    return "" if found is None else " ".join("".join(found.itertext()).split())


def _category(element: ET.Element) -> str:
    """ "See category T71" is a code still to be completed."""
    return _completed(_own(element, "seecat") or _own(element, "subcat"))


def _completed(category: str) -> str:
    bare = category.rstrip("-.")
    return f"{bare}{'' if '.' in bare else '.'}-" if bare else ""


def _see(see: str, code: str) -> tuple[str, str]:
    """The table has no column of its own for a category to see."""
    if see in ("category", "subcategory"):
        return "", _code(_completed(code))
    return see, _code(code)


def _codes(element: ET.Element) -> tuple[str, str]:
    """The code and the manifestation in brackets, beside it or in its own element."""
    first, _, bracketed = _own(element, "code").partition(" ")
    aside = _own(element, "manif")
    manifestation = bracketed or (aside if _is_code(aside) else "")
    return _code(first or _category(element)), _code(manifestation.strip("[]"))


def _is_code(text: str) -> bool:
    return bool(_CODE.fullmatch(text.strip("[]")))


def _cells(element: ET.Element, columns: int) -> tuple[str, ...]:
    """The codes of a row; the heading's first column is the term itself."""
    found = {
        cell.get("col", ""): "".join(cell.itertext()).strip()
        for cell in element.findall("cell")
    }
    if not found:
        return ()
    places = [str(place) for place in range(2, columns + 2)]
    if not found.keys() <= {*places}:
        raise Refused("A row of the table has a cell outside its columns.")
    return tuple(_cell(found.get(place, "")) for place in places)


def _cell(text: str) -> str:
    return "" if _NO_CELL.fullmatch(text) else _code(text)


def _code(text: str) -> str:
    if text and not _CODE.fullmatch(text):
        raise Refused(f"The index holds {text!r}, which is no ICD-10-CM code.")
    return text


# Rows


def read_rows(file: Official) -> tuple[Term, ...]:
    """The Alphabetic Index as a table, one line a row, from A to Z."""
    terms: list[Term] = []
    letters: list[str] = []
    above: list[str] = []
    for number, row in enumerate(rows(file, COLUMNS), 1):
        level = int(row["Level"]) if row["Level"].isdecimal() else -1
        if row["RowID"] != str(number) or not 0 <= level <= len(above):
            raise Refused(f"{file.name}: line {row.line} is out of its place.")
        title, modifiers = parted(row["Term"] + row["NonEssModif"])
        above = [*above[:level], title]
        path = tuple(part for part in above if part)
        see, code = _see(row["See"], row["Code"])
        terms.append(Term(path, modifiers, code, "", see, row["SeeAlso"]))
        letters.append(row["Letter"])
    if not letters or (letters[0], letters[-1]) != (_FIRST, _LAST):
        raise Refused(f"{file.name} does not reach from A to Z; it may be cut off.")
    return tuple(terms)


# Non-essential modifiers


def parted(printed: str) -> tuple[str, tuple[str, ...]]:
    """A printed title as its essential words and its non-essential modifiers.

    Parentheses hold the modifiers, some within each other. One that stands inside a
    word ("Amnes(t)ic") belongs to the word.
    """
    title, inside, modifiers, depth = "", "", [], 0
    for place, character in enumerate(printed):
        if character == "(":
            depth += 1
            inside += "" if depth == 1 else character
        elif character == ")" and depth:
            depth -= 1
            if depth:
                inside += character
            elif _inside_word(title, printed[place + 1 :]):
                title, inside = title + inside, ""
            else:
                modifiers.append(inside)
                title, inside = f"{title} ", ""
        elif depth:
            inside += character
        elif character != ")":
            title += character
    if depth:  # never closed: the rest of the line is one modifier
        modifiers.append(inside)
    return _tidy(title), tuple(filter(None, map(_tidy, modifiers)))


def _inside_word(before: str, after: str) -> bool:
    starts = after[:1].isalpha() or (after[:1] == "-" and after[1:2].isalpha())
    return starts and (before[-1:].isalpha() or before[-1:] == "-")


def _tidy(text: str) -> str:
    return " ".join(text.split()).replace(" ,", ",").strip(" ,")
