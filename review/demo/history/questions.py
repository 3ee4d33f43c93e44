"""What the simulated people ask providers, and how those answer.

Owns which charts are asked about, the words, and the dice of the answers: how long one
takes, what it says, and what is true of the chart from then on. Pure: no Django, no
database; ``review.demo.history.querying`` does it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from random import Random

from review import asking
from review.demo.history.notes import OPENINGS, Fact, Written
from review.querystates import DUE, Topic

FILE = Path(__file__).parent / "questions.toml"
#: Of the queries, so many come from CDI specialists before a coder has the chart.
BY_CDI = 0.35
#: Of the queries, so many are taken back before an answer.
TAKEN_BACK = 0.05
#: Of the queries, so many are never answered.
UNANSWERED = 0.08
PAST = ("It belongs to the past", "It was present at this visit")
RULED_OUT = 1


@dataclass(frozen=True, slots=True)
class Habit:
    """How a provider group is asked and answers.

    ``asked`` is the share of its charts that somebody asks about, ``days`` the median
    time to an answer. With ``first`` as its share it takes the first option whatever it
    was; else the options share what is left by the other outcomes.
    """

    asked: float
    days: float
    first: float = 0.0


HABITS: Mapping[str, Habit] = {
    "Lindenholt Primary Care": Habit(0.06, 2.4),
    "Harrowgate Clinics": Habit(0.07, 3.6),
    "St. Osyth Specialists": Habit(0.05, 1.6),
    # Writes in its own words, is asked often, and says yes to whatever stands first.
    "Brackenmoor Associates": Habit(0.2, 0.6, first=0.97),
}
#: Days to an answer scatter as a lognormal with this sigma.
SCATTER = 0.7
#: What those answer who choose at all.
CHOSEN = {"option": 70, "other": 10, "undetermined": 12, "open": 8}


@dataclass(frozen=True, slots=True)
class Asked:
    """One query and all that comes of it.

    ``code`` is what waits for the answer, empty where no code does. ``days`` is when
    the answer comes after it was sent, None for never. ``choice`` counts the answers of
    the query from 0, None is an answer in own words. ``truth`` is what is true of the
    chart in the end.
    """

    topic: Topic
    quotes: tuple[str, ...]
    options: tuple[str, ...]
    code: str
    by_cdi: bool
    taken_back: bool
    days: float | None
    choice: int | None
    text: str
    truth: tuple[Fact, ...]

    @property
    def waits(self) -> timedelta:
        """From sending to the answer; longer than any query waits where none comes."""
        return timedelta.max if self.days is None else timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class Open:
    """What a note leaves open, before anybody has answered."""

    topic: Topic
    quotes: tuple[str, ...]
    options: tuple[str, ...]
    about: Fact
    codes: tuple[str, ...] = ()


@cache
def _told() -> Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Options and their codes, by the code that leaves them open."""
    return {
        row["code"]: (
            tuple(option["words"] for option in row["options"]),
            tuple(option["code"] for option in row["options"]),
        )
        for row in tomllib.loads(FILE.read_text())["questions"]
    }


def asked_about(seed: str, number: int, written: Written) -> Asked | None:
    """The query about a chart, or None; the same for the same chart."""
    # Dice of their own: who asks changes nothing of charts nobody asks about.
    random = Random(f"{seed}:{number}:query")
    habit = HABITS[written.group]
    if random.random() >= habit.asked:
        return None
    return _answered(random, habit, _open(random, written), written)


def truth(seed: str, number: int, written: Written) -> tuple[Fact, ...]:
    """What is true of a chart once whatever was asked about it has come back."""
    asked = asked_about(seed, number, written)
    return asked.truth if asked else written.truth


def _open(random: Random, written: Written) -> Open:
    """What is asked about: a vague condition, an aside, or one that nothing shows."""
    vague = [each for each in written.truth if each.code in _told()]
    if vague and random.random() < 0.75:
        about = random.choice(vague)
        options, codes = _told()[about.code]
        return Open(Topic.SPECIFICITY, (about.words,), options, about, codes)
    if written.aside and random.random() < 0.7:
        aside = Fact("", written.aside)
        quotes = (written.aside, _opening(written))
        return Open(Topic.CONFLICT, quotes, PAST, aside)
    about = random.choice(written.truth)
    quotes = (about.words, _opening(written))
    options = asking.STARTING[Topic.CLINICAL_VALIDITY]
    return Open(Topic.CLINICAL_VALIDITY, quotes, options, about)


def _opening(written: Written) -> str:
    return next(words for words in OPENINGS if words in written.text)


def _answered(random: Random, habit: Habit, left: Open, written: Written) -> Asked:
    taken_back = random.random() < TAKEN_BACK
    never = taken_back or random.random() < UNANSWERED
    days = habit.days * random.lognormvariate(0, SCATTER)
    choice = _choice(random, habit, left)
    asked = Asked(
        topic=left.topic,
        quotes=left.quotes,
        options=left.options,
        code=left.about.code,
        by_cdi=random.random() < BY_CDI,
        taken_back=taken_back,
        days=None if never else days,
        choice=choice,
        text=f"Addendum to the visit note.\n{_says(left, choice)}\n",
        truth=written.truth,
    )
    # An answer that comes after the query ran out is entered by nobody.
    counts = not never and timedelta(days=days) < 2 * DUE[written.setting]
    return replace(asked, truth=_true(left, choice, written)) if counts else asked


def _choice(random: Random, habit: Habit, left: Open) -> int | None:
    """Which answer of the query, from 0; None for own words."""
    if random.random() < habit.first:
        return 0
    kinds = list(CHOSEN)
    kind = random.choices(kinds, weights=[CHOSEN[each] for each in kinds])[0]
    if kind == "option":
        # Nobody says that what the note gives as past was there after all.
        past = left.topic is Topic.CONFLICT
        return 0 if past else random.randrange(len(left.options))
    ends = {"other": len(left.options), "undetermined": len(left.options) + 1}
    return ends.get(kind)


def _says(left: Open, choice: int | None) -> str:
    """The addendum as it stands in the record."""
    if choice is None:
        return "No further detail can be given about this visit."
    if choice == len(left.options):
        return "Neither; the findings are being followed."
    if choice > len(left.options):
        return "This cannot be determined at present."
    if left.topic is Topic.CONFLICT:
        return "The first entry belongs to the past, nothing of it at this visit."
    if left.topic is Topic.CLINICAL_VALIDITY:
        return (
            f"{left.about.words} was considered and ruled out."
            if choice == RULED_OUT
            else f"Assessment: {left.about.words}, confirmed at this visit."
        )
    return f"Assessment: {left.options[choice]}."


def _true(left: Open, choice: int | None, written: Written) -> tuple[Fact, ...]:
    """What is true after the answer: one code instead of another, or one code less."""
    if choice is None or choice >= len(left.options):
        return written.truth
    others = tuple(each for each in written.truth if each.code != left.about.code)
    if left.topic is Topic.SPECIFICITY:
        told = Fact(left.codes[choice], left.options[choice])
        known = any(each.code == told.code for each in others)
        return others if known else (*others, told)
    if left.topic is Topic.CLINICAL_VALIDITY and choice == RULED_OUT:
        return others
    return written.truth
