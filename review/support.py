"""What in the note supports a high-risk code, in one word that the coder gives.

Owns the words, with their keys. Accepting such a code takes one of them beside the
press that accepts, because a wrong one costs most. The four are what a reviewer of risk
adjustment looks for: monitored, evaluated, assessed, treated. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from coding.rules.high_risk import family_of
from coding.values import Setting


class Support(StrEnum):
    """How the provider dealt with the condition at this encounter."""

    MONITORED = "monitored"
    EVALUATED = "evaluated"
    ASSESSED = "assessed"
    TREATED = "treated"

    @property
    def label(self) -> str:
        return {
            "monitored": "Monitored: signs, symptoms, course",
            "evaluated": "Evaluated: examination, tests, response",
            "assessed": "Assessed: discussed, diagnosed, planned for",
            "treated": "Treated: medicine, procedure, therapy",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Choice:
    """A word to give, with the digit that gives it."""

    value: str
    label: str
    key: str


CHOICES = tuple(
    Choice(each.value, each.label, str(n)) for n, each in enumerate(Support, start=1)
)


def is_asked(code: str, setting: str) -> bool:
    """Whether a code belongs to a family of which the wrong ones cost most.

    Nothing that hangs on HCCs is asked here: the question would betray them.
    """
    return bool(family_of(code, Setting(setting)))


def why_not(code: str, setting: str, given: str) -> str | None:
    """Why a code may not be accepted with this word, or None."""
    if given and given not in list(Support):
        return "Support is monitored, evaluated, assessed or treated."
    if not given and is_asked(code, setting):
        return f"{code} is a high-risk code: say what in the note supports it."
    return None
