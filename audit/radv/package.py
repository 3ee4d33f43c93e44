"""A package's files and bytes: a folder, and the zip of that folder.

Owns what a package of one audited HCC holds. The events come from the log up to one
checkpoint; the same dossier at the same checkpoint gives the same bytes. Writes no
event: whoever exports records that.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from audit import proofs, sequencer, tree
from audit.checkpoint import Checkpoint
from audit.models import Event
from audit.radv import columns, pdf, rows, said
from audit.radv.history import History, Labels, evidential
from audit.radv.said import Said
from audit.radv.values import Dossier, Purpose, RecordPart

#: Raised whenever a column comes, goes or means something else.
SCHEMA = "2"
#: Every member of a zip bears this time: the first that the format can say.
ZIP_TIME = (1980, 1, 1, 0, 0, 0)

README = """\
Evidence for one audited HCC of one enrollee.

  coversheet.json     what is audited, for whom, and which records prove it
  record-1.pdf        the best record: one encounter, then a guide to the evidence
  record-2.pdf        the second record, where there is one
  attestation-*.*     CMS-generated attestations, where there are any
  documents/          the exact text of each document, named by its sha256
  evidence.json       one row a quotation, with every column
  evidence.csv        the same as a table; cells that a spreadsheet would run as
                      formulas begin with an apostrophe
  tests.json          every test of validity of each record, and who settled it
  decisions.json      what coders decided, with their credentials at that moment
  provenance.json     what the machine had said: engine, profile, release, what it
                      weighed and left out
  events/             the exact bytes of the events that all this rests on; they
                      cannot be shortened, so they also say how long work took. Who
                      only looked stays in the house, and so does what was planted
                      to measure attention, with every event that names it; nothing
                      planted is ever signed
  proofs.json         where each event stands in the log, and its inclusion proof
  checkpoint.txt      how long the log was and its root, signed (C2SP signed note)
  log.vkey            the public key of the log
  manifest.json       the sha256 of every file here
  verify.py           checks all of it: python3 verify.py

Compare log.vkey with the key that you were given on another way, or give that one:
python3 verify.py --key VKEY. The sha256 of manifest.json stands in the log of whoever
made this, and was told to you apart from it: python3 verify.py --manifest SHA256.

Whoever exchanged files could have exchanged verify.py as well. If you hold none that
you trust, compare first, by another program, the sha256 of manifest.json with what you
were told, and that of verify.py with its line there.
"""


@dataclass(frozen=True, slots=True)
class Point:
    """A checkpoint with the note that signs it."""

    note: str
    checkpoint: Checkpoint
    keys: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Package:
    """Files by their paths; ``waiting`` events had no signed place yet."""

    name: str
    files: Mapping[str, bytes]
    columns: tuple[str, ...]
    manifest_sha256: str
    waiting: int

    def archive(self) -> bytes:
        """The zip: members sorted, one time for all, nothing of this machine."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as made:
            for path, data in sorted(self.files.items()):
                member = zipfile.ZipInfo(f"{self.name}/{path}", ZIP_TIME)
                member.compress_type = zipfile.ZIP_DEFLATED
                member.create_system, member.external_attr = 3, 0o600 << 16
                made.writestr(member, data, compresslevel=6)
        return out.getvalue()


def point_at(size: int | None = None) -> Point:
    """The last checkpoint, or the one of that size; ``NotSealedError`` without."""
    file = sequencer.checkpoint_file()
    note = file.last_note() if size is None and file.exists() else ""
    if size and file.exists():
        found = file.covering(size - 1)
        note = found or ""
    if not note:
        raise proofs.NotSealedError("The log has no such checkpoint.")
    signed = file.chain.opened(note)
    if size and signed.size != size:
        raise proofs.NotSealedError("The log has no checkpoint of that size.")
    return Point(note, signed, proofs.key_files(file))


def build(
    dossier: Dossier,
    name: str,
    point: Point,
    *,
    labels: Labels,
    words: Callable[[str], str] | None = None,
    results: Callable[[str], Mapping[str, Any] | None] | None = None,
) -> Package:
    """Everything of one audited HCC.

    ``words`` fetches what people typed, if wanted; ``results`` the engine's whole
    result, for its wording. Both by sha256, which the events hold.
    """
    found = _events(dossier, point.checkpoint.size)
    size = point.checkpoint.size
    proven = tree.proofs([each for held in found.values() for each in held], size)
    histories = {chart: History(held, proven, labels) for chart, held in found.items()}
    shown = [each for held in found.values() for each in held if each.pk in proven]
    told = _said(words, results)
    files = _files(dossier, point, histories, told)
    files["decisions.json"] = _json(_decisions(dossier, histories, words))
    files |= proofs.folder(sorted(shown, key=lambda e: e.pk), proven, point.note)
    files |= {**point.keys, "README.txt": README.encode()}
    listed = manifest(files)
    files["manifest.json"] = listed
    return Package(
        name=name,
        files=files,
        columns=columns.columns(dossier.purpose),
        manifest_sha256=hashlib.sha256(listed).hexdigest(),
        waiting=sum(len(held) for held in found.values()) - len(shown),
    )


def _said(
    words: Callable[[str], str] | None,
    results: Callable[[str], Mapping[str, Any] | None] | None,
) -> Said:
    return Said(
        result=results or said.NOTHING.result, words=words or said.NOTHING.words
    )


def manifest(files: Mapping[str, bytes]) -> bytes:
    """The sha256 and size of every file, sorted by path."""
    listed = [
        {"path": path, "sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
        for path, data in sorted(files.items())
    ]
    return _json({"schema": SCHEMA, "files": listed})


def _events(dossier: Dossier, size: int) -> dict[str, list[Event]]:
    """By chart: the events that bear on it, in the log's order.

    How the house checks its coders is not part of what CMS asks for.
    """
    second = dossier.purpose is not Purpose.SUBMISSION
    return {
        record.chart: evidential(Event.objects.for_chart(record.chart), second=second)
        for record in dossier.records
    }


def _files(
    dossier: Dossier,
    point: Point,
    histories: Mapping[str, History],
    told: Said,
) -> dict[str, bytes]:
    integrity = {
        "log_origin": point.checkpoint.origin,
        "log_size": str(point.checkpoint.size),
        "log_root": point.checkpoint.root.hex(),
        "export_manifest": "manifest.json",
    }
    shown = [
        columns.masked({**row, **integrity}, dossier.purpose)
        for row in rows.rows(dossier, histories, told)
    ]
    names = columns.columns(dossier.purpose)
    files = {
        "coversheet.json": _json(_coversheet(dossier, point)),
        "evidence.json": _json({"schema": SCHEMA, "rows": shown}),
        "evidence.csv": columns.as_csv(shown, names),
        "tests.json": _json(_tests(dossier)),
        "provenance.json": _json(_provenance(dossier, histories)),
    }
    for record in dossier.records:
        files |= _record_files(dossier, record)
    return files


def _record_files(dossier: Dossier, record: RecordPart) -> dict[str, bytes]:
    hcc = dossier.hcc
    head = (
        f"{hcc['hcc_model']} HCC {hcc['audited_hcc']}, payment year"
        f" {dossier.audit['payment_year']}, record {record.rank}"
    )
    files = {f"record-{record.rank}.pdf": pdf.record_pdf(record, head)}
    files |= {f"documents/{p.sha256}.txt": p.text.encode() for p in record.pages}
    for each in record.attestations:
        ending = each.media_type.rpartition("/")[2].replace("jpeg", "jpg")
        files[f"attestation-{record.rank}-{each.defect}.{ending}"] = each.form
    return files


def _coversheet(dossier: Dossier, point: Point) -> dict[str, Any]:
    """What a coversheet of CMS asks for; files are named, never merged."""
    identity = columns.masked(dossier.identity, dossier.purpose)
    shown = {name: identity[name] for name in dossier.identity if name in identity}
    return {
        "schema": SCHEMA,
        "purpose": dossier.purpose.value,
        "recipient": dossier.recipient,
        "enrollee": shown,
        "audit": {**dossier.audit},
        "hcc": {**dossier.hcc},
        "upload_type": _upload_type(dossier),
        "records": [_covered(record) for record in dossier.records],
        "log": {"origin": point.checkpoint.origin, "size": point.checkpoint.size},
        "versions": {**dossier.versions},
    }


def _upload_type(dossier: Dossier) -> str:
    if not dossier.records:
        return "No Medical Record"
    if any(record.attestations for record in dossier.records):
        return "Medical Record and CMS-Generated Attestation"
    return "Medical Record"


def _covered(record: RecordPart) -> dict[str, Any]:
    return {
        "rank": record.rank,
        "file": f"record-{record.rank}.pdf",
        "visit": dict(record.encounter),
        "provider": dict(record.provider),
        "diagnoses": [each.code for each in record.diagnoses],
        "hccs": sorted({hcc for each in record.diagnoses for hcc in each.hccs}),
        "documents": [page.sha256 for page in record.pages],
        "scans": [scan.sha256 for scan in record.scans],
        "attestations": [
            {"defect": a.defect, "signed_on": a.signed_on, "sha256": a.sha256}
            for a in record.attestations
        ],
    }


def _tests(dossier: Dossier) -> dict[str, Any]:
    with_words = dossier.purpose is not dossier.purpose.SUBMISSION
    return {
        "schema": SCHEMA,
        "records": [
            {
                "rank": record.rank,
                "chart": record.chart,
                "tests": [
                    {
                        "test": t.test,
                        "title": t.title,
                        "result": t.result,
                        "says": t.says,
                        "source": t.source,
                        "settled_by": t.settled_by,
                        "settled_at": t.settled_at,
                        **({"words": t.words} if with_words and t.words else {}),
                    }
                    for t in record.tests
                ],
                "meat": {d.code: list(d.meat) for d in record.diagnoses},
            }
            for record in dossier.records
        ],
    }


def _decisions(
    dossier: Dossier,
    histories: Mapping[str, History],
    fetch: Callable[[str], str] | None,
) -> dict[str, Any]:
    charts, times = [], "seconds_on_task" in columns.columns(dossier.purpose)
    for record in dossier.records:
        history = histories[record.chart]
        told = history.decisions({}, times=times)
        if fetch is not None:
            named = {e[k] for e in told for k in ("words", "citation") if k in e}
            held = {sha256: fetch(sha256) for sha256 in named}
            told = history.decisions(held, times=times)
        charts.append({"rank": record.rank, "chart": record.chart, "decisions": told})
    return {"schema": SCHEMA, "records": charts}


def _provenance(dossier: Dossier, histories: Mapping[str, History]) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "records": [
            {
                "rank": record.rank,
                "chart": record.chart,
                "codes": {
                    each.code: histories[record.chart].provenance(each.code)
                    for each in record.diagnoses
                },
            }
            for record in dossier.records
        ],
    }


def file_name(*parts: object) -> str:
    """A name for folder and zip: letters, digits and hyphens only."""
    said = "-".join(str(each) for each in parts)
    return re.sub(r"[^A-Za-z0-9-]+", "-", said).strip("-")[:100]


def _json(value: Any) -> bytes:
    text = json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False)
    return f"{text}\n".encode()
