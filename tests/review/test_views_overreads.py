"""The pages of over-reads: what each person sees, and never too early."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Event
from review.actions import overreads as acts
from review.actions import people
from review.models import OverRead, Sample
from tests.review.conftest import again
from tests.review.overreading import draw, drawn, read, sign


@pytest.fixture
def reader(person):
    return person("reader", "coder", certificate="CCS")


@pytest.fixture
def waiting(make_case, coder, supervisor):
    return drawn(sign(make_case(), coder), supervisor)


def page(client, over_read):
    return client.get(over_read.get_absolute_url())


def post(client, name, over_read, *arguments, **said):
    address = reverse(f"review:over-read-{name}", args=[over_read.pk, *arguments])
    return client.post(address, {"version": again(over_read).version, **said})


def test_the_whole_way_by_forms_alone(client, waiting, reader, coder, senior):
    client.force_login(reader)
    assert b"Over-read this chart" in page(client, waiting).content
    post(client, "start", waiting)
    first, second, third = waiting.lines.all()
    post(client, "accept", waiting, first.pk)
    post(client, "modify", waiting, second.pk, code="G43.909", why="misread")
    post(client, "reject", waiting, third.pk, what="unsupported", why="misread")
    post(client, "add", waiting, code="R07.9", quote="chest pain")
    shown = page(client, waiting).content.decode()
    assert "4 of 4 decided" in shown
    post(client, "complete", waiting)
    assert again(waiting).stage == "differs"
    shown = page(client, waiting).content.decode()
    assert "only signed" in shown and "other code of the category" in shown
    client.force_login(senior)
    settled = {
        "holds-G43.009": "yes",
        "holds-G43.909": "no",
        "holds-F41.1": "other",
        "instead-F41.1": " f41.0 ",
        "holds-R07.9": "no",
        "lead": "J45.40",
        "citation": "I.B.18",
    }
    assert post(client, "settle", waiting, **settled).status_code == 302
    client.force_login(coder)
    assert "Send the objection" in page(client, waiting).content.decode()
    post(client, "rebut", waiting, words="Look again.")
    client.force_login(senior)
    post(client, "answer", waiting, answer="upheld", citation="As before.")
    assert again(waiting).stage == "answered"
    shown = page(client, waiting).content.decode()
    assert "Look again." in shown and "As before." in shown
    assert "F41.0" in shown


def test_who_reads_sees_neither_who_signed_nor_what(
    client, make_case, person, reader, supervisor
):
    signer = person("quillfeather", "coder", certificate="CCS")
    waiting = drawn(sign(make_case(), signer), supervisor)
    acts.start(waiting, by=reader)
    client.force_login(reader)
    shown = page(client, waiting).content.decode()
    assert signer.label not in shown and signer.username not in shown
    answer = client.get(waiting.case.get_absolute_url())
    assert answer.status_code == 403
    assert "hidden from you" in answer.content.decode()


def test_hidden_suggestions_are_nowhere_on_the_page(
    client, make_case, coder, supervisor, reader
):
    over_read = drawn(sign(make_case(), coder), supervisor, hidden=True)
    acts.start(over_read, by=reader)
    client.force_login(reader)
    shown = page(client, over_read).content.decode()
    assert "suggestions are hidden" in shown
    assert "J45.40" not in shown and "<mark" not in shown


def test_the_coder_sees_the_over_read_only_when_it_is_complete(
    client, waiting, reader, coder
):
    client.force_login(coder)
    assert "your own codes" in page(client, waiting).content.decode()
    read(waiting, reader, reject="F41.1")
    assert "Both codings" in page(client, waiting).content.decode()


def test_other_coders_see_neither(client, waiting, reader, person):
    read(waiting, reader)
    client.force_login(person("other", "coder", certificate="CCS"))
    assert page(client, waiting).status_code == 403


def test_every_look_is_in_the_trail(client, waiting, reader, supervisor):
    client.force_login(reader)
    post(client, "start", waiting)
    page(client, waiting)
    event = Event.objects.latest("pk")
    assert (event.type, event.content["page"]) == ("chart-viewed", "over-read")
    post(client, "give-back", waiting)
    read(again(waiting), reader)
    client.force_login(supervisor)
    page(client, waiting)
    assert Event.objects.latest("pk").content["page"] == "side-by-side"


def test_a_refusal_shows_the_page_again_with_what_was_typed(client, waiting, reader):
    client.force_login(reader)
    post(client, "start", waiting)
    answer = post(client, "add", waiting, code="R07.9", quote="not in the note")
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "do not stand in any document" in shown and "not in the note" in shown
    stale = client.post(
        reverse("review:over-read-complete", args=[waiting.pk]), {"version": 1}
    )
    assert stale.status_code == 409


def test_looking_a_code_up_without_a_script_opens_the_same_panel(
    client, waiting, reader
):
    client.force_login(reader)
    post(client, "start", waiting)
    shown = post(client, "lookup", waiting, q="asthma", panel="add").content.decode()
    assert 'id="add" name="panel" data-panel open' in shown
    assert 'value="J45.40"' in shown or "J45." in shown


def test_supervisors_draw_and_read_what_was_drawn(client, make_case, coder, supervisor):
    sign(make_case(), coder)
    client.force_login(supervisor)
    from django.utils import timezone

    today = timezone.localdate().isoformat()
    answer = client.post("/over-reads/samples/", {"since": today, "until": today})
    sample = Sample.objects.get()
    assert answer.url == reverse("review:sample", args=[sample.pk])
    shown = client.get(answer.url).content.decode()
    assert "by chance" in shown and sample.salt in shown and coder.label in shown
    again_ = client.post("/over-reads/samples/", {"since": today, "until": today})
    assert again_.status_code == 422


def test_only_supervisors_open_a_sample(client, make_case, coder, senior, supervisor):
    sign(make_case(), coder)
    address = reverse("review:sample", args=[draw(supervisor).pk])
    for user in (coder, senior):
        client.force_login(user)
        assert client.get(address).status_code == 403


def test_lists_cost_the_same_however_many_wait(
    client, make_case, coder, senior, reader, supervisor
):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as told:
            assert client.get("/over-reads/").status_code == 200
        return len(told)

    sign(make_case(), coder)
    draw(supervisor)
    counts = {}
    for user in (reader, senior, supervisor):
        client.force_login(user)
        client.get("/over-reads/")
        counts[user] = queries()
    for _ in range(3):
        sign(make_case(), coder)
    draw(supervisor)
    read(OverRead.objects.first(), reader, reject="F41.1")
    read(OverRead.objects.last(), reader)
    for user, before in counts.items():
        client.force_login(user)
        client.get("/over-reads/")
        assert queries() <= before + 1


def test_the_pages_of_one_over_read_cost_the_same_with_more_codes(
    client, waiting, make_case, coder, supervisor, reader
):
    def queries(over_read):
        with CaptureQueriesContext(connection) as told:
            assert page(client, over_read).status_code == 200
        return len(told)

    client.force_login(reader)
    few = drawn(sign(make_case((("J45.40", "asthma", 0.9),)), coder), supervisor)
    acts.start(few, by=reader)
    acts.start(waiting, by=reader)
    page(client, few)
    assert queries(few) == queries(waiting)


def test_agreement_and_samples_are_spreadsheets_and_open_their_readings(
    client, waiting, reader, coder, supervisor
):
    read(waiting, reader, reject="F41.1")
    client.force_login(supervisor)
    shown = client.get("/over-reads/").content.decode()
    assert 'href="/over-reads/compared/?which=all">1</a>' in shown
    rows = {"all": 1, "shown": 1, "hidden": 0, "chance": 1, "nonsense": 1}
    for which, n in rows.items():
        listed = client.get(f"/over-reads/compared/?which={which}").content.decode()
        assert f"<h1>{n} reading" in listed, which
    sample = Sample.objects.get()
    for address, said in (
        ("/over-reads/?csv=agreement", "All readings,1,"),
        ("/over-reads/?csv=samples", "everybody,routine,1,1,1"),
        ("/over-reads/compared/?csv=1", "waiting for adjudication"),
        (f"/over-reads/samples/{sample.pk}/?csv=strata", "by chance"),
        (f"/over-reads/samples/{sample.pk}/?csv=readings", reader.label),
    ):
        answer = client.get(address)
        assert answer["Content-Type"].startswith("text/csv"), address
        assert said in answer.content.decode(), answer.content.decode()
    client.force_login(coder)
    for address in ("/over-reads/?csv=agreement", "/over-reads/compared/"):
        assert client.get(address).status_code == 403


def test_what_another_credential_is_needed_for_is_not_said_to_wait_for_me(
    client, waiting, person
):
    client.force_login(person("bare", "coder"))
    shown = client.get("/over-reads/").content.decode()
    assert "0 waiting for you" in shown
    assert "1 more waits for somebody with another credential" in shown
    assert waiting.get_absolute_url() not in shown


@pytest.fixture
def two_sites(make_case, coder, person):
    """A signed chart of North and one of South, and a supervisor of North."""
    north, south = (sign(make_case(site=site), coder) for site in ("North", "South"))
    head = person("north")
    people.grant(head, role="supervisor", site="North", by=None)
    return north, south, head


def test_a_supervisor_of_a_site_draws_of_its_charts(two_sites):
    north, _, head = two_sites
    sample = draw(head)
    assert [row.case_id for row in sample.over_reads.all()] == [north.pk]
    assert sample.sites == ["North"]
    assert Event.objects.get(type="sample-drawn").content["sites"] == ["North"]


def test_of_a_sample_of_all_sites_one_sees_the_charts_of_ones_own(
    client, two_sites, supervisor
):
    north, south, head = two_sites
    whole = draw(supervisor)
    client.force_login(head)
    page = client.get(reverse("review:sample", args=[whole.pk])).content.decode()
    cell = '<td class="">{}</td>'
    assert cell.format(north.pk) in page and cell.format(south.pk) not in page
    assert "drawn at other sites as well" in page and f"<code>{whole.salt}" not in page
    listed = client.get("/over-reads/?csv=samples").content.decode()
    assert listed.splitlines()[1].split(",")[3] == "1"
    client.force_login(supervisor)
    page = client.get(reverse("review:sample", args=[whole.pk])).content.decode()
    assert cell.format(south.pk) in page


def test_a_sample_of_another_site_is_not_there(client, two_sites, person):
    sample = draw(two_sites[2])
    elsewhere = person("south")
    people.grant(elsewhere, role="supervisor", site="South", by=None)
    client.force_login(elsewhere)
    assert client.get(reverse("review:sample", args=[sample.pk])).status_code == 404
    listed = client.get("/over-reads/?csv=samples").content.decode()
    assert len(listed.splitlines()) == 1
