"""How drafts of policy and alerts of drift are told.

Owns the wording of these tellers; ``audit.telling`` has the rules. Must not import
Django.
"""

from __future__ import annotations

from audit import events
from audit.events import DriftOutcome, Way
from audit.phrases import Group, Told, Tone, detail, plain, say, tells, typed

MEASURES = {
    "acceptance": "the share of suggestions accepted as they are",
    "confidence": "the mean confidence",
    "chapters": "the mix of chapters",
    "reasons": "the mix of reasons",
    "sections": "the mix of sections",
    "styles": "the mix of documentation styles",
}
WAYS = {
    Way.UP: "rose above its baseline",
    Way.DOWN: "fell below its baseline",
    Way.APART: "is no longer like its baseline",
}
OUTCOMES = {
    DriftOutcome.EXPLAINED: "explained",
    DriftOutcome.WATCHED: "to be watched",
    DriftOutcome.POLICY_CHANGED: "answered by a change of policy",
    DriftOutcome.REBASED: "the new level, with a new baseline",
}


@tells(events.PolicyDrafted, "Policy drafted", Group.POLICY)
def _policy_drafted(fact: events.PolicyDrafted) -> Told:
    opens = ", which lets charts leave without a coder" * fact.straight_through
    return say(
        f"drafted a policy to follow version {fact.based_on}{opens}",
        tone=Tone.ASK if fact.straight_through else Tone.PLAIN,
        words=typed(Reason=fact.words, Draft=fact.content),
    )


@tells(events.PolicyApproved, "Policy approved", Group.POLICY)
def _policy_approved(fact: events.PolicyApproved) -> Told:
    return say(
        f"agreed, as {plain(fact.role)}, to a draft that lets charts leave"
        " without a coder",
        tone=Tone.ASK,
    )


@tells(events.PolicyDiscarded, "Policy draft discarded", Group.POLICY)
def _policy_discarded(fact: events.PolicyDiscarded) -> Told:
    return say("put a draft of policy away", words=typed(Reason=fact.words))


@tells(events.BaselineFrozen, "Baseline frozen", Group.POLICY)
def _baseline_frozen(fact: events.BaselineFrozen) -> Told:
    return say(
        f"froze the baseline of the control charts: weeks of {fact.since} to"
        f" {fact.until}",
        words=typed(Reason=fact.words),
    )


@tells(events.DriftAlerted, "Drift", Group.POLICY)
def _drift_alerted(fact: events.DriftAlerted) -> Told:
    where = "" if fact.stratum == "all" else f" ({plain(fact.stratum)} {fact.value})"
    return say(
        f"noticed that {MEASURES.get(fact.measure, plain(fact.measure))}{where}"
        f" {WAYS[fact.way]} in the week of {fact.week}",
        tone=Tone.NO,
        details=(detail("Sum", f"{fact.sum / 100:.1f}, limit {fact.limit / 100:.1f}"),),
    )


@tells(events.DriftSettled, "Drift settled", Group.POLICY)
def _drift_settled(fact: events.DriftSettled) -> Told:
    return say(
        f"settled a drift alert: {OUTCOMES[fact.outcome]}",
        tone=Tone.YES,
        words=typed(Reason=fact.words),
    )
