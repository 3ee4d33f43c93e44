"""The tables of the people side, one noun a file."""

from review.models.cases import Case, Item
from review.models.decisions import Decision, FindingSettlement, ReasonCode
from review.models.people import (
    Credential,
    CredentialStatus,
    CredentialType,
    RoleGrant,
    User,
)
from review.models.policy import Heartbeat, PolicyVersion
from review.models.radv import (
    AuditedEnrollee,
    AuditedHcc,
    RadvAudit,
    RadvImport,
    RoundOutcome,
)
from review.models.radv_records import (
    CandidateRecord,
    Disclosure,
    Overpayment,
    PreflightResult,
    RadvAttestation,
    RadvFile,
    RadvPackage,
)
from review.models.signing import FinalCode, FinalCodeSet

__all__ = [
    "AuditedEnrollee",
    "AuditedHcc",
    "CandidateRecord",
    "Case",
    "Credential",
    "CredentialStatus",
    "CredentialType",
    "Decision",
    "Disclosure",
    "FinalCode",
    "FinalCodeSet",
    "FindingSettlement",
    "Heartbeat",
    "Item",
    "Overpayment",
    "PolicyVersion",
    "PreflightResult",
    "RadvAttestation",
    "RadvAudit",
    "RadvFile",
    "RadvImport",
    "RadvPackage",
    "ReasonCode",
    "RoleGrant",
    "RoundOutcome",
    "User",
]
