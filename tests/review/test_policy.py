"""Policy: drafts that act when a person says so, two people where it counts."""

from functools import partial

import pytest

from audit.models import Event
from review.actions import people, policy, quality
from review.models import PolicyDraft, PolicyVersion, QualityPolicy
from review.refusals import Refused
from review.routing import RoutingPolicy
from tests.review.together import at_once

OPEN = {"straight_through": frozenset({("outpatient", "Dermatology")})}


@pytest.fixture
def drafted(supervisor):
    return policy.draft(
        name="A little lower", changes={"default": 8_000}, by=supervisor, words="slow"
    )


@pytest.fixture
def opening(supervisor):
    return policy.draft(name="Open", changes=OPEN, by=supervisor)


def told(kind):
    return Event.objects.filter(type=kind)


def rules():
    return RoutingPolicy.from_plain(PolicyVersion.current().routing)


def test_a_draft_changes_nothing(drafted):
    before = rules()
    assert drafted.routing["default"] == 8_000
    assert rules() == before
    assert told("policy-drafted").count() == 1
    assert not told("policy-changed").exists()


def test_activating_a_draft_is_the_next_version_and_says_why(drafted, supervisor):
    was = PolicyVersion.current().number
    version = policy.activate(drafted, by=supervisor, words="queue grows")
    assert version.number == was + 1
    assert rules().default == 8_000
    fact = told("policy-changed").get().fact
    assert (fact.number, fact.draft) == (version.number, str(drafted.pk))
    assert fact.words == version.reason_sha256


def test_activating_without_a_reason_is_refused(drafted, supervisor):
    with pytest.raises(Refused, match="few words"):
        policy.activate(drafted, by=supervisor, words="  ")


def test_a_draft_from_an_older_policy_is_refused(drafted, supervisor):
    other = policy.draft(name="Other", changes={"share": 900}, by=supervisor)
    policy.activate(other, by=supervisor, words="more second looks")
    with pytest.raises(Refused, match="changed since"):
        policy.activate(drafted, by=supervisor, words="late")


def test_a_draft_that_contradicts_itself_is_refused(supervisor):
    with pytest.raises(Refused, match="lower threshold"):
        policy.draft(name="Odd", changes={"high_risk": 10}, by=supervisor)
    assert not PolicyDraft.objects.exists()


def test_leaving_without_a_coder_needs_two_people_of_two_roles(
    opening, supervisor, compliance
):
    with pytest.raises(Refused, match="both agree"):
        policy.activate(opening, by=supervisor, words="x")
    policy.approve(opening, by=supervisor)
    with pytest.raises(Refused, match="second person"):
        policy.approve(opening, by=supervisor)
    with pytest.raises(Refused, match="both agree"):
        policy.activate(opening, by=supervisor, words="x")
    policy.approve(opening, by=compliance)
    policy.activate(opening, by=supervisor, words="measured for a year")
    assert rules().supervisor_approved
    assert rules().compliance_approved
    assert [e.fact.role for e in told("policy-approved").order_by("id")] == [
        "supervisor",
        "compliance",
    ]


def test_one_person_with_both_roles_is_still_one_person(opening, person):
    both = person("both", "supervisor", "compliance")
    policy.approve(opening, by=both)
    with pytest.raises(Refused, match="second person"):
        policy.approve(opening, by=both)


def test_an_approval_is_of_one_draft_only(opening, supervisor, compliance):
    policy.approve(opening, by=supervisor)
    policy.approve(opening, by=compliance)
    policy.activate(opening, by=supervisor, words="x")
    later = policy.draft(name="Later", changes={"share": 200}, by=supervisor)
    assert later.routing["straight_through"]
    with pytest.raises(Refused, match="both agree"):
        policy.activate(later, by=supervisor, words="x")


def test_either_of_the_two_switches_it_off_at_once(opening, supervisor, compliance):
    with pytest.raises(Refused, match="as it is"):
        policy.switch_off(by=compliance, words="x")
    policy.approve(opening, by=supervisor)
    policy.approve(opening, by=compliance)
    policy.activate(opening, by=supervisor, words="x")
    policy.switch_off(by=compliance, words="wrong codes left")
    assert rules().switched_off
    assert rules().straight_through, "what was agreed stays readable"


def test_a_draft_that_ended_cannot_be_used_again(drafted, supervisor):
    policy.discard(drafted, by=supervisor)
    assert told("policy-discarded").count() == 1
    for act in (
        lambda: policy.activate(drafted, by=supervisor, words="x"),
        lambda: policy.discard(drafted, by=supervisor),
    ):
        with pytest.raises(Refused, match="discarded"):
            act()


@pytest.mark.parametrize("who", ["coder", "senior", "compliance", "admin", "stranger"])
def test_only_a_supervisor_drafts(who, request):
    with pytest.raises(Refused):
        policy.draft(name="x", changes={}, by=request.getfixturevalue(who))


def test_of_two_drafts_activated_at_once_one_is_in_force(live, supervisor, person):
    other = person("other", "supervisor")
    before = PolicyVersion.objects.count()
    # The rows of this database stay: both drafts ask for what is in force.
    drafts = [
        policy.draft(name=name, changes={"default": rules().default}, by=supervisor)
        for name in ("One", "Another")
    ]
    results = at_once(
        *(
            partial(policy.activate, draft, by=by, words="now")
            for draft, by in zip(drafts, (supervisor, other), strict=True)
        )
    )
    assert sum(isinstance(each, PolicyVersion) for each in results) == 1
    (refused,) = (each for each in results if isinstance(each, Refused))
    assert "changed since this draft" in refused.reason
    assert PolicyVersion.objects.count() == before + 1


def rates():
    now = QualityPolicy.current()
    return {name: getattr(now, name) for name in (*quality.RATES, *quality.KINDS)}


def test_an_edition_of_quality_takes_the_place_of_the_one_that_was_looked_at(
    live, supervisor, person
):
    before = QualityPolicy.current().number
    change = partial(quality.change, rates(), words="more", based_on=before)
    other = person("other", "supervisor")
    results = at_once(partial(change, by=supervisor), partial(change, by=other))
    (refused,) = (each for each in results if isinstance(each, Refused))
    assert f"Edition {before + 1} came in force" in refused.reason
    assert QualityPolicy.current().number == before + 1


def test_an_old_page_of_the_quality_policy_shows_what_came_since(
    client, supervisor, person
):
    said = {**rates(), "blind_specialties": "", "words": "less", "edition": "1"}
    said = {name: value for name, value in said.items() if value is not False}
    quality.change(rates(), words="more", by=person("other", "supervisor"))
    client.force_login(supervisor)
    late = client.post("/quality-policy/", said)
    assert late.status_code == 422
    page = late.content.decode()
    assert "Edition 2 came in force" in page and 'name="edition" value="2"' in page
    assert client.post("/quality-policy/", said | {"edition": "2"}).status_code == 302
    assert QualityPolicy.current().number == 3


def test_what_is_for_every_site_is_not_a_sites_supervisors(client, drafted, person):
    local = person("local")
    people.grant(local, role="supervisor", site="North", by=None)
    for act in (
        partial(policy.activate, drafted, words="x"),
        partial(policy.ask_every_document, asked=True, words="x"),
        partial(quality.change, rates(), words="x"),
    ):
        with pytest.raises(Refused, match="for every site"):
            act(by=local)
    client.force_login(local)
    shown = client.get("/policy/").content.decode()
    assert "your role covers some sites only" in shown
    assert "Ask for every document" not in shown
