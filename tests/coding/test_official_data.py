"""Every real official file in the reference data, loaded by the command."""

import io
from datetime import date

import pytest
from django.core.management import call_command

from coding import codes, lists

pytestmark = [pytest.mark.django_db, pytest.mark.data]


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.VAR = tmp_path


@pytest.fixture
def official(shared):
    return shared / "data" / "official"


def load(path, first: str, *words: str) -> str:
    out = io.StringIO()
    call_command(
        "load_release", str(path), f"--effective-from={first}", *words, stdout=out
    )
    return out.getvalue()


def terms(kind: str, on: date):
    return lists.terms(lists.newest_list(kind, on))


def test_the_alphabetic_index(official):
    path = official / "icd10cm_fy2025_index" / "ICD10CM_2025_Index.csv.gz"
    assert "81,024 lines" in load(path, "2024-10-01")
    found = terms("icd10cm-index", date(2025, 5, 1))
    assert sum(bool(term.code) for term in found) == 62_721
    assert len({term.path for term in found if term.leads_somewhere()}) > 59_000
    later = codes.index_terms(codes.newest_release(), date(2026, 5, 1))
    assert later.chosen.out_of_date
    assert 70_000 < len(later.terms) < len(found)


@pytest.mark.parametrize(
    ("name", "kind", "count"),
    [
        ("icd10cm-drug-April-1-2026-XML.xml.gz", "icd10cm-drugs", 7_430),
        ("icd10cm-eindex-April-1-2026-XML.xml.gz", "icd10cm-external-causes", 8_090),
        ("icd10cm-neoplasm-April-1-2026-XML.xml", "icd10cm-neoplasms", 1_940),
    ],
)
def test_tables_and_the_external_cause_index(official, name, kind, count):
    load(official / "icd10cm_fy2026" / name, "2026-04-01")
    found = terms(kind, date(2026, 5, 1))
    assert len(found) == count
    held = codes.index_terms(codes.newest_release(), date(2026, 5, 1), kind)
    used = [code for term in found for code in (term.code, *term.cells) if code]
    kept = [code for term in held.terms for code in (term.code, *term.cells) if code]
    assert len(kept) >= 0.999 * len(used), "tables and release are of one edition"
