"""The members of the simulated year: people of one contract who come again and again.

Owns who they are, what they have for life, which charts are their visits, what those
say, and the list on which CMS would sample them. Everybody and everything here is made
up, and follows from the seed of the history. Pure: no Django, no database.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from review.demo.history.notes import Fact, Written

FILE = Path(__file__).parent / "members.toml"
CONTRACT, PAYER = "H0002", "Simulated Advantage"
PROVIDER, CREDENTIAL, GROUP = "Rowan Simulated", "MD", "Harrowgate Clinics"
SPECIALTY, SPECIALTY_CODE = "Internal medicine", "11"
#: One chart in so many is a member's.
EVERY = 5
#: So many members take turns, and each comes so often, before others take theirs.
TOGETHER, VISITS = 130, 3
LASTING = 3
MODEL = "V28"


@dataclass(frozen=True, slots=True)
class Lasting:
    """A condition that stays: its code and category, its words, what is done."""

    code: str
    hcc: int
    words: str
    done: str


@dataclass(frozen=True, slots=True, repr=False)
class Member:
    """One made-up enrollee of the contract."""

    number: int
    mbi: str
    born: date
    sex: str
    lasting: tuple[Lasting, ...]

    @property
    def last_name(self) -> str:
        return f"Member-{self.number:04}"

    @property
    def name(self) -> str:
        return f"Simulated {self.last_name}"

    @property
    def truth(self) -> tuple[Fact, ...]:
        """What every visit's note says of them."""
        return tuple(Fact(each.code, each.words) for each in self.lasting)

    def age_on(self, day: date) -> int:
        """In whole years."""
        before = (day.month, day.day) < (self.born.month, self.born.day)
        return day.year - self.born.year - before


def member_of(seed: str, chart: int) -> Member | None:
    """Whose visit the chart of this number is, where it is a member's."""
    return None if chart % EVERY else member(seed, _number(chart))


def _number(chart: int) -> int:
    """They come one after the other, and again, until others take their turns."""
    block, turn = divmod(chart // EVERY, TOGETHER * VISITS)
    return block * TOGETHER + turn % TOGETHER


def member(seed: str, number: int) -> Member:
    """The member of this number; the same for the same seed."""
    random = Random(f"{seed}:member:{number}")
    born = date(1938, 1, 1) + timedelta(days=random.randrange(20 * 365))
    return Member(
        number,
        _mbi(random, number),
        born,
        random.choice("FM"),
        tuple(random.sample(_lasting(), k=LASTING)),
    )


def _mbi(random: Random, number: int) -> str:
    """Nobody's: real ones hold no letter S. The number keeps members apart."""
    one, two, three = random.choices("ACDEFGHJKMNPQRTUVWXY", k=3)
    more, thousands, hundreds = number // 10_000, number // 1000, number // 100
    return (
        f"{1 + more % 9}S{one}{thousands % 10}{two}{random.randint(0, 9)}"
        f"{hundreds % 10}{three}S{number % 100:02}"
    )


@cache
def _lasting() -> tuple[Lasting, ...]:
    told: dict[str, Any] = tomllib.loads(FILE.read_text())
    return tuple(Lasting(**each) for each in told["conditions"])


def visit(who: Member, random: Random, day: date) -> Written:
    """What the note of one visit says: all that lasts, looked after and signed."""
    lines = (f"{n}. {c.words}: {c.done}." for n, c in enumerate(who.lasting, 1))
    text = _TEXT.format(
        name=who.name,
        born=who.born,
        day=day,
        opening=random.choice(OPENINGS),
        plan="\n".join(lines),
        months=random.choice(("three", "four", "six")),
        provider=f"{PROVIDER}, {CREDENTIAL}",
    )
    return Written(
        text=text,
        truth=who.truth,
        specialty=SPECIALTY,
        group=GROUP,
        setting="outpatient",
        age=who.age_on(day),
        sex=who.sex,
    )


OPENINGS = (
    "Here for follow-up, feels well on the whole.",
    "Seen for the regular visit.",
    "Comes for a review of what lasts.",
)
_TEXT = """\
Patient: {name}   Born: {born}
Visit of {day}, office.

Subjective: {opening}
Objective: Comfortable, vital signs recorded by the nurse and reviewed.

Assessment and plan:
{plan}

Return in {months} months.

Electronically signed by {provider} on {day} 16:10
"""


def sampled(seed: str, charts: int, many: int) -> Iterator[Member]:
    """Some members of a history of so many charts, drawn by chance."""
    numbers = sorted({_number(chart) for chart in range(0, charts, EVERY)})
    Random(f"{seed}:sample").shuffle(numbers)
    return (member(seed, number) for number in sorted(numbers[:many]))


def listed(members: Iterator[Member], payment_year: int) -> Iterator[str]:
    """The lines of an enrollee list, as CMS sends one: an HCC each, and its diagnosis.

    Columns are contract, payment year, number, last and first name, birth date, HCC,
    diagnosis.
    """
    for who in members:
        for each in who.lasting:
            cells = (CONTRACT, payment_year, who.mbi, who.last_name, "Simulated")
            yield ",".join(map(str, (*cells, who.born, each.hcc, each.code)))
