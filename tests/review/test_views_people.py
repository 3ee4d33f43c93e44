"""People, certificates and reason codes through the pages of the house."""

import pytest
from django.urls import reverse

from review import permissions
from review.models import Credential, ReasonCode, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client, admin):
    client.force_login(admin)
    return admin


def certificate(**changes):
    return {
        "type": "CPC",
        "number": "01234567",
        "issued_on": "2020-01-01",
        "expires_on": "2099-12-31",
        **changes,
    }


def test_a_person_is_added_given_a_role_and_certified(client, signed_in):
    sent = {
        "display_name": "Signe Holm",
        "username": "signe",
        "password": "four blue harbours 7",
    }
    answer = client.post(reverse("review:people"), sent)
    user = User.objects.get(username="signe")
    assert answer.url == reverse("review:person", args=[user.pk])
    client.post(reverse("review:person-grant", args=[user.pk]), {"role": "coder"})
    client.post(
        reverse("review:person-credential", args=[user.pk]), certificate(suffix="A")
    )
    trusted = permissions.standing(user, fresh=True)
    assert [role.value for role in trusted.roles()] == ["coder"]
    assert [held.label for held in trusted.credentials] == ["CPC-A"]


def test_a_weak_password_is_refused_beside_its_field(client, signed_in):
    sent = {"display_name": "S", "username": "s", "password": "password"}
    answer = client.post(reverse("review:people"), sent)
    assert answer.status_code == 422
    assert "too common" in answer.content.decode()


def test_refusals_of_the_actions_are_shown_in_the_form(client, signed_in, coder):
    sent = {
        "display_name": "Again",
        "username": coder.username,
        "password": "four blue harbours 7",
    }
    answer = client.post(reverse("review:people"), sent)
    assert "Somebody already has this user name." in answer.content.decode()
    grant = reverse("review:person-grant", args=[coder.pk])
    answer = client.post(grant, {"role": "coder"})
    assert answer.status_code == 422
    assert "is coder already" in answer.content.decode()
    record = reverse("review:person-credential", args=[coder.pk])
    answer = client.post(record, certificate(expires_on="2019-01-01"))
    assert "cannot expire before" in answer.content.decode()


def test_roles_end_and_accounts_close(client, signed_in, coder):
    grant = coder.grants.get()
    client.post(reverse("review:person-end-role", args=[coder.pk, grant.pk]))
    assert not permissions.standing(coder, fresh=True).roles()
    client.post(reverse("review:person-disable", args=[coder.pk]))
    coder.refresh_from_db()
    assert not coder.is_active


def test_a_certificate_is_revoked_on_its_own_row(client, signed_in, coder):
    row = Credential.objects.get(user=coder)
    address = reverse("review:person-change-credential", args=[coder.pk, row.pk])
    sent = {
        f"credential-{row.pk}-{name}": value
        for name, value in certificate(type="CCS", status="revoked").items()
    }
    assert client.post(address, sent).status_code == 302
    row.refresh_from_db()
    assert row.status == "revoked"
    sent[f"credential-{row.pk}-number"] = ""
    assert client.post(address, sent).status_code == 422


def test_a_supervisor_edits_reasons_and_never_deletes_one(client, supervisor):
    client.force_login(supervisor)
    sent = {"axis": "why", "code": "dictation", "label": "Dictation error"}
    assert client.post(reverse("review:reasons"), sent).status_code == 302
    reason = ReasonCode.objects.get(code="dictation")
    row = reverse("review:reason", args=[reason.pk])
    changed = {"label": "Dictated wrong", "position": "5", "favourite": "9"}
    client.post(row, changed)
    reason.refresh_from_db()
    assert (reason.label, reason.favourite) == ("Dictated wrong", 9)
    client.post(row, {"retire": "1"})
    reason.refresh_from_db()
    assert not reason.active
    client.post(row, changed)
    reason.refresh_from_db()
    assert reason.active


def test_a_reason_that_is_there_already_is_refused(client, supervisor):
    client.force_login(supervisor)
    sent = {"axis": "why", "code": "negated", "label": "Negated"}
    answer = client.post(reverse("review:reasons"), sent)
    assert answer.status_code == 422
    assert "already" in answer.content.decode()


def test_releases_say_what_is_loaded_and_how_to_load_more(client, signed_in):
    page = client.get(reverse("review:releases")).content.decode()
    assert "2026-04-01" in page
    assert "bin/manage load_release" in page
    assert "bin/manage load_release poa-exempt" in page, "lists that are not loaded"


def test_ones_own_account_shows_roles_and_certificates(client, coder):
    client.force_login(coder)
    page = client.get(reverse("review:account")).content.decode()
    assert "CCS" in page
    assert ">valid<" in page


def test_a_certificate_is_reached_only_through_its_holder(
    client, signed_in, coder, senior
):
    row = senior.credentials.get()
    path = reverse("review:person-change-credential", args=[coder.pk, row.pk])
    assert client.post(path, {}).status_code == 404
