"""Very many cases in little time, each with a chart, a run and codes to decide.

Owns multiplying rows inside the bench's own database: a few charts go through intake,
engine and routing, and PostgreSQL copies what they left behind. Refuses anywhere else.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from django.db import connection, models, transaction
from django.db.models import Max
from django.utils import timezone

from coding.charts import Received
from coding.models import Chart, ChartDocument, ChartVersion, Run
from coding.uploads import ChartUpload
from review import tasks
from review.actions import intake, people
from review.bench.base import Bench, serial
from review.bench.database import INSIDE, analyse
from review.models import Case, CredentialType, Item, User
from review.states import Lane, Role, State

# Copies are numbered from here, far above what sequences give out meanwhile.
ABOVE = 10_000_000
MODELS = 20
# The number of each copy, the keys of its rows, and the chart that it is a copy of.
COPIES = """
SELECT n, n + %s AS id, md5('bench' || n)::uuid AS chart,
    (%s::uuid[])[1 + n %% %s] AS model
FROM generate_series(%s, %s) n
"""


class NothingToDecide(Exception):  # noqa: N818  reads better where it is caught
    """The charts that the bench was given are no use for the pages."""


def numbered(upload: ChartUpload) -> ChartUpload:
    """The same encounter under a number of its own."""
    name = f"bench-{os.getpid()}-{next(serial)}"
    return replace(upload, external_id=name, source="bench")


def receive(uploads: Sequence[ChartUpload]) -> list[int]:
    """Charts into the bench's database; the versions that hold them."""
    versions = []
    for upload in uploads:
        answer = intake.receive(numbered(upload), by=None)
        assert isinstance(answer, Received), answer.exception.detail
        versions.append(answer.version.pk)
    return versions


def fill(bench: Bench) -> None:
    """At least ``bench.cases`` cases, of which those of this bench are for review.

    Once in a database; one that was kept with fewer gets what is missing.
    """
    assert os.environ.get(INSIDE), "only in a database of the bench's own"
    have = (Case.objects.aggregate(last=Max("pk"))["last"] or 0) - ABOVE + 1
    if have >= bench.cases:
        return
    with transaction.atomic():
        versions = receive(bench.charts[:MODELS])
        for version in versions:
            tasks.process_chart(version)
    made = Case.objects.filter(code_count__gt=0, state=State.OPEN, setting="outpatient")
    models = made.filter(run__version__in=versions).values_list("chart_id", flat=True)
    if not models:
        raise NothingToDecide("None of the charts gave a coder anything to decide.")
    _multiply([str(chart) for chart in models], max(have, 0), bench.cases)


def _multiply(charts: Sequence[str], have: int, cases: int) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in _statements():
            cursor.execute(
                statement, [ABOVE, list(charts), len(charts), have, cases - 1]
            )
    analyse()


def _statements() -> Iterator[str]:
    version = "JOIN coding_chartversion v ON v.chart_id = copy.model"
    one_case = "JOIN review_case c ON c.chart_id = copy.model"
    yield _insert(Chart, "s.id = copy.model", id="copy.chart", external_id="copy.n")
    own_version = {"id": "copy.id", "chart_id": "copy.chart"}
    yield _insert(ChartVersion, "s.chart_id = copy.model", **own_version)
    yield _insert(
        ChartDocument,
        "s.version_id = v.id",
        version,
        id="-copy.id * 50 - s.position",
        version_id="copy.id",
    )
    own_run = {"id": "copy.id", "version_id": "copy.id"}
    yield _insert(Run, "s.version_id = v.id", version, **own_run)
    yield _insert(
        Case,
        "s.chart_id = copy.model",
        id="copy.id",
        chart_id="copy.chart",
        run_id="copy.id",
        lane=f"'{Lane.REVIEW.value}'",
        due_at="s.due_at + copy.n * interval '1 minute'",
    )
    own_item = {"id": "gen_random_uuid()", "case_id": "copy.id"}
    yield _insert(Item, "s.case_id = c.id", one_case, **own_item)


def _insert(model: type[models.Model], on: str, via: str = "", **instead: str) -> str:
    """Copies of a model's rows, with some columns of their own."""
    table, columns = model._meta.db_table, _columns(model)
    values = ", ".join(_values(columns, instead))
    return (
        f"INSERT INTO {table} ({', '.join(columns.values())})"
        f" SELECT {values} FROM ({COPIES}) copy {via} JOIN {table} s ON {on}"
    )


def _columns(model: type[models.Model]) -> dict[str, str]:
    """Column names, and the same quoted."""
    names = [field.column for field in model._meta.local_concrete_fields]
    return {name: connection.ops.quote_name(name) for name in names if name}


def _values(columns: Mapping[str, str], instead: Mapping[str, str]) -> Iterator[str]:
    for name, quoted in columns.items():
        yield instead.get(name, f"s.{quoted}")


def coder() -> User:
    """Somebody who may decide every chart here."""
    number = next(serial)
    user = people.add_person(
        username=f"bench-{os.getpid()}-{number}",
        display_name=f"Bench coder {number}",
        password=secrets.token_urlsafe(),
        by=None,
    )
    people.grant(user, role=Role.CODER, by=None)
    today = timezone.now().date()
    facts = people.CredentialFacts(
        type=CredentialType.CCS,
        number=f"{os.getpid()}-{number}",
        issued_on=today - timedelta(days=100),
        expires_on=today + timedelta(days=100),
    )
    people.record_credential(user, facts, by=None)
    return user
