"""The people in every test, made as the product makes them: through its actions."""

import uuid
from datetime import timedelta

from django.utils import timezone

from review.actions import people
from review.models import CredentialType, User

PASSWORD = "correct horse battery staple"


def person(name: str, *roles: str, certificate: str | None = None) -> User:
    """Somebody with these roles, and a certificate valid today if one is named.

    User names are never used twice, because rows of tests on real processes stay.
    """
    user = people.add_person(
        username=f"{name}-{uuid.uuid4().hex[:8]}",
        display_name=name.capitalize(),
        password=PASSWORD,
        by=None,
    )
    for role in roles:
        people.grant(user, role=role, by=None)
    if certificate:
        give_certificate(user, certificate)
    return user


def give_certificate(user: User, kind: str, *, days_left: int = 365) -> None:
    today = timezone.now().date()
    facts = people.CredentialFacts(
        type=CredentialType(kind),
        number=uuid.uuid4().hex[:10],
        issued_on=today - timedelta(days=800),
        expires_on=today + timedelta(days=days_left),
    )
    people.record_credential(user, facts, by=None)
