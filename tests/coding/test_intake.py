"""What comes in becomes a chart version once, or an exception that loses nothing."""

import hashlib
from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import FieldDoesNotExist
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisCase

from audit import identity, vault
from audit.actions import SYSTEM
from coding import charts, intake
from coding.acceptance import Reason
from coding.models import Chart, ChartVersion, Document, IntakeException
from coding.uploads import DocumentUpload, PatientUpload
from tests.coding.charts import CODER, NOTE, document, received, refused, upload
from tests.coding.trail_reading import bodies

pytestmark = pytest.mark.django_db

# ---- charts


def test_a_chart_is_stored_with_its_facts():
    version = received(
        setting="inpatient",
        admission_date=date(2026, 4, 27),
        provider_npi="9000010332",
        billed=("e119", "I10", "E11.9"),
        payer="Larkspur",
    ).version
    assert (version.number, version.age, version.sex) == (1, 65, "F")
    assert version.billed == ["E11.9", "I10"]
    assert version.dates() == (date(2026, 4, 27), date(2026, 5, 1))
    assert version.received_by == f"person:{CODER.id}"
    assert version.facts().setting.is_inpatient


def test_original_and_text_are_in_the_vault_by_their_hashes():
    data = b"\xef\xbb\xbf" + NOTE.encode()
    version = received(documents=(DocumentUpload(data),)).version
    row = version.documents.get().document
    assert vault.get(row.original_sha256) == data
    assert vault.get_text(row.sha256) == NOTE
    assert row.sha256 == hashlib.sha256(NOTE.encode()).hexdigest()
    assert row.characters == len(NOTE)


@pytest.mark.parametrize(
    "data",
    [
        NOTE.encode(),
        b"\xef\xbb\xbf" + NOTE.encode(),
        NOTE.encode("utf-16"),
        b"\xfe\xff" + NOTE.encode("utf-16-be"),
    ],
    ids=["utf-8", "utf-8 with mark", "utf-16", "utf-16 big-endian"],
)
def test_decoding_drops_the_mark_and_nothing_else(data):
    version = received(documents=(DocumentUpload(data),)).version
    assert charts.note_of(version).documents[0].text == NOTE


def test_the_engine_gets_documents_in_order_with_what_is_said_of_them():
    documents = (
        document("first", name="a.txt", kind="H&P", author_role="physician"),
        document("second", name="b.txt", date=date(2026, 5, 1)),
    )
    note = charts.note_of(received(documents=documents).version)
    assert [each.text for each in note.documents] == ["first", "second"]
    assert [each.name for each in note.documents] == ["a.txt", "b.txt"]
    assert note.documents[0].author_role == "physician"
    assert note.documents[1].date == date(2026, 5, 1)


def test_the_same_chart_again_is_nothing_new():
    chart = upload()
    first = intake.receive(chart, by=CODER)
    again = intake.receive(chart, by=SYSTEM)
    assert (again.version, again.created) == (first.version, False)
    assert len(bodies("chart-received", "chart-version-added")) == 1


def test_a_chart_without_an_encounter_id_is_known_by_its_content():
    chart = upload(external_id="")
    first = intake.receive(chart, by=CODER)
    assert not intake.receive(chart, by=CODER).created
    other = replace(chart, patient=replace(chart.patient, name="Somebody Else"))
    assert intake.receive(other, by=CODER).chart != first.chart


@pytest.mark.parametrize(
    "change",
    [
        {"documents": (document("other words"),)},
        {"documents": (document(), document("an addendum"))},
        {"service_date": date(2026, 5, 2)},
        {"billed": ("I10",)},
        {"setting": "telehealth"},
        {"payer": "Other"},
    ],
)
def test_other_documents_or_facts_are_another_version(change):
    chart = upload()
    first = intake.receive(chart, by=CODER)
    second = intake.receive(replace(chart, **change), by=CODER)
    assert second.chart == first.chart
    assert (second.created, second.version.number) == (True, 2)
    assert first.chart.latest() == second.version
    assert [b["version"] for b in bodies("chart-received", "chart-version-added")] == [
        1,
        2,
    ]


def test_a_version_that_comes_back_late_does_not_overtake():
    chart = upload()
    first = intake.receive(chart, by=CODER)
    newer = intake.receive(replace(chart, payer="Other"), by=CODER)
    late = intake.receive(chart, by=CODER)
    assert (late.version, late.created) == (first.version, False)
    assert first.chart.latest() == newer.version


def test_a_renamed_file_is_no_new_version():
    chart = upload(documents=(document(name="a.txt"),))
    intake.receive(chart, by=CODER)
    renamed = replace(chart, documents=(document(name="b.txt"),))
    assert not intake.receive(renamed, by=CODER).created


def test_the_same_text_twice_in_a_chart_is_one_document():
    version = received(documents=(document(), document("x"), document())).version
    texts = [each.text for each in charts.note_of(version).documents]
    assert texts == [NOTE, "x"]


def test_a_patient_is_one_over_charts_with_the_same_number():
    who = PatientUpload(name="Ottoline Featherby", mrn="TEST-77")
    first, second = received(patient=who), received(patient=who)
    assert first.chart.patient == second.chart.patient
    known = identity.reveal(first.chart.patient)
    assert (known.name, known.mrn) == (who.name, who.mrn)


def test_the_same_encounter_for_another_patient_is_refused():
    chart = upload(patient=PatientUpload(name="A", mrn="1-A"))
    first = intake.receive(chart, by=CODER)
    other = replace(chart, patient=PatientUpload(name="B", mrn="2-B"), payer="x")
    result = intake.receive(other, by=CODER)
    assert result.exception.reason == Reason.OTHER_PATIENT
    assert first.chart.versions.count() == 1


def test_numbers_written_otherwise_are_the_same_patient():
    chart = upload(patient=PatientUpload(name="A", mbi="1S00-E00-AA10"))
    intake.receive(chart, by=CODER)
    again = replace(chart, patient=PatientUpload(name="A", mbi="1s00e00aa10"))
    assert not intake.receive(again, by=CODER).created


# ---- what may not be anywhere but in vault and identity


def test_no_identifier_stands_in_a_row_or_an_event():
    marks = ("Featherby", "MRN-4711", "1S00E00AA10", "ENR-99", "file-of-ottoline")
    patient = PatientUpload(
        name="Ottoline Featherby",
        birth_date=date(1961, 3, 4),
        mrn=marks[1],
        mbi=marks[2],
        enrollee_id=marks[3],
    )
    named = (document(name="file-of-ottoline.txt"),)
    received(patient=patient, documents=named)
    refused(patient=patient, documents=(DocumentUpload(b"", name=f"{marks[4]}.txt"),))
    dump = "\n".join(_everything())
    assert NOTE.strip().splitlines()[0] not in dump
    for mark in (*marks, "1961-03-04"):
        assert mark not in dump


def _everything():
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            if name.startswith(("coding_chart", "coding_document", "coding_intake")):
                cursor.execute(f"SELECT t::text FROM {name} t")
                yield from (row[0] for row in cursor.fetchall())
    yield from (str(body) for body in bodies("chart-received", "intake-failed"))


def test_uploads_do_not_print_what_they_hold():
    shown = repr(upload()) + repr(upload().patient) + repr(document())
    assert "Featherby" not in shown
    assert "metformin" not in shown


# ---- the database's own guard


@pytest.mark.parametrize(
    "change",
    [
        {"setting": "spa"},
        {"sex": "X"},
        {"modality": "letter"},
        {"number": 0},
        {"received_by": ""},
        {"admission_date": date(2030, 1, 1)},
        {"setting": "inpatient", "admission_date": None},
    ],
)
def test_the_database_refuses_what_no_action_would_write(change):
    version = received().version
    with pytest.raises(IntegrityError), transaction.atomic():
        ChartVersion.objects.filter(pk=version.pk).update(**change)


def test_rows_of_charts_have_no_column_for_a_name():
    for name in ("name", "birth_date", "mrn", "mbi", "enrollee_id"):
        for model in (Chart, ChartVersion, Document, IntakeException):
            with pytest.raises(FieldDoesNotExist):
                model._meta.get_field(name)


class AnyInput(HypothesisCase):
    @given(st.binary(max_size=60))
    def test_any_bytes_are_stored_as_they_are_or_refused_and_kept(self, data):
        result = intake.receive(upload(documents=(DocumentUpload(data),)), by=SYSTEM)
        if isinstance(result, intake.Refused):
            assert vault.get(result.exception.original_sha256) == data
            return
        row = result.version.documents.get().document
        assert vault.get(row.original_sha256) == data
        text = vault.get_text(row.sha256)
        assert text.encode() in (data, data[3:]) or data[:2] in (
            b"\xff\xfe",
            b"\xfe\xff",
        )

    @given(st.text(min_size=1, max_size=80))
    def test_any_text_keeps_every_character(self, text):
        result = intake.receive(upload(documents=(document(text),)), by=SYSTEM)
        if isinstance(result, intake.Received):
            kept = charts.note_of(result.version).documents[0].text
            assert kept == text.removeprefix("\ufeff")
