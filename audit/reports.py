"""Verifying the log and keeping what was found.

Owns the report: a file for each verification, the event that tells of it, the alert
when something is wrong, and finding the latest one again for health and pages.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from audit import sequencer, tree, verification
from audit.actions import SYSTEM, record
from audit.checkpoint import CheckpointError, KeyFileError
from audit.checkpointfile import CheckpointFile
from audit.events import TrailVerified
from audit.verification import Progress, Verified

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Latest:
    """What the last verification said, for somebody who only looks."""

    at: datetime
    ok: bool
    leaves: int
    problems: int


def verify(
    progress: Progress = lambda *_: None, file: CheckpointFile | None = None
) -> tuple[dict[str, Any], Path]:
    """Check the whole log; the report and where it is kept.

    ``file`` stands for the configured checkpoints: a copy kept by somebody else, say.
    """
    begun = datetime.now(UTC)
    origin = tree.origin()
    found = verification.run(file or _configured(), origin, progress)
    report = _report(found, origin, begun)
    path = _keep(report, begun)
    _tell(found, path)
    if not found.ok:
        log.error("the trail did not verify; see %s", path)
    return report, path


def latest() -> Latest | None:
    """The newest report of this log, if there is one that can be read."""
    for path in sorted(_folder().glob("trail-*.json"), reverse=True):
        try:
            report = json.loads(path.read_bytes())
            at = datetime.fromisoformat(report["finished_at"])
            problems = sum(report["counts"].values())
            return Latest(at, report["ok"], report["leaves"], problems)
        except (OSError, ValueError, KeyError, AttributeError):
            continue
    return None


def _configured() -> CheckpointFile | None:
    """None while no checkpoint was ever made; then there is nothing to compare with."""
    try:
        return sequencer.checkpoint_file()
    except (KeyFileError, CheckpointError):
        return None


def _report(found: Verified, origin: str, begun: datetime) -> dict[str, Any]:
    last = found.last
    return {
        "ok": found.ok,
        "log": origin,
        "begun_at": begun.isoformat(),
        "finished_at": datetime.now(UTC).isoformat(),
        "events": found.events,
        "leaves": found.leaves,
        "checkpoints": found.checkpoints,
        "last_checkpoint": last
        and {
            "size": last.size,
            "root": last.root.hex(),
            "signed_at": last.signed_at.isoformat(),
        },
        "waiting": found.waiting,
        "oldest_waiting_s": round(found.oldest_waiting, 1),
        "unsigned": found.unsigned,
        "disposed": found.disposed,
        "disposals": found.disposals,
        "hardened": not found.shortcomings,
        "shortcomings": list(found.shortcomings),
        "counts": found.counts,
        "problems": [asdict(each) for each in found.problems],
    }


def _keep(report: dict[str, Any], begun: datetime) -> Path:
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"trail-{begun:%Y%m%dT%H%M%S%f}Z.json"
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_text(json.dumps(report, indent=1) + "\n", "utf-8")
    draft.replace(path)
    return path


@transaction.atomic
def _tell(found: Verified, path: Path) -> None:
    fact = TrailVerified(
        outcome="ok" if found.ok else "failed",
        leaves=found.leaves,
        checkpoints=found.checkpoints,
        problems=sum(found.counts.values()),
        hardened=not found.shortcomings,
        report=hashlib.sha256(path.read_bytes()).hexdigest(),
        root=found.last.root.hex() if found.last else None,
        disposed=found.disposed or None,
    )
    record(fact, by=SYSTEM)


def _folder() -> Path:
    return Path(settings.REPORTS) / tree.origin().partition("/")[2]
