"""Checks and the blind arm: planting, disclosing, hiding, showing.

Owns suggestions that are known to be wrong and planted to measure attention, and cases
whose suggestions stay hidden until a coder has coded. Both only where the quality
policy says so. What is planted is told before signing and never part of a code set.
"""

from __future__ import annotations

from statistics import median

from django.conf import settings
from django.db import transaction

from audit import events
from audit.actions import SYSTEM, record
from coding.codebook import CodeBook
from coding.values import CodedNote, Exclusion
from review import codeset, seeding
from review.actions import guard
from review.actions.desk import tally
from review.models import (
    BlindArm,
    Case,
    Item,
    QualityPolicy,
    SeededCheck,
    SimulatedChart,
    User,
)
from review.refusals import Refused
from review.states import Kind, Lane, Origin, State, Verb

OUTCOMES = {
    Kind.REJECT.value: events.CheckOutcome.CAUGHT,
    Kind.MODIFY.value: events.CheckOutcome.CHANGED,
    Kind.ACCEPT.value: events.CheckOutcome.TAKEN,
}
HIDDEN = {
    "key": codeset.BLIND,
    "kind": "blind",
    "text": "code it without suggestions",
    "tone": "ask",
}
FICTIONAL = "demo"
#: What is hidden and shown again: the claim's own lines say what was not suggested.
HIDEABLE = (Origin.MACHINE, Origin.BILLED)


def begin(case: Case, coded: CodedNote) -> None:
    """Hides the suggestions of a fresh case, or plants one, if the lot says so."""
    if case.state != State.OPEN or case.lane != Lane.REVIEW:
        return
    # Nobody codes a simulated chart: there is no attention to be measured. Elsewhere
    # than in a demo a file may have that name, and its charts are like any other.
    if settings.DEMO and case.chart.source == SimulatedChart.SOURCE:
        return
    policy, chart = QualityPolicy.current(), str(case.chart_id)
    secret = settings.SECRET_KEY
    hides = policy.may_hide(case.setting, case.specialty)
    if hides and seeding.drawn(chart, "blind", secret, policy.blind_rate):
        _hide(case, policy)
    elif seeding.drawn(chart, "check", secret, policy.check_rate):
        _plant(case, coded, policy)


def _kind(case: Case, policy: QualityPolicy) -> str:
    """In which kind of chart a check would stand; empty where it must not."""
    if case.chart.source == FICTIONAL and settings.DEMO:
        return SeededCheck.FICTIONAL
    return SeededCheck.LIVE if policy.plants_in_live else ""


def _plant(case: Case, coded: CodedNote, policy: QualityPolicy) -> None:
    kind, items = _kind(case, policy), codeset.items_of(case)
    if not kind or not items:
        return
    book = codeset.book_of(case)
    wrong = seeding.choose(
        coded.excluded,
        {item.code for item in items},
        {each.code for each in coded.excluded if book.is_billable(each.code)},
    )
    if wrong is None:
        return
    item = _insert(case, items, wrong, book)
    check = SeededCheck.objects.create(
        case=case,
        item=item,
        code=item.code,
        kind=kind,
        wrong_because=wrong.reason[:30],
        policy=policy,
    )
    fact = events.SeededCheckPlanted(
        **guard.about(case),
        check=str(check.pk),
        item=str(item.pk),
        code=item.code,
        policy=policy.number,
        kind=kind,
        wrong_because=check.wrong_because.replace(" ", "_") or "context",
    )
    record(fact, by=SYSTEM)


def _insert(case: Case, items: list[Item], wrong: Exclusion, book: CodeBook) -> Item:
    """The planted line among the others, as sure of itself as they are."""
    sure = [item.confidence for item in items if item.confidence is not None]
    middle = int(median(sure)) if sure else None
    made = Item(
        case=case,
        code=wrong.code,
        title=book.title(wrong.code),
        origin=Origin.SEEDED,
        extraction_confidence=middle,
        code_confidence=middle,
        confidence=middle,
        detail=quoted(wrong),
    )
    at = seeding.place(str(case.chart_id), settings.SECRET_KEY, len(items))
    order = [*items[:at], made, *items[at:]]
    for position, item in enumerate(order, start=1):
        item.position = position
    Item.objects.bulk_update(items, ["position"])
    made.save()
    Case.objects.filter(pk=case.pk).update(**tally(codeset.items_of(case)))
    return made


def quoted(wrong: Exclusion) -> dict[str, object]:
    """The detail of a planted line: asserted, with the words that really deny it."""
    return {
        "assertion": "present",
        "evidence": [
            {
                "document": each.document,
                "start": each.start,
                "end": each.end,
                "page": each.page,
                "section": each.section,
            }
            for each in wrong.evidence
        ],
    }


def standing(case: Case) -> SeededCheck | None:
    """The planted suggestion of a case that was not disclosed yet."""
    rows = case.checks.filter(disclosed_at=None, over_read=None)
    return rows.select_related("item__current").first()


@transaction.atomic
def disclose(case: Case, *, by: User, version: int) -> SeededCheck:
    """Tells the coder what was planted and takes it off the list, before signing."""
    entry = guard.enter(case.pk, Verb.DISCLOSE, by=by, version=version)
    check = standing(entry.case)
    if check is None or check.item is None or check.item.current is None:
        raise Refused("There is nothing to disclose.")
    made = check.item.current
    outcome = OUTCOMES[made.kind]
    check.disclosed_at, check.outcome, check.person = entry.now, outcome.value, by
    since = entry.case.claimed_at or check.planted_at
    check.seconds = max(0, int((made.decided_at - since).total_seconds()))
    check.save()
    check.item.listed = False
    check.item.save(update_fields=("listed",))
    guard.leave(entry, tally(codeset.items_of(entry.case)))
    fact = events.SeededCheckDisclosed(
        **entry.about,
        check=str(check.pk),
        item=str(check.item_id),
        code=check.code,
        outcome=outcome,
        seconds=check.seconds,
        final_code=made.code or None,
    )
    record(fact, by=guard.person(by))
    return check


def _hide(case: Case, policy: QualityPolicy) -> None:
    hidden = case.items.on_the_list().update(listed=False)
    if not hidden:
        return
    BlindArm.objects.create(case=case, policy=policy)
    case.reasons = [HIDDEN]
    for name, value in tally(codeset.items_of(case)).items():
        setattr(case, name, value)
    case.save()
    fact = events.BlindArmAssigned(
        **guard.about(case), policy=policy.number, hidden=hidden
    )
    record(fact, by=SYSTEM)


def keep_hidden(case: Case) -> None:
    """After a rerun: what was hidden stays hidden."""
    if hide_again(case):
        case.reasons = [HIDDEN]


def hide_again(case: Case) -> bool:
    """Hides what a further run proposes; whether the suggestions are hidden."""
    hides = BlindArm.objects.filter(case=case, opened_at=None).exists()
    if hides:
        case.items.filter(current=None, origin__in=HIDEABLE).update(listed=False)
    return hides


@transaction.atomic
def show_suggestions(case: Case, *, by: User, version: int) -> BlindArm:
    """The coder has coded, and now sees what the machine had suggested."""
    entry = guard.enter(case.pk, Verb.SHOW_SUGGESTIONS, by=by, version=version)
    arm = BlindArm.objects.select_for_update().filter(case=entry.case).first()
    if arm is None or arm.opened_at is not None:
        raise Refused("The suggestions of this chart are not hidden.")
    coded = [codeset.standing_code(item) for item in codeset.items_of(entry.case)]
    unassisted = [code for code in coded if code]
    if not unassisted:
        raise Refused("Code the chart first: add at least one code of your own.")
    machine = entry.case.items.filter(origin=Origin.MACHINE).order_by("position")
    arm.suggested = list(machine.values_list("code", flat=True))
    arm.unassisted, arm.opened_at, arm.opened_by = unassisted, entry.now, by
    arm.save()
    entry.case.items.filter(origin__in=HIDEABLE).update(listed=True)
    told = [row for row in entry.case.reasons if row["key"] != codeset.BLIND]
    guard.leave(entry, {**tally(codeset.items_of(entry.case)), "reasons": told})
    fact = events.BlindArmOpened(
        **entry.about,
        unassisted=tuple(unassisted),
        suggested=tuple(arm.suggested),
    )
    record(fact, by=guard.person(by))
    return arm
