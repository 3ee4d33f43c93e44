"""Quotations are found or refused; masks lead back to where a text was."""

import string
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.masking import Identifiers, identifiers, mask, spellings
from coding.llm.quoting import locate

TEXT = "Assessment:\n1. Moderate persistent\n   asthma — “stable”.\n2. Hypertension.\n"


@pytest.mark.parametrize(
    ("quote", "exact"),
    [
        ("Hypertension", True),
        ("hypertension", False),
        ("Moderate persistent asthma", False),
        ('asthma - "stable"', False),
        ("  Hypertension ", True),
    ],
)
def test_a_quotation_is_found_exactly_or_nearly(quote, exact):
    where = locate(TEXT, quote)
    assert where is not None and where.exact is exact


@pytest.mark.parametrize(
    "quote",
    [
        "tension",
        "Hypertensions",
        "Moderate asthma",
        "severe persistent asthma",
        "Hypotension",
        "",
        " \n",
        "…",
        "x" * 500,
    ],
)
def test_what_is_not_there_is_refused(quote):
    assert locate(TEXT, quote) is None


letters = st.text(string.ascii_letters + " \n.,", min_size=1, max_size=80)


@given(text=letters, low=st.integers(0, 80), size=st.integers(1, 40))
def test_what_is_found_stands_there(text, low, size):
    quote = text[low : low + size]
    where = locate(text, quote)
    if where is not None:
        told = "".join(text[where.start : where.end].lower().split())
        assert told == "".join(quote.lower().split())


@given(
    quote=st.text(string.ascii_letters, min_size=3, max_size=20),
    at=st.integers(0, 19),
    letter=st.sampled_from("0123456789"),
)
def test_one_letter_changed_is_another_quotation(quote, at, letter):
    at %= len(quote)
    changed = quote[:at] + letter + quote[at + 1 :]
    assert locate(f"Seen for {quote} today.", changed) is None


WHO = identifiers(
    ("Ida Vestergaard", "Philippa Luntberry, MD"),
    ("DEMO-100881", "1EG4-TE5-MK73"),
    date(1986, 1, 29),
)


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("Ida Vestergaard is here", "Vestergaard"),
        ("VESTERGAARD, IDA", "IDA"),
        ("Mrs Vestergaard's knee", "Vestergaard"),
        ("seen by Philippa  Luntberry", "Luntberry"),
        ("chart DEMO-100881 today", "100881"),
        ("MRN: A1234567.", "A1234567"),
        ("MBI 1EG4TE5MK73 on file", "1EG4TE5MK73"),
        ("mbi 1eg4-te5-mk72", "mk72"),
        ("call (555) 010-4477 please", "010-4477"),
        ("call 555-010-4477", "4477"),
        ("+1 555 010 4477", "0104477"),
        ("SSN 123-45-6789", "6789"),
        ("lives at 12 North Oak Street, Springfield, IL 62704", "Oak"),
        ("ida.v@example.org", "example"),
        ("DOB: 03/04/1951", "1951"),
        ("born on January 29, 1986", "1986"),
        ("(29 Jan 1986)", "1986"),
    ],
)
def test_direct_identifiers_are_taken_out(text, gone):
    masked = mask(text, WHO).text
    assert gone not in masked and "[" in masked


@pytest.mark.parametrize(
    "text",
    [
        "BP 118/74, HR 72, BMI 24.1, A1c 6.9 on 05/12/2026",
        "Type 2 diabetes with stage 3 CKD, eGFR 48",
        "metformin 500 mg twice daily, 2.5 mg at 9:30",
        "Dr suggested 10 days in bed; back in 12 weeks.",
    ],
)
def test_clinical_text_stays(text):
    assert mask(text, WHO).text == text


pieces = st.lists(
    st.sampled_from(
        [
            "Ida Vestergaard",
            "asthma",
            "DEMO-100881",
            " and ",
            "\n",
            "555-010-4477",
            "gout ",
            "DOB 01/29/1986",
            "é",
            "Vestergaard",
        ]
    ),
    max_size=14,
)


@given(pieces)
def test_every_unmasked_stretch_leads_back_to_the_same_words(parts):
    text = "".join(parts)
    masked = mask(text, WHO)
    for start in range(len(masked.text)):
        for end in range(start + 1, min(start + 12, len(masked.text)) + 1):
            back = masked.original(start, end)
            if back is not None:
                assert text[slice(*back)] == masked.text[start:end]
    for name in ("Vestergaard", "100881", "4477"):
        assert not any(
            name == word.strip(".,") for word in masked.text.replace("\n", " ").split()
        )


@given(pieces, st.tuples(st.integers(0, 40), st.integers(0, 40)))
def test_what_is_left_out_is_gone_and_offsets_still_lead_back(parts, cut):
    text, (low, high) = "".join(parts), sorted(cut)
    masked = mask(text, Identifiers(), [(low, min(high, len(text)))])
    for at in range(len(masked.text)):
        back = masked.original(at, at + 1)
        if back is not None:
            assert text[back[0]] == masked.text[at]
            assert not low <= back[0] < min(high, len(text))


def test_a_day_is_spelt_as_records_spell_it():
    assert "01/29/1986" in spellings(date(1986, 1, 29))
