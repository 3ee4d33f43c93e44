"""Reading a chart: what was on somebody's screen, and which documents with it.

Owns the events of looking at a chart's text, and the rows that say which documents a
person has read. A document counts once it was on that person's screen; every reading is
in the trail.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import OuterRef, Subquery

from audit import events
from audit.actions import record
from coding.values import NoteDocument
from review import permissions, unread
from review.actions import guard
from review.models import Case, PolicyVersion, ReadDocument, User
from review.states import Verb


@transaction.atomic
def viewed(case: Case, *, by: User, page: str = "case", asked: int = 0) -> None:
    """Somebody saw a page with the text of a chart.

    The document ``asked`` for, counted from 1, was on screen with it, and so was the
    only one of a chart.
    """
    permissions.require(by, Verb.VIEW, case)
    documents = _documents(case)
    shown = documents if len(documents) == 1 else documents[asked - 1 : asked]
    _keep(case, shown if page == "case" else [], by=by, page=page)


@transaction.atomic
def read(case: Case, *, documents: Collection[str], by: User) -> None:
    """These documents, by sha256, were on the screen; others' are left out."""
    permissions.require(by, Verb.VIEW, case)
    known = ReadDocument.objects.filter(person=by, chart=case.chart_id)
    before = set(known.values_list("document", flat=True))
    new = [
        sha256
        for sha256 in _documents(case)
        if sha256 in documents and sha256 not in before
    ]
    if new:
        _keep(case, new, by=by, page="document")


@transaction.atomic
def searched(case: Case, *, places: int, by: User) -> None:
    """Somebody looked for words in the text of a chart; the words are not kept."""
    permissions.require(by, Verb.VIEW, case)
    fact = events.ChartSearched(
        **guard.about(case), places=places, version=case.run.version.number
    )
    record(fact, by=guard.person(by))


def _documents(case: Case) -> list[str]:
    places = case.run.version.documents.order_by("position")
    return list(places.values_list("document_id", flat=True))


def _keep(case: Case, shown: list[str], *, by: User, page: str) -> None:
    ReadDocument.objects.bulk_create(
        (
            ReadDocument(person=by, chart_id=case.chart_id, document=each)
            for each in shown
        ),
        ignore_conflicts=True,
    )
    fact = events.ChartViewed(
        **guard.about(case),
        page=page,
        version=case.run.version.number,
        documents=tuple(shown) or None,
    )
    record(fact, by=guard.person(by))


def shown_to(user: Any) -> dict[str, Any]:
    """What a query for cases takes along: documents read, and the gates in force."""
    read = ReadDocument.objects.filter(person=user, chart=OuterRef("chart"))
    newest = PolicyVersion.objects.order_by("-number")
    return {
        "read_documents": ArraySubquery(read.values("document")),
        "gates": Subquery(newest.values("gates")[:1]),
    }


def why_unsigned(
    case: Case, user: Any, documents: Sequence[NoteDocument]
) -> str | None:
    """Which documents this person still has to open before signing, if policy asks."""
    row = Case.objects.annotate(**shown_to(user)).get(pk=case.pk).__dict__
    if not unread.is_asked(row["gates"]):
        return None
    return unread.sentence(unread.among(documents, row["read_documents"]))
