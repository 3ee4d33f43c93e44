"""Measure the running product on this machine, in a database of its own.

Owns the command's options and its output. What is measured, and how, is told at each
measure in ``review.bench``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from argparse import SUPPRESS, RawDescriptionHelpFormatter
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from coding import chartfiles, codes
from coding.uploads import ChartUpload
from coding.values import Setting
from review.bench import MEASURES, Bench, Figure, database
from review.bench.machine import described, load

HELP = """\
Measure how fast Attest is on this machine, and what it needs.

A database is made for it, filled with copies of a few charts, and dropped afterwards;
charts, people and trail of the installation are neither read nor changed. Web server
and worker are started on loopback for the time being. Without NAMES all is measured:

  {names}

Wall time on a machine that others use says little: load average and, where it can be
told, CPU time stand beside it. Ends with 0 only when everything was measured.

  bin/manage bench --cases 100000 --keep --seconds 30 --json
  bin/manage bench verify_events_per_s timeline_p95_ms --events 2000000
  bin/manage bench coding_notes_per_s worker_pss_mb --notes charts.jsonl.gz
"""
DEMO_CHARTS = Path(__file__).resolve().parents[2] / "demo" / "charts"
MOST_CHARTS = 500
Made = Callable[[], AbstractContextManager[dict[str, str]]]


class Command(BaseCommand):
    help = HELP.format(names="\n  ".join(sorted(MEASURES)))

    def create_parser(self, *args: Any, **options: Any) -> CommandParser:
        options["formatter_class"] = RawDescriptionHelpFormatter
        return super().create_parser(*args, **options)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "names",
            metavar="NAME",
            nargs="*",
            help="what to measure (default: everything)",
        )
        parser.add_argument(
            "--cases", type=_at_least_one, default=2_000, help="cases in the database"
        )
        parser.add_argument(
            "--events",
            type=_at_least_one,
            default=20_000,
            help="events in the trail for the measures of it (default: 20000)",
        )
        parser.add_argument(
            "--seconds", type=float, default=10.0, help="how long each measure may take"
        )
        parser.add_argument(
            "--notes",
            type=Path,
            metavar="PATH",
            help="charts to work with, as for `ingest` (default: the demo charts)",
        )
        parser.add_argument(
            "--keep",
            action="store_true",
            help="keep the database and its cases for the next bench --keep, which"
            " adds what is missing; very many cases take minutes to make",
        )
        parser.add_argument(
            "--forget", action="store_true", help="drop the database that was kept"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object")
        parser.add_argument("--inside", action="store_true", help=SUPPRESS)

    def handle(self, *args: Any, **options: Any) -> None:
        unknown = set(options["names"]) - set(MEASURES)
        if unknown:
            raise CommandError(f"There is no measure {', '.join(sorted(unknown))}.")
        if options["notes"] and not options["notes"].exists():
            raise CommandError(f"There is nothing at {options['notes']}.")
        if options["inside"]:
            self._inside(options)
        elif options["forget"]:
            database.drop(database.KEPT, Path(settings.VAR) / "bench")
        else:
            self._around(database.kept if options["keep"] else database.throw_away)

    def _around(self, made: Made) -> None:
        """The same command again, on the database made for it."""
        try:
            database.require_lists()
            with made() as environment:
                command = [*sys.argv, "--inside"]
                ended = subprocess.run([sys.executable, *command], env=environment)
        except database.CannotMake as error:
            raise CommandError(str(error)) from error
        if ended.returncode:
            sys.exit(ended.returncode)

    def _inside(self, options: dict[str, Any]) -> None:
        if database.INSIDE not in os.environ:
            raise CommandError("--inside is for the command itself.")
        names = options["names"] or list(MEASURES)
        machine = described()
        with ExitStack() as stack:
            bench = Bench(
                charts=_charts(options["notes"]),
                day=codes.newest_release().effective_to,
                cases=options["cases"],
                seconds=options["seconds"],
                events=options["events"],
                stack=stack,
            )
            figures, failed = self._measure(bench, names)
        machine["load_average_after"] = load()
        self._tell(machine, figures, options["json"])
        if failed:
            raise CommandError(f"Not measured: {', '.join(failed)}.")

    def _measure(
        self, bench: Bench, names: list[str]
    ) -> tuple[dict[str, Figure], list[str]]:
        """Each function once, however many of its figures were asked for."""
        figures: dict[str, Figure] = {}
        functions = dict.fromkeys(MEASURES[name] for name in names)
        for function in functions:
            try:
                figures.update(function(bench))
            except Exception as error:
                # One that fails must not take the others' figures with it.
                self.stderr.write(
                    f"{function.__name__}: {type(error).__name__} {error}"
                )
        asked = {name: figures[name] for name in names if name in figures}
        return asked, [name for name in names if name not in figures]

    def _tell(
        self, machine: dict[str, Any], figures: dict[str, Figure], as_json: bool
    ) -> None:
        plain = {name: figure.plain() for name, figure in figures.items()}
        if as_json:
            self.stdout.write(json.dumps({"machine": machine, "measures": plain}))
            return
        for group in (machine, plain):
            for name, value in group.items():
                self.stdout.write(f"{name:26}{_line(value)}")


def _line(value: Any) -> str:
    if not isinstance(value, dict):
        return str(value)
    rest = dict(value)
    head = f"{rest.pop('value'):>10} {rest.pop('unit'):9}"
    return head + "  ".join(f"{name} {each}" for name, each in rest.items())


def _charts(path: Path | None) -> list[ChartUpload]:
    day = codes.newest_release().effective_to
    defaults = chartfiles.Defaults(setting=Setting.OUTPATIENT, service_date=day)
    found = chartfiles.read(path or DEMO_CHARTS, defaults)
    good = (one for one in found if isinstance(one, chartfiles.ChartFile))
    charts = [chart.upload for chart in islice(good, MOST_CHARTS)]
    if not charts:
        raise CommandError("There is no chart to work with.")
    return charts


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number
