"""When a chart may be disposed of: the latest day that any rule says.

Owns the rules' form, the law's own rules and the reckoning. A rule keeps a chart
through its last day; the earliest purge date is the day after. What bars a disposal
altogether (a legal hold, an open audit) has no date and is named beside the dates.
Pure: no Django, no database.

Sources: 42 CFR 422.504(d) (ten years from the end of the contract period or the
completion of an audit, whichever is later), 42 CFR 422.326(f) (six years of look-back
for overpayments), 45 CFR 164.316(b)(2)(i) (six years for HIPAA's documentation),
45 CFR 164.528 (six years of disclosures to account for).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

ADULT = 18


class Starts(StrEnum):
    """The day from which a rule's years are counted."""

    SERVICE = "service"
    YEAR_END = "year_end"
    PAYMENT_YEAR_END = "payment_year_end"
    LAST_CHANGE = "last_change"
    AUDIT_CLOSED = "audit_closed"
    DISCLOSURE = "disclosure"
    OF_AGE = "of_age"

    @property
    def label(self) -> str:
        return {
            "service": "the day of service or discharge",
            "year_end": "the end of the year of service",
            "payment_year_end": "the end of the payment year",
            "last_change": "the last change of the chart",
            "audit_closed": "the end of the last audit of it",
            "disclosure": "its last disclosure",
            "of_age": "the patient's coming of age",
        }[self.value]


class Applies(StrEnum):
    """Which charts a rule is about."""

    ALL = "all"
    CONTRACT = "contract"
    MINORS = "minors"

    @property
    def label(self) -> str:
        return {
            "all": "every chart",
            "contract": "charts of a Medicare Advantage contract",
            "minors": "charts of patients under eighteen",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Rule:
    """Keep a chart for ``years`` from a day; at one ``site`` only, if it is named."""

    key: str
    label: str
    years: int
    starts: Starts
    applies: Applies
    source: str
    site: str = ""


#: What the law asks for; a house may keep longer, never shorter.
LAW = (
    Rule(
        "ma_contract",
        "Medicare Advantage contract",
        10,
        Starts.YEAR_END,
        Applies.CONTRACT,
        "42 CFR 422.504(d)",
    ),
    Rule(
        "ma_audit",
        "Completion of an audit",
        10,
        Starts.AUDIT_CLOSED,
        Applies.ALL,
        "42 CFR 422.504(d)",
    ),
    Rule(
        "overpayment_look_back",
        "Overpayment look-back",
        6,
        Starts.PAYMENT_YEAR_END,
        Applies.CONTRACT,
        "42 CFR 422.326(f)",
    ),
    Rule(
        "hipaa_documentation",
        "HIPAA documentation",
        6,
        Starts.LAST_CHANGE,
        Applies.ALL,
        "45 CFR 164.316(b)(2)(i)",
    ),
    Rule(
        "disclosures",
        "Accounting of disclosures",
        6,
        Starts.DISCLOSURE,
        Applies.ALL,
        "45 CFR 164.528",
    ),
)
BY_LAW = {rule.key: rule for rule in LAW}
#: Starts that every chart has, none of them before its service.
ALWAYS = frozenset({Starts.SERVICE, Starts.YEAR_END, Starts.LAST_CHANGE})


@dataclass(frozen=True, slots=True)
class Kept:
    """What the rules ask of a chart. ``bars`` are reasons that have no date."""

    service_date: date
    changed_on: date
    age: int | None = None
    contract: str = ""
    site: str = ""
    audit_closed_on: date | None = None
    disclosed_on: date | None = None
    bars: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Due:
    """What one rule says of one chart: kept through the day before ``on``."""

    rule: Rule
    on: date


@dataclass(frozen=True, slots=True)
class Answer:
    """All that rules and bars say; the first of ``dues`` decides."""

    dues: tuple[Due, ...]
    bars: tuple[str, ...]

    @property
    def decided(self) -> Due | None:
        """The rule that keeps the chart longest; none where no rule is about it."""
        return self.dues[0] if self.dues else None

    def why_not(self, today: date) -> str | None:
        """Why the chart must stay today, or None when its time is over."""
        if self.decided is None:
            return "No retention rule is about this chart."
        if self.decided.on > today:
            rule, on = self.decided.rule, f"{self.decided.on:%-d %B %Y}"
            return f"Kept until {on}: {rule.label} ({rule.source})."
        return self.bars[0] if self.bars else None


def answer(kept: Kept, rules: Iterable[Rule]) -> Answer:
    """The earliest purge date by each rule about this chart, the latest first."""
    dues = [due for rule in rules if (due := _due(kept, rule)) is not None]
    dues.sort(key=lambda due: (due.on, due.rule.key), reverse=True)
    return Answer(tuple(dues), kept.bars)


def surely(rules: Sequence[Rule]) -> int:
    """For how many years from its service every chart is kept, whatever else holds."""
    general = (
        rule.years
        for rule in rules
        if rule.applies is Applies.ALL and not rule.site and rule.starts in ALWAYS
    )
    return max(general, default=0)


def why_not_rule(rule: Rule) -> str | None:
    """Why a rule cannot be set so: the law's own may be lengthened and no more."""
    law = BY_LAW.get(rule.key)
    if not 1 <= rule.years <= 100:
        return "A rule keeps charts for one to a hundred years."
    if not rule.source.strip():
        return "Name the law, contract or policy that the rule follows."
    if law is None:
        return None
    if rule.years < law.years:
        return f"{law.source} asks for at least {law.years} years."
    if (rule.starts, rule.applies, rule.site) != (law.starts, law.applies, law.site):
        return "Only the years of a rule of the law can be changed; add a rule beside."
    return None


def years_after(start: date, years: int) -> date:
    """The same day so many years on; 1 March where there is no 29 February."""
    try:
        return start.replace(year=start.year + years)
    except ValueError:
        return date(start.year + years, 3, 1)


def _due(kept: Kept, rule: Rule) -> Due | None:
    start = _start(kept, rule) if _is_about(kept, rule) else None
    if start is None:
        return None
    return Due(rule, years_after(start, rule.years) + timedelta(days=1))


def _is_about(kept: Kept, rule: Rule) -> bool:
    if rule.site and rule.site != kept.site:
        return False
    if rule.applies is Applies.CONTRACT:
        return bool(kept.contract)
    # An age that nobody knows may be a child's.
    return rule.applies is Applies.ALL or (kept.age or 0) < ADULT


def _start(kept: Kept, rule: Rule) -> date | None:
    service = kept.service_date
    starts: dict[Starts, date | None] = {
        Starts.SERVICE: service,
        Starts.YEAR_END: date(service.year, 12, 31),
        Starts.PAYMENT_YEAR_END: date(service.year + 1, 12, 31),
        Starts.LAST_CHANGE: max(kept.changed_on, service),
        Starts.AUDIT_CLOSED: kept.audit_closed_on,
        Starts.DISCLOSURE: kept.disclosed_on,
        # At the latest: nobody stays their age for more than a year.
        Starts.OF_AGE: years_after(service, max(0, ADULT - (kept.age or 0))),
    }
    return starts[rule.starts]
