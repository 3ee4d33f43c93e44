"""What learning from the simulated year is worth, on charts that it never saw.

Owns playing the year in memory: notes are written, coded and decided as the demo's are,
with the same dice, and nothing is stored. Members of a contract are left out: their
notes teach nothing. One chart in five is kept apart and judged by what is true of it,
not by what its coder signed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from coding import learning
from coding.examples import Example, Quoted
from coding.pipeline import Engine, code
from coding.profile import CONSERVATIVE, Profile
from coding.replaying import is_held_out
from coding.scoring import Counts, Interval
from coding.values import Facts, Note, NoteDocument, Setting
from review.demo.history.coders import CODERS, acts, of_month
from review.demo.history.notes import Written, write
from review.demo.history.play import OWN_SPECIALTY, dice

#: Resamples of the charts kept apart (percentile bootstrap, Efron 1979).
RESAMPLES = 1_000


@dataclass(frozen=True, slots=True)
class Judged:
    """One chart kept apart, coded before and after learning."""

    before: Counts
    after: Counts


@dataclass(frozen=True, slots=True)
class Lesson:
    """What came of it; ``gain`` is the interval of the difference of both micro-F1."""

    learned: int
    judged: int
    before: Counts
    after: Counts
    gain: Interval


def learn(
    seed: str, charts: int, months: int, day: date, engine: Callable[[Profile], Engine]
) -> Lesson:
    """Learns from the decisions of such a year and judges the rest of its charts.

    ``engine`` gives the engine with a profile, ``day`` is the date of service.
    """
    plain = engine(CONSERVATIVE)
    examples, held = [], []
    for number in range(charts):
        random = dice(seed, number)
        month = 1 + number * months // charts
        written = write(random, month)
        note = _note(written, day)
        if is_held_out(f"{seed}-{number}"):
            held.append(Example(note, frozenset(f.code for f in written.truth)))
        else:
            examples.append(_signed(random, month, written, note, plain))
    profile = learning.fit(examples, plain)
    return compared(len(examples), held, plain, engine(profile), seed)


def compared(
    learned: int, held: Sequence[Example], plain: Engine, taught: Engine, seed: str
) -> Lesson:
    """Both engines on the charts kept apart."""
    judged = [Judged(_counts(one, plain), _counts(one, taught)) for one in held]
    return Lesson(
        learned,
        len(judged),
        _sum([one.before for one in judged]),
        _sum([one.after for one in judged]),
        gain(judged, seed),
    )


def gain(judged: Sequence[Judged], seed: str) -> Interval:
    """Where the gain in micro-F1 lies, charts drawn again and again with this seed."""
    if not judged:
        return Interval(-1.0, 1.0)
    random = Random(f"{seed}:gain")
    gains = []
    for _ in range(RESAMPLES):
        drawn = random.choices(judged, k=len(judged))
        before, after = (_sum([getattr(j, side) for j in drawn]) for side in SIDES)
        gains.append(after.f1 - before.f1)
    gains.sort()
    return Interval(gains[int(0.025 * RESAMPLES)], gains[int(0.975 * RESAMPLES) - 1])


SIDES = ("before", "after")


def _note(written: Written, day: date) -> Note:
    sha256 = hashlib.sha256(written.text.encode()).hexdigest()
    facts = Facts(
        setting=Setting(written.setting),
        service_date=day,
        age=written.age,
        sex=written.sex,
        specialty=written.specialty,
        provider_credential="MD",
    )
    document = NoteDocument(sha256, written.text, "Visit note", "progress note")
    return Note((document,), facts)


def _signed(
    random: Random, month: int, written: Written, note: Note, plain: Engine
) -> Example:
    """The chart as its simulated coder would have signed it."""
    suggested = {one.code: one for one in code(note, plain).suggestions}
    who = next((each for each in CODERS if each.drift_in == written.specialty), None)
    if who is None or random.random() >= OWN_SPECIALTY:
        who = random.choice([each for each in CODERS if not each.drift_in])
    who = of_month(who, month, written.specialty)
    sha256, text = note.documents[0].sha256, written.text
    quoted: dict[str, tuple[Quoted, ...]] = {}
    for act in acts(random, who, list(suggested), written.truth):
        if act.kind == "add":
            start = text.find(act.words)
            quoted[act.code] = ((sha256, start, start + len(act.words)),)
        elif act.kind != "reject":
            quoted[act.to or act.code] = tuple(
                (span.document, span.start, span.end)
                for span in suggested[act.code].evidence
            )
    return Example(note, frozenset(quoted), quoted)


def _counts(one: Example, engine: Engine) -> Counts:
    found = {each.code for each in code(one.note, engine).suggestions}
    return Counts(
        len(found & one.codes), len(found - one.codes), len(one.codes - found)
    )


def _sum(counts: Sequence[Counts]) -> Counts:
    return Counts(
        sum(one.right for one in counts),
        sum(one.wrong for one in counts),
        sum(one.missed for one in counts),
    )
