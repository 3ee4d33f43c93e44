"""Claims: exclusive, for a time, and nothing is lost with them."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from audit.models import Event
from review import codeset
from review.actions import claims, decisions
from review.models import Case
from review.refusals import Held, Refused, StaleCase
from review.worklist import Filters
from tests.review.conftest import again
from tests.review.together import at_once

OVER = timedelta(0)


def types(case):
    found = Event.objects.filter(case_id=str(case.pk)).order_by("pk")
    return [event.type for event in found]


def test_taking_a_chart_sets_holder_time_and_lease_and_tells_the_trail(case, coder):
    claims.claim(case, by=coder)
    held = again(case)
    assert held.state == "claimed" and held.claimed_by == coder
    assert held.lease_until - held.claimed_at == claims.LEASE
    assert types(case) == ["case-routed", "case-claimed"]


def test_the_second_to_take_it_is_told_who_holds_it_and_until_when(case, coder, senior):
    held = claims.claim(case, by=coder)
    with pytest.raises(Held) as refusal:
        claims.claim(case, by=senior)
    assert refusal.value.by == "Coder"
    assert refusal.value.until == held.lease_until
    assert "Coder holds this chart until" in refusal.value.reason
    assert again(case).claimed_by == coder


def test_taking_what_one_holds_is_harmless(mine, coder):
    assert claims.claim(mine, by=coder).version == mine.version
    assert types(mine).count("case-claimed") == 1


def test_working_renews_the_lease(mine, coder):
    before = again(mine).lease_until
    item = codeset.items_of(again(mine))[0]
    decisions.accept(item, by=coder, version=mine.version)
    assert again(mine).lease_until > before


def test_the_heartbeat_renews_the_lease_without_an_event(mine, coder):
    before, told = again(mine).lease_until, types(mine)
    assert claims.renew(mine, by=coder) > before
    assert types(mine) == told and again(mine).version == mine.version


def test_who_steps_away_keeps_the_chart_a_little_longer(mine, coder):
    told, began = types(mine), again(mine).claimed_at
    claims.step_away(mine, by=coder)
    left = again(mine)
    assert claims.GRACE <= left.lease_until - began < claims.LEASE
    assert left.claimed_by == coder and types(mine) == told
    assert claims.renew(mine, by=coder) > left.lease_until


def test_stepping_away_never_lengthens_a_claim_nor_touches_anothers(
    mine, coder, senior
):
    claims.step_away(mine, by=senior)
    untouched = again(mine).lease_until
    claims.step_away(mine, by=coder)
    shortened = again(mine).lease_until
    claims.step_away(mine, by=coder)
    assert untouched > shortened == again(mine).lease_until


def test_only_the_holder_renews(mine, senior):
    with pytest.raises(Refused, match="Coder holds"):
        claims.renew(mine, by=senior)


def test_a_claim_that_ran_out_refuses_clearly_and_keeps_what_was_decided(
    case, coder, senior
):
    mine = claims.claim(case, by=coder)
    item = codeset.items_of(again(mine))[0]
    decisions.accept(item, by=coder, version=mine.version)
    claims.give_back(mine, by=coder)
    mine = claims.claim(case, by=coder, lease=OVER)
    with pytest.raises(Refused, match="ran out.*Take the chart again"):
        decisions.undo(mine, by=coder, version=mine.version)
    with pytest.raises(Refused, match="ran out"):
        claims.renew(mine, by=coder)
    again_mine = claims.claim(case, by=coder)
    assert again_mine.undecided_count == 2


def test_the_sweep_frees_claims_that_ran_out_and_no_others(make_case, coder, senior):
    over = claims.claim(make_case(), by=coder, lease=OVER)
    kept = claims.claim(make_case(), by=coder)
    assert claims.expire_leases() == 1
    assert again(over).state == "open" and again(over).claimed_by is None
    assert again(kept).state == "claimed"
    assert types(over)[-1] == "claim-expired"
    with pytest.raises(StaleCase, match="ran out"):
        decisions.undo(over, by=coder, version=over.version)


def test_somebody_else_may_take_a_chart_whose_claim_ran_out(case, coder, senior):
    claims.claim(case, by=coder, lease=OVER)
    assert claims.claim(case, by=senior).claimed_by == senior
    assert types(case)[-2:] == ["claim-expired", "case-claimed"]


def test_giving_back_opens_the_case_for_others(mine, coder, senior):
    claims.give_back(mine, by=coder)
    assert again(mine).state == "open"
    assert claims.claim(mine, by=senior).claimed_by == senior


def test_a_senior_takes_over_and_the_trail_says_from_whom(mine, coder, senior):
    claims.take_over(mine, by=senior, words="They are away")
    assert again(mine).claimed_by == senior
    told = Event.objects.filter(case_id=str(mine.pk)).latest("pk").content
    assert (told["via"], told["was_with"]) == ("taken-over", str(coder.pk))


def test_a_coder_does_not_take_over(mine, person):
    other = person("other", "coder", certificate="CCS")
    with pytest.raises(Refused, match="Only a senior coder"):
        claims.take_over(mine, by=other, words="They are away")


def test_next_is_the_most_urgent_that_the_certificate_covers(make_case, person):
    make_case(setting="inpatient", admission_date=date(2026, 5, 10))
    professional = person("professional", "coder", certificate="CPC")
    first, second = make_case(), make_case()
    Case.objects.filter(pk=second.pk).update(priority=5)
    assert claims.claim_next(by=professional) == second
    assert claims.claim_next(by=professional) == first
    assert claims.claim_next(by=professional) is None


def test_next_keeps_to_the_filters(make_case, coder):
    make_case(specialty="Cardiology")
    wanted = make_case(specialty="Neurology")
    filters = Filters(specialty="Neurology")
    assert claims.claim_next(by=coder, filters=filters) == wanted
    assert claims.claim_next(by=coder, filters=filters) is None


def test_of_two_who_take_one_chart_exactly_one_gets_it(live, make_case, person):
    one = person("one", "coder", certificate="CCS")
    two = person("two", "coder", certificate="CCS")
    for _ in range(10):
        case = make_case()
        results = at_once(
            lambda case=case: claims.claim(case, by=one),
            lambda case=case: claims.claim(case, by=two),
        )
        got = [r for r in results if isinstance(r, Case)]
        refused = [r for r in results if isinstance(r, Refused)]
        assert len(got) == len(refused) == 1
        assert types(case).count("case-claimed") == 1


def test_many_asking_for_the_next_chart_get_different_ones(live, make_case, person):
    people = [person("coder", "coder", certificate="CCS") for _ in range(4)]
    specialty = f"Race {people[0].pk}"
    made = {make_case(specialty=specialty).pk for _ in range(6)}
    filters = Filters(specialty=specialty)
    results = at_once(
        *(lambda who=who: claims.claim_next(by=who, filters=filters) for who in people)
    )
    taken = [case.pk for case in results]
    assert len(set(taken)) == len(people) and set(taken) <= made


def test_a_double_submit_decides_once(live, make_case, person):
    coder = person("coder", "coder", certificate="CCS")
    case = claims.claim(make_case(), by=coder)
    item = codeset.items_of(case)[0]

    def press():
        return decisions.accept(item, by=coder, version=case.version)

    results = at_once(press, press, press)
    assert sum(isinstance(result, StaleCase) for result in results) == 2
    assert case.decisions.count() == 1
    assert types(case).count("decision-made") == 1


def test_claiming_takes_few_statements(case, coder, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        claims.claim(case, by=coder)


def test_time_at_work_is_counted_and_idle_time_is_not(mine, coder):
    """The lease says when its holder last did something."""
    from review.actions.guard import LEASE, worked

    now = timezone.now()
    assert worked(now + LEASE, now) == 0
    assert worked(now + LEASE - timedelta(seconds=55), now) == 55
    # After lunch a beat speaks for its own minute.
    assert worked(now + LEASE - timedelta(minutes=25), now) == 60
    Case.objects.filter(pk=mine.pk).update(
        lease_until=again(mine).lease_until - timedelta(seconds=58)
    )
    claims.renew(mine, by=coder)
    assert 58 <= again(mine).active_seconds <= 61
    claims.renew(mine, by=coder)
    assert again(mine).active_seconds <= 62
    spent = again(mine).active_seconds
    decisions.accept(mine.items.first(), by=coder, version=again(mine).version)
    assert spent <= again(mine).active_seconds <= spent + 5
