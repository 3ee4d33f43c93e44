"""What stands beside a phrase turns what it is worth, and is never a code's reason."""

import json
import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding import fitting, learning
from coding.counting import observe
from coding.examples import Example
from coding.neighbours import places
from coding.passages import Heard, heard
from coding.pipeline import study
from coding.profile import BEFORE, FORMAT, Lessons, Refused, dump, learned, load
from coding.questions import Words
from coding.senses import Fit
from coding.surroundings import NO_SURROUNDINGS, Place, Surroundings, based
from coding.trees import Scale, Trees
from coding.values import Assertion
from tests.coding.lessons import CUSTOMS
from tests.coding.notes import note

HERE = Heard("pain", "d", 0, 4, "", Assertion.PRESENT, Assertion.PRESENT)
#: Where the figures of a phrase say that few charts have it.
RARE = 2
WORDS = st.sampled_from(["n:in", "n:of", "p:no", "b:leg", "s:pain"])
PLACES = st.builds(
    lambda code, credit, seen, words: place(
        *words, code=code, credit=credit, seen=seen
    ),
    st.sampled_from(["R52", "R10.9", "R10.84"]),
    st.floats(0.08, 0.98),
    st.integers(1, 90),
    st.lists(WORDS, unique=True),
)


def place(*around, code="R10.9", credit=0.5, seen=20):
    return Place(code, HERE, based(credit, seen, seen), around)


@pytest.fixture(scope="module")
def weighed():
    """Pain is signed but where it is of the hypogastrium; said so in two charts only:
    never signed before "today"."""
    charts = [[(place("n:of", "d:hypogastrium"), False)] * 2] * 60
    charts += [[(place("n:since"), True)] * 2] * 60
    charts += [[(place("n:today"), False)] * 4] * 2
    return fitting.surroundings(charts, 1)


def test_words_beside_a_phrase_speak_for_and_against_its_code(weighed):
    against = weighed.of([place("n:of", "d:hypogastrium")])["R10.9"]
    before = weighed.of([place("n:since")])["R10.9"]
    assert against[0] < before[0]
    assert against[1] < 0 < before[1]


def test_what_was_learned_of_a_code_is_said_of_its_category_too(weighed):
    sibling = weighed.of([place("n:of", "d:hypogastrium", code="R10.84")])
    assert sibling["R10.84"][1] < weighed.of([place(code="R10.84")])["R10.84"][1]


def hapax_charts(engine):
    """Customs signed two times of three, and a word of two charts that is always."""
    chance = random.Random(5)
    codes = "A09 B20 C61 D65 E46 F29 G35 R52 R55 R64 R34 R42".split()
    for number in range(120):
        said, word = chance.sample(sorted(CUSTOMS), 3), number // 2
        rare = f"zq{'aeiou'[word % 5]}{'bdfghklmnprt'[word // 5]}ar"
        signed = {CUSTOMS[one] for one in said if chance.random() < 2 / 3}
        text = f"Assessment: {'. '.join((*said, rare))}."
        example = Example(note(text), frozenset({*signed, codes[word % 12]}))
        studied = study(example.note, engine)
        yield observe(example, studied, engine.book, engine.keep_negated)


def test_what_a_phrase_is_worth_is_never_taken_from_the_chart_itself(engine):
    """By its own counts a rare phrase would always be right, and so weigh much."""
    means = learning.Means(engine, Words(engine.lexicon, engine.book), 1)
    found = learning._surroundings(list(hapax_charts(engine)), means)
    assert found
    assert found.base[RARE] == 0


def test_words_of_few_charts_have_no_weight(weighed):
    assert not any("n:today" in own for own in weighed.weights.values())


def test_of_several_places_the_best_counts_and_all_are_summed(weighed):
    two = [place("n:of", "d:hypogastrium"), place("n:since")]
    best, beside, together, count = weighed.of(two)["R10.9"]
    alone = weighed.of(two[1:])["R10.9"]
    assert (best, beside) == alone[:2]
    assert together > alone[2]
    assert (count, alone[3]) == (2, 1)


def test_few_places_teach_nothing():
    charts = [[(place("n:of"), False)], [(place("n:since"), True)]] * 20
    assert fitting.surroundings(charts, 1) == NO_SURROUNDINGS
    assert NO_SURROUNDINGS.of([place("n:of")]) == {}


def test_places_that_are_all_alike_teach_nothing():
    assert not fitting.surroundings([[(place("n:of"), True)]] * 300, 1)


@given(st.lists(PLACES, max_size=6))
def test_only_codes_that_have_a_place_get_figures(weighed, told):
    found = weighed.of(told)
    assert set(found) == {one.code for one in told}
    assert sum(figures[3] for figures in found.values()) == len(told)


def test_the_same_weights_come_back_from_their_plain_form(weighed):
    plain = json.loads(json.dumps(weighed.as_plain()))
    assert Surroundings.of_plain(plain) == weighed
    with pytest.raises(ValueError, match="other figures"):
        Surroundings.of_plain(plain | {"base": [1.0]})


def fit_of(one, credit=0.6):
    return Fit(0.5, 5, 5, 9, 1, 1.0, 1.0, credit, 0.0, (one,), one)


def test_what_stands_beside_a_phrase_is_seen_as_written_and_as_folded(engine):
    studied = study(note("Severe abdominal pain of the leg. Fever."), engine)
    pain = next(one for one in heard(studied.passages) if one.phrase == "pain")
    fits = [("R52", [fit_of(pain)]), ("R50.9", [fit_of(pain, 0.01)])]
    (found,) = places(fits, studied.passages, {"R52": 3})
    assert found.code == "R52"
    assert found.base == based(0.6, 9, 3)
    seen = set(found.around)
    assert {"s:pain", "x:ain", "p:abdominal", "n:of", "q:first"} <= seen
    assert {"P:severe abdominal", "N:of the", "a:PRESENT", "b:lowerlimb"} <= seen


def lessons(surroundings):
    scale = Scale()
    none = Trees(0.0, ())
    return Lessons(
        1, {}, {}, {}, {}, {}, none, none, scale, scale, 0.5, surroundings=surroundings
    )


def test_a_profile_without_surroundings_keeps_the_form_before(weighed):
    old, new = learned(lessons(NO_SURROUNDINGS)), learned(lessons(weighed))
    for profile, form in ((old, BEFORE), (new, FORMAT)):
        data = dump(profile)
        assert json.loads(data)["format"] == form
        assert load(data) == profile
        assert dump(load(data)) == data
    assert b"surroundings" not in dump(old)


def test_altered_weights_are_refused(weighed):
    data = dump(learned(lessons(replace(weighed, start=0.125))))
    with pytest.raises(Refused, match="altered"):
        load(data.replace(b'"start":0.125', b'"start":0.625', 1))
