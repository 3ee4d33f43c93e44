"""Adding charts and mending refused uploads through the pages."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from audit.models import Event
from coding.models import Chart, IntakeException, Run
from coding.uploads import ChartUpload, DocumentUpload, PatientUpload
from review.actions import intake

pytestmark = pytest.mark.django_db
TEXT = "Assessment:\n1. Moderate persistent asthma.\n"


@pytest.fixture
def signed_in(client, coder):
    client.force_login(coder)
    return coder


def form(*texts, **facts):
    """What a browser sends from the intake page."""
    sent = {
        "documents-TOTAL_FORMS": str(max(len(texts), 1)),
        "documents-INITIAL_FORMS": "0",
        "setting": "outpatient",
        "service_date": "2026-05-14",
        "patient-name": "Ida Vestergaard",
        "patient-mrn": "M-77-4",
    }
    for number, text in enumerate(texts):
        kind = "file" if isinstance(text, SimpleUploadedFile) else "text"
        sent[f"documents-{number}-{kind}"] = text
    return {**sent, **facts}


def add(client, *texts, **facts):
    return client.post(reverse("review:intake"), form(*texts, **facts))


def test_the_date_is_proposed_inside_the_release_and_it_says_so(client, signed_in):
    page = client.get(reverse("review:intake")).content.decode()
    assert 'value="2026-09-30"' in page
    assert "the last day that ICD-10-CM" in page


def test_pasted_text_becomes_a_chart_that_is_queued(client, signed_in):
    answer = add(client, TEXT, "Labs: normal.", billed="J45.40, E11.9", age="41")
    assert answer.status_code == 302
    version = Chart.objects.get().latest()
    assert version.documents.count() == 2
    assert version.billed == ["J45.40", "E11.9"]
    assert Run.objects.get().version == version


def test_a_file_becomes_a_chart(client, signed_in):
    file = SimpleUploadedFile("note.txt", TEXT.encode(), content_type="text/plain")
    assert add(client, file).status_code == 302
    assert Chart.objects.count() == 1


def test_the_same_chart_twice_is_one_chart(client, signed_in):
    add(client, TEXT)
    answer = client.post(reverse("review:intake"), form(TEXT), follow=True)
    assert "This chart is here already" in answer.content.decode()
    assert Chart.objects.count() == 1


def test_another_document_keeps_everything_typed(client, signed_in):
    answer = add(client, TEXT, more="1")
    page = answer.content.decode()
    assert "Moderate persistent asthma." in page
    assert 'id="document-2"' in page
    assert 'value="Ida Vestergaard"' in page
    assert not Chart.objects.exists()
    assert "chosen again" not in page


def test_another_document_says_that_a_file_has_to_be_chosen_again(client, signed_in):
    file = SimpleUploadedFile("note.txt", TEXT.encode(), content_type="text/plain")
    assert "Files have to be chosen again" in add(client, file, more="1").text


def test_a_form_that_cannot_be_read_comes_back_with_what_was_typed(client, signed_in):
    answer = add(client, TEXT, service_date="tomorrow", age="old")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Enter a valid date." in page
    assert "Moderate persistent asthma." in page


def test_a_date_outside_every_release_names_file_source_and_command(client, signed_in):
    page = add(client, TEXT, service_date="2019-03-01", more="1").content.decode()
    assert "Release not loaded" in page
    assert "icd10cm-tabular-2019.xml" in page
    assert "https://www.cdc.gov" in page
    assert "bin/manage load_release" in page


@pytest.fixture
def refused(client, signed_in):
    bad = SimpleUploadedFile("scan.pdf", b"%PDF-1.7 \x00\x01", "application/pdf")
    answer = add(client, bad)
    row = IntakeException.objects.get()
    assert answer.url == reverse("review:exception", args=[row.pk])
    return row


def test_what_cannot_be_read_is_kept_with_its_reason(client, refused):
    page = client.get(reverse("review:exceptions")).content.decode()
    assert "is a PDF file" in page
    assert not Chart.objects.exists()


def test_looking_at_a_refused_upload_is_in_the_trail(client, refused):
    client.get(reverse("review:exception", args=[refused.pk]))
    answer = client.post(reverse("review:exception-original", args=[refused.pk]))
    assert answer.content == b"%PDF-1.7 \x00\x01"
    assert answer["Content-Disposition"].startswith("attachment")
    seen = Event.objects.filter(type="intake-exception-viewed").count()
    assert seen == 2


def test_a_corrected_upload_is_sent_again(client, refused):
    address = reverse("review:exception-retry", args=[refused.pk])
    assert client.post(address, form(TEXT)).status_code == 302
    refused.refresh_from_db()
    assert refused.state == "retried"
    assert refused.chart == Chart.objects.get()


def test_a_correction_that_is_refused_again_waits_on(client, refused):
    address = reverse("review:exception-retry", args=[refused.pk])
    assert client.post(address, form("   ")).status_code == 302
    refused.refresh_from_db()
    assert refused.state == "open"
    assert refused.reason == "empty"


def test_dismissing_needs_words(client, refused):
    address = reverse("review:exception-dismiss", args=[refused.pk])
    answer = client.post(address, {"words": " "})
    assert answer.status_code == 422
    assert "Say in a few words" in answer.content.decode()
    assert client.post(address, {"words": "sent twice by the scanner"}).url == reverse(
        "review:exceptions"
    )
    refused.refresh_from_db()
    assert refused.state == "dismissed"


def test_what_somebody_settled_cannot_be_settled_again(client, refused):
    address = reverse("review:exception-dismiss", args=[refused.pk])
    client.post(address, {"words": "not ours"})
    assert client.post(address, {"words": "not ours"}).status_code == 409
    retry = reverse("review:exception-retry", args=[refused.pk])
    assert client.post(retry, form(TEXT)).status_code == 409


def test_no_more_documents_are_read_than_a_page_has(client, signed_in):
    answer = add(client, TEXT, **{"documents-TOTAL_FORMS": "1000000000"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Please submit at most 20 forms." in page
    assert page.count('id="document-') <= 20
    assert not Chart.objects.exists()


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_refused_date_at_the_end_of_the_calendar_has_a_page(client, signed_in, day):
    answer = client.post(
        reverse("review:intake"), form(TEXT, service_date=day), follow=True
    )
    assert answer.status_code == 200
    assert "The date of service lies" in answer.content.decode()


@pytest.mark.parametrize("count", ["abc", "-5", "", "9" * 5000])
def test_another_document_needs_no_sound_count_of_documents(client, signed_in, count):
    answer = add(client, TEXT, more="1", **{"documents-TOTAL_FORMS": count})
    assert answer.status_code == 200
    assert b'name="documents-0-text"' in answer.content


def test_a_refused_upload_that_no_page_can_spell_can_be_looked_at(client, signed_in):
    bad = DocumentUpload(TEXT.encode(), name="\ud800.txt", kind="\ud800")
    patient = PatientUpload(name="\ud800 Vestergaard")
    upload = ChartUpload(
        (bad,), "outpatient", date(2026, 5, 14), patient=patient, external_id="\ud800"
    )
    row = intake.receive(upload, by=signed_in).exception
    page = client.get(reverse("review:exception", args=[row.pk]))
    assert page.status_code == 200
    assert "\N{REPLACEMENT CHARACTER} Vestergaard" in page.content.decode()


# -- files of other systems

CSV = """id,setting,service_date,name,mrn,payer,contract,text
V-1,outpatient,2026-05-04,Ida V.,M-7,Larkspur,H1234,Assessment: asthma.
V-2,outpatient,2026-05-05,Bo K.,M-8,,,Assessment: migraine.
V-3,outpatient,,Cy L.,M-9,Fernwood,,Assessment: cough.
V-4,outpatient,soon,Di M.,M-10,Fernwood,,Assessment: gout.
"""


def deliver(client, text, name="clinic.csv", **said):
    file = SimpleUploadedFile(name, text.encode(), content_type="text/csv")
    sent = {"file": file, "setting": "outpatient", **said}
    return client.post(reverse("review:delivery"), sent)


def test_a_file_of_charts_is_taken_in_one_by_one(client, signed_in, caplog):
    answer = deliver(client, CSV)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "2 taken in, 0 known before, 1 refused, 1 unreadable" in page
    assert "The date of service is missing." in page
    assert "line or chart 5 service_date is not a date" in page
    chart = Chart.objects.get(external_id="V-1")
    assert (chart.latest().payer, chart.contract) == ("Larkspur", "H1234")
    assert Run.objects.count() == 2
    assert IntakeException.objects.get().site == ""
    # Who the patients are reaches neither the page nor the log.
    assert not re.search(r"\bIda\b", page) and "Cy L." not in page
    assert "Ida" not in caplog.text
    again = deliver(client, CSV).content.decode()
    assert "0 taken in, 2 known before, 1 refused, 1 unreadable" in again
    assert IntakeException.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("clinic.pdf", "x", "is neither FHIR (.json) nor .hl7 nor .csv"),
        ("x.json", "[]", "is neither FHIR (.json) nor .hl7 nor .csv"),
        ("x.json", '{"resourceType": "Bundle", "ent', "cannot be read as JSON"),
        ("x.csv", "<script>,text", "has an unknown name above column 1"),
        ("x.hl7", "MSH", "does not name its delimiters"),
    ],
)
def test_a_file_that_holds_no_chart_says_why(client, signed_in, name, text, said):
    answer = deliver(client, text, name)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "<script>," not in answer.content.decode()
    assert not Chart.objects.exists()


def test_only_so_many_charts_are_taken_at_once(client, signed_in, monkeypatch):
    from review.actions import deliveries

    monkeypatch.setattr(deliveries, "MOST_CHARTS", 1)
    page = deliver(client, CSV).content.decode()
    assert "1 taken in" in page and "Only the first 1 charts were taken" in page


def test_nobody_puts_documents_into_an_encounter_of_another_site(person):
    from review.actions import people

    at_north = intake.receive(of("north", TEXT), by=None).chart
    southerner = person("southerner", certificate="CCS")
    people.grant(southerner, role="coder", site="south", by=None)
    for text in (TEXT, TEXT + "And gout.\n"):
        refused = intake.receive(of("south", text), by=southerner).exception
        assert refused.reason == "other_site"
    assert at_north.versions.count() == 1
    northerner = person("northerner", certificate="CCS")
    people.grant(northerner, role="coder", site="north", by=None)
    again = intake.receive(of("north", TEXT + "And gout.\n"), by=northerner)
    assert again.version.number == 2


def of(site, text):
    return ChartUpload(
        documents=(DocumentUpload.of_text(text, name="Note", kind="progress note"),),
        setting="outpatient",
        service_date=date(2026, 5, 14),
        source="clinic",
        external_id="visit-7",
        site=site,
        patient=PatientUpload(name="Ida Vestergaard"),
    )
