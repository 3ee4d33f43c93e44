"""How the simulated people code: what each would do with a chart.

Owns the characters and their dice. Pure: gets what was suggested and what is true,
returns what is to be done; ``review.demo.history.play`` does it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import TypedDict

from review.demo.history.notes import Fact


@dataclass(frozen=True, slots=True)
class Character:
    """One simulated person.

    ``takes_right`` is how likely a right suggestion is accepted, ``catches`` how likely
    a wrong one is not, ``finds`` how likely a missed code is added; ``pace`` is seconds
    an average decision takes. In the drifting specialty ``catches`` and ``finds`` fall
    by ``drift`` each month from the seventh on.
    """

    username: str
    name: str
    takes_right: float
    catches: float
    finds: float
    pace: float
    roles: tuple[str, ...] = ("coder",)
    drift_in: str = ""
    drift: float = 0.0


CODERS = (
    Character("history-steady", "Ottoline Brackwater", 0.99, 0.96, 0.93, 38),
    Character("history-quick", "Fenwick Aldous-Pryor", 0.99, 0.62, 0.45, 7),
    Character("history-trusting", "Marguerite Sallowfield", 1.0, 0.12, 0.35, 21),
    Character(
        "history-cardiology",
        "Ignatius Quarmby",
        0.99,
        0.92,
        0.88,
        33,
        drift_in="Cardiology",
        drift=0.12,
    ),
)
READER = Character("history-reader", "Philippa Dunmorrow", 1.0, 0.98, 0.97, 52)
SENIOR = Character(
    "history-senior",
    "Leopold Ashcombe-Vane",
    1.0,
    1.0,
    1.0,
    60,
    roles=("coder", "senior_coder"),
)
SUPERVISOR = Character(
    "history-supervisor", "Rosalind Tetherby", 1, 1, 1, 60, roles=("supervisor",)
)
CDI = Character(
    "history-cdi", "Clementine Garroway", 1, 1, 1, 60, roles=("cdi_specialist",)
)
CAST = (*CODERS, READER, SENIOR, SUPERVISOR, CDI)


class Reason(TypedDict):
    """A reason on both axes."""

    what: str
    why: str


#: Why a suggestion was wrong, and how often people say so. Some of it is the record's
#: fault and not the machine's.
WHY_REJECTED = {
    "misread": 30,
    "negated": 14,
    "no_meat": 14,
    "historical": 11,
    "documentation_gap": 10,
    "uncertain": 8,
    "problem_list": 6,
    "guideline": 4,
    "copied": 3,
}
WHY_MODIFIED = {"misread": 60, "documentation_gap": 22, "guideline": 18}


@dataclass(frozen=True, slots=True)
class Act:
    """One decision to make: accept, modify, reject or add, after so many seconds."""

    kind: str
    code: str
    seconds: int
    to: str = ""
    words: str = ""

    @property
    def reason(self) -> Reason:
        """What a person says of a rejected or modified code; the same act, the same."""
        # Dice of its own: what is said must not change what is done next.
        random = Random(f"{self.code} {self.to} {self.seconds}")
        if self.kind == "modify":
            return Reason(what="wrong_code", why=_one(random, WHY_MODIFIED))
        return Reason(what="unsupported", why=_one(random, WHY_REJECTED))


def _one(random: Random, weights: Mapping[str, int]) -> str:
    return random.choices(list(weights), weights=list(weights.values()))[0]


def of_month(who: Character, month: int, specialty: str) -> Character:
    """The character as it is in that month; only the drifting one changes."""
    if who.drift_in != specialty or month < 7:
        return who
    fall = who.drift * (month - 6)
    return replace(
        who, catches=max(0.1, who.catches - fall), finds=max(0.1, who.finds - fall)
    )


def acts(
    random: Random, who: Character, suggested: Sequence[str], truth: Sequence[Fact]
) -> list[Act]:
    """What this person does with the chart, in order."""
    true = {each.code: each for each in truth}
    standing: set[str] = set()
    done = []
    for code in suggested:
        act = _about(random, who, code, true, {*suggested, *standing})
        standing.add(act.to or code if act.kind != "reject" else "")
        done.append(act)
    missed = [each for each in truth if each.code not in standing | {*suggested}]
    for each in missed:
        if random.random() < who.finds:
            seconds = _seconds(random, who, 2.5)
            done.append(Act("add", each.code, seconds, words=each.words))
    return done


def _about(
    random: Random, who: Character, code: str, true: dict[str, Fact], taken: set[str]
) -> Act:
    seconds = _seconds(random, who, 1.0)
    if code in true:
        kind = "accept" if random.random() < who.takes_right else "reject"
        return Act(kind, code, seconds)
    if random.random() >= who.catches:
        return Act("accept", code, seconds)
    near = [c for c in true if c[:3] == code[:3] and c not in taken]
    if near:
        return Act("modify", code, 2 * seconds, to=near[0])
    return Act("reject", code, 2 * seconds)


def _seconds(random: Random, who: Character, times: float) -> int:
    return max(2, round(random.lognormvariate(0, 0.4) * who.pace * times))
