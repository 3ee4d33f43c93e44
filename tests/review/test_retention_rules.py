"""The reckoning of retention, by itself: the latest rule decides and is named."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.retention import (
    ADULT,
    LAW,
    Applies,
    Kept,
    Rule,
    Starts,
    answer,
    surely,
    why_not_rule,
    years_after,
)

SEEN = date(2026, 5, 14)
PLAIN = Kept(SEEN, date(2026, 6, 1), age=41)

days = st.dates(date(2000, 1, 1), date(2040, 12, 31))
kept = st.builds(
    Kept,
    service_date=days,
    changed_on=days,
    age=st.none() | st.integers(0, 110),
    contract=st.sampled_from(["", "H1234"]),
    site=st.sampled_from(["", "north"]),
    audit_closed_on=st.none() | days,
    disclosed_on=st.none() | days,
)
rules = st.lists(
    st.builds(
        Rule,
        key=st.sampled_from(["a", "b", "c", "d"]),
        label=st.just("A rule"),
        years=st.integers(1, 30),
        starts=st.sampled_from(Starts),
        applies=st.sampled_from(Applies),
        source=st.just("somewhere"),
        site=st.sampled_from(["", "north", "south"]),
    )
)


def decided(facts, *more):
    due = answer(facts, [*LAW, *more]).decided
    return due.rule.key, due.on


def test_hipaa_keeps_a_plain_chart_six_years_from_its_last_change():
    assert decided(PLAIN) == ("hipaa_documentation", date(2032, 6, 2))


def test_a_contract_keeps_it_ten_years_from_the_end_of_the_year():
    facts = replace(PLAIN, contract="H1234")
    assert decided(facts) == ("ma_contract", date(2037, 1, 1))


def test_an_audit_closed_late_keeps_it_ten_years_more():
    facts = replace(PLAIN, contract="H1234", audit_closed_on=date(2030, 3, 1))
    assert decided(facts) == ("ma_audit", date(2040, 3, 2))


def test_a_disclosure_is_accounted_for_six_years():
    facts = replace(PLAIN, disclosed_on=date(2031, 1, 1))
    assert decided(facts) == ("disclosures", date(2037, 1, 2))


def test_a_states_rule_for_minors_counts_from_coming_of_age():
    rule = Rule("minors", "Minors", 7, Starts.OF_AGE, Applies.MINORS, "State code 2")
    child = replace(PLAIN, age=3)
    assert decided(child, rule) == ("minors", date(2026 + 15 + 7, 5, 15))
    assert decided(PLAIN, rule)[0] == "hipaa_documentation"
    unknown = replace(PLAIN, age=None)
    assert decided(unknown, rule) == ("minors", date(2026 + ADULT + 7, 5, 15))


def test_a_sites_rule_is_about_that_site_alone():
    rule = Rule("north", "North", 20, Starts.SERVICE, Applies.ALL, "Policy", "north")
    assert decided(PLAIN, rule)[0] == "hipaa_documentation"
    assert decided(replace(PLAIN, site="north"), rule)[0] == "north"


def test_the_day_after_the_last_is_the_first_on_which_it_may_go():
    facts, day = PLAIN, date(2032, 6, 2)
    found = answer(facts, LAW)
    assert "HIPAA" in found.why_not(date(2032, 6, 1))
    assert found.why_not(day) is None
    barred = answer(replace(facts, bars=("Legal hold 3.",)), LAW)
    assert barred.why_not(day) == "Legal hold 3."


def test_without_any_rule_nothing_may_go():
    assert "No retention rule" in answer(PLAIN, []).why_not(date(2999, 1, 1))


@given(kept, rules)
def test_the_latest_of_all_rules_decides(facts, given_rules):
    found = answer(facts, given_rules)
    if found.decided is not None:
        assert all(due.on <= found.decided.on for due in found.dues)
        assert found.why_not(found.decided.on) is None
    for rule in given_rules:
        assert len(answer(facts, [rule]).dues) <= 1


@given(kept, rules, rules)
def test_more_rules_never_let_a_chart_go_earlier(facts, some, more):
    before, after = answer(facts, some).decided, answer(facts, some + more).decided
    if before is not None:
        assert after is not None and after.on >= before.on


@given(kept, rules)
def test_no_chart_goes_before_what_surely_holds(facts, given_rules):
    found = answer(facts, given_rules).decided
    if found is not None and surely(given_rules):
        assert found.on > years_after(facts.service_date, surely(given_rules))


@pytest.mark.parametrize(
    ("day", "on"),
    [(date(2024, 2, 29), date(2030, 3, 1)), (date(2024, 2, 28), date(2030, 2, 28))],
)
def test_a_leap_day_ends_on_the_first_of_march(day, on):
    assert years_after(day, 6) == on


def test_the_laws_rules_may_be_set_as_they_are_and_longer():
    for rule in LAW:
        assert why_not_rule(rule) is None
        assert why_not_rule(replace(rule, years=rule.years + 1)) is None
        assert why_not_rule(replace(rule, years=rule.years - 1)) is not None
