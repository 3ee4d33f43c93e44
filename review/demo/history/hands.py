"""What a simulated person can do with one chart, and doing it through the actions.

``Hand`` is the list of acts that a chart's life is told in; ``Acting`` does each by the
action that everybody uses. ``review.demo.history.copying`` does the same without a
statement for each act. Neither decides anything: ``review.demo.history.play`` does.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from django.db import transaction

from audit.actions import SYSTEM
from coding import actions as machine
from coding import intake
from coding.charts import Received
from coding.models import ChartVersion, Run
from coding.uploads import ChartUpload
from review import codeset, engines, support
from review.actions import cases, claims, decisions, findings, holds, signing
from review.demo.history.coders import Act
from review.models import Case, Item, SimulatedChart, User
from review.states import Settling, State
from review.views.quotes import spans

GUIDELINE = "guideline"
WAITS = "Waits for a question to the provider."


@dataclass(frozen=True, slots=True)
class Label:
    """What is known of a simulated chart: its place in a history, and its truth."""

    seed: str
    number: int
    month: int
    coder: str
    truth: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A finding that somebody has to answer for, and in which ways it can be."""

    key: str
    ways: tuple[Settling, ...]
    guideline: str


class Hand(Protocol):
    """The acts on one chart at a time, each at the moment that ``occurring`` says."""

    def flush(self) -> None:
        """From now on all that was told is in the database."""

    def chart(self) -> AbstractContextManager[None]:
        """Around a whole chart: it is told whole or not at all."""

    def attempt(self) -> AbstractContextManager[None]:
        """Around acts of which a refusal leaves nothing behind."""

    def receive(self, upload: ChartUpload, label: Label) -> None: ...

    def code(self) -> bool:
        """Codes and routes it; False where there is nothing for people to do."""

    def claim(self, by: User) -> None: ...

    def view(self, by: User) -> None: ...

    def suggested(self) -> list[str]:
        """The codes on the list, in order."""

    def decide(self, act: Act, by: User) -> None: ...

    def asked(self) -> list[Asked]:
        """Findings that are open."""

    def settle(self, asked: Asked, how: Settling, citation: str, by: User) -> None: ...

    def stands(self) -> bool:
        """Whether any code would be signed."""

    def sign(self, by: User) -> None: ...

    def hold(self, by: User) -> None: ...


class Acting:
    """The acts through the actions; a case is read anew for each."""

    def __init__(self) -> None:
        self._received: Received | None = None
        self._case: Case | None = None

    def flush(self) -> None:
        """Nothing waits: every act is written at once."""

    def chart(self) -> AbstractContextManager[None]:
        return transaction.atomic()

    def attempt(self) -> AbstractContextManager[None]:
        return transaction.atomic()

    def receive(self, upload: ChartUpload, label: Label) -> None:
        # As ``review.actions.intake`` does it, but no worker is woken: the run is
        # taken before anybody else could see it.
        received = intake.receive(upload, by=SYSTEM)
        assert isinstance(received, Received)
        self._received, self._case = received, None
        SimulatedChart.objects.create(
            chart=received.chart,
            seed=label.seed,
            number=label.number,
            month=label.month,
            coder=label.coder,
            truth=list(label.truth),
        )

    def code(self) -> bool:
        assert self._received is not None
        self._case = cases.route(coded_here(self._received.version))
        return self._case is not None and self._case.state != State.EXCEPTION

    @property
    def case(self) -> Case:
        assert self._case is not None
        return self._case

    def claim(self, by: User) -> None:
        self._case = claims.claim(self.case, by=by)

    def view(self, by: User) -> None:
        cases.viewed(self.case, by=by)

    def suggested(self) -> list[str]:
        return [item.code for item in codeset.items_of(self.case)]

    def decide(self, act: Act, by: User) -> None:
        if act.kind == "add":
            self._add(act, by)
            return
        item, version = Item.objects.get(case=self.case, code=act.code), self._version()
        if act.kind == "accept":
            word = supported(item.code, self.case.setting)
            decisions.accept(item, by=by, version=version, supported=word)
        elif act.kind == "modify":
            decisions.modify(item, code=act.to, by=by, version=version, **act.reason)
        else:
            decisions.reject(item, by=by, version=version, **act.reason)

    def _add(self, act: Act, by: User) -> None:
        documents = codeset.documents_of(self.case.run.version)
        decisions.add(
            self.case,
            code=act.code,
            evidence=spans(documents, act.words, None),
            by=by,
            version=self._version(),
        )

    def asked(self) -> list[Asked]:
        case = Case.objects.select_related("run__version").get(pk=self.case.pk)
        documents = codeset.documents_of(case.run.version)
        found = codeset.live_findings(
            case, codeset.items_of(case), codeset.book_of(case), documents
        )
        return open_of(found)

    def settle(self, asked: Asked, how: Settling, citation: str, by: User) -> None:
        findings.settle(
            self.case,
            finding_key=asked.key,
            how=how,
            reason=GUIDELINE,
            citation=citation,
            by=by,
            version=self._version(),
        )

    def stands(self) -> bool:
        items = codeset.items_of(self.case)
        return any(codeset.standing_code(item) for item in items)

    def sign(self, by: User) -> None:
        signing.finalise(self.case, by=by, version=self._version())

    def hold(self, by: User) -> None:
        holds.hold(self.case, words=WAITS, by=by, version=self._version())

    def _version(self) -> int:
        return Case.objects.values_list("version", flat=True).get(pk=self.case.pk)


def coded_here(version: ChartVersion) -> Run:
    """The run of a version, taken and finished here instead of by a worker."""
    claimed = machine.claim_run(machine.queue(version).pk)
    assert claimed is not None
    coded = engines.code_version(claimed.version)
    run = machine.finish_run(claimed, coded.note, release=coded.release)
    assert run is not None
    return run


def supported(code: str, setting: str) -> str:
    """The word that a simulated coder gives for a high-risk code."""
    return support.Support.ASSESSED if support.is_asked(code, setting) else ""


def open_of(found: tuple[codeset.LiveFinding, ...]) -> list[Asked]:
    """Those of the findings that are open, as the simulated people see them."""
    return [
        Asked(each.key, codeset.NEEDS[each.finding.severity], each.finding.guideline)
        for each in found
        if each.is_open
    ]
