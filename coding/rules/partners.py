"""Partners that notes of the tabular list name: R06, R09 and R10.

Owns asking whether a partner that belongs beside a code was left out. A note names far
more partners than a patient has, so a rule speaks only where the claim or the record
shows that one of them is there. Order is R84's matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from coding.codebook import InheritedNote, Kind, NoteKind
from coding.references import Reading
from coding.rules.base import Context, Hit, Reach, about, rule
from coding.rules.reading import cited, record, words
from coding.values import CodedLine, Severity

ON_THE_CLAIM = "Billed diagnoses that are not in the set, by notes of the code and its"

#: The codes of a printed note, and words that name no condition.
_CODES = re.compile(r"\([^)]*\)")
IDLE = frozenset("a an and by due in of or other the to with nos nec".split())

BMI = re.compile(r"\b(?:BMI|body mass index)\b\W{0,4}(?:is|of|was)?\W{0,3}\d\d", re.I)


@dataclass(frozen=True, slots=True)
class Needed:
    """Codes that are not whole without one of some others."""

    codes: tuple[str, ...]
    partners: tuple[str, ...]
    what: str


INFECTIONS = ("A", "B", "J0", "J1", "J20", "J21", "J22", "J69", "J85", "J86", "U07.1")
ULCERS = ("L97", "L98.4", "L98.49", "L89", "I96")
USE_ADDITIONAL = tuple(
    Needed((f"{diabetes}.621", f"{diabetes}.622"), ULCERS, "the site of the ulcer")
    for diabetes in ("E08", "E09", "E10", "E11", "E13")
)
CODE_ALSO = (Needed(("J44.0",), INFECTIONS, "the infection"),)


@rule(
    "R06",
    guideline="I.A.12.b",
    severity=Severity.INFO,
    reach=Reach.PARTIAL,
    summary="Two codes with an Excludes2 note between them may stand side by side.",
    looks_at=(
        "Excludes2 notes of the code and its category whose every word stands in the"
        " very text cited for the code, when no code of the note is in the set. A"
        " condition named elsewhere or otherwise it does not see."
    ),
)
def not_included_here(context: Context) -> Iterator[Hit]:
    for line in context.lines:
        said = _singular(words(cited(line)))
        for note in _notes(context, line, NoteKind.EXCLUDES2):
            named = _singular(words(_CODES.sub("", note.text)) - IDLE)
            if named and named <= said and not _is_there(context, note):
                yield about(
                    line,
                    f"{line.code} does not include {note.text} (Excludes2 at"
                    f" {note.origin}), which the cited text names: a patient may have"
                    " both.",
                    "Add the code of the other if the record supports it.",
                )


def _singular(found: frozenset[str]) -> frozenset[str]:
    """Words without the s of a plural: notes say migraines where a chart says one."""
    return frozenset(
        word[:-1]
        if len(word) > 4 and word[-1] == "s" and word[-2] not in "siu"
        else word
        for word in found
    )


def _is_there(context: Context, note: InheritedNote) -> bool:
    return any(
        context.book.covers(codes, line.code)
        for codes in note.ranges
        for line in context.lines
    )


def _notes(
    context: Context, line: CodedLine, kind: NoteKind
) -> Iterator[InheritedNote]:
    """Notes that name codes; those of chapters and blocks name whole chapters."""
    for note in context.book.notes(line.code, kind):
        if note.reading != Reading.EXACT:
            continue
        entry = context.book.get(note.origin)
        if entry is None or entry.kind not in (Kind.CHAPTER, Kind.BLOCK):
            yield note


@rule(
    "R09",
    guideline="I.A.13, I.B.7",
    severity=Severity.WARN,
    reach=Reach.PARTIAL,
    summary="A code asks for an additional one, and it is missing.",
    looks_at=(
        "Diabetic ulcers without their site, which warn; billed diagnoses that a use"
        " additional code note of the category asks for, and a body mass index in the"
        " record beside E66 without Z68, which inform. Other partners it does not look"
        " for."
    ),
)
def additional_code_missing(context: Context) -> Iterator[Hit]:
    yield from _not_whole(context, USE_ADDITIONAL)
    yield from _index_not_coded(context)
    for line, other, note in _billed_partners(context, NoteKind.USE_ADDITIONAL):
        yield _informs(
            line,
            f"{line.code} asks for {other} as an additional code (note at"
            f" {note.origin}); it is billed and not in the set.",
            f"Add {other} if the record supports it; nothing if it does not.",
        )


def _not_whole(context: Context, table: tuple[Needed, ...]) -> Iterator[Hit]:
    for needed in table:
        for line in context.starting(*needed.codes):
            if not context.has(*needed.partners):
                yield about(
                    line,
                    f"{line.code} asks for a further code for {needed.what}.",
                    f"Add the code for {needed.what}, or query the provider.",
                )


def _index_not_coded(context: Context) -> Iterator[Hit]:
    weight = context.starting("E66")
    if weight and not context.has("Z68", "O") and BMI.search(record(context)):
        yield _informs(
            weight[0],
            f"{weight[0].code} asks for the body mass index, which the record has.",
            "Add the Z68 code for it.",
        )


def _informs(line: CodedLine, message: str, settles: str) -> Hit:
    return Hit(message, (line.code,), settles, line.code, severity=Severity.INFO)


@rule(
    "R10",
    guideline="I.A.17",
    severity=Severity.INFO,
    reach=Reach.PARTIAL,
    summary="A code says that another may be coded also, in either order.",
    looks_at=(
        f"{ON_THE_CLAIM} category, and J44.0 without its infection. Other partners that"
        " are not billed it does not see."
    ),
)
def code_also_missing(context: Context) -> Iterator[Hit]:
    yield from _not_whole(context, CODE_ALSO)
    for line, other, note in _billed_partners(context, NoteKind.CODE_ALSO):
        yield about(
            line,
            f"{line.code} may be coded with {other} (code also note at {note.origin}),"
            " which is billed and not in the set.",
            f"Add {other} if the record supports it; nothing if it does not.",
        )


def _billed_partners(
    context: Context, kind: NoteKind
) -> Iterator[tuple[CodedLine, str, InheritedNote]]:
    """Billed codes that are missing and that a note of a code in the set names."""
    entries = (context.book.find(billed) for billed in context.facts.billed)
    present = {line.code for line in context.lines}
    missing = [one.code for one in entries if one and one.code not in present]
    for line in context.lines if missing else ():
        for note in _notes(context, line, kind):
            for code in missing:
                if any(context.book.covers(codes, code) for codes in note.ranges):
                    yield line, code, note


FAMILY = (not_included_here, additional_code_missing, code_also_missing)
