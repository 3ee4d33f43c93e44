"""The pages of coders' figures, education and the quality policy."""

import csv
import io
import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from review.actions import education, people, quality
from review.models import (
    Education,
    QualityPolicy,
    Sample,
    SignedWork,
    SimulatedChart,
)
from review.presenters import own_figures
from review.presenters.coders import backlog, effort, month_of
from review.refusals import Refused
from review.worked import catch_up
from tests.review.overreading import draw, read, sign

RATES = ("share", "least", "aimed", "hidden_share", "check_rate", "checks_settled")
RATES += ("checks_live", "blind_rate")


@pytest.fixture
def reader(person):
    return person("reader", "coder", certificate="CCS")


@pytest.fixture
def over_read(make_case, coder, supervisor, reader):
    """Two signed charts, over-read: one agrees, one lost a code."""
    for _ in range(2):
        sign(make_case(), coder)
    first, second = draw(supervisor).over_reads.order_by("id")
    type(first).objects.update(machine_hidden=False)
    first.refresh_from_db()
    second.refresh_from_db()
    return read(first, reader), read(second, reader, reject="F41.1")


def month():
    today = timezone.localdate()
    return today.replace(day=1), today


def test_figures_come_with_rows_and_intervals(client, over_read, coder, supervisor):
    client.force_login(supervisor)
    shown = client.get("/coders/").content.decode()
    assert coder.label in shown
    # One chart is true to its last code; the other waits for adjudication.
    assert "3 of 3" in shown and " to 100.0%" in shown
    assert "1 of 2" in shown  # the same codes as the over-reader
    assert '<tr class="quiet">' in shown


def test_a_month_without_signatures_leads_to_the_last_one_with(
    client, over_read, supervisor
):
    client.force_login(supervisor)
    first, today = month()
    after = (first + timedelta(days=31)).strftime("%Y-%m")
    shown = client.get(f"/coders/?month={after}").content.decode()
    assert "Nobody signed a chart in this month" in shown
    assert f'href="?month={today:%Y-%m}"' in shown
    before = client.get("/coders/?month=2001-01").content.decode()
    assert "Figures begin with the first signed chart." in before


def test_own_figures_are_those_of_the_page(over_read, coder):
    catch_up()
    row = own_figures(coder, *month())
    assert (row.signed, row.by_chance.charts) == (2, 1)
    assert row.by_chance.union.rows == "3 of 3"
    assert not row.is_enough


def test_a_scorecard_is_ones_own_or_a_supervisors(
    client, over_read, coder, reader, supervisor
):
    address = reverse("review:coder", args=[coder.pk])
    for user, status in ((coder, 200), (supervisor, 200), (reader, 403)):
        client.force_login(user)
        assert client.get(address).status_code == status
    assert client.get(address + "?month=nonsense").status_code == 403
    client.force_login(coder)
    assert client.get(address + "?month=2026-99").status_code == 200


def test_education_is_assigned_done_and_audited_again(
    client, make_case, coder, supervisor
):
    client.force_login(supervisor)
    said = {"person": coder.pk, "topic": "Laterality", "due_on": "2030-01-01"}
    assert client.post("/education/", said).status_code == 302
    row = Education.objects.get()
    late = client.post("/education/", {**said, "due_on": "2020-01-01"})
    assert late.status_code == 422 and "has passed" in late.content.decode()
    client.force_login(coder)
    assert "Laterality" in client.get(f"/coders/{coder.pk}/").content.decode()
    client.post(f"/education/{row.pk}/complete/")
    sign(make_case(), coder)
    client.force_login(supervisor)
    client.post(f"/education/{row.pk}/audit/")
    sample = Sample.objects.get()
    assert (sample.education, sample.person, sample.purpose) == (row, coder, "re-audit")
    told = list(Event.objects.order_by("pk").values_list("type", flat=True))
    assert [t for t in told if t.startswith("education")] == [
        "education-assigned",
        "education-completed",
    ]


def test_only_the_person_says_that_education_is_done(db, coder, senior, supervisor):
    row = education.assign(
        coder, topic="POA", due_on=timezone.now().date(), by=supervisor
    )
    from review.refusals import Refused

    with pytest.raises(Refused, match="Only the person"):
        education.complete(row, by=senior)
    with pytest.raises(Refused, match="not done yet"):
        education.audit_again(row, by=supervisor)


def test_the_quality_policy_is_changed_with_a_reason_and_co_signed(
    client, db, supervisor, compliance
):
    client.force_login(supervisor)
    said = {
        "share": 300,
        "least": 2,
        "aimed": 5,
        "hidden_share": 5000,
        "check_rate": 100,
        "checks_live": "on",
        "blind_rate": 0,
        "words": "",
    }
    assert client.post("/quality-policy/", said).status_code == 422
    assert client.post("/quality-policy/", {**said, "words": "x"}).status_code == 302
    assert not QualityPolicy.current().plants_in_live
    client.force_login(compliance)
    client.post("/quality-policy/co-sign/", {"words": "Agreed."})
    assert QualityPolicy.current().plants_in_live
    assert QualityPolicy.current().number == 2


def test_the_page_costs_the_same_with_more_coders(
    client, make_case, person, coder, supervisor
):
    def queries():
        client.get("/coders/")
        with CaptureQueriesContext(connection) as told:
            assert client.get("/coders/").status_code == 200
        return len(told)

    sign(make_case(), coder)
    client.force_login(supervisor)
    before = queries()
    for n in range(3):
        sign(make_case(), person(f"more{n}", "coder", certificate="CCS"))
    assert queries() == before


def test_every_table_is_a_spreadsheet_that_runs_nothing(
    client, over_read, coder, supervisor
):
    coder.display_name = "=cmd()|' /C calc'!A0"
    coder.save()
    education.assign(
        coder, topic="+1 laterality", due_on=timezone.localdate(), by=supervisor
    )
    client.force_login(supervisor)
    shown = client.get("/coders/").content.decode()
    keys = set(re.findall(r"csv=([a-z]+)", shown))
    assert {"accuracy", "pace", "unbilled", "education"} <= keys
    for key in keys | {"due"}:
        answer = client.get(f"/coders/?csv={key}")
        assert answer["Content-Type"].startswith("text/csv"), key
        rows = list(csv.reader(io.StringIO(answer.content.decode())))
        assert len({len(row) for row in rows}) == 1, key
        assert not [c for r in rows for c in r if c.startswith(("=", "+", "-", "@"))]
    sheet = client.get("/coders/?csv=accuracy").content.decode()
    assert "3 of 3" in sheet and "1 of 2" in sheet
    assert client.get("/coders/?csv=nothing").status_code == 404


def test_a_scorecard_is_a_spreadsheet(client, over_read, coder, supervisor):
    client.force_login(supervisor)
    page = f"/coders/{coder.pk}/"
    shown = client.get(page).content.decode()
    for key, heading in (("accuracy", "Figure,Drawn by"), ("pace", "Coder")):
        assert f"csv={key}" in shown
        sheet = client.get(f"{page}?csv={key}").content.decode()
        assert sheet.startswith(heading)
    whole = client.get(f"{page}?csv=accuracy").content.decode()
    assert "Right over all codes,chance" in whole and "3 of 3" in whole


def test_every_number_opens_its_charts(client, over_read, coder, supervisor):
    client.force_login(supervisor)
    shown = client.get("/coders/").content.decode()
    links = re.findall(rf'href="(/coders/{coder.pk}/charts/[^"]*)">([^<]+)</a>', shown)
    assert len(links) > 6
    rows = {"signed": 2, "read": 2, "compared": 2, "aimed": 0, "checks": 0}
    for which, n in rows.items():
        answer = client.get(f"/coders/{coder.pk}/charts/?which={which}")
        what = "check" if which == "checks" else "chart"
        assert f"<h1>{n} {what}" in answer.content.decode(), which
        assert f'href="/coders/{coder.pk}/?month=' in answer.content.decode()
        sheet = client.get(f"/coders/{coder.pk}/charts/?which={which}&csv=1")
        assert len(sheet.content.decode().splitlines()) == n + 1
    for address, _ in links:
        assert client.get(address.replace("&amp;", "&")).status_code == 200


def test_a_simulated_chart_arrived_on_its_own_day(make_case):
    """Written today, it came when its visit was; others when they were received."""
    today = timezone.localdate()
    for number, days in enumerate((5, 200)):
        case = make_case()
        case.chart.versions.update(service_date=today - timedelta(days=days))
        SimulatedChart.objects.create(
            chart=case.chart, seed="test", number=number, month=1, truth=[]
        )
    make_case()
    told = backlog(today)
    assert told.arrivals == pytest.approx(2 / 28)


def test_where_nobody_signed_lately_the_last_charts_say_what_one_takes(
    client, make_case, coder, supervisor
):
    sign(make_case(), coder)
    sign(make_case(), coder)
    catch_up()
    today = timezone.localdate()
    SignedWork.objects.update(active_seconds=0)
    assert effort(today).charts == 0
    timed = SignedWork.objects.filter(pk=SignedWork.objects.first().pk)
    timed.update(active_seconds=300)
    told = effort(today)
    assert (told.until, told.charts, told.minutes) == (today, 1, 5)
    later = today + timedelta(days=90)
    told = effort(later)
    assert (told.until, told.charts) == (today, 1)
    assert backlog(later).minutes == 5 and backlog(later).signed == 0
    timed.update(signed_at=timezone.now() - timedelta(days=60))
    client.force_login(supervisor)
    shown = client.get("/coders/").content.decode()
    assert "5.0 active minutes" in shown and "none signed since" in shown


def test_discharges_open_by_their_age(client, make_case, supervisor):
    today = timezone.localdate()
    for days in (1, 20, 40):
        case = make_case()
        type(case).objects.filter(pk=case.pk).update(
            setting="inpatient", service_date=today - timedelta(days=days)
        )
    client.force_login(supervisor)
    shown = client.get("/coders/").content.decode()
    ages = re.findall(r'href="(/coders/unbilled/\?age=\d+)">(\d+)</a>', shown)
    assert [n for _, n in ages] == ["1", "1", "1"]
    for address, n in ages:
        assert f"<h1>{n} chart" in client.get(address).content.decode()
    assert "<h1>3 charts" in client.get("/coders/unbilled/?age=x").content.decode()


@pytest.mark.parametrize("said", ["", "x", "2026-13", "0-1", "9999-12", "10000-1"])
def test_a_month_that_there_is_not_is_the_present_one(said):
    assert month_of(said) == month_of(f"{timezone.localdate():%Y-%m}")


def test_a_month_ends_with_its_last_day():
    assert month_of("2028-02") == (date(2028, 2, 1), date(2028, 2, 29))
    assert month_of("2026-12") == (date(2026, 12, 1), date(2026, 12, 31))


def test_a_supervisor_of_one_site_sees_nobody_elsewhere(
    client, over_read, coder, person
):
    elsewhere = person("elsewhere")
    people.grant(elsewhere, role="supervisor", site="Elsewhere", by=None)
    for grant in coder.grants.all():
        grant.site = "Here"
        grant.save()
    client.force_login(elsewhere)
    shown = client.get("/coders/").content.decode()
    assert f"/coders/{coder.pk}/" not in shown and "Nobody signed a chart" in shown
    for address in (f"/coders/{coder.pk}/", f"/coders/{coder.pk}/charts/"):
        assert client.get(address).status_code == 403


def test_the_charts_behind_a_number_cost_the_same_with_more_of_them(
    client, make_case, coder, supervisor
):
    def queries():
        with CaptureQueriesContext(connection) as told:
            client.get(f"/coders/{coder.pk}/charts/")
        return len(told)

    sign(make_case(), coder)
    catch_up()
    client.force_login(supervisor)
    queries()
    before = queries()
    for _ in range(3):
        sign(make_case(), coder)
    catch_up()
    assert queries() == before


@pytest.fixture
def of_north(person):
    """A supervisor and a coder of North; the others belong to every site."""
    head, coder = person("north"), person("northern", "coder", certificate="CCS")
    people.grant(head, role="supervisor", site="North", by=None)
    coder.grants.update(site="North")
    return head, coder


def test_education_is_assigned_within_ones_sites(client, of_north, coder):
    head, northern = of_north
    coder.grants.update(site="South")
    client.force_login(head)
    shown = client.get("/coders/").content.decode()
    assert f'value="{northern.pk}"' in shown and f'value="{coder.pk}"' not in shown
    said = {"person": coder.pk, "topic": "Laterality", "due_on": "2030-01-01"}
    assert client.post("/education/", said).status_code == 422
    with pytest.raises(Refused, match="none of your sites"):
        education.assign(coder, topic="POA", due_on=date(2030, 1, 1), by=head)
    assert client.post("/education/", said | {"person": northern.pk}).status_code == 302
    assert Education.objects.get().person == northern


def test_a_re_audit_is_drawn_within_ones_sites(of_north, coder, supervisor):
    head, _ = of_north
    due = date(2030, 1, 1)
    row = education.assign(coder, topic="POA", due_on=due, by=supervisor)
    coder.grants.update(site="South")
    row = education.complete(row, by=coder)
    with pytest.raises(Refused, match="none of your sites"):
        education.audit_again(row, by=head)


def test_editions_of_the_quality_policy_are_a_spreadsheet(client, db, supervisor):
    said = {field: getattr(QualityPolicy.current(), field) for field in RATES}
    quality.change(said | {"aimed": 7}, words="=Seven, for a month.", by=supervisor)
    client.force_login(supervisor)
    sheet = client.get("/quality-policy/?csv=editions").content.decode()
    _, newest, *_ = csv.reader(io.StringIO(sheet))
    assert newest[2] == supervisor.label and newest[3] == "'=Seven, for a month."
    assert "7" in newest
