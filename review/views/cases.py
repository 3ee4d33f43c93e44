"""The case page: looking at a chart, and the answer to everything done on it.

Owns rendering the page, whole or only the part that a decision changes, and what a
person sees when an action says no. What was typed is always shown again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import reswap, retarget

from review import codeset, permissions, presenters
from review.actions import cases, reading
from review.actions.claims import SKIPS
from review.forms import NOTHING_TYPED, Typed
from review.models import Case, Item
from review.presenters import resemblance
from review.presenters.lines import papers
from review.presenters.marking import marked
from review.presenters.queries import QueryView, on_case
from review.querystates import Topic
from review.refusals import Held, Refused, StaleCase
from review.states import Verb
from review.views.guards import Request, find_case, opens
from review.views.lookups import choices

PURPOSES = {
    "coding": "to make sure the documents are of one patient",
    "query": "to ask the provider",
    "release": "to release or correct a record",
}
UNSEEN_STATES = ("undecided",)
# No chart has more documents than fit this many digits.
DIGITS = 4
# What the answer to a decision brings: the codes, and out of band what hangs on them.
DECIDED = "#decided"


@opens(Verb.VIEW)
@require_safe
def case(request: Request, number: int) -> HttpResponse:
    found = find_case(request, number)
    asked = request.GET.get("document", "")
    reading.viewed(found, by=request.user, asked=number_of(asked))
    typed = Typed.read({}, item=request.GET.get("item", ""))
    return show(request, found, typed=typed, opened=request.GET.get("item"))


def number_of(text: str) -> int:
    """A document's number as an address carries it; 0 where there is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else 0


@opens(Verb.REVEAL_IDENTITY)
@require_POST
def reveal_identity(request: Request, number: int) -> HttpResponse:
    """Who the patient is, once it is in the trail that this person asked."""
    found = find_case(request, number)
    purpose = request.POST.get("purpose", "")
    purpose = purpose if purpose in PURPOSES else "coding"
    identity = cases.reveal_identity(found, by=request.user, purpose=purpose)
    if request.htmx:
        return render(request, "review/case_identity.html", {"identity": identity})
    return show(request, found, identity=identity)


def show(
    request: Request,
    found: Case,
    *,
    part: str = "",
    said: str = "",
    problem: str = "",
    typed: Typed = NOTHING_TYPED,
    opened: str | None = None,
    status: int = 200,
    page: presenters.CasePage | None = None,
    **more: Any,
) -> HttpResponse:
    """The case as it is now: whole, or the ``part`` that an htmx request swaps."""
    page = page or _page(request, found, part, problem)
    fills = request.htmx and part == DECIDED and not problem
    why_not_ask = permissions.why_not(request.user, Verb.ASK, found)
    context = {
        "page": page,
        "papers": papers(page.documents),
        "opened": opened if opened is not None else following(page),
        "typed": typed,
        "untyped": NOTHING_TYPED,
        "said": said,
        "problem": problem,
        "purposes": PURPOSES,
        "identity": None,
        "looked_up": choices(found, typed.q, typed.item),
        "query": typed.q,
        "words": "",
        "finds": (),
        "oob": False,
        "fills": fills,
        "head": resemblance.head(page, why_not_ask),
        "kept": _shown(request) if fills else (),
        "on": page.service_date,
        "chart": page.chart,
        "queries": _queries(request, found, page),
        "topics": [(topic.value, topic.label) for topic in Topic],
        "skips": SKIPS,
        "why_not_ask": why_not_ask,
        "csrf_token": get_token(request),
        **more,
    }
    template = f"review/case.html{part if request.htmx else ''}"
    return render(request, template, context, status=status)


def _shown(request: Request) -> frozenset[str]:
    """Marks of what the browser shows already and need not be sent again."""
    return frozenset(request.headers.get(resemblance.SHOWN, "").split())


def _queries(
    request: Request, found: Case, page: presenters.CasePage
) -> tuple[QueryView, ...]:
    """What was asked; an answer links its addendum, also where the note stays away."""
    if not page.has_queries:
        return ()
    there = page.documents or marked(codeset.documents_of(found.run.version), ())
    return on_case(found, request.user, there)


def _page(
    request: Request, found: Case, part: str, problem: str = ""
) -> presenters.CasePage:
    """Read afresh; without what an answer to a decision does not bring.

    A refusal brings the panel in which it was typed, so that asks for its reasons.
    """
    whole = not (request.htmx and part == DECIDED)
    return presenters.case_page(
        found, request.user, whole=whole, asks=whole or bool(problem)
    )


def following(page: presenters.CasePage, after: str = "") -> str:
    """What waits after ``after``, wrapping round; "" when nothing is left.

    First the codes without a decision, then those with an open check.
    """
    ids = [item.id for item in page.items]
    start = ids.index(after) + 1 if after in ids else 0
    items = [*page.items[start:], *page.items[:start]]
    undecided = (item.id for item in items if item.state in UNSEEN_STATES)
    to_check = (item.id for item in items if item.open_findings)
    return next(undecided, next(to_check, ""))


def still(page: presenters.CasePage, item: str) -> str:
    """The same code while something is to be done on it, else what follows."""
    waits = (
        each.id
        for each in page.items
        if each.id == item and (each.state in UNSEEN_STATES or each.open_findings)
    )
    return next(waits, None) or following(page, after=item)


def same(page: presenters.CasePage, item: str) -> str:
    """The same code, if it is still on the chart."""
    return item if item in {each.id for each in page.items} else following(page)


def answer(
    request: Request,
    found: Case,
    act: Callable[[], str],
    *,
    verb: Verb,
    typed: Typed,
    part: str = DECIDED,
    then: Callable[[presenters.CasePage, str], str] = following,
) -> HttpResponse:
    """Does ``act`` and shows what came of it; ``act`` returns the words to announce.

    ``then`` says which code is open afterwards.
    """
    try:
        said = act()
    except (StaleCase, Held) as refusal:
        return conflict(request, found, refusal, typed)
    except Refused as refusal:
        return refused(request, found, refusal, verb=verb, typed=typed, part=part)
    except Item.DoesNotExist as missing:
        raise Http404 from missing
    page = _page(request, found, part)
    opened = then(page, typed.item)
    if request.htmx:
        return show(request, found, part=part, said=said, opened=opened, page=page)
    return redirect(f"{found.get_absolute_url()}?item={opened}#codes")


def refused(
    request: Request,
    found: Case,
    refusal: Refused,
    *,
    verb: Verb,
    typed: Typed,
    part: str,
) -> HttpResponse:
    """The page again, with the reason and what was typed; nothing was changed."""
    fresh = find_case(request, found.pk)
    forbidden = permissions.why_not(request.user, verb, fresh) is not None
    return show(
        request,
        fresh,
        part=part,
        problem=refusal.reason,
        said=refusal.reason,
        typed=typed,
        opened=typed.item or None,
        status=403 if forbidden else 422,
    )


def conflict(
    request: Request, found: Case, refusal: StaleCase | Held, typed: Typed
) -> HttpResponse:
    """409: somebody else holds or changed the chart. What was typed is kept in view."""
    context = {"case": found, "refusal": refusal, "typed": typed}
    template = f"review/conflict.html{'#stale' if request.htmx else ''}"
    response = render(request, template, context, status=409)
    return reswap(retarget(response, "#codes"), "innerHTML")
