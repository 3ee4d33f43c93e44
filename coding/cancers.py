"""Cancer over or under treatment: history, the visit for its follow-up or for a drug.

Owns the difference between a cancer that is treated and one that is past, and the
encounters for antineoplastic drugs (I.C.2). Must not find a cancer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from coding import knowledge
from coding.basis import ASSESSING, Basis
from coding.counterparts import sibling
from coding.draft import Draft
from coding.events import history_of_event
from coding.longterm import ended
from coding.parts import beside, set_aside, told
from coding.receptors import receptors
from coding.sentences import around, lines_around
from coding.values import Assertion, Evidence, Exclusion, Mention

FREE = re.compile(
    r"\bno (?:clinical |current )?evidence of (?:any )?(?:disease|recurren\w+|cancer)"
    r"|\bNED\b|\bcancer[- ]free|\bundetectable|\bwithout (?:evidence of )?recurrence"
    r"|\bno recurrence|\bin (?:complete )?remission",
    re.IGNORECASE,
)
#: After the treatment of a cancer a test without it says that it is over.
FINISHED = re.compile(
    r"\b(?:months?|years?) (?:post|after|since|out from|following) (?:the )?"
    r"(?:completion|end) of (?:all )?"
    r"(?:(?:her|his) )?(?:therapy|treatment|chemo|radiat)",
    re.IGNORECASE,
)
CLEAR = re.compile(
    r"\bno (?:\w+ )?evidence of (?:\w+ ){0,3}"
    r"(?:disease|malignan|cancer|recurren|metasta)",
    re.IGNORECASE,
)
FOLLOWED = re.compile(
    r"\bfollow (?:her|him|them|the patient) every \d|\bsurveillance"
    r"|\bsurvivorship|\bfollow-?\s?up exam|\bannual PSA|\bcancer follow",
    re.IGNORECASE,
)
CYCLE = re.compile(
    r"\bC\d{1,2} ?D\d{1,2}\b|\bhere for (?:cycle|C\d|chemo\w*|immunotherapy|infusion)"
    r"|\bgive cycle \d|\bproceed with (?:cycle|C\d|chemo\w*|treatment|infusion)"
    r"|\bcycle \d{1,2}[^.;\n]{0,25}\b(?:today|given)\b"
    r"|\bpresents? for (?:cycle|chemo\w*|immunotherapy)"
    r"|\bhere for C\d{1,2}\b",
    re.IGNORECASE,
)
SITES = ("C0", "C1", "C2", "C3", "C4", "C5", "C6", "C70", "C71", "C72", "C73", "C8")
SPREAD = ("C77", "C78", "C79")


def cancers(draft: Draft, basis: Basis) -> Draft:
    """The draft with cancers told apart by whether they are over."""
    draft = _told_as_history(_of_skin(draft, basis), basis)
    draft = _completed(_over(draft, basis), basis)
    draft = _own_side(_spread_unsaid(_from_itself(draft), basis), basis)
    draft = _encounter(draft, basis)
    return receptors(draft, basis)


#: A neoplasm of no site, as a dermatologist means it.
OF_SKIN = {"D49.9": "D49.2", "D48.9": "D48.5"}


def _of_skin(draft: Draft, basis: Basis) -> Draft:
    """What a dermatologist calls a neoplasm without a site is one of the skin."""
    if not basis.facts.specialty.lower().startswith("dermat"):
        return draft
    for code, exact in OF_SKIN.items():
        line = draft.lines.get(code)
        if line is not None:
            draft = draft.recoded(line, exact)
    return draft


def _history_of(code: str) -> str:
    known: dict[str, str] = knowledge.load("cancers")["history"]
    return known.get(code[:3], "")


#: Cancers of blood and lymph have a code for their remission (I.C.2.n).
OF_BLOOD = (*(f"C8{at}" for at in range(1, 9)), *(f"C9{at}" for at in range(6)))


def is_in_remission(mention: Mention, code: str) -> bool:
    """Whether a cancer of blood or lymph is told to be in remission, which is coded."""
    cue = mention.cue.text.lower() if mention.cue else ""
    past = mention.assertion is Assertion.HISTORICAL
    return past and "remission" in cue and code.startswith(OF_BLOOD)


def _told_as_history(draft: Draft, basis: Basis) -> Draft:
    """What the assessment itself calls past is history: a cancer, a stroke."""
    over = knowledge.load("cancers")["over"]
    for mention, candidates in basis.read:
        if mention.assertion is not Assertion.HISTORICAL or not candidates:
            continue
        code = candidates[0].code
        if is_in_remission(mention, code):
            continue
        past = _history_of(code) or over.get(code[:3], "")
        past = past or history_of_event(code, mention)
        if not past or mention.section not in ASSESSING:
            continue
        if draft.starting(past, code[:3]):
            continue
        if past == "Z86.73" and draft.starting("I69"):
            continue  # what the stroke left says it too
        found = (mention.evidence, *((mention.cue,) if mention.cue else ()))
        why = "The assessment calls it past."
        draft = draft.with_line(beside(past, found, why, "I.C.21.c.4"))
    return _stroke_over(draft, basis)


def _stroke_over(draft: Draft, basis: Basis) -> Draft:
    """A stroke or attack that the record elsewhere calls past, seen later."""
    if basis.facts.setting.is_inpatient or basis.facts.setting == "emergency":
        return draft
    for prefix, past in knowledge.load("cancers")["over"].items():
        past_ = tuple(
            mention.evidence
            for mention, candidates in basis.read
            if candidates
            and (
                candidates[0].code == past
                or candidates[0].code.startswith(prefix)
                and mention.assertion is Assertion.HISTORICAL
            )
        )
        for line in draft.starting(prefix) if past_ else ():
            message = f"The record calls it past; {past} is its history."
            aside = set_aside(line, basis, "historical", "R74", "I.C.9.d", message)
            draft = draft.recoded(line, past, *past_[:1], aside=aside, exact=False)
    return draft


def _over(draft: Draft, basis: Basis) -> Draft:
    """A cancer removed, without evidence of disease and untreated, is history."""
    named = _freed(list(_named(draft, basis)), basis)
    told_before = bool(named or draft.starting("Z85"))
    free = told(FREE, basis, ASSESSING) if told_before else None
    finished = told(FINISHED, basis) if free is None and told_before else None
    if finished is not None:
        free = told(CLEAR, basis)
    if free is not None and "remission" in free.text.lower():
        named = [one for one in named if not one[0].startswith(OF_BLOOD)]
        if _is_of_blood(free, basis):
            return draft  # "lymphoma in remission" says nothing of the lung
    spread = draft.starting(*SPREAD) or basis.said(*SPREAD)
    if free is None or spread or (finished is None and _is_treated(basis)):
        return draft
    past: dict[str, Evidence] = {}
    for code, evidence in named:
        history = _history_of(code)
        if history:
            past.setdefault(history, evidence)
            line = draft.lines.get(code)
            if line is not None:
                message = f"Removed, and no evidence of disease; {history} says so."
                aside = set_aside(line, basis, "historical", "R74", "I.C.2.m", message)
                draft = draft.without(code, aside)
            else:
                draft = draft.with_exclusion(
                    _over_and_out(code, history, evidence, basis)
                )
    for history, evidence in past.items():
        why = "A cancer that is over."
        draft = draft.with_line(beside(history, (evidence, free), why, "I.C.2.m"))
    over = (*past, *(line.code for line in draft.starting("Z85")))
    followed = told(FOLLOWED, basis) if over else None
    if followed is not None:
        why = "A visit to look for a cancer that is over."
        draft = draft.with_line(beside("Z08", (followed, free), why, "I.C.21.c.8"))
    return draft


#: Cancers whose remission is no word of another one's.
BLOOD = re.compile(r"lymphoma|leuk\w*mia|myeloma|hodgkin|\b[AC][LM]L\b", re.IGNORECASE)


def _is_of_blood(free: Evidence, basis: Basis) -> bool:
    """Whether the sentence that tells a remission names a cancer of blood or lymph."""
    text = basis.text(free.document)
    first, last = around(text, free.start, free.end)
    return BLOOD.search(text, first, last) is not None


COMPLETED = re.compile(r"\bcomplet(?:ed|ion of) treatment (?:of|for)\b", re.IGNORECASE)


def _completed(draft: Draft, basis: Basis) -> Draft:
    """Surveillance after the treatment of a cancer is completed (I.C.21.c.8)."""
    history = draft.starting("Z85")
    if not history or draft.starting("C", "Z08"):
        return draft
    over, seen = told(COMPLETED, basis, ASSESSING), told(FOLLOWED, basis)
    if over is None or seen is None or _is_treated(basis):
        return draft
    why = "A visit to look for a cancer whose treatment is completed."
    return draft.with_line(beside("Z08", (seen, over), why, "I.C.21.c.8"))


def _over_and_out(
    code: str, history: str, evidence: Evidence, basis: Basis
) -> Exclusion:
    title = basis.book.title(code)
    said = f"Removed, and no evidence of disease; {history} says so."
    return Exclusion(code, title, "historical", "R74", "I.C.2.m", said, (evidence,))


#: A cancer = spread to the same organ, which "metastatic ... cancer" does not mean.
TO_ITSELF = (("C50", "C79.81"), ("C34", "C78.0"), ("C22", "C78.7"), ("C71", "C79.31"))


def _from_itself(draft: Draft) -> Draft:
    """A metastatic cancer has spread from its organ, not to it."""
    for origin, to_it in TO_ITSELF:
        for first in draft.starting(origin):
            for line in draft.starting(to_it):
                if all(_around(one, first.evidence) for one in line.evidence):
                    draft = draft.without(line.code)
    return draft


def _around(spread: Evidence, origin: tuple[Evidence, ...]) -> bool:
    """Whether the words for a spread hold those for its origin, after "metastatic"."""
    return spread.text.lower().startswith("metastatic") and any(
        one.document == spread.document
        and spread.start <= one.start
        and one.end <= spread.end
        for one in origin
    )


METASTATIC = re.compile(r"\bmetastatic[ ,]+(?:[\w-]+ ){0,3}$", re.IGNORECASE)


WITH_SPREAD = re.compile(
    r",? (?:with|w/) (?:known |distant |multiple )*met(?:s|astas[ei]s|astatic)\b", re.I
)


def _spread_unsaid(draft: Draft, basis: Basis) -> Draft:
    """A cancer called metastatic of which nobody says where to (index, Metastasis)."""
    if draft.starting(*SPREAD):
        return draft
    texts = {one.sha256: one.text for one in basis.note.documents}
    for line in draft.starting(*SOLID):
        for span in line.evidence:
            text = texts[span.document]
            before = METASTATIC.search(text, max(0, span.start - AHEAD), span.start)
            after = WITH_SPREAD.match(text, span.end)
            if before or after or span.text.lower().startswith("metastatic"):
                return _spread_told(draft, span, basis)
    return draft


def _spread_told(draft: Draft, called: Evidence, basis: Basis) -> Draft:
    """Where the rest of the record says that it went to; else to no named place."""
    places = {
        code: found[:1]
        for code, found in basis.stated.items()
        if code.startswith(SPREAD) and code != "C79.9"
        if not found[0].text.lower().startswith("metastatic")
    }
    why = "The assessment calls it metastatic, and the record says where to."
    for code, found in places.items():
        draft = draft.with_line(beside(code, (called, *found), why, "I.C.2"))
    if places:
        return draft
    why = "It is called metastatic, and not said where to."
    return draft.with_line(beside("C79.9", (called,), why, "I.C.2"))


#: Where spread goes by side, and how near its own side stands, in characters.
SIDED_SPREAD = ("C78.0", "C79.0", "C79.6", "C79.7")
SIDE = re.compile(r"\b(?:right|left|bilateral|both|[RL](?:[UML]L)?)\b", re.IGNORECASE)
BESIDE = 9


def _own_side(draft: Draft, basis: Basis) -> Draft:
    """Spread is of the side that stands with it, not of that of its origin (I.B.13)."""
    texts = {one.sha256: one.text for one in basis.note.documents}
    for line in draft.starting(*SIDED_SPREAD):
        near = (
            texts[one.document][max(0, one.start - BESIDE) : one.end + BESIDE]
            for one in line.evidence
        )
        code = _unsided(line.code, basis)
        if code and not any(SIDE.search(words) for words in near):
            draft = draft.recoded(line, code)
    return draft


def _unsided(code: str, basis: Basis) -> str:
    """The code of the same organ with its side left open; "" where there is none."""
    title = basis.book.title(code).lower()
    wanted = re.sub(r"\b(?:right|left)\b", "unspecified", title)
    return sibling(code, wanted, basis.book) if wanted != title else ""


#: Cancers that spread as such; those of blood and lymph do not.
SOLID = ("C0", "C1", "C2", "C3", "C4", "C5", "C6", "C70", "C71", "C72", "C73")
AHEAD = 32


def _freed(
    named: list[tuple[str, Evidence]], basis: Basis
) -> list[tuple[str, Evidence]]:
    """Of several cancers those of whose own line it is said that they are over."""
    told = {_history_of(code) for code, _ in named}
    told |= {code for code in basis.stated if code.startswith("Z85")}
    if len(told) < 2:
        return named
    texts = {one.sha256: one.text for one in basis.note.documents}
    over: dict[tuple[str, int, int], bool] = {}  # a line may name a thousand
    freed = []
    for code, span in named:
        text = texts[span.document]
        line = span.document, *lines_around(text, span.start, span.end)
        if line not in over:
            over[line] = FREE.search(text[line[1] : line[2]]) is not None
        if over[line]:
            freed.append((code, span))
    return freed


def _is_treated(basis: Basis) -> bool:
    signals = knowledge.load("cancers")["treated"]["signals"]
    return any(
        not ended(span, basis) for name in signals for span in basis.signal(name)
    )


def _named(draft: Draft, basis: Basis) -> Iterator[tuple[str, Evidence]]:
    """Cancers of this patient that the chart names, past or present."""
    for line in draft.starting(*SITES):
        yield line.code, line.evidence[0]
    for mention, candidates in basis.read:
        known = mention.assertion in (Assertion.PRESENT, Assertion.HISTORICAL)
        if known and candidates and candidates[0].code.startswith(SITES):
            yield candidates[0].code, mention.evidence


def _encounter(draft: Draft, basis: Basis) -> Draft:
    """A visit that gives chemotherapy or immunotherapy (I.C.2.e.2)."""
    cancer = draft.starting("C")
    immune = basis.signal("@checkpoint")
    chemo = basis.signal("@chemotherapy")
    if not cancer or not (immune or chemo) or draft.starting("Z51.1", "Z51.0"):
        return draft
    given = told(CYCLE, basis)
    if given is None:
        return draft
    code = "Z51.11" if chemo and not _only_past(chemo, basis) else "Z51.12"
    drug = (chemo if code == "Z51.11" else immune)[:1]
    if not drug:
        return draft
    why = "The drug is given at this visit."
    return draft.with_line(beside(code, (given, *drug), why, "I.C.2.e.2"))


def _only_past(found: tuple[Evidence, ...], basis: Basis) -> bool:
    """Drugs named only as given before, while another is given now."""
    if not basis.signal("@checkpoint"):
        return False
    texts = {one.sha256: one.text for one in basis.note.documents}
    return all(
        "to date" in texts[span.document][max(0, span.start - 60) : span.start]
        or ended(span, basis)
        or span.section not in ("assessment", "assessment_plan", "plan", "impression")
        for span in found
    )
