"""The provider's answer: an authenticated addendum that becomes part of the chart.

Owns what counts as an answer, the new version of the chart that holds it, and bringing
the case back on top. What the addendum changes is for the engine and a coder to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from audit import canonical, events, vault
from audit.actions import record
from coding.uploads import DocumentUpload
from review import asking
from review.actions import guard, intake, queries
from review.actions.guard import Entry
from review.models import Query, User
from review.querystates import BY_VERB, Outcome, QueryState
from review.refusals import Refused
from review.states import Verb

# Whose signature makes an addendum part of the record.
AUTHORS: Mapping[str, str] = {
    "attending-physician": "Attending physician",
    "consulting-physician": "Consulting physician",
    "surgeon": "Surgeon",
    "resident": "Resident, countersigned",
    "nurse-practitioner": "Nurse practitioner",
    "physician-assistant": "Physician assistant",
    "other-provider": "Other provider who may diagnose",
}
ADDENDUM = "addendum"


@dataclass(frozen=True, slots=True)
class Addendum:
    """An answer as it came: what was chosen, the text, and who signed it when.

    ``choice`` counts the answers of the query from 0; None is an open answer.
    """

    text: str
    author: str
    author_role: str
    signed_on: date | None
    is_authenticated: bool
    choice: int | None = None


@transaction.atomic
def answer(query: Query, addendum: Addendum, *, by: User, version: int) -> Query:
    """Takes an authenticated addendum in; the chart comes back on top with it."""
    entry, query = queries.enter(query, Verb.ANSWER_QUERY, by=by, version=version)
    queries.refuse_in_sample(entry.case)
    question = queries.content(query)
    signed_on = _acceptable(addendum, query, question, entry)
    received = intake.add_document(
        entry.case.chart.latest(), _document(addendum, query), by=by
    )
    assert query.sent_at is not None and query.due_at is not None
    is_late = query.state == QueryState.ESCALATED or entry.now > query.due_at
    query.answered_at, query.answered_in = entry.now, received
    query.outcome = _outcome(addendum, question).value
    query.answer_sha256 = _kept(addendum, question, signed_on)
    query.addendum_sha256 = received.documents.latest("position").document_id
    query.state = BY_VERB[Verb.ANSWER_QUERY].target.value
    query.version += 1
    query.save()
    queries.release(entry.case, query, entry.now, by, queries.ANSWERED)
    fact = events.QueryAnswered(
        **entry.about,
        query=str(query.pk),
        topic=query.topic,
        outcome=query.outcome,
        answer=query.answer_sha256,
        document=query.addendum_sha256,
        version=received.number,
        author_role=addendum.author_role,
        signed_on=signed_on.isoformat(),
        seconds=int((entry.now - query.sent_at).total_seconds()),
        late=is_late,
    )
    record(fact, by=guard.person(by))
    return query


def _acceptable(
    addendum: Addendum, query: Query, question: asking.Question, entry: Entry
) -> date:
    """The date of the signature; only an addendum in the record counts."""
    zone = ZoneInfo(settings.DISPLAY_TIME_ZONE)
    assert query.sent_at is not None
    if not addendum.text.strip():
        raise Refused("Enter the addendum as it stands in the record.")
    if not addendum.author.strip():
        raise Refused("Say who signed the addendum.")
    if addendum.author_role not in AUTHORS:
        raise Refused("Choose in which role the author signed.")
    if not addendum.is_authenticated:
        raise Refused(
            "Only an authenticated addendum counts: confirm that it is signed in the"
            " record."
        )
    if addendum.choice is not None and not (
        0 <= addendum.choice < len(question.answers)
    ):
        raise Refused("Choose one of the answers that the query gave.")
    if addendum.signed_on is None:
        raise Refused("Enter the date of the signature.")
    if addendum.signed_on < query.sent_at.astimezone(zone).date():
        raise Refused(
            "The signature is older than the query, so it is no answer to it."
        )
    if addendum.signed_on > entry.now.astimezone(zone).date():
        raise Refused("The date of the signature lies in the future.")
    return addendum.signed_on


def _document(addendum: Addendum, query: Query) -> DocumentUpload:
    return DocumentUpload.of_text(
        addendum.text,
        name=f"Addendum, query {query.number}",
        kind=ADDENDUM,
        author=addendum.author.strip(),
        author_role=AUTHORS[addendum.author_role],
        date=addendum.signed_on,
    )


def _outcome(addendum: Addendum, question: asking.Question) -> Outcome:
    if addendum.choice is None:
        return Outcome.OPEN
    chosen = question.answers[addendum.choice]
    ends = {asking.OTHER: Outcome.OTHER, asking.UNDETERMINED: Outcome.UNDETERMINED}
    return ends.get(chosen, Outcome.OPTION)


def _kept(addendum: Addendum, question: asking.Question, signed_on: date) -> str:
    """What was answered and by whom, in the vault."""
    chosen = "" if addendum.choice is None else question.answers[addendum.choice]
    return vault.put(
        canonical.dumps(
            {
                "chosen": chosen,
                "author": addendum.author.strip(),
                "author_role": addendum.author_role,
                "signed_on": signed_on.isoformat(),
                "text": addendum.text,
            }
        )
    )
