"""Over-reads from the draw to the answer: blind, reproducible, never of own work."""

from datetime import timedelta

import pytest
from django.utils import timezone

from audit import events, vault
from audit.metrics.truth import Source, truths
from audit.models import Event
from review import overread_guard
from review.actions import (
    adjudication,
    claims,
    decisions,
    overread_lines,
    samples,
    signing,
)
from review.actions import overreads as acts
from review.actions.adjudication import Verdict
from review.models import Case, Decision, FinalCode, Item, OverRead
from review.overreading import Act, Stage
from review.refusals import Refused, StaleCase
from review.sampling import Plan
from tests.review import overreading
from tests.review.conftest import again
from tests.review.overreading import WHOLE, draw, read


@pytest.fixture
def reader(person):
    return person("reader", "coder", certificate="CCS")


@pytest.fixture
def sign(make_case, coder):
    """Signs a fresh case of three suggestions, all accepted."""

    def make(case=None, by=coder):
        return overreading.sign(case or make_case(), by)

    return make


@pytest.fixture
def drawn(sign, supervisor):
    """An over-read that waits; it shows what the machine suggested."""

    def make(hidden=False, **more):
        return overreading.drawn(sign(**more), supervisor, hidden)

    return make


def last(kind):
    found = Event.objects.filter(type=kind.type).order_by("-pk").first()
    return found.fact


def test_a_draw_can_be_repeated_and_says_how_likely_each_chart_was(
    sign, supervisor, settings
):
    cases = [sign() for _ in range(4)]
    sample = draw(supervisor, plan=Plan(share=5_000), salt="abc")
    fact = last(events.SampleDrawn)
    assert fact.seed == "abc" and fact.strata[0].population == 4
    assert {o.probability for o in sample.over_reads.all()} == {5_000}
    picked = set(sample.over_reads.values_list("case", flat=True))
    from review.sampling import Candidate
    from review.sampling import draw as pure

    told = [Candidate(c.pk, str(c.chart_id), c.setting) for c in cases]
    today = timezone.now().date()
    once_more = pure(told, samples.period(today, today), "abc", Plan(share=5_000))
    assert {pick.case for pick in once_more.picks} == picked


def test_a_chart_is_drawn_once_and_a_day_without_charts_is_said(sign, supervisor):
    sign()
    draw(supervisor)
    with pytest.raises(Refused, match="No chart signed"):
        draw(supervisor)


def test_only_supervisors_draw(sign, coder, senior, compliance):
    sign()
    for user in (coder, senior, compliance):
        with pytest.raises(Refused, match="supervisor"):
            draw(user)


def test_nobody_over_reads_their_own_work(drawn, coder):
    with pytest.raises(Refused, match="your own codes"):
        acts.start(drawn(), by=coder)


def test_nobody_over_reads_a_chart_they_had_a_hand_in(
    make_case, sign, senior, coder, supervisor
):
    case = claims.claim(make_case(), by=senior)
    decisions.accept(case.items.first(), by=senior, version=again(case).version)
    claims.give_back(case, by=senior)
    case = claims.claim(again(case), by=coder)
    for item in case.items.all()[1:]:
        decisions.accept(item, by=coder, version=again(case).version)
    signing.finalise(case, by=coder, version=again(case).version)
    draw(supervisor)
    over_read = OverRead.objects.get(case=case)
    assert not OverRead.objects.waiting_for(senior).exists()
    with pytest.raises(Refused, match="You decided codes of this chart"):
        acts.start(over_read, by=senior)


def test_a_reading_needs_a_credential_for_the_setting(drawn, person):
    with pytest.raises(Refused, match="no valid credential"):
        acts.start(drawn(), by=person("bare", "coder"))


def test_the_second_coding_touches_neither_items_nor_signed_codes(drawn, reader):
    over_read = drawn()
    before = [list(model.objects.values()) for model in (Item, Decision, FinalCode)]
    version = over_read.case.version
    read(over_read, reader, reject="F41.1", add=("R07.9", "chest pain"))
    assert before == [
        list(model.objects.values()) for model in (Item, Decision, FinalCode)
    ]
    assert Case.objects.get(pk=over_read.case_id).version == version


def test_blind_to_the_machine_there_is_nothing_to_accept(drawn, reader):
    over_read = acts.start(drawn(hidden=True), by=reader)
    assert over_read.lines.count() == 0
    assert last(events.OverReadStarted).machine_hidden
    with pytest.raises(Refused, match="no code yet"):
        acts.complete(over_read, by=reader, version=over_read.version)


def test_who_reads_does_not_see_how_the_case_was_coded(drawn, reader, senior):
    over_read = acts.start(drawn(), by=reader)
    assert overread_guard.blind_reading(reader, over_read.case) == over_read
    assert overread_guard.blind_reading(senior, over_read.case) is None
    reason = overread_guard.why_not(reader, Act.SEE_BOTH, over_read)
    assert reason == "The second coding is not complete yet."


def test_two_codings_that_agree_need_nobody_to_settle_them(drawn, reader):
    over_read = read(drawn(), reader)
    assert over_read.stage == Stage.AGREED
    assert (over_read.right, over_read.extra, over_read.missed) == (3, 0, 0)
    told = truths(event.fact for event in Event.objects.order_by("pk"))
    [truth] = told.values()
    assert truth.source is Source.AGREED and len(truth.codes) == 3


def differing(drawn, reader):
    return read(drawn(), reader, reject="F41.1", add=("R07.9", "chest pain"))


def test_codings_that_differ_wait_for_a_neutral_senior(
    drawn, reader, coder, senior, person
):
    over_read = differing(drawn, reader)
    fact = last(events.OverReadCompared)
    assert (fact.only_first, fact.only_second) == (("F41.1",), ("R07.9",))
    for user in (coder, reader, person("cdi", "cdi_specialist")):
        assert overread_guard.why_not(user, Act.ADJUDICATE, over_read)
    assert overread_guard.why_not(senior, Act.ADJUDICATE, over_read) is None


VERDICT = Verdict({"F41.1": True, "R07.9": False}, "J45.40", {})


def settled(drawn, reader, senior, verdict=VERDICT):
    over_read = differing(drawn, reader)
    return adjudication.settle(
        over_read, verdict, citation="I.B.18", by=senior, version=over_read.version
    )


def test_what_is_settled_is_the_truth_and_cites_why(drawn, reader, senior):
    over_read = settled(drawn, reader, senior)
    assert over_read.stage == Stage.SETTLED
    assert (over_read.right, over_read.extra, over_read.missed) == (3, 0, 0)
    fact = last(events.OverReadAdjudicated)
    assert (fact.for_first, fact.for_second) == (("F41.1", "R07.9"), ())
    assert vault.get_text(fact.citation) == "I.B.18"
    [truth] = truths(e.fact for e in Event.objects.order_by("pk")).values()
    assert [each.code for each in truth.codes] == ["J45.40", "G43.009", "F41.1"]


def test_settling_wants_a_word_on_every_code_and_a_citation(drawn, reader, senior):
    over_read = differing(drawn, reader)
    for verdict, citation, reason in (
        (VERDICT, " ", "Cite"),
        (Verdict({"F41.1": True}, "J45.40", {}), "I.B", "Say whether R07.9 holds"),
        (Verdict({"F41.1": False, "R07.9": False}, "F41.1", {}), "I.B", "comes first"),
    ):
        with pytest.raises(Refused, match=reason):
            adjudication.settle(
                over_read,
                verdict,
                citation=citation,
                by=senior,
                version=over_read.version,
            )


def test_a_third_code_may_hold_where_both_were_wrong(drawn, reader, senior):
    """Anxiety was signed, chest pain read; the text says panic disorder."""
    verdict = Verdict(
        {"R07.9": False}, "J45.40", {}, {"F41.1": "F41.0", "R07.9": "F41.0"}
    )
    over_read = settled(drawn, reader, senior, verdict)
    assert (over_read.right, over_read.extra, over_read.missed) == (2, 1, 1)
    fact = last(events.OverReadAdjudicated)
    assert fact.third == ("F41.0",)
    [truth] = truths(e.fact for e in Event.objects.order_by("pk")).values()
    assert [each.code for each in truth.codes] == ["J45.40", "G43.009", "F41.0"]
    third = truth.codes[-1]
    assert third.evidence == next(
        row.evidence for row in truths_signed(over_read) if row.code == "F41.1"
    )


def truths_signed(over_read):
    """The signed codes as the trail has them."""
    return last(events.CaseFinalised).codes


def test_a_third_code_leads_where_the_leading_one_is_replaced(drawn, reader, senior):
    verdict = Verdict({"R07.9": False}, "F41.1", {}, {"F41.1": "F41.0"})
    over_read = settled(drawn, reader, senior, verdict)
    assert [row["code"] for row in over_read.settled] == ["F41.0", "J45.40", "G43.009"]
    assert over_read.settled[0]["role"] == "first-listed"


@pytest.mark.parametrize(
    ("instead", "reason"),
    [
        ({"F41.1": ""}, "Say which code"),
        ({"F41.1": "Z99.99"}, "Z99.99"),
        ({"F41.1": "R07.9"}, "in one of the two codings"),
        ({"J45.40": "J45.41"}, "not a code on which"),
    ],
)
def test_a_third_code_has_to_be_one(drawn, reader, senior, instead, reason):
    verdict = Verdict({"F41.1": False, "R07.9": False}, "J45.40", {}, instead)
    with pytest.raises(Refused, match=reason):
        settled(drawn, reader, senior, verdict)


def test_the_coder_may_object_once_and_a_senior_answers(drawn, reader, coder, senior):
    wrong = Verdict({"F41.1": False, "R07.9": True}, "J45.40", {})
    over_read = settled(drawn, reader, senior, wrong)
    assert (over_read.right, over_read.extra, over_read.missed) == (2, 1, 1)
    with pytest.raises(Refused, match="Only the coder"):
        adjudication.rebut(over_read, words="No", by=senior, version=over_read.version)
    over_read = adjudication.rebut(
        over_read, words="Chest pain is denied.", by=coder, version=over_read.version
    )
    over_read = adjudication.answer(
        over_read, VERDICT, citation="I.B.4", by=senior, version=over_read.version
    )
    fact = last(events.OverReadAnswered)
    assert (over_read.stage, fact.answer) == (Stage.ANSWERED, events.Answer.OVERTURNED)
    assert (over_read.right, over_read.extra, over_read.missed) == (3, 0, 0)
    with pytest.raises(Refused, match="closed"):
        adjudication.rebut(over_read, words="x", by=coder, version=over_read.version)


def test_upholding_changes_nothing(drawn, reader, coder, senior):
    over_read = settled(drawn, reader, senior)
    over_read = adjudication.rebut(
        over_read, words="Still.", by=coder, version=over_read.version
    )
    adjudication.answer(
        over_read, None, citation="As before", by=senior, version=over_read.version
    )
    assert last(events.OverReadAnswered).answer is events.Answer.UPHELD


def test_giving_back_forgets_the_lines_and_another_begins_afresh(drawn, reader, senior):
    over_read = acts.start(drawn(), by=reader)
    overread_lines.accept(over_read.lines.first(), by=reader, version=over_read.version)
    acts.give_back(over_read, by=reader)
    over_read = acts.start(again(over_read), by=senior)
    assert all(not line.kind for line in over_read.lines.all())


def test_an_old_page_changes_nothing(drawn, reader):
    over_read = acts.start(drawn(), by=reader)
    line = over_read.lines.first()
    overread_lines.accept(line, by=reader, version=over_read.version)
    with pytest.raises(StaleCase):
        overread_lines.accept(line, by=reader, version=over_read.version)


def test_a_decision_can_be_taken_back_and_codes_moved(drawn, reader):
    over_read = acts.start(drawn(), by=reader)
    first, second, *_ = over_read.lines.all()
    overread_lines.accept(first, by=reader, version=over_read.version)
    overread_lines.move(second, way=-1, by=reader, version=over_read.version + 1)
    assert [line.code for line in over_read.lines.all()][:2] == ["G43.009", "J45.40"]
    overread_lines.take_back(first, by=reader, version=over_read.version + 2)
    assert again(first).kind == ""
    assert last(events.OverReadReordered).withdrawn == "J45.40"


def test_another_first_code_is_a_difference(drawn, reader):
    over_read = acts.start(drawn(), by=reader)
    overread_lines.move(
        list(over_read.lines.all())[1], way=-1, by=reader, version=over_read.version
    )
    for line in over_read.lines.all():
        overread_lines.accept(line, by=reader, version=again(over_read).version)
    done = acts.complete(over_read, by=reader, version=again(over_read).version)
    assert done.stage == Stage.DIFFERS
    assert not last(events.OverReadCompared).lead_agrees


def test_a_sample_of_one_coder_holds_only_their_charts(
    sign, make_case, supervisor, coder, senior
):
    sign()
    sign(by=senior)
    sample = draw(supervisor, person=senior)
    assert [o.coder for o in sample.over_reads.all()] == [senior]
    assert last(events.SampleDrawn).person == str(senior.pk)


def test_a_reading_of_an_earlier_day_is_not_in_todays_sample(sign, supervisor):
    sign()
    yesterday = timezone.now().date() - timedelta(days=1)
    with pytest.raises(Refused):
        samples.draw(since=yesterday, until=yesterday, by=supervisor, plan=WHOLE)
