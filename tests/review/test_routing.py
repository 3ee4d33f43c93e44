"""The routing policy: what it lets through, what it says, and what it never says."""

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.values import (
    Assertion,
    CodedNote,
    Facts,
    Finding,
    Gap,
    Role,
    Setting,
    Severity,
    Suggestion,
)
from review.routing import (
    PARTS,
    Reason,
    RiskClass,
    RoutingPolicy,
    Why,
    draw,
    inclusion,
    risk_class,
    route,
    shown,
)
from review.states import Lane

POLICY = RoutingPolicy()
OPEN = RoutingPolicy(
    straight_through=frozenset({("outpatient", "Family medicine")}),
    supervisor_approved=True,
    compliance_approved=True,
)
NEVER_DRAWN = PARTS - 1
ORDINARY = ["E78.5", "I10", "J02.0", "K21.9", "M17.11"]
RISKY = ["I63.9", "I21.4", "C50.911", "A41.9", "F33.1", "L89.152", "I26.99", "I73.9"]
FORBIDDEN_WORDS = ("hcc", "raf", "risk adjust", "sampl", "random", "$", "payment")


def suggestion(code, confidence=0.99, findings=()):
    return Suggestion(
        system="ICD-10-CM",
        code=code,
        title=code,
        sequence=1,
        role=Role.SECONDARY,
        extraction_confidence=confidence,
        code_confidence=confidence,
        confidence=confidence,
        assertion=Assertion.PRESENT,
        section="assessment",
        evidence=(),
        rationale="",
        findings=tuple(findings),
    )


def coded(*codes, setting="outpatient", **more):
    suggestions = tuple(
        suggestion(*code) if isinstance(code, tuple) else suggestion(code)
        for code in codes
    )
    return CodedNote(
        engine="knowledge",
        engine_version="1",
        profile="conservative",
        release="ICD-10-CM 2026-04-01",
        setting=Setting(setting),
        service_date=date(2026, 5, 1),
        suggestions=suggestions,
        **more,
    )


def facts(setting="outpatient", specialty="Family medicine", **more):
    return Facts(
        setting=Setting(setting),
        service_date=date(2026, 5, 1),
        specialty=specialty,
        **more,
    )


def finding(severity, rule="R42"):
    return Finding(rule, severity, "message", "I.C.9", codes=("I10",))


GAP = Gap("stage", "Which stage?", ("a", "b"), (), ("N18.9",))


def test_a_sure_ordinary_chart_takes_the_fast_lane():
    went = route(coded("I10", "E78.5"), facts(), POLICY, NEVER_DRAWN)
    assert (went.lane, went.reasons, went.risk_class) == (
        Lane.FAST_LANE,
        (),
        RiskClass.DEFAULT,
    )


def test_a_doubtful_code_goes_to_review_and_is_named():
    went = route(coded("I10", ("E11.22", 0.84)), facts(), POLICY, NEVER_DRAWN)
    assert went.lane is Lane.REVIEW
    assert went.keys == ("low_confidence:E11.22",)
    assert shown(went.keys) == ("not sure of E11.22",)


@pytest.mark.parametrize("severity", ["block", "second_review", "warn"])
def test_a_finding_that_needs_an_answer_goes_to_review(severity):
    found = finding(Severity(severity))
    on_the_set = coded("I10", findings=(found,))
    on_a_code = replace(coded(), suggestions=(suggestion("I10", findings=[found]),))
    for chart in (on_the_set, on_a_code):
        went = route(chart, facts(), POLICY, NEVER_DRAWN)
        assert (went.lane, went.keys) == (Lane.REVIEW, ("rule:R42",))


def test_information_alone_does_not_stop_the_fast_lane():
    chart = coded("I10", findings=(finding(Severity.INFO),))
    assert route(chart, facts(), POLICY, NEVER_DRAWN).lane is Lane.FAST_LANE


def test_a_gap_goes_to_review_with_its_kind():
    went = route(coded("I10", gaps=(GAP, GAP)), facts(), POLICY, NEVER_DRAWN)
    assert went.keys == ("missing:stage",)


def test_a_record_that_contradicts_itself_lacks_nothing():
    assert Reason(Why.MISSING, "conflict").text == "the record contradicts itself"
    assert Reason(Why.MISSING, "copied").text == (
        "a diagnosis stands only in copied text"
    )
    assert Reason(Why.MISSING, "acuity").text == "not in the record: acuity"


def test_a_billed_diagnosis_without_support_goes_to_review():
    billed = facts(billed=("I10", "E1122", "E785"))
    went = route(coded("I10", "E78.5"), billed, POLICY, NEVER_DRAWN)
    assert went.keys == ("billed_unsupported:E1122",)


def test_a_chart_without_suggestions_goes_to_review():
    assert route(coded(), facts(), POLICY, NEVER_DRAWN).keys == ("nothing_suggested",)


def test_a_provisional_chart_goes_to_the_exception_lane_whatever_else():
    chart = coded(("I10", 0.1), provisional=True, gaps=(GAP,))
    went = route(chart, facts(), OPEN, 0, contract="")
    assert (went.lane, went.keys) == (Lane.EXCEPTION, ("release_missing",))


def test_an_approximate_release_goes_to_review():
    went = route(coded("I10", approximate=True), facts(), POLICY, NEVER_DRAWN)
    assert went.keys == ("release_approximate",)


@pytest.mark.parametrize("code", RISKY)
def test_a_high_risk_code_is_reviewed_however_sure(code):
    went = route(coded("I10", (code, 1.0)), facts(), OPEN, NEVER_DRAWN, contract="")
    assert (went.lane, went.risk_class) == (Lane.REVIEW, RiskClass.HIGH_RISK)
    assert went.keys == (f"high_risk:{code}",)


@pytest.mark.parametrize("code", ["I63.9", "I21.4"])
def test_stroke_and_infarction_are_expected_in_hospital(code):
    assert risk_class(code, Setting.INPATIENT, POLICY) is RiskClass.DEFAULT
    assert risk_class(code, Setting.EMERGENCY, POLICY) is RiskClass.HIGH_RISK


def test_families_do_not_spill_over():
    for code in ("F32.A", "Z85.3", "I69.351", "I25.2", "I82.501"):
        assert risk_class(code, Setting.OUTPATIENT, POLICY) is RiskClass.DEFAULT


def test_never_auto_families_are_the_policys_to_name():
    policy = replace(POLICY, never_auto=("K21",))
    went = route(coded("K21.9"), facts(), policy, NEVER_DRAWN)
    assert (went.lane, went.keys) == (Lane.REVIEW, ("never_auto:K21.9",))


def test_the_stricter_threshold_of_an_hcc_shows_only_a_second_look():
    hccs = frozenset({"E11.22"})
    chart = coded("I10", ("E11.22", 0.87))
    went = route(chart, facts(), POLICY, NEVER_DRAWN, hcc_bearing=hccs)
    assert went.keys == ("hcc_threshold:E11.22",)
    assert shown(went.keys) == ("second look",)
    assert [reason.coder_key for reason in went.reasons] == ["second_look"]
    assert route(chart, facts(), POLICY, NEVER_DRAWN).lane is Lane.FAST_LANE


def test_an_hcc_below_the_plain_threshold_is_low_confidence_as_any_code():
    hccs = frozenset({"E11.22"})
    chart = coded(("E11.22", 0.5))
    went = route(chart, facts(), POLICY, NEVER_DRAWN, hcc_bearing=hccs)
    assert went.keys == ("low_confidence:E11.22",)


def test_a_drawn_chart_gets_a_second_look():
    went = route(coded("I10"), facts(), POLICY, POLICY.share - 1)
    assert (went.lane, went.keys) == (Lane.REVIEW, ("sampled",))
    assert shown(went.keys) == ("second look",)
    assert route(coded("I10"), facts(), POLICY, POLICY.share).lane is Lane.FAST_LANE


def test_a_chart_is_included_by_its_own_reasons_or_by_the_policys_share():
    policy = RoutingPolicy(share=500)
    sure, doubtful = coded("I10"), coded("I10", gaps=(GAP,))
    by_draw = {
        inclusion(route(sure, facts(), policy, drawn), policy) for drawn in (0, 9_999)
    }
    assert by_draw == {500}, "the draw does not change how likely it was"
    assert inclusion(route(doubtful, facts(), policy, 9_999), policy) == 10_000
    nowhere = route(coded("I10", provisional=True), facts(), policy, 0)
    assert inclusion(nowhere, policy) is None


def test_straight_through_where_policy_opens_it():
    went = route(coded("I10"), facts(), OPEN, NEVER_DRAWN, contract="")
    assert went.lane is Lane.STRAIGHT_THROUGH


@pytest.mark.parametrize(
    ("policy", "where", "contract"),
    [
        (POLICY, facts(), ""),
        (replace(OPEN, supervisor_approved=False), facts(), ""),
        (replace(OPEN, compliance_approved=False), facts(), ""),
        (replace(OPEN, switched_off=True), facts(), ""),
        (OPEN, facts(specialty="Cardiology"), ""),
        (OPEN, facts(setting="telehealth"), ""),
        (OPEN, facts(), "H0002"),
        (OPEN, facts(), None),
        (replace(OPEN, straight_through_at=9_950), facts(), ""),
    ],
)
def test_every_condition_of_straight_through_is_needed(policy, where, contract):
    went = route(coded("I10"), where, policy, NEVER_DRAWN, contract=contract)
    assert went.lane is Lane.FAST_LANE


def test_no_inpatient_leaves_by_itself_even_if_a_policy_names_the_setting():
    policy = replace(OPEN, straight_through=frozenset({("inpatient", "Surgery")}))
    where = facts(setting="inpatient", specialty="Surgery")
    went = route(
        coded("I10", setting="inpatient"), where, policy, NEVER_DRAWN, contract=""
    )
    assert went.lane is Lane.FAST_LANE


@pytest.mark.parametrize(
    "settings",
    [
        {"default": 9_600},
        {"high_risk": 8_000},
        {"share": -1},
        {"share": PARTS + 1},
        {"straight_through": frozenset({("outpatient", "x")}), "share": 0},
        {"straight_through_at": PARTS + 1},
        {"straight_through_at": 100},
    ],
)
def test_a_policy_that_contradicts_itself_is_refused(settings):
    with pytest.raises(ValueError):
        RoutingPolicy(**settings)


@pytest.mark.parametrize("policy", [POLICY, OPEN, replace(POLICY, never_auto=("A",))])
def test_a_policy_survives_being_stored(policy):
    stored = json.loads(json.dumps(policy.as_plain()))
    assert RoutingPolicy.from_plain(stored) == policy


def test_an_empty_stored_policy_is_the_one_out_of_the_box():
    assert RoutingPolicy.from_plain({}) == POLICY


@pytest.mark.parametrize("why", Why)
def test_no_reason_tells_a_coder_of_hccs_money_or_sampling(why):
    reason = Reason(why, "N18.4")
    for words in (reason.text.lower(), reason.coder_key):
        assert not any(word in words for word in FORBIDDEN_WORDS)
    assert Reason.from_key(reason.key) == reason


def test_a_draw_is_repeatable_and_differs_by_period_and_salt():
    assert draw("chart", "2026-W20", "salt") == draw("chart", "2026-W20", "salt")
    others = {draw("chart", f"2026-W{week}", "salt") for week in range(50)}
    assert len(others) > 40
    assert draw("chart", "2026-W20", "salt") != draw("chart", "2026-W20", "other")


def test_draws_are_spread_evenly():
    drawn = [draw(f"chart-{n}", "2026-W20", "salt") for n in range(4_000)]
    assert min(drawn) >= 0 and max(drawn) < PARTS
    assert 0.03 < sum(d < 500 for d in drawn) / len(drawn) < 0.07


confidences = st.integers(0, PARTS).map(lambda n: n / PARTS)
pairs = st.tuples(st.sampled_from(ORDINARY + RISKY), confidences)
charts = st.builds(
    lambda codes, gaps, weights, approximate, provisional, setting: coded(
        *codes,
        setting=setting,
        gaps=(GAP,) * gaps,
        findings=tuple(finding(weight) for weight in weights),
        approximate=approximate,
        provisional=provisional,
    ),
    st.lists(pairs, max_size=5),
    st.integers(0, 1),
    st.lists(st.sampled_from(Severity), max_size=2),
    st.booleans(),
    st.booleans(),
    st.sampled_from(Setting),
)
draws = st.integers(0, PARTS - 1)
policies = st.sampled_from([POLICY, OPEN, replace(OPEN, share=PARTS)])
HCCS = frozenset({"I10", "C50.911"})


def where(chart):
    return facts(setting=chart.setting)


@given(charts, draws, st.sampled_from([None, "", "H0002"]))
def test_nothing_leaves_without_a_coder_out_of_the_box(chart, drawn, contract):
    went = route(chart, where(chart), POLICY, drawn, contract=contract)
    assert went.lane is not Lane.STRAIGHT_THROUGH


@given(charts, draws, policies)
def test_outside_full_review_nothing_is_risky_doubtful_or_open(chart, drawn, policy):
    went = route(chart, where(chart), policy, drawn, contract="", hcc_bearing=HCCS)
    if went.lane in (Lane.FAST_LANE, Lane.STRAIGHT_THROUGH):
        assert went.reasons == () and not chart.gaps and chart.suggestions
        assert went.risk_class in (RiskClass.DEFAULT, RiskClass.HCC_BEARING)
        assert all(f.severity is Severity.INFO for f in chart.findings)
        assert min(s.confidence for s in chart.suggestions) >= policy.default / PARTS
        assert drawn >= policy.share
    else:
        assert went.reasons


@given(charts, draws, policies, st.data())
def test_more_confidence_never_means_more_review(chart, drawn, policy, data):
    raised = tuple(
        replace(s, confidence=data.draw(st.floats(s.confidence, 1.0)))
        for s in chart.suggestions
    )
    freedom = [Lane.EXCEPTION, Lane.REVIEW, Lane.FAST_LANE, Lane.STRAIGHT_THROUGH]
    before = route(chart, where(chart), policy, drawn, contract="", hcc_bearing=HCCS)
    after = route(
        replace(chart, suggestions=raised),
        where(chart),
        policy,
        drawn,
        contract="",
        hcc_bearing=HCCS,
    )
    assert freedom.index(after.lane) >= freedom.index(before.lane)


@given(charts, draws, policies)
def test_reasons_are_said_once_and_the_same_way_every_time(chart, drawn, policy):
    once = route(chart, where(chart), policy, drawn)
    assert once == route(chart, where(chart), policy, drawn)
    assert len(set(once.keys)) == len(once.keys)
