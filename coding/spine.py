"""The region and the level of the spine, where the name of a disease has neither.

Owns reading them from the rest of the sentence ("C5-6 disc desiccation with a
protrusion") and from a chart that speaks of one region alone. Must not find a disease.
"""

from __future__ import annotations

import re
from dataclasses import replace

from coding.basis import ASSESSING, Basis
from coding.draft import Draft, Line, spans
from coding.sentences import around

CERVICAL = re.compile(
    r"\b(?i:cervical (?:spine|dis[ck]|vertebra\w*|(?:and |thoracic and )?lumbar))"
    r"|\bC[2-7]-C?[3-7T]"
)
LUMBAR = re.compile(r"\b(?i:lumbar|lumbo\w+|low(?:er)? back)\b|\bL[1-5]-(?:L?[2-5]|S1)")
#: What bare words are taken for = what they are of the neck, and of the loins.
REGIONS = {
    "M51.26": ("M50.20", ""),
    "M51.9": ("M50.90", ""),
    "M47.9": ("M47.812", "M47.816"),
    "M43.10": ("M43.12", "M43.16"),
    "M48.00": ("M48.02", "M48.061"),
    "M54.10": ("M54.12", "M54.16"),
}
#: The last root of the neck leaves above the first vertebra of the chest.
BELOW_NECK, BELOW_NECK_CODE = re.compile(r"\bC8\b|\bC7 ?[-/] ?T1\b"), "M54.13"
#: Degeneration is told by this word; a disc disease may be anything.
DEGENERATION = re.compile(r"degenerat|desiccat", re.IGNORECASE)
#: Disorders of a neck's disc without a level, and their levels from above (the note at
#: M50: the most superior one is coded).
LEVELS = (
    (re.compile(r"\bC(?:2-C?3|3-C?4)\b"), "1"),
    (re.compile(r"\bC4-C?5\b"), "21"),
    (re.compile(r"\bC5-C?6\b"), "22"),
    (re.compile(r"\bC6-C?7\b"), "23"),
    (re.compile(r"\bC7-T1\b"), "3"),
)
#: The last disc is that of the lumbosacral region, whatever the region's word.
L5_S1, OTHER_DISC = (
    re.compile(r"\bL5 ?[-/] ?S1\b"),
    re.compile(r"\bL[1-4] ?[-/] ?L?[2-5]\b"),
)
LAST_DISC = {"M51.26": "M51.27", "M51.16": "M51.17", "M51.369": "M51.379"}
LEVELLESS = ("M50.00", "M50.10", "M50.20", "M50.30", "M50.80", "M50.90")
#: A list of levels that begins in the loins and ends at the sacrum, and is of both.
LEVEL = r"L[1-5] ?[-/] ?L?[2-5]"
TO_SACRUM = re.compile(
    rf"\b(?:{LEVEL},? ?(?:(?:and|&) )?(?:at )?){{1,5}}L5 ?[-/] ?S1\b"
    r"|\bL[1-4](?: ?- ?| through | to )S1\b"
)
#: As far from the name of a disease its levels may stand, in characters.
BESIDE = 16
#: What is coded of the loins = of where they meet the sacrum.
LUMBOSACRAL = {
    **{f"M51.36{kind}": f"M51.37{kind}" for kind in "0129"},
    **{"M48.061": "M48.07", "M48.062": "M48.07", "M43.16": "M43.17"},
    **{f"{stem}6": f"{stem}7" for stem in ("M51.1", "M51.2", "M51.8")},
    **{f"{stem}6": f"{stem}7" for stem in ("M47.81", "M47.2", "M47.89", "M54.1")},
}


def spine(draft: Draft, basis: Basis) -> Draft:
    """The draft with the regions and levels that its sentences and its chart tell."""
    for line in draft.starting(*REGIONS):
        if line.code in REGIONS:
            draft = _of_region(draft, line, basis)
    for line in draft.starting(*LAST_DISC):
        if line.code in LAST_DISC and _is_last(line, basis):
            draft = _of_last_disc(draft, line, basis)
    for line in draft.starting(*LEVELLESS):
        text = " ".join(_sentences(line, basis))
        level = next((at for words, at in LEVELS if words.search(text)), "")
        draft = _told(draft, line, line.code[:-1] + level, basis) if level else draft
    for stem in {code[:-1] for code in LEVELLESS}:
        for below in sorted(draft.starting(stem), key=lambda one: one.code)[1:]:
            draft = draft.without(below.code)
    for lumbar, lower in LUMBOSACRAL.items():
        known = draft.lines.get(lumbar)
        if known is not None and lower not in draft.lines and _to_sacrum(known, basis):
            draft = draft.with_line(replace(known, code=lower, exact=False))
    return draft


def _is_last(line: Line, basis: Basis) -> bool:
    """Whether each sentence of a line names the last disc and no other one."""
    own = _sentences(line, basis)[:1]
    return all(L5_S1.search(one) and not OTHER_DISC.search(one) for one in own)


def _of_last_disc(draft: Draft, line: Line, basis: Basis) -> Draft:
    """ "Herniated lumbar disc, L5-S1" is of the lumbosacral region."""
    code = LAST_DISC[line.code]
    known = draft.lines.get(code)
    if known is None:
        return _told(draft, line, code, basis)
    evidence = spans((*known.evidence, *line.evidence))
    return draft.without(line.code).with_line(replace(known, evidence=evidence))


def _to_sacrum(line: Line, basis: Basis) -> bool:
    """Whether levels of both regions stand beside the name: "at L4-L5 and L5-S1"."""
    for one in line.evidence:
        if one.section not in ASSESSING:
            continue
        text = basis.text(one.document)
        first, last = around(text, one.start, one.end)
        for run in TO_SACRUM.finditer(text, first, last):
            if run.start() - BESIDE <= one.end and one.start <= run.end() + BESIDE:
                return True
    return False


def _sentences(line: Line, basis: Basis) -> list[str]:
    texts = [(basis.text(one.document), one) for one in line.evidence]
    return [text[slice(*around(text, one.start, one.end))] for text, one in texts]


def _of_region(draft: Draft, line: Line, basis: Basis) -> Draft:
    own = " ".join(_sentences(line, basis))
    if line.code == "M54.10" and BELOW_NECK.search(own):
        return _told(draft, line, BELOW_NECK_CODE, basis)
    neck, loins = bool(CERVICAL.search(own)), bool(LUMBAR.search(own))
    if not neck and not loins:
        whole = [one.text for one in basis.note.documents]
        neck = any(map(CERVICAL.search, whole))
        loins = any(map(LUMBAR.search, whole))
    if neck == loins:
        return draft
    code = REGIONS[line.code][0 if neck else 1]
    if code == "M50.90" and DEGENERATION.search(own):
        code = "M50.30"
    return _told(draft, line, code, basis) if code else draft


def _told(draft: Draft, line: Line, code: str, basis: Basis) -> Draft:
    if not basis.book.is_billable(code):
        return draft
    return draft.recoded(line, code, exact=False)
