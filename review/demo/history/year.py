"""The simulated year: who works in it, when its charts come, and playing it.

Owns the calendar. Doing it again adds only what is missing, so a fill that was broken
off goes on where it ended.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from coding import codes
from review.actions import people
from review.demo.history import payers, querying, readings, teaching
from review.demo.history.coders import CAST, Character
from review.demo.history.hands import Hand
from review.demo.history.play import Plan, play
from review.demo.history.questions import Asked
from review.models import SimulatedChart, User

DAYS_TO_READ = 3
#: From when a month's charts are drawn until what they show is talked about.
DAYS_TO_TEACH = timedelta(days=5)
#: The same until payers have answered the month's claims.
DAYS_TO_PAY = timedelta(days=10)
DAYS_TO_SIGN = timedelta(days=3)
#: Longer histories are copied: so many charts go through the actions at most.
MOST_ACTED = 2_000
#: Charts that are written at a time.
BATCH = 200


@dataclass(frozen=True, slots=True)
class Year:
    """``charts`` charts over ``months`` months that end with ``last``."""

    seed: str
    charts: int
    months: int
    last: date

    @property
    def first(self) -> date:
        total = self.last.year * 12 + self.last.month - self.months
        return date(total // 12, total % 12 + 1, 1)

    def plans(self) -> Iterator[Plan]:
        """Every chart in the order it came; the same for the same year."""
        days = (self.last - self.first).days
        for number in range(self.charts):
            random = Random(f"{self.seed}:day:{number}")
            day = self.first + timedelta(days=days * number // max(1, self.charts))
            at = datetime.combine(day, time(8), UTC)
            at += timedelta(minutes=random.randint(0, 540))
            yield Plan(self.seed, number, self.month(day), at, self.until)

    @property
    def until(self) -> datetime:
        """The moment at which the year is over."""
        return datetime.combine(self.last + timedelta(days=1), time(0), UTC)

    def month(self, day: date) -> int:
        """Which month of the year a day lies in, from 1."""
        return (day.year - self.first.year) * 12 + day.month - self.first.month + 1


def ending_now(seed: str, charts: int, months: int) -> Year:
    """The months up to today, or to the last that the newest release covers."""
    release = codes.release_for(codes.ICD10CM, timezone.now().date()).release
    # The newest charts take some days until they are signed.
    last = min(release.effective_to, timezone.now().date() - DAYS_TO_SIGN)
    return Year(seed, charts, months, last)


def fill(year: Year, hand: Hand, told: Callable[[int], None]) -> int:
    """Plays what is missing of the year, month after month; how many charts it was."""
    known = set(
        SimulatedChart.objects.filter(seed=year.seed).values_list("number", flat=True)
    )
    asked_about: list[tuple[Plan, Asked]] = []
    staff, played, month = add_people(), 0, year.first
    for plan in year.plans():
        while plan.arrives.date() > readings.last_day(month):
            _write(hand, asked_about, staff)
            month = _read(year, month, staff)
        if plan.number not in known:
            asked = querying.about(plan)
            if asked is None:
                play(plan, staff, hand)
            else:
                asked_about.append((plan, asked))
            played += 1
            if played % BATCH == 0:
                _write(hand, asked_about, staff)
        told(plan.number + 1)
    _write(hand, asked_about, staff)
    while month <= year.last:
        month = _read(year, month, staff)
    return played


def _write(
    hand: Hand, asked_about: list[tuple[Plan, Asked]], staff: dict[str, User]
) -> None:
    """What is told so far; then the charts that a provider was asked about.

    Queries go through the actions whichever hand plays the year, after the charts
    beside which they came in.
    """
    hand.flush()
    for plan, asked in asked_about:
        querying.play(plan, asked, staff)
    asked_about.clear()


def _read(year: Year, month: date, staff: dict[str, User]) -> date:
    """Over-reads one month once it is over, and says which comes next."""
    until = readings.last_day(month)
    at = datetime.combine(until + timedelta(days=DAYS_TO_READ), time(9), UTC)
    if at < datetime.now(UTC) - timedelta(days=14):
        sample = readings.read_month(year.seed, month, until, at, staff)
        if sample is not None:
            teaching.assign(sample, year.month(month), at + DAYS_TO_TEACH, staff)
            payers.answer_month(year.seed, month, until, at + DAYS_TO_PAY, staff)
    return until + timedelta(days=1)


def add_people() -> dict[str, User]:
    """Everybody of the history by user name; nobody can sign in as one of them."""
    return {
        who.username: User.objects.filter(username=who.username).first() or _add(who)
        for who in CAST
    }


def _add(who: Character) -> User:
    user = people.add_person(
        username=who.username,
        display_name=f"{who.name} (simulated)",
        password=secrets.token_urlsafe(32),
        by=None,
    )
    for role in who.roles:
        people.grant(user, role=role, by=None)
    if "coder" in who.roles:
        today = timezone.now().date()
        facts = people.CredentialFacts(
            type="CCS",
            number=f"SIM-{who.username.removeprefix('history-')}",
            issued_on=today - timedelta(days=2_000),
            expires_on=today + timedelta(days=500),
        )
        people.record_credential(user, facts, by=None)
    return user
