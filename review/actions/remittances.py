"""Remittances: taking a file in, finding the charts of its claims, trying again.

Owns these acts; each leaves one event, and each claim that finds its chart one more.
Account numbers are read from the original whenever they are needed and kept nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Now

from audit import events, vault
from audit.actions import record
from audit.events.remittances import Adjusted
from audit.metrics.denials import denials
from review import permissions
from review.actions import guard
from review.models import AnsweredClaim, Case, FinalCodeSet, Remittance, User
from review.refusals import Refused
from review.remittance import advice
from review.remittance.advice import Advice, Claim
from review.remittance.refusals import RefusedLine, Why
from review.states import OVERSEERS, Verb

ELSEWHERE = (
    "The file may hold claims of sites that you do not oversee: whoever took it in, or"
    " somebody who oversees every site, can fetch it."
)
#: Claims whose charts are sought in one query.
CHUNK = 500
#: A search that takes longer between two messages was lost.
LOST_AFTER = timedelta(minutes=3)


@transaction.atomic
def receive(data: bytes, *, by: User) -> Remittance:
    """Takes a file in; what cannot be read of it is named, the original is kept."""
    permissions.require(by, Verb.IMPORT_REMITTANCES)
    original = vault.put(data)
    if Remittance.objects.filter(original_sha256=original).exists():
        raise Refused(Why.AGAIN.label)
    told = advice.read(data)
    made = _made(original, told, by)
    fact = events.RemittanceReceived(
        remittance=str(made.pk),
        original=original,
        claims=made.claims,
        refused=len(made.refused),
        made_on=told.made_on.isoformat() if told.made_on else None,
    )
    record(fact, by=guard.person(by))
    return made


def _made(original: str, told: Advice, by: User) -> Remittance:
    try:
        with transaction.atomic():
            return Remittance.objects.create(
                original_sha256=original,
                made_on=told.made_on,
                claims=len(told.claims),
                refused=[each.plain() for each in told.refused],
                received_by=by,
                asked_by=by,
                sought_at=None if told.claims else Now(),
            )
    except IntegrityError as error:  # the same file, sent in the same moment
        raise Refused(Why.AGAIN.label) from error


@transaction.atomic
def try_again(remittance: Remittance, *, by: User) -> Remittance:
    """Has charts sought once more for the claims that found none."""
    permissions.require(by, Verb.IMPORT_REMITTANCES)
    row = Remittance.objects.select_for_update().get(pk=remittance.pk)
    if row.sought_at is None:
        raise Refused("Charts are being sought for it now.")
    if not row.waiting:
        raise Refused("Every claim that could be read has found its chart.")
    fact = events.RemittanceTriedAgain(remittance=str(row.pk), waiting=len(row.waiting))
    row.asked_by, row.asked_at, row.sought_at = by, Now(), None
    row.save(update_fields=("asked_by", "asked_at", "sought_at"))
    record(fact, by=guard.person(by))
    return row


@transaction.atomic
def fetch(remittance: Remittance, *, by: User) -> bytes:
    """The original as it came, which holds names and amounts; the trail is told.

    A file knows no sites: only for whoever handed it in, or oversees them all.
    """
    standing = permissions.require(by, Verb.IMPORT_REMITTANCES)
    if by.pk != remittance.received_by_id and "" not in standing.sites(OVERSEERS):
        raise Refused(ELSEWHERE)
    original = remittance.original_sha256
    fact = events.RemittanceFetched(remittance=str(remittance.pk), original=original)
    record(fact, by=guard.person(by))
    return vault.get(original)


def stuck() -> QuerySet[Remittance]:
    """Remittances whose charts were asked for a while ago, and are still sought."""
    return Remittance.objects.in_search().filter(asked_at__lt=Now() - LOST_AFTER)


def seek_some(remittance: Remittance) -> Iterator[int]:
    """Seeks charts, so many claims at a time; yields how many were looked at.

    May be broken off anywhere and begun again: a claim is answered once.
    """
    told = advice.read(vault.get(remittance.original_sha256))
    done = set(remittance.answered.values_list("line", flat=True))
    left = [claim for claim in told.claims if claim.line not in done]
    waiting: list[RefusedLine] = []
    for place in range(0, len(left), CHUNK):
        some = left[place : place + CHUNK]
        waiting += _seek(remittance, some)
        yield len(some)
    Remittance.objects.filter(pk=remittance.pk).update(
        waiting=[each.plain() for each in waiting], sought_at=Now()
    )


@transaction.atomic
def _seek(remittance: Remittance, claims: Sequence[Claim]) -> list[RefusedLine]:
    """Answers the claims whose one signed chart is found; the rest with a reason.

    A search that the sweep took for lost may still be running: they take turns.
    """
    Remittance.objects.select_for_update().get(pk=remittance.pk)
    lines = [claim.line for claim in claims]
    answered = remittance.answered.filter(line__in=lines)
    done = set(answered.values_list("line", flat=True))
    by_number, by_account = _charts(claims, remittance.asked_by)
    waiting = []
    for claim in (each for each in claims if each.line not in done):
        cases = by_number.get(claim.number) or by_account.get(claim.account.upper(), [])
        why = _why_not(cases)
        if why is None:
            _answer(remittance, claim, cases[0])
        else:
            waiting.append(RefusedLine(claim.line, why))
    return waiting


ByNumber = Mapping[str, list[Case]]


def _charts(claims: Iterable[Claim], user: User) -> tuple[ByNumber, ByNumber]:
    """Cases by the payer's claim number, and by account number in capitals.

    The account number is the encounter number that the claim was sent with; payers
    send it back in capitals as often as not.
    """
    said = {claim.account for claim in claims}
    accounts = {form for each in said for form in (each, each.upper(), each.lower())}
    numbers = {claim.number for claim in claims if claim.number}
    signed = FinalCodeSet.objects.filter(case=OuterRef("pk"))
    rows = (
        Case.objects.visible_to(user)
        .select_related("chart", "run__version")
        .annotate(was_signed=Exists(signed))
    )
    by_number: dict[str, list[Case]] = {}
    for case in rows.filter(run__version__claim_control_number__in=numbers):
        number = case.run.version.claim_control_number
        by_number.setdefault(number, []).append(case)
    by_account: dict[str, list[Case]] = {}
    for case in rows.filter(chart__external_id__in=accounts):
        by_account.setdefault(case.chart.external_id.upper(), []).append(case)
    return by_number, by_account


def _why_not(cases: Sequence[Case]) -> Why | None:
    if not cases:
        return Why.NO_CHART
    if len(cases) > 1:
        return Why.SEVERAL
    return None if cases[0].__dict__["was_signed"] else Why.NOT_SIGNED


def _answer(remittance: Remittance, claim: Claim, case: Case) -> None:
    reasons = [f"{each.group}-{each.reason}" for each in claim.adjustments]
    doubted = denials((each.reason for each in claim.adjustments), claim.remarks)
    AnsweredClaim.objects.create(
        remittance=remittance,
        line=claim.line,
        case=case,
        status=claim.status,
        reasons=list(dict.fromkeys(reasons)),
        remarks=list(claim.remarks),
        doubted=[] if claim.is_reversal else sorted(doubted),
    )
    fact = events.ClaimAnswered(
        **guard.about(case),
        remittance=str(remittance.pk),
        line=claim.line,
        status=claim.status,
        adjustments=tuple(
            Adjusted(group=each.group, reason=each.reason, service=each.service)
            for each in claim.adjustments
        ),
        remarks=claim.remarks,
        made_on=remittance.made_on.isoformat() if remittance.made_on else None,
    )
    record(fact, by=guard.person(remittance.asked_by))
