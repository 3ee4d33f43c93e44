"""What programs leave in a note goes; what its writer wrote stays in its place."""

import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding import remains
from coding.evaluation import unverifiable
from coding.layout import laid
from coding.pipeline import code
from coding.remains import cleaned
from tests.coding.notes import note

#: Words with a digit mark that no markup, page or stamp holds.
PIECES = st.sampled_from(
    [
        "<b>",
        "</b>",
        "</p>",
        "<br>",
        "<li>",
        "&nbsp;",
        "&amp;",
        "\\par ",
        "\\b0 ",
        "{",
        "\n05/01/2026 10:31 AM ",
        "\r",
        "\r\n",
        "\n",
        "\xa0",
        " gout7: ",
        "htn7",
        " < 140 & > 90 ",
    ]
)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_every_word_that_was_written_stays_in_its_place(text):
    changed = cleaned(text)
    assert len(changed) == len(text)
    for word in re.finditer("(?:gout|htn)7", text):
        assert changed[word.start() : word.end()] == word.group()


@given(
    st.lists(
        st.sampled_from(["Page 2 of 5", "DOE MRN: 1", "", "- gout7", "1. htn7"]),
        max_size=20,
    ).map("\n".join)
)
def test_no_item_goes_with_the_number_of_a_page(text):
    changed = cleaned(text)
    assert [one for one in lines(changed) if "7" in one] == [
        one for one in lines(text) if "7" in one
    ]


@given(st.text(max_size=300))
def test_any_text_keeps_its_length(text):
    assert len(cleaned(text)) == len(text)


@given(st.text(st.sampled_from("ab1 .:,;()-/\n\t"), max_size=300))
def test_a_text_without_remains_is_the_very_same(text):
    assert cleaned(text) == text or re.search(r"\d:\d\d", text)


def lines(text):
    """The lines of a text, each without the blanks about it, none empty."""
    return [" ".join(line.split()) for line in text.split("\n") if line.strip()]


NOTE = ["HPI: feels well", "A/P:", "1. Gout & pain", "2. BP <140"]


@pytest.mark.parametrize(
    "text",
    [
        "<p><b>HPI:</b> feels&nbsp;well<br>A/P:<br/>1. Gout &amp; pain</p>"
        "2. BP &lt;140",
        "<html><body><div>HPI: feels well</div><div><strong>A/P</strong></div>"
        "<div style='x'>1. Gout & pain</div>\n<div>2. BP <140</div></body></html>",
        "{\\rtf1\\ansi \\b HPI:\\b0  feels well\\par A/P:\\par\n"
        "1. Gout & pain\\line 2. BP <140\\par}",
        "HPI:\xa0feels\u2009well\rA/P:\r1. Gout & pain\r2. BP <140",
        "10:31 HPI: feels well\n10:32 A/P:\n10:32 1. Gout & pain\n10:33 2. BP <140",
        "[05/01/2026 10:31 AM] HPI: feels well\n[05/01/2026 10:32 AM] A/P:\n"
        "[05/01/2026 10:32 AM] 1. Gout & pain\n[05/01/2026 10:33 AM] 2. BP <140",
    ],
)
def test_markup_and_stamps_leave_the_lines_of_the_note(text):
    found = lines(cleaned(text))
    assert [line.replace("A/P :", "A/P:") for line in found] == NOTE


def test_items_and_cells_of_markup_keep_their_marks():
    text = "<ul><li>Gout</li><li>HTN</li></ul><tr><td>COPD</td><td>stable</td></tr>"
    assert lines(cleaned(text)) == ["- Gout", "- HTN", "COPD | stable |"]


def test_a_sentence_goes_on_over_the_page():
    text = (
        "She has had pain in\n\nPage 1 of 2\nDOE   MRN: 001\nVisit of 05/01\n"
        "both knees and a\nPage 2 of 2\nDOE   MRN: 001\nVisit of 05/01\nstiff back."
    )
    assert lines(cleaned(text)) == [
        "She has had pain in",
        "both knees and a",
        "stiff back.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Page 2 of the diary tells of pain",
        "10:30 pain\nslept\nate\n10:50 more pain\n11:20 none\nhome\nwell\nslept",
        "BP <140 and > 90, p<0.05, Na < 130; K & Mg low; C:\\notes",
        "<system> is no tag of a page",
    ],
)
def test_what_a_writer_wrote_is_left_as_it_is(text):
    assert cleaned(text) == text


@pytest.mark.parametrize(
    "piece",
    [
        "<b>a ",
        "<p ",
        "&am",
        "\\par{",
        " " * 40,
        "\n10:31 ",
        "\nPage 1\nDOE\n",
        "<b>a</b>",
    ],
)
def test_the_work_on_hostile_remains_grows_with_their_length(piece):
    def work(size):
        count = 0

        def local(frame, event, arg):
            nonlocal count
            count += event == "line"
            return local

        sys.settrace(
            lambda frame, *_: (
                local if frame.f_code.co_filename == remains.__file__ else None
            )
        )
        try:
            cleaned(piece * size)
        finally:
            sys.settrace(None)
        return count

    assert work(800) <= 4 * 1.3 * work(200)


def test_an_export_is_coded_and_quoted_as_written(engine):
    text = (
        "<p><b>PMH</b> asthma as a child</p><p><b>Assessment</b></p><ol>"
        "<li>Type&nbsp;2 diabetes</li><li>Crohn&#39;s disease</li></ol>"
    )
    written = note(text)
    coded = code(written, engine)
    assert laid(written) is not written
    assert {one.code for one in coded.suggestions} >= {"E11.9", "K50.90"}
    assert "J45.909" not in {one.code for one in coded.suggestions}
    assert unverifiable(coded, written) == 0
    quotes = [e.text for one in coded.suggestions for e in one.evidence]
    assert "Type&nbsp;2 diabetes" in quotes
