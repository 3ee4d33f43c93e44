"""Dashboards over very many decisions, as a supervisor waits for them.

Owns filling the tables of figures in the bench's own database, and one latency over the
pages of figures, plain and narrowed. Rows are made by PostgreSQL, of a spread that a
department has; refuses anywhere else.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from itertools import cycle

from django.db import connection, transaction
from django.db.models.functions import Now

from audit.figure_models import FigureLine, FigureMark
from audit.figures import project, tally
from review.actions import people
from review.bench.base import Bench, Figure, latency, measure, percentile, timed
from review.bench.browser import Browser
from review.bench.database import INSIDE, analyse
from review.models import User
from review.states import Role

#: A bench of the usual 2,000 cases asks over a million decisions.
PER_CASE, PER_CHART, WEEKS = 500, 10, 52
CODES = 4_000

SHARED = """
    reference, week, at, chart, case_id, coder, specialty, setting, site, style,
    source, age_group, sex, provider_group, engine, profile, release, lane, weight,
    targeted
"""
CHARTS = f"""
INSERT INTO audit_figurechart ({SHARED}, suggested, exact, equivalent, generalised,
    category, wrong, fabricated, deleted, missed, stands, verified, confident, said,
    said_squares, extracted, assigned, poa_asked, poa_right, lead_asked, lead_right,
    errors, held, least_default, least_hcc, least_high, seconds, reopened)
SELECT reference, date '2025-09-29' + 7 * (n %% %s), now(),
    md5('chart' || n)::uuid, n::text, 'coder-' || n %% 17,
    (array['Internal medicine', 'Cardiology', 'Orthopedics', 'Psychiatry', 'Oncology',
        'Family medicine', 'Pulmonology', 'Neurology'])[1 + (n / 3) %% 8],
    (array['outpatient', 'outpatient', 'outpatient', 'inpatient', 'emergency'])
        [1 + (n / 5) %% 5],
    '', (array['prose', 'headed', 'listed', 'terse'])[1 + (n / 7) %% 4], 'source',
    (array['18-44', '45-64', '65-74', '75-84', '85+'])[1 + (n / 11) %% 5],
    (array['F', 'M'])[1 + (n / 13) %% 2], 'group ' || (n / 17) %% 9, 'knowledge 1',
    'profile ' || (n / 40000), 'ICD-10-CM 2026-04-01',
    (array['review', 'review', 'review', 'fast_lane'])[1 + (n / 19) %% 4],
    CASE WHEN (n / 19) %% 4 = 3 THEN 0 WHEN n %% 23 = 0 THEN 20 ELSE 1 END, false,
    9, 7, 0, 0, 1, 0, 0, 1, 1, 9, 9, 9, 72000, 576e6, 80000, 72000, 0, 0, 1, 1, 3,
    n %% 3 = 0, 5000 + n %% 5000, 10000, 10000, 60 + n %% 600, (n %% 29 = 0)::int
FROM generate_series(0, %s) n, (VALUES ('coder', 1), ('over_read', 20)) r (reference, k)
WHERE n %% k = 0
"""
LINES = f"""
INSERT INTO audit_figureline ({SHARED}, code, suggested_code, outcome, chapter, rarity,
    risk_class, role, section, what, why, error_class, documentation, stands, verified,
    confidence, extraction, assignment, confidence_bin, extraction_bin, assignment_bin)
SELECT {SHARED}, 'C' || h %% %s, 'C' || h %% %s, o.outcome, ((h / 7) %% 22)::text,
    (array['1 to 5', '6 to 20', '21 to 100', 'over 100', 'over 100'])
        [1 + (h / 11) %% 5],
    (array['default', 'default', 'hcc_bearing', 'high_risk'])[1 + (h / 13) %% 4],
    CASE WHEN i = 0 THEN 'first' ELSE 'secondary' END,
    (array['assessment', 'plan', 'history', 'hospital_course'])[1 + (h / 17) %% 4],
    CASE WHEN o.outcome = 'exact' THEN '' ELSE
        (array['unsupported', 'specificity', 'missed', 'sequence'])[1 + h %% 4] END,
    CASE WHEN o.outcome = 'exact' THEN '' ELSE
        (array['negated', 'documentation_gap', 'guideline', 'misread'])[1 + h / 5 %% 4]
    END,
    CASE WHEN o.outcome = 'exact' THEN '' ELSE
        (array['context_misread', 'information_absent', 'rule_broken'])[1 + h %% 3] END,
    h %% 9 = 0, o.outcome <> 'deleted', true, c, c, c, b, b, b
FROM audit_figurechart chart
CROSS JOIN generate_series(0, %s) i
CROSS JOIN LATERAL (SELECT abs(hashtext(chart.chart::text || i)) AS h) hashed
CROSS JOIN LATERAL (SELECT (3000 + h %% 7000)::smallint AS c) sure
CROSS JOIN LATERAL (SELECT (c / 1000)::text AS b) bins
CROSS JOIN LATERAL (SELECT (array['exact', 'exact', 'exact', 'exact', 'exact', 'exact',
    'exact', 'category', 'deleted', 'missed'])[1 + (h / 3) %% 10] AS outcome) o
"""
ADDRESSES = (
    "/overview/",
    "/accuracy/",
    "/accuracy/?weeks=52",
    "/accuracy/?weeks=52&by=chapter",
    "/accuracy/?specialty=Psychiatry&by=provider_group",
    "/accuracy/?weeks=52&setting=outpatient&by=rarity",
    "/accuracy/?specialty=Cardiology&sex=F&by=coder",
    "/accuracy/?weeks=52&style=prose&sex=F&by=chapter",
    "/accuracy/rows/?outcome=missed&rarity=1+to+5",
    "/confidence/?weeks=52",
    "/confidence/?specialty=Cardiology&by=engine",
    "/simulator/?weeks=52",
    "/reasons-given/?weeks=52",
    "/reasons-given/?provider_group=group+3",
    "/drift/",
    "/coders/",
)


@measure("dashboard_p95_ms")
def dashboards(bench: Bench) -> Iterator[tuple[str, Figure]]:
    """The pages of figures in turn, each whole, over very many decisions."""
    decisions = fill(bench.cases * PER_CASE)
    reader = Browser(bench.web.port, supervisor())
    # Answers are kept until the tables move on: who asks first waits longer.
    first = [reader.get(address) for address in ADDRESSES]
    times = timed(bench, cycle(ADDRESSES), reader.get)
    yield (
        "dashboard_p95_ms",
        latency(
            times,
            decisions=decisions,
            first_p50_ms=percentile(first, 0.5) * 1000,
            first_worst_ms=max(first) * 1000,
        ),
    )


def fill(decisions: int) -> int:
    """At least so many decisions by coders, once in a database; how many lines."""
    assert os.environ.get(INSIDE), "only in a database of the bench's own"
    FigureMark.objects.get_or_create(pk=1, defaults={"at": Now()})
    known = FigureLine.objects.count()
    if known:
        # A later edition of the product may have thrown the tallies of a kept one away.
        project.tally_if_none()
        return known
    charts = max(decisions // PER_CHART, WEEKS)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(CHARTS, [WEEKS, charts - 1])
        cursor.execute(LINES, [CODES, CODES, PER_CHART - 1])
        tally.refresh(None)
    analyse()
    return FigureLine.objects.count()


def supervisor() -> User:
    """Somebody who may see all figures."""
    # Not numbered from one: a kept database knows the supervisors of earlier benches.
    name = secrets.token_hex(4)
    user = people.add_person(
        username=f"bench-{name}",
        display_name=f"Bench supervisor {name}",
        password=secrets.token_urlsafe(),
        by=None,
    )
    people.grant(user, role=Role.SUPERVISOR, by=None)
    return user
