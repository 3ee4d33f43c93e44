"""The case page: all a template needs, exact, in a fixed number of queries."""

from dataclasses import replace

import pytest

from coding.values import Alternative, Evidence, Exclusion
from review import codeset, presenters
from review.actions import claims, decisions, signing
from review.presenters import exclusions, items
from tests.review.conftest import (
    CODES,
    NOTE,
    again,
    coded_note,
    evidence_in,
    span_of,
    suggestion,
)

WRONG = {"what": "unsupported", "why": "negated"}


@pytest.fixture
def page_case(make_case, chest_pain, a_gap):
    """A case with an exclusion and a gap on a note of two documents."""
    from hashlib import sha256

    from coding.values import NoteDocument

    other = "Lab report:\nEosinophils raised.\n"
    documents = [
        NoteDocument(sha256(text.encode()).hexdigest(), text) for text in (NOTE, other)
    ]
    return make_case(
        CODES, NOTE, other, excluded=(chest_pain(documents),), gaps=(a_gap,)
    )


def segments(document):
    return [segment for block in document.blocks for segment in block.segments]


def test_the_documents_are_there_whole(page_case, coder):
    page = presenters.case_page(page_case, coder)
    texts = [document.text for document in codeset.documents_of(page_case.run.version)]
    shown = ["".join(s.text for s in segments(d)) for d in page.documents]
    assert shown == texts
    assert [d.name for d in page.documents] == ["Note 1", "Note 2"]


def test_evidence_is_marked_with_the_number_of_its_code(page_case, coder):
    page = presenters.case_page(page_case, coder)
    marked = {
        segment.text: segment.numbers
        for segment in segments(page.documents[0])
        if segment.numbers
    }
    assert marked == {
        "Moderate persistent asthma, uncomplicated": (1,),
        "Migraine without aura, not intractable": (2,),
        "Generalized anxiety disorder": (3,),
    }


def test_what_was_considered_and_not_coded_is_marked_where_it_stands(page_case, coder):
    page = presenters.case_page(page_case, coder)
    excluded = [s for s in segments(page.documents[0]) if s.state == "excluded"]
    assert [segment.text for segment in excluded] == ["chest pain"]
    assert excluded[0].label == "not coded: R07.9 Chest pain, negated"
    (row,) = page.excluded[0].rows
    assert (row.code, row.quotes[0].text) == ("R07.9", "chest pain")
    assert page.gaps[0].question == "Is the asthma controlled?"


def test_the_outline_counts_evidence(page_case, coder):
    page = presenters.case_page(page_case, coder)
    counted = sum(block.evidence for d in page.documents for block in d.blocks)
    assert counted == 4
    assert [d.evidence for d in page.documents] == [4, 0]


def test_before_claiming_every_act_says_why_not(page_case, coder):
    page = presenters.case_page(page_case, coder)
    assert page.buttons["claim"].enabled
    for verb in ("give_back", "undo", "add", "finalise", "hold"):
        assert page.buttons[verb].why_not.startswith("Take the chart first"), verb
    for item in page.items:
        assert not any(button.enabled for button in item.buttons)


def test_after_claiming_the_codes_can_be_decided_and_signing_says_what_is_left(
    page_case, coder
):
    claims.claim(page_case, by=coder)
    page = presenters.case_page(page_case, coder)
    assert page.mine and page.claim in ("yours for 30 min", "yours for 29 min")
    assert [button.key for button in page.items[0].buttons] == ["a", "m", "x"]
    assert all(button.enabled for button in page.items[0].buttons)
    assert page.buttons["finalise"].why_not == "3 codes have no decision yet."
    assert page.footer == "3 codes to decide · 0 checks to settle"
    assert page.progress == "0 of 3 decided"


def test_an_item_shows_confidences_alternatives_and_the_quoted_words(page_case, coder):
    item = presenters.case_page(page_case, coder).items[0]
    assert (item.confidence, item.percent) == (0.91, "91%")
    assert item.confidence_words == "found in text 0.97 · right code 0.91"
    assert item.quotes[0].text == "Moderate persistent asthma, uncomplicated"
    assert [(a.key, a.code) for a in item.alternatives] == [("1", "J45.909")]
    assert item.why.startswith("The note says")


def test_a_reason_that_only_repeats_the_quote_is_left_out(page_case, coder):
    book = codeset.book_of(page_case)
    documents = codeset.documents_of(page_case.run.version)
    item = codeset.items_of(page_case)[0]
    made = suggestion(1, "J45.40", "Moderate persistent asthma", 0.9, documents, book)
    same = Alternative("J45.41", "With exacerbation", 0.1, "not stated")
    made = replace(
        made,
        rationale="“Moderate persistent asthma” in the section read as assessment.",
        alternatives=(same, replace(same, code="J45.42"), replace(same, why_not="x")),
    )
    shown = items.item_view(item, made, {}, findings=(), buttons=())
    assert shown.why == ""
    # And one that stands with several alternatives is stated once.
    assert [each.why_not for each in shown.alternatives] == ["not stated", "", "x"]


def test_what_is_denied_is_folded_and_quoted_as_one_phrase(page_case, coder):
    text = "No cough, fever or chills. Possible pneumonia."
    places = {"d": items.Place(1, text, "Note")}

    def span(words):
        start = text.index(words)
        return Evidence("d", start, start + len(words), words)

    denied = [
        Exclusion("R50.9", "Fever", "negated", "X1", "", "Denied.", proof)
        for proof in ((span("fever"), span("No")), (span("cough"), span("No")))
    ]
    denied.append(replace(denied[0], code="R68.83", evidence=(span("chills"),)))
    doubt = Exclusion(
        "J18.9", "Pneumonia", "uncertain", "R26", "", "x", (span("pneumonia"),)
    )
    coded = replace(coded_note(page_case.run.version, CODES), excluded=(*denied, doubt))
    first, folded = exclusions.exclusions(coded, places)
    assert (first.rows[0].code, first.folded) == ("J18.9", False)
    assert (folded.heading, folded.why) == ("3 negated in the note", "Denied.")
    assert folded.folded
    quoted = [[quote.text for quote in row.quotes] for row in folded.rows]
    assert quoted == [["No … fever"], ["No cough"], ["chills"]]
    assert {row.message for row in folded.rows} == {""}


def test_decisions_show_in_words_and_marks(page_case, coder):
    mine = claims.claim(page_case, by=coder)
    items = codeset.items_of(mine)
    decisions.modify(items[0], code="J45.50", by=coder, version=mine.version, **WRONG)
    decisions.reject(items[1], by=coder, version=mine.version + 1, **WRONG)
    page = presenters.case_page(page_case, coder)
    first, second, third = page.items
    assert (first.state, first.final_code) == ("modified", "J45.50")
    assert first.decision.startswith("modified to J45.50 by Coder")
    assert first.decision.endswith(
        "Not supported by the documentation, Negated or ruled out"
    )
    assert (second.state, second.final_code) == ("rejected", "")
    assert third.state == "undecided"
    states = [s.state for s in segments(page.documents[0]) if s.numbers]
    assert states == ["modified", "rejected", "undecided"]
    assert page.buttons["undo"].enabled


def test_a_quote_says_section_document_and_author(page_case, coder):
    documents = codeset.documents_of(page_case.run.version)
    signed = [replace(documents[0], author="Ann Lee", author_role="physician")]
    proof = replace(evidence_in(documents, "migraine"), section="past_history")
    (quote,) = items.quotes((proof,), items.Place.of(signed))
    assert (quote.place, quote.author) == ("past history, Note 1", "Ann Lee")


def test_added_codes_are_marked_too(page_case, coder):
    mine = claims.claim(page_case, by=coder)
    span = span_of(mine, "Continue fluticasone")
    decisions.add(mine, code="Z79.51", evidence=[span], by=coder, version=mine.version)
    page = presenters.case_page(page_case, coder)
    added = [s for s in segments(page.documents[0]) if s.state == "added"]
    assert [segment.text for segment in added] == ["Continue fluticasone"]
    assert page.items[3].origin == "added by a coder"


def test_a_colleague_sees_whose_it_is(page_case, coder, senior):
    claims.claim(page_case, by=coder)
    page = presenters.case_page(page_case, senior)
    assert page.claim.startswith("with Coder until")
    assert "Coder holds this chart" in page.notice
    assert page.buttons["take_over"].enabled and not page.buttons["claim"].enabled


def test_a_signed_case_is_for_reading(page_case, coder):
    mine = claims.claim(page_case, by=coder)
    for n, item in enumerate(codeset.items_of(mine)):
        decisions.accept(item, by=coder, version=mine.version + n)
    signing.finalise(mine, by=coder, version=again(mine).version)
    page = presenters.case_page(page_case, coder)
    assert page.notice.startswith("Signed by Coder at")
    assert page.state == "finalised" and not page.buttons["claim"].enabled


def test_findings_stand_with_their_code_or_with_the_set(make_case, coder):
    text = "Morbid obesity due to excess calories, BMI 41.2.\n"
    clash = (("Z68.41", "BMI 41.2", 0.9), ("E66.01", "Morbid obesity", 0.9))
    claims.claim(case := make_case(clash, text), by=coder)
    page = presenters.case_page(case, coder)
    blocking = page.items[0].findings[0]
    assert (blocking.rule, blocking.severity, blocking.open) == ("R22", "block", True)
    assert [b.label for b in blocking.buttons] == ["Override"]
    assert "senior coder" in blocking.buttons[0].why_not
    assert "R84" in {finding.rule for finding in page.findings}


def test_the_page_names_no_patient_and_no_hcc(page_case, coder):
    page = repr(presenters.case_page(page_case, coder))
    assert "Vestergaard" not in page and "hcc" not in page.lower()


def test_the_number_of_queries_does_not_grow_with_the_chart(
    make_case, coder, django_assert_max_num_queries
):
    small = make_case(CODES[:1])
    sections = "".join(f"Plan:\nItem {n}: {NOTE}" for n in range(40))
    large = make_case(CODES, NOTE + sections, "Addendum.\n", billed=("E11.9", "I10"))
    for case in (small, large):
        claims.claim(case, by=coder)
        me = type(coder).objects.get(pk=coder.pk)
        with django_assert_max_num_queries(20):
            presenters.case_page(case, me)


def test_the_evidence_a_page_quotes_is_the_documents_own(page_case, coder):
    documents = codeset.documents_of(page_case.run.version)
    for item in presenters.case_page(page_case, coder).items:
        for quote in item.quotes:
            found = evidence_in(documents, quote.text)
            assert (found.start, found.end) == (quote.start, quote.end)


def quote(text, start, document="1"):
    from review.presenters.page import Quote

    end = start + len(text)
    return Quote(text, "Note", "", f"#document-{document}-{start}", start, end)


def test_evidence_that_only_repeats_is_folded():
    from review.presenters.folding import folded

    wide, inside = quote("type 2 diabetes with neuropathy", 10), quote("diabetes", 17)
    elsewhere = quote("Diabetes", 17, document="2")
    shown = folded([wide, inside, elsewhere, elsewhere, quote("diabetes", 90)])
    assert [each.text for each in shown] == [wide.text, "Diabetes"]
    assert [each.href for each in shown[1].again] == ["#document-1-90"]


def test_the_guess_of_a_cause_follows_what_the_engine_read():
    from review.inferring import cause

    assert cause("historical", "", ()) == "historical"
    assert cause("present", "problem list", ()) == "problem_list"
    assert cause("present", "plan", ("COPD",)) == "abbreviation"
    assert cause("", "", ("Moderate persistent asthma",)) == "misread"


def test_a_source_that_is_named_simulated_makes_no_chart_simulated(make_case, coder):
    """Only the demo's own label does; a file may be called what it likes."""
    page = presenters.case_page(make_case(source="simulated"), coder)
    assert "simulated" not in {chip.text for chip in page.chips}
