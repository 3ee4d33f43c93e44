"""What the log tells of a chart: who decided what, and what the machine had said.

Owns reading the events of one chart up to a checkpoint. Names of people are the
caller's to give. Repeats no word that a person typed unless the vault is asked for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from audit import events, merkle
from audit.facts import Fact
from audit.models import Event
from audit.tree import Proven

#: Events that bear on what a record proves. Who looked at it stays in the house.
EVIDENTIAL = frozenset(
    {
        "chart-received",
        "chart-version-added",
        "chart-coded",
        "case-routed",
        "decision-made",
        "decision-withdrawn",
        "items-reordered",
        "finding-settled",
        "case-finalised",
        "case-reopened",
    }
)

#: Calls of a language model: endpoint, versions and hashes, never text.
MODEL_CALLS = frozenset({"model-called", "model-answered", "model-call"})
_MACHINE = (
    "run",
    "engine",
    "engine_version",
    "profile",
    "release",
    "release_sha256",
    "result",
    "approximate",
    "provisional",
    "excluded",
    "findings",
    "gaps",
    "hcc_maps",
    "timings",
)
Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Told:
    """An event with its place in the log."""

    event: Event
    proven: Proven

    @property
    def fact(self) -> Fact:
        return self.event.fact

    @property
    def hash(self) -> str:
        return merkle.leaf_hash(bytes(self.event.body)).hex()


class History:
    """The story of one chart, as far as the checkpoint proves it."""

    def __init__(
        self, found: Sequence[Event], proofs: Mapping[int, Proven], labels: Labels
    ) -> None:
        self.told = [Told(e, proofs[e.pk]) for e in found if e.pk in proofs]
        self.labels = labels

    @cached_property
    def signed(self) -> Told | None:
        """The last signature of the chart."""
        rows = [t for t in self.told if isinstance(t.fact, events.CaseFinalised)]
        return rows[-1] if rows else None

    @cached_property
    def coded(self) -> Told | None:
        """The last live run of the engine before that signature."""
        last = self.signed.event.pk if self.signed else None
        rows = [
            t
            for t in self.told
            if isinstance(t.fact, events.ChartCoded) and t.fact.purpose == "live"
            if last is None or t.event.pk < last
        ]
        return rows[-1] if rows else None

    def decision_on(self, code: str) -> Told | None:
        """The decision that put a code where it stands, withdrawn ones left out."""
        gone = {
            t.fact.withdraws
            for t in self.told
            if isinstance(t.fact, events.DecisionWithdrawn)
        }
        rows = [
            t
            for t in self.told
            if isinstance(t.fact, events.DecisionMade)
            and t.fact.decision not in gone
            and (t.fact.final_code or t.fact.code) == code
        ]
        return rows[-1] if rows else None

    def decisions(self, words: Mapping[str, str]) -> list[dict[str, Any]]:
        """Every decision, withdrawal, settlement and signature, oldest first."""
        kinds = (
            events.DecisionMade,
            events.DecisionWithdrawn,
            events.FindingSettled,
            events.CaseFinalised,
            events.CaseReopened,
        )
        return [self._entry(t, words) for t in self.told if isinstance(t.fact, kinds)]

    def _entry(self, told: Told, words: Mapping[str, str]) -> dict[str, Any]:
        payload = told.fact.to_payload()
        for kind in ("words", "citation"):
            if payload.get(kind) in words:
                payload[f"{kind}_text"] = words[payload[kind]]
        # The whole code sets stand in the exported body itself.
        if isinstance(told.fact, events.CaseFinalised):
            payload["codes"] = [each["code"] for each in payload["codes"]]
        return {
            "event": told.event.pk,
            "leaf": told.proven.index,
            "leaf_hash": told.hash,
            "type": told.event.type,
            "occurred_at": told.event.content["occurred_at"],
            "by": self.who(told.event),
            **payload,
        }

    def who(self, event: Event) -> dict[str, str]:
        actor = event.content["actor"]
        return {**actor, "name": self.labels.get(actor["id"], "")}

    def provenance(self, code: str) -> dict[str, Any]:
        """What the machine said of a code, with what it weighed and left out."""
        if self.coded is None:
            return {"machine": "no run of the engine is in the log"}
        payload = self.coded.fact.to_payload()
        suggested = [each for each in payload["codes"] if each["code"] == code]
        return {
            "event": self.coded.event.pk,
            "leaf": self.coded.proven.index,
            **{name: payload[name] for name in _MACHINE if name in payload},
            "suggested": suggested[0] if suggested else "not suggested",
            "prompts": self._prompts(payload["engine"]),
        }

    def _prompts(self, engine: str) -> Any:
        """Calls of a language model with the hashes of their prompts, if any."""
        calls = [t.fact.to_payload() for t in self.told if t.event.type in MODEL_CALLS]
        if calls:
            return calls
        offline = engine == "knowledge"
        return "none: the offline engine has no prompt" if offline else "not in the log"


def evidential(found: Iterable[Event]) -> list[Event]:
    """Those of a chart's events that go into a package."""
    wanted = EVIDENTIAL | MODEL_CALLS
    return [each for each in found if each.type in wanted]
