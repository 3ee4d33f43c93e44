"""The engine for a date of service, kept in the process, and one note through it.

Owns choosing release and engine and putting a chart version into the engine's values.
Must not store anything: the command that tries a note out uses it too.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from datetime import date

from coding import checklists, codes, hcctables, pipeline, procedurecodes
from coding.models import ChartVersion, Release
from coding.values import CodedNote, Note
from review import codeset

_engines: dict[str, pipeline.Engine] = {}
_making = threading.Lock()


@dataclass(frozen=True, slots=True)
class Coded:
    """What an engine said, and the release it spoke by."""

    note: CodedNote
    release: Release


def engine_of(release: Release) -> pipeline.Engine:
    """The engine of a release, once in a process."""
    with _making:
        engine = _engines.get(release.sha256)
        if engine is None:
            engine = _engines[release.sha256] = pipeline.knowledge_engine(
                codes.codebook(release), codes.lexicon(release)
            )
    return engine


def code_note(note: Note) -> Coded:
    """Codes a note with the release that its date of service asks for."""
    chosen = codes.release_for(codes.ICD10CM, note.facts.service_date)
    lists = checklists.lists_on(note.facts.service_date)
    coded = pipeline.code(note, replace(engine_of(chosen.release), lists=lists))
    marked = replace(
        coded, provisional=chosen.provisional, approximate=chosen.approximate
    )
    done = procedurecodes.with_procedures(marked, note)
    return Coded(hcctables.with_hccs(done, note.facts), chosen.release)


def code_version(version: ChartVersion) -> Coded:
    """Codes a chart version as it was received."""
    note = Note(codeset.documents_of(version), version.facts())
    return code_note(note)


def warm_up() -> None:
    """Loads the engine of the newest release, so that children share its memory."""
    try:
        release = codes.release_for(codes.ICD10CM, date.today()).release
    except codes.NoRelease:
        return
    engine_of(release)
    hcctables.categories_on(release.effective_to)
