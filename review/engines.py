"""The engine for a date of service, kept in the process, and one note through it.

Owns choosing release and engine and putting a chart version into the engine's values.
Must not store anything: the command that tries a note out uses it too.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, replace
from datetime import date

from coding import charts, checklists, codes, hcctables, pipeline, procedurecodes
from coding.lexicon import Lexicon
from coding.models import ChartVersion, Release, StoredProfile
from coding.profile import CONSERVATIVE, Profile, Refused
from coding.values import CodedNote, Note
from review import codeset

log = logging.getLogger(__name__)

_engines: dict[tuple[str, str], pipeline.Engine] = {}
#: Engines with lessons that a process keeps; the one without is kept beside them.
MOST_LEARNED = 4
_making = threading.Lock()


@dataclass(frozen=True, slots=True)
class Coded:
    """What an engine said, and the release it spoke by."""

    note: CodedNote
    release: Release


def engine_of(release: Release, profile: Profile = CONSERVATIVE) -> pipeline.Engine:
    """The engine of a release and a profile, once in a process."""
    with _making:
        key = release.sha256, profile.name
        engine = _engines.get(key)
        if engine is None:
            _forget_learned()
            engine = _engines[key] = pipeline.knowledge_engine(
                codes.codebook(release), _lexicon(release), profile
            )
    return engine


def _lexicon(release: Release) -> Lexicon:
    """The lexicon of a release, shared by all its engines."""
    for (sha256, _), engine in _engines.items():
        if sha256 == release.sha256:
            return engine.lexicon
    return codes.lexicon(release)


def _forget_learned() -> None:
    """Makes room: the longest kept engine with lessons goes."""
    learned = [key for key, engine in _engines.items() if engine.learned is not None]
    if len(learned) >= MOST_LEARNED:
        del _engines[learned[0]]


_profiles: dict[str, Profile] = {}


def profile_of(site: str) -> Profile:
    """The profile in force for charts of a site; read once in a process.

    The conservative one where it cannot be read: whoever codes a chart marks it so.
    """
    name, sha256 = StoredProfile.in_force(site)
    if not sha256:
        return CONSERVATIVE
    try:
        return _kept(name, sha256)
    except Refused as refusal:
        log.error("profile %s is in force and cannot be read: %s", name, refusal)
        return CONSERVATIVE


def profile_named(name: str) -> Profile:
    """The stored profile of this name; the conservative one where there is none.

    ``Refused`` where it cannot be read.
    """
    found = StoredProfile.objects.filter(name=name).values_list("sha256", flat=True)
    sha256 = found.first()
    return CONSERVATIVE if sha256 is None else _kept(name, sha256)


def _kept(name: str, sha256: str) -> Profile:
    profile = _profiles.get(sha256)
    if profile is None:
        row = StoredProfile.objects.filter(name=name, sha256=sha256)[:1].get()
        if len(_profiles) >= MOST_LEARNED:
            _profiles.clear()
        profile = _profiles[sha256] = row.profile
    return profile


def for_note(note: Note, profile: Profile) -> pipeline.Engine:
    """The engine for a note's date of service, with the lists of that date."""
    chosen = codes.release_for(codes.ICD10CM, note.facts.service_date)
    lists = checklists.lists_on(note.facts.service_date)
    return replace(engine_of(chosen.release, profile), lists=lists)


def code_note(note: Note, profile: Profile | None = None) -> Coded:
    """Codes a note with the release that its date of service asks for.

    Without a profile that of all sites is asked, where one is in force.
    """
    chosen = codes.release_for(codes.ICD10CM, note.facts.service_date)
    coded = pipeline.code(note, for_note(note, profile or profile_of("")))
    marked = replace(
        coded, provisional=chosen.provisional, approximate=chosen.approximate
    )
    done = procedurecodes.with_procedures(marked, note)
    return Coded(hcctables.with_hccs(done, note.facts), chosen.release)


def code_version(version: ChartVersion, profile: Profile | None = None) -> Coded:
    """Codes a chart version as it was received, by the profile of its site."""
    earlier = charts.earlier_documents(version)
    note = Note(codeset.documents_of(version), version.facts(), earlier)
    return code_note(note, profile or profile_of(version.chart.site))


def warm_up() -> list[str]:
    """Loads the engine of the newest release, so that children share its memory.

    Gives the names of profiles in force that cannot be read: work goes on without.
    """
    try:
        release = codes.release_for(codes.ICD10CM, date.today()).release
    except codes.NoRelease:
        return []
    engine_of(release)
    hcctables.categories_on(release.effective_to)
    in_force = StoredProfile.objects.filter(
        state=StoredProfile.State.PROMOTED, unreadable_at=None
    )
    rows = in_force.values_list("name", "sha256")[:MOST_LEARNED]
    return [name for name, sha256 in rows if not _warmed(release, name, sha256)]


def _warmed(release: Release, name: str, sha256: str) -> bool:
    try:
        engine_of(release, _kept(name, sha256))
    except Refused as refusal:
        log.error("profile %s is in force and cannot be read: %s", name, refusal)
        return False
    return True
