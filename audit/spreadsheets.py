"""What a spreadsheet would run as a formula, and how a cell is kept from it.

Owns ``safe``, which every CSV of ours asks. Must not know tables, rows or Django.
"""

from __future__ import annotations

import unicodedata

#: What begins a formula (OWASP, CSV injection), in its full-width forms too.
_FORMULA = frozenset("=+-@\t\r\n\v\f＝＋－＠−﹣﹢﹦﹫")
_QUOTES = frozenset("\"'`‘’“”")


def safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe is put first.

    A spreadsheet may drop blanks, quotation marks and what cannot be seen before it
    looks; so do we, to the first character that it could take for a beginning.
    """
    for character in cell:
        if character in _FORMULA:
            return f"'{cell}"
        if character not in _QUOTES and not _unseen(character):
            break
    return cell


def _unseen(character: str) -> bool:
    """Blanks, controls, and marks of direction and joining."""
    return unicodedata.category(character) in ("Zs", "Zl", "Zp", "Cc", "Cf")
