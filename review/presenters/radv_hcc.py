"""What the page of one audited HCC shows: its records side by side, with their tests.

Owns wording and order. Reads charts through what the person may see; that they were
read is recorded by the view, one event a chart.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from audit import vault
from coding import preflight
from coding.models import ChartVersion
from coding.preflight.base import Beneficiary, Result
from review.models import (
    AuditedHcc,
    CandidateRecord,
    Case,
    Overpayment,
    PreflightResult,
    RecordScan,
    RoundOutcome,
    User,
)
from review.presenters.radv import TONES, Due
from review.radv import records
from review.radv.records import Category, Charted
from review.radv.states import (
    APPEALS,
    INTAKE_MOVES,
    OWED,
    Appeal,
    Defect,
    Intake,
    Outcome,
    Ruling,
    Standing,
)

#: As many records are read and shown side by side; the others are named.
SIDE_BY_SIDE = 3
CONTEXT = 90
RESULT_TONES = {
    Result.PASS: "yes",
    Result.FAIL: "no",
    Result.ASK: "ask",
    Result.NOT_APPLICABLE: "",
}
_MENDED = {"P06": Defect.SIGNATURE, "P07": Defect.CREDENTIAL}
_KEYS = {
    Standing.SUPPORTED: "s",
    Standing.UNSUPPORTED: "d",
    Standing.NOT_SUBMITTABLE: "w",
    Standing.QUERY_OPEN: "o",
}


@dataclass(frozen=True, slots=True)
class Quoted:
    """A passage that is quoted for these codes, with a little around it."""

    codes: tuple[str, ...]
    before: str
    text: str
    after: str
    section: str


@dataclass(frozen=True, slots=True)
class TestLine:
    """One test as a line; ``settle``: a person may answer it."""

    __test__ = False  # a value, whatever pytest makes of its name

    row: PreflightResult
    title: str
    looks_at: str
    settle: bool
    words: str

    @property
    def result(self) -> str:
        return Result(self.row.standing).label

    @property
    def tone(self) -> str:
        return RESULT_TONES[Result(self.row.standing)]

    @property
    def who(self) -> str:
        return self.row.settled_by.label if self.row.settled_by else ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One record on the page."""

    row: CandidateRecord
    case: Case | None
    quotes: Sequence[Quoted]
    tests: Sequence[TestLine]
    attestable: Sequence[Defect]
    moves: Sequence[Intake]
    changed: bool
    scans: Sequence[RecordScan]

    @property
    def version(self) -> ChartVersion:
        return self.row.chart_version

    @property
    def intake(self) -> str:
        return Intake(self.row.intake).label

    @property
    def stays(self) -> bool:
        """The record was sent, so its scanned pages stay as they were."""
        return bool(self.row.sent) and self.row.intake != Intake.REJECTED

    @property
    def failing(self) -> Sequence[TestLine]:
        return [t for t in self.tests if t.row.standing in ("fail", "ask")]

    @property
    def passing(self) -> Sequence[TestLine]:
        return [t for t in self.tests if t.row.standing not in ("fail", "ask")]


@dataclass(frozen=True, slots=True)
class Way:
    """One outcome that a person may give the HCC."""

    standing: Standing
    key: str
    why_not: str
    needs_words: bool

    @property
    def label(self) -> str:
        return self.standing.label


@dataclass(frozen=True, slots=True)
class Told:
    """What CMS found in one round."""

    row: RoundOutcome
    due: Due | None
    next_appeal: Appeal | None

    @property
    def outcome(self) -> str:
        return Outcome(self.row.outcome).label

    @property
    def appeal(self) -> str:
        return Appeal(self.row.appeal).label if self.row.appeal else ""

    @property
    def awaited(self) -> bool:
        """An appeal was filed and its ruling is not known."""
        return bool(self.row.appeal and not self.row.ruling)

    @property
    def ruling(self) -> str:
        return Ruling(self.row.ruling).label if self.row.ruling else ""


@dataclass(frozen=True, slots=True)
class HccPage:
    hcc: AuditedHcc
    category: Category
    candidates: Sequence[Candidate]
    others: Sequence[CandidateRecord]
    ways: Sequence[Way]
    outcomes: Sequence[Told]
    owed: Overpayment | None
    words: str
    identity: Beneficiary | None
    following: AuditedHcc | None
    previous: AuditedHcc | None

    @property
    def standing(self) -> str:
        return Standing(self.hcc.standing).label

    @property
    def owed_without_ground(self) -> bool:
        """Whether an overpayment is open though the HCC is supported by now."""
        is_open = self.owed is not None and self.owed.state in OWED
        return is_open and self.hcc.standing == Standing.SUPPORTED

    @property
    def tone(self) -> str:
        return TONES[Standing(self.hcc.standing)]

    @property
    def ranks(self) -> Sequence[int]:
        return (1, 2)

    @property
    def shown(self) -> Sequence[Case]:
        """The charts whose text is on the page."""
        return [each.case for each in self.candidates if each.case]


def hcc_page(hcc: AuditedHcc, user: User, *, revealed: bool = False) -> HccPage:
    """Everything of one audited HCC that the template needs."""
    category = Category.of(hcc, hcc.enrollee.audit.payment_year)
    rows = list(
        hcc.records.select_related("chart", "chart_version")
        .prefetch_related("results__settled_by", "attestations", "chart_version__scans")
        .order_by("rank", "place")
    )
    owed = Overpayment.objects.filter(hcc=hcc).first()
    words = vault.get_text(hcc.words_sha256) if hcc.words_sha256 else ""
    following, previous = _beside(hcc)
    changed = set(hcc.records.changed().values_list("pk", flat=True))
    return HccPage(
        hcc=hcc,
        category=category,
        candidates=[
            _candidate(row, category, user, changed) for row in rows[:SIDE_BY_SIDE]
        ],
        others=rows[SIDE_BY_SIDE:],
        ways=_ways(hcc, rows),
        outcomes=[_told(row) for row in hcc.outcomes.order_by("round")],
        owed=owed,
        words=words,
        identity=records.listed(hcc.enrollee) if revealed else None,
        following=following,
        previous=previous,
    )


def _beside(hcc: AuditedHcc) -> tuple[AuditedHcc | None, AuditedHcc | None]:
    """The HCCs after and before this one, as the work-list has them."""
    rows = AuditedHcc.objects.filter(enrollee__audit=hcc.enrollee.audit_id)
    keys = list(rows.in_order().values_list("pk", flat=True))
    at = keys.index(hcc.pk)
    beside = rows.in_bulk(keys[max(at - 1, 0) : at + 2])
    following = beside.get(keys[at + 1]) if at + 1 < len(keys) else None
    return following, beside.get(keys[at - 1]) if at else None


def _candidate(
    row: CandidateRecord, category: Category, user: User, changed: Collection[int]
) -> Candidate:
    cases = Case.objects.visible_to(user).select_related(
        "chart", "run__version__chart", "run__release", "finalised_by"
    )
    case = cases.filter(chart=row.chart_id).first()
    tests = [_line(each) for each in row.results.all()]
    inpatient = row.chart_version.facts().setting.is_inpatient
    there = {each.defect for each in row.attestations.all()}
    wanted = [
        defect
        for line in tests
        if line.row.standing in ("fail", "ask")
        and (defect := _MENDED.get(line.row.test))
        and defect not in there
    ]
    return Candidate(
        row=row,
        case=case,
        quotes=_quotes(case, category) if case else (),
        tests=tests,
        attestable=() if inpatient else wanted,
        moves=sorted(INTAKE_MOVES[Intake(row.intake)]) if row.rank else (),
        changed=row.pk in changed,
        scans=list(row.chart_version.scans.all()),
    )


def _quotes(case: Case, category: Category) -> list[Quoted]:
    charted = Charted(case)
    texts = {each.sha256: each.text for each in charted.documents}
    _, lines = records.proving(charted, category)
    places = sorted(
        (span.document, span.start, span.end, line.code, span.section)
        for line in lines
        for span in line.evidence
        if span.document in texts
    )
    return [_quoted(texts[one[0][0]], one) for one in _overlapping(places)]


Place = tuple[str, int, int, str, str]


def _overlapping(places: Sequence[Place]) -> list[list[Place]]:
    """Quotations that overlap are read as one passage."""
    found: list[list[Place]] = []
    for place in places:
        last = found[-1] if found else []
        ends = max((each[2] for each in last), default=-1)
        if last and last[0][0] == place[0] and place[1] <= ends:
            last.append(place)
        else:
            found.append([place])
    return found


def _quoted(text: str, places: Sequence[Place]) -> Quoted:
    start, end = places[0][1], max(each[2] for each in places)
    return Quoted(
        codes=tuple(dict.fromkeys(each[3] for each in places)),
        before=text[max(start - CONTEXT, 0) : start],
        text=text[start:end],
        after=text[end : end + CONTEXT],
        section=places[0][4].replace("_", " "),
    )


def _line(row: PreflightResult) -> TestLine:
    test = preflight.test_named(row.test)
    return TestLine(
        row=row,
        title=test.title if test else row.test,
        looks_at=test.looks_at if test else "",
        settle=test is not None and test.settleable(),
        words=vault.get_text(row.words_sha256) if row.words_sha256 else "",
    )


def _ways(hcc: AuditedHcc, rows: Sequence[CandidateRecord]) -> list[Way]:
    sound = [row for row in rows if not row.failed and not row.asked]
    lacking = "No record passes every test yet."
    if any(row.rank for row in sound):
        lacking = ""
    elif sound:
        lacking = "A record passes every test: choose it first."
    return [
        Way(
            standing=each,
            key=key,
            why_not=lacking if each is Standing.SUPPORTED else "",
            needs_words=each is not Standing.SUPPORTED,
        )
        for each, key in _KEYS.items()
        if hcc.standing != each
    ]


def _told(row: RoundOutcome) -> Told:
    level = APPEALS[Appeal(row.appeal) if row.appeal else None]
    due = Due.of(row.appeal_due) if row.appeal_due else None
    return Told(row, due, level if due and due.days >= 0 else None)
