"""The reasons that coders gave, by weight; what the record lacks stands apart."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from review.breakdown import Breakdown
from review.presenters import answering
from review.presenters import reasons_given as present
from review.presenters.tables import Back
from review.states import Verb
from review.views.figures import ROWS, SHEET, as_csv, chosen, narrowing
from review.views.guards import Request, in_time, opens


@opens(Verb.SEE_FIGURES)
@require_safe
@in_time
def reasons_given(request: Request) -> HttpResponse:
    asked = Breakdown.read(request.user, request.GET)
    drawn, shown = present.both_axes(asked)
    answers = answering.answering(request.user, asked)
    shown = [present.classes(asked), present.documentation(asked), *shown]
    groups = answering.of_groups(request.user, asked)
    shown += [answering.table(asked, answers), answering.group_table(asked, groups)]
    if wanted := request.GET.get("csv", ""):
        return as_csv(shown, wanted)
    context = {
        "asked": asked,
        "axes": drawn,
        "tables": shown,
        "examples": present.examples(asked),
        "one_sided": [
            *filter(None, [answering.alert(answers)]),
            *answering.group_alerts(groups),
        ],
        "narrowing": narrowing(asked),
        "chosen": chosen(asked),
    }
    return render(request, "review/reasons_given.html", context)


@opens(Verb.SEE_FIGURES)
@require_safe
def queries_asked(request: Request) -> HttpResponse:
    """The queries behind a number, the newest first."""
    asked = Breakdown.read(request.user, request.GET)
    topic, outcome = request.GET.get("topic", ""), request.GET.get("outcome", "")
    # The database knows no word with this in it.
    group = request.GET.get("group", "").replace("\0", "")
    sent = answering.sent(request.user, asked)
    found = answering.narrowed(sent, topic, outcome, group).order_by("-sent_at", "pk")
    if request.GET.get("csv"):
        table = answering.rows(found[:SHEET])
        return as_csv([table], table.key)
    page = reverse("review:reasons-given")
    part = Paginator(found, ROWS).get_page(request.GET.get("page"))
    context = {
        "table": answering.rows(part.object_list),
        "part": part,
        "sheet": SHEET,
        "what": ("query", "queries"),
        "back": Back(f"{page}?{asked.url_query()}", "the reasons"),
        "words": answering.words(topic, outcome, group),
        "query": answering.address(asked, topic, outcome, group),
    }
    return render(request, "review/coder_rows.html", context)
