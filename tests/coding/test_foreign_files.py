"""Charts in FHIR, HL7 version 2 and CSV: facts, payer and text, and what is refused."""

import base64
import json
import sys
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coding.acceptance import Limits, Refusal, accept
from coding.chartfiles import BadLine, ChartFile, of_bytes, read

TODAY = date(2026, 9, 30)
NOTE = "Assessment: asthma.\n"


def in_base64(text=NOTE):
    data = text if isinstance(text, bytes) else text.encode()
    return base64.b64encode(data).decode()


def written(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(
        content if isinstance(content, bytes) else str(content).encode("utf-8")
    )
    return list(read(path))


def one(found) -> ChartFile:
    (chart,) = found
    assert isinstance(chart, ChartFile), chart
    accept(chart.upload, today=TODAY, limits=Limits())
    return chart


def problem(found):
    (bad,) = found
    assert isinstance(bad, BadLine), bad
    return bad.problem


# -- FHIR

PATIENT = {
    "resourceType": "Patient",
    "id": "p1",
    "identifier": [
        {"type": {"coding": [{"code": "MR"}]}, "value": "MRN-7"},
        {"system": "http://hl7.org/fhir/sid/us-mbi", "value": "1S00E00AA10"},
    ],
    "name": [
        {"text": "Ida Nickname"},
        {"use": "official", "family": "Vestergaard", "given": ["Ida", "Maren"]},
    ],
    "birthDate": "1985-03-02",
    "gender": "female",
}
ENCOUNTER = {
    "resourceType": "Encounter",
    "id": "e1",
    "identifier": [{"system": "urn:oid:1.2.3", "value": "V-100"}],
    "status": "finished",
    "class": {"code": "IMP"},
    "subject": {"reference": "Patient/p1"},
    "period": {"start": "2026-05-01T22:10:00-05:00", "end": "2026-05-04"},
    "participant": [{"individual": {"reference": "Practitioner/d1"}}],
}
DOCTOR = {
    "resourceType": "Practitioner",
    "id": "d1",
    "name": [{"family": "Luntberry", "given": ["Philippa"]}],
    "identifier": [{"system": "http://hl7.org/fhir/sid/us-npi", "value": "9000010098"}],
}
INSURER = {"resourceType": "Organization", "id": "o1", "name": "Larkspur Advantage"}
COVERAGE = {
    "resourceType": "Coverage",
    "id": "c1",
    "status": "active",
    "beneficiary": {"reference": "Patient/p1"},
    "payor": [{"reference": "Organization/o1"}],
    "subscriberId": "L-1",
    "class": [
        {"type": {"coding": [{"code": "group"}]}, "value": "G-9"},
        {"type": {"coding": [{"code": "plan"}]}, "value": "H1234-007"},
    ],
    "period": {"start": "2026-01-01", "end": "2026-12-31"},
}
PAPER = {
    "resourceType": "DocumentReference",
    "id": "r1",
    "status": "current",
    "type": {"text": "Discharge summary"},
    "subject": {"reference": "Patient/p1"},
    "author": [{"reference": "Practitioner/d1"}],
    "date": "2026-05-04T09:00:00Z",
    "content": [{"attachment": {"contentType": "text/plain", "data": in_base64()}}],
    "context": {"encounter": [{"reference": "Encounter/e1"}]},
}


def bundle(*resources):
    entries = [{"resource": each} for each in resources]
    return json.dumps({"resourceType": "Bundle", "type": "batch", "entry": entries})


def fhir(tmp_path, *resources):
    return written(tmp_path, "delivery.json", bundle(*resources))


WHOLE = (PATIENT, ENCOUNTER, DOCTOR, INSURER, COVERAGE, PAPER)


def test_a_bundle_says_who_where_when_who_pays_and_what_was_written(tmp_path):
    upload = one(fhir(tmp_path, *WHOLE)).upload
    assert (upload.source, upload.external_id) == ("urn:oid:1.2.3", "V-100")
    assert upload.setting == "inpatient"
    assert upload.admission_date == date(2026, 5, 1)
    assert upload.service_date == date(2026, 5, 4)
    assert (upload.payer, upload.contract) == ("Larkspur Advantage", "H1234")
    assert (upload.provider_name, upload.provider_npi) == (
        "Philippa Luntberry",
        "9000010098",
    )
    patient = upload.patient
    assert (patient.name, patient.mrn, patient.mbi, patient.enrollee_id) == (
        "Ida Maren Vestergaard",
        "MRN-7",
        "1S00E00AA10",
        "L-1",
    )
    (document,) = upload.documents
    assert document.data == NOTE.encode()
    assert document.kind == "Discharge summary"
    assert document.author == "Philippa Luntberry"
    assert document.date == date(2026, 5, 4)


@pytest.mark.parametrize(
    "change",
    [
        {"beneficiary": {"reference": "Patient/p2"}},
        {"beneficiary": {}},
        {"status": "entered-in-error"},
        {"period": {"end": "2025-12-31"}},
        {"period": {"start": "2026-06-01"}},
    ],
    ids=["another's", "nobody's", "an error", "run out", "not begun"],
)
def test_a_coverage_that_does_not_cover_the_stay_says_nothing(tmp_path, change):
    found = fhir(tmp_path, PATIENT, ENCOUNTER, INSURER, {**COVERAGE, **change}, PAPER)
    upload = one(found).upload
    assert (upload.payer, upload.contract, upload.patient.enrollee_id) == ("", "", "")


def test_nobodys_coverage_is_not_that_of_a_chart_without_a_patient(tmp_path):
    paper = {**PAPER, "subject": {}, "context": {}}
    found = fhir(tmp_path, INSURER, {**COVERAGE, "beneficiary": {}}, paper)
    assert one(found).upload.payer == ""


def test_of_several_coverages_the_one_that_is_billed_first_counts(tmp_path):
    second = {**COVERAGE, "order": 2}
    first = {
        **COVERAGE,
        "id": "c2",
        "order": 1,
        "payor": [{"display": "Fernwood Mutual"}],
        "class": [],
    }
    upload = one(fhir(tmp_path, PATIENT, ENCOUNTER, INSURER, second, first, PAPER))
    assert (upload.upload.payer, upload.upload.contract) == ("Fernwood Mutual", "")


def test_documents_of_two_patients_are_never_put_together(tmp_path):
    other = {**PAPER, "id": "r2", "subject": {"reference": "Patient/p2"}}
    said = problem(fhir(tmp_path, PATIENT, ENCOUNTER, PAPER, other))
    assert said == "has documents of more than one patient under one encounter"


def test_documents_without_an_encounter_are_charts_of_their_own(tmp_path):
    papers = [{**PAPER, "id": f"r{n}", "context": {}} for n in (1, 2)]
    found = fhir(tmp_path, PATIENT, ENCOUNTER, COVERAGE, INSURER, *papers)
    assert [each.upload.external_id for each in found] == ["r1", "r2"]
    assert {each.upload.payer for each in found} == {"Larkspur Advantage"}
    assert {each.upload.service_date for each in found} == {date(2026, 5, 4)}


def test_references_may_be_addresses_or_stand_in_the_resource(tmp_path):
    patient = {**PATIENT, "id": "abc"}
    urn = "urn:uuid:5f0c"
    contained = {"resourceType": "Practitioner", "id": "d", "name": [{"text": "P. L."}]}
    paper = {
        **PAPER,
        "subject": {"reference": urn},
        "contained": [contained],
        "author": [{"reference": "#d"}],
        "context": {"encounter": [{"reference": "https://ehr.test/fhir/Encounter/e1"}]},
    }
    told = {
        "resourceType": "Bundle",
        "entry": [
            {"fullUrl": urn, "resource": patient},
            {"resource": {**ENCOUNTER, "subject": {"reference": "Patient/abc"}}},
            {"resource": paper},
        ],
    }
    upload = one(written(tmp_path, "a.json", json.dumps(told))).upload
    assert upload.patient.name == "Ida Maren Vestergaard"
    assert upload.documents[0].author == "P. L."
    assert upload.external_id == "V-100"


def within(number, **encounter):
    """A document that holds its own encounter, as numbered in itself."""
    return {
        **PAPER,
        "id": f"r{number}",
        "contained": [{**ENCOUNTER, "id": "enc", **encounter}],
        "context": {"encounter": [{"reference": "#enc"}]},
    }


def test_encounters_within_documents_are_told_apart(tmp_path):
    visits = [[{"system": "s", "value": each}] for each in ("V-1", "V-2", "V-1")]
    papers = [within(n, identifier=each) for n, each in enumerate(visits)]
    first, second = fhir(tmp_path, PATIENT, *papers)
    assert [each.upload.external_id for each in (first, second)] == ["V-1", "V-2"]
    assert [len(each.upload.documents) for each in (first, second)] == [2, 1]
    unnamed = [within(n, identifier=[]) for n in (1, 2)]
    found = fhir(tmp_path, PATIENT, *unnamed)
    assert [each.upload.external_id for each in found] == ["", ""]


def test_one_encounter_however_it_is_referred_to_is_one_chart(tmp_path):
    urn = "urn:uuid:5f0c"
    other = {**PAPER, "id": "r2", "context": {"encounter": [{"reference": urn}]}}
    entries = [{"fullUrl": urn, "resource": ENCOUNTER}]
    entries += [{"resource": each} for each in (PATIENT, PAPER, other)]
    told = {"resourceType": "Bundle", "entry": entries}
    found = one(written(tmp_path, "a.json", json.dumps(told)))
    assert len(found.upload.documents) == 2


@pytest.mark.parametrize(
    ("attachment", "said"),
    [
        ({"url": "http://169.254.169.254/latest"}, "addresses are not followed"),
        ({"data": "%%%"}, "is not valid base64"),
        ({"data": 7}, "addresses are not followed"),
    ],
)
def test_text_that_is_not_in_the_file_is_asked_for(tmp_path, attachment, said):
    paper = {**PAPER, "content": [{"attachment": attachment}]}
    assert said in problem(fhir(tmp_path, PATIENT, ENCOUNTER, paper))


@pytest.mark.parametrize(
    "media", ["text/html", "application/xml; charset=utf-8", "application/hl7-cda+xml"]
)
def test_tags_are_not_read_as_the_note(tmp_path, media):
    marked = {"contentType": media, "data": in_base64("<p>No asthma.</p>")}
    alone = {**PAPER, "content": [{"attachment": marked}]}
    assert "plain text is needed" in problem(fhir(tmp_path, PATIENT, ENCOUNTER, alone))
    beside = {**PAPER, "content": [{"attachment": marked}, *PAPER["content"]]}
    (document,) = one(fhir(tmp_path, PATIENT, ENCOUNTER, beside)).upload.documents
    assert document.data == NOTE.encode()
    told = note(f"^text^html^Base64^{in_base64('<p>x</p>')}").replace("1|TX", "1|ED")
    assert "plain text is needed" in problem(hl7(tmp_path, told))


def test_an_attachment_of_another_kind_is_left_for_intake_to_refuse(tmp_path):
    said = {"contentType": "application/pdf", "data": in_base64(b"%PDF-1.7 ...")}
    (chart,) = fhir(tmp_path, PATIENT, {**PAPER, "content": [{"attachment": said}]})
    with pytest.raises(Refusal, match="not_text"):
        accept(chart.upload, today=TODAY, limits=Limits())


@pytest.mark.parametrize("status", ["entered-in-error", "superseded"])
def test_what_was_taken_back_is_no_document(tmp_path, status):
    found = fhir(tmp_path, PATIENT, ENCOUNTER, {**PAPER, "status": status})
    assert problem(found) == "holds no document of a chart"


def test_json_that_is_no_resource_is_a_document_as_before(tmp_path):
    (chart,) = written(tmp_path, "x.json", '{"resource": "Bundle"}')
    assert chart.upload.documents[0].name == "x.json"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                "reference id status subject class period start content attachment data"
                " coding code value name family given payor order".split()
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)
fields = st.sampled_from(
    "id status subject context encounter content type author class period identifier"
    " participant name beneficiary payor order contained birthDate gender".split()
)


@settings(max_examples=30)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([PATIENT, ENCOUNTER, COVERAGE, PAPER, INSURER]),
            st.dictionaries(fields, json_values, max_size=3),
        ),
        max_size=5,
    )
)
def test_any_resources_are_charts_or_bad_lines(tmp_path_factory, changed):
    resources = [{**resource, **change} for resource, change in changed]
    path = tmp_path_factory.getbasetemp() / "any.json"
    path.write_text(bundle(*resources))
    for each in read(path):
        assert isinstance(each, ChartFile | BadLine)


# -- HL7 version 2

HEADER = r"MSH|^~\&|EHR|CLINIC|ATTEST||202605041200||{kind}|{number}|P|2.5.1"
PID = "PID|1||MRN-7^^^CLINIC^MR~1S00E00AA10^^^CMS^MC||Vestergaard^Ida^Maren||19850302|F"
PV1 = (
    "PV1|1|I|||||9000010098^Luntberry^Philippa^^^^^^^^^^NPI"
    "||||||||||||V-100|||||||||||||||||||||||||20260501|20260504"
)
IN1 = (
    "IN1|1|H1234-007^Larkspur Gold|LARK|Larkspur Advantage"
    "||||G-9||||20260101|20261231|||||||||||||||||||||||L-1"
)


def message(kind, *segments, number="1"):
    return "\r".join((HEADER.format(kind=kind, number=number), *segments)) + "\r"


def note(*lines, number="D1", event="T02", parent=""):
    about = (
        f"TXA|1|DS^Discharge summary|TX|20260504|||||77^Luntberry^Philippa|||"
        f"{number}|{parent}"
    )
    texts = [f"OBX|{n}|TX|||{line}||||||F" for n, line in enumerate(lines, 1)]
    return message(f"MDM^{event}", PID, PV1, about, *texts, number=f"m{number}")


def hl7(tmp_path, *messages):
    return written(tmp_path, "feed.hl7", "".join(messages))


def test_payer_of_the_admission_and_text_of_the_document_are_one_chart(tmp_path):
    admitted = message("ADT^A01", PID, PV1, IN1)
    found = hl7(tmp_path, admitted, note("Assessment:", r"Asthma \T\ cough.\.br\Well."))
    upload = one(found).upload
    assert (upload.source, upload.external_id) == ("hl7 CLINIC", "V-100")
    assert (upload.payer, upload.contract) == ("Larkspur Advantage", "H1234")
    assert upload.setting == "inpatient" and upload.site == "CLINIC"
    assert (upload.admission_date, upload.service_date) == (
        date(2026, 5, 1),
        date(2026, 5, 4),
    )
    assert (upload.provider_name, upload.provider_npi) == (
        "Philippa Luntberry",
        "9000010098",
    )
    patient = upload.patient
    assert (patient.name, patient.mrn, patient.mbi, patient.enrollee_id) == (
        "Ida Maren Vestergaard",
        "MRN-7",
        "1S00E00AA10",
        "L-1",
    )
    assert patient.birth_date == date(1985, 3, 2)
    (document,) = upload.documents
    assert document.data.decode() == "Assessment:\nAsthma & cough.\nWell.\n"
    assert (document.kind, document.author) == (
        "Discharge summary",
        "Philippa Luntberry",
    )


def test_lines_may_end_in_any_way_and_come_in_frames(tmp_path):
    text = note("Asthma.")
    for spelled in (
        text.replace("\r", "\n"),
        text.replace("\r", "\r\n"),
        f"\x0b{text}\x1c\r",
        text.replace("|", "!").replace("^", "|"),
    ):
        assert one(hl7(tmp_path, spelled)).upload.external_id == "V-100"


@pytest.mark.parametrize(
    "dates", ["20250101|20251231", "20260601|20261231"], ids=["run out", "not begun"]
)
def test_an_insurance_that_does_not_cover_the_stay_says_nothing(tmp_path, dates):
    told = IN1.replace("20260101|20261231", dates)
    upload = one(hl7(tmp_path, message("ADT^A01", PID, PV1, told), note("Asthma.")))
    assert (upload.upload.payer, upload.upload.contract) == ("", "")


def test_the_insurance_that_is_billed_first_counts(tmp_path):
    second = IN1.replace("IN1|1|", "IN1|2|").replace("Larkspur Adv", "Fernwood Adv")
    admitted = message("ADT^A08", PID, PV1, second, IN1)
    assert one(hl7(tmp_path, admitted, note("x"))).upload.payer == "Larkspur Advantage"


def test_a_document_may_be_replaced_or_cancelled(tmp_path):
    both = (note("First.", number="D1"), note("Other.", number="D2"))
    replaced = note("Better.", number="D3", event="T10", parent="D1")
    upload = one(hl7(tmp_path, *both, replaced)).upload
    assert [each.data for each in upload.documents] == [b"Other.\n", b"Better.\n"]
    gone = note("First.", number="D1", event="T11")
    assert len(one(hl7(tmp_path, *both, gone)).upload.documents) == 1


def test_what_was_taken_back_is_not_read(tmp_path):
    other, first = note("Other.", number="D2"), note("First.", number="D1")
    later = first.replace("|D1|", "|D1|||||||CA")
    upload = one(hl7(tmp_path, first, other, later)).upload
    assert [each.data for each in upload.documents] == [b"Other.\n"]
    right = note("Kept.", "Wrong.").replace("Wrong.||||||F", "Wrong.||||||W")
    upload = one(hl7(tmp_path, right)).upload
    assert [each.data for each in upload.documents] == [b"Kept.\n"]
    wrong = first.replace("||||||F", "||||||D")
    upload = one(hl7(tmp_path, first, other, wrong)).upload
    assert [each.data for each in upload.documents] == [b"Other.\n"]


def test_a_message_without_any_number_is_known_by_what_it_says(tmp_path):
    alone = note("Asthma.").replace("|V-100|", "||").replace("|mD1|", "||")
    numbers = [each.upload.external_id for each in hl7(tmp_path, alone, alone)]
    assert numbers == ["", ""]


def test_two_patients_under_one_visit_are_refused(tmp_path):
    other = note("Asthma.", number="D2").replace("MRN-7", "MRN-8")
    other = other.replace("1S00E00AA10", "1S00E00AA11")
    said = problem(hl7(tmp_path, note("Asthma."), other))
    assert said == "has messages of more than one patient under one visit"


def test_the_messages_of_a_batch_file_are_read(tmp_path):
    one, other = note("Asthma."), note("Gout.").replace("|V-100|", "|V-101|")
    header = "FHS|^~\\&|EHR\rBHS|^~\\&|EHR\r"
    charts = hl7(tmp_path, header, one, "\r", other, "BTS|2\rFTS|1\r")
    assert [each.upload.external_id for each in charts] == ["V-100", "V-101"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (message("ADT^A01", PID, PV1, IN1), "has no document"),
        ("FHS|^~\\&|EHR\rBTS|0\r", "holds no HL7 message"),
        ("PID|1||x\r", "does not begin with MSH"),
        ("MSH|||||||\r", "does not name its delimiters"),
        ("MSHabcdefgh\r", "does not name its delimiters"),
        ("", "holds no HL7 message"),
        (note("").replace("|TX|||", "|RP|||"), "text is elsewhere"),
        (note("   "), "has a document without text"),
        (note("^application^pdf^Base64^").replace("1|TX", "1|ED"), "holds nothing"),
        (note("^text^plain^Base64^%%").replace("1|TX", "1|ED"), "not valid base64"),
        (note("^text^plain^Hex^4173").replace("1|TX", "1|ED"), "in hexadecimal"),
        (note("^text^html^A^<p>x</p>").replace("1|TX", "1|ED"), "HTML, XML or JSON"),
    ],
)
def test_what_is_no_chart_says_why(tmp_path, content, said):
    assert said in problem(written(tmp_path, "x.hl7", content))


def test_a_document_in_base64_is_read(tmp_path):
    told = note(f"^text^plain^Base64^{in_base64()}").replace("1|TX", "1|ED")
    assert one(hl7(tmp_path, told)).upload.documents[0].data == NOTE.encode()


def test_text_beside_a_document_in_base64_is_a_document_too(tmp_path):
    told = note("Asthma.", f"^text^plain^Base64^{in_base64('Scan one.')}", "Well.")
    told = told.replace("2|TX", "2|ED")
    told += f"OBX|4|ED|||^text^plain^Base64^{in_base64('Scan two.')}\r"
    documents = one(hl7(tmp_path, told)).upload.documents
    assert [each.data for each in documents] == [
        b"Asthma.\nWell.\n",
        b"Scan one.",
        b"Scan two.",
    ]
    assert {each.kind for each in documents} == {"Discharge summary"}


segments = st.lists(
    st.sampled_from([PID, PV1, IN1, "TXA|1", "OBX|1|TX|||x", "OBX|1|ED|||^^^Base64^x"])
    | st.text(alphabet="|^~\\&OBXPID13.\x0b ", max_size=30),
    max_size=6,
)


def test_json_nested_to_the_very_edge_is_a_bad_line():
    most = sys.getrecursionlimit()
    for deep in range(most - 300, most + 1):
        told = '{"resourceType": "Bundle", "x": ' + "[" * deep + "]" * deep + "}"
        (bad,) = of_bytes("delivery.json", told.encode())
        assert isinstance(bad, BadLine)


@given(st.lists(st.tuples(st.sampled_from(["ADT^A01", "MDM^T02", "ORU"]), segments)))
def test_any_messages_are_charts_or_bad_lines(tmp_path_factory, told):
    path = tmp_path_factory.getbasetemp() / "any.hl7"
    path.write_text("".join(message(kind, *some) for kind, some in told))
    assert all(isinstance(each, ChartFile | BadLine) for each in read(path))


# -- CSV

HEADING = "id,setting,service_date,name,mrn,payer,contract,billed,age,text,kind"


def table(tmp_path, *rows, heading=HEADING):
    return written(tmp_path, "clinic.csv", "\r\n".join((heading, *rows)) + "\r\n")


def test_a_line_is_a_document_and_lines_of_one_id_are_a_chart(tmp_path):
    same = "V-1,outpatient,2026-05-04,Ida V.,M-7,Larkspur,H1234,J45.40;i10,41"
    other = "V-2,emergency,2026-05-05,Bo K.,M-8,Fernwood,,,"
    first, second = table(
        tmp_path,
        f'{same},"Asthma,\r\nstable.",visit',
        f"{same},Lab.,lab",
        f"{other},x,",
    )
    upload = first.upload
    assert (upload.source, upload.external_id) == ("clinic", "V-1")
    assert (upload.payer, upload.contract) == ("Larkspur", "H1234")
    assert (upload.billed, upload.age) == (("J45.40", "i10"), 41)
    assert [each.data for each in upload.documents] == [b"Asthma,\r\nstable.", b"Lab."]
    assert [each.kind for each in upload.documents] == ["visit", "lab"]
    assert (upload.patient.name, upload.patient.mrn) == ("Ida V.", "M-7")
    assert (second.upload.setting, second.upload.payer) == ("emergency", "Fernwood")
    assert second.line == 4


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        ("id,text,paier", "has an unknown name above column 3"),
        ("id,text,id", "has the same name above two columns, id"),
        ("id,kind", "has no column text"),
        ("Asthma since 2019; Ida V.", "has an unknown name above column 1"),
    ],
)
def test_a_heading_that_is_not_known_is_refused_and_not_repeated(
    tmp_path, heading, said
):
    found = table(tmp_path, "1,x,y", heading=heading)
    assert problem(found) == said
    assert "Ida" not in str(found[0])


def test_lines_of_one_chart_have_to_agree(tmp_path):
    rows = ("7,2026-05-04,Larkspur,a", "7,2026-05-04,Fernwood,b", "8,2026-05-04,,c")
    bad, good = table(tmp_path, *rows, heading="id,date,payer,text")
    assert bad.problem == "has lines of one chart that do not agree in its facts"
    assert good.upload.external_id == "8"


def test_a_later_line_takes_no_place_of_a_chart_above(tmp_path):
    rows = ("7,2026-05-04,a", "8,2026-05-04,b", "7,2026-05-04,c")
    first, second, late = table(tmp_path, *rows, heading="id,date,text")
    assert [each.upload.external_id for each in (first, second)] == ["7", "8"]
    assert late.line == 4
    assert late.problem == "is of a chart above, but does not follow its lines"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("1,2026-05-04", "has more or fewer fields than the heading"),
        ("1,2026-05-04,x,y", "has more or fewer fields than the heading"),
        ("1,4.5.2026,x", "service_date is not a date like 2026-05-01"),
        ('1,2026-05-04,"x', "is not valid CSV from here on"),
    ],
)
def test_a_bad_line_is_named(tmp_path, row, said):
    found = table(tmp_path, row, heading="id,service_date,text")
    assert problem(found) == said


def test_what_looks_like_a_formula_or_is_very_long_is_only_text(tmp_path):
    words = "=HYPERLINK(1)" + "x" * 1_000_000
    chart = one(table(tmp_path, f"1,2026-05-04,{words}", heading="id,date,text"))
    assert chart.upload.documents[0].data.decode() == words


# -- all of them


@given(st.binary(max_size=300))
def test_any_bytes_are_read_to_the_end(tmp_path_factory, data):
    for name in ("any.hl7", "any.csv", "any.json"):
        path = tmp_path_factory.getbasetemp() / name
        path.write_bytes(data)
        assert all(isinstance(each, ChartFile | BadLine) for each in read(path))


def test_a_file_that_is_larger_than_any_delivery_is_not_read(tmp_path):
    path = tmp_path / "x.hl7"
    with path.open("wb") as file:
        file.truncate(65 * 1024 * 1024)
    assert problem(list(read(path))) == "is larger than any delivery of charts"


@pytest.mark.data
def test_the_samples_of_others_are_read_or_say_why(shared):
    folder = shared / "data" / "interop"
    found = {each.name: list(read(each)) for each in (folder / "hl7v2").iterdir()}
    assert problem(found["ADT-A01-01.hl7"]).startswith("has no document")
    assert "holds nothing" in problem(found["MDM-T02-01.hl7"])
    (echo,) = found["MDM-T02-02.hl7"]
    assert echo.upload.external_id == "10000001"
    assert echo.upload.setting == "inpatient"
    assert echo.upload.documents[0].data.count(b"\n") == 2
    for each in found.values():
        assert all(isinstance(one, ChartFile | BadLine) for one in each)
    (summary,) = read(
        folder / "fhir_docref" / "documentreference-discharge-summary.json"
    )
    assert summary.upload.external_id == "example-1"
    assert summary.upload.documents[0].data.startswith(b"No activity restriction")
    report = folder / "fhir_docref" / "DiagnosticReport-cardiology-report.json"
    assert "addresses are not followed" in problem(read(report))


@pytest.mark.data
def test_the_payer_of_a_sample_admission_is_read(shared, tmp_path):
    """The sample's IN1, put beside a note of the same visit."""
    path = shared / "data" / "interop" / "hl7v2" / "ADT-A01-01.hl7"
    lines = path.read_text().replace("\r", "\n").splitlines()
    insured = next(each for each in lines if each.startswith("IN1"))
    admitted = message("ADT^A01", PID, PV1, insured)
    upload = one(hl7(tmp_path, admitted, note("Asthma."))).upload
    assert upload.payer == "Blue Cross Blue Shield of Texas"


# -- results that come again


def result(*lines, order="R-1", status="F", code="718-7", number="1"):
    """One report of an order; all its lines are one observation."""
    asked = f"OBR|1||{order}|CBC^Blood count|||20260502"
    texts = [f"OBX|{n}|TX|{code}||{line}||||||{status}" for n, line in enumerate(lines)]
    return message("ORU^R01", PID, PV1, asked, *texts, number=f"r{number}")


def texts_of(found):
    return [each.data.decode() for each in one(found).upload.documents]


def test_a_corrected_result_takes_the_place_of_the_first(tmp_path):
    first = result("Hb 8.1", "Anaemia.")
    other = result("No growth.", order="R-2", number="2")
    mended = result("Hb 13.1", "Normal.", status="C", number="3")
    found = hl7(tmp_path, first, other, mended)
    assert texts_of(found) == ["Hb 13.1\nNormal.\n", "No growth.\n"]


def test_a_final_result_takes_the_place_of_a_preliminary_one(tmp_path):
    found = hl7(tmp_path, result("Growth?", status="P"), result("E. coli.", number="2"))
    assert texts_of(found) == ["E. coli.\n"]


def test_two_final_results_of_an_order_stand_side_by_side(tmp_path):
    found = hl7(tmp_path, result("Hb 8.1"), result("Hb 9.0", number="2"))
    assert texts_of(found) == ["Hb 8.1\n", "Hb 9.0\n"]


def test_what_a_correction_brings_beside_is_kept(tmp_path):
    more = "OBX|9|TX|4544-3||Hct 39||||||F\r"
    mended = result("Hb 13.1", status="C", number="2") + more
    found = hl7(tmp_path, result("Hb 8.1"), mended)
    assert texts_of(found) == ["Hb 13.1\n", "Hct 39\n"]


def test_a_result_that_is_taken_back_later_is_gone(tmp_path):
    found = hl7(
        tmp_path,
        result("Hb 8.1"),
        note("Asthma."),
        result("Hb 8.1", status="W", number="2"),
    )
    assert texts_of(found) == ["Asthma.\n"]


def test_a_correction_without_an_order_stands_by_itself(tmp_path):
    first, mended = (result("Hb", order="", status=s, number=s) for s in "FC")
    assert len(texts_of(hl7(tmp_path, first, mended))) == 2


# -- whose a document is


SAME = "has documents of more than one patient under one encounter"


def contained(**facts):
    person = {"resourceType": "Patient", "id": "p", **facts}
    return {**PAPER, "contained": [person], "subject": {"reference": "#p"}}


def named(text, **more):
    return contained(name=[{"text": text}], **more)


def test_patients_within_documents_are_compared_by_who_they_are(tmp_path):
    encounter = {**ENCOUNTER, "subject": {}}
    one_, other = named("Ida Vestergaard"), {**named("Jo Hale"), "id": "r2"}
    assert problem(fhir(tmp_path, encounter, one_, other)) == SAME
    again = {**named("VESTERGAARD, Ida"), "id": "r2"}
    assert len(one(fhir(tmp_path, encounter, one_, again)).upload.documents) == 2
    born = [
        {**named("Ida Vestergaard", birthDate=day), "id": day}
        for day in ("1985-03-02", "1991-01-01")
    ]
    assert problem(fhir(tmp_path, encounter, *born)) == SAME


def test_a_shared_number_makes_one_patient_whatever_it_is_called_here(tmp_path):
    own = contained(identifier=PATIENT["identifier"], name=[{"text": "I. V."}])
    assert one(fhir(tmp_path, PATIENT, ENCOUNTER, own)).upload.external_id == "V-100"
    other = contained(identifier=[{"value": "MRN-8"}], name=PATIENT["name"])
    assert problem(fhir(tmp_path, PATIENT, ENCOUNTER, other)) == SAME


def test_a_subject_told_by_number_or_name_alone_is_compared_too(tmp_path):
    by_number = {"identifier": {"value": "MRN-8"}}
    by_name = {"display": "Jo Hale"}
    for subject in (by_number, by_name):
        paper = {**PAPER, "subject": subject}
        assert problem(fhir(tmp_path, PATIENT, ENCOUNTER, paper)) == SAME
    hers = {**PAPER, "subject": {"display": "Vestergaard, Ida Maren"}}
    assert one(fhir(tmp_path, PATIENT, ENCOUNTER, hers)).upload.patient.mrn == "MRN-7"
    unsaid = {key: value for key, value in PAPER.items() if key != "subject"}
    assert one(fhir(tmp_path, PATIENT, ENCOUNTER, unsaid)).upload.patient.mrn == "MRN-7"
