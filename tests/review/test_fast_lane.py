"""The fast lane: attested at a glance, read again blind, closed when shown too weak."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audit import vault
from audit.models import Event
from coding.values import Facts, Setting
from review import codeset, routing
from review.actions import attesting, blind_draw, cases, claims, fastlane
from review.models import Case, FastLaneStratum, OverRead, QualityPolicy, Sample
from review.refusals import Refused
from tests.review.conftest import again

SURE = (
    ("J45.40", "Moderate persistent asthma, uncomplicated", 0.99),
    ("G43.009", "Migraine without aura, not intractable", 0.99),
)


@pytest.fixture
def sure(make_case):
    """A chart of the fast lane, whichever way its lot falls."""

    def make(**facts):
        case = make_case(SURE, **facts)
        Case.objects.filter(pk=case.pk).update(lane="fast_lane")
        return again(case)

    return make


@pytest.fixture
def glanced(sure, coder):
    """A chart of the fast lane that the coder holds."""
    return claims.claim(sure(), by=coder)


def items(case):
    return [str(item.pk) for item in codeset.items_of(case)]


def attest(case, by, **more):
    seen = more.pop("seen", items(case))
    return attesting.attest(case, seen=seen, by=by, version=case.version)


def test_a_chart_is_signed_with_decisions_of_a_kind_of_their_own(glanced, coder):
    signed = attest(glanced, coder)
    case = again(glanced)
    assert (case.state, case.finalised_by) == ("finalised", coder)
    assert [each.decision.kind for each in signed.codes.all()] == ["attested"] * 2
    assert vault.get_text(signed.attestation_sha256) == attesting.WORDS
    told = [e.type for e in Event.objects.order_by("-pk")[:5]]
    assert told.count("decision-made") == 2 and "case-finalised" in told
    made = Event.objects.filter(type="decision-made").latest("pk")
    assert b'"kind":"attested"' in bytes(made.body)


def test_what_was_not_on_the_screen_is_not_attested(glanced, coder):
    with pytest.raises(Refused, match=r"G43\.009 was not on the screen"):
        attest(glanced, coder, seen=items(glanced)[:1])
    assert again(glanced).state == "claimed"
    assert not glanced.decisions.exists()


def test_only_the_holder_with_a_credential_attests(glanced, senior, uncertified):
    for who in (senior, uncertified):
        with pytest.raises(Refused):
            attest(glanced, who)


def test_a_chart_of_full_review_is_not_attested(mine, coder):
    with pytest.raises(Refused, match="not in the fast lane"):
        attest(mine, coder)


def test_a_chart_with_a_decision_is_not_attested(glanced, coder):
    from review.actions import decisions

    decisions.accept(codeset.items_of(glanced)[0], by=coder, version=glanced.version)
    with pytest.raises(Refused, match="decided already"):
        attest(again(glanced), coder)


def test_a_doubt_sends_it_to_full_review_in_the_same_hands(glanced, coder):
    attesting.doubt(glanced, by=coder, version=glanced.version)
    case = again(glanced)
    assert (case.lane, case.state, case.claimed_by) == ("review", "claimed", coder)
    assert case.reasons[0]["text"] == "doubted at a glance"
    assert Event.objects.latest("pk").type == "case-doubted"


# -- the blind share ------------------------------------------------------------


def draw_all(monkeypatch, drawn):
    monkeypatch.setattr(blind_draw, "is_drawn", lambda *_: drawn)


def test_the_probability_stands_in_the_signature_drawn_or_not(sure, coder, monkeypatch):
    for drawn in (True, False):
        draw_all(monkeypatch, drawn)
        attest(claims.claim(sure(), by=coder), coder)
        told = Event.objects.filter(type="case-finalised").latest("pk")
        assert b'"inclusion":500' in bytes(told.body)


def test_what_is_drawn_waits_for_a_reader_who_sees_no_suggestion(
    glanced, coder, monkeypatch
):
    draw_all(monkeypatch, True)
    signed = attest(glanced, coder)
    drawn = OverRead.objects.get(code_set=signed)
    assert (drawn.stage, drawn.machine_hidden) == ("waiting", True)
    assert (drawn.probability, drawn.drawn_by, drawn.coder) == (500, "random", coder)
    assert Event.objects.latest("pk").type == "case-sampled"


def test_the_lot_can_be_drawn_again_from_the_salt_of_its_month(sure, coder):
    signed = [attest(claims.claim(sure(), by=coder), coder) for _ in range(12)]
    sample = Sample.objects.get(purpose="fast-lane")
    period = f"{sample.since}/{sample.until}"
    drawn = {
        each.pk
        for each in signed
        if blind_draw.is_drawn(
            f"{each.case.chart_id}:{each.number}", period, sample.salt, 500
        )
    }
    kept = OverRead.objects.filter(sample=sample).values_list("code_set_id", flat=True)
    assert drawn == set(kept)


def test_about_one_in_twenty_is_drawn():
    lots = [blind_draw.is_drawn(f"chart-{n}", "p", "salt", 500) for n in range(4000)]
    assert 150 <= sum(lots) <= 250


def test_at_least_one_in_twenty_is_drawn_whatever_the_policy(db):
    QualityPolicy.objects.update(share=10)
    assert blind_draw.share() == 500
    QualityPolicy.objects.update(share=2_000)
    assert blind_draw.share() == 2_000


def test_the_coder_is_not_told_of_the_draw(glanced, coder, client, monkeypatch):
    draw_all(monkeypatch, True)
    client.force_login(coder)
    given = {"version": glanced.version, "seen": items(glanced)}
    address = reverse("review:attest", args=[glanced.pk])
    page = client.post(address, given, follow=True).content.decode()
    assert "is attested and signed" in page
    seen = client.get(glanced.get_absolute_url()).content.decode()
    told = (page.split("<main")[1] + seen.split("<main")[1]).lower()
    assert not any(word in told for word in ("over-read", "drawn", "sample"))


# -- closing --------------------------------------------------------------------


@pytest.fixture
def read(sure, coder, monkeypatch):
    """Attested charts of a stratum, over-read with these codes right and wrong."""

    def make(charts, right, missed, **facts):
        draw_all(monkeypatch, True)
        for _ in range(charts):
            signed = attest(claims.claim(sure(**facts), by=coder), coder)
            rows = OverRead.objects.filter(code_set=signed)
            # What a completed reading writes; reading itself is tested elsewhere.
            rows.update(right=right, extra=0, missed=missed)

    return make


def test_a_stratum_shown_to_be_too_weak_closes_itself(read):
    read(6, 8, 2)
    assert fastlane.close_weak() == 1
    (found,) = fastlane.standings()
    assert (found.charts, found.codes, found.right) == (6, 60, 48)
    assert found.is_closed and found.upper < 9_500
    assert Event.objects.latest("pk").type == "fast-lane-closed"
    assert fastlane.close_weak() == 0


def test_a_stratum_only_suspected_stays_open(read):
    read(1, 9, 1)
    assert fastlane.close_weak() == 0
    (found,) = fastlane.standings()
    assert not found.is_closed and found.range == "59.6–98.2"


def test_other_strata_stay_open(read):
    read(4, 5, 5, specialty="Cardiology")
    read(4, 10, 0, specialty="Neurology")
    fastlane.close_weak()
    assert FastLaneStratum.closes("outpatient", "Cardiology")
    assert not FastLaneStratum.closes("outpatient", "Neurology")


def test_what_waits_in_a_closed_stratum_goes_to_full_review(read, sure):
    waiting = sure()
    read(4, 5, 5)
    fastlane.close_weak()
    assert fastlane.send_to_review() == 1
    case = again(waiting)
    assert case.lane == "review"
    assert case.reasons[0]["text"] == "the fast lane is closed here"
    assert Event.objects.latest("pk").type == "case-routed"


def test_a_chart_at_hand_cannot_be_attested_once_its_stratum_closed(
    read, glanced, coder
):
    read(4, 5, 5)
    fastlane.close_weak()
    with pytest.raises(Refused, match="closed for charts of this kind"):
        attest(glanced, coder)


def test_routing_sends_nothing_into_a_closed_stratum(read, make_case):
    read(4, 5, 5)
    fastlane.close_weak()
    assert make_case(SURE).lane == "review"
    assert not Case.objects.filter(lane="fast_lane").waiting().exists()


def test_routing_says_so_in_words_coders_may_read(case):
    from coding import result

    coded = result.from_json(case.run.result)
    facts = Facts(setting=Setting.OUTPATIENT, service_date=case.service_date)
    sure = routing.RoutingPolicy(default=0, hcc_bearing=0, high_risk=0, share=0)
    sure_of_it = routing.route(coded, facts, sure, 9_999, fast_lane_closed=False)
    closed = routing.route(coded, facts, sure, 9_999, fast_lane_closed=True)
    assert (sure_of_it.lane, closed.lane) == ("fast_lane", "review")
    assert closed.keys == ("fast_lane_closed",)


def test_a_supervisor_opens_it_again_and_only_new_readings_count(read, supervisor):
    read(4, 5, 5)
    fastlane.close_weak()
    where = {"setting": "outpatient", "specialty": "Internal medicine"}
    with pytest.raises(Refused, match="few words"):
        fastlane.open_again(**where, words=" ", by=supervisor)
    fastlane.open_again(**where, words="New profile", by=supervisor)
    assert Event.objects.latest("pk").type == "fast-lane-reopened"
    assert not FastLaneStratum.closes(**where)
    FastLaneStratum.objects.update(
        closed_at=timezone.now(), opened_at=timezone.now() + timedelta(seconds=1)
    )
    assert fastlane.standings() == () and fastlane.close_weak() == 0


def test_a_coder_does_not_open_it(read, coder):
    read(4, 5, 5)
    fastlane.close_weak()
    with pytest.raises(Refused, match="Only a supervisor"):
        fastlane.open_again(
            setting="outpatient",
            specialty="Internal medicine",
            words="Why not",
            by=coder,
        )


# -- pages ----------------------------------------------------------------------


def test_one_chart_follows_the_other(sure, coder, client):
    # The clock may be set while a test runs: what is due first comes first.
    first, second = sorted((sure(), sure()), key=lambda case: (case.due_at, case.pk))
    client.force_login(coder)
    assert "2 charts to look at" in client.get("/fast-lane/").content.decode()
    answer = client.post("/fast-lane/next/")
    assert answer.url == f"/fast-lane/{first.pk}/"
    page = client.get(answer.url).content.decode()
    assert attesting.WORDS in page and "Moderate persistent asthma" in page
    given = {"version": again(first).version, "seen": items(first)}
    answer = client.post(f"{answer.url}attest/", given)
    assert answer.url == f"/fast-lane/{second.pk}/"
    given = {"version": again(second).version, "seen": items(second)}
    answer = client.post(f"{answer.url}attest/", given, follow=True)
    assert "Nothing left in the fast lane" in answer.content.decode()


def test_looking_is_in_the_trail(glanced, coder, client):
    client.force_login(coder)
    client.get(reverse("review:fast-chart", args=[glanced.pk]))
    told = Event.objects.latest("pk")
    assert told.type == "chart-viewed" and b"fast-lane" in bytes(told.body)


def test_an_unseen_code_is_named_and_nothing_is_signed(glanced, coder, client):
    client.force_login(coder)
    address = reverse("review:attest", args=[glanced.pk])
    answer = client.post(address, {"version": glanced.version, "seen": []})
    assert answer.status_code == 422
    assert "J45.40, G43.009 was not on the screen" in answer.content.decode()


def test_a_chart_one_does_not_hold_opens_as_a_case(sure, coder, client):
    case = sure()
    client.force_login(coder)
    answer = client.get(reverse("review:fast-chart", args=[case.pk]))
    assert answer.url == case.get_absolute_url()


def test_the_strata_are_shown_with_n_and_interval(read, supervisor, client):
    read(4, 5, 5)
    fastlane.close_weak()
    client.force_login(supervisor)
    page = client.get("/fast-lane/strata/").content.decode()
    assert "50.0%" in page and "35.2–64.8" in page
    assert "closed" in page
    sheet = client.get("/fast-lane/strata/?csv=strata").content.decode()
    assert "50.0%,35.2–64.8,closed" in sheet.splitlines()[1]
    where = {"setting": "outpatient", "specialty": "Internal medicine"}
    client.post("/fast-lane/strata/open/", {**where, "words": "New profile"})
    assert not FastLaneStratum.closes(**where)


def test_a_rerun_of_a_chart_in_a_closed_stratum_stays_out(read, sure):
    read(4, 5, 5)
    fastlane.close_weak()
    assert cases.unrouted() == []
