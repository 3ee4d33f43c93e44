"""The daily lists as spreadsheets: the rows that were asked for, and no patient."""

import csv
import io

import pytest
from django.urls import reverse

from review.actions import claims
from tests.review.test_ownwork import read, sure  # noqa: F401  fixtures
from tests.review.test_views_engines import added, desk  # noqa: F401  a fixture
from tests.review.test_views_queries import asked, gap  # noqa: F401  fixtures

pytestmark = pytest.mark.django_db


def sheet(client, name, **query):
    """The sheet's rows below its heading; the page that links to it is asked first."""
    page = client.get(reverse(f"review:{name}"), query | {"csv": ""})
    assert f"csv={query['csv']}" in page.content.decode()
    answer = client.get(reverse(f"review:{name}"), query)
    assert answer["Content-Type"].startswith("text/csv")
    return list(csv.reader(io.StringIO(answer.content.decode())))


def test_a_worklist_as_it_is_narrowed_without_the_patient(make_case, client, coder):
    make_case(specialty="Cardiology", sex="F", age=61)
    make_case(specialty="Urology")
    client.force_login(coder)
    heading, row = sheet(client, "worklist", specialty="Cardiology", csv="charts")
    assert heading[:3] == ["Case", "Setting", "Specialty"]
    assert row[2] == "Cardiology" and "not sure of G43.009" in row[3]
    assert not any("61" in cell.split() for cell in row)


def test_nobody_gets_a_sheet_of_charts_they_may_not_see(make_case, client, admin):
    make_case()
    client.force_login(admin)
    assert client.get("/worklist/?csv=charts").status_code in (403, 404)


def test_the_queries_of_a_view(asked, client):  # noqa: F811
    heading, row = sheet(client, "queries", view="draft", csv="queries")
    assert row[:3] == [f"Query {asked.number}", str(asked.case_id), "specificity"]
    assert len(heading) == len(row)


def test_ones_own_figures_with_n_and_interval(read, client, coder):  # noqa: F811
    one = read(right=8, extra=1, missed=1)
    client.force_login(coder)
    shares = sheet(client, "own-work", csv="read-again")
    assert shares[1] == ["Right codes", "codes", "80.0%", "10", "49.0–94.3"]
    (_, row) = sheet(client, "own-work", csv="over-reads")
    assert row[0] == str(one.case_id) and row[-3:] == ["8", "1", "1"]
    assert sheet(client, "own-work", csv="decisions")[-1][0] == "all"


def test_endpoints_and_what_came_of_asking(desk):  # noqa: F811
    added(desk)
    (_, row) = sheet(desk, "engines", csv="endpoints")
    assert row[:2] == ["ward", "qwen-72b"]
    first = sheet(desk, "engines", csv="answers")[1]
    assert first[0] == "ward" and first[2:4] == ["0", "0"]


def test_a_sheet_that_is_not_there_is_not_found(make_case, client, coder):
    claims.claim(make_case(), by=coder)
    client.force_login(coder)
    for name in ("worklist", "queries", "own-work"):
        assert client.get(reverse(f"review:{name}"), {"csv": "x"}).status_code == 404
