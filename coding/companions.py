"""Codes that accompany another and need their own evidence: tobacco, BMI, relatives.

Owns status, tobacco, the level of alcohol, vaccines, the insulin pump, family history
and body mass index; long-term drugs are ``longterm.py``. The words for these are data
in ``knowledge/companions.toml``. A companion is added only beside the condition or
the visit that asks for it. Must not add a diagnosis.
"""

from __future__ import annotations

import re

from coding import knowledge
from coding.basis import ASSESSING, BMI, BMI_WORDS, Basis
from coding.draft import Draft, spans
from coding.parts import beside
from coding.stays import of_this_stay
from coding.values import Assertion, Companion, Evidence
from coding.wordlists import either

#: Adult body mass index from 20 upwards: whole number to the code's last digits.
ADULT = 20
TOP = ((70, "45"), (60, "44"), (50, "43"), (45, "42"), (40, "41"))


def companions(draft: Draft, basis: Basis) -> Draft:
    """The draft with what its conditions ask for, where the chart shows it."""
    draft = of_this_stay(_status(_abnormal(draft, basis)), basis)
    draft = _tobacco(draft, basis)
    draft = _pump(_cigarettes(draft, basis), basis)
    draft = _blood_alcohol(_vaccinated(draft, basis), basis)
    return _body_mass(_relatives(draft, basis), basis)


#: Companions kept of a chart, and places quoted for each.
MOST, PLACES = 40, 3
#: How far from "history of smoking" a habit may be said to go on, in characters.
NEAR = 90


def waiting(draft: Draft, basis: Basis) -> tuple[Companion, ...]:
    """Codes the chart has words for that are neither suggested nor set aside.

    Whether another code's note asks for one of them depends on the code set that people
    make of the chart, so it is not asked here.
    """
    told = draft.lines.keys() | draft.excluded.keys()
    return tuple(
        Companion(code, basis.book.title(code), evidence[:PLACES])
        for code, evidence in _named(basis).items()
        if code not in told and basis.book.is_billable(code)
    )[:MOST]


def _named(basis: Basis) -> dict[str, tuple[Evidence, ...]]:
    """Codes with the words for them, those that drugs and figures stand for too."""
    drugs = {
        rule["code"]: found
        for rule in knowledge.load("companions")["drug"]
        if (found := basis.signal(rule["signal"]))
    }
    measured = basis.measured(BMI, BMI_WORDS)
    figure = {_body_mass_code(int(measured[1])): (measured[0],)} if measured else {}
    return {**basis.stated, **drugs, **figure}


#: Preventive examinations: without and with abnormal findings.
EXAMINATIONS = {"Z00.00": "Z00.01", "Z00.129": "Z00.121", "Z01.419": "Z01.411"}


def _abnormal(draft: Draft, basis: Basis) -> Draft:
    """A preventive visit with findings, where the provider says that there are."""
    evidence = basis.signal("@abnormal")
    for plain, abnormal in EXAMINATIONS.items():
        line = draft.lines.get(plain)
        if line is not None and evidence:
            draft = draft.recoded(line, abnormal, evidence[0])
    return _child_abnormal(draft)


def _child_abnormal(draft: Draft) -> Draft:
    """A child's examination at which something is diagnosed had an abnormal finding."""
    line = draft.lines.get("Z00.129")
    found = [one for one in draft.lines.values() if one.code[0] not in "ZVWXY"]
    if line is None or not found:
        return draft
    return draft.recoded(line, "Z00.121", found[0].evidence[0])


def _status(draft: Draft) -> Draft:
    """Status codes only beside the condition that gives them their meaning."""
    for code, needs in knowledge.load("companions")["status_needs"].items():
        for line in () if draft.starting(*needs) else draft.starting(code):
            draft = draft.without(line.code)
    return draft


GIVEN = re.compile(
    r"^[^.;\n]{0,24}\b(?:given|administered|today|received|updated)\b", re.IGNORECASE
)
GIVEN_BEFORE = re.compile(
    r"\b(?:given|gave|administered|received)\b[^.;\n]{0,24}$", re.IGNORECASE
)
#: What says that a vaccine is for another day, or was given on one.
OTHER_DAY = re.compile(
    rf"^[^.;\n]{{0,30}}\b{either('companions', 'vaccine', 'other_day')}\b",
    re.IGNORECASE,
)
EARLIER = re.compile(
    rf"\b{either('companions', 'vaccine', 'earlier')}\b\W*$", re.IGNORECASE
)
#: A date after the word, which is another day's unless it is the visit's own.
DATED = re.compile(r"^[^.;\n]{0,16}?\b(\d{1,2})/(\d{1,2})(?:/(?:\d\d){1,2})?\b")
TOLD_THEN = ("past_history", "immunizations", "hpi", "problem_list")


def _vaccinated(draft: Draft, basis: Basis) -> Draft:
    """A vaccine given at the visit (I.C.21.c.2)."""
    given = tuple(span for span in basis.signal("@vaccine") if _is_given(span, basis))
    if not given:
        return draft
    return draft.with_line(
        beside("Z23", given, "A vaccine given at this visit.", "I.C.21.c.2")
    )


def _is_given(span: Evidence, basis: Basis) -> bool:
    text = basis.text(span.document)
    before = text[max(0, span.start - 40) : span.start]
    after = text[span.end : span.end + 48]
    if (
        OTHER_DAY.match(after)
        or EARLIER.search(before)
        or _on_another_day(after, basis)
    ):
        return False
    told = GIVEN.match(after) or GIVEN_BEFORE.search(before)
    if told:
        stays = basis.facts.setting.is_inpatient or "today" in after.lower()
        return stays or span.section not in TOLD_THEN
    listed = ("assessment", "assessment_plan", "impression")
    bare = re.search(r"(?:^|\n|\d[.)]|[-#*•])[ \t]*$", before) is not None
    return bare and span.section in listed


def _on_another_day(after: str, basis: Basis) -> bool:
    dated = DATED.match(after)
    if dated is None:
        return False
    facts = basis.facts
    day = (int(dated[1]), int(dated[2]))
    stay = facts.admission_date
    if stay is not None and (stay.month, stay.day) <= day:
        return False
    return day != (facts.service_date.month, facts.service_date.day)


def _tobacco(draft: Draft, basis: Basis) -> Draft:
    """A habit told in the history is coded beside what asks for it (use additional)."""
    table = knowledge.load("assignment")
    whole = {section.kind for section in basis.sections} <= {"opening"}
    draft = _still(draft, basis)
    for line in draft.starting(*table["tobacco"]):
        if line.section in ASSESSING or whole:
            continue
        if line.code.startswith("F17") and _is_addressed(basis):
            continue
        asked = any(
            basis.book.covers(span, line.code)
            for other in draft.lines
            for note in basis.book.use_additional(other)
            for span in note.ranges
        )
        if not asked:
            draft = draft.without(line.code)
    return draft


#: A habit that goes on: "30 pack year history of smoking, currently smokes".
STILL = re.compile(
    r"(?<!not )(?<!n't )(?<!never )(?<!denies )(?<!nor )"
    r"\b(?:current(?:ly)?|still|now|continues to|presently) smok(?:e[sr]?|ing)\b",
    re.IGNORECASE,
)


def _still(draft: Draft, basis: Basis) -> Draft:
    """A history of smoking told of one who smokes is the dependence itself."""
    line = draft.lines.get("Z87.891")
    if line is None:
        return draft
    for span in line.evidence:
        text = basis.text(span.document)
        begin = max(text.rfind("\n", 0, span.start) + 1, span.start - NEAR)
        if match := STILL.search(text, begin, span.end + NEAR):
            words = Evidence(span.document, *match.span(), match[0], 1, span.section)
            why = "Smoking is told as going on."
            return draft.recoded(line, "F17.200", evidence=(words,), rationale=why)
    return draft


#: Tobacco under a name of its own, or help with giving it up.
_TOBACCO = rf"\b{either('companions', 'tobacco', 'names')}\b"
_HELP = rf"\b{either('companions', 'tobacco', 'help')}\b"
ADDRESSED = re.compile(
    r"(?:^|\n)[-\u2022*#\d.) \t]{0,6}(?:smoking|smoker|tobacco|nicotine)\b[^.\n]{0,24}"
    rf"[:.]|{_TOBACCO}[^.;\n]{{0,60}}{_HELP}|{_HELP}[^.;\n]{{0,60}}{_TOBACCO}",
    re.IGNORECASE,
)


def _is_addressed(basis: Basis) -> bool:
    """Whether the provider takes up the habit where the visit's problems stand."""
    return any(
        ADDRESSED.search(text, one.start, one.end)
        for one, text in basis.within(ASSESSING | {"plan"})
    )


CIGARETTES = re.compile(
    rf"\b{either('companions', 'tobacco', 'cigarettes')}\b", re.IGNORECASE
)


def _cigarettes(draft: Draft, basis: Basis) -> Draft:
    """Nicotine dependence of one who is said to smoke cigarettes is F17.21-."""
    line = draft.lines.get("F17.200")
    told = basis.first(CIGARETTES) if line else None
    if line is None or told is None:
        return draft
    return draft.recoded(line, "F17.210", evidence=spans((*line.evidence, told)))


ALCOHOL = re.compile(
    r"\b(?:EtOH|BAL|BAC|ethanol|(?:blood )?alcohol level|blood alcohol)\b"
    r"[^\d\n.;]{0,20}(\d{2,3})(?:\.\d)?(?: ?mg/dL)?\b(?! ?(?:drinks|y|oz|ml|%))",
    re.IGNORECASE,
)
#: Milligrams in 100 ml from which a digit of Y90 is meant (its titles).
LEVELS = ((240, "8"), (200, "7"), (120, "6"), (100, "5"), (80, "4"), (60, "3"))
LOW = ((40, "2"), (20, "1"), (0, "0"))


def _blood_alcohol(draft: Draft, basis: Basis) -> Draft:
    """Y90 beside a disorder by alcohol whose level was taken (I.B.14)."""
    drinkers = draft.starting("F10", "T51.0", "K70")
    measured = basis.measured(ALCOHOL) if drinkers else None
    if measured is None or draft.starting("Y90"):
        return draft
    level = int(measured[1])
    digit = next(digit for least, digit in (*LEVELS, *LOW) if level >= least)
    why = "The level as measured."
    return draft.with_line(beside(f"Y90.{digit}", (measured[0],), why, "I.B.14"))


#: Right before a pump, what says that there is none yet.
WISHED = re.compile(
    r"\b(?:consider\w*|think\w*|interest\w*|discuss\w*|candidate|wants?|wish\w*"
    r"|declin\w*|refer\w*|learn\w*|ask\w*|eventual\w*|switch\w*|approv\w*)\b"
    r"[^.;\n]{0,30}$",
    re.IGNORECASE,
)
BEFORE = 60


def _pump(draft: Draft, basis: Basis) -> Draft:
    """An insulin pump beside the diabetes that it is for."""
    given = (one for one in basis.signal("@insulin") if "pump" in one.text.lower())
    found = tuple(
        one
        for one in (*basis.signal("@insulin_pump"), *given)
        if not WISHED.search(basis.text(one.document)[: one.start][-BEFORE:])
    )
    if not found or not draft.starting("E10", "E11", "E13", "E08"):
        return draft
    why = "Insulin is given by a pump."
    return draft.with_line(beside("Z96.41", found, why, "I.C.21.c.3"))


def _relatives(draft: Draft, basis: Basis) -> Draft:
    """Family history that the assessment itself brings up (I.C.21.c.4)."""
    table = knowledge.load("companions")["family"]
    bearing = knowledge.load("companions")["family_beside"]
    for mention, candidates in basis.read:
        if mention.assertion is not Assertion.FAMILY or not candidates:
            continue
        first = candidates[0].code
        told = first.startswith(("Z80", "Z81", "Z82", "Z83", "Z84"))
        code = first if told else table.get(first[:3])
        if code is None or not basis.book.is_billable(code):
            continue
        bears = bearing.get(code, [])
        if mention.section in ASSESSING or draft.starting(*bears, "?"):
            text = "Family history that bears on the visit."
            spans_ = (mention.evidence, *((mention.cue,) if mention.cue else ()))
            draft = draft.with_line(beside(code, spans_, text, "I.C.21.c.4"))
    return draft


def _body_mass(draft: Draft, basis: Basis) -> Draft:
    """Z68 beside a weight diagnosis, from any clinician's figure (I.B.14)."""
    if not draft.starting(*knowledge.load("companions")["bmi"]["needs"]):
        return draft
    age = basis.facts.age
    if age is not None and age < ADULT:
        return _body_mass_of_child(draft, basis)
    measured = basis.measured(BMI, BMI_WORDS)
    if measured is None or draft.starting("O"):
        return draft
    evidence, whole, _ = measured
    code = _body_mass_code(int(whole))
    if not basis.book.is_billable(code):
        return draft
    text = "Body mass index beside a weight diagnosis."
    return draft.with_line(beside(code, (evidence,), text, "I.B.14"))


#: A child's index is told by its place among children of the same age and sex.
PERCENTILE = re.compile(
    r"\b(?:BMI|body mass index)\b(?:(?!\.\s)[^\n;]){0,48}?\b(\d{1,3})(?:\.(\d+))?"
    r" ?(?:st|nd|rd|th)? ?(?:%-?ile|percentile|%tile|%ile|centile)",
    re.IGNORECASE,
)
#: The same of those beyond the 95th, as a share of it.
BEYOND = re.compile(r"\b(\d{3})(?:\.(\d+))? ?% of (?:the )?95th", re.IGNORECASE)
AMONG = ((95, "54"), (85, "53"), (5, "52"), (0, "51"))
SHARES = ((140, "56"), (120, "55"), (100, "54"))


def _body_mass_of_child(draft: Draft, basis: Basis) -> Draft:
    """Z68.5 beside a weight diagnosis of two to nineteen years (the note at Z68)."""
    for pattern, rows in ((BEYOND, SHARES), (PERCENTILE, AMONG)):
        measured = basis.measured(pattern)
        if measured is None:
            continue
        evidence, whole, _ = measured
        digits = next((code for least, code in rows if int(whole) >= least), "")
        code = f"Z68.{digits}"
        if basis.book.is_billable(code):
            text = "Body mass index beside a weight diagnosis."
            return draft.with_line(beside(code, (evidence,), text, "I.B.14"))
    return draft


def _body_mass_code(whole: int) -> str:
    if whole < 20:
        return "Z68.1"
    for least, digits in TOP:
        if whole >= least:
            return f"Z68.{digits}"
    return f"Z68.{whole}"
