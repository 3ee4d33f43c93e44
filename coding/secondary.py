"""Diseases that another disease, an operation or drink brought about.

Owns diabetes due to an underlying condition and after removal of the pancreas
(I.C.4.a.6), what comes of alcohol, and arthritis named as the cause of a pain that says
which joint. Must not look at what stands beside a disease without words that lay one to
the other.
"""

from __future__ import annotations

import re
from dataclasses import replace

from coding.basis import Basis
from coding.causes import after, laid_to
from coding.draft import Draft, spans
from coding.parts import beside, table
from coding.values import Evidence

#: What follows the word diabetes and lays it to something, also by what came before.
BROUGHT = re.compile(
    r"(?:\s+mellitus)?(?:\s*\([^)\n]{1,12}\))?\W{0,3}"
    r"(?:(?:that (?:is|was)|which is)\s)?"
    r"(?:due to|d/t|secondary to|2/2|caused by|resulting from|as a result of|from"
    r"|following|after|in the setting of|s/p|status post)\b",
    re.IGNORECASE,
)
REMOVED = re.compile(
    r"\b(?P<part>(?:distal|partial|subtotal|left) )?(?:pancreatectomy"
    r"|(?P<whipple>whipple|pancreatic?oduodenectomy)"
    r"|(?:resection|removal) of (?:the )?pancreas)\b",
    re.IGNORECASE,
)
#: The same glued to what it is called after: "post-pancreatectomy diabetes".
NAMED = re.compile(
    r"\b(?:post|after)[- ]?(?P<part>)(?P<whipple>)pancreatectomy\s*$", re.IGNORECASE
)
AHEAD = 28
#: Words that say which type a diabetes is of itself.
TYPED = re.compile(
    r"\b(?:type\W{0,2}(?:[12]|II?)|[DT][12]DM|T[12]D|DM[12])\b|[12]$", re.IGNORECASE
)


def secondary(draft: Draft, basis: Basis) -> Draft:
    """What the words lay to another disease takes its kind or its place from that."""
    draft = alcoholic(secondary_diabetes(draft, basis), basis)
    return joints(in_disease(draft, basis), basis)


def secondary_diabetes(draft: Draft, basis: Basis) -> Draft:
    """Diabetes that the words lay to another disease or to an operation."""
    for line in draft.starting("E11"):
        if any(TYPED.search(span.text) for span in line.evidence):
            continue
        for span in line.evidence:
            removed = _removed(span, basis)
            if removed is not None:
                return _after_removal(draft, removed)
            under = _underlying(span, draft, basis)
            if under is not None:
                return _of_kind(draft, "E08", (under,))
    return draft


def _removed(span: Evidence, basis: Basis) -> tuple[Evidence, bool] | None:
    """Words for the pancreas' removal, and whether they say that a part was left."""
    text, stretch = basis.text(span.document), after(span, basis, BROUGHT)
    found = NAMED.search(text, max(0, span.start - AHEAD), span.start)
    if found is None and stretch is not None:
        found = REMOVED.search(text, stretch.start, stretch.end)
    if found is None:
        return None
    start, end = found.span()
    quoted = Evidence(span.document, start, end, text[start:end], 1, span.section)
    return quoted, bool(found["part"] or found["whipple"])


def _after_removal(draft: Draft, removed: tuple[Evidence, bool]) -> Draft:
    """E89.1 with the kind E13 and what is left of the organ (I.C.4.a.6.b.i)."""
    found, partly = removed
    draft = _of_kind(draft, "E13", (found,))
    why = "Diabetes after removal of the pancreas."
    for code in ("E89.1", "Z90.411" if partly else "Z90.410"):
        draft = draft.with_line(beside(code, (found,), why, "I.C.4.a.6"))
    return draft


def _underlying(span: Evidence, draft: Draft, basis: Basis) -> Evidence | None:
    """The words for a disease behind the diabetes, right after it."""
    stretch = after(span, basis, BROUGHT)
    if stretch is None:
        return None
    clause = basis.text(span.document)[stretch.start : stretch.end].split(",")[0]
    stretch = replace(stretch, end=stretch.start + len(clause))
    behind = tuple(table("secondary_diabetes")["behind"])
    named = (
        one
        for mention, candidates in basis.read
        if candidates and candidates[0].code.startswith(behind)
        for one in (mention.evidence,)
    )
    return next((one for one in named if stretch.holds(one)), None)


def _of_kind(draft: Draft, kind: str, found: tuple[Evidence, ...]) -> Draft:
    """All diabetes of no stated type as that of one kind."""
    for line in draft.starting("E11"):
        why = "The diabetes is laid to something else."
        evidence = spans((*line.evidence, *found))
        draft = draft.recoded(
            line,
            kind + line.code[3:],
            evidence=evidence,
            rationale=why,
            guidelines=("I.C.4.a.6",),
            exact=False,
        )
    return draft


#: Right after "due to": alcohol, with a word or two about how it was taken.
DRINK = re.compile(
    r"\W{0,3}(?:due to|d/t|secondary to|2/2|caused by|from)\W+"
    r"(?:(?:chronic|long-?term|heavy|excessive|prior|past|longstanding)\s){0,2}"
    r"(?:alcohol\w*|etoh|drinking)\b",
    re.IGNORECASE,
)


def alcoholic(draft: Draft, basis: Basis) -> Draft:
    """A disease that the words lay to alcohol has its code among those by alcohol."""
    for plain, by_alcohol in table("by_alcohol").items():
        line = draft.lines.get(plain)
        drunk = line is not None and any(
            DRINK.match(basis.text(span.document), span.end) for span in line.evidence
        )
        if line is not None and drunk and basis.book.is_billable(by_alcohol):
            why = "The words lay it to alcohol."
            draft = draft.recoded(line, by_alcohol, rationale=why, exact=False)
    return draft


def in_disease(draft: Draft, basis: Basis) -> Draft:
    """A disease that the words lay to another has its code as that one's sign."""
    for plain, (code, causes) in table("in_disease").items():
        line = draft.lines.get(plain)
        behind = laid_to(line, draft, basis) if line is not None else ()
        behind = tuple(one for one in behind if one.code.startswith(tuple(causes)))
        if line is not None and behind:
            why = "The words lay it to a disease that is coded first."
            evidence = spans((*line.evidence, *behind[0].evidence[:1]))
            told = replace(
                line,
                code=code,
                evidence=evidence,
                rationale=why,
                guidelines=("I.A.13",),
                exact=False,
            )
            draft = draft.without(plain).with_line(told)
    return draft


def joints(draft: Draft, basis: Basis) -> Draft:
    """Arthritis of no named joint that causes a pain is of the joint that hurts."""
    for vague, sites in table("painful_joints").items():
        known = draft.lines.get(vague)
        for prefix, (stem, whole) in sites.items() if known else ():
            pains = tuple(
                pain
                for pain in draft.starting(prefix)
                if known in laid_to(pain, draft, basis)
            )
            for code in _of_joint(stem, whole, {pain.code[-1] for pain in pains}):
                if known is not None and basis.book.is_billable(code):
                    told = (span for pain in pains for span in pain.evidence)
                    evidence = spans((*known.evidence, *told))
                    draft = draft.recoded(known, code, evidence=evidence, exact=False)
    return draft


def _of_joint(stem: str, whole: str, sides: set[str]) -> list[str]:
    """The codes of an arthritis of these sides: 1 right, 2 left, 9 not told."""
    if whole and sides >= {"1", "2"}:
        return [f"{whole}.0"]
    return [f"{whole}.9" if whole and side == "9" else stem + side for side in sides]
