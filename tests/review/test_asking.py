"""What makes a question to a provider fair, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.asking import ALWAYS, Indicator, Option, Question, begun, problems
from review.querystates import Topic

SHA = "ab" * 32
CKD = Indicator(SHA, 10, 48, "Chronic kidney disease, eGFR 24 stable")


def asked(**changes):
    fair = {
        "topic": Topic.SPECIFICITY,
        "title": "Stage of the kidney disease",
        "words": "At which stage is it?",
        "indicators": (CKD,),
        "options": (Option("stage 3b", (0,)), Option("stage 4", (0,))),
    }
    return Question(**(fair | changes))


def test_a_fair_question_has_no_problem():
    assert problems(asked()) == ()


def test_other_and_undetermined_are_always_offered():
    assert asked(options=()).answers == ALWAYS
    assert asked().answers[-2:] == ALWAYS


@pytest.mark.parametrize(
    "words",
    [
        "Does this raise the payment?",
        "Which code fits?",
        "Would a DRG change?",
        "Is this an HCC?",
        "Is it E11.22?",
        "Is it N184?",
        "Is it an MCC?",
        "Is reimbursement affected?",
        "Is the RAF affected?",
        "Is it worth $ 100?",
    ],
)
def test_payment_and_codes_are_never_spoken_of(words):
    for changed in (
        {"words": words},
        {"title": words},
        {"options": (Option(words, (0,)), Option("stage 4", (0,)))},
    ):
        assert any("payment" in each for each in problems(asked(**changed))), changed


@pytest.mark.parametrize(
    "words",
    [
        "Vitamin B12 was given; at which stage is it?",
        "The A1c is 7.9; at which stage is it?",
        "Does the T4 of 12 change the stage?",
    ],
)
def test_findings_that_look_a_little_like_codes_may_be_spoken_of(words):
    assert problems(asked(words=words)) == ()


@pytest.mark.parametrize(
    "title",
    ["Sepsis", "Clarification of sepsis", "Acute kidney failure", "Please confirm"],
)
def test_a_title_names_nothing_that_no_quote_says(title):
    assert any("title" in each for each in problems(asked(title=title)))


@pytest.mark.parametrize(
    "words",
    [
        "Would you agree that this is stage 4?",
        "Please document stage 4?",
        "Isn't this stage 4?",
        "We believe this is stage 4, is that right?",
    ],
)
def test_a_question_does_not_lead(words):
    assert any("leads" in each for each in problems(asked(words=words)))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"indicators": (), "options": ()}, "No clinical indicator"),
        ({"options": (Option("stage 4", (0,)),)}, "single option"),
        ({"options": (Option("a"), Option("b", (0,)))}, "Option 1 rests on no"),
        ({"options": (Option("a", (3,)), Option("b", (0,)))}, "is not there"),
        ({"options": (Option("a", (0,)), Option("A ", (0,)))}, "are the same"),
        ({"options": (Option("Yes", (0,)), Option("No", (0,)))}, "Yes and no"),
        ({"words": "At which stage"}, "question mark"),
        ({"words": " "}, "asks nothing"),
        ({"title": ""}, "needs a title"),
    ],
)
def test_what_is_wanting_is_said(changes, words):
    assert any(words in each for each in problems(asked(**changes)))


def test_yes_and_no_are_for_timing_and_for_differing_entries():
    pair = (Option("Yes", (0,)), Option("No", (0,)))
    for topic in (Topic.POA, Topic.CONFLICT):
        assert problems(asked(topic=topic, options=pair)) == ()


@pytest.mark.parametrize("topic", Topic)
def test_what_a_topic_begins_with_is_fair(topic):
    assert problems(begun(topic, (CKD,))) == ()


texts = st.text(max_size=40)
questions = st.builds(
    Question,
    topic=st.sampled_from(Topic),
    title=texts,
    words=texts,
    indicators=st.lists(
        st.builds(Indicator, st.just(SHA), st.integers(0), st.integers(0), texts),
        max_size=3,
    ).map(tuple),
    options=st.lists(
        st.builds(Option, texts, st.lists(st.integers(0, 5), max_size=2).map(tuple)),
        max_size=4,
    ).map(tuple),
)


@given(questions)
def test_any_question_survives_the_vault_and_can_be_judged(question):
    assert Question.from_plain(question.to_plain()) == question
    assert all(isinstance(each, str) for each in problems(question))


@given(questions)
def test_what_is_fair_quotes_and_rests_on_what_it_quotes(question):
    if problems(question) == ():
        assert question.indicators
        assert all(option.rests_on for option in question.options)
        assert len(question.options) != 1
