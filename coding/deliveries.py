"""Delivery: its outcome, and what a complication is called that comes to a birth.

Owns Z37, O80 and the forms of chapter 15 codes for childbirth and for each of several
children. Must not code the child (``newborns``).
"""

from __future__ import annotations

import re

from coding.basis import WEEKS, Basis
from coding.draft import Draft, Line, spans
from coding.parts import beside, told

DELIVERED = re.compile(
    r"\b(?:NSVD|SVD|SAVD|VAVD|vaginal delivery|delivered vaginally"
    r"|(?:spontaneous|normal) (?:spontaneous )?vaginal delivery"
    r"|delivery of (?:a |an )?(?:single |healthy |term ){0,2}(?:viable|live)"
    r"|(?:cesarean|c-?section) delivery|pregnancy,? delivered"
    r"|delivered by (?:\w+ ){0,3}(?:cesarean|c-?section)"
    r"|(?:primary|repeat)(?: low)?(?: transverse)? (?:cesarean|c-?section|LTCS))\b",
    re.IGNORECASE,
)
LIVE = re.compile(
    r"\b(?:live ?born|live (?:birth|(?:fe)?male|infant|baby|girl|boy)"
    r"|(?:viable|healthy) (?:(?:fe)?male|infant|baby|girl|boy)|both living|apgars?)\b",
    re.IGNORECASE,
)
TWINS = re.compile(r"\btwins?\b", re.IGNORECASE)
#: Weeks as a delivery note gives them: "39w1d", "39+1", "at 39 weeks".
AT_TERM = re.compile(
    r"\b(?:at|delivered|pregnancy,?|iup at|ga:?|ega:?)\s+(?:delivered\s+)?"
    r"(\d{2})\s?(?:w(?:ee)?k?s?|\+)(?:\s?\d(?:/7)?\s?d?)?\b",
    re.IGNORECASE,
)
SOON = re.compile(
    r"(?:within|<|less than|under)\s?24\s?h|contractions[^.;\n]{0,20}(?:<|within)\s?24",
    re.IGNORECASE,
)
LATE = re.compile(r"(?:>|more than|over)\s?24\s?h", re.IGNORECASE)
CUT = re.compile(r"cesarean|c-?section|LTCS", re.IGNORECASE)
TERM = 37
#: Younger patients of a record of birth are its children.
YOUNGEST = 10


def delivery(draft: Draft, basis: Basis) -> Draft:
    """A delivery of this stay: outcome, weeks, and what came with it (I.C.15.n)."""
    if not basis.facts.setting.is_inpatient and not _tells_birth(draft, basis):
        return draft
    if basis.facts.age is not None and basis.facts.age < YOUNGEST:
        return draft  # the child's own record
    delivered, live = told(DELIVERED, basis), told(LIVE, basis)
    if delivered is None or live is None:
        return draft
    draft = _ruptured(_carrier(draft), basis)
    draft = _in_childbirth(_several(draft, basis), basis)
    if not draft.starting("Z37"):
        twins = told(TWINS, basis)
        code = "Z37.2" if twins else "Z37.0"
        why = "The outcome of the delivery, as told."
        draft = draft.with_line(
            beside(code, spans((live, delivered)), why, "I.C.15.b.5")
        )
    complicated = [line for line in draft.starting("O") if line.code[:3] != "O80"]
    normal = not CUT.search(delivered.text)
    measured = basis.measured(AT_TERM) or basis.measured(WEEKS)
    early = measured is not None and int(measured[1]) < TERM
    if complicated or early or not normal:
        return draft.without("O80")
    why = "A delivery at term, of one living child, without complication."
    return draft.with_line(beside("O80", (delivered, live), why, "I.C.15.n.1"))


def _tells_birth(draft: Draft, basis: Basis) -> bool:
    """Whether a note of no stated stay is the record of a birth, or of a cesarean."""
    if any(one.heading.lower().startswith("delivery") for one in basis.sections):
        return True
    operated = any(one.kind == "postop_diagnosis" for one in basis.sections)
    return operated and bool(draft.starting("O")) and told(LIVE, basis) is not None


def _carrier(draft: Draft) -> Draft:
    """A carrier of group B streptococcus who gives birth."""
    for code in ("Z22.330", "O99.820", "B95.1"):
        line = draft.lines.get(code)
        if line is not None:
            draft = draft.recoded(line, "O99.824")
    return draft


def _ruptured(draft: Draft, basis: Basis) -> Draft:
    """Membranes ruptured before labour, by term and by how long before (O42)."""
    line = next(iter(draft.starting("O42")), None)
    measured = basis.measured(AT_TERM) or basis.measured(WEEKS)
    if line is None or measured is None or int(measured[1]) < TERM:
        return draft
    soon, late = told(SOON, basis), told(LATE, basis)
    when = soon or late
    code = "O42.02" if soon else "O42.12" if late else "O42.92"
    more = spans((*line.evidence[:3], *((when,) if when else ())))
    return draft.recoded(line, code, evidence=more)


# Several children


#: Codes whose last character says which child, and the words that do.
BY_CHILD = ("O31", "O32", "O33", "O35", "O36", "O40", "O41", "O60.1", "O64", "O69")
CHILD = re.compile(
    r"\b(?:(?:twin|baby|fetus|triplet) (?P<letter>[abc]|[123])"
    r"|(?P<first>first|second|third) (?:twin|baby|fetus|triplet))\b",
    re.IGNORECASE,
)
NUMBERS = {"a": "1", "b": "2", "c": "3", "first": "1", "second": "2", "third": "3"}
#: As far behind a condition as the child may be named that has it, in characters.
BEHIND = 30


def _several(draft: Draft, basis: Basis) -> Draft:
    """Which child has what, and how twins share a placenta (I.C.15.a.6)."""
    texts = {one.sha256: one.text for one in basis.note.documents}
    for line in draft.starting(*BY_CHILD):
        child = _child(line, texts)
        code = line.code[:-1] + child
        if line.code.endswith("0") and child and basis.book.is_billable(code):
            draft = draft.recoded(line, code)
    return _sharing(draft, basis)


def _child(line: Line, texts: dict[str, str]) -> str:
    """The number of the child that the words right after a condition name."""
    for span in line.evidence:
        after = texts[span.document][span.start : span.end + BEHIND]
        match = CHILD.search(after)
        if match is not None:
            named = (match["letter"] or match["first"]).lower()
            return NUMBERS.get(named, named)
    return ""


def _sharing(draft: Draft, basis: Basis) -> Draft:
    """Twins whose placentas another place describes."""
    for line in draft.starting("O30.00"):
        for known, found in basis.stated.items():
            code = f"{known[:6]}{line.code[-1]}"
            told_ = known.startswith(("O30.01", "O30.03", "O30.04"))
            if told_ and basis.book.is_billable(code):
                return draft.recoded(line, code, *found[:1])
    return draft


#: How a title of a pregnancy reads for its birth.
BEFORE = re.compile(
    r"(?:complicating pregnancy|in pregnancy)?, \w+ trimester|in pregnancy"
)
CALLED = (", complicating childbirth", "complicating childbirth", "in childbirth")


def _in_childbirth(draft: Draft, basis: Basis) -> Draft:
    """What a pregnancy was complicated by, at its delivery (I.C.15.a.3)."""
    for line in draft.starting("O"):
        title = basis.book.title(line.code)
        forms = {" ".join(BEFORE.sub(f" {said}", title).split()) for said in CALLED}
        forms = {one.replace(" ,", ",") for one in forms} - {title}
        code = _titled(line.code, forms, basis)
        if code:
            draft = draft.recoded(line, code, guidelines=("I.C.15.a.3",))
    return draft


def _titled(code: str, titles: set[str], basis: Basis) -> str:
    """A code under the same heading, or the one above it, with one of these titles."""
    for above in basis.book.ancestors(code)[:2]:
        for one in basis.book.children(above.code):
            if one.title in titles:
                return one.code if one.billable else ""
    for sibling in basis.book.siblings(code):
        if sibling.title in titles:
            return sibling.code
    return ""
