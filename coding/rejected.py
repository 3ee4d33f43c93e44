"""What was read and turned away: the code that lost, the drug without its disease.

Owns the exclusions that follow from what is coded: the less exact code of the same
disease, the sides that a bilateral code stands for, a relative's history without
bearing, a drug that is no long-term therapy or whose disease nobody names. Which drug
means what is data in ``knowledge/denials.toml``. Must not touch the lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from coding import knowledge
from coding.basis import Basis
from coding.codebook import CodeEntry
from coding.draft import Draft, Line
from coding.gone import gone, usual
from coding.longterm import is_passing
from coding.mistaken import mistaken, remitted
from coding.values import Assertion, Evidence, Exclusion

Source = Callable[[Draft, Basis], Iterator[Exclusion]]


def rejected(draft: Draft, basis: Basis) -> Draft:
    """The draft with what lost to its codes, each only once."""
    for source in SOURCES:
        for exclusion in source(draft, basis):
            if exclusion.code in draft.lines:
                continue
            known = draft.excluded.get(exclusion.code)
            if known is None or (source in SURER and known.rule in ("R13", "X2")):
                excluded = {**draft.excluded, exclusion.code: exclusion}
                draft = replace(draft, excluded=excluded)
    return usual(draft, basis)


def _aside(
    code: str, rule: str, said: str, evidence: tuple[Evidence, ...], basis: Basis
) -> Iterator[Exclusion]:
    guideline = {"R12": "I.B.2", "R13": "I.A.19", "X2": "I.C.21.c.4"}[rule]
    reason = "family" if rule == "X2" else "unsupported"
    if basis.book.is_billable(code):
        title = basis.book.title(code)
        yield Exclusion(code, title, reason, rule, guideline, said, evidence[:2])


# Another code of the same words


def _outread(draft: Draft, basis: Basis) -> Iterator[Exclusion]:
    """What the words of a coded line would mean by themselves."""
    for mention, candidates in basis.read:
        code = candidates[0].code if candidates else "@"
        if code[0] in "@VWXY" or mention.assertion is not Assertion.PRESENT:
            continue
        if code in draft.lines or code in draft.excluded:
            continue
        line = next(
            (one for one in draft.lines.values() if _holds(one, mention.evidence)), None
        )
        if line is not None and _kin(line.code, code):
            said = f"{line.code} is coded from these words and says more."
            yield from _aside(code, "R12", said, (mention.evidence,), basis)


#: The categories of one disease that differ by its kind or cause.
KIN = (("E08", "E09", "E10", "E11", "E13"), ("I11", "I12", "I13", "I10"))


def _kin(one: str, other: str) -> bool:
    """Whether two codes are of one category, or of one disease."""
    first, second = one[:3], other[:3]
    return first == second or any(first in kin and second in kin for kin in KIN)


def _holds(line: Line, span: Evidence) -> bool:
    return any(
        one.document == span.document
        and one.start <= span.start
        and span.end <= one.end
        for one in line.evidence
    )


#: Chapters in which the unspecified code is what would be billed from habit.
HABIT = frozenset("CDEFGHIJKLMN")


def _less_exact(draft: Draft, basis: Basis) -> Iterator[Exclusion]:
    """The unspecified code of a disease whose kind is stated (I.B.2)."""
    for line in draft.lines.values():
        if line.code[0] not in HABIT or line.companion:
            continue
        for vague in _vague(line.code, basis):
            said = f"{line.code} is documented and says more."
            yield from _aside(vague.code, "R12", said, line.evidence, basis)


#: Unspecified codes that stand for use, not for a disease.
GENERAL = tuple(f"F1{digit}.9" for digit in range(10))


def _vague(code: str, basis: Basis) -> Iterator[CodeEntry]:
    """Unspecified codes at the levels above a code, the nearest first."""
    if "unspecified" in basis.book.title(code).lower():
        return
    for above in basis.book.ancestors(code):
        if above.kind not in ("category", "subcategory"):
            return
        for child in reversed(basis.book.children(above.code)):
            found = _first_vague(child, basis)
            if found is not None and not found.code.startswith((code, *GENERAL)):
                yield found
                break


def _first_vague(entry: CodeEntry, basis: Basis) -> CodeEntry | None:
    """The plain code under a heading that is itself the unspecified one."""
    for _ in range(DEPTH):
        children = basis.book.children(entry.code)
        if entry.billable or not _is_vague(entry.title) or not children:
            break
        entry = max(reversed(children), key=_open)
    return entry if entry.billable and _is_vague(entry.title) else None


DEPTH = 3


def _open(entry: CodeEntry) -> int:
    """How much a title leaves open; of equals the last is the plainest."""
    return entry.title.lower().count("unspecified")


def _is_vague(title: str) -> bool:
    folded = title.lower()
    return folded.startswith("unspecified ") or any(
        words in folded for words in (", unspecified", " and unspecified ")
    )


def _one_side(draft: Draft, basis: Basis) -> Iterator[Exclusion]:
    """The sides for which one bilateral code stands (I.B.13)."""
    for line in draft.lines.values():
        title = basis.book.title(line.code).lower()
        if "bilateral" not in title:
            continue
        said = f"{line.code} stands for both sides."
        pool = list(basis.book.siblings(line.code))
        for near in tuple(pool):
            pool.extend(basis.book.children(near.code))
        words = title.replace("bilateral", "").replace(",", " ").split()
        for one in pool:
            other = one.title.lower()
            sided = "right" in other or "left" in other
            if sided and all(word in other for word in words[:2]):
                yield from _aside(one.code, "R12", said, line.evidence, basis)


# Relatives


def _relatives(draft: Draft, basis: Basis) -> Iterator[Exclusion]:
    """A relative's cancer that has no bearing on the visit (I.C.21.c.4)."""
    table = knowledge.load("companions")["family"]
    for mention, candidates in basis.read:
        if mention.assertion is Assertion.FAMILY and candidates:
            code = table.get(candidates[0].code[:3], "")
            if code.startswith("Z80"):
                said = "A relative's disease, without bearing on this visit."
                yield from _aside(code, "X2", said, (mention.evidence,), basis)


# Drugs


def _passing(draft: Draft, basis: Basis) -> Iterator[Exclusion]:
    """A drug that was begun, ended or is given for days is no long-term therapy."""
    for signal, code in knowledge.load("denials")["passing"].items():
        found = basis.signal(signal)
        brief = tuple(span for span in found if is_passing(span, basis))
        if brief:
            said = "The drug was begun or ended, or is not for long."
            yield from _aside(code, "R13", said, brief, basis)


GIVEN_UP = re.compile(
    r"\b(?:failed|tried|completed|finished|until|stopped in)\b"
    r"|\boff\b[^.;\n]*\bsince\b",
    re.I,
)
AROUND = 30


def _given_up(draft: Draft, basis: Basis) -> Iterator[Exclusion]:
    """A drug of the past: only told as past, or given up before this visit."""
    table = knowledge.load("denials")["passing"]
    past: dict[str, list[Evidence]] = {}
    for mention, candidates in basis.read:
        code = table.get(candidates[0].code, "") if candidates else ""
        if not code:
            continue
        span = mention.evidence
        told = mention.assertion is Assertion.HISTORICAL
        if told or _is_given_up(span, basis.text(span.document)):
            past.setdefault(code, []).append(span)
    for code, found in past.items():
        if basis.book.is_billable(code):
            said = "The drug was given up before this visit."
            title = basis.book.title(code)
            yield Exclusion(
                code, title, "historical", "R74", "IV.J", said, tuple(found[:2])
            )


def _is_given_up(span: Evidence, text: str) -> bool:
    around = text[max(0, span.start - AROUND) : span.end + AROUND]
    return GIVEN_UP.search(around) is not None


def _alone(draft: Draft, basis: Basis) -> Iterator[Exclusion]:
    """A drug is named and its usual disease is not: a drug is no diagnosis (III)."""
    told = (*draft.lines, *draft.excluded)
    for row in knowledge.load("denials")["alone"]["rows"]:
        signal, code, beside = row
        found = basis.signal(signal)
        if not found or any(known.startswith(tuple(beside)) for known in told):
            continue
        if all(_is_given_up(span, basis.text(span.document)) for span in found):
            yield from _over(code, found, basis)
        else:
            said = "Only a drug that is given for it is named, not the disease."
            yield from _aside(code, "R13", said, found, basis)


def _over(code: str, found: tuple[Evidence, ...], basis: Basis) -> Iterator[Exclusion]:
    if basis.book.is_billable(code):
        said = "The drug that is given for it was given up before this visit."
        title = basis.book.title(code)
        yield Exclusion(code, title, "historical", "R74", "IV.J", said, found[:2])


def _not_for_diabetes(draft: Draft, basis: Basis) -> Iterator[Exclusion]:
    """A drug against diabetes that is taken for something else."""
    found = basis.signal("@oral_antidiabetic")
    diabetic = draft.starting("E08", "E09", "E10", "E11", "E13", "O24")
    if found and not diabetic and draft.starting("I50", "I13", "I11", "N18", "E28"):
        said = "The drug is not for diabetes here."
        yield from _aside("Z79.84", "R13", said, found, basis)


def _implied_insulin(draft: Draft, basis: Basis) -> Iterator[Exclusion]:
    """Insulin is part of the code of gestational diabetes (I.C.15.i)."""
    found, line = basis.signal("@insulin"), draft.lines.get("O24.414")
    if found and line is not None:
        yield from _aside("Z79.4", "R13", "O24.414 implies it.", found, basis)


# Strokes


def _too_early(draft: Draft, basis: Basis) -> Iterator[Exclusion]:
    """A deficit of the acute stroke is no sequela yet (I.C.9.d)."""
    stroke = draft.starting("I63")
    if not stroke:
        return
    sequelae = knowledge.load("families")["sequelae"]["deficits"]
    for code, later in sequelae.items():
        line = draft.lines.get(code)
        if line is not None:
            said = "In the acute stroke a deficit is coded by itself."
            yield from _aside(later, "R13", said, line.evidence, basis)


SCALE = re.compile(r"\bNIHSS\b[^\d\n]{0,16}(\d{1,2})\b")


def _scale(draft: Draft, basis: Basis) -> Iterator[Exclusion]:
    """A stroke scale is coded with the acute infarct only (I.C.18.i)."""
    measured = basis.measured(SCALE, ("nihss",))
    if measured is not None and not draft.starting("I63"):
        code = f"R29.7{int(measured[1]):02d}"
        said = "The scale is coded with an acute infarct only."
        yield from _aside(code, "R13", said, (measured[0],), basis)


SOURCES: tuple[Source, ...] = (
    _outread,
    _too_early,
    _scale,
    _relatives,
    _given_up,
    remitted,
    gone,
    _passing,
    _not_for_diabetes,
    _implied_insulin,
    _alone,
    _one_side,
    mistaken,
    _less_exact,
)

#: What these say weighs more than that a condition is only named.
SURER = (_given_up, gone, remitted)
