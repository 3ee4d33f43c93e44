"""What the engine did, and with which release.

Owns these event types; ``audit.events`` says what recurring fields mean. Must not
import Django.
"""

from __future__ import annotations

from audit.facts import Count, Day, Digest, Fact, Name, Token, Uuid, event
from audit.parts import (
    Code,
    Encounter,
    Excluded,
    Gap,
    HccMap,
    ModelUse,
    RuleFinding,
    Timing,
)


@event("release-loaded")
class ReleaseLoaded(Fact):
    """An edition of a code system became available."""

    system: Token
    edition: Name
    effective_from: Day
    effective_to: Day
    sha256: Digest
    source: Name
    codes: Count
    exact_from: Day | None = None  # before it, the edition is an approximation
    licence_accepted: bool | None = None  # said when a licensed table was loaded


@event("chart-coded")
class ChartCoded(Fact):
    """A run of the engine on one chart version was stored."""

    chart: Uuid
    patient: Uuid
    version: Count
    run: Token
    attempt: Count
    engine: Token
    engine_version: Token
    profile: Token
    release: Name
    release_sha256: Digest
    encounter: Encounter
    codes: tuple[Code, ...]
    excluded: tuple[Excluded, ...]
    gaps: tuple[Gap, ...]
    findings: tuple[RuleFinding, ...]
    result: Digest  # the whole result with all its wording, in the vault
    timings: tuple[Timing, ...] = ()
    purpose: Token = "live"
    provisional: bool = False  # outside every loaded release
    approximate: bool = False  # before the release's exact dates
    hcc_maps: tuple[HccMap, ...] | None = None  # asked for the HCCs of the codes
    model: ModelUse | None = None
    # Of what candidates were looked up in: release, index, tables and our wording.
    retrieval: Digest | None = None


@event("run-failed")
class RunFailed(Fact):
    """A run ended without a result."""

    chart: Uuid
    version: Count
    run: Token
    attempt: Count
    reason: Token  # a fixed word or the name of an exception class, no message
    gave_up: bool
    engine: Token | None = None


@event("run-recovered")
class RunRecovered(Fact):
    """The sweep found a run that nobody was working on and queued it again."""

    chart: Uuid
    version: Count
    run: Token
    attempt: Count
    reason: Token
