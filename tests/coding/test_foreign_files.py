"""Charts in the forms of others: any bytes, and the samples that they publish."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.chartfiles import BadLine, ChartFile, of_bytes, read
from tests.coding.chart_files import PID, PV1, hl7, message, note, one, problem


@given(st.binary(max_size=300))
def test_any_bytes_are_read_to_the_end(tmp_path_factory, data):
    for name in ("any.hl7", "any.csv", "any.json"):
        path = tmp_path_factory.getbasetemp() / name
        path.write_bytes(data)
        assert all(isinstance(each, ChartFile | BadLine) for each in read(path))


def test_json_nested_to_the_very_edge_is_a_bad_line():
    most = sys.getrecursionlimit()
    for deep in range(most - 300, most + 1):
        told = '{"resourceType": "Bundle", "x": ' + "[" * deep + "]" * deep + "}"
        (bad,) = of_bytes("delivery.json", told.encode())
        assert isinstance(bad, BadLine)


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
