"""Present on admission: what may be said of a diagnosis, and when it is not asked.

Owns the indicators with their words (Official Guidelines, Appendix I). Which codes are
exempt on a date is a list that an administrator loads. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass

from coding.rules import DatedList

INDICATORS = ("Y", "N", "U", "W")
WORDS = {
    "Y": "yes",
    "N": "no",
    "U": "documentation insufficient",
    "W": "clinically undetermined",
}
CHOICES = [(indicator, WORDS[indicator]) for indicator in INDICATORS]


@dataclass(frozen=True, slots=True)
class Choice:
    """One indicator to give, with the digit that gives it."""

    value: str
    label: str
    key: str


OFFERED = tuple(
    Choice(value, WORDS[value], str(n)) for n, value in enumerate(INDICATORS, start=1)
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is said of one code: nothing is asked of an exempt one."""

    value: str
    exempt: str = ""

    @property
    def words(self) -> str:
        return (
            f"{self.value}, {WORDS[self.value]}" if self.value in WORDS else "not said"
        )


def asked(code: str, said: str, exempt: DatedList | None) -> Asked:
    """``exempt`` is the list for the date of service, where one is loaded."""
    if exempt is not None and code in exempt:
        return Asked(said, f"exempt, {exempt}")
    return Asked(said)


def why_not(indicator: str) -> str | None:
    """Why this cannot be said, or None."""
    if indicator in INDICATORS:
        return None
    return "Present on admission is Y, N, U or W."
