"""Reading the index of procedures, in both its forms."""

import pytest

from coding.index import Term
from coding.officialfiles import Official, Refused
from coding.pcsindexfiles import read_rows, read_xml

XML = """<ICD10PCS.index><version>2031</version><letter><title>C</title>
<mainTerm><title>Charming</title><see>Soothing <codes>0S0</codes></see>
<term level="1"><title>Head</title>
<term level="2"><title>Left</title><codes>0S01</codes><tab>0S02</tab></term>
<term level="2"><title>Whole</title><code>0S01XZZ</code></term></term></mainTerm>
<mainTerm><title>Cart</title><use>Vehicle</use></mainTerm>
</letter></ICD10PCS.index>"""

ROWS = """\
elemid,levels,letter,term,lvlid,term_level,title,codes
10.0,term title,C,Charming,7,level:2,Head,
12.0,term term title,C,Charming,7,level:2,Left,0S01
13.0,term term codes,C,Charming,7,level:2,,
15.0,term term title,C,Charming,7,level:2,Whole,0S01XZZ
17.0,term title,C,Charming,8,level:2,Tail,0T0
"""


def test_a_beginning_of_a_code_is_marked_as_one():
    assert read_xml(Official("x", XML.encode())) == (
        Term(("Charming",), code="0S0-", see="Soothing"),
        Term(("Charming", "Head")),
        Term(("Charming", "Head", "Left"), code="0S01-"),
        Term(("Charming", "Head", "Whole"), code="0S01XZZ"),
        Term(("Cart",), see="Vehicle"),
    )


def test_the_table_form_gives_each_titled_row_its_path():
    assert read_rows(Official("x", ROWS.encode())) == (
        Term(("Charming", "Head")),
        Term(("Charming", "Head", "Left"), code="0S01-"),
        Term(("Charming", "Head", "Whole"), code="0S01XZZ"),
        Term(("Charming", "Tail"), code="0T0-"),
    )


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("ICD10PCS.index>", "ICD10CM.index>", "no ICD-10-PCS index"),
        ("<title>Cart</title>", "", "without title"),
        ("0S01XZZ", "OIL", "no ICD-10-PCS code"),
        ("mainTerm>", "term>", "no term"),
        ("</letter>", "", "cut off"),
    ],
)
def test_xml_of_another_form_is_refused(old, new, why):
    with pytest.raises(Refused, match=why):
        read_xml(Official("x", XML.replace(old, new).encode()))


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("elemid", "id", "no column elemid"),
        ("12.0", "9.0", "damaged at line 3"),
        ("12.0", "twelve", "damaged at line 3"),
        ("10.0,term title", "10.0,term term title", "out of its place"),
        ("0S01XZZ", "OIL", "no ICD-10-PCS code"),
        ("title,C", "code,C", "holds no term"),
    ],
)
def test_a_table_of_another_form_is_refused(old, new, why):
    with pytest.raises(Refused, match=why):
        read_rows(Official("x", ROWS.replace(old, new).encode()))
