"""The tables of the people side, one noun a file."""

from review.models.cases import Case, Item
from review.models.coaching import (
    BlindArm,
    ContinuingEducation,
    Education,
    QualityPolicy,
    Reminder,
    SeededCheck,
)
from review.models.decisions import Decision, FindingSettlement, ReasonCode
from review.models.drafts import Draft
from review.models.fastlane import FastLaneStratum
from review.models.notes import CodeComment, HouseNote
from review.models.overreads import OverRead, OverReadLine, Sample
from review.models.oversight import AccessConcern, AccessDay
from review.models.people import (
    Credential,
    CredentialStatus,
    CredentialType,
    RoleGrant,
    User,
)
from review.models.policy import Heartbeat, PolicyVersion
from review.models.queries import Query
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
    RecordScan,
)
from review.models.reading import ReadDocument
from review.models.remittances import AnsweredClaim, Remittance
from review.models.retention import (
    DisposalLine,
    DisposalRun,
    DisposedChart,
    LegalHold,
    RetentionRule,
)
from review.models.signing import FinalCode, FinalCodeSet
from review.models.simulated import SimulatedChart
from review.models.steering import DriftAlert, DriftBaseline, PolicyDraft
from review.models.worked import SignedWork
from review.models.worklists import Capacity, SavedWorklist, Skip

__all__ = [
    "AccessConcern",
    "AccessDay",
    "AnsweredClaim",
    "AuditedEnrollee",
    "AuditedHcc",
    "BlindArm",
    "CandidateRecord",
    "Capacity",
    "Case",
    "CodeComment",
    "ContinuingEducation",
    "Credential",
    "CredentialStatus",
    "CredentialType",
    "Decision",
    "Disclosure",
    "DisposalLine",
    "DisposalRun",
    "DisposedChart",
    "Draft",
    "DriftAlert",
    "DriftBaseline",
    "Education",
    "FastLaneStratum",
    "FinalCode",
    "FinalCodeSet",
    "FindingSettlement",
    "Heartbeat",
    "HouseNote",
    "Item",
    "LegalHold",
    "OverRead",
    "OverReadLine",
    "Overpayment",
    "PolicyDraft",
    "PolicyVersion",
    "PreflightResult",
    "QualityPolicy",
    "Query",
    "RadvAttestation",
    "RadvAudit",
    "RadvFile",
    "RadvImport",
    "RadvPackage",
    "ReadDocument",
    "ReasonCode",
    "Reminder",
    "Remittance",
    "RetentionRule",
    "RoleGrant",
    "RecordScan",
    "RoundOutcome",
    "Sample",
    "SavedWorklist",
    "SeededCheck",
    "SignedWork",
    "SimulatedChart",
    "Skip",
    "User",
]
