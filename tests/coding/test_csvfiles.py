"""Charts in CSV: a line is a document, and what a bad line says."""

import pytest

from tests.coding.chart_files import one, problem, written

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
