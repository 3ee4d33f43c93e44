"""Two who hand in the same chart at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from django.db import connection

from audit.actions import SYSTEM
from coding import intake
from coding.models import ChartVersion
from tests.coding.charts import document, upload


def test_two_who_receive_the_same_chart_at_once_make_one(live):
    chart = upload(documents=tuple(document(f"note {n}") for n in range(5)))

    def receive(_):
        try:
            return intake.receive(chart, by=SYSTEM)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(receive, range(16)))
    assert sum(result.created for result in results) == 1
    assert len({result.version.pk for result in results}) == 1
    assert ChartVersion.objects.filter(chart=results[0].chart).count() == 1


def test_versions_sent_at_once_are_numbered_without_a_gap(live):
    chart = upload()

    def receive(n):
        try:
            return intake.receive(replace(chart, payer=f"payer {n}"), by=SYSTEM)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(receive, range(8)))
    assert sorted(result.version.number for result in results) == list(range(1, 9))
