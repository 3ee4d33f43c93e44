"""What the facts of an encounter and the words of its record say of its use."""

from datetime import date

import pytest

from coding.rules.record import not_submittable, record_faults
from coding.values import Severity
from tests.coding.rules.sets import document, facts, quoting

CONTRACT = {"contract": "H0001", "claim_control_number": "C1"}
SIGNED = document("COPD stable. Electronically signed by A. Bee, MD")


def test_a_sound_record_is_not_spoken_of(fired):
    sound = CONTRACT | {"modality": "in-person", "specialty_code": "11"}
    assert fired("R81", "J44.9", documents=[SIGNED], **sound) == []
    assert fired("R81", "J44.9", **CONTRACT) == []


@pytest.mark.parametrize(
    ("fault", "word"),
    [
        ({"modality": "none"}, "no meeting"),
        ({"modality": "audio-only"}, "audio"),
        ({"place_of_service": "81"}, "laboratory"),
        ({"specialty_code": "30"}, "radiology"),
        ({"provider_credential": "R.N."}, "R.N."),
    ],
)
def test_a_record_that_cannot_stand_warns_under_a_contract_only(fired, fault, word):
    [finding] = fired("R81", "J44.9", **CONTRACT, **fault)
    assert word in finding.message
    assert (finding.severity, finding.codes) == (Severity.WARN, ())
    assert fired("R81", "J44.9", **fault) == []


def test_a_record_without_a_signature_cannot_stand(fired):
    unsigned = document("COPD stable.")
    assert fired("R81", "J44.9", documents=[unsigned], **CONTRACT)
    assert fired("R81", "J44.9", documents=[unsigned, SIGNED], **CONTRACT) == []
    assert record_faults(facts(), [SIGNED]) == ()


def test_all_faults_of_a_record_are_one_finding(fired):
    both = {"modality": "audio-only", "specialty_code": "69"}
    [finding] = fired("R81", "J44.9", **CONTRACT, **both)
    assert "audio" in finding.message and "laboratory" in finding.message


def test_from_2026_on_the_encounter_is_linked(fired):
    [billed] = fired("R82", "J44.9", contract="H0001", billed=("J44.9",))
    [early] = fired("R82", "J44.9", contract="H0001")
    assert (billed.severity, early.severity) == (Severity.WARN, Severity.INFO)
    assert fired("R82", "J44.9", **CONTRACT) == []
    assert fired("R82", "J44.9") == []


def test_before_2026_no_link_was_asked_for():
    assert not_submittable(facts(modality="audio-only")) == (
        "by audio only",
        "not linked to a claim",
    )
    earlier = facts()
    object.__setattr__(earlier, "service_date", date(2025, 12, 31))
    assert not_submittable(earlier) == ()


def test_what_these_rules_say_names_no_category_and_no_money(fired):
    said = fired("R81", "J44.9", contract="H0001", modality="audio-only")
    said += fired("R82", "J44.9", contract="H0001")
    text = " ".join(f"{one.message} {one.settles}" for one in said).lower()
    assert said and "hcc" not in text and "pay" not in text


@pytest.mark.parametrize(
    ("code", "text", "doubtful"),
    [
        ("I26.99", "PE in March. Doing well.", True),
        ("I26.99", "PE in March, on apixaban.", False),
        ("C50.911", "Breast cancer.", True),
        ("C50.911", "Breast cancer, on letrozole.", False),
        ("F33.1", "MDD.", True),
        ("F33.1", "MDD, PHQ-9 14, start sertraline.", False),
        ("L89.152", "Sacral pressure sore.", True),
        ("L89.152", "Sacral pressure sore, foam dressing.", False),
        ("I73.9", "PVD.", True),
        ("I73.9", "PVD, ABI 0.7.", False),
        ("I10", "HTN.", False),
    ],
)
def test_a_high_risk_diagnosis_shows_its_treatment(fired, code, text, doubtful):
    assert bool(fired("R83", code, documents=[document(text)])) is doubtful
    assert fired("R83", code, "inpatient", documents=[document(text)]) == []
    assert fired("R83", code) == []


def test_a_complication_is_tied_to_the_care(fired):
    bare = document("Urinary infection, start nitrofurantoin.")
    tied = document("Urinary infection from indwelling Foley catheter.")
    said = {"T83.511A": quoting("Urinary infection")}
    assert fired("R23", "T83.511A", evidence=said, documents=[bare])
    assert fired("R23", "T83.511A", evidence=said, documents=[tied]) == []
    assert fired("R23", "T83.511A", evidence=said) == []
    ileus = {"K91.89": quoting("Ileus")}
    treated = [document("Ileus. NG tube to suction, IV line, surgery consulted.")]
    assert fired("R23", "K91.89", evidence=ileus, documents=treated)
    after = [document("Ileus on day 2 after colectomy. NG tube to suction.")]
    assert fired("R23", "K91.89", evidence=ileus, documents=after) == []
    device = {"T85.598A": quoting("Blocked")}
    tube = [document("Blocked nasogastric tube, changed.")]
    assert fired("R23", "T85.598A", evidence=device, documents=tube) == []
    hernia = {"N39.0": quoting("Urinary infection")}
    assert fired("R23", "N39.0", evidence=hernia, documents=[bare]) == []
