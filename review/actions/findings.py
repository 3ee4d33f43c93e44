"""Settling findings: acknowledging, confirming for a colleague, overriding.

Owns who may answer for which finding, and how. A settlement holds for the finding with
exactly its codes; when those change it is another finding. Must not change codes.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from audit import events
from audit.actions import record
from coding.values import Severity
from review import codeset, permissions
from review.actions import guard, parts, reasons
from review.actions.guard import Entry
from review.models import Case, FindingSettlement, ReasonCode, User
from review.refusals import Refused
from review.states import Axis, Role, Settling, Verb

VERBS = {
    Settling.ACKNOWLEDGE: Verb.SETTLE,
    Settling.CONFIRM: Verb.CONFIRM,
    Settling.OVERRIDE: Verb.OVERRIDE,
}


@transaction.atomic
def settle(
    case: Case,
    *,
    finding_key: str,
    how: str,
    by: User,
    version: int,
    reason: str = "",
    words: str = "",
    citation: str = "",
) -> FindingSettlement:
    """Answers for one finding of the present code set."""
    if how not in list(Settling):
        raise Refused("A finding is acknowledged, confirmed or overridden.")
    way = Settling(how)
    entry = guard.enter(case.pk, VERBS[way], by=by, version=version)
    live = _open_finding(entry.case, finding_key)
    refuse_unfit(entry, live, way, citation)
    why = reasons.offered(Axis.WHY, reason)
    if why.needs_words and not words.strip():
        raise Refused(f"“{why.label}” needs a few words of your own.")
    row = composed(entry, live, way, why, words, citation)
    row.save()
    guard.leave(entry)
    record(finding_settled(entry, row), by=guard.person(by))
    return row


def why_not_settle(
    user: User, case: Case, live: codeset.LiveFinding, how: Settling
) -> str | None:
    """Why this person may not settle this finding in this way, or None."""
    if not live.is_open:
        return "This finding is settled."
    if how not in codeset.NEEDS[live.finding.severity]:
        return _NOT_ENOUGH[live.finding.severity]
    reason = permissions.why_not(user, VERBS[how], case)
    if reason is None and how is Settling.CONFIRM:
        return _why_not_confirm(user, case)
    return reason


_NOT_ENOUGH = {
    Severity.BLOCK: "A blocking finding is mended, or overridden by a senior coder.",
    Severity.SECOND_REVIEW: "This finding wants a second coder or a senior coder.",
    Severity.WARN: "",
    Severity.INFO: "There is nothing to settle here.",
}


def _why_not_confirm(user: User, case: Case) -> str | None:
    """A second pair of eyes belongs to somebody else; a senior may stand in."""
    roles = permissions.standing(user).roles(case.site)
    if case.is_held_by(user) and Role.SENIOR_CODER not in roles:
        return "Somebody other than the coder of this chart has to confirm it."
    return None


def _open_finding(case: Case, key: str) -> codeset.LiveFinding:
    documents = codeset.documents_of(case.run.version)
    found = codeset.live_findings(
        case, codeset.items_of(case), codeset.book_of(case), documents
    )
    return named(found, key)


def named(found: Iterable[codeset.LiveFinding], key: str) -> codeset.LiveFinding:
    """The finding of this key, or a refusal."""
    for live in found:
        if live.key == key:
            return live
    raise Refused("The codes have changed and this finding is gone.")


def refuse_unfit(
    entry: Entry, live: codeset.LiveFinding, how: Settling, citation: str
) -> None:
    reason = why_not_settle(entry.by, entry.case, live, how)
    if reason is not None:
        raise Refused(reason)
    if how is Settling.OVERRIDE and not citation.strip():
        raise Refused("Overriding needs a citation: which guideline or ruling?")


def composed(
    entry: Entry,
    live: codeset.LiveFinding,
    how: Settling,
    why: ReasonCode,
    words: str,
    citation: str,
) -> FindingSettlement:
    """The settlement as it will stand, not written yet."""
    return FindingSettlement(
        case=entry.case,
        key=live.key,
        rule=live.finding.rule,
        severity=live.finding.severity,
        codes=list(live.finding.codes),
        how=how,
        reason=why,
        words_sha256=reasons.keep(words),
        citation_sha256=reasons.keep(citation),
        credential=entry.snapshot(),
        settled_by=entry.by,
    )


def finding_settled(entry: Entry, row: FindingSettlement) -> events.FindingSettled:
    return events.FindingSettled(
        **entry.about,
        finding=row.key,
        rule=row.rule,
        severity=row.severity,
        how=parts.settlement(row.how),
        credential=parts.credential(row.credential),
        codes=tuple(row.codes),
        reason=row.reason.code if row.reason else None,
        words=row.words_sha256 or None,
        citation=row.citation_sha256 or None,
    )
