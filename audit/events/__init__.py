"""The vocabulary of the trail: one frozen value for each thing that can happen.

Owns the names and fields of all event types, a module for each part of the journey. A
type's wire name and its fields are for ever: events already written are never
rewritten, so see ``audit.facts`` before changing one. Must not import Django.

Fields that recur: ``chart`` and ``patient`` are random UUIDs, ``case`` and ``item`` are
ids of the review side, ``person`` is a user's id, ``version`` counts a chart's versions
from 1, ``words`` is the sha256 under which the vault keeps what a person typed. Events
can be searched for by ``chart``, ``case`` and ``patient``. Dates and times are ISO
8601, times in UTC.
"""

from audit.events.decisions import (
    CaseFinalised,
    CaseReopened,
    DecisionKind,
    DecisionMade,
    DecisionWithdrawn,
    FindingSettled,
    ItemsReordered,
    Settlement,
)
from audit.events.intake import (
    ChartReceived,
    ChartVersionAdded,
    IntakeDismissed,
    IntakeExceptionViewed,
    IntakeFailed,
    IntakeRetried,
)
from audit.events.machine import (
    ChartCoded,
    ReleaseLoaded,
    RunFailed,
    RunRecovered,
)
from audit.events.people import (
    Change,
    CredentialChanged,
    CredentialRecorded,
    PersonAdded,
    PersonDisabled,
    PolicyChanged,
    ReasonCodeChanged,
    RoleEnded,
    RoleGranted,
    Scope,
    SignedIn,
    SignedOut,
    SignInFailed,
    TrailRead,
    TrailVerified,
)
from audit.events.queue import (
    CaseClaimed,
    CaseGivenBack,
    CaseHeld,
    CaseResumed,
    CaseRouted,
    ChartViewed,
    ClaimExpired,
    IdentityViewed,
)

__all__ = [
    "CaseClaimed",
    "CaseFinalised",
    "CaseGivenBack",
    "CaseHeld",
    "CaseReopened",
    "CaseResumed",
    "CaseRouted",
    "Change",
    "ChartCoded",
    "ChartReceived",
    "ChartVersionAdded",
    "ChartViewed",
    "ClaimExpired",
    "CredentialChanged",
    "CredentialRecorded",
    "DecisionKind",
    "DecisionMade",
    "DecisionWithdrawn",
    "FindingSettled",
    "IdentityViewed",
    "IntakeDismissed",
    "IntakeExceptionViewed",
    "IntakeFailed",
    "IntakeRetried",
    "ItemsReordered",
    "PersonAdded",
    "PersonDisabled",
    "PolicyChanged",
    "ReasonCodeChanged",
    "ReleaseLoaded",
    "RoleEnded",
    "RoleGranted",
    "RunFailed",
    "RunRecovered",
    "Scope",
    "Settlement",
    "SignInFailed",
    "SignedIn",
    "SignedOut",
    "TrailRead",
    "TrailVerified",
]
