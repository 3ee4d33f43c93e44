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
from review.models.signing import FinalCode, FinalCodeSet

__all__ = [
    "Case",
    "Credential",
    "CredentialStatus",
    "CredentialType",
    "Decision",
    "FinalCode",
    "FinalCodeSet",
    "FindingSettlement",
    "Heartbeat",
    "Item",
    "PolicyVersion",
    "ReasonCode",
    "RoleGrant",
    "User",
]
