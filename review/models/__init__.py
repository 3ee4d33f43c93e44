"""The tables of the people side, one noun a file."""

from review.models.people import (
    Credential,
    CredentialStatus,
    CredentialType,
    RoleGrant,
    User,
)

__all__ = [
    "Credential",
    "CredentialStatus",
    "CredentialType",
    "RoleGrant",
    "User",
]
