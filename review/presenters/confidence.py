"""The pages of confidence and of the threshold simulator.

Owns what stands there and in which words. Truth is a blind over-read; what coders
accepted stands beside it and is called that. Computes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from audit.figures import confidence
from audit.figures.confidence import Kind
from audit.figures.reading import Question
from audit.metrics.calibration import Reliability
from audit.metrics.intervals import ENOUGH, Interval, Share
from audit.metrics.sheets import Reference
from audit.metrics.simulation import Outlook, Thresholds
from review.breakdown import LABELS, NONE, Breakdown
from review.presenters import plots, tables
from review.presenters.accuracy import MEANT, SUGGESTIONS
from review.presenters.figure_names import labels
from review.presenters.headlines import rows_url
from review.presenters.tables import Cell, Column, Table
from review.routing import PARTS, RoutingPolicy

TRUTHS = (Reference.OVER_READ, Reference.CODER)
HEADINGS = {
    Reference.OVER_READ: "right in blind over-read",
    Reference.CODER: "accepted by coders (not the truth)",
}


@dataclass(frozen=True, slots=True)
class Diagram:
    """One reliability diagram with what it rests on."""

    title: str
    truth: str
    plot: plots.Plot
    says: str
    few: bool


def diagrams(asked: Breakdown) -> tuple[list[Diagram], list[Table]]:
    """The three confidences against both references, and their numbers."""
    drawn, shown = [], []
    for kind in Kind:
        for reference in TRUTHS:
            against = asked.question.against(reference)
            found = confidence.reliability(against, kind).get("", confidence.NO_BINS)
            drawn.append(_diagram(kind, reference, found))
            shown.append(_bins(asked, kind, reference, found))
    return drawn, shown


def _diagram(kind: Kind, reference: Reference, found: Reliability) -> Diagram:
    return Diagram(
        kind.label.capitalize(),
        HEADINGS[reference],
        plots.of_bins(f"{kind.label}, {HEADINGS[reference]}", found),
        error_words(found),
        few=found.n < ENOUGH,
    )


def error_words(found: Reliability) -> str:
    """The calibration error with what it rests on."""
    if found.error is None:
        return "No code with this confidence has this reference yet."
    inside = found.error_interval
    return (
        f"Calibration error {found.error:.3f} ({inside.low:.3f}–{inside.high:.3f},"
        f" n {found.n:,}); largest gap {found.worst or 0:.2f}."
    )


def _bins(
    asked: Breakdown, kind: Kind, reference: Reference, found: Reliability
) -> Table:
    rows = []
    for each in found.bins:
        more = {f"{kind}_bin": str(each.number), "reference": reference.value}
        rows.append(
            [
                tables.words(f"{each.number / 10:.1f} to {(each.number + 1) / 10:.1f}"),
                tables.number(each.n, rows_url(asked, _rows_of(kind), **more)),
                Cell(f"{each.said:.3f}"),
                tables.share(each.share),
                tables.interval(each.share),
                tables.signed(each.gap, 3),
            ]
        )
    key = f"{kind}-{reference}"
    return Table(
        key,
        f"{kind.label.capitalize()}: {HEADINGS[reference]}",
        (
            Column("Said", num=False),
            Column("Codes"),
            Column("Mean said"),
            Column("Right"),
            Column("95% interval"),
            Column("Said too much by"),
        ),
        rows,
        csv_url=f"?{asked.url_query(csv=key)}",
    )


def _rows_of(kind: Kind) -> str:
    """Of which suggestions a confidence is: the code's own supposes its condition."""
    return MEANT if kind is Kind.ASSIGNMENT else SUGGESTIONS


def by_stratum(asked: Breakdown, kind: Kind = Kind.CONFIDENCE) -> Table:
    """The calibration error for each value of the chosen stratum, both references."""
    name = asked.by
    found = {
        reference: confidence.reliability(asked.question.against(reference), kind, name)
        for reference in TRUTHS
    }
    values = sorted(set().union(*found.values()))
    names = labels(name, values)
    rows = []
    for value in values:
        row = [tables.words(names[value])]
        for reference in TRUTHS:
            more = {name: value or NONE, "reference": reference.value}
            url = rows_url(asked, SUGGESTIONS, **more)
            row += _error(found[reference].get(value, confidence.NO_BINS), url)
        rows.append(row)
    heads = [
        Column(head)
        for words in ("over-read", "accepted")
        for head in (f"Codes, {words}", f"Error, {words}", "Range")
    ]
    return Table(
        "errors",
        f"Calibration error by {LABELS[name].lower()}",
        (Column(LABELS[name], num=False), *heads),
        rows,
        csv_url=f"?{asked.url_query(csv='errors')}",
    )


def _error(found: Reliability, url: str) -> list[Cell]:
    few, inside = found.n < ENOUGH, found.error_interval
    if found.error is None:
        return [Cell("0"), Cell(tables.DASH, quiet=True), Cell(tables.DASH, quiet=True)]
    return [
        Cell(f"{found.n:,}", url, quiet=few),
        Cell(f"{found.error:.3f}", quiet=few),
        Cell(f"{inside.low:.3f}–{inside.high:.3f}", quiet=few),
    ]


@dataclass(frozen=True, slots=True)
class Scenario:
    """One policy on the chosen charts, in words and numbers."""

    name: str
    thresholds: str
    leaving: str
    errors: Sequence[tuple[str, str, str, bool]]  # reference, expected, ahead, few
    hours: str

    def plain(self) -> dict[str, Any]:
        """As a draft keeps it."""
        return {
            "thresholds": self.thresholds,
            "leaving": self.leaving,
            "errors": [list(each[:3]) for each in self.errors],
            "hours": self.hours,
        }


def scenario(name: str, question: Question, at: Thresholds) -> Scenario:
    """What thresholds would have done; over-reads first, coders' codes beside."""
    seen = confidence.outlook(question.against(Reference.CODER), at)
    read = confidence.outlook(question.against(Reference.OVER_READ), at)
    weeks = (question.until - question.since).days // 7 + 1
    a_month = seen.codes_leaving * 4.345 / weeks
    return Scenario(
        name,
        _words(at),
        tables.figure(seen.share),
        (
            _errors("blind over-reads", read, a_month),
            _errors("coders’ final codes", seen, a_month),
        ),
        _hours(seen, weeks),
    )


def _errors(reference: str, found: Outlook, ahead: float) -> tuple[str, str, str, bool]:
    few = found.errors.n < ENOUGH
    return reference, expected(found), _ahead(found, ahead), few


def _words(at: Thresholds) -> str:
    parts = (at.default, at.hcc_bearing, at.high_risk)
    said = " · ".join(f"{part / PARTS:.2f}" for part in parts)
    return f"{said}, never {' '.join(at.never_auto)}" if at.never_auto else said


def expected(found: Outlook) -> str:
    """Errors per 100 codes that leave, with interval and charts."""
    rate = found.per_hundred
    if rate is None:
        return "no such chart was read"
    n = f"n {found.errors.n:,} chart{'s' * (found.errors.n != 1)}"
    return f"{rate:.1f} ({_range(found.interval)}, {n})"


def _ahead(found: Outlook, codes: float) -> str:
    if found.per_hundred is None or codes < 1:
        return tables.DASH
    return _range(found.ahead(codes))


def _range(inside: Interval) -> str:
    high = f"{inside.high:.1f}" if inside.high < 1_000 else "no bound"
    return f"{inside.low:.1f}–{high}"


def _hours(seen: Outlook, weeks: int) -> str:
    whole = seen.seconds_leaving + seen.seconds_staying
    if not whole:
        return "no time was recorded"
    saved = seen.seconds_leaving / 3600 / weeks
    return f"{saved:.1f} of {whole / 3600 / weeks:.1f} hours a week"


def scenarios(compared: Sequence[Scenario]) -> Table:
    """The scenarios as a spreadsheet has them, a row for each reference."""
    rows = [
        [
            tables.words(each.name),
            tables.words(each.thresholds),
            tables.words(each.leaving),
            tables.words(reference),
            Cell(errors, quiet=few),
            Cell(ahead, quiet=few),
            tables.words(each.hours),
        ]
        for each in compared
        for reference, errors, ahead, few in each.errors
    ]
    heads = ("Policy", "Thresholds", "Charts that leave", "Measured by")
    more = ("Expected errors", "In a month ahead", "Coder time saved")
    columns = tuple(Column(head, num=False) for head in (*heads, *more))
    return Table(SCENARIOS, "Side by side", columns, rows)


SCENARIOS, CURVE = "scenarios", "curve"
STEPS = (5_000, 6_000, 7_000, 7_500, 8_000, 8_500, 9_000, 9_500, 9_900)


def curve(question: Question, at: Thresholds) -> tuple[plots.Plot, Table]:
    """Charts that leave and expected errors as the default threshold moves."""
    seen, read = (
        confidence.curve(question.against(reference), STEPS, at)
        for reference in (Reference.CODER, Reference.OVER_READ)
    )
    found = list(zip(STEPS, seen, read, strict=True))
    shares: list[Share] = [each.share for each in seen]
    values = [step / PARTS for step in STEPS]
    plot = plots.of_curve(
        "Charts that leave, by default threshold", values, shares, at.default / PARTS
    )
    rows = [
        [
            Cell(f"{step / PARTS:.2f}"),
            tables.share(by_coders.share),
            tables.interval(by_coders.share),
            Cell(expected(by_reading), quiet=by_reading.errors.n < ENOUGH),
            Cell(expected(by_coders), quiet=by_coders.errors.n < ENOUGH),
        ]
        for step, by_coders, by_reading in found
    ]
    table = Table(
        CURVE,
        "As the default threshold moves",
        (
            Column("Default threshold"),
            Column("Charts that leave"),
            Column("95% interval"),
            Column("Errors per 100 codes, over-read"),
            Column("Errors per 100 codes, coders"),
        ),
        rows,
    )
    return plot, table


def thresholds(policy: RoutingPolicy) -> Thresholds:
    """The thresholds of a policy."""
    return Thresholds(
        policy.default, policy.hcc_bearing, policy.high_risk, policy.never_auto
    )


def of_plain(routing: Mapping[str, Any]) -> Thresholds:
    """The thresholds of a stored policy."""
    return thresholds(RoutingPolicy.from_plain(routing))
