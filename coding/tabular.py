"""The ICD-10-CM tabular list: official XML and list of valid codes -> rows.

Owns the reading of the tabular form that NCHS publishes, wherever the two files come
from. Must not import Django or write anything: it yields the entries and notes of a
release in the order of the list, each entry once.

Three things the XML leaves to its reader: sections are listed flat though some contain
others ("V00-V99" holds "V00-V09"), a section of one category has the category's name,
and codes with a seventh character are not listed but defined.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from coding.codebook import CodeEntry, Kind, Note, NoteKind
from coding.officialfiles import Official, Refused, xml
from coding.references import Known, Reading, read

_NOTE_KINDS = {
    "includes": NoteKind.INCLUDES,
    "inclusionTerm": NoteKind.INCLUSION_TERM,
    "excludes1": NoteKind.EXCLUDES1,
    "excludes2": NoteKind.EXCLUDES2,
    "codeFirst": NoteKind.CODE_FIRST,
    "useAdditionalCode": NoteKind.USE_ADDITIONAL,
    "codeAlso": NoteKind.CODE_ALSO,
    "notes": NoteKind.NOTE,
    "sevenChrNote": NoteKind.SEVENTH_CHARACTER,
    "sevenChrDef": NoteKind.SEVENTH_CHARACTER,
}
ROOT = "ICD10CM.tabular"
_CODE = re.compile(r"[A-Z](\d[0-9A-Z]|[A-Z]\d)(\.[0-9A-Z]{1,4})?")
_NAMES = {
    Kind.CHAPTER: re.compile(r"\d{1,2}"),
    Kind.BLOCK: re.compile(r"[A-Z][0-9A-Z]{2}-[A-Z][0-9A-Z]{2}"),
    Kind.CATEGORY: _CODE,
    Kind.SUBCATEGORY: _CODE,
}
# In these the codes are part of a sentence, not a reference to follow.
_PROSE = {NoteKind.INCLUDES, NoteKind.INCLUSION_TERM, NoteKind.NOTE}


@dataclass(slots=True)
class _Node:
    """An entry while the tree is built."""

    code: str
    title: str
    kind: Kind
    notes: list[Note] = field(default_factory=list)
    sevenths: dict[str, str] = field(default_factory=dict)
    children: list[_Node] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Tabular:
    """Everything one edition of the tabular list says."""

    entries: tuple[CodeEntry, ...]
    notes: tuple[Note, ...]
    # By code; clipped to 60 characters or fewer, as order files print them.
    short_titles: Mapping[str, str] = field(default_factory=dict)


def parse(file: Official, valid_codes: str) -> Tabular:
    """Read the tabular XML; ``valid_codes`` lists the codes that exist, one a line."""
    valid = _listed(valid_codes)
    root = xml(file)
    if root.tag != ROOT or root.find("chapter") is None:
        raise Refused(f"{file.name} is no tabular list of ICD-10-CM.")
    chapters = [_chapter(element, valid) for element in root.iter("chapter")]
    entries = tuple(_entries(chapters, parent="", chapter="", start=0))
    if len({entry.code for entry in entries}) < len(entries):
        raise Refused(f"{file.name} holds an entry twice.")
    _refuse_another_edition(entries, valid)
    known = {entry.code for entry in entries}.__contains__
    notes = (note for chapter in chapters for note in _notes_beneath(chapter))
    return Tabular(entries, tuple(_with_ranges(note, known) for note in notes))


def _listed(text: str) -> set[str]:
    """Codes without dots, from a plain list or from the order file's second column."""
    words = (line.split() for line in text.split("\n"))
    return {
        line[1 if line[0].isdigit() and len(line) > 2 else 0].replace(".", "")
        for line in words
        if line
    }


def _refuse_another_edition(entries: tuple[CodeEntry, ...], valid: set[str]) -> None:
    """Errata aside, every code of the XML is listed as valid in its own edition."""
    leaves = [entry.code.replace(".", "") for entry in entries if entry.billable]
    unlisted = [code for code in leaves if code not in valid]
    if len(unlisted) > len(leaves) // 1000:
        raise Refused(
            f"{len(unlisted):,} codes of the tabular list, {unlisted[0]} among them, "
            "are not in the list of valid codes: they are of different editions."
        )


def _chapter(element: ET.Element, valid: set[str]) -> _Node:
    chapter = _node(element, _text(element, "name"), Kind.CHAPTER)
    blocks: list[_Node] = []
    for section in element.findall("section"):
        block = _node(section, _block_name(section.get("id", "")), Kind.BLOCK)
        block.children = [
            _diagnosis(child, Kind.CATEGORY, {}, valid)
            for child in section.findall("diag")
        ]
        _nest(block, blocks, chapter)
    return chapter


def _block_name(name: str) -> str:
    return name if "-" in name else f"{name}-{name}"


def _nest(block: _Node, open_blocks: list[_Node], chapter: _Node) -> None:
    """Hang a block into the innermost block whose range holds its own."""
    low, high = block.code.split("-")
    while open_blocks:
        outer_low, outer_high = open_blocks[-1].code.split("-")
        if outer_low <= low and high <= outer_high:
            break
        open_blocks.pop()
    (open_blocks[-1] if open_blocks else chapter).children.append(block)
    open_blocks.append(block)


def _diagnosis(
    element: ET.Element, kind: Kind, sevenths: dict[str, str], valid: set[str]
) -> _Node:
    node = _node(element, _text(element, "name"), kind)
    sevenths = node.sevenths or sevenths
    node.children = [
        _diagnosis(child, Kind.SUBCATEGORY, sevenths, valid)
        for child in element.findall("diag")
    ]
    if not node.children:
        node.children = list(_extended(node, sevenths, valid))
    return node


def _extended(
    node: _Node, sevenths: dict[str, str], valid: set[str]
) -> Iterator[_Node]:
    """The seven-character codes of a leaf, filled up with the placeholder."""
    bare = node.code.replace(".", "").ljust(6, "X")
    for character, meaning in sevenths.items():
        if bare + character in valid:
            code = f"{bare[:3]}.{bare[3:]}{character}"
            yield _Node(code, f"{node.title}, {meaning}", Kind.SUBCATEGORY)


def _node(element: ET.Element, code: str, kind: Kind) -> _Node:
    if not _NAMES[kind].fullmatch(code):
        raise Refused(f"The tabular list holds {code!r}, which names no {kind}.")
    node = _Node(code, _text(element, "desc"), kind)
    for group, child in enumerate(element):
        if child.tag in _NOTE_KINDS:
            node.notes += _lines(child, code, group)
        elif child.tag == "visualImpairment":
            node.notes += _visual_impairment(child, code, group)
    node.sevenths = {
        note.label: note.text for note in reversed(node.notes) if note.label
    }
    node.sevenths = dict(sorted(node.sevenths.items()))
    return node


def _lines(element: ET.Element, code: str, group: int) -> Iterator[Note]:
    """A note's lines; a plain line under a seventh character explains it further."""
    label = ""
    for line in element:
        label = line.get("char", label)
        if len(label) > 1:
            raise Refused(f"{code} has a seventh character of {len(label)}.")
        if text := (line.text or "").strip():
            yield Note(code, _NOTE_KINDS[element.tag], text, group, label)


def _visual_impairment(element: ET.Element, code: str, group: int) -> Iterator[Note]:
    """The one table of the list (H54), a sentence a row."""
    for row in element.findall("visCategory"):
        category = _text(row, "value")
        worse = " or ".join(_values(row, "visRange/visMax/value"))
        least = " or ".join(_values(row, "visRange/visMin/value"))
        if category:
            text = f"Category {category}: visual acuity worse than {worse or 'any'}"
            text += f"; equal to or better than {least}" if least else ""
            yield Note(code, NoteKind.NOTE, text, group)


def _values(element: ET.Element, path: str) -> list[str]:
    return [(found.text or "").strip() for found in element.findall(path)]


def _text(element: ET.Element, tag: str) -> str:
    return (element.findtext(tag) or "").strip()


def _entries(
    nodes: list[_Node], *, parent: str, chapter: str, start: int
) -> Iterator[CodeEntry]:
    """Entries depth first; a leaf that is a category or below can be billed."""
    for node in nodes:
        within = chapter or node.code
        beneath = tuple(
            _entries(node.children, parent=node.code, chapter=within, start=start + 1)
        )
        yield CodeEntry(
            code=node.code,
            title=node.title,
            kind=node.kind,
            parent=parent,
            billable=not beneath and node.kind in (Kind.CATEGORY, Kind.SUBCATEGORY),
            chapter=within,
            ordinal=start,
            end=start + len(beneath),
        )
        yield from beneath
        start += 1 + len(beneath)


def _notes_beneath(node: _Node) -> Iterator[Note]:
    yield from node.notes
    for child in node.children:
        yield from _notes_beneath(child)


def _with_ranges(note: Note, known: Known) -> Note:
    if note.kind == NoteKind.SEVENTH_CHARACTER:
        return note
    ranges, reading = read(note.text, known)
    if ranges and note.kind in _PROSE:
        reading = Reading.PARTIAL
    return replace(note, ranges=ranges, reading=reading)
