"""What a coded disease is asked about, where the chart denies it, warns or measures it.

Owns the exclusions that bare words make beside a coded disease: "no pancreatitis" with
gallstones, a potassium without a diagnosis, the unspecified code beside the exact one.
Which words mean what is data in ``knowledge/denials.toml``. Must not touch the lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from coding import knowledge
from coding.basis import Basis
from coding.draft import Draft, Line
from coding.needed import needed
from coding.values import Evidence, Exclusion

DENIES = (
    r"\b(?:no(?! doubt| question)|not(?! only| just| excluded| ruled)|without|w/o"
    r"|denies|denied|never|neg(?:ative)?(?: for|(?= [a-z]))"
    r"|neither|nor|nothing|absence of|free of|rules out|ruled out|isn't|wasn't"
    r"|doesn't|didn't|excluded:?)\b(?:[^.;\n]|\n(?=[a-z])){0,48}?"
)
DENIED_AFTER = (
    r"\b[^.;\n]{0,24}?\b(?:not present|neg(?:ative)?|did not develop"
    r"|(?<! be )(?<!not )(?<!not been )(?:excluded|ruled out)"
    r"|absent|unlikely|not supported|not suspected|intact|none|denie[sd])\b"
)
WARNS = (
    r"\b(?:return|call|ed|er|come back|precautions?|warn\w*|watch for|instructions?"
    r"|if)\b[^\n]{0,90}?"
)
WARNED_AFTER = (
    r"\b[^.;\n]{0,40}(?:->|→|:| go| come)? ?(?:to|->|→) ?(?:the )?(?:ED|ER)\b"
)
#: Where a provider leaves open whether what stands before or after it is a cancer.
TUMOUR = r"(?:cancer|malignan\w+|carcinoma|neoplasm|tumou?r)"
SUSPECTS = (
    rf"(?:\b(?:r/o|rule out|exclude|concern\w* for|suspicious for|worrisome for"
    rf"|suspect\w*|possible|\?) ?(?:[\w-]+ ){{0,2}}{TUMOUR}"
    rf"|\b{TUMOUR}[^.;\n]{{0,24}}\b(?:(?:not|cannot be|can'?t be) (?:fully |entirely )?"
    rf"(?:excluded|ruled out)|(?:be|been) (?:ruled out|excluded)))"
)
NUMBER = r"(\d{1,3}(?:\.\d{1,2})?)\b(?!\s?(?:mg|ml|mcg|%|g\b|u\b|units))"
#: The side that a title names, and the digit that most codes have for it.
SIDES = {"bilateral": "3", "right": "1", "left": "2"}


def denials(draft: Draft, basis: Basis) -> Draft:
    """The draft with what was denied, warned of or only measured beside its codes."""
    told = knowledge.load("denials")
    text = [(one.sha256, one.text) for one in basis.note.documents]
    for code, reason, evidence in _named(draft, text, basis):
        draft = _aside(draft, code, reason, evidence, basis)
    for code, evidence in _measured(draft, text):
        draft = _aside(draft, code, "unsupported", evidence, basis)
    return _less(draft, told["less"], basis)


def _aside(
    draft: Draft, code: str, reason: str, evidence: tuple[Evidence, ...], basis: Basis
) -> Draft:
    known = draft.excluded.get(code)
    weak = known is None or known.reason in WEAKER[reason]
    if code in draft.lines or not basis.book.is_billable(code) or not weak:
        return draft
    rule, guideline, message = SAID[reason]
    reason = MEANT.get(reason, reason)
    title = basis.book.title(code)
    one = Exclusion(code, title, reason, rule, guideline, message, evidence)
    return Draft(draft.lines, {**draft.excluded, code: one}, draft.gaps)


SAID = {
    "negated": ("X1", "I.A.19", "The note says that this is not present."),
    "hypothetical": ("X3", "I.A.19", "This is named as something that might happen."),
    "unsupported": ("R13", "III.B", "A value alone is no diagnosis."),
    "noted": ("R13", "I.A.19", "Named, and no diagnosis is made of it."),
    "mistaken": ("R13", "I.B.2", "Near to what is coded; the words do not say this."),
    "raised": ("R13", "III.B", "A value alone is no diagnosis."),
    "family": ("X2", "I.C.21.c.4", "This is said of a member of the family."),
    "over": ("R74", "IV.J", "This was before, and is over."),
    "uncertain": ("R26", "IV.H", "The provider only asks whether it is so."),
    "someone_else": ("X4", "I.A.19", "This is said of another person."),
    "integral": ("R15", "I.B.5", "It belongs to the disease that is coded."),
}

#: What else was said of a code that the words of a row outweigh.
WEAKER = {
    "negated": ("unsupported", "family", "uncertain"),
    "hypothetical": ("unsupported",),
    "over": ("unsupported", "family"),
    "raised": ("negated",),
    "family": (),
    "mistaken": (),
    "unsupported": (),
    "noted": (),
    "uncertain": ("unsupported", "family"),
    "someone_else": ("unsupported", "family"),
    "integral": ("unsupported",),
}
#: What the reasons of rows are called in an exclusion, where they have another name.
MEANT = {
    "noted": "unsupported",
    "mistaken": "unsupported",
    "raised": "unsupported",
    "over": "historical",
}
#: Groups of rows whose words are searched as they are, and what they say.
PLAIN = {
    "normal": "negated",
    "part": "integral",
    "noted": "noted",
    "doubted": "uncertain",
    "another": "someone_else",
    "mistaken": "mistaken",
    "over": "over",
    "raised": "raised",
    "relative": "family",
}

# Words beside a code


@dataclass(frozen=True, slots=True)
class Row:
    """What is looked for beside which codes, and the code that it would have been.

    ``bare`` is a cheap look for the words alone, in text without capitals, and
    ``letters`` a cheaper one; ``chapters`` are the first letters of ``needs``.
    """

    reason: str
    chapters: frozenset[str]
    letters: tuple[str, ...]
    bare: re.Pattern[str]
    pattern: re.Pattern[str]
    needs: tuple[str, ...]
    shape: str


@lru_cache(maxsize=512)
def _rows(chapters: frozenset[str]) -> tuple[Row, ...]:
    """The rows that look beside codes of these chapters, or of any."""
    return tuple(row for row in _all_rows() if row.chapters & (chapters | {""}))


@cache
def _all_rows() -> tuple[Row, ...]:
    return tuple(_written())


def _written() -> Iterator[Row]:
    rows = knowledge.load("denials")["denied"]
    for words, needs, code in rows["rows"]:
        either = rf"{DENIES}\b(?:{words})\b|\b(?:{words}){DENIED_AFTER}"
        yield _row("negated", words, either, needs, code)
    for words, needs, code in rows["warned"]:
        either = rf"{WARNS}\b(?:{words})\b|\b(?:{words}){WARNED_AFTER}"
        yield _row("hypothetical", words, either, needs, code)
    for words, needs, code in rows["suspected"]:
        where = rf"\b{words}\b[^\n]{{0,80}}?" if words else ""
        yield _row("uncertain", TUMOUR, where + SUSPECTS, needs, code)
    for group, reason in PLAIN.items():
        for words, needs, code in rows[group]:
            yield _row(reason, rf"(?:{words})", rf"\b(?:{words})", needs, code)


def _row(reason: str, bare: str, pattern: str, needs: list[str], code: str) -> Row:
    bare, pattern = (ENDLESS.sub(_bounded, each) for each in (bare, pattern))
    plain = CAPITAL.sub(lambda found: found[0] if found[1] else found[0].lower(), bare)
    look, whole = re.compile(plain), re.compile(pattern, re.I)
    chapters = frozenset(need[:1] for need in needs)
    return Row(reason, chapters, needed(plain), look, whole, tuple(needs), code)


#: The rest of a word in a pattern. Text without blanks is one word as long as it is,
#: and read from each place in it to its end would take the square of its length.
ENDLESS = re.compile(r"(\\[wS])([*+])")


def _bounded(rest: re.Match[str]) -> str:
    return f"{rest[1]}{{{int(rest[2] == '+')},60}}"


#: A capital of a pattern, or a class of characters that must keep its own.
CAPITAL = re.compile(r"(\\.)|[A-Z]")


def _named(
    draft: Draft, texts: list[tuple[str, str]], basis: Basis
) -> Iterator[tuple[str, str, tuple[Evidence, ...]]]:
    codes = tuple(draft.lines)
    lower = "\n".join(text for _, text in texts).lower()
    for row in _rows(frozenset(code[0] for code in codes)):
        beside = next((code for code in codes if code.startswith(row.needs)), "")
        partner = draft.lines.get(beside)
        if partner is None or not _may_stand(row.letters, lower):
            continue
        if row.bare.search(lower) is None:
            continue
        found = _first(row.pattern, texts)
        if found is not None:
            code = _shaped(row.shape, partner, found.text, basis)
            yield code, row.reason, (found,)


def _may_stand(letters: tuple[str, ...], text: str) -> bool:
    """Whether one of the letters stands there; unknown letters may."""
    return not letters or any(one in text for one in letters)


def _first(pattern: re.Pattern[str], texts: list[tuple[str, str]]) -> Evidence | None:
    for document, text in texts:
        match = pattern.search(text)
        if match is not None:
            start, end = match.span()
            return Evidence(document, start, end, text[start:end])
    return None


def _shaped(shape: str, partner: Line, words: str, basis: Basis) -> str:
    """A code with the side, finger or limb of the coded one, or of the words."""
    if "{" not in shape:
        return shape
    code = partner.code
    side = _side(basis.book.title(code).lower())
    finger = code[5:6] if code.startswith("S61.2") else "9"
    limb = {"1": "5", "2": "6"}.get(side, "9")
    hand = "2" if finger in "1357" and finger != "9" else "1"
    return shape.format(
        side=side,
        eye=side,
        finger=finger,
        limb=limb,
        finger_side=hand,
        encounter="A",
        type=code[:3],
        told=_told_side(words),
        ankle={"1": "4", "2": "5"}.get(side, "6"),
        foot={"1": "4", "2": "5"}.get(side, "6"),
        meniscus={"1": "6", "2": "7"}.get(side, "9"),
        stem=code[:-1],
        rest=code[5:],
        last=code[-1],
    )


def _side(title: str) -> str:
    """The digit of a side that most codes of limbs and eyes have for it."""
    return next((digit for word, digit in SIDES.items() if word in title), "9")


def _told_side(words: str) -> str:
    """The digit of the one side that words name, as most sites have it."""
    sides = {one[0].lower() for one in SIDED.findall(words)}
    return {"r": "1", "l": "2"}.get(sides.pop(), "0") if len(sides) == 1 else "0"


SIDED = re.compile(r"\b(?:right|left|[RL](?:[UML]L)?)\b(?!/)", re.IGNORECASE)

# Values


@dataclass(frozen=True, slots=True)
class Value:
    """A measured value, the range in which it tells of a code, and beside what."""

    letters: tuple[str, ...]
    pattern: re.Pattern[str]
    least: float
    most: float
    code: str
    needs: tuple[str, ...]


@cache
def _values() -> tuple[Value, ...]:
    rows = knowledge.load("denials")["values"]["rows"]
    return tuple(
        Value(needed(name), re.compile(name + NUMBER), least, most, code, tuple(needs))
        for name, least, most, code, needs in rows
    )


def _measured(
    draft: Draft, texts: list[tuple[str, str]]
) -> Iterator[tuple[str, tuple[Evidence, ...]]]:
    """Values out of range whose diagnosis no one made."""
    for one in _values():
        if draft.starting(one.code[:5]):
            continue
        if one.needs and not draft.starting(*one.needs):
            continue
        for document, text in texts:
            if not _may_stand(one.letters, text):
                continue
            for match in one.pattern.finditer(text):
                if one.least <= float(match[1]) <= one.most:
                    start, end = match.span()
                    yield one.code, (Evidence(document, start, end, match[0]),)
                    break


# The less exact code


def _less(draft: Draft, told: dict[str, list[str]], basis: Basis) -> Draft:
    for code, exact in told.items():
        line = next(iter(draft.starting(*exact)), None)
        if line is None or code in draft.lines or code in draft.excluded:
            continue
        if not basis.book.is_billable(code):
            continue
        message = f"{line.code} is documented and says more."
        title = basis.book.title(code)
        draft = draft.with_exclusion(
            Exclusion(
                code, title, "unsupported", "R12", "I.B.2", message, line.evidence[:2]
            )
        )
    return draft
