"""Over-reads: what waits, one reading, both codings, and settling them.

Thin: each view reads its form and calls one action. What a person may see of an
over-read depends on whose it is: see ``review.overread_guard``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from coding.values import Evidence
from review import overread_guard, permissions
from review.actions import adjudication, cases, reading
from review.actions import overreads as acts
from review.forms import NOTHING_TYPED, Typed, Versioned
from review.models import OverRead, QualityPolicy, Sample, User
from review.overread_forms import SampleForm, verdict
from review.overreading import SEEN, Act, Stage
from review.presenters import over_read_tables
from review.presenters.agreement import agreement
from review.presenters.reading import reading_page
from review.presenters.sidebyside import side_page
from review.presenters.tables import Back
from review.refusals import Refused, StaleCase
from review.states import Verb
from review.views.cases import number_of
from review.views.figures import as_csv
from review.views.guards import Request, opens

SHOWN = 50
WINDOW = timedelta(days=90)
#: Rows on a page, and of a spreadsheet at most.
ROWS, SHEET = 100, 50_000
NOT_OVERSEEN = "Only senior coders, supervisors and compliance see all readings."


def find(request: Request, number: int) -> OverRead:
    """The over-read, if this person may know that it exists."""
    rows = OverRead.objects.visible_to(request.user).select_related(
        "case__chart", "case__run__version", "code_set__chart_version", "sample"
    )
    rows = rows.select_related("settled_by", "answered_by", "reader", "coder")
    found = rows.filter(pk=number).first()
    if found is None:
        raise Http404
    return found


@opens(Verb.SEE_OVER_READS)
@require_safe
def over_reads(request: Request) -> HttpResponse:
    if wanted := request.GET.get("csv", ""):
        if not _may(request)["oversee"]:
            raise PermissionDenied(NOT_OVERSEEN)
        rows = OverRead.objects.visible_to(request.user)
        found = _overseen(request, rows, None)
        return as_csv((found["agreement"], found["samples"]), wanted)
    return listing(request)


@opens(Verb.SEE_OVER_READS)
@require_safe
def compared(request: Request) -> HttpResponse:
    """The readings behind a row of the agreement, the newest first."""
    if not _may(request)["oversee"]:
        raise PermissionDenied(NOT_OVERSEEN)
    which = request.GET.get("which", "")
    which = which if which in over_read_tables.READINGS else "all"
    label, wanted = over_read_tables.READINGS[which]
    today = timezone.localdate()
    found = OverRead.objects.visible_to(request.user).filter(
        stage__in=SEEN, completed_at__date__gte=today - WINDOW, **wanted
    )
    found = found.select_related("coder", "reader").order_by("-completed_at", "-pk")
    if request.GET.get("csv"):
        table = over_read_tables.readings(found[:SHEET])
        return as_csv([table], table.key)
    part = Paginator(found, ROWS).get_page(request.GET.get("page"))
    context = {
        "table": replace(over_read_tables.readings(part.object_list), csv_url=""),
        "part": part,
        "sheet": SHEET,
        "what": ("reading", "readings"),
        "back": Back(reverse("review:over-reads"), "the over-reads"),
        "words": f"{label.lower()}, completed in the last {WINDOW.days} days",
        "query": f"which={which}",
    }
    return render(request, "review/coder_rows.html", context)


def listing(
    request: Request, form: SampleForm | None = None, status: int = 200
) -> HttpResponse:
    """What waits for this person; for overseers also the samples and the agreement."""
    user = request.user
    rows = OverRead.objects.visible_to(user).select_related("case")
    context: dict[str, Any] = {
        "may": _may(request),
        "shown": SHOWN,
        "stages": [(stage.value, stage.label) for stage in Stage],
    }
    if context["may"]["over_read"]:
        waiting = _within_credential(user).select_related("case")
        context |= {
            "beyond": OverRead.objects.waiting_for(user).count() - waiting.count(),
            "waiting": waiting.order_by("id")[:SHOWN],
            "waiting_count": waiting.count(),
            "reading": rows.read_by(user),
            "mine": rows.filter(coder=user, stage__in=SEEN).order_by("-id")[:SHOWN],
        }
    if context["may"]["adjudicate"]:
        context["to_settle"] = (
            rows.filter(stage__in=(Stage.DIFFERS, Stage.REBUTTED))
            .exclude(coder=user)
            .exclude(reader=user)
            .order_by("stage", "id")[:SHOWN]
        )
    if context["may"]["oversee"]:
        context |= _overseen(request, rows, form)
    return render(request, "review/over_reads.html", context, status=status)


def _within_credential(user: User) -> QuerySet[OverRead]:
    """What waits for this person, of settings whose charts they may code today."""
    settings = permissions.settings_of(user)
    return OverRead.objects.waiting_for(user).filter(case__setting__in=sorted(settings))


def _may(request: Request) -> dict[str, bool]:
    standing = permissions.standing(request.user)
    return {
        "over_read": permissions.why_not(request.user, Verb.OVER_READ) is None,
        "adjudicate": permissions.why_not(request.user, Verb.ADJUDICATE) is None,
        "draw": permissions.why_not(request.user, Verb.DRAW_SAMPLES) is None,
        "oversee": bool(standing.roles() & overread_guard.OVERSEERS),
    }


def _overseen(
    request: Request, rows: QuerySet[OverRead], form: SampleForm | None
) -> dict[str, Any]:
    today = timezone.localdate()
    own = Q(over_reads__in=OverRead.objects.visible_to(request.user))
    samples = Sample.objects.visible_to(request.user).select_related("person")
    samples = samples.annotate(
        drawn=Count("over_reads", filter=own),
        coded=Count("over_reads", filter=own & Q(over_reads__stage__in=SEEN)),
        differing=Count("over_reads", filter=own & Q(over_reads__stage=Stage.DIFFERS)),
    )
    month = today.replace(day=1)
    return {
        "samples": over_read_tables.samples(
            samples.order_by("-drawn_at")[:SHOWN], _may(request)["draw"]
        ),
        "agreement": over_read_tables.agreement(
            agreement(rows, today - WINDOW, today), WINDOW.days
        ),
        "policy": QualityPolicy.current(),
        "form": form
        or SampleForm(request.user, initial={"since": month, "until": today}),
    }


@opens(Verb.SEE_OVER_READS)
@require_safe
def over_read(request: Request, number: int) -> HttpResponse:
    found = find(request, number)
    typed = Typed.read({}, item=request.GET.get("item", ""))
    asked = number_of(request.GET.get("document", ""))
    return show(request, found, typed=typed, looked=True, asked=asked)


def show(
    request: Request,
    found: OverRead,
    *,
    problem: str = "",
    typed: Typed = NOTHING_TYPED,
    status: int = 200,
    looked: bool = False,
    asked: int = 0,
    places: Sequence[Evidence] = (),
    **more: Any,
) -> HttpResponse:
    """The over-read as this person may see it now; ``looked`` tells the trail.

    ``asked`` is the number of a document that was asked for, counted from 1, and
    ``places`` are where words stand that were looked for.
    """
    context = {"problem": problem, "typed": typed, "hits": (), "query": ""}
    context |= {"words": "", "finds": (), **more}
    if found.stage == Stage.READING and found.reader_id == request.user.pk:
        if looked:
            reading.over_read_viewed(found, by=request.user, asked=asked)
        page = reading_page(found, request.user, places)
        context |= {"page": page, "opened": typed.item or _following(page)}
        template = "review/over_read_reading.html"
    elif found.stage in SEEN:
        if reason := overread_guard.why_not(request.user, Act.SEE_BOTH, found):
            raise PermissionDenied(reason)
        if looked:
            cases.viewed(found.case, by=request.user, page="side-by-side")
        context |= {"page": side_page(found, request.user)}
        template = "review/over_read_sides.html"
    else:
        reason = overread_guard.why_not(request.user, Act.START, found)
        context |= {"over_read": found, "why_not": reason or ""}
        template = "review/over_read_waiting.html"
    return render(request, template, context, status=status)


def _following(page: Any) -> str:
    """The first line that waits for a decision."""
    waits = (line.item.id for line in page.lines if line.item.state == "undecided")
    return next(waits, "")


def answer(
    request: Request,
    found: OverRead,
    act: Callable[[], str],
    *,
    typed: Typed = NOTHING_TYPED,
    to: str = "",
) -> HttpResponse:
    """Does ``act``; then the page anew, or the same page with the reason why not."""
    try:
        said = act()
    except StaleCase as refusal:
        fresh = find(request, found.pk)
        return show(request, fresh, problem=refusal.reason, typed=typed, status=409)
    except Refused as refusal:
        fresh = find(request, found.pk)
        return show(request, fresh, problem=refusal.reason, typed=typed, status=422)
    if said:
        messages.success(request, said)
    return redirect(to or found.get_absolute_url())


@opens(Verb.OVER_READ)
@require_POST
def start(request: Request, number: int) -> HttpResponse:
    found = find(request, number)
    return answer(request, found, lambda: _none(acts.start(found, by=request.user)))


def _none(_: object) -> str:
    return ""


@opens(Verb.OVER_READ)
@require_POST
def start_next(request: Request) -> HttpResponse:
    """The oldest sampled chart this person may over-read."""
    for found in _within_credential(request.user).order_by("id")[:SHOWN]:
        try:
            acts.start(found, by=request.user)
        except Refused:
            # Somebody was quicker, or the credential ended this moment.
            continue
        return redirect(found)
    messages.warning(request, "No sampled chart waits for you.")
    return redirect("review:over-reads")


@opens(Verb.OVER_READ)
@require_POST
def give_back(request: Request, number: int) -> HttpResponse:
    found = find(request, number)

    def act() -> str:
        acts.give_back(found, by=request.user)
        return "The over-read is given back; its lines are gone."

    return answer(request, found, act, to="/over-reads/")


@opens(Verb.OVER_READ)
@require_POST
def complete(request: Request, number: int) -> HttpResponse:
    found, version = find(request, number), Versioned.version_of(request.POST)

    def act() -> str:
        done = acts.complete(found, by=request.user, version=version)
        return f"Complete: {Stage(done.stage).label}."

    return answer(request, found, act)


@opens(Verb.ADJUDICATE)
@require_POST
def settle(request: Request, number: int) -> HttpResponse:
    found, version = find(request, number), Versioned.version_of(request.POST)
    typed = Typed.read(request.POST, panel="settle")

    def act() -> str:
        adjudication.settle(
            found,
            verdict(request.POST),
            citation=typed.citation,
            by=request.user,
            version=version,
        )
        return "The differences are settled."

    return answer(request, found, act, typed=typed)


@opens(Verb.REBUT)
@require_POST
def rebut(request: Request, number: int) -> HttpResponse:
    found, version = find(request, number), Versioned.version_of(request.POST)
    typed = Typed.read(request.POST, panel="rebut")

    def act() -> str:
        adjudication.rebut(found, words=typed.words, by=request.user, version=version)
        return "Your objection is with a senior coder."

    return answer(request, found, act, typed=typed)


@opens(Verb.ADJUDICATE)
@require_POST
def answer_rebuttal(request: Request, number: int) -> HttpResponse:
    found, version = find(request, number), Versioned.version_of(request.POST)
    typed = Typed.read(request.POST, panel="answer")
    upheld = request.POST.get("answer") == "upheld"

    def act() -> str:
        adjudication.answer(
            found,
            None if upheld else verdict(request.POST),
            citation=typed.citation,
            by=request.user,
            version=version,
        )
        return "The objection is answered."

    return answer(request, found, act, typed=typed)
