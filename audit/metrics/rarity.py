"""How rare a code is here: bands by the number of signed charts that hold it.

No table of frequencies comes with a release, so a place counts its own. A band is that
of the whole history known today, for every row: a code that becomes common is common in
last year's figures too. Pure.
"""

from __future__ import annotations

#: Up to how many charts, and the band's name.
BANDS = ((0, "never signed"), (5, "1 to 5"), (20, "6 to 20"), (100, "21 to 100"))
COMMON = "over 100"
#: The bands that "rare" means where one word has to do.
RARE = ("never signed", "1 to 5", "6 to 20")


def band(charts: int) -> str:
    """The band of a code that so many signed charts hold."""
    return next((name for most, name in BANDS if charts <= most), COMMON)
