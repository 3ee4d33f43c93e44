"""The engine alone, in this one process: no database, no queue, no files.

Owns two figures of one loop over the charts' notes.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from coding import codes, pipeline
from coding.acceptance import Limits, accept
from coding.acceptance import note as note_of
from coding.values import Note
from review import engines
from review.bench.base import Bench, Figure, measure

LIMITS = Limits(2_000_000, 50)


@measure("coding_notes_per_s", "coding_cpu_ms_per_note")
def coding(bench: Bench) -> Iterator[tuple[str, Figure]]:
    """Note after note for as long as it may take, each at least once if there is time.

    Charts before the measured ones are coded to warm up.
    """
    engine = engines.engine_of(codes.newest_release())
    notes = [_note(bench, n) for n in range(len(bench.charts))]
    for note in notes[:5]:
        pipeline.code(note, engine)
    coded, characters = 0, 0
    wall, cpu = time.perf_counter(), time.process_time()
    while time.perf_counter() - wall < bench.seconds or not coded:
        note = notes[coded % len(notes)]
        pipeline.code(note, engine)
        coded += 1
        characters += sum(len(document.text) for document in note.documents)
    spent = time.process_time() - cpu
    took = time.perf_counter() - wall
    more = {"characters_per_note": characters // coded, "processes": 1}
    yield "coding_notes_per_s", Figure(coded / took, "notes/s", coded, more)
    yield "coding_cpu_ms_per_note", Figure(spent / coded * 1000, "ms", coded, more)


def _note(bench: Bench, n: int) -> Note:
    upload = bench.charts[n]
    return note_of(upload, accept(upload, today=bench.day, limits=LIMITS))
