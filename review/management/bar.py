"""A progress bar for commands: one line on a terminal, nothing anywhere else.

Owns drawing only. Logs and pipes get no control characters.
"""

from __future__ import annotations

import sys
from typing import TextIO

WIDTH = 30


class Bar:
    """``with Bar(300, "routed") as bar: bar.at(17)``"""

    def __init__(self, total: int, word: str, out: TextIO | None = None) -> None:
        self.total, self.word = max(total, 1), word
        self.out = out or sys.stderr
        self.shown = self.out.isatty()

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *_: object) -> None:
        if self.shown:
            self.out.write("\n")

    def at(self, done: int) -> None:
        if not self.shown:
            return
        full = WIDTH * min(done, self.total) // self.total
        drawn = "█" * full + "·" * (WIDTH - full)
        self.out.write(f"\r{drawn} {done} of {self.total} {self.word}")
        self.out.flush()
