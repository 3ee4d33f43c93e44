"""The over-reads of the simulated year: a sample a month, read, settled, objected to.

Owns doing them through the actions. Who reads and who settles nearly always knows what
is true, as the truth of a demo has to come from somewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from random import Random

from django.db import transaction

from audit.occurring import occurring
from review import codeset
from review.actions import adjudication, overread_checks, overread_lines, samples
from review.actions import overreads as acts
from review.actions.adjudication import Verdict
from review.demo.history import coders, members, questions, teaching
from review.demo.history.notes import Fact, write
from review.demo.history.play import Clock, dice
from review.models import OverRead, OverReadLine, Sample, SimulatedChart, User
from review.overreading import Stage
from review.refusals import Refused
from review.sampling import Plan
from review.views.quotes import spans

PLAN = Plan(share=800, least=2, aimed=4)
OBJECTS = 0.15


def read_month(
    seed: str, since: date, until: date, at: datetime, people: Mapping[str, User]
) -> Sample | None:
    """Draws, reads and settles one month; None where it was done or had no chart."""
    salt = f"{seed[:16]}-{since:%Y-%m}"
    if Sample.objects.filter(salt=salt).exists():
        return None
    try:
        with occurring(at):
            sample = samples.draw(
                since=since,
                until=until,
                by=people[coders.SUPERVISOR.username],
                plan=PLAN,
                salt=salt,
            )
    except Refused:
        return None
    clock = Clock(at, Random(salt))
    for over_read in [
        *sample.over_reads.order_by("id"),
        *teaching.audit_again(seed, since, at, people),
    ]:
        _read(over_read, clock, people)
    return sample


@transaction.atomic
def _read(over_read: OverRead, clock: Clock, people: Mapping[str, User]) -> None:
    truth = _truth(over_read)
    if not truth:
        return
    reader = people[coders.READER.username]
    with occurring(clock.hours(0.05, 0.4)):
        acts.start(over_read, by=reader)
    lines = {line.code: line for line in over_read.lines.all()}
    for act in coders.acts(clock.random, coders.READER, list(lines), truth):
        with occurring(clock.after(act.seconds)):
            _do(over_read, lines.get(act.code), act, reader)
    with occurring(clock.after(10)):
        _be_told(over_read, reader)
        if not over_read.lines.exclude(kind="reject").exists():
            acts.give_back(over_read, by=reader)
            return
        done = acts.complete(over_read, by=reader, version=_version(over_read))
    if done.stage == Stage.DIFFERS:
        _settle(done, {each.code for each in truth}, clock, people)


def _be_told(over_read: OverRead, by: User) -> None:
    """Of a check, where the policy in force planted one."""
    if overread_checks.standing(over_read) is not None:
        overread_lines.disclose(over_read, by=by, version=_version(over_read))


def _truth(over_read: OverRead) -> list[Fact]:
    """What is true of a simulated chart, with words of the note for each code."""
    known = SimulatedChart.objects.filter(chart=over_read.case.chart_id).first()
    if known is None:
        return []
    written = write(dice(known.seed, known.number), known.month)
    told = [*questions.truth(known.seed, known.number, written), *written.truth]
    who = members.member_of(known.seed, known.number)
    told += who.truth if who is not None else ()
    # What it was played with: an older year had no members, and asked nobody.
    by_code = {each.code: each for each in told}
    return [by_code[code] for code in known.truth]


def _do(
    over_read: OverRead, line: OverReadLine | None, act: coders.Act, by: User
) -> None:
    version = _version(over_read)
    if line is None:
        documents = codeset.documents_of(over_read.code_set.chart_version)
        overread_lines.add(
            over_read,
            code=act.code,
            evidence=spans(documents, act.words, None),
            by=by,
            version=version,
        )
    elif act.kind == "accept":
        overread_lines.accept(line, by=by, version=version)
    elif act.kind == "modify":
        overread_lines.modify(line, code=act.to, by=by, version=version, **act.reason)
    else:
        overread_lines.reject(line, by=by, version=version, **act.reason)


def _settle(
    over_read: OverRead, true: set[str], clock: Clock, people: Mapping[str, User]
) -> None:
    senior = people[coders.SENIOR.username]
    first = [code.code for code in over_read.code_set.codes.order_by("position")]
    second = [row["code"] for row in over_read.second]
    every = list(dict.fromkeys([*first, *second]))
    shared = set(first) & set(second)
    holds = {code: code in true for code in every if code not in shared}
    kept = [code for code in every if holds.get(code, True)]
    if not kept:
        return
    verdict = Verdict(holds, kept[0], {})
    with occurring(clock.hours(1, 20)):
        done = adjudication.settle(
            over_read,
            verdict,
            citation="Official guidelines, section IV.J: only what is documented as"
            " present at the visit is coded.",
            by=senior,
            version=over_read.version,
        )
    lost = set(first) - set(kept)
    if not lost or clock.random.random() >= OBJECTS:
        return
    with occurring(clock.hours(1, 30)):
        done = adjudication.rebut(
            done,
            words="The plan treats it, so it was managed at this visit.",
            by=done.coder,
            version=done.version,
        )
    with occurring(clock.hours(1, 20)):
        adjudication.answer(
            done,
            None,
            citation="A plan alone does not document the condition.",
            by=senior,
            version=done.version,
        )


def _version(over_read: OverRead) -> int:
    return OverRead.objects.values_list("version", flat=True).get(pk=over_read.pk)


def last_day(first: date) -> date:
    """The last day of the month that begins on ``first``."""
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
