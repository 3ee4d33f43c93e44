"""Checks and the blind arm: opt-in, told before signing, never in a code set."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from audit import events
from audit.metrics.sheets import sheets
from audit.metrics.story import Happened, Story
from audit.models import Event
from audit.radv.history import evidential
from coding.values import Exclusion, Gap, ProcedureCandidate
from review import codeset
from review.actions import checks, claims, decisions, quality, signing
from review.models import FinalCode, QualityPolicy, SeededCheck, SignedWork
from review.presenters.attention import attention
from review.refusals import Refused
from review.states import Origin
from review.worked import Moment, accepting, catch_up, planted_seconds
from tests.review.conftest import (
    CODES,
    NOTE,
    again,
    amended,
    evidence_in,
    finish,
    span_of,
    upload,
)

EVERY = {
    "share": 500,
    "least": 1,
    "aimed": 10,
    "hidden_share": 0,
    "check_rate": 10_000,
    "checks_settled": False,
    "checks_live": True,
    "blind_rate": 0,
}


@pytest.fixture
def planted(db, supervisor, compliance):
    """A live case with one planted suggestion: chest pain, which is denied."""
    policy = quality.change(EVERY, words="To measure attention.", by=supervisor)
    quality.co_sign(policy, by=compliance)
    return make()


def make(**more):
    from review.actions import cases, intake

    version = intake.receive(upload(NOTE, **more), by=None).version
    proof = evidence_in(codeset.documents_of(version), "chest pain")
    denied = Exclusion("R07.9", "Chest pain", "negated", "X1", "I.A.19", "No", (proof,))
    gap = Gap("specificity", "Is it angina?", ("Stable", "Unstable"), (proof,), ())
    done = ProcedureCandidate("HCPCS", "G0438", "Annual wellness visit", proof)
    found = finish(version, CODES, excluded=(denied,), gaps=(gap,), procedures=(done,))
    return cases.route(found)


def decide(case, by, planted="accept"):
    for item in codeset.items_of(again(case)):
        version = again(case).version
        if item.origin == Origin.SEEDED and planted == "reject":
            decisions.reject(
                item, what="unsupported", why="negated", by=by, version=version
            )
        else:
            decisions.accept(item, by=by, version=version)


def last(kind):
    return Event.objects.filter(type=kind.type).latest("pk").fact


def test_nothing_is_planted_or_hidden_until_a_policy_says_so(case):
    assert QualityPolicy.current().check_rate == 0
    assert not SeededCheck.objects.exists()
    assert not case.items.filter(origin=Origin.SEEDED).exists()


def test_live_charts_stay_clean_until_compliance_agreed(db, supervisor):
    quality.change(EVERY, words="To measure attention.", by=supervisor)
    case = make()
    assert not case.items.filter(origin=Origin.SEEDED).exists()


def test_a_file_named_as_the_simulation_is_no_way_around_a_check(
    db, supervisor, compliance
):
    policy = quality.change(EVERY, words="To measure attention.", by=supervisor)
    quality.co_sign(policy, by=compliance)
    assert make(source="simulated").checks.exists()


def test_who_made_the_policy_cannot_co_sign_it(db, person):
    both = person("both", "supervisor", "compliance")
    policy = quality.change(EVERY, words="Why not.", by=both)
    with pytest.raises(Refused, match="cannot co-sign"):
        quality.co_sign(policy, by=both)


def test_only_a_supervisor_makes_and_only_compliance_co_signs(
    db, coder, senior, supervisor, compliance
):
    for user in (coder, senior, compliance):
        with pytest.raises(Refused, match="supervisor"):
            quality.change(EVERY, words="x", by=user)
    policy = quality.change(EVERY, words="x", by=supervisor)
    for user in (coder, senior, supervisor):
        with pytest.raises(Refused, match="compliance"):
            quality.co_sign(policy, by=user)
    with pytest.raises(Refused, match="never left out"):
        quality.change({**EVERY, "least": 0}, words="x", by=supervisor)


def test_a_planted_code_looks_like_any_other_and_never_leads(planted, coder):
    items = list(codeset.items_of(planted))
    place = [item.origin for item in items].index(Origin.SEEDED)
    assert place > 0 and items[place].code == "R07.9"
    assert items[place].get_origin_display() == "suggested"
    assert items[place].confidence is not None
    assert codeset.standing_code(items[place]) is None
    fact = last(events.SeededCheckPlanted)
    assert (fact.kind, fact.wrong_because) == ("live", "negated")
    client = Client()
    client.force_login(coder)
    shown = client.get(planted.get_absolute_url()).content.decode()
    assert "planted" not in shown and "seeded" not in shown.lower()
    # Among the codes that were set aside it would give itself away.
    assert "Considered, not coded" not in shown


@pytest.mark.parametrize(
    ("did", "outcome"), [("accept", "taken"), ("reject", "caught")]
)
def test_a_check_is_told_before_signing_and_never_signed(planted, coder, did, outcome):
    claims.claim(planted, by=coder)
    with pytest.raises(Refused, match="nothing to disclose"):
        checks.disclose(planted, by=coder, version=again(planted).version)
    decide(planted, coder, planted=did)
    with pytest.raises(Refused, match="A check was planted"):
        signing.finalise(planted, by=coder, version=again(planted).version)
    check = checks.disclose(planted, by=coder, version=again(planted).version)
    assert (check.outcome, check.person) == (outcome, coder)
    signing.finalise(planted, by=coder, version=again(planted).version)
    signed = list(FinalCode.objects.values_list("code", "position", "role"))
    assert signed == [
        ("J45.40", 1, "first-listed"),
        ("G43.009", 2, "secondary"),
        ("F41.1", 3, "secondary"),
    ]
    fact = last(events.CaseFinalised)
    assert "R07.9" not in {each.code for each in fact.codes}
    assert "R07.9" not in fact.deleted


def test_what_is_done_about_a_check_is_nobodys_work(planted, coder):
    claims.claim(planted, by=coder)
    item = planted.items.get(origin=Origin.SEEDED)
    for each in (*planted.items.exclude(pk=item.pk), item):
        decisions.accept(each, by=coder, version=again(planted).version)
    decisions.undo(planted, by=coder, version=again(planted).version)
    decisions.reject(
        item,
        what="unsupported",
        why="negated",
        by=coder,
        version=again(planted).version,
    )
    checks.disclose(planted, by=coder, version=again(planted).version)
    signing.finalise(planted, by=coder, version=again(planted).version)
    catch_up()
    work = SignedWork.objects.get()
    assert (work.decisions, work.accepts, work.doubts) == (3, 3, 0)


def test_the_time_that_a_check_took_is_taken_off():
    start = timezone.now()
    acts = (("chart-viewed", False), ("decision-made", False), ("decision-made", True))
    moments = [
        Moment(kind, start + timedelta(seconds=40 * n), "accept", planted=planted)
        for n, (kind, planted) in enumerate((*acts, ("decision-made", False)))
    ]
    assert planted_seconds(moments) == 40
    assert list(accepting(moments)) == [40, 40]


def test_what_was_planted_cannot_come_back(planted, coder):
    claims.claim(planted, by=coder)
    decide(planted, coder)
    checks.disclose(planted, by=coder, version=again(planted).version)
    decisions.undo(planted, by=coder, version=again(planted).version)
    assert "R07.9" not in {item.code for item in codeset.items_of(again(planted))}
    with pytest.raises(Refused, match="planted as a check"):
        decisions.add(
            planted,
            code="R07.9",
            evidence=[span_of(planted, "chest pain")],
            by=coder,
            version=again(planted).version,
        )


def test_the_decision_on_a_planted_code_says_in_the_trail_what_it_was(planted, coder):
    claims.claim(planted, by=coder)
    decide(planted, coder)
    made = [
        event.fact
        for event in Event.objects.filter(type="decision-made")
        if event.fact.code == "R07.9"
    ]
    assert [fact.origin for fact in made] == ["seeded"]


@pytest.fixture
def hiding(db, supervisor):
    """A policy that hides the suggestions of every chart."""
    rates = {**EVERY, "check_rate": 0, "checks_live": False, "blind_rate": 10_000}
    return quality.change(rates, words="To compare.", by=supervisor)


@pytest.fixture
def blind(hiding):
    """A case whose suggestions are hidden."""
    return make()


def test_hidden_suggestions_are_nowhere_until_the_coder_has_coded(blind, coder):
    claims.claim(blind, by=coder)
    client = Client()
    client.force_login(coder)
    shown = client.get(blind.get_absolute_url()).content.decode()
    for said in ("J45.40", "G43.009", "<mark", "R07.9", "G0438", "Is it angina?"):
        assert said not in shown
    # Nor in a query that the machine's question begins.
    asked = client.post(f"/cases/{blind.pk}/queries/", {"gap": "0"})
    assert asked.status_code == 422 and not blind.queries.exists()
    assert again(blind).reasons == [checks.HIDDEN]
    assert again(blind).lowest_confidence is None
    with pytest.raises(Refused, match="Code the chart first"):
        checks.show_suggestions(blind, by=coder, version=again(blind).version)


def test_what_was_coded_unassisted_is_kept_beside_what_was_suggested(blind, coder):
    claims.claim(blind, by=coder)
    for code, words in (("J45.40", "Moderate persistent asthma"), ("R07.9", "chest")):
        decisions.add(
            blind,
            code=code,
            evidence=[span_of(blind, words)],
            by=coder,
            version=again(blind).version,
        )
    with pytest.raises(Refused, match="suggestions are hidden"):
        signing.finalise(blind, by=coder, version=again(blind).version)
    checks.show_suggestions(blind, by=coder, version=again(blind).version)
    client = Client()
    client.force_login(coder)
    shown = client.get(blind.get_absolute_url()).content.decode()
    assert "G0438" in shown and "Is it angina?" in shown
    fact = last(events.BlindArmOpened)
    assert set(fact.unassisted) == {"J45.40", "R07.9"}
    assert fact.suggested == ("J45.40", "G43.009", "F41.1")
    states = {i.code: bool(i.current) for i in codeset.items_of(again(blind))}
    assert states == {"J45.40": True, "R07.9": True, "G43.009": False, "F41.1": False}


def test_what_was_billed_comes_back_with_the_suggestions(hiding, coder):
    blind = make(billed=("E11.9", "R07.9"))
    claims.claim(blind, by=coder)
    assert codeset.items_of(again(blind)) == []
    decisions.add(
        blind,
        code="R07.9",
        evidence=[span_of(blind, "chest pain")],
        by=coder,
        version=again(blind).version,
    )
    # Coded by oneself, though the claim has it too.
    assert [each.code for each in codeset.items_of(again(blind))] == ["R07.9"]
    arm = checks.show_suggestions(blind, by=coder, version=again(blind).version)
    assert arm.unassisted == ["R07.9"] and "E11.9" not in arm.suggested
    undecided = {i.code for i in codeset.items_of(again(blind)) if i.current is None}
    assert "E11.9" in undecided
    with pytest.raises(Refused, match="no decision yet"):
        signing.finalise(blind, by=coder, version=again(blind).version)


def test_an_amendment_shows_nothing_that_is_hidden(blind, coder):
    claims.claim(blind, by=coder)
    more = (*CODES, ("E11.9", "Type 2 diabetes mellitus", 0.8))
    text = f"Addendum.\n{NOTE}Type 2 diabetes mellitus.\n"
    newer = amended(blind, text, wanted=more)
    assert codeset.is_hidden(newer) and codeset.items_of(newer) == []
    # Hidden or not, what is proposed quotes the newest version.
    there = set(newer.run.version.documents.values_list("document_id", flat=True))
    quoted = [codeset.evidence_of(item) for item in newer.items.all()]
    assert len(quoted) == 4
    assert {span["document"] for proof in quoted for span in proof} <= there


def test_undoing_blind_shows_nothing_of_the_machine(blind, coder):
    claims.claim(blind, by=coder)
    decisions.add(
        blind,
        code="J45.40",
        evidence=[span_of(blind, "Moderate persistent asthma")],
        by=coder,
        version=again(blind).version,
    )
    decisions.undo(blind, by=coder, version=again(blind).version)
    assert codeset.items_of(again(blind)) == []


def test_the_buttons_on_the_case_do_it(planted, coder):
    claims.claim(planted, by=coder)
    decide(planted, coder)
    client = Client()
    client.force_login(coder)
    assert b"Show me the check" in client.get(planted.get_absolute_url()).content
    address = f"/cases/{planted.pk}/disclose/"
    client.post(address, {"version": again(planted).version})
    shown = client.get(planted.get_absolute_url()).content.decode()
    assert "Show me the check" not in shown and "You had accepted it" in shown


def test_the_blind_arm_takes_only_the_kinds_of_charts_that_were_chosen(db, supervisor):
    rates = {**EVERY, "check_rate": 0, "checks_live": False, "blind_rate": 10_000}
    kinds = [
        ({"blind_settings": ["inpatient"]}, False),
        ({"blind_settings": ["inpatient", "outpatient"]}, True),
        ({"blind_specialties": ["Cardiology"]}, False),
        ({"blind_specialties": ["internal MEDICINE"]}, True),
        (
            {
                "blind_settings": ["inpatient"],
                "blind_specialties": ["Internal medicine"],
            },
            False,
        ),
    ]
    for kind, hidden in kinds:
        quality.change({**rates, **kind}, words="To compare.", by=supervisor)
        case = make()
        assert (case.setting, case.specialty) == ("outpatient", "Internal medicine")
        assert bool(again(case).reasons == [checks.HIDDEN]) == hidden, kind


def test_figures_of_the_blind_arm_stand_apart(blind, coder):
    claims.claim(blind, by=coder)
    for code, words in (("J45.40", "Moderate persistent asthma"), ("R07.9", "chest")):
        decisions.add(
            blind,
            code=code,
            evidence=[span_of(blind, words)],
            by=coder,
            version=again(blind).version,
        )
    checks.show_suggestions(blind, by=coder, version=again(blind).version)
    for item in codeset.items_of(again(blind)):
        if item.current is None:
            decisions.accept(item, by=coder, version=again(blind).version)
    signing.finalise(blind, by=coder, version=again(blind).version)
    today = timezone.localdate()
    found = attention(today, today, coder)
    told = {each.label: each.figure.rows for each in found.unaided}
    assert found.charts == 1
    assert told["Suggestions coded before they were seen"] == "1 of 3"
    assert told["Own codes that were signed"] == "2 of 2"
    assert told["Other suggestions signed once seen"] == "2 of 2"
    assert attention(today, today, coder, sites=["elsewhere"]).charts == 0
    [signed] = Event.objects.filter(type="case-finalised")
    own = Event.objects.filter(chart=signed.chart).order_by("id")
    story = Story.of(Happened(e.fact, e.occurred_at, e.actor_id) for e in own)
    assert [sheet.strata["arm"] for sheet in sheets(story)] == ["hidden"]


def items_now(case):
    return [item.pk for item in codeset.items_of(again(case))][::-1]


def test_no_package_holds_what_was_planted_nor_what_was_decided_on_it(planted, coder):
    claims.claim(planted, by=coder)
    items = [item.pk for item in codeset.items_of(planted)]
    decisions.reorder(
        planted, order=items[::-1], by=coder, version=again(planted).version
    )
    decide(planted, coder)
    checks.disclose(planted, by=coder, version=again(planted).version)
    decisions.reorder(
        planted, order=items_now(planted), by=coder, version=again(planted).version
    )
    signing.finalise(planted, by=coder, version=again(planted).version)
    told = Event.objects.filter(chart=planted.chart_id).order_by("id")
    kept = evidential(told, second=True)
    about = [each.content for each in kept if each.type == "decision-made"]
    assert {each["code"] for each in about} == {"J45.40", "G43.009", "F41.1"}
    assert not any("seeded" in str(each.content) for each in kept)
    assert not any("R07.9" in each.content.get("codes", ()) for each in kept)
    assert "case-finalised" in {each.type for each in kept}
    # The order that was signed is the last that the package tells of.
    ordered = [each.content for each in kept if each.type == "items-reordered"]
    [signed] = [each.content for each in kept if each.type == "case-finalised"]
    assert [ordered[-1]["codes"]] == [[each["code"] for each in signed["codes"]]]
