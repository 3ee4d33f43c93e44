"""Our rows as the parts that events are made of.

Owns the translation only: what an event says of a code, a span, a credential. Reads the
release for title, chapter and category, so that each event is complete by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from audit import events, parts
from coding import codes, hcctables, trail
from coding.codebook import CodeBook, ReleaseInfo
from coding.hcc import Categories
from coding.models import Release
from coding.values import Setting
from review import codeset, routing
from review.models import Case, Item, PolicyVersion
from review.states import Settling


@dataclass(frozen=True, slots=True)
class Source:
    """Where the description of a code is read from: release, policy and HCC maps."""

    book: CodeBook
    setting: Setting
    policy: routing.RoutingPolicy
    categories: Categories
    service_date: date

    def release_of(self, system: str) -> Release | ReleaseInfo:
        """The release a code of a system is described by."""
        if system == codes.ICD10CM:
            return self.book.release
        return codes.release_for(system, self.service_date).release

    @classmethod
    def of(cls, case: Case) -> Source:
        return cls(
            codeset.book_of(case),
            Setting(case.setting),
            routing_policy(),
            hcctables.categories_on(case.service_date, age=case.age, sex=case.sex),
            case.service_date,
        )


def settlement(how: str) -> events.Settlement:
    """The word the trail has for a way of settling."""
    return _RECORDED[how]


_RECORDED: Mapping[str, events.Settlement] = {
    Settling.ACKNOWLEDGE: events.Settlement.ACKNOWLEDGED,
    Settling.CONFIRM: events.Settlement.CONFIRMED,
    Settling.OVERRIDE: events.Settlement.OVERRIDDEN,
}


def routing_policy() -> routing.RoutingPolicy:
    """The routing policy in force."""
    return routing.RoutingPolicy.from_plain(PolicyVersion.current().routing)


def credential(snapshot: Mapping[str, str]) -> parts.Credential:
    """A copied credential; the suffix belongs to the type, as on the certificate."""
    suffix = snapshot.get("suffix")
    return parts.Credential(
        type=f"{snapshot['type']}-{suffix}" if suffix else snapshot["type"],
        number=snapshot["number"],
        expires=snapshot["expires_on"],
        issuer=snapshot["body"],
    )


def spans(evidence: Iterable[Mapping[str, Any]]) -> tuple[parts.Span, ...]:
    return tuple(
        parts.Span(
            document=span["document"],
            start=span["start"],
            end=span["end"],
            page=span.get("page", 1),
            section=span.get("section") or None,
        )
        for span in evidence
    )


def findings(found: Iterable[codeset.LiveFinding]) -> tuple[parts.RuleFinding, ...]:
    return tuple(
        parts.RuleFinding(
            rule=live.finding.rule,
            severity=live.finding.severity,
            guideline=live.finding.guideline,
            codes=live.finding.codes,
            settled=settlement(live.settlement.how) if live.settlement else None,
        )
        for live in found
    )


def code(
    item: Item,
    source: Source,
    *,
    sequence: int,
    role: str,
    final: str | None = None,
    evidence: Sequence[Mapping[str, Any]] = (),
) -> parts.Code:
    """One code of an item: as proposed, or ``final`` in its stead."""
    name = final or item.code
    release, detail = source.release_of(item.system), item.detail
    entry = source.book.get(name) if item.system == codes.ICD10CM else None
    as_suggested = name == item.code
    hccs = source.categories.of(name)
    bearing = frozenset({name}) if hccs else frozenset()
    return parts.Code(
        system=item.system,
        code=name,
        title=entry.title if entry else item.title,
        release=str(release),
        release_sha256=release.sha256,
        category=name[:3],
        chapter=entry.chapter if entry else "unknown",
        billable=entry.billable if entry else item.system != codes.ICD10CM,
        sequence=sequence,
        role=role,
        origin=parts.Origin(item.origin),
        item=str(item.pk),
        risk_class=routing.risk_class(name, source.setting, source.policy, bearing),
        hccs=trail.hccs(hccs),
        poa=codeset.poa_of(item) or None,
        assertion=detail.get("assertion") or None,
        section=detail.get("section") or None,
        extraction_confidence=item.extraction_confidence,
        code_confidence=item.code_confidence if as_suggested else None,
        confidence=item.confidence if as_suggested else None,
        profile=detail.get("profile"),
        evidence=spans(evidence or detail.get("evidence", ())),
        guidelines=tuple(detail.get("guidelines", ())),
        alternatives=_alternatives(detail) if as_suggested else (),
    )


def _alternatives(detail: Mapping[str, Any]) -> tuple[parts.Alternative, ...]:
    return tuple(
        parts.Alternative(
            code=each["code"], confidence=round(each["confidence"] * 10_000)
        )
        for each in detail.get("alternatives", ())
    )
