"""Very many events in little time: the story of one signed chart, told of others.

Owns multiplying events inside the bench's own database. The chart goes the whole way
through the real actions; PostgreSQL writes its events again under other charts, cases,
people and times, and the sequencer gives them their places, so that the trail verifies
like any other. As many connections write as the machine has cores, and the sequencer
beside them. The same number makes the same events. Refuses anywhere else.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import islice
from typing import Any

from django.db import connection

from audit import sequencer
from audit.models import Event
from coding.models import ChartVersion
from review import tasks
from review.actions import cases, people
from review.bench import rows
from review.bench.base import Bench, cores
from review.bench.database import INSIDE, analyse
from review.models import Case, User
from review.states import Role, State

CHUNK = 20_000
ACTORS = 40
UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
# What differs from one telling to the next; each keeps its length or is a number, so
# that the spelling stays canonical.
VARIES = (
    (rf'"chart":"{UUID}"', '"chart":"%CHART%"'),
    (rf'"patient":"{UUID}"', '"patient":"%PATIENT%"'),
    (r'"case":"\d+"', '"case":"%CASE%"'),
    (r'"salt":"[0-9a-f]+"', '"salt":"%SALT%"'),
    (r'"occurred_at":"[^"]+"', '"occurred_at":"%AT%"'),
    (rf'"actor":{{"id":"{UUID}"', '"actor":{"id":"%ACTOR%"'),
)
TELL = """
INSERT INTO audit_event (body)
SELECT convert_to(replace(replace(replace(replace(replace(replace(told.body,
    '%%CHART%%', md5('bench chart ' || n)::uuid::text),
    '%%PATIENT%%', md5('bench patient ' || n / 2)::uuid::text),
    '%%CASE%%', (%(above)s + n)::text),
    '%%SALT%%', md5('bench salt ' || n || ' ' || told.place)),
    '%%AT%%', to_char(timestamp '2026-01-01' + n * interval '7 seconds'
        + told.place * interval '1 minute', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')),
    '%%ACTOR%%', (%(actors)s::text[])[1 + n %% %(people)s]), 'UTF8')
FROM generate_series(%(first)s::bigint, %(last)s::bigint) n
CROSS JOIN unnest(%(bodies)s::text[]) WITH ORDINALITY told (body, place)
ORDER BY n, told.place
"""


def fill(bench: Bench, wanted: int) -> None:
    """At least so many events, sealed; a kept database gets what is missing."""
    assert os.environ.get(INSIDE), "only in a database of the bench's own"
    have, first = Event.objects.count(), _told()
    if first and have >= wanted:
        sequencer.run()
        return
    bodies = _story(bench)
    actors = [str(rows.coder().pk) for _ in range(ACTORS)]
    last = first + max(0, wanted - have) // len(bodies)
    step = max(1, CHUNK // len(bodies))
    given = [
        _given(bodies, actors, begin, min(begin + step - 1, last))
        for begin in range(first, last + 1, step)
    ]
    for _ in _told_at_once(given):
        sequencer.run()
    analyse()


def _told_at_once(given: Sequence[dict[str, Any]]) -> Iterator[None]:
    """Tells these, a connection a core; yields whenever one is told."""
    with ThreadPoolExecutor(cores()) as pool:
        try:
            for done in as_completed([pool.submit(_tell, each) for each in given]):
                yield done.result()
        finally:
            pool.shutdown(cancel_futures=True)


def _told() -> int:
    """How many charts have a story, and so the number of the next one."""
    return Event.objects.of_types(["case-finalised"]).count()


def charts() -> list[tuple[str, int]]:
    """Some charts of the history and how many events each has."""
    told = Event.objects.of_types(["case-finalised"]).order_by("-occurred_at", "-pk")
    found = told.values_list("chart", flat=True)
    each = islice((chart for chart in found.iterator() if chart), 0, 200)
    return [(str(chart), Event.objects.for_chart(chart).count()) for chart in each]


def officer() -> User:
    """Somebody who may read the trail."""
    user = rows.coder()
    people.grant(user, role=Role.COMPLIANCE, by=None)
    return user


def _given(
    bodies: Sequence[str], actors: Sequence[str], first: int, last: int
) -> dict[str, Any]:
    return {
        "above": rows.ABOVE * 2,
        "actors": list(actors),
        "people": len(actors),
        "first": first,
        "last": last,
        "bodies": list(bodies),
    }


def _tell(given: dict[str, Any]) -> None:
    """In a thread of its own: its connection ends with what it had to tell."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(TELL, given)
    finally:
        connection.close()


def _story(bench: Bench) -> list[str]:
    """The events of one chart, received to signed, with what varies left open."""
    coder = rows.coder()
    people.grant(coder, role=Role.SENIOR_CODER, by=None)
    for upload in bench.charts:
        [version] = rows.receive([upload])
        tasks.process_chart(version)
        made = Case.objects.filter(run__version=version, code_count__gt=0)
        case = made.filter(state=State.OPEN.value).first()
        if case is None:
            continue
        _work(case, coder)
        told = Event.objects.for_chart(case.chart_id)
        return [_open(bytes(each.body).decode()) for each in told]
    raise rows.NothingToDecide("None of the charts can be coded and signed.")


def _work(case: Case, coder: User) -> None:
    """Looked at, decided and signed, as far as the rules let it be."""
    from review.bench import exporting

    cases.viewed(case, by=coder)
    exporting.sign(ChartVersion.objects.get(pk=case.run.version_id), coder)
    cases.viewed(case, by=coder)


def _open(body: str) -> str:
    for pattern, hole in VARIES:
        body = re.sub(pattern, hole, body, count=1)
    return body
