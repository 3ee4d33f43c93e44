"""What keeps a chart of two hundred pages readable, and quick to write."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from review.presenters.folding import folded
from review.presenters.lines import Line
from review.presenters.page import PLACES, Quote
from review.presenters.texts import Segment
from review.templatetags.note import plain_lines


def _quoted(document, start, end):
    href = f"#document-{document}-{start}"
    words = f"words {start % 3}"
    return Quote(words, f"Note {document}", "plan", href, start, end)


_places = st.tuples(st.integers(1, 3), st.integers(0, 12), st.integers(1, 6))


@given(st.lists(_places, max_size=12))
def test_no_quote_is_left_that_another_holds_and_none_else_is_gone(places):
    given_ = [_quoted(n, start, start + long) for n, start, long in places]
    kept = {each for one in folded(given_) for each in (one, *one.again)}

    def held(quote, other):
        same = quote.document == other.document
        longer = other.end - other.start > quote.end - quote.start
        return same and longer and other.start <= quote.start <= quote.end <= other.end

    wanted = {q for q in given_ if not any(held(q, other) for other in given_)}
    assert {(q.document, q.start, q.end) for q in kept} == {
        (q.document, q.start, q.end) for q in wanted
    }


def test_beyond_a_dozen_places_the_rest_are_counted():
    first, *others = [_quoted(1, 30 * n, 30 * n + 4) for n in range(PLACES + 4)]
    shown = replace(first, again=tuple(others))
    assert (len(shown.linked), shown.more) == (PLACES, 3)


def test_lines_without_marks_are_written_escaped_with_their_offsets():
    lines = [
        Line(0, (Segment(0, 'A <b> & "c"'),)),
        Line(12, ()),
        Line(13, (Segment(13, "Plan:"),), is_heading=True),
    ]
    assert plain_lines(lines).split("\n") == [
        '<p class="line" data-start="0">A &lt;b&gt; &amp; &quot;c&quot;</p>',
        '<p class="line blank" data-start="12"></p>',
        '<p class="line heading" data-start="13">Plan:</p>',
    ]
