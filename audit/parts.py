"""The nested values that several event types share.

Owns what the log says of one code, one piece of evidence, one credential and the like.
Holds hashes, offsets, codes and official titles only: never text from a document and
never words that a person typed. Must not import Django.
"""

from __future__ import annotations

from enum import StrEnum

from audit.facts import (
    Count,
    Day,
    Digest,
    Name,
    Part,
    TenThousandths,
    Title,
    Token,
    part,
)


class Origin(StrEnum):
    """Who put a code into a case."""

    MACHINE = "machine"
    CODER = "coder"
    # On the claim before anybody reviewed it; supported or deleted like any other.
    BILLED = "billed"
    # Planted to measure attention; never leaves in a final code set.
    SEEDED = "seeded"


@part
class Span(Part):
    """Evidence: where in which document, never what it says."""

    document: Digest  # of the normalised text
    start: Count  # Unicode code points
    end: Count  # Unicode code points, exclusive
    page: Count = 1
    section: Token | None = None


@part
class RuleFinding(Part):
    """What a rule said of a code or of the whole set."""

    rule: Token
    severity: Token
    guideline: Name = ""
    codes: tuple[Token, ...] = ()
    settled: Token | None = None  # acknowledged | confirmed | overridden


@part
class Hcc(Part):
    """A payment category that a code fell into, by the map named."""

    model: Token  # V24, V28, …
    payment_year: Count
    hcc: Token
    map_sha256: Digest


@part
class HccMap(Part):
    """Which map was asked for a model and payment year; without one, none was loaded.

    Approximate: the map of another year, or one known to come near only.
    """

    model: Token
    payment_year: Count
    map_year: Count | None = None
    sha256: Digest | None = None
    approximate: bool = False


@part
class Feature(Part):
    """One input of a confidence, so that it can be fitted again from the log."""

    name: Token
    value: int  # as the engine counts it; probabilities in ten-thousandths


@part
class Alternative(Part):
    """A code that could have been chosen instead."""

    code: Token
    confidence: TenThousandths


@part
class Code(Part):
    """One code of a set, with all that a later question may ask of it.

    Complete on purpose: figures are computed from the log alone, years later, when
    the release, the maps and the engine have long been replaced.
    """

    system: Token
    code: Token
    title: Title
    release: Name
    release_sha256: Digest
    category: Token
    chapter: Token
    billable: bool
    sequence: Count  # from 1
    role: Token  # principal | first-listed | secondary
    origin: Origin = Origin.MACHINE
    item: Token | None = None  # the line of the case
    risk_class: Token = "default"
    rarity: int | str = "unknown"  # band, or "unknown" without frequencies
    hccs: tuple[Hcc, ...] = ()
    poa: Token | None = None
    assertion: Token | None = None
    section: Token | None = None
    extraction_confidence: TenThousandths | None = None
    code_confidence: TenThousandths | None = None
    confidence: TenThousandths | None = None
    profile: Token | None = None
    evidence: tuple[Span, ...] = ()
    findings: tuple[RuleFinding, ...] = ()
    guidelines: tuple[Name, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    engine: Token | None = None  # which engine chose it, where several took part
    features: tuple[Feature, ...] = ()


@part
class Excluded(Part):
    """A code considered and not recommended."""

    code: Token
    title: Title
    reason: Token
    rule: Token
    guideline: Name
    evidence: tuple[Span, ...] = ()


@part
class Gap(Part):
    """Something the documentation does not say; its wording is in the result."""

    kind: Token
    would_change: tuple[Token, ...] = ()
    evidence: tuple[Span, ...] = ()


@part
class Timing(Part):
    """How long one stage of the engine took."""

    stage: Token
    microseconds: Count


@part
class PromptUsed(Part):
    """A prompt by the name of its file and what the file held."""

    name: Token
    sha256: Digest


@part
class Refused(Part):
    """How many of a model's answers were not believed, for one reason."""

    reason: Token
    count: Count


@part
class ModelUse(Part):
    """How a language model took part in a run; no word of what was said."""

    endpoint: Token
    host: Name
    model: Name
    prompts: tuple[PromptUsed, ...]
    calls: Count
    tokens_in: Count
    tokens_out: Count
    cost: Count  # millionths of the currency
    microseconds: Count  # spent waiting for answers
    mentions: Count
    sent: Count  # of the mentions, how many were asked about
    quotes: Count  # that came back
    codes: Count  # that came back
    refused: tuple[Refused, ...] = ()


@part
class Encounter(Part):
    """The facts of the encounter that figures are broken down by."""

    setting: Token
    service_date: Day  # the through date
    admission_date: Day | None = None
    specialty: Name | None = None
    modality: Token | None = None
    place_of_service: Token | None = None
    site: Name | None = None
    contract: Name | None = None
    payer: Name | None = None
    source: Name | None = None  # the system that sent the chart
    style: Token | None = None  # how the documents are written
    provider_group: Name | None = None
    age_group: Token | None = None  # a band of years, never an age
    sex: Token | None = None


@part
class Document(Part):
    """One document of a chart version."""

    sha256: Digest  # of the normalised text
    original_sha256: Digest  # of the bytes received
    characters: Count
    kind: Name | None = None
    author_role: Name | None = None
    date: Day | None = None


@part
class Credential(Part):
    """A credential as it stood at that moment."""

    type: Name
    number: Name
    expires: Day | None = None
    issuer: Name | None = None
