"""Tables that an administrator loads, with codes made up for the purpose."""

from datetime import date

import pytest

from coding import rules
from coding.rules.tables import UNCHECKED, Kind, Row, Table, rows_by_code
from coding.values import CodedLine, Severity
from tests.coding.rules.sets import facts, lines


def table(kind, *rows, name="NCCI"):
    return Table(name, kind, "A table", "2026-04", rows_by_code(rows))


def procedures(codes):
    return [
        CodedLine(key=f"p{n}", code=code, sequence=n, system="HCPCS")
        for n, code in enumerate(codes.split(), start=1)
    ]


@pytest.fixture
def told(book):
    def run(table, done, diagnoses="I10"):
        coded = [*lines(diagnoses), *procedures(done)]
        found = rules.check(coded, facts(), book, tables=[table] if table else [])
        return [one for one in found if not one.rule.startswith("R")]

    return run


def test_without_any_table_procedures_are_unchecked(told):
    [finding] = told(None, "G0001 G0002")
    assert (finding.rule, finding.severity) == (UNCHECKED, Severity.INFO)
    assert finding.codes == ("G0001", "G0002")
    assert told(None, "") == []


def test_a_pair_is_not_reported_together(told):
    pairs = table(Kind.PAIR, Row("G0001", "G0002"))
    [finding] = told(pairs, "G0001 G0002")
    assert finding.codes == ("G0001", "G0002")
    assert finding.severity is Severity.WARN
    assert "A table, edition 2026-04" in finding.message
    assert told(pairs, "G0001 G0003") == []
    assert told(pairs, "G0002") == []


def test_a_pair_that_a_modifier_parts_says_so(told):
    pairs = table(Kind.PAIR, Row("G0001", "G0002", modifier_allowed=True))
    assert "modifier" in told(pairs, "G0001 G0002")[0].settles


def test_a_row_holds_for_its_days(told):
    early = Row("G0001", "G0002", last_day=date(2026, 3, 31))
    late = Row("G0001", "G0002", first_day=date(2026, 7, 1))
    assert told(table(Kind.PAIR, early, late), "G0001 G0002") == []


def test_a_procedure_is_covered_by_one_of_its_diagnoses(told):
    policy = table(Kind.COVERAGE, Row("G0001", "E11*"), Row("G0001", "I10"), name="LCD")
    assert told(policy, "G0001", "I10") == []
    assert told(policy, "G0001", "E11.22") == []
    [finding] = told(policy, "G0001", "J18.9")
    assert (finding.rule, finding.subject) == ("LCD", "G0001")


def test_units_stay_within_the_limit(told):
    units = table(Kind.UNITS, Row("G0001", limit=1), name="MUE")
    assert told(units, "G0001") == []
    assert told(units, "G0001 G0001")


def test_a_house_rule_speaks_in_its_own_words(told):
    site = table(Kind.NOTICE, Row("I10", message="Ask for the log"), name="SITE")
    [finding] = told(site, "", "I10")
    assert finding.message == "Ask for the log (A table, edition 2026-04)."
    assert told(site, "", "J18.9") == []
