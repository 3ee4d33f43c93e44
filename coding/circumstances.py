"""What stands beside a diagnosis: its germ, the cause of an injury, symptoms to add.

Owns the codes that answer "use additional code" from elsewhere in the chart. Which
words mean what is data in ``knowledge/circumstances.toml``. Must not add a diagnosis.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from coding import knowledge
from coding.basis import Basis, quoted
from coding.draft import Draft, Line
from coding.needed import needed
from coding.parts import beside, set_aside
from coding.values import Assertion, Evidence

#: Where the story of an injury is told.
STORY = frozenset(
    "hpi chief_complaint opening assessment assessment_plan impression indication "
    "nursing hospital_course".split()
)
INJURIES = ("S", "T0", "T1", "T2", "T3", "M80", "M84.4")
ACTIVITY = "Y93"


def circumstances(draft: Draft, basis: Basis) -> Draft:
    """The draft with germs, circumstances of an injury and symptoms to be added."""
    draft = _germs(draft, basis)
    draft = _prostate_symptoms(draft, basis)
    return _causes(draft, basis)


def _germs(draft: Draft, basis: Basis) -> Draft:
    table = knowledge.load("circumstances")["germs"]
    draft = _named_by_germ(draft, table["named"], basis)
    infections = draft.starting(*table["infections"])
    for signal, code in table.items():
        named = basis.signal(signal) if signal[0] == "@" else ()
        exact = tuple(one[signal] for one in table["named"].values() if signal in one)
        if draft.starting(*exact, "?"):
            named = _beside_infection(named, infections, basis)
        if named and infections and basis.book.is_billable(code):
            why = f"The germ of {infections[0].code}."
            draft = draft.with_line(beside(code, named, why, "I.B.7"))
    named = basis.signal("@hpylori")
    stomach = draft.starting(*table["stomach"])
    if named and stomach:
        why = f"The germ of {stomach[0].code}."
        draft = draft.with_line(beside("B96.81", named, why, "I.B.7"))
    return draft


def _beside_infection(
    named: tuple[Evidence, ...], infections: tuple[Line, ...], basis: Basis
) -> tuple[Evidence, ...]:
    """A germ that another code says already, where an infection is named with it."""
    near = [span for line in infections for span in _near(line, named, basis)]
    return tuple(dict.fromkeys(near))


#: How near a germ must stand to the disease that is named after it.
SAME_SENTENCE = 60
PARTED = re.compile(r"[.;\n]")


def _named_by_germ(
    draft: Draft, table: dict[str, dict[str, str]], basis: Basis
) -> Draft:
    """Pneumonia and sepsis take the code of the germ named beside them."""
    uncertain = basis.facts.setting.is_inpatient
    for code, germs in table.items():
        line = draft.lines.get(code)
        for signal, exact in germs.items() if line else ():
            near = _near(line, _of_germ(signal, basis, uncertain=uncertain), basis)
            if line is not None and near and basis.book.is_billable(exact):
                message = f"{exact} says the germ too."
                aside = set_aside(line, basis, "unsupported", "R12", "I.B.2", message)
                return draft.recoded(line, exact, near[0], aside=aside, exact=False)
    return draft


def _of_germ(signal: str, basis: Basis, *, uncertain: bool) -> tuple[Evidence, ...]:
    """Where a germ is named; for a stay also where it is only probable (II.H)."""
    found = list(basis.signal(signal))
    for mention, candidates in basis.read if uncertain else ():
        doubted = mention.assertion is Assertion.UNCERTAIN
        if doubted and candidates and candidates[0].code == signal:
            found.append(mention.evidence)
    return tuple(found)


def _near(
    line: Line | None, found: tuple[Evidence, ...], basis: Basis
) -> list[Evidence]:
    texts = {one.sha256: one.text for one in basis.note.documents}
    return [
        span
        for span in found
        for one in (line.evidence if line else ())
        if one.document == span.document
        and not PARTED.search(texts[one.document][one.end : span.start])
        and -SAME_SENTENCE < span.start - one.end < SAME_SENTENCE
        and not PARTED.search(texts[one.document][span.end : one.start])
    ]


#: What an enlarged prostate does, to be coded beside it.
PROSTATE = ("R35.0", "R35.1", "R39.1", "N39.4", "R33.8", "R33.9")


def _prostate_symptoms(draft: Draft, basis: Basis) -> Draft:
    """N40.1 asks for its symptoms in addition, wherever the story names them."""
    if "N40.1" not in draft.lines:
        return draft
    for code, found in basis.stated.items():
        told = [one for one in found if one.section in STORY | {"plan"}]
        code = "R33.8" if code == "R33.9" else code  # retention with a known cause
        if code.startswith(PROSTATE) and code not in draft.lines and told:
            why = "A symptom of the enlarged prostate, to be coded in addition."
            draft = draft.with_line(beside(code, tuple(told), why, "I.B.7"))
    return draft


@cache
def _patterns() -> tuple[Where, ...]:
    causes = knowledge.load("circumstances")["causes"]
    said = tuple(
        _place_of(code, rf"\b(?:{'|'.join(map(re.escape, words))})\b")
        for code, words in causes.items()
    )
    return (*_where("patterns"), *said, *_where("lastly"))


def _causes(draft: Draft, basis: Basis) -> Draft:
    """How an injury came about, and at its first encounter what was being done."""
    injuries = [
        line for line in draft.starting(*INJURIES) if line.code[-1] in ENCOUNTERS
    ]
    if not injuries:
        return draft
    phase = injuries[0].code[-1]
    phase = "D" if phase in HEALING else phase
    external = bool(draft.starting("V", "W", "X", "Y0", "Y1", "Y2", "Y3"))
    lower = _lower(basis)
    for one in _patterns():
        if not _may_stand(one, lower):
            continue
        stem = one.code
        activity = stem.startswith(ACTIVITY)
        code = stem if activity else f"{stem}{phase}"
        code = code if basis.book.is_billable(code) else f"{stem}X{phase}"
        if (external and not activity) or (activity and phase != "A"):
            continue
        span = _told(one.pattern, basis)
        if span is not None and basis.book.is_billable(code):
            why = "The circumstances of the injury, as told."
            draft = draft.with_line(beside(code, (span,), why, "I.C.20"))
            external = external or not activity
    return _place(draft, basis) if phase == "A" and external else draft


def _place(draft: Draft, basis: Basis) -> Draft:
    """Where an injury was come by, and as what, at its first encounter (I.C.20.b)."""
    lower = _lower(basis)
    for group in ("places", "status"):
        for one in _where(group):
            span = _told(one.pattern, basis) if _may_stand(one, lower) else None
            if span is not None and basis.book.is_billable(one.code):
                why = "The circumstances of the injury, as told."
                draft = draft.with_line(beside(one.code, (span,), why, "I.C.20"))
                break
    return draft


def _lower(basis: Basis) -> str:
    return "\n".join(one.text for one in basis.note.documents).lower()


def _may_stand(one: Where, lower: str) -> bool:
    """A cheap look before the pattern itself."""
    return not one.letters or any(letters in lower for letters in one.letters)


@dataclass(frozen=True, slots=True)
class Where:
    """A code and its words; without one of ``letters`` no text holds them."""

    code: str
    letters: tuple[str, ...]
    pattern: re.Pattern[str]


@cache
def _where(group: str) -> tuple[Where, ...]:
    rows = knowledge.load("circumstances")[group]
    return tuple(_place_of(code, words) for code, words in rows.items())


def _place_of(code: str, words: str) -> Where:
    """What is looked for, in whatever case; the look is in text without capitals."""
    return Where(code, needed(words.lower()), re.compile(words, re.IGNORECASE))


HEALING = frozenset("DEFGHJKMNPQR")
ENCOUNTERS = HEALING | frozenset("ABCS")
#: Right before the words, what says that it was not so.
DENIED = re.compile(r"\b(?:no|not|denies|never|without|avoid|if)\s[^.;\n]{0,20}$", re.I)


def _told(pattern: re.Pattern[str], basis: Basis) -> Evidence | None:
    for section, text in basis.within(STORY):
        for match in pattern.finditer(text, section.start, section.end):
            before = text[max(section.start, match.start() - 40) : match.start()]
            if not DENIED.search(before):
                return quoted(section, match)
    return None
