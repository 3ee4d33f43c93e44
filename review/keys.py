"""The keys of the pages: what each does, and how a person may choose others.

Owns the list. A key is known by its first name, the one printed in ``docs``; a person's
choice maps that name to the key they press instead. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SPACE = "Space"
# They pick from lists and move through them; everybody has the same.
FIXED = frozenset("123456789") | {"Esc", "?"}


@dataclass(frozen=True, slots=True)
class Key:
    """A key by its first name, and what it does in one line."""

    name: str
    does: str
    then: str = ""


KEYS = (
    Key("j", "next code, or chart"),
    Key("k", "previous code, or chart"),
    Key(SPACE, "take the next chart (worklist)"),
    Key("a", "accept the open code, once its evidence was on screen", "1–4"),
    Key("d", "fast lane: doubt the chart, where a attests it whole"),
    Key("m", "modify: an alternative, or another code", "1–9"),
    Key("x", "reject, with the reason of that number", "1–9"),
    Key("c", "settle the check of the open code, or of the set", "1–9"),
    Key("y", "of two codes kept apart: both stand, for the reason", "1–9"),
    Key("p", "present on admission, of the open code of a stay", "1–4"),
    Key("-", "put the open code earlier in the order"),
    Key("+", "put the open code later in the order"),
    Key("e", "show the evidence in the note, and the next of it"),
    Key("f", "find words in the chart"),
    Key(".", "the next place where the words stand"),
    Key(",", "the place before"),
    Key("o", "open the next unread document"),
    Key("n", "add a code; selected text becomes its evidence"),
    Key("r", "related codes that the open code asks for, to be added", "1–9"),
    Key("s", "say something of the open code, for whoever comes after"),
    Key("/", "look up in the code book"),
    Key("b", "read the open code in the code book, and go on in its tree", "1–9"),
    Key("l", "one level up in the code book"),
    Key("w", "use the code that the book shows: it is looked up, a digit takes it"),
    Key("v", "open the code book in a window of its own"),
    Key("i", "who the patient is; the look is in the trail"),
    Key("t", "take the chart that is open"),
    Key("h", "hold the chart, with words for what it waits for"),
    Key("0", "give the chart back, for the reason of that number", "1–5"),
    Key("q", "ask the provider; selected text becomes the quote"),
    Key("u", "undo your last decision on this chart"),
    Key("g", "go to the signature; once more signs and opens the next chart"),
)
BY_NAME = {key.name: key for key in KEYS}


@dataclass(frozen=True, slots=True)
class Bound:
    """A key as one person has it: what is pressed, by default its name."""

    key: Key
    pressed: str


def bound(chosen: Mapping[str, str]) -> tuple[Bound, ...]:
    """All keys in order, each with what this person presses for it."""
    return tuple(Bound(key, chosen.get(key.name, key.name)) for key in KEYS)


def why_not(chosen: Mapping[str, str]) -> str | None:
    """Why these choices cannot be, or None. Keys left out keep their first name."""
    for name, pressed in chosen.items():
        if name not in BY_NAME:
            return f"There is no key {name}."
        if not _is_key(pressed):
            return f"“{pressed}” is not one key; choose a letter or a sign."
        if pressed in FIXED:
            return f"{pressed} has its own use everywhere; choose another key."
    pressed_once: dict[str, str] = {}
    for each in bound(chosen):
        if (other := pressed_once.get(each.pressed)) is not None:
            return (
                f"{each.pressed} is chosen twice: for “{other}” and “{each.key.does}”."
            )
        pressed_once[each.pressed] = each.key.does
    return None


def _is_key(pressed: str) -> bool:
    if pressed == SPACE:
        return True
    return len(pressed) == 1 and pressed.isprintable() and pressed == pressed.lower()


def changed(chosen: Mapping[str, str]) -> dict[str, str]:
    """Only the choices that differ from the first names."""
    return {name: key for name, key in chosen.items() if key != name}
