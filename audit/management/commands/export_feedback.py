"""Write the feedback dataset: one line a decision, with a data card.

Owns the options and the words; ``audit.exports`` makes the archive and tells the trail.
"""

from __future__ import annotations

import io
import json
import zipfile
from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit import exports
from audit.actions import Actor
from audit.exports import Asked, NotExportedError, Purpose
from audit.facts import ActorKind

HELP = f"""\
Write decisions.jsonl, decisions.csv and DATA-CARD.md into FOLDER, which must be new or
empty. Charts, patients and coders stand under keyed marks; no text of a chart is there.
The export is an event of the trail.

  bin/manage export_feedback FOLDER
  bin/manage export_feedback FOLDER --size 120000         the same bytes, every time
  bin/manage export_feedback FOLDER --as NAME --with-text \\
      --purpose {Purpose.RETRAINING} --words "to whom and for what"

Text needs a person who may export it (--as), a purpose and a few words; the purpose is
one of {", ".join(Purpose)}.
"""


class Command(BaseCommand):
    help = HELP

    def create_parser(self, *args: Any, **options: Any) -> CommandParser:
        options["formatter_class"] = RawDescriptionHelpFormatter
        return super().create_parser(*args, **options)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--size", type=int, help="only the first N sealed events")
        parser.add_argument("--as", dest="user", help="who exports, by user name")
        parser.add_argument("--with-text", action="store_true")
        parser.add_argument(
            "--purpose", default="", choices=["", *(p.value for p in Purpose)]
        )
        parser.add_argument("--words", default="", help="what the text is for")
        parser.add_argument("--json", action="store_true", help="one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise CommandError(f"{folder} is not a new or empty folder.")
        by = _actor(options["user"], with_text=options["with_text"])
        asked = Asked(
            options["size"], options["with_text"], options["purpose"], options["words"]
        )
        try:
            made, size = exports.export(asked, by=by)
        except NotExportedError as refusal:
            raise CommandError(str(refusal)) from refusal
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with zipfile.ZipFile(io.BytesIO(made.archive)) as archive:
            archive.extractall(folder)
        told = {"lines": made.lines, "size": size, "sha256": made.sha256}
        if options["json"]:
            self.stdout.write(json.dumps(told))
        else:
            self.stdout.write(
                f"{made.lines:,} decisions from the first {size:,} events, "
                f"sha256 {made.sha256}"
            )


def _actor(name: str | None, *, with_text: bool) -> Actor:
    if name is None:
        if with_text:
            raise CommandError("Text leaves only for somebody: name them with --as.")
        return Actor(ActorKind.SERVICE, "export_feedback")
    user = get_user_model().objects.filter(username=name).first()
    needed = "audit.export_text" if with_text else "audit.export_feedback"
    if user is None or not user.has_perm(needed):
        raise CommandError(f"{name} may not export that.")
    return Actor(ActorKind.PERSON, str(user.pk))
