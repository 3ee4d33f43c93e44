"""Each rule beside what looks like its case and is not: sets a senior coder tried."""

import pytest

from coding.values import Assertion
from tests.coding.rules.sets import document, quoting

STAY = {"setting": "inpatient"}
FIRES = [
    ("R15", "A41.9 R50.9", STAY),
    ("R31", "J69.0 A41.9", STAY | {"poa": {"J69.0": "Y", "A41.9": "Y"}}),
    ("R31", "N12 A41.51", STAY | {"poa": {"N12": "Y", "A41.51": "Y"}}),
    ("R31", "J18.9 B37.7", STAY | {"poa": {"J18.9": "Y", "B37.7": "Y"}}),
    ("R31", "A41.9 J18.9", STAY | {"poa": {"A41.9": "N", "J18.9": "Y"}}),
    ("R34", "C49.9 Z85.831", {}),
    ("R34", "C90.00 Z85.79", {}),
    ("R34", "C02.9 Z85.810", {}),
    ("R34", "C66.1 Z85.54", {}),
    ("R34", "C57.01 Z85.4A", {}),
    ("R38", "E09.9 T31.0", {}),
    ("R54", "O24.02 E10.9", STAY),
    ("R54", "O70.1", STAY),
    ("R54", "O60.14X0", STAY),
    ("R54", "O68", STAY),
    ("R55", "O09.92 E11.9", {}),
    ("R56", "O90.81 Z3A.39", {}),
    ("R58", "T24.211D Z48.00", {}),
    ("R59", "S81.811A S80.811A", {}),
    ("R62", "J69.0 T40.1X1A", {}),
    ("R62", "E87.20 T39.011A", {}),
    ("R68", "Z08 C61 Z85.46", {}),
    ("R68", "Z08 Z85.038 C78.7", {}),
]
SILENT = [
    ("R29", "A41.9 J18.9 R65.21", STAY),
    ("R29", "A20.7 R65.20 N17.9", STAY),
    ("R29", "A41.9 R65.20 I5A", STAY),
    ("R31", "J18.9 A41.9", STAY | {"poa": {"J18.9": "Y", "A41.9": "N"}}),
    ("R31", "A41.9 J18.9", STAY | {"poa": {"A41.9": "Y", "J18.9": "Y"}}),
    ("R34", "C34.90 Z85.12", {}),
    ("R34", "C65.1 Z85.528", {}),
    ("R34", "C44.311 Z85.828", {}),
    ("R34", "C79.51 Z85.3", {}),
    ("R52", "N82.0 O94", {}),
    ("R54", "O24.013 E10.9", STAY),
    ("R54", "O70.1 Z37.0", STAY),
    ("R55", "O03.9 E11.9", {}),
    ("R55", "N82.0 O94 E11.9", {}),
    ("R56", "O90.81", {}),
    ("R56", "O70.0 O90.81 Z3A.39 Z37.0", {}),
    ("R59", "S81.811A S80.812A", {}),
    ("R61", "T78.3XXA T46.4X5A", {}),
    ("R61", "T88.6XXA T36.0X5A", {}),
    ("R61", "T80.52XA T50.Z95A", {}),
    ("R62", "T40.1X1A J69.0", {}),
    ("R68", "Z08 Z85.038 C44.311", {}),
]
#: Rule, code, what is cited, and the record that it begins.
SPEAKS = [
    ("R37", "E11.9", "Type 2 diabetes", ". Continue Lantus 20 units at bedtime."),
    ("R37", "E11.9", "T2DM", " on metformin 1000 mg bid."),
    ("R41", "I69.353", "Right hemiparesis", " after stroke."),
    ("R41", "I69.353", "Right hemiparesis", " after stroke. Right-handed."),
    ("R41", "I69.351", "Right hemiparesis", " after stroke. Dominant hand: left."),
    ("R41", "I69.354", "Left hemiparesis", " after stroke. Ambidextrous."),
    ("R47", "I21.4", "NSTEMI", " 3 months ago, on two antiplatelet drugs."),
    ("R47", "I21.4", "NSTEMI", " (2019), stent."),
    ("R49", "L89.152", "Sacral pressure ulcer, healed", "."),
    ("R60", "S82.201C", "Open tibial shaft fracture", "."),
]
SILENCE = [
    ("R37", "E11.9", "Type 2 diabetes", ", diet controlled, insulin resistance."),
    ("R37", "E11.9", "Type 2 diabetes", ". Start metformin 500 mg."),
    ("R37", "E11.9 Z79.84", "T2DM", " on metformin 1000 mg bid."),
    ("R41", "I69.353", "Right hemiparesis", " after stroke. Left-handed."),
    ("R41", "I69.354", "Left hemiparesis", " after stroke. RHD."),
    ("R41", "I69.353", "Right hemiparesis", ". His left-handed and right-handed sons."),
    ("R47", "I21.4", "NSTEMI", " 2 weeks ago, on two antiplatelet drugs."),
    ("R47", "I21.4", "NSTEMI", " today. Chest pain first 3 months ago."),
    ("R49", "L89.152", "Sacral pressure ulcer, not healed", "."),
    ("R49", "L89.152", "Sacral pressure ulcer, healing", "."),
    ("R60", "S82.201C", "Open tibial shaft fracture", ", Gustilo type IIIA."),
]


@pytest.mark.parametrize(("rule", "codes", "more"), FIRES)
def test_speaks_of_its_case(fired, rule, codes, more):
    assert fired(rule, codes, **more)


@pytest.mark.parametrize(("rule", "codes", "more"), SILENT)
def test_is_silent_on_a_near_miss(fired, rule, codes, more):
    assert fired(rule, codes, **more) == []


def told(fired, rule, codes, cited, following):
    evidence = {code: quoting(cited) for code in codes.split()}
    documents = (document(cited + following),)
    return fired(rule, codes, documents=documents, evidence=evidence)


@pytest.mark.parametrize(("rule", "codes", "cited", "following"), SPEAKS)
def test_reads_it_in_the_record(fired, rule, codes, cited, following):
    assert told(fired, rule, codes, cited, following)


@pytest.mark.parametrize(("rule", "codes", "cited", "following"), SILENCE)
def test_reads_the_near_miss_in_the_record(fired, rule, codes, cited, following):
    assert told(fired, rule, codes, cited, following) == []


def test_a_missing_drug_code_only_informs(fired):
    found = told(fired, "R37", "E11.9", "T2DM", " on metformin 1000 mg bid.")
    assert [(each.severity.value, each.codes) for each in found] == [
        ("info", ("E11.9",))
    ]


def test_drugs_of_a_stay_may_be_for_the_stay_alone(fired):
    texts = (document("T2DM. Insulin lispro 4 units with meals."),)
    assert fired("R37", "E11.9", "inpatient", documents=texts) == []


def cited(code, text, assertion=None):
    says = {"evidence": {code: quoting(text)}}
    return says | ({"says": {code: assertion}} if assertion else {})


@pytest.mark.parametrize(
    ("rule", "code", "text", "speaks"),
    [
        ("R12", "N18.9", "CKD stage 4", True),
        ("R12", "N18.9", "chronic kidney disease", False),
        ("R12", "H66.90", "Otitis media, left ear", True),
        ("R12", "H66.90", "Otitis media", False),
        ("R19", "I21.4", "impending NSTEMI", True),
        ("R19", "I20.0", "impending infarction", False),
        ("R24", "I10", "borderline hypertension", True),
        ("R24", "R03.0", "borderline hypertension", False),
        ("R24", "R73.03", "borderline diabetes", False),
        ("R24", "H40.001", "borderline glaucoma", False),
        ("R39", "E11.A", "T2DM in remission", False),
        ("R39", "E11.A", "T2DM. In remission since 2024.", False),
        ("R39", "E11.A", "T2DM not in remission", True),
        ("R39", "E11.A", "T2DM, diet only. Leukemia in remission.", True),
    ],
)
def test_the_cited_words_decide_and_their_near_misses_do_not(
    fired, rule, code, text, speaks
):
    assert bool(fired(rule, code, **cited(code, text))) is speaks


@pytest.mark.parametrize("code", ["J12.82", "P35.4", "O98.711", "U07.1"])
def test_what_is_coded_only_when_confirmed_is_told_once_of_a_stay(fired, code):
    said = cited(code, "possible", Assertion.UNCERTAIN)
    note = document("Course: possible. Looks better.")
    assert fired("R27", code, "inpatient", documents=[note], **said)
    assert fired("R25", code, "inpatient", documents=[note], **said) == []
    other = cited("J18.9", "possible", Assertion.UNCERTAIN)
    assert fired("R25", "J18.9", "inpatient", documents=[note], **other)
    assert fired("R27", "J18.9", "inpatient", documents=[note], **other) == []
