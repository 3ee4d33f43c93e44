"""What a plan deals with under a name of its own is assessed there."""

import pytest

from coding.pipeline import code
from tests.coding.notes import note, suggested

VISIT = "Assessment: Hypertension is controlled.\nPlan:\n{}\nReturn in 3 months.\n"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Gallstones: asymptomatic, observe.", "K80.20"),
        ("- Hypothyroidism. Continue levothyroxine.", "E03.9"),
        ("2. Psoriasis is stable on the cream.", "L40.9"),
        ("As for her psoriasis, we will watch this.", "L40.9"),
        ("She will continue latanoprost for glaucoma.", "H40.9"),
        ("Refilled omeprazole for her reflux.", "K21.9"),
        ("NSAIDs are out since she is on Eliquis for atrial fibrillation.", "I48.91"),
        ("He's on allopurinol for gout, so no aspirin.", "M10.9"),
    ],
)
def test_an_item_of_a_plan_or_what_a_drug_is_for_is_coded(engine, line, expected):
    assert expected in suggested(code(note(VISIT.format(line)), engine))


@pytest.mark.parametrize(
    "line",
    [
        "CBC for anemia.",
        "Gallstones handout given.",
        "Continue Tylenol for pain.",
        "Call for fever, bleeding or chest pain.",
        "Gout diet reviewed.",
        "Start aspirin for prevention of stroke.",
        "Screen for diabetes next time.",
        "Information on screening for diabetes.",
        "Advice is on file for gout.",
        "No psoriasis.",
        "Possible gout: uric acid today.",
    ],
)
def test_the_rest_of_a_plan_names_no_diagnosis(engine, line):
    assert suggested(code(note(VISIT.format(line)), engine)) == ["I10"]


def test_a_plan_that_stands_alone_names_its_disease_in_the_story(engine):
    text = "HPI: Here for chronic interstitial cystitis.\nPlan: Instillation today.\n"
    assert suggested(code(note(text), engine)) == ["N30.10"]


def test_a_plan_that_names_its_disease_needs_no_story(engine):
    text = "HPI: Here for gout, has asthma.\nPlan: Gout, start allopurinol.\n"
    assert suggested(code(note(text), engine)) == ["M10.9"]
