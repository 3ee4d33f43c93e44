"""Documents cut for the page: whatever is marked, no character is lost or moved."""

from hypothesis import given
from hypothesis import strategies as st

from coding.values import NoteDocument, Section
from review.presenters import documents
from review.presenters.texts import Mark

TEXTS = st.text(min_size=1, max_size=200)
SPANS = st.lists(st.tuples(st.integers(-5, 210), st.integers(-5, 210)), max_size=12)


def mark(start, end, number=1, state="undecided"):
    return Mark(start, end, number, f"item-{number}", state, f"line {number}")


def view(text, spans, starts=()):
    sections = [Section("d", "plan", start, start + 1, "Plan:") for start in starts]
    marks = [mark(*span, number=n) for n, span in enumerate(spans, start=1)]
    return documents.view(NoteDocument("d", text), 1, sections, marks)


def segments_of(shown):
    return [segment for block in shown.blocks for segment in block.segments]


@given(TEXTS, SPANS, st.lists(st.integers(0, 210), max_size=6))
def test_the_segments_joined_are_the_text(text, spans, starts):
    shown = segments_of(view(text, spans, starts))
    assert "".join(segment.text for segment in shown) == text


@given(TEXTS, SPANS, st.lists(st.integers(0, 210), max_size=6))
def test_every_segment_says_where_it_stands(text, spans, starts):
    for segment in segments_of(view(text, spans, starts)):
        assert text[segment.start : segment.start + len(segment.text)] == segment.text


@given(TEXTS, SPANS, st.lists(st.integers(0, 210), max_size=6))
def test_every_character_is_under_exactly_the_marks_that_cover_it(text, spans, starts):
    fitting = {n for n, (a, b) in enumerate(spans, start=1) if 0 <= a < b <= len(text)}
    for segment in segments_of(view(text, spans, starts)):
        for place in range(segment.start, segment.start + len(segment.text)):
            over = {
                n
                for n, (a, b) in enumerate(spans, start=1)
                if n in fitting and a <= place < b
            }
            assert {each.number for each in segment.marks} == over


@given(TEXTS, SPANS)
def test_every_number_is_printed_once_where_its_mark_ends(text, spans):
    shown = segments_of(view(text, spans))
    printed = sorted(n for segment in shown for n in segment.numbers)
    fitting = [n for n, (a, b) in enumerate(spans, start=1) if 0 <= a < b <= len(text)]
    assert printed == sorted(fitting)


def test_what_is_still_to_be_decided_colours_an_overlap():
    text = "diabetes with nephropathy"
    marks = [mark(0, 25, 1, "accepted"), mark(0, 8, 2, "undecided")]
    shown = documents.segments(text, 0, len(text), marks)
    assert [segment.state for segment in shown] == ["undecided", "accepted"]


def test_sections_are_headed_and_count_their_evidence():
    text = "Plan:\nrest\nExam:\nwell"
    sections = [
        Section("d", "plan", 0, 11, "Plan:"),
        Section("d", "physical_exam", 11, 21, ""),
    ]
    shown = documents.view(NoteDocument("d", text), 1, sections, [mark(6, 10)])
    assert [(b.heading, b.evidence) for b in shown.blocks] == [
        ("Plan", 1),
        ("physical exam", 0),
    ]


def test_offsets_count_code_points_not_bytes():
    text = "Größe 🙂 pain"
    shown = segments_of(view(text, [(8, 12)]))
    assert [segment.text for segment in shown if segment.marks] == ["pain"]
