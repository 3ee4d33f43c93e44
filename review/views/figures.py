"""The supervisor's pages of accuracy: figures, and the rows behind each of them.

Read-only. Needs the verb to see figures, which no coder has; figures are those of the
sites where the reader holds it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from audit.figures import reading
from audit.figures.reading import STRATA
from audit.figures.tally import CHART_BY
from audit.metrics.denials import Denial
from audit.metrics.sheets import Reference
from review.breakdown import LABELS, NONE, NOT_KNOWN, PERIODS, Breakdown
from review.presenters import accuracy as present
from review.presenters import figure_rows, tables
from review.presenters.figure_names import labels
from review.presenters.tables import Table
from review.states import Verb
from review.views.guards import Request, in_time, opens

ROWS = 100
#: Rows of a spreadsheet at most; more are narrowed first.
SHEET = 50_000


class Counted(Paginator):  # type: ignore[type-arg]
    """Pages of rows whose number is in a tally: counting them would read them all."""

    count = 0


@opens(Verb.SEE_FIGURES)
@require_safe
@in_time
def accuracy(request: Request) -> HttpResponse:
    asked = Breakdown.read(request.user, request.GET)
    page = present.accuracy(asked)
    *first, weeks = page.tables
    shown = (*first, present.both_references(asked), weeks)
    wanted = request.GET.get("csv", "")
    if wanted:
        return as_csv(shown, wanted)
    context = {
        "asked": asked,
        "page": page,
        "tables": shown,
        "narrowing": narrowing(asked),
        "chosen": chosen(asked),
    }
    return render(request, "review/accuracy.html", context)


@opens(Verb.SEE_FIGURES)
@require_safe
@in_time
def rows(request: Request) -> HttpResponse:
    """The lines behind a number, newest first."""
    asked = Breakdown.read(request.user, request.GET)
    outcome = request.GET.get("outcome", "")
    named = {each: (label, (each,)) for each, label in present.OUTCOMES.items()}
    words, wanted = (named | dict(present.GROUPS)).get(outcome, ("", ()))
    found = reading.lines(asked.question, *wanted)
    pages = Counted(found, ROWS)
    pages.count = present.lines_of(reading.total(asked.question), wanted)
    part = pages.get_page(request.GET.get("page"))
    if request.GET.get("csv"):
        table = figure_rows.table(found[:SHEET])
        return as_csv([table], table.key)
    table = figure_rows.table(part.object_list)
    context = {
        "asked": asked,
        "what": "row",
        "outcome": words,
        "table": table,
        "part": part,
        "sheet": SHEET,
        "back": asked.url_query(),
        "query": asked.url_query(outcome=outcome),
        "chosen": chosen(asked),
    }
    return render(request, "review/accuracy_rows.html", context)


#: Charts behind a number, by the word in its address.
WHICH = {
    "reworked": ("opened again after signing", Q(reopened__gt=0)),
    "answered": ("whose claims payers answered", Q(answered=True)),
    "doubted": (
        "whose coding a payer doubted",
        Q(answered=True) & ~Q(doubted=""),
    ),
}


@opens(Verb.SEE_FIGURES)
@require_safe
def charts(request: Request) -> HttpResponse:
    """The charts behind a number, newest first."""
    asked = Breakdown.read(request.user, request.GET)
    which = request.GET.get("which", "")
    words, wanted = WHICH.get(which, ("signed", Q()))
    kind = request.GET.get("kind", "")
    if kind in {each.value for each in Denial}:
        wanted &= Q(doubted__contains=kind)
        words = f"{words}: {Denial(kind).label}"
    found = reading.charts(asked.question).filter(wanted).order_by("-week", "-id")
    part = Paginator(found, ROWS).get_page(request.GET.get("page"))
    if request.GET.get("csv"):
        table = figure_rows.charts(found[:SHEET])
        return as_csv([table], table.key)
    table = figure_rows.charts(part.object_list)
    context = {
        "asked": asked,
        "what": "chart",
        "outcome": words,
        "table": table,
        "part": part,
        "sheet": SHEET,
        "back": asked.url_query(),
        "query": asked.url_query(which=which, kind=kind),
        "chosen": chosen(asked),
    }
    return render(request, "review/accuracy_rows.html", context)


def as_csv(shown: Sequence[Table], wanted: str) -> HttpResponse:
    """One of the page's tables as a file."""
    table = next((each for each in shown if each.key == wanted), None)
    if table is None:
        return HttpResponse(status=404)
    response = HttpResponse(tables.as_csv(table), content_type="text/csv")
    response["Content-Disposition"] = f'attachment; filename="{table.key}.csv"'
    return response


def narrowing(asked: Breakdown, names: Sequence[str] = STRATA) -> list[dict[str, Any]]:
    """What the forms offer: period, reference, stratum, and a value of each."""
    return [
        _choice("weeks", "Period", _periods(asked), asked),
        _choice(
            "reference",
            "Reference",
            [(each.value, each.label) for each in Reference],
            asked,
        ),
        _choice("by", "Broken down by", [(n, LABELS[n]) for n in names], asked),
    ]


def _periods(asked: Breakdown) -> list[tuple[str, str]]:
    """The usual periods, and the one chosen by dates where there is one."""
    usual = [(str(n), words) for n, words in PERIODS.items()]
    return [(asked.dates, "chosen dates"), *usual] if asked.dated else usual


def _choice(
    name: str, label: str, options: Sequence[tuple[str, str]], asked: Breakdown
) -> dict[str, Any]:
    now = {
        "weeks": asked.dates if asked.dated else str(asked.weeks),
        "reference": asked.question.reference.value,
        "by": asked.by,
    }
    return {"name": name, "label": label, "options": options, "value": now[name]}


def strata(asked: Breakdown, names: Sequence[str] = STRATA) -> list[dict[str, Any]]:
    """A filter for each stratum, with the values that occur."""
    held = dict(asked.question.filters)
    found = []
    for name, values in reading.values(*names).items():
        if len(values) < 2 and name not in held:
            continue
        known = labels(name, values)
        options = [(value or NONE, known[value]) for value in values]
        value = (held[name] or NONE) if name in held else ""
        found.append(
            {"name": name, "label": LABELS[name], "options": options, "value": value}
        )
    return found


def chosen(asked: Breakdown) -> list[tuple[str, str]]:
    """The filters that are set, each with the address without it."""
    found = []
    for name, value in asked.question.filters:
        known = labels(name, [value])[value] or NOT_KNOWN
        label = LABELS.get(name, name.replace("_", " "))
        found.append((f"{label}: {known}", asked.url_query(**{name: ""})))
    return found


@opens(Verb.SEE_FIGURES)
@require_safe
def narrow(request: Request) -> HttpResponse:
    """All strata with their values, to narrow any of the pages by."""
    asked = Breakdown.read(request.user, request.GET)
    page = request.GET.get("page", "")
    names = CHART_BY if page in ("simulator",) else STRATA
    context = {
        "asked": asked,
        "page": page if page in PAGES else "accuracy",
        "strata": strata(asked, names),
        "narrowing": narrowing(asked),
    }
    return render(request, "review/accuracy_narrow.html", context)


#: Pages that read a breakdown from their address.
PAGES = ("accuracy", "confidence", "simulator", "reasons-given")
