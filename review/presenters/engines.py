"""The engines page: endpoints, sites, a day's sums, what was refused, in words.

Owns the figures' wording, each with its n and interval. Reads a fixed number of rows,
whatever the number of charts. Holds no key and nothing of a chart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings

from coding.llm import configured, spending
from coding.llm.breaker import Breaker, State
from coding.llm.endpoints import MILLION, Endpoint
from coding.llm.faults import Fault, Kind
from coding.llm.refusals import Refusal
from coding.models import Chart, ModelDay, SiteModel, StoredProfile
from coding.scoring import wilson
from review import modelling

#: As many days as the rates look back, today included.
DAYS = 30
TONES = {State.CLOSED: "yes", State.OPEN: "no", State.HALF_OPEN: "ask"}


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with what it is of and how sure it is."""

    label: str
    count: int
    total: int

    @property
    def share(self) -> str:
        return f"{100 * self.count / self.total:.1f}%" if self.total else "–"

    @property
    def interval(self) -> str:
        if not self.total:
            return ""
        known = wilson(self.count, self.total)
        return f"{100 * known.low:.1f}–{100 * known.high:.1f}%"


@dataclass(frozen=True, slots=True)
class EndpointView:
    """One endpoint as the administrator sees it."""

    name: str
    host: str
    model: str
    problem: str
    from_environment: bool
    has_key: bool
    deadlines: str
    circuit: str
    circuit_tone: str
    spent: str
    cap: str
    tokens: int
    token_cap: int
    share: float
    calls: int
    faults: tuple[tuple[str, int], ...]
    seconds: str
    sent: Rate
    refusals: tuple[Rate, ...]
    days: int


@dataclass(frozen=True, slots=True)
class SiteView:
    """Whether a site's charts may leave, and to where."""

    site: str
    label: str
    on: bool
    endpoint: str
    host: str
    moved: bool


@dataclass(frozen=True, slots=True)
class EnginesPage:
    """Everything the engines page shows."""

    engine: str
    asks: bool
    bar: str
    endpoints: tuple[EndpointView, ...]
    sites: tuple[SiteView, ...]
    going: tuple[SiteView, ...]
    names: tuple[str, ...]
    unread: tuple[str, ...]


def engines_page() -> EnginesPage:
    there = configured.every()
    days = _days()
    sites = tuple(_sites(there))
    return EnginesPage(
        engine=settings.ENGINE,
        asks=modelling.is_model(settings.ENGINE),
        bar=f"{settings.LLM_BAR:.2f}",
        endpoints=tuple(_endpoint(one, days.get(one.name, ())) for one in there),
        sites=sites,
        going=tuple(site for site in sites if site.on),
        names=tuple(one.name for one in there),
        unread=tuple(row.name for row in StoredProfile.put_aside().defer("data")),
    )


def _days() -> dict[str, list[ModelDay]]:
    """The rows of the last days by endpoint, newest first."""
    since = spending.today() - timedelta(days=DAYS - 1)
    found: dict[str, list[ModelDay]] = {}
    for row in ModelDay.objects.filter(day__gte=since).order_by("-day"):
        found.setdefault(row.endpoint, []).append(row)
    return found


def _endpoint(one: Endpoint, days: Iterable[ModelDay]) -> EndpointView:
    days = list(days)
    now = next((row for row in days if row.day == spending.today()), ModelDay())
    state = Breaker(one).state()
    tokens = now.tokens_in + now.tokens_out + now.held_tokens
    cost = now.cost + now.held_cost
    calls = sum(row.calls - row.faults for row in days)
    waited = sum(row.microseconds for row in days) / 1e6
    return EndpointView(
        name=one.name,
        host=one.host,
        model=one.model,
        problem=_problem(one),
        from_environment=one.name == configured.ENVIRONMENT,
        has_key=bool(one.key),
        deadlines=_deadlines(one),
        circuit=state.value,
        circuit_tone=TONES.get(state, ""),
        spent=money(cost),
        cap=money(one.daily_cap) if one.daily_cap else "none",
        tokens=tokens,
        token_cap=one.daily_tokens,
        share=_share(tokens, one.daily_tokens, cost, one.daily_cap),
        calls=now.calls,
        faults=_faults(days),
        seconds=f"{waited / calls:.2f} s" if calls else "–",
        sent=Rate(
            "mentions sent",
            sum(row.sent for row in days),
            sum(row.mentions for row in days),
        ),
        refusals=tuple(_refusals(days)),
        days=DAYS,
    )


def _problem(one: Endpoint) -> str:
    try:
        configured.usable(one)
    except Fault:
        return "Its address may not be used: https, or a private network, or hosts."
    return ""


def _deadlines(one: Endpoint) -> str:
    each = one.deadlines
    return f"{each.connect:g} s connect, {each.read:g} s read, {each.total:g} s total"


def _share(tokens: int, most: int, cost: int, cap: int) -> float:
    """How much of the tighter of the two caps is used up, from 0 to 1."""
    shares = [tokens / most if most else 0.0, cost / cap if cap else 0.0]
    return round(min(1.0, max(shares)), 4)


def _faults(days: Iterable[ModelDay]) -> tuple[tuple[str, int], ...]:
    counted: Counter[str] = Counter()
    for row in days:
        counted.update(row.by_fault)
    return tuple((Kind(name).words, n) for name, n in counted.most_common())


def _refusals(days: Iterable[ModelDay]) -> Iterable[Rate]:
    """Each reason as a share of the quotations or of the codes that came back."""
    days = list(days)
    refused: Counter[str] = Counter()
    for row in days:
        refused.update(row.refused)
    quotes, codes = sum(d.quotes for d in days), sum(d.codes for d in days)
    of: Mapping[Refusal, int] = {
        Refusal.FABRICATED_CODE: codes,
        Refusal.NOT_OFFERED: codes,
        Refusal.QUOTE_NOT_IN_NOTE: quotes,
        Refusal.MASKED_QUOTE: quotes,
        Refusal.ADDRESSED_QUOTE: quotes,
        Refusal.WRONG_ASSERTION: quotes,
    }
    for why, total in of.items():
        yield Rate(why.words, refused[why.value], total)


def money(millionths: int) -> str:
    """A sum as people read it; the currency is whatever the prices are in."""
    return f"{millionths / MILLION:,.2f}"


def _sites(there: tuple[Endpoint, ...]) -> Iterable[SiteView]:
    """Every site that charts came from or that was ever switched."""
    rows = {row.site: row for row in SiteModel.objects.all()}
    names = set(Chart.objects.order_by().values_list("site", flat=True).distinct())
    hosts = {one.name: one.host for one in there}
    for site in sorted(names | set(rows) | {""}):
        row = rows.get(site)
        host = hosts.get(row.endpoint, "") if row else ""
        moved = bool(row and row.on and row.host != host)
        yield SiteView(
            site=site,
            label=site or "charts without a site",
            on=bool(row and row.on and not moved),
            endpoint=row.endpoint if row else "",
            host=row.host if row else "",
            moved=moved,
        )
