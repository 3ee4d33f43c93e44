"""Charts in HL7 version 2: facts, payer, text, and results that come again."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.chartfiles import BadLine, ChartFile, read
from coding.hl7messages import Message, Place, Segment
from tests.coding.chart_files import (
    IN1,
    NOTE,
    PID,
    PV1,
    hl7,
    in_base64,
    message,
    note,
    one,
    problem,
    written,
)


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


def test_tags_of_a_message_are_not_read_as_the_note(tmp_path):
    told = note(f"^text^html^Base64^{in_base64('<p>x</p>')}").replace("1|TX", "1|ED")
    assert "plain text is needed" in problem(hl7(tmp_path, told))


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


@given(st.lists(st.tuples(st.sampled_from(["ADT^A01", "MDM^T02", "ORU"]), segments)))
def test_any_messages_are_charts_or_bad_lines(tmp_path_factory, told):
    path = tmp_path_factory.getbasetemp() / "any.hl7"
    path.write_text("".join(message(kind, *some) for kind, some in told))
    assert all(isinstance(each, ChartFile | BadLine) for each in read(path))


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


@pytest.mark.parametrize("order", ["", "alone", "shared"])
def test_a_visit_of_many_messages_is_not_looked_through_for_each(
    tmp_path, monkeypatch, order
):
    read_at = Message.observations
    asked: list[int] = []

    def counted(self: Message) -> dict[Place, list[Segment]]:
        asked.append(self.line)
        return read_at(self)

    monkeypatch.setattr(Message, "observations", counted)
    numbers = {"": "", "alone": "F{}", "shared": "F"}[order]
    lines = [
        result(f"Hb {n}.", order=numbers.format(n), number=str(n)) for n in range(40)
    ]
    assert len(texts_of(hl7(tmp_path, *lines))) == 40
    assert len(asked) <= 3 * 40
