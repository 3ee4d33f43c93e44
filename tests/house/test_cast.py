"""The cast can do what its names promise, in both test databases."""

from django.utils import timezone

from review.models import RoleGrant


def roles(user):
    return {grant.role for grant in RoleGrant.objects.in_force().filter(user=user)}


def test_roles_are_in_force(coder, senior, supervisor, compliance, admin, stranger):
    assert roles(senior) == {"coder", "senior_coder"}
    assert [roles(one) for one in (coder, supervisor, compliance, admin, stranger)] == [
        {"coder"},
        {"supervisor"},
        {"compliance"},
        {"admin"},
        set(),
    ]


def test_certificates_are_valid_today(coder, uncertified):
    today = timezone.now().date()
    assert coder.credentials.valid_on(today).exists()
    assert not uncertified.credentials.exists()


def test_the_live_database_has_them_too(live, coder):
    assert live.database.startswith("attest_live_")
    assert roles(coder) == {"coder"}
