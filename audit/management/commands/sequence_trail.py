"""Take waiting events into the tree of hashes, again and again or once.

Owns the loop and the exit codes. For an installation in which only one process may read
the signing key; elsewhere beat does the same (ATTEST_SEQUENCE).
"""

from __future__ import annotations

import time
from argparse import RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection

from audit import sequencer, tree

HELP = """\
Give waiting events their places in the tree, sign how long it has become, and append
that to the checkpoints outside the database. Goes on until it is stopped.

Ends with 3 when another sequencer is at work, with 4 when the checkpoints and the
database disagree: then find out why before anything else (docs/trail.md).

  bin/manage sequence_trail            every two seconds
  bin/manage sequence_trail --once
"""
ANOTHER, DISAGREES = 3, 4
REFUSALS = (
    sequencer.DisagreementError,
    sequencer.CheckpointError,
    sequencer.KeyFileError,
    tree.BrokenTreeError,
)


class Command(BaseCommand):
    help = HELP

    def create_parser(self, *args: Any, **options: Any) -> CommandParser:
        options["formatter_class"] = RawDescriptionHelpFormatter
        return super().create_parser(*args, **options)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="one pass, then end")
        parser.add_argument(
            "--every", type=float, default=2.0, metavar="SECONDS", help="between passes"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        while True:
            self._pass()
            if options["once"]:
                return
            time.sleep(options["every"])

    def _pass(self) -> None:
        try:
            done = sequencer.run()
        except sequencer.NotAloneError as error:
            raise CommandError(str(error), returncode=ANOTHER) from error
        except REFUSALS as error:
            raise CommandError(str(error), returncode=DISAGREES) from error
        except DatabaseError as error:
            # A server that restarts is back soon; the next pass goes on from there.
            connection.close()
            self.stderr.write(f"the database: {type(error).__name__}")
            return
        if done.taken:
            self.stdout.write(f"{done.taken} events taken in, {done.size} in all")
