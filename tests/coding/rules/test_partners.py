"""Partners that notes name: spoken of only where the chart shows one."""

from coding.values import Severity
from tests.coding.rules.sets import document, quoting


def test_the_other_of_two_that_may_stand_together_is_named(fired):
    said = {"I25.10": quoting("CAD with non-ischemic myocardial injury")}
    [finding] = fired("R06", "I25.10", evidence=said)
    assert (finding.severity, finding.codes) == (Severity.INFO, ("I25.10",))
    assert "I5A" in finding.message
    assert fired("R06", "I25.10 I5A", evidence=said) == []
    only = {"I25.10": quoting("CAD, myocardial bridge")}
    assert fired("R06", "I25.10", evidence=only) == []


def test_a_note_in_the_plural_is_met_by_the_singular(fired):
    said = {"M25.571": quoting("Pain in right ankle and in the foot")}
    [finding] = fired("R06", "M25.571", evidence=said)
    assert "M79.67-" in finding.message
    assert fired("R06", "M25.571 M79.671", evidence=said) == []
    pain = {"G89.29": quoting("chronic pain, migraine")}
    assert fired("R06", "G89.29", evidence=pain)
    assert fired("R06", "G89.29 G43.909", evidence=pain) == []
    assert fired("R06", "G89.29", evidence={"G89.29": quoting("chronic pain")}) == []


def test_a_billed_additional_code_that_is_missing_informs(fired):
    [finding] = fired("R09", "E11.9", billed=("Z79.4", "I10"))
    assert (finding.severity, finding.subject) == (Severity.INFO, "E11.9")
    assert "Z79.4" in finding.message
    assert fired("R09", "E11.9 Z79.4", billed=("Z79.4",)) == []
    assert fired("R09", "E11.9", billed=("I10", "nonsense")) == []


def test_notes_of_whole_chapters_and_blocks_are_left_alone(fired):
    assert fired("R09", "I10", billed=("F17.210",)) == []


def test_a_body_mass_index_in_the_record_is_missed(fired):
    weighed = [document("Wt 240 lb, BMI 38.4. Obesity: diet.")]
    [finding] = fired("R09", "E66.9", documents=weighed)
    assert finding.severity is Severity.INFO
    assert fired("R09", "E66.9 Z68.38", documents=weighed) == []
    assert fired("R09", "E66.9", documents=[document("Obesity: diet. BMI high.")]) == []
    assert fired("R09", "O99.210 E66.9", documents=weighed) == []


def test_a_billed_code_to_be_coded_also_is_missed(fired):
    [finding] = fired("R10", "I27.21", billed=("K76.6",))
    assert "K76.6" in finding.message
    assert fired("R10", "I27.21 K76.6", billed=("K76.6",)) == []
    assert fired("R10", "I27.21", billed=("K21.9",)) == []
