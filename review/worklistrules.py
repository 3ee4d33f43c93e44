"""What a worklist asks for when one value a field is not enough: groups of conditions.

Owns how such a rule is read from an address and written to one. A chart fits when it
fits any group; it fits a group when it fits each condition of it; a condition with
several values is met by any of them. Money is no condition. Pure: no Django.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from urllib.parse import parse_qs, urlencode

#: So many groups, and so many values a condition, are read; what is beyond is not.
MOST, VALUES, LONGEST = 6, 12, 100
#: Percentages under which the lowest confidence of a chart may be asked to lie.
UNSURE = ("60", "70", "80", "90")
DAYS = 3


@dataclass(frozen=True, slots=True)
class Group:
    """Conditions that all have to hold; an empty one asks nothing.

    ``older`` is a number of days waited, ``unsure`` a percentage that the lowest
    confidence of the chart lies under.
    """

    specialty: tuple[str, ...] = ()
    setting: tuple[str, ...] = ()
    reason: tuple[str, ...] = ()
    contract: tuple[str, ...] = ()
    payer: tuple[str, ...] = ()
    older: str = ""
    unsure: str = ""

    @classmethod
    def of(cls, said: Mapping[str, Iterable[str]]) -> Group:
        """From lists of values by condition; what cannot be asked is left out."""
        many = {name: _values(said.get(name, ())) for name in LISTS}
        return cls(
            **many,
            older=_one(said.get("older", ()), is_days),
            unsure=_one(said.get("unsure", ()), UNSURE.__contains__),
        )

    def conditions(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Each condition that is asked, with its values."""
        for each in fields(self):
            value = getattr(self, each.name)
            if value:
                yield each.name, value if isinstance(value, tuple) else (value,)


LISTS = ("specialty", "setting", "reason", "contract", "payer")
NAMES = tuple(each.name for each in fields(Group))


def _values(said: Iterable[str]) -> tuple[str, ...]:
    # PostgreSQL has no zero character, so no chart has one.
    kept = (each.replace("\x00", "").strip()[:LONGEST] for each in said)
    return tuple(sorted({each for each in kept if each}))[:VALUES]


def _one(said: Iterable[str], fits: Callable[[str], bool]) -> str:
    return next((each for each in said if fits(each)), "")


def is_days(said: str) -> bool:
    """Whether these are some days, and not more than anything waits."""
    return said.isascii() and said.isdigit() and len(said) <= DAYS and int(said) > 0


def read(text: str) -> tuple[Group, ...]:
    """Groups as ``write`` writes them; whatever else somebody types asks nothing."""
    parts = text.split(";")[:MOST]
    return tidy(Group.of(_fields(part)) for part in parts)


def _fields(part: str) -> dict[str, list[str]]:
    try:
        return parse_qs(part, max_num_fields=len(NAMES) * VALUES)
    except ValueError:
        return {}


def tidy(groups: Iterable[Group]) -> tuple[Group, ...]:
    """Without empty groups and without the same one twice, in their order."""
    return tuple(dict.fromkeys(each for each in groups if each != Group()))[:MOST]


def write(groups: Iterable[Group]) -> str:
    """For an address; a semicolon within a value is quoted, so none is mistaken."""
    return ";".join(urlencode(list(each.conditions()), doseq=True) for each in groups)


Words = Callable[[str, str], str]


def words(groups: Iterable[Group], word: Words) -> str:
    """The rule as a sentence; ``word`` says one value of one condition."""
    return "; or ".join(
        ", and ".join(
            " or ".join(word(name, value) for value in values)
            for name, values in each.conditions()
        )
        for each in groups
    )
