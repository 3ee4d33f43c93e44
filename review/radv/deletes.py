"""Diagnoses that were billed and that signed charts do not support.

Owns finding them: an item that was billed, whose standing decision rejects it, on a
signed chart of a Medicare Advantage contract; and the overpayments that rest on such a
diagnosis no more. Reads and changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from coding import hcctables
from coding.models import Chart
from review.models import Item
from review.radv.states import OWED, Standing
from review.states import Kind, Origin, State


@dataclass(frozen=True, slots=True)
class Deleted:
    """The deletes of one signed chart; ``bearing`` are those with an HCC."""

    chart: Chart
    case: int
    contract: str
    on: date
    codes: tuple[str, ...]
    bearing: tuple[str, ...] = ()

    @property
    def payment_year(self) -> int:
        return self.on.year + 1


def items() -> QuerySet[Item]:
    """Billed items that a coder rejected and signed, of a contract."""
    return (
        Item.objects.filter(
            Q(billed=True) | Q(origin=Origin.BILLED.value),
            current__kind=Kind.REJECT.value,
            case__state=State.FINALISED.value,
            listed=True,
        )
        .exclude(case__contract="")
        .select_related("case__chart")
        .order_by("-case__finalised_at", "-case_id", "position")
    )


def without_ground() -> Q:
    """Overpayments still open whose diagnoses are supported by now.

    The HCC was settled as supported, or the chart was signed again and rejects nothing
    that was billed. Whether nothing is owed then is for a person to say.
    """
    rejected = items().filter(case__chart=OuterRef("chart"))
    of_chart = Q(hcc=None, chart__case__state=State.FINALISED.value)
    supported = Q(hcc__standing=Standing.SUPPORTED.value)
    return Q(state__in=OWED) & (supported | of_chart & ~Q(Exists(rejected)))


def of_chart(chart: Chart) -> Deleted | None:
    """The deletes of one chart, or None where there is none."""
    return next(iter(grouped(items().filter(case__chart=chart))), None)


def grouped(rows: Iterable[Item]) -> list[Deleted]:
    """Items by their charts, in the order in which the charts first come."""
    by_case: dict[int, list[Item]] = defaultdict(list)
    for row in rows:
        by_case[row.case_id].append(row)
    return [_deleted(each) for each in by_case.values()]


def _deleted(rows: list[Item]) -> Deleted:
    case = rows[0].case
    there = hcctables.categories_on(case.service_date, age=case.age, sex=case.sex)
    codes = tuple(row.code for row in rows)
    return Deleted(
        chart=case.chart,
        case=case.pk,
        contract=case.contract,
        on=case.service_date,
        codes=codes,
        bearing=tuple(code for code in codes if there.of(code)),
    )
