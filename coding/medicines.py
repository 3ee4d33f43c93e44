"""Drugs that harm: adverse effects, doses too small, poisonings.

Owns naming the drug behind a condition and the reason why one was taken too little.
Which class of drug has which code is data in ``knowledge/medicines.toml``; where the
table of drugs is loaded, its names bring their codes along. Must not add a disease.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from coding import knowledge
from coding.basis import Basis
from coding.draft import Draft, spans
from coding.parts import beside
from coding.values import Evidence
from coding.wordlists import either

ADVERSE, UNDERDOSED = "5", "6"
#: The drug follows its cause directly, but for what kind of drug it is.
CAUSED = re.compile(
    rf"{either('medicines', 'around', 'caused')}"
    rf"\s+(?:{either('medicines', 'around', 'between')}\s+){{0,2}}$"
)
TAKEN = re.compile(
    rf"\b(?:on|after) (?:{either('medicines', 'around', 'taken')}\s+){{0,2}}$"
)
#: What is laid to two drugs is laid to the second too, unless a clause begins there.
SECOND = re.compile(r"[\w-]+(?: \d+ ?mg)? (?:and|and the|plus) $")
ANEW = re.compile(r"\s*(?:was|is|were|are|has|have|had|will|helped|started|given)\b")
#: "Rash after starting", but "depression better after starting".
BEGUN = re.compile(
    r"\b(?:since|after) (?:starting|taking|beginning|initiating)\s+"
    r"(?:(?:the|her|his|new|oral)\s+){0,2}$"
)
BRACKETED = re.compile(r"\b(?:related|induced|mediated)\b[^.;()\n]{0,40}\($")
INDUCED = re.compile(r"^[- ](?:induced|related)\b")
LEFT_BEHIND = re.compile(r"\b(?:residual|late effects?|sequelae?|persistent since)\b")
#: How near a drug must stand to what it causes, in characters.
NEAR = 90


def medicines(draft: Draft, basis: Basis) -> Draft:
    """The draft with the drugs that a coded condition is laid to."""
    texts = {one.sha256: one.text for one in basis.note.documents}
    for code, drug, cause in _blamed(draft, basis, texts):
        if basis.book.is_billable(code):
            why = "The provider names this drug as the cause."
            draft = draft.with_line(beside(code, (drug, cause), why, "I.C.19.e.5.a"))
    for line in draft.starting("T"):
        if line.code.endswith("5S"):
            draft = draft.without(f"{line.code[:-1]}A")
    draft = _in_its_own_words(_drug_induced(_thinned(draft, basis)), basis)
    draft = _overdosed(draft, basis, texts)
    draft = _intended(draft, basis)
    return _underdosed(draft, basis, texts)


def _told() -> dict[str, Any]:
    return knowledge.load("medicines")


def _stem(signal: str, name: str = "") -> str:
    """The code of a drug without intent and encounter; the table's signals are it."""
    by_name = _by_name()
    exact = next((by_name[one] for one in name.lower().split() if one in by_name), "")
    known: str = exact or _told()["stems"].get(signal, "")
    return known or (signal[1:] if signal.startswith("@T") else "")


@cache
def _by_name() -> dict[str, str]:
    """Drugs whose code is not that of the rest of their class."""
    words = _told()["words"].items()
    return {name: stem for stem, names in words for name in names.split()}


def _full(stem: str, kind: str, encounter: str = "A") -> str:
    filled = "" if len(stem) > len("T36.9") else "X"
    return f"{stem}{kind}{filled}{encounter}"


# Adverse effects


def _blamed(
    draft: Draft, basis: Basis, texts: dict[str, str]
) -> Iterator[tuple[str, Evidence, Evidence]]:
    """(code, drug, condition) for each drug that the words lay a condition to."""
    coded = [
        span
        for line in draft.lines.values()
        if not line.companion
        for span in line.evidence
    ]
    for signal, found in basis.signals.items():
        for span in found:
            stem = _stem(signal, span.text)
            if not stem:
                continue
            near = [one for one in coded if _near(one, span)]
            if near and _is_cause(span, near, texts[span.document]):
                around = texts[span.document][max(0, span.start - NEAR) : span.end]
                later = "S" if LEFT_BEHIND.search(around.lower()) else "A"
                nearest = min(near, key=lambda one: abs(one.start - span.start))
                yield _full(stem, ADVERSE, later), span, nearest


#: An INR above its goal is the anticoagulant's doing, taken as ordered.
ABOVE = re.compile(r"\b(?:supra\w*|high|elevated|above)\b", re.I)
NOT_ON = re.compile(r"\b(?:off|not|no|without|never|stopped)\b[^.;,\n]{0,12}$", re.I)


def _thinned(draft: Draft, basis: Basis) -> Draft:
    """ "INR high on warfarin": the drug beside R79.1."""
    line = draft.lines.get("R79.1")
    high = [one for one in line.evidence if ABOVE.search(one.text)] if line else []
    for drug in basis.signal("@anticoagulant") if high else ():
        near = [one for one in high if _near(one, drug)]
        before = basis.text(drug.document)[max(0, drug.start - 20) : drug.start]
        if near and NOT_ON.search(before) is None:
            why = "The drug that keeps the blood from clotting."
            told = beside("T45.515A", (drug, near[0]), why, "I.C.19.e.5.a")
            return draft.with_line(told)
    return draft


def _is_cause(drug: Evidence, near: list[Evidence], text: str) -> bool:
    before = text[max(0, drug.start - 60) : drug.start].lower()
    after = text[drug.end : drug.end + 12].lower()
    joined = any(
        one.start == drug.end + 1 and text[drug.end] in " -" and one.end > drug.end
        for one in near
    )
    if not ANEW.match(text, drug.end):
        before = SECOND.sub("", before)
    if TAKEN.search(before):
        return False  # taken, not blamed
    begun = BEGUN.search(before)
    if begun is not None:
        at = drug.start - len(before) + begun.start()
        return any(not text[one.end : at].strip(" ,") for one in near if one.end <= at)
    told = CAUSED.search(before) or BRACKETED.search(before) or INDUCED.match(after)
    return bool(told) or joined


def _near(one: Evidence, other: Evidence) -> bool:
    return one.document == other.document and abs(one.start - other.start) < NEAR


def _is_adverse(code: str) -> bool:
    return code[:-1].rstrip("X").endswith(ADVERSE)


def _drug_induced(draft: Draft) -> Draft:
    """Conditions that have a code of their own when a drug causes them."""
    for cause, condition, code in _told()["induced"]["pairs"]:
        line = draft.lines.get(condition)
        drugs = [one for one in draft.starting(cause) if _is_adverse(one.code)]
        beside = [
            drug
            for drug in drugs
            if line and any(span in line.evidence for span in drug.evidence)
        ]
        if line is not None and beside:
            draft = draft.recoded(line, code, *beside[0].evidence[:2], exact=False)
    return draft


@cache
def _names() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """For each class with a code, its names as one pattern."""
    drugs, stems = knowledge.load("drugs"), _told()["stems"]
    return tuple(
        (
            signal,
            re.compile(rf"\b(?:{'|'.join(map(_singular, drugs[signal]))})s?\b", re.I),
        )
        for signal in stems
        if signal in drugs
    )


def _singular(name: str) -> str:
    return re.escape(name.removesuffix("s"))


def _in_its_own_words(draft: Draft, basis: Basis) -> Draft:
    """A code that says "due to a drug" names the drug that its own words name."""
    for line in draft.starting(*_told()["induced"]["caused"]):
        for span in line.evidence:
            for signal, names in _names():
                named = names.search(span.text)
                stem = _stem(signal, named[0]) if named else ""
                code = _full(stem, ADVERSE)
                if named and basis.book.is_billable(code):
                    why = "The drug that the condition is laid to."
                    draft = draft.with_line(beside(code, (span,), why, "I.C.19.e.5.a"))
                    break
    return draft


# Poisoning

INTENDED = re.compile(rf"\b{either('medicines', 'around', 'intended')}", re.IGNORECASE)
NOT_INTENDED = re.compile(
    r"\b(?:no|not|denie[sd]|without|un|prior|previous|h/o|hx|history of)\b"
    r"[^.;\n]{0,24}$",
    re.IGNORECASE,
)
ACCIDENTAL, SELF_HARM = "1", "2"


#: A drug that is said to have been taken too much of.
OVERDOSE = re.compile(
    r"\b(?:overdose|overdosed|OD|poisoning|ingestion)(?: (?:of|on|with|by|from))?"
    r"(?: (?:his|her|an?|old|home|prescribed|unknown amount of)){0,2} $",
    re.IGNORECASE,
)
OVERDOSED = re.compile(r"^ (?:overdose|poisoning|toxicity)\b", re.IGNORECASE)


def _overdosed(draft: Draft, basis: Basis, texts: dict[str, str]) -> Draft:
    """A poisoning by a drug that is named says which (I.C.19.e.5.b)."""
    vague = draft.starting("T65.91", "T50.901", "T50.911")
    for signal, found in basis.signals.items() if vague else ():
        for drug in found:
            text, stem = texts[drug.document], _stem(signal, drug.text)
            before = OVERDOSE.search(text[max(0, drug.start - 60) : drug.start])
            code = _full(stem, ACCIDENTAL)
            told = before or OVERDOSED.match(text[drug.end : drug.end + 20])
            if stem and told and basis.book.is_billable(code):
                why = "Too much of this drug was taken."
                spans_ = (drug, *vague[0].evidence[:1])
                draft = draft.with_line(beside(code, spans_, why, "I.C.19.e.5.b"))
                for line in vague:
                    draft = draft.without(line.code)
                return draft
    return draft


def _intended(draft: Draft, basis: Basis) -> Draft:
    """A poisoning is by intent where the chart tells it (I.C.19.e.5.b)."""
    for line in draft.starting("T3", "T4", "T50"):
        code = f"{line.code[:-2]}{SELF_HARM}{line.code[-1]}"
        if line.code[-2] != ACCIDENTAL or not basis.book.is_billable(code):
            continue
        span = _meant(basis)
        if span is not None:
            draft = draft.recoded(line, code, span, exact=False)
    return draft


def _meant(basis: Basis) -> Evidence | None:
    """The first words of the visit's story that tell an intent, not denied or past."""
    return basis.first(INTENDED, NOT_INTENDED)


# Underdosing

TOO_LITTLE = re.compile(
    rf"\b{either('medicines', 'around', 'too_little')}", re.IGNORECASE
)
DENIED = re.compile(r"\b(?:no|not|denies|never|none|without)\b[^.;\n]{0,12}$", re.I)
#: Where a dose missed is weighed, and where the story of it is told.
WEIGHED = frozenset(
    {"assessment", "assessment_plan", "impression", "discharge_diagnosis"}
)
STORY = WEIGHED | {"hpi", "opening", "chief_complaint", "plan", "hospital_course"}
AROUND = 160


def _underdosed(draft: Draft, basis: Basis, texts: dict[str, str]) -> Draft:
    """A drug taken less than ordered, with the reason why (I.C.19.e.5.c)."""
    if not any(_stem(signal) for signal in basis.signals):
        return draft
    told = list(_too_little(basis, texts))
    if not any(one.section in WEIGHED for one in told):
        return draft
    stem, drug = _missed_drug(told, basis, texts)
    code, reason = _full(stem, UNDERDOSED), _reason(told, texts)
    if not stem or not reason or not basis.book.is_billable(code):
        return draft
    why = "Taken less than ordered, as told."
    first = next(one for one in told if one.section in WEIGHED)
    draft = draft.with_line(beside(code, spans((first, drug)), why, "I.C.19.e.5.c"))
    for other in draft.starting("Z91.1"):
        draft = draft.without(other.code)
    return draft.with_line(beside(reason, (first,), why, "I.C.19.e.5.c"))


def _too_little(basis: Basis, texts: dict[str, str]) -> Iterator[Evidence]:
    for section in basis.sections:
        if section.kind not in STORY:
            continue
        text = texts[section.document]
        for match in TOO_LITTLE.finditer(text, section.start, section.end):
            if not DENIED.search(text[max(0, match.start() - 24) : match.start()]):
                start, end = match.span()
                end = start + len(text[start:end].rstrip())
                quote = text[start:end]
                yield Evidence(section.document, start, end, quote, 1, section.kind)


def _missed_drug(
    told: list[Evidence], basis: Basis, texts: dict[str, str]
) -> tuple[str, Evidence]:
    """The drug named nearest to where it is told that it was missed."""
    best: tuple[int, str, Evidence] | None = None
    for signal, found in basis.signals.items():
        for drug in found:
            stem = _stem(signal, drug.text)
            for one in told:
                apart = abs(one.start - drug.start)
                same = one.document == drug.document and apart < AROUND
                if stem and same and (best is None or apart < best[0]):
                    best = apart, stem, drug
    return ("", told[0]) if best is None else best[1:]


def _reason(told: list[Evidence], texts: dict[str, str]) -> str:
    """Z91.1- by what stands around the words; empty where nothing says why."""
    words = _told()["underdosing"]
    around = " ".join(
        texts[one.document][max(0, one.start - 60) : one.end + AROUND].lower()
        for one in told
    )
    if any(word in around for word in words["cost"]):
        return "Z91.120"
    if any(word in around for word in words["forgotten"]):
        return "Z91.138"
    return ""
