"""What may happen to a case, as data: one table of verbs, states and roles.

Owns the enumerations of the people side and the transition table. Guards, buttons and
the diagram in ``docs/states.md`` are read from the table; nothing else may decide who
can do what in which state. Pure: no Django, no database.

``python -m review.states`` prints the diagram page.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from review.verbs import Verb as Verb


class Role(StrEnum):
    """What a person is here to do; people may hold several at once."""

    CODER = "coder"
    SENIOR_CODER = "senior_coder"
    CDI_SPECIALIST = "cdi_specialist"
    SUPERVISOR = "supervisor"
    COMPLIANCE = "compliance"
    ADMIN = "admin"

    @property
    def label(self) -> str:
        return {"cdi_specialist": "CDI specialist"}.get(
            self.value, self.value.replace("_", " ")
        )


class State(StrEnum):
    """Where a case stands. ``exception`` waits for something people cannot decide."""

    OPEN = "open"
    CLAIMED = "claimed"
    HELD = "held"
    FINALISED = "finalised"
    REOPENED = "reopened"
    EXCEPTION = "exception"

    @property
    def label(self) -> str:
        return {
            "open": "waiting",
            "claimed": "being reviewed",
            "held": "on hold",
        }.get(self.value, self.value)


class Lane(StrEnum):
    """Which way the routing policy sent a case."""

    REVIEW = "review"
    FAST_LANE = "fast_lane"
    STRAIGHT_THROUGH = "straight_through"
    EXCEPTION = "exception"

    @property
    def label(self) -> str:
        return {"exception": "exceptions"}.get(self.value, self.value.replace("_", " "))


class Origin(StrEnum):
    """Who put an item on a case."""

    MACHINE = "machine"
    CODER = "coder"
    BILLED = "billed"
    SEEDED = "seeded"

    @property
    def label(self) -> str:
        return {
            "machine": "suggested",
            "coder": "added by a coder",
            "billed": "already billed",
            "seeded": "suggested",
        }[self.value]


class Kind(StrEnum):
    """What a decision says. ``withdraw`` takes an earlier decision back."""

    ACCEPT = "accept"
    MODIFY = "modify"
    REJECT = "reject"
    ADD = "add"
    # At a glance, in the fast lane: never mixed up with a code that was accepted.
    ATTESTED = "attested"
    WITHDRAW = "withdraw"

    @property
    def label(self) -> str:
        return {
            "accept": "accepted",
            "modify": "modified",
            "reject": "rejected",
            "add": "added",
            "attested": "attested",
            "withdraw": "withdrawn",
        }[self.value]


class Settling(StrEnum):
    """How a finding was settled."""

    ACKNOWLEDGE = "acknowledge"
    CONFIRM = "confirm"
    OVERRIDE = "override"

    @property
    def label(self) -> str:
        return {
            "acknowledge": "acknowledged",
            "confirm": "confirmed by a second coder",
            "override": "overridden",
        }[self.value]


class Axis(StrEnum):
    """The two questions a reason answers: what was wrong, and why."""

    WHAT = "what"
    WHY = "why"

    @property
    def label(self) -> str:
        return {"what": "What was wrong", "why": "Why"}[self.value]


ANYWHERE = frozenset(State)
NOBODY: frozenset[Role] = frozenset()
CODERS = frozenset({Role.CODER, Role.SENIOR_CODER})
SENIORS = frozenset({Role.SENIOR_CODER})
OVERSEERS = frozenset({Role.SUPERVISOR, Role.COMPLIANCE})
READERS = frozenset(Role) - {Role.ADMIN}
ASKERS = CODERS | {Role.CDI_SPECIALIST}


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table.

    No ``roles``: only the system may. No ``target``: the case stays where it is. No
    ``sources``: not about a case at all. ``holder``: only who holds the claim.
    ``credential``: only with a credential that the policy accepts for the setting.
    ``unclaimed``: not while somebody else holds the claim.
    """

    verb: Verb
    roles: frozenset[Role]
    sources: frozenset[State] = frozenset()
    target: State | None = None
    holder: bool = False
    credential: bool = False
    unclaimed: bool = False

    def leads_to(self, state: State) -> State:
        """The state a case in ``state`` is in afterwards."""
        return self.target or state


_CLAIMED = frozenset({State.CLAIMED})
_WAITING = frozenset({State.OPEN, State.REOPENED})
_UNSIGNED = _WAITING | _CLAIMED | {State.HELD}
# A chart can be put back to the exceptions while a query is out.
_WITH_QUERY = _UNSIGNED | {State.EXCEPTION}


def _decide(verb: Verb) -> Transition:
    return Transition(verb, CODERS, _CLAIMED, holder=True, credential=True)


TABLE: tuple[Transition, ...] = (
    Transition(
        Verb.ROUTE, NOBODY, frozenset({State.OPEN, State.EXCEPTION}), State.OPEN
    ),
    Transition(
        Verb.SET_ASIDE,
        NOBODY,
        frozenset({State.OPEN, State.EXCEPTION}),
        State.EXCEPTION,
    ),
    Transition(Verb.AMEND, NOBODY, frozenset({State.FINALISED}), State.REOPENED),
    Transition(Verb.EXPIRE, NOBODY, _CLAIMED, State.OPEN),
    Transition(Verb.VIEW, READERS, ANYWHERE),
    Transition(Verb.CLAIM, CODERS, _WAITING, State.CLAIMED, credential=True),
    Transition(Verb.RENEW, CODERS, _CLAIMED, holder=True),
    Transition(Verb.GIVE_BACK, CODERS, _CLAIMED, State.OPEN, holder=True),
    Transition(Verb.ASSIGN, frozenset({Role.SUPERVISOR})),
    Transition(Verb.SEE_TEAM, SENIORS | {Role.SUPERVISOR}),
    Transition(Verb.TAKE_OVER, SENIORS, _CLAIMED, credential=True),
    _decide(Verb.ACCEPT),
    _decide(Verb.MODIFY),
    _decide(Verb.REJECT),
    _decide(Verb.ADD),
    _decide(Verb.UNDO),
    _decide(Verb.REORDER),
    _decide(Verb.SAY_POA),
    Transition(Verb.COMMENT, ASKERS | {Role.SUPERVISOR}, ANYWHERE),
    Transition(Verb.DRAFT_HOUSE_NOTE, ASKERS),
    Transition(Verb.APPROVE_HOUSE_NOTE, SENIORS),
    _decide(Verb.SETTLE),
    _decide(Verb.DISCLOSE),
    _decide(Verb.SHOW_SUGGESTIONS),
    # A second pair of eyes is useless if it has to take the chart away first.
    Transition(Verb.CONFIRM, CODERS, _CLAIMED, credential=True),
    Transition(Verb.OVERRIDE, SENIORS, _CLAIMED, credential=True),
    Transition(Verb.HOLD, CODERS, _CLAIMED, State.HELD, holder=True),
    Transition(
        Verb.RESUME,
        CODERS | {Role.SUPERVISOR},
        frozenset({State.HELD}),
        State.OPEN,
    ),
    _decide(Verb.ATTEST),
    _decide(Verb.DOUBT),
    # What it waited for is there.
    Transition(Verb.RELEASE, NOBODY, frozenset({State.HELD}), State.OPEN),
    Transition(
        Verb.FINALISE,
        CODERS,
        _CLAIMED,
        State.FINALISED,
        holder=True,
        credential=True,
    ),
    Transition(Verb.REOPEN, SENIORS, frozenset({State.FINALISED}), State.REOPENED),
    # Queries: what a query itself allows is in review.querystates.
    Transition(Verb.ASK, ASKERS, _UNSIGNED),
    Transition(Verb.EDIT_QUERY, ASKERS, _UNSIGNED),
    # The chart waits for the answer, so nobody may be at work on it but the asker.
    Transition(Verb.SEND_QUERY, ASKERS, _UNSIGNED, State.HELD, unclaimed=True),
    Transition(Verb.ANSWER_QUERY, ASKERS, _WITH_QUERY),
    Transition(Verb.CLOSE_QUERY, ASKERS, _WITH_QUERY),
    Transition(Verb.WITHDRAW_QUERY, ASKERS | {Role.SUPERVISOR}, _WITH_QUERY),
    Transition(Verb.ESCALATE_QUERY, NOBODY, _WITH_QUERY),
    Transition(Verb.EXPIRE_QUERY, NOBODY, _WITH_QUERY),
    Transition(Verb.SEE_OWN_WORK, CODERS),
    Transition(Verb.COPY_QUERY, ASKERS, ANYWHERE),
    Transition(Verb.SEE_QUERIES, ASKERS | {Role.SUPERVISOR}),
    Transition(Verb.REVEAL_IDENTITY, READERS - {Role.SUPERVISOR}, ANYWHERE),
    Transition(Verb.SEE_TRAIL, frozenset({Role.COMPLIANCE})),
    Transition(Verb.INTAKE, CODERS | {Role.ADMIN}),
    Transition(Verb.SEE_CODE_BOOK, frozenset(Role)),
    Transition(Verb.MANAGE_PEOPLE, frozenset({Role.ADMIN})),
    Transition(Verb.MANAGE_REASONS, frozenset({Role.SUPERVISOR, Role.ADMIN})),
    Transition(Verb.MANAGE_POLICY, frozenset({Role.SUPERVISOR})),
    Transition(Verb.APPROVE_POLICY, OVERSEERS),
    Transition(Verb.SWITCH_OFF, OVERSEERS),
    Transition(Verb.SEE_FIGURES, OVERSEERS),
    Transition(Verb.SETTLE_DRIFT, frozenset({Role.SUPERVISOR})),
    # They hold money and names: nobody who codes.
    Transition(Verb.IMPORT_REMITTANCES, OVERSEERS),
    Transition(Verb.MANAGE_PROFILES, frozenset({Role.SUPERVISOR})),
    Transition(Verb.EXPORT_FEEDBACK, frozenset({Role.COMPLIANCE})),
    Transition(Verb.EXPORT_TEXT, frozenset({Role.COMPLIANCE})),
    Transition(Verb.MANAGE_RELEASES, frozenset({Role.ADMIN})),
    Transition(Verb.MANAGE_ENGINES, frozenset({Role.ADMIN})),
    Transition(Verb.RADV, frozenset({Role.COMPLIANCE})),
    Transition(Verb.OVERSEE, frozenset({Role.COMPLIANCE})),
    Transition(Verb.RETAIN, frozenset({Role.COMPLIANCE})),
    # Over-reads have stages of their own: review.overreading.
    Transition(Verb.OVER_READ, CODERS),
    Transition(Verb.SEE_OVER_READS, CODERS | {Role.SUPERVISOR, Role.COMPLIANCE}),
    Transition(Verb.ADJUDICATE, SENIORS),
    Transition(Verb.REBUT, CODERS),
    Transition(Verb.DRAW_SAMPLES, frozenset({Role.SUPERVISOR})),
    Transition(Verb.SEE_CODERS, frozenset({Role.SUPERVISOR})),
    Transition(Verb.MANAGE_CHECKS, frozenset({Role.SUPERVISOR})),
    Transition(Verb.CO_SIGN_CHECKS, frozenset({Role.COMPLIANCE})),
    Transition(Verb.ASSIGN_EDUCATION, frozenset({Role.SUPERVISOR})),
)

BY_VERB: dict[Verb, Transition] = {row.verb: row for row in TABLE}


def why_not_in(verb: Verb, state: State) -> str | None:
    """Why ``verb`` makes no sense for a case in ``state``, or None."""
    row = BY_VERB[verb]
    if not row.sources or state in row.sources:
        return None
    return _STATE_REASONS[state]


_STATE_REASONS = {
    State.OPEN: "Take the chart first: nobody holds it yet.",
    State.CLAIMED: "The chart is already being reviewed.",
    State.HELD: "The chart is on hold.",
    State.FINALISED: "The chart is signed.",
    State.REOPENED: "Take the chart first: it was reopened and nobody holds it yet.",
    State.EXCEPTION: "The chart waits as an exception and cannot be worked on yet.",
}


def diagram() -> str:
    """The table as a Mermaid state diagram, every arrow with its verb."""
    lines = [
        "stateDiagram-v2",
        "    [*] --> open: route",
        "    [*] --> exception: route",
    ]
    for row in TABLE:
        if row.target is None:
            continue
        lines += [
            f"    {source} --> {row.target}: {row.verb}"
            for source in sorted(row.sources)
        ]
    return "\n".join(lines)


def page() -> str:
    """The whole of ``docs/states.md``."""
    head = "| verb | who | from | to | holds the claim | credential |\n" + (
        "|---|---|---|---|---|---|\n"
    )
    rows = "".join(_table_row(row) for row in TABLE)
    return (
        "# States of a case\n\nWritten by `python -m review.states` from the one"
        " transition table; do not edit.\n\n"
        f"```mermaid\n{diagram()}\n```\n\n{head}{rows}"
    )


def _table_row(row: Transition) -> str:
    who = ", ".join(role.label for role in Role if role in row.roles) or "system"
    sources = ", ".join(s for s in State if s in row.sources) or "–"
    if row.sources == ANYWHERE:
        sources = "any"
    cells = (
        row.verb.replace("_", " "),
        who,
        sources,
        row.target or "–",
        "yes" if row.holder else "",
        "yes" if row.credential else "",
    )
    return "| " + " | ".join(cells) + " |\n"


if __name__ == "__main__":
    print(page(), end="")
