"""Drawing signed charts for over-read.

Owns which charts can be drawn, what is known of their risk, and the writing of the
sample with its probabilities. The draw itself is ``review.sampling``.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from audit import events
from audit.actions import Actor, record
from audit.occurring import moment
from review import permissions, sampling
from review.actions import guard
from review.breakdown import sites_for
from review.models import (
    Decision,
    Education,
    FinalCodeSet,
    OverRead,
    QualityPolicy,
    Sample,
    User,
)
from review.models.overreads import RANDOM, TARGETED
from review.overreading import Stage
from review.refusals import Refused
from review.sampling import PARTS, Candidate, Draw, Plan
from review.states import Kind, State, Verb

#: A coder with fewer signed charts than this is new.
NEW_CODER = 50
#: Who accepts this share of at least so many suggestions as they are may only click.
CLICKING, CLICKED_AT_LEAST = 0.99, 100
UNSURE = 6_000
Sites = Sequence[str] | None
RISKS = {
    "never_auto": "always reviewed",
    "high_risk": "high risk",
    "hcc_bearing": "bears on payment",
}


def plan_in_force() -> Plan:
    policy = QualityPolicy.current()
    return Plan(policy.share, policy.least, policy.aimed)


def eligible(
    since: date, until: date, person: User | None = None, sites: Sites = None
) -> QuerySet[FinalCodeSet]:
    """Signed code sets of the days that stand as signed and were not drawn yet.

    Of charts of these sites only; None is every site.
    """
    newer = FinalCodeSet.objects.filter(
        case=OuterRef("case"), number__gt=OuterRef("number")
    )
    rows = FinalCodeSet.objects.filter(
        ~Exists(newer),
        case__state=State.FINALISED,
        signed_at__date__gte=since,
        signed_at__date__lte=until,
        over_reads=None,
    )
    if sites is not None:
        rows = rows.filter(case__site__in=sites)
    return rows.filter(signed_by=person) if person else rows


@transaction.atomic
def draw(
    *,
    since: date,
    until: date,
    by: User,
    plan: Plan | None = None,
    salt: str = "",
    person: User | None = None,
    education: Education | None = None,
) -> Sample:
    """Draws a sample of the charts signed on these days; each waits for a reader.

    Who may draw at some sites only draws of their charts.
    """
    permissions.require(by, Verb.DRAW_SAMPLES)
    if until < since:
        raise Refused("The last day lies before the first.")
    plan, salt = plan or plan_in_force(), salt or secrets.token_hex(8)
    sites = sites_for(by, Verb.DRAW_SAMPLES)
    rows = {row.case_id: row for row in _rows(since, until, person, sites)}
    drawn = sampling.draw(
        _candidates(rows, since, until), period(since, until), salt, plan
    )
    if not drawn.picks:
        raise Refused("No chart signed on these days is left to draw.")
    sample = Sample.objects.create(
        since=since,
        until=until,
        salt=salt,
        sites=list(sites or ()),
        plan=asdict(plan),
        strata=[_stratum_row(each) for each in drawn.strata],
        power=round(PARTS * sampling.power(drawn.random_size)),
        purpose="re-audit" if education else "routine",
        person=person,
        education=education,
        drawn_by=by,
        drawn_at=moment(timezone.now()),
    )
    record(_sample_drawn(sample, drawn), by=guard.person(by))
    _wait(sample, drawn, rows, guard.person(by))
    return sample


def period(since: date, until: date) -> str:
    return f"{since}/{until}"


def _rows(
    since: date, until: date, person: User | None, sites: Sites
) -> QuerySet[FinalCodeSet]:
    rows = eligible(since, until, person, sites)
    return rows.select_related("case__chart", "signed_by")


def _candidates(
    rows: dict[int, FinalCodeSet], since: date, until: date
) -> list[Candidate]:
    new, clicking = _new_coders(), _clicking(since, until)
    return [
        Candidate(
            case=row.case_id,
            encounter=str(row.case.chart_id),
            stratum=row.case.setting,
            flags=tuple(_flags(row, new, clicking)),
        )
        for row in rows.values()
    ]


def _flags(row: FinalCodeSet, new: set[str], clicking: set[str]) -> list[str]:
    """What could be wrong with this chart, the gravest first."""
    case, coder = row.case, str(row.signed_by_id)
    sure = case.lowest_confidence
    told = [
        (coder in clicking, "hardly ever changes anything"),
        (case.risk_class in RISKS, RISKS.get(case.risk_class, "")),
        (coder in new, "new coder"),
        (sure is not None and sure < UNSURE, "low confidence"),
    ]
    return [name for holds, name in told if holds]


def _new_coders() -> set[str]:
    signed = FinalCodeSet.objects.order_by().values("signed_by").annotate(n=Count("pk"))
    rows = signed.filter(n__lt=NEW_CODER).values_list("signed_by", flat=True)
    return {str(key) for key in rows}


def _clicking(since: date, until: date) -> set[str]:
    made = Decision.objects.filter(
        decided_at__date__gte=since, decided_at__date__lte=until
    )
    rows = (
        made.order_by()
        .values_list("decided_by")
        .annotate(n=Count("pk"), taken=Count("pk", filter=Q(kind=Kind.ACCEPT)))
    )
    return {
        str(key)
        for key, n, taken in rows
        if n >= CLICKED_AT_LEAST and taken >= CLICKING * n
    }


def _stratum_row(each: sampling.Stratum) -> dict[str, str | int]:
    return {
        "name": each.name,
        "drawn_by": RANDOM if each.is_random else TARGETED,
        "population": each.population,
        "size": each.size,
        "probability": each.probability,
    }


def _sample_drawn(sample: Sample, drawn: Draw) -> events.SampleDrawn:
    return events.SampleDrawn(
        sample=str(sample.pk),
        since=sample.since.isoformat(),
        until=sample.until.isoformat(),
        seed=sample.salt,
        strata=tuple(
            events.Stratum(
                name=each.name,
                drawn_by=_drawn_by(each),
                population=each.population,
                size=each.size,
                probability=each.probability,
            )
            for each in drawn.strata
        ),
        power=sample.power,
        purpose=sample.purpose,
        person=str(sample.person_id) if sample.person_id else None,
        education=str(sample.education_id) if sample.education_id else None,
        sites=tuple(sample.sites) or None,
    )


def _drawn_by(stratum: sampling.Stratum) -> events.Drawn:
    return events.Drawn.RANDOM if stratum.is_random else events.Drawn.TARGETED


def _wait(
    sample: Sample, drawn: Draw, rows: dict[int, FinalCodeSet], by: Actor
) -> None:
    """One over-read a drawn chart, each with its probability."""
    hidden = QualityPolicy.current().hidden_share
    made = OverRead.objects.bulk_create(
        OverRead(
            sample=sample,
            case=rows[pick.case].case,
            code_set=rows[pick.case],
            stratum=pick.stratum.name,
            drawn_by=_drawn_by(pick.stratum).value,
            probability=pick.stratum.probability,
            coder=rows[pick.case].signed_by,
            machine_hidden=_hides(rows[pick.case], sample, hidden),
            stage=Stage.WAITING.value,
        )
        for pick in drawn.picks
    )
    for over_read in made:
        record(_case_sampled(over_read), by=by)


def _hides(row: FinalCodeSet, sample: Sample, share: int) -> bool:
    """Whether this reading is blind to the machine as well, by the same kind of lot."""
    lot = sampling.ticket(
        str(row.case.chart_id), period(sample.since, sample.until), f"{sample.salt}:m"
    )
    return lot % PARTS < share


def _case_sampled(over_read: OverRead) -> events.CaseSampled:
    return events.CaseSampled(
        **guard.about(over_read.case),
        over_read=str(over_read.pk),
        sample=str(over_read.sample_id),
        code_set=over_read.code_set.number,
        stratum=over_read.stratum,
        drawn_by=events.Drawn(over_read.drawn_by),
        probability=over_read.probability,
        coder=str(over_read.coder_id),
        machine_hidden=over_read.machine_hidden,
    )
