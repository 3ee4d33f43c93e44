"""Measure an engine on charts with gold codes.

Owns the command only: reading its arguments, its progress bar and its output. What is
counted lives in ``coding.evaluation`` and ``coding.scoring``.
"""

from __future__ import annotations

import json
import sys
from argparse import RawDescriptionHelpFormatter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit.masking import Identifiers
from coding import (
    ablation,
    acceptance,
    chartfiles,
    codes,
    codeyears,
    learning,
)
from coding import examples as examples_of
from coding.acceptance import Limits, Refusal
from coding.chartfiles import BadLine, ChartFile, Defaults, Gold
from coding.codebook import CodeBook
from coding.evaluation import Measured, measured, summary
from coding.families import FAMILIES
from coding.llm import configured, evaluating, identifying, prompts, releases
from coding.llm import engine as llm
from coding.llm.faults import Fault
from coding.management.arguments import count, writable
from coding.models import Release
from coding.pipeline import ENGINE, STAGES, Engine, knowledge_engine
from coding.profile import dump, sha256_of
from coding.values import Note, Setting

#: The Alphabetic Index is part of the lexicon, not a stage.
INDEX = "index"
ENGINES = (ENGINE, *(mode.value for mode in llm.Mode))
NAMES = (INDEX, *STAGES, *(name for name, _ in FAMILIES))
#: What changes no code, so that leaving it out shows nothing.
UNMEASURED = (
    "denials",
    "rules",
    "ordering",
    "learned",
    "support",
    "billed",
    "gaps",
    "conflicts",
)

HELP = f"""\
Run charts with gold codes through an engine and print how well it did.

FILE is .jsonl, .jsonl.gz, .toml or a folder of these: lines of {{id, text, gold_dx}},
or documents instead of text; gold_excluded, gold_gaps, setting, date, sex and age are
used where they are given. Nothing is stored.

The object printed with --json counts, among others:
  micro              every gold code, and micro_in_release those the release can hold
  macro_f1_gold      the mean over gold codes; macro_f1_union over suggested ones too,
                     macro_f1_in_release over the gold codes that the release can hold
  rare_recall        recall on codes that few of these charts hold
  ece                how far stated confidence is from being right
  coverage_at_90/95  share of suggestions kept where precision reaches 0.90 / 0.95
  fabricated         codes outside the release; unverifiable: altered quotations
  provisional        charts with a date of service that the release does not cover;
                     approximate: with one that it only comes near

--bring-forward reads gold codes that were divided since or cut short as the code of the
release that says the same, and tells how many under "gold_of_other_years". Without it
gold is compared as it was written, and such codes count as outside the release.

--learn fits a profile from the labelled charts of other files first, as if coders had
reviewed them, and adds what it learned from under "learned"; a chart that is measured
is never learned from. --keep-profile writes the profile, which is plain JSON.

--without leaves one stage or family out, to see what it is worth; one of
  {", ".join(NAMES)}.
--engine hybrid or openai asks the language model that the environment or the engines
page names and adds what that took under "model": the share of mentions sent, calls,
tokens, cost, latency, refusals, and the charts on which it stayed silent, for which the
knowledge engine's answer was measured. --resume FILE keeps each chart's figures there
as it goes, without any text; a second run with the same FILE asks only for the rest.

--ablate measures once with everything and once without each of these, and prints one
line for each: precision, recall and F1 inside the release, and what F1 lost.
"""


class Command(BaseCommand):
    help = HELP

    def create_parser(self, *args: Any, **options: Any) -> CommandParser:
        options["formatter_class"] = RawDescriptionHelpFormatter
        return super().create_parser(*args, **options)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="one JSON object")
        parser.add_argument(
            "--engine", default=settings.ENGINE, help=", ".join(ENGINES)
        )
        parser.add_argument("--endpoint", default="", help="of the model, by its name")
        parser.add_argument(
            "--resume", type=writable, metavar="FILE", help="go on where a run ended"
        )
        parser.add_argument("--setting", default="outpatient", choices=list(Setting))
        parser.add_argument("--date", type=date.fromisoformat, help="date of service")
        parser.add_argument(
            "--keep-negated",
            action="store_true",
            help="each mention is coded by itself: denied, doubted and past ones too",
        )
        parser.add_argument(
            "--bring-forward", action="store_true", help="gold of earlier years too"
        )
        parser.add_argument("--without", action="append", default=[], metavar="STAGE")
        parser.add_argument("--ablate", action="store_true", help="what each is worth")
        parser.add_argument("--limit", type=count, help="only the first N charts")
        parser.add_argument("--learn", type=Path, nargs="+", metavar="FILE")
        parser.add_argument("--seed", type=int, default=1, help="of the learning")
        parser.add_argument("--keep-profile", type=writable, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        _refuse(options)
        self._who = {}
        release = _release(options["date"])
        engine = knowledge_engine(
            codes.codebook(release),
            codes.lexicon(release, with_index=INDEX not in options["without"]),
            without=frozenset(options["without"]),
            keep_negated=options["keep_negated"],
        )
        defaults = Defaults(
            setting=options["setting"],
            service_date=options["date"] or release.effective_to,
        )
        if options["bring_forward"]:
            self._forward = engine.book
        charts = list(self._charts(options["file"], defaults, options["limit"]))
        of_other_years = self._of_other_years
        if options["learn"]:
            engine = self._taught(engine, charts, options, defaults)
        if not charts:
            raise CommandError("No chart with gold codes was read.")
        dates = [note.facts.service_date for note, _ in charts]
        self._tell_dates(release, dates)
        if options["ablate"]:
            self._ablate(charts, engine, release, as_json=options["json"])
            return
        measured = list(self._shown(self._measured(charts, engine, release, options)))
        figures = summary(measured, engine)
        figures.update(codes.dated(release, dates))
        if options["engine"] != ENGINE:
            figures["engine"] = f"{options['engine']} {llm.VERSION}"
            figures["model"] = evaluating.figures(measured)
        if options["bring_forward"]:
            figures["gold_of_other_years"] = of_other_years
        if INDEX not in options["without"]:
            figures["index"] = list(codes.index_editions(release))
        if self._learned is not None:
            figures["learned"] = self._learned
        self._print(figures, as_json=options["json"])
        if self._bad:
            raise CommandError(f"{self._bad} charts could not be read.")

    _bad = 0
    _of_other_years = 0
    #: Where gold of earlier years is brought forward to; otherwise it stays as written.
    _forward: CodeBook | None = None

    def _charts(
        self, path: Path, defaults: Defaults, limit: int | None
    ) -> Iterator[tuple[Note, Gold]]:
        if not path.exists():
            raise CommandError(f"There is no {path}.")
        count = 0
        for chart in chartfiles.read(path, defaults):
            if limit is not None and count >= limit:
                return
            pair = self._pair(chart)
            if pair is not None:
                count += 1
                yield pair

    def _taught(
        self,
        engine: Engine,
        charts: list[tuple[Note, Gold]],
        options: dict[str, Any],
        defaults: Defaults,
    ) -> Engine:
        """The engine with a profile of other charts; a chart in both is left out."""
        measured = {one.sha256 for note, _ in charts for one in note.documents}
        examples = [
            examples_of.of_gold(note, gold)
            for path in options["learn"]
            for note, gold in self._charts(path, defaults, None)
            if measured.isdisjoint(one.sha256 for one in note.documents)
        ]
        profile = learning.fit(
            examples, engine, seed=options["seed"], told=self._progress
        )
        self._learned = {
            "charts": len(examples),
            "profile": profile.name,
            "sha256": sha256_of(profile),
            "seed": options["seed"],
            "phrases": len(profile.lessons.phrases) if profile.lessons else 0,
            "threshold": profile.lessons.threshold if profile.lessons else None,
            "out_of_fold": dict(profile.lessons.figures) if profile.lessons else {},
        }
        if options["keep_profile"]:
            options["keep_profile"].write_bytes(dump(profile))
        return knowledge_engine(
            engine.book, engine.lexicon, profile, engine.without, engine.keep_negated
        )

    def _progress(self, stage: str, done: int, total: int) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"\r{stage} {done} of {total}   ", ending="")

    _learned: dict[str, Any] | None = None

    def _pair(self, chart: ChartFile | BadLine) -> tuple[Note, Gold] | None:
        if isinstance(chart, BadLine):
            self._skip(str(chart))
            return None
        if chart.gold is None:
            return None
        gold, changed = chart.gold, 0
        if self._forward:
            gold, changed = codeyears.brought_forward(gold, self._forward)
        try:
            note = _note(chart)
        except Refusal:
            self._skip(f"chart on line {chart.line}: the upload is refused")
            return None
        self._of_other_years += changed
        if note.documents:
            self._who[note.documents[0].sha256] = identifying.of_upload(chart.upload)
        return note, gold

    def _measured(
        self,
        charts: list[tuple[Note, Gold]],
        engine: Engine,
        release: Release,
        options: dict[str, Any],
    ) -> Iterator[Measured]:
        """Every chart measured; those that an earlier run kept are not coded again."""
        self._total = len(charts)
        coder = _coder(engine, release, options, self._who)
        kept = _kept(options, engine, coder)
        for note, gold in charts:
            known = None if kept is None else kept.get(note, gold)
            one = known or measured(note, gold, engine, coder)
            if kept is not None and known is None:
                kept.keep(note, gold, one)
            yield one

    _total = 0
    #: What is taken out of each note before it leaves, by its first document.
    _who: dict[str, Identifiers]

    def _tell_dates(self, release: Release, dates: list[date]) -> None:
        """On stderr, what a coder would read of a chart that no release covers."""
        outside = [on for on in dates if not release.covers(on)]
        if outside:
            self.stderr.write(
                f"{len(outside)} of {len(dates)} charts are coded provisionally:"
                f" {release} does not cover {min(outside)}"
                + (f" to {max(outside)}." if len(set(outside)) > 1 else ".")
            )
            absent = codes.release_for(codes.ICD10CM, min(outside)).missing
            if absent is not None:
                self.stderr.write(str(absent))

    def _skip(self, why: str) -> None:
        self._bad += 1
        self.stderr.write(why)

    def _shown(self, measured: Iterator[Measured]) -> Iterator[Measured]:
        """A counter on a terminal; silence into a pipe."""
        shown = sys.stderr.isatty()
        count = 0
        for count, one in enumerate(measured, start=1):  # noqa: B007  used below
            if shown and count % 10 == 0:
                self.stderr.write(f"\r{count} of {self._total} charts", ending="")
            yield one
        if shown:
            self.stderr.write(f"\r{count} charts\n", ending="")

    def _ablate(
        self,
        charts: list[tuple[Note, Gold]],
        engine: Engine,
        release: Release,
        *,
        as_json: bool,
    ) -> None:
        names = [name for name in NAMES if name not in UNMEASURED]
        if INDEX in engine.without or not codes.index_editions(release):
            names.remove(INDEX)
        plain = codes.lexicon(release, with_index=False)
        for row in ablation.rows(charts, engine, names, {INDEX: plain}):
            self.stdout.write(json.dumps(row) if as_json else ablation.shown(row))
            self.stdout.flush()

    def _print(self, figures: dict[str, Any], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(figures, ensure_ascii=False))
            return
        for name, value in figures.items():
            self.stdout.write(f"{name:22} {json.dumps(value)}")


def _refuse(options: dict[str, Any]) -> None:
    if options["engine"] not in ENGINES:
        known = ", ".join(ENGINES)
        raise CommandError(f"There is no engine {options['engine']!r}, only {known}.")
    if options["engine"] != ENGINE and options["ablate"]:
        raise CommandError("--ablate measures the knowledge engine only.")
    unknown = sorted(set(options["without"]) - set(NAMES))
    if unknown:
        raise CommandError(
            f"--without {', '.join(unknown)}: no such stage. There are "
            f"{', '.join(NAMES)}."
        )


def _coder(
    engine: Engine,
    release: Release,
    options: dict[str, Any],
    who: dict[str, Identifiers],
) -> evaluating.Patient | None:
    """What codes with a model; None for the knowledge engine."""
    if options["engine"] == ENGINE:
        return None
    try:
        endpoint = configured.named(options["endpoint"])
    except Fault as fault:
        raise CommandError(
            f"The model cannot be asked: {fault.kind.words}. See docs/llm.md."
        ) from None
    modelled = llm.Modelled(
        engine,
        releases.retriever(release, engine),
        llm.Mode(options["engine"]),
        settings.LLM_BAR,
    )
    return evaluating.Patient(modelled, endpoint, settings.LLM_RUN_SECONDS, who)


def _kept(
    options: dict[str, Any], engine: Engine, coder: evaluating.Patient | None
) -> evaluating.Kept | None:
    if options["resume"] is None:
        return None
    run = {
        "engine": options["engine"],
        "model": coder and [coder.endpoint.base_url, coder.endpoint.model],
        "bar": coder and coder.modelled.bar,
        "prompts": coder and {one.name: one.sha256 for one in prompts.BOTH},
        "release": engine.book.release.sha256,
        "profile": sha256_of(engine.profile),
        "without": sorted(engine.without),
        "keep_negated": engine.keep_negated,
    }
    try:
        return evaluating.Kept(options["resume"], run)
    except evaluating.OtherRun as other:
        raise CommandError(
            f"{other} was begun with another engine, model, prompt or release."
        ) from None


def _release(on: date | None) -> Release:
    try:
        if on is None:
            return codes.newest_release()
        return codes.release_for(codes.ICD10CM, on).release
    except codes.NoRelease as error:
        raise CommandError(str(error)) from error


def _note(chart: ChartFile) -> Note:
    limits = Limits(settings.INTAKE_MAX_CHARACTERS, settings.INTAKE_MAX_DOCUMENTS)
    texts = acceptance.accept(chart.upload, today=date.max, limits=limits)
    return acceptance.note(chart.upload, texts)
