"""Queries to providers: the chart waits, and comes back with an answer that counts."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone

from audit import vault
from audit.metrics.answering import Answering
from audit.models import Event
from review import codeset, querylist, querystates
from review.actions import answers, claims, decisions, holds, queries, signing
from review.asking import Indicator, Option, begun
from review.models import Query
from review.presenters import answering
from review.querystates import QueryState, Topic
from review.refusals import Refused, StaleCase
from review.states import Verb
from tests.review.conftest import again, evidence_in, finish

TEXT = "Addendum: the asthma is moderate and persistent. Signed, Dr Mork."


def indicator(case, words="Migraine without aura"):
    found = evidence_in(codeset.documents_of(case.run.version), words)
    return Indicator(found.document, found.start, found.end, found.text)


def question(case, **changes):
    fair = begun(Topic.SPECIFICITY, (indicator(case),))
    options = (Option("intractable", (0,)), Option("not intractable", (0,)))
    return replace(fair, options=options, **changes)


def draft(case, by, **changes):
    return queries.draft(case, question(case, **changes), by=by)


def sent(case, by, **changes):
    query = draft(case, by, **changes)
    return queries.send(query, by=by, version=query.version)


def addendum(**changes):
    given = {
        "text": TEXT,
        "author": "Dr Mork",
        "author_role": "attending-physician",
        "signed_on": timezone.now().date(),
        "is_authenticated": True,
        "choice": 0,
    }
    return answers.Addendum(**(given | changes))


def answered(query, by, **changes):
    return answers.answer(query, addendum(**changes), by=by, version=query.version)


@pytest.fixture
def specialist(person):
    """A CDI specialist, who asks and never decides."""
    return person("cdi", "cdi_specialist")


@pytest.fixture
def sampled(compliance):
    """Puts a chart's patient into the sample of an audit that is open."""
    from review.models import AuditedEnrollee, RadvAudit

    def put(chart):
        audit = RadvAudit.objects.create(
            contract="H1234",
            payment_year=chart.latest().service_date.year + 1,
            name="first",
            records_due=date(2027, 3, 1),
            owner=compliance,
            created_by=compliance,
        )
        AuditedEnrollee.objects.create(
            audit=audit,
            position=1,
            mark="a" * 64,
            patient=chart.patient,
            identity_sha256="b" * 64,
        )

    return put


def late(query, days=1):
    due = timezone.now() - timedelta(days=days)
    Query.objects.filter(pk=query.pk).update(due_at=due, sent_at=due)


def test_a_draft_changes_nothing_about_the_chart(mine, coder):
    query = draft(mine, coder)
    case = again(mine)
    assert (query.state, case.state, case.version) == ("draft", "claimed", mine.version)
    assert Event.objects.latest("pk").type == "query-drafted"


def test_what_is_asked_is_in_the_vault_and_not_in_the_event(mine, coder):
    query = sent(mine, coder)
    assert b"Migraine without aura" in vault.get(query.content_sha256)
    told = Event.objects.latest("pk")
    assert told.type == "query-sent"
    assert b"Migraine" not in bytes(told.body)


def test_sending_puts_the_chart_on_hold_until_it_is_due(mine, coder):
    query = sent(mine, coder)
    case = again(mine)
    assert (case.state, case.claimed_by, case.held_by) == ("held", None, coder)
    assert query.due_at - query.sent_at == queries.DUE["outpatient"]


def test_one_event_for_each_thing_done(mine, coder):
    before = Event.objects.count()
    query = draft(mine, coder)
    query = queries.edit(query, question(mine), by=coder, version=query.version)
    query = queries.send(query, by=coder, version=query.version)
    queries.withdraw(query, words="Found it", by=coder, version=query.version)
    assert Event.objects.count() == before + 4


def test_a_query_that_is_not_fair_is_not_sent(mine, coder):
    query = draft(mine, coder, title="Clarification of sepsis")
    with pytest.raises(Refused, match="sepsis"):
        queries.send(query, by=coder, version=query.version)
    assert again(mine).state == "claimed"


def test_a_quote_that_stands_elsewhere_is_not_sent(mine, coder):
    wrong = replace(indicator(mine), start=0, end=21)
    query = queries.draft(mine, begun(Topic.SPECIFICITY, (wrong,)), by=coder)
    with pytest.raises(Refused, match="does not stand"):
        queries.send(query, by=coder, version=query.version)


def test_a_page_made_before_a_change_is_refused(mine, coder):
    query = draft(mine, coder)
    queries.edit(query, question(mine), by=coder, version=query.version)
    with pytest.raises(StaleCase):
        queries.send(query, by=coder, version=query.version)


def test_nobody_puts_a_chart_on_hold_that_a_colleague_works_on(mine, specialist):
    query = draft(mine, specialist)
    with pytest.raises(Refused, match="Coder holds this chart"):
        queries.send(query, by=specialist, version=query.version)


def test_a_specialist_asks_about_a_chart_that_waits(case, specialist):
    query = sent(case, specialist)
    assert (query.state, again(case).state) == ("sent", "held")


@pytest.mark.parametrize("state", QueryState)
@pytest.mark.parametrize("verb", list(querystates.BY_VERB))
def test_every_verb_is_refused_outside_its_states(verb, state):
    row = querystates.BY_VERB[verb]
    reason = querystates.why_not_in(verb, state)
    assert (reason is None) == (state in row.sources)


def test_the_page_in_docs_is_what_the_table_says():
    from tests.review.test_states import REPO

    kept = (REPO / "docs/query-states.md").read_text()
    assert kept == querystates.page()


# -- answers --------------------------------------------------------------------


def test_an_answer_is_a_new_version_of_the_chart_with_the_addendum(mine, coder):
    query = answered(sent(mine, coder), coder)
    old, new = mine.run.version, query.answered_in
    assert new.number == old.number + 1
    before = list(old.documents.values_list("document_id", flat=True))
    now = list(new.documents.values_list("document_id", flat=True))
    assert now[:-1] == before
    last = new.documents.latest("position")
    assert vault.get_text(last.document_id) == TEXT
    assert (last.kind, last.author_role) == ("addendum", "Attending physician")


def test_the_chart_comes_back_on_top_and_says_why(mine, coder):
    query = answered(sent(mine, coder), coder)
    case = again(mine)
    assert (case.state, case.priority) == ("open", 1)
    assert case.reasons[0]["text"] == "query answered"
    assert (query.state, query.outcome) == ("answered", "option")
    assert Event.objects.latest("pk").type == "query-answered"


def test_what_the_answer_does_not_touch_stays_decided(mine, coder):
    item = codeset.items_of(mine)[0]
    decisions.accept(item, by=coder, version=mine.version)
    query = answered(sent(again(mine), coder), coder)
    from review.actions import cases

    cases.route(finish(query.answered_in))
    item.refresh_from_db()
    case = again(mine)
    assert item.current is not None
    assert case.run.version == query.answered_in
    assert [reason["key"] for reason in case.reasons][:2] == [
        "amended",
        "query_answered",
    ]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"is_authenticated": False}, "authenticated"),
        ({"text": "  "}, "as it stands"),
        ({"author": ""}, "who signed"),
        ({"author_role": "janitor"}, "role"),
        ({"signed_on": None}, "date of the signature"),
        ({"signed_on": date(2020, 1, 1)}, "older than the query"),
        ({"signed_on": date(2999, 1, 1)}, "future"),
        ({"choice": 17}, "Choose one"),
        ({"text": "\x01\x02"}, "control characters"),
    ],
)
def test_only_an_authenticated_addendum_counts(mine, coder, changes, words):
    query = sent(mine, coder)
    with pytest.raises(Refused, match=words):
        answered(query, coder, **changes)
    assert again(query).state == "sent" and again(mine).state == "held"
    assert mine.chart.versions.count() == 1


def test_the_note_itself_is_no_addendum(mine, coder):
    from tests.review.conftest import NOTE

    with pytest.raises(Refused, match="already"):
        answered(sent(mine, coder), coder, text=NOTE)


@pytest.mark.parametrize(
    ("choice", "outcome"),
    [(0, "option"), (2, "other"), (3, "undetermined"), (None, "open")],
)
def test_what_was_chosen_is_counted_and_not_spelt_out(mine, coder, choice, outcome):
    query = answered(sent(mine, coder), coder, choice=choice)
    assert query.outcome == outcome
    assert b"intractable" not in bytes(Event.objects.latest("pk").body)


def test_a_chart_that_a_person_holds_stays_on_hold(mine, coder):
    holds.hold(mine, words="Waits for a report", by=coder, version=mine.version)
    answered(sent(again(mine), coder), coder)
    assert again(mine).state == "held"


def test_with_two_queries_out_the_chart_waits_for_both(mine, coder):
    first, second = sent(mine, coder), sent(again(mine), coder)
    answered(first, coder)
    assert again(mine).state == "held"
    answered(second, coder, text=f"{TEXT} Again.")
    assert again(mine).state == "open"


def test_a_chart_is_not_signed_over_an_unfinished_query(mine, coder):
    query = draft(mine, coder)
    assert any(
        "Query 1 is drafted" in each for each in signing.why_not_yet(mine, coder)
    )
    queries.withdraw(query, words="", by=coder, version=query.version)
    assert not any("Query" in each for each in signing.why_not_yet(mine, coder))


def test_an_answered_query_is_closed_before_the_signature(mine, coder):
    query = answered(sent(mine, coder), coder)
    case = claims.claim(again(mine), by=coder)
    assert any("was answered" in each for each in signing.why_not_yet(case, coder))
    queries.close(query, by=coder, version=query.version)
    assert again(query).state == "closed"


# -- overdue --------------------------------------------------------------------


def test_no_answer_in_time_escalates_and_then_gives_up(mine, coder):
    query = sent(mine, coder)
    assert queries.pursue_overdue() == 0
    late(query)
    assert queries.pursue_overdue() == 1
    assert again(query).state == "escalated" and again(mine).state == "held"
    assert Event.objects.latest("pk").type == "query-escalated"
    assert queries.pursue_overdue() == 0
    late(query)
    queries.pursue_overdue()
    assert again(query).state == "expired"
    case = again(mine)
    assert (case.state, case.priority) == ("open", 1)
    assert case.reasons[0]["text"] == "query not answered"


def test_a_late_answer_still_counts_and_is_called_late(mine, coder):
    query = sent(mine, coder)
    late(query)
    queries.pursue_overdue()
    query = answered(again(query), coder)
    told = bytes(Event.objects.latest("pk").body)
    assert query.state == "answered" and b'"late":"yes"' in told


def test_the_sweep_pursues_what_is_overdue(mine, coder):
    from review import tasks
    from review.models import Heartbeat

    late(sent(mine, coder))
    tasks.sweep()
    assert Heartbeat.objects.get(name="sweep").detail["pursued"] == 1


# -- RADV -----------------------------------------------------------------------


def test_a_chart_in_an_open_radv_sample_is_not_asked_about(mine, coder, sampled):
    sampled(mine.chart)
    with pytest.raises(Refused, match="open RADV sample"):
        draft(mine, coder)


def test_a_draft_is_not_sent_once_the_chart_is_sampled(mine, coder, sampled):
    query = draft(mine, coder)
    sampled(mine.chart)
    with pytest.raises(Refused, match="open RADV sample"):
        queries.send(query, by=coder, version=query.version)


def test_an_answer_to_a_sampled_chart_is_refused(mine, coder, sampled):
    query = sent(mine, coder)
    sampled(mine.chart)
    with pytest.raises(Refused, match="open RADV sample"):
        answered(query, coder)


# -- the queue ------------------------------------------------------------------


def test_the_queue_shows_escalated_first_in_one_query(
    make_case, coder, specialist, django_assert_num_queries
):
    made = [sent(claims.claim(make_case(), by=coder), coder) for _ in range(3)]
    late(made[1])
    queries.pursue_overdue()
    me = type(specialist).objects.get(pk=specialist.pk)
    querylist.turnaround(me)
    with django_assert_num_queries(1):
        rows = list(querylist.found(me, querylist.Choice()))
        assert [query.pk for query in rows][0] == made[1].pk
        assert [query.case.specialty for query in rows] == ["Internal medicine"] * 3


def test_turnaround_is_the_median_of_what_was_answered(make_case, coder):
    took = (2, 4, 9)
    for days in took:
        query = sent(claims.claim(make_case(), by=coder), coder)
        answered(query, coder)
        ended = timezone.now()
        Query.objects.filter(pk=query.pk).update(
            sent_at=ended - timedelta(days=days), answered_at=ended
        )
    found = querylist.turnaround(coder)
    assert (found.answered, found.median) == (3, timedelta(days=4))
    assert found.by_view == {"out": 0, "answered": 3, "draft": 0, "done": 0}


def test_queries_of_other_sites_are_not_seen(make_case, coder, person):
    from review.actions import people

    query = sent(claims.claim(make_case(site="north"), by=coder), coder)
    other = person("southerner")
    people.grant(other, role="cdi_specialist", site="south", by=None)
    assert Query.objects.visible_to(coder).get() == query
    assert not Query.objects.visible_to(other).exists()


def test_only_askers_may_ask(case, supervisor, compliance, admin):
    for who in (supervisor, compliance, admin):
        with pytest.raises(Refused, match="may ask the provider"):
            draft(case, who)


def test_a_supervisor_withdraws_what_hangs(mine, coder, supervisor):
    query = sent(mine, coder)
    assert queries.why_not(supervisor, Verb.WITHDRAW_QUERY, query) is None
    with pytest.raises(Refused, match="few words"):
        queries.withdraw(query, words=" ", by=supervisor, version=query.version)
    queries.withdraw(query, words="Moot", by=supervisor, version=query.version)
    assert again(mine).state == "open"


def test_response_and_agreement_stand_with_n_interval_and_their_rows(
    make_case, coder, supervisor, client
):
    for n in range(3):
        query = sent(claims.claim(make_case(), by=coder), coder)
        if n:
            answered(query, coder)
    client.force_login(supervisor)
    shown = client.get("/reasons-given/").content.decode()
    assert "66.7%" in shown and "100.0%" in shown  # 2 of 3 answered, both agreed
    assert "20.8–93.9, few" in shown and "One-sided" not in shown
    links = re.findall(r'href="(/reasons-given/queries/[^"]*)">([^<]+)</a>', shown)
    rows = {
        re.search(r"outcome=(\w+)", address)[1] if "outcome" in address else "": address
        for address, _ in links
    }
    for outcome, n in (("", 3), ("answered", 2), ("option", 2)):
        address = rows[outcome].replace("&amp;", "&")
        assert f"<h1>{n} quer" in client.get(address).content.decode(), outcome
    sheet = client.get("/reasons-given/?csv=answers").content.decode()
    assert sheet.startswith("Topic,Sent,Answered") and "all topics,3,66.7%" in sheet
    assert client.get("/reasons-given/queries/?topic=x&outcome=%00").status_code == 200


def test_each_provider_group_stands_apart_with_its_queries(
    make_case, coder, supervisor, client
):
    for group in ("East & West", "", "East & West"):
        chart = make_case(provider_group=group)
        answered(sent(claims.claim(chart, by=coder), coder), coder)
    client.force_login(supervisor)
    sheet = client.get("/reasons-given/?csv=answers-groups").content.decode()
    assert [row.split(",")[:2] for row in sheet.splitlines()] == [
        ["Provider group", "Sent"],
        ["East & West", "2"],
        ["not known", "1"],
    ]
    rows = "/reasons-given/queries/?group="
    for group, n in (("East+%26+West", 2), ("-", 1), ("West", 0), ("%00", 3)):
        assert f"<h1>{n} quer" in client.get(rows + group).content.decode(), group


def test_answers_that_are_nearly_all_the_same_raise_an_alert():
    fair, led = ["option", "other"] * 20, ["option"] * 19 + ["other"]
    found = {"": Answering.of(fair + led), "poa": Answering.of(led)}
    assert answering.alert(found) == (
        "95.0% of answers about present on admission are “one of the options”: look"
        " whether the questions lead."
    )
    assert answering.alert({"": Answering.of(fair)}) == ""
    groups = {"East": Answering.of(led), "West": Answering.of(fair)}
    assert answering.group_alerts(groups) == [
        "95.0% of answers from East are “one of the options”: look whether the"
        " questions lead."
    ]


def test_queries_of_another_site_are_in_no_number(make_case, coder, person, client):
    from review.actions import people

    answered(sent(claims.claim(make_case(), by=coder), coder), coder)
    elsewhere = person("elsewhere")
    people.grant(elsewhere, role="supervisor", site="Elsewhere", by=None)
    client.force_login(elsewhere)
    assert (
        "/reasons-given/queries/" not in client.get("/reasons-given/").content.decode()
    )
    shown = client.get("/reasons-given/queries/").content.decode()
    assert "<h1>0 queries" in shown
