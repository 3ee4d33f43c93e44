"""General clinical knowledge as plain data files, read once.

Owns nothing but the reading: each ``<name>.toml`` beside this file is one table of
knowledge, with its own comments. Must not hold code that interprets them.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def load(name: str) -> dict[str, Any]:
    """The table of knowledge called ``name``; callers must not change it."""
    source = resources.files(__package__).joinpath(f"{name}.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))
