"""The prompts as files, each with its version in the name and its sha256.

Owns reading them. A prompt that was used is never edited: it gets a new number, so that
a run's event names for ever the words that were sent.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Prompt:
    """Instructions for one question; ``sha256`` is of the file's bytes."""

    name: str
    sha256: str
    text: str


@cache
def prompt(name: str) -> Prompt:
    data = (_HERE / f"{name}.md").read_bytes()
    return Prompt(name, hashlib.sha256(data).hexdigest(), data.decode())


EXTRACTION = prompt("extraction-1")
SELECTION = prompt("selection-1")
BOTH = (EXTRACTION, SELECTION)
