"""The form of the model's two answers, as strict schemas.

Owns the Pydantic models that are sent with each question and that each answer must fit.
Lists of words are closed where they can be, so that what comes back needs no reading.
Must not hold behaviour. Strict mode of the protocol asks that every field is required.
"""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class Said(StrEnum):
    """What the text says of a condition."""

    PRESENT = "present"
    NEGATED = "negated"
    FAMILY = "family"
    HISTORICAL = "historical"
    UNCERTAIN = "uncertain"
    HYPOTHETICAL = "hypothetical"
    SOMEONE_ELSE = "someone_else"


class Missing(StrEnum):
    """What the documentation would have to say for a code to be chosen."""

    NOTHING = "nothing"
    TYPE = "type"
    SIDE = "side"
    SITE = "site"
    STAGE = "stage"
    SEVERITY = "severity"
    ACUITY = "acuity"
    CAUSE = "cause"
    COMPLICATION = "complication"
    EPISODE = "episode"
    TRIMESTER = "trimester"


class Decision(StrEnum):
    """What the model makes of one mention."""

    CODE = "code"
    NONE = "none"
    INSUFFICIENT = "insufficient"


class Strict(BaseModel):
    """No field beyond those asked for."""

    model_config = ConfigDict(extra="forbid")


class Found(Strict):
    """One condition that a passage names."""

    quote: str = Field(description="the exact words, copied from the passage")
    condition: str = Field(description="the condition in full clinical words")
    assertion: Said


class Extraction(Strict):
    """All conditions of one passage."""

    mentions: list[Found]


class Choice(Strict):
    """The answer for one mention; ``code`` is empty unless the decision is "code"."""

    mention: int = Field(description="the number of the mention")
    decision: Decision
    code: str = Field(description="one of the codes offered for it, or empty")
    alternatives: list[str] = Field(description="other codes offered, best first")
    missing: Missing


class Selection(Strict):
    """One choice for each mention asked about."""

    choices: list[Choice]
