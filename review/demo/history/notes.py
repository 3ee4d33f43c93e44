"""The notes of the simulated year: fictional text, and what is true of it.

Owns writing one encounter from conditions, by a random generator that is given. The
truth is what the note was written from, never what an engine made of it. Pure: no
Django, no database.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

FILE = Path(__file__).parent / "conditions.toml"
# So many notes name something among the diagnoses that is none of today's.
ASIDES = 0.4


@dataclass(frozen=True, slots=True)
class Fact:
    """One code that holds, and the words of the note that prove it."""

    code: str
    words: str


@dataclass(frozen=True, slots=True)
class Written:
    """One encounter: its text, its facts, and the truth in order."""

    text: str
    truth: tuple[Fact, ...]
    specialty: str
    group: str
    setting: str
    age: int
    sex: str
    #: What the author put among the diagnoses although it is none of today's.
    aside: str = ""


@cache
def _told() -> Mapping[str, Any]:
    return tomllib.loads(FILE.read_text())


def write(random: Random, month: int) -> Written:
    """An encounter of the month, which counts from 1."""
    told = _told()
    specialty = _one(random, told["specialties"])["name"]
    groups = [g for g in told["groups"] if g.get("from_month", 1) <= month]
    group = _one(random, groups)
    fitting = [each for each in told["conditions"] if specialty in each["in"]]
    chosen = random.sample(fitting, k=random.randint(2, 4))
    truth = tuple(
        Fact(each["code"], _words(random, each, group["style"])) for each in chosen
    )
    traps = [trap["text"] for trap in random.sample(told["traps"], k=2)]
    listed = [each.words for each in truth]
    aside = ""
    if random.random() < ASIDES:
        aside = random.choice(told["asides"])["text"]
        listed.append(aside)
    return Written(
        text=_LAYOUTS[group["style"]](random, listed, traps),
        truth=truth,
        specialty=specialty,
        group=group["name"],
        setting="telehealth" if random.random() < 0.1 else "outpatient",
        age=random.randint(23, 84),
        sex=random.choice("FM"),
        aside=aside,
    )


def _one(random: Random, rows: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    return random.choices(rows, weights=[row["share"] for row in rows])[0]


def _words(random: Random, condition: Mapping[str, Any], style: str) -> str:
    """How this group says it; the new one mostly in its own words."""
    if style == "local" and random.random() < 0.7:
        return str(condition["local"])
    return str(random.choice(condition["words"]))


PLANS = (
    "Continue present medication, return in three months.",
    "Laboratory work today, results by phone.",
    "Medication reviewed and refilled.",
    "Exercise and diet discussed.",
)
OPENINGS = (
    "Here for follow-up, feels well on the whole.",
    "Seen for a routine visit.",
    "Comes for a review of medication.",
)


def _listed(random: Random, words: list[str], traps: list[str]) -> str:
    lines = "\n".join(f"{n}. {each}." for n, each in enumerate(words, start=1))
    return (
        f"History of present illness:\n{random.choice(OPENINGS)} {traps[0]}\n"
        f"Family and social history:\n{traps[1]}\n"
        f"Assessment:\n{lines}\nPlan:\n{random.choice(PLANS)}\n"
    )


def _prose(random: Random, words: list[str], traps: list[str]) -> str:
    said = ". ".join(words)
    return (
        f"{random.choice(OPENINGS)} {traps[0]} {traps[1]} On examination comfortable,"
        " heart and lungs without findings, gait steady, vital signs recorded by the"
        f" nurse and reviewed with the patient.\n\nAssessment: {said}.\n\n"
        f"{random.choice(PLANS)} The patient agrees with the plan and has no further"
        " questions today.\n"
    )


def _headed(random: Random, words: list[str], traps: list[str]) -> str:
    said = "; ".join(words)
    return (
        f"Subjective: {random.choice(OPENINGS)}\nReview: {traps[0]}\n"
        f"Background: {traps[1]}\nObjective: unremarkable today.\n"
        f"Assessment: {said}.\nPlan: {random.choice(PLANS)}\n"
    )


def _local(random: Random, words: list[str], traps: list[str]) -> str:
    said = "\n".join(words)
    return f"{random.choice(OPENINGS)}\n{traps[0]}\nAssessment\n{said}\nPlan\nsame tx\n"


_LAYOUTS = {"listed": _listed, "prose": _prose, "headed": _headed, "local": _local}
