"""Deciding: accept, modify, reject, add, undo and re-order.

Owns the writing of decisions and of items that coders add. Every decision is a further
row; ``Item.current`` says which counts. Codes are checked against the release of the
date of service, quoted evidence against the document, reasons against the list.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, QuerySet

from audit import events
from audit.actions import record
from audit.parts import Code
from coding.codebook import CodeEntry
from coding.codes import ICD10CM
from review import codeset, support
from review.actions import guard, housenotes, parts, reasons
from review.actions.desk import Desk, tally
from review.actions.guard import Entry
from review.actions.parts import Source
from review.actions.proofs import Spans, billable_in, verified
from review.models import Case, Decision, FinalCodeSet, Item, ReasonCode, User
from review.refusals import Refused
from review.states import Kind, Origin, Verb


def why_unproved(item: Item) -> str:
    """Why the code cannot be accepted as it stands: nothing is quoted for it."""
    if codeset.evidence_of(item):
        return ""
    return (
        f"Nothing in the documents is quoted for {item.code} yet: select the words"
        " that support it and add the code from them."
    )


@transaction.atomic
def accept(item: Item, *, by: User, version: int, supported: str = "") -> Decision:
    """The code stands as proposed; for a billed code: it is supported.

    A high-risk code takes a word for what supports it (``review.support``).
    """
    desk = Desk.of(guard.enter(item.case_id, Verb.ACCEPT, by=by, version=version))
    item = desk.line(item)
    code = accepting(desk, item, supported)
    return _decide(desk, item, Kind.ACCEPT, code=code, supported=supported)


def accepting(desk: Desk, item: Item, supported: str) -> CodeEntry:
    """The code that accepting this line lets stand, or a refusal."""
    code = _entry_of(item, desk.source, item.code)
    if unproved := why_unproved(item):
        raise Refused(unproved)
    if unsaid := support.why_not(code.code, desk.entry.case.setting, supported):
        raise Refused(unsaid)
    refuse_duplicate(desk.lines, code.code, apart_from=item)
    return code


@transaction.atomic
def modify(
    item: Item,
    *,
    code: str,
    what: str,
    why: str,
    by: User,
    version: int,
    words: str = "",
    inferred: bool = False,
) -> Decision:
    """Another code stands instead, for a reason on both axes.

    ``inferred``: the cause was proposed, and the coder left it.
    """
    desk = Desk.of(guard.enter(item.case_id, Verb.MODIFY, by=by, version=version))
    item = desk.line(item)
    found = modifying(desk, item, code)
    given = reasons.given(what=what, why=why, words=words)
    return _decide(desk, item, Kind.MODIFY, code=found, given=given, inferred=inferred)


def modifying(desk: Desk, item: Item, code: str) -> CodeEntry:
    """The code that stands in the place of this line's, or a refusal."""
    found = _entry_of(item, desk.source, code)
    if found.code == item.code:
        raise Refused(f"{found.code} is what was proposed: accept it instead.")
    refuse_duplicate(desk.lines, found.code, apart_from=item)
    return found


@transaction.atomic
def reject(
    item: Item, *, what: str, why: str, by: User, version: int, words: str = ""
) -> Decision:
    """The code does not stand; for a billed code: delete it from the claim."""
    desk = Desk.of(guard.enter(item.case_id, Verb.REJECT, by=by, version=version))
    item = desk.line(item)
    given = reasons.given(what=what, why=why, words=words)
    return _decide(desk, item, Kind.REJECT, given=given)


@transaction.atomic
def add(
    case: Case,
    *,
    code: str,
    evidence: Spans,
    by: User,
    version: int,
    what: str = "missed",
    why: str = "not_found",
    words: str = "",
    system: str = ICD10CM,
) -> Decision:
    """A code the machine did not suggest, with the text that proves it.

    A billed code nobody found proof of is accepted in this way, with the text. A code
    of another ``system`` is a procedure or a supply.
    """
    entry = guard.enter(case.pk, Verb.ADD, by=by, version=version)
    desk = Desk.of(entry)
    found = billable_in(desk.source.book, system, code, entry.case.service_date)
    claimed = _unproved(entry.case, found.code)
    refuse_duplicate(desk.lines, found.code, apart_from=claimed)
    proof = verified(entry.case.run.version, evidence)
    if claimed is not None:
        claimed.listed = True  # also where the rest of the lines is still hidden
        desk = desk.with_line(claimed)
        return _decide(desk, claimed, Kind.ACCEPT, code=found, proof=proof)
    given = reasons.given(what=what, why=why, words=words)
    item = _added_item(entry.case, system, found, proof)
    desk = desk.with_line(item)
    return _decide(desk, item, Kind.ADD, code=found, given=given, proof=proof)


@transaction.atomic
def undo(case: Case, *, by: User, version: int) -> Decision:
    """Withdraws this person's latest decision that still counts."""
    entry = guard.enter(case.pk, Verb.UNDO, by=by, version=version)
    undone = last_undoable(entry.case, by)
    if undone is None:
        raise Refused("There is no decision of yours to undo.")
    item = undone.item
    withdrawal = Decision.objects.create(
        case=entry.case,
        item=item,
        kind=Kind.WITHDRAW,
        withdraws=undone,
        credential=entry.snapshot(),
        case_version=entry.case.version,
        decided_by=by,
        decided_at=entry.now,
    )
    item.current, item.anchored = undone.supersedes, []
    added = item.origin == Origin.CODER or codeset.is_hidden(entry.case)
    item.listed = item.current is not None or not added
    item.save(update_fields=("current", "listed", "anchored"))
    guard.leave(entry, tally(codeset.items_of(entry.case)))
    fact = events.DecisionWithdrawn(
        **entry.about,
        decision=str(withdrawal.pk),
        withdraws=str(undone.pk),
        item=str(item.pk),
        kind=events.DecisionKind(undone.kind),
        code=undone.code or item.code,
        credential=parts.credential(withdrawal.credential),
    )
    record(fact, by=guard.person(by))
    return withdrawal


def attest(desk: Desk, item: Item) -> Decision:
    """The code stands as proposed, seen at a glance with all others of its chart."""
    code = _entry_of(item, desk.source, item.code)
    return _decide(desk, item, Kind.ATTESTED, code=code)


def last_undoable(case: Case, by: User) -> Decision | None:
    """The latest decision that ``undo`` would withdraw, if there is one."""
    rows = undoable(case, by).select_related("item", "supersedes")
    return rows.order_by("-id").first()


def undoable(case: Case, by: User) -> QuerySet[Decision]:
    """Only one's own, only since the last signature, and only while they count."""
    later = FinalCodeSet.objects.filter(
        case=case, signed_at__gte=OuterRef("decided_at")
    )
    mine = Decision.objects.filter(case=case, decided_by=by).exclude(kind=Kind.WITHDRAW)
    return mine.filter(~Exists(later), item__current=F("pk"), item__listed=True)


@transaction.atomic
def reorder(case: Case, *, order: Sequence[str | UUID], by: User, version: int) -> Case:
    """Puts the items into the order given, which must name each of them once."""
    entry = guard.enter(case.pk, Verb.REORDER, by=by, version=version)
    items = {str(item.pk): item for item in codeset.items_of(entry.case)}
    wanted = [str(key) for key in order]
    if sorted(wanted) != sorted(items):
        raise Refused("The new order must name every code of the chart once.")
    moved = [items[key] for key in wanted]
    hidden = entry.case.items.exclude(pk__in=items).order_by("position")
    for position, item in enumerate([*moved, *hidden], start=1):
        item.position = position
    Item.objects.bulk_update([*moved, *hidden], ["position"])
    guard.leave(entry)
    fact = events.ItemsReordered(
        **entry.about,
        items=tuple(wanted),
        codes=tuple(item.decided_code or item.code for item in moved),
    )
    record(fact, by=guard.person(by))
    return entry.case


def _decide(
    desk: Desk,
    item: Item,
    kind: Kind,
    *,
    code: CodeEntry | None = None,
    given: reasons.Given | None = None,
    proof: list[dict[str, Any]] | None = None,
    supported: str = "",
    inferred: bool = False,
) -> Decision:
    """Writes the decision, makes it the one that counts, and tells the trail."""
    entry = desk.entry
    shown = {item.code, code.code if code else item.code}
    decision = composed(
        entry, item, kind, code=code, given=given, proof=proof, supported=supported
    )
    decision.house_notes = housenotes.seen_with(entry.case, shown)
    decision.save()
    item.current, item.anchored = decision, []
    item.save(update_fields=("current", "listed", "anchored"))
    guard.leave(entry, tally(desk.lines))
    fact = decision_made(entry, decision, desk.source, inferred)
    record(fact, by=guard.person(entry.by))
    return decision


def composed(
    entry: Entry,
    item: Item,
    kind: Kind,
    *,
    code: CodeEntry | None,
    given: reasons.Given | None,
    proof: list[dict[str, Any]] | None,
    supported: str,
) -> Decision:
    """The decision as it will stand, not written yet."""
    return Decision(
        case=entry.case,
        item=item,
        kind=kind,
        code=code.code if code else "",
        title=code.title if code else "",
        what=given.what if given else None,
        why=given.why if given else None,
        words_sha256=given.words_sha256 if given else "",
        evidence=proof or codeset.evidence_of(item),
        support=supported,
        credential=entry.snapshot(),
        case_version=entry.case.version,
        supersedes=item.current,
        decided_by=entry.by,
        decided_at=entry.now,
    )


def decision_made(
    entry: Entry, decision: Decision, source: Source, inferred: bool
) -> events.DecisionMade:
    item = decision.item
    role = _role(entry.case, item)
    suggested = parts.code(item, source, sequence=item.position, role=role)
    return events.DecisionMade(
        **entry.about,
        decision=str(decision.pk),
        item=str(item.pk),
        kind=events.DecisionKind(decision.kind),
        system=item.system,
        code=item.code,
        origin=item.origin,
        final_code=decision.code or None,
        suggested=None if item.origin == Origin.CODER else suggested,
        final=_final_part(decision, source, role),
        what=_code_of(decision.what),
        why=_code_of(decision.why),
        words=decision.words_sha256 or None,
        evidence=parts.spans(decision.evidence),
        inferred=inferred or None,
        house_notes=tuple(str(key) for key in decision.house_notes) or None,
        support=decision.support or None,
        supersedes=str(decision.supersedes_id) if decision.supersedes_id else None,
        credential=parts.credential(decision.credential),
        hcc_visible=decision.hcc_visible,
    )


def _final_part(decision: Decision, source: Source, role: str) -> Code | None:
    if not decision.code:
        return None
    return parts.code(
        decision.item,
        source,
        sequence=decision.item.position,
        role=role,
        final=decision.code,
        evidence=decision.evidence,
    )


def _code_of(reason: ReasonCode | None) -> str | None:
    return reason.code if reason else None


def _role(case: Case, item: Item) -> str:
    if item.position > 1:
        return "secondary"
    return "principal" if case.setting == "inpatient" else "first-listed"


def refuse_duplicate(
    lines: Sequence[Item], code: str, apart_from: Item | None = None
) -> None:
    for item in lines:
        if apart_from is not None and item.pk == apart_from.pk:
            continue
        if codeset.standing_code(item) == code:
            raise Refused(f"{code} is on this chart already, on line {item.position}.")
        if apart_from is None and item.code == code:
            raise Refused(
                f"{code} is line {item.position} of this chart: decide it there."
            )


def _unproved(case: Case, code: str) -> Item | None:
    """The billed item of this code that still lacks its proof."""
    billed = case.items.filter(code=code, origin=Origin.BILLED)
    item = billed.exclude(current__kind=Kind.ACCEPT).select_related("current").first()
    if item is not None:
        item.case = case
    return item


def _entry_of(item: Item, source: Source, code: str) -> CodeEntry:
    return billable_in(source.book, item.system, code, item.case.service_date)


def _added_item(
    case: Case, system: str, code: CodeEntry, proof: list[dict[str, Any]]
) -> Item:
    """A new item at the end, or the one of an earlier addition that was undone."""
    last = case.items.aggregate(last=Max("position"))["last"] or 0
    defaults = {"detail": {"evidence": proof}, "title": code.title, "listed": True}
    known = case.items.filter(code=code.code).values_list("origin", flat=True).first()
    if known == Origin.SEEDED:
        raise Refused(f"{code.code} was planted as a check: it is wrong here.")
    if known == Origin.MACHINE:
        # Coded without seeing that the machine suggests it too, which stays known.
        defaults = {"listed": True}
    item, _ = Item.objects.update_or_create(
        case=case,
        system=system,
        code=code.code,
        defaults=defaults,
        create_defaults={
            "detail": {"evidence": proof},
            "title": code.title,
            "origin": Origin.CODER,
            "position": last + 1,
        },
    )
    return item
