"""Whether a chart belongs to a sample that CMS audits now.

Owns that one question. Once an audit begins, records may not be amended and providers
may not be asked to amend them, so whoever asks providers asks here first.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from coding.models import Chart, ChartVersion
from review.models import AuditedEnrollee
from review.radv.states import AuditState


def is_in_open_sample(chart: Chart) -> bool:
    """Whether the chart's patient is sampled in an audit that is not closed.

    The service year must be one that the audit collects: the calendar year before its
    payment year. Any version counts, because an amended date does not leave a sample.
    """
    return open_samples(Chart.objects.filter(pk=chart.pk)).exists()


def open_samples(charts: QuerySet[Chart]) -> QuerySet[Chart]:
    """Those of the charts that are in an open sample; one query for all."""
    years = ChartVersion.objects.filter(
        chart=OuterRef(OuterRef("pk")),
        service_date__year=OuterRef("audit__payment_year") - 1,
    )
    sampled = (
        AuditedEnrollee.objects.exclude(audit__state=AuditState.CLOSED.value)
        .filter(patient=OuterRef("patient"))
        .annotate(collected=Exists(years))
        .filter(collected=True)
    )
    return charts.filter(Exists(sampled))
