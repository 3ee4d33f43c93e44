from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from audit import events
from audit.events import Answer, Comparison
from audit.metrics.truth import Source, digest, truths
from tests.audit.pieces import code, second
from tests.audit.quality_stories import ABOUT, EXAMPLES

BY_TYPE = {type(fact): fact for fact, _ in EXAMPLES}
READ = replace(BY_TYPE[events.OverReadCompleted], codes=(code, second))
COMPARED = BY_TYPE[events.OverReadCompared]
SETTLED = replace(BY_TYPE[events.OverReadAdjudicated], codes=(code,))
ANSWERED = replace(BY_TYPE[events.OverReadAnswered], codes=(second,))
KEY = (ABOUT["case"], 1)


def test_two_codings_that_agree_are_the_truth():
    agreed = replace(COMPARED, result=Comparison.AGREES)
    told = truths([READ, agreed])[KEY]
    assert (told.codes, told.source) == ((code, second), Source.AGREED)


def test_codings_that_differ_are_no_truth_until_somebody_settled_them():
    assert truths([READ, COMPARED]) == {}
    assert truths([READ, COMPARED, SETTLED])[KEY].codes == (code,)


def test_an_answer_that_overturns_is_the_truth_and_one_that_upholds_changes_nothing():
    before = [READ, COMPARED, SETTLED]
    assert truths([*before, ANSWERED])[KEY].codes == (second,)
    upheld = replace(ANSWERED, answer=Answer.UPHELD)
    assert truths([*before, upheld])[KEY].source is Source.ADJUDICATED


def test_other_events_say_nothing_of_the_truth():
    quiet = [fact for fact, _ in EXAMPLES if fact.type.startswith(("seeded", "blind"))]
    assert truths(quiet) == {}


@given(st.sampled_from(["code", "role", "poa", "system"]), st.text("ABC", min_size=1))
def test_the_digest_changes_with_every_part_of_a_line(name, value):
    other = replace(code, **{name: f"{value}-other"})
    assert digest([code]) != digest([other])
    assert digest([code, second]) != digest([second, code])
    assert digest([code]) == digest([replace(code, title="Another wording")])
