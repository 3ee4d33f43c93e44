"""The supervisor's pages of figures: what they say, what leads where, what is safe."""

import csv
import io
import re

import psycopg
import pytest
from django.db import connection
from django.urls import reverse

from audit.figure_models import FigureLine
from audit.figures import answers, project
from review.actions import policy
from review.models import PolicyDraft
from review.presenters import tables
from tests.audit.figures.test_project import sealed, write
from tests.audit.metrics.histories import history

PAGES = ("overview", "accuracy", "confidence", "simulator", "reasons-given", "drift")


@pytest.fixture
def figures(db):
    write(history("pages", 60))
    sealed()
    project.advance()


@pytest.fixture
def reader(client, supervisor):
    client.force_login(supervisor)
    return client


def page(reader, name, query=""):
    answer = reader.get(f"{reverse(f'review:{name}')}?{query}")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("name", [*PAGES, "policy"])
def test_every_page_opens_before_there_are_figures(reader, name):
    assert "<h1>" in page(reader, name)


@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_with_figures_and_with_odd_addresses(figures, reader, name):
    page(reader, name)
    page(reader, name, "weeks=52&reference=over_read&by=rarity&sex=F&chapter=-")
    page(reader, name, "weeks=x&reference=%00&by=password&since=never&page=99999")
    page(reader, name, "since=0001-01-01&until=9999-12-31")


def test_figures_stand_with_n_interval_and_reference(figures, reader):
    shown = page(reader, "accuracy")
    assert "against coders’ final codes" in shown
    assert re.search(r"n \d+ · \d+\.\d–\d+\.\d", shown)
    assert "corrected" in shown
    against = page(reader, "accuracy", "reference=over_read")
    assert "against blind over-reads" in against


@pytest.mark.parametrize("name", ["accuracy", "confidence", "reasons-given"])
def test_every_number_leads_to_as_many_rows(figures, reader, name):
    shown = page(reader, name)
    links = re.findall(r'href="(/accuracy/rows/\?[^"]+)">([\d,]+)</a>', shown)
    assert len(links) > 10
    some = [*links[:10], *links[10 :: max(1, len(links) // 20)]]
    for address, number in some:
        answer = reader.get(address.replace("&amp;", "&"))
        assert re.search(rf"<h1>\s*{number} row", answer.content.decode()), address


def test_a_spreadsheet_gets_every_table_and_runs_none_of_it(figures, reader):
    FigureLine.objects.update(what="=cmd()")
    shown = page(reader, "accuracy")
    keys = set(re.findall(r"csv=([a-z_-]+)", shown))
    assert {"breakdown", "outcomes", "rarity", "weeks"} <= keys
    for key in keys:
        answer = reader.get(f"/accuracy/?csv={key}")
        assert answer["Content-Type"].startswith("text/csv")
        cells = [
            c for row in csv.reader(io.StringIO(answer.content.decode())) for c in row
        ]
        assert cells
        runs = [c for c in cells if c.startswith(("=", "+", "-", "@"))]
        # A difference of ours has its sign, and is a number to the end.
        assert all(re.fullmatch(r"[+-]\d+\.\d+", c) for c in runs)
    assert reader.get("/accuracy/?csv=nothing").status_code == 404
    assert tables.safe("=1+1") == "'=1+1"


def test_the_queue_and_the_simulator_are_spreadsheets_too(figures, reader):
    for address, heading in (
        ("/overview/?csv=queue", "Lane"),
        ("/overview/?csv=holders", "Case"),
        ("/simulator/?csv=curve", "Default threshold"),
        (
            "/simulator/?default=0.7&hcc_bearing=0.8&high_risk=0.9&never_auto=e11"
            "&csv=scenarios",
            "Policy",
        ),
    ):
        answer = reader.get(address)
        assert answer["Content-Type"].startswith("text/csv"), address
        assert answer.content.decode().startswith(heading)
    assert "never E11" in answer.content.decode()
    assert reader.get("/overview/?csv=nothing").status_code == 404


def test_a_spreadsheet_of_rows_holds_every_page_of_them(figures, reader):
    [pages] = re.findall(r"page 1 of (\d+)", page(reader, "accuracy-rows", "weeks=52"))
    sheet = page(reader, "accuracy-rows", "weeks=52&csv=rows")
    assert int(pages) > 1
    assert len(sheet.splitlines()) - 1 > 100 * (int(pages) - 1)


def test_a_supervisor_of_one_site_sees_that_sites_figures_only(figures, client, person):
    from review.actions import people

    elsewhere = person("elsewhere")
    people.grant(elsewhere, role="supervisor", site="Elsewhere", by=None)
    client.force_login(elsewhere)
    assert "no codes" in page(client, "accuracy")
    assert "<h1>0 rows" in page(client, "accuracy-rows")


def test_queries_do_not_grow_with_the_rows(
    figures, reader, django_assert_max_num_queries
):
    for name, most in (("accuracy", 30), ("accuracy-rows", 14), ("confidence", 24)):
        with django_assert_max_num_queries(most):
            page(reader, name)


@pytest.fixture
def lines_held(db):
    """Another session holds the table of lines, so that nobody reads it."""
    told = connection.get_connection_params()
    names = ("host", "port", "user", "password", "dbname")
    known = {name: told[name] for name in names if name in told}
    with psycopg.connect(**known) as other:
        other.execute("LOCK TABLE audit_figureline IN ACCESS EXCLUSIVE MODE")
        yield
        other.rollback()


def test_a_question_that_takes_too_long_gets_its_reason(
    lines_held, reader, monkeypatch
):
    monkeypatch.setattr(answers, "PATIENCE", 50)
    answer = reader.get("/accuracy/?sex=F&style=prose&by=chapter")
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "More than two strata at once" in shown and "Take a shorter period" in shown
    # Two strata are tallied, whatever happens to the lines.
    assert reader.get("/accuracy/?by=sex").status_code == 200


def test_a_draft_is_made_from_the_simulator_and_kept_with_its_figures(figures, reader):
    shown = page(reader, "simulator", "default=0.5&hcc_bearing=0.6&high_risk=0.95")
    assert "As typed" in shown
    form = {
        "name": "Half",
        "default": "0.5",
        "hcc_bearing": "0.6",
        "high_risk": "0.95",
        "share": "0.05",
        "straight_through_at": "0.98",
        "never_auto": "c50 o",
        "straight_through": "",
        "words": "shorter queue",
    }
    answer = reader.post(reverse("review:policy-draft"), form)
    assert answer.status_code == 302
    draft = PolicyDraft.objects.get()
    assert draft.routing["default"] == 5_000
    assert draft.routing["never_auto"] == ["C50", "O"]
    assert "n " in draft.outlook["leaving"]
    assert "Half" in page(reader, "simulator")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"high_risk": "0.1"}, "lower threshold"),
        ({"default": "7"}, "less than or equal to 1"),
        ({"straight_through": "outpatient"}, "a slash and a specialty"),
        ({"name": ""}, "required"),
    ],
)
def test_a_draft_that_makes_no_sense_comes_back_with_the_reason(reader, changes, says):
    form = {
        "name": "Odd",
        "default": "0.5",
        "hcc_bearing": "0.6",
        "high_risk": "0.95",
        "share": "0.05",
        "straight_through_at": "0.98",
    }
    answer = reader.post(reverse("review:policy-draft"), form | changes)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not PolicyDraft.objects.exists()


def test_who_changed_what_and_why_is_on_the_page(reader, supervisor):
    draft = policy.draft(name="Up", changes={"default": 8_800}, by=supervisor)
    reader.post(
        reverse("review:policy-activate", args=[draft.pk]), {"words": "two audits"}
    )
    shown = page(reader, "policy")
    assert "two audits" in shown
    assert "0.85 → 0.88" in shown
    sheet = reader.get(reverse("review:policy") + "?csv=history").content.decode()
    assert "0.85 → 0.88" in sheet and "two audits" in sheet
