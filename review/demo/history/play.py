"""One chart of the simulated year, from arriving to being signed.

Owns what is done with it, by whom and when; a hand does it, through the same actions as
everybody uses or by copying. A chart is played whole or not at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

from audit.occurring import occurring
from coding.uploads import ChartUpload, DocumentUpload, PatientUpload
from review.demo.history import members
from review.demo.history.coders import CODERS, SENIOR, Act, Character, acts, of_month
from review.demo.history.hands import Hand, Label
from review.demo.history.members import Member
from review.demo.history.notes import Fact, Written, write
from review.models import SimulatedChart, User
from review.refusals import Refused
from review.states import Settling

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
    #: Whatever would come later has not happened yet when the year ends.
    until: datetime

    @property
    def member(self) -> Member | None:
        """Who of the contract's members comes, if it is one of them."""
        return members.member_of(self.seed, self.number)


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


def play(plan: Plan, people: Mapping[str, User], hand: Hand) -> None:
    """The whole life of one chart."""
    random = dice(plan.seed, plan.number)
    written, clock = encounter(plan, random), Clock(plan.arrives, random)
    who = coder_of(random, written.specialty)
    with hand.chart():
        with occurring(clock.at):
            hand.receive(upload(plan, written), labelled(plan, written.truth, who))
        with occurring(clock.after(40)):
            is_coded = hand.code()
        if is_coded:
            clock.hours(2, 40)
            _work(
                hand,
                written,
                of_month(who, plan.month, written.specialty),
                clock,
                people,
            )


def labelled(plan: Plan, truth: tuple[Fact, ...], who: Character) -> Label:
    return Label(
        seed=plan.seed,
        number=plan.number,
        month=plan.month,
        coder=who.username,
        truth=tuple(each.code for each in truth),
    )


def encounter(plan: Plan, random: Random) -> Written:
    """What was written at the visit, of a member or of anybody."""
    if plan.member is not None:
        return members.visit(plan.member, random, plan.arrives.date())
    return write(random, plan.month)


def upload(plan: Plan, written: Written) -> ChartUpload:
    """The chart as it comes in; its source says that it is simulated."""
    day = plan.arrives.date()
    document = DocumentUpload.of_text(
        written.text, name="Visit note", kind="progress note"
    )
    plain = ChartUpload(
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
    return plain if plan.member is None else _of_member(plain, plan.member, plan)


def _of_member(plain: ChartUpload, who: Member, plan: Plan) -> ChartUpload:
    """The same with all that an audit of the contract asks for."""
    patient = PatientUpload(
        name=who.name,
        birth_date=who.born,
        mrn=f"SIM-{plan.seed}-M{who.number:05}",
        mbi=who.mbi,
    )
    return replace(
        plain,
        patient=patient,
        modality="in-person",
        place_of_service="11",
        provider_name=members.PROVIDER,
        specialty_code=members.SPECIALTY_CODE,
        contract=members.CONTRACT,
        payer=members.PAYER,
        claim_control_number=f"SIM{plan.number:09}",
    )


def coder_of(random: Random, specialty: str) -> Character:
    """Who takes a chart of the specialty."""
    own = [who for who in CODERS if who.drift_in == specialty]
    if own and random.random() < OWN_SPECIALTY:
        return own[0]
    return random.choice([who for who in CODERS if not who.drift_in])


def _work(
    hand: Hand,
    written: Written,
    who: Character,
    clock: Clock,
    people: Mapping[str, User],
) -> None:
    by = people[who.username]
    with occurring(clock.at):
        hand.claim(by)
    with occurring(clock.after(5)):
        hand.view(by)
    for act in acts(clock.random, who, hand.suggested(), written.truth):
        with occurring(clock.after(act.seconds)):
            hand.decide(act, by)
    end(hand, by, people[SENIOR.username], clock, written.truth)


def end(
    hand: Hand, by: User, senior: User, clock: Clock, truth: tuple[Fact, ...]
) -> None:
    """Settles what the rules ask and signs; what resists is put on hold."""
    try:
        with hand.attempt():
            _settle(hand, by, senior, clock)
            if not hand.stands():
                first = truth[0]
                act = Act("add", first.code, 60, words=first.words)
                with occurring(clock.after(act.seconds)):
                    hand.decide(act, by)
            with occurring(clock.after(8)):
                hand.sign(by)
    except Refused:
        with occurring(clock.after(20)):
            hand.hold(by)


def _settle(hand: Hand, by: User, senior: User, clock: Clock) -> None:
    for asked in hand.asked():
        how = next(each for each in HOW if each in asked.ways)
        citation = asked.guideline or "Official guidelines, section I.B"
        with occurring(clock.after(15)):
            answering = by if how is Settling.ACKNOWLEDGE else senior
            hand.settle(asked, how, citation, answering)
