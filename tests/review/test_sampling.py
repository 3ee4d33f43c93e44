"""The draw for over-read: reproducible, never without its random part."""

import hashlib
from collections import Counter
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.sampling import PARTS, Candidate, Plan, draw, power, ticket

charts = st.lists(
    st.builds(
        Candidate,
        case=st.integers(1, 10**6),
        encounter=st.uuids().map(str),
        stratum=st.sampled_from(["inpatient", "outpatient", "emergency"]),
        flags=st.sampled_from([(), ("high risk",), ("new coder", "high risk")]),
    ),
    unique_by=lambda each: each.case,
    max_size=60,
)
plans = st.builds(
    Plan,
    share=st.integers(0, PARTS),
    least=st.integers(1, 4),
    aimed=st.integers(0, 6),
)


@given(charts, plans, st.randoms())
def test_the_same_charts_give_the_same_sample_in_any_order(found, plan, chance):
    shuffled = list(found)
    chance.shuffle(shuffled)
    assert draw(found, "2026-04", "salt", plan) == draw(
        shuffled, "2026-04", "salt", plan
    )


@given(charts, plans)
def test_every_stratum_gives_some_by_chance_and_nobody_is_drawn_twice(found, plan):
    drawn = draw(found, "2026-04", "salt", plan)
    assert len({pick.case for pick in drawn.picks}) == len(drawn.picks)
    by_chance = {each.name: each for each in drawn.strata if each.is_random}
    assert set(by_chance) == {each.stratum for each in found}
    assert all(each.size >= 1 for each in by_chance.values())
    assert sum(each.population for each in by_chance.values()) == len(found)


@given(charts, plans)
def test_what_is_aimed_at_a_risk_is_apart_and_from_what_chance_left(found, plan):
    drawn = draw(found, "2026-04", "salt", plan)
    flagged = {each.case: each.flags for each in found}
    sizes = Counter(pick.stratum for pick in drawn.picks)
    for stratum in drawn.strata:
        assert sizes[stratum] == stratum.size <= stratum.population
        assert 0 <= stratum.probability <= PARTS
    for pick in drawn.picks:
        if not pick.stratum.is_random:
            assert flagged[pick.case][0] == pick.stratum.name
    assert all(s.size <= plan.aimed for s in drawn.strata if not s.is_random)


def test_another_salt_or_period_draws_others():
    found = [Candidate(n, f"chart-{n}", "all") for n in range(400)]
    plan = Plan(share=1_000)

    def cases(period, salt):
        return {pick.case for pick in draw(found, period, salt, plan).picks}

    assert len(cases("2026-04", "a")) == 40
    assert cases("2026-04", "a") != cases("2026-05", "a") != cases("2026-05", "b")


def test_each_chart_is_drawn_as_often_as_its_probability_says():
    found = [Candidate(n, f"chart-{n}", "all") for n in range(50)]
    times = Counter(
        pick.case
        for n in range(2_000)
        for pick in draw(found, f"period {n}", "salt", Plan(share=1_000)).picks
    )
    # 200 expected; five standard errors of a binomial are 67.
    assert all(abs(times[each.case] - 200) < 67 for each in found)


def test_a_ticket_is_the_hash_that_the_docs_name():
    assert ticket("b", "p", "s") == int.from_bytes(
        hashlib.sha256(b"s\np\nb").digest()[:8], "big"
    )


@pytest.mark.parametrize("n", [0, 5, 15, 30, 100, 400])
def test_power_is_that_of_the_exact_test(n):
    def at_most(right, share):
        return sum(
            comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(right + 1)
        )

    critical = max((c for c in range(n + 1) if at_most(c, 0.95) <= 0.05), default=-1)
    assert power(n) == pytest.approx(at_most(critical, 0.90), abs=1e-9)


def test_a_large_sample_notices_and_a_handful_does_not():
    assert power(0) == 0
    assert power(3) < 0.05
    assert power(500) > 0.98
    assert power(5_000) > 0.999
