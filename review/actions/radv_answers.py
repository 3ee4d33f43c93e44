"""What practitioners and CMS answer: attestations, intake, findings, appeals.

Owns recording each of these; each leaves one event. An attestation mends a signature or
a credential of a physician or outpatient record, never a diagnosis or a date.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from audit import events, vault
from audit.actions import record
from review.actions import guard
from review.actions.radv_hccs import about, advance, locked
from review.actions.radv_matching import count
from review.models import (
    AuditedHcc,
    CandidateRecord,
    RadvAttestation,
    RoundOutcome,
    User,
)
from review.radv import states
from review.radv.states import (
    APPEALS,
    INTAKE_MOVES,
    Appeal,
    Defect,
    Intake,
    Outcome,
    Ruling,
    why_not_move,
)
from review.refusals import Refused

#: An attestation is one signed page, as PDF or as a picture of it.
FORMS = {
    b"%PDF-": "application/pdf",
    b"\x89PNG": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}
LARGEST_FORM = 4 * 1024 * 1024


@transaction.atomic
def attest(
    found: CandidateRecord,
    *,
    defect: str,
    signed_on: date,
    form: bytes,
    by: User,
    version: int,
) -> RadvAttestation:
    """Records a CMS-generated attestation; the record is tested with it at once."""
    row = locked(found.hcc_id, by=by, version=version)
    held = CandidateRecord.objects.select_related("chart_version").get(pk=found.pk)
    if held.chart_version.facts().setting.is_inpatient:
        raise Refused("A stay cannot be mended by an attestation.")
    if defect not in list(Defect):
        raise Refused("An attestation mends a signature or a credential only.")
    if signed_on > timezone.now().date() or signed_on < held.chart_version.service_date:
        raise Refused("It is signed between the day of the visit and today.")
    kind = next((k for mark, k in FORMS.items() if form.startswith(mark)), "")
    if not kind or len(form) > LARGEST_FORM:
        raise Refused("The form is a PDF, PNG or JPEG of at most 4 MB.")
    if held.attestations.filter(defect=defect).exists():
        raise Refused(f"The attestation for the {defect} is here already.")
    made = RadvAttestation.objects.create(
        record=held,
        defect=defect,
        signed_on=signed_on,
        form_sha256=vault.put(form),
        media_type=kind,
        recorded_by=by,
    )
    _mend(held, Defect(defect))
    advance(row)
    fact = events.RadvAttestationRecorded(
        **about(row),
        chart=str(held.chart_id),
        defect=defect,
        signed_on=signed_on.isoformat(),
        form=made.form_sha256,
    )
    record(fact, by=guard.person(by))
    return made


_MENDS = {Defect.SIGNATURE: "P06", Defect.CREDENTIAL: "P07"}


def _mend(found: CandidateRecord, defect: Defect) -> None:
    """What the attestation changes of the tests; matching says the same later."""
    found.results.filter(test=_MENDS[defect]).update(
        result="pass",
        says=f"A CMS-generated attestation stands for the {defect.value}.",
        settled="",
        settled_by=None,
        settled_at=None,
        words_sha256="",
    )
    defects = sorted(found.attestations.values_list("defect", flat=True))
    found.results.filter(test="P08").update(
        result="pass",
        says=f"An attestation for the {' and '.join(defects)}; it validates neither a"
        " diagnosis nor a date.",
    )
    count(found)


@transaction.atomic
def answer(
    found: CandidateRecord, *, state: str, by: User, version: int, reason: str = ""
) -> CandidateRecord:
    """A record was sent to CMS, or its intake took or refused it."""
    row = locked(found.hcc_id, by=by, version=version)
    held = CandidateRecord.objects.select_for_update().get(pk=found.pk)
    if state not in list(Intake):
        raise Refused("That is no state of CMS's intake.")
    after = Intake(state)
    why = why_not_move(INTAKE_MOVES, Intake(held.intake), after)
    if why is not None:
        raise Refused(why)
    if held.rank is None:
        raise Refused("Only a chosen record is sent.")
    if after is Intake.REJECTED and reason not in REJECTIONS:
        raise Refused("Choose the reason that the Intake Feedback Report gives.")
    held.intake, held.intake_at = after.value, Now()
    held.intake_reason = reason if after is Intake.REJECTED else ""
    held.sent += after is Intake.SENT
    held.save()
    advance(row)
    fact = events.RadvIntakeAnswered(
        **about(row),
        chart=str(held.chart_id),
        state=after.value,
        time=held.sent,
        reason=held.intake_reason or None,
    )
    record(fact, by=guard.person(by))
    return held


#: Why CMS's intake refuses a file, as its portal has named it.
REJECTIONS = {
    "encrypted": "password-protected or encrypted",
    "not-a-pdf": "not a valid PDF",
    "page-rotation": "page rotation not allowed",
    "page-deletion": "page deletion not allowed",
    "cannot-be-merged": "cannot be merged with the coversheet",
    "bookmarks": "bookmarks, binders or embedded files",
    "virus": "failed the virus scan",
    "unidentifiable": "cannot be identified",
    "other-person": "of another enrollee",
    "incomplete": "not complete",
    "stray-phi": "holds another person's information",
}


@transaction.atomic
def receive_outcome(
    hcc: AuditedHcc, *, outcome: str, received_on: date, by: User, version: int
) -> RoundOutcome:
    """Records what CMS found in the present round; adverse findings get a due date."""
    row = locked(hcc.pk, by=by, version=version)
    audit = row.enrollee.audit
    if outcome not in list(Outcome):
        raise Refused("That is no outcome of CMS.")
    if received_on > timezone.now().date():
        raise Refused("An outcome cannot be received in the future.")
    if row.outcomes.filter(round=audit.round).exists():
        raise Refused(f"The outcome of round {audit.round} is here already.")
    found = Outcome(outcome)
    due = states.appeal_due(received_on) if found.may_be_appealed else None
    made = RoundOutcome.objects.create(
        hcc=row,
        round=audit.round,
        outcome=found.value,
        received_on=received_on,
        appeal_due=due,
        recorded_by=by,
    )
    advance(row)
    fact = events.RadvOutcomeReceived(
        **about(row),
        round=audit.round,
        outcome=found.value,
        received_on=received_on.isoformat(),
        appeal_due=due.isoformat() if due else None,
    )
    record(fact, by=guard.person(by))
    return made


@transaction.atomic
def appeal(
    outcome: RoundOutcome, *, filed_on: date, by: User, version: int
) -> RoundOutcome:
    """Files the next level of appeal against an adverse finding, in time."""
    row = locked(outcome.hcc_id, by=by, version=version)
    held = RoundOutcome.objects.get(pk=outcome.pk)
    level = next_level(held)
    if held.appeal_due is None or level is None:
        raise Refused(_no_appeal(held))
    if filed_on > held.appeal_due:
        raise Refused(f"The time to appeal ended on {held.appeal_due}.")
    _refuse_days(filed_on, since=held.ruled_on or held.received_on)
    held.appeal, held.appealed_on = level.value, filed_on
    held.appeal_due, held.ruling, held.ruled_on = None, "", None
    held.save()
    advance(row)
    fact = events.RadvAppealFiled(
        **about(row),
        round=held.round,
        level=level.value,
        filed_on=filed_on.isoformat(),
    )
    record(fact, by=guard.person(by))
    return held


@transaction.atomic
def rule(
    outcome: RoundOutcome, *, ruling: str, ruled_on: date, by: User, version: int
) -> RoundOutcome:
    """Records what an appeal came to; from that day the next level has its time."""
    row = locked(outcome.hcc_id, by=by, version=version)
    held = RoundOutcome.objects.get(pk=outcome.pk)
    if not held.appeal or held.ruling or held.appealed_on is None:
        raise Refused("No appeal waits for a ruling.")
    if ruling not in list(Ruling):
        raise Refused("Say whether the finding stands or is reversed.")
    _refuse_days(ruled_on, since=held.appealed_on)
    held.ruling, held.ruled_on = ruling, ruled_on
    further = ruling == Ruling.UPHELD and next_level(held) is not None
    held.appeal_due = states.appeal_due(ruled_on) if further else None
    held.save()
    advance(row)
    fact = events.RadvAppealRuled(
        **about(row),
        round=held.round,
        level=held.appeal,
        ruling=ruling,
        ruled_on=ruled_on.isoformat(),
        next_due=held.appeal_due.isoformat() if held.appeal_due else None,
    )
    record(fact, by=guard.person(by))
    return held


def next_level(outcome: RoundOutcome) -> Appeal | None:
    """The level that would be filed next; None after the last."""
    return APPEALS[Appeal(outcome.appeal) if outcome.appeal else None]


def _no_appeal(held: RoundOutcome) -> str:
    if not held.appeal:
        return "Only a finding against the plan can be appealed."
    if not held.ruling:
        return "The appeal that was filed waits for its ruling."
    if held.ruling == Ruling.OVERTURNED:
        return "The finding was reversed; there is nothing to appeal."
    return "The Administrator's decision was the last level."


def _refuse_days(day: date, *, since: date) -> None:
    if day < since:
        raise Refused(f"That day lies before {since}, when it could begin.")
    if day > timezone.now().date():
        raise Refused("That day lies in the future.")
