"""How far coders agree on charts that were coded twice.

Owns reading the pairs and wording the figures; the measures are
``audit.metrics.agreement``. Only pairs coded blind count, which over-reads always are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from audit.metrics.agreement import Kappa, cohen, krippendorff, percent, units
from audit.metrics.intervals import Share
from review.models import FinalCode, OverRead
from review.overreading import SEEN
from review.presenters.figures import Figure, figure

Units = list[tuple[bool, bool]]


@dataclass(frozen=True, slots=True)
class AgreementView:
    """Figures of one kind of reading, each over ``codes.n`` codes of ``charts``."""

    label: str
    charts: Figure
    codes: Figure
    kappa: Kappa
    alpha: float | None

    @property
    def is_enough(self) -> bool:
        return self.charts.is_enough


def agreement(
    over_reads: QuerySet[OverRead], since: date, until: date
) -> tuple[AgreementView, ...]:
    """By whether the over-reader saw the suggestions; two queries in all."""
    rows = over_reads.filter(
        stage__in=SEEN, completed_at__date__gte=since, completed_at__date__lte=until
    )
    found = list(
        rows.values_list(
            "code_set_id", "second", "considered", "machine_hidden", "drawn_by"
        )
    )
    signed = _signed({row[0] for row in found})
    random = [row for row in found if row[4] == "random"]
    return (
        _view("All readings", found, signed),
        _view("Suggestions shown", [r for r in found if not r[3]], signed),
        _view("Suggestions hidden", [r for r in found if r[3]], signed),
        _view("Drawn by chance", random, signed),
    )


def _signed(sets: Iterable[int]) -> dict[int, set[str]]:
    by_set: dict[int, set[str]] = {key: set() for key in sets}
    rows = FinalCode.objects.filter(code_set__in=by_set).order_by()
    for key, code in rows.values_list("code_set", "code"):
        by_set[key].add(code)
    return by_set


def _view(
    label: str,
    rows: list[tuple[int, list[dict[str, str]], list[str], bool, str]],
    signed: dict[int, set[str]],
) -> AgreementView:
    said: Units = []
    same = 0
    for key, second, considered, *_ in rows:
        codes = {row["code"] for row in second}
        same += codes == signed[key]
        said += units(signed[key], codes, considered)
    return AgreementView(
        label=label,
        charts=figure(Share(same, len(rows))),
        codes=figure(percent(said)),
        kappa=cohen(said),
        alpha=krippendorff(said),
    )
