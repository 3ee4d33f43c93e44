"""The order that the tabular list demands: R07, R08, R80 and R84.

Owns manifestation codes and the "code first" and "use additional code" notes. Notes
printed at a whole chapter are left alone: they speak of habits such as tobacco use
that may well be what the visit was for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from coding.codebook import InheritedNote, Kind
from coding.references import CodeRange, Reading
from coding.rules.base import Context, Hit, Reach, about, between, naming, rule
from coding.values import CodedLine, Severity

#: Chapters whose codes do not name an underlying disease.
NOT_A_DISEASE = ("R", "V", "W", "X", "Y", "Z")


#: Organisms and their resistance, which the list calls supplementary.
SUPPLEMENTS = ("B95", "B96", "B97", "Z16")

#: What the Medicare Code Editor's lists call these two edits.
MANIFESTATION, UNACCEPTABLE = "manifestation", "unacceptable-principal"
DISEASE_FIRST = "Put the underlying disease before it."

#: Words of a title that make a code with a code first note a manifestation.
MANIFESTATION_WORDS = ("classified elsewhere", "in neoplastic disease")
#: Manifestations by the Medicare Code Editor whose titles do not say so.
MANIFESTATIONS = (
    "D63.1",
    "D64.1",
    "D75.81",
    "E08",
    "G13",
    "I68.0",
    "J84.03",
    "J91.0",
    "K82.A",
    "M02.8",
    "M02.9",
    "M36.2",
    "M36.3",
)


def is_manifestation(context: Context, code: str) -> bool:
    """Whether the code describes what a disease coded elsewhere brought about."""
    title = context.book.title(code).lower()
    titled = any(words in title for words in MANIFESTATION_WORDS)
    if "as the cause of" in title or not (titled or code.startswith(MANIFESTATIONS)):
        return False
    return bool(context.book.code_first(code))


@rule(
    "R07",
    guideline="I.A.13",
    severity=Severity.BLOCK,
    reach=Reach.PARTIAL,
    summary="A manifestation is never the principal or first-listed diagnosis.",
    looks_at=(
        "The manifestation list of the Medicare Code Editor, where one of the date is"
        " loaded. Else a first code that has a code first note and whose title says"
        ' "classified elsewhere" or "in neoplastic disease", and a list of others:'
        " together the edit for 2024. An older list that names more only warns."
    ),
)
def manifestation_not_first(context: Context) -> Iterator[Hit]:
    first = context.first
    if first is None:
        return
    message = (
        f"{first.code} describes a manifestation and cannot be the {context.lead_word}"
    )
    edited = context.lists.mce
    if edited is not None and MANIFESTATION in edited.said(first.code):
        late = edited.out_of_date and not is_manifestation(context, first.code)
        yield _not_first(first, f"{message} ({edited}).", DISEASE_FIRST, late)
    elif not _decided(context, MANIFESTATION) and is_manifestation(context, first.code):
        yield about(first, f"{message}.", DISEASE_FIRST)


def _decided(context: Context, edit: str) -> bool:
    """Whether a list of the date has the edit: then a code it leaves out may lead."""
    current = context.lists.current_mce
    return current is not None and current.speaks_of(edit)


def _not_first(line: CodedLine, message: str, settles: str, late: bool) -> Hit:
    """A hit by a list: it blocks, unless the list is all that is said and is old."""
    weight = Severity.WARN if late else Severity.BLOCK
    return Hit(message, (line.code,), settles, line.code, severity=weight)


@rule(
    "R08",
    guideline="I.A.13",
    severity=Severity.WARN,
    reach=Reach.PARTIAL,
    summary="A manifestation needs the disease that causes it on the list.",
    looks_at=(
        "Manifestation codes and the codes their notes name. Where a note only gives"
        " examples, any other disease on the list satisfies it."
    ),
)
def manifestation_has_cause(context: Context) -> Iterator[Hit]:
    for line in context.lines:
        if is_manifestation(context, line.code) and not _cause(context, line):
            yield about(
                line,
                f"{line.code} describes a manifestation, and the disease that causes"
                " it is not on the list.",
                f"The documented underlying disease, before {line.code}.",
            )


def _cause(context: Context, line: CodedLine) -> CodedLine | None:
    notes = context.book.code_first(line.code)
    by_example = any("such as" in f"{n.heading} {n.text}".lower() for n in notes)
    for other in context.lines:
        if other.code == line.code:
            continue
        if _covering(context, notes, other.code) or (
            (by_example or not any(note.ranges for note in notes))
            and not other.code.startswith(NOT_A_DISEASE)
            and not is_manifestation(context, other.code)
        ):
            return other
    return None


@rule(
    "R80",
    guideline="Medicare Code Editor, unacceptable principal diagnosis",
    severity=Severity.WARN,
    reach=Reach.PARTIAL,
    summary="A code that only adds to another diagnosis does not lead.",
    looks_at=(
        "B95 to B97 (organisms) and Z16 (resistance) in the first place, and for"
        " inpatients the list of unacceptable principal diagnoses of the Medicare Code"
        " Editor where it is loaded: one of the date blocks, an older one warns."
    ),
)
def supplement_not_first(context: Context) -> Iterator[Hit]:
    first, edited = context.first, context.lists.mce
    if first is None:
        return
    listed = edited is not None and UNACCEPTABLE in edited.said(first.code)
    if edited is not None and listed and context.facts.setting.is_inpatient:
        yield _not_first(
            first,
            f"{first.code} is not accepted as {context.lead_word} ({edited}).",
            "Put the condition that occasioned the stay first.",
            edited.out_of_date,
        )
    elif first.code.startswith(SUPPLEMENTS):
        yield about(
            first,
            f"{first.code} adds to another diagnosis and cannot be the"
            f" {context.lead_word}.",
            "Put the infection that it belongs to first.",
        )


@rule(
    "R84",
    guideline="I.A.13, I.B.7",
    severity=Severity.WARN,
    summary=(
        "A code follows the partners that its code first note lists, and comes before"
        " those that its use additional code note lists."
    ),
    looks_at=(
        "The order of every two codes, by notes of the code, category and block whose"
        " references could be read in full. Notes of a whole chapter are left out."
    ),
)
def tabular_order(context: Context) -> Iterator[Hit]:
    demands = {line.code: _Demands(context, line.code) for line in context.lines}
    for earlier, later in naming(context, lambda code: demands[code].named()):
        wrong = demands[later.code].comes_before(earlier.code, demands)
        right = demands[earlier.code].comes_before(later.code, demands)
        if wrong and not right:
            yield between(
                f"{earlier.code} must follow {later.code}: {wrong}.",
                f"Move {earlier.code} after {later.code}.",
                later,
                earlier,
            )


class _Demands:
    """What the notes of one code ask of the order, read once for all its partners."""

    def __init__(self, context: Context, code: str) -> None:
        self.context, self.code = context, code
        self.first = _readable(context, context.book.code_first(code))
        self.additional = _readable(context, context.book.use_additional(code))

    def named(self) -> Iterator[CodeRange]:
        """All that the notes name, whichever comes first."""
        for note in (*self.first, *self.additional):
            yield from note.ranges

    def comes_before(self, other: str, demands: dict[str, _Demands]) -> str:
        """The instruction that puts this code ahead of the other, or nothing."""
        if note := _covering(self.context, demands[other].first, self.code):
            return f"a note at {note.origin} says to code {self.code} first"
        if note := _covering(self.context, self.additional, other):
            return f"a note at {note.origin} asks for {other} as an additional code"
        return ""


def _readable(
    context: Context, notes: Iterable[InheritedNote]
) -> tuple[InheritedNote, ...]:
    return tuple(
        note
        for note in notes
        if note.reading == Reading.EXACT and not _of_a_chapter(context, note)
    )


def _of_a_chapter(context: Context, note: InheritedNote) -> bool:
    entry = context.book.get(note.origin)
    return entry is not None and entry.kind == Kind.CHAPTER


def _covering(
    context: Context, notes: Iterable[InheritedNote], code: str
) -> InheritedNote | None:
    """The first of the notes whose references hold the code."""
    for note in notes:
        if any(context.book.covers(codes, code) for codes in note.ranges):
            return note
    return None


FAMILY = (
    manifestation_not_first,
    manifestation_has_cause,
    supplement_not_first,
    tabular_order,
)
