"""A copy of a query for the provider, who has to know which patient is meant.

Owns that a copy is made only of what was sent, and that making one is in the trail:
who saw the patient's name, and which bytes left. The layout is ``review.copies``.
"""

from __future__ import annotations

import hashlib

from django.db import transaction

from audit import events, identity
from audit.actions import record
from review import asking, codeset, copies, permissions
from review.actions import guard, queries
from review.models import Query, User
from review.refusals import Refused
from review.states import Verb


@transaction.atomic
def copy(query: Query, *, form: str, by: User) -> bytes:
    """The copy as ``text`` (UTF-8) or ``pdf``; two events, one for the name."""
    permissions.require(by, Verb.COPY_QUERY, query.case)
    if query.sent_at is None:
        raise Refused("Send the query first; a copy is made of what was sent.")
    question = queries.content(query)
    made = _made(query, question, form)
    about = guard.about(query.case)
    record(events.IdentityViewed(**about, purpose="query"), by=guard.person(by))
    fact = events.QueryCopied(
        **about,
        query=str(query.pk),
        form=form,
        copy=hashlib.sha256(made).hexdigest(),
    )
    record(fact, by=guard.person(by))
    return made


def _made(query: Query, question: asking.Question, form: str) -> bytes:
    head, quoted = _head(query), sources(query, question)
    if form == "pdf":
        return copies.pdf(head, question, quoted)
    return copies.text(head, question, quoted).encode()


def _head(query: Query) -> copies.Head:
    case, version = query.case, query.case.run.version
    who = identity.reveal(case.chart.patient)
    assert query.sent_at is not None and query.due_at is not None
    facts = (
        ("Patient", who.name),
        ("Born", who.birth_date.isoformat() if who.birth_date else ""),
        ("Record number", who.mrn),
        ("Seen", case.service_date.isoformat()),
        ("Setting", case.setting),
        ("Provider", version.provider_name),
        ("Sent", query.sent_at.date().isoformat()),
        ("Answer by", query.due_at.date().isoformat()),
        ("Reference", f"case {case.pk}, query {query.number}"),
    )
    return copies.Head("Query to the provider", tuple((t, w) for t, w in facts if w))


def sources(query: Query, question: asking.Question) -> tuple[copies.Source, ...]:
    """The document and the words of each indicator, in order."""
    names = {
        each.sha256: ", ".join(
            part
            for part in (
                each.name or each.kind or f"document {number}",
                each.author_role,
                each.date.isoformat() if each.date else "",
            )
            if part
        )
        for number, each in enumerate(codeset.documents_of(query.case.run.version), 1)
    }
    return tuple(
        copies.Source(names.get(each.document, "an earlier document"), each.words)
        for each in question.indicators
    )
