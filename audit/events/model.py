"""What was put to a language model, where, and who decided that it may be.

Owns these event types; ``audit.events`` says what recurring fields mean. No event holds
a word of a note, a prompt or an answer: prompts stand by name and sha256. Must not
import Django.
"""

from __future__ import annotations

from audit.events.people import Change
from audit.facts import Count, Digest, Fact, Name, Token, Uuid, event


@event("model-asked")
class ModelAsked(Fact):
    """The text of a chart began to leave for a model; written before its first word."""

    chart: Uuid
    patient: Uuid
    version: Count
    run: Token
    attempt: Count
    site: Name
    endpoint: Token
    host: Name
    model: Name
    engine: Token  # hybrid | openai


@event("endpoint-changed")
class EndpointChanged(Fact):
    """Somebody set up, changed or took away the address of a model."""

    endpoint: Token
    change: Change
    host: Name
    model: Name
    settings: Digest  # all its settings but the key, in the vault
    key_name: Token | None = None  # the variable that holds the key, never the key


@event("endpoint-tested")
class EndpointTested(Fact):
    """Somebody sent an endpoint a made-up note, to see whether it answers and how."""

    endpoint: Token
    host: Name
    model: Name
    outcome: Token  # answered, or the kind of fault
    structured: bool
    probabilities: bool
    calls: Count
    microseconds: Count


@event("model-switched")
class ModelSwitched(Fact):
    """Charts of a site may be put to a model from now on, or no longer."""

    site: Name
    endpoint: Token
    host: Name
    on: bool
