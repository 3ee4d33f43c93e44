"""Checks in signed charts: planted in a second coding, told, and never part of it."""

import pytest

from audit import events
from audit.feedback import reviewed
from audit.metrics.sheets import sheets
from audit.metrics.story import Happened, Story
from audit.models import Event
from review.actions import overread_lines, quality
from review.actions import overreads as acts
from review.models import FinalCode, SeededCheck
from review.presenters.attention import attention
from review.refusals import Refused, StaleCase
from review.states import Origin
from tests.review.conftest import again, span_of
from tests.review.overreading import drawn, sign
from tests.review.test_checks import EVERY, last, make
from tests.review.test_views_coders import month

SETTLED = {**EVERY, "checks_settled": True, "checks_live": False}


@pytest.fixture
def reader(person):
    return person("reader", "coder", certificate="CCS")


@pytest.fixture
def waiting(db, coder, supervisor):
    """A signed chart that waits for a second coding, chest pain denied in its note."""
    quality.change(SETTLED, words="To measure attention.", by=supervisor)
    return drawn(sign(make(), coder), supervisor)


def planted_line(over_read):
    return over_read.lines.get(origin=Origin.SEEDED)


def decide(over_read, reader, planted="accept"):
    for line in over_read.lines.all():
        version = again(over_read).version
        if line.origin == Origin.SEEDED and planted == "reject":
            overread_lines.reject(
                line, what="unsupported", why="negated", by=reader, version=version
            )
        else:
            overread_lines.accept(line, by=reader, version=version)


def disclose(over_read, reader):
    return overread_lines.disclose(
        over_read, by=reader, version=again(over_read).version
    )


def complete(over_read, reader):
    return acts.complete(over_read, by=reader, version=again(over_read).version)


def test_nothing_is_planted_in_a_second_coding_until_the_policy_says_so(
    db, coder, reader, supervisor
):
    quality.change({**EVERY, "checks_live": False}, words="Plain.", by=supervisor)
    over_read = acts.start(drawn(sign(make(), coder), supervisor), by=reader)
    assert not over_read.lines.filter(origin=Origin.SEEDED).exists()


def test_a_reading_that_sees_no_suggestion_has_no_check(waiting, reader):
    type(waiting).objects.filter(pk=waiting.pk).update(machine_hidden=True)
    acts.start(again(waiting), by=reader)
    assert not waiting.lines.exists() and not SeededCheck.objects.exists()


def test_a_planted_line_looks_like_any_other_and_never_leads(waiting, reader, client):
    acts.start(waiting, by=reader)
    line = planted_line(waiting)
    assert (line.code, line.position > 1) == ("R07.9", True)
    assert line.confidence is not None
    positions = list(waiting.lines.order_by("position").values_list("position"))
    assert positions == [(1,), (2,), (3,), (4,)]
    fact = last(events.SeededCheckPlanted)
    assert (fact.kind, fact.over_read) == ("settled", str(waiting.pk))
    client.force_login(reader)
    shown = client.get(waiting.get_absolute_url()).content.decode()
    assert "R07.9" in shown
    assert "planted" not in shown and "seeded" not in shown.lower()


@pytest.mark.parametrize(
    ("did", "outcome"), [("accept", "taken"), ("reject", "caught")]
)
def test_a_check_is_told_before_completing_and_counts_nowhere(
    waiting, reader, coder, did, outcome
):
    signed = list(FinalCode.objects.values_list("code", flat=True))
    acts.start(waiting, by=reader)
    with pytest.raises(Refused, match="nothing to disclose"):
        disclose(waiting, reader)
    decide(waiting, reader, planted=did)
    with pytest.raises(Refused, match="A check was planted"):
        complete(waiting, reader)
    check = disclose(waiting, reader)
    assert (check.outcome, check.person, check.kind) == (outcome, reader, "settled")
    assert last(events.SeededCheckDisclosed).over_read == str(waiting.pk)
    done = complete(waiting, reader)
    # Three codes on both sides: what was planted is neither wrong nor right.
    assert (done.stage, done.right, done.extra, done.missed) == ("agreed", 3, 0, 0)
    fact = last(events.OverReadCompleted)
    assert "R07.9" not in {each.code for each in fact.codes}
    assert "R07.9" not in {each.code for each in fact.decisions}
    assert list(FinalCode.objects.values_list("code", flat=True)) == signed
    told = [e.fact for e in Event.objects.filter(type="over-read-decided")]
    assert {e.origin for e in told if e.decision.code == "R07.9"} == {"seeded"}


def test_no_example_to_learn_from_and_no_figure_holds_it(waiting, reader):
    acts.start(waiting, by=reader)
    decide(waiting, reader)
    disclose(waiting, reader)
    complete(waiting, reader)
    found = Event.objects.filter(chart=waiting.case.chart_id).order_by("id")
    story = Story.of(Happened(e.fact, e.occurred_at, e.actor_id) for e in found)
    learnt = reviewed(story, ())
    assert learnt is not None and len(learnt.codes) == 3
    assert "R07.9" not in {code for code, _ in learnt.codes}
    assert "R07.9" not in {each.code for each in learnt.decided}
    lines = [line.code for sheet in sheets(story) for line in sheet.lines]
    assert len(lines) == 6 and "R07.9" not in lines


def test_what_was_planted_cannot_be_added(waiting, reader):
    acts.start(waiting, by=reader)
    decide(waiting, reader)
    disclose(waiting, reader)
    with pytest.raises(Refused, match="planted as a check"):
        overread_lines.add(
            waiting,
            code="R07.9",
            evidence=[span_of(waiting.case, "chest pain")],
            by=reader,
            version=again(waiting).version,
        )


def test_an_answer_does_not_tell_what_is_planted_before_it_is_decided(waiting, reader):
    acts.start(waiting, by=reader)
    for line in waiting.lines.all():
        with pytest.raises(Refused, match="on the list already: decide it there"):
            overread_lines.add(
                waiting,
                code=line.code,
                evidence=[span_of(waiting.case, "chest pain")],
                by=reader,
                version=again(waiting).version,
            )


def test_no_line_is_changed_to_what_was_told_to_be_planted(waiting, reader):
    acts.start(waiting, by=reader)
    decide(waiting, reader)
    disclose(waiting, reader)
    with pytest.raises(Refused, match="planted as a check"):
        overread_lines.modify(
            waiting.lines.first(),
            code="R07.9",
            what="wrong_code",
            why="misread",
            by=reader,
            version=again(waiting).version,
        )


def test_what_was_given_back_before_it_was_told_is_no_check(waiting, reader, person):
    acts.start(waiting, by=reader)
    acts.give_back(again(waiting), by=reader)
    assert not SeededCheck.objects.exists()
    # Once told, it is not planted again: its reader knows.
    acts.start(again(waiting), by=reader)
    decide(waiting, reader)
    disclose(waiting, reader)
    acts.give_back(again(waiting), by=reader)
    acts.start(again(waiting), by=reader)
    assert not waiting.lines.filter(origin=Origin.SEEDED).exists()
    assert SeededCheck.objects.count() == 1


def test_only_its_reader_is_told_and_an_old_page_is_refused(waiting, reader, senior):
    acts.start(waiting, by=reader)
    decide(waiting, reader)
    with pytest.raises(Refused, match="colleague"):
        disclose(waiting, senior)
    with pytest.raises(StaleCase):
        overread_lines.disclose(waiting, by=reader, version=1)


def test_who_over_accepted_is_on_their_own_page_and_apart(
    waiting, reader, supervisor, client
):
    acts.start(waiting, by=reader)
    decide(waiting, reader)
    client.force_login(reader)
    address = f"/over-reads/{waiting.pk}/"
    assert b"Show me the check" in client.get(address).content
    client.post(f"{address}disclose/", {"version": again(waiting).version})
    assert b"You had accepted it" in client.get(address).content
    found = attention(*month(), reader)
    assert [(m.label, m.figure.rows) for m in found.taken] == [
        ("Checks taken", "1 of 1"),
        ("in signed charts, read a second time", "1 of 1"),
    ]
    for page in ("/my-accuracy/", f"/coders/{reader.pk}/"):
        shown = client.get(page).content.decode()
        assert "in signed charts, read a second time" in shown
        assert "signed charts that are read a second time" in shown
    rows = client.get(f"/coders/{reader.pk}/charts/?which=checks")
    assert "accepted" in rows.content.decode()
    assert rows.content.decode().count("R07.9") == 1
    sheet = client.get(f"/coders/{reader.pk}/charts/?which=checks&csv=checks")
    assert sheet["Content-Type"].startswith("text/csv") and b"R07.9" in sheet.content
