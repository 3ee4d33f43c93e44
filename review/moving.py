"""What an amendment moved: where quoted text stands in the next version of a document.

Owns the comparison of two texts line by line. Pure: no Django, no database. A quote
keeps its place only when every line it lies in is unchanged; anything else has moved,
and people decide it again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

#: Documents that share fewer of their lines are different documents.
LIKE = 0.3
#: Unchanged lines shown around a change.
AROUND = 3


def lines_of(text: str) -> list[str]:
    """Lines with their ends, so that joined they are the text again."""
    return text.splitlines(keepends=True)


def likeness(old: str, new: str) -> float:
    """The share of lines that two texts have in common, from 0 to 1."""
    one = {line.strip() for line in lines_of(old)} - {""}
    two = {line.strip() for line in lines_of(new)} - {""}
    return len(one & two) / len(one | two) if one | two else 0.0


def pairs(gone: Mapping[str, str], come: Mapping[str, str]) -> dict[str, str]:
    """Which new document takes the place of which old one, the likest first."""
    likest = sorted(
        (
            (-likeness(was, now), old, new)
            for old, was in gone.items()
            for new, now in come.items()
        ),
    )
    found: dict[str, str] = {}
    for negative, old, new in likest:
        if -negative >= LIKE and old not in found and new not in found.values():
            found[old] = new
    return found


@dataclass(frozen=True, slots=True)
class Anchors:
    """Unchanged stretches: (start in the old text, start in the new one, length)."""

    blocks: tuple[tuple[int, int, int], ...]

    @classmethod
    def between(cls, old: str, new: str) -> Anchors:
        was, now = lines_of(old), lines_of(new)
        at_old, at_new = _starts(was), _starts(now)
        matcher = SequenceMatcher(None, was, now, autojunk=False)
        return cls(
            tuple(
                (
                    at_old[block.a],
                    at_new[block.b],
                    at_old[block.a + block.size] - at_old[block.a],
                )
                for block in matcher.get_matching_blocks()
                if block.size
            )
        )

    def move(self, start: int, end: int) -> tuple[int, int] | None:
        """Where a span stands now, in code points; None when it moved."""
        for old, new, length in self.blocks:
            if old <= start < end <= old + length:
                return start - old + new, end - old + new
        return None


def _starts(lines: Sequence[str]) -> list[int]:
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    return starts


@dataclass(frozen=True, slots=True)
class Row:
    """One line: ``sign`` is "+", "-", " ", or "…" where lines are left out."""

    sign: str
    text: str


def compared(old: str, new: str) -> tuple[Row, ...]:
    """The lines that differ, with a few unchanged ones around them."""
    was = [line.rstrip("\r\n") for line in lines_of(old)]
    now = [line.rstrip("\r\n") for line in lines_of(new)]
    groups = SequenceMatcher(None, was, now, autojunk=False).get_grouped_opcodes(AROUND)
    return tuple(row for group in groups for row in _group(group, was, now))


def _group(
    group: Sequence[tuple[str, int, int, int, int]],
    was: Sequence[str],
    now: Sequence[str],
) -> Iterator[Row]:
    if group[0][1] or group[0][3]:
        yield Row("…", "")
    for tag, i1, i2, j1, j2 in group:
        if tag == "equal":
            yield from (Row(" ", line) for line in was[i1:i2])
        else:
            yield from (Row("-", line) for line in was[i1:i2])
            yield from (Row("+", line) for line in now[j1:j2])
