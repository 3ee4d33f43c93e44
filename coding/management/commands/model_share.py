"""How much of a set of notes the hybrid engine would put to a model, at several bars.

Owns the command only; what is doubted lives in ``coding.llm.unsure``. Asks nobody.
"""

from __future__ import annotations

import json
from argparse import RawDescriptionHelpFormatter
from collections import Counter
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from coding import acceptance, chartfiles, codes
from coding.llm.unsure import doubts
from coding.management.arguments import count
from coding.pipeline import Engine, knowledge_engine, study
from coding.scoring import wilson
from coding.values import Note, Setting

HELP = """\
Say which share of the mentions of some notes the hybrid engine would put to a model.

FILE is .jsonl, .jsonl.gz, .toml or a folder; gold codes are not needed. Nobody is asked
and nothing is stored. A mention is what the knowledge engine recognised, and each
statement of an assessment in which it recognised nothing.

  bin/manage model_share mtsamples.jsonl.gz --json
"""
BARS = (0.3, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9)


class Command(BaseCommand):
    help = HELP

    def create_parser(self, *args: Any, **options: Any) -> CommandParser:
        options["formatter_class"] = RawDescriptionHelpFormatter
        return super().create_parser(*args, **options)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="one JSON object")
        parser.add_argument("--limit", type=count, help="only the first N charts")
        parser.add_argument("--setting", default="outpatient", choices=list(Setting))

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["file"].exists():
            raise CommandError(f"There is no {options['file']}.")
        release = codes.newest_release()
        engine = knowledge_engine(codes.codebook(release), codes.lexicon(release))
        defaults = chartfiles.Defaults(options["setting"], release.effective_to)
        found = chartfiles.read(options["file"], defaults)
        counts: Counter[str] = Counter()
        for chart in islice(found, options["limit"]):
            if isinstance(chart, chartfiles.ChartFile):
                _count(_note(chart), engine, counts)
        if not counts["notes"]:
            raise CommandError("No note was read.")
        self._print(counts, as_json=options["json"])

    def _print(self, counts: Counter[str], *, as_json: bool) -> None:
        told = figures(counts)
        if as_json:
            self.stdout.write(json.dumps(told))
            return
        for name, value in told.items():
            self.stdout.write(f"{name:14} {json.dumps(value)}")


def _count(note: Note, engine: Engine, counts: Counter[str]) -> None:
    """Adds a note's mentions and what would be sent of them at each bar."""
    studied = study(note, engine)
    counts["notes"] += 1
    for bar in {*BARS, settings.LLM_BAR}:
        doubted = doubts(studied, engine, bar)
        counts[f"sent-{bar}"] += doubted.sent
        counts[f"silent-{bar}"] += doubted.sent == 0
    counts["mentions"] += doubted.asked_of
    counts["unread"] += len(doubted.unread)


def figures(counts: Counter[str]) -> dict[str, Any]:
    """The share sent at the bar in force and at each of the others."""
    total, sent = counts["mentions"], counts[f"sent-{settings.LLM_BAR}"]
    known = wilson(sent, total)
    return {
        "notes": counts["notes"],
        "mentions": total,
        "unread": counts["unread"],
        "bar": settings.LLM_BAR,
        "sent": sent,
        "share": round(sent / total, 4) if total else 0.0,
        "share_interval": [round(known.low, 4), round(known.high, 4)],
        "notes_not_sent": counts[f"silent-{settings.LLM_BAR}"],
        "share_at": {
            f"{bar:.2f}": round(counts[f"sent-{bar}"] / total, 4) if total else 0.0
            for bar in BARS
        },
    }


def _note(chart: chartfiles.ChartFile) -> Note:
    limits = acceptance.Limits()
    texts = acceptance.accept(chart.upload, today=date.max, limits=limits)
    return acceptance.note(chart.upload, texts)
