"""Signing: every condition has its sentence, and the signed set is complete."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from audit import vault
from audit.models import Event
from review import codeset
from review.actions import claims, decisions, findings, signing
from review.models import FinalCodeSet
from review.refusals import Refused
from tests.cast import give_certificate
from tests.review.conftest import again, amended, span_of

WRONG = {"what": "unsupported", "why": "negated"}
OBESITY = "Morbid obesity due to excess calories, BMI 41.2.\n"
# A body mass index must not lead: R22 blocks until the order is mended.
CLASH = (
    ("Z68.41", "BMI 41.2", 0.9),
    ("E66.01", "Morbid obesity", 0.9),
)


def decide_all(case, by):
    for item in codeset.items_of(again(case)):
        if item.current is None:
            decisions.accept(item, by=by, version=again(case).version)


def found(case):
    case = again(case)
    return codeset.live_findings(
        case,
        codeset.items_of(case),
        codeset.book_of(case),
        codeset.documents_of(case.run.version),
    )


def test_a_decided_chart_is_signed_and_its_event_is_complete(mine, coder):
    decide_all(mine, coder)
    signed = signing.finalise(mine, by=coder, version=again(mine).version)
    case = again(mine)
    assert (case.state, case.finalised_by, case.claimed_by) == (
        "finalised",
        coder,
        None,
    )
    assert [code.code for code in signed.codes.all()] == ["J45.40", "G43.009", "F41.1"]
    event = Event.objects.latest("pk")
    assert event.type == "case-finalised"
    first = event.content["codes"][0]
    assert first["role"] == "first-listed" and first["chapter"] and first["evidence"]
    assert event.content["release_sha256"] and event.content["credential"]["number"]
    assert vault.get_text(event.content["statement"]) == signing.ATTESTATION


def test_every_undecided_code_stands_in_the_way(mine, coder):
    assert signing.why_not_yet(mine, coder) == ["3 codes have no decision yet."]
    with pytest.raises(Refused, match="3 codes have no decision yet"):
        signing.finalise(mine, by=coder, version=mine.version)


def test_a_chart_without_any_code_cannot_be_signed(mine, coder):
    for item in codeset.items_of(mine):
        decisions.reject(item, by=coder, version=again(mine).version, **WRONG)
    assert any("no code to sign" in why for why in signing.why_not_yet(mine, coder))


def test_nobody_signs_what_they_do_not_hold(case, coder):
    assert signing.why_not_yet(case, coder) == [
        "Take the chart first: nobody holds it yet."
    ]


def test_a_blocking_finding_names_its_rule_until_it_is_mended(make_case, coder):
    mine = claims.claim(make_case(CLASH, OBESITY), by=coder)
    decide_all(mine, coder)
    blocking = [live for live in found(mine) if live.finding.severity == "block"]
    assert blocking
    rule = blocking[0].finding.rule
    assert any(rule in why for why in signing.why_not_yet(again(mine), coder))
    with pytest.raises(Refused, match=rule):
        signing.finalise(mine, by=coder, version=again(mine).version)
    order = [str(item.pk) for item in reversed(codeset.items_of(mine))]
    decisions.reorder(mine, order=order, by=coder, version=again(mine).version)
    assert signing.why_not_yet(again(mine), coder) == []


def test_only_a_senior_overrides_and_only_with_reason_and_citation(
    make_case, coder, senior
):
    mine = claims.claim(make_case(CLASH, OBESITY), by=coder)
    live = next(each for each in found(mine) if each.finding.severity == "block")
    said = {"finding_key": live.key, "how": "override", "version": mine.version}
    with pytest.raises(Refused, match="Only a senior coder"):
        findings.settle(mine, by=coder, reason="guideline", citation="x", **said)
    with pytest.raises(Refused, match="citation"):
        findings.settle(mine, by=senior, reason="guideline", **said)
    with pytest.raises(Refused, match="Choose a reason"):
        findings.settle(mine, by=senior, citation="Coding Clinic", **said)
    row = findings.settle(
        mine, by=senior, reason="guideline", citation="Coding Clinic 2020", **said
    )
    assert vault.get_text(row.citation_sha256) == "Coding Clinic 2020"
    event = Event.objects.latest("pk")
    assert (event.type, event.content["how"]) == ("finding-settled", "overridden")
    assert live.key not in {each.key for each in found(mine) if each.is_open}


def test_a_settlement_ends_when_the_codes_change(make_case, coder, senior):
    mine = claims.claim(make_case(CLASH, OBESITY), by=coder)
    live = next(each for each in found(mine) if each.finding.severity == "block")
    findings.settle(
        mine,
        finding_key=live.key,
        how="override",
        reason="guideline",
        citation="Letter",
        by=senior,
        version=mine.version,
    )
    item = codeset.items_of(mine)[0]
    decisions.modify(
        item, code="Z68.35", by=coder, version=again(mine).version, **WRONG
    )
    assert any(each.is_open and each.key != live.key for each in found(mine))


def test_a_coder_acknowledges_a_warning_but_not_a_block(make_case, coder):
    mine = claims.claim(make_case(CLASH, OBESITY), by=coder)
    live = next(each for each in found(mine) if each.finding.severity == "block")
    with pytest.raises(Refused, match="overridden by a senior coder"):
        findings.settle(
            mine,
            finding_key=live.key,
            how="acknowledge",
            reason="guideline",
            by=coder,
            version=mine.version,
        )


def test_a_finding_that_is_gone_cannot_be_settled(mine, coder):
    with pytest.raises(Refused, match="is gone"):
        findings.settle(
            mine,
            finding_key="R99:warn:X",
            how="acknowledge",
            reason="guideline",
            by=coder,
            version=mine.version,
        )


def test_a_date_outside_every_release_is_coded_provisionally_and_cannot_be_signed(
    make_case, coder
):
    case = make_case(service_date=date(2019, 5, 1))
    assert (case.state, case.lane) == ("exception", "exception")
    with pytest.raises(Refused, match="exception"):
        claims.claim(case, by=coder)


def test_a_credential_that_expired_meanwhile_stops_the_signature(case, person):
    hasty = person("hasty", "coder")
    give_certificate(hasty, "CPC", days_left=10)
    mine = claims.claim(case, by=hasty)
    decide_all(mine, hasty)
    hasty.credentials.update(expires_on=date(2026, 1, 1), issued_on=date(2024, 1, 1))
    with pytest.raises(Refused, match="no valid credential for outpatient"):
        signing.finalise(mine, by=hasty, version=again(mine).version)


def signed_case(case, coder):
    decide_all(case, coder)
    signing.finalise(case, by=coder, version=again(case).version)
    return again(case)


def test_a_senior_reopens_with_words_and_the_signed_set_stays(mine, coder, senior):
    case = signed_case(mine, coder)
    with pytest.raises(Refused, match="few words"):
        signing.reopen(case, reason="", words=" ", by=senior, version=case.version)
    with pytest.raises(Refused, match="Only a senior coder"):
        signing.reopen(case, reason="", words="x", by=coder, version=case.version)
    signing.reopen(
        case, reason="audit", words="Payer asked", by=senior, version=case.version
    )
    case = again(case)
    assert case.state == "reopened" and case.finalised_by is None
    assert case.reasons[0]["text"] == "reopened"
    mine = claims.claim(case, by=coder)
    signing.finalise(mine, by=coder, version=mine.version)
    assert [s.number for s in FinalCodeSet.objects.filter(case=case)] == [1, 2]


def test_undo_stops_at_the_signature(mine, coder, senior):
    case = signed_case(mine, coder)
    signing.reopen(case, reason="", words="Again", by=senior, version=case.version)
    mine = claims.claim(case, by=coder)
    with pytest.raises(Refused, match="no decision of yours"):
        decisions.undo(mine, by=coder, version=mine.version)


def test_the_database_refuses_to_change_what_was_signed(mine, coder):
    case = signed_case(mine, coder)
    signed = case.code_sets.get()
    with pytest.raises(DatabaseError, match="never edited"), transaction.atomic():
        FinalCodeSet.objects.filter(pk=signed.pk).update(release="x")


def test_an_unsupported_billed_code_is_reported_as_deleted(make_case, coder):
    mine = claims.claim(make_case(billed=("E11.9",)), by=coder)
    for item in codeset.items_of(mine):
        if item.origin == "billed":
            decisions.reject(item, by=coder, version=again(mine).version, **WRONG)
    signed_case(mine, coder)
    assert Event.objects.latest("pk").content["deleted"] == ["E11.9"]


def test_an_amended_chart_reopens_only_what_lost_its_evidence(mine, coder):
    span = span_of(mine, "Continue fluticasone")
    decisions.add(mine, code="Z79.51", evidence=[span], by=coder, version=mine.version)
    case = signed_case(mine, coder)
    text = codeset.documents_of(case.run.version)[0].text
    same = amended(case, text, "Addendum: asthma is moderate persistent.\n")
    assert (same.state, same.undecided_count) == ("reopened", 0)
    assert same.reasons[0]["key"] == "amended"
    assert Event.objects.latest("pk").type == "case-reopened"
    case = signed_case(claims.claim(same, by=coder), coder)
    other = amended(case, text.replace("uncomplicated.", "uncomplicated, worse."))
    assert other.undecided_count == 1
    assert other.code_sets.count() == 2


def test_an_amendment_under_a_coders_hands_shows_as_a_stale_page(mine, coder):
    text = codeset.documents_of(mine.run.version)[0].text
    changed = amended(mine, text, "Addendum.\n")
    assert changed.state == "claimed" and changed.claimed_by == coder
    assert changed.version > mine.version
    assert changed.reasons[0]["key"] == "amended"
