"""Which reader reads which official file, and telling files apart by what they say.

Owns the choice of a reader. A kind is only recognised where the content leaves no
doubt. Must not import Django.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from coding import codesetfiles, indexfiles, listfiles, pcsindexfiles, tablefiles
from coding.index import Entry, Term
from coding.officialfiles import Official, Refused, xml
from coding.tabular import ROOT as TABULAR_ROOT
from coding.tabular import Tabular

Content = Sequence[Term] | Sequence[Entry]


def read_list(kind: str, file: Official) -> Content:
    """The lines of a list, each as its kind has it."""
    content = _READERS[kind](file)
    if not content:
        raise Refused(f"{file.name} holds no line.")
    return content


def read_system(kind: str, file: Official, first: date, last: date) -> Tabular:
    """A code system of which one file says everything, valid on these days."""
    if kind == "hcpcs":
        return codesetfiles.read_hcpcs(file, first)
    if kind == "cpt":
        return codesetfiles.read_cpt(file, last)
    if kind == "icd10pcs":
        return codesetfiles.read_icd10pcs_order(file)
    return codesetfiles.read_icd10cm_order(file)


def _either(
    from_xml: Callable[[Official], Content], from_rows: Callable[[Official], Content]
) -> Callable[[Official], Content]:
    return lambda file: from_xml(file) if file.is_xml else from_rows(file)


_READERS: dict[str, Callable[[Official], Content]] = {
    "icd10cm-index": _either(indexfiles.read_xml, indexfiles.read_rows),
    "icd10cm-external-causes": indexfiles.read_xml,
    "icd10cm-neoplasms": indexfiles.read_xml,
    "icd10cm-drugs": indexfiles.read_xml,
    "icd10pcs-index": _either(pcsindexfiles.read_xml, pcsindexfiles.read_rows),
    "mce": lambda file: list(listfiles.read_mce(file)),
    "poa-exempt": lambda file: list(listfiles.read_poa_exempt(file)),
    "cc": lambda file: list(listfiles.read_cc(file, "cc")),
    "mcc": lambda file: list(listfiles.read_cc(file, "mcc")),
    "ms-drg": lambda file: list(listfiles.read_ms_drg(file)),
    "hcpcs-modifiers": lambda file: list(listfiles.read_modifiers(file)),
    "places-of-service": lambda file: list(listfiles.read_places(file)),
    "physician-specialties": lambda file: list(listfiles.read_specialties(file)),
    "eligible-procedures": lambda file: list(listfiles.read_eligible(file)),
}


# Telling files apart


def kind_of(file: Official, said: str = "") -> str:
    """What a file is. ``said`` is believed unless the content speaks against it."""
    seen = _seen_in_xml(file) if file.is_xml else _seen_in_text(file)
    if said and seen and said not in seen:
        raise Refused(f"{file.name} is {seen[0]}, not {said}.")
    if not (said or seen):
        raise Refused(
            f"What {file.name} is cannot be told from its content; name its kind."
        )
    return said or seen[0]


_TITLES = {
    "INDEX TO DISEASES": "icd10cm-index",
    "EXTERNAL CAUSE": "icd10cm-external-causes",
}
_HEADINGS = {"Neoplasm": "icd10cm-neoplasms", "Substance": "icd10cm-drugs"}
_ROOTS = {TABULAR_ROOT: "icd10cm", pcsindexfiles.ROOT: "icd10pcs-index"}


def _seen_in_xml(file: Official) -> tuple[str, ...]:
    root = xml(file)
    if kind := _ROOTS.get(root.tag):
        return (kind,)
    if root.tag != indexfiles.ROOT:
        raise Refused(f"{file.name} is XML of another kind: {root.tag}.")
    first = (root.findtext("indexHeading/head") or "").strip()
    if kind := _HEADINGS.get(first):
        return (kind,)
    title = (root.findtext("title") or "").upper()
    return tuple(kind for words, kind in _TITLES.items() if words in title)


_COLUMNS = {
    indexfiles.COLUMNS: "icd10cm-index",
    pcsindexfiles.COLUMNS: "icd10pcs-index",
    codesetfiles.HCPCS_COLUMNS: "hcpcs",
    codesetfiles.CPT_COLUMNS: "cpt",
    listfiles.MCE_COLUMNS: "mce",
    listfiles.DRG_COLUMNS: "ms-drg",
    listfiles.MODIFIER_COLUMNS: "hcpcs-modifiers",
    listfiles.PLACE_COLUMNS: "places-of-service",
    listfiles.SPECIALTY_COLUMNS: "physician-specialties",
    listfiles.ELIGIBLE_COLUMNS: "eligible-procedures",
    tablefiles.COVERAGE_COLUMNS: "coverage",
    tablefiles.HOUSE_COLUMNS: "house-rules",
}


def _seen_in_text(file: Official) -> tuple[str, ...]:
    heading = file.first_line
    columns = tuple(heading.split(","))
    if kind := _COLUMNS.get(columns):
        return (kind,)
    if columns == listfiles.CC_COLUMNS:
        return ("mcc",) if file.second_line.endswith(",MCC") else ("cc",)
    if listfiles.POA_HEADING.fullmatch(heading):
        return ("poa-exempt",)
    if columns == codesetfiles.ORDER_COLUMNS:
        return _by_first_code(file.second_line.partition(",")[2])
    if kind := _checks(file.text()[:4_000]):
        return (kind,)
    if record := codesetfiles.ORDER_LINE.fullmatch(heading):
        return _by_first_code(record[2])
    return ("hcpcs", "hcpcs-modifiers") if codesetfiles.is_anweb(heading) else ()


def _checks(beginning: str) -> str:
    """NCCI and MUE files open with lines of titles, which name their columns."""
    if tablefiles.NCCI_HEADING.search(beginning):
        return "ncci-pairs"
    return "mue" if tablefiles.MUE_HEADING.search(beginning) else ""


def _by_first_code(code: str) -> tuple[str, ...]:
    """ICD-10-CM begins with a letter, ICD-10-PCS with table 001."""
    return ("icd10pcs",) if code[:1].isdigit() else ("icd10cm-order",)
