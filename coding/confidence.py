"""From scores to probabilities: how sure the reading, and how sure the code.

Owns reading a line under a profile: by what was learned where that has judged the
line, else by the conservative caps. Extraction and code confidence stay separate
numbers; the product is what routing reads. Must not change which codes are suggested.
"""

from __future__ import annotations

from dataclasses import dataclass

from coding.basis import ASSESSING
from coding.draft import Line
from coding.profile import Profile


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
    if line.judged is not None:
        return Confidence(*(round(each, 4) for each in line.judged))
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
