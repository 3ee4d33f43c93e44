"""The demo's Tuesday: charts that arrived over three days, some already worked on.

Owns which demo charts are where when somebody first signs in. Everything that a coder
did is done through the actions, as that coder; only arrival times are set back, so that
some charts are due today and some are late.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import islice
from pathlib import Path

from django.db.models import F

from coding import chartfiles
from coding.charts import Received
from coding.models import ChartVersion, IntakeException
from coding.uploads import ChartUpload, DocumentUpload
from review import codeset, support, tasks
from review.actions import claims, decisions, findings, holds, intake, signing
from review.models import Case, User
from review.refusals import Refused
from review.states import Settling, State

CHARTS = Path(__file__).parent / "charts"
UNSUPPORTED = {"what": "unsupported", "why": "misread"}
# Hours ago, dealt out to the charts in turn: late, due today, fresh.
ARRIVED = (4, 31, 52, 9, 75, 22, 46, 2, 58, 70, 13, 27)

Gold = Mapping[int, frozenset[str]]


def receive_charts(by: User) -> Gold:
    """Receives every demo chart; its gold codes by chart version."""
    gold: dict[int, frozenset[str]] = {}
    for n, chart in enumerate(chartfiles.read(CHARTS)):
        if isinstance(chart, chartfiles.BadLine):
            raise ValueError(str(chart))
        answer = intake.receive(chart.upload, by=by)
        if not isinstance(answer, Received):
            raise ValueError(f"{chart.id}: {answer.exception.detail}")
        codes = chart.gold.codes if chart.gold else ()
        gold[answer.version.pk] = frozenset(code.code for code in codes)
        if answer.created:
            _set_back(answer.version, ARRIVED[n % len(ARRIVED)])
    return gold


def _set_back(version: ChartVersion, hours: int) -> None:
    rows = ChartVersion.objects.filter(pk=version.pk)
    rows.update(received_at=F("received_at") - timedelta(hours=hours))


def leave_an_exception(by: User) -> None:
    """One upload that could not be read: a scan whose text nobody made."""
    if IntakeException.objects.exists():
        return
    scan = DocumentUpload(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", name="scan-0417.pdf")
    upload = ChartUpload(
        documents=(scan,),
        setting="outpatient",
        service_date=None,
        source="demo",
        external_id="scan-0417",
        specialty="Cardiology",
    )
    intake.receive(upload, by=by)


def work(gold: Gold, people: Mapping[str, User]) -> None:
    """What the demo coders did since morning; nothing when they did it already."""
    if Case.objects.exclude(touched_at=None).exists():
        return
    office = iter(_routed(gold, inpatient=False))
    wards = iter(_routed(gold, inpatient=True))
    for case in islice(office, 4):
        sign(case, gold, people["coder1"])
    for case in islice(wards, 2):
        sign(case, gold, people["inpatient"])
    for who, cases in (("coder1", islice(office, 2)), ("coder2", islice(office, 1))):
        for case in cases:
            _begin(case, gold, people[who])
    for case in islice(wards, 1):
        _set_aside(case, people["inpatient"])


def _routed(gold: Gold, *, inpatient: bool) -> Iterator[Case]:
    """Demo cases that a coder may take, coded here and now, in a settled order."""
    for version_id in gold:
        version = ChartVersion.objects.get(pk=version_id)
        if (version.setting == "inpatient") != inpatient:
            continue
        tasks.process_chart(version_id)
        case = Case.objects.filter(chart=version.chart_id, state=State.OPEN).first()
        if case is not None:
            yield case


def sign(case: Case, gold: Gold, by: User) -> None:
    """Decides every code and signs; a chart that resists is given back."""
    case = claims.claim(case, by=by)
    try:
        _decide(case, gold, by, leave=0)
        _acknowledge(case, by)
        signing.finalise(case, by=by, version=_version(case))
    except Refused:
        claims.give_back(case, by=by)


def _begin(case: Case, gold: Gold, by: User) -> None:
    """Takes a chart and decides all but its last codes."""
    case = claims.claim(case, by=by)
    _decide(case, gold, by, leave=2)


def _set_aside(case: Case, by: User) -> None:
    case = claims.claim(case, by=by)
    words = "Waiting for the operative report of the second day."
    holds.hold(case, words=words, by=by, version=_version(case))


def _decide(case: Case, gold: Gold, by: User, *, leave: int) -> None:
    right = gold[case.run.version_id]
    waiting = [item for item in codeset.items_of(case) if item.current is None]
    for item in waiting[: len(waiting) - leave]:
        version = _version(case)
        if item.code in right:
            asked = support.is_asked(item.code, case.setting)
            word = support.Support.ASSESSED if asked else ""
            decisions.accept(item, by=by, version=version, supported=word)
        else:
            decisions.reject(item, by=by, version=version, **UNSUPPORTED)


def _acknowledge(case: Case, by: User) -> None:
    for live in _open_findings(case):
        findings.settle(
            case,
            finding_key=live.key,
            how=Settling.ACKNOWLEDGE,
            reason="guideline",
            by=by,
            version=_version(case),
        )


def _open_findings(case: Case) -> Sequence[codeset.LiveFinding]:
    documents = codeset.documents_of(case.run.version)
    found = codeset.live_findings(
        case, codeset.items_of(case), codeset.book_of(case), documents
    )
    return [live for live in found if live.is_open]


def _version(case: Case) -> int:
    return Case.objects.values_list("version", flat=True).get(pk=case.pk)
