"""The next chart, reserved while one is about to be signed, opened or put back."""

import contextlib
from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.models import Event
from review import codeset, team, worklist
from review.actions import claims, decisions, reservations, signing
from review.models import Case, Skip
from review.refusals import Held, Refused
from review.worklist import Filters
from tests.review.conftest import again
from tests.review.test_claims import at_once, types

OVER = timedelta(0)


def accept_all(case, coder):
    for item in codeset.items_of(again(case)):
        decisions.accept(item, by=coder, version=again(case).version)
    return again(case)


@pytest.fixture
def signing_one(make_case, coder):
    """A chart whose coder is about to sign it."""
    return accept_all(claims.claim(make_case(), by=coder), coder)


def reserve(by, case, **filters):
    return reservations.reserve(by=by, signing=case, filters=Filters(**filters))


def test_the_next_of_the_worklist_is_kept_and_told(signing_one, make_case, coder):
    make_case()
    urgent = make_case()
    Case.objects.filter(pk=urgent.pk).update(priority=5)
    kept = again(reserve(coder, signing_one))
    assert kept == urgent and kept.is_reserved_for(coder)
    assert not kept.is_held_by(coder) and kept.touched_at is None
    assert types(kept) == ["case-routed", "case-reserved"]


def test_nobody_else_takes_a_reserved_chart_and_reads_whose_it_is(
    signing_one, make_case, coder, senior
):
    kept = make_case()
    reserve(coder, signing_one)
    with pytest.raises(Held, match="Coder holds this chart until"):
        claims.claim(kept, by=senior)
    assert claims.claim_next(by=senior) is None
    (row,) = [h for h in team.held(senior) if h.case == kept]
    assert (row.who, row.is_reserved) == (coder, True)


def test_asked_again_it_is_the_same_chart_for_as_long_again(
    signing_one, make_case, coder
):
    make_case(), make_case()
    first = reserve(coder, signing_one)
    Case.objects.filter(pk=first.pk).update(lease_until=again(first).claimed_at)
    Case.objects.filter(pk=first.pk).update(
        lease_until=again(first).claimed_at + timedelta(minutes=1)
    )
    second = reserve(coder, signing_one)
    assert first == second and first.version == again(second).version
    assert again(second).lease_until - again(second).claimed_at > timedelta(minutes=2)
    assert types(first).count("case-reserved") == 1


def test_the_signature_opens_it_as_it_was_sent(signing_one, make_case, coder):
    make_case(), make_case()
    kept = reserve(coder, signing_one)
    signing.finalise(signing_one, by=coder, version=signing_one.version)
    opened = claims.claim_next(by=coder)
    assert opened == kept and again(opened).version == kept.version
    assert again(opened).is_held_by(coder) and again(opened).touched_at
    left = again(opened).lease_until - again(opened).claimed_at
    assert left == claims.LEASE and again(opened).active_seconds == 0
    told = Event.objects.filter(case_id=str(kept.pk)).latest("pk")
    assert (told.type, told.content["via"]) == ("case-claimed", "reserved")


def test_unsigned_it_goes_back_as_it_came(signing_one, make_case, coder, senior):
    chart = make_case()
    reserve(coder, signing_one)
    assert reservations.let_go(by=coder)
    free = again(chart)
    assert (free.state, free.claimed_by, free.is_reserved) == ("open", None, False)
    assert (free.touched_at, free.active_seconds) == (None, 0)
    assert not Skip.objects.exists()
    assert types(chart)[-1] == "reservation-ended"
    assert "case-given-back" not in types(chart)
    assert not reservations.let_go(by=coder)
    assert claims.claim_next(by=senior) == chart


def test_by_itself_it_ends_with_its_short_lease(signing_one, make_case, coder, senior):
    chart = make_case()
    reserve(coder, signing_one)
    assert claims.expire_leases() == 0
    Case.objects.filter(pk=chart.pk).update(lease_until=again(chart).claimed_at)
    assert claims.expire_leases() == 1
    assert types(chart)[-1] == "reservation-ended"
    assert Event.objects.latest("pk").content["reason"] == "ran-out"
    assert claims.claim(chart, by=senior).claimed_by == senior


def test_one_that_ran_out_is_not_opened_as_if_it_were_kept(
    signing_one, make_case, coder
):
    chart = make_case()
    kept = reserve(coder, signing_one)
    Case.objects.filter(pk=chart.pk).update(lease_until=again(chart).claimed_at)
    taken = claims.claim_next(by=coder)
    assert taken == chart and taken.version > kept.version
    assert types(chart)[-2:] == ["reservation-ended", "case-claimed"]


def test_opening_another_chart_puts_it_back(signing_one, make_case, coder):
    chart = make_case()
    reserve(coder, signing_one)
    picked = make_case()
    claims.claim(picked, by=coder)
    assert again(chart).state == "open"
    assert Event.objects.filter(type="reservation-ended").latest("pk").content[
        "reason"
    ] == ("another-opened")


def test_another_worklist_has_another_next(signing_one, make_case, coder):
    first = make_case(specialty="Cardiology")
    reserve(coder, signing_one, specialty="Cardiology")
    wanted = make_case(specialty="Neurology")
    assert claims.claim_next(by=coder, filters=Filters(specialty="Neurology")) == wanted
    assert again(first).state == "open"


def test_it_is_worked_on_only_once_it_is_opened(signing_one, make_case, coder):
    chart = make_case()
    reserve(coder, signing_one)
    item = codeset.items_of(again(chart))[0]
    with pytest.raises(Refused, match="reserved as your next one: take it"):
        decisions.accept(item, by=coder, version=again(chart).version)
    with pytest.raises(Refused):
        claims.renew(chart, by=coder)
    assert claims.claim(chart, by=coder).is_held_by(coder)
    decisions.accept(item, by=coder, version=again(chart).version)


def test_a_senior_may_take_over_and_no_time_is_counted(
    signing_one, make_case, coder, senior
):
    chart = make_case()
    reserve(coder, signing_one)
    claims.take_over(again(chart), by=senior, words="It is urgent")
    taken = again(chart)
    assert taken.is_held_by(senior) and not taken.is_reserved
    assert taken.active_seconds == 0
    assert claims.claim_next(by=coder) is None


def test_only_for_who_may_sign_the_chart_at_hand(
    signing_one, make_case, coder, senior, person
):
    make_case()
    with pytest.raises(Refused):
        reserve(senior, signing_one)
    assert not Case.objects.filter(is_reserved=True).exists()


def test_credentials_and_skips_count_as_for_any_next_chart(make_case, person):
    professional = person("professional", "coder", certificate="CPC")
    case = accept_all(claims.claim(make_case(), by=professional), professional)
    make_case(setting="inpatient", admission_date=date(2026, 5, 10))
    assert reserve(professional, case) is None
    passed = make_case()
    claims.claim(passed, by=professional)
    claims.skip(passed, reason="needs-another", by=professional)
    assert reserve(professional, case) is None


def test_what_is_reserved_is_in_nobodys_hands_when_charts_are_counted(
    signing_one, make_case, coder
):
    make_case()
    before = team.load_of(coder), worklist.counts(coder).mine
    reserve(coder, signing_one)
    assert (team.load_of(coder), worklist.counts(coder).mine) == before


def test_a_newer_coding_takes_its_place_and_ends_the_reservation(
    signing_one, make_case, coder
):
    from tests.review.conftest import CODES, amended

    chart = make_case()
    reserve(coder, signing_one)
    amended(
        chart,
        "Assessment:\nModerate persistent asthma, uncomplicated.\n",
        wanted=CODES[:1],
    )
    assert again(chart).state == "open" and not again(chart).is_reserved
    assert "reservation-ended" in types(chart)


# -- over HTTP


@pytest.fixture
def web(client, coder):
    client.force_login(coder)
    return client


def ask(client, case):
    return client.post(reverse("review:ahead", args=[case.pk]), HTTP_HX_REQUEST="true")


def sign(client, case, mark="", **more):
    address = reverse("review:finalise", args=[case.pk])
    data = {"version": case.version, "then": "next", **more}
    headers = {"HX-Request": "true", **({"Attest-Ahead": mark} if mark else {})}
    return client.post(address, data, headers=headers)


def test_the_page_sent_ahead_is_the_page_that_will_be_open(web, signing_one, make_case):
    chart = make_case()
    answer = ask(web, signing_one)
    assert answer["Attest-Ahead"] == f"{chart.pk}.{again(chart).version}"
    assert answer["Cache-Control"] == "no-store"
    assert b"yours for" in answer.content and b"Give back" in answer.content
    assert types(chart)[-2:] == ["case-reserved", "chart-sent-ahead"]


def test_the_opening_of_what_was_sent_is_a_reading(web, signing_one, make_case):
    chart = make_case()
    mark = ask(web, signing_one)["Attest-Ahead"]
    answer = sign(web, signing_one, mark)
    assert (answer.status_code, answer["Attest-Opened"]) == (200, mark)
    assert types(chart)[-2:] == ["case-claimed", "chart-viewed"]
    # What was sent is answered from: its version is the case's.
    item = codeset.items_of(again(chart))[0]
    address = reverse("review:accept", args=[chart.pk, item.pk])
    assert web.post(address, {"version": mark.split(".")[1]}).status_code == 302


def test_what_changed_since_is_fetched_again(web, signing_one, make_case, senior):
    chart = make_case()
    mark = ask(web, signing_one)["Attest-Ahead"]
    Case.objects.filter(pk=chart.pk).update(version=9)
    answer = sign(web, signing_one, mark)
    assert "Attest-Opened" not in answer
    assert answer["HX-Redirect"] == chart.get_absolute_url()
    assert types(chart)[-1] == "case-claimed"


def test_a_refused_signature_opens_nothing_and_keeps_what_is_reserved(
    web, signing_one, make_case, coder
):
    chart = make_case()
    mark = ask(web, signing_one)["Attest-Ahead"]
    item = codeset.items_of(signing_one)[0]
    decisions.undo(signing_one, by=coder, version=signing_one.version)
    assert sign(web, signing_one, mark).status_code == 409
    assert sign(web, again(signing_one), mark).status_code == 422
    assert again(chart).is_reserved
    decisions.accept(
        item.__class__.objects.get(current=None, case=signing_one),
        by=coder,
        version=again(signing_one).version,
    )
    assert sign(web, again(signing_one), mark)["Attest-Opened"] == mark


def test_a_mark_that_was_made_up_opens_nothing_by_itself(web, signing_one, make_case):
    chart = make_case()
    answer = sign(web, signing_one, f"{chart.pk}.1")
    assert answer["HX-Redirect"] == chart.get_absolute_url()


def test_nothing_is_sent_when_nothing_is_left(web, signing_one):
    assert ask(web, signing_one).status_code == 204


def test_who_signs_and_stays_or_leaves_puts_it_back(web, signing_one, make_case):
    chart = make_case()
    ask(web, signing_one)
    sign(web, signing_one, then="stay")
    assert again(chart).is_reserved
    assert web.post(reverse("review:let-go")).status_code == 204
    assert again(chart).state == "open"


def test_signing_out_puts_it_back(web, signing_one, make_case):
    chart = make_case()
    ask(web, signing_one)
    web.post(reverse("review:leave"))
    assert again(chart).state == "open"
    told = Event.objects.filter(type="reservation-ended").latest("pk")
    assert told.content["reason"] == "signed-out"


def test_its_own_page_offers_to_take_it(web, signing_one, make_case):
    chart = make_case()
    ask(web, signing_one)
    page = web.get(chart.get_absolute_url()).content.decode()
    assert "reserved for you until" in page
    assert reverse("review:claim", args=[chart.pk]) in page
    web.post(reverse("review:claim", args=[chart.pk]))
    assert not again(chart).is_reserved


# -- whatever is pressed, in whatever order

ACTS = ("reserve", "let_go", "next", "claim", "give_back", "run_out", "sign")


@settings(
    max_examples=5,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(
        st.tuples(st.integers(0, 1), st.sampled_from(ACTS)), min_size=6, max_size=16
    )
)
def test_never_two_holders_and_never_two_reserved(db, make_case, person, presses):
    """Two coders press what they like: every chart is somebody's, or waits."""
    specialty = f"Presses {Event.objects.count()}"
    filters = Filters(specialty=specialty)
    made = [make_case(specialty=specialty) for _ in range(4)]
    people = [person(f"p{n}", "coder", certificate="CCS") for n in range(2)]
    hands = [accept_all(claims.claim_next(by=w, filters=filters), w) for w in people]
    for who, act in presses:
        with contextlib.suppress(Refused):
            _press(act, people[who], again(hands[who]), filters, made)
        rows = [again(case) for case in made]
        for person_ in people:
            assert sum(row.is_reserved_for(person_) for row in rows) <= 1
        for row in rows:
            assert (row.state == "claimed") == (row.claimed_by is not None)
            told = types(row)
            ended = told.count("reservation-ended") + sum(
                e.content.get("via") == "reserved"
                for e in Event.objects.filter(case_id=str(row.pk), type="case-claimed")
            )
            assert told.count("case-reserved") - ended == int(row.is_reserved)
            assert row.is_reserved or told.count("case-reserved") == ended


def _press(act, who, hand, filters, made):
    if act == "reserve":
        reservations.reserve(by=who, signing=hand, filters=filters)
    elif act == "let_go":
        reservations.let_go(by=who)
    elif act == "next":
        claims.claim_next(by=who, filters=filters)
    elif act == "claim":
        claims.claim(made[-1], by=who)
    elif act == "give_back":
        claims.give_back(made[-1], by=who)
    elif act == "run_out":
        mine = Case.objects.reserved_for(who)
        mine.update(lease_until=hand.opened_at)
        claims.expire_leases()
    else:
        signing.finalise(hand, by=who, version=hand.version)


def test_two_windows_and_two_people_at_once_get_one_chart_each(live, make_case, person):
    people = [person("coder", "coder", certificate="CCS") for _ in range(2)]
    specialty = f"Ahead {people[0].pk}"
    hands = []
    for who in people:
        case = claims.claim(make_case(specialty=specialty), by=who)
        hands.append(accept_all(case, who))
    for _ in range(4):
        make_case(specialty=specialty)
    results = at_once(
        *(
            lambda who=who, case=case: reserve(who, case, specialty=specialty)
            for who, case in zip(people, hands, strict=True)
            for _ in range(3)
        )
    )
    assert all(isinstance(each, Case) for each in results)
    assert len({case.pk for case in results[:3]}) == 1
    assert len({case.pk for case in results[3:]}) == 1
    assert results[0] != results[3]
    for case in (results[0], results[3]):
        assert types(case).count("case-reserved") == 1
