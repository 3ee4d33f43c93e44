"""Say what learning is worth on charts it never saw: a simulated year's, or ours.

Owns the command; ``review.demo.history.lesson`` plays the year, ``review.teaching``
reads the trail. Stores nothing.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit import lessons
from coding import codes
from coding.codes import NoRelease
from coding.scoring import Counts
from review import engines, teaching
from review.demo.history.lesson import Lesson, compared, learn


class Command(BaseCommand):
    help = (
        "Play a simulated year in memory, learn from what its coders signed, and print"
        " micro-F1 before and after on the charts kept apart, against what is true of"
        " them, with the gain and its 95 % interval. The same seed, the same figures."
        " With --trail: learn from the decisions that the trail of this installation"
        " holds, as the background does, and judge by what was signed or settled of"
        " the charts kept apart. Nothing is stored."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--charts", type=int, default=600, metavar="N")
        parser.add_argument("--months", type=int, default=12, metavar="M")
        parser.add_argument("--seed", default="attest")
        parser.add_argument(
            "--trail", action="store_true", help="from the trail's own decisions"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["charts"] < 50 or not 1 <= options["months"] <= 36:
            raise CommandError("At least 50 charts, and 1 to 36 months.")
        try:
            release = codes.newest_release()
        except NoRelease as missing:
            raise CommandError(f"Load a code release first: {missing}") from missing
        if options["trail"]:
            found = self._from_the_trail(options["seed"])
        else:
            found = learn(
                options["seed"],
                options["charts"],
                options["months"],
                release.effective_to,
                lambda profile: engines.engine_of(release, profile),
            )
        if options["json"]:
            self.stdout.write(json.dumps(_plain(found)))
            return
        self.stdout.write(
            f"learned from {found.learned} charts, judged on {found.judged} others\n"
            f"micro-F1 before {found.before.f1:.4f} {_of(found.before)}\n"
            f"micro-F1 after  {found.after.f1:.4f} {_of(found.after)}\n"
            f"gain {found.after.f1 - found.before.f1:+.4f}"
            f" ({found.gain.low:+.4f} to {found.gain.high:+.4f})"
        )

    def _from_the_trail(self, seed: str) -> Lesson:
        """Learning as the background does it, of all sites together."""
        until, against = lessons.latest(), engines.profile_of("")
        taught = teaching.teach(until, site="", against=against)
        if taught.profile is None:
            raise CommandError(_NOTHING[taught.reason].format(taught))
        _, held = teaching.split(until, site="")
        release = codes.newest_release()
        return compared(
            taught.charts,
            [one.example for one in held],
            engines.engine_of(release, against),
            engines.engine_of(release, taught.profile),
            seed,
        )


_NOTHING = {
    "too-few": "Too few charts were reviewed: {0.charts} to learn from, {0.held_out}"
    " kept apart.",
    "no-better": "Nothing was learned from {0.charts} charts that is not known yet.",
}


def _of(counts: Counts) -> str:
    return f"({counts.right} right, {counts.wrong} wrong, {counts.missed} missed)"


def _plain(found: Lesson) -> dict[str, Any]:
    return {
        "learned": found.learned,
        "judged": found.judged,
        "before": round(found.before.f1, 4),
        "after": round(found.after.f1, 4),
        "gain": round(found.after.f1 - found.before.f1, 4),
        "interval": [round(found.gain.low, 4), round(found.gain.high, 4)],
    }
