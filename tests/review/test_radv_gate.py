"""Preflight while a chart is signed: told by default, a gate if compliance says so."""

from dataclasses import replace

import pytest

from audit.actions import SYSTEM
from audit.models import Event
from coding import chartfiles, intake, preflight
from coding.values import Severity
from review import codeset, tasks
from review.actions import claims, decisions, findings, policy, signing
from review.demo import tuesday
from review.models import Case, PolicyVersion
from review.refusals import Refused
from review.routing import RoutingPolicy
from tests.review.radv import ENCOUNTER, again, chart_of, mbi

OTHER_NOTE = """Patient: Somebody Else
Assessment and plan:
1. COPD, stable on tiotropium, continue.
Telephone encounter. Electronically signed by Ottoline Vane, MD on 06/16/2026
"""
COPD = (("J44.9", "COPD", 0.92),)


def told(case):
    documents = codeset.documents_of(case.run.version)
    return {
        live.finding.rule: live
        for live in codeset.live_findings(
            case, codeset.items_of(case), codeset.book_of(case), documents
        )
    }


@pytest.fixture
def phoned(make_case):
    return chart_of(
        make_case, mbi(), codes=COPD, note=OTHER_NOTE, modality="audio-only"
    )


def close(compliance, closed=True):
    return policy.gate_preflight(closed=closed, by=compliance, words="Audits begin.")


def test_by_default_nothing_is_blocked_and_nothing_is_said_twice(phoned):
    said = told(phoned)
    assert "R81" in said
    assert "P04" not in said
    blocks = [x for x in said.values() if x.finding.severity is Severity.BLOCK]
    assert not [x for x in blocks if x.finding.rule.startswith("P")]


def test_a_closed_gate_blocks_a_record_that_fails(phoned, coder, compliance):
    close(compliance)
    assert told(phoned)["P04"].finding.severity is Severity.BLOCK
    case = claims.claim(phoned, by=coder)
    [item] = codeset.items_of(case)
    decisions.accept(item, by=coder, version=again(case).version)
    obstacles = signing.why_not_yet(again(case), coder)
    assert any("P04" in each for each in obstacles)


def test_a_senior_overrides_with_a_citation(phoned, senior, compliance):
    close(compliance)
    case = claims.claim(phoned, by=senior)
    live = told(again(case))["P04"]
    findings.settle(
        case,
        finding_key=live.key,
        how="override",
        reason="guideline",
        words="The claim says audio and video.",
        citation="Claim of 16 June 2026",
        by=senior,
        version=again(case).version,
    )
    assert not told(again(case))["P04"].is_open


def test_charts_without_a_contract_are_left_alone(make_case, compliance):
    close(compliance)
    facts = ENCOUNTER | {"contract": "", "modality": "audio-only"}
    case = make_case(COPD, OTHER_NOTE, **facts)
    assert not [rule for rule in told(case) if rule.startswith("P")]


def test_closing_and_opening_are_versions_of_the_policy_with_reasons(compliance, coder):
    before = PolicyVersion.current()
    version = close(compliance)
    assert version.number == before.number + 1
    old, new = (RoutingPolicy.from_plain(v.routing) for v in (before, version))
    assert old == new
    assert Event.objects.last().type == "policy-changed"
    with pytest.raises(Refused, match="closed already"):
        close(compliance)
    with pytest.raises(Refused, match="few words"):
        policy.gate_preflight(closed=False, by=compliance, words=" ")
    with pytest.raises(Refused, match="compliance"):
        close(coder, closed=False)
    assert not any(close(compliance, closed=False).gates.values())


def test_what_coders_read_of_it_names_no_category_and_no_money(phoned, compliance):
    close(compliance)
    for rule, live in told(phoned).items():
        if rule.startswith("P"):
            said = f"{live.finding.message} {live.finding.guideline}".lower()
            assert "hcc" not in said and "paid" not in said and "raf" not in said


def test_a_gate_for_every_chart_reaches_those_without_a_contract(
    make_case, coder, compliance
):
    facts = ENCOUNTER | {"contract": "", "modality": "audio-only"}
    case = make_case(COPD, OTHER_NOTE, **facts)
    policy.gate_preflight(closed=True, every=True, by=compliance, words="All of it.")
    said = told(case)
    assert said["P04"].finding.severity is Severity.BLOCK
    # No contract pays for it, so no claim has to be linked to it.
    assert "P15" not in said
    case = claims.claim(case, by=coder)
    [item] = codeset.items_of(case)
    decisions.accept(item, by=coder, version=again(case).version)
    assert any("P04" in each for each in signing.why_not_yet(again(case), coder))
    policy.gate_preflight(closed=True, by=compliance, words="Contracts only.")
    assert not [rule for rule in told(again(case)) if rule.startswith("P")]


def test_each_block_says_what_would_settle_it(phoned, compliance):
    close(compliance)
    settles = {
        rule: live.finding.settles
        for rule, live in told(phoned).items()
        if rule.startswith("P")
    }
    assert "modality" in settles["P04"]
    assert len(set(settles.values())) == len(settles)


def test_every_test_that_may_block_says_what_settles_it():
    assert [
        each.id for each in preflight.TESTS if each.always and not each.settles
    ] == []


def test_a_real_chart_is_held_up_until_its_facts_are_right(compliance):
    """A chart of the demo through intake and engine, first by telephone, then not."""
    path = tuesday.CHARTS / "internal-medicine-01-diabetes-ckd.toml"
    upload = replace(next(iter(chartfiles.read(path))).upload, modality="audio-only")
    close(compliance)
    said = told(worked(intake.receive(upload, by=SYSTEM).version))
    assert said["P04"].finding.severity is Severity.BLOCK
    assert "modality" in said["P04"].finding.settles
    mended = replace(upload, modality="in-person")
    version = intake.receive(mended, by=SYSTEM).version
    assert version.number == 2
    assert "P04" not in told(worked(version))


def worked(version):
    """The case after the engine coded this version."""
    tasks.process_chart(version.pk)
    return Case.objects.get(chart=version.chart)
