"""A table of figures: the same rows for the page and for a spreadsheet.

Owns the cells, the wording of numbers, and CSV that no spreadsheet runs as a formula.
Every number stands with its n and its interval. Computes nothing.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.timezone import localtime

from audit.metrics.intervals import ENOUGH, Interval, Share, Weighted
from audit.spreadsheets import safe

_SIGNED = re.compile(r"[+−][0-9]+\.[0-9]+")
DASH = "–"


@dataclass(frozen=True, slots=True)
class Column:
    """A heading; numbers stand at the right."""

    label: str
    num: bool = True


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; ``quiet`` where too little is behind it to be read closely.

    ``is_signed`` is a number of ours that begins with its sign, and nobody's words.
    ``sheet`` is what a spreadsheet gets, where it reads other words than people.
    ``folds`` is for words of which a row may have many: they take a second line.
    """

    text: str
    url: str = ""
    num: bool = True
    quiet: bool = False
    tone: str = ""
    title: str = ""
    is_signed: bool = False
    sheet: str = ""
    folds: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a name of its own, by which its CSV is asked for."""

    key: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    note: str = ""
    csv_url: str = ""
    links: Sequence[tuple[str, str]] = field(default_factory=tuple)
    nothing: str = "Nothing was counted here in this period."


class Back(NamedTuple):
    """The page a number was pressed on."""

    url: str
    name: str


def as_csv(table: Table) -> str:
    """The table as a spreadsheet reads it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([safe(column.label) for column in table.columns])
    for row in table.rows:
        writer.writerow([_written(cell) for cell in row])
    return out.getvalue()


def _written(cell: Cell) -> str:
    """A signed number of ours as a number; all else made safe."""
    if cell.is_signed and _SIGNED.fullmatch(cell.text):
        return cell.text.replace("−", "-")
    return safe(cell.sheet or cell.text)


def words(text: str, url: str = "", *, tone: str = "", quiet: bool = False) -> Cell:
    """A cell of words."""
    return Cell(text, url, num=False, tone=tone, quiet=quiet)


def day(on: date | None, url: str = "") -> Cell:
    """A day as pages write it, and as spreadsheets sort it; nothing for none."""
    if on is None:
        return words("")
    return Cell(f"{on:%-d %b %Y}", url, num=False, sheet=f"{on:%Y-%m-%d}")


def days(first: date, last: date, url: str = "") -> Cell:
    """From a day to a day."""
    since, until = day(first), day(last)
    text = f"{since.text} to {until.text}"
    return Cell(text, url, num=False, sheet=f"{since.sheet} to {until.sheet}")


def moment(at: datetime) -> Cell:
    """A day with its time, on the clock of the site."""
    here = localtime(at, ZoneInfo(settings.DISPLAY_TIME_ZONE))
    sheet = f"{here:%Y-%m-%d %H:%M}"
    return Cell(f"{here:%-d %b %Y, %H:%M}", num=False, sheet=sheet)


def number(n: int, url: str = "") -> Cell:
    """A count, with its rows behind it."""
    return Cell(f"{n:,}", url)


def signed(value: float, digits: int) -> Cell:
    """A difference, with its sign."""
    text = f"{value:+.{digits}f}".replace("-", "−")
    return Cell(text, is_signed=True)


def per_cent(value: float | None, digits: int = 1) -> str:
    """A share as people read it."""
    return DASH if value is None else f"{100 * value:.{digits}f}%"


def span(inside: Interval) -> str:
    """An interval of a share, in percent."""
    return f"{100 * inside.low:.1f}{DASH}{100 * inside.high:.1f}"


def share(found: Share | Weighted, url: str = "") -> Cell:
    """A share; grey while it rests on fewer rows than may be ranked."""
    few = not found.is_enough
    title = f"fewer than {ENOUGH} codes" if few and found.value is not None else ""
    return Cell(per_cent(found.value), url, quiet=few, title=title)


def interval(found: Share | Weighted) -> Cell:
    """The interval of a share; says so where there is nothing to say."""
    if found.value is None:
        return Cell(DASH, quiet=True)
    few = ", few" if not found.is_enough else ""
    return Cell(span(found.interval) + few, quiet=not found.is_enough)


def figure(found: Share | Weighted) -> str:
    """A share in one line: value, interval and n."""
    if found.value is None:
        return "no codes"
    n = found.n if isinstance(found, Share) else round(found.effective)
    kind = "n" if isinstance(found, Share) else "worth n"
    return f"{per_cent(found.value)} ({span(found.interval)}, {kind} {n:,})"
