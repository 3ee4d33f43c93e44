"""Learning from decisions: which charts, the fit, and the replay on charts kept apart.

Owns putting reviewed charts (``audit.lessons``) and their texts into the values that
``coding.learning`` fits from. A chart that is kept apart is never learned from, so each
profile is replayed on charts that none has seen. Must not store or promote anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from audit import lessons
from audit.feedback import Reviewed
from coding import codes, examples, learning
from coding.examples import Example
from coding.models import ChartVersion
from coding.profile import CONSERVATIVE, Profile
from coding.replaying import HeldOut, is_held_out, replay
from coding.values import Note
from review import codeset, engines

#: Fewer charts kept apart than this say too little to promote anything by.
FEWEST_HELD = 5


@dataclass(frozen=True, slots=True)
class Taught:
    """What came of learning: a candidate with its replay, or why there is none."""

    charts: int
    held_out: int = 0
    profile: Profile | None = None
    replay: dict[str, Any] | None = None
    reason: str = ""


def teach(until: int, *, site: str, against: Profile) -> Taught:
    """Learns from decisions up to an event and replays the result."""
    learned, held = split(until, site=site)
    if len(learned) < learning.FEWEST or len(held) < FEWEST_HELD:
        return Taught(len(learned), len(held), reason="too-few")
    newest = codes.newest_release()
    profile = learning.fit(learned, engines.engine_of(newest))
    if profile is CONSERVATIVE or profile.name == against.name:
        return Taught(len(learned), len(held), reason="no-better")
    return Taught(len(learned), len(held), profile, compared(held, against, profile))


def split(until: int, *, site: str) -> tuple[list[Example], list[HeldOut]]:
    """Reviewed charts up to an event: to learn from, and those kept apart."""
    learned: list[Example] = []
    held: list[HeldOut] = []
    for one in lessons.reviewed(lessons.until(until), site=site):
        note = _note(one)
        if note is None:
            continue
        example = examples.of_review(note, one)
        if is_held_out(one.chart):
            held.append(HeldOut(one.chart, example, _strata(one)))
        else:
            learned.append(example)
    return learned, held


def compared(held: list[HeldOut], against: Profile, profile: Profile) -> dict[str, Any]:
    """Both profiles on charts kept apart, each by the release of its date."""
    return replay(
        held,
        before=lambda one: engines.for_note(one.example.note, against),
        after=lambda one: engines.for_note(one.example.note, profile),
    )


def _note(one: Reviewed) -> Note | None:
    """The version that was signed, as it was received; None where it is gone."""
    version = (
        ChartVersion.objects.filter(chart_id=UUID(one.chart), number=one.version)
        .select_related("chart")
        .first()
    )
    if version is None:
        return None
    return Note(codeset.documents_of(version), version.facts())


def _strata(one: Reviewed) -> tuple[tuple[str, str], ...]:
    return tuple(_told(one))


def _told(one: Reviewed) -> Iterator[tuple[str, str]]:
    yield "setting", one.encounter.setting
    yield "specialty", one.encounter.specialty or "none"
    yield "stands by", one.standing.value
    if one.encounter.site:
        yield "site", one.encounter.site
