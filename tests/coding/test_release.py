"""Loading releases and choosing one by date of service."""

import hashlib
import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from audit.actions import SYSTEM
from coding import codes, compiled
from coding.codebook import CodeEntry, Note
from coding.loader import Edition, Overlaps, load
from coding.management import official
from coding.models import Code, CodeNote, NoteReference, Release
from coding.publications import BY_KIND
from coding.references import CodeRange
from coding.tabular import Tabular
from tests.coding.trail_reading import bodies

pytestmark = pytest.mark.django_db

ENTRIES = (
    CodeEntry("1", "A chapter", "chapter", "", False, "1", 0, 2),
    CodeEntry("A00", "Cholera", "category", "1", False, "1", 1, 2),
    CodeEntry("A00.0", "Classical cholera", "subcategory", "A00", True, "1", 2, 2),
)
NOTES = (
    Note(
        "A00",
        "excludes1",
        "not this (A00.0)",
        0,
        "",
        "exact",
        (CodeRange("A00.0", "A00.0", (5,), ("1",)),),
    ),
    Note("A00", "note", "a remark", 1),
)


def edition(**changes) -> Edition:
    usual = {
        "system": "ICD-10-CM",
        "edition": "2031-10-01",
        "origin": "official",
        "effective_from": date(2031, 10, 1),
        "effective_to": date(2032, 9, 30),
        "exact_from": date(2031, 10, 1),
        "source_name": "icd10cm-tabular-2032.xml",
        "sha256": hashlib.sha256(b"2032").hexdigest(),
    }
    return Edition(**usual | changes)


def load_small(**changes):
    tabular = Tabular(ENTRIES, NOTES)
    return load(edition(**changes), tabular, by=SYSTEM, progress=lambda what: None)


def test_the_packaged_release_is_whole():
    release = codes.newest_release()
    assert str(release) == "ICD-10-CM 2026-04-01"
    rows = Code.objects.filter(release=release)
    assert rows.count() == 98_505
    assert rows.billable().count() == 74_719
    assert CodeNote.objects.filter(code__release=release).count() > 26_000
    assert rows.get(code="E11").notes.filter(kind="excludes1").count() == 8
    under = rows.under(rows.get(code="E11.2"))
    assert [row.code for row in under] == ["E11.2", "E11.21", "E11.22", "E11.29"]


def test_the_book_from_the_database_is_the_book_from_the_file(book):
    from_database = codes._from_database(codes.newest_release())
    assert list(from_database) == list(book)
    assert list(from_database.printed_notes()) == list(book.printed_notes())


def test_loading_again_says_so_and_changes_nothing():
    before = Code.objects.count(), len(bodies("release-loaded"))
    out = io.StringIO()
    call_command("load_release", stdout=out)
    assert "already loaded" in out.getvalue()
    assert (Code.objects.count(), len(bodies("release-loaded"))) == before


def test_of_two_loads_at_once_the_later_says_that_the_files_are_loaded():
    def slow():  # while this one reads, another process loads the same files
        official.store(edition(), lambda: Tabular(ENTRIES, NOTES), quietly)
        return Tabular(ENTRIES, NOTES)

    said = official.store(edition(), slow, quietly)
    assert said == "ICD-10-CM 2031-10-01 is already loaded; nothing to do."
    assert Release.objects.filter(edition="2031-10-01").count() == 1
    other = edition(effective_from=date(2032, 10, 1), effective_to=date(2033, 9, 30))
    with pytest.raises(CommandError, match="one file is one edition"):
        official.store(other, slow, quietly)


def quietly(what: str) -> None:
    pass


def test_a_load_is_one_event_in_the_same_transaction():
    loaded = load_small()
    assert loaded.created
    told = bodies("release-loaded")[-1]
    assert (told["edition"], told["codes"]) == ("2031-10-01", 3)
    assert told["sha256"] == loaded.release.sha256
    assert not load_small().created


def test_every_row_of_a_small_release_comes_back_in_its_book():
    release = load_small().release
    book = codes.codebook(release)
    assert list(book) == list(ENTRIES)
    assert list(book.printed_notes()) == list(NOTES)


def test_a_load_that_fails_leaves_nothing():
    torn = Tabular(ENTRIES, (Note("Z99", "note", "of no entry"),))
    with pytest.raises(KeyError):
        load(edition(), torn, by=SYSTEM, progress=lambda what: None)
    assert not Release.objects.filter(edition="2031-10-01").exists()


def test_two_editions_may_not_be_valid_on_one_day():
    load_small()
    with pytest.raises(Overlaps, match="2031-10-01"):
        load_small(sha256="1" * 64, edition="2032-04-01")
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.create(
            system="ICD-10-CM",
            edition="again",
            origin="official",
            effective_from=date(2032, 9, 30),
            effective_to=date(2033, 9, 30),
            exact_from=date(2032, 9, 30),
            source_name="x",
            sha256="2" * 64,
        )


@pytest.mark.parametrize(
    ("on", "provisional", "approximate"),
    [
        (date(2025, 10, 1), False, True),
        (date(2026, 3, 31), False, True),
        (date(2026, 4, 1), False, False),
        (date(2026, 9, 30), False, False),
        (date(2026, 10, 1), True, False),
        (date(2025, 9, 30), True, False),
    ],
)
def test_the_release_follows_the_date_of_service(on, provisional, approximate):
    chosen = codes.release_for("ICD-10-CM", on)
    assert str(chosen.release) == "ICD-10-CM 2026-04-01"
    assert (chosen.provisional, chosen.approximate) == (provisional, approximate)
    assert bool(chosen.missing) == provisional


def test_an_exact_edition_beats_an_approximation():
    load_small(
        effective_from=date(2025, 10, 1),
        effective_to=date(2026, 3, 31),
        exact_from=date(2025, 10, 1),
        edition="2025-10-01",
    )
    chosen = codes.release_for("ICD-10-CM", date(2026, 1, 15))
    assert chosen.release.edition == "2025-10-01"
    assert not chosen.approximate


def test_what_is_not_loaded_says_what_to_get_where_and_how():
    missing = codes.release_for("ICD-10-CM", date(2026, 11, 3)).missing
    assert missing.file == "icd10cm-tabular-2027.xml"
    assert "cdc.gov" in missing.source
    assert "--codes icd10cm-order-2027.txt" in missing.command
    assert "--effective-from 2026-10-01" in missing.command
    assert "2026-11-03" in str(missing)


@pytest.mark.parametrize(
    "system", [s for s in Release.System.values if s != "ICD-10-CM"]
)
def test_a_system_of_which_nothing_is_loaded_says_so(system):
    with pytest.raises(codes.NoRelease) as refused:
        codes.release_for(system, date(2026, 5, 1))
    assert refused.value.missing.system == system


def test_the_compiled_book_is_made_anew_when_absent_or_damaged(settings, tmp_path):
    settings.VAR = tmp_path
    release = load_small().release
    path = codes._compiled_path(release)
    assert not path.exists()
    codes.read_book(release)
    whole = path.read_bytes()
    path.write_bytes(whole[:-3])
    assert list(codes.read_book(release)) == list(ENTRIES)
    assert path.read_bytes() == whole
    assert compiled.load(whole).release.sha256 == release.sha256
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_a_book_and_a_lexicon_that_can_be_neither_read_nor_kept_are_made(
    settings, tmp_path, caplog
):
    settings.VAR = tmp_path
    release = load_small().release
    # A folder in a file's place: what it says is not what a missing file says.
    path = codes._compiled_path(release)
    path.mkdir(parents=True)
    (path / "in-the-way").touch()
    assert list(codes.read_book(release)) == list(ENTRIES)
    assert f"{path.name} cannot be kept" in caplog.text
    settings.VAR = path / "in-the-way"
    book = codes.read_book(release)
    lexicon = codes._compiled_lexicon(release, book, {})
    assert lexicon.phrases
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    caplog.clear()


def test_rows_keep_what_a_note_points_at():
    load_small()
    reference = NoteReference.objects.get(note__text="not this (A00.0)")
    assert (reference.positions, reference.characters) == ([5], ["1"])


TABULAR_XML = """<?xml version="1.0"?><ICD10CM.tabular><version>2028</version>
<introduction/><chapter><name>1</name><desc>Infections (A00-B99)</desc>
<section id="A00-A09"><desc>Intestinal infections (A00-A09)</desc>
<diag><name>A00</name><desc>Cholera</desc>
<excludes1><note>carrier (A01)</note></excludes1></diag>
<diag><name>A01</name><desc>Carrier</desc><sevenChrDef>
<extension char="A">initial encounter</extension>
<extension char="D">subsequent encounter</extension></sevenChrDef></diag>
</section></chapter></ICD10CM.tabular>"""

ORDER_FILE = """\
00001 A00     1 Cholera                                                      Cholera
00002 A01     0 Carrier                                                      Carrier
00003 A01XXXA 1 Carrier, initial encounter                                   Carrier
"""


def official_files(tmp_path: Path, **changes) -> list[str]:
    xml, order = tmp_path / "tabular.xml", tmp_path / "order.txt"
    xml.write_text(TABULAR_XML)
    order.write_text(ORDER_FILE)
    named = {
        "codes": str(order),
        "edition": "2027-10-01",
        "from": "2027-10-01",
        "to": "2028-09-30",
    } | changes
    return [str(xml), *(f"--{key}={value}" for key, value in named.items() if value)]


def test_official_files_are_loaded_by_the_same_command(tmp_path):
    out = io.StringIO()
    call_command("load_release", *official_files(tmp_path), stdout=out)
    chosen = codes.release_for("ICD-10-CM", date(2028, 1, 1))
    book = codes.codebook(chosen.release)
    assert book.billable_under("A00-A09") == ("A00", "A01.XXXA")
    assert book.excludes1_conflict("A00", "A01.XXXA")
    assert chosen.release.source_name == "tabular.xml"
    assert "2 billable" in out.getvalue()


@pytest.mark.parametrize("missing", ["codes", "from"])
def test_a_file_needs_its_first_day_and_codes(tmp_path, missing):
    with pytest.raises(CommandError, match="needs"):
        call_command("load_release", *official_files(tmp_path, **{missing: ""}))


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('id="A00-A09"', 'id="A00-A09-B99"', "names no block"),
        ("<name>1</name>", "<name>one</name>", "names no chapter"),
        ("<name>A00</name>", "<name>A-00</name>", "names no category"),
        ("<name>A00</name>", "<name>A01</name>", "twice"),
        ('char="A"', 'char="AA"', "seventh character"),
        ("<name>A00</name>", "<name>A02</name>", "different editions"),
        ("ICD10CM.tabular>", "html>", "another kind"),
        ("<version>", "<!DOCTYPE x><version>", "damaged|document type"),
        ("</chapter>", "", "cut off"),
    ],
)
def test_a_tabular_list_that_is_none_is_refused_whole(tmp_path, old, new, why):
    words = official_files(tmp_path)
    Path(words[0]).write_text(TABULAR_XML.replace(old, new))
    with pytest.raises(CommandError, match=why):
        call_command("load_release", *words)
    assert not Release.objects.filter(edition="2027-10-01").exists()


def test_a_file_that_is_not_there_is_an_error_without_a_traceback(tmp_path):
    wanted = official_files(tmp_path, codes=str(tmp_path / "nothing.txt"))
    with pytest.raises(CommandError, match="Cannot read"):
        call_command("load_release", *wanted)


def test_a_day_belongs_to_one_fiscal_year():
    tabular_list = BY_KIND["icd10cm"]
    for days in range(0, 800, 7):
        on = date(2025, 6, 1) + timedelta(days)
        first = tabular_list.first_day(on)
        assert first <= on <= tabular_list.last_day(first)
        assert first.isoformat() in codes.not_loaded("ICD-10-CM", on).command
