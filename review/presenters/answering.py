"""How providers answer queries, by topic, and the queries behind each number.

Owns the wording. Counts queries of charts that the reader may read, by the day on which
they were sent; one query for the table. What was asked and answered is never read here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, QuerySet
from django.urls import reverse

from audit.metrics.answering import Answering
from review.breakdown import Breakdown
from review.models import Query
from review.presenters import tables
from review.presenters.tables import Cell, Column, Table
from review.querystates import Outcome, Topic
from review.refusals import clock

LABELS = {each.value: each.label for each in Outcome}
ALL = "all topics"


def sent(user: Any, asked: Breakdown) -> QuerySet[Query]:
    """Queries that were sent in the period of the page.

    The last weeks reach up to now: figures end with the newest signature.
    """
    rows = Query.objects.visible_to(user).filter(
        sent_at__date__gte=asked.question.since
    )
    return rows.filter(sent_at__date__lte=asked.last_day) if asked.dated else rows


def answering(user: Any, asked: Breakdown) -> dict[str, Answering]:
    """By topic, and all together under ""."""
    counted = sent(user, asked).order_by().values_list("topic", "outcome")
    by_topic: dict[str, dict[str, int]] = {"": {}}
    for topic, outcome, n in counted.annotate(n=Count("pk")):
        for key in ("", topic):
            held = by_topic.setdefault(key, {})
            held[outcome] = held.get(outcome, 0) + n
    return {topic: Answering(held) for topic, held in by_topic.items()}


def table(asked: Breakdown, found: Mapping[str, Answering]) -> Table:
    """Response and agreement, with n and interval, and every outcome's number."""
    return Table(
        "answers",
        "How providers answer",
        (
            Column("Topic", num=False),
            Column("Sent"),
            Column("Answered"),
            Column("95% interval"),
            Column("Agreed"),
            Column("95% interval"),
            *(Column(each.label) for each in Outcome),
            Column("Alert", num=False),
        ),
        [_row(asked, "", ALL, found[""]), *_topics(asked, found)]
        if found[""].sent
        else [],
        note="sent in this period, of all charts you may read; agreed: one of the"
        " options, of those answered",
        csv_url=f"?{asked.url_query(csv='answers')}",
    )


def _topics(asked: Breakdown, found: Mapping[str, Answering]) -> Iterator[list[Cell]]:
    for topic in Topic:
        if topic.value in found:
            yield _row(asked, topic.value, topic.label, found[topic.value])


def _row(asked: Breakdown, topic: str, label: str, of: Answering) -> list[Cell]:
    return [
        tables.words(label, _url(asked, topic)),
        tables.number(of.sent, _url(asked, topic)),
        tables.share(of.answered, _url(asked, topic, "answered")),
        tables.interval(of.answered),
        tables.share(of.agreed, _url(asked, topic, "option")),
        tables.interval(of.agreed),
        *(_number(of, each.value, _url(asked, topic, each.value)) for each in Outcome),
        tables.words("one-sided" if of.one_sided else "", tone=_tone(of)),
    ]


def _number(of: Answering, outcome: str, url: str) -> Cell:
    n = of.outcomes.get(outcome, 0)
    return tables.number(n, url if n else "")


def _tone(of: Answering) -> str:
    return "ask" if of.one_sided else ""


def _url(asked: Breakdown, topic: str, outcome: str = "") -> str:
    query = asked.url_query(topic=topic, outcome=outcome)
    return f"{reverse('review:queries-asked')}?{query}"


def alert(found: Mapping[str, Answering]) -> str:
    """What nearly all answers say, where they do; else nothing."""
    for topic, of in found.items():
        if of.one_sided:
            about = f" about {Topic(topic).label}" if topic else ""
            share = tables.per_cent(of.share(of.one_sided).value)
            return (
                f"{share} of answers{about} are “{LABELS[of.one_sided]}”: look whether"
                " the questions lead."
            )
    return ""


def narrowed(rows: QuerySet[Query], topic: str, outcome: str) -> QuerySet[Query]:
    """The queries behind one number; words nobody knows narrow nothing."""
    if topic in list(Topic):
        rows = rows.filter(topic=topic)
    if outcome in LABELS:
        return rows.filter(outcome=outcome)
    return rows.exclude(outcome="") if outcome == "answered" else rows


def words(topic: str, outcome: str) -> str:
    """What the rows are, in words."""
    told = [f"about {Topic(topic).label}"] if topic in list(Topic) else []
    told += [f"answered: {LABELS[outcome]}"] if outcome in LABELS else []
    return " · ".join(["queries sent", *told])


def rows(found: Iterable[Query]) -> Table:
    """One query each, the newest first; a query opens by itself."""
    heads = ("Query", "Case", "Topic", "State", "Sent", "Answered", "Outcome")
    return Table(
        "queries",
        "Queries",
        tuple(Column(name, num=False) for name in heads),
        [
            [
                tables.words(str(each.number), each.get_absolute_url()),
                tables.words(
                    str(each.case_id), reverse("review:case", args=[each.case_id])
                ),
                tables.words(Topic(each.topic).label),
                tables.words(each.state),
                tables.words(clock(each.sent_at) if each.sent_at else ""),
                tables.words(clock(each.answered_at) if each.answered_at else ""),
                tables.words(LABELS.get(each.outcome, "")),
            ]
            for each in found
        ],
    )


def address(asked: Breakdown, topic: str, outcome: str) -> str:
    """The query part of the rows' own address."""
    kept = {"topic": topic, "outcome": outcome}
    more = urlencode({name: value for name, value in kept.items() if value})
    return "&".join(filter(None, (asked.url_query(), more)))
