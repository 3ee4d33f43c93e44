"""Long-term drugs: which are taken, which have ended or only just begun.

Owns Z79 beside the condition that a drug is for, and immunosuppression by a drug. Which
class needs which condition is data in ``knowledge/companions.toml``, which words say
that a drug goes on or ends in ``longterm.toml``. Must not add a diagnosis.
"""

from __future__ import annotations

import re
from typing import Any

from coding import knowledge
from coding.basis import Basis
from coding.draft import Draft
from coding.parts import beside
from coding.values import Evidence, Exclusion, Setting
from coding.wordlists import either

TAKEN = re.compile(rf"\b{either('longterm', 'taken')}\b")
ENDED = re.compile(rf"\b{either('longterm', 'ended')}\b")
BEGUN = re.compile(rf"\b{either('longterm', 'begun')}\b")
KEPT = re.compile(rf"^[^.;\n]*\b{either('longterm', 'kept')}\b")
ENDED_AFTER = re.compile(rf"^[^.;\n]{{0,18}}\b{either('longterm', 'ended_after')}\b")
RESUMED = re.compile(r"^[^.;\n]*\b(?:then|to) (?:resum|restart)")
BEGUN_AFTER = re.compile(rf"^[^.;\n]{{0,24}}\b{either('longterm', 'begun_after')}\b")
IN_CASE = re.compile(r"^[^.;\n]{0,20}\bif\b")
CURRENT = frozenset(
    {"medications", "past_history", "hpi", "opening", "chief_complaint", "indication"}
)
BRIEF = tuple(knowledge.load("longterm")["brief"])
BEFORE = 28
#: Diabetes whose very kind says that insulin is used: no code for the drug.
IMPLIED = (("@insulin", "Z79.4", ("E10", "O24.414")),)


def longterm(draft: Draft, basis: Basis) -> Draft:
    """The draft with the drugs that its conditions are treated with for long."""
    for rule in knowledge.load("companions")["drug"]:
        draft = _drug(draft, rule, basis)
    for signal, code, kinds in IMPLIED:
        found, beside = basis.signal(signal), draft.starting(*kinds)
        if found and beside and code not in draft.lines:
            message = f"{beside[0].code} implies this drug."
            draft = draft.with_exclusion(_aside(code, found, message, basis))
    return _suppressed(_steroids(_watched(draft, basis), basis), basis)


WATCHED = re.compile(either("longterm", "watched"), re.IGNORECASE)
SENTENCE = re.compile(r"[;\n]|\.(?=\s|$)")
WATCHED_DRUGS = tuple(knowledge.load("longterm")["watched_drugs"])


def _watched(draft: Draft, basis: Basis) -> Draft:
    """ "INR 2.4 on Coumadin": the anticoagulant whose disease nobody names (Z79.01)."""
    if "Z79.01" in draft.lines or not draft.lines:
        return draft
    watching = tuple(basis.stated.get("Z51.81", ()))
    for span in (*basis.signal("@anticoagulant"), *watching):
        if not span.text.lower().endswith(WATCHED_DRUGS) or is_passing(span, basis):
            continue
        if span in watching or WATCHED.search(_sentence(span, basis)):
            why = "Its effect is watched, by the words."
            return draft.with_line(beside("Z79.01", (span,), why, "I.C.21.c.3"))
    return draft


def _sentence(span: Evidence, basis: Basis) -> str:
    """The words about a drug within its sentence, 60 characters to either side."""
    text = basis.text(span.document)
    before = SENTENCE.split(text[max(0, span.start - 60) : span.start])[-1]
    return before + span.text + SENTENCE.split(text[span.end : span.end + 60])[0]


#: How a steroid that has no other name is taken, where it is for long.
ON_STEROID = re.compile(
    rf"\b{either('longterm', 'on')}\s+(?:\w+\s+){{0,2}}?"
    rf"({either('longterm', 'given')})\s+$"
)


def _steroids(draft: Draft, basis: Basis) -> Draft:
    """ "Asthma on inhaled steroids", "on oral steroids" (Z79.5-)."""
    if basis.facts.setting is not Setting.OUTPATIENT:
        return draft
    for span in basis.signal("@steroid"):
        taken = ON_STEROID.search(_before(span, basis))
        if taken is None or is_passing(span, basis):
            continue
        inhaled = taken[1] == "inhaled"
        code = "Z79.51" if inhaled else "Z79.52"
        needed = draft.starting("J44", "J45") if inhaled else draft.lines
        if needed and not draft.starting("Z79.5"):
            why = "Taken for long, by the words."
            draft = draft.with_line(beside(code, (span,), why, "I.C.21.c.3"))
    return draft


def _drug(draft: Draft, rule: dict[str, Any], basis: Basis) -> Draft:
    code, found = rule["code"], basis.signal(rule["signal"])
    partners = draft.starting(*rule["needs"])
    if not found or not partners or draft.starting(*rule["never_with"], "?"):
        return draft
    if not basis.book.is_billable(code):
        return draft
    evidence = _long_term(found, basis)
    if evidence:
        why = f"A long-term drug beside {partners[0].code}."
        return draft.with_line(beside(code, evidence, why, "I.C.21.c.3"))
    if code not in draft.lines and any(is_passing(span, basis) for span in found):
        message = "The drug was begun or ended, or is not for long."
        return draft.with_exclusion(_aside(code, found, message, basis))
    return draft


def _long_term(evidence: tuple[Evidence, ...], basis: Basis) -> tuple[Evidence, ...]:
    """The mentions of a drug that is taken already, not begun or ended today."""
    kept = [span for span in evidence if _is_taken(span, basis)]
    over = {span.text.lower() for span in evidence if ended(span, basis)}
    resumed = {
        span.text.lower()
        for span in kept
        if TAKEN.search(_before(span, basis)) or span.section == "medications"
    }
    gone = over if _last_ended(evidence, basis) else over - resumed
    return tuple(span for span in kept if span.text.lower() not in gone)


def _last_ended(evidence: tuple[Evidence, ...], basis: Basis) -> bool:
    return ended(evidence[-1], basis)


def _is_taken(span: Evidence, basis: Basis) -> bool:
    before = _before(span, basis)
    if span.text.lower().endswith(BRIEF):
        return False
    if ENDED.search(before) or BEGUN.search(before) or ended(span, basis):
        return False
    if basis.facts.setting.is_inpatient and span.section == "medications":
        return False  # discharge lists mix what is new with what was taken before
    taken = span.section in CURRENT or TAKEN.search(before)
    return bool(taken or KEPT.search(_after(span, basis)))


def is_passing(span: Evidence, basis: Basis) -> bool:
    """Begun at this visit, ended, or given for days."""
    begun = BEGUN.search(_before(span, basis)) or BEGUN_AFTER.match(_after(span, basis))
    return bool(begun) or ended(span, basis)


def ended(span: Evidence, basis: Basis) -> bool:
    """Whether the words around a drug say that it is no longer taken."""
    before = re.split(r"[.;\n]", _before(span, basis))[-1]
    if IN_CASE.match(_after(span, basis)) or RESUMED.search(_after(span, basis)):
        return False  # "hold it if ..." and "held, then resume" end nothing
    return bool(ENDED.search(before) or ENDED_AFTER.match(_after(span, basis)))


def _before(span: Evidence, basis: Basis) -> str:
    return basis.text(span.document)[max(0, span.start - BEFORE) : span.start].lower()


def _after(span: Evidence, basis: Basis) -> str:
    return basis.text(span.document)[span.end : span.end + BEFORE].lower()


def _aside(
    code: str, found: tuple[Evidence, ...], message: str, basis: Basis
) -> Exclusion:
    title = basis.book.title(code)
    return Exclusion(
        code, title, "unsupported", "R13", "I.C.21.c.3", message, found[:3]
    )


def _suppressed(draft: Draft, basis: Basis) -> Draft:
    """Immunosuppression beside a drug that does it is the drug's."""
    told = knowledge.load("companions")["suppressing"]["signals"]
    stems = knowledge.load("medicines")["stems"]
    for code in ("D84.9", "D84.821"):
        line = draft.lines.get(code)
        drugs = ((name, basis.signal(name)) for name in told)
        named = next(((name, found) for name, found in drugs if found), None)
        if line is None or named is None:
            continue
        why = "Immunosuppression beside a drug that causes it."
        draft = draft.recoded(line, "D84.821", named[1][0], rationale=why)
        return draft.with_line(
            beside(f"{stems[named[0]]}5A", named[1], "Its cause.", "I.C.19.e.5.a")
        )
    return draft
