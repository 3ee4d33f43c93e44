"""Events that can be shown outside: bodies, proofs, checkpoint, key and verifier.

Owns what an exported folder holds; the same log at the same checkpoint gives the same
bytes. Holds nothing from the vault: words and documents stand in events by hash only.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from uuid import UUID

from audit import merkle, sequencer, tree
from audit.checkpoint import Checkpoint
from audit.checkpointfile import CheckpointFile
from audit.models import Event
from audit.tree import Proven

README = """\
Events of an Attest log, with the proof that they stood in it.

  events/          the exact bytes of each event, one file each
  proofs.json      where each event stands in the log, and its inclusion proof
  checkpoint.txt   how long the log was and its root, signed (C2SP signed note)
  log.vkey         the public key that the log began with
  keys.json        how keys named their successors, if any did
  disposed.json    leaves whose events were disposed of, if any were
  verify.py        checks all of it: python3 verify.py

Compare log.vkey with the key that you were given on another way, or give that one:
python3 verify.py --key VKEY
"""


class NotSealedError(Exception):
    """There is no checkpoint yet that could prove anything."""


@dataclass(frozen=True, slots=True)
class Export:
    """Files by their paths; ``waiting`` events are not in a signed tree yet."""

    files: dict[str, bytes]
    checkpoint: Checkpoint
    events: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one event stands, as far as anybody can show it today."""

    index: int | None
    checkpoint: Checkpoint | None
    since: Checkpoint | None
    holds: bool
    proof: tuple[str, ...]


def export(chart: UUID | str) -> Export:
    """Everything that shows what the log says of a chart."""
    events = list(Event.objects.for_chart(chart))
    found = export_events(events)
    gone = _disposed(events, found.checkpoint.size)
    return replace(found, files=found.files | gone) if gone else found


def export_events(events: Sequence[Event]) -> Export:
    """Everything that shows that these events stand in the log."""
    file = sequencer.checkpoint_file()
    note = file.last_note() if file.exists() else ""
    if not note:
        raise NotSealedError("The log has no checkpoint yet.")
    point = file.chain.opened(note)
    proven = tree.proofs(events, point.size)
    shown = [event for event in events if event.pk in proven]
    files = folder(shown, proven, note)
    files |= {"README.txt": README.encode()} | key_files(file)
    return Export(files, point, len(shown), len(events) - len(shown))


def folder(
    shown: Sequence[Event], proven: Mapping[int, Proven], note: str
) -> dict[str, bytes]:
    """The events with their proofs, the checkpoint's note, and the verifier."""
    files = {f"events/{_name(each)}": bytes(each.body) for each in shown}
    return files | {
        "checkpoint.txt": note.encode(),
        "proofs.json": _listed(shown, proven),
        "verify.py": verifier(),
    }


def _disposed(events: Iterable[Event], size: int) -> dict[str, bytes]:
    """Leaves whose bytes were disposed of: their proofs, and the events that say so."""
    orders = [each for each in events if each.type == "chart-disposed"]
    told = [(each.pk, part) for each in orders for part in each.content["leaves"]]
    entries = [
        {
            "leaf": leaf.leaf_index,
            "hash": bytes(leaf.leaf_hash).hex(),
            "ordered_by": order,
            "proof": [each.hex() for each in tree.proof_of(leaf.leaf_index, size)],
        }
        for order, part in told
        for leaf in tree.between(part["first"], part["last"])
        if leaf.leaf_index < size
    ]
    if not entries:
        return {}
    return {
        "disposed.json": (json.dumps({"leaves": entries}, indent=1) + "\n").encode()
    }


def key_files(file: CheckpointFile) -> dict[str, bytes]:
    """The log's first public key, and the notes that lead from it to the present."""
    first = {"log.vkey": f"{file.keys[0]}\n".encode()}
    if not file.notes:
        return first
    return first | {"keys.json": (json.dumps(list(file.notes)) + "\n").encode()}


def write(files: Mapping[str, bytes], folder: Path) -> None:
    """Put the files of an export into a folder that is not there yet."""
    folder.mkdir(mode=0o700, parents=True)
    for name, data in sorted(files.items()):
        path = folder / name
        path.parent.mkdir(mode=0o700, exist_ok=True)
        path.write_bytes(data)


def verifier() -> bytes:
    """The standalone program, as it leaves the product."""
    return (resources.files("audit") / "standalone" / "verify.py").read_bytes()


def standing(event: Event) -> Standing:
    """Check one event's proof against the checkpoints outside the database."""
    leaf = tree.leaf_of(event.pk)
    if leaf is None:
        return Standing(None, None, None, False, ())
    file = sequencer.checkpoint_file()
    last = file.last() if file.exists() else None
    if last is None or last.size <= leaf.leaf_index:
        return Standing(leaf.leaf_index, None, None, False, ())
    proven = tree.proofs([event], last.size)[event.pk]
    hashed = merkle.leaf_hash(bytes(event.body))
    holds = merkle.is_included(hashed, proven.index, last.size, proven.proof, last.root)
    note = file.covering(proven.index)
    since = file.chain.opened(note) if note else None
    words = tuple(each.hex() for each in proven.proof)
    return Standing(proven.index, last, since, holds, words)


def _listed(events: Iterable[Event], proven: Mapping[int, Proven]) -> bytes:
    entries = [
        {
            "event": event.pk,
            "file": _name(event),
            "leaf": proven[event.pk].index,
            "proof": [each.hex() for each in proven[event.pk].proof],
        }
        for event in events
    ]
    return (json.dumps({"events": entries}, indent=1) + "\n").encode()


def _name(event: Event) -> str:
    return f"{event.pk:012d}.json"
