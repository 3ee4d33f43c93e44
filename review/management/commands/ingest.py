"""Take charts from files into the system and wait until they are routed.

Owns the command's options, waiting and counting. Receiving is the same action as in the
browser; coding and routing are the worker's.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from argparse import RawDescriptionHelpFormatter
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from coding import chartfiles, codes
from coding.charts import Received
from coding.management.arguments import count
from coding.models import Run
from coding.pipeline import ENGINE
from coding.values import Setting
from review import tasks
from review.actions import intake
from review.management.bar import Bar
from review.models import Case

HELP = """\
Take charts from files, queue them, and wait until every one is coded and routed.

PATH is a folder, a .txt, .toml, .jsonl, .jsonl.gz, .csv, .hl7 or FHIR .json file (see
docs/intake.md). The same chart twice is one chart. Without a worker that answers, one
is started for as long as this takes. Ends with 0 only when every chart was received,
coded and routed.

  bin/manage ingest charts.jsonl.gz --limit 300
"""
# Without progress for so long something is wrong, and waiting would not mend it.
STANDSTILL = 180
SWEEP_EVERY = 15
MOST_WORKERS = 8


class Command(BaseCommand):
    help = HELP

    def create_parser(self, *args: Any, **options: Any) -> CommandParser:
        options["formatter_class"] = RawDescriptionHelpFormatter
        return super().create_parser(*args, **options)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", metavar="PATH", type=Path)
        parser.add_argument("--limit", type=count, help="take only the first N charts")
        parser.add_argument(
            "--setting", choices=[s.value for s in Setting], default="outpatient"
        )
        parser.add_argument(
            "--date",
            type=date.fromisoformat,
            help="date of service of charts that say none (default: the last day of"
            " the newest code release)",
        )
        parser.add_argument(
            "--no-wait", action="store_true", help="queue the charts and end"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["path"].exists():
            raise CommandError(f"There is nothing at {options['path']}.")
        counts: Counter[str] = Counter()
        begun = time.monotonic()
        # First the worker: it starts, and then codes, while charts are being received.
        with nullcontext() if options["no_wait"] else _a_worker():
            versions = self._receive(options, counts)
            self.stdout.write(
                f"{counts['received']} received, {counts['known']} known before,"
                f" {counts['refused']} refused, {counts['unreadable']} unreadable"
            )
            if not options["no_wait"]:
                self._wait(versions, begun)
        if counts["refused"] or counts["unreadable"]:
            raise CommandError("Not every chart could be received; see above.")

    def _receive(self, options: dict[str, Any], counts: Counter[str]) -> set[int]:
        """Receives every chart of the files; returns the versions that hold them."""
        day = options["date"] or codes.newest_release().effective_to
        defaults = chartfiles.Defaults(setting=options["setting"], service_date=day)
        found = islice(chartfiles.read(options["path"], defaults), options["limit"])
        versions = set()
        for chart in found:
            if isinstance(chart, chartfiles.BadLine):
                counts["unreadable"] += 1
                self.stderr.write(str(chart))
                continue
            answer = intake.receive(chart.upload, by=None)
            if isinstance(answer, Received):
                counts["received" if answer.created else "known"] += 1
                versions.add(answer.version.pk)
            else:
                counts["refused"] += 1
                self.stderr.write(f"chart {chart.line}: {answer.exception.detail}")
        return versions

    def _wait(self, versions: set[int], begun: float) -> None:
        waiting, progressed = versions, time.monotonic()
        swept = progressed
        with Bar(len(versions), "routed") as bar:
            while waiting:
                asked = time.monotonic()
                left, before = _unrouted(waiting), waiting
                now = time.monotonic()
                waiting = left
                bar.at(len(versions) - len(waiting))
                if len(left) < len(before):
                    progressed = now
                elif _given_up(waiting) or now - progressed > STANDSTILL:
                    break
                if now - swept > SWEEP_EVERY:
                    # There may be no beat to find a lost message.
                    swept = now
                    tasks.sweep()
                # Looking takes from the workers' time, so it takes a tenth at most.
                pause = min(max(0.2, 10 * (now - asked)), 2)
                time.sleep(pause if waiting else 0)
        self._report(len(versions), waiting, time.monotonic() - begun)

    def _report(self, total: int, waiting: set[int], seconds: float) -> None:
        done = total - len(waiting)
        self.stdout.write(
            f"{done} coded and routed, {len(waiting)} lost, in {seconds:.1f} s:"
            f" {done / max(seconds, 0.001):.1f} notes per second"
        )
        if waiting:
            raise CommandError("Not every chart was coded and routed.")


def _unrouted(versions: set[int]) -> set[int]:
    """Those of the chart versions that no case shows yet."""
    shown = Case.objects.filter(run__version__in=versions)
    later = Case.objects.filter(chart__versions__in=versions)
    routed = set(shown.values_list("run__version_id", flat=True))
    touched = later.exclude(touched_at=None)
    kept = set(touched.values_list("chart__versions", flat=True))
    return versions - routed - kept


def _given_up(versions: set[int]) -> bool:
    """Whether nothing of what is left will be coded without a person's help."""
    ended = (Run.Status.FAILED, Run.Status.NEEDS_ATTENTION)
    rows = Run.objects.filter(version__in=versions, purpose=Run.LIVE, engine=ENGINE)
    return bool(versions) and rows.filter(status__in=ended).count() == len(versions)


def _somebody_listens() -> bool:
    """Whether a worker takes from our queue; others may share the broker."""
    answers = current_app.control.inspect(timeout=1.0).active_queues() or {}
    ours = settings.CELERY_TASK_DEFAULT_QUEUE
    return any(queue["name"] == ours for queues in answers.values() for queue in queues)


@contextmanager
def _a_worker() -> Iterator[None]:
    """The worker that answers, or one of our own for the time being."""
    if _somebody_listens():
        yield
        return
    command = [sys.executable, "-m", "celery", "-A", "config", "worker"]
    cores = f"--concurrency={min(MOST_WORKERS, os.cpu_count() or 1)}"
    options = [cores, "--without-gossip", "--without-mingle"]
    with (settings.VAR / "ingest-worker.log").open("ab") as log:
        worker = subprocess.Popen(
            [*command, *options], cwd=settings.BASE_DIR, stdout=log, stderr=log
        )
    try:
        yield
    finally:
        worker.terminate()
        worker.wait(30)
