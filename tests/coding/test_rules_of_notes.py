"""From a note through the engine to a finding, and beside it the note without it.

Most rules guard against what the engine does not do; these are findings that a note can
bring about. ``tests/coding/rules`` hands the rules their sets.
"""

from datetime import date

import pytest

from coding.pipeline import code
from coding.values import Facts, Note, Setting
from tests.coding.notes import document, suggested

DX = "Assessment:\n"
END = "Discharge diagnosis:\n"
SIGNED = "\nElectronically signed by J Doe MD."
STAY = {"setting": "inpatient"}
SEEN = {"setting": "emergency"}
ENROLLED = {"contract": "H0001", "claim_control_number": "1"}
CASES = [
    ("R05", f"{DX}1. Type 1 diabetes.\n2. Type 2 diabetes.", {}),
    ("R06", f"{DX}Pain in right ankle and foot.", {}),
    ("R09", f"{DX}Type 2 diabetes.", {"billed": ("Z79.4",)}),
    ("R16", f"{DX}1. Chronic bronchitis.\n2. Acute bronchitis.", {}),
    ("R17", f"{DX}1. Acute respiratory failure.\n2. Chronic respiratory failure.", {}),
    ("R18", f"{DX}1. Burn of right forearm, sequela.\n2. Scar.", {}),
    ("R21", f"{DX}Pneumonia.", {"author_role": "registered nurse"}),
    ("R24", f"{DX}Borderline hyperlipidemia.", {}),
    ("R27", f"{END}Probable COVID-19.", STAY),
    ("R28", f"{DX}1. AIDS.\n2. Asymptomatic HIV.", {}),
    ("R29", f"{END}1. Severe sepsis.\n2. Pneumonia.", STAY),
    ("R34", f"{DX}Right breast cancer, on tamoxifen. History of breast cancer.", {}),
    ("R38", f"{DX}Drug-induced diabetes.", {}),
    ("R40", f"{DX}1. Cannabis abuse.\n2. Cannabis dependence.", {}),
    ("R46", f"{DX}Acute ischemic stroke.", {}),
    ("R49", f"{DX}Sacral pressure ulcer stage 2, healed.", {}),
    ("R51", f"{DX}Hypertensive kidney disease.", {}),
    ("R58", f"{DX}Right distal radius fracture, healing. Orthopedic aftercare.", {}),
    ("R59", f"{DX}Laceration and abrasion of right lower leg.", SEEN),
    ("R67", f"{DX}1. Kidney transplant rejection.\n2. Kidney transplant status.", {}),
    ("R76", f"{DX}Preoperative cardiovascular examination.", {}),
    ("R79", f"{DX}Age-related nuclear cataract, right eye.", {"age": 8}),
    ("R81", f"{DX}COPD.{SIGNED}", ENROLLED | {"modality": "audio-only"}),
    ("R82", f"{DX}COPD.{SIGNED}", {"contract": "H0001"}),
    ("R83", f"{DX}Pulmonary embolism.", {}),
]
BESIDE = [
    ("R05", f"{DX}1. Type 2 diabetes.\n2. Hypertension.", {}),
    ("R06", f"{DX}Pain in right ankle.", {}),
    ("R16", f"{DX}1. Acute bronchitis.\n2. Chronic bronchitis.", {}),
    ("R17", f"{DX}Acute on chronic respiratory failure.", {}),
    (
        "R18",
        f"{DX}1. Scar of the right forearm.\n2. Burn of right forearm, sequela.",
        {},
    ),
    ("R21", f"{DX}Homelessness.", {"author_role": "social worker"}),
    ("R24", f"{DX}Borderline hypertension.", {}),
    ("R27", f"{END}COVID-19.", STAY),
    ("R29", f"{END}1. Severe sepsis with acute kidney failure.\n2. Pneumonia.", STAY),
    ("R34", f"{DX}Right breast cancer, on tamoxifen. History of colon cancer.", {}),
    ("R40", f"{DX}1. Alcohol dependence.\n2. Cannabis abuse.", {}),
    ("R46", f"{DX}Acute ischemic stroke.", STAY),
    ("R49", f"{DX}Sacral pressure ulcer stage 2, healing.", {}),
    ("R51", f"{DX}ESRD on dialysis.", {}),
    ("R58", f"{DX}Right distal radius fracture, routine healing.", {}),
    ("R59", f"{DX}Laceration of right lower leg. Abrasion of left lower leg.", SEEN),
    ("R67", f"{DX}1. Hypertension.\n2. Kidney transplant status.", {}),
    ("R79", f"{DX}Age-related nuclear cataract, right eye.", {"age": 78}),
    ("R81", f"{DX}COPD.{SIGNED}", ENROLLED),
    ("R82", f"{DX}COPD.{SIGNED}", ENROLLED),
    ("R83", f"{DX}Pulmonary embolism on Eliquis.", {}),
]


@pytest.fixture(scope="module")
def findings(engine):
    def run(text, setting="outpatient", author_role="", **facts):
        told = Facts(Setting(setting), date(2026, 5, 1), **facts)
        coded = code(Note((document(text, author_role=author_role),), told), engine)
        assert suggested(coded)
        own = [one for each in coded.suggestions for one in each.findings]
        return {one.rule for one in (*coded.findings, *own)}

    return run


@pytest.mark.parametrize(("rule", "text", "facts"), CASES)
def test_a_note_brings_the_finding_about(findings, rule, text, facts):
    assert rule in findings(text, **facts)


@pytest.mark.parametrize(("rule", "text", "facts"), BESIDE)
def test_the_note_beside_it_does_not(findings, rule, text, facts):
    assert rule not in findings(text, **facts)


@pytest.mark.parametrize(
    ("text", "facts", "codes"),
    [
        (f"{END}1. Pneumonia.\n2. Sepsis.", STAY, ["A41.9", "J18.9"]),
        (f"{DX}1. Hypertension.\n2. Annual physical exam.", {}, ["Z00.00", "I10"]),
        (f"{DX}1. COPD.\n2. Cough.", {}, ["J44.9"]),
        (f"{DX}1. Coma.\n2. Heroin overdose.", SEEN, ["T40.1X1A", "R40.20"]),
        (f"{DX}1. Penicillin adverse effect.\n2. Rash.", {}, ["R21", "T36.0X5A"]),
        (f"{DX}1. Osteoarthritis, left knee.\n2. Right knee OA.", {}, ["M17.0"]),
    ],
)
def test_what_the_engine_puts_right_needs_no_finding(engine, text, facts, codes):
    setting = Setting(facts.get("setting", "outpatient"))
    coded = code(Note((document(text),), Facts(setting, date(2026, 5, 1))), engine)
    assert (suggested(coded), coded.findings) == (codes, ())
