"""One chart of the simulated year, from arriving to being signed.

Owns doing what a simulated person decided, through the same actions as everybody uses,
each at its moment. A chart is played whole or not at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from audit.occurring import occurring
from coding import actions as machine
from coding.charts import Received
from coding.uploads import ChartUpload, DocumentUpload, PatientUpload
from review import codeset, engines, support
from review.actions import cases, claims, decisions, findings, holds, intake, signing
from review.demo.history.coders import CODERS, SENIOR, Act, Character, acts, of_month
from review.demo.history.notes import Fact, Written, write
from review.models import Case, Item, SimulatedChart, User
from review.refusals import Refused
from review.states import Settling, State
from review.views.quotes import spans

WRONG = {"what": "unsupported", "why": "misread"}
OTHER = {"what": "wrong_code", "why": "misread"}
HOW = (Settling.ACKNOWLEDGE, Settling.CONFIRM, Settling.OVERRIDE)
# Of the charts of a specialty whose coder drifts, so many are that coder's.
OWN_SPECIALTY = 0.7


@dataclass(frozen=True, slots=True)
class Plan:
    """Which chart it is: its number in the history of this seed, and when it came."""

    seed: str
    number: int
    month: int
    arrives: datetime


def dice(seed: str, number: int) -> Random:
    """The chances of one chart: with the same seed they always fall the same."""
    return Random(f"{seed}:{number}")


@dataclass(slots=True)
class Clock:
    """The chart's own time; everything takes a while."""

    at: datetime
    random: Random = field(repr=False)

    def after(self, seconds: float) -> datetime:
        self.at += timedelta(seconds=seconds)
        return self.at

    def hours(self, low: float, high: float) -> datetime:
        return self.after(3600 * self.random.uniform(low, high))


@transaction.atomic
def play(plan: Plan, people: Mapping[str, User]) -> Case | None:
    """The whole life of one chart; None when it could not be routed."""
    random = dice(plan.seed, plan.number)
    written, clock = write(random, plan.month), Clock(plan.arrives, random)
    who = _coder(random, written.specialty)
    with occurring(clock.at):
        received = intake.receive(upload(plan, written), by=None)
    assert isinstance(received, Received)
    SimulatedChart.objects.create(
        chart=received.chart,
        seed=plan.seed,
        number=plan.number,
        month=plan.month,
        coder=who.username,
        truth=[each.code for each in written.truth],
    )
    with occurring(clock.after(40)):
        case = _coded(received)
    if case is None or case.state == State.EXCEPTION:
        return case
    clock.hours(2, 40)
    _work(case, written, of_month(who, plan.month, written.specialty), clock, people)
    return case


def upload(plan: Plan, written: Written) -> ChartUpload:
    """The chart as it comes in; its source says that it is simulated."""
    day = plan.arrives.date()
    document = DocumentUpload.of_text(
        written.text, name="Visit note", kind="progress note"
    )
    return ChartUpload(
        documents=(document,),
        patient=PatientUpload(
            name=f"Simulated Patient {plan.number}", mrn=f"SIM-{plan.number:07}"
        ),
        setting=written.setting,
        service_date=day,
        age=written.age,
        sex=written.sex,
        specialty=written.specialty,
        provider_credential="MD",
        provider_group=written.group,
        source=SimulatedChart.SOURCE,
        external_id=f"{plan.seed}-{plan.number:07}",
    )


def _coder(random: Random, specialty: str) -> Character:
    own = [who for who in CODERS if who.drift_in == specialty]
    if own and random.random() < OWN_SPECIALTY:
        return own[0]
    return random.choice([who for who in CODERS if not who.drift_in])


def _coded(received: Received) -> Case | None:
    run = machine.queue(received.version)
    claimed = machine.claim_run(run.pk)
    assert claimed is not None
    coded = engines.code_version(claimed.version)
    finished = machine.finish_run(claimed, coded.note, release=coded.release)
    return cases.route(finished) if finished is not None else None


def _work(
    case: Case,
    written: Written,
    who: Character,
    clock: Clock,
    people: Mapping[str, User],
) -> None:
    by = people[who.username]
    with occurring(clock.at):
        case = claims.claim(case, by=by)
    with occurring(clock.after(5)):
        cases.viewed(case, by=by)
    suggested = [item.code for item in codeset.items_of(case)]
    for act in acts(clock.random, who, suggested, written.truth):
        with occurring(clock.after(act.seconds)):
            _do(case, act, by)
    _end(case, by, people[SENIOR.username], clock, written.truth)


def _do(case: Case, act: Act, by: User) -> None:
    version = _version(case)
    if act.kind == "add":
        documents = codeset.documents_of(case.run.version)
        evidence = spans(documents, act.words, None)
        decisions.add(case, code=act.code, evidence=evidence, by=by, version=version)
        return
    item = Item.objects.get(case=case, code=act.code)
    if act.kind == "accept":
        asked = support.is_asked(item.code, case.setting)
        word = support.Support.ASSESSED if asked else ""
        decisions.accept(item, by=by, version=version, supported=word)
    elif act.kind == "modify":
        decisions.modify(
            item,
            code=act.to,
            what=OTHER["what"],
            why=OTHER["why"],
            by=by,
            version=version,
        )
    else:
        decisions.reject(item, by=by, version=version, **WRONG)


def _end(
    case: Case, by: User, senior: User, clock: Clock, truth: tuple[Fact, ...]
) -> None:
    """Settles what the rules ask and signs; what resists is put on hold."""
    try:
        with transaction.atomic():
            _settle(case, by, senior, clock)
            if not any(codeset.standing_code(i) for i in codeset.items_of(case)):
                first = truth[0]
                act = Act("add", first.code, 60, words=first.words)
                with occurring(clock.after(act.seconds)):
                    _do(case, act, by)
            with occurring(clock.after(8)):
                signing.finalise(case, by=by, version=_version(case))
    except Refused:
        with occurring(clock.after(20)):
            holds.hold(
                case,
                words="Waits for a question to the provider.",
                by=by,
                version=_version(case),
            )


def _settle(case: Case, by: User, senior: User, clock: Clock) -> None:
    case = Case.objects.select_related("run__version").get(pk=case.pk)
    documents = codeset.documents_of(case.run.version)
    for live in codeset.live_findings(
        case, codeset.items_of(case), codeset.book_of(case), documents
    ):
        if not live.is_open:
            continue
        how = next(h for h in HOW if h in codeset.NEEDS[live.finding.severity])
        with occurring(clock.after(15)):
            findings.settle(
                case,
                finding_key=live.key,
                how=how,
                reason="guideline",
                citation=live.finding.guideline or "Official guidelines, section I.B",
                by=by if how is Settling.ACKNOWLEDGE else senior,
                version=_version(case),
            )


def _version(case: Case) -> int:
    return Case.objects.values_list("version", flat=True).get(pk=case.pk)
