"""Official titles and inclusion terms as the wordings a clinician would use.

Owns the cleaning of a title: what may be left out (non-essential words in brackets,
"unspecified", "without complications"), what weakens it ("other") and the variants of
"A and B". Must not know of notes or of matching.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
#: What a title adds to say that nothing is known, or that something is absent.
TAILS = re.compile(
    r",? (?:not elsewhere classified|not otherwise specified|so stated"
    r"|site not specified|nec|nos|uncomplicated)\b"
    r"|,? unspecified (?:organism|site|type|cause|whether [^,]*|trimester|severity"
    r"|chronicity|degree|as to [^,]*|side|limb|upper limb|lower limb|eye|ear"
    r"|body region|affecting unspecified side)\b|, unspecified$"
    r"|,? without (?:foreign body|damage to nail)\b"
    r"|,? not intractable\b|,? without [^,]*?"
    r"(?=,| in remission| of (?:right|left|bilateral|unspecified)\b|$)"
    r"|,? not specified as [^,]*"
    r"|,? due to excess calories\b"
    r"|,? initial encounter.*$"
)
#: Of an injury or a growth the part is what is hurt, whichever side: no burn is of the
#: ear for want of a better name.
SITED = re.compile(
    r"neoplasm|melanoma|carcinoma|nevi\b|injur|wound|laceration|amputation|avulsion"
    r"|burns? of|corrosions? of|frostbite|abrasion|blister|contusion|bite of"
)
PART = re.compile(r"\bof unspecified (?=(?:eye|ear|limb|upper limb|lower limb)\b)")
WEAK = re.compile(r"\b(?:other(?: specified)?|certain|specified|elsewhere)\b")
UNKNOWN = re.compile(r"\bunspecified\b|\bnos\b|\bnot specified\b")
NOT_YET = re.compile(r",? not having achieved remission\b")
ABSENT = re.compile(r"\bwithout\b|\buncomplicated\b|\bnot intractable\b")
#: "In diseases classified elsewhere"; "not elsewhere classified" is a code of its own.
MANIFESTATION = re.compile(
    r"in (?:other )?(?:diseases|disorders) classified|(?<!not )\belsewhere"
)
PAIR = re.compile(r"([\w-]+),? (?:and|or) ([\w-]+)\b(?!-)")
TYPELESS = re.compile(r"\btype 2 (?=diabetes mellitus with)")
COMBINES = re.compile(
    r"\b(?:with|due to|secondary to|from|following|after|complicating)\b"
)


@dataclass(frozen=True, slots=True)
class Wording:
    """One way to say a code: the words that must be there and how sure it is."""

    text: str
    weight: float
    combines: bool = False


def cleaned(title: str) -> str:
    """The words of a title that carry its meaning, in lower case."""
    text = BRACKETS.sub(" ", title.lower())
    if SITED.search(text):
        text = PART.sub("of ", text)
    text = TAILS.sub(" ", NOT_YET.sub(" ", text))
    return " ".join(WEAK.sub(" ", UNKNOWN.sub(" ", text)).split())


def without(title: str) -> tuple[str, str] | None:
    """The two halves of a title that says "X without Y"; None for any other."""
    there, word, missing = title.lower().partition(" without ")
    if not word or "," in missing or not is_plain(there):
        return None
    return cleaned(there), cleaned(missing)


def is_plain(text: str) -> bool:
    """A wording that says nothing else is unknown or left over."""
    return not WEAK.search(text)


def is_weak(title: str) -> bool:
    """An "other" code: what is left when nothing more exact fits."""
    return WEAK.search(title.lower()) is not None


def is_default(title: str) -> bool:
    """A code for the condition without further detail or complication."""
    text = title.lower()
    return any(said.search(text) for said in (UNKNOWN, ABSENT, NOT_YET))


def wordings(title: str, weight: float = 1.0) -> Iterator[Wording]:
    """The title itself and, for "A and B", each half with the shared words."""
    if MANIFESTATION.search(title.lower()):
        return
    text = cleaned(title)
    if not text:
        return
    typed = TYPELESS.sub("", text)
    if typed != text and typed:  # type 2 where no type is stated (I.C.4.a.2)
        yield Wording(typed, weight * 0.97, True)
    factor = weight * (0.55 if is_weak(title) else 1.0)
    joined = COMBINES.search(text) is not None
    yield Wording(text, factor, joined)
    if "of skin of " in text:  # a skin site says skin by itself
        yield Wording(text.replace("of skin of ", "of "), factor, joined)
    pair = PAIR.search(text)
    if pair and not any(word.endswith("-") for word in pair.groups()):
        for keep in pair.groups():
            half = f"{text[: pair.start()]}{keep}{text[pair.end() :]}"
            yield Wording(half, factor * 0.9)
