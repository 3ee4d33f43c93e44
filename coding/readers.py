"""Which reader reads which official file, and telling files apart by what they say.

Owns the choice of a reader. A kind is only recognised where the content leaves no
doubt. Must not import Django.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from coding import indexfiles
from coding.index import Term
from coding.officialfiles import Official, Refused, xml

Reader = Callable[[Official], Sequence[Term]]

_LISTS: dict[str, Reader] = {
    "icd10cm-external-causes": indexfiles.read_xml,
    "icd10cm-neoplasms": indexfiles.read_xml,
    "icd10cm-drugs": indexfiles.read_xml,
}
_TITLES = {
    "INDEX TO DISEASES": "icd10cm-index",
    "EXTERNAL CAUSE": "icd10cm-external-causes",
}
_HEADINGS = {"Neoplasm": "icd10cm-neoplasms", "Substance": "icd10cm-drugs"}


def read_list(kind: str, file: Official) -> Sequence[Term]:
    """The lines of a list, each as its kind has it."""
    if kind == "icd10cm-index" and not file.is_xml:
        return indexfiles.read_rows(file)
    return _LISTS.get(kind, indexfiles.read_xml)(file)


def kind_of(file: Official, said: str = "") -> str:
    """What a file is. ``said`` is believed unless the content speaks against it."""
    seen = _seen(file)
    if said and seen and said != seen:
        raise Refused(f"{file.name} is {seen}, not {said}.")
    if not (said or seen):
        raise Refused(
            f"What {file.name} is cannot be told from its content; name its kind."
        )
    return said or seen


def _seen(file: Official) -> str:
    return _seen_in_xml(file) if file.is_xml else _seen_in_heading(file)


def _seen_in_xml(file: Official) -> str:
    root = xml(file)
    if root.tag == "ICD10CM.tabular":
        return "icd10cm"
    if root.tag != indexfiles.ROOT:
        raise Refused(f"{file.name} is XML of another kind: {root.tag}.")
    first = root.findtext("indexHeading/head") or ""
    title = (root.findtext("title") or "").upper()
    by_title = (kind for words, kind in _TITLES.items() if words in title)
    return _HEADINGS.get(first.strip(), "") or next(by_title, "")


def _seen_in_heading(file: Official) -> str:
    return "icd10cm-index" if file.first_line == ",".join(indexfiles.COLUMNS) else ""
