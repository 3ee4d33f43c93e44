"""Disposing of charts whose time is over: proposed, approved, carried out.

Owns the steps and their order, which is what makes a crash harmless. One transaction
takes a chart's rows out and writes into the log what is to go; from then on the chart
is gone for everybody. When that event is sealed by a signed checkpoint, the events'
bytes go; then the files in the vault that nothing else needs. Each step looks for what
is left to do, so that doing it again finishes it. One process at a time carries
disposals out: of two, the later one leaves them to the other.

One person proposes and another approves; nobody disposes of anything alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from uuid import UUID

from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils import timezone

from audit import disposal as content
from audit import events
from audit.actions import SYSTEM, record
from review import destroying, keeping
from review.actions import guard
from review.actions.retention import in_turn, reason, require
from review.models import Case, DisposalLine, DisposalRun, DisposedChart, User
from review.refusals import Refused
from review.retention import Answer

#: Charts in one disposal: as many as a person can look through.
MOST = 200
# Whoever carries disposals out holds this lock of the database meanwhile.
LOCK = 4225042
State, Line = DisposalRun.State, DisposalLine.State


@transaction.atomic
def propose(*, by: User, today: date | None = None, most: int = MOST) -> DisposalRun:
    """Lists the oldest charts whose time is over, for a second person to approve."""
    require(by)
    in_turn()
    if DisposalRun.objects.filter(state=State.PROPOSED).exists():
        raise Refused("A disposal waits to be approved or withdrawn; settle it first.")
    found = keeping.due(today or timezone.now().date(), most)
    if not found:
        raise Refused("No chart's time is over, or something bars all that are.")
    run = DisposalRun.objects.create(proposed_by=by)
    DisposalLine.objects.bulk_create(_line(run, case, said) for case, said in found)
    last = max(said.decided.on for _, said in found if said.decided)
    fact = events.DisposalProposed(
        run=str(run.pk), charts=len(found), latest=last.isoformat()
    )
    record(fact, by=guard.person(by))
    return run


def _line(run: DisposalRun, case: Case, said: Answer) -> DisposalLine:
    decided = said.decided
    assert decided is not None
    return DisposalLine(
        run=run,
        chart=case.chart_id,
        case_number=case.pk,
        site=case.site,
        service_year=case.service_date.year,
        rule=decided.rule.key,
        source=decided.rule.source,
        due_on=decided.on,
    )


@transaction.atomic
def approve(found: DisposalRun, *, words: str, by: User) -> DisposalRun:
    """A second person agrees; from here on it is carried out and cannot be stopped."""
    require(by)
    run = _proposed(found)
    if run.proposed_by_id == by.pk:
        raise Refused("You proposed this disposal: another officer approves it.")
    _settle(run, State.APPROVED, words, by)
    fact = events.DisposalApproved(
        run=str(run.pk),
        charts=run.lines.count(),
        proposed_by=str(run.proposed_by_id),
        words=run.words_sha256,
    )
    record(fact, by=guard.person(by))
    return run


@transaction.atomic
def withdraw(found: DisposalRun, *, words: str, by: User) -> DisposalRun:
    """The charts stay; a later proposal finds them again."""
    require(by)
    run = _proposed(found)
    _settle(run, State.WITHDRAWN, words, by)
    why = "The disposal was withdrawn."
    run.lines.update(state=Line.KEPT, why_kept=why)
    fact = events.DisposalWithdrawn(
        run=str(run.pk), charts=run.lines.count(), words=run.words_sha256
    )
    record(fact, by=guard.person(by))
    return run


def _proposed(found: DisposalRun) -> DisposalRun:
    run = DisposalRun.objects.select_for_update().get(pk=found.pk)
    if run.state != State.PROPOSED:
        raise Refused("Somebody settled this disposal already.")
    return run


def _settle(run: DisposalRun, state: DisposalRun.State, words: str, by: User) -> None:
    run.words_sha256 = reason(words)
    run.state, run.settled_by, run.settled_at = state, by, timezone.now()
    run.save(update_fields=("words_sha256", "state", "settled_by", "settled_at"))


def carry_out(run: DisposalRun, today: date | None = None) -> bool:
    """Does all that can be done now; whether nothing is left.

    What waits for the log's signature, or for the last hour of a file that was put
    again, is done when this is called again. While another process carries disposals
    out, this one does nothing.
    """
    if run.state != State.APPROVED:
        raise Refused("Only an approved disposal is carried out.")
    with _alone() as alone:
        return alone and _carry_out(run, today or timezone.now().date())


def _carry_out(run: DisposalRun, day: date) -> bool:
    for key in _keys(run, Line.PLANNED):
        order(key, day)
    for key in _keys(run, Line.ORDERED):
        _erase(key)
    _destroy(run)
    return _finish(run)


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether nobody else carries disposals out, and keeps it so.

    A lock of the session: the steps are transactions of their own, and whoever dies
    lets go of it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        [taken] = cursor.fetchone()
    try:
        yield taken
    finally:
        # A connection that broke has given the lock back by itself.
        whole = connection.connection is not None and not connection.connection.broken
        if taken and whole:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _keys(run: DisposalRun, state: DisposalLine.State) -> list[int]:
    return list(run.lines.filter(state=state).values_list("pk", flat=True))


@transaction.atomic
def order(key: int, today: date) -> None:
    """Takes one chart out and says so in the log, unless something now keeps it."""
    in_turn()
    line = DisposalLine.objects.select_for_update().get(pk=key)
    if line.state != Line.PLANNED:
        return
    case = _case(line.chart)
    why = _why_kept(case, today)
    if case is None or why is not None:
        line.state, line.why_kept = Line.KEPT, (why or "")[:200]
        line.save(update_fields=("state", "why_kept"))
        return
    places = content.leaves_of(line.chart)
    if places is not None:
        _take(line, case, places)


def _case(chart: UUID) -> Case | None:
    found = Case.objects.select_for_update(of=("self",)).select_related("chart")
    return found.filter(chart=chart).first()


def _why_kept(case: Case | None, today: date) -> str | None:
    if case is None:
        return "The chart is not there any more."
    [said] = keeping.answers([case])
    return said.why_not(today)


def _take(line: DisposalLine, case: Case, places: list[int]) -> None:
    """The log first: the database lets judgements go only when it says so."""
    run = line.run
    assert run.settled_by_id is not None
    fact = events.ChartDisposed(
        chart=str(line.chart),
        case=str(line.case_number),
        run=str(run.pk),
        rule=line.rule,
        source=line.source,
        due=line.due_on.isoformat(),
        proposed_by=str(run.proposed_by_id),
        approved_by=str(run.settled_by_id),
        events=len(places),
        leaves=content.ranges(places),
    )
    line.names = sorted(content.names_in(line.chart))
    line.event = record(fact, by=SYSTEM)
    taken = destroying.take_out(case.chart, case.pk)
    line.names = sorted(taken.union(line.names))
    line.state = Line.ORDERED
    line.save(update_fields=("names", "event", "state"))
    DisposedChart.objects.create(
        case_number=line.case_number,
        chart=line.chart,
        site=line.site,
        rule=line.rule,
        source=line.source,
        due_on=line.due_on,
    )


@transaction.atomic
def _erase(key: int) -> None:
    """Takes the events' bytes away, once nobody can take back that they are to go."""
    line = DisposalLine.objects.select_for_update().get(pk=key)
    if line.state != Line.ORDERED or line.event is None:
        return
    if not content.is_sealed(line.event):
        return
    content.take_bytes(line.event)
    line.state = Line.ERASED
    line.save(update_fields=("state",))


def _destroy(run: DisposalRun) -> None:
    """Destroys what the vault held of these charts and nothing else needs."""
    lines = list(run.lines.filter(state=Line.ERASED))
    wanted = {name for line in lines for name in line.names}
    if not lines:
        return
    needed = destroying.still_named(wanted)
    needed |= content.named_elsewhere(wanted - needed)
    gone, fresh = content.destroy(wanted - needed)
    _note(run, lines, gone, set(fresh))


@transaction.atomic
def _note(
    run: DisposalRun, lines: list[DisposalLine], gone: int, fresh: set[str]
) -> None:
    for line in lines:
        line.names = [name for name in line.names if name in fresh]
        line.state = Line.ERASED if line.names else Line.DONE
    DisposalLine.objects.bulk_update(lines, ["names", "state"])
    held = DisposalRun.objects.select_for_update().get(pk=run.pk)
    held.files += gone
    held.save(update_fields=("files",))


@transaction.atomic
def _finish(found: DisposalRun) -> bool:
    """Closes the disposal when nothing of it is left to do."""
    run = DisposalRun.objects.select_for_update().get(pk=found.pk)
    if run.lines.filter(state__in=keeping.UNDER_WAY).exists():
        return False
    if run.state != State.APPROVED:
        return True
    run.state, run.finished_at = State.FINISHED, Now()
    run.save(update_fields=("state", "finished_at"))
    fact = events.DisposalFinished(
        run=str(run.pk),
        charts=run.lines.filter(state=Line.DONE).count(),
        kept=run.lines.filter(state=Line.KEPT).count(),
        files=run.files,
    )
    record(fact, by=SYSTEM)
    return True


def unfinished() -> Iterator[DisposalRun]:
    """Approved disposals on which something is left to do."""
    return DisposalRun.objects.unfinished().iterator()
