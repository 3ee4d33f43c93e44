"""Reading enrollee lists: what is taken, what is refused and by which name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.radv import listfile, ranking
from review.radv.listfile import (
    MOST_BYTES,
    MOST_ENROLLEES,
    RefusedLine,
    Why,
    read,
)
from review.radv.ranking import Tried
from review.radv.states import cap

HEAD = "contract,payment_year,enrollee,hcc,diagnosis,last_name,birth_date,model\n"
GOOD = "H0001,2027,1S00E10AA01,37,E11.22,Quill,1957-04-11,\n"


def refusals(text):
    told = read((HEAD + text).encode())
    return [(each.line, each.why) for each in told.refused]


def test_a_good_line_is_taken():
    told = read((HEAD + GOOD).encode())
    assert (told.contract, told.payment_year, told.refused) == ("H0001", 2027, ())
    [one] = told.enrollees
    assert one.mbi == "1S00E10AA01"
    assert one.hccs == {("V28", "37"): ["E11.22"]}


def test_more_enrollees_than_any_audit_samples_are_refused_whole():
    """Each is sealed by itself: thousands would hold up whoever sends them."""

    def lines(number):
        made = (f"1S{n % 10}0E{n // 10 % 10}0AA{n // 100:02}" for n in range(number))
        return HEAD + "".join(GOOD.replace("1S00E10AA01", each) for each in made)

    assert len(read(lines(MOST_ENROLLEES).encode()).enrollees) == MOST_ENROLLEES
    told = read(lines(MOST_ENROLLEES + 1).encode())
    assert not told.enrollees
    assert told.refused == (RefusedLine(0, Why.TOO_MANY_ENROLLEES),)


def test_lines_of_one_enrollee_come_together():
    more = GOOD.replace(",37,E11.22", ",HCC 037,E1165;e11.9")
    told = read((HEAD + GOOD + more + GOOD.replace(",37,", ",280,")).encode())
    [one] = told.enrollees
    assert one.hccs == {
        ("V28", "37"): ["E11.22", "E11.65", "E11.9"],
        ("V28", "280"): ["E11.22"],
    }
    assert told.hccs == 2


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (GOOD.replace("H0001", "0001"), Why.CONTRACT),
        (GOOD.replace("H0001", "=H0001"), Why.CONTRACT),
        (GOOD.replace("2027", "27"), Why.YEAR),
        (GOOD.replace("2027", "2016"), Why.YEAR),
        (GOOD.replace("1S00E10AA01", "123-45-6789"), Why.ENROLLEE),
        (GOOD.replace(",37,", ",diabetes,"), Why.HCC),
        (GOOD.replace("E11.22", ""), Why.DIAGNOSIS),
        (GOOD.replace("E11.22", "250.00"), Why.DIAGNOSIS),
        (GOOD.replace("1957-04-11", "11 April"), Why.BIRTH_DATE),
        (GOOD.replace("1957-04-11", "1957-02-30"), Why.BIRTH_DATE),
        (GOOD.replace(",\n", ",V22\n"), Why.MODEL),
        (GOOD.replace(",\n", ",V99\n"), Why.MODEL),
        (GOOD.replace(",\n", ",,\n"), Why.COLUMNS),
        (GOOD.replace("Quill", "Q" * 300), Why.TOO_LONG),
        ('H0001,"2027\n', Why.BROKEN),
    ],
)
def test_a_bad_line_has_a_name(line, why):
    assert refusals(GOOD + line)[0] == (3, why)


def test_other_contracts_persons_and_repetitions_are_refused():
    others = (
        GOOD.replace("H0001", "H0002")
        + GOOD.replace("2027", "2026")
        + GOOD.replace("Quill", "Other")
        + GOOD
    )
    assert [why for _, why in refusals(GOOD + others)] == [
        Why.OTHER_CONTRACT,
        Why.OTHER_CONTRACT,
        Why.OTHER_PERSON,
        Why.AGAIN,
    ]


def test_in_a_year_of_two_models_the_list_says_which():
    assert refusals(GOOD.replace("2027", "2025"))[0][1] is Why.MODEL
    told = read((HEAD + GOOD.replace("2027", "2025").replace(",\n", ",V24\n")).encode())
    assert list(told.enrollees[0].hccs) == [("V24", "37")]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", Why.NO_HEADING),
        (b"\xff\xfe\x00", Why.NOT_TEXT),
        (HEAD.encode() + b"\0", Why.NOT_TEXT),
        (b"a,b,c\n1,2,3\n", Why.NO_HEADING),
        (HEAD.encode(), Why.NO_LINES),
        ((HEAD.replace("hcc", "hcc,hcc") + GOOD).encode(), Why.NO_HEADING),
        (b"x" * (MOST_BYTES + 1), Why.TOO_LARGE),
    ],
)
def test_a_file_of_nothing_is_refused_whole(data, why):
    told = read(data)
    assert (told.enrollees, [e.why for e in told.refused]) == ((), [why])
    assert told.refused[0].line == 0


def test_windows_line_ends_a_mark_and_other_headings_are_fine():
    text = (
        "\ufeffContract ID,PY,MBI,Audited HCC,ICD10\r\n"
        "h0001,2027,1s00-e10-aa01,37,e1122\r\n"
    )
    told = read(text.encode())
    assert told.enrollees[0].hccs == {("V28", "37"): ["E11.22"]}


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(data):
    read(data)


@given(st.text(max_size=400))
def test_nothing_is_lost_below_a_good_heading(text):
    """Every line that holds something is either taken or refused."""
    told = read((HEAD + GOOD + text).encode("utf-8", "surrogatepass"))
    if told.refused and told.refused[0].line == 0:
        return
    assert told.enrollees
    assert all(each.line >= 3 for each in told.refused)


@given(st.text(min_size=1, max_size=60))
def test_a_refusal_repeats_nothing_of_its_line(word):
    for each in read(
        (HEAD + GOOD.replace("37", word)).encode("utf-8", "replace")
    ).refused:
        assert set(each.plain()) == {"line", "why"}


def test_every_reason_has_a_sentence():
    assert all(why.label.endswith(".") or why is Why.NO_HEADING for why in Why)
    assert listfile.NEEDED


tried = st.builds(
    Tried,
    key=st.integers(),
    failed=st.integers(0, 3),
    asked=st.integers(0, 3),
    signed=st.booleans(),
    exact=st.booleans(),
    codes=st.integers(1, 3),
    on=st.dates(),
    tie=st.text(max_size=3),
)


@given(st.lists(tried, max_size=12, unique_by=lambda one: one.key))
def test_at_most_two_records_none_that_fails_best_first(found):
    keys = ranking.chosen(found)
    by_key = {one.key: one for one in found}
    assert len(keys) <= 2 <= cap(1)
    assert all(not by_key[key].failed for key in keys)
    worths = [by_key[key].worth() for key in keys]
    assert worths == sorted(worths)
    left = [one.worth() for one in found if one.key not in keys and not one.failed]
    assert not left or not worths or max(worths) <= min(left) or len(keys) == 2


@given(st.lists(tried, max_size=8, unique_by=lambda one: one.key), st.randoms())
def test_the_order_does_not_depend_on_how_they_were_found(found, dice):
    shuffled = list(found)
    dice.shuffle(shuffled)
    one = [each.worth() for each in ranking.in_order(found)]
    assert one == [each.worth() for each in ranking.in_order(shuffled)]
