"""How decisions, people and set-up are told.

Owns the wording of these tellers; ``audit.telling`` has the rules. Must not import
Django.
"""

from __future__ import annotations

from audit import events
from audit.events import Change, DecisionKind
from audit.parts import Credential, Span
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

DECIDED = {
    DecisionKind.ACCEPT: ("accepted ", Tone.YES),
    DecisionKind.REJECT: ("rejected ", Tone.NO),
    DecisionKind.ADD: ("added ", Tone.ACCENT),
    DecisionKind.ATTESTED: ("attested ", Tone.YES),
}

UNDONE = {
    DecisionKind.ACCEPT: "acceptance",
    DecisionKind.MODIFY: "change",
    DecisionKind.REJECT: "rejection",
    DecisionKind.ADD: "addition",
    DecisionKind.ATTESTED: "attestation",
}


def credential_line(held: Credential) -> Detail:
    until = f", valid to {held.expires}" if held.expires else ""
    return detail("Credential", f"{held.type} {held.number}{until}")


def _evidence(spans: tuple[Span, ...]) -> list[Detail]:
    return [
        detail(
            "Evidence", code(each.document[:12]), f" characters {each.start}–{each.end}"
        )
        for each in spans
    ]


@tells(events.DecisionMade, "Decision", Group.DECISIONS)
def _decision_made(fact: events.DecisionMade) -> Told:
    if fact.kind is DecisionKind.MODIFY:
        verb, tone = "changed ", Tone.ASK
        after: list[str | Bit] = [" to ", code(fact.final_code or "?")]
    else:
        (verb, tone), after = DECIDED[fact.kind], []
    stage = "" if fact.stage == "first" else f" in {plain(fact.stage)}"
    reason = " · ".join(filter(None, (fact.what, fact.why)))
    return say(
        verb,
        code(fact.code),
        *after,
        stage + (f" ({reason})" if reason else ""),
        tone=tone,
        details=tuple(_decision_details(fact)),
        words=typed(Comment=fact.words),
    )


def _decision_details(fact: events.DecisionMade) -> list[Detail]:
    known = fact.final or fact.suggested
    lines = [detail("Title", known.title)] if known else []
    if fact.suggested is not None and fact.suggested.confidence is not None:
        sure = per_cent(fact.suggested.confidence)
        lines.append(detail("Suggested", f"with {sure} confidence"))
    if fact.inferred:
        lines.append(detail("Cause", "as proposed"))
    if fact.support is not None:
        lines.append(detail("Supported", plain(fact.support)))
    lines += [*_evidence(fact.evidence), credential_line(fact.credential)]
    if fact.seconds is not None:
        lines.append(detail("Took", count(fact.seconds, "second")))
    return lines


@tells(events.DecisionWithdrawn, "Undone", Group.DECISIONS)
def _decision_withdrawn(fact: events.DecisionWithdrawn) -> Told:
    return say(
        f"undid their {UNDONE[fact.kind]} of ",
        code(fact.code),
        tone=Tone.ASK,
        details=(credential_line(fact.credential),),
    )


@tells(events.ItemsReordered, "Reordered", Group.DECISIONS)
def _items_reordered(fact: events.ItemsReordered) -> Told:
    return say("put the codes in the order ", *codes(fact.codes))


@tells(events.PoaSaid, "Present on admission", Group.DECISIONS)
def _poa_said(fact: events.PoaSaid) -> Told:
    before = f", before {fact.was}" if fact.was else ""
    return say("said of ", code(fact.code), f" present on admission {fact.poa}{before}")


@tells(events.FindingSettled, "Finding settled", Group.DECISIONS)
def _finding_settled(fact: events.FindingSettled) -> Told:
    about: tuple[str | Bit, ...] = ()
    if fact.codes:
        about = (" about ", *codes(fact.codes))
    reason = f" ({fact.reason})" if fact.reason else ""
    return say(
        f"{'overrode' if fact.how == 'overridden' else fact.how} the "
        f"{plain(fact.severity)} finding ",
        code(fact.rule),
        *about,
        reason,
        tone=Tone.ASK if fact.how == "overridden" else Tone.PLAIN,
        details=(credential_line(fact.credential),),
        words=typed(Comment=fact.words, Citation=fact.citation),
    )


@tells(events.CaseFinalised, "Signed", Group.DECISIONS)
def _case_finalised(fact: events.CaseFinalised) -> Told:
    deleted = [detail("Delete", *codes(fact.deleted))] if fact.deleted else []
    return say(
        f"signed {count(len(fact.codes), 'code')}: ",
        *codes(tuple(each.code for each in fact.codes), "none"),
        tone=Tone.YES,
        details=(
            *code_lines(fact.codes),
            *deleted,
            detail("Release", fact.release),
            credential_line(fact.credential),
        ),
        words=typed(Statement=fact.statement),
    )


@tells(events.CaseReopened, "Reopened", Group.DECISIONS)
def _case_reopened(fact: events.CaseReopened) -> Told:
    return say(
        f"opened the signed case again: {plain(fact.reason)}",
        tone=Tone.ASK,
        words=typed(Comment=fact.words),
    )


@tells(events.SignedIn, "Signed in", Group.PEOPLE)
def _signed_in(fact: events.SignedIn) -> Told:
    return say(f"signed in by {plain(fact.method)}", details=_address(fact.address))


@tells(events.SignInFailed, "Sign-in failed", Group.PEOPLE)
def _sign_in_failed(fact: events.SignInFailed) -> Told:
    whom: tuple[str | Bit, ...] = (" for ", person(fact.person)) if fact.person else ()
    return say(
        "refused a sign-in",
        *whom,
        f": {plain(fact.reason)}",
        tone=Tone.NO,
        details=_address(fact.address),
    )


@tells(events.PasswordChanged, "Password changed", Group.PEOPLE)
def _password_changed(fact: events.PasswordChanged) -> Told:
    return say("changed their password")


@tells(events.SignedOut, "Signed out", Group.PEOPLE)
def _signed_out(fact: events.SignedOut) -> Told:
    if fact.reason == "asked":
        return say("signed out")
    return say(f"was signed out: {plain(fact.reason)}")


def _address(address: str | None) -> tuple[Detail, ...]:
    return (detail("From", code(address)),) if address else ()


@tells(events.PersonAdded, "Person added", Group.PEOPLE)
def _person_added(fact: events.PersonAdded) -> Told:
    return say("added ", person(fact.person))


@tells(events.KeysChosen, "Keys chosen", Group.PEOPLE)
def _keys_chosen(fact: events.KeysChosen) -> Told:
    if not fact.single_keys:
        return say("turned single keys off")
    return say(f"turned single keys on, {count(len(fact.keys), 'key')} of their own")


@tells(events.PersonDisabled, "Person disabled", Group.PEOPLE)
def _person_disabled(fact: events.PersonDisabled) -> Told:
    why = f": {plain(fact.reason)}" if fact.reason else ""
    return say("closed the account of ", person(fact.person), why, tone=Tone.ASK)


@tells(events.RoleGranted, "Role granted", Group.PEOPLE)
def _role_granted(fact: events.RoleGranted) -> Told:
    until = f" to {fact.ends}" if fact.ends else ""
    return say(
        f"gave the role {plain(fact.role)} to ",
        person(fact.person),
        f", from {fact.starts}{until}",
    )


@tells(events.RoleEnded, "Role ended", Group.PEOPLE)
def _role_ended(fact: events.RoleEnded) -> Told:
    return say(f"ended the role {plain(fact.role)} of ", person(fact.person))


@tells(events.CredentialRecorded, "Credential recorded", Group.PEOPLE)
def _credential_recorded(fact: events.CredentialRecorded) -> Told:
    return say(
        f"recorded the credential {fact.credential.type} of ",
        person(fact.person),
        details=(credential_line(fact.credential),),
    )


@tells(events.CredentialChanged, "Credential changed", Group.PEOPLE)
def _credential_changed(fact: events.CredentialChanged) -> Told:
    was = credential_line(fact.was)
    return say(
        f"changed the credential {fact.credential.type} of ",
        person(fact.person),
        f", now {plain(fact.status)}",
        details=(credential_line(fact.credential), Detail("Before", was.bits)),
    )


@tells(events.ReasonCodeChanged, "Reason changed", Group.PEOPLE)
def _reason_code_changed(fact: events.ReasonCodeChanged) -> Told:
    verb = {Change.RETIRED: "retired", Change.ADDED: "added"}.get(fact.change, "edited")
    return say(
        f"{verb} the reason ",
        code(fact.code),
        f" on the axis “{fact.axis}”",
        words=typed(Label=fact.label),
    )


@tells(events.PolicyChanged, "Policy changed", Group.PEOPLE)
def _policy_changed(fact: events.PolicyChanged) -> Told:
    return say(
        f"put version {fact.number} of the policy {fact.policy} in force",
        tone=Tone.ASK,
        details=(detail("Content", code(fact.content[:12])),),
        words=typed(Comment=fact.words),
    )
