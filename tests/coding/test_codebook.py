"""The code book against known facts of the edition, and against itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding import compiled
from coding.codebook import Kind, NoteKind, normalise
from coding.references import CodeRange, Reading


def test_it_holds_every_billable_code_once(book):
    assert sum(entry.billable for entry in book) == 74_719
    assert len({entry.code for entry in book}) == len(book) == 98_505


def test_a_block_of_one_category_is_another_entry_than_the_category(book):
    categories = [entry for entry in book if entry.kind == Kind.CATEGORY]
    assert len(categories) == 1_918
    assert book.get("B20").kind == Kind.CATEGORY
    assert book.get("B20").parent == "B20-B20"
    assert book.is_billable("B20") and not book.is_billable("B20-B20")


def test_blocks_lie_in_the_blocks_that_span_them(book):
    path = [entry.code for entry in book.path("V03.10XA")]
    assert path == [
        "20",
        "V00-X58",
        "V00-V99",
        "V00-V09",
        "V03",
        "V03.1",
        "V03.10",
        "V03.10XA",
    ]


def test_the_hierarchy_agrees_with_itself(book):
    for entry in book:
        assert entry.ordinal <= entry.end < len(book)
        if entry.parent:
            above = book.get(entry.parent)
            assert above.ordinal < entry.ordinal <= entry.end <= above.end


def test_children_and_siblings(book):
    assert [e.code for e in book.children("E11.2")] == ["E11.21", "E11.22", "E11.29"]
    assert [e.code for e in book.siblings("E11.22")] == ["E11.21", "E11.29"]
    assert book.children("E11.22") == () == book.children("nothing")
    assert len(book.chapters()) == 22


def test_seven_character_codes_have_placeholders_and_full_titles(book):
    assert book.is_billable("W19.XXXA") and not book.is_billable("W19")
    assert book.title("W19.XXXA") == "Unspecified fall, initial encounter"
    assert book.title("H34.8112") == "Central retinal vein occlusion, right eye, stable"


@pytest.mark.parametrize("typed", ["e1122", "E11.22", " e11.22 ", "E1122"])
def test_a_code_is_found_however_it_is_typed(book, typed):
    assert book.find(typed).code == "E11.22"


def test_what_is_no_code_is_not_found(book):
    for text in ("", "E11.999", "diabetes", "E", "\x00", "𝟙"):
        assert book.find(text) is None
        assert not book.is_billable(text)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("E11.9", "E10.9"),
        ("I10", "O10.011"),
        ("I10", "O10"),
        ("R65.21", "T81.12XA"),
        ("M54.50", "M51.26"),
        ("R73.03", "E11.9"),
        ("F45.8", "G47.63"),
        # through an ancestor, and by the characters that narrow a range
        ("B27.02", "G02"),
        ("E11.29", "N16"),
    ],
)
def test_codes_that_exclude_each_other(book, a, b):
    note = book.excludes1_conflict(a, b)
    assert note.kind == NoteKind.EXCLUDES1
    assert book.excludes1_conflict(b, a) is not None


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("E11.22", "N18.31"),
        ("A41.9", "R65.20"),
        ("I12.9", "I10"),
        ("R05.9", "J18.9"),
        # the narrowed ranges of N16 and G02 name neither of these
        ("E11.21", "N16"),
        ("B27.01", "G02"),
        ("E11.9", "E11.9"),
        ("E11.9", "nothing"),
    ],
)
def test_codes_that_may_stand_together(book, a, b):
    assert book.excludes1_conflict(a, b) is None
    assert book.excludes1_conflict(b, a) is None


def test_notes_come_from_all_ancestors_nearest_first(book):
    origins = [note.origin for note in book.use_additional("I13.0")]
    assert origins == ["I13.0"] * 2 + ["I10-I1A"] * 6


def test_notes_of_a_wrapping_block_reach_the_codes_in_it(book):
    texts = [note.text for note in book.notes("T21.01XA", NoteKind.EXCLUDES2)]
    assert "sunburn (L55.-)" in texts


def test_a_list_keeps_the_line_that_introduces_it(book):
    first = [note for note in book.code_first("E08.22") if note.ranges]
    assert {note.heading for note in first} == {"the underlying condition, such as:"}
    assert CodeRange("E84", "E84") in [r for note in first for r in note.ranges]


def test_seventh_characters_are_those_of_the_nearest_definition(book):
    assert dict(book.seventh_characters("S93.401A")) == {
        "A": "initial encounter",
        "D": "subsequent encounter",
        "S": "sequela",
    }
    # a torus fracture cannot be open, though its category knows open fractures
    assert "B" in book.seventh_characters("S52.02")
    assert "B" not in book.seventh_characters("S52.011")
    assert book.seventh_characters("E11.9") == {}


def test_ranges_follow_the_order_of_the_list_not_the_alphabet(book):
    # M1A stands before M10 in the list, and J4A between J44 and J45
    assert book.covers(CodeRange("M05", "M14"), "M1A.0110")
    assert book.covers(CodeRange("J40", "J45"), "J4A.0")


def test_a_range_may_end_at_a_code_that_does_not_exist(book):
    assert book.covers(CodeRange("R10.1", "R10.4"), "R10.33")
    assert not book.covers(CodeRange("R10.1", "R10.4"), "R10.84")


def test_a_range_may_be_narrowed_by_a_character(book):
    adverse = CodeRange("T36", "T50", (5, 6), ("5",))
    assert book.covers(adverse, "T36.0X5A")
    assert not book.covers(adverse, "T36.0X1A")
    assert book.covers(adverse, "T50.A15A")
    poisoning = CodeRange("T36", "T65", (5, 6), ("1", "2", "3", "4"))
    assert not book.covers(poisoning, "T50.A15A")
    assert book.covers(poisoning, "T39.91XA")


def test_most_exclusion_notes_are_read_and_the_rest_say_so(book):
    notes = [n for n in book.printed_notes() if n.kind == NoteKind.EXCLUDES1]
    exact = [n for n in notes if n.reading == Reading.EXACT]
    assert len(exact) / len(notes) > 0.97
    assert all(n.ranges for n in exact)
    assert not any(n.ranges for n in notes if n.reading == Reading.NONE)


def test_every_reference_leads_to_codes(book):
    # narrowed ones may name what no longer exists
    for note in book.printed_notes():
        for codes in note.ranges:
            assert book.covers(codes, codes.low) or codes.characters, note


def test_the_compiled_form_gives_the_same_book(book):
    data = compiled.dump(book)
    again = compiled.load(data)
    assert compiled.dump(again) == data
    assert again.release == book.release
    assert list(again) == list(book)


def test_a_damaged_compiled_form_is_refused(book):
    data = bytearray(compiled.dump(book))
    data[len(data) // 2] ^= 1
    for broken in (bytes(data), bytes(data[:-1]), b"", b"{}", b"\n"):
        with pytest.raises(compiled.Unreadable):
            compiled.load(broken)


@given(data=st.data())
def test_exclusion_is_mutual_and_explained(book, data):
    names = st.sampled_from(book.columns.codes)
    a, b = data.draw(names), data.draw(names)
    note = book.excludes1_conflict(a, b)
    assert bool(note) == bool(book.excludes1_conflict(b, a))
    if note:
        inside, outside = (a, b) if _stands_over(book, note.origin, a) else (b, a)
        assert _stands_over(book, note.origin, inside)
        assert any(book.covers(codes, outside) for codes in note.ranges)


def _stands_over(book, origin, code):
    return origin in [entry.code for entry in book.path(code)]


@given(st.text(max_size=20))
def test_any_text_is_either_a_code_or_not(book, text):
    found = book.find(text)
    assert found is None or found.code in (text, normalise(text))
