"""Operations and items a note says were done, and the codes that would say so."""

from datetime import date

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from coding import procedurecodes, sections
from coding.index import Term
from coding.procedures import fits, items_given, names, operations
from coding.values import CodedNote, Facts, Note, NoteDocument, Setting

LINES = (
    ("001", 0, "Bypass"),
    ("0FT", 0, "Resection"),
    ("0FT40ZZ", 1, "Resection of Gallbladder, Open Approach"),
    ("0FT44ZZ", 1, "Resection of Gallbladder, Percutaneous Endoscopic Approach"),
    ("0FT44ZX", 1, "Resection of Gallbladder, Open Approach, Diagnostic"),
    ("0SRC0J9", 1, "Replacement of Right Knee Joint with Substitute, Open Approach"),
    ("0SRD0J9", 1, "Replacement of Left Knee Joint with Substitute, Open Approach"),
    ("XY0", 0, "New"),
    ("XY0VX83", 1, "Introduction of Ague into Vein, External Approach"),
)
ORDER = "order,code,valid,description_short,description_long\n" + "".join(
    f'{n},{code},{valid},"{title}","{title}"\n'
    for n, (code, valid, title) in enumerate(LINES, 1)
)
ITEMS = """code,long_description,short_description_raw
A0001,"Charm, per mile",Charm
E0114,"Crutches underarm, other than wood, pair, with pads",Crutches
J1885,"Injection, ketorolac tromethamine, per 15 mg",Ketorolac
V9999,Spectacles against ague,Spectacles
"""


def read(text, known=None):
    document = NoteDocument("d" * 64, text)
    return operations([document], sections.split(document), known or names())


def test_an_operation_has_its_approach_and_the_words_that_say_it():
    [found] = read("PROCEDURE PERFORMED: Laparoscopic cholecystectomy.\n")
    assert found.readings == ("Resection of Gallbladder",)
    assert found.approach == "Percutaneous Endoscopic"
    assert found.evidence.text.lower() == "cholecystectomy"


@pytest.mark.parametrize(
    "text",
    [
        "PAST SURGICAL HISTORY: Cholecystectomy.\n",
        "HOSPITAL COURSE: She is status post cholecystectomy in 2011.\n",
        "PLAN: Scheduled for cholecystectomy on Monday.\n",
        "HOSPITAL COURSE: He declined cholecystectomy.\n",
    ],
)
def test_what_was_done_before_or_is_yet_to_come_is_not_done_here(text):
    assert read(text) == ()


def test_an_operation_told_twice_is_one_with_the_fuller_account():
    told = (
        "HOSPITAL COURSE: Cholecystectomy was performed.\n"
        "PROCEDURE: Laparoscopic cholecystectomy\n"
    )
    [found] = read(told)
    assert found.approach == "Percutaneous Endoscopic"


def test_the_fullest_name_is_read():
    [found] = read("PROCEDURE: Total knee replacement, right.\n")
    assert found.readings == ("Replacement of ~ Knee Joint",)
    assert found.side == "Right"


def test_an_index_adds_the_names_it_points_from():
    term = Term(("Widgetectomy",), see="Resection, Widget; Excision, Widget")
    [found] = read("PROCEDURE: Widgetectomy.\n", names([term]))
    assert found.readings == ("Resection of Widget", "Excision of Widget")


def test_a_title_fits_by_side_and_approach():
    [knee] = read("PROCEDURE: Left total knee replacement.\n")
    assert fits("Replacement of Left Knee Joint with Synthetic Substitute, Open", knee)
    assert not fits("Replacement of Right Knee Joint with Substitute, Open", knee)


def test_an_item_is_read_where_it_was_given():
    document = NoteDocument("d" * 64, "Plan:\nKetorolac 30 mg IM given in clinic.\n")
    [item] = items_given([document], sections.split(document))
    assert "ketorolac" in item.words


@given(st.text(max_size=300))
def test_evidence_always_quotes_the_document(text):
    document = NoteDocument("d" * 64, f"PROCEDURE: {text}\nAppendectomy was performed.")
    split = sections.split(document)
    found = operations([document], split, names())
    quoted = [each.evidence for each in (*found, *items_given([document], split))]
    for evidence in quoted:
        assert document.text[evidence.start : evidence.end] == evidence.text


# with releases


@pytest.fixture
def loaded(tmp_path, db):
    for name, text in (("icd10pcs", ORDER), ("hcpcs", ITEMS)):
        path = tmp_path / f"{name}.csv"
        path.write_text(text, "utf-8")
        call_command(
            "load_release",
            name,
            str(path),
            "--effective-from",
            "2026-04-01",
            "--effective-to",
            "2026-09-30",
            verbosity=0,
        )


def candidates(text, setting, day=date(2026, 5, 1)):
    document = NoteDocument("d" * 64, text)
    note = Note((document,), Facts(Setting(setting), day))
    coded = CodedNote(
        "knowledge",
        "1",
        "p",
        "ICD-10-CM 2026-04-01",
        Setting(setting),
        day,
        sections=sections.split(document),
    )
    return [one.code for one in procedurecodes.with_procedures(coded, note).procedures]


def test_inpatients_get_icd_10_pcs_by_approach_and_side(loaded):
    told = "PROCEDURE: Laparoscopic cholecystectomy.\n"
    assert candidates(told, "inpatient") == ["0FT44ZZ"]
    assert candidates("PROCEDURE: Cholecystectomy.\n", "inpatient") == [
        "0FT40ZZ",
        "0FT44ZZ",
    ]
    knee = "PROCEDURE: Right total knee replacement.\n"
    assert candidates(knee, "inpatient") == ["0SRC0J9"]


def test_all_others_get_hcpcs_for_what_was_given(loaded):
    told = "Plan:\nKetorolac 30 mg IM given in clinic. Crutches discussed.\n"
    assert candidates(told, "outpatient") == ["J1885"]
    assert candidates("Plan:\nStop ketorolac.\n", "outpatient") == []


def test_a_date_outside_every_release_gets_none(loaded):
    told = "PROCEDURE: Laparoscopic cholecystectomy.\n"
    assert candidates(told, "inpatient", date(2027, 5, 1)) == []


@pytest.mark.django_db
def test_without_a_release_nothing_is_proposed():
    assert candidates("PROCEDURE: Cholecystectomy.\n", "inpatient") == []
