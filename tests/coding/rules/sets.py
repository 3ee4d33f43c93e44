"""Code sets in one line, and the packaged release to check them against."""

import functools
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from coding import officialfiles, tabular
from coding.codebook import CodeBook, ReleaseInfo
from coding.values import CodedLine, Evidence, Facts, NoteDocument, Role, Setting

RELEASE = ReleaseInfo(
    system="ICD-10-CM",
    edition="2026-04-01",
    effective_from=date(2025, 10, 1),
    effective_to=date(2026, 9, 30),
    exact_from=date(2026, 4, 1),
    sha256="0" * 64,
)
QUOTE = Evidence(document="d" * 64, start=0, end=4, text="text")


@functools.cache
def packaged_book():
    """Read from the package's files; importing it would read them all again."""
    data = Path(find_spec("simple_icd_10_cm").submodule_search_locations[0], "data")
    parsed = tabular.parse(
        officialfiles.read(data / "icd10c-tabular-April-1-2026.xml"),
        (data / "code-list-April-2026.txt").read_text(),
    )
    return CodeBook(RELEASE, parsed.entries, parsed.notes)


def facts(setting="outpatient", **others):
    return Facts(setting=Setting(setting), service_date=date(2026, 5, 1), **others)


def quoting(text, section="", document="d" * 64):
    """The whole text as evidence, and the document that holds it."""
    return (Evidence(document, 0, len(text), text, section=section),)


def document(text, sha256="d" * 64, **others):
    return NoteDocument(sha256, text, **others)


def lines(codes, setting="outpatient", **changes):
    """Lines in the order written; ``changes`` give single codes other fields."""
    lead = Role.PRINCIPAL if setting == "inpatient" else Role.FIRST_LISTED
    return [
        CodedLine(
            **{
                "key": str(n),
                "code": code,
                "sequence": n,
                "role": lead if n == 1 else Role.SECONDARY,
                "evidence": (QUOTE,),
            }
            | changes.get(code, {})
        )
        for n, code in enumerate(codes.split(), start=1)
    ]
