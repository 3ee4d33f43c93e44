"""Measures of the running product: how fast, how much memory, nothing done twice.

Owns what ``bench`` measures and the throw-away database it measures on. Nothing here
touches charts, people or files of the installation, and no figure is a promise: each
comes with the machine it was taken on, and with CPU time where others share that.
"""

from review.bench import (
    claims,
    dashboards,
    engine,
    exporting,
    finishing,
    journey,
    long_chart,
    pages,
    trail,
)
from review.bench.base import MEASURES, Bench, Figure

# Each of these modules registers its measures when it is imported.
__all__ = [
    "Bench",
    "Figure",
    "MEASURES",
    "claims",
    "dashboards",
    "engine",
    "exporting",
    "finishing",
    "journey",
    "long_chart",
    "pages",
    "trail",
]
