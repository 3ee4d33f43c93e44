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
from coding.models import ChartVersion
from coding.values import NoteDocument
from review import permissions, unread
from review.actions import guard
from review.models import Case, OverRead, PolicyVersion, ReadDocument, User
from review.states import Verb


@transaction.atomic
def viewed(case: Case, *, by: User, page: str = "case", asked: int = 0) -> None:
    """Somebody saw a page with the text of a chart.

    The document ``asked`` for, counted from 1, was on screen with it, and so was the
    only one of a chart.
    """
    permissions.require(by, Verb.VIEW, case)
    version = case.run.version
    shown = _shown(version, asked) if page == "case" else []
    _keep(case, version, shown, by=by, page=page)


@transaction.atomic
def sent_ahead(case: Case, *, by: User) -> None:
    """The page of a reserved chart goes to its holder's browser, not shown yet.

    It is told because text leaves; what is on screen is told when it is opened.
    """
    permissions.require(by, Verb.VIEW, case)
    version = case.run.version.number
    fact = events.ChartSentAhead(**guard.about(case), version=version)
    record(fact, by=guard.person(by))


@transaction.atomic
def over_read_viewed(over_read: OverRead, *, by: User, asked: int = 0) -> None:
    """The same of the page on which a second coder codes: what was signed is read."""
    permissions.require(by, Verb.VIEW, over_read.case)
    version = over_read.code_set.chart_version
    shown = _shown(version, asked)
    _keep(over_read.case, version, shown, by=by, page="over-read")


@transaction.atomic
def read(case: Case, *, documents: Collection[str], by: User) -> None:
    """These documents, by sha256, were on the screen; others' are left out."""
    permissions.require(by, Verb.VIEW, case)
    _read(case, case.run.version, documents, by=by)


@transaction.atomic
def over_read_read(
    over_read: OverRead, *, documents: Collection[str], by: User
) -> None:
    """The same of the documents that were signed, for who codes them a second time."""
    permissions.require(by, Verb.VIEW, over_read.case)
    _read(over_read.case, over_read.code_set.chart_version, documents, by=by)


@transaction.atomic
def searched(case: Case, *, places: int, by: User) -> None:
    """Somebody looked for words in the text of a chart; the words are not kept."""
    _searched(case, case.run.version, places, by=by)


@transaction.atomic
def over_read_searched(over_read: OverRead, *, places: int, by: User) -> None:
    """The same in the documents that were signed, by who codes them a second time."""
    _searched(over_read.case, over_read.code_set.chart_version, places, by=by)


def _searched(case: Case, version: ChartVersion, places: int, *, by: User) -> None:
    permissions.require(by, Verb.VIEW, case)
    fact = events.ChartSearched(
        **guard.about(case), places=places, version=version.number
    )
    record(fact, by=guard.person(by))


def _documents(version: ChartVersion) -> list[str]:
    places = version.documents.order_by("position")
    return list(places.values_list("document_id", flat=True))


def _shown(version: ChartVersion, asked: int) -> list[str]:
    """What is on screen with the page: the one asked for, or the only one there is."""
    documents = _documents(version)
    return documents if len(documents) == 1 else documents[max(asked, 1) - 1 : asked]


def _read(
    case: Case, version: ChartVersion, documents: Collection[str], *, by: User
) -> None:
    known = ReadDocument.objects.filter(person=by, chart=case.chart_id)
    before = set(known.values_list("document", flat=True))
    new = [
        sha256
        for sha256 in _documents(version)
        if sha256 in documents and sha256 not in before
    ]
    if new:
        _keep(case, version, new, by=by, page="document")


def _keep(
    case: Case, version: ChartVersion, shown: list[str], *, by: User, page: str
) -> None:
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
        version=version.number,
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
    case: Case, user: Any, documents: Sequence[NoteDocument], act: str = "sign"
) -> str | None:
    """Which documents this person still has to open before the act, if policy asks."""
    left, is_asked = unopened(case, user, documents)
    return unread.sentence(left, act) if is_asked else None


def unopened(
    case: Case, user: Any, documents: Sequence[NoteDocument]
) -> tuple[tuple[unread.Unread, ...], bool]:
    """What of these this person has not read, and whether policy asks for all."""
    row = Case.objects.annotate(**shown_to(user)).get(pk=case.pk).__dict__
    left = unread.among(documents, row["read_documents"])
    return left, unread.is_asked(row["gates"])
