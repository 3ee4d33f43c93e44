"""Cases from finished runs: opening, routing again, and amended charts.

Owns what a run of the engine does to a case. A case nobody has touched follows the
newest run; once somebody has, decisions stay and only what an amendment moved is open
again. Also owns the events of looking: a chart's text, and who its patient is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Max
from django.utils import timezone

from audit import events, identity
from audit.actions import SYSTEM, record
from audit.identity import IdentityFacts
from audit.occurring import moment
from coding import codes, hcc, result
from coding.codebook import CodeBook
from coding.models import ChartVersion, Run
from coding.values import CodedNote, Suggestion
from review import codeset, permissions, routing
from review.actions import amending, checks, guard, reservations
from review.actions.desk import tally
from review.models import Case, FastLaneStratum, Item, PolicyVersion, User
from review.states import Lane, Origin, State, Verb

# How long a chart may wait, by setting; the fast lane is looked at last.
DUE = {
    "emergency": timedelta(days=1),
    "inpatient": timedelta(days=2),
    "outpatient": timedelta(days=3),
    "telehealth": timedelta(days=3),
}
FAST_LANE_GRACE = timedelta(days=2)

_TONES = {
    routing.Why.RULE: "no",
    routing.Why.RELEASE_MISSING: "no",
    routing.Why.LOW_CONFIDENCE: "ask",
    routing.Why.MISSING: "ask",
    routing.Why.BILLED_UNSUPPORTED: "ask",
    routing.Why.NOTHING_SUGGESTED: "ask",
}

AMENDED = {"key": "amended", "kind": "amended", "text": "chart amended", "tone": "ask"}


@transaction.atomic
def route(run: Run) -> Case | None:
    """Opens or updates the case of a finished run; None when there is nothing to do.

    Doing it twice does it once: the case remembers which run it shows.
    """
    # The chart's row is the lock: a case that does not exist yet has none.
    rows = Run.objects.select_for_update(of=("version__chart",))
    run = rows.select_related("version__chart").get(pk=run.pk)
    found = Case.objects.filter(chart=run.version.chart_id).first()
    if run.status != Run.Status.DONE or (found and not _is_news(found, run)):
        return None
    coded = result.from_json(run.result or {})
    if found is None:
        return _open(run, coded)
    case, now = guard.locked(found.pk)
    if case.is_reserved:
        reservations.end(case, now, reason=reservations.AGAIN)
    if case.touched_at is None:
        return _replace(case, run, coded, now)
    return _amend(case, run, coded, now) if run.version != case.run.version else None


def _is_news(case: Case, run: Run) -> bool:
    shown = Run.objects.select_related("version").get(pk=case.run_id)
    return (run.version.number, run.pk) > (shown.version.number, shown.pk)


def unrouted() -> list[int]:
    """Finished runs that no case shows yet, for the sweep."""
    done = Run.objects.filter(status=Run.Status.DONE, purpose=Run.LIVE)
    waiting = done.filter(version__chart__case=None)
    newer = done.filter(
        version__chart__case__run__version__number__lt=models.F("version__number")
    )
    # A model's run of the version that a case nobody has touched shows without it.
    better = done.filter(
        version__chart__case__touched_at=None,
        version__chart__case__run__version=models.F("version"),
        version__chart__case__run__lt=models.F("pk"),
    )
    found = (waiting, newer, better)
    return [pk for rows in found for pk in rows.values_list("pk", flat=True)]


def _open(run: Run, coded: CodedNote) -> Case:
    case, policy = Case(chart=run.version.chart, run=run), PolicyVersion.current()
    chance = follow(case, run, coded, policy)
    items = composed(case, run, coded)
    case.save()
    Item.objects.bulk_create(placed(case, items, after=0))
    record_routed(case, chance, policy)
    checks.begin(case, coded)
    return case


def composed(case: Case, run: Run, coded: CodedNote) -> list[Item]:
    """The items of a fresh case, whose counts they give; nothing is written yet."""
    items = list(_items(coded, run))
    sure = [item.confidence for item in items if item.confidence is not None]
    case.code_count = case.undecided_count = len(items)
    case.lowest_confidence = min(sure, default=None)
    return items


def _replace(case: Case, run: Run, coded: CodedNote, now: datetime) -> Case:
    """Nobody looked at it yet: the newest run counts, whole."""
    policy = PolicyVersion.current()
    chance = follow(case, run, coded, policy)
    case.items.all().delete()
    _add_items(case, run, coded)
    checks.keep_hidden(case)
    for name, value in tally(codeset.items_of(case)).items():
        setattr(case, name, value)
    guard.advance(case, now, None)
    record_routed(case, chance, policy)
    return case


@dataclass(frozen=True, slots=True)
class Chance:
    """What was drawn for a case, and how likely it was to be read in full."""

    draw: int
    inclusion: int | None


def follow(case: Case, run: Run, coded: CodedNote, policy: PolicyVersion) -> Chance:
    """Copies what the run and the policy say into the case; returns its chance."""
    version = run.version
    rules = routing.RoutingPolicy.from_plain(policy.routing)
    drawn = routing.draw(
        str(version.chart_id), f"{moment(timezone.now()):%Y-%m}", settings.SECRET_KEY
    )
    contract = version.contract or version.chart.contract
    way = routing.route(
        coded,
        version.facts(),
        rules,
        drawn,
        contract=contract,
        hcc_bearing=hcc.bearing(coded),
        fast_lane_closed=FastLaneStratum.closes(version.setting, version.specialty),
    )
    case.run, case.lane = run, way.lane.value
    case.state = (State.EXCEPTION if way.lane is Lane.EXCEPTION else State.OPEN).value
    case.risk_class = way.risk_class.value
    case.reasons = [reason_row(reason) for reason in way.reasons]
    for name, value in _columns(version, contract, way.lane).items():
        setattr(case, name, value)
    return Chance(drawn, routing.inclusion(way, rules))


def reason_row(reason: routing.Reason) -> dict[str, str]:
    """A reason as the case keeps it: its own key, and what coders may know of it."""
    return {
        "key": reason.key,
        "kind": reason.coder_key.partition(":")[0],
        "text": reason.text,
        "tone": "" if reason.coder_key != reason.key else _TONES.get(reason.why, ""),
    }


def _columns(version: ChartVersion, contract: str, lane: Lane) -> dict[str, Any]:
    due = version.received_at + DUE[version.setting]
    return {
        "due_at": due + FAST_LANE_GRACE if lane is Lane.FAST_LANE else due,
        "site": version.chart.site,
        "contract": contract,
        "payer": version.payer,
        "setting": version.setting,
        "specialty": version.specialty,
        "service_from": version.admission_date,
        "service_date": version.service_date,
        "age": version.age,
        "sex": version.sex,
    }


def _add_items(case: Case, run: Run, coded: CodedNote) -> None:
    """An item for each suggestion and each billed code the case does not hold yet."""
    held = set(case.items.values_list("code", flat=True))
    last = case.items.aggregate(last=Max("position"))["last"] or 0
    new = [item for item in _items(coded, run) if item.code not in held]
    Item.objects.bulk_create(placed(case, new, after=last))


def placed(case: Case, items: Sequence[Item], *, after: int) -> Sequence[Item]:
    """The same items with their places in a case."""
    for position, item in enumerate(items, start=after + 1):
        item.case, item.position = case, position
    return items


def _items(coded: CodedNote, run: Run) -> Iterator[Item]:
    billed = _billed(run)
    for suggestion in sorted(coded.suggestions, key=lambda each: each.sequence):
        is_billed = billed.pop(suggestion.code, None) is not None
        yield _suggested(suggestion, coded.profile, is_billed or suggestion.billed)
    for code, title in billed.items():
        yield Item(code=code, title=title, origin=Origin.BILLED, billed=True, detail={})


def _billed(run: Run) -> dict[str, str]:
    """The billed codes and their titles, as the release has them."""
    if not run.version.billed:
        return {}
    book = codes.codebook(codeset.release_of(run))
    found = (_find(book, code) for code in run.version.billed)
    unknown = "Not in the code release"
    return {code: book.title(code) if code in book else unknown for code in found}


def _find(book: CodeBook, code: str) -> str:
    """A billed code as the release writes it, or as it came."""
    entry = book.find(code)
    return entry.code if entry else code.strip().upper()[:10]


def _suggested(suggestion: Suggestion, profile: str, is_billed: bool) -> Item:
    return Item(
        system=suggestion.system,
        code=suggestion.code,
        title=suggestion.title,
        origin=Origin.MACHINE,
        billed=is_billed,
        extraction_confidence=_parts(suggestion.extraction_confidence),
        code_confidence=_parts(suggestion.code_confidence),
        confidence=_parts(suggestion.confidence),
        detail=_detail(suggestion, profile),
    )


def _detail(suggestion: Suggestion, profile: str) -> dict[str, Any]:
    """The suggestion without a word of the chart: what it quotes stays in the vault."""
    return {
        "assertion": suggestion.assertion.value,
        "section": suggestion.section,
        "guidelines": list(suggestion.guidelines),
        "poa": suggestion.poa,
        "profile": profile,
        "engine": suggestion.engine,
        "alternatives": [
            {"code": each.code, "confidence": each.confidence}
            for each in suggestion.alternatives
        ],
        "evidence": [
            {
                "document": each.document,
                "start": each.start,
                "end": each.end,
                "page": each.page,
                "section": each.section or suggestion.section,
            }
            for each in suggestion.evidence
        ],
    }


def _parts(confidence: float) -> int:
    return round(confidence * routing.PARTS)


def _amend(case: Case, run: Run, coded: CodedNote, now: datetime) -> Case:
    """The chart changed under a case somebody worked on.

    Decisions whose evidence stands where it stood stay; the others are open again, and
    new suggestions join. A signed case is reopened; its signed code set stays.
    """
    was_signed, was = case.state == State.FINALISED, case.run.version
    case.run = run
    case.reasons = [AMENDED, *(r for r in case.reasons if r["key"] != AMENDED["key"])]
    if was_signed:
        case.state = State.REOPENED.value
        case.finalised_by = case.finalised_at = None
        case.priority = max(case.priority, 1)
    opened = amending.open_again(case, was, run.version)
    amending.refresh(case, list(_items(coded, run)))
    _add_items(case, run, coded)
    checks.hide_again(case)
    for name, value in tally(codeset.items_of(case)).items():
        setattr(case, name, value)
    guard.advance(case, now, None)
    if was_signed:
        fact = events.CaseReopened(
            **guard.about(case),
            reason="amended",
            opened=tuple(str(item.pk) for item in opened),
        )
        record(fact, by=SYSTEM)
    else:
        record_routed(case, None, PolicyVersion.current())
    return case


def record_routed(case: Case, chance: Chance | None, policy: PolicyVersion) -> None:
    record(routed(case, chance, policy), by=SYSTEM)


def routed(
    case: Case, chance: Chance | None, policy: PolicyVersion
) -> events.CaseRouted:
    keys: Sequence[Mapping[str, str]] = case.reasons
    return events.CaseRouted(
        **guard.about(case),
        lane=case.lane,
        reasons=tuple(reason["key"] for reason in keys),
        policy=f"policy-{policy.number}",
        risk_class=case.risk_class or "default",
        run=str(case.run_id),
        draw=chance.draw if chance else None,
        inclusion=chance.inclusion if chance else routing.PARTS,
    )


@transaction.atomic
def viewed(case: Case, *, by: User, page: str = "case") -> None:
    """Tells the trail that somebody saw the text of a chart."""
    permissions.require(by, Verb.VIEW, case)
    record(view(case, page), by=guard.person(by))


def view(case: Case, page: str) -> events.ChartViewed:
    return events.ChartViewed(
        **guard.about(case), page=page, version=case.run.version.number
    )


@transaction.atomic
def reveal_identity(case: Case, *, by: User, purpose: str) -> IdentityFacts:
    """Who the patient is; every look is an event of its own."""
    permissions.require(by, Verb.REVEAL_IDENTITY, case)
    fact = events.IdentityViewed(**guard.about(case), purpose=purpose)
    record(fact, by=guard.person(by))
    return identity.reveal(case.chart.patient)
