"""The page of reasons: what is wrong and why, by weight, and what the record lacks.

Owns the wording. Problems of documentation stand apart from errors of the machine: a
coder could not have known what the record does not say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count

from audit.figures import answers, reading
from audit.figures.tally import MACHINE, RECORD
from audit.metrics.counts import Counts
from audit.metrics.intervals import Share
from audit.metrics.pareto import Bar, ErrorClass, is_documentation, pareto
from review.breakdown import NONE, Breakdown
from review.models import ReasonCode
from review.presenters import tables
from review.presenters.figure_names import labels
from review.presenters.headlines import rows_url
from review.presenters.tables import Cell, Column, Table

CLASSES = {
    ErrorClass.ABSENT: "information absent from the record",
    ErrorClass.CRITERIA: "criteria too thin to decide",
    ErrorClass.RULE: "a coding rule broken",
    ErrorClass.CONTEXT: "context misread",
    ErrorClass.OTHER: "not mapped to a class",
}
#: Shares that the literature gives (Hou et al. 2025, as cited in the design).
KNOWN = {
    ErrorClass.ABSENT: "42%",
    ErrorClass.CRITERIA: "38%",
    ErrorClass.RULE: "12%",
    ErrorClass.CONTEXT: "8%",
}
GROUPS = 12


@dataclass(frozen=True, slots=True)
class Drawn:
    """One bar of a Pareto: a share of all, and of it with all heavier ones."""

    label: str
    share: float
    text: str
    url: str


def n_of(counts: Counts) -> int:
    """Lines, suggested or missed."""
    return counts.suggested + counts.missed


def both_axes(
    asked: Breakdown,
) -> tuple[list[tuple[str, Sequence[Drawn]]], list[Table]]:
    """The Pareto of what was wrong, and of why."""
    drawn: list[tuple[str, Sequence[Drawn]]] = []
    shown = []
    for axis, heading in (("what", "What was wrong"), ("why", "Why")):
        counted = reading.by(asked.question, axis)
        bars = pareto({key: n_of(counts) for key, counts in counted.items() if key})
        names = _names(axis)
        drawn.append((heading, [_drawn(asked, axis, bar, names) for bar in bars]))
        shown.append(_pareto(asked, axis, heading, bars, names))
    return drawn, shown


def _names(axis: str) -> dict[str, str]:
    rows = ReasonCode.objects.filter(axis=axis).values_list("code", "label")
    return dict(rows)


def _drawn(asked: Breakdown, axis: str, bar: Bar, names: Mapping[str, str]) -> Drawn:
    share = bar.share.value or 0.0
    return Drawn(
        names.get(bar.name, bar.name),
        round(100 * share, 1),
        f"{bar.share.hits:,} · {tables.per_cent(share)}",
        rows_url(asked, **{axis: bar.name}),
    )


def _pareto(
    asked: Breakdown,
    axis: str,
    heading: str,
    bars: Sequence[Bar],
    names: Mapping[str, str],
) -> Table:
    rows = [
        [
            tables.words(names.get(bar.name, bar.name)),
            tables.number(bar.share.hits, rows_url(asked, **{axis: bar.name})),
            tables.share(bar.share),
            tables.interval(bar.share),
            tables.share(bar.running),
        ]
        for bar in bars
    ]
    return Table(
        axis,
        f"{heading}: numbers",
        (
            Column("Reason", num=False),
            Column("Codes"),
            Column("Share"),
            Column("95% interval"),
            Column("With all above"),
        ),
        rows,
        csv_url=f"?{asked.url_query(csv=axis)}",
    )


def classes(asked: Breakdown) -> Table:
    """What the machine got wrong, in the four classes of error."""
    counted = reading.by(asked.question, "error_class")
    total = sum(n_of(counts) for counts in counted.values())
    rows = []
    for each, label in CLASSES.items():
        counts = counted.get(each.value)
        share = Share(n_of(counts) if counts else 0, total)
        url = rows_url(asked, error_class=each.value)
        rows.append(
            [
                tables.words(label),
                tables.number(share.hits, url),
                tables.share(share),
                tables.interval(share),
                Cell(KNOWN.get(each, tables.DASH), quiet=True),
            ]
        )
    return Table(
        "classes",
        "The four classes of error",
        (
            Column("Class", num=False),
            Column("Codes"),
            Column("Share"),
            Column("95% interval"),
            Column("In the literature"),
        ),
        rows,
        note="mapped from the two reasons of each decision",
        csv_url=f"?{asked.url_query(csv='classes')}",
    )


@dataclass(slots=True)
class Faults:
    """Lines by provider group: where the record was at fault, and where the machine.

    ``often`` is what the record of a group lacked most often, with how often.
    """

    record: Counter[str] = field(default_factory=Counter)
    machine: Counter[str] = field(default_factory=Counter)
    often: dict[str, tuple[int, str]] = field(default_factory=dict)


def _faults(asked: Breakdown) -> Faults:
    found = Faults()
    crossed = reading.crossed(asked.question, "why", "provider_group")
    for (why, group), counts in crossed.items():
        n = n_of(counts)
        if not is_documentation(why):
            found.machine[group] += n
            continue
        found.record[group] += n
        if n > found.often.get(group, (0, ""))[0]:
            found.often[group] = n, why
    return found


def documentation(asked: Breakdown) -> Table:
    """Problems of the record by provider group, beside errors of the machine."""
    whole = reading.by(asked.question, "provider_group")
    faults = _faults(asked)
    names, groups = _names("why"), labels("provider_group", whole)
    rows = []
    for group in sorted(whole, key=lambda each: -faults.record[each])[:GROUPS]:
        n, why = n_of(whole[group]), faults.often.get(group, (0, ""))[1]
        record, machine = (
            Share(counted[group], n) for counted in (faults.record, faults.machine)
        )
        more = {"provider_group": group or NONE}
        most = tables.words(tables.DASH)
        if why:
            most = tables.words(names.get(why, why), rows_url(asked, why=why, **more))
        rows.append(
            [
                tables.words(groups[group], rows_url(asked, **more)),
                tables.number(n, rows_url(asked, **more)),
                tables.number(record.hits, rows_url(asked, fault=RECORD, **more)),
                tables.share(record),
                tables.interval(record),
                tables.share(machine, rows_url(asked, fault=MACHINE, **more)),
                most,
            ]
        )
    return _by_group(asked, rows)


def _by_group(asked: Breakdown, rows: Sequence[Sequence[Cell]]) -> Table:
    return Table(
        "documentation",
        "What the record leaves open, by provider group",
        (
            Column("Provider group", num=False),
            Column("Codes"),
            Column("Record at fault"),
            Column("Share"),
            Column("95% interval"),
            Column("Machine at fault"),
            Column("Most often", num=False),
        ),
        rows,
        note="a query may help; the machine's own errors stand apart",
        csv_url=f"?{asked.url_query(csv='documentation')}",
    )


@dataclass(frozen=True, slots=True)
class Example:
    """What could be asked of a provider group, without a word that leads."""

    group: str
    code: str
    why: str
    n: int
    asks: str
    url: str


#: Open questions in the manner of the compliant query practice (AHIMA and ACDIS 2022):
#: they quote indicators, name no diagnosis and offer "unable to determine".
ASKS = {
    "documentation_gap": "The record gives the findings quoted below without saying"
    " what they mean. Please document your clinical judgement, or that it cannot be"
    " determined.",
    "no_meat": "This condition is listed without being monitored, evaluated, assessed"
    " or treated in this visit. Please document what was done about it, if anything.",
    "problem_list": "This condition stands in the problem list only. Please document"
    " whether it was part of this visit, and how.",
    "uncertain": "The record words this condition as uncertain. Please document what is"
    " known of it at the end of the visit, or that it cannot be determined.",
    "copied": "Two passages of the record disagree, and one was carried forward. Please"
    " document which describes this visit.",
    "unsigned": "This document carries no signature or credential. Please authenticate"
    " it as your policy provides.",
    "unacceptable_source": "The source of this statement cannot support a code. Please"
    " document the condition yourself, if that is your judgement.",
}


def examples(asked: Breakdown, most: int = 6) -> list[Example]:
    """What the record left open most often, by group, with what could be asked."""
    names = _names("why")
    found = (
        reading.lines(asked.question)
        .filter(documentation=True)
        .order_by()
        .values("provider_group", "code", "why")
        .annotate(n=Count("id"))
        .order_by("-n", "provider_group", "code", "why")[:most]
    )
    sql, given = found.query.sql_with_params()
    return [
        Example(
            group or "group not known",
            code,
            names.get(str(why), str(why)),
            n,
            ASKS.get(why, ASKS["documentation_gap"]),
            rows_url(asked, why=why, provider_group=group or NONE),
        )
        for group, code, why, n in answers.rows(
            sql, given, asked.question.edition, True
        )
    ]
