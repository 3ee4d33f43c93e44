"""What may happen to a provider query, as data: one table of verbs, states and targets.

Owns the states of a query and its transitions. Who may do it, and in which state of the
case, is ``review.states``; both have to agree. Pure: no Django, no database.

``python -m review.querystates`` prints the diagram page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from review.verbs import Verb


class QueryState(StrEnum):
    """Where a query stands. The chart waits while one is sent or escalated."""

    DRAFT = "draft"
    SENT = "sent"
    ESCALATED = "escalated"
    ANSWERED = "answered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"

    @property
    def tone(self) -> str:
        return _TONES.get(self, "")


_TONES = {
    QueryState.SENT: "accent",
    QueryState.ESCALATED: "no",
    QueryState.ANSWERED: "ask",
    QueryState.CLOSED: "yes",
}

#: The chart is on hold while a query is in one of these.
WAITING = frozenset({QueryState.SENT, QueryState.ESCALATED})
#: Somebody still has to do something.
UNFINISHED = WAITING | {QueryState.DRAFT, QueryState.ANSWERED}


#: How long a provider has, by setting; once more as long after it was escalated.
DUE: Mapping[str, timedelta] = {
    "inpatient": timedelta(days=2),
    "emergency": timedelta(days=3),
    "outpatient": timedelta(days=7),
    "telehealth": timedelta(days=7),
}


class Topic(StrEnum):
    """What a query is about; the queue of CDI specialists is sorted by it."""

    SPECIFICITY = "specificity"
    CONFLICT = "conflict"
    CLINICAL_VALIDITY = "clinical_validity"
    POA = "poa"

    @property
    def label(self) -> str:
        return {
            "specificity": "specificity",
            "conflict": "conflicting documentation",
            "clinical_validity": "clinical validity",
            "poa": "present on admission",
        }[self.value]


class Outcome(StrEnum):
    """What the provider chose; which option it was stays in the vault."""

    OPTION = "option"
    OTHER = "other"
    UNDETERMINED = "undetermined"
    OPEN = "open"

    @property
    def label(self) -> str:
        return {
            "option": "one of the options",
            "other": "something else",
            "undetermined": "unable to determine",
            "open": "in own words",
        }[self.value]


@dataclass(frozen=True, slots=True)
class QueryTransition:
    """One row: from ``sources`` a query goes to ``target`` by ``verb``."""

    verb: Verb
    sources: frozenset[QueryState]
    target: QueryState


_DRAFT = frozenset({QueryState.DRAFT})

TABLE: tuple[QueryTransition, ...] = (
    QueryTransition(Verb.EDIT_QUERY, _DRAFT, QueryState.DRAFT),
    QueryTransition(Verb.SEND_QUERY, _DRAFT, QueryState.SENT),
    QueryTransition(Verb.ANSWER_QUERY, WAITING, QueryState.ANSWERED),
    QueryTransition(
        Verb.CLOSE_QUERY, frozenset({QueryState.ANSWERED}), QueryState.CLOSED
    ),
    QueryTransition(Verb.WITHDRAW_QUERY, _DRAFT | WAITING, QueryState.WITHDRAWN),
    QueryTransition(
        Verb.ESCALATE_QUERY, frozenset({QueryState.SENT}), QueryState.ESCALATED
    ),
    QueryTransition(
        Verb.EXPIRE_QUERY, frozenset({QueryState.ESCALATED}), QueryState.EXPIRED
    ),
)

BY_VERB: dict[Verb, QueryTransition] = {row.verb: row for row in TABLE}

_REASONS = {
    QueryState.DRAFT: "The query has not been sent yet.",
    QueryState.SENT: "The query has been sent and waits for its answer.",
    QueryState.ESCALATED: "The query is overdue and waits for its answer.",
    QueryState.ANSWERED: "The query has been answered.",
    QueryState.CLOSED: "The query is closed.",
    QueryState.WITHDRAWN: "The query was withdrawn.",
    QueryState.EXPIRED: "The query ran out without an answer.",
}


def why_not_in(verb: Verb, state: QueryState) -> str | None:
    """Why ``verb`` makes no sense for a query in ``state``, or None."""
    return None if state in BY_VERB[verb].sources else _REASONS[state]


def page() -> str:
    """The whole of ``docs/query-states.md``."""
    arrows = "\n".join(
        f"    {source} --> {row.target}: {row.verb}"
        for row in TABLE
        for source in QueryState
        if source in row.sources
    )
    rows = "".join(
        f"| {row.verb.replace('_', ' ')} |"
        f" {', '.join(s for s in QueryState if s in row.sources)} | {row.target} |\n"
        for row in TABLE
    )
    return (
        "# States of a provider query\n\nWritten by `python -m review.querystates` from"
        " its transition table; do not edit. Who may do what is in"
        " [states](states.md).\n\n"
        f"```mermaid\nstateDiagram-v2\n    [*] --> draft: ask\n{arrows}\n```\n\n"
        f"| verb | from | to |\n|---|---|---|\n{rows}"
    )


if __name__ == "__main__":
    print(page(), end="")
