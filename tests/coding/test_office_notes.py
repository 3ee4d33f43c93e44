"""Assessments as US offices write them, each with what a professional coder reports."""

import pytest

from coding.checkboxes import is_unticked
from coding.pipeline import code
from tests.coding.notes import note, set_aside, suggested

NOTES = [
    (
        "A/P:\n1) DM2 w/ peripheral neuropathy - inc metformin\n2) HTN - cont"
        " lisinopril\n3) HLD mixed - cont atorva\n4) Tobacco use d/o - 1ppd",
        "E11.42 Z79.84 I10 E78.2 F17.210",
    ),
    (
        "A/P: T2DM w/ hyperglycemia, w/ mild NPDR bilat no ME, w/ CKD3a; on Lantus +"
        " Ozempic. HTN.",
        "E11.65 E11.3293 E11.22 N18.31 Z79.4 Z79.85 I12.9",
    ),
    (
        "ASSESSMENT/PLAN:\n# CKD stage 3b, stable, likely from longstanding HTN\n"
        "# HFpEF, chronic, euvolemic. Continue Lasix\n# Paroxysmal afib on Eliquis",
        "I13.0 I50.32 N18.32 I48.0 Z79.01",
    ),
    (
        "Impression and Plan:\n1. CAD s/p PCI to LAD 2019, no angina.\n2. Ischemic"
        " cardiomyopathy EF 35%",
        "I25.10 Z95.5 I25.5",
    ),
    ("A/P\nMDD, recurrent, moderate\nInsomnia - trazodone", "F33.1 G47.00"),
    ("Assessment: H/o CVA w/ residual right sided weakness.", "I69.351"),
    ("Diagnoses: Morbid obesity. Would benefit from weight loss.", "E66.01"),
    ("Assessment: Osteoarthritis of the knees.", "M17.0"),
    ("Diagnosis: Major depression, rule out substance abuse.", "F32.9"),
    ("Impression:\n1. Chest pain, ruled out for MI.\n2. Acid reflux.", "R07.9 K21.9"),
    ("Assessment: LLQ abdominal pain. Constipation.", "R10.32 K59.00"),
    ("Assessment: Left ankle sprain. Fell off curb.", "S93.402A W10.1XXA"),
    ("A/P: Elevated LFTs - repeat. Vit D def.", "R79.89 E55.9"),
    ("Impression: BPH w LUTS, nocturia. ED.", "N40.1 R35.1 N52.9"),
    ("Plan: 1. Acute suppurative OM bilateral, amox.", "H66.003"),
]


@pytest.mark.parametrize(
    ("text", "expected"), NOTES, ids=[one[:40] for one, _ in NOTES]
)
def test_an_office_assessment_is_coded_as_a_coder_would(engine, text, expected):
    assert set(suggested(code(note(text, age=50), engine))) == set(expected.split())


# forms with boxes and answers


def test_what_stands_behind_an_empty_box_was_not_said(engine):
    text = "Assessment:\n[x] HTN - controlled\n[ ] Asthma\n[x] GERD\n( ) Gout"
    found = code(note(text), engine)
    assert set(suggested(found)) == {"I10", "K21.9"}
    assert "J45.909" not in set_aside(found)


@pytest.mark.parametrize(
    ("line", "word", "empty"),
    [
        ("[ ] gout", "gout", True),
        ("[x] gout", "gout", False),
        ("[x] HTN [ ] gout", "gout", True),
        ("[ ] HTN [X] gout", "gout", False),
        ("\u2610 gout", "gout", True),
        ("\u2612 gout", "gout", False),
        ("see [ ]\ngout", "gout", False),
        ("gout [ ]\nrest", "gout", True),
        ("gout [ ] rest", "gout", False),
        ("[x] gout [ ]", "gout", False),
        ("(gout)", "gout", False),
    ],
)
def test_the_nearest_box_on_the_line_decides(line, word, empty):
    start = line.index(word)
    assert is_unticked(line, start, start + len(word)) is empty


def test_a_no_behind_a_condition_denies_it_and_not_the_next(engine):
    found = code(note("Assessment: COPD - no. Gout.\nAsthma: no\nHTN: yes"), engine)
    assert set(suggested(found)) == {"M10.9", "I10"}
    assert set_aside(found)["J44.9"][0] == "negated"


def test_recent_illness_is_past_and_a_recent_onset_is_not(engine):
    recent = code(note("Assessment: hypertension; recent sepsis."), engine)
    assert suggested(recent) == ["I10"]
    onset = code(note("Assessment: recent onset atrial fibrillation."), engine)
    assert suggested(onset) == ["I48.91"]


def test_a_cancer_that_is_over_takes_no_other_along(engine):
    text = (
        "Assessment:\n1. Basal cell carcinoma of the nose, Mohs next week.\n"
        "2. History of melanoma, no evidence of recurrence."
    )
    assert set(suggested(code(note(text), engine))) == {"C44.311", "Z85.820"}


@pytest.mark.parametrize(
    "after",
    [
        "I don't think he has it; will remove after PFTs.",
        "I doubt it.",
        "It was never confirmed.",
    ],
)
def test_a_diagnosis_taken_back_in_the_next_sentence_is_set_aside(engine, after):
    text = f"A/P:\n1. Gout, stable.\n2. COPD is on the old list. {after}"
    found = code(note(text), engine)
    assert suggested(found) == ["M10.9"]
    assert set_aside(found)["J44.9"] == ("unsupported", "R13")


@pytest.mark.parametrize("after", ["He doubts it.", "I don't think it is worse."])
def test_other_doubts_take_nothing_back(engine, after):
    found = code(note(f"A/P: COPD. {after}"), engine)
    assert suggested(found) == ["J44.9"]


def test_what_was_considered_and_did_not_hold_is_no_diagnosis(engine):
    text = "Assessment: gout. Cellulitis was considered but there is no redness."
    assert suggested(code(note(text), engine)) == ["M10.9"]


def test_hepatitis_in_shorthand_is_told_under_the_code_that_is_billed(engine):
    found = code(note("PMH: ex-wife has hep C.\nAssessment: gout."), engine)
    assert set_aside(found)["B18.2"][0] == "someone_else"
