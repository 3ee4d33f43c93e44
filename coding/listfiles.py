"""Reading dated lists of codes as published: edits, exemptions, groupings, modifiers.

Owns the forms of these files and what a value means, by kind: ``mce`` says
"age:0-17", "sex:F", "manifestation" or "unacceptable-principal"; ``ms-drg`` says its
major diagnostic category and "surgical" or "medical"; ``places-of-service`` says
"facility" or not. Must not import Django.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from coding.codesetfiles import anweb
from coding.index import Entry
from coding.officialfiles import Official, Refused, rows

MCE_COLUMNS = (
    "icd_code",
    "icd_description",
    "icd_conflict_group",
    "icd_conflict_rule",
)
CC_COLUMNS = ("icd_code", "icd_description", "dx_type")
DRG_COLUMNS = ("drg", "mdc", "drg_abb", "drg_description")
MODIFIER_COLUMNS = ("modifier", "description")
PLACE_COLUMNS = ("pos_code", "pos_type", "pos_name", "pos_description")

ELIGIBLE_COLUMNS = ("cpt_hcpcs_code",)
SPECIALTY_COLUMNS = ("specialty_code", "specialty")

#: "Order2020", a tab, "POAexemptCode": the year is part of the first name.
POA_HEADING = re.compile(r"Order\s?(\d{4})?\tPOAexemptCodes?\tDescription", re.I)

_ICD10CM = re.compile(r"[A-Z](\d[0-9A-Z]|[A-Z]\d)(\.[0-9A-Z]{1,4})?")
_AGES = re.compile(r"\(Ages? (\d+)(?:-(\d+))?(?: Only)?\)")
_SEXES = {"female only": "sex:F", "male only": "sex:M"}
_OTHER = {
    "manifestation": "manifestation",
    "unacceptable principal": "unacceptable-principal",
    "questionable": "questionable-admission",
}
_DRG_TYPES = {"P": "surgical", "M": "medical", "": ""}
_PLACE_TYPES = ("facility", "non-facility", "unassigned")


def read_mce(file: Official) -> Iterator[Entry]:
    """The lists of the Medicare Code Editor; the text is its name for the edit."""
    for row in rows(file, MCE_COLUMNS):
        code, _, group, rule = (row[name] for name in MCE_COLUMNS)
        code = _icd10cm(code, file, row.line)
        yield Entry(code, _edit(group, rule, file), rule)


def _edit(group: str, rule: str, file: Official) -> str:
    known = ""
    if ages := _AGES.search(rule):
        known = f"age:{ages[1]}-{ages[2] or ages[1]}"
    elif group == "Sex":
        known = _SEXES.get(rule.lower(), "")
    else:
        starts = (v for words, v in _OTHER.items() if rule.lower().startswith(words))
        known = next(starts, "")
    if not known:
        raise Refused(f"{file.name} holds an edit that is not known: {group}, {rule}.")
    return known


def read_poa_exempt(file: Official) -> Iterator[Entry]:
    """Codes that need no present-on-admission indicator, tab-separated."""
    heading = file.text().partition("\n")[0].strip("\r")
    if not POA_HEADING.fullmatch(heading):
        raise Refused(f"{file.name} is no list of POA-exempt codes.")
    order, code, description = heading.split("\t")
    for row in rows(file, (order, code, description), tab=True):
        if not row[order].isdecimal():
            raise Refused(f"{file.name} is damaged at line {row.line}.")
        yield Entry(_icd10cm(row[code], file, row.line), text=row[description])


def read_cc(file: Official, kind: str) -> Iterator[Entry]:
    """Complications and comorbidities, or the major ones: one file each."""
    for row in rows(file, CC_COLUMNS):
        if row["dx_type"] != kind.upper():
            raise Refused(f"{file.name} is no {kind.upper()} list at line {row.line}.")
        code = _icd10cm(row["icd_code"], file, row.line)
        yield Entry(code, kind, row["icd_description"])


def read_ms_drg(file: Official) -> Iterator[Entry]:
    for row in rows(file, DRG_COLUMNS):
        drg, mdc, kind, text = (row[name] for name in DRG_COLUMNS)
        if not re.fullmatch(r"\d{3}", drg) or kind not in _DRG_TYPES:
            raise Refused(f"{file.name} is damaged at line {row.line}.")
        yield Entry(drg, " ".join(filter(None, (mdc, _DRG_TYPES[kind]))), text)


def read_modifiers(file: Official) -> Iterator[Entry]:
    """From the table, or from the alphanumeric file that holds the codes too."""
    if file.first_line == ",".join(MODIFIER_COLUMNS):
        table = rows(file, MODIFIER_COLUMNS)
        found = [(row["modifier"], row["description"]) for row in table]
    else:
        found = [(record.code, record.title) for record in anweb(file, "78")]
    for code, text in found:
        if not re.fullmatch(r"[A-Z0-9]{2}", code):
            raise Refused(f"{file.name} holds {code!r}, which is no modifier.")
        yield Entry(code, text=text)


def read_places(file: Official) -> Iterator[Entry]:
    for row in rows(file, PLACE_COLUMNS):
        code, kind, name = row["pos_code"], row["pos_type"].lower(), row["pos_name"]
        if not re.fullmatch(r"\d{2}", code) or kind not in _PLACE_TYPES:
            raise Refused(f"{file.name} is damaged at line {row.line}.")
        yield Entry(code, kind, name)


def read_specialties(file: Official) -> Iterator[Entry]:
    """CMS's acceptable specialty types, which it prints: copied into a table."""
    for row in rows(file, SPECIALTY_COLUMNS):
        code, name = row["specialty_code"].upper(), row["specialty"]
        if not re.fullmatch(r"[0-9A-Z]\d", code):
            raise Refused(f"{file.name} is damaged at line {row.line}.")
        yield Entry(code, text=name)


def read_eligible(file: Official) -> Iterator[Entry]:
    """CPT and HCPCS codes whose claims count for risk adjustment in a payment year."""
    for row in rows(file, ELIGIBLE_COLUMNS):
        code = row["cpt_hcpcs_code"].upper()
        if not re.fullmatch(r"[0-9A-Z]\d{3}[0-9A-Z]", code):
            raise Refused(f"{file.name} is damaged at line {row.line}.")
        yield Entry(code)


def _icd10cm(text: str, file: Official, line: int) -> str:
    """A code with its dot, however the file prints it."""
    code = text if "." in text or len(text) < 4 else f"{text[:3]}.{text[3:]}"
    if not _ICD10CM.fullmatch(code):
        raise Refused(f"{file.name} holds {text!r} at line {line}, no ICD-10-CM code.")
    return code
