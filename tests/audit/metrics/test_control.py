"""Control charts: quiet while nothing happens, quick when something does."""

from random import Random

import pytest

from audit.metrics import control
from audit.metrics.control import BASELINE, Week

YEAR = 52
SERIES = 20
MIX = {"9": 0.3, "4": 0.25, "10": 0.2, "13": 0.15, "19": 0.07, "21": 0.03}
# Respiratory codes double at the expense of circulatory ones, as in a hard winter.
SHIFTED = {"9": 0.15, "4": 0.2, "10": 0.4, "13": 0.15, "19": 0.07, "21": 0.03}


def shares(chance, truth, n=260, weeks=YEAR):
    """Weeks of codes in charts of one to nine, each with its own luck."""
    for _ in range(weeks):
        hits = rows = 0
        while rows < n:
            codes = chance.randrange(1, 10)
            luck = min(0.99, max(0.01, chance.gauss(truth, 0.08)))
            hits += sum(chance.random() < luck for _ in range(codes))
            rows += codes
        yield Week(rows, hits)


def means(chance, level, n=260, weeks=YEAR):
    for _ in range(weeks):
        drawn = [chance.gauss(level, 900) for _ in range(n)]
        yield Week(n, sum(drawn), sum(each * each for each in drawn))


def mixes(chance, mix, n=260, weeks=YEAR):
    """Weeks of codes in charts, in which a chapter likes to come again."""
    for _ in range(weeks):
        drawn = []
        while len(drawn) < n:
            drawn += chance.choices(list(mix), list(mix.values()))
            for _ in range(chance.randrange(9)):
                again = chance.random() < 0.3
                drawn += (
                    drawn[-1:]
                    if again
                    else chance.choices(list(mix), list(mix.values()))
                )
        yield Week(len(drawn), parts={name: drawn.count(name) for name in mix})


KINDS = {
    "share": (control.of_shares, shares, 0.8, 0.65),
    "mean": (control.of_means, means, 8_000.0, 7_700.0),
    "mix": (control.of_mixes, mixes, MIX, SHIFTED),
}


def alarms_of_a_year(kind, seed):
    """How many alarms twenty series give in a year in which nothing happens."""
    chart, make, level, _ = KINDS[kind]
    chance, alarms = Random(seed), 0
    for _ in range(SERIES):
        baseline = list(make(chance, level, weeks=BASELINE))
        found = chart(baseline, list(make(chance, level)), series=SERIES)
        alarms += len(found.alarms)
    return alarms


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", [1, 2])
def test_twenty_clean_series_give_at_most_one_false_alarm_a_year(kind, seed):
    assert alarms_of_a_year(kind, seed) <= 1


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_in_a_hundred_clean_years_no_year_has_more_than_one(kind, short):
    years = [
        alarms_of_a_year(kind, 9_000 + year) for year in range(3 if short else 100)
    ]
    print(
        f"{kind}: {sum(years)} false alarms in {len(years)} years, {max(years)} at most"
    )
    assert max(years) <= 1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(20))
def test_a_planted_drift_is_found_within_three_weeks(kind, seed):
    chart, make, level, shifted = KINDS[kind]
    chance = Random(100 + seed)
    baseline = list(make(chance, level, weeks=BASELINE))
    before = list(make(chance, level, weeks=8))
    after = list(make(chance, shifted, weeks=3))
    found = chart(baseline, before + after, series=SERIES)
    assert [place for place in found.alarms if place >= 8]


def test_an_alarm_says_which_way():
    chance = Random(5)
    baseline = list(shares(chance, 0.8, weeks=BASELINE))
    worse = control.of_shares(baseline, list(shares(chance, 0.6, weeks=3)))
    better = control.of_shares(baseline, list(shares(chance, 0.97, weeks=3)))
    assert worse.points[worse.alarms[0]].alarm == "down"
    assert better.points[better.alarms[0]].alarm == "up"


def test_one_odd_week_is_no_drift_however_odd():
    baseline = [Week(200, 160 + n % 3) for n in range(BASELINE)]
    quiet, odd = Week(200, 161), Week(200, 20)
    assert not control.of_shares(baseline, [quiet, odd, quiet, quiet]).alarms
    assert control.of_shares(baseline, [quiet, odd, odd, quiet]).alarms == (2,)


def test_a_week_with_few_rows_says_nothing():
    baseline = [Week(200, 160)] * BASELINE
    found = control.of_shares(baseline, [Week(5, 0), Week(0, 0), Week(200, 160)])
    assert [point.score is None for point in found.points] == [True, True, False]
    assert not found.alarms


def test_without_a_baseline_nothing_is_claimed():
    found = control.of_shares([], [Week(200, 10)])
    assert found.points[0].score is None


def test_more_series_need_a_higher_limit():
    limits = [control.limit_for(series) for series in (1, 20, 200)]
    assert limits == sorted(limits)
    assert limits[1] == pytest.approx(3.8, abs=0.1)
