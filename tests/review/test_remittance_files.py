"""Reading 835 files: what is taken, what is refused, and that nothing else happens."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.metrics.denials import Denial, denials
from review.remittance.advice import Adjustment, read
from review.remittance.refusals import Why
from review.remittance.segments import HEADER, LONGEST_SEGMENT, MOST_BYTES
from tests.review.remits import claim, remittance, transaction

GOOD = remittance(claim("A-1", "CAS*CO*45*20"))


def whys(data):
    return [each.why for each in read(data).refused]


def test_a_claim_is_read_with_its_adjustments_and_remarks():
    told = read(
        remittance(
            claim(
                " A-1 ",
                "CAS*CO*16*20**45*0",
                "MOA***M76",
                "SVC*HC:99213*60*50",
                "CAS*PR*1*10",
                "SVC*HC:11042*40*30",
                "CAS*CO*97*10*1*236*5",
                "LQ*HE*N56",
                number="77X",
            )
        )
    )
    [one] = told.claims
    assert (one.account, one.number, one.status) == ("A-1", "77X", "1")
    assert one.adjustments == (
        Adjustment("CO", "16"),
        Adjustment("PR", "1", 1),
        Adjustment("CO", "97", 2),
        Adjustment("CO", "236", 2),
    )
    assert one.remarks == ("M76", "N56")
    assert told.made_on == date(2026, 6, 11)
    assert told.refused == ()


def test_lines_count_the_segments_of_the_file():
    told = read(remittance(claim("A-1"), claim("A-2", status="77"), claim("A-3")))
    assert [each.line for each in told.claims] == [9, 11]
    assert [(each.line, each.why) for each in told.refused] == [(10, Why.STATUS)]


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (claim(""), Why.ACCOUNT),
        (claim("A" * 60), Why.ACCOUNT),
        (claim("A", status="99"), Why.STATUS),
        (claim("A", paid="eighty"), Why.AMOUNT),
        (claim("A", paid="1e9"), Why.AMOUNT),
        (claim("A", "CAS*XX*45*20"), Why.ADJUSTMENT),
        (claim("A", "CAS*CO"), Why.ADJUSTMENT),
        (claim("A", "CAS*CO*45*"), Why.AMOUNT),
        (claim("A", "CAS*CO*45*20**=1*3"), Why.ADJUSTMENT),
        (claim("A", "SVC*HC:1*x*1"), Why.AMOUNT),
        (claim("A", "MOA***<b>"), Why.REMARK),
        (claim("A", "LQ*HE*drop table"), Why.REMARK),
    ],
)
def test_a_bad_claim_is_named_and_the_others_are_taken(bad, why):
    told = read(remittance(claim("B"), bad, claim("C")))
    assert [each.account for each in told.claims] == ["B", "C"]
    assert [each.why for each in told.refused] == [why]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", Why.NO_HEADER),
        (b"PK\x03\x04" + bytes(200), Why.NO_HEADER),
        (b"\xff\xfe" + GOOD, Why.NOT_TEXT),
        (GOOD + b" " * MOST_BYTES, Why.TOO_LARGE),
        (GOOD[:HEADER], Why.CUT_OFF),
        (GOOD[:-20], Why.CUT_OFF),
        (GOOD.split(b"SE*")[0], Why.CUT_OFF),
        (GOOD.split(b"SE*")[0] + b"GE*1*7~\nIEA*1*000000905~", Why.CUT_OFF),
        (GOOD.replace(b"GE*1", b"GE*2"), Why.COUNT),
        (GOOD.replace(b"IEA*1*000000905", b"IEA*1*000000906"), Why.CONTROL),
        (GOOD.replace(b"GS*", b"G?*"), Why.NO_SEGMENT),
        (GOOD.replace(b"*PAYER*HOSPITAL", b"*PA\x00YER*HOSPITAL"), Why.NO_SEGMENT),
        (GOOD.replace(b"N1*PR*", b"N1*PR*" + b"x" * LONGEST_SEGMENT), Why.TOO_LONG),
        (GOOD.replace(b"*^*", b"***"), Why.NO_HEADER),
        (GOOD.replace(b"GS*HP", b"ISA*HP"), Why.ENVELOPE),
        (remittance(transactions=[]), Why.NO_CLAIM),
        (remittance(), Why.NO_CLAIM),
        (remittance(transactions=[transaction(kind="837")]), Why.OTHER_KIND),
    ],
)
def test_a_file_that_cannot_be_believed_is_refused_whole(data, why):
    told = read(data)
    assert told.claims == ()
    assert [each.why for each in told.refused] == [why]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ((b"SE*9*", b"SE*8*"), Why.COUNT),
        ((b"SE*9*0001", b"SE*9*0002"), Why.CONTROL),
    ],
)
def test_a_transaction_whose_trailer_disagrees_is_not_believed(change, why):
    assert read(GOOD.replace(*change)).claims == ()
    assert whys(GOOD.replace(*change)) == [why]


def test_another_kind_of_transaction_does_not_take_the_835_with_it():
    sets = [transaction(kind="999", control="1"), transaction(claim("A"), control="2")]
    told = read(remittance(transactions=sets))
    assert [each.account for each in told.claims] == ["A"]
    assert [each.why for each in told.refused] == [Why.OTHER_KIND]


def test_delimiters_are_those_of_the_header():
    other = GOOD.replace(b"~\n", b"!").replace(b"*", b"|").replace(b":", b">")
    assert read(other).claims == read(GOOD).claims


@given(st.binary(max_size=400))
def test_whatever_comes_is_read_or_refused(data):
    assert read(data).refused


@given(st.integers(0, len(GOOD) - 1), st.integers(0, 255))
def test_one_changed_byte_never_makes_a_claim_of_nothing(place, byte):
    told = read(GOOD[:place] + bytes([byte]) + GOOD[place + 1 :])
    assert len(told.claims) <= 1
    assert told.claims or told.refused


@given(st.integers(0, len(GOOD) - 3))
def test_a_file_that_was_cut_anywhere_is_refused(end):
    told = read(GOOD[:end])
    assert told.refused and not told.claims


@given(st.text(), st.text())
def test_a_refusal_repeats_nothing_of_the_file(account, remark):
    told = read(remittance(claim(account, f"LQ*HE*{remark}", status="77")))
    known = {each.label for each in Why}
    assert all(each.why.label in known for each in told.refused)
    assert "A-1" not in repr(read(GOOD).claims)


@pytest.mark.parametrize(
    ("reasons", "remarks", "found"),
    [
        (["45", "1"], [], set()),
        (["11"], [], {Denial.DIAGNOSIS}),
        (["50", "97"], [], {Denial.NECESSITY, Denial.BUNDLING}),
        (["16"], [], set()),
        (["16"], ["M76"], {Denial.DIAGNOSIS}),
        (["16"], ["N56", "N823", "N290"], {Denial.PROCEDURE, Denial.MODIFIER}),
        (["45"], ["M76"], set()),
        (["29"], [], set()),
    ],
)
def test_only_denials_that_are_about_codes_count(reasons, remarks, found):
    assert denials(reasons, remarks) == found
