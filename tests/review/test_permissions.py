"""Who may do what: every verb against every role, sites, and strangers."""

import pytest
from django.contrib.auth.models import AnonymousUser

from audit.actions import SYSTEM
from coding import intake
from coding.uploads import DocumentUpload
from review import permissions
from review.actions import claims, guard, people
from review.models import Case
from review.states import BY_VERB, Role, State, Verb
from tests.cast import give_certificate
from tests.cast import person as make_person
from tests.coding.charts import upload
from tests.review.conftest import again

PEOPLE_VERBS = [row.verb for row in BY_VERB.values() if row.roles]


@pytest.fixture
def everybody(db):
    """One certified person for each role."""
    return {r: make_person(r.value, r.value, certificate="CCS") for r in Role}


def fresh(user):
    return type(user).objects.get(pk=user.pk)


def in_state(case, state, holder, senior):
    """The case brought into a state by the acts that lead there."""
    from review import codeset
    from review.actions import decisions, holds, signing

    if state in (State.OPEN, State.EXCEPTION):
        return case
    case = claims.claim(case, by=holder)
    if state is State.HELD:
        return holds.hold(case, words="Waits", by=holder, version=case.version)
    if state in (State.FINALISED, State.REOPENED):
        for item in codeset.items_of(case):
            decisions.accept(item, by=holder, version=again(case).version)
        signing.finalise(case, by=holder, version=again(case).version)
        case = again(case)
    if state is State.REOPENED:
        words = {"reason": "audit", "words": "Why not"}
        return signing.reopen(case, by=senior, version=case.version, **words)
    return case


@pytest.mark.parametrize("state", [s for s in State if s != State.EXCEPTION])
def test_every_verb_by_every_role_is_as_the_table_says(
    make_case, everybody, coder, senior, state
):
    case = again(in_state(make_case(), state, coder, senior))
    for role, who in everybody.items():
        for verb in PEOPLE_VERBS:
            row = BY_VERB[verb]
            may = role in row.roles and (
                not row.sources or (state in row.sources and not row.holder)
            )
            may = may and not (row.unclaimed and state is State.CLAIMED)
            reason = permissions.why_not(fresh(who), verb, case)
            assert (reason is None) == may, (role, verb, state, reason)


def test_the_holder_may_do_what_holders_do(mine, coder):
    for row in BY_VERB.values():
        if row.holder and State.CLAIMED in row.sources:
            assert permissions.why_not(coder, row.verb, mine) is None, row.verb


@pytest.mark.parametrize("verb", Verb)
def test_a_stranger_and_an_anonymous_visitor_may_do_nothing(case, stranger, verb):
    assert permissions.why_not(stranger, verb, case)
    assert permissions.why_not(AnonymousUser(), verb, case) == "Sign in first."


def test_strangers_see_no_case_no_chart_and_no_exception(case, stranger):
    from coding.models import Chart

    for who in (stranger, AnonymousUser()):
        assert not Case.objects.visible_to(who).exists()
        assert not permissions.visible_charts(who, Chart.objects.all()).exists()
        assert not permissions.visible_exceptions(who).exists()


def test_readers_see_cases_and_administrators_do_not(case, everybody):
    for role, who in everybody.items():
        sees = Case.objects.visible_to(who).exists()
        assert sees == (role is not Role.ADMIN), role


def test_a_role_for_one_site_opens_that_site_only(make_case, person):
    here, there = make_case(site="North"), make_case(site="South")
    local = person("local")
    people.grant(local, role="coder", site="North", by=None)
    give_certificate(local, "CCS")
    assert list(Case.objects.visible_to(fresh(local))) == [here]
    assert permissions.why_not(fresh(local), "claim", here) is None
    assert "site" in permissions.why_not(fresh(local), "claim", there)


def test_a_refused_upload_shows_at_its_site_and_to_who_sent_it(person):
    def at(site, by):
        sent = upload(site=site, documents=(DocumentUpload(b"%PDF-1.4"),))
        return intake.receive(sent, by=by).exception

    local, other = person("local"), person("other")
    people.grant(local, role="coder", site="North", by=None)
    here, _there = at("North", SYSTEM), at("South", SYSTEM)
    sent = at("", guard.person(local))
    assert set(permissions.visible_exceptions(fresh(local))) == {here, sent}
    people.grant(other, role="coder", by=None)
    assert permissions.visible_exceptions(fresh(other)).count() == 3


def test_without_a_valid_credential_nobody_claims_or_decides(case, uncertified):
    reason = permissions.why_not(uncertified, "claim", case)
    assert reason.startswith("You hold no valid credential for outpatient charts.")
    assert "CPC" in reason


def test_a_professional_certificate_does_not_cover_inpatient_stays(make_case, person):
    from datetime import date

    stay = make_case(setting="inpatient", admission_date=date(2026, 5, 10))
    professional = person("professional", "coder", certificate="CPC")
    assert "CIC, CCS" in permissions.why_not(professional, "claim", stay)


@pytest.mark.parametrize("days_left", [-1, -400])
def test_an_expired_credential_does_not_count(case, person, days_left):
    late = person("late", "coder")
    give_certificate(late, "CPC", days_left=days_left)
    assert "no valid credential" in permissions.why_not(late, "claim", case)


def test_it_counts_on_its_last_day(case, person):
    just = person("just", "coder")
    give_certificate(just, "CPC", days_left=0)
    assert permissions.why_not(just, "claim", case) is None


def test_permission_strings_are_answered_from_roles(everybody):
    for role, who in everybody.items():
        assert who.has_perm("audit.view_trail") == (role is Role.COMPLIANCE)
        assert who.has_perm("review.manage_people") == (role is Role.ADMIN)
        assert not who.has_perm("review.no_such_thing")


def test_a_closed_account_may_do_nothing(everybody, admin):
    gone = people.disable(everybody[Role.COMPLIANCE], by=admin)
    assert not gone.has_perm("audit.view_trail")
    assert permissions.why_not(gone, "view") == "This account is closed."


def test_the_reason_stays_the_same_sentence_in_page_and_action(mine, senior):
    from review.actions import decisions
    from review.refusals import Refused

    reason = permissions.why_not(senior, "undo", mine)
    with pytest.raises(Refused) as refusal:
        decisions.undo(mine, by=senior, version=mine.version)
    assert refusal.value.reason == reason
