"""The more exact of two codes of one disease, named beside it or elsewhere.

Owns when an unspecified code gives way to one that says more (I.B.2, I.B.14). Must not
know a disease beyond which categories hold several.
"""

from __future__ import annotations

import re
from dataclasses import replace

from coding.basis import Basis
from coding.codebook import CodeBook
from coding.draft import Draft, Line, spans
from coding.parts import set_aside
from coding.values import Evidence


def specific(draft: Draft, basis: Basis) -> Draft:
    """The unspecified code goes where a sibling says more (I.B.2)."""
    for code in tuple(draft.lines):
        better = _better(code, draft, basis.book)
        if better:
            line = draft.lines[code]
            message = f"{better} is documented and says more."
            aside = set_aside(line, basis, "unsupported", "R12", "I.B.2", message)
            draft = draft.without(code, aside)
            known = draft.lines[better]
            evidence = spans((*known.evidence, *line.evidence))
            draft = draft.with_line(replace(known, evidence=evidence))
    return draft


def _better(code: str, draft: Draft, book: CodeBook) -> str:
    """The first code of the category that says more than a vague one; "" if none."""
    if code[0] in "VWXYZ":
        return ""
    title = book.title(code).lower()
    near = {
        other: book.title(other).lower()
        for other in draft.lines
        if other != code and other[:3] == code[:3]
    }
    if not _vague(title) and not any(_denies(title, one) for one in near.values()):
        return ""
    for other, called in near.items():
        plainer = not _vague(called) or _names_its_kind(called, title)
        plainer = plainer or _is_but_vaguer(title, called)
        fits = _is_of(title, called) and _is_kin(code, other, book)
        if plainer and fits and _says_more(code, other):
            return other
    return ""


def _is_kin(vague: str, other: str, book: CodeBook) -> bool:
    """Whether what a code leaves open is which disease of its category it is.

    "Cystocele, unspecified" leaves open which cystocele: a rectocele is another thing.
    """
    heading = vague[:5]
    return (
        other[:5] == heading or heading == vague or _vague(book.title(heading).lower())
    )


def _vague(title: str) -> bool:
    return "unspecified" in title or "without complications" in title


def _names_its_kind(called: str, title: str) -> bool:
    """Both are without complications, and only one leaves its place or kind open."""
    return "unspecified" in title and "unspecified" not in called


def _is_but_vaguer(title: str, called: str) -> bool:
    """The same words, where one title has "unspecified" more often.

    "Unspecified dementia, unspecified severity" and "Unspecified dementia, severe".
    """
    own, others = (set(WORDS.findall(one)) for one in (title, called))
    fewer = called.count(UNSAID) < title.count(UNSAID)
    return fewer and own - VAGUE_WORDS <= others


def _is_of(title: str, called: str) -> bool:
    """A title that only leaves the part of the body open needs the same disease.

    An impingement of an unspecified shoulder is no torn cuff of the left one.
    """
    open_part = OPEN_PART.match(title)
    if open_part is None or UNSAID in open_part[1]:
        return True
    return called.startswith(open_part[1])


UNSAID = "unspecified"
WORDS = re.compile(r"[a-z]+")
#: What a title that says less has instead of a word for it.
VAGUE_WORDS = frozenset({UNSAID, "severity", "side", "site", "part"})
OPEN_PART = re.compile(
    rf"(.+?),? (?:of |in |affecting )?{UNSAID}"
    r" (?:knee|hip|shoulder|elbow|wrist|ankle|hand|foot|eye|ear|breast|side)(?:,|$)"
)


def _denies(title: str, other: str) -> bool:
    """One title says "without" what the other says "with"."""
    before, word, _ = title.partition(" without ")
    return bool(word) and other.startswith(f"{before} with ")


def _says_more(vague: str, other: str) -> bool:
    """In one sub-category, or in a category of one disease."""
    if vague.endswith(COMPLICATED):
        return True  # beside any complication that is named
    if vague[0] in "RST" or vague[:3] in MANY_DISEASES:
        return vague[:5] == other[:5]
    if vague[0] == "H" and len(vague) > NAMED:
        return vague[:5] == other[:5] or _is_any_ear(vague)
    if vague.startswith(OWN_KINDS):
        return vague[:5] == other[:5]
    return True


def _is_any_ear(code: str) -> bool:
    """Not said which disease nor which ear: H66.90 is whatever is named better."""
    return code[1] in EARS and code[4:] == "90"


#: An eye code longer than this is unspecific as to the eye, not as to the disease:
#: an unspecified pterygium is no conjunctival edema.
NAMED = len("H11.9")
#: The third character of H60-H95.
EARS = "6789"
#: Kinds with an unspecified code of their own, beside other kinds of the category:
#: arthritis in psoriasis and the plaques may both be there. A block of the left bundle
#: is not the block of one of its branches.
OWN_KINDS = ("L40.5", "I44.7")
#: Diabetes with complications that nobody names.
COMPLICATED = ("E08.8", "E09.8", "E10.8", "E11.8", "E13.8")
#: Categories that hold different diseases, not degrees of one.
MANY_DISEASES = frozenset(
    "E78 I25 I48 I63 J45 K21 K57 M25 M54 M79 R10 R07 R06 N39 G47 F41 L03 I82 G62 D64 "
    "E08 E09 E10 E11 E13 H26 M19 C44 C77 C78 C79 E87 R60 D22 D23 J34 "
    "M48 M51 F32".split()
) - {"F32", "J45", "K21"}


#: What is no detail of a disease, but less than it: overweight is not obese.
SLIGHTER = ("E66.3",)
#: Symptoms that are several: breath that is short is another finding than dyspnea.
APART = ("R06.0",)


def elsewhere(draft: Draft, basis: Basis) -> Draft:
    """A detail stated elsewhere in the record makes the code more specific."""
    for code, line in list(draft.lines.items()):
        title = basis.book.title(code).lower()
        torn = code.startswith(PLAIN_TEARS)
        if not ("unspecified" in title or torn) or code not in draft.lines:
            continue
        if code.startswith(APART):
            continue
        better = [
            other
            for other in basis.stated
            if other[:4] == code[:4]
            and other != code
            and other not in draft.lines
            and other[0] != "@"
            and _is_detail(basis.book.title(other).lower(), title)
            and _says_more(code, other)
            and other not in SLIGHTER
            and (not torn or _but_for_its_kind(basis.book.title(other), title))
            and any(not _within(span, line) for span in basis.stated[other])
        ]
        if len(better) == 1:
            text = "The detail is documented elsewhere in the record."
            evidence = spans((*line.evidence[:3], *basis.stated[better[0]][:2]))
            upgraded = replace(
                line, code=better[0], evidence=evidence, rationale=text, exact=False
            )
            message = f"{better[0]} is documented in the record and says more."
            aside = set_aside(line, basis, "unsupported", "R12", "I.B.2", message)
            draft = draft.with_line(upgraded).without(code, aside)
    return draft


def _is_detail(other: str, title: str) -> bool:
    """Whether a title is exact, and does not leave out what the vague one has."""
    lacks = "without" in other and "without" not in title
    vague = _vague(other) and not _is_placed(other, title)
    return not vague and "other" not in other and not lacks


def _is_placed(other: str, title: str) -> bool:
    """Whether a title of the same unspecified kind tells the site that one leaves out.

    "Unspecified kyphosis, thoracic region" says more than "site unspecified".
    """
    kind, _, site = title.rpartition(", ")
    return site == "site unspecified" and other.startswith(f"{kind}, ")


#: A torn meniscus without a kind is "other"; the images tell the kind.
PLAIN_TEARS = ("S83.24", "S83.28")


def _but_for_its_kind(other: str, title: str) -> bool:
    """The titles differ in their first word alone."""
    return other.lower().partition(" ")[2] == title.partition(" ")[2]


def _within(span: Evidence, line: Line) -> bool:
    """Whether words stand inside those of a line, read as less."""
    return any(
        one.document == span.document
        and one.start <= span.start
        and span.end <= one.end
        for one in line.evidence
    )
