"""Fill a demo with a simulated year of work.

Owns the command and its refusal outside demo mode; ``review.demo.history`` has the
content.
"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from coding.codes import NoRelease
from review.demo.history import afterwards, inforce, year
from review.demo.history.copying import Copying
from review.demo.history.hands import Acting, Hand
from review.management.bar import Bar
from review.management.gently import give_way


class Command(BaseCommand):
    help = (
        "Fill the demo with simulated history: fictional charts coded by simulated"
        " people through the real actions, over-read month by month. Everything is"
        " labelled as simulated. Doing it again goes on where it ended. Demo mode only."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--charts", type=int, default=2_000, metavar="N")
        parser.add_argument("--months", type=int, default=12, metavar="M")
        parser.add_argument(
            "--seed", default="attest", help="another seed, other charts"
        )
        parser.add_argument(
            "--gently", action="store_true", help="give way to everything else"
        )
        parser.add_argument(
            "--by",
            choices=("actions", "copy"),
            help="how charts are written (default: through the actions up to"
            f" {year.MOST_ACTED} charts, beyond that by COPY; the rows are the same)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "This is not a demo: set ATTEST_DEMO=1 for one. Simulated history must"
                " not get into an installation in use."
            )
        if options["charts"] < 1 or not 1 <= options["months"] <= 36:
            raise CommandError("At least one chart, and 1 to 36 months.")
        try:
            whole = year.ending_now(
                options["seed"], options["charts"], options["months"]
            )
        except NoRelease as missing:
            raise CommandError(f"Load a code release first: {missing}") from missing
        if options["gently"]:
            give_way()
        hand = self._hand(options["by"], whole.charts)
        with Bar(options["charts"], "played") as bar:
            played = year.fill(whole, hand, bar.at)
        self.stdout.write(
            f"{played} simulated charts added, {whole.charts} in all, from"
            f" {whole.first} to {whole.last}"
        )
        self.stdout.write(afterwards.catch_up())

    def _hand(self, by: str | None, charts: int) -> Hand:
        """The actions, or for very many charts the hand that copies."""
        if by == "actions" or (by is None and charts <= year.MOST_ACTED):
            return Acting()
        reason = inforce.why_not()
        if reason is None:
            return Copying()
        if by is not None:
            raise CommandError(f"These charts cannot be copied: {reason}.")
        self.stdout.write(f"Through the actions, because {reason}.")
        return Acting()
