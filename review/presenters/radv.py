"""What the pages of RADV audits show: audits, and one audit's work-list.

Owns wording, order and the number of queries, which does not grow with the rows. Shows
no name and no number of an enrollee; who somebody is, is asked for apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import Count, Prefetch, Q
from django.http import QueryDict
from django.utils import timezone

from coding import hcctables
from coding.hcc import Tables
from review.models import (
    AuditedHcc,
    CandidateRecord,
    RadvAudit,
    RoundOutcome,
)
from review.models.radv import AuditedHccQuerySet
from review.radv.records import Category
from review.radv.states import AuditState, Intake, Outcome, Standing

PER_PAGE = 100
TONES = {
    Standing.OPEN: "",
    Standing.SUPPORTED: "yes",
    Standing.UNSUPPORTED: "no",
    Standing.NOT_SUBMITTABLE: "ask",
    Standing.QUERY_OPEN: "ask",
}


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline as people count it."""

    on: date
    days: int

    @classmethod
    def of(cls, on: date) -> Due:
        return cls(on, (on - timezone.now().date()).days)

    @property
    def words(self) -> str:
        if self.days < 0:
            return f"{-self.days} days late"
        return "today" if self.days == 0 else f"in {self.days} days"

    @property
    def tone(self) -> str:
        return "no" if self.days < 0 else "ask" if self.days <= 14 else ""


@dataclass(frozen=True, slots=True)
class AuditRow:
    audit: RadvAudit
    enrollees: int
    hccs: int
    open: int
    unsupported: int
    due: Due

    @property
    def state(self) -> str:
        return AuditState(self.audit.state).label

    @property
    def settled(self) -> int:
        return self.hccs - self.open


def audits() -> list[AuditRow]:
    """Every audit with its progress, those that are due first; two queries."""
    rows = RadvAudit.objects.select_related("owner").annotate(
        people=Count("enrollees", distinct=True),
        all_hccs=Count("enrollees__hccs", distinct=True),
        left=Count(
            "enrollees__hccs",
            filter=Q(enrollees__hccs__standing=Standing.OPEN.value),
            distinct=True,
        ),
        gone=Count(
            "enrollees__hccs",
            filter=Q(enrollees__hccs__standing=Standing.UNSUPPORTED.value),
            distinct=True,
        ),
    )
    made = [_audit_row(row) for row in rows.order_by("records_due", "pk")]
    return sorted(made, key=lambda row: row.audit.state == AuditState.CLOSED)


def _audit_row(row: RadvAudit) -> AuditRow:
    told: dict[str, int] = row.__dict__
    return AuditRow(
        row,
        told["people"],
        told["all_hccs"],
        told["left"],
        told["gone"],
        Due.of(row.due),
    )


# ---- one audit's work-list


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    value: str
    count: int
    current: bool


@dataclass(frozen=True, slots=True)
class HccRow:
    """One audited HCC as a line of the work-list."""

    hcc: AuditedHcc
    label: str
    best: CandidateRecord | None
    found: int
    ranked: int
    outcome: RoundOutcome | None
    changed: bool = False
    proved: bool = False

    @property
    def unproved(self) -> bool:
        """Settled as supported, and no chosen record passes by now."""
        return self.hcc.standing == Standing.SUPPORTED and not self.proved

    @property
    def standing(self) -> str:
        return Standing(self.hcc.standing).label

    @property
    def tone(self) -> str:
        return TONES[Standing(self.hcc.standing)]

    @property
    def state(self) -> str:
        """What the best record still needs, in a word or two."""
        if self.hcc.enrollee.patient is None:
            return "nobody here has that number"
        if self.best is None:
            return "no record found"
        if self.changed:
            return "chart changed, seek again"
        if self.unproved:
            return "no record proves it any more"
        if self.best.failed:
            return f"{self.best.failed} failed"
        if self.best.asked:
            return f"{self.best.asked} for a person"
        return "every test passes"

    @property
    def state_tone(self) -> str:
        if self.best is None or self.best.failed or self.unproved:
            return "no"
        return "ask" if self.best.asked or self.changed else "yes"

    @property
    def intake(self) -> str:
        if self.best is None or self.best.intake == Intake.NOT_SENT:
            return ""
        return Intake(self.best.intake).label

    @property
    def found_by_cms(self) -> str:
        return Outcome(self.outcome.outcome).label if self.outcome else ""

    @property
    def appeal(self) -> Due | None:
        due = self.outcome.appeal_due if self.outcome else None
        return Due.of(due) if due else None


@dataclass(frozen=True, slots=True)
class Worklist:
    """One audit's page."""

    audit: RadvAudit
    due: Due
    tabs: Sequence[Tab]
    rows: Sequence[HccRow]
    page: Page[AuditedHcc]
    total: int
    settled: int
    matched: int
    enrollees: int
    following: AuditedHcc | None
    links: Mapping[str, str] = field(default_factory=dict)

    @property
    def matching(self) -> bool:
        """Whether records are being sought now."""
        return self.audit.matching_since is not None and self.audit.matched_at is None

    @property
    def state(self) -> str:
        return AuditState(self.audit.state).label

    @property
    def years(self) -> int:
        return self.audit.payment_year - 1


def worklist(audit: RadvAudit, asked: QueryDict) -> Worklist:
    """An audit's HCCs, narrowed by standing; the same few queries for any number."""
    rows = AuditedHcc.objects.filter(enrollee__audit=audit)
    counts = dict(rows.order_by().values_list("standing").annotate(n=Count("pk")))
    view = asked.get("show", "")
    shown = rows.filter(standing=view) if view in list(Standing) else rows
    page = Paginator(_listed(shown), PER_PAGE).get_page(asked.get("page"))
    since = audit.matching_since or audit.created_at
    done = Count("pk", filter=Q(matched_at__gte=since))
    tables = hcctables.tables()
    people = audit.enrollees.aggregate(n=Count("pk"), done=done)
    total = sum(counts.values())
    return Worklist(
        audit=audit,
        due=Due.of(audit.due),
        tabs=_tabs(counts, view, total),
        rows=_rows(page, tables),
        page=page,
        total=total,
        settled=total - counts.get(Standing.OPEN.value, 0),
        matched=people["done"],
        enrollees=people["n"],
        following=rows.filter(standing=Standing.OPEN.value).in_order().first(),
        links=_pages(page, view),
    )


def _listed(rows: AuditedHccQuerySet) -> AuditedHccQuerySet:
    ranked = CandidateRecord.objects.select_related("chart_version").order_by("place")
    return (
        rows.select_related("enrollee__audit", "settled_by")
        .prefetch_related(
            Prefetch("records", queryset=ranked),
            Prefetch("outcomes", queryset=RoundOutcome.objects.order_by("-round")),
        )
        .in_order()
    )


def _tabs(counts: Mapping[str, int], view: str, total: int) -> list[Tab]:
    every = Tab("all", "", total, view not in list(Standing))
    return [every] + [
        Tab(each.label, each.value, counts.get(each.value, 0), view == each.value)
        for each in Standing
    ]


def _rows(page: Page[AuditedHcc], tables: Tables) -> list[HccRow]:
    chosen = CandidateRecord.objects.filter(hcc__in=list(page.object_list)).chosen()
    changed = set(chosen.changed().values_list("hcc_id", flat=True))
    return [_row(hcc, tables, hcc.pk in changed) for hcc in page.object_list]


def _row(hcc: AuditedHcc, tables: Tables, changed: bool) -> HccRow:
    records = list(hcc.records.all())
    ranked = [row for row in records if row.rank]
    best = min(ranked, key=lambda row: row.rank or 9, default=None)
    return HccRow(
        hcc=hcc,
        label=Category.of(hcc, hcc.enrollee.audit.payment_year, tables).label,
        best=best or (records[0] if records else None),
        found=len(records),
        ranked=len(ranked),
        outcome=next(iter(hcc.outcomes.all()), None),
        changed=changed,
        proved=any(not row.failed and not row.asked for row in ranked),
    )


def _pages(page: Page[AuditedHcc], view: str) -> dict[str, str]:
    links = {}
    for name, there in (
        ("next", page.has_next() and page.next_page_number()),
        ("previous", page.has_previous() and page.previous_page_number()),
    ):
        if there:
            query = QueryDict(mutable=True)
            query.update({"page": str(there), **({"show": view} if view else {})})
            links[name] = f"?{query.urlencode()}"
    return links
