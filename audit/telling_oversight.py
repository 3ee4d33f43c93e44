"""How the examining of access is told.

Owns the wording of these tellers; ``audit.telling`` has the rules. Must not import
Django.
"""

from __future__ import annotations

from audit import events
from audit.phrases import (
    Group,
    Told,
    Tone,
    code,
    count,
    person,
    say,
    tells,
    typed,
)

CONCERNS = {
    "own_name": "a reader who bears the patient's name",
    "no_case": "charts read without work on them",
    "night_burst": "many charts read in an hour of the night",
}
VERDICTS = {
    "proper": ("found it proper", Tone.YES),
    "follow_up": ("asks for a follow-up", Tone.ASK),
}


def _what(concern: str) -> str:
    return CONCERNS.get(concern, concern)


@tells(events.AccessNoticed, "Access noticed", Group.READING)
def _noticed(fact: events.AccessNoticed) -> Told:
    charts = count(fact.charts, "chart")
    head = f"noticed {_what(fact.concern)} on {fact.day}: {charts}, "
    return say(head, person(fact.person), tone=Tone.ASK)


@tells(events.AccessReviewed, "Access reviewed", Group.READING)
def _reviewed(fact: events.AccessReviewed) -> Told:
    verdict, tone = VERDICTS[fact.verdict]
    head = f"reviewed {_what(fact.concern)} of {fact.day} and {verdict}: "
    return say(head, person(fact.person), words=typed(Reason=fact.words), tone=tone)


@tells(events.AccessReported, "Access report", Group.READING)
def _reported(fact: events.AccessReported) -> Told:
    how = "took away" if fact.format == "csv" else "read"
    rows = count(fact.rows, "line")
    if fact.person is None:
        return say(f"{how} the access report of this patient ({rows})")
    return say(f"{how} the access report of ", person(fact.person), f" ({rows})")


@tells(events.LogKeySucceeded, "Log key", Group.PEOPLE)
def _succeeded(fact: events.LogKeySucceeded) -> Told:
    said = f" after {count(fact.after, 'event')}; the key before signed that"
    return say("began to sign the log with the key ", code(fact.new), said)
