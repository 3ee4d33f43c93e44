"""People: accounts, roles, credentials; each change is one event."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.models import Event
from review.actions import people
from review.models import Credential, RoleGrant, User
from review.refusals import Refused

FACTS = people.CredentialFacts(
    type="CPC",
    number="01234567",
    issued_on=date(2024, 1, 1),
    expires_on=date(2030, 1, 1),
    verification="looked up at the issuer",
)


def last():
    return Event.objects.latest("pk")


def test_an_administrator_adds_a_person_who_can_then_sign_in(admin):
    made = people.add_person(
        username="ida", display_name="Ida", password="long enough 1", by=admin
    )
    assert made.check_password("long enough 1") and made.is_active
    assert last().type == "person-added"
    assert b"ida" not in bytes(last().body)


def test_user_names_are_taken_once_whatever_their_case(admin):
    people.add_person(username="ida", display_name="Ida", password="x", by=admin)
    with pytest.raises(Refused, match="already has this user name"):
        people.add_person(username="IDA", display_name="", password="x", by=admin)


@pytest.mark.parametrize("role", ["coder", "supervisor", "compliance"])
def test_only_administrators_manage_people(person, role):
    other, target = person("other", role), person("target")
    acts = (
        lambda: people.add_person(
            username="x", display_name="x", password="x", by=other
        ),
        lambda: people.grant(target, role="admin", by=other),
        lambda: people.disable(target, by=other),
        lambda: people.record_credential(target, FACTS, by=other),
    )
    before = Event.objects.count()
    for act in acts:
        with pytest.raises(Refused, match="Only an admin"):
            act()
    assert Event.objects.count() == before


def test_a_role_is_granted_and_ended_never_deleted(admin, person):
    someone = person("someone")
    granted = people.grant(someone, role="coder", by=admin)
    assert granted.granted_by == admin.pk
    with pytest.raises(Refused, match="already"):
        people.grant(someone, role="coder", by=admin)
    people.end_role(granted, by=admin)
    assert last().type == "role-ended"
    assert not someone.grants.in_force().exists()
    assert RoleGrant.objects.filter(user=someone).count() == 1
    with pytest.raises(Refused, match="ended already"):
        people.end_role(granted, by=admin)


def test_a_role_can_be_for_a_time(admin, person):
    someone, now = person("someone"), timezone.now()
    with pytest.raises(Refused, match="future"):
        people.grant(someone, role="coder", by=admin, ends=now)
    people.grant(someone, role="coder", by=admin, ends=now + timedelta(days=3))
    assert last().content["ends"] == (now + timedelta(days=3)).date().isoformat()


def test_nobody_locks_themselves_out(admin):
    with pytest.raises(Refused, match="their own account"):
        people.disable(admin, by=admin)
    with pytest.raises(Refused, match="their own administrator"):
        people.end_role(admin.grants.get(), by=admin)


def test_a_closed_account_stays_with_its_date(admin, person):
    someone = people.disable(person("someone"), by=admin)
    assert not someone.is_active and someone.disabled_at
    with pytest.raises(Refused, match="closed already"):
        people.disable(someone, by=admin)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=someone.pk).update(disabled_at=None)


def test_a_credential_says_who_checked_it_and_when(admin, person):
    row = people.record_credential(person("someone"), FACTS, by=admin)
    assert row.verified_by == admin.pk and row.verified_at
    assert last().content["credential"]["issuer"] == "AAPC"
    with pytest.raises(Refused, match="on file already"):
        people.record_credential(person("other"), FACTS, by=admin)


def test_a_changed_credential_tells_what_it_was(admin, person):
    from dataclasses import replace

    row = people.record_credential(person("someone"), FACTS, by=admin)
    renewed = replace(FACTS, expires_on=date(2032, 1, 1))
    people.change_credential(row, renewed, by=admin, status="lapsed")
    told = last().content
    assert told["was"]["expires"] == "2030-01-01"
    assert (told["credential"]["expires"], told["status"]) == ("2032-01-01", "lapsed")
    assert not Credential.objects.valid_on(date(2026, 5, 1)).exists()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"type": "MD"}, "no such kind"),
        ({"number": "  "}, "has a number"),
        ({"expires_on": date(2023, 1, 1)}, "before it was issued"),
    ],
)
def test_impossible_certificates_are_refused(admin, person, change, reason):
    from dataclasses import replace

    with pytest.raises(Refused, match=reason):
        people.record_credential(person("x"), replace(FACTS, **change), by=admin)


def test_an_apprentice_is_told_from_a_certified_coder(admin, person):
    from dataclasses import replace

    row = people.record_credential(person("x"), replace(FACTS, suffix="a"), by=admin)
    assert row.label == "CPC-A"
    assert last().content["credential"]["type"] == "CPC-A"


def test_signing_in_and_out_and_failing_are_events(client, coder):
    from tests.cast import PASSWORD

    assert client.login(username=coder.username, password=PASSWORD, request=_request())
    assert last().type == "signed-in"
    client.logout()
    assert last().type == "signed-out"


def test_a_name_nobody_has_is_not_written_down(client, coder):
    from django.contrib.auth import authenticate

    authenticate(_request(), username="hunter2 is my password", password="x")
    failed = Event.objects.filter(type="sign-in-failed").latest("pk")
    assert b"hunter2" not in bytes(failed.body)
    authenticate(_request(), username=coder.username, password="x")
    failed = Event.objects.filter(type="sign-in-failed").latest("pk")
    assert failed.content["person"] == str(coder.pk)


def _request():
    from django.test import RequestFactory

    return RequestFactory().post("/accounts/login/")
