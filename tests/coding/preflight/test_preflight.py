"""Each test of a record: what passes, what fails, what only a person can see."""

import hashlib
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding import preflight
from coding.preflight.base import Beneficiary, Record, Result, Sought, Specialties
from coding.values import Assertion, Evidence, Finding, HccMap, NoteDocument, Severity
from tests.coding.rules.sets import facts, lines, packaged_book

TEXT = """Patient: Marlow Quillfeather
Assessment: 1. COPD, stable, continue tiotropium.
Electronically signed by Ottoline Vane, MD on 05/01/2026 16:42
"""
SHA = hashlib.sha256(TEXT.encode()).hexdigest()
PATIENT = Beneficiary("Marlow Quillfeather", date(1957, 4, 11), "1S00E10AA01")
ENCOUNTER = {
    "modality": "in-person",
    "place_of_service": "11",
    "specialty_code": "11",
    "provider_credential": "MD",
    "contract": "H0001",
    "claim_control_number": "C1",
}
MAP = HccMap("V28", 2027, 2027, "ab" * 32)
LIST = Specialties(2027, frozenset({"11", "06"}), "list of 2027", "cd" * 32)


def document(text=TEXT, kind="office visit"):
    return NoteDocument(hashlib.sha256(text.encode()).hexdigest(), text, kind=kind)


def sound(text=TEXT, codes="J44.9", quote="COPD", section="assessment", **facts_):
    one = document(text)
    start = text.find(quote)
    span = Evidence(one.sha256, start, start + len(quote), quote, section=section)
    setting = facts_.pop("setting", "outpatient")
    return Record(
        facts=facts(setting, **(ENCOUNTER | facts_)),
        documents=(one,),
        lines=tuple(replace(each, evidence=(span,)) for each in lines(codes)),
        book=packaged_book(),
        known=PATIENT,
        listed=PATIENT,
        payment_year=2027,
        sought=Sought(
            "V28", "280", frozenset({"280", "279"}), {"J44.9": ("280",)}, MAP
        ),
        specialties=LIST,
        provider_name="Ottoline Vane",
        signed=True,
    )


def result(record, name):
    return next(t for t in preflight.run(record) if t.test.id == name).answer


def test_a_sound_record_passes_every_test():
    told = {t.test.id: t.answer.result for t in preflight.run(sound())}
    assert told.pop("P08") is Result.NOT_APPLICABLE
    assert set(told.values()) == {Result.PASS}
    assert len(told) == 15


def test_ids_are_in_order_and_once():
    ids = [one.id for one in preflight.TESTS]
    assert ids == sorted(set(ids))


def test_without_an_audit_only_what_is_of_the_record_is_asked():
    record = replace(sound(), sought=None)
    asked = {t.test.id for t in preflight.run(record)}
    assert not asked & {"P05", "P08", "P11", "P14", "P16"}
    assert {"P01", "P04", "P06", "P09"} <= asked


# name, what differs from a sound record, the test, its result, a word of it
FAULTS = [
    ("other number", {"listed": replace(PATIENT, mbi="1S00E10AA02")}, "P01", "fail"),
    (
        "other birth date",
        {"listed": replace(PATIENT, birth_date=date(1957, 4, 12))},
        "P01",
        "fail",
    ),
    (
        "dashes in a number are the same",
        {"listed": replace(PATIENT, mbi="1s00-e10-aa01")},
        "P01",
        "pass",
    ),
    ("name not in the text", {"listed": replace(PATIENT, name="A Bee")}, "P01", "ask"),
    ("no name known", {"listed": Beneficiary(), "known": Beneficiary()}, "P01", "ask"),
    ("a code not of the HCC", {"sought": None}, "P02", "pass"),
    ("unsigned chart", {"signed": False}, "P16", "fail"),
    (
        "an attestation of a visit",
        {"attested": frozenset({"signature"})},
        "P08",
        "pass",
    ),
    ("no list of specialties", {"specialties": None}, "P03", "ask"),
    (
        "a list of another year",
        {"specialties": replace(LIST, payment_year=2026)},
        "P03",
        "ask",
    ),
    (
        "a specialty not on the list",
        {"specialties": replace(LIST, codes=frozenset({"06"}))},
        "P03",
        "fail",
    ),
    ("a year too late", {"payment_year": 2026}, "P05", "fail"),
    ("no release for the date", {"provisional": True}, "P10", "fail"),
    (
        "a blocking finding on the code",
        {"findings": (Finding("R26", Severity.BLOCK, "", "IV.H", "J44.9"),)},
        "P11",
        "fail",
    ),
    (
        "a finding on another code",
        {"findings": (Finding("R26", Severity.BLOCK, "", "IV.H", "I10"),)},
        "P11",
        "pass",
    ),
    (
        "a second review still wanted",
        {"findings": (Finding("R83", Severity.SECOND_REVIEW, "", "OIG", "J44.9"),)},
        "P11",
        "ask",
    ),
]


@pytest.mark.parametrize(
    ("change", "test", "expected"),
    [row[1:] for row in FAULTS],
    ids=[r[0] for r in FAULTS],
)
def test_a_fault_of_the_record(change, test, expected):
    assert result(replace(sound(), **change), test).result == expected


@pytest.mark.parametrize(
    ("fact", "test", "expected"),
    [
        ({"modality": "audio-only"}, "P04", "fail"),
        ({"modality": "none"}, "P04", "fail"),
        ({"modality": "audio-video"}, "P04", "pass"),
        ({"modality": ""}, "P04", "ask"),
        ({"modality": "audio-only"}, "P15", "fail"),
        ({"claim_control_number": ""}, "P15", "fail"),
        ({"place_of_service": "81"}, "P02", "fail"),
        ({"specialty_code": "69"}, "P03", "fail"),
        ({"specialty_code": ""}, "P03", "ask"),
        ({"provider_credential": "R.N."}, "P07", "fail"),
    ],
)
def test_a_fact_of_the_encounter(fact, test, expected):
    assert result(sound(**fact), test).result == expected


def test_before_payment_year_2027_no_link_is_asked_for():
    record = sound(claim_control_number="")
    earlier = replace(
        record, facts=replace(record.facts, service_date=date(2025, 5, 1))
    )
    assert result(earlier, "P15").result is Result.NOT_APPLICABLE
    switched = replace(record, switched=True)
    assert result(switched, "P15").result is Result.PASS


def test_a_stay_is_judged_as_a_stay():
    stay = sound(setting="inpatient", admission_date=date(2026, 4, 28), modality="")
    assert result(stay, "P02").result is Result.PASS
    assert result(stay, "P03").result is Result.NOT_APPLICABLE
    assert result(stay, "P04").result is Result.PASS
    attested = replace(stay, attested=frozenset({"signature"}))
    assert result(attested, "P08").result is Result.FAIL


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        ("Electronically signed by Ottoline Vane, MD on 05/01/2026", "pass"),
        ("Authenticated by: Ottoline Vane MD 2026-05-02", "pass"),
        ("/s/ Ottoline Vane, M.D.", "pass"),
        ("Signed: Ottoline Vane, MD 5/1/26", "ask"),
        ("Electronically signed by Ottoline Vane, MD 12/24/2026", "ask"),
        ("Electronically signed by Another Doctor, MD 5/1/26", "ask"),
        ("Dictated by Ottoline Vane, MD", "fail"),
        ("Ottoline Vane, MD", "fail"),
        ("Consent was signed.", "fail"),
    ],
)
def test_a_signature_in_every_form(end, expected):
    text = f"Quillfeather\nAssessment: COPD, stable.\n{end}\n"
    assert result(sound(text), "P06").result == expected


def test_a_stay_needs_more_than_a_typed_signature():
    text = "Quillfeather\nAssessment: COPD.\nSigned: Ottoline Vane, MD 5/1/26\n"
    stay = sound(text, setting="inpatient", admission_date=date(2026, 4, 28))
    assert "more than a typed" in result(stay, "P06").says


def test_an_attestation_mends_signature_and_credential_of_a_visit_only():
    text = "Quillfeather\nAssessment: COPD, stable.\n"
    bare = sound(text, provider_credential="")
    both = replace(bare, attested=frozenset({"signature", "credential"}))
    assert [result(bare, each).result for each in ("P06", "P07")] == ["fail", "fail"]
    assert [result(both, each).result for each in ("P06", "P07")] == ["pass", "pass"]


def test_one_changed_character_is_seen():
    record = sound()
    changed = replace(record.documents[0], text=TEXT.replace("stable", "Stable"))
    assert result(replace(record, documents=(changed,)), "P09").result is Result.FAIL
    assert result(replace(record, documents=()), "P09").result is Result.FAIL


@given(st.integers(-5, 400), st.integers(-5, 400))
def test_a_quotation_outside_its_document_never_passes(start, end):
    record = sound()
    span = replace(record.lines[0].evidence[0], start=start, end=end)
    moved = replace(record, lines=(replace(record.lines[0], evidence=(span,)),))
    inside = 0 <= start < end <= len(TEXT)
    assert (result(moved, "P09").result is Result.PASS) is inside


def test_codes_go_by_the_release_of_the_day():
    record = sound(codes="J44")
    assert result(record, "P10").result is Result.FAIL
    late = replace(record.facts, service_date=date(2026, 11, 1))
    assert "No release" in result(replace(record, facts=late), "P10").says


def test_without_a_word_of_support_a_person_is_asked():
    text = "Quillfeather\nProblem list: COPD\n\nElectronically signed by O Vane, MD\n"
    record = sound(text, section="problem_list")
    assert result(record, "P12").result is Result.ASK
    assert result(record, "P13").result is Result.ASK


@pytest.mark.parametrize(
    ("assertion", "setting", "expected"),
    [
        ("negated", "outpatient", "fail"),
        ("historical", "outpatient", "fail"),
        ("uncertain", "outpatient", "fail"),
        ("uncertain", "inpatient", "pass"),
        ("family", "inpatient", "fail"),
    ],
)
def test_only_what_is_stated_as_present_counts(assertion, setting, expected):
    day = {"admission_date": date(2026, 4, 28)} if setting == "inpatient" else {}
    record = sound(setting=setting, **day)
    said = tuple(replace(x, assertion=Assertion(assertion)) for x in record.lines)
    assert result(replace(record, lines=said), "P13").result == expected


def test_a_higher_hcc_proves_the_audited_one():
    record = sound()
    above = replace(record.sought, by_code={"J44.9": ("279",)})
    assert "above it: HCC 279" in result(replace(record, sought=above), "P14").says
    other = replace(record.sought, by_code={"J44.9": ("37",)})
    assert result(replace(record, sought=other), "P14").result is Result.FAIL
    none = replace(record.sought, map=HccMap("V28", 2031))
    assert "is loaded" in result(replace(record, sought=none), "P14").says


def test_facts_are_not_for_a_person_to_settle_and_readings_are():
    exact = {t.id for t in preflight.TESTS if not t.settleable()}
    assert {"P05", "P09", "P10", "P14", "P15", "P16"} <= exact
    assert not exact & {"P01", "P03", "P06", "P07", "P12", "P13"}


def test_no_answer_names_a_patient_or_quotes_the_record():
    faults = [replace(sound(), **row[1]) for row in FAULTS]
    for record in [sound(), *faults]:
        for told in preflight.run(record):
            for word in ("Quillfeather", "Marlow", "1S00", "1957", "tiotropium"):
                assert word not in told.answer.says


@given(st.text(max_size=300))
def test_no_text_breaks_a_test(text):
    record = replace(sound(), documents=(document(text or " "),), lines=())
    assert len(preflight.run(record)) == len(preflight.TESTS)
