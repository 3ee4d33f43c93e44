"""Every real official file in the reference data, loaded by the command."""

import io
from datetime import date

import pytest
from django.core.management import call_command

from coding import codes, lists

# After the packaged release, whose search index is then not built anew for each list.
AFTER = "2026-10-01"
DAY = date(2026, 11, 3)

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
    assert "81,024 lines" in load(path, AFTER)
    found = terms("icd10cm-index", DAY)
    assert sum(bool(term.code) for term in found) == 62_721
    assert len({term.path for term in found if term.leads_somewhere()}) > 59_000
    held = codes.index_terms(codes.newest_release(), DAY)
    assert 70_000 < len(held.terms) < len(found)


@pytest.mark.parametrize(
    ("name", "kind", "count"),
    [
        ("icd10cm-drug-April-1-2026-XML.xml.gz", "icd10cm-drugs", 7_430),
        ("icd10cm-eindex-April-1-2026-XML.xml.gz", "icd10cm-external-causes", 8_090),
        ("icd10cm-neoplasm-April-1-2026-XML.xml", "icd10cm-neoplasms", 1_940),
    ],
)
def test_tables_and_the_external_cause_index(official, name, kind, count):
    load(official / "icd10cm_fy2026" / name, AFTER)
    found = terms(kind, DAY)
    assert len(found) == count
    held = codes.index_terms(codes.newest_release(), DAY, kind)
    used = [code for term in found for code in (term.code, *term.cells) if code]
    kept = [code for term in held.terms for code in (term.code, *term.cells) if code]
    assert len(kept) >= 0.999 * len(used), "tables and release are of one edition"


def system(name: str, on: date):
    return codes.codebook(codes.release_for(name, on).release)


def test_icd10pcs_with_its_index(official):
    folder = official / "icd10pcs_fy2024"
    load(folder / "icd10pcs_order_2024.csv.gz", "2023-10-01")
    book = system("ICD-10-PCS", date(2024, 5, 1))
    assert sum(book.columns.billable) == 78_603
    assert [each.code for each in book.path("0016070")] == ["0", "001", "0016070"]
    load(folder / "icd10pcs_index_terms_2024.csv.gz", "2023-10-01")
    release = codes.release_for("ICD-10-PCS", date(2024, 5, 1)).release
    found = codes.index_terms(release, date(2024, 5, 1), "icd10pcs-index")
    assert len(found.terms) == 11_995
    assert ("Bypass", "Artery", "Coronary", "One Artery") in {
        term.path for term in found.terms if term.code == "0210-"
    }


def test_hcpcs_with_modifiers_and_places_of_service(official):
    folder = official / "hcpcs_2025_oct"
    load(folder / "hcpcs_level2_2025_oct_descriptions.csv.gz", "2025-10-01")
    book = system("HCPCS", date(2025, 12, 31))
    assert sum(book.columns.billable) == 8_463
    assert book.get("A0021").parent == "A"
    load(folder / "hcpcs_level2_2025_oct_modifiers.csv", "2025-10-01")
    assert len(entries("hcpcs-modifiers", date(2025, 12, 31))) == 383
    load(folder / "place_of_service_codes.csv", "2025-10-01")
    places = entries("places-of-service", date(2025, 12, 31))
    assert (len(places), places["23"]) == (99, ("facility",))


def entries(kind: str, on: date):
    return lists.entries(lists.newest_list(kind, on))


def test_the_medicare_code_editor_lists(official):
    path = official / "mce_v41.1_fy2024" / "mce_v41.1_code_edits_FY2024.csv.gz"
    assert "7,946 lines" in load(path, "2023-10-01", "--edition=v41.1")
    edits = entries("mce", date(2026, 5, 1))
    assert edits["A33"] == ("age:0-0",)
    values = [value for said in edits.values() for value in said]
    assert values.count("age:9-64") == 2_543
    assert values.count("manifestation") == 422


@pytest.mark.parametrize(
    ("path", "kind", "count"),
    [
        ("poa_exempt_fy2020/POAexemptCodes2020.txt.gz", "poa-exempt", 37_075),
        ("msdrg_v41.1/cc_list.csv.gz", "cc", 14_885),
        ("msdrg_v41.1/mcc_list.csv", "mcc", 3_330),
        ("msdrg_v41.1/msdrg.csv", "ms-drg", 766),
    ],
)
def test_lists_of_the_inpatient_payment_system(official, path, kind, count):
    load(official / path, "2019-10-01")
    assert len(entries(kind, date(2026, 5, 1))) == count
