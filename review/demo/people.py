"""The demo's people, from ``people.toml``.

Owns reading the file and adding whoever is missing, through the same actions as an
administrator uses. Their password is public and the same for all.
"""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from review.actions import people
from review.models import User

FILE = Path(__file__).parent / "people.toml"


def add_missing(today: date) -> dict[str, User]:
    """Everybody of the file by user name; nothing happens to those already there."""
    told = tomllib.loads(FILE.read_text())
    return {
        row["username"]: User.objects.filter(username=row["username"]).first()
        or _add(row, told["password"], today)
        for row in told["people"]
    }


def _add(row: dict[str, Any], password: str, today: date) -> User:
    user = people.add_person(
        username=row["username"],
        display_name=row["display_name"],
        password=password,
        by=None,
    )
    for role in row["roles"]:
        people.grant(user, role=role, by=None)
    for credential in row.get("credentials", ()):
        people.record_credential(user, _facts(credential, today), by=None)
    return user


def _facts(row: dict[str, Any], today: date) -> people.CredentialFacts:
    return people.CredentialFacts(
        type=row["type"],
        number=row["number"],
        suffix=row.get("suffix", ""),
        issued_on=today - timedelta(days=row["issued_days_ago"]),
        expires_on=today + timedelta(days=row["expires_in_days"]),
    )
