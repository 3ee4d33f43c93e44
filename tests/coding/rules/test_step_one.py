"""Each rule of the first set on both sides: it fires, and it stays silent."""

import pytest

from coding.values import NoteDocument, Severity
from tests.coding.rules.sets import QUOTE

FIRES = [
    ("R01", "I99.99"),
    ("R01", "e11.9"),
    ("R01", "E119"),
    ("R02", "E11"),
    ("R02", "S72.001"),
    ("R02", "A00-A09"),
    ("R03", "W19.A"),
    ("R03", "S72.001Z"),
    ("R04", "I10 E11.9 I10"),
    ("R05", "E11.9 E10.9"),
    ("R05", "R73.03 E11.9"),
    ("R05", "R65.21 T81.12XA"),
    ("R05", "I10 O13.1"),
    ("R07", "H42"),
    ("R07", "G63 E85.1"),
    ("R08", "R05.9 G63"),
    ("R42", "I10 I50.9"),
    ("R42", "I50.22 I10"),
    ("R42", "I10 I51.7"),
    ("R42", "I11.9 I50.9"),
    ("R42", "I11.0"),
    ("R43", "I10 N18.4"),
    ("R43", "I12.9 N18.6"),
    ("R43", "I12.0 N18.31"),
    ("R44", "I10 I50.9 N18.4"),
    ("R44", "I11.0 I50.9 N18.4"),
    ("R44", "I12.9 N18.4 I50.9"),
    ("R44", "I11.0 I50.22 I12.9 N18.4"),
    ("R44", "I13.0 I10 I50.9 N18.4"),
    ("R44", "I13.0 I50.9 N18.6"),
    ("R44", "I13.10 I50.9 N18.4"),
    ("R51", "I12.0 N18.6 N18.4"),
    ("R51", "I12.9"),
    ("R51", "E11.22"),
    ("R64", "W19.XXXA S72.001A"),
    ("R64", "Y92.009"),
    ("R84", "N18.4 I12.9"),
    ("R84", "N18.4 E11.22"),
    ("R84", "I50.9 I11.0"),
    ("R84", "Z79.4 E11.9"),
]

SILENT = [
    ("R01", "E11.22 S72.001A W19.XXXA"),
    ("R01", "E11"),
    ("R02", "E11.9 I10 S72.001A"),
    ("R02", "I99.99"),
    ("R03", "S72.001A I99.99 W19.XXXA"),
    ("R04", "I10 E11.9"),
    ("R05", "E11.22 N18.31"),
    ("R05", "A41.9 R65.20"),
    ("R05", "I10 I10"),
    ("R07", "E85.1 G63"),
    ("R07", "B95.62"),
    ("R08", "E85.1 G63"),
    ("R42", "I11.0 I50.9"),
    ("R42", "I10 E11.9"),
    ("R42", "I10 I51.81"),
    ("R42", "I10 I50.9 N18.4"),
    ("R43", "I12.9 N18.4"),
    ("R43", "I12.0 N18.6"),
    ("R43", "I10 N17.9"),
    ("R43", "I10 I50.9 N18.4"),
    ("R44", "I13.0 I50.9 N18.4"),
    ("R44", "I13.2 I50.9 N18.6"),
    ("R44", "I13.10 N18.4"),
    ("R44", "I11.0 I50.9"),
    ("R44", "I13.0 I50.9"),
    ("R51", "I12.0 N18.6"),
    ("R51", "E11.22 N18.9"),
    ("R51", "I13.0 I50.9 N18.4"),
    ("R64", "S72.001A W19.XXXA"),
    ("R84", "E11.22 I12.9 N18.4 Z79.4"),
    ("R84", "I11.0 I50.9"),
    ("R84", "F17.210 J18.9"),
]


@pytest.mark.parametrize(("rule", "codes"), FIRES)
def test_it_fires(fired, rule, codes):
    assert fired(rule, codes)


@pytest.mark.parametrize(("rule", "codes"), SILENT)
def test_it_stays_silent(fired, rule, codes):
    assert fired(rule, codes) == []


def test_a_hypertension_finding_names_the_code_to_use(fired):
    [finding] = fired("R44", "I10 I50.9 N18.6")
    assert finding.settles.startswith("I13.2")
    assert set(finding.codes) == {"I10", "I50.9", "N18.6"}


def test_an_excludes1_finding_quotes_the_note_and_where_it_stands(fired):
    [finding] = fired("R05", "R73.03 E11.9")
    assert "Excludes1 note at R73.0" in finding.message
    assert finding.severity is Severity.WARN


def test_order_is_judged_by_sequence_not_by_arrival(fired):
    [finding] = fired("R84", "N18.4 I12.9")
    assert finding.settles == "Move N18.4 after I12.9."


def test_a_code_without_evidence_blocks(fired):
    [finding] = fired("R13", "I10 E11.9", **{"evidence": {"E11.9": ()}})
    assert (finding.subject, finding.severity) == ("E11.9", Severity.BLOCK)


@pytest.mark.parametrize(
    "assertion", ["negated", "family", "hypothetical", "someone_else"]
)
def test_text_that_is_not_about_a_present_condition_blocks(fired, assertion):
    assert fired("R13", "I10", says={"I10": assertion})


def test_text_about_a_relative_supports_a_family_history_code(fired):
    assert fired("R13", "Z80.3", says={"Z80.3": "family"}) == []
    assert fired("R13", "Z80.3", says={"Z80.3": "negated"})


def test_text_that_denies_supports_what_was_not_done(fired):
    assert fired("R13", "Z91.148", says={"Z91.148": "negated"}) == []


@pytest.mark.parametrize("setting", ["outpatient", "emergency", "telehealth"])
def test_an_uncertain_diagnosis_blocks_outside_hospital_care(fired, setting):
    [finding] = fired("R26", "J18.9 R05.9", setting, says={"J18.9": "uncertain"})
    assert (finding.subject, finding.severity) == ("J18.9", Severity.BLOCK)


def test_an_uncertain_diagnosis_may_be_coded_for_an_inpatient(fired):
    assert fired("R26", "J18.9", "inpatient", says={"J18.9": "uncertain"}) == []
    assert fired("R26", "J18.9") == []


def test_some_infections_must_be_confirmed_for_inpatients_too(fired):
    assert fired("R27", "U07.1", "inpatient", says={"U07.1": "uncertain"})
    assert fired("R27", "U07.1", "inpatient") == []
    assert fired("R27", "J18.9", "inpatient", says={"J18.9": "uncertain"}) == []


def test_a_past_condition_is_not_coded_as_current(fired):
    [finding] = fired("R74", "C50.911", says={"C50.911": "historical"})
    assert finding.severity is Severity.WARN


@pytest.mark.parametrize(
    "code", ["Z85.3", "I25.2", "I69.351", "S72.001S", "F33.42", "C91.01"]
)
def test_codes_that_say_past_rest_on_past_text(fired, code):
    assert fired("R74", code, says={code: "historical"}) == []


def written_by(role):
    return [NoteDocument(sha256=QUOTE.document, text="text", author_role=role)]


def test_a_diagnosis_only_a_nurse_wrote_is_questioned(fired):
    assert fired("R21", "E11.9", documents=written_by("Nurse"))
    assert fired("R21", "Z68.41", documents=written_by("Nurse")) == []
    assert fired("R21", "E11.9", documents=written_by("physician")) == []
    assert fired("R21", "E11.9") == []


def test_the_release_is_named_when_a_code_is_unknown(fired):
    [finding] = fired("R01", "I99.99")
    assert "2026-04-01" in finding.message
