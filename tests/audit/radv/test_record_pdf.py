"""The PDF of a record: plain, the same again, nothing lost, and what it looks like."""

import hashlib
import io
import shutil
import subprocess
from functools import cache

import pypdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from audit.radv import layout, pdf
from audit.radv.values import Diagnosis, Page, Quote, RecordPart, Scan

TABLE = """\
LAB           VALUE   UNIT      RANGE      FLAG
Sodium\t138\tmmol/L\t135-145
Creatinine\t2.31\tmg/dL\t0.6-1.2\tH
"""
OTHER = (
    "Größe 172 cm. Пациент: хронический. 慢性腎臓病 ステージ3. ﻣﺮﺽ. e\u0301 \U0001f600"
)


def page(text):
    return Page(hashlib.sha256(text.encode()).hexdigest(), text)


def record(*texts, quoted="", scans=()):
    pages = tuple(page(text) for text in texts)
    quotes = [
        Quote(
            each.sha256, each.text.index(quoted), each.text.index(quoted) + len(quoted)
        )
        for each in pages
        if quoted and quoted in each.text
    ]
    diagnosis = Diagnosis(
        "N18.4", "Chronic kidney disease", "secondary", "", "present", tuple(quotes)
    )
    return RecordPart(
        rank=1,
        chart="chart",
        encounter={},
        provider={},
        pages=pages,
        diagnoses=(diagnosis,) if quotes else (),
        tests=(),
        scans=tuple(scans),
    )


def scan(wide=850, high=1100, shade=240, turned=0, form="PNG"):
    out = io.BytesIO()
    image = Image.new("L", (wide, high), shade)
    image.paste(0, (0, 0, wide // 2, high // 20))  # a dark bar at the top left
    image.save(out, form)
    data = out.getvalue()
    return Scan(hashlib.sha256(data).hexdigest(), data, turned)


def drawn(made):
    return pypdf.PdfReader(io.BytesIO(pdf.record_pdf(made)))


def whole(made):
    return "".join(each.extract_text() for each in drawn(made).pages)


RECORDS = {
    "plain": record("Chronic kidney disease, stage 4.\n", quoted="stage 4"),
    "table": record(TABLE, quoted="2.31"),
    "other characters": record(OTHER, quoted="хронический"),
    "one endless line": record("stage 4 " * 5_000, quoted="stage 4"),
    "no blank at all": record("x" * 9_999 + "stage 4", quoted="stage 4"),
    "scans": record("Typed.", quoted="Typed", scans=[scan(), scan(form="JPEG")]),
    "two hundred sheets": record("a line of a long stay\n" * 13_000, quoted="a line"),
    "nothing quoted": record("Chronic kidney disease."),
}


@cache
def bytes_of(name):
    return pdf.record_pdf(RECORDS[name])


@pytest.mark.parametrize("name", RECORDS)
def test_it_is_one_plain_file(name, tmp_path):
    data = bytes_of(name)
    read = pypdf.PdfReader(io.BytesIO(data))
    assert not read.is_encrypted
    assert not read.outline
    assert not read.attachments
    root = set(read.trailer["/Root"])
    assert not {"/AcroForm", "/OpenAction", "/Names", "/Outlines", "/AA"} & root
    assert all(each.rotation == 0 and not each.get("/Annots") for each in read.pages)
    assert b"/JavaScript" not in data
    if pdfinfo := shutil.which("pdfinfo"):
        (tmp_path / "r.pdf").write_bytes(data)
        command = [pdfinfo, str(tmp_path / "r.pdf")]
        told = subprocess.run(command, capture_output=True, text=True)
        assert told.returncode == 0, told.stderr
        assert not told.stderr
        for said in (
            "Encrypted:       no",
            "JavaScript:      no",
            "Form:            none",
        ):
            assert said in told.stdout


@pytest.mark.parametrize("name", RECORDS)
def test_the_same_record_gives_the_same_bytes(name):
    assert pdf.record_pdf(RECORDS[name]) == bytes_of(name)


def test_two_hundred_sheets_are_all_there_and_the_guide_after_them():
    read = pypdf.PdfReader(io.BytesIO(bytes_of("two hundred sheets")))
    sheets = -(-13_001 // pdf.PER_SHEET)
    assert sheets > 190
    assert len(read.pages) == sheets + 1
    assert f"sheet {sheets} of {sheets}" in read.pages[sheets - 1].extract_text()
    assert "not part of the medical record" in read.pages[-1].extract_text()


def test_what_the_typeface_lacks_is_shown_by_number_and_the_rest_as_it_is():
    text = whole(RECORDS["other characters"])
    assert "Größe 172 cm. Пациент: хронический." in text
    assert "<U+6162><U+6027>" in text  # Chinese and Japanese
    assert "<U+FE8D>" in text or "<U+FEE3>" in text  # Arabic, which needs shaping
    assert "e<U+0301>" in text  # a mark that would stand on its letter
    assert "<U+1F600>" in text


def test_a_table_stands_in_its_columns():
    lines = list(layout.lines(TABLE, pdf.COLUMNS, pdf.can_draw))
    assert lines[1].cells == "Sodium  138     mmol/L  135-145"
    first, last = lines[2].marked(*span(TABLE, "2.31"))
    assert lines[2].cells[first:last] == "2.31"


def span(text, words):
    return text.index(words), text.index(words) + len(words)


def test_the_box_of_a_quotation_holds_exactly_its_words():
    """Read back from the finished file, at the place that the row names."""
    text = "One.\n" * 100 + "Diabetes with chronic kidney disease, stage 4, stable.\n"
    made = record(text, quoted="chronic kidney disease, stage 4", scans=[scan()])
    [quote] = made.diagnoses[0].quotes
    number, _, box = pdf.places(made)[quote].partition(": ")
    left, bottom, right, top = (float(each) for each in box.split(","))
    document = pypdfium2.PdfDocument(pdf.record_pdf(made))
    sheet = document[int(number) - 1].get_textpage()
    found = sheet.get_text_bounded(left, bottom + 2, right, top - 2)
    assert found.strip() == "chronic kidney disease, stage 4"
    document.close()


def test_a_quotation_over_several_lines_has_a_box_for_each():
    made = record("stage 4 " * 40, quoted=("stage 4 " * 40).strip())
    [quote] = made.diagnoses[0].quotes
    boxes = pdf.places(made)[quote].split("; ")
    assert len(boxes) == len(list(layout.lines("stage 4 " * 40, pdf.COLUMNS, bool)))


def dark(document, number):
    """The share of dark pixels in each quarter of a sheet, from the top left on."""
    picture = document[number].render(scale=0.5).to_pil().convert("L")
    wide, high = picture.size
    boxes = [
        (0, 0, wide // 2, high // 2),
        (wide // 2, 0, wide, high // 2),
        (0, high // 2, wide // 2, high),
        (wide // 2, high // 2, wide, high),
    ]
    return [sum(picture.crop(box).histogram()[:64]) > 500 for box in boxes]


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
@pytest.mark.parametrize(("turned", "quarter"), [(0, 0), (90, 1), (180, 3), (270, 2)])
def test_a_scan_is_drawn_upright_and_first(form, turned, quarter):
    made = record("Typed.", quoted="Typed", scans=[scan(turned=turned, form=form)])
    document = pypdfium2.PdfDocument(pdf.record_pdf(made))
    assert len(document) == 3
    assert [n for n, is_dark in enumerate(dark(document, 0)) if is_dark] == [quarter]
    assert "scanned page 1 of 1" in document[0].get_textpage().get_text_bounded()
    document.close()


def test_a_jpeg_lies_in_the_file_as_it_was_kept():
    kept = scan(form="JPEG")
    sheet = drawn(record("Typed.", scans=[kept])).pages[0]
    [picture] = sheet["/Resources"]["/XObject"].values()
    assert picture.get_object().get_data() == kept.data


def test_the_highlight_is_on_the_guide_and_nowhere_else():
    document = pypdfium2.PdfDocument(pdf.record_pdf(RECORDS["plain"]))

    def washed(number):
        picture = document[number].render(scale=1).to_pil().convert("RGB")
        colours = picture.getcolors(1_000_000)
        return sum(n for n, (r, _, b) in colours if r > 240 and b < 160)

    assert washed(0) == 0
    assert washed(1) > 100
    document.close()


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=400), st.integers(20, 120))
def test_no_character_is_lost_and_offsets_never_fall(text, width):
    lines = list(layout.lines(text, width, lambda each: each.isascii()))
    offsets = [at for line in lines for at in line.offsets]
    assert offsets == sorted(offsets)
    assert all(len(line.cells) == len(line.offsets) <= width for line in lines)
    shown = set(offsets)
    gone = {at for at, each in enumerate(text) if at not in shown}
    assert all(text[at] in layout._BREAKS + "\r" for at in gone)


@settings(deadline=None, max_examples=60)
@given(st.text(min_size=1, max_size=300), st.data())
def test_what_is_marked_is_what_was_quoted(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    marked = "".join(
        line.cells[slice(*found)]
        for line in layout.lines(text, 40, str.isprintable)
        if (found := line.marked(start, end))
    )
    plain = [each for each in text[start:end] if "!" <= each <= "~"]
    assert [each for each in plain if each not in marked] == []
