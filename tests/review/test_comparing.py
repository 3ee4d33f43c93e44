from hypothesis import given
from hypothesis import strategies as st

from review.comparing import Line, compare

lines = st.lists(
    st.builds(
        Line,
        system=st.just("ICD-10-CM"),
        code=st.sampled_from(["E11.9", "E11.22", "I10", "I12.9", "N18.31"]),
        poa=st.sampled_from(["Y", "N", ""]),
    ),
    unique_by=lambda line: line.key,
)


@given(lines, lines)
def test_every_code_stands_in_exactly_one_row(first, second):
    rows = compare(first, second).rows
    assert [row.first for row in rows if row.first] == first
    assert sorted(row.second.key for row in rows if row.second) == sorted(
        line.key for line in second
    )


@given(lines, lines)
def test_the_differences_are_the_set_differences(first, second):
    here, there = {line.code for line in first}, {line.code for line in second}
    seen = compare(first, second)
    assert set(seen.both) == here & there
    assert set(seen.only_first) == here - there
    assert set(seen.only_second) == there - here
    lead = [line.code for line in first[:1]] == [line.code for line in second[:1]]
    same = {(line.code, line.poa) for line in first} == {
        (line.code, line.poa) for line in second
    }
    assert seen.agrees == (lead and same)


@given(lines)
def test_a_coding_agrees_with_itself(coded):
    assert compare(coded, coded).agrees
    assert {row.kind for row in compare(coded, coded).rows} <= {"same"}


def test_codes_of_one_category_stand_side_by_side():
    first, second = Line("ICD-10-CM", "E11.9"), Line("ICD-10-CM", "E11.22")
    [row] = compare([first], [second]).rows
    assert (row.first, row.second, row.kind) == (first, second, "near")


def test_another_order_of_the_first_code_is_a_difference():
    one, two = Line("ICD-10-CM", "I10"), Line("ICD-10-CM", "E11.9")
    seen = compare([one, two], [two, one])
    assert (seen.lead_agrees, seen.agrees, seen.only_first) == (False, False, ())
