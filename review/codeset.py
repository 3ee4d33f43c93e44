"""The code set of a case as it stands now, and what the rules say of it.

Owns the step from items and decisions to lines the rules can check, and from findings
and settlements to what still stands in the way. Must not change anything; the rules are
``coding.rules`` and the decisions ``review.actions``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from audit import vault
from coding import charts, checklists, codes, result, rules
from coding.codebook import CodeBook
from coding.models import ChartVersion, Release, Run
from coding.values import (
    Assertion,
    CodedLine,
    CodedNote,
    Evidence,
    Finding,
    NoteDocument,
    Role,
    Severity,
)
from review import checked
from review.models import Case, FindingSettlement, Item
from review.radv import gate
from review.states import Origin, Settling

NEEDS = {
    Severity.BLOCK: (Settling.OVERRIDE,),
    Severity.SECOND_REVIEW: (Settling.CONFIRM, Settling.OVERRIDE),
    Severity.WARN: (Settling.ACKNOWLEDGE, Settling.CONFIRM, Settling.OVERRIDE),
    Severity.INFO: (),
}


#: The reason that marks a case whose suggestions are hidden.
BLIND = "blind"


@dataclass(frozen=True, slots=True)
class LiveFinding:
    """A finding on the present code set, and how it was settled, if it was."""

    key: str
    finding: Finding
    settlement: FindingSettlement | None

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to answer for it before signing."""
        return bool(NEEDS[self.finding.severity]) and self.settlement is None


# What is told of a decision besides itself, where it is shown.
TOLD = ("current__decided_by", "current__what", "current__why")


def items_of(case: Case, *, told: bool = True) -> list[Item]:
    """The case's items in order, each with the decision that counts.

    Not ``told``: without who decided and for which reasons.
    """
    rows = case.items.on_the_list().select_related(*(TOLD if told else ("current",)))
    found = list(rows.order_by("position"))
    for item in found:
        item.case = case
    return found


def standing_code(item: Item) -> str | None:
    """The code an item contributes now; None when it was rejected.

    A billed code that nobody supported yet is a claim, not part of the coding; a
    planted one never is, whatever was decided.
    """
    if item.origin == Origin.SEEDED:
        return None
    if item.current is None and item.origin == Origin.BILLED:
        return None
    return item.decided_code


def is_hidden(case: Case) -> bool:
    """Whether the suggestions stay hidden until a coder has coded the case."""
    return any(reason["key"] == BLIND for reason in case.reasons)


def lines(
    items: Iterable[Item],
    is_inpatient: bool,
    texts: Mapping[str, str] = MappingProxyType({}),
) -> tuple[CodedLine, ...]:
    """What the rules look at, numbered by order; the first diagnosis leads.

    ``texts`` are the documents by hash, for rules that read what is quoted.
    """
    kept = [(item, code) for item in items if (code := standing_code(item))]
    lead = Role.PRINCIPAL if is_inpatient else Role.FIRST_LISTED
    first = next((item for item, _ in kept if item.system == codes.ICD10CM), None)
    return tuple(
        _line(item, code, n, lead if item is first else Role.SECONDARY, texts)
        for n, (item, code) in enumerate(kept, start=1)
    )


def _line(
    item: Item, code: str, sequence: int, role: Role, texts: Mapping[str, str]
) -> CodedLine:
    return CodedLine(
        key=str(item.pk),
        code=code,
        sequence=sequence,
        role=role,
        system=item.system,
        evidence=evidence_values(evidence_of(item), texts),
        assertion=Assertion(item.detail.get("assertion") or Assertion.PRESENT),
        poa=poa_of(item) or None,
        origin=item.origin,
    )


def poa_of(item: Item) -> str:
    """Present on admission as a coder said it, else as the machine did."""
    return item.poa or item.detail.get("poa") or ""


def evidence_of(item: Item) -> list[dict[str, Any]]:
    """Where the proof of an item stands: as decided, else as suggested.

    An amendment may have shifted what was decided on without touching it.
    """
    decided = item.current.evidence if item.current is not None else []
    if decided and item.anchored:
        anchored: list[dict[str, Any]] = item.anchored
        return anchored
    found: list[dict[str, Any]] = decided or item.detail.get("evidence", [])
    return found


def evidence_values(
    spans: Sequence[Mapping[str, Any]], texts: Mapping[str, str]
) -> tuple[Evidence, ...]:
    """Stored spans as the engine's values, with their words where those are at hand."""
    return tuple(
        Evidence(
            document=span["document"],
            start=span["start"],
            end=span["end"],
            text=texts.get(span["document"], "")[span["start"] : span["end"]],
            page=span.get("page", 1),
            section=span.get("section", ""),
        )
        for span in spans
    )


def release_of(run: Run) -> Release:
    """The release that the date of service asks for today."""
    return codes.release_for(codes.ICD10CM, run.version.service_date).release


def book_of(case: Case) -> CodeBook:
    return codes.codebook(release_of(case.run))


def coded_of(run: Run) -> CodedNote:
    """What the engine said; the result of a hash never changes, so it is kept."""
    return _coded(run.result_sha256) if run.result_sha256 else result.from_json({})


@lru_cache(maxsize=128)
def _coded(sha256: str) -> CodedNote:
    return result.from_json(json.loads(vault.get_text(sha256)))


def documents_of(version: ChartVersion) -> tuple[NoteDocument, ...]:
    """The documents of a chart version with their texts, in order."""
    places = list(version.documents.order_by("position"))
    return tuple(
        NoteDocument(
            sha256=place.document_id,
            text=vault.get_text(place.document_id),
            name=name,
            kind=place.kind,
            author_role=place.author_role,
            date=place.date,
            author=place.author,
        )
        for place, name in zip(
            places, charts.document_names(version, places), strict=True
        )
    )


def live_findings(
    case: Case,
    items: Sequence[Item],
    book: CodeBook,
    documents: Sequence[NoteDocument],
    settlements: Sequence[FindingSettlement] | None = None,
) -> tuple[LiveFinding, ...]:
    """What rules and preflight say now, each with its settlement.

    ``settlements`` are those of the case, where the caller holds them.
    """
    facts = replace(case.run.version.facts(), site=case.site)
    texts = {document.sha256: document.text for document in documents}
    lined = lines(items, facts.setting.is_inpatient, texts)
    loaded = checklists.checks_on(facts.service_date, {line.code for line in lined})
    found = checked.findings(lined, facts, book, documents, loaded)
    found += gate.findings(case, facts, lined, book, documents, found)
    if settlements is None:
        settlements = list(case.settlements.select_related("settled_by", "reason"))
    settled = _by_key(settlements)
    return tuple(
        LiveFinding(key, finding, _fitting(settled.get(key, []), finding))
        for finding in found
        for key in [key_of(finding)]
    )


def _by_key(
    settlements: Iterable[FindingSettlement],
) -> dict[str, list[FindingSettlement]]:
    by_key: dict[str, list[FindingSettlement]] = {}
    for row in settlements:
        by_key.setdefault(row.key, []).append(row)
    return by_key


def _fitting(
    settlements: Sequence[FindingSettlement], finding: Finding
) -> FindingSettlement | None:
    enough = NEEDS[finding.severity]
    return next((row for row in settlements if row.how in enough), None)


def key_of(finding: Finding) -> str:
    """The finding's name in a form that always fits its column."""
    key = rules.finding_key(finding)
    if len(key) <= 64:
        return key
    digest = hashlib.sha256(key.encode()).hexdigest()[:32]
    return f"{finding.rule}:{finding.severity}:{digest}"
