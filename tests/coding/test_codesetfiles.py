"""Reading order files, HCPCS Level II and a CPT table."""

from datetime import date

import pytest

from coding.codesetfiles import (
    anweb,
    read_cpt,
    read_hcpcs,
    read_icd10cm_order,
    read_icd10pcs_order,
    short_titles,
)
from coding.officialfiles import Official, Refused


def file(text: str, name: str = "file.txt") -> Official:
    return Official(name, text.encode())


def order_line(number: int, code: str, valid: int, title: str) -> str:
    return f"{number:05} {code:7} {valid} {title[:60]:60} {title} at length\n"


CM_LINES = [
    ("A77", 0, "Ague"),
    ("A770", 0, "Ague of ships"),
    ("A770XXA", 1, "Ague of ships, first voyage"),
    ("A770XXD", 1, "Ague of ships, later voyage"),
    ("A779", 1, "Ague, unspecified"),
    ("U99", 1, "Provisional ague"),
    ("V99", 1, "Struck by ague"),
    ("Z99", 1, "Ague in the family"),
]
CM = "".join(order_line(n, *line) for n, line in enumerate(CM_LINES, 1))
PCS_LINES = [
    ("001", 0, "Head, Charm"),
    ("0016070", 1, "Charm Head, Open"),
    ("XY0", 0, "Novel, Charm"),
    ("XY0YX37", 1, "Charm by Novelty"),
]
PCS = "".join(order_line(n, *line) for n, line in enumerate(PCS_LINES, 1))
PCS_ROWS = "order,code,valid,description_short,description_long\n" + "".join(
    f'{n},{code},{valid},"{title}","{title} at length"\n'
    for n, (code, valid, title) in enumerate(PCS_LINES, 1)
)


def test_an_order_file_nests_codes_in_chapters():
    read = read_icd10cm_order(file(CM))
    entries = {entry.code: entry for entry in read.entries}
    assert [entry.ordinal for entry in read.entries] == list(range(len(entries)))
    assert [e.code for e in read.entries if e.kind == "chapter"] == [
        "1",
        "20",
        "21",
        "22",
    ]
    ague = entries["A77"]
    assert (ague.parent, ague.kind, ague.billable) == ("1", "category", False)
    assert read.entries[ague.end].code == "A77.9"
    voyage = entries["A77.0XXA"]
    assert (voyage.parent, voyage.billable, voyage.chapter) == ("A77.0", True, "1")
    assert voyage.title == "Ague of ships, first voyage at length"
    assert read.short_titles["A77.0XXA"] == "Ague of ships, first voyage"
    assert not read.notes


def test_a_table_of_procedures_nests_in_its_section():
    for text in (PCS, PCS_ROWS):
        read = read_icd10pcs_order(file(text))
        assert [(e.code, e.parent, e.billable) for e in read.entries] == [
            ("0", "", False),
            ("001", "0", False),
            ("0016070", "001", True),
            ("X", "", False),
            ("XY0", "X", False),
            ("XY0YX37", "XY0", True),
        ]
        assert read.short_titles["0016070"] == "Charm Head, Open"


def test_short_titles_come_from_an_order_file_alone():
    assert short_titles(file(CM))["A77.0XXD"] == "Ague of ships, later voyage"
    assert short_titles(file("A77\nA77.0\n")) == {}


@pytest.mark.parametrize(
    ("reader", "text", "why"),
    [
        (read_icd10cm_order, PCS, "no code of this system"),
        (read_icd10pcs_order, CM, "U99|no code of this system"),
        (read_icd10cm_order, CM[: CM.rindex("00008")], "A to Z"),
        (read_icd10pcs_order, PCS[: PCS.rindex("00003")], "0 to X"),
        (read_icd10cm_order, CM[:-80], "damaged at line 8"),
        (read_icd10cm_order, CM.replace("00003", "00004"), "lacks its line 3"),
        (read_icd10cm_order, CM.replace("A779   ", "A770XXD"), "A77.0XXD twice"),
        (read_icd10pcs_order, PCS_ROWS.replace("2,0016070,1", "2,0016070,y"), "line 3"),
        (read_icd10pcs_order, PCS_ROWS[:-20], "damaged"),
        (read_icd10cm_order, "hello\n", "no order file"),
    ],
)
def test_an_order_file_that_is_not_whole_is_refused(reader, text, why):
    with pytest.raises(Refused, match=why):
        reader(file(text))


# HCPCS

HCPCS_ROWS = """\
code,long_description,short_description_raw
A0001,"Charm, per mile",Charm per mile              00      9
V9999,Spectacles against ague,Spectacles                  00      9
"""


def record(code: str, which: int, title: str, short: str = "", ends: str = "") -> str:
    head = f"{code:5}{100:05}{which}{title:80}{short:28}"
    return f"{head:284}{ends:8}N\n"


ANWEB = (
    record("A0001", 3, "Charm, per mile,", "Charm per mile")
    + record("A0001", 4, "by cart")
    + record("B0001", 3, "Old charm", "Old", ends="20300630")
    + record("V9999", 3, "Spectacles", "Spectacles")
    + record("   QQ", 7, "With a charm,", "With charm")
    + record("   QQ", 8, "not by cart")
)


def test_hcpcs_codes_stand_under_their_letters():
    read = read_hcpcs(file(HCPCS_ROWS), date(2031, 1, 1))
    assert [(e.code, e.parent) for e in read.entries] == [
        ("A", ""),
        ("A0001", "A"),
        ("V", ""),
        ("V9999", "V"),
    ]
    assert read.short_titles["A0001"] == "Charm per mile"
    assert all(e.billable == (len(e.code) == 5) for e in read.entries)


def test_the_alphanumeric_file_joins_lines_and_leaves_out_what_has_ended():
    read = read_hcpcs(file(ANWEB), date(2030, 7, 1))
    titles = {e.code: e.title for e in read.entries if e.billable}
    assert titles == {"A0001": "Charm, per mile, by cart", "V9999": "Spectacles"}
    earlier = read_hcpcs(file(ANWEB), date(2030, 6, 30))
    assert "B0001" in {e.code for e in earlier.entries}


def test_the_alphanumeric_file_holds_the_modifiers_too():
    (modifier,) = anweb(file(ANWEB), "78")
    assert (modifier.code, modifier.title) == ("QQ", "With a charm, not by cart")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (HCPCS_ROWS.replace("A0001", "99213"), "no code of this system"),
        (HCPCS_ROWS[: HCPCS_ROWS.index("V9999")], "A to V"),
        (ANWEB.replace("20300630", "next May"), "damaged at line 3"),
        (ANWEB.replace("A0001001004", "A0002001004"), "damaged at line 2"),
        ("hello\n", "no such record"),
    ],
)
def test_hcpcs_that_is_not_whole_is_refused(text, why):
    with pytest.raises(Refused, match=why):
        read_hcpcs(file(text), date(2031, 1, 1))


# CPT; the codes are invented

CPT = """\
code,short,long,effective
9990T,Charm,"Charm, each",2031-01-01
00001,Look,Look at the ague,20310101
"""


def test_a_cpt_table_is_read_in_the_order_of_its_codes():
    read = read_cpt(file(CPT), date(2031, 12, 31))
    assert [e.code for e in read.entries] == ["CPT", "00001", "9990T"]
    assert read.entries[1].title == "Look at the ague"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (CPT.replace("effective", "date"), "no column effective"),
        (CPT.replace("2031-01-01", "soon"), "line 2"),
        (CPT.replace("2031-01-01", "2032-01-01"), "begins after"),
        (CPT.replace("9990T", "A9990"), "line 2"),
        (CPT.partition("\n")[0] + "\n", "holds no code"),
        (CPT + "00001,Look,Look again,\n", "00001 twice"),
    ],
)
def test_a_cpt_table_of_another_form_is_refused(text, why):
    with pytest.raises(Refused, match=why):
        read_cpt(file(text), date(2031, 12, 31))
