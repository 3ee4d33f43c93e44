"""Conditions the classification codes together: combinations, and what they replace.

Owns the order in which the families look at a draft (``FAMILIES``) and the families of
diabetes, hypertension, pairs, sides, specificity and integral symptoms. Each is a pure
function from draft to draft; the tables are data in ``knowledge/families.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from coding import knowledge
from coding.basis import Basis
from coding.companions import companions
from coding.draft import Draft, Line, joined, spans
from coding.gaps import gaps
from coding.values import Evidence, Exclusion, Setting

Family = Callable[[Draft, Basis], Draft]


def _table(name: str) -> dict[str, Any]:
    table: dict[str, Any] = knowledge.load("families")[name]
    return table


def set_aside(
    line: Line, basis: Basis, reason: str, rule: str, guideline: str, message: str
) -> Exclusion:
    """A line that another code makes needless, with why."""
    return Exclusion(
        line.code,
        basis.book.title(line.code),
        reason,
        rule,
        guideline,
        message,
        line.evidence,
    )


def combined(
    parts: tuple[Line, ...],
    code: str,
    rationale: str,
    guideline: str,
    extra: tuple[Evidence, ...] = (),
) -> Line:
    """A combination code that quotes a span for each of its parts."""
    first = parts[0]
    own = tuple(span for part in parts for span in part.evidence[:2])
    return Line(
        code=code,
        score=min(part.score for part in parts),
        extraction=min(part.extraction for part in parts),
        evidence=spans((*own, *extra)),
        section=first.section,
        assertion=first.assertion,
        rationale=rationale,
        guidelines=(guideline,),
        exact=all(part.exact for part in parts),
    )


def diabetes(draft: Draft, basis: Basis) -> Draft:
    """Diabetes takes up the complications that stand beside it (I.A.15, I.C.4.a)."""
    table = _table("diabetes")
    bases = [
        line
        for line in draft.starting(*table["types"])
        if line.code[3:] in (".9", ".8", ".65", ".69")
    ]
    if not bases:
        return draft
    base = min(bases, key=lambda line: line.code.startswith("E11"))
    for prefix, suffix, keep in table["partners"]:
        for partner in draft.starting(prefix):
            code = f"{base.code[:3]}.{_suffix(partner, suffix)}"
            if not basis.book.is_billable(code):
                continue
            text = "Diabetes and this condition are presumed to be linked."
            draft = draft.with_line(combined((base, partner), code, text, "I.A.15"))
            if not keep:
                draft = draft.without(partner.code)
    for kind in table["types"]:
        draft = _plain_once(draft, kind)
    return draft


def _suffix(partner: Line, suffix: str) -> str:
    """Neuropathy is polyneuropathy only where the words say peripheral or poly-."""
    words = " ".join(span.text.lower() for span in partner.evidence)
    if suffix == "42" and "peripheral" not in words and "poly" not in words:
        return "40"
    return suffix


def diabetes_type(draft: Draft, basis: Basis) -> Draft:
    """One type on a chart: "diabetic ..." takes the type stated elsewhere."""
    stated = draft.starting("E10", "E13", "E08", "E09")
    typed = any(
        "2" in span.text or "II" in span.text
        for line in draft.starting("E11")
        for span in line.evidence
    )
    first = stated[0].code if stated else "E10" if basis.said("E10") else ""
    if typed or not first:
        return draft
    kind = first[:3]
    for line in draft.starting("E11"):
        code = kind + line.code[3:]
        draft = draft.without(line.code)
        if basis.book.is_billable(code):
            draft = draft.with_line(replace(line, code=code))
    return _plain_once(draft, kind)


def _plain_once(draft: Draft, kind: str) -> Draft:
    """Without complications only where no complication is coded."""
    plain = f"{kind}.9"
    if plain in draft.lines and len(draft.starting(kind)) > 1:
        return draft.without(plain)
    return draft


def sequelae(draft: Draft, basis: Basis) -> Draft:
    """Deficits left by a stroke are I69, and the stroke is not coded as new."""
    if not basis.signal("@sequela") or not draft.starting("I63", "Z86.73", "I69"):
        return draft
    table = _table("sequelae")
    stroke = draft.starting("I63", "Z86.73", "I69")[0]
    made = False
    for deficit, code in table["deficits"].items():
        for line in draft.starting(deficit):
            if basis.book.is_billable(code):
                text = "A deficit left by the stroke."
                draft = draft.with_line(combined((line, stroke), code, text, "I.C.9.d"))
                draft = draft.without(line.code)
                made = True
    if not made:
        return draft
    message = "The stroke is past; its residual deficits are coded."
    for line in draft.starting("I63", "Z86.73"):
        draft = draft.without(
            line.code,
            set_aside(line, basis, "historical", "R74", "I.C.9.d", message),
        )
    return draft


def fragility(draft: Draft, basis: Basis) -> Draft:
    """A fracture with known osteoporosis is M80 (I.C.13.d.2)."""
    bones = draft.lines.get("M81.0")
    if bones is None:
        return draft
    for prefix, stem in _table("fragility")["sites"].items():
        for line in draft.starting(prefix):
            title = basis.book.title(line.code).lower()
            side = "1" if "right" in title else "2" if "left" in title else "9"
            for code in (f"{stem}{side}{line.code[-1]}", f"{stem}X{line.code[-1]}"):
                if basis.book.is_billable(code):
                    text = "Known osteoporosis and a fracture are coded together."
                    one = combined((bones, line), code, text, "I.C.13.d.2")
                    draft = draft.with_line(one).without("M81.0")
                    return draft.without(
                        line.code,
                        set_aside(
                            line, basis, "combination", "R50", "I.C.13.d.2", text
                        ),
                    )
    return draft


def dementia(draft: Draft, basis: Basis) -> Draft:
    """Dementia in Alzheimer or Parkinson disease is F02 after its cause."""
    cause = draft.starting("G30", "G20", "G31.83", "G31.0", "B20")
    if not cause:
        return draft
    for line in draft.starting("F03"):
        code = "F02" + line.code[3:]
        if basis.book.is_billable(code):
            text = "Dementia in a disease that is coded first."
            draft = draft.without(line.code)
            draft = draft.with_line(combined((line, cause[0]), code, text, "I.A.13"))
    return draft


def hypertension(draft: Draft, basis: Basis) -> Draft:
    """Hypertension with heart or kidney disease is I11, I12 or I13 (I.C.9.a)."""
    pressure = draft.lines.get("I10")
    if pressure is None:
        return draft
    heart = draft.starting(*_table("hypertension")["heart"])
    kidney = draft.starting("N18")
    if not heart and not kidney:
        return draft
    late = any(line.code in ("N18.5", "N18.6") for line in kidney)
    failing = any(line.code.startswith("I50") for line in heart)
    code = _pressure_code(bool(heart), bool(kidney), failing, late)
    parts = (pressure, *heart[:1], *kidney[:1])
    text = "Hypertension with these conditions is presumed to be their cause."
    draft = draft.with_line(combined(parts, code, text, "I.C.9.a"))
    for line in heart:
        if not line.code.startswith("I50"):
            draft = draft.without(line.code)
    return draft.without(
        "I10",
        set_aside(
            pressure, basis, "combination", "R42", "I.C.9.a", f"{code} says this too."
        ),
    )


def _pressure_code(heart: bool, kidney: bool, failing: bool, late: bool) -> str:
    if heart and kidney:
        if failing:
            return "I13.2" if late else "I13.0"
        return "I13.11" if late else "I13.10"
    if heart:
        return "I11.0" if failing else "I11.9"
    return "I12.0" if late else "I12.9"


def pairs(draft: Draft, basis: Basis) -> Draft:
    """Two codes that are one together, or of which one says the other too."""
    for first, second, whole, keep_first, keep_second in _table("combinations")[
        "pairs"
    ]:
        ones, others = draft.starting(first), draft.starting(second)
        if not ones or not others or ones[0].code == others[0].code:
            continue
        one, other = ones[0], others[0]
        if whole and basis.book.is_billable(whole):
            text = "These two are coded together by one combination code."
            draft = draft.with_line(combined((one, other), whole, text, "I.B.9"))
        for line, keep in ((one, keep_first), (other, keep_second)):
            if not keep and line.code != whole:
                message = f"{whole or other.code} says this more completely."
                draft = draft.without(
                    line.code,
                    set_aside(line, basis, "combination", "R17", "I.B.9", message),
                )
    return draft


def sides(draft: Draft, basis: Basis) -> Draft:
    """Right and left of one condition are the bilateral code where there is one."""
    for code, line in list(draft.lines.items()):
        title = basis.book.title(code)
        if "right" not in title.lower():
            continue
        mirrored = _sibling(basis, code, title.lower().replace("right", "left"))
        both = _bilateral(basis, code)
        if mirrored in draft.lines and both:
            other = draft.lines[mirrored]
            text = "Both sides are named; one bilateral code stands for them."
            draft = draft.with_line(combined((line, other), both, text, "I.B.13"))
            draft = draft.without(code).without(mirrored)
    return draft


def _sibling(basis: Basis, code: str, title: str) -> str:
    for sibling in basis.book.siblings(code):
        if sibling.title.lower() == title:
            return sibling.code
    return ""


def _bilateral(basis: Basis, code: str) -> str:
    pool = list(basis.book.siblings(code))
    above = basis.book.ancestors(code)
    if above:
        pool.extend(basis.book.siblings(above[0].code))
    for entry in pool:
        if entry.billable and "bilateral" in entry.title.lower():
            return entry.code
    return ""


def specific(draft: Draft, basis: Basis) -> Draft:
    """The unspecified code goes where a sibling says more (I.B.2)."""
    codes = list(draft.lines)
    for code in codes:
        title = basis.book.title(code).lower()
        if not _vague(title) or code[0] in "VWXYZ" or code not in draft.lines:
            continue
        better = [
            other
            for other in draft.lines
            if other != code
            and other[:3] == code[:3]
            and not _vague(basis.book.title(other).lower())
            and _says_more(code, other)
        ]
        if better:
            line = draft.lines[code]
            draft = draft.without(
                code,
                set_aside(
                    line,
                    basis,
                    "combination",
                    "R12",
                    "I.B.2",
                    f"{better[0]} is documented and says more.",
                ),
            )
            known = draft.lines[better[0]]
            evidence = spans((*known.evidence, *line.evidence))
            draft = draft.with_line(replace(known, evidence=evidence))
    return draft


def _vague(title: str) -> bool:
    return "unspecified" in title or "without complications" in title


def _says_more(vague: str, other: str) -> bool:
    """In one sub-category, or in a category of one disease."""
    if vague[0] in "ST" or vague[:3] in MANY_DISEASES:
        return vague[:5] == other[:5]
    return True


#: Categories that hold different diseases, not degrees of one.
MANY_DISEASES = frozenset(
    "E78 I25 I63 J45 K21 K57 M25 M54 M79 R10 R07 R06 N39 G47 F41 L03 I82 G62 D64 "
    "H26 M19 C44 C79 E87 R60 D22 D23 M48 M51 F32".split()
) - {"F32", "J45", "K21"}


def elsewhere(draft: Draft, basis: Basis) -> Draft:
    """A detail stated elsewhere in the record makes the code more specific."""
    for code, line in list(draft.lines.items()):
        title = basis.book.title(code).lower()
        if "unspecified" not in title or code not in draft.lines:
            continue
        better = [
            other
            for other in basis.stated
            if other[:4] == code[:4]
            and other != code
            and other not in draft.lines
            and other[0] != "@"
            and not _vague(basis.book.title(other).lower())
            and "other" not in basis.book.title(other).lower()
            and _says_more(code, other)
        ]
        if len(better) == 1:
            text = "The detail is documented elsewhere in the record."
            evidence = spans((*line.evidence[:3], *basis.stated[better[0]][:2]))
            upgraded = replace(
                line, code=better[0], evidence=evidence, rationale=text, exact=False
            )
            message = f"{better[0]} is documented in the record and says more."
            draft = draft.with_line(upgraded).without(
                code, set_aside(line, basis, "combination", "R12", "I.B.2", message)
            )
    return draft


def healing(draft: Draft, basis: Basis) -> Draft:
    """Injuries in routine healing take D, not A (I.C.19.a)."""
    urgent = basis.facts.setting in (Setting.EMERGENCY, Setting.INPATIENT)
    evidence = basis.signal("@healing")
    if urgent or not evidence:
        return draft
    for line in draft.starting("S", "M80", "M84", "V", "W", "X", "Y"):
        later = line.code[:-1] + "D"
        if line.code.endswith("A") and basis.book.is_billable(later):
            text = "Care after active treatment."
            more = spans((*line.evidence[:4], *evidence[:1]))
            draft = draft.without(line.code)
            draft = draft.with_line(
                replace(line, code=later, evidence=more, rationale=text)
            )
    return draft


def integral(draft: Draft, basis: Basis) -> Draft:
    """A symptom that belongs to a coded disease is not coded too (R15, I.B.5)."""
    for symptom, diseases in _table("integral").items():
        for line in draft.starting(symptom):
            causes = draft.starting(*diseases) if diseases else ()
            causes = causes or _stated_causes(line, draft, basis)
            if causes and _told_together(line, causes[0]):
                draft = draft.without(
                    line.code,
                    set_aside(
                        line,
                        basis,
                        "integral",
                        "R15",
                        "I.B.5",
                        f"A sign of {causes[0].code}, which is coded.",
                    ),
                )
    return _stated_integral(draft, basis)


def _told_together(symptom: Line, disease: Line) -> bool:
    """In a text without headings, a symptom belongs to what stands near it."""
    if symptom.section != "opening" or disease.section != "opening":
        return True
    return any(
        one.document == other.document and abs(one.start - other.start) < TOGETHER
        for one in symptom.evidence
        for other in disease.evidence
    )


TOGETHER = 150
CAUSE = re.compile(r"\W{0,3}(?:from|due to|secondary to|caused by|2/2|d/t)\b")
WITHIN = 60


def _stated_causes(symptom: Line, draft: Draft, basis: Basis) -> tuple[Line, ...]:
    """Coded conditions that the words right after the symptom name as its cause."""
    texts = {one.sha256: one.text for one in basis.note.documents}
    for span in symptom.evidence:
        after = texts[span.document][span.end : span.end + WITHIN].lower()
        if CAUSE.match(after):
            return tuple(
                line
                for line in draft.lines.values()
                if line is not symptom
                and any(
                    one.document == span.document
                    and span.end <= one.start <= span.end + WITHIN
                    for one in line.evidence
                )
            )
    return ()


def _stated_integral(draft: Draft, basis: Basis) -> Draft:
    """Symptoms named elsewhere in the chart, kept as considered and set aside."""
    table = _table("integral")
    for code, evidence in basis.stated.items():
        if code[0] not in "RM" or code in draft.lines or code in draft.excluded:
            continue
        for symptom, diseases in table.items():
            causes = draft.starting(*diseases) if diseases else ()
            if code.startswith(symptom) and causes:
                line = Line(code, 0.5, 0.9, evidence[:2], evidence[0].section)
                message = f"A sign of {causes[0].code}, which is coded."
                draft = draft.with_exclusion(
                    set_aside(line, basis, "integral", "R15", "I.B.5", message)
                )
                break
    return draft


def obstetric(draft: Draft, basis: Basis) -> Draft:
    """Chapter 15 needs a pregnancy that the chart speaks of."""
    if basis.signal("@pregnant") or basis.said("O", "Z34", "Z3A"):
        pregnant = bool(basis.signal("@pregnant")) or basis.facts.sex == "F"
        if pregnant:
            return draft
    for line in draft.starting("O"):
        draft = draft.without(line.code)
    return draft


def billed(draft: Draft, basis: Basis) -> Draft:
    """Billed diagnoses without support are set aside, to be decided by a coder."""
    for code in basis.facts.billed:
        entry = basis.book.find(code)
        known = entry.code if entry else code
        if known in draft.lines or known in draft.excluded:
            continue
        if entry is None:
            continue
        evidence = basis.said(known[:5])[:2]
        draft = draft.with_exclusion(
            Exclusion(
                known,
                entry.title,
                "unsupported",
                "R13",
                "I.A.19",
                "Billed, but the documents do not support it for this encounter.",
                evidence,
            )
        )
    return draft


def merged(draft: Draft, basis: Basis) -> Draft:
    """Mentions elsewhere in the chart lend their evidence to what is coded."""
    lines = {}
    for code, line in draft.lines.items():
        more = basis.stated.get(code, ())[:3]
        extra = replace(line, evidence=more) if more else line
        lines[code] = joined(line, extra)
    return replace(draft, lines=lines)


#: The families in order; ``--without NAME`` leaves one out.
FAMILIES: tuple[tuple[str, Family], ...] = (
    ("obstetric", obstetric),
    ("sides", sides),
    ("diabetes", diabetes),
    ("diabetes_type", diabetes_type),
    ("pairs", pairs),
    ("sequelae", sequelae),
    ("fragility", fragility),
    ("dementia", dementia),
    ("hypertension", hypertension),
    ("elsewhere", elsewhere),
    ("specific", specific),
    ("healing", healing),
    ("integral", integral),
    ("companions", companions),
    ("support", merged),
    ("billed", billed),
    ("gaps", gaps),
)
