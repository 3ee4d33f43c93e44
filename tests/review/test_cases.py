"""From a finished run to a case: once, in the right lane, and untouched by reruns."""

from datetime import date, timedelta

import pytest

from audit.models import Event
from coding import actions as machine
from coding.models import Run
from coding.uploads import DocumentUpload
from review import codeset
from review.actions import cases, claims, intake
from review.models import Case
from review.refusals import Refused
from tests.review.conftest import (
    CODES,
    NOTE,
    again,
    amended,
    coded_note,
    finish,
    sent_again,
    upload,
)


def received(*texts, **facts):
    return intake.receive(upload(*(texts or (NOTE,)), **facts), by=None).version


def routed_events(case):
    found = Event.objects.filter(case_id=str(case.pk), type="case-routed")
    return found.order_by("pk")


def test_a_finished_run_opens_a_case_with_an_item_for_each_code(db):
    version = received()
    case = cases.route(finish(version))
    assert (case.state, case.lane, case.chart) == ("open", "review", version.chart)
    items = codeset.items_of(case)
    assert [(i.position, i.code, i.confidence) for i in items] == [
        (1, "J45.40", 9100),
        (2, "G43.009", 7400),
        (3, "F41.1", 8800),
    ]
    stored = again(case)
    assert (stored.code_count, stored.undecided_count) == (3, 3)
    assert stored.lowest_confidence == 7400
    told = routed_events(case).get().content
    assert told["reasons"] == ["low_confidence:G43.009"]
    assert told["policy"] == "policy-1" and 0 <= told["draw"] < 10_000


def test_items_hold_no_words_of_the_chart(case):
    kept = repr([item.detail for item in codeset.items_of(case)])
    assert "asthma" not in kept.lower() and "text" not in kept


def test_routing_twice_does_it_once(db):
    run = finish(received())
    first = cases.route(run)
    assert cases.route(run) is None
    assert routed_events(first).count() == 1


def test_a_run_that_is_not_finished_opens_nothing(db):
    assert cases.route(machine.queue(received())) is None
    assert not Case.objects.exists()


def test_due_follows_the_setting(make_case):
    office = make_case()
    stay = make_case(setting="inpatient", admission_date=date(2026, 5, 10))
    arrived = office.run.version.received_at
    assert office.due_at - arrived == timedelta(days=3)
    assert stay.due_at - stay.run.version.received_at == timedelta(days=2)


def test_billed_codes_become_items_once(make_case):
    case = make_case(billed=("J45.40", "e119", "NOPE"))
    listed = {i.code: (i.origin, i.billed) for i in codeset.items_of(case)}
    assert listed["J45.40"] == ("machine", True)
    assert listed["E11.9"] == ("billed", True)
    assert listed["NOP.E"] == ("billed", True)
    reasons = {reason["kind"] for reason in case.reasons}
    assert "billed_unsupported" in reasons


def test_an_amendment_before_anybody_looked_replaces_everything(case):
    newer = amended(case, NOTE + "Addendum.\n", wanted=CODES[:1])
    assert newer.pk == case.pk
    assert [i.code for i in codeset.items_of(newer)] == ["J45.40"]
    assert again(newer).code_count == 1
    assert routed_events(case).count() == 2


def test_a_rerun_of_the_same_version_never_touches_a_case_in_work(mine):
    version = mine.run.version
    other = machine.queue(version, profile="another")
    claimed = machine.claim_run(other.pk)
    run = machine.finish_run(claimed, coded_note(version, CODES[:1]))
    assert cases.route(run) is None
    assert len(codeset.items_of(mine)) == 3 and again(mine).version == mine.version


def test_an_older_run_that_comes_late_changes_nothing(case):
    late = machine.queue(case.run.version, profile="late")
    newer = amended(case, NOTE + "Addendum.\n")
    claimed = machine.claim_run(late.pk)
    run = machine.finish_run(claimed, coded_note(late.version, CODES[:1]))
    assert cases.route(run) is None
    assert again(newer).run.version.number == 2


def test_finished_runs_without_a_case_are_found(db):
    run = finish(received())
    assert cases.unrouted() == [run.pk]
    case = cases.route(run)
    assert cases.unrouted() == []
    newer = finish(sent_again(case, NOTE, "More.\n"))
    assert cases.unrouted() == [newer.pk]


def test_looking_at_a_chart_is_an_event(case, coder, stranger):
    cases.viewed(case, by=coder)
    told = Event.objects.latest("pk")
    assert (told.type, told.actor_id) == ("chart-viewed", str(coder.pk))
    with pytest.raises(Refused):
        cases.viewed(case, by=stranger)


def test_seeing_who_the_patient_is_is_an_event_that_names_nobody(case, coder):
    facts = cases.reveal_identity(case, by=coder, purpose="coding")
    assert facts.name == "Ida Vestergaard"
    told = Event.objects.latest("pk")
    assert told.type == "identity-viewed"
    assert b"Vestergaard" not in bytes(told.body)


def test_supervisors_do_not_see_who_the_patient_is(case, supervisor):
    with pytest.raises(Refused, match="see who the patient is"):
        cases.reveal_identity(case, by=supervisor, purpose="curiosity")


def test_a_received_chart_is_queued_in_the_same_transaction(db):
    version = received()
    assert Run.objects.get(version=version).status == "queued"


def test_a_refused_upload_queues_nothing_and_can_be_retried(admin):
    answer = intake.receive(upload(""), by=admin)
    assert not Run.objects.exists()
    whole = (DocumentUpload.of_text(NOTE, name="Note"),)
    again_answer = intake.retry(answer.exception, by=admin, documents=whole)
    assert Run.objects.get().version == again_answer.version
    with pytest.raises(Refused, match="settled in the meantime"):
        intake.retry(answer.exception, by=admin)


def test_an_exception_is_dismissed_with_words(admin, compliance):
    answer = intake.receive(upload(""), by=admin)
    with pytest.raises(Refused, match="Only"):
        intake.dismiss(answer.exception, words="Empty", by=compliance)
    with pytest.raises(Refused, match="few words"):
        intake.dismiss(answer.exception, words=" ", by=admin)
    intake.dismiss(answer.exception, words="Empty fax", by=admin)
    assert Event.objects.latest("pk").type == "intake-dismissed"


def test_every_change_of_a_case_grows_its_version(case, coder):
    before = again(case).version
    claims.claim(case, by=coder)
    claims.give_back(case, by=coder)
    assert again(case).version == before + 2
