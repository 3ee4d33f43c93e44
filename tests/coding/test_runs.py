"""Runs as jobs: taken by one, finished once, never lost."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Now
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisCase
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from audit import vault
from audit.actions import SYSTEM
from coding import actions, codes, intake
from coding.models import Run
from coding.result import from_json
from tests.coding.charts import upload
from tests.coding.results import coded
from tests.coding.trail_reading import bodies


def version():
    return intake.receive(upload(), by=SYSTEM).version


def queued() -> Run:
    return actions.queue(version())


def time_passes(run_id: int) -> None:
    """The lease runs out, and whatever waits is due."""
    before = Now() - timedelta(seconds=1)
    Run.objects.filter(pk=run_id, status="running").update(lease_until=before)
    Run.objects.filter(pk=run_id, status="queued").update(not_before=before)


@pytest.mark.django_db
class TestOneWorker:
    def test_queueing_again_is_the_same_run(self):
        of = version()
        assert actions.queue(of) == actions.queue(of)
        assert actions.queue(of) != actions.queue(of, purpose="replay")

    def test_a_claimed_run_is_nobody_elses(self):
        run = queued()
        claimed = actions.claim_run(run.pk)
        assert (claimed.attempt, claimed.version) == (1, run.version)
        assert actions.claim_run(run.pk) is None

    def test_a_result_is_stored_with_one_event(self):
        claimed = actions.claim_run(queued().pk)
        note = coded(claimed.version)
        run = actions.finish_run(claimed, note, timings={"engine": 1234})
        assert (run.status, run.lease_until) == (Run.Status.DONE, None)
        assert from_json(run.result) == note
        assert run.release == codes.newest_release()
        (told,) = bodies("chart-coded")
        assert told["result"] == run.result_sha256
        assert told["timings"] == [{"stage": "engine", "microseconds": 1234}]
        (code,) = told["codes"]
        assert (code["code"], code["chapter"], code["billable"]) == (
            "E11.9",
            "4",
            "yes",
        )
        assert (code["extraction_confidence"], code["confidence"]) == (9333, 4667)
        assert told["excluded"][0]["rule"] == "X1"
        assert told["gaps"][0]["would_change"] == ["E11.9"]

    def test_the_event_and_the_row_quote_nothing_of_the_chart(self):
        claimed = actions.claim_run(queued().pk)
        run = actions.finish_run(claimed, coded(claimed.version))
        (told,) = bodies("chart-coded")
        with connection.cursor() as cursor:
            cursor.execute("SELECT r::text FROM coding_run r WHERE r.id = %s", [run.pk])
            (row,) = cursor.fetchone()
        for words in ("Assessment", "Look again.", "Stated.", "Which?", "Denied."):
            assert words not in json.dumps(told) + row
            assert words in vault.get_text(run.result_sha256)

    def test_a_finished_run_is_never_taken_again(self):
        run = queued()
        actions.finish_run(actions.claim_run(run.pk), coded(run.version))
        time_passes(run.pk)
        assert actions.claim_run(run.pk) is None
        assert actions.queue(run.version).status == Run.Status.DONE

    def test_an_abandoned_run_goes_to_the_next_and_the_first_comes_too_late(self):
        run = queued()
        first = actions.claim_run(run.pk)
        time_passes(run.pk)
        second = actions.claim_run(run.pk)
        assert second.attempt == 2
        assert actions.finish_run(first, coded(run.version)) is None
        assert not actions.renew(first)
        assert not actions.fail_run(first, "TimeoutError")
        assert actions.finish_run(second, coded(run.version)).attempt == 2
        assert len(bodies("chart-coded")) == 1
        (told,) = bodies("run-recovered")
        assert (told["reason"], told["attempt"]) == ("lease-expired", 1)

    def test_a_slow_worker_that_nobody_replaced_may_still_finish(self):
        run = queued()
        claimed = actions.claim_run(run.pk)
        time_passes(run.pk)
        assert actions.finish_run(claimed, coded(run.version))

    def test_renewing_keeps_the_run(self):
        run = queued()
        claimed = actions.claim_run(run.pk)
        time_passes(run.pk)
        assert actions.renew(claimed)
        assert actions.claim_run(run.pk) is None

    def test_a_failure_waits_before_the_next_attempt(self):
        run = queued()
        assert actions.fail_run(actions.claim_run(run.pk), "TimeoutError")
        run.refresh_from_db()
        assert (run.status, run.error) == (Run.Status.QUEUED, "TimeoutError")
        assert actions.claim_run(run.pk) is None
        assert actions.stuck_runs() == []
        time_passes(run.pk)
        assert actions.claim_run(run.pk).attempt == 2
        (told,) = bodies("run-failed")
        assert (told["reason"], told["gave_up"]) == ("TimeoutError", "no")

    def test_after_some_attempts_it_needs_a_person(self):
        run = queued()
        for _ in range(actions.MAX_ATTEMPTS):
            time_passes(run.pk)
            actions.fail_run(actions.claim_run(run.pk), "ValueError")
        run.refresh_from_db()
        assert run.status == Run.Status.NEEDS_ATTENTION
        assert [told["gave_up"] for told in bodies("run-failed")][-1] == "yes"
        time_passes(run.pk)
        assert actions.claim_run(run.pk) is None

    def test_a_chart_that_kills_every_worker_is_not_tried_for_ever(self):
        run = queued()
        for _ in range(actions.MAX_ATTEMPTS):
            assert actions.claim_run(run.pk)
            time_passes(run.pk)
        assert actions.claim_run(run.pk) is None
        run.refresh_from_db()
        assert run.status == Run.Status.NEEDS_ATTENTION

    def test_a_permanent_failure_is_not_tried_again(self):
        run = queued()
        actions.fail_run(
            actions.claim_run(run.pk), "release-not-loaded", permanent=True
        )
        run.refresh_from_db()
        assert run.status == Run.Status.FAILED
        assert actions.claim_run(run.pk) is None

    def test_a_person_can_queue_it_again_and_old_claims_stay_worthless(self):
        run = queued()
        first = actions.claim_run(run.pk)
        actions.fail_run(first, "release-not-loaded", permanent=True)
        assert actions.retry_run(run, by=SYSTEM)
        assert actions.retry_run(run, by=SYSTEM) is None
        again = actions.claim_run(run.pk)
        assert again.attempt > first.attempt
        assert actions.finish_run(first, coded(run.version)) is None
        assert actions.finish_run(again, coded(run.version))

    def test_a_sweep_finds_what_lost_its_message_or_its_worker(self):
        waiting, abandoned, fresh = queued(), queued(), queued()
        longer = Now() - actions.OVERDUE - timedelta(seconds=1)
        Run.objects.filter(pk=waiting.pk).update(not_before=longer)
        actions.claim_run(abandoned.pk)
        time_passes(abandoned.pk)
        assert set(actions.stuck_runs()) == {waiting.pk, abandoned.pk}
        assert fresh.pk not in actions.stuck_runs()

    @pytest.mark.parametrize(
        "change",
        [
            {"status": "asleep"},
            {"status": "running"},
            {"status": "done"},
            {"lease_until": Now()},
            {"result_sha256": "0" * 64},
            {"spent": 5},
        ],
    )
    def test_the_database_refuses_what_no_action_would_write(self, change):
        run = queued()
        with pytest.raises(IntegrityError), transaction.atomic():
            Run.objects.filter(pk=run.pk).update(**change)


def test_many_workers_take_a_run_once(live):
    runs = [queued().pk for _ in range(12)]

    def work(_):
        try:
            return [claimed for pk in runs if (claimed := actions.claim_run(pk))]
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        claims = [each for part in pool.map(work, range(8)) for each in part]
    assert sorted(each.id for each in claims) == sorted(runs)
    assert {each.attempt for each in claims} == {1}


class Work(RuleBasedStateMachine):
    """Workers that die, sleep and wake up late, in any order."""

    claims = Bundle("claims")

    def __init__(self):
        super().__init__()
        self.of = version()
        self.run = actions.queue(self.of)
        self.current = None
        self.results = 0

    @rule(target=claims)
    def claim(self):
        claimed = actions.claim_run(self.run.pk)
        if claimed:
            self.current = claimed
        return claimed

    @rule()
    def time_passes(self):
        time_passes(self.run.pk)

    @rule(claimed=claims)
    def finish(self, claimed):
        if claimed is None:
            return
        finished = actions.finish_run(claimed, coded(self.of))
        assert bool(finished) == (claimed == self.current)
        self.results += bool(finished)
        self.current = None if finished else self.current

    @rule(claimed=claims, permanent=st.booleans())
    def fail(self, claimed, permanent):
        if claimed is None:
            return
        failed = actions.fail_run(claimed, "ValueError", permanent=permanent)
        assert failed == (claimed == self.current)
        self.current = None if failed else self.current

    @rule(claimed=claims)
    def renew(self, claimed):
        if claimed is not None:
            assert actions.renew(claimed) == (claimed == self.current)

    @rule()
    def a_person_tries_again(self):
        if actions.retry_run(self.run, by=SYSTEM):
            self.current = None

    @rule()
    def a_message_comes_twice(self):
        assert actions.queue(self.of) == self.run

    @invariant()
    def one_result_at_most_and_one_event_for_it(self):
        assert self.results <= 1
        told = [b for b in bodies("chart-coded") if b["run"] == str(self.run.pk)]
        assert len(told) == self.results

    @invariant()
    def nothing_is_lost(self):
        """Done, waiting, in work, or before a person's eyes: always one of these."""
        self.run.refresh_from_db()
        status = self.run.status
        assert (status == Run.Status.DONE) == (self.results == 1)
        if status in (Run.Status.QUEUED, Run.Status.RUNNING):
            with transaction.atomic():
                time_passes(self.run.pk)
                due = Run.objects.claimable().filter(pk=self.run.pk).exists()
                transaction.set_rollback(True)
            assert due


class TestAnyOrder(HypothesisCase):
    def test_no_result_twice_and_no_run_lost(self):
        bound = hypothesis_settings(
            max_examples=40, stateful_step_count=25, deadline=None
        )
        run_state_machine_as_test(Work, settings=bound)
