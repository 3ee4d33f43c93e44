"""Hand the log's signature over from its key to a new one.

Owns the words; ``audit.sequencer`` hands over.
"""

from __future__ import annotations

from argparse import RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit import logkeys, sequencer, tree
from audit.checkpoint import CheckpointError, KeyFileError

HELP = """\
Make a new key for the log's checkpoints and let the old one sign that it follows. What
the old key signed still verifies, with the old public key as well as through the chain;
from here on only the new one signs. The old private key is deleted.

Stop a `sequence_trail` that runs by itself first, or run this as the same user; beat's
sequencer only has to wait. Give the new public key to whoever keeps the old one. After
a theft: copies of the checkpoints decide what was signed before, so compare them first
with `verify_trail --checkpoints COPY --key VKEY`.

Ends with 3 when another sequencer is at work and with 4 when the checkpoints and the
database disagree.

  bin/manage rotate_key
"""
ANOTHER, DISAGREES = 3, 4


class Command(BaseCommand):
    help = HELP

    def create_parser(self, *args: Any, **options: Any) -> CommandParser:
        options["formatter_class"] = RawDescriptionHelpFormatter
        return super().create_parser(*args, **options)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = sequencer.rotate()
        except sequencer.NotAloneError as error:
            again = f"{error} Try again in a moment."
            raise CommandError(again, returncode=ANOTHER) from error
        except (sequencer.DisagreementError, tree.BrokenTreeError) as error:
            raise CommandError(str(error), returncode=DISAGREES) from error
        except (CheckpointError, KeyFileError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"old key: {done.old}")
        self.stdout.write(f"new key: {done.new}")
        self.stdout.write(f"it signs what comes after {done.after} events")
        public = logkeys.public_key_file(tree.origin())
        self.stdout.write(f"both, and how they follow: {public}")
