"""Reading indexes and tables, in their XML and in their table form."""

import pytest

from coding.index import DRUG_COLUMNS, NEOPLASM_COLUMNS, Term
from coding.indexfiles import parted, read_rows, read_xml
from coding.officialfiles import Official, Refused

INDEX = """<?xml version="1.0" encoding="utf-8"?>
<ICD10CM.index><version>2031</version><title>ICD-10-CM INDEX TO DISEASES</title>
<letter><title>A</title><mainTerm><title>Ague<nemod>(marsh) (old)</nemod></title>
<seeAlso>Fever</seeAlso><code>A00.1</code>
<term level="1"><title>in</title>
<term level="2"><title>brass founders</title><code>A00.2-</code>
<manif>[B01.0]</manif></term>
<term level="2"><title>ships</title><subcat>A00.3</subcat></term></term>
<term level="1"><title><nemod>(quartan)</nemod></title><code>A00.4</code></term>
</mainTerm></letter></ICD10CM.index>"""

TABLE = """<ICD10CM.index><version>2031</version><indexHeading>
<head col="1">Substance</head><head col="2">a</head><head col="3">b</head>
<head col="4">c</head><head col="5">d</head><head col="6">e</head>
<head col="7">f</head></indexHeading><letter><title>M</title>
<mainTerm><title>Moonshine<nemod>(clear)</nemod></title>
<cell col="2">T10.0X1</cell><cell col="3">T10.0X2</cell><cell col="4">T10.0X3</cell>
<cell col="5">T10.0X4</cell><cell col="6">--</cell><cell col="7">--</cell>
<term level="1"><title>blue</title><see>Moonshine, dyed</see></term>
</mainTerm></letter></ICD10CM.index>"""

ROWS = """\
RowID,Letter,Level,Term,See,SeeAlso,NonEssModif,Code
1,A,0,Ague,,Fever,(marsh) (old),A00.1
2,A,1,in,,,,
3,A,2,brass founders,,,,A00.2-
4,A,1,,,,(quartan),A00.4
5,A,1,of ships,category,,,A01
6,Z,0,Zeal,"Ague, in",,,
"""


def xml(text: str) -> Official:
    return Official("index.xml", text.encode())


def table(text: str) -> Official:
    return Official("index.csv", text.encode())


def test_every_line_has_its_path_and_its_codes():
    ague, within, brass, ships, quartan = read_xml(xml(INDEX))
    assert ague == Term(("Ague",), ("marsh", "old"), "A00.1", see_also="Fever")
    assert within == Term(("Ague", "in"))
    assert not within.leads_somewhere()
    assert brass.path == ("Ague", "in", "brass founders")
    assert (brass.code, brass.manifestation) == ("A00.2-", "B01.0")
    assert ships.code == "A00.3-", "a subcategory to see is a code to complete"
    assert (quartan.path, quartan.modifiers) == (("Ague",), ("quartan",))


def test_a_manifestation_may_stand_beside_its_code():
    beside = INDEX.replace("<code>A00.4</code>", "<code>A00.4 [B01.1]</code>")
    quartan = read_xml(xml(beside))[-1]
    assert (quartan.code, quartan.manifestation) == ("A00.4", "B01.1")


def test_the_table_form_says_the_same():
    ague, within, brass, quartan, ships, zeal = read_rows(table(ROWS))
    first, second, third, *_ = read_xml(xml(INDEX))
    assert (ague, within) == (first, second)
    assert (brass.path, brass.code) == (third.path, third.code)
    assert quartan == Term(("Ague",), ("quartan",), "A00.4")
    assert (ships.code, ships.see) == ("A01.-", "")
    assert zeal == Term(("Zeal",), see="Ague, in")


def test_a_row_of_a_table_has_a_cell_for_each_column():
    moonshine, blue = read_xml(xml(TABLE))
    assert len(moonshine.cells) == len(DRUG_COLUMNS) == len(NEOPLASM_COLUMNS)
    cells = dict(zip(DRUG_COLUMNS, moonshine.cells, strict=True))
    assert cells["accidental"] == "T10.0X1"
    assert cells["adverse_effect"] == ""
    assert (blue.cells, blue.see) == ((), "Moonshine, dyed")


def test_a_last_part_of_a_title_that_stands_aside_is_part_of_it():
    aside = TABLE.replace("</title>\n<cell", "</title><manif>distilled</manif>\n<cell")
    assert read_xml(xml(aside))[0].path == ("Moonshine, distilled",)


@pytest.mark.parametrize(
    ("printed", "title", "modifiers"),
    [
        ("Ague(marsh) (old)", "Ague", ("marsh", "old")),
        ("Grey(-White) disease (late)", "Grey disease", ("-White", "late")),
        ("brass(es) or bronze", "brass or bronze", ("es",)),
        ("foot(except toe(s) alone)", "foot", ("except toe(s) alone",)),
        ("forget(t)ing (much)", "forgetting", ("much",)),
        ("Ague(ish), agues", "Ague, agues", ("ish",)),
        ("open(never closed", "open", ("never closed",)),
        ("stray) mark", "stray mark", ()),
    ],
)
def test_modifiers_are_parted_from_the_essential_words(printed, title, modifiers):
    assert parted(printed) == (title, modifiers)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("ICD10CM.index>", "ICD10CM.tabular>", "no ICD-10-CM index"),
        ("<ICD10CM.index>", '<ICD10CM.index isAddenda="true">', "addenda"),
        ("<title>ships</title>", "<diff><new>ships</new></diff>", "addenda"),
        ("<code>A00.4</code>", "<code>see there</code>", "no ICD-10-CM code"),
        ("</mainTerm></letter>", "", "cut off"),
        ("<ICD10CM.index>", "<!DOCTYPE x []><ICD10CM.index>", "document type"),
    ],
)
def test_xml_that_is_not_the_full_index_is_refused(old, new, why):
    with pytest.raises(Refused, match=why):
        read_xml(xml(INDEX.replace(old, new)))


def test_an_entity_is_never_expanded():
    bomb = '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    with pytest.raises(Refused, match="document type"):
        read_xml(xml(INDEX.replace("<ICD10CM.index>", f"{bomb}<ICD10CM.index>&b;")))


@pytest.mark.parametrize("column", ["1", "8", "last"])
def test_a_cell_outside_the_columns_is_refused(column):
    with pytest.raises(Refused, match="columns"):
        read_xml(xml(TABLE.replace('cell col="7"', f'cell col="{column}"')))


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("RowID,", "Number,", "no column RowID"),
        ("4,A,1", "5,A,1", "out of its place"),
        ("2,A,1", "2,A,2", "out of its place"),
        ("2,A,1", "2,A,x", "out of its place"),
        ("A00.2-", "somewhere", "no ICD-10-CM code"),
        ("5,A,1,of ships,category,,,A01", "5,A,1,of", "damaged at line 6"),
        ('6,Z,0,Zeal,"Ague, in",,,\n', "", "A to Z"),
        ('"Ague, in"', '"Ague, in', "damaged at line"),
    ],
)
def test_a_table_that_is_not_the_whole_index_is_refused(old, new, why):
    with pytest.raises(Refused, match=why):
        read_rows(table(ROWS.replace(old, new)))
