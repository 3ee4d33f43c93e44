"""A signed chart as rows of figures: suggestions laid against what is held to be true.

Owns the rows, their strata and weights. A chart has a sheet for each reference that it
has: what the coder signed, and what a blind over-read settled. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from audit import events
from audit.events.overreads import Drawn
from audit.metrics import classes, pareto
from audit.metrics.calibration import bin_of
from audit.metrics.classes import Outcome, Pair
from audit.metrics.story import Story, planted
from audit.parts import Code

PARTS = 10_000
#: Reasons that a policy or a draw gives; all others hold a chart in review.
_MOVABLE = frozenset({"low_confidence", "hcc_threshold", "sampled", "never_auto"})
_LEADING = frozenset({"principal", "first-listed"})


class Reference(StrEnum):
    """Against what suggestions are measured."""

    CODER = "coder"  # the codes that a coder signed, having seen the suggestions
    OVER_READ = "over_read"  # what a second coder, blind to the first, settled

    @property
    def label(self) -> str:
        return {
            "coder": "coders’ final codes",
            "over_read": "blind over-reads",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Line:
    """One suggestion, or one code that nobody suggested, with what became of it."""

    code: str  # what stands, or what was suggested where nothing does
    suggested: str
    outcome: Outcome
    chapter: str
    risk_class: str
    role: str  # first | secondary
    section: str
    what: str
    why: str
    error_class: str
    documentation: bool
    stands: bool  # a code of the reference
    verified: bool  # it quotes its evidence
    confidence: int | None = None
    extraction: int | None = None
    assignment: int | None = None
    poa_right: bool | None = None  # None where neither side asks for it
    seconds: int | None = None

    @property
    def bins(self) -> tuple[str, str, str]:
        """The bins of the three confidences; empty where there was none."""
        said = self.confidence, self.extraction, self.assignment
        low, middle, high = ("" if c is None else str(bin_of(c)) for c in said)
        return low, middle, high


@dataclass(frozen=True, slots=True)
class Sheet:
    """One chart against one reference. ``weight`` is 0 where it speaks for itself only.

    ``least_…`` are the lowest confidences by risk class; ``held``: some other reason
    than the policy kept it in review. ``answered``: a payer answered the claim, and
    doubted so much of its coding.
    """

    chart: str
    case: str
    reference: Reference
    at: datetime
    coder: str
    strata: Mapping[str, str]
    weight: float
    targeted: bool
    lines: tuple[Line, ...]
    lead_right: bool | None
    held: bool
    least_default: int
    least_hcc: int
    least_high: int
    seconds: int | None
    reopened: int
    answered: bool = False
    doubted: tuple[str, ...] = ()
    suggested: tuple[str, ...] = ()

    @property
    def week(self) -> date:
        """The Monday of the week in which it was signed, in UTC."""
        day = self.at.date()
        return day - timedelta(days=day.weekday())

    @property
    def errors(self) -> int:
        """What would have been wrong, had it left as suggested."""
        wrong = sum(line.outcome is not Outcome.EXACT for line in self.lines)
        poa = sum(line.poa_right is False for line in self.lines)
        return wrong + poa + (self.lead_right is False)


#: Strata that a whole chart has, and where they are read.
CHART_STRATA = (
    "specialty",
    "setting",
    "site",
    "style",
    "source",
    "age_group",
    "sex",
    "provider_group",
    "engine",
    "profile",
    "release",
    "lane",
    "arm",
)
#: Whether the coder saw the suggestions from the start, or only once they had coded.
SEEN, HIDDEN = "seen", "hidden"


def sheets(story: Story) -> Iterator[Sheet]:
    """The sheets of a chart; none while it is not signed."""
    signed, shown = story.signed, story.shown
    if signed is None or shown is None:
        return
    changed = {
        each.code: each.final_code
        for each in story.decisions
        if each.kind is events.DecisionKind.MODIFY and each.final_code
    }
    weight = _weight(story)
    yield _sheet(story, Reference.CODER, signed.codes, changed, weight, False)
    settled = story.settled()
    if settled is None:
        return
    found, compared = settled
    targeted = compared.drawn_by is not Drawn.RANDOM
    weight = 0.0 if targeted else _inverse(compared.probability)
    yield _sheet(story, Reference.OVER_READ, found.codes, {}, weight, targeted)


def _weight(story: Story) -> float:
    """One over the chance that such a chart is read in full; 0 where it was not."""
    assert story.signed is not None
    route = story.route
    # A chart of the fast lane that a coder doubted is read in full, but not by chance.
    lanes = {story.signed.lane, route.lane if route else "review"}
    if lanes != {"review"}:
        return 0.0
    # Events from before the chance was told count once.
    return _inverse(route.inclusion if route and route.inclusion else PARTS)


def _inverse(probability: int) -> float:
    return PARTS / probability if probability else 0.0


def _sheet(
    story: Story,
    reference: Reference,
    final: Sequence[Code],
    changed: Mapping[str, str],
    weight: float,
    targeted: bool,
) -> Sheet:
    signed, shown = story.signed, story.shown
    assert signed is not None and shown is not None and story.signed_at is not None
    hidden = planted(each.suggested for each in story.decisions if each.suggested)
    hidden |= planted(final)
    mine = [c for c in classes.of_machine(shown.codes) if c.code not in hidden]
    theirs = [c for c in final if c.code not in hidden]
    pairs = classes.compare(mine, theirs, changed)
    reasons = _reasons(story)
    return Sheet(
        chart=signed.chart,
        case=signed.case,
        reference=reference,
        at=story.signed_at,
        coder=story.signed_by,
        strata=_strata(signed) | {"arm": HIDDEN if story.unaided else SEEN},
        weight=weight,
        targeted=targeted,
        lines=tuple(_line(pair, reasons) for pair in pairs),
        lead_right=_lead_right(mine, theirs),
        held=_is_held(story),
        least_default=_least(mine, "default"),
        least_hcc=_least(mine, "hcc_bearing"),
        least_high=_least(mine, "high_risk", "never_auto"),
        seconds=signed.seconds,
        reopened=story.reopened,
        answered=bool(story.answers),
        doubted=story.doubted,
        suggested=tuple(code.code for code in mine),
    )


def _strata(signed: events.CaseFinalised) -> dict[str, str]:
    told = signed.encounter
    engine = " ".join(filter(None, (signed.engine, signed.engine_version)))
    return {
        "specialty": told.specialty or "",
        "setting": told.setting,
        "site": told.site or "",
        "style": told.style or "",
        "source": told.source or "",
        "age_group": told.age_group or "",
        "sex": told.sex or "",
        "provider_group": told.provider_group or "",
        "engine": engine,
        "profile": signed.profile or "",
        "release": signed.release,
        "lane": signed.lane,
    }


def _reasons(story: Story) -> dict[str, events.DecisionMade]:
    """What was decided, by the code that was decided on and the code that stands."""
    found: dict[str, events.DecisionMade] = {}
    for each in story.decisions:
        found[each.code] = each
        if each.final_code:
            found.setdefault(each.final_code, each)
    return found


def _line(pair: Pair, reasons: Mapping[str, events.DecisionMade]) -> Line:
    mine, theirs = pair.suggested, pair.final
    subject = theirs or mine
    assert subject is not None
    decided = reasons.get((mine or subject).code)
    wrong = pair.outcome is not Outcome.EXACT
    what = (decided.what or "") if decided and wrong else ""
    why = (decided.why or "") if decided and wrong else ""
    return Line(
        code=subject.code,
        suggested=mine.code if mine else "",
        outcome=pair.outcome,
        chapter=subject.chapter,
        risk_class=subject.risk_class,
        role="first" if subject.role in _LEADING else "secondary",
        section=(mine or subject).section or "",
        what=what,
        why=why,
        error_class=pareto.error_class(what, why).value if what or why else "",
        documentation=pareto.is_documentation(why),
        stands=theirs is not None,
        verified=bool(theirs and theirs.evidence),
        confidence=mine.confidence if mine else None,
        extraction=mine.extraction_confidence if mine else None,
        assignment=mine.code_confidence if mine else None,
        poa_right=_poa_right(pair),
        seconds=decided.seconds if decided else None,
    )


def _poa_right(pair: Pair) -> bool | None:
    """Whether the indicator was right, where the code was and one is wanted."""
    if pair.outcome is not Outcome.EXACT or not pair.suggested or not pair.final:
        return None
    mine, theirs = pair.suggested.poa, pair.final.poa
    return mine == theirs if mine or theirs else None


def _lead_right(mine: Sequence[Code], theirs: Sequence[Code]) -> bool | None:
    """Whether the machine led with the right code; None where that code was missed.

    A missed code is counted as missed already.
    """
    leading = next((code.code for code in theirs if code.role in _LEADING), None)
    if leading is None or leading not in {code.code for code in mine}:
        return None
    return any(code.code == leading and code.role in _LEADING for code in mine)


def _is_held(story: Story) -> bool:
    route = story.route
    if route is None:
        return False
    return any(key.partition(":")[0] not in _MOVABLE for key in route.reasons)


def _least(codes: Sequence[Code], *risks: str) -> int:
    said = [code.confidence or 0 for code in codes if code.risk_class in risks]
    return min(said, default=PARTS)
