"""An engine that asks a model, as ``evaluate`` runs it: patient, resumable, counted.

Owns the tries of one note where somebody waits at a terminal, what stands when they
fail, the figures of the model's part, and the file by which a long run goes on where it
ended. A note whose model gave no answer is measured as knowledge coded it and counted;
it is not kept in the file, so the next run asks again.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from audit.masking import NOBODY, Identifiers
from coding.chartfiles import Gold
from coding.evaluation import Measured
from coding.llm import engine as llm
from coding.llm.endpoints import MILLION, Endpoint
from coding.llm.engine import Modelled
from coding.llm.faults import Fault, Kind
from coding.llm.gate import Gate
from coding.llm.prompts import BOTH
from coding.pipeline import code
from coding.scoring import GapKey, Judged, Scored, wilson
from coding.values import CodedNote, ModelUse, Note

TRIES = 3
#: Seconds between tries; a server may ask for more, up to the last.
RESTS, LONGEST = (1.0, 5.0), 60.0
FORMAT = 1


class OtherRun(ValueError):  # noqa: N818  reads better where it is caught
    """The file was begun with another engine, model, release or prompt."""


@dataclass(frozen=True, slots=True)
class Patient:
    """Codes notes with a model; where it stays silent, knowledge's answer stands.

    ``who`` are the identifiers to take out, by the sha256 of a note's first document.
    """

    modelled: Modelled
    endpoint: Endpoint
    seconds: float = 600
    who: Mapping[str, Identifiers] = field(default_factory=dict)

    def __call__(self, note: Note) -> CodedNote:
        fault = Kind.NOT_CONFIGURED
        for attempt in range(TRIES):
            try:
                with Gate(self.endpoint, seconds=self.seconds) as gate:
                    return llm.code(note, self.modelled, gate, self._who(note))
            except Fault as met:
                fault = met.kind
                if not met.kind.is_passing or attempt == TRIES - 1:
                    break
                rest = max(RESTS[min(attempt, len(RESTS) - 1)], met.wait or 0.0)
                time.sleep(min(rest, LONGEST))
        return self._silent(note, fault)

    def _who(self, note: Note) -> Identifiers:
        first = note.documents[0].sha256 if note.documents else ""
        return self.who.get(first, NOBODY)

    def _silent(self, note: Note, fault: Kind) -> CodedNote:
        coded = code(note, self.modelled.engine)
        one = self.endpoint
        use = ModelUse(one.name, one.host, one.model, silent=fault.value)
        return replace(coded, model=use)


def figures(measured: Iterable[Measured]) -> dict[str, Any] | None:
    """What the model took and what was refused of it, over all notes."""
    uses = [one.model for one in measured if one.model is not None]
    if not uses:
        return None
    answered = [use for use in uses if not use.silent]
    calls = sum(use.calls for use in answered)
    waited = sum(use.microseconds for use in answered) / 1e6
    sent = sum(use.sent for use in answered)
    mentions = sum(use.mentions for use in answered)
    refused: Counter[str] = Counter()
    for use in answered:
        refused.update(dict(use.refused))
    known = wilson(sent, mentions)
    return {
        "model": uses[0].model,
        "host": uses[0].host,
        "prompts": {one.name: one.sha256 for one in BOTH},
        "answered": len(answered),
        "silent": dict(Counter(use.silent for use in uses if use.silent)),
        "mentions": mentions,
        "sent": sent,
        "share_sent": round(sent / mentions, 4) if mentions else 0.0,
        "share_sent_interval": [round(known.low, 4), round(known.high, 4)],
        "calls": calls,
        "tokens_in": sum(use.tokens_in for use in answered),
        "tokens_out": sum(use.tokens_out for use in answered),
        "cost": round(sum(use.cost for use in answered) / MILLION, 6),
        "seconds_per_call": round(waited / calls, 3) if calls else 0.0,
        "seconds_per_note": round(waited / len(answered), 3) if answered else 0.0,
        "quotes": sum(use.quotes for use in answered),
        "codes": sum(use.codes for use in answered),
        "refused": dict(refused),
    }


# Going on where a run ended


class Kept:
    """The notes measured so far, one line each; the file holds no text of a note."""

    def __init__(self, path: Path, run: dict[str, Any]) -> None:
        self.path, self._run = path, {"format": FORMAT, **run}
        self._held = self._read() if path.exists() else {}

    def __len__(self) -> int:
        return len(self._held)

    def get(self, note: Note, gold: Gold) -> Measured | None:
        return self._held.get(key(note, gold))

    def keep(self, note: Note, gold: Gold, one: Measured) -> None:
        """Writes a note's line at once: whatever ends the run, it is there."""
        if one.model is not None and one.model.silent:
            return
        fresh = not self.path.exists()
        with self.path.open("a") as file:
            if fresh:
                file.write(json.dumps(self._run) + "\n")
            row = {"key": key(note, gold), "measured": _plain(one)}
            file.write(json.dumps(row) + "\n")

    def _read(self) -> dict[str, Measured]:
        first, *rows = self.path.read_text().splitlines() or [""]
        try:
            begun = json.loads(first)
        except ValueError:
            begun = None
        if begun != self._run:
            raise OtherRun(str(self.path))
        return dict(_measured(rows))


def key(note: Note, gold: Gold) -> str:
    """Names a note with its gold, so that a changed chart is measured again."""
    told = (
        [one.sha256 for one in note.documents],
        repr(note.facts),
        [one.code for one in gold.codes],
    )
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _measured(rows: Iterable[str]) -> Iterator[tuple[str, Measured]]:
    for row in rows:
        try:
            plain = json.loads(row)
        except ValueError:
            continue  # the last line of a run that was killed
        yield plain["key"], _of(plain["measured"])


def _plain(one: Measured) -> dict[str, Any]:
    judged = one.judged
    return {
        "seconds": one.seconds,
        "cpu": one.cpu,
        "fabricated": one.fabricated,
        "unverifiable": one.unverifiable,
        "model": asdict(one.model) if one.model else None,
        "gold": sorted(judged.gold),
        "suggested": [(each.code, each.confidence) for each in judged.suggested],
        "ranked": [(each.code, each.confidence) for each in judged.ranked],
        "gold_excluded": dict(judged.gold_excluded),
        "excluded": dict(judged.excluded),
        "gold_gaps": sorted((gap.kind, gap.code) for gap in judged.gold_gaps),
        "gaps": sorted((gap.kind, gap.code) for gap in judged.gaps),
    }


def _of(plain: dict[str, Any]) -> Measured:
    model = plain["model"]
    if model is not None:
        pairs = {
            name: tuple(map(tuple, model[name])) for name in ("prompts", "refused")
        }
        model = ModelUse(**{**model, **pairs})
    return Measured(
        judged=Judged(
            gold=frozenset(plain["gold"]),
            suggested=tuple(Scored(*each) for each in plain["suggested"]),
            ranked=tuple(Scored(*each) for each in plain["ranked"]),
            gold_excluded=plain["gold_excluded"],
            excluded=plain["excluded"],
            gold_gaps=frozenset(GapKey(*each) for each in plain["gold_gaps"]),
            gaps=frozenset(GapKey(*each) for each in plain["gaps"]),
        ),
        seconds=plain["seconds"],
        cpu=plain["cpu"],
        fabricated=plain["fabricated"],
        unverifiable=plain["unverifiable"],
        model=model,
    )
