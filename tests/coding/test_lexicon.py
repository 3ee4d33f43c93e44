import hashlib
import marshal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.folding import Folder
from coding.lexicon import Lexicon, Phrase
from coding.sentences import MAX_SENTENCE

FOLDER = Folder()


def found(lexicon: Lexicon, text: str) -> dict[str, str]:
    return {
        lexicon.phrases[match.phrase].codes[0][0]: text[match.start : match.end]
        for segment in lexicon.folder.read(text)
        for match in lexicon.match(segment)
    }


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("renal calculi", "kidney stone"),
        ("HTN", "hypertension"),
        ("diabetes mellitus type II", "DM2"),
        ("oesophageal", "esophagus"),
        ("anaemia", "anemia"),
        ("heart attack", "myocardial infarction"),
        ("bilat", "both"),
        ("Goodpasture's syndrome", "Goodpasture syndrome"),
        ("Crohn\u2019s disease", "Crohn disease"),
    ],
)
def test_words_that_mean_the_same_fold_alike(one, other):
    assert FOLDER.phrase(one) == FOLDER.phrase(other)


def test_capital_shorthand_is_read_only_where_the_note_speaks_of_it():
    plain = [seg.concepts for seg in FOLDER.read("PE: clear lungs.")]
    told = [seg.concepts for seg in FOLDER.read("PE, on heparin for embolism.")]
    assert "embolism" not in plain[0]
    assert "embolism" in told[0]


@given(st.text(max_size=300))
def test_every_concept_keeps_the_place_of_its_words(text):
    for segment in FOLDER.read(text):
        for start, end in zip(segment.starts, segment.ends, strict=True):
            assert 0 <= segment.start <= start < end <= len(text)


def test_a_text_without_any_mark_is_cut_into_bounded_sentences():
    segments = FOLDER.read("pain " * 5000)
    assert max(len(segment.words) for segment in segments) <= MAX_SENTENCE


def test_a_wrapped_line_does_not_end_a_sentence():
    text = "chronic obstructive pulmonary\ndisease with\nexacerbation"
    assert len(FOLDER.read(text)) == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("acute on chronic diastolic CHF", "I50.33"),
        ("Right knee pain", "M25.561"),
        ("GERD", "K21.9"),
        ("CKD 3b", "N18.32"),
        ("Major depressive disorder, recurrent, moderate", "F33.1"),
        ("Cellulitis of the left leg", "L03.116"),
        ("BPH with LUTS", "N40.1"),
    ],
)
def test_everyday_wordings_find_their_code(lexicon, text, code):
    assert found(lexicon, text)[code] in text


def test_a_side_is_taken_by_the_nearer_joint(lexicon):
    codes = found(lexicon, "Pain in the right hip and left knee swelling")
    assert "M25.551" in codes
    assert "M25.552" not in codes


def test_the_longest_wording_wins(lexicon):
    assert list(found(lexicon, "Low back pain")) == ["M54.50"]


def test_without_something_is_not_with_it(lexicon):
    codes = found(lexicon, "Barrett's esophagus without dysplasia")
    assert not any(code.startswith("K22.71") for code in codes)


def test_the_compiled_form_finds_the_same(lexicon):
    again = Lexicon.load(lexicon.dump())
    text = "HTN, DM2 with CKD stage 3b, s/p CABG, former smoker."
    assert found(again, text) == found(lexicon, text)


def test_a_compiled_form_of_another_schema_is_refused():
    body = marshal.dumps({"schema": -1})
    with pytest.raises(ValueError, match="another version"):
        Lexicon.load(hashlib.sha256(body).digest() + body)


def test_a_compiled_form_with_one_letter_altered_is_refused():
    phrases = [Phrase(("cholera",), (), (("A00", 1.0),))]
    whole = Lexicon(phrases, {}).dump()
    assert Lexicon.load(whole).phrases == phrases
    for damaged in (whole.replace(b"A00", b"A01"), whole[:-1], b"", whole + b"0"):
        assert damaged != whole
        with pytest.raises(ValueError, match="damaged"):
            Lexicon.load(damaged)


def test_every_default_names_a_code_of_the_release_or_is_left_out(lexicon, book):
    for phrase in lexicon.phrases:
        for code, _ in phrase.codes:
            assert code.startswith("@") or code in book
