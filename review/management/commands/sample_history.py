"""Write the list on which CMS would sample the members of a simulated year.

Owns the command and its refusal outside demo mode; ``review.demo.history.members`` says
who they are. It changes nothing: the list is taken in on the page of audits.
"""

from __future__ import annotations

from argparse import ArgumentParser
from itertools import chain
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Max

from review.demo.history import members
from review.demo.radv import HEADING
from review.models import SimulatedChart
from review.radv.listfile import MOST_ENROLLEES


class Command(BaseCommand):
    help = (
        "Write an enrollee list, as CMS sends one, of members of the simulated year:"
        f" {members.LASTING} payment categories each, contract {members.CONTRACT}."
        " Take it in on the page of audits. Demo mode only."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="a new file")
        parser.add_argument("--enrollees", type=int, default=100, metavar="N")
        parser.add_argument("--year", type=int, default=2027, help="the payment year")
        parser.add_argument("--seed", default="attest", help="of the history")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is not a demo: set ATTEST_DEMO=1 for one.")
        if not 1 <= options["enrollees"] <= MOST_ENROLLEES:
            raise CommandError(f"1 to {MOST_ENROLLEES} enrollees.")
        if options["file"].exists():
            raise CommandError(f"{options['file']} is there already.")
        drawn = list(
            members.sampled(
                options["seed"], _charts(options["seed"]), options["enrollees"]
            )
        )
        lines = members.listed(iter(drawn), options["year"])
        options["file"].write_text("\n".join([*chain([HEADING], lines), ""]))
        self.stdout.write(f"{len(drawn)} enrollees in {options['file']}")


def _charts(seed: str) -> int:
    """How many charts a history holds; a fill that was broken off ends there."""
    played = SimulatedChart.objects.filter(seed=seed)
    last = played.aggregate(last=Max("number"))["last"]
    if last is None:
        raise CommandError("There is no simulated year of that seed; seed one first.")
    return int(last) + 1
