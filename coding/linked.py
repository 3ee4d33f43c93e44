"""Diseases the classification presumes to be linked, and codes as one.

Owns diabetes with its complications, hypertension with heart and kidney, fractures in
osteoporosis and dementia in another disease. Which codes mean what is data in
``knowledge/families.toml``. Must not look at symptoms or order.
"""

from __future__ import annotations

import re
from dataclasses import replace

from coding.basis import Basis
from coding.draft import Draft, Line
from coding.parts import beside, combined, set_aside, table
from coding.unlinked import (
    COMPLICATIONS,
    DIABETES,
    HEART,
    KIDNEY,
    PRESSURE,
    said_apart,
)
from coding.values import Evidence

#: Diseases of veins with their ulcer.
VENOUS = ("I83.0", "I83.2", "I87.01", "I87.03", "I87.31", "I87.33")


def diabetes(draft: Draft, basis: Basis) -> Draft:
    """Diabetes takes up the complications that stand beside it (I.A.15, I.C.4.a)."""
    told = table("diabetes")
    bases = draft.starting(*told["types"])
    if not bases:
        return draft
    base = min(bases, key=lambda line: line.code.startswith("E11"))
    taken: set[str] = set()
    for prefix, suffix, keep in told["partners"]:
        for partner in draft.starting(prefix):
            if partner.code in taken:
                continue  # a longer prefix has spoken
            taken.add(partner.code)
            if said_apart(base, partner, basis, DIABETES, COMPLICATIONS):
                continue
            if suffix == "622" and draft.starting(*VENOUS):
                continue  # the record gives the ulcer another cause
            code = f"{base.code[:3]}.{_suffix(partner, suffix)}"
            if not basis.book.is_billable(code):
                continue
            text = "Diabetes and this condition are presumed to be linked."
            draft = draft.with_line(combined((base, partner), code, text, "I.A.15"))
            if not keep:
                draft = draft.without(partner.code)
    for kind in told["types"]:
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


#: What a bone breaks of that is sick by a tumour.
TUMOURS = ("C79.51", "C90.0", "C40", "C41", "C79.52")


def tumour_fracture(draft: Draft, basis: Basis) -> Draft:
    """A pathological fracture in neoplastic disease is M84.5 (I.C.2.l.6)."""
    tumour = next(iter(draft.starting(*TUMOURS)), None)
    if tumour is None and draft.starting("M84.4"):
        draft, tumour = _spread_to_it(draft, basis)
    for line in draft.starting("M84.4") if tumour else ():
        code = f"M84.5{line.code[5:]}"
        if tumour is not None and basis.book.is_billable(code):
            text = "The bone is broken by a tumour."
            one = combined((line, tumour), code, text, "I.C.2.l.6")
            draft = draft.without(line.code).with_line(one)
    return draft


BY_SPREAD = re.compile(
    r"[^.;\n]{0,24}\b((?:due to|from|secondary to|2/2) (?:known )?"
    r"(?:metasta\w+|bone mets?))",
    re.IGNORECASE,
)


def _spread_to_it(draft: Draft, basis: Basis) -> tuple[Draft, Line | None]:
    """A bone that breaks by a metastatic cancer has its spread (I.C.2.l.6)."""
    for line in draft.starting("M84.4") if draft.starting("C") else ():
        for span in line.evidence:
            match = BY_SPREAD.match(basis.text(span.document), span.end)
            if match is None:
                continue
            start, end = match.span(1)
            quote = basis.text(span.document)[start:end]
            found = Evidence(span.document, start, end, quote, 1, span.section)
            why = "The bone is broken by spread of the cancer."
            spread = beside("C79.51", (found,), why, "I.C.2.l.6")
            return draft.without("C79.9").with_line(spread), spread
    return draft, None


def fragility(draft: Draft, basis: Basis) -> Draft:
    """A fracture with known osteoporosis is M80 (I.C.13.d.2)."""
    bones = draft.lines.get("M81.0")
    if bones is None:
        return draft
    for prefix, stem in table("fragility")["sites"].items():
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
                            line, basis, "unsupported", "R50", "I.C.13.d.2", text
                        ),
                    )
    return draft


def dementia(draft: Draft, basis: Basis) -> Draft:
    """Dementia in Alzheimer or Parkinson disease is F02 after its cause."""
    cause = draft.starting("G30", "G20", "G31.83", "G31.0", "B20")
    if not cause:
        return draft
    for line in draft.starting("F03"):
        code = "F02" + line.code[3:].replace(".9", ".8")  # of no told severity
        if basis.book.is_billable(code):
            text = "Dementia in a disease that is coded first."
            draft = draft.without(line.code)
            draft = draft.with_line(combined((line, cause[0]), code, text, "I.A.13"))
    return draft


def implied(draft: Draft, basis: Basis) -> Draft:
    """What a code asks to be coded first or with it, where its own words say it.

    A bare story may tell of a shock without saying what the provider makes of it.
    """
    for code, (other, known, words) in table("implied").items():
        line = draft.lines.get(code)
        if line is None or line.section == "opening" or draft.starting(*known):
            continue
        said = any(re.search(words, one.text, re.IGNORECASE) for one in line.evidence)
        if said and basis.book.is_billable(other):
            text = f"{code} asks for it, and its words say it."
            draft = draft.with_line(combined((line,), other, text, "I.B.7"))
    return draft


def hypertension(draft: Draft, basis: Basis) -> Draft:
    """Hypertension with heart or kidney disease is I11, I12 or I13 (I.C.9.a)."""
    pressure = draft.lines.get("I10")
    if pressure is None:
        return _failing(draft, basis)
    heart = _related(pressure, draft.starting(*table("hypertension")["heart"]), basis)
    kidney = _related(pressure, draft.starting("N18"), basis)
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
    aside = set_aside(
        pressure, basis, "unsupported", "R42", "I.C.9.a", f"{code} says this too."
    )
    return _failing(draft.without("I10", aside), basis)


def _related(pressure: Line, lines: tuple[Line, ...], basis: Basis) -> tuple[Line, ...]:
    """The lines that the provider does not say have another cause (I.C.9.a)."""
    return tuple(
        line
        for line in lines
        if not said_apart(
            pressure, line, basis, PRESSURE, KIDNEY if line.code[0] == "N" else HEART
        )
    )


def _with_kidney(draft: Draft, basis: Basis) -> Draft:
    """Hypertensive heart disease beside kidney disease is of both (I.C.9.a.3)."""
    for line in draft.starting("I11"):
        kidney = _related(line, draft.starting("N18"), basis)
        if not kidney:
            continue
        late = any(one.code in ("N18.5", "N18.6") for one in kidney)
        code = _pressure_code(True, True, line.code == "I11.0", late)
        text = "Hypertension with heart and kidney disease is one code."
        one = combined((line, kidney[0]), code, text, "I.C.9.a.3")
        aside = set_aside(line, basis, "unsupported", "R42", "I.C.9.a.3", text)
        draft = draft.without(line.code, aside).with_line(one)
        draft = draft.without("I12.9").without("I12.0")
    return draft


#: Hypertensive disease without heart failure = the same with it.
FAILING = {
    "I11.9": "I11.0",
    "I12.0": "I13.2",
    "I12.9": "I13.0",
    "I13.10": "I13.0",
    "I13.11": "I13.2",
}


def _failing(draft: Draft, basis: Basis) -> Draft:
    """Hypertensive heart disease beside heart failure is with heart failure."""
    draft = _with_kidney(draft, basis)
    for code, whole in FAILING.items():
        line = draft.lines.get(code)
        if line is None:
            continue
        if failure := _related(line, draft.starting("I50"), basis):
            text = "Hypertensive heart disease with the heart failure beside it."
            one = combined((line, failure[0]), whole, text, "I.C.9.a")
            aside = set_aside(line, basis, "unsupported", "R42", "I.C.9.a", text)
            draft = draft.with_line(one).without(code, aside)
    return draft


def _pressure_code(heart: bool, kidney: bool, failing: bool, late: bool) -> str:
    if heart and kidney:
        if failing:
            return "I13.2" if late else "I13.0"
        return "I13.11" if late else "I13.10"
    if heart:
        return "I11.0" if failing else "I11.9"
    return "I12.0" if late else "I12.9"
