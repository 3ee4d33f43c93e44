"""A stored profile as a supervisor reads it: where it stands, and what its replay says.

Owns wording and rounding of the replay's figures, each with how many and its interval.
Must not compute a figure of its own or know what may be done.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from audit import vault
from coding.models import StoredProfile
from coding.profile import Refused
from review.models import Case
from review.presenters import tables

KINDS = {"all": "All charts", "setting": "Setting", "specialty": "Specialty"} | {
    "stands by": "What stands behind the codes",
    "site": "Site",
}
#: Charts under which a figure is greyed: too few to go by.
FEW = 100


@dataclass(frozen=True, slots=True)
class Figures:
    """One profile on one part of the charts kept apart."""

    f1: str
    f1_range: str
    precision: str
    precision_range: str
    recall: str
    recall_range: str


@dataclass(frozen=True, slots=True)
class Part:
    """One row of the replay."""

    kind: str
    value: str
    charts: int
    before: Figures
    after: Figures
    mended: int
    spoilt: int
    share: str
    gain: str
    gain_range: str
    few: bool


@dataclass(frozen=True, slots=True)
class Flip:
    """One chart whose suggestions would change."""

    chart: str
    case: int | None
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    spared: tuple[str, ...]
    added: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Replay:
    """The whole comparison as a page shows it."""

    charts: int
    parts: tuple[Part, ...]
    flipped: int
    flips: tuple[Flip, ...]


def replay_of(profile: StoredProfile, cases: Iterable[Case]) -> Replay:
    """The replay of a profile; ``cases`` are those a reader may open."""
    plain = json.loads(vault.get_text(profile.replay_sha256))
    numbers = {str(case.chart_id): case.pk for case in cases}
    return Replay(
        plain["charts"],
        tuple(map(_part, plain["parts"])),
        plain["flipped"],
        tuple(_flip(one, numbers) for one in plain["flips"]),
    )


def figures_of(profile: StoredProfile) -> Mapping[str, float]:
    """What fitting said of itself; nothing where the profile cannot be read."""
    try:
        lessons = profile.profile.lessons
    except Refused:
        return {}
    return lessons.figures if lessons else {}


def charts_of(profile: StoredProfile) -> list[str]:
    """The charts whose suggestions would change, as far as the replay names them."""
    plain = json.loads(vault.get_text(profile.replay_sha256))
    return [one["chart"] for one in plain["flips"]]


def _part(plain: Mapping[str, Any]) -> Part:
    changed = plain["mended"] + plain["spoilt"]
    gain = plain["after"]["f1"] - plain["before"]["f1"]
    return Part(
        KINDS.get(plain["kind"], plain["kind"]),
        plain["value"],
        plain["charts"],
        _figures(plain["before"]),
        _figures(plain["after"]),
        plain["mended"],
        plain["spoilt"],
        _range(plain["share"]) if changed else "",
        _signed(gain),
        _signed_range(plain.get("gain_interval")),
        plain["charts"] < FEW,
    )


def _figures(plain: Mapping[str, Any]) -> Figures:
    return Figures(
        f"{plain['f1']:.3f}",
        _range(plain.get("f1_interval")),
        f"{plain['precision']:.3f}",
        _range(plain["precision_interval"]),
        f"{plain['recall']:.3f}",
        _range(plain["recall_interval"]),
    )


def _signed(gain: float) -> str:
    return tables.signed(gain, 3).text


def _signed_range(pair: list[float] | None) -> str:
    """Of a gain; nothing where too few charts say it."""
    return f"from {_signed(pair[0])} to {_signed(pair[1])}" if pair else ""


def _range(pair: list[float] | None) -> str:
    """An interval; nothing in a replay from before it was told."""
    if pair is None:
        return ""
    return f"{pair[0]:.2f}–{pair[1]:.2f}"


def _flip(plain: Mapping[str, Any], numbers: Mapping[str, int]) -> Flip:
    return Flip(
        plain["chart"][:8],
        numbers.get(plain["chart"]),
        tuple(plain["gained"]),
        tuple(plain["lost"]),
        tuple(plain["spared"]),
        tuple(plain["added"]),
    )
