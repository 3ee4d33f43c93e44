"""What a profile learns, what it may never do, and that it cannot fool itself."""

import sys
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding import learning
from coding.chartfiles import Gold, GoldCode
from coding.evaluation import fabricated, measure, unverifiable
from coding.pipeline import code, knowledge_engine
from coding.profile import CONSERVATIVE, Refused, dump, load, sha256_of
from coding.scoring import score
from coding.trees import Trees
from tests.coding.lessons import CUSTOMS, charts
from tests.coding.notes import note, suggested
from tests.coding.test_pipeline import ANY, TEXTS


@pytest.fixture(scope="session")
def profile(engine):
    return learning.fit(charts(), engine)


@pytest.fixture(scope="session")
def taught(engine, profile):
    return knowledge_engine(engine.book, engine.lexicon, profile)


def f1(engine, examples):
    pairs = [
        (one.note, Gold(tuple(GoldCode(code) for code in sorted(one.codes))))
        for one in examples
    ]
    judged = [one.judged for one in measure(pairs, engine)]
    return score(judged, in_release=engine.book.is_billable).micro.f1


def test_a_local_wording_is_learned_and_quoted(taught):
    coded = code(note("Assessment: zebra gait since May."), taught)
    one = next(each for each in coded.suggestions if each.code == "R26.89")
    assert "zebra gait" in [span.text for span in one.evidence]
    assert one.rationale


def test_what_coders_always_reject_is_set_aside_and_stays_visible(engine, taught):
    told = note("Assessment: zebra gait. Hypertension.")
    assert "I10" in suggested(code(told, engine))
    coded = code(told, taught)
    assert "I10" not in suggested(coded)
    assert "rejected_before" in {o.reason for o in coded.excluded if o.code == "I10"}


def test_a_learned_wording_that_is_denied_is_not_coded(taught):
    told = note("Assessment: no zebra gait. Hollow voice.")
    assert "R26.89" not in suggested(code(told, taught))


def test_a_learned_wording_outside_the_assessment_does_not_propose(taught):
    told = note("Family history: zebra gait\nAssessment: hollow voice")
    assert "R26.89" not in suggested(code(told, taught))


def test_every_result_names_its_profile(taught, profile):
    assert code(note("Assessment: zebra gait"), taught).profile == profile.name
    assert profile.name.startswith("learned-")


def test_the_two_confidences_stay_apart_and_multiply(taught):
    for one in code(note("Assessment: zebra gait, tin ear"), taught).suggestions:
        product = one.extraction_confidence * one.code_confidence
        assert one.confidence == pytest.approx(product, abs=0.001)
        assert one.extraction_confidence < 1


def test_learning_helps_on_charts_it_has_not_seen(engine, taught):
    others = charts(seed=11)
    assert f1(taught, others) > f1(engine, others) + 0.5


def best_constant(examples):
    """The best F1 of an engine that reads nothing and gives every chart one answer."""
    seen = Counter(code for one in examples for code in one.codes)
    gold, right, best = seen.total(), 0, 0.0
    for given_codes, (_, times) in enumerate(seen.most_common(), 1):
        right += times
        best = max(best, 2 * right / (gold + given_codes * len(examples)))
    return best


def test_shuffled_signatures_teach_nothing(engine, profile):
    """Counts that leaked a chart's own codes would make these look learnable.

    Where text and codes have nothing to do with each other, no reader can beat the best
    constant answer; that is the bound, taken from the same charts.
    """
    shuffled, others = charts(shuffled=True), charts(seed=11)
    fitted = learning.fit(shuffled, engine)
    found = fitted.lessons.figures["f1_after"] if fitted.lessons else 0.0
    assert found < best_constant(shuffled) < profile.lessons.figures["f1_after"]
    misled = knowledge_engine(engine.book, engine.lexicon, fitted)
    assert f1(misled, others) < best_constant(others)


def test_too_few_charts_change_nothing(engine):
    assert learning.fit(charts(count=10), engine) is CONSERVATIVE


def test_the_same_charts_and_seed_give_the_same_profile(engine, profile):
    assert dump(learning.fit(charts(), engine)) == dump(profile)


def test_a_profile_survives_its_file(engine, taught, profile):
    again = load(dump(profile))
    assert again == profile
    assert sha256_of(again) == sha256_of(profile)
    same = knowledge_engine(engine.book, engine.lexicon, again)
    told = note("Assessment: zebra gait, river nose, HTN")
    assert code(told, same) == code(told, taught)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"threshold":0.', b'"threshold":1.'),
        (b'"name":"learned', b'"name":"trusted'),
        (b'"format":4', b'"format":9'),
        (b'"phrases"', b'"phrase"'),
    ],
)
def test_an_altered_profile_is_refused(profile, old, new):
    data = dump(profile)
    assert old in data
    with pytest.raises(Refused):
        load(data.replace(old, new, 1))


def test_a_profile_of_an_earlier_form_is_refused_and_says_what_to_do(profile):
    old = dump(profile).replace(b'"format":4', b'"format":3', 1)
    with pytest.raises(Refused, match="of form 3, not of 5: fit it again"):
        load(old)


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"\xff", b'{"format": 1}', b"1"])
def test_what_is_no_profile_is_refused(data):
    with pytest.raises(Refused):
        load(data)


def test_the_conservative_profile_has_the_same_file_form():
    assert load(dump(CONSERVATIVE)) == CONSERVATIVE


@ANY
@given(
    parts=st.lists(st.one_of(TEXTS, st.sampled_from(sorted(CUSTOMS))), max_size=6),
    age=st.one_of(st.none(), st.integers(0, 110)),
)
def test_the_promises_hold_with_a_learned_profile(taught, parts, age):
    told = note("\n".join(parts), age=age)
    coded = code(told, taught)
    assert fabricated(coded, taught.book) == unverifiable(coded, told) == 0
    codes = suggested(coded)
    assert len(codes) == len(set(codes))
    assert not set(codes) & {one.code for one in coded.excluded}
    assert not set(codes) & {one.code for one in coded.considered}
    for one in coded.suggestions:
        assert one.evidence
        assert 0 <= one.confidence <= one.extraction_confidence <= 1
        assert 0 <= one.code_confidence <= 1


def test_a_code_the_release_lacks_is_never_learned(engine):
    old = [
        learning.Example(one.note, one.codes | {"R26.890"}) for one in charts(count=40)
    ]
    fitted = learning.fit(old, engine)
    assert "R26.890" not in dump(fitted).decode()


def test_of_what_is_all_alike_nothing_is_told_apart():
    from coding import fitting

    rows = [(float(n), 0.0) for n in range(40)]
    assert fitting.fit(rows, [True] * 40, 1).probability(rows[0]) > 0.98
    assert fitting.fit(rows, [False] * 40, 1).probabilities(rows) == [
        pytest.approx(0.5 / 41)
    ] * len(rows)


def test_a_profile_that_holds_a_forest_is_still_read():
    """Profiles of this form were once fitted as forests, whose mean is the chance."""
    sure = ((0, 3.0, 1, 2, 0.0), (-1, 0.0, 0, 0, 0.1), (-1, 0.0, 0, 0, 0.5))
    flat = ((-1, 0.0, 0, 0, 0.25),)
    forest = Trees(0.0, (sure, flat), 1, 0.2, is_mean=True)
    assert Trees.of_plain(forest.as_plain()) == forest
    # The first tree says little of the first row: the second is not asked.
    assert forest.probabilities([(1.0,), (5.0,)]) == pytest.approx([0.2, 0.75])
    assert [forest.probability(row) for row in [(1.0,), (5.0,)]] == pytest.approx(
        [0.2, 0.75]
    )


def test_a_score_is_believed_less_where_it_was_often_wrong():
    """And the less rows have shown that, the more the score stands for itself."""
    from coding import fitting

    def curve(rows):
        scores = [(n + 1) / (rows + 1) for n in range(rows)]
        return fitting.calibrated(scores, [n % 2 == 0 for n in range(rows)])

    many, few = curve(12000), curve(600)
    assert many.read(0.9) < few.read(0.9) < 0.9
    assert many.read(0.2) > few.read(0.2) > 0.2


def test_fitted_trees_say_the_same_without_the_library(engine):
    from coding import fitting

    rows = [(float(n % 17), float(n % 5), n / 400) for n in range(400)]
    right = [(n % 17) > 8 or n % 5 == 1 for n in range(400)]
    trees = fitting.fit(rows, right, 1)
    model = fitting._fitted(rows, right, 1)
    for row, chance in zip(rows, model.predict_proba(rows)[:, 1], strict=True):
        if chance > 0.02:
            assert trees.probability(row) == pytest.approx(chance, abs=1e-9)


def test_many_rows_at_once_score_as_one_by_one():
    from coding import fitting

    rows = [(float(n % 17), float(n % 5), n / 400) for n in range(400)]
    trees = fitting.fit(rows, [(n % 17) > 8 or n % 5 == 1 for n in range(400)], 1)
    chances = trees.probabilities(rows)
    assert chances == pytest.approx([trees.probability(row) for row in rows], abs=1e-12)
    assert trees.probabilities([]) == []


def test_a_code_the_release_has_split_is_ranked_and_never_suggested(engine):
    old = [
        learning.Example(one.note, one.codes - {"R26.89"} | {"R26"})
        if "R26.89" in one.codes
        else one
        for one in charts()
    ]
    fitted = learning.fit(old, engine)
    later = knowledge_engine(engine.book, engine.lexicon, fitted)
    coded = code(note("Assessment: zebra gait since May. Hollow voice."), later)
    assert "R26" in {one.code for one in coded.considered}
    assert not {"R26", "R26.89"} & set(suggested(coded))


def test_a_chart_written_in_another_form_is_left_to_knowledge_alone(engine, taught):
    told = note("She came with zebra gait and has hypertension.")
    coded = code(told, taught)
    assert coded.profile == CONSERVATIVE.name
    assert coded == code(told, engine)


def test_coders_of_each_mention_are_followed_under_any_heading(engine):
    """Where each mention is coded by itself, no heading makes a chart another form."""
    each = knowledge_engine(engine.book, engine.lexicon, keep_negated=True)
    fitted = learning.fit(charts(), each)
    later = knowledge_engine(engine.book, engine.lexicon, fitted, keep_negated=True)
    for told in (
        "She came with zebra gait. She is well.\nAssessment: hollow voice.",
        "She came with zebra gait and a hollow voice.",
    ):
        coded = code(note(told), later)
        assert coded.profile == fitted.name
        assert "R26.89" in suggested(coded)


def test_coders_of_each_mention_sign_what_is_past_or_doubted_but_no_relatives(engine):
    each = knowledge_engine(engine.book, engine.lexicon, keep_negated=True)
    fitted = learning.fit(charts(), each)
    later = knowledge_engine(engine.book, engine.lexicon, fitted, keep_negated=True)
    for told in ("history of zebra gait", "possible zebra gait", "no zebra gait"):
        assert "R26.89" in suggested(code(note(f"She has {told}. She is well."), later))
    relative = code(note("Family history: zebra gait.\nShe is well."), later)
    assert "R26.89" not in suggested(relative)


def test_a_chart_of_unknown_words_is_left_to_knowledge_alone(taught):
    strange = " ".join(f"qua{n}xo ble{n}vi" for n in range(20))
    coded = code(note(f"Assessment: zebra gait. {strange}."), taught)
    assert coded.profile == CONSERVATIVE.name


def test_what_is_learned_is_combined_as_the_classification_asks(engine):
    """Hypertension learned beside kidney disease is coded with it (I.C.9.a)."""
    custom = [
        learning.Example(
            note(one.note.documents[0].text.replace("zebra gait", "slow kettle")),
            frozenset("I10" if each == "R26.89" else each for each in one.codes),
        )
        for one in charts(count=120)
    ]
    fitted = learning.fit(custom, engine)
    later = knowledge_engine(engine.book, engine.lexicon, fitted)
    told = note("Assessment: slow kettle. Chronic kidney disease stage 3b. Tin ear.")
    codes = suggested(code(told, later))
    assert "I12.9" in codes or "N18.32" not in codes
    assert not {"I10", "N18.32"} <= set(codes)


def test_the_leaning_of_a_chart_needs_no_library(engine):
    from coding import fitting

    texts = [frozenset(one.note.documents[0].text.split()) for one in charts()]
    found = fitting.leanings(texts, [one.codes for one in charts()], 1)
    said = found.of({"zebra", "gait.", "gait", "Assessment:"})
    assert said["R26.89"] > found.base["R26.89"]
    assert said["R49.0"] <= found.base["R49.0"] + 0.01
    assert found.of(()) == found.base


def test_coding_does_not_load_the_fitting_library(taught):
    import subprocess

    done = subprocess.run(
        [sys.executable, "-c", "import sys, coding.pipeline; "
         "sys.exit('sklearn' in sys.modules)"],
        check=False,
    )  # fmt: skip
    assert done.returncode == 0


def test_a_learned_wording_of_the_past_is_weighed_and_not_suggested(taught):
    coded = code(note("Assessment: history of zebra gait. Hollow voice."), taught)
    assert "R26.89" not in suggested(coded)


@pytest.mark.parametrize("cue", ["denies", "no evidence of", "possible", "mother had"])
def test_a_cue_that_is_a_word_of_a_phrase_still_sets_it_aside(engine, cue):
    """Phrases may hold their own cue; learning them must not turn it round."""
    habit = [
        learning.Example(
            note(one.note.documents[0].text.replace("zebra gait", f"{cue} zebra gait")),
            one.codes,
        )
        for one in charts(count=60)
    ]
    fitted = learning.fit(habit, engine)
    misled = knowledge_engine(engine.book, engine.lexicon, fitted)
    told = note(f"Assessment: {cue} zebra gait. Hollow voice.")
    assert "R26.89" not in suggested(code(told, misled))
