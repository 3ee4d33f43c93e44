"""A note through an engine that asks a model, and what stands when it does not answer.

Owns choosing endpoint, candidates and masking for a note or a chart version. The
knowledge engine's answer is always there; a model's takes its place or it does not.
Must not store anything but what a day has cost.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.conf import settings

from audit import identity, masking
from audit.masking import NOBODY, Identifiers
from coding import charts, checklists, codes, hcctables, procedurecodes
from coding.llm import configured, releases, spending
from coding.llm import engine as llm
from coding.llm.asker import Asker
from coding.llm.endpoints import Endpoint
from coding.llm.engine import Mode, Modelled
from coding.llm.faults import Fault, Kind
from coding.llm.gate import Gate, nothing
from coding.llm.retrieving import Retriever
from coding.models import ChartVersion, Release
from coding.pipeline import ENGINE
from coding.values import ModelUse, Note
from review import codeset, engines
from review.engines import Coded

MODES = tuple(mode.value for mode in Mode)
ENGINES = (ENGINE, *MODES)


def is_model(engine: str) -> bool:
    """Whether an engine of this name asks a model."""
    return engine in MODES


def retriever_of(release: Release) -> Retriever:
    """The ways to the codes of a release."""
    return releases.retriever(release, engines.engine_of(release))


def modelled(release: Release, mode: str, note: Note) -> Modelled:
    lists = checklists.lists_on(note.facts.service_date)
    return Modelled(
        engine=replace(engines.engine_of(release), lists=lists),
        retriever=retriever_of(release),
        mode=Mode(mode),
        bar=settings.LLM_BAR,
    )


def code_note(note: Note, mode: str, asker: Asker, who: Identifiers = NOBODY) -> Coded:
    """Codes a note with a model's help; ``Fault`` where it did not answer."""
    chosen = codes.release_for(codes.ICD10CM, note.facts.service_date)
    coded = llm.code(note, modelled(chosen.release, mode, note), asker, who)
    if coded.model is not None:
        spending.count_run(asker.endpoint.name, coded.model)
    marked = replace(
        coded, provisional=chosen.provisional, approximate=chosen.approximate
    )
    done = procedurecodes.with_procedures(marked, note)
    return Coded(hcctables.with_hccs(done, note.facts), chosen.release)


def code_or_fall_back(
    note: Note, mode: str, endpoint: str = "", who: Identifiers = NOBODY
) -> Coded:
    """The model's answer, or the knowledge engine's and why it stands."""
    found: Endpoint | None = None
    try:
        found = configured.named(endpoint)
        with Gate(found, seconds=settings.LLM_RUN_SECONDS) as gate:
            return code_note(note, mode, gate, who)
    except Fault as fault:
        return stands(engines.code_note(note), found, fault.kind)


def stands(coded: Coded, endpoint: Endpoint | None, why: Kind) -> Coded:
    """The knowledge engine's answer, marked with why there is no other."""
    use = ModelUse(
        endpoint=endpoint.name if endpoint else "",
        host=endpoint.host if endpoint else "",
        model=endpoint.model if endpoint else "",
        silent=why.value,
    )
    return replace(coded, note=replace(coded.note, model=use))


def code_version(
    version: ChartVersion,
    mode: str,
    endpoint: Endpoint,
    *,
    first: Callable[[], None] = nothing,
    before: Callable[[], None] = nothing,
) -> Coded:
    """A chart version with a model's help, its identifiers masked."""
    earlier = charts.earlier_documents(version)
    note = Note(codeset.documents_of(version), version.facts(), earlier)
    seconds = settings.LLM_RUN_SECONDS
    with Gate(endpoint, first=first, before=before, seconds=seconds) as gate:
        return code_note(note, mode, gate, identifiers_of(version))


def identifiers_of(version: ChartVersion) -> Identifiers:
    """What the chart's facts say of who it is about and who wrote it."""
    facts = identity.reveal(str(version.chart.patient))
    authors = version.documents.values_list("author", flat=True)
    numbers = (
        facts.mrn,
        facts.mbi,
        facts.enrollee_id,
        version.provider_npi,
        version.chart.external_id,
    )
    return masking.identifiers(
        (facts.name, version.provider_name, *authors), numbers, facts.birth_date
    )
