"""What a browser sends about a query: a draft, an answer.

Owns reading it into values. What makes a query fair, or an answer count, is for
``review.asking`` and ``review.actions.answers``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.dateparse import parse_date

from coding.values import NoteDocument
from review.actions.answers import Addendum
from review.asking import (
    LONGEST,
    LONGEST_TITLE,
    MOST_OPTIONS,
    Indicator,
    Option,
    Question,
)
from review.forms import SpanForm, stored
from review.querystates import Topic
from review.views import quotes

LONGEST_ADDENDUM = 100_000


def topic_of(posted: QueryDict) -> Topic:
    """The topic sent; an unknown one is a matter of detail."""
    said = posted.get("topic", "")
    return Topic(said) if said in list(Topic) else Topic.SPECIFICITY


def quoted(
    posted: QueryDict, documents: Sequence[NoteDocument]
) -> tuple[Indicator, ...]:
    """The words selected or typed, where they stand in the documents; else nothing."""
    quote = stored(posted.get("quote", ""))
    return tuple(
        Indicator(each["document"], each["start"], each["end"], each["text"])
        for each in quotes.spans(documents, quote, SpanForm.read(posted))
    )


def edited(
    posted: QueryDict, before: Question, more: tuple[Indicator, ...]
) -> Question:
    """The draft as it was sent: some indicators dropped, perhaps one more."""
    dropped = {_number(each) for each in posted.getlist("drop")}
    kept = [n for n in range(len(before.indicators)) if n not in dropped]
    places = {was: now for now, was in enumerate(kept)}
    indicators = tuple(before.indicators[n] for n in kept)
    return Question(
        topic=topic_of(posted),
        title=_line(posted.get("title", ""))[: LONGEST_TITLE * 2],
        words=_line(posted.get("words", ""))[: LONGEST * 2],
        indicators=tuple(dict.fromkeys((*indicators, *more))),
        options=tuple(_options(posted, places)),
    )


def _options(posted: QueryDict, places: dict[int, int]) -> Iterator[Option]:
    for number in range(MOST_OPTIONS + 1):
        words = _line(posted.get(f"option-{number}", ""))[:LONGEST]
        if not words:
            continue
        ticked = (_number(each) for each in posted.getlist(f"rests-{number}"))
        rests_on = tuple(places[each] for each in ticked if each in places)
        yield Option(words, rests_on)


def _number(said: str) -> int:
    return int(said) if said.isdecimal() and len(said) < 6 else -1


def _line(said: str) -> str:
    return " ".join(stored(said).split())


def addendum(posted: QueryDict) -> Addendum:
    """An answer as it was entered; what is missing is refused later, with a reason."""
    choice = posted.get("choice", "")
    return Addendum(
        text=stored(posted.get("text", ""))[:LONGEST_ADDENDUM],
        author=_line(posted.get("author", ""))[:120],
        author_role=posted.get("author_role", ""),
        signed_on=_day(posted.get("signed_on", "")),
        is_authenticated=posted.get("authenticated") == "on",
        choice=_number(choice) if choice.isdecimal() else None,
    )


def _day(said: str) -> date | None:
    try:
        return parse_date(said)
    except ValueError:
        return None


def typed(posted: QueryDict) -> dict[str, Any]:
    """An answer's fields, to be shown again when it was refused."""
    names = ("text", "author", "author_role", "signed_on", "choice")
    return {name: stored(posted.get(name, ""))[:LONGEST_ADDENDUM] for name in names}
