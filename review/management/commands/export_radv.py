"""Write an audit's packages into a folder: one folder and one zip per audited HCC.

Owns the command's options, its progress and its exit code. What is in a package is
``audit.radv``'s; recording the disclosure is ``review.actions.radv_packages``'s.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit import proofs
from audit.radv import package
from audit.radv.package import Point
from audit.radv.values import Purpose
from review.actions import radv_packages
from review.actions.radv_packages import Exported
from review.management.bar import Bar
from review.models import AuditedHcc, RadvAudit, User
from review.radv import dossier
from review.radv.dossier import Asked, Shelf
from review.refusals import Refused

HELP = """\
Write an audit's packages into a folder: one folder and one zip per audited HCC that has
a chosen record or a settled standing.

AUDIT is the number of the audit, as in its page's address. Each package is an event in
the trail and a disclosure record. The same audit at the same checkpoint gives the same
bytes: --at SIZE takes the checkpoint of that size, as an earlier package names it.

Purposes: submission (number and name shown, working times left out), appeal (every
column and the words that people typed), internal (number, name and birth date masked).

index.json names each package with the sha256 of its zip and of its manifest; tell the
latter to the recipient on another way. Memory stays the same for any number of them.
Ends with 0 only when all were written.

  bin/manage export_radv 3 --to /srv/radv/H0001-2027
"""


class Command(BaseCommand):
    help = HELP

    def create_parser(self, *args: Any, **options: Any) -> CommandParser:
        options["formatter_class"] = RawDescriptionHelpFormatter
        return super().create_parser(*args, **options)

    def add_arguments(self, parser: CommandParser) -> None:
        add = parser.add_argument
        add("audit", metavar="AUDIT", type=int)
        add("--to", required=True, type=Path, metavar="FOLDER", help="a new folder")
        add(
            "--purpose",
            choices=[p.value for p in Purpose],
            default=Purpose.SUBMISSION.value,
        )
        add("--recipient", default="CMS", help="who receives them; is recorded")
        add("--by", metavar="USER", help="whose export it is (default: the house)")
        add(
            "--at",
            type=int,
            metavar="SIZE",
            help="prove by the checkpoint of that size",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        audit = RadvAudit.objects.filter(pk=options["audit"]).first()
        if audit is None:
            raise CommandError(f"There is no audit {options['audit']}.")
        by, folder = _person(options["by"]), options["to"]
        point = _point(options["at"])
        if folder.exists():
            raise CommandError(f"{folder} is there already; name a new folder.")
        keys = list(radv_packages.exportable(audit).values_list("pk", flat=True))
        if not keys:
            raise CommandError(radv_packages.NOTHING)
        asked = Asked(
            Purpose(options["purpose"]),
            _receiver(options["recipient"]),
            str(by.pk) if by else "attest",
        )
        folder.mkdir(mode=0o700, parents=True)
        self._write(keys, folder, asked, point, by)

    def _write(
        self,
        keys: list[int],
        folder: Path,
        asked: Asked,
        point: Point,
        by: User | None,
    ) -> None:
        begun, index, failed = time.monotonic(), [], 0
        labels, shelf = dossier.labels(), Shelf()
        with Bar(len(keys), "packed") as bar:
            for number, key in enumerate(keys, 1):
                hcc = AuditedHcc.objects.select_related("enrollee__audit").get(pk=key)
                try:
                    made = radv_packages.export(
                        hcc, asked, point, by=by, labels=labels, shelf=shelf
                    )
                except Refused as refusal:
                    failed += 1
                    self.stderr.write(f"{hcc}: {refusal.reason}")
                else:
                    index.append(_put(folder, made))
                bar.at(number)
        listed = {"log_size": point.checkpoint.size, "packages": index}
        (folder / "index.json").write_text(json.dumps(listed, indent=1) + "\n")
        self._tell(len(index), failed, folder, time.monotonic() - begun)

    def _tell(self, done: int, failed: int, folder: Path, seconds: float) -> None:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        # Linux counts kilobytes, macOS bytes.
        megabytes = peak / 1024 if sys.platform != "darwin" else peak / 1024**2
        self.stdout.write(
            f"{done} packages in {folder}, {seconds:.1f} s, at most {megabytes:.0f} MB"
        )
        if failed:
            raise CommandError(f"{failed} could not be packed; see above.")


def _put(folder: Path, made: Exported) -> dict[str, str | int]:
    """The folder and the zip of one package, readable by their owner alone."""
    proofs.write(made.package.files, folder / made.package.name)
    archive = folder / f"{made.package.name}.zip"
    archive.touch(mode=0o600)
    archive.write_bytes(made.archive)
    return {
        "name": archive.name,
        "sha256": made.sha256,
        "manifest_sha256": made.package.manifest_sha256,
        "events_waiting": made.package.waiting,
    }


def _person(name: str | None) -> User | None:
    if name is None:
        return None
    found = User.objects.filter(username=name).first()
    if found is None:
        raise CommandError(f"Nobody is called {name}.")
    return found


def _receiver(said: str) -> str:
    try:
        return radv_packages.receiver(said)
    except Refused as refusal:
        raise CommandError(refusal.reason) from refusal


def _point(size: int | None) -> Point:
    try:
        return package.point_at(size)
    except proofs.NotSealedError as error:
        raise CommandError(str(error)) from error
