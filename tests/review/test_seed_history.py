"""The simulated year: through the real actions, in the past, labelled, demo only."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from audit.actions import SYSTEM, record
from audit.events import CaseResumed
from audit.metrics.denials import denials
from audit.models import Event
from audit.occurring import NotADemoError, occurring
from coding.models import LearningJob
from review import asking
from review.actions import quality, radv, radv_matching
from review.demo.history import coders, notes, payers, querying, questions, year
from review.demo.history.play import Plan
from review.management.gently import LOW_PRIORITY
from review.models import (
    AuditedHcc,
    BlindArm,
    Case,
    FinalCodeSet,
    OverRead,
    Sample,
    SeededCheck,
    SignedWork,
    SimulatedChart,
)
from review.remittance import advice
from tests import databases
from tests.audit.pieces import CASE


@pytest.fixture
def demo(settings):
    settings.DEMO = True


def test_outside_demo_mode_nothing_is_seeded(db):
    with pytest.raises(CommandError, match="not a demo"):
        call_command("seed_history", charts=1)
    assert not SimulatedChart.objects.exists()


def test_the_past_can_be_told_only_in_a_demo_and_never_the_future(db, settings):
    yesterday = datetime.now(UTC) - timedelta(days=1)
    with pytest.raises(NotADemoError), occurring(yesterday):
        pass
    settings.DEMO = True
    with pytest.raises(ValueError), occurring(yesterday + timedelta(days=2)):
        pass


def test_what_happened_then_is_recorded_now(db, demo):
    then = datetime(2026, 3, 1, 9, tzinfo=UTC)
    with occurring(then):
        number = record(CaseResumed(**CASE), by=SYSTEM)
    event = Event.objects.get(pk=number)
    assert event.occurred_at == then
    assert event.recorded_at > then + timedelta(days=1)


def test_a_gentle_fill_gives_way(db):
    told = (
        "import django, psutil; django.setup();"
        "from review.management.gently import give_way; give_way();"
        "print(psutil.Process().nice())"
    )
    done = subprocess.run(
        [sys.executable, "-c", told],
        cwd=databases.REPO,
        env=databases.environment(connection.settings_dict["NAME"]),
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(done.stdout) >= LOW_PRIORITY


def test_a_short_history(db, demo, client, senior, compliance, tmp_path):
    """One fill, seen from every side, because filling is what takes its time."""
    call_command("seed_history", charts=10, months=2, seed="test")
    assert_every_chart_is_labelled_and_told_in_the_past()
    assert_the_months_are_over_read()
    before = Event.objects.count()
    call_command("seed_history", charts=10, months=2, seed="test")
    assert Event.objects.count() == before
    assert_pages_say_that_it_is_simulated(client, senior)
    assert_its_members_can_be_audited(compliance, tmp_path)


def test_once_filled_the_hourly_jobs_have_run(demo, database, settings, capsys):
    """A year of few charts has too few weeks for a baseline, enough to learn from."""
    settings.LEARN_EVERY = 2
    call_command("seed_history", charts=4, months=1, seed="jobs")
    assert "1 profiles asked for" in capsys.readouterr().out
    job = LearningJob.objects.get()
    call_command("seed_history", charts=4, months=1, seed="jobs")
    assert LearningJob.objects.get() == job and SignedWork.objects.exists()
    told = Event.objects.filter(type="sample-drawn")
    drawn = {event.fact.sample: event.occurred_at for event in told}
    assert drawn
    assert drawn == {str(s.pk): s.drawn_at for s in Sample.objects.all()}


def assert_every_chart_is_labelled_and_told_in_the_past():
    charts = SimulatedChart.objects.select_related("chart__case")
    assert len(charts) == 10
    assert {each.chart.source for each in charts} == {"simulated"}
    assert {each.chart.case.state for each in charts} <= {"finalised", "held"}
    told = Event.objects.filter(chart__in=[each.chart_id for each in charts])
    assert told.filter(type="case-finalised").count() >= 8
    first, last = year.ending_now("test", 10, 2).first, datetime.now(UTC)
    for event in told:
        assert first <= event.occurred_at.date() and event.recorded_at <= last
        assert event.occurred_at < event.recorded_at
    for signed in FinalCodeSet.objects.all():
        assert signed.signed_at < last - timedelta(days=1)


def assert_the_months_are_over_read():
    assert Sample.objects.count() == 2
    stages = set(OverRead.objects.values_list("stage", flat=True))
    assert stages and stages <= {"agreed", "settled", "answered", "waiting"}


def assert_pages_say_that_it_is_simulated(client, senior):
    client.force_login(senior)
    case = Case.objects.filter(chart__source="simulated").first()
    shown = client.get(case.get_absolute_url()).content.decode()
    assert "history, people and patients are simulated" in shown
    assert '<li class="chip" data-tone="ask" title="simulated">' in shown


def assert_its_members_can_be_audited(compliance, folder):
    call_command("sample_history", folder / "list.csv", seed="test")
    received = radv.receive_list(
        (folder / "list.csv").read_bytes(),
        name="Members",
        records_due=datetime.now(UTC).date(),
        by=compliance,
    )
    audit = radv_matching.begin(received.audit, by=compliance)
    for enrollee in radv_matching.waiting(audit):
        radv_matching.match(enrollee, by=compliance)
    sought = AuditedHcc.objects.filter(enrollee__audit=audit)
    assert (received.refused, audit.enrollees.count(), len(sought)) == ([], 2, 6)
    found = sought.filter(records__rank=1)
    assert len(found) >= 4
    for hcc in found:
        best = hcc.records.get(rank=1)
        told = dict(best.results.values_list("test", "result"))
        assert (told["P01"], told["P06"], told["P15"]) == ("pass", "pass", "pass")


@given(st.integers(0, 10_000), st.integers(1, 12))
def test_notes_quote_every_true_code_and_are_the_same_again(number, month):
    first = notes.write(Random(number), month)
    assert notes.write(Random(number), month) == first
    assert all(each.words in first.text for each in first.truth)
    assert len({each.code for each in first.truth}) == len(first.truth)


def asked_in(month, numbers):
    """Every query about charts of a month, with what the chart says."""
    for number in numbers:
        written = notes.write(Random(f"asked:{number}"), month)
        asked = questions.asked_about("asked", number, written)
        if asked is not None:
            yield written, asked


@given(st.integers(0, 10_000), st.integers(1, 12))
def test_what_is_asked_of_providers_is_fair_and_the_same_again(number, month):
    for written, asked in asked_in(month, [number]):
        assert list(asked_in(month, [number])) == [(written, asked)]
        assert all(words in written.text for words in asked.quotes)
        quoted = tuple(asking.Indicator("", 0, 0, words) for words in asked.quotes)
        question = asking.begun(asked.topic, quoted, options=asked.options)
        assert asking.problems(question) == ()
        assert asked.choice is None or asked.choice < len(question.answers)


@given(st.integers(0, 10_000))
def test_words_prove_every_code_that_an_answer_makes_true(number):
    for written, asked in asked_in(9, [number]):
        record = written.text + asked.text
        assert all(each.words in record for each in asked.truth)
        assert len({each.code for each in asked.truth}) == len(asked.truth)
        if asked.taken_back or asked.days is None:
            assert asked.truth == written.truth


def test_one_group_of_providers_says_yes_to_whatever_stands_first():
    chosen = {}
    for written, asked in asked_in(9, range(2_000)):
        chosen.setdefault(written.group, []).append(asked.choice)
    firsts = {group: of.count(0) / len(of) for group, of in chosen.items()}
    assert firsts.pop("Brackenmoor Associates") > 0.9
    assert len(firsts) == 3
    assert all(share < 0.6 for share in firsts.values())


def test_providers_answer_in_time_late_or_not_at_all():
    waits = [asked.waits for _, asked in asked_in(5, range(2_000))]
    week = timedelta(days=7)
    in_time = sum(each < week for each in waits) / len(waits)
    late = sum(week <= each < 2 * week for each in waits) / len(waits)
    assert 0.6 < in_time < 0.9 and 0.02 < late < 0.2
    assert sum(each > 2 * week for each in waits) > 0


@given(st.lists(st.booleans(), min_size=1, max_size=40), st.integers())
def test_every_line_of_a_simulated_remittance_can_be_read(right, dice):
    claimed = [payers.Claimed(f"s-{n:07}", each) for n, each in enumerate(right)]
    day = datetime(2026, 6, 12).date()
    told = advice.read(payers.advice(claimed, day, Random(dice)))
    assert [each.account for each in told.claims] == [c.account for c in claimed]
    assert (told.made_on, told.refused) == (day, ())


def test_what_was_modified_before_the_answer_is_not_added_after_it(db, demo):
    """Of this chart a line was changed into a code that only the note itself proves."""
    at = datetime(2026, 5, 25, 12, 20, tzinfo=UTC)
    plan = Plan("year", 1298, 8, at, at + timedelta(days=90))
    asked = querying.about(plan)
    assert asked is not None
    querying.play(plan, asked, year.add_people())
    case = Case.objects.get(chart__external_id="year-0001298")
    assert case.state == "finalised" and case.queries.get().state == "closed"
    standing = [item.decided_code for item in case.items.all() if item.decided_code]
    assert sorted(standing) == sorted(set(standing))


def test_payers_doubt_wrong_codes_more_often():
    def doubted(is_right):
        claimed = [payers.Claimed(f"s-{n}", is_right) for n in range(2_000)]
        day = datetime(2026, 6, 12).date()
        told = advice.read(payers.advice(claimed, day, Random(1)))
        found = [denials((a.reason for a in c.adjustments), ()) for c in told.claims]
        return sum(bool(each) for each in found) / len(found)

    assert 0 < doubted(True) < 0.03 < 0.06 < doubted(False) < 0.12


@given(st.integers(0, 10_000))
def test_who_knows_everything_makes_the_code_set_true(number):
    random = Random(number)
    written = notes.write(random, 5)
    suggested = [written.truth[0].code, "Z99.99"]
    knowing = coders.SENIOR
    done = coders.acts(random, knowing, suggested, written.truth)
    kept = {act.to or act.code for act in done if act.kind != "reject"}
    assert kept == {each.code for each in written.truth}


def test_the_drifting_coder_drifts_in_one_specialty_only():
    who = next(each for each in coders.CODERS if each.drift_in)
    assert coders.of_month(who, 12, "Cardiology").catches < 0.4
    assert coders.of_month(who, 12, "Rheumatology") == who
    assert coders.of_month(who, 6, "Cardiology") == who


def test_the_new_group_comes_late_and_writes_in_its_own_words():
    early = {notes.write(Random(n), 3).group for n in range(300)}
    late = {notes.write(Random(n), 9).group for n in range(300)}
    assert late - early == {"Brackenmoor Associates"}


def test_a_year_is_in_order_and_ends_on_its_last_day():
    whole = year.Year("s", 500, 12, datetime(2026, 9, 30).date())
    plans = list(whole.plans())
    assert whole.first == datetime(2025, 10, 1).date()
    assert [p.month for p in plans] == sorted(p.month for p in plans)
    assert {p.month for p in plans} == set(range(1, 13))
    assert plans[-1].arrives.date() <= whole.last


def test_a_policy_that_measures_attention_stops_no_history(db, demo, supervisor):
    rates = {"share": 500, "least": 1, "aimed": 10, "hidden_share": 0}
    checks = {"check_rate": 10_000, "checks_settled": True, "checks_live": False}
    quality.change(
        {**rates, **checks, "blind_rate": 10_000}, words="To measure.", by=supervisor
    )
    call_command("seed_history", charts=6, months=1, seed="test")
    assert OverRead.objects.exclude(stage="waiting").exists()
    assert not SeededCheck.objects.exclude(kind="settled").exists()
    assert not SeededCheck.objects.filter(disclosed_at=None).exists()
    assert not BlindArm.objects.exists()
