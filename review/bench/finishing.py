"""Signing a chart and having the next one open, as one coder does all day.

Owns two latencies over HTTP: the press that signs and takes the next chart, and opening
that chart. What comes before, every decision, is made here through the same actions.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from django.urls import reverse

from review import codeset
from review.actions import decisions, findings, signing
from review.bench import rows
from review.bench.base import Bench, Figure, latency, measure
from review.bench.browser import Browser
from review.bench.pages import WORD
from review.models import Case, Item, User
from review.refusals import Refused
from review.states import Settling


@measure("sign_p95_ms", "next_chart_p95_ms")
def finishing(bench: Bench) -> Iterator[tuple[str, Figure]]:
    """Chart after chart: all codes decided, signed, the next one taken and opened."""
    rows.fill(bench)
    coder = rows.coder()
    browser = Browser(bench.web.port, coder)
    signed: list[float] = []
    opened: list[float] = []
    number, passed = _taken(browser), 0
    end = time.perf_counter() + bench.seconds
    # Others want charts too.
    most = max(1, bench.cases // 8)
    while (time.perf_counter() < end or not signed) and passed + len(signed) < most:
        case = Case.objects.get(pk=number)
        if not _is_ready(case, coder):
            number, passed = _taken(browser), passed + 1
            continue
        number, took = _signed(browser, number)
        signed.append(took)
        opened.append(browser.get(reverse("review:case", args=(number,))))
    more = {"cases": bench.cases}
    yield "sign_p95_ms", latency(signed, **more)
    yield "next_chart_p95_ms", latency(opened, **more)


def _taken(browser: Browser) -> int:
    return _number(browser.land(reverse("review:next")))


def _signed(browser: Browser, number: int) -> tuple[int, float]:
    """The next chart's number, and how long signing this one and taking that took."""
    version = Case.objects.values_list("version", flat=True).get(pk=number)
    address = reverse("review:finalise", args=(number,))
    began = time.perf_counter()
    there = browser.land(address, version=version, then="next")
    return _number(there), time.perf_counter() - began


def _number(address: str) -> int:
    return int(address.split("/")[2])


def _is_ready(case: Case, coder: User) -> bool:
    """Decides and settles what there is; whether the chart can be signed now."""
    for line in codeset.items_of(case):
        _decide(line, coder)
        case.refresh_from_db()
    _settle(case, coder)
    case.refresh_from_db()
    return not signing.why_not_yet(case, coder)


def _decide(line: Item, coder: User) -> None:
    version = Case.objects.values_list("version", flat=True).get(pk=line.case_id)
    if decisions.why_unproved(line):
        why = {"what": "unsupported", "why": "negated"}
        decisions.reject(line, by=coder, version=version, **why)
    else:
        decisions.accept(line, by=coder, version=version, supported=WORD)


def _settle(case: Case, coder: User) -> None:
    documents = codeset.documents_of(case.run.version)
    lines = codeset.items_of(case)
    for live in codeset.live_findings(case, lines, codeset.book_of(case), documents):
        if live.is_open:
            case.refresh_from_db()
            try:
                findings.settle(
                    case,
                    finding_key=live.key,
                    how=Settling.ACKNOWLEDGE,
                    by=coder,
                    version=case.version,
                    reason="judgement",
                )
            except Refused:
                return
