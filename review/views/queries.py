"""Questions to providers: the queue, one query, and what is done with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from coding import result
from review import asking, codeset, permissions, presenters, query_forms, worklist
from review.actions import answers, cases, copying, queries
from review.forms import Typed, Versioned
from review.models import Case, Query
from review.presenters import queries as wording
from review.presenters import sheets
from review.presenters.lines import papers
from review.presenters.worklist import WorklistRow
from review.querylist import SHOWN, VIEWS, Choice, found, turnaround
from review.querystates import Topic
from review.refusals import Refused
from review.states import Verb
from review.views.cases import refused
from review.views.figures import SHEET, as_csv
from review.views.guards import Request, find_case, opens

#: Charts whose note leaves out what would change a code, and how many are offered.
LEFT_OPEN = worklist.Filters(reason="missing", whole="yes")
OFFERED = 10


@opens(Verb.SEE_QUERIES)
@require_safe
def queue(request: Request) -> HttpResponse:
    """Who asked what about which chart, the most pressing first."""
    asked = Choice.read(request.GET)
    if wanted := request.GET.get("csv", ""):
        listed = wording.rows(found(request.user, asked)[:SHEET])
        return as_csv([sheets.queries(listed)], wanted)
    page = Paginator(found(request.user, asked), SHOWN).get_page(
        request.GET.get("page")
    )
    took = turnaround(request.user)
    context = {
        "page": page,
        "here": asked.address(),
        "tabs": [
            {
                "label": label,
                "address": asked.address(view=name),
                "count": took.by_view[name],
                "current": name == asked.view,
            }
            for name, label, _ in VIEWS
        ],
        "median": wording.length_words(took.median) if took.median else "",
        "rows": wording.rows(page.object_list),
        "asked": asked,
        "topics": [(topic.value, topic.label) for topic in Topic],
        "turnaround": took,
        "open_charts": _leaving_open(request) if page.number == 1 else (),
        "all_open": f"{reverse('review:worklist')}?{urlencode(LEFT_OPEN.as_query())}",
    }
    return render(request, "review/queries.html", context)


def _leaving_open(request: Request) -> tuple[WorklistRow, ...]:
    """Charts about which a query may be due, the most urgent, for those who ask."""
    if permissions.why_not(request.user, Verb.ASK) is not None:
        return ()
    charts = worklist.page(request.user, LEFT_OPEN, size=OFFERED)
    return presenters.worklist_rows(charts.cases, request.user)


def find_query(request: Request, key: UUID) -> Query:
    """The query, if this person may know that it exists."""
    rows = Query.objects.visible_to(request.user).filter(pk=key)
    query = rows.select_related(
        "case__run__version__chart", "case__claimed_by", "sent_by", "drafted_by"
    ).first()
    if query is None:
        raise Http404
    return query


@opens(Verb.VIEW)
@require_safe
def query(request: Request, key: UUID) -> HttpResponse:
    found = find_query(request, key)
    cases.viewed(found.case, by=request.user, page="query")
    return show(request, found)


def show(
    request: Request, query: Query, *, problem: str = "", status: int = 200, **more: Any
) -> HttpResponse:
    page = presenters.case_page(query.case, request.user)
    context = {
        "query": wording.view(query, request.user, page.documents, check=True),
        "page": page,
        "papers": papers(page.documents),
        "topics": [(topic.value, topic.label) for topic in Topic],
        "fixed": asking.ALWAYS,
        "blank": range(len(queries.content(query).options), asking.MOST_OPTIONS)[:2],
        "authors": answers.AUTHORS,
        "may_copy": permissions.why_not(request.user, Verb.COPY_QUERY) is None,
        "problem": problem,
        "typed": {},
        **more,
    }
    return render(request, "review/query.html", context, status=status)


@opens(Verb.ASK)
@require_POST
def ask(request: Request, number: int) -> HttpResponse:
    """A draft from a gap of the note or from words of it."""
    case = find_case(request, number)
    typed = Typed.read(request.POST, panel="ask")
    try:
        question, origin = _begun(request, case)
        made = queries.draft(case, question, by=request.user, origin=origin)
    except Refused as refusal:
        return refused(request, case, refusal, verb=Verb.ASK, typed=typed, part="#case")
    return redirect(made)


def _begun(request: Request, case: Case) -> tuple[asking.Question, str]:
    documents = codeset.documents_of(case.run.version)
    gap = request.POST.get("gap", "")
    # What the machine found missing stays as hidden as its suggestions.
    if gap.isdecimal() and len(gap) < 4 and not codeset.is_hidden(case):
        gaps = result.from_json(case.run.result or {}).gaps
        if int(gap) < len(gaps):
            known = gaps[int(gap)]
            spans = tuple(
                asking.Indicator(each.document, each.start, each.end, each.text)
                for each in known.evidence
            )
            topic = queries.topic_of(known.kind)
            return asking.begun(topic, spans, known.question, known.options), "gap"
    indicators = query_forms.quoted(request.POST, documents)
    if not indicators:
        raise Refused("Select or type the words of the note that you ask about.")
    return asking.begun(query_forms.topic_of(request.POST), indicators), "span"


def _then(
    request: Request, query: Query, act: Callable[[int], str], to: str = "", **kept: Any
) -> HttpResponse:
    """Does ``act`` with the version sent, then shows the page named, or why not."""
    version = Versioned.version_of(request.POST)
    try:
        said = act(version)
    except Refused as refusal:
        fresh = find_query(request, query.pk)
        status = refusal.status if refusal.status == 409 else 422
        return show(request, fresh, problem=refusal.reason, status=status, **kept)
    messages.success(request, said)
    return redirect(to or query.get_absolute_url())


@opens(Verb.EDIT_QUERY)
@require_POST
def edit(request: Request, key: UUID) -> HttpResponse:
    """Saves the draft; with ``do=send`` sends it as well."""
    query = find_query(request, key)
    documents = codeset.documents_of(query.case.run.version)
    more = query_forms.quoted(request.POST, documents)
    question = query_forms.edited(request.POST, queries.content(query), more)

    def act(version: int) -> str:
        saved = queries.edit(query, question, by=request.user, version=version)
        if request.POST.get("quote", "").strip() and not more:
            raise Refused("Saved, but the quoted words stand nowhere in the chart.")
        if request.POST.get("do") != "send":
            return "The draft is saved."
        queries.send(saved, by=request.user, version=saved.version)
        return "Sent. The chart waits on hold and comes back with the answer."

    return _then(request, query, act)


@opens(Verb.WITHDRAW_QUERY)
@require_POST
def withdraw(request: Request, key: UUID) -> HttpResponse:
    query = find_query(request, key)
    words = Typed.read(request.POST).words

    def act(version: int) -> str:
        queries.withdraw(query, words=words, by=request.user, version=version)
        return f"Query {query.number} is withdrawn."

    return _then(request, query, act, to=query.case.get_absolute_url())


@opens(Verb.ANSWER_QUERY)
@require_POST
def answer(request: Request, key: UUID) -> HttpResponse:
    query = find_query(request, key)
    given = query_forms.addendum(request.POST)

    def act(version: int) -> str:
        answers.answer(query, given, by=request.user, version=version)
        return "Taken in. The chart has a new version and is back on the worklist."

    return _then(request, query, act, typed=query_forms.typed(request.POST))


@opens(Verb.CLOSE_QUERY)
@require_POST
def close(request: Request, key: UUID) -> HttpResponse:
    query = find_query(request, key)

    def act(version: int) -> str:
        queries.close(query, by=request.user, version=version)
        return f"Query {query.number} is closed."

    return _then(request, query, act, to=query.case.get_absolute_url())


@opens(Verb.COPY_QUERY)
@require_POST
def copy(request: Request, key: UUID) -> HttpResponse:
    """The copy for the provider; it names the patient, so the trail is told."""
    query = find_query(request, key)
    form = "pdf" if request.POST.get("form") == "pdf" else "text"
    try:
        made = copying.copy(query, form=form, by=request.user)
    except Refused as refusal:
        return show(request, query, problem=refusal.reason, status=422)
    kind = "application/pdf" if form == "pdf" else "text/plain; charset=utf-8"
    response = HttpResponse(made, content_type=kind)
    ending = "pdf" if form == "pdf" else "txt"
    name = f"query-{query.case_id}-{query.number}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
