"""Reading edits, exemptions, groupings, modifiers and places of service."""

import pytest

from coding.index import Entry
from coding.listfiles import (
    read_cc,
    read_mce,
    read_modifiers,
    read_ms_drg,
    read_places,
    read_poa_exempt,
)
from coding.officialfiles import Official, Refused
from tests.coding.test_codesetfiles import ANWEB


def file(text: str) -> Official:
    return Official("list.csv", text.encode())


MCE = """\
icd_code,icd_description,icd_conflict_group,icd_conflict_rule
A77.0,Ague of cradles,Age,Perinatal/Newborn (Age 0 Only)
A771,Ague of elders,Age,Adult (Ages 15-124)
A77.2,Ague of brides,Sex,Female Only
A77.3,Ague in maps,Other,Manifestation (Not Allowed as Principal Diagnosis)
A77.4,Ague again,Other,Unacceptable Principal Diagnosis
"""


def test_the_edits_say_ages_sexes_and_places():
    said = [(each.code, each.value) for each in read_mce(file(MCE))]
    assert said == [
        ("A77.0", "age:0-0"),
        ("A77.1", "age:15-124"),
        ("A77.2", "sex:F"),
        ("A77.3", "manifestation"),
        ("A77.4", "unacceptable-principal"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("Female Only", "Cats Only", "not known: Sex, Cats Only"),
        ("Unacceptable", "Unlikely", "not known"),
        ("A77.0", "ague", "no ICD-10-CM code"),
        ("icd_conflict_rule", "rule", "no column"),
    ],
)
def test_edits_that_are_not_known_are_refused(old, new, why):
    with pytest.raises(Refused, match=why):
        list(read_mce(file(MCE.replace(old, new))))


POA = "Order2031\tPOAexemptCode\tDescription\n00001\tA77.0\tAgue\n00009\tA771\tOld\n"


def test_exempt_codes_are_read_from_the_tabbed_file():
    assert list(read_poa_exempt(file(POA))) == [
        Entry("A77.0", text="Ague"),
        Entry("A77.1", text="Old"),
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [("POAexempt", "Some"), ("00009", "last"), ("\tOld", ""), ("A771", "77")],
)
def test_another_tabbed_file_is_refused(old, new):
    with pytest.raises(Refused):
        list(read_poa_exempt(file(POA.replace(old, new))))


CC = "icd_code,icd_description,dx_type\nA77.0,Ague,CC\nA77.1,Old ague,CC\n"


def test_a_list_of_complications_holds_one_kind():
    assert [each.code for each in read_cc(file(CC), "cc")] == ["A77.0", "A77.1"]
    with pytest.raises(Refused, match="no MCC list at line 2"):
        list(read_cc(file(CC), "mcc"))
    with pytest.raises(Refused, match="no CC list at line 3"):
        list(read_cc(file(CC.replace("Old ague,CC", "Old ague,MCC")), "cc"))


DRG = """\
drg,mdc,drg_abb,drg_description
001,,P,CHARM TRANSPLANT
020,01,M,AGUE WITH CHARM
999,,,UNGROUPABLE
"""


def test_groups_say_their_category_and_type():
    said = {each.code: each.value for each in read_ms_drg(file(DRG))}
    assert said == {"001": "surgical", "020": "01 medical", "999": ""}


@pytest.mark.parametrize(("old", "new"), [("020", "20"), (",M,", ",X,")])
def test_a_group_of_another_form_is_refused(old, new):
    with pytest.raises(Refused, match="line 3"):
        list(read_ms_drg(file(DRG.replace(old, new))))


def test_modifiers_come_from_a_table_or_from_the_alphanumeric_file():
    table = 'modifier,description\nQQ,"With a charm, not by cart"\n'
    wanted = [Entry("QQ", text="With a charm, not by cart")]
    assert list(read_modifiers(file(table))) == wanted
    assert list(read_modifiers(file(ANWEB))) == wanted
    with pytest.raises(Refused, match="no modifier"):
        list(read_modifiers(file(table.replace("QQ", "QQQ"))))


PLACES = "pos_code,pos_type,pos_name,pos_description\n99,Facility,Ship,A ship.\n"


def test_places_say_whether_they_are_facilities():
    assert list(read_places(file(PLACES))) == [Entry("99", "facility", "Ship")]
    for old, new in (("99", "9"), ("Facility", "Sea")):
        with pytest.raises(Refused, match="line 2"):
            list(read_places(file(PLACES.replace(old, new))))
