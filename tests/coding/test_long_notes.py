"""The work on a long note grows with its length: counted in lines run, never timed."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding import dictated, layout, margins, mentions

#: So many times the text may cost so many times the work, and a little more.
TIMES, SLACK = 4, 1.3

WORDS = st.sampled_from(
    "assessment plan vs meds a/p dx htn gout no of 1 2 3 4 9 10 1.5 two and".split()
)


def lines_run(work, modules):
    """How many lines of these modules a piece of work ran."""
    files = {module.__file__ for module in modules}
    count = 0

    def local(frame, event, arg):
        nonlocal count
        count += event == "line"
        return local

    before = sys.gettrace()
    sys.settrace(lambda frame, *_: local if frame.f_code.co_filename in files else None)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def scanned(line, start):
    """The numbers behind a heading as a reader would find them: one after the other."""
    due = 1
    for match in dictated.BARE_NUMBER.finditer(line, start):
        if int(match[1]) == due and (due > 1 or match.start() == start):
            yield match.start()
            due += 1


@given(st.lists(WORDS, max_size=60).map(" ".join))
def test_the_numbers_behind_a_heading_are_those_a_reader_counts(line):
    numbers = dictated.bare_numbers(line)
    for start, letter in enumerate(line):
        if letter == " ":
            found = list(dictated.counted(numbers, start))
            assert found == list(scanned(line, start))


@pytest.mark.parametrize(
    "said",
    [
        "possible pneumonia vs ",
        "plan 1 htn 2 gout ",
        "a/p 1 htn ",
        "meds vs labs ",
        "Plan HTN. PLAN Gout ",
    ],
)
def test_headings_dictated_without_a_mark_are_looked_for_once(said):
    def work(size):
        line = said * size
        return lines_run(
            lambda: layout.lines_of.__wrapped__(line), [layout, dictated, margins]
        )

    assert work(100 * TIMES) <= TIMES * SLACK * work(100)


@pytest.mark.parametrize("said", ["HTN ", "knee pain ", "left eye glaucoma "])
def test_what_stands_around_a_mention_is_looked_for_near_it(said, lexicon):
    def work(size):
        [segment] = lexicon.folder.read(said * size)
        matches = lexicon.match(segment)
        return lines_run(
            lambda: [list(mentions._around(segment, one, [])) for one in matches],
            [mentions],
        )

    assert work(20 * TIMES) <= TIMES * SLACK * work(20)
