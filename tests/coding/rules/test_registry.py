"""What holds of every rule and of ``check`` whatever it is given."""

import random
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coding import rules
from coding.rules import RULES, check, finding_key
from coding.rules.tables import UNCHECKED
from coding.values import Assertion, CodedLine, Finding, Role, Severity
from tests.coding.rules.sets import QUOTE, facts, lines, packaged_book

ALL = [f"R{n:02}" for n in range(1, 85)]

SOME_CODES = """
    A41.9 R65.20 R65.21 T81.12XA J18.9 B20 Z21 R75 B95.62 A41.02 E11.9 E11.22 E10.9
    Z79.4 Z79.84 F10.10 F10.20 I10 I11.0 I11.9 I12.0 I12.9 I13.0 I13.2 I50.9 I50.22
    I51.7 I20.9 I25.10 I22.1 I21.4 I63.9 N18.31 N18.4 N18.6 D63.1 H42 G63 O80 O82
    O24.410 Z37.0 Z37.2 Z38.00 Z3A.20 Z3A.38 O09.91 O36.5931 P07.30 Z33.1 T45.1X5A
    T36.0X1A T38.3X6A S72.001A S72.001D S72.001S W19.XXXA Y92.009 Y93.01 Y99.0
    Z68.41 E66.01 Z00.00 Z01.818 Z85.3 C50.911 Z08 M17.11 M17.12 H25.11 H25.12
    H25.10 J96.01 J96.11 A00-B99 E11 S72.001 I99.99 Z94.0 T86.11 L89.152 R05.9 J44.1
    Z51.11 F32.A
"""

codes = st.one_of(st.sampled_from(SOME_CODES.split()), st.text(max_size=9))
coded_lines = st.builds(
    CodedLine,
    key=st.text(max_size=3),
    code=codes,
    sequence=st.integers(0, 12),
    role=st.sampled_from(Role),
    system=st.sampled_from(["ICD-10-CM", "ICD-10-CM", "CPT"]),
    evidence=st.sampled_from([(), (QUOTE,)]),
    assertion=st.sampled_from(Assertion),
    poa=st.sampled_from([None, "Y", "N", "U", "W", "1"]),
)
encounters = st.builds(
    facts,
    st.sampled_from(["outpatient", "inpatient", "emergency", "telehealth"]),
    age=st.none() | st.integers(0, 110),
    sex=st.sampled_from(["", "F", "M"]),
    contract=st.sampled_from(["", "H0001"]),
    modality=st.sampled_from(["", "in-person", "audio-only"]),
    billed=st.lists(st.sampled_from(SOME_CODES.split()), max_size=3).map(tuple),
)
sets = st.lists(coded_lines, max_size=9)
thorough = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


@given(sets, encounters)
@thorough
def test_check_answers_any_list(given_lines, encounter):
    for finding in check(given_lines, encounter, packaged_book()):
        assert isinstance(finding, Finding)
        assert finding.message and finding.settles and finding.guideline


@given(sets, encounters, st.randoms(use_true_random=False))
@thorough
def test_the_order_in_which_lines_arrive_changes_nothing(given_lines, encounter, by):
    # Lines that agree in place, code and key have no order of their own.
    unique = list({(ln.sequence, ln.code, ln.key): ln for ln in given_lines}.values())
    shuffled = random.Random(by.random()).sample(unique, len(unique))
    book = packaged_book()
    assert check(unique, encounter, book) == check(shuffled, encounter, book)


@given(sets, encounters)
@thorough
def test_findings_concern_only_codes_of_the_set(given_lines, encounter):
    present = {line.code for line in given_lines if line.system == "ICD-10-CM"}
    for finding in check(given_lines, encounter, packaged_book()):
        # R81 and R82 speak of the record, the tables of procedures.
        assert finding.codes or finding.rule in ("R81", "R82")
        assert set(finding.codes) <= present or finding.rule == UNCHECKED
        assert finding.subject in present | {""}


@given(sets, encounters)
@thorough
def test_every_finding_has_a_key_of_its_own(given_lines, encounter):
    found = check(given_lines, encounter, packaged_book())
    assert len({finding_key(finding) for finding in found}) == len(found)


def test_the_registry_is_r01_to_r84_in_order():
    assert [rule.id for rule in RULES] == ALL


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_says_what_it_is_and_what_it_looks_at(rule):
    assert rule.guideline and rule.summary.endswith(".") and rule.looks_at.endswith(".")
    assert rule.deterministic in ("exact", "partial")
    assert rules.rule_named(rule.id) is rule


def test_heavier_findings_come_first(book):
    found = check(lines("W19.XXXA I10 N18.4"), facts(), book)
    weights = [list(Severity).index(finding.severity) for finding in found]
    assert weights == sorted(weights)
    assert [finding.rule for finding in found] == ["R64", "R43"]


def test_a_clean_set_has_no_findings(book):
    clean = lines("E11.22 I12.9 N18.4 Z79.4")
    assert check(clean, facts(), book) == ()


def test_the_key_survives_another_order_and_another_evaluation(book):
    before = check(lines("I10 N18.4"), facts(), book)
    after = check(lines("N18.4 E78.5 I10"), facts(), book)
    assert {finding_key(f) for f in before} <= {finding_key(f) for f in after}


def test_the_key_changes_with_the_codes_and_with_the_weight():
    finding = Finding("R22", Severity.WARN, "m", "g", codes=("Z68.41", "E66.01"))
    assert finding_key(finding) == "R22:warn:E66.01+Z68.41"
    assert finding_key(replace(finding, severity=Severity.BLOCK)) != finding_key(
        finding
    )
    assert finding_key(replace(finding, message="other")) == finding_key(finding)


def test_no_rule_judges_codes_of_another_system(book):
    procedure = CodedLine(key="p", code="99213", sequence=1, system="CPT")
    assert [one.rule for one in check([procedure], facts(), book)] == [UNCHECKED]
