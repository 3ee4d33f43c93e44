"""From a case to a record that preflight can test, and the charts of an enrollee.

Owns that translation: rows, vault and identities in, frozen values out. Must not
judge or change anything: tests are ``coding.preflight``'s, acts ``review.actions``'s.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import uuid4

from django.db.models import OuterRef, QuerySet, Subquery

from audit import identity, vault
from coding import codes, hcctables, lists
from coding.hcc import Model, NotLoaded, Table, Tables, bare, hccs_of
from coding.models import ChartVersion, CodeList
from coding.preflight.base import Beneficiary, Record, Sought, Specialties
from coding.publications import NotLoaded as ListNotLoaded
from coding.values import CodedLine, HccMap, NoteDocument
from review import codeset
from review.models import AuditedEnrollee, AuditedHcc, Case, Item
from review.radv.states import collection_year
from review.states import State

ICD10CM = codes.ICD10CM


@dataclass(frozen=True, slots=True)
class Category:
    """An audited HCC with the map that says which diagnoses prove it."""

    model: str
    hcc: str
    table: Table | None
    used: HccMap

    @classmethod
    def of(
        cls, hcc: AuditedHcc, payment_year: int, tables: Tables | None = None
    ) -> Category:
        """``tables`` spares asking which maps there are, for many at once."""
        tables, model = tables or hcctables.tables(), Model(hcc.model)
        used = tables.used(model, payment_year)
        try:
            table: Table | None = tables.table(model, payment_year)
        except NotLoaded:
            table = None
        return cls(hcc.model, hcc.hcc, table, used)

    @property
    def enough(self) -> frozenset[str]:
        """The HCC and all that stand above it, however far."""
        found = {self.hcc}
        below = self.table.below if self.table else {}
        while more := {p for p, c in below.items() if c & found} - found:
            found |= more
        return frozenset(found)

    @property
    def trumped_by(self) -> tuple[str, ...]:
        return tuple(sorted(self.enough - {self.hcc}, key=lambda h: (len(h), h)))

    def sought(self, names: Iterable[str], age: int | None, sex: str) -> Sought:
        """What each of these codes brings, for one person."""
        by_code = {name: self._hccs(name, age, sex) for name in names}
        return Sought(self.model, self.hcc, self.enough, by_code, self.used)

    def _hccs(self, code: str, age: int | None, sex: str) -> tuple[str, ...]:
        name = bare(code)
        if name is None or self.table is None:
            return ()
        return hccs_of(name, self.table, age=age, sex=sex)

    @property
    def label(self) -> str:
        return self.table.labels.get(self.hcc, "") if self.table else ""


class Charted:
    """One chart of an enrollee, read once however many HCCs it may prove."""

    def __init__(self, case: Case) -> None:
        self.case = case

    @cached_property
    def version(self) -> ChartVersion:
        return self.case.run.version

    @cached_property
    def documents(self) -> tuple[NoteDocument, ...]:
        return codeset.documents_of(self.version)

    @cached_property
    def items(self) -> list[Item]:
        return codeset.items_of(self.case)

    @cached_property
    def lines(self) -> tuple[CodedLine, ...]:
        """The diagnoses of the chart as they stand, with the words that prove them."""
        texts = {each.sha256: each.text for each in self.documents}
        inpatient = self.version.facts().setting.is_inpatient
        lined = codeset.lines(self.items, inpatient, texts)
        return tuple(line for line in lined if line.system == ICD10CM)

    @cached_property
    def findings(self) -> tuple[codeset.LiveFinding, ...]:
        book = codeset.book_of(self.case)
        return codeset.live_findings(self.case, self.items, book, self.documents)

    @cached_property
    def known(self) -> Beneficiary:
        return who_is(str(self.case.chart.patient))

    @property
    def signed(self) -> bool:
        return self.case.state == State.FINALISED


def who_is(patient: str) -> Beneficiary:
    """Who a chart is of, as the sealed table has it; nobody once disposed of."""
    try:
        known = identity.reveal(patient)
    except identity.IdentityMissing:
        return Beneficiary()
    return Beneficiary(known.name, known.birth_date, known.mbi)


def listed(enrollee: AuditedEnrollee) -> Beneficiary:
    """Who CMS sampled, as the list said."""
    told = json.loads(vault.get(enrollee.identity_sha256))
    born = told.get("birth_date")
    name = " ".join(filter(None, (told.get("first_name"), told.get("last_name"))))
    return Beneficiary(name, date.fromisoformat(born) if born else None, told["mbi"])


def charts_of(enrollee: AuditedEnrollee) -> QuerySet[Case]:
    """Cases of the enrollee whose latest version ends in the collection year."""
    latest = ChartVersion.objects.filter(chart=OuterRef("chart")).order_by("-number")
    year = collection_year(enrollee.audit.payment_year)
    return (
        Case.objects.filter(chart__patient=enrollee.patient or uuid4())
        .annotate(latest_on=Subquery(latest.values("service_date")[:1]))
        .filter(latest_on__year=year)
        .select_related("chart", "run__version__chart", "run__release")
        .order_by("latest_on", "id")
    )


def specialties_for(payment_year: int) -> Specialties | None:
    """The loaded list of acceptable specialties that comes nearest before a year."""
    kind = CodeList.Kind.SPECIALTIES
    chosen = lists.newest_list(kind, date(payment_year, 1, 1))
    if isinstance(chosen, ListNotLoaded):
        return None
    return Specialties(
        payment_year=chosen.effective_from.year,
        codes=frozenset(lists.entries(chosen)),
        source=str(chosen),
        sha256=chosen.sha256,
        out_of_date=chosen.out_of_date,
    )


def eligible_for(payment_year: int) -> lists.Chosen | None:
    """The loaded list of eligible CPT and HCPCS codes nearest before a year."""
    chosen = lists.newest_list(CodeList.Kind.ELIGIBLE, date(payment_year, 1, 1))
    return None if isinstance(chosen, ListNotLoaded) else chosen


def record(
    charted: Charted,
    lines: Sequence[CodedLine],
    *,
    sought: Sought | None = None,
    payment_year: int | None = None,
    listed_as: Beneficiary | None = None,
    specialties: Specialties | None = None,
    attested: Iterable[str] = (),
    switched: bool = False,
) -> Record:
    """One chart as preflight sees it, for the diagnoses that are to be proved."""
    case, version = charted.case, charted.version
    chosen = codes.release_for(ICD10CM, version.service_date)
    return Record(
        facts=version.facts(),
        documents=charted.documents,
        lines=tuple(lines),
        book=codes.codebook(chosen.release),
        known=charted.known,
        listed=listed_as,
        payment_year=payment_year,
        sought=sought,
        specialties=specialties,
        findings=tuple(one.finding for one in charted.findings if one.is_open),
        attested=frozenset(attested),
        provider_name=version.provider_name,
        provisional=chosen.provisional or case.run.provisional,
        signed=charted.signed if sought is not None else None,
        switched=switched,
    )


def proving(charted: Charted, category: Category) -> tuple[Sought, list[CodedLine]]:
    """The lines of a chart that fall into an HCC or one above it."""
    facts = charted.version.facts()
    names = [line.code for line in charted.lines]
    sought = category.sought(names, facts.age, facts.sex)
    return sought, [
        line for line in charted.lines if set(sought.by_code[line.code]) & sought.enough
    ]
