"""What a stroke leaves behind: the deficit and the stroke as one code (I.C.9.d).

Owns telling an old stroke from a new one, and which deficits are said to be its. Which
code means what is data in ``knowledge/families.toml``. Must not find a stroke.
"""

from __future__ import annotations

import re

from coding.basis import Basis
from coding.causes import after
from coding.draft import Draft, Line
from coding.events import past_strokes
from coding.parts import beside, combined, set_aside, table, told
from coding.sentences import around
from coding.values import Evidence, Setting

OLD_STROKE = re.compile(r"\b(?:strokes?|CVA|infarct\w*)\b", re.IGNORECASE)


#: Words between a deficit and the stroke that it came after.
CAME_AFTER = re.compile(
    r"[^.;\n]{0,12}\b(?:following|after|from (?:an? )?(?:old|prior|previous|remote)"
    r"|since)\b",
    re.IGNORECASE,
)


#: A stay that begins when the stroke is over, not one that ends in such a place.
REHABILITATION = re.compile(
    r"\b(?:rehab(?:ilitation)? (?:stay|admission|course|discharge summary)"
    r"|admitted (?:to|for) (?:(?:acute|inpatient|stroke|our|the|an) ){0,3}rehab"
    r"(?:ilitation)?)\b",
    re.IGNORECASE,
)


def _came_after(draft: Draft, basis: Basis) -> Line | None:
    """A stroke that a coded deficit is said to have followed, seen after the stay."""
    urgent = basis.facts.setting in (Setting.INPATIENT, Setting.EMERGENCY)
    if not draft.starting("I63") or urgent and told(REHABILITATION, basis) is None:
        return None
    for stroke in draft.starting("I63"):
        for deficit in draft.starting(*table("sequelae")["deficits"]):
            for span in deficit.evidence:
                stretch = after(span, basis, CAME_AFTER)
                if stretch and any(stretch.holds(one) for one in stroke.evidence):
                    return stroke
    return None


#: A past stroke that is told with what it left.
LEFT = re.compile(r"[^.;\n]{0,30}\b(?:with|leaving)\b[^.;\n]{0,30}")


def _told_with(draft: Draft, basis: Basis) -> Line | None:
    """A past stroke behind which a deficit is named: "old CVA with hemiparesis"."""
    for stroke in draft.starting("Z86.73"):
        for deficit in draft.starting(*table("sequelae")["deficits"]):
            for one in stroke.evidence:
                text = basis.text(one.document)
                for span in deficit.evidence:
                    same = one.document == span.document
                    if same and LEFT.fullmatch(text, one.end, span.start):
                        return stroke
    return None


def _old_stroke(draft: Draft, basis: Basis) -> Line | None:
    """The stroke whose effects are late, coded or only named as their cause."""
    followed = _came_after(draft, basis) or _told_with(draft, basis)
    if followed is not None:
        return followed
    late = basis.signal("@sequela")
    kinds = ("I63", "Z86.73", "I69") if late else ("I69.30",)
    coded = draft.starting(*kinds)
    if coded:
        return coded[0]
    named = [one for one in late if OLD_STROKE.search(one.text)]
    named += past_strokes(basis) if late else []
    if not named:
        return None
    return Line("I63.9", 0.9, 0.9, (named[0],), named[0].section)


def sequelae(draft: Draft, basis: Basis) -> Draft:
    """Deficits left by a stroke are I69, and the stroke is not coded as new."""
    draft = _phase(draft, basis)
    stroke = _old_stroke(draft, basis)
    if stroke is None:
        return draft
    told = table("sequelae")
    made = False
    for deficit, code in told["deficits"].items():
        for line in draft.starting(deficit):
            if basis.book.is_billable(code) and _is_left(line, stroke, basis):
                text = "A deficit left by the stroke."
                draft = draft.with_line(combined((line, stroke), code, text, "I.C.9.d"))
                if line.code not in told["stays"]:
                    draft = draft.without(line.code)
                made = True
    if not made:
        return draft
    message = "The stroke is past; its residual deficits are coded."
    for line in draft.starting("I63", "Z86.73", "I69.30"):
        draft = draft.without(
            line.code,
            set_aside(line, basis, "historical", "R74", "I.C.9.d", message),
        )
    return draft


#: What has many causes is a stroke's where it is told so, or with it (I.C.9.d.1).
MANY_CAUSES = ("R13", "R27", "R41")
LEFT_BEHIND = re.compile(
    r"\b(?:residual|residua|sequela\w*|deficits?|post-?stroke|late effects?|chronic"
    r"|since|(?:from|after|following|due to|secondary to) (?:\w+ ){0,2}"
    r"(?:stroke|cva|infarct\w*))\b",
    re.IGNORECASE,
)


def _is_left(line: Line, stroke: Line, basis: Basis) -> bool:
    """Whether a deficit is said to be a stroke's, or in one sentence with it."""
    if not line.code.startswith(MANY_CAUSES):
        return True
    for span in line.evidence:
        text = basis.text(span.document)
        start, end = around(text, span.start, span.end)
        if LEFT_BEHIND.search(text[start:end]):
            return True
        if any(start <= one.start < end for one in stroke.evidence):
            return True
    return False


PHASE = re.compile(
    r"[^.;\n]{0,24}\b(?:(oral)|(oropharyngeal)|(pharyngeal)|(pharyngo-?esophageal))"
    r" (?:phase|dysphagia)",
    re.IGNORECASE,
)


def _phase(draft: Draft, basis: Basis) -> Draft:
    """The phase told after a dysphagia that is a stroke's (the note at I69.391)."""
    line = draft.lines.get("I69.391")
    if line is None or draft.starting("R13.11", "R13.12", "R13.13", "R13.14"):
        return draft
    for span in line.evidence:
        told = PHASE.match(basis.text(span.document), span.end)
        if told is not None:
            which = next(at for at in range(1, 5) if told[at])
            start, end = told.span(which)
            quote = basis.text(span.document)[start:end]
            phase = Evidence(span.document, start, end, quote, 1, span.section)
            why = "The phase of the dysphagia."
            code = f"R13.1{which}"
            return draft.with_line(beside(code, (phase,), why, "I.B.7"))
    return draft
