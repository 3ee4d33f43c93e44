"""What comes in becomes a chart version once, or an exception that loses nothing."""

import hashlib
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import FieldDoesNotExist
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisCase

from audit import identity, vault
from audit.actions import SYSTEM, Actor
from coding import charts, intake
from coding.acceptance import Reason
from coding.models import Chart, ChartVersion, Document, IntakeException
from coding.uploads import DocumentUpload, PatientUpload
from tests.coding.charts import NOTE, document, upload
from tests.coding.trail_reading import bodies

pytestmark = pytest.mark.django_db

CODER = Actor("person", "5a0c4a0e-3a4b-4c7a-9a56-0d6f1b1f8f10")


def received(**changes) -> intake.Received:
    result = intake.receive(upload(**changes), by=CODER)
    assert isinstance(result, intake.Received), result.exception.detail
    return result


def refused(**changes) -> IntakeException:
    result = intake.receive(upload(**changes), by=CODER)
    assert isinstance(result, intake.Refused)
    return result.exception


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


# ---- refusals

PDF, ZIP = b"%PDF-1.7\n...", b"PK\x03\x04rest"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Reason.EMPTY),
        (b"  \r\n\t ", Reason.EMPTY),
        (b"\xef\xbb\xbf", Reason.EMPTY),
        (b"\xff\xfe", Reason.EMPTY),
        (PDF, Reason.NOT_TEXT),
        (ZIP, Reason.NOT_TEXT),
        (b"\x89PNG\r\n\x1a\n", Reason.NOT_TEXT),
        (b"\xff\xd8\xff\xe0 jpeg", Reason.NOT_TEXT),
        (b"{\\rtf1 text}", Reason.NOT_TEXT),
        (b"\r\n%PDF-1.4\n1 0 obj", Reason.NOT_TEXT),
        (b'\xef\xbb\xbf\n<?xml version="1.0"?><ClinicalDocument/>', Reason.NOT_TEXT),
        ('<ClinicalDocument xmlns="urn:hl7-org:v3">'.encode("utf-16"), Reason.NOT_TEXT),
        (b"<!DOCTYPE html>\n<p>Gout.</p>", Reason.NOT_TEXT),
        (b"  <HTML><body>Gout.</body></HTML>", Reason.NOT_TEXT),
        (b"MSH|^~\\&|A|B\rOBX|1|TX|||Gout.", Reason.NOT_TEXT),
        (b"\x0bMSH|^~\\&|A|B\r", Reason.NOT_TEXT),
        (b"FHS|^~\\&|A\rBHS|^~\\&|A\r", Reason.NOT_TEXT),
        (b'{"id": "7",\n "resourceType": "Bundle"}', Reason.NOT_TEXT),
        (b"text\x00text", Reason.BINARY),
        (b"text \x07 bell", Reason.BINARY),
        ("Größe".encode("cp1252"), Reason.MIS_ENCODED),
        (NOTE.encode("utf-32"), Reason.BINARY),
        (b"\xff\xfe\x00\xd8a\x00", Reason.MIS_ENCODED),
        (b"\xff\xfeabc", Reason.MIS_ENCODED),
        (b"\xed\xa0\x80", Reason.MIS_ENCODED),
    ],
)
def test_a_document_that_is_no_text_is_refused_and_kept(data, reason):
    row = refused(documents=(document(), DocumentUpload(data)))
    assert (row.reason, row.document, row.documents) == (reason, 2, 2)
    assert vault.get(row.original_sha256) == data
    assert row.detail.startswith("Document 2 ")
    assert not Chart.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "<Dictated, not read>\nGout.",
        "< 2 hours of chest pain.",
        "<<< ADDENDUM >>> Gout of the left foot.",
        "MSH: maternal history of gout.",
        "{Template: follow-up} Gout.",
        "Faxed as gout.pdf; the header reads PDF-1.4.",
        "XML of the visit was sent. Gout.",
    ],
)
def test_a_note_that_only_looks_like_a_form_of_a_program_is_taken(text):
    assert received(documents=(document(text),)).created


def test_page_breaks_and_any_script_are_text():
    text = "page one\x0cpage two\x0b\r\nКашель, 咳嗽, \U0001f637\u0085\ufffd"
    version = received(documents=(document(text),)).version
    assert charts.note_of(version).documents[0].text == text


def test_the_limits_are_settings(settings):
    settings.INTAKE_MAX_CHARACTERS, settings.INTAKE_MAX_DOCUMENTS = 10, 2
    assert received(documents=(document("é" * 10),)).created
    assert refused(documents=(document("é" * 11),)).reason == Reason.TOO_LONG
    assert refused(documents=(document("x" * 99),)).reason == Reason.TOO_LONG
    three = tuple(document(str(n)) for n in range(3))
    assert refused(documents=three).reason == Reason.TOO_MANY_DOCUMENTS


TOMORROW_EVERYWHERE = timezone.now().date() + timedelta(days=2)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"documents": ()}, Reason.NO_DOCUMENT),
        ({"setting": "spa"}, Reason.UNKNOWN_SETTING),
        ({"setting": ""}, Reason.UNKNOWN_SETTING),
        ({"sex": "X"}, Reason.UNKNOWN_SEX),
        ({"modality": "letter"}, Reason.UNKNOWN_MODALITY),
        ({"service_date": None}, Reason.NO_SERVICE_DATE),
        ({"service_date": TOMORROW_EVERYWHERE}, Reason.FUTURE_DATE),
        ({"setting": "inpatient"}, Reason.NO_ADMISSION_DATE),
        ({"admission_date": date(2026, 5, 2)}, Reason.DATES_REVERSED),
        (
            {"patient": PatientUpload(birth_date=date(2026, 5, 2))},
            Reason.BORN_AFTER_SERVICE,
        ),
        ({"patient": PatientUpload(birth_date=date(1801, 1, 1))}, Reason.BAD_AGE),
        ({"patient": PatientUpload(), "age": -1}, Reason.BAD_AGE),
        ({"provider_npi": "12345"}, Reason.BAD_FACT),
        ({"place_of_service": "1"}, Reason.BAD_FACT),
        ({"specialty_code": "family"}, Reason.BAD_FACT),
        ({"payer": "x" * 81}, Reason.BAD_FACT),
        ({"payer": "two\nlines"}, Reason.BAD_FACT),
        ({"source": ""}, Reason.BAD_FACT),
        ({"documents": (document(kind="k" * 81),)}, Reason.BAD_FACT),
        ({"procedures": ("office visit",)}, Reason.BAD_PROCEDURE),
        ({"procedures": ("99213-",)}, Reason.BAD_PROCEDURE),
        ({"billed": ("diabetes mellitus",)}, Reason.BAD_BILLED_CODE),
        # What looks like digits and text, and cannot be stored as such.
        ({"place_of_service": "\u0661\u0661"}, Reason.BAD_FACT),
        ({"provider_npi": "\u0661" * 10}, Reason.BAD_FACT),
        ({"service_date": date(1, 1, 1)}, Reason.BAD_FACT),
        (
            {"admission_date": date(1, 1, 1), "setting": "inpatient"},
            Reason.BAD_FACT,
        ),
        ({"source": "a\x00b"}, Reason.BAD_FACT),
        ({"source": "a\ud800b"}, Reason.BAD_FACT),
        ({"external_id": "a\ud800b"}, Reason.BAD_FACT),
        ({"patient": PatientUpload(name="a\ud800b")}, Reason.BAD_FACT),
        ({"patient": PatientUpload(name="a\x00b")}, Reason.BAD_FACT),
        ({"patient": PatientUpload(mrn="9" * 81)}, Reason.BAD_FACT),
        ({"patient": PatientUpload(mbi="1\ud800")}, Reason.BAD_FACT),
        ({"documents": (document(name="a\ud800.txt"),)}, Reason.BAD_FACT),
        ({"documents": (document(name="x" * 256),)}, Reason.BAD_FACT),
        ({"documents": (document(),) * 40_000}, Reason.TOO_MANY_DOCUMENTS),
    ],
)
def test_facts_that_cannot_be_are_refused(changes, reason):
    row = refused(**changes)
    assert row.reason == reason
    assert row.state == IntakeException.State.OPEN
    assert row.detail.endswith(".")
    assert not Chart.objects.exists()


def test_names_may_hold_any_blank_and_any_letter():
    patient = PatientUpload(name="Anne\u00a0Zoë O\u2019Möbius \U0001f469\u200d")
    name = "10.32\u202fAM.txt"
    version = received(patient=patient, documents=(document(name=name),)).version
    assert charts.note_of(version).documents[0].name == name
    assert identity.reveal(version.chart.patient).name == patient.name


def test_a_refusal_is_one_event_and_the_same_upload_one_exception():
    chart = upload(documents=(DocumentUpload(PDF),))
    first = intake.receive(chart, by=CODER).exception
    assert intake.receive(chart, by=SYSTEM).exception == first
    (told,) = bodies("intake-failed")
    assert (told["exception"], told["reason"]) == (str(first.pk), "not_text")
    assert told["original"] == hashlib.sha256(PDF).hexdigest()


def test_the_whole_upload_can_be_had_back():
    chart = upload(
        documents=(
            document("fine", name="x", date=date(2026, 1, 2)),
            DocumentUpload(PDF),
        ),
        billed=("I10",),
        setting="inpatient",
        admission_date=date(2026, 4, 1),
    )
    row = intake.receive(chart, by=CODER).exception
    assert intake.upload_of(row) == chart


def test_a_retry_with_what_was_wrong_put_right_makes_the_chart():
    row = refused(documents=(DocumentUpload(PDF),))
    result = intake.retry(row, by=CODER, documents=(document("the text of it"),))
    row.refresh_from_db()
    assert result.created
    assert (row.state, row.chart) == (IntakeException.State.RETRIED, result.chart)
    assert row.settled_by == f"person:{CODER.id}"
    (told,) = bodies("intake-retried")
    assert (told["succeeded"], told["chart"]) == ("yes", str(result.chart.pk))


def test_a_retry_that_fails_leaves_the_exception_open_with_the_new_reason():
    row = refused(documents=(DocumentUpload(PDF),))
    result = intake.retry(row, by=CODER, documents=(document(),), sex="?")
    row.refresh_from_db()
    assert result.exception == row
    assert (row.state, row.reason) == (IntakeException.State.OPEN, Reason.UNKNOWN_SEX)
    assert intake.upload_of(row).sex == "?"
    (told,) = bodies("intake-retried")
    assert (told["succeeded"], told["reason"]) == ("no", "unknown_sex")


def test_dismissing_needs_words_and_keeps_them_out_of_the_row():
    row = refused(documents=(DocumentUpload(PDF),))
    with pytest.raises(ValueError, match="Say why"):
        intake.dismiss(row, words="  ", by=CODER)
    row = intake.dismiss(row, words="sent twice by the scanner", by=CODER)
    assert row.state == IntakeException.State.DISMISSED
    assert vault.get_text(row.words_sha256) == "sent twice by the scanner"
    (told,) = bodies("intake-dismissed")
    assert told["words"] == row.words_sha256


def test_what_is_settled_cannot_be_settled_again():
    row = refused(documents=(DocumentUpload(PDF),))
    intake.dismiss(row, words="no chart", by=CODER)
    with pytest.raises(intake.NotOpen):
        intake.retry(row, by=CODER, documents=(document(),))
    with pytest.raises(intake.NotOpen):
        intake.dismiss(row, words="again", by=CODER)
    assert not Chart.objects.exists()


def test_a_dismissed_upload_that_comes_again_is_a_new_exception():
    chart = upload(documents=(DocumentUpload(PDF),))
    first = intake.receive(chart, by=CODER).exception
    intake.dismiss(first, words="no chart", by=CODER)
    assert intake.receive(chart, by=CODER).exception != first


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
