"""Every further rule on both sides: a set it speaks of, and one it accepts."""

from dataclasses import replace

import pytest

from coding.rules import RULES
from coding.values import NoteDocument, Severity
from tests.coding.rules.sets import QUOTE
from tests.coding.rules.test_step_one import FIRES as FIRST_FIRES

FIRES = [
    # combinations
    ("R11", "E11.9 N18.31"),
    ("R11", "E11.65 G62.9"),
    ("R11", "E10.9 L97.511"),
    ("R11", "E11.9 I73.9"),
    ("R11", "E11.621 L97.212"),
    ("R11", "J44.9 J18.9"),
    ("R15", "J18.9 R05.9"),
    ("R15", "I50.9 R60.0"),
    ("R15", "I21.4 R07.9"),
    ("R16", "J32.9 J01.90"),
    ("R16", "K86.1 K85.90"),
    ("R17", "J96.01 J96.11"),
    ("R17", "I50.21 I50.22"),
    ("R17", "E11.9 E11.22 N18.31"),
    ("R17", "J44.9 J44.1"),
    ("R17", "N18.31 N18.9"),
    ("R37", "Z79.4 I10"),
    ("R37", "E10.9 Z79.4"),
    ("R40", "F10.10 F10.20"),
    ("R40", "F11.90 F11.10"),
    ("R38", "E09.9"),
    ("R38", "E13.9 Z90.411"),
    ("R38", "E89.1 Z90.411"),
    ("R39", "E11.A"),
    # laterality
    ("R20", "M17.11 M17.12"),
    ("R20", "H25.11 H25.12"),
    ("R20", "H25.11 H25.10"),
    ("R20", "H25.13 H25.11"),
    # neoplasm
    ("R34", "C50.911 Z85.3"),
    ("R34", "C61 Z85.46"),
    ("R35", "D64.81"),
    ("R35", "I10 D63.0"),
    ("R36", "Z51.11"),
    ("R80", "B95.62 L03.115"),
    # status
    ("R22", "Z68.41 E66.01"),
    ("R22", "R40.20"),
    ("R22", "Z59.00 I10"),
    ("R22", "I10 Z68.41"),
    ("R22", "O09.91 Z68.41"),
    ("R66", "I10 Z00.00"),
    ("R66", "I10 Z01.810"),
    ("R66", "C50.911 Z51.11"),
    ("R67", "T86.11 Z94.0"),
    ("R68", "Z08 C50.911"),
    # obstetrics and the newborn
    ("R52", "E11.9 O24.111"),
    ("R53", "O80 P07.30"),
    ("R53", "Z38.00 Z37.0"),
    ("R54", "O80"),
    ("R54", "O82"),
    ("R54", "Z37.0 O80"),
    ("R54", "O80 O70.0 Z37.0"),
    ("R54", "O80 Z37.2"),
    ("R55", "O24.410 O24.111 E11.9"),
    ("R55", "O24.414 Z79.4"),
    ("R55", "O24.111"),
    ("R55", "E11.9 O24.111"),
    ("R56", "O00.101 Z3A.08"),
    ("R56", "O24.111 E11.9 Z3A.20"),
    ("R56", "Z34.83 Z3A.27"),
    ("R57", "P07.30 Z38.00"),
    ("R57", "Z38.00 Z38.1"),
    # injuries and drugs
    ("R18", "S72.001S M25.551"),
    ("R18", "B94.8"),
    ("R18", "M25.551 S72.001S S72.001A"),
    ("R58", "S72.001D Z47.89"),
    ("R61", "T45.1X5A D64.81"),
    ("R61", "Z51.11 T45.1X5A"),
    ("R62", "R40.0 T40.2X1A"),
    ("R62", "J96.01 T58.01XA"),
    ("R63", "T38.3X6A E11.65"),
    ("R65", "S72.001D W19.XXXA"),
    ("R65", "S72.001D Y92.009"),
    ("R65", "S72.001A Y99.0"),
    ("R65", "S72.001A W19.XXXA Y92.009 Y92.480"),
    ("R59", "S01.01XA S00.01XA"),
    ("R59", "S52.91XA S50.11XA S51.811A"),
    # symptoms and visits
    ("R14", "I26.99 R07.9"),
    ("R14", "N20.1 R31.9"),
    ("R14", "G93.41 R41.82"),
    ("R75", "Z79.4 E11.9"),
    ("R75", "Z98.84 E66.01"),
    ("R76", "Z01.818"),
    # partners
    ("R09", "E11.621"),
    ("R10", "J44.0"),
    # skin and bone
    ("R49", "L89.152 L89.153"),
    ("R50", "S72.001A M81.0"),
    ("R50", "M81.0 S32.010A"),
    # heart and infection
    ("R45", "I20.9 I25.10"),
    ("R47", "I22.1"),
    ("R47", "I21.A1 I22.1"),
    ("R28", "B20 Z21"),
    ("R29", "R65.20 A41.9"),
    ("R29", "A41.9 R65.20"),
    ("R30", "R65.21"),
    ("R30", "T81.44XA R65.21 T81.12XA"),
    ("R33", "A41.02 B95.62"),
    # patterns that audits find unsupported
    ("R46", "I63.9"),
    ("R83", "I21.4"),
    ("R83", "A41.9"),
]

SILENT = [
    ("R11", "E11.22 N18.31"),
    ("R11", "E11.9 I10"),
    ("R11", "E11.51 I73.9"),
    ("R11", "E11.622 L97.212"),
    ("R11", "E11.42"),
    ("R11", "J44.0 J18.9"),
    ("R15", "R05.9"),
    ("R15", "J18.9 R55"),
    ("R16", "J01.90 J32.9"),
    ("R16", "J32.9"),
    ("R17", "J96.21"),
    ("R17", "E11.22 E11.42 N18.31"),
    ("R17", "E11.9 E10.22"),
    ("R17", "I50.22"),
    ("R37", "E11.9 Z79.4"),
    ("R37", "O24.414 Z79.4"),
    ("R40", "F10.20 F11.10"),
    ("R40", "F17.210"),
    ("R20", "M17.0"),
    ("R20", "M17.11 M16.12"),
    ("R20", "H25.11 H25.22"),
    ("R20", "S72.001A S52.502A"),
    ("R34", "C50.911 Z85.46"),
    ("R34", "Z85.3"),
    ("R35", "D64.81 T45.1X5A"),
    ("R35", "C50.911 D63.0"),
    ("R36", "Z51.11 C50.911"),
    ("R38", "E09.9 T38.0X5A"),
    ("R38", "E89.1 E13.9 Z90.411"),
    ("R38", "E11.9 Z90.411"),
    ("R39", "E11.9"),
    ("R80", "L03.115 B95.62"),
    ("R22", "E66.01 Z68.41"),
    ("R22", "I10 Z59.00"),
    ("R66", "Z00.00 I10"),
    ("R66", "Z51.11 C50.911 Z51.12"),
    ("R66", "I10 Z00.6"),
    ("R67", "T86.11 Z94.1"),
    ("R68", "Z08 Z85.3"),
    ("R52", "O24.111 E11.9"),
    ("R52", "Z23 O09.91"),
    ("R53", "O80 Z37.0"),
    ("R53", "P07.30 Z38.00"),
    ("R54", "O80 Z37.0 Z3A.39"),
    ("R54", "O82 O34.211 Z37.0"),
    ("R55", "O24.410"),
    ("R55", "O24.111 E11.9 Z79.4"),
    ("R56", "O24.111 E11.9 Z3A.10"),
    ("R56", "Z34.83 Z3A.28"),
    ("R56", "O24.111 Z3A.00"),
    ("R56", "O60.12X0 Z3A.20"),
    ("R57", "Z38.00 P07.30"),
    ("R18", "M25.551 S72.001S"),
    ("R18", "G81.94 B94.8"),
    ("R18", "I69.351"),
    ("R59", "S01.01XA S00.31XA"),
    ("R59", "S51.811A S50.812A"),
    ("R59", "S00.01XA S20.219A"),
    ("R14", "R07.9 I10"),
    ("R14", "I26.99 R42"),
    ("R75", "E11.9 Z79.4"),
    ("R75", "Z01.818 M17.11"),
    ("R75", "Z79.01 Z86.711"),
    ("R76", "Z01.818 M17.11"),
    ("R09", "E11.621 L97.411"),
    ("R10", "J44.0 J18.9"),
    ("R58", "Z47.1 Z96.641"),
    ("R58", "S72.001D"),
    ("R61", "D64.81 T45.1X5A"),
    ("R62", "T40.2X1A R40.0"),
    ("R62", "R40.0 T45.1X5A"),
    ("R63", "E11.65 T38.3X6A"),
    ("R65", "S72.001A W19.XXXA Y92.009 Y99.0"),
    ("R65", "S72.001D W19.XXXD"),
    ("R65", "S72.001B W19.XXXA"),
    ("R65", "S72.001G W19.XXXD"),
    ("R49", "L89.152 L89.213"),
    ("R50", "M80.051A"),
    ("R50", "M81.0 S72.001D"),
    ("R50", "M81.0 S61.001A"),
    ("R45", "I25.119"),
    ("R45", "I20.9"),
    ("R47", "I21.4 I22.1"),
    ("R28", "B20"),
    ("R29", "A41.9 R65.20 N17.9"),
    ("R30", "A41.9 R65.21 N17.9"),
    ("R33", "A41.01 B95.61"),
    ("R46", "I69.351"),
    ("R83", "I25.2 F33.1"),
]


@pytest.mark.parametrize(("rule", "codes"), FIRES)
def test_it_fires(fired, rule, codes):
    assert fired(rule, codes)


@pytest.mark.parametrize(("rule", "codes"), SILENT)
def test_it_stays_silent(fired, rule, codes):
    assert fired(rule, codes) == []


# Rules about words in the cited text, and about age: each has a test below.
WORDS = {"R19", "R24", "R32", "R79"}
# And these in test_partners, test_specificity, test_record and test_stays.
RECORD = {"R06", "R12", "R23", "R41", "R60", "R81", "R82"}
STAYS = {"R25", "R48", "R69", "R70", "R71", "R72", "R73", "R77", "R78"}


def test_every_rule_is_shown_to_fire():
    # These read more than codes and have tests of their own.
    apart = {"R13", "R21", "R26", "R27", "R31", "R74"} | WORDS | RECORD | STAYS
    shown = {rule for rule, _ in (*FIRES, *FIRST_FIRES)}
    assert {rule.id for rule in RULES} == shown | apart


def test_both_knees_are_one_code(fired):
    [finding] = fired("R20", "M17.11 M17.12")
    assert finding.settles == "M17.0 in place of both."


def test_diabetes_with_kidney_disease_names_the_code_of_its_own_type(fired):
    [finding] = fired("R11", "E10.9 N18.31")
    assert finding.settles.startswith("E10.22")


def test_sepsis_present_on_admission_leads_its_local_infection(fired):
    assert fired("R31", "J18.9 A41.9", "inpatient")
    assert fired("R31", "J18.9 A41.9", "inpatient", poa={"A41.9": "N"}) == []
    assert fired("R31", "A41.9 J18.9", "inpatient") == []
    assert fired("R31", "J18.9 A41.9") == []


def test_a_pregnancy_code_is_not_an_infants(fired):
    assert fired("R53", "O80 Z37.0", age=0)
    assert fired("R53", "O80 Z37.0", age=30) == []


def test_a_birth_is_not_coded_for_someone_older(fired):
    assert fired("R57", "Z38.00", age=2)
    assert fired("R57", "Z38.00", age=0) == []


@pytest.mark.parametrize("setting", ["inpatient", "emergency"])
def test_acute_events_are_expected_where_they_are_treated(fired, setting):
    assert fired("R46", "I63.9", setting) == []
    assert fired("R83", "I21.4 A41.9", setting) == []


def test_weights_differ_where_one_rule_has_two(fired):
    [first] = fired("R22", "Z68.41 E66.01")
    [later] = fired("R22", "I10 Z68.41")
    assert (first.severity, later.severity) == (Severity.BLOCK, Severity.WARN)
    [missing] = fired("R29", "A41.9 R65.20")
    assert missing.severity is Severity.WARN
    [type_one] = fired("R37", "E10.9 Z79.4")
    assert type_one.severity is Severity.INFO


def test_the_leading_place_has_the_name_of_its_setting(fired):
    [outpatient] = fired("R64", "W19.XXXA S72.001A")
    [inpatient] = fired("R64", "W19.XXXA S72.001A", "inpatient")
    assert "first-listed diagnosis" in outpatient.message
    assert "principal diagnosis" in inpatient.message


def quoting(text):
    return (replace(QUOTE, text=text, end=len(text)),)


def test_remission_is_the_providers_word(fired):
    said = {"E11.A": quoting("T2DM in remission since 2024")}
    assert fired("R39", "E11.A", evidence=said) == []
    resolved = {"E11.A": quoting("diabetes resolved")}
    assert fired("R39", "E11.A", evidence=resolved)
    whole = NoteDocument(QUOTE.document, "diabetes resolved. In remission.")
    assert fired("R39", "E11.A", evidence=resolved, documents=[whole]) == []


def test_what_was_impending_did_not_happen(fired):
    said = {"I21.4": quoting("impending MI")}
    [finding] = fired("R19", "I21.4", evidence=said)
    assert "impending" in finding.message
    assert fired("R19", "I21.4", evidence={"I21.4": quoting("NSTEMI")}) == []
    threatened = {"O20.0": quoting("threatened abortion")}
    assert fired("R19", "O20.0", evidence=threatened) == []


def test_borderline_is_looked_up(fired):
    said = {"E11.9": quoting("borderline diabetes")}
    [finding] = fired("R24", "E11.9", evidence=said)
    assert finding.severity is Severity.INFO
    personality = {"F60.3": quoting("borderline personality disorder")}
    assert fired("R24", "F60.3", evidence=personality) == []


@pytest.mark.parametrize(
    ("codes", "age", "fits"),
    [
        ("Z00.121", 17, True),
        ("Z00.121", 18, False),
        ("Z00.110", 0, True),
        ("Z00.110", 1, False),
        ("O09.91", 8, False),
        ("O09.91", 30, True),
        ("O09.91", 65, False),
        ("H25.11", 14, False),
        ("H25.11", 80, True),
        ("O09.91", None, True),
    ],
)
def test_the_age_fits_the_diagnosis(fired, codes, age, fits):
    assert (fired("R79", codes, age=age) == []) is fits


def test_the_word_urosepsis_is_asked_about(fired):
    said = quoting("Urosepsis, improving")
    [finding] = fired("R32", "A41.9 N39.0", evidence={"A41.9": said})
    assert (finding.subject, finding.severity) == ("A41.9", Severity.BLOCK)
    assert fired("R32", "A41.9 N39.0") == []


def test_a_pressure_ulcer_may_change_stage_during_a_stay(fired):
    assert fired("R49", "L89.152 L89.153", "inpatient") == []
