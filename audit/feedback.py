"""What decisions teach: each reviewed chart as an example, read from its events alone.

Owns which decisions count, what holds in the end and how much a chart weighs. Codes
that were planted to measure attention are left out, and so are charts that nobody
signed. What was attested at a glance stands apart from what was accepted one by one,
and weighs less. Pure: facts in, values out; no database, no text of a document.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from audit import events
from audit.metrics.story import Story, planted
from audit.metrics.truth import Source
from audit.parts import Code, Encounter, Span

#: The wire names of all that feedback is made of, beside those of a story.
ARRIVALS = ("chart-received", "chart-version-added")
Arrival = events.ChartReceived | events.ChartVersionAdded


class Standing(StrEnum):
    """What stands behind the codes of a chart, the strongest first."""

    ANSWERED = "answered"  # settled after a rebuttal
    ADJUDICATED = "adjudicated"
    AGREED = "agreed"  # two coders, independently
    SIGNED = "signed"  # one coder, line by line
    ATTESTED = "attested"  # at a glance, the whole chart


#: Hundredths by which a chart counts: who looked twice is believed more, a glance less.
WEIGHTS = {
    Standing.ANSWERED: 300,
    Standing.ADJUDICATED: 300,
    Standing.AGREED: 200,
    Standing.SIGNED: 100,
    Standing.ATTESTED: 25,
}


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision that counts, and what an over-read later held to be true.

    ``truth`` says whether the code that stands after the decision (or, for a rejection,
    the code rejected) is in the settled set; None where nobody read the chart again.
    """

    decision: str
    item: str
    kind: str
    code: str
    stands: str  # empty when rejected
    origin: str
    what: str
    why: str
    weight: int
    suggested: Code | None
    evidence: tuple[Span, ...]
    seconds: int | None
    truth: bool | None


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One chart that people finished: its codes, the words quoted, its decisions."""

    chart: str
    patient: str
    version: int
    documents: tuple[str, ...]
    encounter: Encounter
    release: str
    engine: str
    profile: str
    standing: Standing
    weight: int
    signed_by: str
    codes: tuple[tuple[str, tuple[Span, ...]], ...]
    decided: tuple[Decided, ...]


def reviewed(story: Story, arrived: Iterable[Arrival]) -> Reviewed | None:
    """The chart as an example; None where it was never signed.

    ``arrived`` are its arrivals, versions included, in order.
    """
    signed = story.signed
    if signed is None:
        return None
    documents = _documents(arrived, signed.version)
    standing, codes = _held(story, signed)
    seeded = planted(signed.codes) | _seeded(story)
    kept = tuple(code for code in codes if code.code not in seeded)
    read_again = standing not in (Standing.SIGNED, Standing.ATTESTED)
    true = {code.code for code in codes} if read_again else None
    weight = WEIGHTS[standing]
    decided = [
        _decided(each, true, weight)
        for each in sorted(story.decisions, key=_order)
        if each.origin != "seeded"
    ]
    return Reviewed(
        chart=signed.chart,
        patient=signed.patient,
        version=signed.version,
        documents=documents,
        encounter=signed.encounter,
        release=signed.release,
        engine=signed.engine or "",
        profile=signed.profile or "",
        standing=standing,
        weight=weight,
        signed_by=story.signed_by,
        codes=tuple((code.code, code.evidence) for code in kept),
        decided=tuple(decided),
    )


def _documents(arrived: Iterable[Arrival], version: int) -> tuple[str, ...]:
    found: tuple[str, ...] = ()
    for each in arrived:
        if each.version == version:
            found = tuple(one.sha256 for one in each.documents)
    return found


def _held(
    story: Story, signed: events.CaseFinalised
) -> tuple[Standing, tuple[Code, ...]]:
    """The codes that hold: the settled ones of the signed set, else those signed."""
    settled = story.settled()
    if settled is not None and settled[0].code_set == signed.code_set:
        return _STANDING[settled[0].source], settled[0].codes
    attested = any(
        each.kind is events.DecisionKind.ATTESTED for each in story.decisions
    )
    return (Standing.ATTESTED if attested else Standing.SIGNED), signed.codes


_STANDING = {
    Source.AGREED: Standing.AGREED,
    Source.ADJUDICATED: Standing.ADJUDICATED,
    Source.ANSWERED: Standing.ANSWERED,
}


def _seeded(story: Story) -> set[str]:
    return {each.code for each in story.decisions if each.origin == "seeded"}


def _order(each: events.DecisionMade) -> tuple[int, str]:
    code = each.suggested or each.final
    return (code.sequence if code else 0), each.item


def _decided(each: events.DecisionMade, true: set[str] | None, weight: int) -> Decided:
    stands = each.final_code or ""
    return Decided(
        decision=each.decision,
        item=each.item,
        kind=each.kind.value,
        code=each.code,
        stands=stands,
        origin=each.origin,
        what=each.what or "",
        why=each.why or "",
        weight=weight,
        suggested=each.suggested,
        evidence=each.evidence,
        seconds=each.seconds,
        truth=None if true is None else (stands or each.code) in true,
    )
