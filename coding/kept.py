"""What a process keeps of answers that never change: the latest, and no more.

Owns the bound. A key has to name all that its answer depends on, a document by its
sha256 and an edition by that of its file, since nobody tells what is kept here that
something changed. Pure; must not be handed anything that names a patient.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Answer = TypeVar("Answer")


class Kept(Generic[Key, Answer]):
    """At most so many answers; the one that was asked for longest ago goes first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._answers: dict[Key, Answer] = {}
        self._turning = Lock()

    def get(self, key: Key, make: Callable[[], Answer]) -> Answer:
        """The answer that is kept, or what ``make`` says, kept from now on.

        Two who ask at once for what is not there both make it.
        """
        with self._turning:
            if key in self._answers:
                self._answers[key] = answer = self._answers.pop(key)
                return answer
        made = make()
        with self._turning:
            self._answers[key] = made
            while len(self._answers) > self._most:
                del self._answers[next(iter(self._answers))]
        return made
