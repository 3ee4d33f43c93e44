"""The page of policy: what is in force, drafts beside it, and the history.

Owns the wording. Words that people typed are fetched from the vault by their sha256.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from audit import people, vault
from review import permissions, unread
from review.models import PolicyDraft, PolicyVersion, User
from review.presenters import tables
from review.presenters.tables import Cell, Column, Table
from review.radv import gate
from review.refusals import clock
from review.routing import PARTS, RoutingPolicy
from review.states import Verb

NAMES = {
    "default": "Every code",
    "hcc_bearing": "HCC-bearing codes",
    "high_risk": "High-risk codes",
    "share": "Share drawn for full review",
    "never_auto": "Always reviewed",
    "straight_through": "Straight-through for",
    "straight_through_at": "Confidence for straight-through",
    "switched_off": "Switched off",
}

GATES = {
    gate.GATE: "Preflight stops a signature",
    unread.EVERY_DOCUMENT: "Every document opened before signing",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One setting of a policy, and what it was before where that differs."""

    name: str
    value: str
    before: str = ""

    def __str__(self) -> str:
        was = f"{self.before} → " if self.before else ""
        return f"{self.name}: {was}{self.value}"


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as the page shows it; an act that is refused says why."""

    row: PolicyDraft
    rules: Sequence[Rule]
    figures: Mapping[str, Any]
    by: str
    at: str
    words: str
    needs_two: bool
    supervisor: str
    compliance: str
    why_not_activate: str
    why_not_approve: str


@dataclass(frozen=True, slots=True)
class Change:
    """One version in the history: who, when, why, what."""

    number: int
    by: str
    at: Cell
    words: str
    rules: Sequence[Rule]
    draft: str


def rules(policy: RoutingPolicy, before: RoutingPolicy | None = None) -> list[Rule]:
    """The settings of a policy; only what changed where there is one before."""
    now, then = policy.as_plain(), before.as_plain() if before else {}
    return [
        Rule(label, _said(name, now[name]), _said(name, then[name]) if before else "")
        for name, label in NAMES.items()
        if before is None or now[name] != then[name]
    ]


def _gates(now: Mapping[str, Any], then: Mapping[str, Any]) -> Iterator[Rule]:
    """What signing waits for, where that changed."""
    for name, label in GATES.items():
        is_on, was_on = bool(now.get(name)), bool(then.get(name))
        if is_on != was_on:
            yield Rule(label, "yes" if is_on else "no", "yes" if was_on else "no")


def _said(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value / PARTS:.2f}" if name != "share" else f"{value / 100:g}%"
    said = [" / ".join(each) if isinstance(each, list) else each for each in value]
    return ", ".join(said) or "none"


def draft(
    row: PolicyDraft, version: PolicyVersion, now: RoutingPolicy, user: User
) -> Draft:
    """A draft against the policy in force."""
    wanted = RoutingPolicy.from_plain(row.routing)
    return Draft(
        row,
        rules(wanted, now) or [Rule("Nothing", "differs from the policy in force")],
        row.outlook,
        row.made_by.label,
        clock(row.made_at),
        typed(row.reason_sha256),
        bool(wanted.straight_through),
        row.supervisor.label if row.supervisor else "",
        row.compliance.label if row.compliance else "",
        _why_not_activate(row, version, wanted, user),
        _why_not_approve(row, wanted, user),
    )


def _why_not_activate(
    row: PolicyDraft, version: PolicyVersion, wanted: RoutingPolicy, user: User
) -> str:
    reason = permissions.why_not_at(user, Verb.MANAGE_POLICY)
    if reason:
        return reason
    if row.based_on_id != version.pk:
        return "The policy was changed since; make the draft again."
    if wanted.straight_through and not (row.supervisor and row.compliance):
        return "A supervisor and a compliance officer must both agree first."
    return ""


def _why_not_approve(row: PolicyDraft, wanted: RoutingPolicy, user: User) -> str:
    reason = permissions.why_not_at(user, Verb.APPROVE_POLICY)
    if reason:
        return reason
    if user in (row.supervisor, row.compliance):
        return "You agreed already; it takes a second person."
    return ""


def history(versions: Iterable[PolicyVersion]) -> list[Change]:
    """Versions newest first, each with what it changed."""
    rows = list(versions)
    names = people.labels([str(row.made_by) for row in rows if row.made_by])
    earlier = [*rows[1:], None]
    return [
        _change(row, before, names) for row, before in zip(rows, earlier, strict=True)
    ]


def _change(
    row: PolicyVersion, before: PolicyVersion | None, names: Mapping[str, str]
) -> Change:
    now = RoutingPolicy.from_plain(row.routing)
    then = RoutingPolicy.from_plain(before.routing) if before else None
    drafted = getattr(row, "draft", None)
    return Change(
        row.number,
        _by(row.made_by, names),
        tables.moment(row.active_from),
        typed(row.reason_sha256),
        [*rules(now, then), *_gates(row.gates, before.gates)]
        if then and before
        else [],
        drafted.name if drafted else "",
    )


def history_table(changes: Iterable[Change]) -> Table:
    """The editions for a spreadsheet, newest first."""
    names = ("When", "Who", "What changed", "Why", "From the draft")
    return Table(
        "history",
        "Who changed what",
        (Column("Version"), *(Column(name, num=False) for name in names)),
        [
            [
                tables.number(change.number),
                change.at,
                tables.words(change.by),
                tables.words("; ".join(map(str, change.rules)) or "the first policy"),
                tables.words(change.words),
                tables.words(change.draft),
            ]
            for change in changes
        ],
        csv_url="?csv=history",
    )


def _by(maker: UUID | None, names: Mapping[str, str]) -> str:
    return names.get(str(maker), people.short(str(maker))) if maker else "the set-up"


def typed(sha256: str) -> str:
    """What a person typed, or that it cannot be read any more."""
    if not sha256:
        return ""
    try:
        return vault.get_text(sha256)
    except vault.VaultError:
        return "(the words cannot be read)"
