"""The large numbers of the accuracy page, and the addresses behind every number.

Owns their wording. Every number leads to its rows: lines, or charts where it counts
charts. Computes nothing itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import reverse

from audit.figures import reading
from audit.metrics.classes import Outcome
from audit.metrics.counts import EMPTY, Counts
from audit.metrics.intervals import Share, Weighted
from review.breakdown import Breakdown
from review.presenters import tables

#: The mark of rare codes, which is its only value too.
RARE = "rare"


@dataclass(frozen=True, slots=True)
class Headline:
    """One large number with what it rests on, and the corrected one beneath."""

    title: str
    value: str
    rests_on: str
    corrected: str = ""
    url: str = ""
    quiet: bool = False


def rows_url(asked: Breakdown, outcome: str = "", **more: str) -> str:
    """The address of the rows behind a number."""
    query = asked.url_query(outcome=outcome, **more)
    return f"{reverse('review:accuracy-rows')}?{query}"


def headlines(
    asked: Breakdown,
    whole: Counts,
    by_role: Mapping[str, Counts],
) -> list[Headline]:
    rare = reading.by(asked.question, RARE).get(RARE, EMPTY)
    first = by_role.get("first", EMPTY)
    return [
        _of_codes("Exact, all codes", whole.exact_share, whole.exact_corrected, asked),
        _of_codes("Right category", whole.near_share, whole.near_corrected, asked),
        _of_codes(
            "Exact, rare codes",
            rare.exact_share,
            rare.exact_corrected,
            asked,
            rare=RARE,
        ),
        _of_codes(
            "Exact, principal or first-listed",
            first.exact_share,
            first.exact_corrected,
            asked,
            role="first",
        ),
        _of_codes(
            "Missed by the machine",
            whole.missed_share,
            whole.missed_corrected,
            asked,
            outcome=Outcome.MISSED.value,
        ),
        _of_codes("Found (recall)", whole.recall, None, asked),
        _of_codes("Ready for audit", whole.ready, None, asked),
        *_of_charts(asked),
    ]


def _of_codes(
    title: str,
    share: Share,
    corrected: Weighted | None,
    asked: Breakdown,
    *,
    outcome: str = "",
    **more: str,
) -> Headline:
    return Headline(
        title,
        tables.per_cent(share.value),
        f"n {share.n:,} · {tables.span(share.interval)}" if share.n else "no codes",
        tables.figure(corrected) if corrected and corrected.value is not None else "",
        rows_url(asked, outcome, **more),
        quiet=not share.is_enough,
    )


def charts_url(asked: Breakdown, which: str, **more: str) -> str:
    """The address of the charts behind a number."""
    return f"{reverse('review:accuracy-charts')}?{asked.url_query(which=which, **more)}"


def _of_charts(asked: Breakdown) -> Iterator[Headline]:
    """Charts that were opened again after signing, or whose coding payers doubted."""
    found = reading.of_charts(asked.question)
    again = Share(sum(f.n for f in found if f.again), sum(f.n for f in found))
    yield _headline("Reworked charts", again, "charts", charts_url(asked, "reworked"))
    answered = [each for each in found if each.answered]
    doubted = Share(
        sum(each.n for each in answered if each.doubted), sum(f.n for f in answered)
    )
    url = charts_url(asked, "doubted")
    yield _headline("Coding doubted by payers", doubted, "claims answered", url)


def _headline(title: str, share: Share, of: str, url: str) -> Headline:
    return Headline(
        title,
        tables.per_cent(share.value),
        f"n {share.n:,} {of} · {tables.span(share.interval)}"
        if share.n
        else f"no {of} yet",
        url=url if share.n else "",
        quiet=not share.is_enough,
    )


def csv_url(asked: Breakdown, key: str) -> str:
    return f"?{asked.url_query(csv=key)}"
