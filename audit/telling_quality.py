"""How over-reads, checks, education and reminders are told.

Owns the wording of these tellers; ``audit.telling`` has the rules. Must not import
Django.
"""

from __future__ import annotations

from audit import events
from audit.events import Answer, CheckOutcome, Comparison, DecisionKind, Drawn
from audit.phrases import (
    Bit,
    Detail,
    Group,
    Told,
    Tone,
    code,
    codes,
    count,
    detail,
    person,
    plain,
    say,
    tells,
    typed,
)
from audit.telling import code_lines, per_cent
from audit.telling_decisions import credential_line

OUTCOMES = {
    CheckOutcome.CAUGHT: ("which was caught", Tone.YES),
    CheckOutcome.CHANGED: ("which was changed to another code", Tone.ASK),
    CheckOutcome.TAKEN: ("which had been accepted", Tone.NO),
}
DUE = {
    "expiry": "expires on",
    "dues": "has dues to pay by",
    "ceu": "wants education units by",
}


def _stratum(each: events.Stratum) -> Detail:
    kind = "by chance" if each.drawn_by is Drawn.RANDOM else "aimed"
    return detail(
        each.name,
        f"{each.size} of {each.population} {kind}, each with "
        f"{each.probability / 100:.2f} %",
    )


@tells(events.SampleDrawn, "Sample drawn", Group.QUALITY)
def _sample_drawn(fact: events.SampleDrawn) -> Told:
    if fact.purpose == "fast-lane":
        return say(
            "began to draw what is attested in the fast lane, signed"
            f" {fact.since} to {fact.until}"
        )
    charts = sum(each.size for each in fact.strata)
    whose: tuple[str | Bit, ...] = (" of ", person(fact.person)) if fact.person else ()
    return say(
        f"drew {count(charts, 'chart')}",
        *whose,
        f" signed {fact.since} to {fact.until} for over-read",
        details=(
            *(detail("Site", site or "none named") for site in fact.sites or ()),
            *(_stratum(each) for each in fact.strata),
            detail("Power", f"{per_cent(fact.power)} to notice a fall to 90 %"),
        ),
    )


@tells(events.CaseSampled, "Sampled", Group.QUALITY)
def _case_sampled(fact: events.CaseSampled) -> Told:
    how = "by chance" if fact.drawn_by is Drawn.RANDOM else "because of its risk"
    return say(
        f"chose the chart {how} for over-read, from the stratum {fact.stratum}",
        details=(detail("Probability", f"{fact.probability / 100:.2f} %"),),
    )


@tells(events.OverReadStarted, "Over-read started", Group.QUALITY)
def _started(fact: events.OverReadStarted) -> Told:
    hidden = " and to the suggestions" if fact.machine_hidden else ""
    blind = f", blind to the first coding{hidden}" if fact.blind else ""
    return say(
        f"began an over-read{blind}", details=(credential_line(fact.credential),)
    )


@tells(events.OverReadGivenBack, "Over-read given back", Group.QUALITY)
def _given_back(fact: events.OverReadGivenBack) -> Told:
    return say("gave an over-read back", tone=Tone.ASK)


@tells(events.OverReadDecided, "Over-read decision", Group.QUALITY)
def _decided(fact: events.OverReadDecided) -> Told:
    made = fact.decision
    verb = {
        DecisionKind.ACCEPT: "accepted ",
        DecisionKind.MODIFY: "changed ",
        DecisionKind.REJECT: "rejected ",
        DecisionKind.ADD: "added ",
        DecisionKind.ATTESTED: "attested ",
    }[made.kind]
    after: tuple[str | Bit, ...] = ()
    if made.kind is DecisionKind.MODIFY:
        after = (" to ", code(made.final_code or "?"))
    reason = " · ".join(filter(None, (made.what, made.why)))
    return say(
        verb,
        code(made.code),
        *after,
        " in the over-read" + (f" ({reason})" if reason else ""),
        details=(credential_line(fact.credential),),
        words=typed(Comment=fact.words),
    )


@tells(events.OverReadReordered, "Over-read order", Group.QUALITY)
def _reordered(fact: events.OverReadReordered) -> Told:
    if fact.withdrawn:
        return say("took back ", code(fact.withdrawn), " in the over-read")
    return say("put the codes of the over-read in the order ", *codes(fact.codes))


@tells(events.OverReadCompleted, "Over-read", Group.QUALITY)
def _completed(fact: events.OverReadCompleted) -> Told:
    return say(
        f"over-read the chart with {count(len(fact.codes), 'code')}: ",
        *codes(tuple(each.code for each in fact.codes), "none"),
        tone=Tone.YES,
        details=(*code_lines(fact.codes), credential_line(fact.credential)),
    )


@tells(events.OverReadCompared, "Compared", Group.QUALITY)
def _compared(fact: events.OverReadCompared) -> Told:
    if fact.result is Comparison.AGREES:
        return say("found both codings the same", tone=Tone.YES)
    lead: tuple[Detail, ...] = ()
    if not fact.lead_agrees:
        lead = (detail("First code", "not the same"),)
    return say(
        "found the codings to differ",
        tone=Tone.ASK,
        details=(
            detail("Both", *codes(fact.both)),
            detail("First only", *codes(fact.only_first)),
            detail("Second only", *codes(fact.only_second)),
            detail("POA differs", *codes(fact.poa_differs)),
            *lead,
        ),
    )


@tells(events.OverReadAdjudicated, "Adjudicated", Group.QUALITY)
def _adjudicated(fact: events.OverReadAdjudicated) -> Told:
    return say(
        f"settled the differences with {count(len(fact.codes), 'code')}: ",
        *codes(tuple(each.code for each in fact.codes), "none"),
        tone=Tone.YES,
        details=(
            detail("For the first coder", *codes(fact.for_first)),
            detail("For the over-reader", *codes(fact.for_second)),
            *((detail("Neither coder had", *codes(fact.third)),) if fact.third else ()),
            *code_lines(fact.codes),
            credential_line(fact.credential),
        ),
        words=typed(Citation=fact.citation),
    )


@tells(events.OverReadRebutted, "Rebutted", Group.QUALITY)
def _rebutted(fact: events.OverReadRebutted) -> Told:
    return say(
        "objected to what was settled", tone=Tone.ASK, words=typed(Comment=fact.words)
    )


@tells(events.OverReadAnswered, "Rebuttal answered", Group.QUALITY)
def _answered(fact: events.OverReadAnswered) -> Told:
    if fact.answer is Answer.UPHELD:
        said = "answered the objection: what was settled stands"
    else:
        said = "answered the objection and changed what was settled"
    return say(
        said,
        tone=Tone.YES,
        details=(*code_lines(fact.codes), credential_line(fact.credential)),
        words=typed(Citation=fact.citation),
    )


@tells(events.SeededCheckPlanted, "Check planted", Group.QUALITY)
def _planted(fact: events.SeededCheckPlanted) -> Told:
    where = f"in a {fact.kind} chart"
    if fact.kind == "settled":
        where = "in the second coding of a signed chart"
    return say(
        "planted ",
        code(fact.code),
        f", known to be wrong ({plain(fact.wrong_because)}), {where}",
        tone=Tone.ASK,
    )


@tells(events.SeededCheckDisclosed, "Check disclosed", Group.QUALITY)
def _disclosed(fact: events.SeededCheckDisclosed) -> Told:
    ending, tone = OUTCOMES[fact.outcome]
    return say("was shown the planted code ", code(fact.code), f", {ending}", tone=tone)


@tells(events.SeedingCoSigned, "Checks co-signed", Group.QUALITY)
def _co_signed(fact: events.SeedingCoSigned) -> Told:
    return say(
        f"agreed to checks in live charts under quality policy {fact.policy}",
        tone=Tone.ASK,
        words=typed(Comment=fact.words),
    )


@tells(events.BlindArmAssigned, "Suggestions hidden", Group.QUALITY)
def _hidden(fact: events.BlindArmAssigned) -> Told:
    return say(f"hid {count(fact.hidden, 'suggestion')} until a coder has coded")


@tells(events.BlindArmOpened, "Suggestions shown", Group.QUALITY)
def _shown(fact: events.BlindArmOpened) -> Told:
    return say(
        "asked for the suggestions after coding without them: ",
        *codes(fact.unassisted),
        details=(detail("Suggested", *codes(fact.suggested)),),
    )


@tells(events.EducationAssigned, "Education assigned", Group.QUALITY)
def _education(fact: events.EducationAssigned) -> Told:
    return say(
        "asked ",
        person(fact.person),
        f" to learn about {fact.topic} by {fact.due}",
        words=typed(Comment=fact.words),
    )


@tells(events.EducationCompleted, "Education completed", Group.QUALITY)
def _educated(fact: events.EducationCompleted) -> Told:
    return say(
        "recorded that the assigned education is done",
        tone=Tone.YES,
        words=typed(Comment=fact.words),
    )


@tells(events.CredentialReminded, "Reminded", Group.PEOPLE)
def _reminded(fact: events.CredentialReminded) -> Told:
    wants = DUE.get(fact.about, "wants attention by")
    return say(
        "reminded ",
        person(fact.person),
        f" that {fact.credential.type} {wants} {fact.due}",
        tone=Tone.ASK,
        details=(credential_line(fact.credential),),
    )


@tells(events.ContinuingEducationRecorded, "Units recorded", Group.PEOPLE)
def _units(fact: events.ContinuingEducationRecorded) -> Told:
    return say(
        f"recorded {fact.units / 10:g} education units of ",
        person(fact.person),
        f", earned {fact.earned_on}",
        words=typed(What=fact.words),
    )
