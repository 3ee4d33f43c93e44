"""A profile in force that cannot be read stops nothing and says so where one looks."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from audit import vault
from audit.models import Event
from coding.models import Run, StoredProfile
from coding.profile import CONSERVATIVE, dump, sha256_of
from review import engines, tasks
from review.actions import intake, profiles
from review.presenters import overview
from tests.review.conftest import NOTE, upload

pytestmark = pytest.mark.django_db


def received(**facts):
    return intake.receive(upload(NOTE, **facts), by=None).version


def words(answer):
    return " ".join(answer.content.decode().split())


@pytest.fixture
def unreadable(database):
    """A profile in force that an older version wrote."""
    data = b'{"format": 3, "profile": {}, "sha256": ""}'
    return StoredProfile.objects.create(
        name="learned-1",
        number=1,
        sha256=uuid4().hex * 2,
        data=data,
        state=StoredProfile.State.PROMOTED,
        charts=20,
        held_out=5,
        until=0,
        against="conservative-1",
        replay_sha256=vault.put_text(
            '{"charts": 0, "parts": [], "flipped": 0, "flips": []}'
        ),
    )


def told(kind):
    return Event.objects.filter(type=kind).count()


def test_charts_go_on_without_an_older_profile_in_force(unreadable, supervisor, admin):
    for _ in range(2):
        tasks.process_chart(received().pk)
    profiles_used = {run.result["profile"] for run in Run.objects.all()}
    assert profiles_used == {CONSERVATIVE.name}
    assert set(Run.objects.values_list("profile", "status")) == {
        (CONSERVATIVE.name, Run.Status.DONE)
    }
    assert told("profile-unreadable") == 1
    (task,) = (t for t in overview.tasks(supervisor) if "read" in t.text)
    assert task.url == reverse("review:profiles")
    client = Client()
    client.force_login(admin)
    assert (
        b"learned-1: of another form" in client.get(reverse("review:engines")).content
    )


def test_a_site_falls_back_on_what_all_sites_go_by(unreadable, supervisor):
    StoredProfile.objects.filter(pk=unreadable.pk).update(site="North")
    everybody = StoredProfile.objects.get(pk=unreadable.pk)
    everybody.pk, everybody.site, everybody.name = None, "", "learned-all"
    whole = replace(CONSERVATIVE, name="learned-all")
    everybody.sha256, everybody.data = sha256_of(whole), dump(whole)
    everybody.save()
    version = received(site="North")
    tasks.process_chart(version.pk)
    assert Run.objects.get().profile == "learned-all"


def test_read_again_after_an_update_it_counts_again(client, unreadable, supervisor):
    tasks.process_chart(received().pk)
    again = reverse("review:profile-read-again", args=[unreadable.pk])
    client.force_login(supervisor)
    refused = client.post(again)
    assert refused.status_code == 422
    assert "still cannot be read: This profile is of form 3" in words(refused)
    whole = replace(CONSERVATIVE, name="learned-1")
    StoredProfile.objects.update(data=dump(whole), sha256=sha256_of(whole))
    assert client.post(again).status_code == 302
    assert told("profile-readable") == 1
    version = received()
    tasks.process_chart(version.pk)
    assert Run.objects.get(version=version).profile == "learned-1"
    assert client.post(again).status_code == 422


def test_an_older_profile_can_be_looked_at_and_rolled_back(
    client, unreadable, supervisor
):
    client.force_login(supervisor)
    address = reverse("review:profile", args=[unreadable.pk])
    page = client.get(address)
    assert page.status_code == 200
    assert "It cannot be read" in words(page)
    profiles.roll_back(unreadable, by=supervisor)
    assert "Charts are coded without it" not in words(client.get(address))
    assert not StoredProfile.put_aside().exists()


def test_what_is_learned_beside_it_is_compared_with_none(unreadable, caplog):
    assert engines.profile_of("") is CONSERVATIVE
    assert "learned-1 is in force and cannot be read" in caplog.text
    caplog.clear()


def test_a_worker_starts_beside_an_older_profile_and_marks_it(unreadable, caplog):
    tasks.warm_engine()
    assert "learned-1 is in force and cannot be read" in caplog.text
    caplog.clear()
    assert [row.name for row in StoredProfile.put_aside()] == ["learned-1"]
    tasks.warm_engine()
    assert told("profile-unreadable") == 1
    assert not caplog.text
