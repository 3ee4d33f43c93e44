"""How RADV audits, deletes and disclosures are told.

Owns the wording of these tellers; ``audit.telling`` has the rules. Must not import
Django.
"""

from __future__ import annotations

from audit import events
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

STANDINGS = {
    "supported": ("supported", Tone.YES),
    "unsupported": ("unsupported, to be deleted", Tone.NO),
    "not_submittable": ("supported, but not to be submitted", Tone.ASK),
    "query_open": ("waiting for a query", Tone.ASK),
    "open": ("open again", Tone.PLAIN),
}
DEBTS = {
    "identified": "identified an overpayment",
    "suspended": "suspended an overpayment while CMS audits",
    "reported": "noted an overpayment as reported and returned",
    "not_owed": "found an overpayment not to be owed",
}
INTAKE = {
    "sent": ("sent the record to CMS", Tone.ACCENT),
    "accepted": ("noted that CMS took the record", Tone.YES),
    "rejected": ("noted that CMS refused the record", Tone.NO),
}


def _charts(charts: tuple[str, ...]) -> tuple[Detail, ...]:
    short = tuple(each[:8] for each in charts)
    return (detail("Records", *codes(short, "none")),)


def _hcc(model: str, hcc: str) -> list[Bit]:
    return [Bit(f"{model} HCC "), code(hcc)]


@tells(events.RadvListReceived, "Enrollee list", Group.RADV)
def _list_received(fact: events.RadvListReceived) -> Told:
    refused = f", {count(fact.refused, 'line')} refused" if fact.refused else ""
    original = (detail("Original", code(fact.original[:12])),)
    if fact.audit is None:
        return say(
            f"received an enrollee list of which nothing could be taken{refused}",
            tone=Tone.NO,
            details=original,
        )
    return say(
        f"received the enrollee list of contract {fact.contract} for payment year "
        f"{fact.payment_year}: {count(fact.enrollees, 'enrollee')}, "
        f"{count(fact.hccs, 'HCC')}{refused}",
        tone=Tone.ACCENT,
        details=original,
    )


@tells(events.RadvAuditChanged, "Audit changed", Group.RADV)
def _audit_changed(fact: events.RadvAuditChanged) -> Told:
    words = typed(Comment=fact.words)
    facts = (
        detail("State", f"{plain(fact.state)}, round {fact.round}"),
        detail("Records due", fact.hardship_due or fact.records_due),
    )
    if fact.was_with:
        return say(
            f"handed audit {fact.audit} over from ",
            person(fact.was_with),
            " to ",
            person(fact.owner),
            details=facts,
            words=words,
        )
    return say(
        f"changed audit {fact.audit}: {plain(fact.state)}, round {fact.round}",
        details=facts,
        words=words,
    )


@tells(events.RadvEnrolleeMatched, "Records sought", Group.RADV)
def _enrollee_matched(fact: events.RadvEnrolleeMatched) -> Told:
    found = sum(len(each.records) for each in fact.hccs)
    if fact.patient is None:
        return say("found nobody by the number of a sampled enrollee", tone=Tone.ASK)
    return say(
        f"looked for records of a sampled enrollee: {count(found, 'candidate')} for "
        f"{count(len(fact.hccs), 'HCC')}",
        tone=Tone.ACCENT,
        details=tuple(_sought(each) for each in fact.hccs),
    )


def _sought(hcc: events.SoughtHcc) -> Detail:
    ranked = [each for each in hcc.records if each.rank]
    failed = sum(each.result == "fail" for one in ranked for each in one.results)
    return detail(
        f"{hcc.model} HCC {hcc.hcc}",
        f"{count(len(hcc.records), 'record')}, {len(ranked)} ranked, "
        f"{count(failed, 'test')} failed by these",
    )


@tells(events.RadvEnrolleeRevealed, "Enrollee revealed", Group.READING)
def _enrollee_revealed(fact: events.RadvEnrolleeRevealed) -> Told:
    return say(f"saw who a sampled enrollee is, for {plain(fact.purpose)}")


@tells(events.RadvTestSettled, "Test settled", Group.RADV)
def _test_settled(fact: events.RadvTestSettled) -> Told:
    return say(
        "settled the test ",
        code(fact.test),
        f" of a record as {plain(fact.result)}, which was {plain(fact.was)}",
        tone=Tone.NO if fact.result == "fail" else Tone.YES,
        words=typed(Reason=fact.words),
    )


@tells(events.RadvRecordsRanked, "Records ranked", Group.RADV)
def _records_ranked(fact: events.RadvRecordsRanked) -> Told:
    return say(
        f"chose {count(len(fact.charts), 'record')} for an audited HCC",
        details=_charts(fact.charts),
    )


@tells(events.RadvHccSettled, "HCC settled", Group.RADV)
def _hcc_settled(fact: events.RadvHccSettled) -> Told:
    words, tone = STANDINGS[fact.standing]
    details = _charts(fact.charts)
    if fact.deleted:
        details += (detail("To delete", *codes(fact.deleted)),)
    if fact.due:
        details += (detail("Report and return by", fact.due),)
    return say(
        "settled ",
        *_hcc(fact.model, fact.hcc),
        f" as {words}",
        tone=tone,
        details=details,
        words=typed(Reason=fact.words),
    )


@tells(events.RadvAttestationRecorded, "Attestation", Group.RADV)
def _attestation_recorded(fact: events.RadvAttestationRecorded) -> Told:
    return say(
        f"recorded the attestation of {fact.signed_on} for the missing "
        f"{plain(fact.defect)}",
        details=(detail("Form", code(fact.form[:12])),),
    )


@tells(events.RadvIntakeAnswered, "CMS intake", Group.RADV)
def _intake_answered(fact: events.RadvIntakeAnswered) -> Told:
    words, tone = INTAKE[fact.state]
    again = f" (sending {fact.time})" if fact.time > 1 else ""
    why = f": {plain(fact.reason)}" if fact.reason else ""
    return say(f"{words}{again}{why}", tone=tone)


@tells(events.RadvOutcomeReceived, "CMS outcome", Group.RADV)
def _outcome_received(fact: events.RadvOutcomeReceived) -> Told:
    due = (detail("Appeal by", fact.appeal_due),) if fact.appeal_due else ()
    return say(
        f"recorded CMS's finding of round {fact.round}: {plain(fact.outcome)}",
        tone=Tone.YES if fact.outcome.startswith("confirmed") else Tone.ASK,
        details=due,
    )


@tells(events.RadvAppealFiled, "Appeal filed", Group.RADV)
def _appeal_filed(fact: events.RadvAppealFiled) -> Told:
    return say(
        f"appealed the finding of round {fact.round} on {fact.filed_on}: "
        f"{plain(fact.level)}",
        tone=Tone.ACCENT,
    )


@tells(events.RadvAppealRuled, "Appeal ruled", Group.RADV)
def _appeal_ruled(fact: events.RadvAppealRuled) -> Told:
    reversed_ = fact.ruling == "overturned"
    due = (detail("Next level by", fact.next_due),) if fact.next_due else ()
    return say(
        f"recorded the ruling of {fact.ruled_on} on the {plain(fact.level)} of round"
        f" {fact.round}: the finding {'is reversed' if reversed_ else 'stands'}",
        tone=Tone.YES if reversed_ else Tone.ASK,
        details=due,
    )


@tells(events.RadvScansKept, "Scanned pages", Group.RADV)
def _scans_kept(fact: events.RadvScansKept) -> Told:
    pages = tuple(each[:12] for each in fact.pages)
    if not pages:
        return say(
            f"took {count(len(fact.was), 'scanned page')} out of a record",
            tone=Tone.NO,
            words=typed(Reason=fact.words),
        )
    return say(
        f"put {count(len(pages), 'scanned page')} of the original into a record",
        details=(detail("Pages", *codes(pages)),),
        words=typed(Reason=fact.words),
    )


@tells(events.OverpaymentChanged, "Overpayment", Group.RADV)
def _overpayment_changed(fact: events.OverpaymentChanged) -> Told:
    return say(
        f"{DEBTS[fact.state]} for ",
        *codes(fact.codes),
        tone=Tone.ASK if fact.state == "identified" else Tone.PLAIN,
        details=(detail("Report and return by", fact.due),),
        words=typed(Reason=fact.words),
    )


@tells(events.RadvPackageAsked, "Packages asked for", Group.RADV)
def _package_asked(fact: events.RadvPackageAsked) -> Told:
    return say(
        f"had packages of {count(fact.hccs, 'HCC')} built for {plain(fact.purpose)}",
        details=(detail("Recipient", fact.recipient),),
    )


@tells(events.RadvExported, "Disclosed", Group.RADV)
def _exported(fact: events.RadvExported) -> Told:
    shown = "with identity" if fact.identity_shown else "identity masked"
    return say(
        "made a package of ",
        *_hcc(fact.model, fact.hcc),
        f" for {plain(fact.purpose)}, {shown}",
        tone=Tone.ASK,
        details=(
            detail("Recipient", fact.recipient),
            *_charts(fact.charts),
            detail("Manifest", code(fact.manifest[:12]), f" · {fact.files} files"),
            detail("Columns", *codes(fact.columns)),
        ),
    )


@tells(events.RadvPackageFetched, "Packages downloaded", Group.READING)
def _package_fetched(fact: events.RadvPackageFetched) -> Told:
    return say(f"downloaded {count(len(fact.archives), 'package')}", tone=Tone.ASK)
