"""What keeps a chart of two hundred pages readable, and quick to write."""

from dataclasses import replace
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from coding.values import NoteDocument, Section
from review.presenters import documents
from review.presenters.folding import folded
from review.presenters.lines import papers
from review.presenters.page import PLACES, Quote
from review.presenters.texts import Mark
from review.templatetags.note import note_outline, note_text


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


class Reading(HTMLParser):
    """What a browser reads: lines by offset, without the numbers on marks."""

    def __init__(self, written):
        super().__init__()
        self.lines, self.tags, self.marks, self.aside = {}, set(), [], 0
        self.feed(written)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.aside += tag == "sup"
        if tag == "p":
            self.at = int(dict(attrs)["data-start"])
            self.lines[self.at] = ""
        if tag == "mark":
            self.marks.append(dict(attrs))

    def handle_endtag(self, tag):
        self.aside -= tag == "sup"

    def handle_data(self, data):
        if not self.aside and self.lines:
            self.lines[self.at] += data.removesuffix("\n")


def _written(text, marks=(), found=()):
    document = NoteDocument("d" * 64, text, name="A <note>")
    shown = documents.view(document, 1, list(found), marks)
    return note_text(papers([shown])[0])


ODD = st.text(alphabet="a <>&\"'\n\r{}%é\u2028", min_size=1, max_size=80)
ASIDE = ("excluded", "found")
STATES = st.sampled_from(["undecided", "accepted", "excluded", "found"])


@given(ODD, st.lists(st.tuples(st.integers(0, 80), st.integers(0, 80), STATES)))
def test_every_word_of_a_note_is_text_and_stands_at_its_offset(text, spans):
    marks = [
        Mark(start, end, n, f"i{n}" * (state not in ASIDE), state, text)
        for n, (start, end, state) in enumerate(spans, start=1)
    ]
    read = Reading(_written(text, marks))
    assert read.tags <= {"section", "p", "mark", "sup"}
    for at, words in read.lines.items():
        assert text[at : at + len(words)] == words
    assert "".join(read.lines.values()) == text.replace("\r", "").replace("\n", "")
    assert {mark.get("title") or mark["data-why"] for mark in read.marks} <= {text}


def test_a_mark_says_what_it_proves_and_a_heading_that_it_is_one():
    text = "Plan:\n\nrest & fluids"
    found = [Section("d" * 64, "plan", 0, len(text), "Plan:")]
    proof = Mark(7, 11, 3, "i3", "undecided", "line 3")
    aside = Mark(14, 20, 0, "", "excluded", "not coded: <R1>")
    assert _written(text, [proof, aside], found).split("\n") == [
        '<section id="d1-s1" aria-label="Plan">',
        '<p class="line heading" data-start="0">Plan:</p>',
        '<p class="line blank" data-start="6"></p>',
        '<p class="line" data-start="7"><mark id="document-1-7" data-items="i3"'
        ' data-spans="i3-7" data-state="undecided" title="line 3">rest<sup>3</sup>'
        '</mark> &amp; <mark id="document-1-14" data-state="excluded" tabindex="0"'
        ' data-why="not coded: &lt;R1&gt;">fluids<sup class="unseen"> (not coded:'
        " &lt;R1&gt;)</sup></mark></p>",
        "</section>",
    ]


def test_the_outline_names_headed_sections_and_counts_their_marks():
    text = "well\nPlan:\nrest"
    parts = [Section("d", "opening", 0, 5), Section("d", "plan", 5, 15, "Plan <b>:")]
    shown = documents.view(
        NoteDocument("d", text), 2, parts, [Mark(11, 15, 1, "i", "undecided", "x")]
    )
    assert note_outline(papers([shown])[0]) == (
        '<li><a href="#d2-s1"><span>opening</span></a></li>\n'
        '<li><a href="#d2-s2"><span>Plan &lt;b&gt;</span><span><span class="unseen">'
        "marked: </span>1</span></a></li>"
    )
