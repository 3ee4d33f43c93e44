"""Charts with gold run through an engine: what ``evaluate`` counts, chart by chart.

Owns turning a coded note beside its gold into ``Judged``, and the checks that no code
was made up and no quotation altered. Must not read files or import Django.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from coding import scoresheet
from coding.chartfiles import Gold
from coding.codebook import CodeBook
from coding.pipeline import Engine, code
from coding.scoring import GapKey, Judged, Scored, score
from coding.values import CodedNote, Evidence, ModelUse, Note

#: What an alternative or an exclusion is worth in a ranking, beside the suggestions.
SET_ASIDE = 0.02


@dataclass(frozen=True, slots=True)
class Measured:
    """One chart: how it compares with gold, what it cost, what was broken."""

    judged: Judged
    seconds: float
    cpu: float
    fabricated: int
    unverifiable: int
    model: ModelUse | None = None


Coder = Callable[[Note], CodedNote]


def measure(
    charts: Iterable[tuple[Note, Gold]], engine: Engine, coder: Coder | None = None
) -> Iterator[Measured]:
    """Every chart coded and compared, one at a time.

    ``coder`` codes in place of the engine, whose code book is asked in any case.
    """
    for note, gold in charts:
        yield measured(note, gold, engine, coder)


def measured(
    note: Note, gold: Gold, engine: Engine, coder: Coder | None = None
) -> Measured:
    """One chart coded and compared."""
    wall, cpu = time.perf_counter(), time.process_time()
    coded = code(note, engine) if coder is None else coder(note)
    return Measured(
        judged=judge(coded, gold),
        seconds=time.perf_counter() - wall,
        cpu=time.process_time() - cpu,
        fabricated=fabricated(coded, engine.book),
        unverifiable=unverifiable(coded, note),
        model=coded.model,
    )


def judge(coded: CodedNote, gold: Gold) -> Judged:
    """The coded note as the measures see it."""
    suggested = tuple(Scored(one.code, one.confidence) for one in coded.suggestions)
    return Judged(
        gold=frozenset(one.code for one in gold.codes),
        suggested=suggested,
        ranked=(*suggested, *_also_considered(coded)),
        gold_excluded={one.code: one.reason for one in gold.excluded},
        excluded={one.code: one.reason for one in coded.excluded},
        gold_gaps=frozenset(
            GapKey(gap.kind, changed)
            for gap in gold.gaps
            for changed in (gap.would_change or ("",))
        ),
        gaps=frozenset(
            GapKey(gap.kind, changed)
            for gap in coded.gaps
            for changed in gap.would_change
        ),
    )


def _also_considered(coded: CodedNote) -> Iterator[Scored]:
    if coded.considered:  # a learned profile weighs all codes on one scale
        for weighed in coded.considered:
            yield Scored(weighed.code, weighed.confidence)
        return
    for one in coded.suggestions:
        for other in one.alternatives:
            yield Scored(other.code, other.confidence * one.confidence)
    for exclusion in coded.excluded:
        yield Scored(exclusion.code, SET_ASIDE)


def fabricated(coded: CodedNote, book: CodeBook) -> int:
    """Suggested codes that the release does not hold as billable."""
    return sum(not book.is_billable(one.code) for one in coded.suggestions)


def unverifiable(coded: CodedNote, note: Note) -> int:
    """Quotations that do not stand in their document at their offsets."""
    texts = {one.sha256: one.text for one in note.documents}
    return sum(
        texts.get(span.document, "")[span.start : span.end] != span.text
        or span.start >= span.end
        for span in quotations(coded)
    )


def quotations(coded: CodedNote) -> Iterator[Evidence]:
    """Every piece of evidence that a coded note quotes."""
    for suggestion in coded.suggestions:
        yield from suggestion.evidence
    for exclusion in coded.excluded:
        yield from exclusion.evidence
    for gap in coded.gaps:
        yield from gap.evidence


def summary(measured: list[Measured], engine: Engine) -> dict[str, Any]:
    """All figures of one evaluation by name."""
    scores = score([one.judged for one in measured], in_release=engine.book.is_billable)
    seconds = sum(one.seconds for one in measured)
    cpu = sum(one.cpu for one in measured)
    return {
        **scoresheet.as_plain(scores),
        "fabricated": sum(one.fabricated for one in measured),
        "unverifiable": sum(one.unverifiable for one in measured),
        "notes_per_second": round(len(measured) / seconds, 1) if seconds else 0.0,
        "cpu_ms_per_note": round(1000 * cpu / len(measured), 2),
        "engine": f"{engine.name} {engine.version}",
        "profile": engine.profile.name,
        "release": str(engine.book.release),
        "keep_negated": engine.keep_negated,
        "without": sorted(engine.without),
    }
