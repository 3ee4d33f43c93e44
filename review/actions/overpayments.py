"""Overpayments: what was paid for and is not supported, until it is settled.

Owns identifying one from a signed chart and moving one on; each leaves one event. One
of an audited HCC is opened by the act that settles the HCC, and told by its event.
Sixty days after a diagnosis is identified it has to be reported and returned (42 CFR
422.326), unless CMS audits it. None is ever closed without a person's reason, also when
its diagnosis is supported after all. Amounts are finance's.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from audit import events
from audit.actions import record
from coding.models import Chart
from review.actions import guard, reasons
from review.models import AuditedHcc, Overpayment, User
from review.radv import access, deletes
from review.radv.states import DEBT_MOVES, Debt, repayment_due, why_not_move
from review.refusals import Refused, StaleCase


@transaction.atomic
def identify(chart: Chart, *, by: User, words: str = "") -> Overpayment:
    """Puts the deletes of a signed chart on the list, from today on."""
    access.require(by)
    found = deletes.of_chart(chart)
    if found is None:
        raise Refused("No signed chart deletes a billed diagnosis of a contract here.")
    if Overpayment.objects.filter(chart=chart).exists():
        raise Refused("The deletes of this chart are on the list already.")
    today = timezone.now().date()
    row = Overpayment.objects.create(
        chart=chart,
        patient=chart.patient,
        contract=found.contract,
        payment_year=found.payment_year,
        codes=list(found.codes),
        identified_on=today,
        due_on=repayment_due(today),
        words_sha256=reasons.keep(words),
        identified_by=by,
    )
    return _told(row, by)


def owe(hcc: AuditedHcc, *, by: User) -> Overpayment:
    """The overpayment of an HCC that is being settled as unsupported.

    One that was found not to be owed is owed again, due as it first was; one that is
    suspended or reported stays so.
    """
    rows = Overpayment.objects.select_for_update(of=("self",))
    held = rows.filter(hcc=hcc).first()
    if held is None:
        return _first(hcc, by)
    if held.state == Debt.NOT_OWED:
        held.state, held.words_sha256 = Debt.IDENTIFIED.value, hcc.words_sha256
        held.version += 1
        held.changed_at = Now()
        held.save()
        held.refresh_from_db()
    return held


def _first(hcc: AuditedHcc, by: User) -> Overpayment:
    audit, today = hcc.enrollee.audit, timezone.now().date()
    return Overpayment.objects.create(
        hcc=hcc,
        patient=hcc.enrollee.patient,
        contract=audit.contract,
        payment_year=audit.payment_year,
        codes=hcc.diagnoses,
        identified_on=today,
        due_on=repayment_due(today),
        words_sha256=hcc.words_sha256,
        identified_by=by,
    )


@transaction.atomic
def move(
    overpayment: Overpayment, *, to: str, words: str, by: User, version: int
) -> Overpayment:
    """Suspends, reports or withdraws an overpayment, saying why."""
    access.require(by)
    row = Overpayment.objects.select_for_update().get(pk=overpayment.pk)
    if version != row.version:
        raise StaleCase("This overpayment changed; look again.", None, row.changed_at)
    if to not in list(Debt):
        raise Refused("That is no state of an overpayment.")
    why = why_not_move(DEBT_MOVES, Debt(row.state), Debt(to))
    if why is not None:
        raise Refused(why)
    if not words.strip():
        raise Refused("Say in a few words why.")
    row.state, row.words_sha256 = to, reasons.keep(words)
    row.version += 1
    row.changed_at = Now()
    row.save()
    row.refresh_from_db()
    return _told(row, by)


def _told(row: Overpayment, by: User) -> Overpayment:
    fact = events.OverpaymentChanged(
        overpayment=str(row.pk),
        state=row.state,
        codes=tuple(row.codes),
        due=row.due_on.isoformat(),
        contract=row.contract,
        payment_year=row.payment_year,
        chart=str(row.chart_id) if row.chart_id else None,
        hcc_id=str(row.hcc_id) if row.hcc_id else None,
        patient=str(row.patient) if row.patient else None,
        words=row.words_sha256 or None,
    )
    record(fact, by=guard.person(by))
    return row
