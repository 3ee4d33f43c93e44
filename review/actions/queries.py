"""Asking the provider: drafting, sending, withdrawing, closing, and what is overdue.

Owns the rows of queries up to their answer (``review.actions.answers``). A query that
is not fair is not sent (``review.asking``); while one is out the chart waits on hold
and comes back on top. Words go to the vault; rows and events hold their sha256.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from audit import canonical, events, vault
from audit.actions import SYSTEM, instant, record
from audit.parts import Span
from review import asking, permissions, querystates
from review.actions import guard, reasons
from review.actions.guard import Entry
from review.models import Case, Query, User
from review.querystates import DUE, QueryState, Topic
from review.radv.sample import is_in_open_sample
from review.refusals import Refused, StaleCase, clock
from review.routing import COPIED
from review.states import BY_VERB, State, Verb

WAITS = "A query to the provider is out."
ANSWERED = {
    "key": "query_answered",
    "kind": "query_answered",
    "text": "query answered",
    "tone": "ask",
}
UNANSWERED = {
    "key": "query_unanswered",
    "kind": "query_unanswered",
    "text": "query not answered",
    "tone": "no",
}


def why_not(user: Any, verb: Verb, query: Query) -> str | None:
    """Why this person may not do ``verb`` to this query now, or None."""
    reason = querystates.why_not_in(verb, QueryState(query.state))
    return reason or permissions.why_not(user, verb, query.case)


def content(query: Query) -> asking.Question:
    """What is asked, from the vault."""
    return asking.Question.from_plain(json.loads(vault.get(query.content_sha256)))


def problems(case: Case, question: asking.Question) -> tuple[str, ...]:
    """What has to be mended before it may be sent, the quotes compared too."""
    return (*asking.problems(question), *_misquoted(case, question))


def _misquoted(case: Case, question: asking.Question) -> Iterable[str]:
    known = set(case.run.version.documents.values_list("document_id", flat=True))
    for number, each in enumerate(question.indicators, start=1):
        if each.document not in known:
            yield f"Indicator {number} is not from a document of this chart."
        elif vault.get_text(each.document)[each.start : each.end] != each.words:
            yield f"Indicator {number} does not stand at that place of the document."


@transaction.atomic
def draft(
    case: Case, question: asking.Question, *, by: User, origin: str = "span"
) -> Query:
    """Begins a query; nothing is sent and the chart does not wait yet."""
    entry = guard.enter(case.pk, Verb.ASK, by=by)
    refuse_in_sample(entry.case)
    last = entry.case.queries.aggregate(last=Max("number"))["last"] or 0
    query = Query.objects.create(
        case=entry.case,
        number=last + 1,
        topic=question.topic.value,
        content_sha256=_kept(question),
        drafted_by=by,
        drafted_at=entry.now,
    )
    _tell_draft(entry, query, origin)
    return query


@transaction.atomic
def edit(query: Query, question: asking.Question, *, by: User, version: int) -> Query:
    """Another wording of a draft; what was there before stays in the vault."""
    entry, query = enter(query, Verb.EDIT_QUERY, by=by, version=version)
    query.topic, query.content_sha256 = question.topic.value, _kept(question)
    _advance(query, Verb.EDIT_QUERY)
    _tell_draft(entry, query, "edit")
    return query


@transaction.atomic
def send(query: Query, *, by: User, version: int) -> Query:
    """Sends a fair query; the chart waits on hold until the answer is there."""
    entry, query = enter(query, Verb.SEND_QUERY, by=by, version=version)
    refuse_in_sample(entry.case)
    question = content(query)
    if unfair := problems(entry.case, question):
        raise Refused(unfair[0])
    query.sent_by, query.sent_at = by, entry.now
    query.due_at = entry.now + DUE[entry.case.setting]
    query.holds_case = _hold(entry)
    _advance(query, Verb.SEND_QUERY)
    fact = events.QuerySent(
        **_about(entry, query),
        content=query.content_sha256,
        due=instant(query.due_at),
        options=len(question.options),
        indicators=tuple(
            Span(document=each.document, start=each.start, end=each.end)
            for each in question.indicators
        ),
    )
    record(fact, by=guard.person(by))
    return query


@transaction.atomic
def withdraw(query: Query, *, words: str, by: User, version: int) -> Query:
    """Takes a query back; the chart waits no longer for it."""
    entry, query = enter(query, Verb.WITHDRAW_QUERY, by=by, version=version)
    was_out = query.state in querystates.WAITING
    if was_out and not words.strip():
        raise Refused("Say in a few words why the query is withdrawn.")
    _end(query, Verb.WITHDRAW_QUERY, by, entry.now)
    if was_out:
        release(entry.case, query, entry.now, by, None)
    fact = events.QueryWithdrawn(
        **_about(entry, query), words=reasons.keep(words) or None
    )
    record(fact, by=guard.person(by))
    return query


@transaction.atomic
def close(query: Query, *, by: User, version: int) -> Query:
    """The answer was read, and what it changes was done."""
    entry, query = enter(query, Verb.CLOSE_QUERY, by=by, version=version)
    _end(query, Verb.CLOSE_QUERY, by, entry.now)
    record(events.QueryClosed(**_about(entry, query)), by=guard.person(by))
    return query


def pursue_overdue() -> int:
    """Escalates what was not answered in time, gives up what nobody answered then."""
    ids = list(Query.objects.overdue().values_list("pk", flat=True))
    return sum(pursue(key) for key in ids)


@transaction.atomic
def pursue(key: UUID) -> bool:
    """The same for one query; whether there was anything to do."""
    found = Query.objects.overdue().filter(pk=key).values_list("case_id", flat=True)
    if not found:
        return False
    case, now = guard.locked(found[0])
    query = Query.objects.select_for_update().get(pk=key)
    if query.due_at is None or query.due_at > now:
        return False
    if query.state == QueryState.SENT:
        _escalate(case, query, now)
    elif query.state == QueryState.ESCALATED:
        _expire(case, query, now)
    return True


def _escalate(case: Case, query: Query, now: datetime) -> None:
    assert query.due_at is not None
    was_due, query.due_at = query.due_at, now + DUE[case.setting]
    _advance(query, Verb.ESCALATE_QUERY)
    fact = events.QueryEscalated(
        **guard.about(case),
        query=str(query.pk),
        topic=query.topic,
        due=instant(was_due),
        again_due=instant(query.due_at),
    )
    record(fact, by=SYSTEM)


def _expire(case: Case, query: Query, now: datetime) -> None:
    _end(query, Verb.EXPIRE_QUERY, None, now)
    release(case, query, now, None, UNANSWERED)
    fact = events.QueryExpired(
        **guard.about(case), query=str(query.pk), topic=query.topic
    )
    record(fact, by=SYSTEM)


# -- what these acts share ------------------------------------------------------


def enter(query: Query, verb: Verb, *, by: User, version: int) -> tuple[Entry, Query]:
    """Locks the case and then the query, or refuses with the reason."""
    entry = guard.enter(query.case_id, verb, by=by)
    row = Query.objects.select_for_update().get(pk=query.pk)
    row.case = entry.case
    if row.version != version:
        raise StaleCase(
            "This query changed since the page was made. Nothing was saved.",
            None,
            entry.now,
        )
    if reason := querystates.why_not_in(verb, QueryState(row.state)):
        raise Refused(reason)
    return entry, row


def release(
    case: Case,
    query: Query,
    now: datetime,
    by: User | None,
    mark: Mapping[str, str] | None,
) -> None:
    """Brings the chart back on top, unless something else still keeps it on hold."""
    others = case.queries.waiting().exclude(pk=query.pk)
    if mark is not None:
        rest = [reason for reason in case.reasons if reason["key"] != mark["key"]]
        case.reasons = [dict(mark), *rest]
    holds = case.state == State.HELD and query.holds_case
    if holds and not others.filter(holds_case=True).exists():
        target = BY_VERB[Verb.RELEASE].target
        assert target is not None
        case.state = target.value
        case.held_by = case.held_at = None
        case.hold_words_sha256 = ""
        case.priority = max(case.priority, 1)
    guard.advance(case, now, by)


def _hold(entry: Entry) -> bool:
    """Puts the chart on hold for a query; whether a query is what holds it."""
    case = entry.case
    if case.state == State.HELD:
        return case.queries.waiting().filter(holds_case=True).exists()
    guard.leave(
        entry,
        {
            "held_by": entry.by,
            "held_at": entry.now,
            "hold_words_sha256": vault.put_text(WAITS),
            # The answer amends the chart; what it does not touch has to stay.
            "touched_at": case.touched_at or entry.now,
        },
    )
    return True


def refuse_in_sample(case: Case) -> None:
    """Once an audit begins, nothing is added to the records it samples."""
    if is_in_open_sample(case.chart):
        raise Refused(
            "This chart is in an open RADV sample: nothing may be added to its record,"
            " and the provider cannot be asked."
        )


def _kept(question: asking.Question) -> str:
    return vault.put(canonical.dumps(question.to_plain()))


def _advance(query: Query, verb: Verb) -> None:
    query.state = querystates.BY_VERB[verb].target.value
    query.version += 1
    query.save()


def _end(query: Query, verb: Verb, by: User | None, now: datetime) -> None:
    query.ended_by, query.ended_at = by, now
    _advance(query, verb)


def _about(entry: Entry, query: Query) -> Any:
    return {**entry.about, "query": str(query.pk), "topic": query.topic}


def _tell_draft(entry: Entry, query: Query, origin: str) -> None:
    fact = events.QueryDrafted(
        **_about(entry, query), content=query.content_sha256, origin=origin
    )
    record(fact, by=guard.person(entry.by))


def due_words(query: Query) -> str:
    return f"answer due {clock(query.due_at)}" if query.due_at else ""


def topic_of(kind: str) -> Topic:
    """The topic that a gap of the engine belongs to."""
    if kind == COPIED:
        return Topic.CLINICAL_VALIDITY
    return Topic(kind) if kind in list(Topic) else Topic.SPECIFICITY
