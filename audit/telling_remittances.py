"""How remittances are told: files, and what was answered to a chart's claim.

Owns the wording of these tellers. Must not import Django.
"""

from __future__ import annotations

from audit import events
from audit.metrics.denials import denials
from audit.phrases import (
    Bit,
    Group,
    Told,
    Tone,
    code,
    codes,
    count,
    detail,
    say,
    tells,
)


@tells(events.RemittanceReceived, "Remittance", Group.INTAKE)
def _received(fact: events.RemittanceReceived) -> Told:
    refused = f", {count(fact.refused, 'line')} refused" if fact.refused else ""
    return say(
        f"received a remittance with answers to {count(fact.claims, 'claim')}{refused}",
        tone=Tone.PLAIN if fact.claims else Tone.NO,
        details=(detail("Original", code(fact.original[:12])),),
    )


@tells(events.RemittanceTriedAgain, "Remittance tried again", Group.INTAKE)
def _tried_again(fact: events.RemittanceTriedAgain) -> Told:
    return say(
        f"had charts sought again for {count(fact.waiting, 'claim')} of a remittance"
    )


@tells(events.RemittanceFetched, "Remittance fetched", Group.READING)
def _fetched(fact: events.RemittanceFetched) -> Told:
    return say("took a copy of a remittance as it came", tone=Tone.ASK)


@tells(events.ClaimAnswered, "Claim answered", Group.INTAKE)
def _answered(fact: events.ClaimAnswered) -> Told:
    if fact.status == "22":
        return say("noted that the payer took back an answer to the claim")
    doubted = denials((each.reason for each in fact.adjustments), fact.remarks)
    if not doubted:
        return say("noted the payer's answer to the claim: its codes were not doubted")
    what = ", ".join(each.label for each in sorted(doubted))
    reasons = tuple(
        dict.fromkeys(f"{each.group}-{each.reason}" for each in fact.adjustments)
    )
    return say(
        Bit(f"noted the payer's answer to the claim: it doubts {what}"),
        tone=Tone.NO,
        details=(
            detail("Reasons", *codes(reasons)),
            detail("Remarks", *codes(fact.remarks, "none")),
        ),
    )
