"""Charts in FHIR: facts, payer and text, and whose a document is."""

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coding import fhirresources
from coding.acceptance import Limits, Refusal, accept
from coding.chartfiles import BadLine, ChartFile, read
from coding.chartplain import Plain
from tests.coding.chart_files import NOTE, TODAY, in_base64, one, problem, written

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


def test_what_a_resource_contains_is_looked_through_once(monkeypatch):
    looked: list[object] = []
    listed = fhirresources.tables

    def counted(value: object) -> list[Plain]:
        looked.append(value)
        return listed(value)

    monkeypatch.setattr(fhirresources, "tables", counted)
    inside = [{"id": f"d{n}"} for n in range(30)]
    paper = {**PAPER, "contained": [{"id": ["d1"]}, *inside, {"id": "d1", "twice": 1}]}
    found = fhirresources.Resources()
    for number in range(30):
        assert found.at({"reference": f"#d{number}"}, paper) == {"id": f"d{number}"}
    assert found.at({"reference": "#none"}, paper) == {}
    assert found.at({"reference": "#d1"}, {"contained": {"id": "d1", "own": 1}})["own"]
    assert len(looked) == 2


def test_a_resource_of_endless_names_or_numbers_is_refused_and_told(tmp_path):
    most = fhirresources.MOST_SAID
    for said, each in (("name", {"use": "old"}), ("identifier", {"system": "s"})):
        full = {**PATIENT, said: [*PATIENT[said], *[each] * (most - 2)]}
        assert one(fhir(tmp_path, full, ENCOUNTER, PAPER)).upload.patient.mrn == "MRN-7"
        over = {**full, said: [*full[said], each]}
        told = problem(fhir(tmp_path, over, ENCOUNTER, PAPER))
        assert f"over {most} names or numbers" in told


def test_endless_coverages_of_one_patient_are_refused_and_those_of_nobody_are_not(
    tmp_path,
):
    most = fhirresources.MOST_SAID
    nobody = {key: value for key, value in COVERAGE.items() if key != "beneficiary"}
    assert one(fhir(tmp_path, PATIENT, ENCOUNTER, PAPER, *[nobody] * (most + 1)))
    told = problem(fhir(tmp_path, PATIENT, ENCOUNTER, PAPER, *[COVERAGE] * (most + 1)))
    assert f"over {most} coverages of one patient" in told
