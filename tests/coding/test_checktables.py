"""Tables of checks from file to finding, in the database."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from audit.models import Event
from coding import checklists, rules
from coding.models import CheckRow, CodeList
from coding.rules.tables import UNCHECKED
from coding.values import CodedLine
from tests.coding.rules.sets import facts, lines
from tests.coding.test_tablefiles import COVERAGE, HOUSE, PAIRS, UNITS

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 1)


@pytest.fixture
def load(tmp_path):
    def run(text, name, *arguments, first="2026-04-01"):
        path = tmp_path / name
        path.write_text(text, "utf-8")
        call_command(
            "load_release",
            str(path),
            "--effective-from",
            first,
            *arguments,
            verbosity=0,
        )

    return run


@pytest.fixture
def found(book):
    def run(done="", diagnoses="I10", **known):
        coded = [
            *lines(diagnoses),
            *(
                CodedLine(key=f"p{n}", code=code, sequence=n, system="HCPCS")
                for n, code in enumerate(done.split(), start=1)
            ),
        ]
        tables = checklists.checks_on(DAY, {line.code for line in coded}).tables
        said = rules.check(coded, facts(**known), book, tables=tables)
        return {one.rule: one.message for one in said if not one.rule.startswith("R")}

    return run


def test_each_table_that_is_loaded_speaks_of_the_codes_of_a_case(load, found):
    assert UNCHECKED in found("G0001 G0002")
    load(PAIRS, "pairs.txt", "--licence-accepted")
    load(UNITS, "units.csv", "--licence-accepted")
    load(COVERAGE, "coverage.csv", first="2026-01-01")
    load(HOUSE, "house.csv", first="2026-01-01")
    said = found("G0001 G0002 G0001 G0001", "J18.9")
    assert said["NCCI"].startswith("G0001 and G0002: One is part of the other (")
    assert "more than 2 times" in said["MUE"]
    assert said["LCD"].startswith("None of the diagnoses of L00001 covers G0001")
    assert UNCHECKED not in said and "HOUSE" not in said


def test_a_house_rule_holds_for_its_contract_and_its_site_alone(load, found):
    load(HOUSE, "house.csv", first="2026-01-01")
    assert "HOUSE" in found(contract="H0001")
    assert "HOUSE" not in found(contract="H0002")
    assert found("G0001 G0005", site="North")["HOUSE"].startswith("Bill them on two")
    assert "HOUSE" not in found("G0001 G0005", site="South")


def test_what_was_looked_up_and_passed_is_not_called_unchecked(load, found):
    load(PAIRS, "pairs.txt", "--licence-accepted")
    assert found("G0009") == {}


def test_files_of_one_day_stand_together_and_the_same_name_replaces(load, found):
    load(PAIRS, "part1.txt", "--licence-accepted")
    load(PAIRS.replace("G0001", "G0011"), "part2.txt", "--licence-accepted")
    assert "NCCI" in found("G0001 G0002") and "NCCI" in found("G0011 G0002")
    load(PAIRS.replace("G0002", "G0007"), "part1.txt", "--licence-accepted")
    assert "NCCI" not in found("G0001 G0002")
    assert "NCCI" in found("G0001 G0007") and "NCCI" in found("G0011 G0002")


def test_a_newer_edition_takes_the_place_of_all_parts(load, found):
    load(PAIRS, "part1.txt", "--licence-accepted", first="2026-01-01")
    load(PAIRS.replace("G0002", "G0007"), "new.txt", "--licence-accepted")
    assert "NCCI" not in found("G0001 G0002")


def test_nothing_loaded_costs_one_query_and_everything_two(
    load, django_assert_num_queries
):
    with django_assert_num_queries(1):
        checklists.checks_on(DAY, {"G0001"})
    load(PAIRS, "pairs.txt", "--licence-accepted")
    load(HOUSE, "house.csv", first="2026-01-01")
    with django_assert_num_queries(2):
        assert len(checklists.checks_on(DAY, {"G0001"}).tables) == 3


def test_pairs_of_cpt_codes_need_a_licence_said(load):
    with pytest.raises(CommandError, match="licence"):
        load(PAIRS, "pairs.txt")
    assert not CodeList.objects.filter(kind="ncci-pairs").exists()


def test_a_file_torn_at_its_end_leaves_nothing(load):
    events = Event.objects.count()
    with pytest.raises(CommandError, match="damaged at line"):
        load(PAIRS + "torn", "pairs.txt", "--licence-accepted")
    assert not CheckRow.objects.exists() and Event.objects.count() == events
