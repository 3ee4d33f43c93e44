"""The accuracy page: headline figures, tables and their rows.

Owns what stands on the page and in which words. Every figure names its reference, its n
and its interval; every number leads to its rows. Asks ``audit.figures`` and computes
nothing itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from audit.figures import confidence, reading, together
from audit.figures.confidence import Kind
from audit.figures.reading import ALL, WEEK
from audit.metrics.calibration import Reliability
from audit.metrics.classes import SUGGESTED, Outcome
from audit.metrics.counts import EMPTY, Counts
from audit.metrics.sheets import Reference
from review.breakdown import LABELS, NONE, Breakdown
from review.models import ReasonCode
from review.presenters import plots, remittances, tables
from review.presenters.figure_names import ORDER, labels
from review.presenters.headlines import RARE, Headline, csv_url, headlines, rows_url
from review.presenters.tables import Cell, Column, Table


@dataclass(frozen=True, slots=True)
class Accuracy:
    """All that the page shows."""

    headlines: Sequence[Headline]
    weeks: plots.Plot
    bins: plots.Plot
    calibration: str
    tables: Sequence[Table]


OUTCOMES: dict[str, str] = {
    Outcome.EXACT: "exact",
    Outcome.EQUIVALENT: "equivalent: another code of the same meaning",
    Outcome.GENERALISED: "generalised: less specific than what stands",
    Outcome.CATEGORY: "right category, another code",
    Outcome.WRONG: "wrong category",
    Outcome.FABRICATED: "fabricated: no billable code of the release",
    Outcome.DELETED: "deleted: nothing stands in its place",
    Outcome.MISSED: "missed: added by coders",
}


def _asked_of(name: str) -> list[tuple[str, str]]:
    """The breakdowns of the page, for asking them in one pass."""
    alone = (ALL, WEEK, "rarity", "role", RARE, f"{Kind.CONFIDENCE}_bin", name)
    crossed = [("what", name)] if name == "rarity" else [("what", name), (RARE, name)]
    return [*((each, ALL) for each in alone), *crossed]


def accuracy(asked: Breakdown) -> Accuracy:
    """The page for a breakdown, in a fixed number of queries."""
    question = asked.question
    together.ask(question, _asked_of(asked.by))
    whole = reading.total(question)
    by_rarity = reading.by(question, "rarity")
    by_role = reading.by(question, "role")
    weekly = reading.by(question, WEEK)
    bins = confidence.reliability(question, Kind.CONFIDENCE).get("")
    return Accuracy(
        headlines=headlines(asked, whole, by_role),
        weeks=_weeks(asked, weekly),
        bins=plots.of_bins("Reliability diagram", bins or confidence.NO_BINS),
        calibration=_calibration(bins),
        tables=(
            _breakdown(asked),
            _outcomes(asked, whole),
            _short(asked, "role", "Principal or first-listed, and secondary", by_role),
            _short(asked, "rarity", "By rarity", by_rarity),
            remittances.denied(asked),
            _by_week(asked, weekly),
        ),
    )


def _calibration(bins: Reliability | None) -> str:
    if bins is None or bins.error is None:
        return "No suggestion carried a confidence."
    inside = bins.error_interval
    return (
        f"Calibration error {bins.error:.3f} (n {bins.n:,}, {inside.low:.3f}"
        f"–{inside.high:.3f})."
    )


def _weeks(asked: Breakdown, weekly: Mapping[date, Counts]) -> plots.Plot:
    days = mondays(asked.question.since, asked.question.until)
    shares = [weekly.get(day, EMPTY).exact_share for day in days]
    return plots.of_weeks(
        "Exact match by week", [f"{day:%-d %b}" for day in days], shares
    )


def mondays(since: date, until: date) -> list[date]:
    """The weeks of a period by their Mondays."""
    return [since + timedelta(weeks=n) for n in range((until - since).days // 7 + 1)]


def _outcomes(asked: Breakdown, whole: Counts) -> Table:
    rows = []
    for outcome, label in OUTCOMES.items():
        found = whole.of(outcome)
        rows.append(
            [
                tables.words(label),
                tables.number(found.hits, rows_url(asked, outcome)),
                tables.share(found),
                tables.interval(found),
                tables.words("codes that stand" if outcome == Outcome.MISSED else ""),
            ]
        )
    return Table(
        "outcomes",
        "What became of suggestions",
        (
            Column("Class", num=False),
            Column("Codes"),
            Column("Share"),
            Column("95% interval"),
            Column("Of", num=False),
        ),
        rows,
        note=f"n {whole.suggested:,} suggestions, {whole.stands:,} codes that stand",
        csv_url=csv_url(asked, "outcomes"),
    )


#: All suggestions, where a number counts them and not what was missed.
SUGGESTIONS = "suggested"
#: Suggestions whose condition was the patient's: neither deleted nor fabricated.
MEANT = "meant"
_NOT_MEANT = (Outcome.DELETED, Outcome.FABRICATED)
#: Several outcomes under one word, and what their rows are called.
GROUPS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    SUGGESTIONS: ("suggested", tuple(each.value for each in SUGGESTED)),
    MEANT: (
        "suggested, the condition the patient’s",
        tuple(each.value for each in SUGGESTED if each not in _NOT_MEANT),
    ),
}


def lines_of(counts: Counts, outcomes: Sequence[str]) -> int:
    """How many lines have one of these outcomes; all of them where none is named."""
    wanted = outcomes or [each.value for each in Outcome]
    return sum(int(getattr(counts, each)) for each in wanted)


COLUMNS = (
    Column("Codes"),
    Column("Exact"),
    Column("95% interval"),
    Column("Corrected"),
    Column("95% interval"),
    Column("Category"),
    Column("Recall"),
    Column("Missed"),
    Column("Deleted"),
)


def _cells(asked: Breakdown, counts: Counts, **more: str) -> list[Cell]:
    return [
        tables.number(counts.suggested, rows_url(asked, SUGGESTIONS, **more)),
        tables.share(counts.exact_share, rows_url(asked, "exact", **more)),
        tables.interval(counts.exact_share),
        tables.share(counts.exact_corrected),
        tables.interval(counts.exact_corrected),
        tables.share(counts.near_share),
        tables.share(counts.recall),
        tables.share(counts.missed_share, rows_url(asked, "missed", **more)),
        tables.share(counts.deleted_share, rows_url(asked, "deleted", **more)),
    ]


def _breakdown(asked: Breakdown) -> Table:
    """By the chosen stratum, with rare codes, the change and the commonest reason."""
    name, question = asked.by, asked.question
    found = reading.by(question, name)
    rare = _rare(asked)
    newest, before = (reading.by(each, name) for each in asked.last_weeks)
    often = _commonest(reading.crossed(question, "what", name))
    names = labels(name, found)
    rows = []
    for value in ranked(found):
        more = {name: value or NONE}
        change = _change(newest.get(value, EMPTY), before.get(value, EMPTY))
        rows.append(
            [
                tables.words(names[value], rows_url(asked, **more)),
                *_cells(asked, found[value], **more),
                tables.share(rare.get(value, EMPTY).exact_share),
                change,
                tables.words(often.get(value, ""), quiet=True),
            ]
        )
    return Table(
        "breakdown",
        f"By {LABELS[name].lower()}",
        (
            Column(LABELS[name], num=False),
            *COLUMNS,
            Column("Rare"),
            Column("Change in 4 weeks", num=False),
            Column("Most frequent reason", num=False),
        ),
        rows,
        note="with fewer than 100 codes grey and last, by name",
        csv_url=csv_url(asked, "breakdown"),
    )


def _rare(asked: Breakdown) -> dict[str, Counts]:
    if asked.by == "rarity":
        return {}
    crossed = reading.crossed(asked.question, RARE, asked.by)
    return {value: counts for (_, value), counts in crossed.items()}


def _commonest(found: Mapping[tuple[str, str], Counts]) -> dict[str, str]:
    best: dict[str, tuple[int, str]] = {}
    for (what, value), counts in found.items():
        n = counts.suggested + counts.missed
        if what and n > best.get(value, (0, ""))[0]:
            best[value] = n, what
    known = dict(ReasonCode.objects.filter(axis="what").values_list("code", "label"))
    return {value: known.get(what, what) for value, (_, what) in best.items()}


def ranked(found: Mapping[str, Counts]) -> list[str]:
    """Best first where there is enough to rank by; the others last, by name."""
    return sorted(
        found,
        key=lambda value: (
            not found[value].exact_share.is_enough,
            -(found[value].exact_share.value or 0.0)
            if found[value].exact_share.is_enough
            else 0.0,
            value,
        ),
    )


def _change(newest: Counts, before: Counts) -> Cell:
    """In percentage points; told as a change only where the intervals part."""
    now, then = newest.exact_share, before.exact_share
    if now.value is None or then.value is None:
        return tables.words(tables.DASH, quiet=True)
    points = 100 * (now.value - then.value)
    change = tables.signed(points, 1)
    if now.interval.low > then.interval.high:
        return replace(change, num=False, tone="yes")
    if now.interval.high < then.interval.low:
        return replace(change, num=False, tone="no")
    return tables.words(f"within chance: {change.text}", quiet=True)


def _short(
    asked: Breakdown, name: str, title: str, found: Mapping[str, Counts]
) -> Table:
    names = labels(name, found)
    rows = [
        [
            tables.words(names[value], rows_url(asked, **{name: value or NONE})),
            *_cells(asked, found[value], **{name: value or NONE}),
        ]
        for value in sorted(found, key=lambda each: ORDER.get(each, 0))
    ]
    return Table(
        name,
        title,
        (Column(LABELS[name], num=False), *COLUMNS),
        rows,
        csv_url=csv_url(asked, name),
    )


def _by_week(asked: Breakdown, weekly: Mapping[date, Counts]) -> Table:
    rows = []
    known = [day for day, counts in weekly.items() if counts != EMPTY]
    days = mondays(min(known), max(known)) if known else []
    for day in days[::-1]:
        counts = weekly.get(day, EMPTY)
        at = {"since": day.isoformat(), "until": day.isoformat()}
        rows.append([tables.day(day), *_cells(asked, counts, **at)])
    return Table(
        "weeks",
        "By week",
        (Column("Week of", num=False), *COLUMNS),
        rows,
        csv_url=csv_url(asked, "weeks"),
    )


def both_references(asked: Breakdown) -> Table:
    """The same figures against each reference, beside one another."""
    rows = []
    for reference in Reference:
        against = reading.total(asked.question.against(reference))
        at = {"reference": reference.value}
        rows.append([tables.words(reference.label), *_cells(asked, against, **at)])
    return Table(
        "references",
        "Against each reference",
        (Column("Reference", num=False), *COLUMNS),
        rows,
        note="coders saw the suggestions, over-readers of the blind arm did not",
        csv_url=csv_url(asked, "references"),
    )
