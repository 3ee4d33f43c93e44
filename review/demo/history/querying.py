"""Charts of the simulated year that a provider is asked about.

Owns their whole life, through the actions that everybody uses: a coder or a CDI
specialist asks, the chart waits, an addendum comes or none does, the chart is coded
again and signed. What is asked and answered is ``review.demo.history.questions``'s.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from audit.occurring import occurring
from coding.values import NoteDocument
from review import asking, codeset
from review.actions import answers, cases, queries
from review.actions.answers import Addendum
from review.demo.history.coders import CDI, SENIOR, Character, acts, of_month
from review.demo.history.hands import Acting, coded_here
from review.demo.history.notes import Fact, Written, write
from review.demo.history.play import (
    Clock,
    Plan,
    coder_of,
    dice,
    end,
    labelled,
    upload,
)
from review.demo.history.questions import Asked, asked_about
from review.models import Query, User
from review.querystates import DUE
from review.views.quotes import spans

FOUND = "It was in the record after all."
#: From when a query is overdue until the sweep sees it.
SWEPT = timedelta(minutes=5)


class YearIsOver(Exception):  # noqa: N818  reads better where it is caught
    """What comes next has not happened yet: the chart stays as it stands."""


class Asking(Acting):
    """One chart and its query through the actions."""

    def __init__(self) -> None:
        super().__init__()
        self._query: Query | None = None

    @property
    def query(self) -> Query:
        assert self._query is not None
        return Query.objects.get(pk=self._query.pk)

    def draft(self, asked: Asked, by: User) -> None:
        documents = codeset.documents_of(self.case.run.version)
        quoted = tuple(_indicator(documents, words) for words in asked.quotes)
        question = asking.begun(asked.topic, quoted, options=asked.options)
        self._query = queries.draft(self.case, question, by=by)

    def send(self, by: User) -> None:
        query = self.query
        queries.send(query, by=by, version=query.version)

    def withdraw(self, by: User) -> None:
        query = self.query
        queries.withdraw(query, words=FOUND, by=by, version=query.version)

    def pursue(self) -> None:
        queries.pursue(self.query.pk)

    def answer(self, addendum: Addendum, by: User) -> None:
        query = self.query
        answers.answer(query, addendum, by=by, version=query.version)

    def code_again(self) -> None:
        """The chart with its addendum, as a worker does it."""
        version = self.query.answered_in
        assert version is not None
        self._case = cases.route(coded_here(version)) or self.case

    def close(self, by: User) -> None:
        query = self.query
        if query.answered_at is not None:
            queries.close(query, by=by, version=query.version)

    def undecided(self) -> list[str]:
        """The codes that wait for a decision, in order."""
        listed = codeset.items_of(self.case)
        return [item.code for item in listed if item.current is None]

    def known(self) -> set[str]:
        """The codes on the list, as proposed and as they were decided."""
        listed = codeset.items_of(self.case)
        return {item.code for item in listed} | {
            item.decided_code for item in listed if item.decided_code
        }


def _indicator(documents: Sequence[NoteDocument], words: str) -> asking.Indicator:
    """The quote as the provider reads it: its place, and the words that stand there."""
    [found] = spans(documents, words, None)
    return asking.Indicator(
        found["document"], found["start"], found["end"], found["text"]
    )


def about(plan: Plan) -> Asked | None:
    """What is asked about the chart, or None; members are plain enough."""
    if plan.member is not None:
        return None
    written = write(dice(plan.seed, plan.number), plan.month)
    return asked_about(plan.seed, plan.number, written)


@dataclass(frozen=True, slots=True)
class Scene:
    """Who does what to which chart, and what time it is there."""

    plan: Plan
    asked: Asked
    written: Written
    clock: Clock
    hand: Asking
    who: Character
    people: Mapping[str, User]

    @property
    def coder(self) -> User:
        return self.people[self.who.username]

    @property
    def cdi(self) -> User:
        return self.people[CDI.username]

    def wait(self, seconds: float) -> datetime:
        """A long while passes, in which the year may end."""
        at = self.clock.after(seconds)
        if at > self.plan.until:
            raise YearIsOver
        return at

    def wait_hours(self, low: float, high: float) -> datetime:
        return self.wait(3600 * self.clock.random.uniform(low, high))


def play(plan: Plan, asked: Asked, people: Mapping[str, User]) -> None:
    """The whole life of one chart that is asked about, as far as the year goes."""
    random = dice(plan.seed, plan.number)
    written = write(random, plan.month)
    character = coder_of(random, written.specialty)
    who = of_month(character, plan.month, written.specialty)
    clock = Clock(plan.arrives, random)
    scene = Scene(plan, asked, written, clock, Asking(), who, people)
    with scene.hand.chart(), suppress(YearIsOver):
        with occurring(clock.at):
            known = labelled(plan, asked.truth, character)
            scene.hand.receive(upload(plan, written), known)
        with occurring(clock.after(40)):
            is_coded = scene.hand.code()
        if is_coded:
            _ask(scene)
            _await(scene)
            _finish(scene)


def _ask(scene: Scene) -> None:
    """Drafted and sent: by a CDI specialist who reads first, or while coding."""
    hand, clock, asked = scene.hand, scene.clock, scene.asked
    clock.hours(2, 40)
    by = scene.cdi if asked.by_cdi else scene.coder
    if not asked.by_cdi:
        with occurring(clock.at):
            hand.claim(by)
    with occurring(clock.after(5)):
        hand.view(by)
    if not asked.by_cdi:
        _decide(scene, scene.written.truth, leave=asked.code)
    with occurring(clock.after(150)):
        hand.draft(asked, by)
    # A CDI specialist looks at the day's drafts again before they go out.
    at = scene.wait_hours(1, 30) if asked.by_cdi else clock.after(40)
    with occurring(at):
        hand.send(by)


def _decide(scene: Scene, truth: Sequence[Fact], *, leave: str = "") -> None:
    """What this coder makes of the codes that wait, but for one that is asked about."""
    hand, clock = scene.hand, scene.clock
    listed = hand.known()
    for act in acts(clock.random, scene.who, hand.undecided(), truth):
        is_known = act.kind == "add" and act.code in listed
        if is_known or act.to in listed or leave in (act.code, act.to or act.code):
            continue
        with occurring(clock.after(act.seconds)):
            hand.decide(act, scene.coder)


def _await(scene: Scene) -> None:
    """Until the answer is in the record, or nobody expects one any more."""
    hand, asked, sent = scene.hand, scene.asked, scene.clock.at
    due = DUE[scene.written.setting]
    if asked.taken_back:
        with occurring(scene.wait_hours(4, 60)):
            hand.withdraw(scene.cdi if asked.by_cdi else scene.coder)
        return
    for times in (1, 2):
        if asked.waits > times * due:
            _wait_until(scene, sent + times * due + SWEPT)
            with occurring(scene.clock.at):
                hand.pursue()
    if asked.waits <= 2 * due:
        _wait_until(scene, sent + asked.waits)
        _answer(scene)


def _wait_until(scene: Scene, at: datetime) -> None:
    scene.wait(max(1.0, (at - scene.clock.at).total_seconds()))


def _answer(scene: Scene) -> None:
    """The addendum is entered, and the chart is coded with it."""
    clock, asked = scene.clock, scene.asked
    signed_on = clock.at.astimezone(ZoneInfo(settings.DISPLAY_TIME_ZONE)).date()
    addendum = Addendum(
        text=asked.text,
        author=f"Simulated Provider, {scene.written.group}",
        author_role="attending-physician",
        signed_on=signed_on,
        is_authenticated=True,
        choice=asked.choice,
    )
    with occurring(clock.at):
        scene.hand.answer(addendum, scene.cdi)
    with occurring(clock.after(40)):
        scene.hand.code_again()


def _finish(scene: Scene) -> None:
    """The chart is back on top: somebody reads the answer, decides and signs."""
    hand, clock, by = scene.hand, scene.clock, scene.coder
    with occurring(scene.wait_hours(0.5, 20)):
        hand.claim(by)
    with occurring(clock.after(5)):
        hand.view(by)
    _decide(scene, scene.asked.truth)
    with occurring(clock.after(20)):
        hand.close(by)
    end(hand, by, scene.people[SENIOR.username], clock, scene.asked.truth)
