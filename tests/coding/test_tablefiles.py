"""Reading tables of checks; codes and texts are made up for the purpose."""

from datetime import date

import pytest

from coding.officialfiles import Official, Refused
from coding.readers import kind_of
from coding.rules.tables import Row
from coding.tablefiles import read_coverage, read_house_rules, read_pairs, read_units


def file(text, name="table.txt"):
    return Official(name, text.encode())


PAIRS = (
    "Titles of the publisher\t\t\t\t\t\t\n"
    "Column 1\tColumn 2\tBefore 1996\tEffective\tDeletion\tModifier\tRationale\n"
    "\t\t\tDate\t*=no data\t0=not allowed\t\n"
    "G0001\tG0002\t\t20200101\t*\t1\tOne is part of the other\n"
    "G0001\tG0003\t*\t20190101\t20191231\t0\t\n"
    "G0001\tG0004\t\t20190101\t20190101\t9\tNever in force\n"
)
UNITS = (
    "Titles,,,\n"
    '"HCPCS/\nCPT Code",Practitioner Services MUE Values,Indicator,Rationale\n'
    "G0001,2,3 Date of Service,Clinical\n"
)
COVERAGE = (
    "code,diagnosis,policy,effective_from,effective_to\n"
    "G0001,E11*,L00001,2026-01-01,\n"
    "g0001,i10,,,2026-06-30\n"
)
HOUSE = (
    "code,other,message,contract,site,effective_from,effective_to\n"
    "I10,,Say which readings were taken,H0001,,,\n"
    "G0001,G0005,Bill them on two days,,North,,\n"
)


def test_pairs_keep_their_days_and_whether_a_modifier_parts_them():
    first, second = read_pairs(file(PAIRS))
    assert first == Row(
        "G0001",
        "G0002",
        first_day=date(2020, 1, 1),
        modifier_allowed=True,
        message="G0001 and G0002: One is part of the other",
    )
    assert (second.last_day, second.modifier_allowed) == (date(2019, 12, 31), False)


def test_units_have_a_limit():
    assert list(read_units(file(UNITS))) == [Row("G0001", limit=2)]


def test_coverage_names_policy_and_beginnings_of_codes():
    first, second = read_coverage(file(COVERAGE))
    assert (first.column2, first.first_day) == ("E11*", date(2026, 1, 1))
    assert first.message == "None of the diagnoses of L00001 covers G0001"
    assert (second.column1, second.column2) == ("G0001", "I10")
    assert second.last_day == date(2026, 6, 30)


def test_house_rules_hold_for_a_contract_or_a_site():
    first, second = read_house_rules(file(HOUSE))
    assert (first.contract, first.site, first.column2) == ("H0001", "", "")
    assert (second.site, second.column2) == ("North", "G0005")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (PAIRS, "ncci-pairs"),
        (UNITS, "mue"),
        (COVERAGE, "coverage"),
        (HOUSE, "house-rules"),
    ],
)
def test_each_table_is_known_by_its_columns(text, kind):
    assert kind_of(file(text)) == kind


@pytest.mark.parametrize(
    ("read", "text", "why"),
    [
        (read_pairs, PAIRS.replace("20200101", "soon"), "no date at line 4"),
        (read_pairs, PAIRS + "torn", "damaged at line 7"),
        (read_pairs, "Column 1\tColumn 2\n", "holds no pair"),
        (read_pairs, PAIRS.replace("\t1\tOne", "\t7\tOne"), "no modifier indicator"),
        (read_pairs, PAIRS.replace("G0002", "G2"), "no code"),
        (read_units, UNITS.replace(",2,", ",two,"), "no number of units"),
        (read_units, UNITS + "torn\n", "damaged"),
        (read_units, "HCPCS/CPT Code,Values\n", "holds no limit"),
        (read_coverage, COVERAGE.replace("E11*", "*"), "no diagnosis at line 2"),
        (
            read_coverage,
            COVERAGE.replace("2026-01-01,", "2026-01-01,2025-01-01"),
            "ends before it begins",
        ),
        (read_house_rules, HOUSE.replace("Bill them on two days", ""), "no message"),
        (read_house_rules, HOUSE.replace("I10,", "hello,"), "no code"),
    ],
)
def test_a_damaged_table_is_refused_with_its_line(read, text, why):
    with pytest.raises(Refused, match=why):
        list(read(file(text)))
