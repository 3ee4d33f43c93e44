"""Throw the tables of figures away and make them again from the trail.

Owns the options and the words; ``audit.figures.project`` does the work.
"""

from __future__ import annotations

import sys
import time
from argparse import RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from audit.figures import project

HELP = """\
Empty the tables behind the dashboards and fill them again from every event of the
trail. They come out as they were; use it after a release that changes a formula, after
a restore, or in doubt. Dashboards show the old figures until it is done.

  bin/manage rebuild_projections
  bin/manage rebuild_projections --advance     only what is new, as beat does
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

    def handle(self, *args: Any, **options: Any) -> None:
        begun = time.perf_counter()
        if options["advance"]:
            charts = project.advance()
            while project.is_behind():
                charts += project.advance()
        else:
            charts = project.rebuild(self._progress)
        if sys.stderr.isatty():
            self.stderr.write("")
        took = time.perf_counter() - begun
        self.stdout.write(f"{charts} charts read in {took:.1f} s")

    def _progress(self, done: int, all_: int) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"\r{done} of {all_} charts", ending="")
