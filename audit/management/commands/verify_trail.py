"""Hash the whole trail again and compare it with the signed checkpoints.

Owns the options, the progress and the words; ``audit.verification`` checks.
"""

from __future__ import annotations

import json
import sys
from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit import proofs, reports, sequencer, tree
from audit.checkpoint import CheckpointError, PublicKey
from audit.checkpointfile import CheckpointFile

HELP = """\
Hash every event again and compare tree, leaves and columns with the checkpoints that
are kept outside the database. The report is kept and the trail tells of it. Ends with
0 only when everything is as it was signed.

  bin/manage verify_trail
  bin/manage verify_trail --checkpoints COPY.jsonl --key VKEY    against somebody's copy
  bin/manage verify_trail --export-chart UUID FOLDER             proof for outside
"""


class Command(BaseCommand):
    help = HELP

    def create_parser(self, *args: Any, **options: Any) -> CommandParser:
        options["formatter_class"] = RawDescriptionHelpFormatter
        return super().create_parser(*args, **options)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="the report as JSON")
        parser.add_argument(
            "--checkpoints", type=Path, metavar="FILE", help="another copy of the file"
        )
        parser.add_argument("--key", metavar="VKEY", help="the public key to believe")
        parser.add_argument(
            "--export-chart",
            nargs=2,
            metavar=("UUID", "FOLDER"),
            help="write a chart's events with their proofs, and check nothing else",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["export_chart"]:
            self._export(*options["export_chart"])
            return
        file = self._file(options["checkpoints"], options["key"])
        report, path = reports.verify(self._progress, file)
        if sys.stderr.isatty():
            self.stderr.write("")
        if options["json"]:
            self.stdout.write(json.dumps(report | {"report": str(path)}, indent=1))
        else:
            self._say(report, path)
        if not report["ok"]:
            raise CommandError("The trail is not as it was signed.")

    def _file(self, path: Path | None, key: str | None) -> CheckpointFile | None:
        if path is None and key is None:
            return None
        try:
            if path is None or key is None:
                own = sequencer.checkpoint_file()
                path, keys, notes = path or own.path, own.keys, own.notes
            if key is not None:
                keys, notes = (PublicKey.read(key),), ()
        except (CheckpointError, sequencer.KeyFileError) as error:
            raise CommandError(str(error)) from error
        if not path.exists():
            raise CommandError(f"There is nothing at {path}.")
        # A key that was given from outside is followed to its successors.
        follows = key is not None
        return CheckpointFile(path, tree.origin(), keys, notes, follows)

    def _progress(self, done: int, total: int) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"\r{done:,} of {total:,} leaves", ending="")

    def _say(self, report: dict[str, Any], path: Path) -> None:
        write, last = self.stdout.write, report["last_checkpoint"]
        write(f"{report['leaves']:,} leaves, {report['events']:,} events")
        signed = f", the last over {last['size']:,}" if last else ""
        write(f"{report['checkpoints']:,} checkpoints{signed}")
        write(f"{report['waiting']} waiting, {report['unsigned']} not signed yet")
        if report["disposed"]:
            write(
                f"{report['disposed']:,} events disposed of, as {report['disposals']:,}"
                " events of the log say"
            )
        write("hardened" if report["hardened"] else "not hardened")
        for each in report["shortcomings"]:
            write(f"  {each}")
        for each in report["problems"]:
            self.stderr.write(f"  {each['kind']}: {each['text']}")
        for kind, number in report["counts"].items():
            self.stderr.write(f"{number} x {kind}")
        write("all as signed" if report["ok"] else "NOT AS SIGNED")
        write(f"report: {path}")

    def _export(self, chart: str, folder: str) -> None:
        try:
            found = proofs.export(UUID(chart))
            proofs.write(found.files, Path(folder))
        except (ValueError, OSError, proofs.NotSealedError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{found.events} events in {folder}, {found.waiting} still waiting,"
            f" proven by the checkpoint over {found.checkpoint.size}"
        )
        if found.waiting or not found.events:
            raise CommandError("Not every event of the chart could be proven.")
