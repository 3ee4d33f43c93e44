"""Throw the tables of figures away and make them again from the trail.

Owns the options and the words; ``audit.figures.project`` does the work.
"""

from __future__ import annotations

import sys
import time
from argparse import RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit.figures import content, project

HELP = """\
Empty the tables behind the dashboards and fill them again from every event of the
trail. They come out as they were; use it after a release that changes a formula, after
a restore, or in doubt. Dashboards show the old figures until it is done.

  bin/manage rebuild_projections
  bin/manage rebuild_projections --advance     only what is new, as beat does
  bin/manage rebuild_projections --compare     and whether they came out as before
"""


class Command(BaseCommand):
    help = HELP

    def create_parser(self, *args: Any, **options: Any) -> CommandParser:
        options["formatter_class"] = RawDescriptionHelpFormatter
        return super().create_parser(*args, **options)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--advance",
            action="store_true",
            help="take in what is new and leave the rest",
        )
        parser.add_argument(
            "--compare",
            action="store_true",
            help="take in what is new, make them again, and compare every row",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        begun = time.perf_counter()
        grown: tuple[content.Content, ...] = ()
        if options["advance"] or options["compare"]:
            charts = project.advance()
            while project.is_behind():
                charts += project.advance()
        if options["compare"]:
            grown = content.contents()
        if not options["advance"]:
            charts = project.rebuild(self._progress)
        if sys.stderr.isatty():
            self.stderr.write("")
        took = time.perf_counter() - begun
        self.stdout.write(f"{charts} charts read in {took:.1f} s")
        if options["compare"]:
            self._compare(grown)

    def _compare(self, grown: tuple[content.Content, ...]) -> None:
        """Says of each table whether it came out as it had grown."""
        made = content.contents()
        for before, after in zip(grown, made, strict=True):
            verdict = "as they grew" if before == after else "NOT as they grew"
            self.stdout.write(
                f"{after.table}: {before.rows} rows, made again {after.rows}, {verdict}"
            )
        if made != grown:
            raise CommandError("The tables did not come out as they were.")

    def _progress(self, done: int, all_: int) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"\r{done} of {all_} charts", ending="")
