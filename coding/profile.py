"""What decisions have taught, as plain data under a name: the profile of an engine.

Owns the values a profile holds, the conservative one in force before any decision has
been seen, and the file form: JSON that carries its own sha256. A profile is never code
and never a pickle, so a damaged or foreign file can only be refused. Must not fit or
apply anything.

Phrases are folded words joined by ``|``. Counts are charts.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from coding.leanings import NO_LEANINGS, Leanings
from coding.likeness import Style
from coding.surroundings import NO_SURROUNDINGS, Surroundings
from coding.trees import Scale, Trees

#: Raised whenever the form or the meaning of a figure changes. The form before is still
#: read: it knows no surroundings, and is written again as it was.
FORMAT, BEFORE = 5, 4


class Refused(ValueError):  # noqa: N818  reads better where it is caught
    """The bytes are no profile of this form, or were altered."""


@dataclass(frozen=True, slots=True)
class Sense:
    """What a phrase has meant: charts that hold the code, charts that quoted it so.

    ``credit`` is the chance that the phrase brings the code about by itself, whatever
    else was quoted with it (``coding.credit``).
    """

    code: str
    held: int
    quoted: int
    credit: float = 0.0


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase and the charts it stood in; seen less quoted is what was rejected."""

    seen: int
    senses: tuple[Sense, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """How often something was proposed and how often that stood after review."""

    proposed: int = 0
    accepted: int = 0

    @property
    def rejected(self) -> int:
        return self.proposed - self.accepted

    @property
    def share(self) -> float:
        """The share accepted, drawn to one half where little was seen."""
        return (self.accepted + 0.5) / (self.proposed + 1)


NEVER = Tally()


@dataclass(frozen=True, slots=True)
class Lessons:
    """What was learned from the reviewed charts of one place.

    ``priors`` count the charts that hold a code, ``codes`` and ``sources`` what became
    of the engine's own proposals, ``wordings`` the same by matched words and code.
    ``code`` and ``reading`` are the fitted scores of the two confidences with their
    calibration; a code is suggested from ``threshold`` on. ``figures`` say what the fit
    reached on charts not learned from. ``leanings`` are those of whole charts,
    ``surroundings`` what stands beside phrases, and ``style`` is how the charts were
    written: others are not judged by these lessons.
    """

    charts: int
    priors: Mapping[str, int]
    phrases: Mapping[str, Phrase]
    codes: Mapping[str, Tally]
    sources: Mapping[str, Tally]
    wordings: Mapping[str, Tally]
    code: Trees
    reading: Trees
    code_scale: Scale
    reading_scale: Scale
    threshold: float
    figures: Mapping[str, float] = field(default_factory=dict)
    leanings: Leanings = NO_LEANINGS
    style: Style | None = None
    surroundings: Surroundings = NO_SURROUNDINGS


@dataclass(frozen=True, slots=True)
class Profile:
    """How scores become confidences, and what is proposed beyond the dictionary.

    ``ceiling`` caps whatever is not one exact reading in an assessing section; the
    four caps are in force until there are lessons.
    """

    name: str
    ceiling: float
    exact: float
    outside: float
    companion: float
    lessons: Lessons | None = None


CONSERVATIVE = Profile(
    name="conservative-1", ceiling=0.82, exact=0.93, outside=0.45, companion=0.78
)


def learned(lessons: Lessons) -> Profile:
    """The profile that holds these lessons, named after what is in it."""
    return Profile(
        name=f"learned-{_digest(_plain(lessons))[:12]}",
        ceiling=CONSERVATIVE.ceiling,
        exact=CONSERVATIVE.exact,
        outside=CONSERVATIVE.outside,
        companion=CONSERVATIVE.companion,
        lessons=lessons,
    )


def dump(profile: Profile) -> bytes:
    """The file form, the same bytes for the same profile."""
    plain = {
        "name": profile.name,
        "caps": [profile.ceiling, profile.exact, profile.outside, profile.companion],
        "lessons": None if profile.lessons is None else _plain(profile.lessons),
    }
    return _canonical(
        {
            "format": _form(profile.lessons),
            "profile": plain,
            "sha256": sha256_of(profile),
        }
    )


def sha256_of(profile: Profile) -> str:
    """Names the content of a profile, its name and caps included."""
    caps = [profile.ceiling, profile.exact, profile.outside, profile.companion]
    lessons = None if profile.lessons is None else _plain(profile.lessons)
    return _digest({"name": profile.name, "caps": caps, "lessons": lessons})


def load(data: bytes, sha256: str = "") -> Profile:
    """The profile again; ``Refused`` where that is not certain.

    ``sha256`` is the one by which it is known elsewhere, where it is.
    """
    try:
        plain = json.loads(data)
        if plain["format"] not in (FORMAT, BEFORE):
            raise Refused(
                f"This profile is of form {str(plain['format'])[:9]}, not of {FORMAT}: "
                "fit it again from the reviewed charts."
            )
        body = plain["profile"]
        if _digest(body) != plain["sha256"]:
            raise Refused("This profile was altered after it was made.")
        if sha256 and plain["sha256"] != sha256:
            raise Refused("This is not the profile that was made under this name.")
        ceiling, exact, outside, companion = body["caps"]
        lessons = None if body["lessons"] is None else _lessons(body["lessons"])
        return Profile(body["name"], ceiling, exact, outside, companion, lessons)
    except Refused:
        raise
    except (KeyError, TypeError, IndexError, AttributeError, ValueError) as error:
        raise Refused("This is no profile.") from error


def _form(lessons: Lessons | None) -> int:
    return FORMAT if lessons and lessons.surroundings else BEFORE


def _canonical(plain: object) -> bytes:
    return json.dumps(
        plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()


def _digest(plain: object) -> str:
    return hashlib.sha256(_canonical(plain)).hexdigest()


def _plain(lessons: Lessons) -> dict[str, Any]:
    surroundings = lessons.surroundings
    return {
        **({"surroundings": surroundings.as_plain()} if surroundings else {}),
        "charts": lessons.charts,
        "priors": dict(lessons.priors),
        "phrases": {
            key: [phrase.seen, [list(_sense(one)) for one in phrase.senses]]
            for key, phrase in lessons.phrases.items()
        },
        "codes": _plain_tallies(lessons.codes),
        "sources": _plain_tallies(lessons.sources),
        "wordings": _plain_tallies(lessons.wordings),
        "code": lessons.code.as_plain(),
        "reading": lessons.reading.as_plain(),
        "code_scale": [lessons.code_scale.scores, lessons.code_scale.shares],
        "reading_scale": [lessons.reading_scale.scores, lessons.reading_scale.shares],
        "threshold": lessons.threshold,
        "figures": dict(lessons.figures),
        "leanings": lessons.leanings.as_plain(),
        "style": None if lessons.style is None else lessons.style.as_plain(),
    }


def _sense(one: Sense) -> tuple[str, int, int, float]:
    return one.code, one.held, one.quoted, one.credit


def _plain_tallies(tallies: Mapping[str, Tally]) -> dict[str, list[int]]:
    return {key: [one.proposed, one.accepted] for key, one in tallies.items()}


def _lessons(plain: Mapping[str, Any]) -> Lessons:
    return Lessons(
        charts=int(plain["charts"]),
        priors={code: int(count) for code, count in plain["priors"].items()},
        phrases={
            key: Phrase(int(seen), tuple(Sense(*sense) for sense in senses))
            for key, (seen, senses) in plain["phrases"].items()
        },
        codes=_tallies(plain["codes"]),
        sources=_tallies(plain["sources"]),
        wordings=_tallies(plain["wordings"]),
        code=Trees.of_plain(plain["code"]),
        reading=Trees.of_plain(plain["reading"]),
        code_scale=_scale(plain["code_scale"]),
        reading_scale=_scale(plain["reading_scale"]),
        threshold=float(plain["threshold"]),
        figures={name: float(value) for name, value in plain["figures"].items()},
        leanings=Leanings.of_plain(plain["leanings"]),
        surroundings=_surroundings(plain),
        style=None if plain["style"] is None else Style.of_plain(plain["style"]),
    )


def _surroundings(plain: Mapping[str, Any]) -> Surroundings:
    kept = plain.get("surroundings")
    return NO_SURROUNDINGS if kept is None else Surroundings.of_plain(kept)


def _tallies(plain: Mapping[str, Any]) -> dict[str, Tally]:
    return {key: Tally(int(one[0]), int(one[1])) for key, one in plain.items()}


def _scale(plain: list[list[float]]) -> Scale:
    scores, shares = plain
    if len(scores) != len(shares) or sorted(scores) != list(scores):
        raise Refused("The calibration of this profile is not a rising curve.")
    return Scale(tuple(map(float, scores)), tuple(map(float, shares)))
