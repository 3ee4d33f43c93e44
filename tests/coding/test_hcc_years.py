"""Which year's map a date and a model take, and what a map that is older says."""

from datetime import date, timedelta

import pytest

from coding import hcc, hccfiles
from coding.hcc import Model, Tables
from tests.coding.hcc_tables import made_of, numbers, packaged

DIABETES_AND_HEART = "E11.9 E11.65 E11.22 Z79.4 I10 I50.22 J44.9 N18.31 F32.9".split()


@pytest.fixture(scope="session")
def files() -> tuple[hccfiles.Contents, ...]:
    return packaged()


@pytest.fixture(scope="session")
def tables(files) -> Tables:
    return made_of(files)


def test_the_years_the_packages_hold(tables):
    held = {(each.model, each.year) for each in tables.held}
    assert {year for model, year in held if model is Model.V22} == {
        *range(2017, 2023),
        *range(2025, 2028),
    }
    assert {year for model, year in held if model is Model.V23} == {2018, 2019}
    assert {year for model, year in held if model is Model.V24} == {
        *range(2019, 2023),
        2025,
        2026,
    }
    assert {year for model, year in held if model is Model.V28} == {*range(2024, 2028)}
    for other in (Model.ESRD_V24, Model.RXHCC_V08):
        years = {year for model, year in held if model is other}
        assert years == {2025, 2026, 2027}


@pytest.mark.parametrize(("year", "nearest"), [(2023, 2022), (2024, 2025)])
def test_a_year_in_between_takes_the_nearest_map_and_says_so(tables, year, nearest):
    used = tables.used(Model.V24, year)
    assert (used.map_year, used.approximate) == (nearest, True)
    assert numbers(["I50.22"], Model.V24, year, tables) == [85]


def test_an_early_edition_of_a_year_is_approximate_too(tables):
    used = tables.used(Model.V28, 2024)
    assert (used.map_year, used.approximate) == (2024, True)
    assert not tables.used(Model.V28, 2026).approximate


@pytest.mark.parametrize(
    ("model", "year", "until", "later", "present"),
    [
        (Model.V28, 2025, date(2024, 9, 30), "E66.813", "E66.01"),
        (Model.V28, 2024, date(2023, 9, 30), "G20.A1", "C56.3"),
        (Model.ESRD_V21, 2019, date(2018, 9, 30), "F12.23", "I50.810"),
    ],
)
def test_a_map_older_than_its_last_october_says_so(
    tables, model, year, until, later, present
):
    """Codes that became valid that October are absent, and absence would read as no."""
    held = hcc.choose(model, year, tables.held)
    assert held.codes_until == until
    found = tables.table(model, year).hccs
    assert hcc.bare(later) not in found and hcc.bare(present) in found
    assert tables.used(model, year, until + timedelta(days=1)).approximate
    assert tables.used(model, year).approximate


def test_dates_that_the_map_covers_are_exact(tables):
    assert not tables.used(Model.V28, 2027, date(2026, 9, 30)).approximate
    assert tables.used(Model.V28, 2027, date(2026, 10, 1)).approximate
    assert not tables.used(Model.V28, 2025, date(2024, 5, 1)).approximate


@pytest.mark.parametrize(
    ("model", "year", "new"),
    [
        (Model.V22, 2017, "E08.3211"),
        (Model.V22, 2018, "I50.810"),
        (Model.V23, 2019, "F12.23"),
        (Model.V24, 2020, "I48.11"),
        (Model.V24, 2021, "D57.213"),
        (Model.V24, 2022, "C56.3"),
        (Model.V28, 2026, "G35.A"),
    ],
)
def test_other_maps_hold_the_codes_of_their_last_october(tables, model, year, new):
    assert hcc.choose(model, year, tables.held).codes_until is None
    assert hcc.bare(new) in tables.table(model, year).hccs


def test_what_is_not_loaded_says_so_in_what_was_used(tables):
    used = tables.used(Model.V24, 2027)
    assert (used.is_loaded, used.sha256) == (False, "")


@pytest.mark.parametrize(
    ("served", "year", "models"),
    [
        (date(2017, 12, 31), 2018, "V22"),
        (date(2018, 1, 1), 2019, "V22 V23"),
        (date(2019, 6, 1), 2020, "V22 V24"),
        (date(2020, 6, 1), 2021, "V22 V24"),
        (date(2021, 6, 1), 2022, "V24"),
        (date(2022, 6, 1), 2023, "V24"),
        (date(2023, 6, 1), 2024, "V24 V28"),
        (date(2024, 6, 1), 2025, "V24 V28"),
        (date(2025, 6, 1), 2026, "V28"),
        (date(2026, 12, 31), 2027, "V28"),
        (date(2027, 1, 1), 2028, ""),
    ],
)
def test_the_models_of_a_date_of_service(served, year, models):
    assert hcc.payment_year_for(served) == year
    assert list(hcc.models_for(year)) == models.split()


def test_every_year_that_pays_has_maps_for_its_models(tables):
    for each in hcc.PAYMENT_YEARS:
        assert each.source
        for model in each.models:
            assert tables.used(model, each.year).is_loaded, each
