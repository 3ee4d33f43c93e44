"""Operations and items a note says were done, and the codes that would say so."""

from datetime import date

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from coding import procedurecodes, sections
from coding.index import Term
from coding.proceduredetails import MOST_UNITS, modifiers, performer, units
from coding.procedures import fits, items_given, names, operations, significant
from coding.result import from_json, to_json
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


def coded_by_hand(note, parts):
    return CodedNote(
        "knowledge",
        "1",
        "p",
        "ICD-10-CM 2026-04-01",
        note.facts.setting,
        note.facts.service_date,
        sections=parts,
    )


def candidates(text, setting, day=date(2026, 5, 1)):
    document = NoteDocument("d" * 64, text)
    note = Note((document,), Facts(Setting(setting), day))
    coded = coded_by_hand(note, sections.split(document))
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


# how much, on which side, by whom


@pytest.mark.parametrize(
    ("title", "said", "count"),
    [
        ("Injection, ketorolac tromethamine, per 15 mg", "ketorolac 60 mg IM given", 4),
        ("Injection, ceftriaxone sodium, per 250 mg", "Ceftriaxone 1 g IM given", 4),
        ("Injection, dexamethasone, 1 mg", "dexamethasone 0.5 mg injected", 1),
        ("Injection, cyanocobalamin, up to 1000 mcg", "cyanocobalamin 1,000 mcg IM", 1),
        ("Injection, dexamethasone, 1 mg", "dexamethasone injected", 0),
        ("Injection, dexamethasone, 1 mg", "dexamethasone 2 mL injected", 0),
        ("Injection, dexamethasone, 1 mg", "dexamethasone 4 mg/mL injected", 0),
        (
            "Injection, triamcinolone acetonide, 10 mg",
            "lidocaine 20 mg with triamcinolone 40 mg injected",
            4,
        ),
    ],
)
def test_units_are_the_dose_by_the_amount_of_the_title(title, said, count):
    assert units(title, said, significant(title)) == count


@pytest.mark.parametrize(
    ("code", "said", "marks"),
    [
        ("L3908", "wrist splint applied to the right wrist", ("RT",)),
        ("E0114", "crutches dispensed", ()),
        ("L1830", "knee braces fitted to both knees", ("LT", "RT")),
        ("L3925", "splint applied to left index finger", ("F1",)),
        ("A6222", "dressing applied to the right great toe", ("T5",)),
        ("J1885", "ketorolac 30 mg given in the left arm", ()),
        ("J9035", "bevacizumab 80 mg given, 20 mg wasted", ("JW",)),
        ("J9035", "bevacizumab 100 mg given, no waste", ("JZ",)),
    ],
)
def test_a_modifier_is_what_the_words_beside_an_item_say(code, said, marks):
    assert modifiers(code, said) == marks


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("SURGEON: Ann Blake, MD\nPROCEDURE: Appendectomy.\n", "Ann Blake, MD"),
        ("PROCEDURE: Appendectomy, performed by Dr. Blake\n", "Dr. Blake"),
        ("PROCEDURE: Appendectomy.\nANESTHESIA: general\n", None),
        ("PROCEDURE: Appendectomy.\nSurgeon: None\n", None),
    ],
)
def test_the_performer_is_whom_the_note_names(text, who):
    document = NoteDocument("d" * 64, text)
    [found] = read(text)
    named = performer(document, found.evidence)
    assert (named and named.text) == who
    if named is not None:
        assert text[named.start : named.end] == named.text


@given(st.text(max_size=200), st.text(max_size=200))
def test_units_are_never_negative_nor_beyond_bounds(title, said):
    assert 0 <= units(title, said, significant(title)) <= MOST_UNITS


def test_a_candidate_carries_units_modifiers_and_performer_to_the_result(loaded):
    told = "Plan:\nKetorolac 30 mg IM given by Jo Reed, RN. No waste.\n"
    document = NoteDocument("d" * 64, told)
    note = Note((document,), Facts(Setting.OUTPATIENT, date(2026, 5, 1)))
    coded = coded_by_hand(note, sections.split(document))
    done = procedurecodes.with_procedures(coded, note)
    [one] = done.procedures
    assert (one.units, one.performer.text) == (2, "Jo Reed, RN")
    assert from_json(to_json(done)) == done
