"""Every question answered from the tables, and again by a loop over sheets."""

from collections import defaultdict
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection

from audit.figures import confidence, project, reading, together
from audit.figures.confidence import Kind
from audit.figures.reading import ALL, WEEK, Question
from audit.metrics import rarity
from audit.metrics.calibration import Reliability
from audit.metrics.intervals import Weighted
from audit.metrics.sheets import Reference, sheets
from audit.metrics.simulation import Reviewed, Thresholds, simulate
from audit.metrics.story import Story
from tests.audit.figures.test_project import sealed, write
from tests.audit.metrics.histories import history

WHOLE = Question(date(2026, 1, 1), date(2027, 1, 1))
TOLD = history("reading", 40)


@pytest.fixture
def told(db):
    write(TOLD)
    sealed()
    project.advance()


def by_hand():
    """All lines with the sheet that they are on and their rarity, from raw events."""
    by_chart, standing = defaultdict(list), defaultdict(set)
    for each in TOLD:
        by_chart[each.fact.chart].append(each)
    found = [s for own in by_chart.values() for s in sheets(Story.of(own))]
    for sheet in found:
        for line in sheet.lines:
            if line.stands and sheet.reference is Reference.CODER:
                standing[line.code].add(sheet.chart)
    for sheet in found:
        for line in sheet.lines:
            yield sheet, line, rarity.band(len(standing[line.code]))


def stratum(sheet, line, band, name):
    if name == ALL:
        return ""
    if name == WEEK:
        return sheet.week
    if name == "rarity":
        return band
    if name == "rare":
        return "rare" if band in rarity.RARE else ""
    if name == "coder":
        return sheet.coder
    if name == "fault":
        return "record" if line.documentation else "machine" if line.why else ""
    return sheet.strata.get(name) if name in sheet.strata else getattr(line, name)


QUESTIONS = [
    (ALL, ()),
    (WEEK, ()),
    ("specialty", ()),
    ("coder", (("setting", "inpatient"),)),
    ("chapter", ()),
    ("chapter", (("sex", "F"),)),
    ("rarity", (("specialty", ""),)),
    ("what", (("provider_group", "North"),)),
    ("why", (("what", "unsupported"),)),
    ("specialty", (("setting", "inpatient"), ("sex", "F"))),
    ("rare", (("sex", "F"),)),
    ("arm", ()),
    ("rarity", (("arm", "hidden"),)),
    ("fault", ()),
    ("fault", (("provider_group", "North"),)),
    ("provider_group", (("fault", "record"), ("sex", "F"))),
    ("chapter", (("rare", "rare"),)),
    ("style", (("risk_class", "default"),)),
    ("chapter", (("role", "first"),)),
    ("role", (("sex", "F"), ("setting", "outpatient"))),
    ("age_group", (("sex", "F"), ("rarity", "6 to 20"))),
]


def test_every_answer_is_what_a_loop_over_the_events_gives(told):
    for reference in Reference:
        for name, filters in QUESTIONS:
            check(name, filters, reference)


def check(name, filters, reference):
    asked = Question(WHOLE.since, WHOLE.until, reference, filters)
    found = reading.by(asked, name)
    expected = defaultdict(lambda: defaultdict(float))
    charts = defaultdict(lambda: defaultdict(lambda: (0, 0, 0, 0, 0.0)))
    for sheet, line, band in by_hand():
        if sheet.reference is not reference or any(
            stratum(sheet, line, band, key) != value for key, value in filters
        ):
            continue
        key = stratum(sheet, line, band, name)
        own = expected[key]
        own[line.outcome.value] += 1
        own["stands"] += line.stands
        own["verified"] += line.verified
        own["suggested"] += line.outcome != "missed"
        exact, put, missed, stands, _ = charts[key][sheet.chart]
        charts[key][sheet.chart] = (
            exact + (line.outcome == "exact"),
            put + (line.outcome != "missed"),
            missed + (line.outcome == "missed"),
            stands + line.stands,
            sheet.weight,
        )
    if name in ("what", "why", "rare", "fault"):
        expected.pop("", None)
    assert set(found) == set(expected)
    for key, own in expected.items():
        for measure, value in own.items():
            assert getattr(found[key], measure) == pytest.approx(value), (key, measure)
        told = charts[key].values()
        same(found[key].exact_corrected, [(w, e, s) for e, s, _, _, w in told])
        same(found[key].missed_corrected, [(w, m, t) for _, _, m, t, w in told])


def same(found, charts):
    """The corrected share is the one that the charts themselves give."""
    by_loop = Weighted.of(charts)
    assert found.n == by_loop.n
    assert found.value == (by_loop.value and pytest.approx(by_loop.value))
    assert found.clusters == by_loop.clusters
    assert found.effective == pytest.approx(by_loop.effective)


def test_sites_narrow_every_answer(told):
    nowhere = Question(WHOLE.since, WHOLE.until, sites=("elsewhere",))
    here = Question(WHOLE.since, WHOLE.until, sites=("", "elsewhere"))
    for name in (ALL, "chapter", "specialty"):
        assert not reading.by(nowhere, name)
        assert reading.by(here, name) == reading.by(WHOLE, name)
    assert not reading.lines(nowhere).exists()
    assert not reading.charts(nowhere).exists()


def test_the_rows_behind_a_number_are_as_many_as_it_says(told):
    counted = reading.by(WHOLE.where(specialty="Cardiology"), "chapter")
    for chapter, counts in counted.items():
        asked = WHOLE.where(specialty="Cardiology", chapter=chapter)
        assert reading.lines(asked, "exact").count() == counts.exact
        assert reading.lines(asked).count() == counts.suggested + counts.missed


def test_the_rows_at_fault_are_as_many_as_the_number_says(told):
    counted = reading.crossed(WHOLE, "fault", "provider_group")
    assert {fault for fault, _ in counted} == {"record", "machine"}
    for (fault, group), counts in counted.items():
        asked = WHOLE.where(fault=fault, provider_group=group)
        assert reading.lines(asked).count() == counts.suggested + counts.missed


def test_reliability_is_what_a_loop_over_the_events_gives(told):
    for kind in Kind:
        check_bins(kind)


def check_bins(kind):
    rows = defaultdict(list)
    for sheet, line, _ in by_hand():
        said = getattr(line, kind)
        if sheet.reference is not Reference.CODER or said is None:
            continue
        meant = line.outcome not in ("deleted", "fabricated")
        if kind is Kind.ASSIGNMENT and not meant:
            continue
        right = meant if kind is Kind.EXTRACTION else line.outcome == "exact"
        rows[sheet.strata["sex"]].append((said, right))
    found = confidence.reliability(WHOLE, kind, "sex")
    for sex, own in rows.items():
        by_loop = Reliability.of(own)
        assert found[sex].n == by_loop.n
        assert found[sex].error == pytest.approx(by_loop.error, abs=2e-4)


def test_the_simulator_in_the_database_is_the_one_of_the_formula(told):
    for reference in Reference:
        for at in (
            (5_000, 6_000, 0),
            (0, 0, 0, ("E11.2", "J")),
            (9_000, 9_000, 9_900),
        ):
            check_outlook(at, reference)


def test_a_curve_is_the_simulator_at_every_step(told):
    at, steps = Thresholds(5_000, 6_000, 0), (0, 4_000, 5_500, 8_000, 9_999)
    for reference in Reference:
        asked = WHOLE.against(reference)
        found = confidence.curve(asked, steps, at)
        for step, outlook in zip(steps, found, strict=True):
            alone = confidence.outlook(asked, Thresholds(step, 6_000, 0))
            assert outlook.share == alone.share
            assert outlook.seconds_staying == alone.seconds_staying
            assert outlook.per_hundred == pytest.approx(alone.per_hundred)
            assert outlook.errors.n == alone.errors.n


def check_outlook(at, reference):
    seen = {s.chart: s for s, _, _ in by_hand() if s.reference is reference}
    charts = [
        Reviewed(
            codes=sum(line.outcome != "missed" for line in s.lines),
            errors=s.errors,
            least_default=s.least_default,
            least_hcc=s.least_hcc,
            least_high=s.least_high,
            held=s.held,
            weight=s.weight,
            seconds=s.seconds or 0,
            suggested=s.suggested,
        )
        for s in seen.values()
    ]
    expected = simulate(charts, Thresholds(*at))
    found = confidence.outlook(WHOLE.against(reference), Thresholds(*at))
    assert found.share == expected.share
    assert found.codes_leaving == expected.codes_leaving
    assert found.seconds_staying == expected.seconds_staying
    assert found.per_hundred == pytest.approx(expected.per_hundred)
    assert found.interval.high == pytest.approx(expected.interval.high)


def test_what_figures_are_not_broken_down_by_is_refused(db):
    with pytest.raises(ValueError, match="not broken down"):
        Question(WHOLE.since, WHOLE.until, filters=(("1; DROP TABLE", "x"),))
    with pytest.raises(ValueError, match="not broken down"):
        reading.by(WHOLE, "password")
    with pytest.raises(ValueError, match="not broken down"):
        reading.values("week")


def test_one_question_is_one_query(told, django_assert_num_queries):
    with django_assert_num_queries(1):
        reading.by(WHOLE.where(specialty="Cardiology"), "chapter")
    assert connection.queries_log is not None


PAIRS = [
    *((each, ALL) for each in (ALL, WEEK, "rarity", "role", "rare", "confidence_bin")),
    ("chapter", ALL),
    ("rare", "chapter"),
    ("what", "chapter"),
    ("what", "coder"),
]


@pytest.mark.parametrize(
    "filters",
    [
        (("sex", "F"), ("setting", "inpatient")),
        (("sex", "F"), ("rarity", "6 to 20")),
        (("fault", "record"), ("sex", "F")),
        (),
    ],
)
def test_what_is_asked_together_is_answered_as_if_asked_singly(
    told, filters, django_assert_num_queries
):
    singly = Question(WHOLE.since, WHOLE.until, filters=filters)
    kept = replace(singly, edition=f"together {filters}")
    expected = {pair: reading.crossed(singly, *pair) for pair in PAIRS}
    together.ask(kept, PAIRS)
    of_lines = [
        pair for pair in PAIRS if reading.is_of_lines(reading.statement(kept, *pair)[0])
    ]
    assert filters == () or len(of_lines) > 3
    with django_assert_num_queries(0):
        found = {pair: reading.crossed(kept, *pair) for pair in of_lines}
    assert found == {pair: expected[pair] for pair in of_lines}


def test_nothing_is_asked_ahead_where_no_answer_is_kept(
    told, django_assert_num_queries
):
    filters = (("sex", "F"), ("setting", "inpatient"))
    with django_assert_num_queries(0):
        together.ask(Question(WHOLE.since, WHOLE.until, filters=filters), PAIRS)
