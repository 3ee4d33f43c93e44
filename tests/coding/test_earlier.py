"""Which documents of a patient's earlier encounters a chart is compared with."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.actions import SYSTEM
from coding import charts, intake
from coding.uploads import PatientUpload
from tests.coding.charts import document, upload

ANNA = PatientUpload(name="Anna Holt", birth_date=date(1950, 1, 2), mrn="earlier-1")


def received(day, words, patient=ANNA, **said):
    chart = upload(
        service_date=day, documents=(document(words),), patient=patient, **said
    )
    return intake.receive(chart, by=SYSTEM).version


def texts(version):
    return [one.text for one in charts.earlier_documents(version)]


@pytest.mark.django_db
def test_the_last_three_encounters_of_the_patient_are_compared():
    for month in (1, 2, 3, 4):
        received(date(2026, month, 1), f"visit {month}")
    today = received(date(2026, 5, 1), "today")
    assert sorted(texts(today)) == ["visit 2", "visit 3", "visit 4"]


@pytest.mark.django_db
def test_others_later_older_and_another_sites_are_not():
    other = PatientUpload(name="Bo Lind", birth_date=date(1960, 1, 2), mrn="earlier-2")
    received(date(2026, 4, 1), "another person", other)
    received(date(2026, 5, 20), "later")
    received(date(2023, 4, 1), "too old")
    received(date(2026, 4, 1), "elsewhere", site="north")
    today = received(date(2026, 5, 1), "today")
    assert texts(today) == []


@pytest.mark.django_db
def test_however_many_there_are_they_cost_a_few_queries():
    today = received(date(2026, 5, 1), "today")
    for month in (1, 2, 3):
        received(date(2026, month, 1), f"visit {month}")
    with CaptureQueriesContext(connection) as asked:
        assert len(texts(today)) == 3
    assert len(asked) <= 3
