"""How the events of a chart are told: intake, engine, queue, reading.

Owns the wording of these tellers. Sentences say what happened, with codes and counts;
they repeat no text of a document and none that a person typed. Must not import Django.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audit import events
from audit.parts import Code, Encounter
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
from audit.telling_model import model_lines

PROVISIONAL = detail("Provisional", "no loaded release covers the date of service")
APPROXIMATE = detail("Approximate", "the date lies before the release's exact dates")
LANES = {
    "review": "to the review queue",
    "fast_lane": "to the fast lane",
    "straight_through": "straight through",
    "exception": "to the exceptions",
}
# Why a case waits; who reads the trail may also read what coders may not.
REASONS = {
    "release_missing": "no code release covers the date of service",
    "release_approximate": "the code release is approximate for the date of service",
    "nothing_suggested": "no code was suggested",
    "low_confidence": "not sure of {}",
    "rule": "rule {} has something to say",
    "missing": "the record lacks {}",
    "billed_unsupported": "{} is billed and was not found",
    "high_risk": "{} is always reviewed",
    "never_auto": "{} is always reviewed",
    "hcc_threshold": "not sure enough of {}, which bears on payment",
    "sampled": "drawn for a second look",
}
NAMES_CODE = frozenset(REASONS) - {"missing"}
# Engines whose failing leaves the knowledge engine's answer standing.
MODELS = frozenset({"hybrid", "openai"})
# As many reasons as a sentence names; the others stand beneath it.
FEW = 3


def per_cent(ten_thousandths: int | None) -> str:
    return "" if ten_thousandths is None else f"{ten_thousandths / 100:.0f} %"


def code_lines(lines: tuple[Code, ...]) -> tuple[Detail, ...]:
    """Each code with its title and, where a machine made it, its confidence."""
    return tuple(_code_line(line) for line in lines)


def _code_line(line: Code) -> Detail:
    sure = per_cent(line.confidence)
    extra = [plain(line.role)] + ([f"POA {line.poa}"] if line.poa else [])
    extra += [sure] if sure else []
    return detail(
        str(line.sequence), code(line.code), f" {line.title} · {' · '.join(extra)}"
    )


def _seen(encounter: Encounter) -> str:
    parts = [plain(encounter.setting), f"seen {encounter.service_date}"]
    return ", ".join(parts + ([encounter.specialty] if encounter.specialty else []))


def _arrival(fact: events.ChartReceived | events.ChartVersionAdded) -> list[Detail]:
    documents = [
        detail(
            f"Document {number}",
            " · ".join(filter(None, (each.kind, each.author_role, each.date)))
            or "no kind given",
            f" · {count(each.characters, 'character')} · ",
            code(each.sha256[:12]),
        )
        for number, each in enumerate(fact.documents, start=1)
    ]
    billed = [detail("Billed", *codes(fact.billed))] if fact.billed else []
    return [detail("Encounter", _seen(fact.encounter)), *documents, *billed]


@tells(events.ChartReceived, "Chart received", Group.INTAKE)
def _chart_received(fact: events.ChartReceived) -> Told:
    return say(
        f"received the chart from {fact.source} with "
        f"{count(len(fact.documents), 'document')}: {_seen(fact.encounter)}",
        tone=Tone.ACCENT,
        details=tuple(_arrival(fact)),
    )


@tells(events.ChartVersionAdded, "New version", Group.INTAKE)
def _chart_version_added(fact: events.ChartVersionAdded) -> Told:
    return say(
        f"received version {fact.version} of the chart with "
        f"{count(len(fact.documents), 'document')}",
        tone=Tone.ACCENT,
        details=tuple(_arrival(fact)),
    )


@tells(events.IntakeFailed, "Intake failed", Group.INTAKE)
def _intake_failed(fact: events.IntakeFailed) -> Told:
    return say(
        f"could not take in a file: {plain(fact.reason)}",
        tone=Tone.NO,
        details=(detail("Original", code(fact.original[:12])),),
    )


@tells(events.IntakeExceptionViewed, "Intake viewed", Group.READING)
def _intake_exception_viewed(fact: events.IntakeExceptionViewed) -> Told:
    what = "the original of a refused file" if fact.page == "original" else ""
    return say(f"looked at {what or 'a refused file'}")


@tells(events.IntakeRetried, "Intake retried", Group.INTAKE)
def _intake_retried(fact: events.IntakeRetried) -> Told:
    if fact.succeeded:
        return say("tried a refused file again, and it became a chart", tone=Tone.YES)
    again = f": {plain(fact.reason)}" if fact.reason else ""
    return say(f"tried a refused file again, in vain{again}", tone=Tone.ASK)


@tells(events.IntakeDismissed, "Intake dismissed", Group.INTAKE)
def _intake_dismissed(fact: events.IntakeDismissed) -> Told:
    return say("dismissed a refused file", words=typed(Reason=fact.words))


@tells(events.ReleaseLoaded, "Release loaded", Group.MACHINE)
def _release_loaded(fact: events.ReleaseLoaded) -> Told:
    licence = ", its licence acknowledged" if fact.licence_accepted else ""
    return say(
        f"loaded {fact.system} {fact.edition}, {count(fact.codes, 'code')}, valid "
        f"{fact.effective_from} to {fact.effective_to}{licence}",
        details=(detail("Source", fact.source, " · ", code(fact.sha256[:12])),),
    )


@tells(events.ChartCoded, "Coded", Group.MACHINE)
def _chart_coded(fact: events.ChartCoded) -> Told:
    found = (
        count(len(fact.codes), "suggestion"),
        count(len(fact.excluded), "exclusion"),
        count(len(fact.gaps), "gap"),
    )
    return say(
        f"coded version {fact.version} by {fact.release}: {', '.join(found)}",
        tone=Tone.ASK if fact.provisional else Tone.ACCENT,
        details=tuple(_coded_details(fact)),
    )


def _coded_details(fact: events.ChartCoded) -> list[Detail]:
    engine = f"{fact.engine} {fact.engine_version}, profile {fact.profile}"
    took = sum(each.microseconds for each in fact.timings) / 1_000_000
    notes = [PROVISIONAL] * fact.provisional + [APPROXIMATE] * fact.approximate
    return [
        *code_lines(fact.codes),
        *(
            detail("Not", code(each.code), f" {each.title} · {plain(each.reason)}")
            for each in fact.excluded
        ),
        *(
            _finding_line(each.rule, each.severity, each.codes)
            for each in fact.findings
        ),
        detail("Engine", engine + (f" · {took:.2f} s" if fact.timings else "")),
        *(model_lines(fact.model) if fact.model else ()),
        *notes,
    ]


def _finding_line(rule: str, severity: str, about: tuple[str, ...]) -> Detail:
    return detail("Finding", code(rule), f" {plain(severity)} ", *codes(about, ""))


@tells(events.RunFailed, "Coding failed", Group.MACHINE)
def _run_failed(fact: events.RunFailed) -> Told:
    after = "and gave up" if fact.gave_up else "and will try again"
    if fact.engine in MODELS:
        return say(
            f"had no answer of the model on version {fact.version} {after}:"
            f" {plain(fact.reason)}",
            tone=Tone.ASK,
            details=(detail("Attempt", str(fact.attempt)),),
        )
    return say(
        f"failed to code version {fact.version} {after}: {plain(fact.reason)}",
        tone=Tone.NO if fact.gave_up else Tone.ASK,
        details=(detail("Attempt", str(fact.attempt)),),
    )


@tells(events.RunRecovered, "Coding recovered", Group.MACHINE)
def _run_recovered(fact: events.RunRecovered) -> Told:
    return say(
        f"queued version {fact.version} again, because a run was lost: "
        f"{plain(fact.reason)}",
        tone=Tone.ASK,
        details=(detail("Attempt", str(fact.attempt)),),
    )


@tells(events.CaseRouted, "Routed", Group.QUEUE)
def _case_routed(fact: events.CaseRouted) -> Told:
    where = LANES.get(fact.lane, "to " + plain(fact.lane))
    because = [Bit(": "), *reasons(fact.reasons[:FEW])] if fact.reasons else []
    more = len(fact.reasons) - FEW
    return say(
        f"sent the case {where}",
        *because,
        *([f" and {count(more, 'more reason')}"] if more > 0 else []),
        tone=Tone.ACCENT,
        details=(
            detail("Because", *(reasons(fact.reasons) or [Bit("nothing doubtful")])),
            detail("Policy", fact.policy),
        ),
    )


def reasons(keys: Sequence[str]) -> list[Bit]:
    """Why a case waits, in words; what a reason is about follows a colon in its key."""
    return [
        bit
        for place, key in enumerate(keys)
        for bit in (*([Bit(", ")] if place else []), *_reason(key))
    ]


def _reason(key: str) -> Iterator[Bit]:
    why, _, about = key.partition(":")
    before, blank, after = REASONS.get(why, plain(why)).partition("{}")
    if not blank:
        yield Bit(before)
        return
    yield Bit(before)
    yield code(about) if why in NAMES_CODE else Bit(plain(about))
    yield Bit(after)


@tells(events.CaseClaimed, "Claimed", Group.QUEUE)
def _case_claimed(fact: events.CaseClaimed) -> Told:
    if fact.was_with:
        return say("took the case over from ", person(fact.was_with), tone=Tone.ASK)
    how = {
        "next": "took the case as the next in the queue",
        "reserved": "opened the case that was reserved as the next",
    }
    return say(how.get(fact.via, "took the case"))


@tells(events.CaseReserved, "Reserved", Group.QUEUE)
def _case_reserved(fact: events.CaseReserved) -> Told:
    return say("was kept this case as the next one, while about to sign another")


@tells(events.ReservationEnded, "Reservation ended", Group.QUEUE)
def _reservation_ended(fact: events.ReservationEnded) -> Told:
    why = plain(fact.reason)
    return say(
        "put the case back, unopened, that was reserved for ",
        person(fact.holder),
        f": {why}",
    )


@tells(events.CaseGivenBack, "Given back", Group.QUEUE)
def _case_given_back(fact: events.CaseGivenBack) -> Told:
    why = "" if fact.reason == "asked" else f": {plain(fact.reason)}"
    return say(f"gave the case back{why}")


@tells(events.ClaimExpired, "Claim ran out", Group.QUEUE)
def _claim_expired(fact: events.ClaimExpired) -> Told:
    return say("took the case back from ", person(fact.holder), ", who was away")


@tells(events.CaseHeld, "On hold", Group.QUEUE)
def _case_held(fact: events.CaseHeld) -> Told:
    return say("put the case on hold", tone=Tone.ASK, words=typed(Reason=fact.words))


@tells(events.CaseResumed, "Off hold", Group.QUEUE)
def _case_resumed(fact: events.CaseResumed) -> Told:
    return say("took the case off hold")


@tells(events.ChartSentAhead, "Chart sent ahead", Group.READING)
def _chart_sent_ahead(fact: events.ChartSentAhead) -> Told:
    version = f" of version {fact.version}" if fact.version else ""
    return say(f"was sent the case page{version} ahead of opening it")


@tells(events.ChartViewed, "Chart viewed", Group.READING)
def _chart_viewed(fact: events.ChartViewed) -> Told:
    version = f" of version {fact.version}" if fact.version else ""
    if fact.documents and fact.page == "document":
        return say(f"read {count(len(fact.documents), 'document')}{version}")
    return say(f"viewed the {plain(fact.page)} page{version}")


@tells(events.ChartSearched, "Chart searched", Group.READING)
def _chart_searched(fact: events.ChartSearched) -> Told:
    return say(f"searched the chart for words, found in {count(fact.places, 'place')}")


@tells(events.IdentityViewed, "Identity viewed", Group.READING)
def _identity_viewed(fact: events.IdentityViewed) -> Told:
    return say(f"saw who the patient is, for {plain(fact.purpose)}", tone=Tone.ASK)


@tells(events.TrailRead, "Trail read", Group.READING)
def _trail_read(fact: events.TrailRead) -> Told:
    what = {
        events.Scope.CHART: "read this chart's trail",
        events.Scope.EVENT: "read one event with the words typed for it",
    }
    by = f" by {', '.join(fact.filters)}" if fact.filters else ""
    return say(what.get(fact.scope, f"searched the trail{by}"))


@tells(events.TrailVerified, "Trail verified", Group.PEOPLE)
def _trail_verified(fact: events.TrailVerified) -> Told:
    tree = (
        f"{count(fact.leaves, 'event')} against {count(fact.checkpoints, 'checkpoint')}"
    )
    if fact.disposed:
        tree += f", {fact.disposed:,} disposed of"
    if fact.outcome == "ok":
        return say(f"verified the trail: {tree}, all as signed", tone=Tone.YES)
    wrong = count(fact.problems, "problem")
    return say(f"verified the trail and found {wrong}: {tree}", tone=Tone.NO)


def unreadable(kind: str) -> Told:
    """For an event that a newer version wrote: say so rather than hide it."""
    return Told((Bit("did something that this version cannot read: "), code(kind)))
