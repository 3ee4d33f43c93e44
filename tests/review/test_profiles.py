"""Profiles: learned from decisions, replayed apart, and in force only by a person."""

import json
from dataclasses import replace
from functools import cache

import pytest
from django.test import Client
from django.urls import reverse

from audit import lessons as trail
from audit import vault
from audit.feedback import Standing
from audit.models import Event
from coding import codes, replaying, resampling
from coding import learning as fitting
from coding.models import LearningJob, Run, StoredProfile
from coding.profile import CONSERVATIVE, dump, load
from coding.replaying import is_held_out
from coding.scoring import Counts
from review import engines, tasks
from review.actions import learning, people, profiles
from review.refusals import Refused
from review.teaching import Taught
from tests.coding.lessons import CUSTOMS, charts
from tests.review.reviewed import history, routed

State = StoredProfile.State


@pytest.fixture
def learned_from(supervisor, database):
    """Learning that ends in this profile, as a worker would end it."""

    def end(profile, site=""):
        job = learning.ask(site, by=supervisor)
        none = Counts()
        apart = resampling.spread([(none, none)] * 5)
        part = replaying.Part("all", "", 5, none, none, 0, 0, apart).as_plain()
        replay = {"charts": 5, "parts": [part], "flipped": 0, "flips": []}
        taught = Taught(80, 5, profile, replay)
        return learning.finish(learning.claim(str(job.pk)), taught)

    return end


@cache
def fitted(seed):
    """A profile of the customs; the engine is the one of this process."""
    return fitting.fit(charts(seed=seed), engines.engine_of(codes.newest_release()))


@pytest.fixture
def candidate(learned_from):
    return learned_from(fitted(3))


def last(kind):
    return Event.objects.filter(type=kind).latest("id").fact


def test_learning_from_a_history_of_decisions(coder, supervisor):
    """The whole way: signed charts, a job, a candidate, its replay on charts apart."""
    signed = history(coder)
    found = list(trail.reviewed(trail.until(trail.latest())))
    assert [one.chart for one in found] == [str(case.chart_id) for case in signed]
    one = found[0]
    assert one.standing is Standing.SIGNED
    assert {code for code, _ in one.codes} <= set(CUSTOMS.values())
    assert all(spans for _, spans in one.codes)
    assert {"add", "reject"} <= {each.kind for each in one.decided}
    assert {each.truth for each in one.decided} == {None}
    assert one.documents
    job = learning.ask("", by=supervisor)
    tasks.learn(str(job.pk))
    candidate = StoredProfile.objects.get()
    apart = {str(case.chart_id) for case in signed if is_held_out(str(case.chart_id))}
    assert candidate.state == State.CANDIDATE
    assert (candidate.charts, candidate.held_out) == (60 - len(apart), len(apart))
    replay = json.loads(vault.get_text(candidate.replay_sha256))
    whole = replay["parts"][0]
    assert whole["after"]["f1"] > whole["before"]["f1"]
    assert {flip["chart"] for flip in replay["flips"]} <= apart
    assert last("profile-fitted").profile == candidate.name
    client = Client()
    client.force_login(supervisor)
    page = client.get(reverse("review:profile", args=[candidate.pk]))
    assert b"F1 gained" in page.content
    assert f"{len(apart)}".encode() in page.content


def test_nothing_is_in_force_until_somebody_says_so(candidate):
    assert engines.profile_of("") is CONSERVATIVE
    assert routed("Assessment: zebra gait.").run.profile == CONSERVATIVE.name


def test_promoted_a_profile_judges_charts_from_then_on(candidate, supervisor):
    before = routed("Assessment: zebra gait. Tin ear. Visit.").run
    profiles.promote(candidate, words="Better on every stratum.", by=supervisor)
    case = routed("Assessment: zebra gait. Hollow voice.")
    assert case.run.profile == candidate.name
    assert case.run.result["profile"] == candidate.name
    assert "R26.89" in {item.code for item in case.items.all()}
    # What was coded before stays, also when its message comes again.
    tasks.process_chart(before.version_id)
    assert Run.objects.filter(version=before.version_id).count() == 1
    assert last("profile-promoted").replaces == CONSERVATIVE.name


def test_a_profile_of_a_site_stays_there(learned_from, supervisor):
    candidate = learned_from(fitted(3), site="North")
    profiles.promote(candidate, words="For North.", by=supervisor)
    assert engines.profile_of("North").name == candidate.name
    assert engines.profile_of("South") is CONSERVATIVE


def test_rolled_back_the_one_before_is_in_force_at_once(candidate, supervisor):
    profiles.promote(candidate, words="Better.", by=supervisor)
    profiles.roll_back(candidate, by=supervisor)
    assert engines.profile_of("") is CONSERVATIVE
    assert last("profile-rolled-back").restored == CONSERVATIVE.name
    candidate.refresh_from_db()
    assert candidate.state == State.ROLLED_BACK
    with pytest.raises(Refused):
        profiles.promote(candidate, words="Again.", by=supervisor)


def test_the_next_one_takes_the_place_of_the_one_in_force(
    candidate, learned_from, supervisor
):
    profiles.promote(candidate, words="Better.", by=supervisor)
    second = learned_from(fitted(4))
    assert (second.number, second.against) == (2, candidate.name)
    profiles.promote(second, words="Newer.", by=supervisor)
    candidate.refresh_from_db()
    assert candidate.state == State.RETIRED
    assert profiles.roll_back(second, by=supervisor) == candidate
    candidate.refresh_from_db()
    assert candidate.state == State.PROMOTED


def test_a_refusal_needs_words_and_is_told(candidate, supervisor):
    with pytest.raises(Refused, match="why"):
        profiles.refuse(candidate, words=" ", by=supervisor)
    profiles.refuse(candidate, words="Too few charts of surgery.", by=supervisor)
    told = last("profile-refused")
    assert vault.get_text(told.words) == "Too few charts of surgery."


def test_an_altered_profile_cannot_be_promoted(candidate, supervisor):
    data = bytes(candidate.data).replace(b'"charts":', b'"Charts":', 1)
    StoredProfile.objects.filter(pk=candidate.pk).update(data=data)
    with pytest.raises(Refused, match="cannot be used"):
        profiles.promote(candidate, words="Better.", by=supervisor)


def test_another_profile_in_its_place_cannot_be_promoted(candidate, supervisor):
    whole = replace(CONSERVATIVE, name=candidate.name)
    StoredProfile.objects.filter(pk=candidate.pk).update(data=dump(whole))
    with pytest.raises(Refused, match="not the profile that was made"):
        profiles.promote(candidate, words="Better.", by=supervisor)


@pytest.mark.parametrize("role", ["coder", "senior", "compliance", "admin"])
def test_only_a_supervisor_settles_profiles(role, request, candidate):
    user = request.getfixturevalue(role)
    for act in (
        lambda: profiles.promote(candidate, words="Better.", by=user),
        lambda: profiles.refuse(candidate, words="Worse.", by=user),
        lambda: profiles.roll_back(candidate, by=user),
        lambda: learning.ask("", by=user),
    ):
        with pytest.raises(Refused):
            act()
    assert StoredProfile.objects.get().state == State.CANDIDATE


def test_a_sites_supervisor_settles_that_sites_profiles(
    learned_from, supervisor, person, client
):
    local = person("local")
    people.grant(local, role="supervisor", site="North", by=None)
    own, south, every = (
        learned_from(fitted(3), site=site) for site in ("North", "South", "")
    )
    assert profiles.promote(own, words="Ours.", by=local).state == State.PROMOTED
    for row, where in ((south, "another site"), (every, "every site")):
        with pytest.raises(Refused, match=f"for {where}"):
            profiles.promote(row, words="Theirs.", by=local)
        with pytest.raises(Refused, match=f"for {where}"):
            learning.ask(row.site, by=local)
    client.force_login(local)
    page = client.get(reverse("review:profile", args=[south.pk])).content.decode()
    assert "your role covers some sites only" in page
    shown = client.get(reverse("review:profiles")).content.decode()
    assert '<option value="">all sites' not in shown


def test_profiles_and_a_replay_are_spreadsheets(candidate, supervisor, client):
    client.force_login(supervisor)
    listed = client.get(reverse("review:profiles") + "?csv=profiles").content.decode()
    assert candidate.name in listed.splitlines()[1]
    page = reverse("review:profile", args=[candidate.pk])
    for key in ("replay", "flips"):
        sheet = client.get(f"{page}?csv={key}")
        assert sheet["Content-Type"].startswith("text/csv")
        assert f"?csv={key}".encode() in client.get(page).content or key == "flips"
    heads, whole = client.get(f"{page}?csv=replay").content.decode().splitlines()[:2]
    assert whole.startswith("All charts,5,") and "Now: F1, 95% interval" in heads


def test_a_replay_from_before_intervals_were_kept_opens(candidate, supervisor, client):
    plain = json.loads(vault.get_text(candidate.replay_sha256))
    (part,) = plain["parts"]
    for side in (part, part["before"], part["after"]):
        side.pop("f1_interval", side.pop("gain_interval", None))
    kept = vault.put_text(json.dumps(plain))
    StoredProfile.objects.filter(pk=candidate.pk).update(replay_sha256=kept)
    client.force_login(supervisor)
    page = reverse("review:profile", args=[candidate.pk])
    assert client.get(page).status_code == 200
    assert "0.000,,0.000" in client.get(f"{page}?csv=replay").content.decode()


def test_learning_twice_at_once_is_refused(supervisor, database):
    learning.ask("", by=supervisor)
    with pytest.raises(Refused, match="already"):
        learning.ask("", by=supervisor)


def test_a_message_that_comes_twice_finds_nothing_to_take(supervisor, database):
    job = learning.ask("", by=supervisor)
    first = learning.claim(str(job.pk))
    assert learning.claim(str(job.pk)) is None
    learning.fail(first)
    second = learning.claim(str(job.pk))
    assert second.attempt == 2
    learning.fail(first)  # the late word of an attempt that lost its job
    assert LearningJob.objects.get().status == LearningJob.Status.RUNNING


def test_too_few_charts_end_learning_with_a_reason(supervisor, database):
    job = learning.ask("", by=supervisor)
    tasks.learn(str(job.pk))
    job.refresh_from_db()
    assert (job.status, job.outcome) == ("ended", "too-few")
    assert last("learning-ended").reason == "too-few"


def test_learning_that_failed_too_often_is_given_up(supervisor, database):
    job = learning.ask("", by=supervisor)
    for _ in range(learning.MOST_ATTEMPTS):
        learning.fail(learning.claim(str(job.pk)))
    job.refresh_from_db()
    assert (job.status, job.outcome) == ("ended", "failed")


def test_enough_signatures_ask_for_learning_once(coder, database):
    history(coder, count=2)
    assert learning.consider(0) == learning.consider(3) == []
    assert len(learning.consider(2)) == 1
    assert learning.consider(2) == []


def test_the_sweep_finds_learning_that_nobody_was_told_of(supervisor, database):
    job = learning.ask("", by=supervisor)
    assert learning.overdue() == []
    LearningJob.objects.update(asked_at=job.asked_at - 2 * learning.OVERDUE)
    assert learning.overdue() == [str(job.pk)]


def test_who_was_read_twice_weighs_more_than_a_glance():
    from audit.feedback import WEIGHTS

    order = [WEIGHTS[each] for each in Standing]
    assert order == sorted(order, reverse=True)
    assert WEIGHTS[Standing.ATTESTED] < WEIGHTS[Standing.SIGNED]


def test_the_pages_show_the_replay_and_take_the_decision(
    candidate, supervisor, client, django_assert_max_num_queries
):
    client.force_login(supervisor)
    with django_assert_max_num_queries(20):
        listed = client.get(reverse("review:profiles"))
    assert candidate.name.encode() in listed.content
    page = client.get(reverse("review:profile", args=[candidate.pk]))
    assert b"F1 gained" in page.content
    empty = client.post(reverse("review:profile-promote", args=[candidate.pk]))
    assert empty.status_code == 422
    assert b"Say why" in empty.content
    done = client.post(
        reverse("review:profile-promote", args=[candidate.pk]), {"words": "Better."}
    )
    assert done.status_code == 302
    back = client.post(reverse("review:profile-roll-back", args=[candidate.pk]))
    assert back.status_code == 302
    assert engines.profile_of("") is CONSERVATIVE


def test_a_stored_profile_is_plain_data(candidate):
    data = json.loads(bytes(candidate.data))
    assert data["profile"]["name"] == candidate.name
    assert load(bytes(candidate.data)).lessons.charts >= fitting.FEWEST
