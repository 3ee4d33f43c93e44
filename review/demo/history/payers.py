"""What payers answer to the claims of the simulated year: one file a month.

Owns the file (X12 005010X221A1, as much of it as is read) and its dice: a claim whose
codes are wrong is doubted more often. It is taken in through the action, by the
supervisor, some days after the month.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from audit.occurring import occurring
from review.actions import remittances
from review.demo.history.coders import SUPERVISOR
from review.models import FinalCode, FinalCodeSet, SimulatedChart, User

#: How often a claim is denied for its coding, by whether its codes are right; and for
#: something that is no matter of coding.
DENIED_RIGHT, DENIED_WRONG, DENIED_ELSE = 0.01, 0.09, 0.03
#: Claim adjustment reasons: the code is unknown or contradicts the visit, the need is
#: not shown; and too late, another payer, not covered.
CODING = ("CO*11", "CO*50", "CO*146", "CO*167")
OTHER = ("CO*29", "OA*23", "PR*204")
PAID, DENIED = "1", "4"


@dataclass(frozen=True, slots=True)
class Claimed:
    """A signed chart as it was claimed: its number, and whether its codes are true."""

    account: str
    is_right: bool


def answer_month(
    seed: str, since: date, until: date, at: datetime, people: Mapping[str, User]
) -> None:
    """The file about the charts signed on these days; nothing where none was."""
    claimed = _claimed(seed, since, until)
    if not claimed:
        return
    data = advice(claimed, at.date(), Random(f"{seed}:{since}:payer"))
    with occurring(at):
        made = remittances.receive(data, by=people[SUPERVISOR.username])
        for _ in remittances.seek_some(made):
            pass


def _claimed(seed: str, since: date, until: date) -> list[Claimed]:
    """In the order of the year; a chart signed again in another month comes again."""
    known = SimulatedChart.objects.filter(seed=seed).select_related("chart")
    signed = FinalCodeSet.objects.filter(
        case__chart__in=known.values("chart"),
        signed_at__date__gte=since,
        signed_at__date__lte=until,
    )
    codes: dict[str, set[str]] = {}
    rows = FinalCode.objects.filter(code_set__in=signed)
    for chart, code in rows.values_list("code_set__case__chart_id", "code"):
        codes.setdefault(str(chart), set()).add(code)
    return [
        Claimed(each.chart.external_id, codes[str(each.chart_id)] == {*each.truth})
        for each in known.filter(chart__in=list(codes)).order_by("number")
    ]


def advice(claimed: Iterable[Claimed], day: date, random: Random) -> bytes:
    """The bytes of the file; amounts are all alike, as nobody reads them."""
    segments = [
        "BPR*I*80*C*ACH",
        "TRN*1*12345*1512345678",
        f"DTM*405*{day:%Y%m%d}",
        "N1*PR*SIMULATED PAYER",
        "LX*1",
        *(line for each in claimed for line in _claim(each, random)),
    ]
    body = ["ST*835*0001", *segments, f"SE*{len(segments) + 2}*0001"]
    head = (
        "ISA*00*          *00*          *ZZ*SIMULATED      *ZZ*ATTEST         "
        f"*{day:%y%m%d}*0930*^*00501*000000001*0*T*:"
    )
    group = f"GS*HP*SIMULATED*ATTEST*{day:%Y%m%d}*0930*1*X*005010X221A1"
    lines = [head, group, *body, "GE*1*1", "IEA*1*000000001"]
    return "".join(f"{line}~\n" for line in lines).encode()


def _claim(each: Claimed, random: Random) -> Iterator[str]:
    coding = random.random() < (DENIED_RIGHT if each.is_right else DENIED_WRONG)
    other = random.random() < DENIED_ELSE
    reason = random.choice(CODING if coding else OTHER)
    denied = coding or other
    status, paid = (DENIED, 0) if denied else (PAID, 80)
    yield f"CLP*{each.account}*{status}*100*{paid}*0*MC**11*1"
    if denied:
        yield f"CAS*{reason}*100"
