"""How a language model's part is told: asked, set up, tested, switched.

Owns the wording of these tellers. Hosts and models are named, because who reads the
trail asks where a chart's text went. Must not import Django.
"""

from __future__ import annotations

from audit import events
from audit.parts import ModelUse
from audit.phrases import (
    Detail,
    Group,
    Told,
    Tone,
    code,
    count,
    detail,
    plain,
    say,
    tells,
    typed,
)

DONE = {"added": "set up", "edited": "changed", "retired": "took away"}


@tells(events.ModelAsked, "Model asked", Group.MACHINE)
def _asked(fact: events.ModelAsked) -> Told:
    return say(
        f"put the text of version {fact.version}, identifiers masked, to {fact.model}"
        f" at {fact.host}",
        tone=Tone.ASK,
        details=(
            detail("Engine", fact.engine),
            detail("Endpoint", fact.endpoint),
            detail("Site", fact.site or "none"),
            detail("Attempt", str(fact.attempt)),
        ),
    )


@tells(events.EndpointChanged, "Model endpoint", Group.PEOPLE)
def _changed(fact: events.EndpointChanged) -> Told:
    return say(
        f"{DONE[fact.change.value]} the model endpoint {fact.endpoint}:"
        f" {fact.model} at {fact.host}",
        words=typed(Settings=fact.settings),
    )


@tells(events.EndpointTested, "Model tested", Group.PEOPLE)
def _tested(fact: events.EndpointTested) -> Told:
    answered = fact.outcome == "answered"
    did = "it answered" if answered else f"no answer, {plain(fact.outcome)}"
    return say(
        f"tested {fact.model} at {fact.host}: {did}",
        tone=Tone.YES if answered else Tone.NO,
        details=(
            detail("Structured output", "yes" if fact.structured else "no"),
            detail("Log-probabilities", "yes" if fact.probabilities else "no"),
            detail("Took", f"{fact.microseconds / 1_000_000:.2f} s"),
        ),
    )


@tells(events.ModelSwitched, "Model switched", Group.PEOPLE)
def _switched(fact: events.ModelSwitched) -> Told:
    where = f"charts of {fact.site}" if fact.site else "charts without a site"
    if not fact.on:
        return say(f"switched the model off for {where}", tone=Tone.ACCENT)
    return say(
        f"switched the model on for {where}: their text goes to {fact.host}",
        tone=Tone.ASK,
        details=(detail("Endpoint", fact.endpoint),),
    )


def model_lines(use: ModelUse) -> tuple[Detail, ...]:
    """What a run's model took and what was refused of its answers."""
    refused = ", ".join(f"{plain(one.reason)} {one.count}" for one in use.refused)
    prompts = [
        detail("Prompt", f"{one.name} ", code(one.sha256[:12])) for one in use.prompts
    ]
    return (
        detail("Model", f"{use.model} at {use.host}"),
        detail(
            "Asked",
            f"{use.sent} of {count(use.mentions, 'mention')} in "
            f"{count(use.calls, 'call')}, {use.tokens_in} + {use.tokens_out} tokens, "
            f"{use.microseconds / 1_000_000:.1f} s",
        ),
        *prompts,
        detail("Refused", refused or "nothing"),
    )
