"""Code one note and print what the engine says; nothing is stored.

Owns the command's options and how a result is printed. The result is schema 1 with the
route that the policy in force would give.
"""

from __future__ import annotations

import hashlib
import json
import sys
from argparse import RawDescriptionHelpFormatter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit.masking import Identifiers
from coding import acceptance, chartfiles, codes, hcc, result
from coding.llm import faults, identifying
from coding.uploads import ChartUpload, DocumentUpload
from coding.values import CodedNote, Facts, ModelUse, Note, NoteDocument, Setting
from review import engines, modelling, routing
from review.actions import parts

HELP = """\
Code one note and print the result; nothing is stored.

FILE is a text, or the first chart of a .toml, .jsonl or .jsonl.gz file; - reads a text
from standard input. Options say what the file does not. With --json the result is
schema 1: suggestions with evidence, excluded, gaps, findings and the route.

--engine hybrid and openai put text to the language model that the environment or the
engines page names (docs/llm.md); where it does not answer, knowledge does and says so.

  bin/manage code_note note.txt --setting outpatient --date 2026-05-14 --json
"""


class Command(BaseCommand):
    help = HELP

    def create_parser(self, *args: Any, **options: Any) -> CommandParser:
        options["formatter_class"] = RawDescriptionHelpFormatter
        return super().create_parser(*args, **options)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="a file, or - for a pipe")
        parser.add_argument("--setting", choices=[s.value for s in Setting])
        parser.add_argument(
            "--date",
            type=date.fromisoformat,
            help="date of service (default: the last day of the newest code release)",
        )
        parser.add_argument("--age", type=int, help="in years on that date")
        parser.add_argument("--sex", choices=["F", "M"])
        parser.add_argument(
            "--engine", choices=modelling.ENGINES, default=settings.ENGINE
        )
        parser.add_argument(
            "--endpoint", default="", help="its name, where there are several"
        )
        parser.add_argument("--json", action="store_true", help="print schema 1")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            note, who = _note(options)
            coded = _coded(note, who, options)
        except acceptance.Refusal as refusal:
            raise CommandError(refusal.problem.detail) from None
        except codes.NoRelease as missing:
            raise CommandError(str(missing)) from None
        if options["json"]:
            self.stdout.write(json.dumps(_plain(coded, note.facts), indent=2))
        else:
            self.stdout.write("\n".join(_told(coded, note.facts)))


def _coded(note: Note, who: Identifiers, options: dict[str, Any]) -> CodedNote:
    if not modelling.is_model(options["engine"]):
        return engines.code_note(note).note
    mode, endpoint = options["engine"], options["endpoint"]
    return modelling.code_or_fall_back(note, mode, endpoint, who).note


def _note(options: dict[str, Any]) -> tuple[Note, Identifiers]:
    upload = _upload(options["file"], options)
    today = date.max
    texts = acceptance.accept(upload, today=today, limits=acceptance.Limits())
    assert upload.service_date is not None
    documents = tuple(
        NoteDocument(
            sha256=hashlib.sha256(text.text.encode()).hexdigest(),
            text=text.text,
            name=text.upload.name,
            kind=text.upload.kind,
            author_role=text.upload.author_role,
            date=text.upload.date,
        )
        for text in texts
    )
    facts = Facts(
        setting=Setting(upload.setting),
        service_date=upload.service_date,
        admission_date=upload.admission_date,
        age=acceptance.age_at_service(upload),
        sex=upload.sex,
        modality=upload.modality,
        place_of_service=upload.place_of_service,
        specialty=upload.specialty,
        billed=acceptance.billed_codes(upload),
        specialty_code=upload.specialty_code,
        provider_credential=upload.provider_credential,
        contract=upload.contract,
        claim_control_number=upload.claim_control_number,
    )
    return Note(documents, facts), identifying.of_upload(upload)


def _upload(name: str, options: dict[str, Any]) -> ChartUpload:
    """The chart of the file, with what the options say in place of what it says."""
    day = options["date"] or codes.newest_release().effective_to
    setting = options["setting"] or Setting.OUTPATIENT.value
    if name == "-":
        document = DocumentUpload(sys.stdin.buffer.read())
        told = ChartUpload((document,), setting=setting, service_date=day)
    else:
        told = _read(Path(name), chartfiles.Defaults(setting=setting, service_date=day))
    changes = {
        "setting": options["setting"],
        "service_date": options["date"],
        "age": options["age"],
        "sex": options["sex"],
    }
    said = {key: value for key, value in changes.items() if value is not None}
    return replace(told, **said)


def _read(path: Path, defaults: chartfiles.Defaults) -> ChartUpload:
    if not path.is_file():
        raise CommandError(f"There is no file {path}.")
    first = next(iter(chartfiles.read(path, defaults)), None)
    if not isinstance(first, chartfiles.ChartFile):
        raise CommandError(str(first or f"{path} holds no chart."))
    return first.upload


def _plain(coded: CodedNote, facts: Facts) -> dict[str, Any]:
    way = _route(coded, facts)
    route = {"lane": way.lane.value, "reasons": list(way.keys)}
    return {**result.to_json(coded), "route": route}


def _route(coded: CodedNote, facts: Facts) -> routing.Route:
    """Where the chart would go if it were not drawn for a second look."""
    undrawn = routing.PARTS - 1
    policy, bearing = parts.routing_policy(), hcc.bearing(coded)
    return routing.route(coded, facts, policy, undrawn, hcc_bearing=bearing)


def _asked(use: ModelUse) -> str:
    """What the model had to do with the result, in one line."""
    if use.silent:
        why = faults.Kind(use.silent).words
        return f"  The model did not answer: {why}. Knowledge alone decided."
    return (
        f"  {use.model} at {use.host}: {use.sent} of {use.mentions} mentions asked in"
        f" {use.calls} calls, {use.tokens_in} + {use.tokens_out} tokens,"
        f" {use.microseconds / 1e6:.1f} s, {sum(n for _, n in use.refused)} refused"
    )


def _told(coded: CodedNote, facts: Facts) -> Iterator[str]:
    """The result for a person at a terminal."""
    way = _route(coded, facts)
    yield f"{coded.release}, {coded.setting}, {coded.service_date}: {way.lane.label}"
    if coded.model is not None:
        yield _asked(coded.model)
    for reason in way.reasons:
        yield f"  {reason.text}"
    for one in coded.suggestions:
        yield f"{one.sequence:>3}  {one.code:<8} {one.confidence:.2f}  {one.title}"
        for span in one.evidence:
            yield f"       “{' '.join(span.text.split())}”"
    for exclusion in coded.excluded:
        yield f"  -  {exclusion.code:<8} {exclusion.reason}: {exclusion.message}"
    for gap in coded.gaps:
        yield f"  ?  {gap.question}"
    for finding in coded.findings:
        yield f"  !  {finding.rule} {finding.severity}: {finding.message}"
