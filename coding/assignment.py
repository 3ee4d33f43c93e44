"""From mentions with candidates to the code set that the text supports.

Owns what is proposed from where, and the order of what follows: the families, then what
is set aside with its reason. Must not find conditions or score confidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from coding import knowledge
from coding.announced import SECTIONS, is_announced, is_now
from coding.basis import ASSESSING, Basis
from coding.cancers import is_in_remission
from coding.contrasted import contrasted
from coding.counterparts import both_sides
from coding.denials import denials
from coding.doubted import is_looked_for
from coding.draft import Draft
from coding.entrusted import is_left_to_others
from coding.exclusions import with_exclusions
from coding.families import FAMILIES
from coding.lines import line_of
from coding.masses import masses
from coding.onesided import one_sided
from coding.performed import is_performed
from coding.planned import is_planned_for
from coding.rejected import rejected
from coding.reports import is_reading
from coding.slight import is_slight
from coding.values import (
    Assertion,
    Candidate,
    Evidence,
    Mention,
    Setting,
)

#: Words that say of a disease, chronic or not, that it is gone.
OVER = (
    *("resolved", "cured", "outgrown", "outgrew", "gone", "recovered", "cleared"),
    *("not active", "longer a problem", "longer an issue", "longer present"),
)
#: What no longer troubles for a treatment that goes on is still there.
HELD = re.compile(
    r"\W{0,2}(?:now |while |when |as long as |so long as |since )?"
    r"(?:on|with|taking|uses?|using|starting|under|(?:he|she) (?:is|takes|uses))\b"
)
#: A drug at need is for a disease that lasts, or for a symptom that may come.
AT_NEED = ("prn", "as needed")
#: History and status codes say of themselves that something is past. A stoma or a
#: device worn may be gone again.
STATUS = ("Z8", "Z90", "Z91.0", "Z92", "Z94", "Z95", "Z96", "Z98")
#: What was once put in or taken out bears on an emergency only where it is assessed.
OPERATED = ("Z89", "Z90", "Z95", "Z96", "Z98")
#: How the result of a test begins.
TESTED = ("negative", "neg", "test", "tested", "screen")
#: Below this a chance match of words is likelier than the condition.
LEAST_SCORE = 0.5


def assign(basis: Basis, *, without: frozenset[str] = frozenset()) -> Draft:
    """The code set of a chart, in the order of its text."""
    proposals = list(_proposals(basis, proposing(basis, without)))
    if _only_plans(basis, proposals, without):
        proposals = list(_proposals(basis, TOLD))
    if not proposals and is_reading(basis):
        proposals = [one for one in _proposals(basis, REASONS) if is_now(*one[:2])]
    if "sections" not in without and not _names_disease(proposals):
        proposals += _announced(basis)
    draft = Draft.of(line_of(*one, basis) for one in _outermost(proposals))
    draft = _without_symptoms(masses(draft, basis), basis, without)
    for name, family in FAMILIES:
        if name not in without:
            draft = family(draft, basis)
    draft = with_exclusions(draft, basis)
    if "denials" not in without:
        draft = rejected(contrasted(denials(draft, basis), basis), basis)
        draft = one_sided(draft, basis)
    return _settled(draft)


def proposing(basis: Basis, without: frozenset[str]) -> frozenset[str] | None:
    """The kinds of section from which this chart's diagnoses come; None is all."""
    table = knowledge.load("assignment")
    present = {section.kind for section in basis.sections}
    if "sections" in without or present <= {"opening"}:
        return None
    chosen = present & ASSESSING
    if _same_as_before(basis):
        chosen.add("preop_diagnosis")
    if basis.facts.setting.is_inpatient:
        chosen |= present & set(table["proposing_inpatient"])
    if chosen:
        return frozenset(chosen)
    for kinds in table["fallback"]:
        if present & set(kinds):
            return frozenset(kinds)
    return None


#: Where a note without an assessment tells what its plan is for.
TOLD = frozenset({"plan", "indication", "chief_complaint", "hpi", "opening"})


def _only_plans(
    basis: Basis, proposals: list[Proposal], without: frozenset[str]
) -> bool:
    """A plan stands alone, and names no disease: what it is for is told before it."""
    kinds = proposing(basis, without) or frozenset()
    alone = "plan" in kinds and kinds.isdisjoint(ASSESSING)
    operated = any(one.kind == "preop_diagnosis" for one in basis.sections)
    return alone and not operated and not _names_disease(proposals)


def _names_disease(proposals: list[Proposal]) -> bool:
    return any(one[1].code[0] not in "RZ" for one in proposals)


def _announced(basis: Basis) -> list[Proposal]:
    """What an office visit is for, where nobody assesses a disease (IV.G)."""
    if basis.facts.setting in (Setting.INPATIENT, Setting.EMERGENCY):
        return []
    texts = {one.sha256: one.text for one in basis.note.documents}
    return [
        one
        for one in _proposals(basis, SECTIONS)
        if is_announced(one[0], one[1].code, texts[one[0].evidence.document])
    ]


#: "Postoperative diagnosis: same" says that the one before it holds.
SAME = re.compile(r"\W*(?:the )?same\b(?: as (?:above|pre-?op\w*))?\W", re.IGNORECASE)


def _same_as_before(basis: Basis) -> bool:
    texts = {one.sha256: one.text for one in basis.note.documents}
    return any(
        section.kind == "postop_diagnosis"
        and SAME.match(texts[section.document], section.start + len(section.heading))
        for section in basis.sections
    )


#: Where a reading without findings says why it was asked for (IV.K).
REASONS = frozenset({"indication", "chief_complaint"})


def _proposals(
    basis: Basis, kinds: frozenset[str] | None
) -> Iterator[tuple[Mention, Candidate, tuple[Candidate, ...]]]:
    table = knowledge.load("assignment")
    final = final_documents(basis)
    status, vague = tuple(table["status"]), tuple(table["vague"])
    status_sections = frozenset(table["status_sections"])
    visit, announcing = tuple(table["visit"]), frozenset(table["visit_sections"])
    texts = {one.sha256: one.text for one in basis.note.documents}
    for mention, candidates in basis.read:
        if not candidates or candidates[0].code.startswith("@"):
            continue
        best = candidates[0]
        if best.code.startswith(vague):
            continue
        if not _counts_as_present(mention, best, basis):
            continue
        if is_slight(mention, best.code, texts[mention.evidence.document]):
            continue
        if is_performed(mention, best.code, basis):
            continue
        if is_left_to_others(mention, texts[mention.evidence.document]):
            continue
        here = kinds is None or mention.section in kinds
        here |= is_planned_for(mention, best.code, texts[mention.evidence.document])
        here = here and (not final or mention.evidence.document in final)
        if mention.section == "hospital_course" and best.code[0] == "R":
            continue  # what was met on the way is not a diagnosis at its end
        as_status = mention.section in status_sections and best.code.startswith(status)
        if basis.facts.setting is Setting.EMERGENCY:
            as_status &= not best.code.startswith(OPERATED)
        as_status |= mention.section in announcing and best.code.startswith(visit)
        if best.score >= LEAST_SCORE and (here or as_status):
            for each in _sides(mention, best, basis):
                yield mention, each, candidates[1:]


def _sides(mention: Mention, best: Candidate, basis: Basis) -> Iterator[Candidate]:
    """Both sides where both are named and no one code stands for them (I.B.13)."""
    both: tuple[str, ...] = ()
    if "bilateral" in mention.context:
        both = both_sides(best.code, basis.book, mention.evidence.text)
    yield from (replace(best, code=code) for code in both) if both else (best,)


Proposal = tuple[Mention, Candidate, tuple[Candidate, ...]]


def _outermost(proposals: list[Proposal]) -> Iterator[Proposal]:
    """Without what stands inside a longer mention of the same category of disease."""
    widest: dict[tuple[str, int], list[Proposal]] = {}
    for one in proposals:
        key = one[0].evidence.document, one[0].sentence
        widest.setdefault(key, []).append(one)
    longest = {key: max(map(_length, there)) for key, there in widest.items()}
    for one in proposals:
        key = one[0].evidence.document, one[0].sentence
        longer = longest[key] > _length(one)  # a thousand mentions of one length
        if not longer or not any(_inside(one, other) for other in widest[key]):
            yield one


def _length(one: Proposal) -> int:
    return len(one[0].evidence.text)


def _inside(one: Proposal, other: Proposal) -> bool:
    inner, outer = one[0].evidence, other[0].evidence
    if not outer.start <= inner.start < inner.end <= outer.end:
        return False
    if one is other or len(outer.text) <= len(inner.text):
        return False
    if not set(one[0].said) <= set(other[0].said):
        return False  # it says something that the longer one does not
    return one[1].code[:3] == other[1].code[:3] or one[1].code[0] == "R"


def final_documents(basis: Basis) -> frozenset[str]:
    """For a stay, the documents that state diagnoses at discharge (II, II.H)."""
    if not basis.facts.setting.is_inpatient:
        return frozenset()
    stated = frozenset(
        section.document
        for section in basis.sections
        if section.kind == "discharge_diagnosis"
        or section.heading.lower().startswith(("final", "principal"))
    )
    return stated or _discharge_summaries(basis)


def _discharge_summaries(basis: Basis) -> frozenset[str]:
    """Documents that call themselves discharge summaries and assess something."""
    assessing = {
        section.document for section in basis.sections if section.kind in ASSESSING
    }
    return frozenset(
        document.sha256
        for document in basis.note.documents
        if document.sha256 in assessing
        and "discharge" in f"{document.kind} {document.name}".lower()
    )


def _without_symptoms(draft: Draft, basis: Basis, without: frozenset[str]) -> Draft:
    """A story without an assessment yields symptoms only where it yields nothing else.

    A text without any heading is taken whole.
    """
    kinds = proposing(basis, without)
    if kinds is None or kinds & ASSESSING:
        return draft
    if len(draft.starting("R")) == len(draft.lines):
        return draft
    for line in draft.starting("R"):
        if not line.code.startswith(("R73", "R97", "R91", "R03", "R65")):
            draft = draft.without(line.code)
    return draft


def _counts_as_present(mention: Mention, best: Candidate, basis: Basis) -> bool:
    """Present; or chronic though "history of"; or uncertain at inpatient discharge."""
    said = mention.assertion
    if _stands_anyway(mention, best, basis):
        return True
    if said is Assertion.HISTORICAL:
        if _settled_in_stay(mention, basis):
            return True
        cue = mention.cue.text.lower() if mention.cue else ""
        if is_in_remission(mention, best.code):
            return True
        if cue == "childhood" or any(word in cue for word in OVER):
            held = "longer" in cue and _is_held(mention, basis)
            return held or best.code.startswith("Z8")
        if _is_mended(mention, best, basis):
            return False
        chronic = tuple(knowledge.load("assignment")["chronic"])
        lasts = "chronic" in mention.evidence.text.lower()
        return lasts or best.code.startswith((*STATUS, *chronic))
    if said is Assertion.HYPOTHETICAL and mention.cue:
        needed = mention.cue.text.lower().startswith(AT_NEED)
        return needed and best.code.startswith(
            tuple(knowledge.load("assignment")["chronic"])
        )
    if said is Assertion.UNCERTAIN and basis.facts.setting.is_inpatient:
        texts = {one.sha256: one.text for one in basis.note.documents}
        span = mention.evidence
        return not is_looked_for(span, texts[span.document]) and (
            mention.section == "discharge_diagnosis"
            or mention.evidence.document in _discharge_summaries(basis)
            and mention.section in ASSESSING
        )
    return said is Assertion.PRESENT


#: An operation right behind the name of what it mends.
OPERATION = re.compile(
    r"[ -](?:surger(?:y|ies)|repair|operation|decompression)\b", re.IGNORECASE
)


def _is_mended(mention: Mention, best: Candidate, basis: Basis) -> bool:
    """ "Status post stenosis surgery": what an operation is named after is past."""
    span = mention.evidence
    mended = tuple(knowledge.load("assignment")["mended"])
    behind = OPERATION.match(basis.text(span.document), span.end)
    return behind is not None and best.code.startswith(mended)


def _is_held(mention: Mention, basis: Basis) -> bool:
    """ "GERD is no longer a problem on omeprazole"."""
    cue = mention.cue
    return cue is not None and bool(HELD.match(basis.text(cue.document), cue.end))


#: A smoker is not screened for, and the negative result is not of the exposure.
HABIT, EXPOSURE = re.compile(r"\bsmok(?:er|es)\b", re.IGNORECASE), "Z20"


def _stands_anyway(mention: Mention, best: Candidate, basis: Basis) -> bool:
    """What a cue in the sentence cannot be said of: habits, exposures."""
    cue = mention.cue.text.lower() if mention.cue else ""
    screened = mention.assertion is Assertion.HYPOTHETICAL and "screen" in cue
    if screened and best.code.startswith(("F17", "Z87.891", "Z72.0")):
        return HABIT.search(mention.evidence.text) is not None
    if mention.assertion is Assertion.FAMILY and best.code.startswith(("Z12", "Z13")):
        return mention.cue is not None and _parted(mention.cue, mention, basis)
    if mention.assertion is Assertion.UNCERTAIN:
        seen = best.code.startswith("R") and cue.startswith(WORKING)
        return seen or _is_known(mention, best, basis)
    if mention.assertion is not Assertion.NEGATED:
        return False
    tested = cue.startswith(TESTED) and best.code.startswith(EXPOSURE)
    return tested or (best.code[0] == "Z" and _is_taken(mention, basis))


#: The absence of what was taken out is a status, and denies nothing behind it.
TAKEN = re.compile(r"\b(?:surgical|acquired|postsurgical|post-surgical)\s+$", re.I)


def _is_taken(mention: Mention, basis: Basis) -> bool:
    """ "Surgical absence of the breast, with a personal history of its cancer"."""
    cue = mention.cue
    if cue is None or not cue.text.lower().startswith("absence"):
        return False
    text = basis.text(cue.document)
    return TAKEN.search(text, max(0, cue.start - 16), cue.start) is not None


#: A symptom under a working diagnosis was seen; only its cause is in doubt. So was one
#: for which the patient is being evaluated.
WORKING = (
    *("working diagnosis", "being evaluated", "being worked", "under evaluation"),
    *("undergoing evaluation", "undergoing work", "under workup"),
)
#: Where a disease is listed that was known before the visit.
LISTED = frozenset({"past_history", "problem_list"})


def _is_known(mention: Mention, best: Candidate, basis: Basis) -> bool:
    """What lasts and is listed in the history is not in doubt where it is weighed."""
    if mention.section not in ASSESSING:
        return False
    if not best.code.startswith(tuple(knowledge.load("assignment")["chronic"])):
        return False
    return any(span.section in LISTED for span in basis.stated.get(best.code, ()))


def _parted(cue: Evidence, mention: Mention, basis: Basis) -> bool:
    """Whether a comma stands between a cue and what follows it."""
    return "," in basis.text(cue.document)[cue.end : mention.evidence.start]


def _settled_in_stay(mention: Mention, basis: Basis) -> bool:
    """Treated and resolved during this very stay or visit: still a diagnosis of it."""
    if basis.facts.setting not in (Setting.INPATIENT, Setting.EMERGENCY):
        return False
    cue = mention.cue.text.lower() if mention.cue else ""
    return "resolved" in cue and mention.section in ASSESSING


def _settled(draft: Draft) -> Draft:
    """No code both suggested and set aside; the suggestion stands."""
    kept = {
        code: exclusion
        for code, exclusion in draft.excluded.items()
        if code not in draft.lines
    }
    return replace(draft, excluded=kept)
