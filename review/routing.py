"""Which way a coded chart goes, and why: the routing policy.

Owns the policy's values, the lanes' conditions and the reasons, with the words a coder
may read. Pure: no Django, no clock, no chance; the draw that samples is handed in.

Out of the box nothing leaves without a certified coder. Until a case is signed, coders
must not learn that a code bears on payment or that a chart was drawn at random: such
reasons read "second look" and name no code.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from coding.rules.high_risk import family_of
from coding.values import CodedNote, Facts, Finding, Setting, Severity, Suggestion
from review.states import Lane

#: Shares and confidences are integers of this many parts, as in the trail.
PARTS = 10_000

#: Where charts may leave by themselves, at least this share still goes to people.
LEAST_SHARE = 100

_WEIGHTY = frozenset({Severity.BLOCK, Severity.SECOND_REVIEW, Severity.WARN})


class RiskClass(StrEnum):
    """How much a wrong code would cost, lightest first."""

    DEFAULT = "default"
    HCC_BEARING = "hcc_bearing"
    HIGH_RISK = "high_risk"
    NEVER_AUTO = "never_auto"


class Why(StrEnum):
    """The kinds of reason that send a chart to a lane."""

    RELEASE_MISSING = "release_missing"
    RELEASE_APPROXIMATE = "release_approximate"
    NOTHING_SUGGESTED = "nothing_suggested"
    LOW_CONFIDENCE = "low_confidence"
    RULE = "rule"
    MISSING = "missing"
    BILLED_UNSUPPORTED = "billed_unsupported"
    HIGH_RISK = "high_risk"
    NEVER_AUTO = "never_auto"
    HCC_THRESHOLD = "hcc_threshold"
    SAMPLED = "sampled"
    FAST_LANE_CLOSED = "fast_lane_closed"


SECOND_LOOK = "second_look"
#: The kind of gap in which nothing is missing: two statements stand against each other.
CONFLICT = "conflict"
#: Nothing is missing here either: the words were carried over from an earlier document.
COPIED = "copied"
_HIDDEN = frozenset({Why.HCC_THRESHOLD, Why.SAMPLED})

_WORDS = {
    Why.RELEASE_MISSING: "no code release is loaded for the date of service",
    Why.RELEASE_APPROXIMATE: "the code release is approximate for the date of service",
    Why.NOTHING_SUGGESTED: "no code was suggested",
    Why.LOW_CONFIDENCE: "not sure of {about}",
    Why.RULE: "rule {about} has something to say",
    Why.MISSING: "not in the record: {about}",
    Why.BILLED_UNSUPPORTED: "{about} billed, not found",
    Why.HIGH_RISK: "{about} always reviewed",
    Why.NEVER_AUTO: "{about} always reviewed",
    Why.FAST_LANE_CLOSED: "the fast lane is closed here",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for a lane; ``about`` is a code, a rule or a kind of gap."""

    why: Why
    about: str = ""

    @property
    def key(self) -> str:
        """The reason as it is stored and recorded, such as low_confidence:E11.22."""
        return f"{self.why}:{self.about}" if self.about else self.why.value

    @property
    def coder_key(self) -> str:
        """The reason as coders may filter by it."""
        return SECOND_LOOK if self.why in _HIDDEN else self.key

    @property
    def text(self) -> str:
        """The reason as coders read it."""
        if self.why in _HIDDEN:
            return SECOND_LOOK.replace("_", " ")
        if self.why is Why.MISSING and self.about == CONFLICT:
            return "the record contradicts itself"
        if self.why is Why.MISSING and self.about == COPIED:
            return "a diagnosis stands only in copied text"
        return _WORDS[self.why].format(about=self.about.replace("_", " "))

    @classmethod
    def from_key(cls, key: str) -> Reason:
        """The reason that was stored under this key."""
        why, _, about = key.partition(":")
        return cls(Why(why), about)


@dataclass(frozen=True, slots=True)
class Route:
    """Where a chart goes, with every reason and its heaviest risk class."""

    lane: Lane
    reasons: tuple[Reason, ...] = ()
    risk_class: RiskClass = RiskClass.DEFAULT

    @property
    def keys(self) -> tuple[str, ...]:
        """The reasons as they are stored."""
        return tuple(reason.key for reason in self.reasons)


@dataclass(frozen=True, slots=True)
class RoutingPolicy:
    """What a supervisor may set. Thresholds and shares are ten-thousandths.

    A code passes when its confidence reaches the threshold of its risk class; high-risk
    codes and those of ``never_auto`` (beginnings of codes) go to review even then.
    ``straight_through`` names the settings and specialties whose charts may leave
    without a coder; it is void unless a supervisor and a compliance officer both
    approved and nobody switched it off.
    """

    default: int = 8_500
    hcc_bearing: int = 9_000
    high_risk: int = 9_500
    never_auto: tuple[str, ...] = ()
    share: int = 500
    straight_through: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    straight_through_at: int = 9_800
    supervisor_approved: bool = False
    compliance_approved: bool = False
    switched_off: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.default <= min(self.hcc_bearing, self.high_risk):
            raise ValueError("No risk class may have a lower threshold than default.")
        heights = (self.hcc_bearing, self.high_risk, self.straight_through_at)
        if max(heights) > PARTS or min(heights) < self.default:
            raise ValueError("Thresholds lie between the default's and 10000.")
        least = LEAST_SHARE if self.straight_through else 0
        if not least <= self.share <= PARTS:
            raise ValueError(f"The share for a second look is {least} to {PARTS}.")

    def threshold(self, risk: RiskClass) -> int:
        """The least confidence that a code of this class must have."""
        return {
            RiskClass.DEFAULT: self.default,
            RiskClass.HCC_BEARING: self.hcc_bearing,
            RiskClass.HIGH_RISK: self.high_risk,
            RiskClass.NEVER_AUTO: self.high_risk,
        }[risk]

    def opens_straight_through(self, facts: Facts) -> bool:
        """Whether charts of this setting and specialty may leave by themselves."""
        approved = self.supervisor_approved and self.compliance_approved
        pair = (facts.setting.value, facts.specialty)
        return approved and not self.switched_off and pair in self.straight_through

    def as_plain(self) -> dict[str, Any]:
        """The policy as numbers, strings and lists, to be stored."""
        return {
            "default": self.default,
            "hcc_bearing": self.hcc_bearing,
            "high_risk": self.high_risk,
            "never_auto": list(self.never_auto),
            "share": self.share,
            "straight_through": [list(pair) for pair in sorted(self.straight_through)],
            "straight_through_at": self.straight_through_at,
            "supervisor_approved": self.supervisor_approved,
            "compliance_approved": self.compliance_approved,
            "switched_off": self.switched_off,
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> RoutingPolicy:
        """The policy that was stored; what is not said is as out of the box."""
        said = dict(plain)
        if "never_auto" in said:
            said["never_auto"] = tuple(said["never_auto"])
        if "straight_through" in said:
            pairs = (
                (setting, specialty) for setting, specialty in said["straight_through"]
            )
            said["straight_through"] = frozenset(pairs)
        return cls(**said)


def inclusion(route: Route, policy: RoutingPolicy) -> int | None:
    """With which probability, in ten-thousandths, such a chart goes to full review.

    Certainty where its own reasons send it there; the policy's share where only the
    draw could. None where no person can look at it yet. By these, figures from the
    charts that were read are weighted to speak for all (Horvitz and Thompson 1952).
    """
    if route.lane is Lane.EXCEPTION:
        return None
    drawn = all(reason.why is Why.SAMPLED for reason in route.reasons)
    return policy.share if drawn else PARTS


def draw(chart: str, period: str, salt: str) -> int:
    """A number below 10000 for a chart, the same whenever it is drawn again.

    ``salt`` is secret to the installation, so that nobody can foresee the draw.
    """
    digest = hashlib.sha256("\x00".join((chart, period, salt)).encode()).digest()
    return int.from_bytes(digest[:8], "big") % PARTS


def route(
    coded: CodedNote,
    facts: Facts,
    policy: RoutingPolicy,
    draw: int,
    *,
    contract: str | None = None,
    hcc_bearing: frozenset[str] = frozenset(),
    fast_lane_closed: bool = False,
) -> Route:
    """The lane of a coded chart.

    ``draw`` samples: below the policy's share the chart goes to full review.
    ``contract`` is the Medicare Advantage contract, empty where there is none; while
    it is not known (None) the chart does not leave by itself. ``hcc_bearing`` are the
    codes that the HCC tables of the payment year hold. ``fast_lane_closed``: charts of
    this setting and specialty have been shown to need a full review.
    """
    risk = _heaviest(coded.suggestions, facts.setting, policy, hcc_bearing)
    if coded.provisional:
        return Route(Lane.EXCEPTION, (Reason(Why.RELEASE_MISSING),), risk)
    reasons = tuple(
        dict.fromkeys(
            (
                *_about_the_chart(coded, facts),
                *_about_codes(coded.suggestions, facts.setting, policy, hcc_bearing),
            )
        )
    )
    if not reasons and draw < policy.share:
        reasons = (Reason(Why.SAMPLED),)
    if reasons:
        return Route(Lane.REVIEW, reasons, risk)
    if contract == "" and _may_leave(coded, facts, policy):
        return Route(Lane.STRAIGHT_THROUGH, (), risk)
    if fast_lane_closed:
        return Route(Lane.REVIEW, (Reason(Why.FAST_LANE_CLOSED),), risk)
    return Route(Lane.FAST_LANE, (), risk)


def shown(keys: Iterable[str]) -> tuple[str, ...]:
    """Stored reasons in a coder's words, each once."""
    return tuple(dict.fromkeys(Reason.from_key(key).text for key in keys))


def risk_class(
    code: str,
    setting: Setting,
    policy: RoutingPolicy,
    hcc_bearing: frozenset[str] = frozenset(),
) -> RiskClass:
    """The heaviest class that a code belongs to in this setting."""
    if policy.never_auto and code.startswith(policy.never_auto):
        return RiskClass.NEVER_AUTO
    if family_of(code, setting):
        return RiskClass.HIGH_RISK
    return RiskClass.HCC_BEARING if code in hcc_bearing else RiskClass.DEFAULT


def _heaviest(
    suggestions: Iterable[Suggestion],
    setting: Setting,
    policy: RoutingPolicy,
    hcc_bearing: frozenset[str],
) -> RiskClass:
    order = list(RiskClass)
    classes = [risk_class(s.code, setting, policy, hcc_bearing) for s in suggestions]
    return max(classes, key=order.index, default=RiskClass.DEFAULT)


def _about_the_chart(coded: CodedNote, facts: Facts) -> Iterator[Reason]:
    if coded.approximate:
        yield Reason(Why.RELEASE_APPROXIMATE)
    if not coded.suggestions:
        yield Reason(Why.NOTHING_SUGGESTED)
    for code in _billed_unsupported(coded, facts):
        yield Reason(Why.BILLED_UNSUPPORTED, code)
    for finding in _findings(coded):
        if finding.severity in _WEIGHTY:
            yield Reason(Why.RULE, finding.rule)
    for gap in coded.gaps:
        yield Reason(Why.MISSING, gap.kind)


def _findings(coded: CodedNote) -> Iterator[Finding]:
    yield from coded.findings
    for suggestion in coded.suggestions:
        yield from suggestion.findings


def _billed_unsupported(coded: CodedNote, facts: Facts) -> Iterator[str]:
    suggested = {_bare(suggestion.code) for suggestion in coded.suggestions}
    return (code for code in facts.billed if _bare(code) not in suggested)


def _bare(code: str) -> str:
    return code.replace(".", "").strip().upper()


def _about_codes(
    suggestions: Iterable[Suggestion],
    setting: Setting,
    policy: RoutingPolicy,
    hcc_bearing: frozenset[str],
) -> Iterator[Reason]:
    for suggestion in suggestions:
        risk = risk_class(suggestion.code, setting, policy, hcc_bearing)
        if risk in (RiskClass.HIGH_RISK, RiskClass.NEVER_AUTO):
            yield Reason(Why(risk.value), suggestion.code)
        yield from _about_confidence(suggestion, risk, policy)


def _about_confidence(
    suggestion: Suggestion, risk: RiskClass, policy: RoutingPolicy
) -> Iterator[Reason]:
    """Below a plain threshold says so; below only the HCC one must not."""
    confidence = _parts(suggestion.confidence)
    hidden = risk is RiskClass.HCC_BEARING
    if confidence < policy.threshold(RiskClass.DEFAULT if hidden else risk):
        yield Reason(Why.LOW_CONFIDENCE, suggestion.code)
    elif confidence < policy.threshold(risk):
        yield Reason(Why.HCC_THRESHOLD, suggestion.code)


def _may_leave(coded: CodedNote, facts: Facts, policy: RoutingPolicy) -> bool:
    sure = all(
        _parts(suggestion.confidence) >= policy.straight_through_at
        for suggestion in coded.suggestions
    )
    inpatient = facts.setting.is_inpatient or coded.setting.is_inpatient
    return sure and not inpatient and policy.opens_straight_through(facts)


def _parts(confidence: float) -> int:
    return round(confidence * PARTS)
