"""The blind share of the fast lane: drawn at the moment of attesting.

Owns that draw. A chart's ticket decides (``review.sampling``), so the draw can be
repeated from the salt of its month; nobody at the page learns of it. Reading what was
drawn is ``review.actions.overreads``.
"""

from __future__ import annotations

import calendar
import secrets
from datetime import date

from audit import events
from audit.actions import SYSTEM, record
from coding.charts import lock
from review import sampling
from review.actions import guard
from review.models import FinalCodeSet, OverRead, QualityPolicy, Sample
from review.models.overreads import RANDOM
from review.overreading import Stage
from review.sampling import PARTS

#: At least one chart in twenty, whatever the quality policy says.
LEAST = 500
PURPOSE = "fast-lane"
NAME = "fast lane"


def share() -> int:
    """With which probability an attested chart is drawn now, in ten-thousandths."""
    return max(LEAST, QualityPolicy.current().share)


def is_drawn(encounter: str, period: str, salt: str, probability: int) -> bool:
    """The lot of one chart; the same whenever it is asked."""
    return sampling.ticket(encounter, period, salt) % PARTS < probability


def draw(signed: FinalCodeSet) -> OverRead | None:
    """Lets the lot decide over an attested chart; must be in its transaction."""
    sample, probability = _sample_of(signed), share()
    period = f"{sample.since}/{sample.until}"
    encounter = f"{signed.case.chart_id}:{signed.number}"
    if not is_drawn(encounter, period, sample.salt, probability):
        return None
    drawn = OverRead.objects.create(
        sample=sample,
        case=signed.case,
        code_set=signed,
        stratum=f"{NAME}, {signed.case.setting}",
        drawn_by=RANDOM,
        probability=probability,
        coder=signed.signed_by,
        # A reader who is shown the same suggestions would only attest them again.
        machine_hidden=True,
        stage=Stage.WAITING.value,
    )
    record(_sampled(drawn), by=SYSTEM)
    return drawn


def _sample_of(signed: FinalCodeSet) -> Sample:
    """The standing sample of the month in which the chart was signed."""
    signed.refresh_from_db(fields=("signed_at",))
    first = signed.signed_at.date().replace(day=1)
    found = Sample.objects.filter(purpose=PURPOSE, since=first).first()
    return found or _opened(first)


def _opened(first: date) -> Sample:
    # Two charts may be the first of a month at once; the second waits for the first.
    lock(f"{PURPOSE}\n{first}")
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    sample, is_new = Sample.objects.get_or_create(
        purpose=PURPOSE,
        since=first,
        defaults={
            "until": last,
            "salt": secrets.token_hex(8),
            "plan": {"share": share(), "least": 0, "aimed": 0},
            "strata": [],
            "power": 0,
            "drawn_by": None,
        },
    )
    if is_new:
        fact = events.SampleDrawn(
            sample=str(sample.pk),
            since=first.isoformat(),
            until=last.isoformat(),
            seed=sample.salt,
            strata=(),
            power=0,
            purpose=PURPOSE,
        )
        record(fact, by=SYSTEM)
    return sample


def _sampled(drawn: OverRead) -> events.CaseSampled:
    return events.CaseSampled(
        **guard.about(drawn.case),
        over_read=str(drawn.pk),
        sample=str(drawn.sample_id),
        code_set=drawn.code_set.number,
        stratum=drawn.stratum,
        drawn_by=events.Drawn.RANDOM,
        probability=drawn.probability,
        coder=str(drawn.coder_id),
        machine_hidden=drawn.machine_hidden,
    )
