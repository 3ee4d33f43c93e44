"""Conditions the classification codes together: combinations, and what they replace.

Owns the order in which the families look at a draft (``FAMILIES``) and those about the
code set itself: pairs, sides, healing, what was billed. Each is a pure
function from draft to draft; the tables are data in ``knowledge/families.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache

from coding.basis import ASSESSING, WEEKS, Basis
from coding.cancers import cancers
from coding.circumstances import circumstances
from coding.companions import companions
from coding.conflicts import conflicts
from coding.counterparts import sibling
from coding.details import details
from coding.dominance import dominance
from coding.doubted import doubted
from coding.draft import Draft, Line, joined, spans
from coding.established import established
from coding.eyes import cataracts, retinopathy
from coding.gaps import gaps
from coding.infarctions import infarctions
from coding.joints import joints
from coding.laterality import laterality
from coding.linked import (
    dementia,
    diabetes,
    diabetes_type,
    fragility,
    hypertension,
    implied,
    tumour_fracture,
)
from coding.longterm import longterm
from coding.medicines import medicines
from coding.newborns import newborns
from coding.operated import operated
from coding.opposed import opposed
from coding.parts import combined, set_aside, table, told
from coding.polyps import polyps
from coding.pregnancy import pregnancy
from coding.quadrants import quadrants
from coding.reports import reasons_of_tests
from coding.scars import scars
from coding.scoped import scoped
from coding.secondary import secondary
from coding.sequelae import sequelae
from coding.specificity import elsewhere, specific
from coding.spine import spine
from coding.symptoms import integral
from coding.ulcers import ulcers
from coding.values import Exclusion, Setting
from coding.visits import visits

Family = Callable[[Draft, Basis], Draft]


def pairs(draft: Draft, basis: Basis) -> Draft:
    """Two codes that are one together, or of which one says the other too."""
    named = {code[:3] for code in draft.lines}
    for category, first, second, whole, keep_first, keep_second, apart in _pairs():
        if category not in named:
            continue  # most pairs, most of the time
        one = next(iter(draft.starting(first)), None)
        others = [line for line in draft.starting(second) if line is not one]
        if one is None or not others or (apart and _says(one, apart, basis)):
            continue
        other = others[0]
        if whole and not basis.book.is_billable(whole):
            continue  # the release does not hold it: the two stay
        if whole:
            text = "These two are coded together by one combination code."
            draft = draft.with_line(combined((one, other), whole, text, "I.B.9"))
            named.add(whole[:3])
        gone = (*(() if keep_first else (one,)), *(() if keep_second else others))
        for line in gone:
            if line.code != whole:
                message = f"{whole or other.code} says this more completely."
                draft = draft.without(
                    line.code,
                    set_aside(line, basis, "unsupported", "R17", "I.B.9", message),
                )
                draft = _taken_up(draft, line, other if line is one else one)
    return draft


Pair = tuple[str, str, str, str, bool, bool, str]


@cache
def _pairs() -> tuple[Pair, ...]:
    """The table of pairs by category; some end with words that keep the two apart."""
    rows = table("combinations")["pairs"]
    return tuple((row[0][:3], *row, "")[:7] for row in rows)


RIGHT_BEFORE = 16  # characters in which a word may tell the kind


def _says(line: Line, words: str, basis: Basis) -> bool:
    texts = (
        basis.text(span.document)[max(0, span.start - RIGHT_BEFORE) : span.end]
        for span in line.evidence
    )
    return any(re.search(words, text, re.IGNORECASE) for text in texts)


def _taken_up(draft: Draft, gone: Line, kept: Line) -> Draft:
    """What the assessment says less exactly than the story is still assessed."""
    known = draft.lines.get(kept.code)
    if known is None or gone.section not in ASSESSING or kept.section in ASSESSING:
        return draft
    evidence = spans((*gone.evidence[:2], *known.evidence))
    return draft.with_line(replace(known, section=gone.section, evidence=evidence))


def sides(draft: Draft, basis: Basis) -> Draft:
    """Right and left of one condition are the bilateral code where there is one."""
    draft = _both_named(draft, basis)
    for code, line in list(draft.lines.items()):
        title = basis.book.title(code)
        if "right" not in title.lower():
            continue
        other_side = title.lower().replace("right", "left")
        mirrored = sibling(code, other_side, basis.book)
        both = _bilateral(basis, code)
        if mirrored in draft.lines and both:
            other = draft.lines[mirrored]
            text = "Both sides are named; one bilateral code stands for them."
            draft = draft.with_line(combined((line, other), both, text, "I.B.13"))
            draft = draft.without(code).without(mirrored)
    return _one_of_both(draft, basis)


def _one_of_both(draft: Draft, basis: Basis) -> Draft:
    """A side goes where the same condition is coded of both (I.B.13).

    "Carpal tunnel syndrome, bilateral: release on the right first."
    """
    for code, line in tuple(draft.lines.items()):
        both = _bilateral(basis, code)
        if both in draft.lines and _is_side_of(code, both, basis):
            known = draft.lines[both]
            evidence = spans((*known.evidence, *line.evidence))
            draft = draft.without(code).with_line(replace(known, evidence=evidence))
    return draft


def _is_side_of(code: str, both: str, basis: Basis) -> bool:
    """Whether two titles differ only by the side."""
    one, all_ = (_title_words(each, basis) for each in (code, both))
    return bool({"right", "left"} & one) and all_ - {"bilateral", "of"} <= one


def _title_words(code: str, basis: Basis) -> set[str]:
    return {word.rstrip("s") for word in WORD.findall(basis.book.title(code).lower())}


WORD = re.compile(r"[a-z]+")
#: One part of the body named with both its sides, by two words for the sides.
BOTH = re.compile(
    r"\b(right|left) (\w+),? (?:and|&) (?:of |in )?(?:the )?(?!\1)(?:right|left) \2\b",
    re.IGNORECASE,
)


def _both_named(draft: Draft, basis: Basis) -> Draft:
    """ "Of the right knee and of the left knee" is of both (I.B.13)."""
    for line in tuple(draft.lines.values()):
        if not any(BOTH.search(span.text) for span in line.evidence):
            continue
        both = _bilateral(basis, line.code)
        if both and re.search(r"\b(?:right|left)\b", basis.book.title(line.code)):
            why = "Both sides are named; one bilateral code stands for them."
            draft = draft.recoded(line, both, rationale=why, guidelines=("I.B.13",))
    return draft


def _bilateral(basis: Basis, code: str) -> str:
    pool = list(basis.book.siblings(code))
    above = basis.book.ancestors(code)
    if above:
        pool.extend(basis.book.siblings(above[0].code))
    for entry in pool:
        if entry.billable and "bilateral" in entry.title.lower():
            return entry.code
    return ""


#: Torn ligaments, tendons and cuffs: their operation is active treatment (I.C.19.a).
MENDED = ("S43", "S46", "S53", "S56", "S63", "S66", "S76", "S83", "S86", "S93", "S96")


def healing(draft: Draft, basis: Basis) -> Draft:
    """Injuries in routine healing take D, not A (I.C.19.a)."""
    urgent = basis.facts.setting in (Setting.EMERGENCY, Setting.INPATIENT)
    removed = tuple(one for line in draft.starting("Z48.02") for one in line.evidence)
    evidence = basis.signal("@healing") or removed
    if urgent or not evidence:
        return draft
    for line in draft.starting("S", "M80", "M84", "V", "W", "X", "Y"):
        later = line.code[:-1] + "D"
        if line.section == "postop_diagnosis" and line.code.startswith(MENDED):
            continue
        if line.code.endswith("A") and basis.book.is_billable(later):
            text = "Care after active treatment."
            more = spans((*line.evidence[:4], *evidence[:1]))
            draft = draft.recoded(line, later, evidence=more, rationale=text)
    return draft


def obstetric(draft: Draft, basis: Basis) -> Draft:
    """Chapter 15 needs a pregnancy that the chart speaks of."""
    if basis.signal("@pregnant") or basis.said("O", "Z34", "Z3A"):
        now = basis.signal("@pregnant") or basis.said("Z34", "Z3A")
        pregnant = bool(now) or basis.facts.sex == "F" or _assessed(draft, basis)
        if pregnant:
            return _by_trimester(draft, basis)
    for line in draft.starting("O"):
        draft = draft.without(line.code)
    return draft


def _assessed(draft: Draft, basis: Basis) -> bool:
    """Whose sex nobody gave is pregnant where the provider diagnoses it."""
    unsaid = not basis.facts.sex
    return unsaid and any(one.section in ASSESSING for one in draft.starting("O"))


#: The first week of the second and of the third trimester.
TRIMESTERS = ((28, "third trimester"), (14, "second trimester"), (0, "first trimester"))


#: A pregnancy of 37 weeks or more, which nobody counts.
AT_TERM = re.compile(
    r"\b(?:pregnancy|IUP|gestation) at (?:full )?term\b"
    r"|\b(?:full[- ])?term (?:single )?(?:intrauterine )?(?:pregnancy|IUP|gestation)\b",
    re.IGNORECASE,
)


def _by_trimester(draft: Draft, basis: Basis) -> Draft:
    """Chapter 15 codes take the trimester of the weeks that are stated."""
    measured = basis.measured(WEEKS)
    term = told(AT_TERM, basis) if measured is None else None
    if measured is not None:
        evidence, weeks, _ = measured
        said = next(words for least, words in TRIMESTERS if int(weeks) >= least)
    elif term is not None:
        evidence, said = term, TRIMESTERS[0][1]
    else:
        return draft
    for line in draft.starting("O", "Z34"):
        title = basis.book.title(line.code).lower()
        if "unspecified trimester" in title:
            wanted = title.replace("unspecified trimester", said)
            code = _cousin(line.code, wanted, basis)
            if code:
                more = spans((*line.evidence[:4], evidence))
                draft = draft.recoded(line, code, evidence=more)
    return draft


#: Characters of a code that ends in which child has it.
WITH_CHILD = len("O41.03X0")


def _cousin(code: str, title: str, basis: Basis) -> str:
    """The code of a title under this heading, or where a child is told, above it."""
    near = sibling(code, title, basis.book)
    above = basis.book.ancestors(code)
    if near or len(code) < WITH_CHILD or len(above) < 2:
        return near
    for other in basis.book.subtree(above[1].code):
        if basis.book.title(other).lower() == title and basis.book.is_billable(other):
            return other
    return ""


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
    ("doubted", doubted),
    ("established", established),
    ("sides", sides),
    ("spine", spine),
    ("implied", implied),
    ("details", details),
    ("polyps", polyps),
    ("scoped", scoped),
    ("secondary", secondary),
    ("diabetes", diabetes),
    ("diabetes_type", diabetes_type),
    ("retinopathy", retinopathy),
    ("cataracts", cataracts),
    ("pairs", pairs),
    ("infarctions", infarctions),
    ("sequelae", sequelae),
    ("dominance", dominance),
    ("fragility", fragility),
    ("tumour_fracture", tumour_fracture),
    ("dementia", dementia),
    ("hypertension", hypertension),
    ("elsewhere", elsewhere),
    ("ulcers", ulcers),
    ("specific", specific),
    ("laterality", laterality),
    ("joints", joints),
    ("quadrants", quadrants),
    ("healing", healing),
    ("scars", scars),
    ("integral", integral),
    ("cancers", cancers),
    ("companions", companions),
    ("visits", visits),
    ("operated", operated),
    ("reasons_of_tests", reasons_of_tests),
    ("longterm", longterm),
    ("medicines", medicines),
    ("pregnancy", pregnancy),
    ("newborns", newborns),
    ("circumstances", circumstances),
    ("support", merged),
    ("billed", billed),
    ("opposed", opposed),
    ("gaps", gaps),
    ("conflicts", conflicts),
)

#: The families that look at lines beside each other, and so at learned ones too.
BESIDE = frozenset(
    {"obstetric", "sides", "diabetes", "diabetes_type", "retinopathy", "pairs"}
    | {"sequelae", "fragility", "dementia", "hypertension", "specific", "integral"}
    | {"companions"}
)


def completed(
    draft: Draft, before: Draft, basis: Basis, without: frozenset[str]
) -> Draft:
    """A draft to which codes were added, as the families make of it.

    What coders would strike of ``before`` stays struck.
    """
    if draft.lines.keys() <= before.lines.keys():
        return draft
    struck = before.lines.keys() - draft.lines.keys()
    after = draft
    for name, family in FAMILIES:
        if name in BESIDE and name not in without:
            after = family(after, basis)
    lines = {code: line for code, line in after.lines.items() if code not in struck}
    excluded = {code: one for code, one in after.excluded.items() if code not in lines}
    for code in struck - excluded.keys():
        excluded[code] = draft.excluded[code]
    return replace(after, lines=lines, excluded=excluded)
