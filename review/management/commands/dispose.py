"""What may be disposed of today, and carrying out what two people agreed on.

Owns the options and the words; ``review.actions.disposal`` disposes.
"""

from __future__ import annotations

import time
from argparse import RawDescriptionHelpFormatter
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from audit import sequencer
from review import keeping
from review.actions import disposal
from review.models import DisposalLine

HELP = """\
List the charts whose retention time is over and that nothing holds: the rule that kept
each one longest, and since when it may go. Changes nothing.

What one compliance officer proposed and another approved on the retention page is
carried out by the workers; --carry-out does it here. Ends with 0 only when nothing of
it is left to do. Nothing can be disposed of from a shell alone.

  bin/manage dispose                     what may go today
  bin/manage dispose --on 2036-01-01     what may go then, if nothing changes
  bin/manage dispose --carry-out         finish what is approved
"""
MOST = 10_000
#: Seconds that --carry-out waits for the log's signature.
PATIENCE = 30


class Command(BaseCommand):
    help = HELP

    def create_parser(self, *args: Any, **options: Any) -> CommandParser:
        options["formatter_class"] = RawDescriptionHelpFormatter
        return super().create_parser(*args, **options)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--on", type=date.fromisoformat, metavar="DATE", help="another day"
        )
        parser.add_argument(
            "--limit", type=int, default=50, help="charts to list (default: 50)"
        )
        parser.add_argument(
            "--carry-out", action="store_true", help="finish approved disposals"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["carry_out"]:
            if options["on"]:
                raise CommandError("Only what may go today can be carried out.")
            self._carry_out()
        else:
            day = options["on"] or timezone.now().date()
            self._list(day, max(1, min(options["limit"], MOST)))

    def _list(self, day: date, limit: int) -> None:
        found = keeping.due(day, limit)
        for case, said in found:
            decided = said.decided
            if decided is not None:
                rule = decided.rule
                said_by = f"{rule.label} ({rule.source})"
                self.stdout.write(f"case {case.pk}: since {decided.on}, {said_by}")
        more = ", and perhaps more" if len(found) == limit else ""
        self.stdout.write(f"{len(found)} charts may go on {day}{more}")

    def _carry_out(self) -> None:
        until = time.monotonic() + PATIENCE
        while left := [
            run for run in disposal.unfinished() if not disposal.carry_out(run)
        ]:
            if time.monotonic() > until:
                raise CommandError(self._left([run.pk for run in left]))
            self._seal()
            time.sleep(0.5)
        self.stdout.write("nothing is left to dispose of")

    def _seal(self) -> None:
        """Let the log sign now, unless somebody else does."""
        try:
            sequencer.run()
        except sequencer.NotAloneError:
            return

    def _left(self, runs: list[Any]) -> str:
        lines = DisposalLine.objects.filter(run__in=runs, state__in=keeping.UNDER_WAY)
        return (
            f"{lines.count()} charts wait: for the log's signature, or because a file"
            " of theirs was put again within the hour. Run it again later."
        )
