"""Tables of over-reads: agreement, samples, and the readings behind their numbers.

Owns their columns and wording. Lists readings whose second coding is complete, and of a
drawn sample who reads it; nothing that either coder coded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate

from review.models import OverRead, Sample
from review.overreading import Stage
from review.presenters import tables
from review.presenters.agreement import AgreementView
from review.presenters.tables import Cell, Column, Table
from review.refusals import clock

#: Which readings each row of the agreement is of, by the word in its address.
READINGS: Mapping[str, tuple[str, dict[str, Any]]] = {
    "all": ("All readings", {}),
    "shown": ("Suggestions shown", {"machine_hidden": False}),
    "hidden": ("Suggestions hidden", {"machine_hidden": True}),
    "chance": ("Drawn by chance", {"drawn_by": "random"}),
}
_BY_LABEL = {label: which for which, (label, _) in READINGS.items()}


def readings_url(label: str) -> str:
    """The readings behind a row of the agreement."""
    return f"{reverse('review:over-reads-compared')}?which={_BY_LABEL[label]}"


def agreement(views: Iterable[AgreementView], days: int) -> Table:
    """How far both coders agree, each figure with its interval and its rows."""
    return Table(
        "agreement",
        "Agreement of blind pairs",
        (
            Column("Readings", num=False),
            Column("Charts"),
            Column("Same codes"),
            Column("95% interval"),
            Column("Codes judged"),
            Column("Percent agreement"),
            Column("95% interval"),
            Column("Cohen’s κ"),
            Column("95% interval"),
            Column("Krippendorff’s α"),
        ),
        [_agreement(view) for view in views],
        note=f"completed in the last {days} days; a code judged is one that either"
        " coder took or the machine considered; with fewer than 100 charts grey",
        csv_url="?csv=agreement",
    )


def _agreement(view: AgreementView) -> list[Cell]:
    few, kappa = not view.is_enough, view.kappa
    inside = tables.DASH
    if kappa.value is not None:
        inside = f"{kappa.interval.low:.2f} to {kappa.interval.high:.2f}"
    url = readings_url(view.label) if view.charts.n else ""
    return [
        tables.words(view.label),
        Cell(f"{view.charts.n:,}", url, quiet=few),
        Cell(view.charts.value, quiet=few),
        Cell(view.charts.interval, quiet=few),
        Cell(f"{view.codes.n:,}", quiet=few),
        Cell(view.codes.value, quiet=few),
        Cell(view.codes.interval, quiet=few),
        Cell(_two(kappa.value), quiet=few),
        Cell(inside, quiet=few),
        Cell(_two(view.alpha), quiet=few),
    ]


def _two(value: float | None) -> str:
    return tables.DASH if value is None else f"{value:.2f}".replace("-", "−")


def samples(rows: Iterable[Any], open_them: bool) -> Table:
    """Samples, the newest first, with how many of each were drawn, read and differ."""
    return Table(
        "samples",
        "Samples",
        (
            Column("Signed", num=False),
            Column("Whose", num=False),
            Column("For", num=False),
            Column("Drawn"),
            Column("Over-read"),
            Column("To settle"),
            Column("Power"),
            Column("Drawn on", num=False),
        ),
        [_sample(row, open_them) for row in rows],
        csv_url="?csv=samples",
        nothing="No sample was drawn yet.",
    )


def _sample(row: Any, opens: bool) -> list[Cell]:
    url = reverse("review:sample", args=[row.pk]) if opens else ""
    return [
        tables.days(row.since, row.until, url),
        tables.words(row.person.label if row.person else "everybody"),
        tables.words(row.purpose),
        tables.number(row.drawn, url),
        tables.number(row.coded, url if row.coded else ""),
        tables.number(row.differing, url if row.differing else ""),
        Cell(f"{row.power / 100:.0f}%"),
        tables.day(localdate(row.drawn_at)),
    ]


def strata(sample: Sample, whole: bool = True) -> Table:
    """What was drawn of how many, and the probability of each chart.

    Without rows for a reader who sees only some of its charts.
    """
    return Table(
        "strata",
        "Strata",
        (
            Column("Stratum", num=False),
            Column("Drawn", num=False),
            Column("Signed"),
            Column("Drawn"),
            Column("Probability of each"),
        ),
        [
            [
                tables.words(each["name"]),
                tables.words(
                    "by chance" if each["drawn_by"] == "random" else "for its risk"
                ),
                tables.number(each["population"]),
                tables.number(each["size"]),
                Cell(f"{each['probability'] / 100:.2f}%"),
            ]
            for each in (sample.strata if whole else ())
        ],
        note="what is aimed at a risk is told apart from what chance drew"
        if whole
        else "drawn at other sites as well: you see the readings of yours",
        csv_url="?csv=strata",
    )


def readings(rows: Iterable[OverRead], key: str = "readings") -> Table:
    """One reading each, with both coders and where it stands."""
    heads = ["Over-read", "Case", "Stratum", "Drawn", "Coder", "Over-reader"]
    heads += ["Suggestions", "Stage", "Completed"]
    return Table(
        key,
        "Readings",
        tuple(Column(name, num=False) for name in heads),
        [
            [
                tables.words(str(row.pk), row.get_absolute_url()),
                tables.words(str(row.case_id)),
                tables.words(row.stratum),
                tables.words(
                    "by chance" if row.drawn_by == "random" else "for its risk"
                ),
                tables.words(row.coder.label),
                tables.words(row.reader.label if row.reader else ""),
                tables.words("hidden" if row.machine_hidden else "shown"),
                tables.words(Stage(row.stage).label),
                tables.words(clock(row.completed_at) if row.completed_at else ""),
            ]
            for row in rows
        ],
        csv_url=f"?csv={key}",
    )
