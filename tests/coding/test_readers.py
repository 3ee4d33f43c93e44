"""Telling official files apart, and what can be said of each kind."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding import tablefiles, tabular
from coding.codesetfiles import ORDER_COLUMNS
from coding.models import CodeList, Release
from coding.officialfiles import Official, Refused
from coding.publications import BY_KIND, PUBLICATIONS, missing
from coding.readers import kind_of, read_list, read_system
from tests.coding import test_codesetfiles as sets
from tests.coding import test_indexfiles as indexes
from tests.coding import test_listfiles as some_lists
from tests.coding import test_pcsindexfiles as procedures
from tests.coding import test_release as editions
from tests.coding import test_tablefiles as checks

ORDER = ",".join(ORDER_COLUMNS)
EXAMPLES = [
    ("icd10cm", editions.TABULAR_XML),
    ("icd10cm-order", sets.CM),
    ("icd10cm-order", f"{ORDER}\n1,A00,0,Ague,Ague\n"),
    ("icd10cm-index", indexes.INDEX),
    ("icd10cm-index", indexes.ROWS),
    ("icd10cm-external-causes", indexes.INDEX.replace("TO DISEASES", "EXTERNAL CAUSE")),
    ("icd10cm-neoplasms", indexes.TABLE.replace("Substance", "Neoplasm")),
    ("icd10cm-drugs", indexes.TABLE),
    ("icd10pcs", sets.PCS),
    ("icd10pcs", sets.PCS_ROWS),
    ("icd10pcs-index", procedures.XML),
    ("icd10pcs-index", procedures.ROWS),
    ("hcpcs", sets.HCPCS_ROWS),
    ("hcpcs", sets.ANWEB),
    ("hcpcs-modifiers", "modifier,description\nQQ,With a charm\n"),
    ("places-of-service", some_lists.PLACES),
    ("mce", some_lists.MCE),
    ("poa-exempt", some_lists.POA),
    ("cc", some_lists.CC),
    ("mcc", some_lists.CC.replace(",CC", ",MCC")),
    ("ms-drg", some_lists.DRG),
    ("physician-specialties", "specialty_code,specialty\n01,General practice\n"),
    ("eligible-procedures", "cpt_hcpcs_code\n99213\nG0438\n"),
    ("ncci-pairs", checks.PAIRS),
    ("mue", checks.UNITS),
    ("coverage", checks.COVERAGE),
    ("house-rules", checks.HOUSE),
    ("cpt", sets.CPT),
]


@pytest.mark.parametrize(("kind", "text"), EXAMPLES)
def test_every_kind_is_told_from_its_content(kind, text):
    file = Official("file", text.encode())
    assert kind_of(file) == kind
    assert kind_of(file, kind) == kind
    another = "icd10cm" if kind != "icd10cm" else "mce"
    with pytest.raises(Refused, match=f"is {kind}, not {another}"):
        kind_of(file, another)


def test_every_kind_has_an_example():
    assert {kind for kind, _ in EXAMPLES} == set(BY_KIND)


def test_the_alphanumeric_file_is_two_kinds():
    assert kind_of(Official("file", sets.ANWEB.encode()), "hcpcs-modifiers")


def test_what_a_file_does_not_say_is_believed():
    untitled = "<ICD10CM.index><letter/></ICD10CM.index>"
    file = Official("file", untitled.encode())
    assert kind_of(file, "icd10cm-index") == "icd10cm-index"
    with pytest.raises(Refused, match="name its kind"):
        kind_of(file)


def test_a_heading_without_lines_is_refused():
    with pytest.raises(Refused, match="holds no line"):
        read_list("mce", Official("file", some_lists.MCE.partition("\n")[0].encode()))


@given(st.data())
def test_a_damaged_file_is_read_or_refused_and_nothing_else(data):
    kind, text = data.draw(st.sampled_from(EXAMPLES))
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    text = text[:start] + data.draw(st.text(max_size=9)) + text[end:]
    file = Official("file", text.encode())
    try:
        kind = kind_of(file, kind)
        days = date(2031, 1, 1), date(2031, 12, 31)
        if kind == "icd10cm":
            tabular.parse(file, editions.ORDER_FILE)
        elif kind in tablefiles.READERS:
            list(tablefiles.READERS[kind](file))
        elif BY_KIND[kind].system:
            read_system(kind, file, *days)
        else:
            read_list(kind, file)
    except Refused as refused:
        assert str(refused).endswith(".")


# Publications


def test_what_can_be_loaded_is_what_can_be_stored():
    stored = {*CodeList.Kind.values}
    assert stored == {each.kind for each in PUBLICATIONS if not each.system}
    assert {*Release.System.values} == {p.system for p in PUBLICATIONS if p.system}


@pytest.mark.parametrize("publication", PUBLICATIONS, ids=lambda each: each.kind)
def test_every_day_has_its_edition(publication):
    for days in range(0, 1_200, 13):
        on = date(2025, 1, 1) + timedelta(days)
        first = publication.first_day(on)
        assert first <= on <= publication.last_day(first)
        after = publication.last_day(first) + timedelta(1)
        assert publication.first_day(after) == after


def test_a_command_says_all_that_its_file_needs():
    on = date(2026, 11, 3)
    assert missing("hcpcs", on).command == (
        "bin/manage load_release hcpcs HCPC2026_ANWEB.txt --effective-from 2026-10-01"
    )
    assert missing("mce", on).command == (
        "bin/manage load_release mce FILE (the code edits of the MCE for FY2027) "
        "--effective-from 2026-10-01"
    )
    assert "--licence-accepted" in missing("CPT", on).command
    assert missing("ICD-10-CM", on).file == "icd10cm-tabular-2027.xml"
