"""Loading dated lists and choosing among their editions."""

import io
from dataclasses import replace
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from audit.actions import SYSTEM
from coding import codes, compiledfiles, index, listloader, lists
from coding.index import Entry, Term
from coding.listloader import Edition
from coding.models import CodeList, IndexTerm, Release
from coding.publications import NotLoaded
from tests.coding import test_codesetfiles
from tests.coding.test_indexfiles import INDEX
from tests.coding.trail_reading import bodies

pytestmark = pytest.mark.django_db

TERMS = (
    Term(("Ague",), ("marsh",), "A00.0", see_also="Fever"),
    Term(("Ague", "in")),
    Term(("Ague", "in", "ships"), code="A00.-"),
    Term(("Ague", "in", "tales"), code="A00.7"),
    Term(("Rum",), cells=("A00.1", "", "A00.8")),
)
FY2031 = Edition(
    kind="icd10cm-index",
    edition="2030-10-01",
    effective_from=date(2030, 10, 1),
    effective_to=date(2031, 9, 30),
    source_name="icd10cm-index-2031.xml",
    sha256="ab" * 32,
)
FY2032 = replace(
    FY2031,
    edition="2031-10-01",
    effective_from=date(2031, 10, 1),
    effective_to=date(2032, 9, 30),
    sha256="cd" * 32,
)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.VAR = tmp_path


def load(edition=FY2031, content=TERMS):
    return listloader.load(edition, content, by=SYSTEM, progress=lambda what: None)


def on(day: date, kind: str = "icd10cm-index"):
    return lists.newest_list(kind, day)


def test_a_list_is_loaded_once_with_one_event():
    before = len(bodies("release-loaded"))
    assert load().created
    assert not load().created
    (told,) = bodies("release-loaded")[before:]
    assert (told["system"], told["codes"]) == ("icd10cm-index", 5)
    assert (told["effective_from"], told["effective_to"]) == (
        "2030-10-01",
        "2031-09-30",
    )
    assert told["source"] == "icd10cm-index-2031.xml"
    assert IndexTerm.objects.filter(list__kind="icd10cm-index").count() == 5


def test_the_newest_edition_not_after_the_date_is_chosen():
    load(FY2032)
    load(FY2031)
    assert on(date(2031, 9, 30)).edition == "2030-10-01"
    assert on(date(2031, 10, 1)).edition == "2031-10-01"
    assert not on(date(2032, 9, 30)).out_of_date


def test_an_edition_that_is_out_of_date_says_so_and_still_helps():
    load()
    late = on(date(2035, 1, 1))
    assert late.out_of_date
    assert str(late) == "ICD-10-CM Alphabetic Index 2030-10-01 (out of date)"


def test_a_list_that_is_not_loaded_says_what_to_get_where_and_how():
    load()
    missing = on(date(2030, 9, 30))
    assert isinstance(missing, NotLoaded)
    assert missing.file == "icd10cm-index-2030.xml"
    assert "cdc.gov" in missing.source
    assert missing.command == (
        "bin/manage load_release icd10cm-index icd10cm-index-2030.xml "
        "--effective-from 2029-10-01"
    )


def test_a_correction_of_the_same_edition_wins():
    load()
    load(replace(FY2031, sha256="ef" * 32))
    assert on(date(2031, 1, 1)).sha256 == "ef" * 32


def test_terms_come_back_as_they_went_in():
    load()
    assert lists.terms(on(date(2031, 1, 1))) == TERMS


def test_the_compiled_terms_are_made_anew_when_absent_or_damaged():
    load()
    chosen = on(date(2031, 1, 1))
    lists.terms(chosen)
    path = compiledfiles.place(f"{chosen.sha256}-icd10cm-index-{index.FORMAT}.json")
    whole = path.read_bytes()
    path.write_bytes(whole[:-3])
    assert lists.terms(chosen) == TERMS
    assert path.read_bytes() == whole
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_index_terms_keep_only_the_codes_that_the_release_holds():
    load()
    found = codes.index_terms(codes.newest_release(), date(2031, 1, 1))
    assert found.chosen.edition == "2030-10-01"
    assert [term.path[-1] for term in found.terms] == ["Ague", "ships", "Rum"]
    assert found.terms[-1].cells == ("A00.1", "", "")


def test_without_an_index_its_terms_are_what_to_load():
    found = codes.index_terms(codes.newest_release(), date(2031, 1, 1))
    assert isinstance(found, NotLoaded)


def test_entries_are_the_values_of_each_code():
    edition = replace(FY2031, kind="mce", sha256="01" * 32)
    load(edition, [Entry("A00.0", "adult"), Entry("A00.0", "male"), Entry("B20")])
    said = lists.entries(on(date(2031, 1, 1), "mce"))
    assert said == {"A00.0": ("adult", "male"), "B20": ("",)}


def test_the_overview_says_of_every_kind_how_it_stands(django_assert_num_queries):
    load()
    with django_assert_num_queries(1):
        stand = lists.overview(date(2031, 1, 1))
    assert len(stand) == len(lists.Kind.values)
    (there,) = (each for each in stand if isinstance(each, lists.Chosen))
    assert there.edition == "2030-10-01"


# By the command


def official(tmp_path, text=INDEX, name="icd10cm-index-2031.xml"):
    path = tmp_path / name
    path.write_text(text)
    return str(path)


def run(*words: str) -> str:
    out = io.StringIO()
    call_command("load_release", *words, stdout=out)
    return out.getvalue()


def test_the_command_tells_the_kind_from_the_content(tmp_path):
    words = official(tmp_path), "--effective-from=2030-10-01"
    assert "Loaded ICD-10-CM Alphabetic Index 2030-10-01: 5 lines" in run(*words)
    assert "already loaded" in run(*words)
    loaded = CodeList.objects.get(kind="icd10cm-index")
    assert loaded.effective_to == date(2031, 9, 30)
    assert loaded.source_name == "icd10cm-index-2031.xml"


def test_a_file_of_another_fiscal_year_is_loaded_and_told(tmp_path):
    said = INDEX.replace("<version>2031<", "<version>2026<")
    path = official(tmp_path, said)
    told = run(path, "--effective-from=2030-10-01")
    assert "says that it is of fiscal year 2026, and 2030-10-01 lies in" in told
    assert "Note" not in run(path, "--effective-from=2026-04-01")


def test_a_code_set_is_one_edition_and_not_loaded_for_other_days(tmp_path):
    table = "code,short,long,effective\n99213,Visit,Office visit,2030-01-01\n"
    words = "cpt", official(tmp_path, table, "cpt.csv"), "--licence-accepted"
    run(*words, "--effective-from=2031-01-01")
    assert "already loaded" in run(*words, "--effective-from=2031-01-01")
    with pytest.raises(CommandError, match="loaded already as CPT 2031-01-01"):
        run(*words, "--effective-from=2032-01-01")


def test_the_command_believes_no_kind_that_the_content_contradicts(tmp_path):
    words = official(tmp_path), "--effective-from=2030-10-01"
    with pytest.raises(CommandError, match="is icd10cm-index, not icd10cm-drugs"):
        run("icd10cm-drugs", *words)
    with pytest.raises(CommandError, match="no kind of file"):
        run("icd11", *words)


def test_edition_last_day_and_source_can_be_said(tmp_path):
    said = (
        "--effective-from=2030-10-01",
        "--effective-to=2031-03-31",
        "--edition=autumn",
        "--source=a disc",
    )
    run("icd10cm-index", official(tmp_path), *said)
    loaded = CodeList.objects.get(kind="icd10cm-index")
    assert (loaded.edition, loaded.source_name) == ("autumn", "a disc")
    assert loaded.effective_to == date(2031, 3, 31)


@pytest.mark.parametrize(
    ("days", "why"),
    [
        ([], "needs --effective-from"),
        (["--from=2031-01-01", "--to=2030-01-01"], "before --effective-from"),
        (["--from=2031-01-01", "--edition=" + "x" * 33], "at most 32"),
        (["--from=2031-01-01", "--source=a\nb"], "plain characters"),
    ],
)
def test_the_command_needs_days_in_their_order(tmp_path, days, why):
    with pytest.raises(CommandError, match=why):
        run(official(tmp_path), *days)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("hello", "cannot be told"),
        ("<html/>", "another kind"),
        (INDEX.replace("<title>ICD-10-CM INDEX TO DISEASES</title>", ""), "cannot be"),
        (INDEX[:-20], "cut off"),
        ("", "empty"),
    ],
)
def test_a_file_of_another_form_is_refused_whole(tmp_path, text, why):
    with pytest.raises(CommandError, match=why):
        run(official(tmp_path, text), "--effective-from=2030-10-01")
    assert not CodeList.objects.filter(kind="icd10cm-index").exists()


# Code systems by the same command


def test_an_order_file_alone_is_a_release_without_notes(tmp_path):
    path = official(tmp_path, test_codesetfiles.CM, "icd10cm-order-2031.txt")
    said = run("icd10cm-order", path, "--effective-from=2030-10-01")
    assert "12 entries, 6 billable" in said
    release = codes.release_for("ICD-10-CM", date(2031, 1, 1)).release
    assert (release.edition, release.effective_to) == ("2030-10-01", date(2031, 9, 30))
    book = codes.codebook(release)
    assert book.billable_under("A77") == ("A77.0XXA", "A77.0XXD", "A77.9")
    stored = release.codes.get(code="A77.0XXA")
    assert stored.short_title == "Ague of ships, first voyage"


def test_a_quarter_of_hcpcs_stands_beside_another(tmp_path):
    for first in ("2030-04-01", "2030-07-01"):
        text = test_codesetfiles.ANWEB.replace("by cart", f"by cart {first}")
        path = official(tmp_path, text)
        run(path, f"--effective-from={first}")
    held = {
        on: codes.codebook(codes.release_for("HCPCS", on).release)
        for on in (date(2030, 6, 30), date(2030, 7, 1))
    }
    assert [len(book) for book in held.values()] == [6, 4], "B0001 has ended"


def test_a_licensed_table_needs_an_acknowledgement_which_is_kept(tmp_path):
    words = official(tmp_path, test_codesetfiles.CPT), "--effective-from=2031-01-01"
    with pytest.raises(CommandError, match="licensed"):
        run(*words)
    assert not Release.objects.filter(system="CPT").exists()
    assert "2 billable" in run(*words, "--licence-accepted")
    assert Release.objects.get(system="CPT").licence_accepted
    assert bodies("release-loaded")[-1]["licence_accepted"] == "yes"


def test_the_database_keeps_no_licensed_table_without_acknowledgement():
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.create(
            system="CPT",
            edition="2031",
            origin="official",
            effective_from=date(2031, 1, 1),
            effective_to=date(2031, 12, 31),
            exact_from=date(2031, 1, 1),
            source_name="none",
            sha256="12" * 32,
        )
