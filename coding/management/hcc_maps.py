"""The part of ``load_release`` that loads HCC maps.

Owns which files are asked for and what is said of the outcome. Reading them is
``coding.hccfiles``'s matter, storing them ``coding.hccloader``'s.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path

from django.core.management.base import CommandError

from audit.actions import SYSTEM
from coding import hccfiles, hccloader
from coding.hcc import Model
from coding.loader import Progress


def load_packaged(say: Progress) -> str:
    """Everything that the two packages hold."""
    return _load(hccfiles.packaged, say)


def load_official(
    path: Path | None, model: str, year: int | None, say: Progress
) -> str:
    """One map as CMS publishes it, for a year that the packages do not hold."""
    if path is None or year is None:
        raise CommandError("An HCC map needs its file and --year, its payment year.")
    return _load(lambda: [hccfiles.official(path, Model(model), year)], say)


def _load(read: Callable[[], Iterable[hccfiles.Contents]], say: Progress) -> str:
    began = time.monotonic()
    try:
        made = hccloader.load(read(), by=SYSTEM, progress=say)
    except OSError as error:
        raise CommandError(f"Cannot read {error.filename}.") from error
    except (hccfiles.Missing, hccfiles.Unreadable) as error:
        raise CommandError(str(error)) from error
    say("")
    if not made:
        return "The HCC maps are already loaded; nothing to do."
    years = sorted(each.payment_year for each in made)
    count = "1 HCC map" if len(made) == 1 else f"{len(made)} HCC maps"
    return (
        f"Loaded {count}, payment years {years[0]} to {years[-1]}, "
        f"in {time.monotonic() - began:.1f} s."
    )
