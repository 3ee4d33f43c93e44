"""Work shared out: assignments, skips, saved worklists, what a credential reaches."""

from datetime import date

import pytest
from django.urls import reverse

from audit import vault
from audit.models import Event
from review import presenters, team, worklist
from review.actions import claims, worklists
from review.models import Case, SavedWorklist, Skip
from review.refusals import Refused
from review.worklist import Filters
from tests.review.conftest import again

ADMITTED = date(2026, 5, 10)


@pytest.fixture
def physician_coder(person):
    """Holds a CPC: everything but inpatient charts."""
    return person("physician", "coder", certificate="CPC")


def fresh(user):
    return type(user).objects.get(pk=user.pk)


def assign(count, to, by, **filters):
    return worklists.assign(filters=Filters(**filters), count=count, to=to, by=by)


# -- assigning ------------------------------------------------------------------


def test_charts_are_assigned_evenly_with_an_event_each(
    make_case, coder, senior, supervisor
):
    for _ in range(4):
        make_case()
    given = assign(4, [coder, senior], supervisor)
    assert given == {coder: 2, senior: 2}
    told = Event.objects.order_by("-pk")[:4]
    assert {each.type for each in told} == {"case-assigned"}


def test_what_is_assigned_comes_first_and_only_to_whom_it_is_meant_for(
    make_case, coder, person, supervisor
):
    first, second = make_case(), make_case()
    other = person("other", "coder", certificate="CCS")
    worklists.assign_one(second, to=coder, by=supervisor)
    assert claims.claim_next(by=coder) == second
    worklists.assign_one(first, to=coder, by=supervisor)
    assert claims.claim_next(by=other) is None
    with pytest.raises(Refused, match="assigned to Coder"):
        claims.claim(first, by=other)
    assert claims.claim(first, by=coder).claimed_by == coder


def test_a_senior_may_help_out(case, coder, senior, supervisor):
    worklists.assign_one(case, to=coder, by=supervisor)
    assert claims.claim(case, by=senior).claimed_by == senior


def test_an_assignment_takes_nothing_out_of_anybodys_hands(
    mine, coder, senior, supervisor
):
    with pytest.raises(Refused, match="No free chart"):
        assign(5, [senior], supervisor)
    with pytest.raises(Refused, match="Coder holds this chart"):
        worklists.assign_one(mine, to=senior, by=supervisor)
    assert again(mine).claimed_by == coder


def test_nobody_is_assigned_what_they_may_not_sign(
    make_case, physician_coder, uncertified, supervisor
):
    inpatient = make_case(setting="inpatient", admission_date=ADMITTED)
    with pytest.raises(Refused, match="may sign"):
        assign(1, [physician_coder], supervisor)
    for who in (physician_coder, uncertified):
        with pytest.raises(Refused, match="no valid credential"):
            worklists.assign_one(inpatient, to=who, by=supervisor)


def test_capacity_bounds_what_is_assigned(make_case, coder, supervisor):
    for _ in range(3):
        make_case()
    worklists.set_capacity(coder, 2, by=supervisor)
    assert assign(3, [coder], supervisor) == {coder: 2}
    with pytest.raises(Refused, match="room"):
        assign(1, [coder], supervisor)
    (member,) = [each for each in team.members() if each.user == coder]
    assert (member.capacity, member.assigned, member.room) == (2, 2, 0)


def test_only_charts_of_the_choice_are_assigned(make_case, coder, supervisor):
    heart, _ = make_case(specialty="Cardiology"), make_case()
    assign(9, [coder], supervisor, specialty="Cardiology")
    assert Case.objects.get(assigned_to=coder) == heart


def test_a_supervisor_takes_an_assignment_back(case, coder, supervisor):
    worklists.assign_one(case, to=coder, by=supervisor)
    worklists.unassign(case, by=supervisor)
    assert again(case).assigned_to is None
    assert Event.objects.latest("pk").type == "case-unassigned"
    with pytest.raises(Refused, match="not assigned"):
        worklists.unassign(case, by=supervisor)


@pytest.mark.parametrize("count", [0, 501])
def test_an_odd_number_is_refused(case, coder, supervisor, count):
    with pytest.raises(Refused, match="1 to 500"):
        assign(count, [coder], supervisor)


def test_coders_assign_nothing(case, coder, senior):
    for act in (
        lambda: assign(1, [coder], senior),
        lambda: worklists.set_capacity(coder, 3, by=senior),
        lambda: worklists.save(name="x", rule={}, shared=True, by=senior),
    ):
        with pytest.raises(Refused, match="Only a supervisor"):
            act()


# -- what a credential reaches --------------------------------------------------


def test_a_list_goes_as_far_as_the_credential(make_case, physician_coder, coder):
    clinic = make_case()
    stay = make_case(setting="inpatient", admission_date=ADMITTED)
    lane = Filters(view=stay.lane)
    mine = {c.pk for c in worklist.page(physician_coder, lane).cases}
    assert mine == {clinic.pk} - (set() if clinic.lane == stay.lane else {clinic.pk})
    whole = worklist.page(physician_coder, lane.but(whole="yes"))
    assert stay.pk in {c.pk for c in whole.cases}
    assert stay.pk in {c.pk for c in worklist.page(coder, lane).cases}


def test_counts_are_of_what_is_listed(make_case, physician_coder):
    make_case()
    make_case(setting="inpatient", admission_date=ADMITTED)
    counted = worklist.counts(physician_coder)
    for view in worklist.VIEWS:
        listed = worklist.page(physician_coder, Filters(view=view)).cases
        assert len(listed) == counted.by_view[view], view


def test_the_page_says_what_is_left_out(make_case, physician_coder, client):
    make_case()
    client.force_login(physician_coder)
    page = client.get("/worklist/").content.decode()
    assert "what you may sign" in page and "whole=yes" in page


# -- skipping -------------------------------------------------------------------


def test_a_skip_says_why_and_is_not_offered_again(mine, coder, senior):
    claims.skip(mine, reason="outside-my-field", by=coder)
    assert Skip.objects.get().reason == "outside-my-field"
    told = Event.objects.latest("pk")
    assert told.type == "case-given-back" and b"outside-my-field" in bytes(told.body)
    assert claims.claim_next(by=coder) is None
    assert claims.claim_next(by=senior) == mine


def test_an_interrupted_chart_may_be_the_next_again(mine, coder):
    claims.skip(mine, reason="interrupted", by=coder)
    assert claims.claim_next(by=coder) == mine


@pytest.mark.parametrize(("reason", "words"), [("", ""), ("asked", ""), ("other", " ")])
def test_no_skip_without_a_reason(mine, coder, reason, words):
    with pytest.raises(Refused, match="pass this chart over"):
        claims.skip(mine, reason=reason, words=words, by=coder)
    assert again(mine).claimed_by == coder


def test_the_button_asks_why(mine, coder, client):
    client.force_login(coder)
    address = reverse("review:give-back", args=[mine.pk])
    assert client.post(address, {"version": mine.version}).status_code == 422
    client.post(address, {"version": mine.version, "reason": "outside-my-field"})
    assert again(mine).state == "open"


def test_taking_over_says_why(mine, senior):
    with pytest.raises(Refused, match="few words"):
        claims.take_over(mine, by=senior, words=" ")
    claims.take_over(mine, by=senior, words="They fell ill")
    assert again(mine).claimed_by == senior
    assert b"ill" not in bytes(Event.objects.latest("pk").body)


# -- saved worklists ------------------------------------------------------------


def test_a_choice_gets_a_name_of_ones_own_or_for_all(coder, senior, supervisor):
    worklists.save(
        name="Heart", rule={"specialty": "Cardiology"}, shared=False, by=coder
    )
    worklists.save(name="Old", rule={"older": "7"}, shared=True, by=supervisor)
    names = [row.name for row in SavedWorklist.objects.for_person(coder)]
    assert names == ["Heart", "Old"]
    assert [r.name for r in SavedWorklist.objects.for_person(senior)] == ["Old"]
    told = Event.objects.latest("pk")
    assert told.type == "worklist-saved" and b"Old" not in bytes(told.body)


def test_the_same_name_again_changes_it(coder):
    worklists.save(name="Mine", rule={"older": "7"}, shared=False, by=coder)
    row = worklists.save(name="Mine", rule={"older": "9"}, shared=False, by=coder)
    assert SavedWorklist.objects.get() == row and row.rule == {"older": "9"}


def test_a_name_is_given_up_by_who_may(coder, senior, supervisor):
    own = worklists.save(name="Mine", rule={}, shared=False, by=coder)
    shared = worklists.save(name="All", rule={}, shared=True, by=supervisor)
    for row in (own, shared):
        with pytest.raises(Refused):
            worklists.give_up(row, by=senior)
    worklists.give_up(own, by=coder)
    worklists.give_up(shared, by=supervisor)
    assert not SavedWorklist.objects.for_person(coder).exists()


def test_saving_from_the_page(make_case, coder, client):
    make_case(contract="H1234")
    client.force_login(coder)
    given = {"view": "review", "contract": "H1234", "older": "2", "name": "Plan"}
    client.post("/worklist/save/", given)
    row = SavedWorklist.objects.get()
    assert row.rule == {"contract": "H1234", "older": "2"}
    page = client.get("/worklist/").content.decode()
    assert ">Plan</a>" in page
    client.post(reverse("review:worklist-give-up", args=[row.pk]))
    assert ">Plan</a>" not in client.get("/worklist/").content.decode()


def test_filters_by_contract_and_age(make_case, coder):
    from datetime import timedelta

    from django.utils import timezone

    old, new = make_case(contract="H1"), make_case()
    then = timezone.now() - timedelta(days=5)
    Case.objects.filter(pk=old.pk).update(opened_at=then)

    def found(**wanted):
        return {c.pk for c in worklist.page(coder, Filters(**wanted)).cases}

    assert found(contract="H1") == {old.pk}
    assert found(older="3") == {old.pk}
    assert found(older="6") == set()
    assert found() == {old.pk, new.pk}
    assert Filters.read({"older": "²"}).older == ""
    assert Filters.read({"older": "-1"}).older == ""


def test_filters_by_payer_and_by_what_nobody_stated(make_case, coder, client):
    said, silent = make_case(payer="Brightmoor"), make_case()

    def found(**wanted):
        return {c.pk for c in worklist.page(coder, Filters(**wanted)).cases}

    assert found(payer="Brightmoor") == {said.pk}
    assert found(payer=worklist.UNSAID) == {silent.pk}
    assert found(payer="Another") == set()
    offered = worklist.choices(coder, Filters(), ["payer"])["payer"]
    assert [(c.value, c.label, c.count) for c in offered] == [
        ("Brightmoor", "Brightmoor", 1),
        ("-", "not stated", 1),
    ]
    client.force_login(coder)
    page = client.get("/worklist/?payer=-").content.decode()
    assert '<option value="-" selected>not stated (1)' in page
    given = {"payer": "Brightmoor", "name": "Bright"}
    client.post("/worklist/save/", given)
    assert SavedWorklist.objects.get().rule == {"payer": "Brightmoor"}


def test_a_new_version_of_a_chart_may_name_another_payer(make_case):
    from dataclasses import replace

    from review.actions import cases, intake
    from tests.review.conftest import NOTE, finish, upload

    told = upload(NOTE, payer="Brightmoor", external_id="one-and-the-same")
    first = cases.route(finish(intake.receive(told, by=None).version))
    told = replace(told, payer="Northgate")
    second = cases.route(finish(intake.receive(told, by=None).version))
    assert (first.pk, first.payer) == (second.pk, "Brightmoor")
    assert again(second).payer == "Northgate"


def test_only_charts_of_a_payer_are_assigned(make_case, coder, supervisor):
    one, _ = make_case(payer="Brightmoor"), make_case()
    assign(9, [coder], supervisor, payer="Brightmoor")
    assert Case.objects.get(assigned_to=coder) == one


# -- nothing left, said honestly ------------------------------------------------


def shown(client, address="/worklist/"):
    return client.get(address).content.decode()


def test_a_choice_that_fits_nothing_says_how_many_are_there_without_it(
    make_case, coder, client
):
    make_case()
    client.force_login(coder)
    page = shown(client, "/worklist/?view=review&payer=Nobody")
    other = shown(client, "/worklist/?view=fast_lane&payer=Nobody")
    said = "Without them there is 1 here." in page, "there is none either" in other
    assert said in {(True, True), (False, False)}
    assert ("Without them there is 1 here." in other) is not said[0]
    # What was chosen is shown as chosen, though no chart has it.
    assert '<option value="Nobody" selected>Nobody</option>' in page


def test_what_the_credential_does_not_cover_is_not_called_nothing(
    make_case, physician_coder, client
):
    make_case(setting="inpatient", admission_date=ADMITTED)
    client.force_login(physician_coder)
    page = shown(client)
    assert "1 here are of a setting that your credential does not cover" in page
    assert "Nothing left" not in page


def test_nothing_left_counts_what_others_hold(mine, senior, client):
    client.force_login(senior)
    lane = next(view for view in ("review", "fast_lane") if view != mine.lane)
    page = shown(client, f"/worklist/?view={lane}")
    assert "Nothing left" in page
    assert "Not signed yet: 1 in somebody&#x27;s hands." in page


# -- the team page --------------------------------------------------------------


def test_the_team_page_says_who_holds_what(mine, coder, supervisor, client):
    client.force_login(supervisor)
    page = client.get("/team/").content.decode()
    assert mine.get_absolute_url() in page and "Coder" in page
    assert "Vestergaard" not in page


def test_the_team_page_lists_what_was_passed_over_and_why(
    mine, coder, senior, stranger, client
):
    claims.skip(mine, reason="needs-another", by=coder)
    client.force_login(senior)
    page = client.get("/team/").content.decode()
    assert "Passed over" in page and "needs a colleague&#x27;s eyes" in page
    (row,) = team.passed_over(senior)
    assert (row.case, row.who, row.reason) == (mine, coder, "needs-another")
    assert team.passed_over(stranger) == ()
    # In somebody's hands it waits no more.
    claims.claim_next(by=senior)
    assert team.passed_over(senior) == ()
    assert "Passed over" not in client.get("/team/").content.decode()


def test_the_teams_tables_are_spreadsheets_that_run_nothing(
    make_case, mine, coder, senior, supervisor, stranger, client
):
    claims.skip(mine, reason="needs-another", by=coder)
    claims.claim(make_case(), by=coder)
    coder.display_name = "=cmd()"
    coder.save()
    client.force_login(supervisor)
    page = client.get("/team/").content.decode()
    for key, heading in (("people", "Coder"), ("holds", "Case"), ("passed", "Case")):
        assert f'href="?csv={key}"' in page
        sheet = client.get(f"/team/?csv={key}")
        assert sheet["Content-Type"].startswith("text/csv")
        lines = sheet.content.decode().splitlines()
        assert lines[0].startswith(heading) and len(lines) >= 2
        assert "'=cmd()" in sheet.content.decode()
        assert "Vestergaard" not in sheet.content.decode()
    assert client.get("/team/?csv=nothing").status_code == 404
    client.force_login(stranger)
    assert client.get("/team/?csv=holds").status_code in (302, 403)


def test_the_team_costs_as_many_queries_for_one_as_for_many(
    make_case, person, supervisor, coder
):
    def count():
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as seen:
            team.members()
            presenters.worklist_rows(
                [each.case for each in team.passed_over(supervisor)], supervisor
            )
        return len(seen)

    count()
    few = count()
    for n in range(4):
        person(f"coder{n}", "coder", certificate="CCS")
        held = claims.claim(make_case(), by=coder)
        claims.skip(held, reason="conflict-of-interest", by=coder)
    assert count() == few


def test_assigning_from_the_page(make_case, coder, supervisor, client):
    for _ in range(3):
        make_case()
    client.force_login(supervisor)
    answer = client.post(
        "/team/assign/", {"count": "2", "person": str(coder.pk)}, follow=True
    )
    assert "Assigned: 2 to Coder." in answer.content.decode()
    assert "Nothing" not in answer.content.decode().split("<main")[1][:200]
    client.force_login(coder)
    page = client.get("/worklist/?view=assigned").content.decode()
    assert "for you" in page
    client.force_login(supervisor)
    odd = client.post("/team/assign/", {"count": "many"}, follow=True)
    assert "from 1 to 500" in odd.content.decode()


def test_capacity_from_the_page(coder, supervisor, client):
    client.force_login(supervisor)
    address = reverse("review:capacity", args=[coder.pk])
    client.post(address, {"charts": "7"})
    assert team.capacity_of(coder) == 7
    odd = client.post(address, {"charts": "-3"}, follow=True)
    assert "from 0 to 500" in odd.content.decode()


def test_words_of_a_take_over_are_in_the_vault(mine, senior):
    import hashlib

    claims.take_over(mine, by=senior, words="They fell ill")
    digest = hashlib.sha256(b"They fell ill").hexdigest()
    assert vault.get_text(digest) == "They fell ill"
