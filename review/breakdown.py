"""What somebody asked of the figures: from an address, and back to one.

Owns the reading of periods, references and strata out of a query string, within the
sites that the reader may see. Anything it does not know is left out, so that an old
bookmark still opens. Never reads a row of figures but their first and last week.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone

from audit.figures import answers, reading
from audit.figures.reading import STRATA, Question
from audit.figures.tally import BY, MACHINE, RECORD
from audit.metrics.sheets import Reference
from review import permissions
from review.states import BY_VERB, OVERSEERS, Verb

LABELS = {
    "specialty": "Specialty",
    "setting": "Setting",
    "site": "Site",
    "chapter": "Chapter",
    "rarity": "Rarity",
    "rare": "Codes",
    "risk_class": "Risk class",
    "role": "Place in the set",
    "style": "Documentation style",
    "source": "Source",
    "age_group": "Age group",
    "sex": "Sex",
    "provider_group": "Provider group",
    "engine": "Engine",
    "profile": "Profile",
    "release": "Release",
    "lane": "Route",
    "arm": "Suggestions",
    "fault": "Errors",
    "coder": "Coder",
}
#: How an empty value is spelt in an address, and shown.
NONE, NOT_KNOWN = "-", "not known"
PERIODS = {4: "4 weeks", 13: "13 weeks", 26: "26 weeks", 52: "a year"}
#: Strata whose values are ours; another word for one is left out.
KNOWN = {"rare": ("rare",), "fault": (RECORD, MACHINE)}
USUAL = 13
LONGEST = 200
#: No week of any figure lies outside of these.
EARLIEST, LATEST = date(1990, 1, 1), date(2199, 12, 31)


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A question with how it is broken down, and its address."""

    question: Question
    by: str = "specialty"
    weeks: int = USUAL
    dated: bool = False  # the period was chosen by dates, not as the last weeks
    empty: bool = False  # there are no figures at all yet

    @classmethod
    def read(cls, user: Any, query: Mapping[str, Any]) -> Breakdown:
        """From an address; unknown words fall back to the plain page."""
        weeks = _number(query, "weeks")
        weeks = weeks if weeks in PERIODS else USUAL
        since, until, dated, empty = _period(query, weeks)
        asked = str(query.get("reference", ""))
        known = [each.value for each in Reference]
        by = str(query.get("by", ""))
        question = Question(
            since,
            until,
            Reference(asked) if asked in known else Reference.CODER,
            tuple(_filters(query)),
            sites(user),
            answers.edition(),
        )
        return cls(question, by if by in STRATA else "specialty", weeks, dated, empty)

    def url_query(self, **changes: str) -> str:
        """The address of this, with some of it changed; "" takes a part out."""
        said: dict[str, str] = {
            "weeks": str(self.weeks) if self.weeks != USUAL else "",
            "reference": self._reference(),
            "by": self.by if self.by != "specialty" else "",
            **{name: value or NONE for name, value in self.question.filters},
        }
        if self.dated:
            said["since"] = self.question.since.isoformat()
            said["until"] = self.question.until.isoformat()
        said |= changes
        return urlencode({name: value for name, value in said.items() if value})

    def _reference(self) -> str:
        reference = self.question.reference
        return "" if reference is Reference.CODER else reference.value

    @property
    def dates(self) -> str:
        """The period by its two Mondays, as the choice of periods spells it."""
        return f"{self.question.since}/{self.question.until}"

    @property
    def last_weeks(self) -> tuple[Question, Question]:
        """The newest four weeks, and the four before them."""
        until = self.question.until
        newest = replace(self.question, since=until - timedelta(weeks=3))
        before = replace(
            self.question,
            since=until - timedelta(weeks=7),
            until=until - timedelta(weeks=4),
        )
        return newest, before

    @property
    def last_day(self) -> date:
        """The last day of the last week."""
        return self.question.until + timedelta(days=6)

    @property
    def words(self) -> str:
        """Against what, when, and narrowed by what."""
        question = self.question
        said = [
            f"against {question.reference.label}",
            f"{question.since:%-d %b %Y} to {self.last_day:%-d %b %Y}",
        ]
        for name, value in question.filters:
            if name != "coder":
                said.append(f"{LABELS.get(name, name).lower()} {value or NOT_KNOWN}")
        return " · ".join(said)


def sites(user: Any) -> tuple[str, ...] | None:
    """The sites whose figures this person may see; None for all."""
    held = permissions.standing(user).sites(OVERSEERS)
    return None if "" in held else tuple(sorted(held))


def sites_for(user: Any, verb: Verb) -> tuple[str, ...] | None:
    """The sites at which this person holds a role for ``verb``; None for all."""
    held = permissions.standing(user).sites(BY_VERB[verb].roles)
    return None if "" in held else tuple(sorted(held))


def _period(query: Mapping[str, Any], weeks: int) -> tuple[date, date, bool, bool]:
    known = reading.span()
    newest = known[1] if known else reading.monday(timezone.now().date())
    since, until = _day(query, "since"), _day(query, "until")
    if "/" in (chosen := str(query.get("weeks", ""))):
        first, _, last = chosen.partition("/")
        since, until = _date(first), _date(last)
    if since and until and since <= until:
        return reading.monday(since), reading.monday(until), True, known is None
    return newest - timedelta(weeks=weeks - 1), newest, False, known is None


def _filters(query: Mapping[str, Any]) -> list[tuple[str, str]]:
    found = []
    for name in (*STRATA, *BY):
        value = str(query.get(name, "")).replace("\x00", "")[:LONGEST]
        if value and value in KNOWN.get(name, (value,)):
            found.append((name, "" if value == NONE else value))
    return found


def _day(query: Mapping[str, Any], name: str) -> date | None:
    return _date(str(query.get(name, "")))


def _date(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if EARLIEST <= found <= LATEST else None


def _number(query: Mapping[str, Any], name: str) -> int:
    text = str(query.get(name, ""))[:6]
    return int(text) if text.isascii() and text.isdigit() else 0
