"""A query to the provider: as a page, as a line of the queue, as a note on its case.

Owns the wording. A line of the queue costs no query and reads no vault, so that a page
of lines is one question to the database.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from audit import vault
from review.actions import queries
from review.actions.answers import AUTHORS
from review.asking import Question
from review.models import Query
from review.presenters.page import Button
from review.presenters.texts import DocumentView
from review.presenters.worklist import due_words
from review.querystates import WAITING, Outcome, QueryState, Topic
from review.refusals import clock
from review.states import Verb

# Verb, words on the button.
ACTS = (
    (Verb.EDIT_QUERY, "Save the draft"),
    (Verb.SEND_QUERY, "Send"),
    (Verb.ANSWER_QUERY, "Take the answer in"),
    (Verb.CLOSE_QUERY, "Close"),
    (Verb.WITHDRAW_QUERY, "Withdraw"),
)


@dataclass(frozen=True, slots=True)
class QueryRow:
    """One line of the queue."""

    url: str
    name: str
    case: int
    topic: str
    state: str
    tone: str
    specialty: str
    setting: str
    asker: str
    due: str
    late: bool
    took: str


@dataclass(frozen=True, slots=True)
class Answered:
    """What came back, and where it stands in the note."""

    outcome: str
    chosen: str
    text: str
    signed: str
    took: str
    href: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """An indicator with the document it stands in."""

    number: int
    words: str
    document: str
    href: str
    start: int
    end: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One option, and which indicators it rests on."""

    number: int
    words: str
    rests_on: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class QueryView:
    """A whole query."""

    id: str
    number: int
    version: int
    url: str
    case: int
    case_url: str
    topic: str
    topic_label: str
    state: str
    tone: str
    title: str
    words: str
    quotes: tuple[Quoted, ...]
    options: tuple[Choice, ...]
    answers: tuple[str, ...]
    due: str
    late: bool
    history: str
    answer: Answered | None
    problems: tuple[str, ...]
    buttons: Mapping[str, Button]


def rows(found: Iterable[Query]) -> tuple[QueryRow, ...]:
    """Lines in the order given."""
    return tuple(_row(query) for query in found)


def _row(query: Query) -> QueryRow:
    due, late = _due(query)
    return QueryRow(
        url=query.get_absolute_url(),
        name=f"Query {query.number}",
        case=query.case_id,
        topic=Topic(query.topic).label,
        state=query.state,
        tone=QueryState(query.state).tone,
        specialty=query.case.specialty,
        setting=query.case.setting,
        asker=(query.sent_by or query.drafted_by).label,
        due=due,
        late=late,
        took=_took(query),
    )


def _due(query: Query) -> tuple[str, bool]:
    if query.due_at is None or query.state not in WAITING:
        return "", False
    words, late = due_words(query.due_at, timezone.now())
    return words, late or query.state == QueryState.ESCALATED


def _took(query: Query) -> str:
    if query.answered_at is None or query.sent_at is None:
        return ""
    return length_words(query.answered_at - query.sent_at)


def length_words(span: timedelta) -> str:
    """A stretch of time as people say it: 2 d 4 h."""
    hours, minutes = divmod(span.seconds // 60, 60)
    if span.days:
        return f"{span.days} d {hours} h"
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def view(
    query: Query, user: Any, documents: Sequence[DocumentView], *, check: bool = False
) -> QueryView:
    """The query for somebody who has its chart open; ``check`` looks for problems."""
    question = queries.content(query)
    due, late = _due(query)
    unfair = queries.problems(query.case, question) if check else ()
    return QueryView(
        id=str(query.pk),
        number=query.number,
        version=query.version,
        url=query.get_absolute_url(),
        case=query.case_id,
        case_url=query.case.get_absolute_url(),
        topic=query.topic,
        topic_label=Topic(query.topic).label,
        state=query.state,
        tone=QueryState(query.state).tone,
        title=question.title,
        words=question.words,
        quotes=_quotes(question, documents),
        options=tuple(
            Choice(n, each.words, tuple(i + 1 for i in each.rests_on))
            for n, each in enumerate(question.options, start=1)
        ),
        answers=question.answers,
        due=due,
        late=late,
        history=_history(query),
        answer=_answer(query, documents),
        problems=unfair,
        buttons=_buttons(query, user, unfair),
    )


def _quotes(
    question: Question, documents: Sequence[DocumentView]
) -> tuple[Quoted, ...]:
    places = {each.sha256: each for each in documents}
    return tuple(
        Quoted(
            number=n,
            words=each.words,
            document=_name(places.get(each.document)),
            href=_href(places.get(each.document)),
            start=each.start,
            end=each.end,
            sha256=each.document,
        )
        for n, each in enumerate(question.indicators, start=1)
    )


def _name(document: DocumentView | None) -> str:
    if document is None:
        return "a document of an earlier version"
    return ", ".join(filter(None, (document.name, document.date)))


def _href(document: DocumentView | None) -> str:
    return f"#{document.anchor}" if document else ""


def _history(query: Query) -> str:
    """Who did what, in one line."""
    asked = query.sent_by or query.drafted_by
    if query.sent_at is None:
        return f"drafted by {asked.label}, {clock(query.drafted_at)}"
    line = f"sent by {asked.label}, {clock(query.sent_at)}"
    if query.ended_at is not None and query.state != QueryState.ANSWERED:
        who = f" by {query.ended_by.label}" if query.ended_by else ""
        return f"{line}; {query.state}{who}, {clock(query.ended_at)}"
    return line


def _answer(query: Query, documents: Sequence[DocumentView]) -> Answered | None:
    if not query.answer_sha256:
        return None
    said = json.loads(vault.get(query.answer_sha256))
    day = f"{date.fromisoformat(said['signed_on']):%-d %b %Y}"
    place = next((d for d in documents if d.sha256 == query.addendum_sha256), None)
    return Answered(
        outcome=Outcome(query.outcome).label,
        chosen=said["chosen"],
        text=said["text"],
        signed=f"{AUTHORS[said['author_role']]}, {said['author']}, {day}",
        took=_took(query),
        href=_href(place),
    )


def _buttons(query: Query, user: Any, unfair: Sequence[str]) -> dict[str, Button]:
    made = {}
    for verb, label in ACTS:
        reason = queries.why_not(user, verb, query) or ""
        if verb is Verb.SEND_QUERY and not reason and unfair:
            reason = unfair[0]
        made[verb.value] = Button(verb, label, why_not=reason)
    return made


def on_case(
    case: Any, user: Any, documents: Sequence[DocumentView]
) -> tuple[QueryView, ...]:
    """The queries of a case, those that ask something of the coder first."""
    found = list(case.queries.select_related("sent_by", "drafted_by", "ended_by"))
    for query in found:
        query.case = case
    found.sort(key=lambda query: (_ORDER.get(query.state, 9), query.number))
    return tuple(view(query, user, documents) for query in found)


_ORDER = {
    QueryState.ANSWERED: 0,
    QueryState.ESCALATED: 1,
    QueryState.SENT: 2,
    QueryState.DRAFT: 3,
}
