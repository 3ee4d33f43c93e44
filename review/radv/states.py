"""What may become of an audit, an audited HCC, a record and an overpayment.

Owns these enumerations and the tables of moves between them, as data: actions refuse
and pages offer by the same tables. Pure: no Django, no database.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

#: Days to appeal a determination (42 CFR 422.311(c)), and to report and return an
#: overpayment once it is identified (42 CFR 422.326(d)).
APPEAL_DAYS = 60
OVERPAYMENT_DAYS = 60
#: Rounds of CMS's own coding: first, second of what failed, third to break a tie.
ROUNDS = (1, 2, 3)
#: Records for one audited HCC that may be submitted, best first.
MOST_RECORDS = 2


class AuditState(StrEnum):
    """Where an audit stands."""

    OPEN = "open"
    SUBMITTED = "submitted"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        return {
            "open": "collecting records",
            "submitted": "submitted, answers pending",
        }.get(self.value, self.value)


class Standing(StrEnum):
    """What compliance holds of an audited HCC before CMS says anything."""

    OPEN = "open"
    SUPPORTED = "supported"
    UNSUPPORTED = "unsupported"
    NOT_SUBMITTABLE = "not_submittable"
    QUERY_OPEN = "query_open"

    @property
    def label(self) -> str:
        return {
            "open": "not settled",
            "unsupported": "unsupported, to delete",
            "not_submittable": "supported, not submittable",
            "query_open": "query open",
        }.get(self.value, self.value)


class Outcome(StrEnum):
    """What CMS found of an audited HCC."""

    CONFIRMED = "confirmed"
    CONFIRMED_HIGHER = "confirmed_higher"
    DISCREPANT = "discrepant"
    DISCREPANT_LOWER = "discrepant_lower"
    EXCEPTION = "administrative_exception"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ")

    @property
    def may_be_appealed(self) -> bool:
        """Only a finding against the plan may."""
        return self in (Outcome.DISCREPANT, Outcome.DISCREPANT_LOWER)


class Appeal(StrEnum):
    """The three levels of 42 CFR 422.311(c), one after the other."""

    RECONSIDERATION = "reconsideration"
    HEARING = "hearing"
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> str:
        return {
            "hearing": "hearing officer",
            "administrator": "CMS Administrator",
        }.get(self.value, self.value)


class Ruling(StrEnum):
    """What an appeal came to at one level."""

    UPHELD = "upheld"
    OVERTURNED = "overturned"

    @property
    def label(self) -> str:
        return {
            "upheld": "the finding stands",
            "overturned": "the finding is reversed",
        }[self.value]


class Intake(StrEnum):
    """How far a record came with CMS's intake."""

    NOT_SENT = "not_sent"
    SENT = "sent"
    ACCEPTED = "accepted"
    REJECTED = "rejected"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ")


class Debt(StrEnum):
    """What became of an identified overpayment. Amounts are not kept here."""

    IDENTIFIED = "identified"
    SUSPENDED = "suspended"
    REPORTED = "reported"
    NOT_OWED = "not_owed"

    @property
    def label(self) -> str:
        return {
            "suspended": "suspended while CMS audits",
            "reported": "reported and returned",
            "not_owed": "not owed",
        }.get(self.value, self.value)


class Defect(StrEnum):
    """All that a CMS-generated attestation can mend."""

    SIGNATURE = "signature"
    CREDENTIAL = "credential"

    @property
    def label(self) -> str:
        return self.value


class Purpose(StrEnum):
    """What a package is made for; the columns follow from it."""

    SUBMISSION = "submission"
    APPEAL = "appeal"
    INTERNAL = "internal"

    @property
    def label(self) -> str:
        return {
            "submission": "submission to CMS",
            "appeal": "appeal of a finding",
            "internal": "internal review, identity masked",
        }[self.value]


AUDIT_MOVES: Mapping[AuditState, frozenset[AuditState]] = {
    AuditState.OPEN: frozenset({AuditState.SUBMITTED, AuditState.CLOSED}),
    AuditState.SUBMITTED: frozenset({AuditState.OPEN, AuditState.CLOSED}),
    AuditState.CLOSED: frozenset(),
}
INTAKE_MOVES: Mapping[Intake, frozenset[Intake]] = {
    Intake.NOT_SENT: frozenset({Intake.SENT}),
    Intake.SENT: frozenset({Intake.ACCEPTED, Intake.REJECTED}),
    Intake.ACCEPTED: frozenset(),
    Intake.REJECTED: frozenset({Intake.SENT}),
}
DEBT_MOVES: Mapping[Debt, frozenset[Debt]] = {
    Debt.IDENTIFIED: frozenset({Debt.SUSPENDED, Debt.REPORTED, Debt.NOT_OWED}),
    Debt.SUSPENDED: frozenset({Debt.IDENTIFIED, Debt.REPORTED, Debt.NOT_OWED}),
    Debt.REPORTED: frozenset(),
    Debt.NOT_OWED: frozenset({Debt.IDENTIFIED}),
}
#: States of an overpayment in which something is left to do.
OWED = (Debt.IDENTIFIED.value, Debt.SUSPENDED.value)
APPEALS: Mapping[Appeal | None, Appeal | None] = {
    None: Appeal.RECONSIDERATION,
    Appeal.RECONSIDERATION: Appeal.HEARING,
    Appeal.HEARING: Appeal.ADMINISTRATOR,
    Appeal.ADMINISTRATOR: None,
}

M = TypeVar("M", AuditState, Intake, Debt)


def why_not_move(moves: Mapping[M, frozenset[M]], before: M, after: M) -> str | None:
    """Why something cannot go from one state to another, or None."""
    if after in moves[before]:
        return None
    return f"It is {before.label} and cannot become {after.label}."


def collection_year(payment_year: int) -> int:
    """The calendar year whose diagnoses set the payment of a year."""
    return payment_year - 1


def appeal_due(received_on: date) -> date:
    """The last day to appeal what was received on a day, a finding or a ruling."""
    return received_on + timedelta(days=APPEAL_DAYS)


def repayment_due(identified_on: date) -> date:
    """The last day to report and return what was identified on a day."""
    return identified_on + timedelta(days=OVERPAYMENT_DAYS)


def cap(hccs: int) -> int:
    """The most records of one enrollee: two for each audited HCC."""
    return MOST_RECORDS * hccs
