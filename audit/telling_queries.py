"""How questions to providers are told: asked, sent, answered, closed.

Owns the wording of these tellers; the words of a query are fetched from the vault by
whoever may read them. Must not import Django.
"""

from __future__ import annotations

from audit import events
from audit.phrases import (
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

OUTCOMES = {
    "option": "one of the options",
    "other": "something else",
    "undetermined": "that it cannot be determined",
    "open": "in the provider's own words",
}


def _about(topic: str) -> str:
    return "present on admission" if topic == "poa" else plain(topic)


@tells(events.QueryDrafted, "Query drafted", Group.QUERIES)
def _drafted(fact: events.QueryDrafted) -> Told:
    did = "changed" if fact.origin == "edit" else "drafted"
    return say(
        f"{did} a query to the provider about {_about(fact.topic)}",
        words=typed(Query=fact.content),
    )


@tells(events.QuerySent, "Query sent", Group.QUERIES)
def _sent(fact: events.QuerySent) -> Told:
    quoted = count(len(fact.indicators), "indicator")
    return say(
        f"sent a query to the provider about {_about(fact.topic)}, due {fact.due[:10]}",
        tone=Tone.ASK,
        details=(detail("Content", f"{quoted}, {count(fact.options, 'option')}"),),
        words=typed(Query=fact.content),
    )


@tells(events.QueryAnswered, "Query answered", Group.QUERIES)
def _answered(fact: events.QueryAnswered) -> Told:
    days = fact.seconds // 86_400
    took = count(days, "day") if days else count(fact.seconds // 3600, "hour")
    late = ", late" if fact.late else ""
    return say(
        f"entered the provider's answer about {_about(fact.topic)}:"
        f" {OUTCOMES.get(fact.outcome, plain(fact.outcome))}, after {took}{late}",
        tone=Tone.YES,
        details=(
            detail(
                "Addendum",
                code(fact.document[:12]),
                f" in version {fact.version}, signed by {plain(fact.author_role)}"
                f" on {fact.signed_on}",
            ),
        ),
        words=typed(Answer=fact.answer),
    )


@tells(events.QueryClosed, "Query closed", Group.QUERIES)
def _closed(fact: events.QueryClosed) -> Told:
    return say(f"closed the query about {_about(fact.topic)}", tone=Tone.YES)


@tells(events.QueryWithdrawn, "Query withdrawn", Group.QUERIES)
def _withdrawn(fact: events.QueryWithdrawn) -> Told:
    return say(
        f"withdrew the query about {_about(fact.topic)}", words=typed(Reason=fact.words)
    )


@tells(events.QueryEscalated, "Query escalated", Group.QUERIES)
def _escalated(fact: events.QueryEscalated) -> Told:
    return say(
        f"escalated the query about {_about(fact.topic)}: no answer by {fact.due[:10]}",
        tone=Tone.NO,
    )


@tells(events.QueryExpired, "Query ran out", Group.QUERIES)
def _expired(fact: events.QueryExpired) -> Told:
    return say(
        f"gave up the query about {_about(fact.topic)}: nobody answered", tone=Tone.NO
    )


@tells(events.QueryCopied, "Query copied", Group.QUERIES)
def _copied(fact: events.QueryCopied) -> Told:
    return say(
        f"took a copy of a query, with the patient's name, as {plain(fact.form)}",
        tone=Tone.ASK,
        details=(detail("Copy", code(fact.copy[:12])),),
    )
