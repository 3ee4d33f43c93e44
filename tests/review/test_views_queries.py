"""The pages of queries: from a gap to a sent query, a copy, an answer, and back."""

import hashlib

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from coding import actions as machine
from coding.values import Gap
from review.actions import cases
from tests.review.conftest import CODES, again, coded_note, evidence_in

GAP = "Is the asthma controlled?"


@pytest.fixture
def gap(make_case, coder):
    """A chart whose note leaves something out, held by the coder."""
    from review import codeset
    from review.actions import claims

    case = make_case()
    found = evidence_in(codeset.documents_of(case.run.version), "persistent asthma")
    gap = Gap("specificity", GAP, ("controlled", "uncontrolled"), (found,), ("J45.40",))
    return claims.claim(make_case(gaps=(gap,)), by=coder)


@pytest.fixture
def asked(gap, coder, client):
    """The query that the gap's button drafts."""
    client.force_login(coder)
    client.post(reverse("review:ask", args=[gap.pk]), {"gap": "0"})
    return gap.queries.get()


def fields(query, **changes):
    """The draft's form as the page sends it."""
    given = {
        "version": query.version,
        "topic": "specificity",
        "title": "Severity of the persistent asthma",
        "words": GAP,
        "option-0": "controlled",
        "rests-0": ["0"],
        "option-1": "uncontrolled",
        "rests-1": ["0"],
        "quote": "",
        "do": "save",
    }
    return given | changes


def edit(client, query, **changes):
    address = reverse("review:query-edit", args=[query.pk])
    return client.post(address, fields(query, **changes))


def sent(client, query):
    edit(client, query, do="send")
    return again(query)


def test_a_gap_becomes_a_draft_that_quotes_the_note(asked, client):
    page = client.get(asked.get_absolute_url()).content.decode()
    assert "persistent asthma" in page and GAP in page
    assert "Unable to determine" in page
    assert Event.objects.latest("pk").type == "chart-viewed"


def test_words_of_the_note_become_a_draft(mine, coder, client):
    client.force_login(coder)
    given = {"quote": "Migraine without aura", "topic": "conflict"}
    answer = client.post(reverse("review:ask", args=[mine.pk]), given)
    assert answer.status_code == 302
    assert mine.queries.get().topic == "conflict"


def test_words_that_stand_nowhere_are_said_to(mine, coder, client):
    client.force_login(coder)
    given = {"quote": "Bubonic plague", "topic": "conflict"}
    answer = client.post(reverse("review:ask", args=[mine.pk]), given)
    assert answer.status_code == 422
    assert "Select or type the words" in answer.content.decode()
    assert "Bubonic plague" in answer.content.decode()
    assert not mine.queries.exists()


def test_a_quote_is_added_and_another_left_out(asked, client):
    edit(client, asked, quote="Generalized anxiety disorder", do="quote")
    assert len(_content(asked).indicators) == 2
    edit(client, again(asked), drop=["0"], **{"rests-0": ["1"], "rests-1": ["1"]})
    content = _content(asked)
    assert [each.words for each in content.indicators] == [
        "Generalized anxiety disorder"
    ]
    assert [each.rests_on for each in content.options] == [(0,), (0,)]


def test_a_quote_that_stands_nowhere_keeps_what_was_typed(asked, client):
    answer = edit(client, asked, quote="nowhere", title="Severity", do="quote")
    assert answer.status_code == 422
    assert "stand nowhere" in answer.content.decode()
    assert _content(asked).title == "Severity"


def test_what_is_not_fair_is_said_before_it_is_sent(asked, client):
    answer = edit(client, asked, title="Sepsis", do="send")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“sepsis”, which no quoted indicator says" in page
    assert again(asked).state == "draft"


def test_sent_the_chart_waits(asked, client):
    assert sent(client, asked).state == "sent"
    assert again(asked.case).state == "held"
    page = client.get(reverse("review:queries")).content.decode()
    assert "Query 1" in page and "persistent" not in page


@pytest.mark.parametrize("form", ["text", "pdf"])
def test_a_copy_names_the_patient_and_stands_in_the_trail(asked, client, form):
    sent(client, asked)
    address = reverse("review:query-copy", args=[asked.pk])
    answer = client.post(address, {"form": form})
    assert answer["Content-Disposition"].startswith("attachment")
    assert "Vestergaard" not in answer["Content-Disposition"]
    told = Event.objects.order_by("-pk")[:2]
    assert [each.type for each in told] == ["query-copied", "identity-viewed"]
    digest = hashlib.sha256(answer.content).hexdigest()
    assert digest.encode() in bytes(told[0].body)
    again_made = client.post(address, {"form": form})
    assert again_made.content == answer.content
    if form == "text":
        said = answer.content.decode()
        assert "Ida Vestergaard" in said and "persistent asthma" in said
        assert "Unable to determine" in said and "J45" not in said
    else:
        assert answer.content.startswith(b"%PDF-")
        assert b"Vestergaard" not in answer.content.split(b"stream")[0]


def test_a_draft_has_no_copy(asked, client):
    address = reverse("review:query-copy", args=[asked.pk])
    answer = client.post(address, {"form": "text"})
    assert answer.status_code == 422 and b"Send the query first" in answer.content


def given(query, **changes):
    typed = {
        "version": query.version,
        "choice": "0",
        "text": "Addendum: it is controlled.",
        "author": "Dr Mork",
        "author_role": "attending-physician",
        "signed_on": timezone.now().date().isoformat(),
        "authenticated": "on",
    }
    return typed | changes


def test_an_answer_is_shown_on_the_case_and_closed_there(asked, client):
    query = sent(client, asked)
    address = reverse("review:query-answer", args=[query.pk])
    assert client.post(address, given(query)).status_code == 302
    page = client.get(query.case.get_absolute_url()).content.decode()
    assert "Addendum: it is controlled." in page and "Close query 1" in page
    query = again(query)
    close = reverse("review:query-close", args=[query.pk])
    client.post(close, {"version": query.version})
    assert again(query).state == "closed"


def test_an_answer_links_its_addendum_after_a_decision_too(asked, client):
    query = sent(client, asked)
    client.post(reverse("review:query-answer", args=[query.pk]), given(query))
    version = query.case.chart.versions.latest("number")
    claimed = machine.claim_run(machine.queue(version).pk)
    case = cases.route(machine.finish_run(claimed, coded_note(version, CODES)))
    link = f'href="#document-{version.documents.count()}">in the note</a>'
    assert link in client.get(case.get_absolute_url()).content.decode()
    item = case.items.first()
    decided = client.post(
        reverse("review:accept", args=[case.pk, item.pk]),
        {"version": again(case).version},
        headers={"HX-Request": "true"},
    )
    assert link in decided.content.decode()


def test_an_answer_that_does_not_count_keeps_what_was_typed(asked, client):
    query = sent(client, asked)
    address = reverse("review:query-answer", args=[query.pk])
    typed = given(query)
    del typed["authenticated"]
    answer = client.post(address, typed)
    page = answer.content.decode()
    assert answer.status_code == 422 and "Only an authenticated addendum" in page
    assert "Addendum: it is controlled." in page and "Dr Mork" in page


def test_an_old_page_gets_409(asked, client):
    edit(client, asked)
    assert edit(client, asked, do="send").status_code == 409


def test_a_query_of_another_site_is_not_there(asked, person, client):
    from review.actions import people

    other = person("southerner", certificate="CCS")
    people.grant(other, role="coder", site="south", by=None)

    client.force_login(other)
    assert client.get(asked.get_absolute_url()).status_code == 404


@pytest.fixture
def specialist(person):
    return person("cdi", "cdi_specialist")


def test_who_asks_is_shown_the_charts_that_leave_something_out(
    make_case, a_gap, specialist, supervisor, client, django_assert_max_num_queries
):
    open_, plain = make_case(gaps=(a_gap,)), make_case()
    client.force_login(specialist)
    page = client.get("/queries/").content.decode()
    section = page.split("Charts that leave something out")[1]
    assert f'{open_.get_absolute_url()}"' in section
    assert f'{plain.get_absolute_url()}"' not in section
    assert "not in the record" in section
    listed = client.get("/worklist/?reason=missing&whole=yes").content.decode()
    assert f'{open_.get_absolute_url()}"' in listed
    for _ in range(12):
        make_case(gaps=(a_gap,))
    with django_assert_max_num_queries(12):
        page = client.get("/queries/").content.decode()
    assert (
        page.split("Charts that leave something out")[1].count("<tr data-stop>") == 10
    )
    # Who does not ask is not offered them.
    client.force_login(supervisor)
    assert "leave something out" not in client.get("/queries/").content.decode()


@pytest.mark.parametrize("query", ["view=nonsense", "topic=x", "page=999", "view=done"])
def test_an_odd_address_shows_the_queue(coder, client, query):
    client.force_login(coder)
    assert client.get(f"/queries/?{query}").status_code == 200


def _content(query):
    from review.actions import queries

    return queries.content(again(query))
