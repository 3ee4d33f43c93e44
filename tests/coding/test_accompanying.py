"""What a code's notes ask for beside it, and what the engine keeps for the asking."""

from coding import accompanying
from coding.pipeline import code
from coding.result import from_json, to_json
from tests.coding.notes import note, suggested


def unanswered(book, one, *present):
    return {
        (note.kind, note.origin)
        for note in accompanying.unanswered(book, one, {one, *present})
    }


def test_a_note_asks_until_a_code_it_names_is_there(book):
    assert ("use_additional", "E11") in unanswered(book, "E11.9")
    insulin = [
        n for n in accompanying.asking(book, "E11.9") if n.text.startswith("insulin")
    ]
    assert accompanying.named(book, insulin[0], ("Z79.4", "I10")) == ("Z79.4",)
    left = accompanying.unanswered(book, "E11.9", {"E11.9", "Z79.4"})
    assert insulin[0] not in left


def test_one_code_answers_a_printed_list_but_for_what_the_chart_names(book):
    assert len(accompanying.unanswered(book, "F02.C0", {"F02.C0"})) > 9
    beside = {"F02.C0", "G30.9"}
    left = accompanying.unanswered(book, "F02.C0", beside)
    assert not [note for note in left if note.kind == "code_first"]
    left = accompanying.unanswered(book, "F02.C0", beside, {"G20.A1"})
    (named,) = [note for note in left if note.kind == "code_first"]
    assert accompanying.named(book, named, ("G20.A1",))


def test_a_manifestation_asks_for_what_comes_first(book):
    assert ("code_first", "N18") in unanswered(book, "N18.31")
    assert ("code_first", "N18") not in unanswered(book, "N18.31", "E11.22", "I12.9")


def test_notes_of_whole_chapters_ask_nothing(book):
    assert not {n.origin for n in accompanying.asking(book, "J45.40")} & {"10"}


def test_a_code_is_no_companion_of_itself(book):
    for one in ("E11.9", "N18.31", "J44.0", "I11.0"):
        for asked in accompanying.unanswered(book, one, {one}):
            assert asked in accompanying.asking(book, one)


def test_what_was_read_and_not_suggested_waits_with_its_words(engine):
    told = note("Medications: insulin glargine 20 units.\nAssessment:\n1. Asthma.\n")
    coded = code(told, engine)
    assert "Z79.4" not in suggested(coded)
    (found,) = [one for one in coded.companions if one.code == "Z79.4"]
    assert "insulin" in found.evidence[0].text
    text = told.documents[0].text
    for one in coded.companions:
        assert engine.book.is_billable(one.code)
        assert one.code not in suggested(coded)
        for span in one.evidence:
            assert text[span.start : span.end] == span.text
    assert from_json(to_json(coded)).companions == coded.companions


def test_a_code_that_is_denied_does_not_wait(engine):
    coded = code(note("Assessment:\n1. Asthma. No hypertension.\n"), engine)
    assert "I10" not in {one.code for one in coded.companions}
