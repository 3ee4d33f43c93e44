"""How providers answer queries, by topic and group, and the queries behind each number.

Owns the wording. Counts queries of charts that the reader may read, by the day on which
they were sent; one query for each table. What was asked and answered is never read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, QuerySet
from django.urls import reverse

from audit.metrics.answering import Answering
from review.breakdown import NONE, NOT_KNOWN, Breakdown
from review.models import Query
from review.presenters import tables
from review.presenters.tables import Cell, Column, Table
from review.querystates import Outcome, Topic
from review.refusals import clock

LABELS = {each.value: each.label for each in Outcome}
ALL = "all topics"
#: Where a query's provider group is known, and how many groups are told apart.
GROUP, MOST = "case__run__version__provider_group", 12
_FIGURES = (
    Column("Sent"),
    Column("Answered"),
    Column("95% interval"),
    Column("Agreed"),
    Column("95% interval"),
    *(Column(each.label) for each in Outcome),
    Column("Alert", num=False),
)


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
    by_topic = _counted(user, asked, "topic")
    whole: dict[str, int] = {}
    for held in by_topic.values():
        for outcome, n in held.items():
            whole[outcome] = whole.get(outcome, 0) + n
    return {key: Answering(held) for key, held in ({"": whole} | by_topic).items()}


def of_groups(user: Any, asked: Breakdown) -> dict[str, Answering]:
    """By provider group, those asked most often first; "" where none is known."""
    found = [
        (key, Answering(held)) for key, held in _counted(user, asked, GROUP).items()
    ]
    return dict(sorted(found, key=lambda each: (-each[1].sent, each[0]))[:MOST])


def _counted(user: Any, asked: Breakdown, by: str) -> dict[str, dict[str, int]]:
    """Queries sent, by one thing and what came of them."""
    counted = sent(user, asked).order_by().values_list(by, "outcome")
    found: dict[str, dict[str, int]] = {}
    for key, outcome, n in counted.annotate(n=Count("pk")):
        found.setdefault(key, {})[outcome] = n
    return found


def table(asked: Breakdown, found: Mapping[str, Answering]) -> Table:
    """Response and agreement, with n and interval, and every outcome's number."""
    return Table(
        "answers",
        "How providers answer",
        (Column("Topic", num=False), *_FIGURES),
        [_row(ALL, found[""], asked), *_topics(asked, found)] if found[""].sent else [],
        note="sent in this period, of all charts you may read; agreed: one of the"
        " options, of those answered",
        csv_url=f"?{asked.url_query(csv='answers')}",
    )


def _topics(asked: Breakdown, found: Mapping[str, Answering]) -> Iterator[list[Cell]]:
    for topic in Topic:
        if topic.value in found:
            yield _row(topic.label, found[topic.value], asked, topic=topic.value)


def group_table(asked: Breakdown, found: Mapping[str, Answering]) -> Table:
    """The same by provider group: habits of one do not show in the whole."""
    return Table(
        "answers-groups",
        "How providers answer, by provider group",
        (Column("Provider group", num=False), *_FIGURES),
        [
            _row(group or NOT_KNOWN, of, asked, group=group or NONE)
            for group, of in found.items()
        ],
        note=f"the {MOST} groups asked most often",
        csv_url=f"?{asked.url_query(csv='answers-groups')}",
    )


def _row(label: str, of: Answering, asked: Breakdown, **about: str) -> list[Cell]:
    def url(outcome: str = "") -> str:
        query = asked.url_query(**about, outcome=outcome)
        return f"{reverse('review:queries-asked')}?{query}"

    return [
        tables.words(label, url()),
        tables.number(of.sent, url()),
        tables.share(of.answered, url("answered")),
        tables.interval(of.answered),
        tables.share(of.agreed, url("option")),
        tables.interval(of.agreed),
        *(_number(of, each.value, url(each.value)) for each in Outcome),
        tables.words("one-sided" if of.one_sided else "", tone=_tone(of)),
    ]


def _number(of: Answering, outcome: str, url: str) -> Cell:
    n = of.outcomes.get(outcome, 0)
    return tables.number(n, url if n else "")


def _tone(of: Answering) -> str:
    return "ask" if of.one_sided else ""


def alert(found: Mapping[str, Answering]) -> str:
    """What nearly all answers about a topic say, where they do; else nothing."""
    told = (
        _alert(of, f" about {Topic(topic).label}" if topic else "")
        for topic, of in found.items()
        if of.one_sided
    )
    return next(told, "")


def group_alerts(found: Mapping[str, Answering]) -> list[str]:
    """The same of every group whose answers are nearly all alike."""
    return [
        _alert(of, f" from {group}")
        for group, of in found.items()
        if group and of.one_sided
    ]


def _alert(of: Answering, whose: str) -> str:
    share = tables.per_cent(of.share(of.one_sided).value)
    return (
        f"{share} of answers{whose} are “{LABELS[of.one_sided]}”: look whether"
        " the questions lead."
    )


def narrowed(
    rows: QuerySet[Query], topic: str, outcome: str, group: str = ""
) -> QuerySet[Query]:
    """The queries behind one number; words nobody knows narrow nothing."""
    if topic in list(Topic):
        rows = rows.filter(topic=topic)
    if group:
        rows = rows.filter(**{GROUP: "" if group == NONE else group})
    if outcome in LABELS:
        return rows.filter(outcome=outcome)
    return rows.exclude(outcome="") if outcome == "answered" else rows


def words(topic: str, outcome: str, group: str = "") -> str:
    """What the rows are, in words."""
    told = [f"about {Topic(topic).label}"] if topic in list(Topic) else []
    told += [NOT_KNOWN if group == NONE else group] if group else []
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


def address(asked: Breakdown, topic: str, outcome: str, group: str = "") -> str:
    """The query part of the rows' own address."""
    kept = {"topic": topic, "outcome": outcome, "group": group}
    more = urlencode({name: value for name, value in kept.items() if value})
    return "&".join(filter(None, (asked.url_query(), more)))
