"""The feedback dataset: one line a decision, as JSON and as a table, with a data card.

Owns the form of a line, its columns, the card and the bytes of the archive. The same
reviewed charts give the same bytes. Nothing here tells who somebody is: charts,
patients and coders stand under keyed marks, dates as years. Text is there only where it
is handed in, scrubbed. Must not import Django.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from audit.feedback import WEIGHTS, Decided, Reviewed
from audit.parts import Code, Span
from audit.radv.columns import as_csv

#: Raised whenever a line or the way it is made changes.
VERSION = 2
#: Every member of a zip bears this time: the first that the format can say.
ZIP_TIME = (1980, 1, 1, 0, 0, 0)

#: What together could single somebody out, and the fewest patients that share it.
_SINGLING, FEWEST = ("setting", "specialty", "service_year"), 11

Line = dict[str, Any]
#: (kind, id) -> a mark that only this installation can make again
Mark = Callable[[str, str], str]
#: the words of a place, scrubbed; None where they are gone
Quote = Callable[[Reviewed, Span], str | None]

#: Columns of the table, with what each means.
COLUMNS: Mapping[str, str] = {
    "chart": "keyed mark of the chart",
    "patient": "keyed mark of the patient",
    "coder": "keyed mark of whoever signed",
    "version": "version of the chart that was signed, from 1",
    "documents": "keyed mark of each document, in order",
    "setting": "inpatient, outpatient, emergency, …",
    "specialty": "as the chart's facts say; empty where it is rare",
    "service_year": "year of service; days are left out",
    "release": "code release of the signed codes",
    "engine": "engine that suggested",
    "profile": "profile of the engine",
    "standing": "what stands behind the codes: signed, attested, agreed, …",
    "weight": "hundredths by which the decision counts in learning",
    "decision": "keyed mark of the decision",
    "kind": "accept, modify, reject, add or attested",
    "origin": "who put the code there: machine, coder or billed",
    "code": "the code that was decided on",
    "stands": "the code that stands afterwards; empty when rejected",
    "what": "reason code: what was wrong",
    "why": "reason code: why it was wrong",
    "seconds": "from opening the item to deciding, where known",
    "truth": "whether an over-read held the outcome to be right; empty without one",
    "suggestion": "the machine's view at that moment, or empty",
    "evidence": "where the words stand: document, start, end, page, section",
    "text": "those words, scrubbed; only where the export holds text",
}
_LISTS = frozenset({"documents", "suggestion", "evidence", "text"})


@dataclass(frozen=True, slots=True)
class Dataset:
    """The archive and what an event says of it."""

    archive: bytes
    lines: int
    sha256: str  # of decisions.jsonl


def build(
    charts: Iterable[Reviewed],
    *,
    size: int,
    root: str,
    mark: Mark,
    quote: Quote | None = None,
) -> Dataset:
    """The whole dataset of these charts: ``size`` leaves of the log, under ``root``."""
    made = [line for chart in charts for line in lines(chart, mark=mark, quote=quote)]
    rare = _hide_rare(made)
    counts = Counter(f"{line['kind']}, {line['standing']}" for line in made)
    names = [name for name in COLUMNS if name != "text" or quote is not None]
    data = b"".join(_json(line).encode() + b"\n" for line in made)
    sha256 = hashlib.sha256(data).hexdigest()
    card = _card(size, root, counts, sha256, rare, with_text=quote is not None)
    files = {
        "DATA-CARD.md": card.encode(),
        "decisions.csv": as_csv(map(_row, made), names),
        "decisions.jsonl": data,
    }
    return Dataset(_zip(files), sum(counts.values()), sha256)


def _hide_rare(made: Iterable[Line]) -> int:
    """Empties the specialty where it would single a few patients out; how often.

    CMS publishes no figure of fewer than eleven people; neither does a cell here.
    """
    patients: dict[tuple[str, ...], set[str]] = defaultdict(set)
    held = [(line, tuple(line[name] for name in _SINGLING)) for line in made]
    for line, cell in held:
        patients[cell].add(line["patient"])
    rare = [line for line, c in held if line["specialty"] and len(patients[c]) < FEWEST]
    for line in rare:
        line["specialty"] = ""
    return len(rare)


def lines(chart: Reviewed, *, mark: Mark, quote: Quote | None = None) -> Iterator[Line]:
    """Every decision that counts of one chart."""
    about = _about(chart, mark)
    for one in chart.decided:
        line = about | _decision(one, mark)
        if quote is not None:
            line["text"] = [quote(chart, span) for span in one.evidence]
        yield line


def _about(chart: Reviewed, mark: Mark) -> Line:
    seen = chart.encounter
    return {
        "dataset": VERSION,
        "chart": mark("chart", chart.chart),
        "patient": mark("patient", chart.patient),
        "coder": mark("coder", chart.signed_by),
        "version": chart.version,
        "documents": [mark("document", each) for each in chart.documents],
        "setting": seen.setting,
        "specialty": seen.specialty or "",
        "service_year": seen.service_date[:4],
        "release": chart.release,
        "engine": chart.engine,
        "profile": chart.profile,
        "standing": chart.standing.value,
    }


def _decision(one: Decided, mark: Mark) -> Line:
    return {
        "weight": one.weight,
        "decision": mark("decision", one.decision),
        "kind": one.kind,
        "origin": one.origin,
        "code": one.code,
        "stands": one.stands,
        "what": one.what,
        "why": one.why,
        "seconds": one.seconds,
        "truth": one.truth,
        "suggestion": _suggestion(one.suggested, mark) if one.suggested else None,
        "evidence": [_span(span, mark) for span in one.evidence],
    }


def _suggestion(code: Code, mark: Mark) -> Line:
    return {
        "code": code.code,
        "sequence": code.sequence,
        "role": code.role,
        "chapter": code.chapter,
        "risk_class": code.risk_class,
        "rarity": code.rarity,
        "assertion": code.assertion,
        "section": code.section,
        "extraction_confidence": code.extraction_confidence,
        "code_confidence": code.code_confidence,
        "confidence": code.confidence,
        "profile": code.profile,
        "findings": [each.rule for each in code.findings],
        "alternatives": [[each.code, each.confidence] for each in code.alternatives],
        "features": {each.name: each.value for each in code.features},
        "evidence": [_span(span, mark) for span in code.evidence],
    }


def _span(span: Span, mark: Mark) -> Line:
    return {
        "document": mark("document", span.document),
        "start": span.start,
        "end": span.end,
        "page": span.page,
        "section": span.section,
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _row(line: Line) -> dict[str, str]:
    return {name: _cell(name, line.get(name)) for name in COLUMNS}


def _cell(name: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if name in _LISTS:
        return _json(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _zip(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in sorted(files):
            member = zipfile.ZipInfo(name, ZIP_TIME)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            made.writestr(member, files[name], compresslevel=6)
    return out.getvalue()


def _card(
    size: int,
    root: str,
    counts: Counter[str],
    sha256: str,
    rare: int,
    *,
    with_text: bool,
) -> str:
    """What the data is, what it is not, and how to make it again."""
    by_kind = "\n".join(f"| {name} | {counts[name]:,} |" for name in sorted(counts))
    weights = "\n".join(f"| {name} | {weight} |" for name, weight in WEIGHTS.items())
    columns = "\n".join(
        f"| {name} | {said} |"
        for name, said in COLUMNS.items()
        if name != "text" or with_text
    )
    return f"""\
# Feedback dataset, version {VERSION}

One line a decision that counts, of charts that were signed, made from the first
{size:,} events of the trail. Root of the log at that size: {root}.
`decisions.jsonl` has sha256 {sha256}; `decisions.csv` holds the same lines as a table.

## How many

| decision, standing | lines |
|---|---|
{by_kind}

## What counts

Decisions that were withdrawn or superseded are left out, and so are codes planted to
measure attention. What was attested at a glance is a kind of its own, never mixed with
what was accepted line by line. Weights, in hundredths:

| standing | weight |
|---|---|
{weights}

## What it does not say

{_unsaid(rare, with_text)}

## Columns

| column | means |
|---|---|
{columns}

## Making it again

`bin/manage export_feedback FOLDER --size {size}` gives the same bytes, as long as the
key is the same{_AS_LONG if with_text else ""}.
"""


def _unsaid(rare: int, with_text: bool) -> str:
    return f"""\
Charts, patients, coders, documents and decisions stand under marks keyed by this
installation: the same mark is the same one, and nobody without the key can tell which,
not even whoever holds the document or the log. Of dates there is the year. Where
fewer than {FEWEST} patients share setting, specialty and year, the specialty is left
out: here in {rare:,} lines. A rare diagnosis may still single somebody out for whoever
knows of it.
{_WITH_TEXT if with_text else _WITHOUT_TEXT}
Signed codes are what one coder signed, not the truth; `truth` is there only where a
second coder read the chart."""


_WITHOUT_TEXT = "No text of a document is here."
_WITH_TEXT = (
    "The words quoted as evidence are here. Taken out of them are the patient's\n"
    "name, numbers and birth date however they are spelled, every date, and e-mail,\n"
    "telephone numbers, addresses and other numbers as far as they are recognised.\n"
    "That lowers what the words tell of a person and does not make them anonymous;\n"
    "names of clinicians and relatives may remain."
)
_AS_LONG = " and neither a document nor an identity was disposed of"
