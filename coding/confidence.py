"""From scores to probabilities: how sure the reading, and how sure the code.

Owns the conservative profile in force before any decision has been seen, and the form
a fitted profile will take. Extraction and code confidence stay separate numbers; the
product is what routing reads. Must not change which codes are suggested.
"""

from __future__ import annotations

from dataclasses import dataclass

from coding.draft import Line

#: Sections in which the provider states diagnoses.
ASSESSING = frozenset(
    {"assessment", "assessment_plan", "impression", "discharge_diagnosis"}
) | {"postop_diagnosis"}


@dataclass(frozen=True, slots=True)
class Profile:
    """How scores become confidences; versioned plain data.

    ``ceiling`` caps whatever is not one exact reading in an assessing section.
    """

    name: str
    ceiling: float
    exact: float
    outside: float
    companion: float


CONSERVATIVE = Profile(
    name="conservative-1", ceiling=0.82, exact=0.93, outside=0.45, companion=0.78
)


@dataclass(frozen=True, slots=True)
class Confidence:
    """The two confidences and their product."""

    extraction: float
    code: float

    @property
    def combined(self) -> float:
        return round(self.extraction * self.code, 4)


def confidence(line: Line, profile: Profile) -> Confidence:
    """How sure one line is under a profile."""
    extraction = round(min(0.99, max(0.0, line.extraction)), 4)
    return Confidence(extraction, round(_code(line, profile), 4))


def _code(line: Line, profile: Profile) -> float:
    if line.companion:
        return min(profile.companion, line.score)
    if line.section not in ASSESSING:
        return min(profile.outside + 0.1 * (len(line.evidence) > 1), line.score)
    if line.exact:
        return min(profile.exact, line.score)
    return min(profile.ceiling, 0.9 * line.score)
