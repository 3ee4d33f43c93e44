"""What is refused, kept whole as an exception, and settled by a person."""

import hashlib
from datetime import date, timedelta

import pytest
from django.utils import timezone

from audit import identity, vault
from audit.actions import SYSTEM
from coding import charts, intake
from coding.acceptance import Reason
from coding.models import Chart, IntakeException
from coding.uploads import DocumentUpload, PatientUpload
from tests.coding.charts import CODER, NOTE, document, received, refused, upload
from tests.coding.trail_reading import bodies

pytestmark = pytest.mark.django_db

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
