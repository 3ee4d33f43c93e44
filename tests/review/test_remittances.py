"""Remittances: charts found by account or claim number, refusals, figures, who may."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from audit import vault
from audit.figures import project
from audit.models import Event
from review.actions import people
from review.actions import remittances as acts
from review.models import AnsweredClaim, Remittance
from review.refusals import Refused
from review.remittance import advice, tasks
from tests.audit.figures.test_project import sealed
from tests.review.radv import signed
from tests.review.remits import claim, remittance

DENIED = ("CAS*CO*16*7311.47", "MOA***M76", "SVC*HC:99213*100*80", "CAS*CO*50*20")


@pytest.fixture
def paid(make_case, coder):
    return signed(make_case(external_id="ACC-1"), coder)


@pytest.fixture
def doubted(make_case, coder):
    return signed(make_case(claim_control_number="ICN-77"), coder)


def received(data, by):
    row = acts.receive(data, by=by)
    tasks.seek(str(row.pk))
    return Remittance.objects.get(pk=row.pk)


def whys(rows):
    return [each["why"] for each in rows]


def test_claims_find_their_charts_by_account_and_by_claim_number(
    supervisor, paid, doubted, make_case
):
    make_case(external_id="ACC-2")
    row = received(
        remittance(
            claim("acc-1"),
            claim("unknown", *DENIED, number="ICN-77"),
            claim("ACC-2"),
            claim("nobody"),
            claim("ACC-1", status="x"),
        ),
        supervisor,
    )
    answers = {each.case_id: each for each in row.answered.all()}
    assert set(answers) == {paid.pk, doubted.pk}
    assert answers[doubted.pk].doubted == ["diagnosis", "necessity"]
    assert answers[doubted.pk].reasons == ["CO-16", "CO-50"]
    assert answers[paid.pk].doubted == []
    assert whys(row.waiting) == ["not-signed", "no-chart"]
    assert whys(row.refused) == ["not-a-status"]
    assert row.claims == 4


def test_each_answer_is_one_event_without_amount_or_account(supervisor, doubted):
    before = Event.objects.count()
    received(remittance(claim("ACC-9", *DENIED, number="ICN-77")), supervisor)
    made = list(Event.objects.order_by("pk")[before:])
    assert [each.type for each in made] == ["remittance-received", "claim-answered"]
    for each in made:
        body = bytes(each.body).decode()
        assert "ACC-9" not in body
        assert "ICN-77" not in body
        # Not within a salt or a hash, which spell anything now and then.
        assert not re.search(r"(?<![0-9a-f])7311(?![0-9a-f])", body)


def test_the_same_file_is_read_once(supervisor, paid):
    data = remittance(claim("ACC-1"))
    row = received(data, supervisor)
    with pytest.raises(Refused, match="read before"):
        acts.receive(data, by=supervisor)
    tasks.seek(str(row.pk))
    assert AnsweredClaim.objects.count() == 1


def test_what_found_no_chart_is_tried_again(supervisor, coder, make_case):
    case = make_case(external_id="ACC-5")
    row = received(remittance(claim("ACC-5")), supervisor)
    assert whys(row.waiting) == ["not-signed"]
    signed(case, coder)
    acts.try_again(row, by=supervisor)
    with pytest.raises(Refused, match="being sought"):
        acts.try_again(row, by=supervisor)
    tasks.seek(str(row.pk))
    row.refresh_from_db()
    assert row.waiting == []
    assert row.answered.get().case_id == case.pk
    with pytest.raises(Refused, match="Every claim"):
        acts.try_again(row, by=supervisor)


def test_a_number_of_two_charts_is_nobodys(supervisor, coder, make_case):
    for source in ("one", "other"):
        signed(make_case(external_id="ACC-7", source=source), coder)
    row = received(remittance(claim("ACC-7")), supervisor)
    assert whys(row.waiting) == ["several-charts"]


def test_charts_of_other_sites_are_not_found(person, coder, make_case):
    signed(make_case(external_id="ACC-8", site="north"), coder)
    southern = person("southern")
    people.grant(southern, role="supervisor", site="south", by=None)
    row = received(remittance(claim("ACC-8")), southern)
    assert whys(row.waiting) == ["no-chart"]


def test_only_who_took_a_file_in_or_oversees_every_site_fetches_it(
    supervisor, person, client
):
    """The original holds names and money of every site's claims."""
    local = person("local")
    people.grant(local, role="supervisor", site="north", by=None)
    row, own = received(remittance(claim("A")), supervisor), remittance(claim("B"))
    with pytest.raises(Refused, match="oversees every site"):
        acts.fetch(row, by=local)
    client.force_login(local)
    shown = client.post(reverse("review:remittance-original", args=[row.pk]))
    assert shown.status_code == 302
    assert not Event.objects.of_types(["remittance-fetched"]).exists()
    assert acts.fetch(received(own, local), by=local) == own
    assert acts.fetch(row, by=supervisor)


def test_two_searches_at_once_answer_each_claim_once(supervisor, paid):
    """The sweep takes a long search for lost and begins another."""
    row = acts.receive(remittance(claim("ACC-1")), by=supervisor)
    told = advice.read(vault.get(row.original_sha256))
    assert acts._seek(row, told.claims) == acts._seek(row, told.claims) == []
    assert row.answered.count() == 1


def test_a_file_without_a_claim_is_kept_with_its_reason(supervisor):
    row = acts.receive(b"ISA this is none", by=supervisor)
    assert (row.claims, whys(row.refused)) == (0, ["no-header"])
    assert acts.fetch(row, by=supervisor) == b"ISA this is none"
    assert row.sought_at is not None


def test_who_codes_may_do_none_of_it(coder, senior, admin):
    for person in (coder, senior, admin):
        with pytest.raises(Refused, match="may take remittances in"):
            acts.receive(remittance(), by=person)


def test_what_was_lost_is_found_by_the_sweep(supervisor, paid):
    row = acts.receive(remittance(claim("ACC-1")), by=supervisor)
    assert not acts.stuck().exists()
    Remittance.objects.update(asked_at=row.received_at - 2 * acts.LOST_AFTER)
    assert acts.stuck().get() == row


# ---- pages


@pytest.fixture
def reader(client, supervisor):
    client.force_login(supervisor)
    return client


def post(client, data):
    file = SimpleUploadedFile("payer.835", data)
    return client.post(reverse("review:remittances"), {"file": file}, follow=True)


def test_a_file_is_taken_in_and_its_lines_are_named(reader, paid):
    answer = post(reader, remittance(claim("ACC-1"), claim("none"), claim("")))
    row = Remittance.objects.get()
    tasks.seek(str(row.pk))
    shown = reader.get(row.get_absolute_url()).content.decode()
    assert answer.status_code == 200
    assert paid.get_absolute_url() in shown
    assert "No chart has this account number." in shown
    assert "The claim has no account number (CLP01)." in shown
    assert "ACC-1" not in shown
    assert "Seek their charts again" in shown
    again = reader.post(reverse("review:remittance-again", args=[row.pk]))
    assert again.url == row.get_absolute_url()
    csv = reader.get(f"{row.get_absolute_url()}?csv=waiting").content.decode()
    assert "No chart has" in csv
    assert "1 claim" not in reader.get(reverse("review:remittances")).content.decode()


def test_the_csv_has_the_claims_of_every_page(
    reader, supervisor, paid, doubted, monkeypatch
):
    from review.views import remittances as views

    monkeypatch.setattr(views, "PER_PAGE", 1)
    both = remittance(claim("ACC-1"), claim("x", number="ICN-77"))
    row = received(both, supervisor)
    page = reader.get(row.get_absolute_url(), {"csv": "answers"})
    lines = page.content.decode().splitlines()
    assert sum(str(case.pk) in each for each in lines for case in (paid, doubted)) >= 2
    assert len(lines) == 3


def test_the_files_are_a_spreadsheet_without_amounts(reader, supervisor, paid):
    received(remittance(claim("ACC-1"), claim("NOBODY")), supervisor)
    sheet = reader.get(reverse("review:remittances") + "?csv=files").content.decode()
    heads, row = (line.split(",") for line in sheet.splitlines())
    told = dict(zip(heads, row, strict=True))
    assert (told["Claims"], told["Codes doubted"]) == ("2", "0")
    assert "80" not in row and "ACC-1" not in sheet


def test_the_same_file_again_is_said_on_the_form(reader):
    data = remittance(claim("ACC-1"))
    post(reader, data)
    answer = post(reader, data)
    assert answer.status_code == 422
    assert b"This very file was read before." in answer.content


def test_the_original_is_a_download_that_the_trail_knows(reader):
    data = remittance(claim("ACC-1"))
    post(reader, data)
    row = Remittance.objects.get()
    answer = reader.post(reverse("review:remittance-original", args=[row.pk]))
    assert answer.content == data
    assert "attachment" in answer["Content-Disposition"]
    assert Event.objects.order_by("-pk").first().type == "remittance-fetched"


def test_the_accuracy_page_counts_denials_and_opens_their_charts(
    reader, supervisor, paid, doubted
):
    taken_back = claim("ACC-1", "CAS*CO*11*100", status="22")
    told = claim("ACC-1"), taken_back, claim("x", *DENIED, number="ICN-77")
    received(remittance(*told), supervisor)
    sealed()
    project.advance()
    shown = reader.get(reverse("review:accuracy")).content.decode()
    assert "Coding doubted by payers" in shown
    assert "50.0%" in shown
    address = re.search(r'href="(/accuracy/charts/\?[^"]*kind=diagnosis[^"]*)"', shown)
    rows = reader.get(address[1].replace("&amp;", "&")).content.decode()
    assert doubted.get_absolute_url() in rows
    assert paid.get_absolute_url() not in rows
    all_ = reader.get("/accuracy/charts/?which=answered&csv=1").content.decode()
    assert all_.count("\n") == 3
    grown = set(_figures())
    project.rebuild()
    assert set(_figures()) == grown


def _figures():
    from audit.figure_models import FigureChart

    return FigureChart.objects.values_list("chart", "answered", "doubted")
