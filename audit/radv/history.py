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
from audit.events import Settlement
from audit.facts import Fact
from audit.models import Event
from audit.tree import Proven

#: Events that bear on what a record proves. Who looked at it stays in the house.
EVIDENTIAL = frozenset(
    {
        "chart-received",
        "chart-version-added",
        "radv-scans-kept",
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

#: Second readings of signed charts, and how differences were settled.
SECOND = frozenset(
    {
        "over-read-completed",
        "over-read-compared",
        "over-read-adjudicated",
        "over-read-answered",
    }
)
#: Texts that left for a language model: endpoint and versions, never text.
MODEL_CALLS = frozenset({"model-asked"})
PLANTED = "seeded-check-planted"
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
    "retrieval",
    "timings",
)
#: Fields that say how long somebody worked.
WORKING_TIMES = frozenset({"seconds", "active"})
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

    def second_on(self, code: str) -> dict[str, str]:
        """Who read a code again and who settled it, when, and what each found."""
        said: dict[str, str] = {}
        for told in self.told:
            fact = told.fact
            if isinstance(fact, events.FindingSettled):
                if fact.how is Settlement.CONFIRMED and code in fact.codes:
                    said |= self._reviewed(told, "confirmed")
            elif isinstance(fact, events.OverReadCompleted):
                there = any(each.code == code for each in fact.codes)
                said |= self._reviewed(told, "agreed" if there else "differed")
            elif isinstance(fact, events.OverReadAdjudicated | events.OverReadAnswered):
                stands = any(each.code == code for each in fact.codes)
                said |= self._adjudicated(told, stands)
        return said

    def _reviewed(self, told: Told, result: str) -> dict[str, str]:
        by = self.who(told.event)
        return {
            "second_reviewer_id": by["id"],
            "second_reviewer_name": by["name"],
            "second_review_at": told.event.content["occurred_at"],
            "second_review_result": result,
        }

    def _adjudicated(self, told: Told, stands: bool) -> dict[str, str]:
        by = self.who(told.event)
        return {
            "adjudicator_id": by["id"],
            "adjudicator_name": by["name"],
            "adjudicated_at": told.event.content["occurred_at"],
            "adjudication": "stands" if stands else "does not stand",
        }

    def decisions(
        self, words: Mapping[str, str], *, times: bool = True
    ) -> list[dict[str, Any]]:
        """Every decision, withdrawal, settlement and signature, oldest first.

        Without ``times`` it says when, and not how long anybody worked.
        """
        kinds = (
            events.OverReadCompleted,
            events.OverReadCompared,
            events.OverReadAdjudicated,
            events.OverReadAnswered,
            events.DecisionMade,
            events.DecisionWithdrawn,
            events.FindingSettled,
            events.CaseFinalised,
            events.CaseReopened,
        )
        held = [t for t in self.told if isinstance(t.fact, kinds)]
        return [self._entry(told, words, times) for told in held]

    def _entry(
        self, told: Told, words: Mapping[str, str], times: bool
    ) -> dict[str, Any]:
        payload = told.fact.to_payload()
        if not times:
            payload = {k: v for k, v in payload.items() if k not in WORKING_TIMES}
        for kind in ("words", "citation"):
            if payload.get(kind) in words:
                payload[f"{kind}_text"] = words[payload[kind]]
        # The whole code sets stand in the exported body itself.
        if "codes" in payload and not isinstance(told.fact, events.FindingSettled):
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
            "model": _model(payload),
            "suggested": suggested[0] if suggested else "not suggested",
            "prompts": _prompts(payload),
        }


def _model(payload: dict[str, Any]) -> Any:
    """How a language model took part; what it cost is nobody's business outside."""
    used = payload.get("model")
    return {k: v for k, v in used.items() if k != "cost"} if used else "none"


def _prompts(payload: dict[str, Any]) -> Any:
    used = payload.get("model")
    return used["prompts"] if used else "none: the offline engine has no prompt"


def evidential(found: Iterable[Event], *, second: bool) -> list[Event]:
    """Those of a chart's events that go into a package; ``second``: over-reads too.

    What was planted to measure attention is no evidence, nor is any event that names
    it, decided on or not. What was signed names none, so it adds up without them.
    """
    wanted = EVIDENTIAL | MODEL_CALLS | (SECOND if second else frozenset())
    rows = list(found)
    planted = {each.content["item"] for each in rows if each.type == PLANTED}
    return [each for each in rows if each.type in wanted and not planted & _items(each)]


def _items(event: Event) -> set[str]:
    """The items that an event is about."""
    body = event.content
    return {body.get("item", ""), *body.get("items", ())}
