"""The worklist: what waits, in which lane, and the next chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from review import permissions, presenters, worklistrules
from review import worklist as queue
from review.actions import claims
from review.ordering import ORDERS
from review.presenters import sheets
from review.presenters.worklist import due_words
from review.states import Verb
from review.views.figures import SHEET, as_csv
from review.views.guards import Request, opens
from review.views.team import saved_for

# Kinds of reason that one can ask for; what they say of a chart stands on its row.
REASONS = {
    "low_confidence": "low confidence",
    "rule": "a rule",
    "missing": "missing from the note",
    "billed_unsupported": "billed, not found",
    "high_risk": "reviewed in full",
    "nothing_suggested": "nothing suggested",
    "second_look": "second look",
    "amended": "chart amended",
    "reopened": "reopened",
    "query_answered": "query answered",
    "query_unanswered": "query not answered",
    "doubted": "doubted at a glance",
    "fast_lane_closed": "fast lane closed",
}


ASKED = "asked_for"
AGES = ("1", "2", "3", "7", "14", "30")


@dataclass(frozen=True, slots=True)
class Narrowing:
    """One way to narrow the list: its values, and the one chosen."""

    name: str
    label: str
    value: str
    options: Sequence[queue.Choice]


@dataclass(frozen=True, slots=True)
class Empty:
    """What to say, and where to go, when a list has no row."""

    title: str
    detail: str
    url: str = ""
    label: str = ""


@opens(Verb.VIEW)
@require_safe
def worklist(request: Request) -> HttpResponse:
    filters = queue.Filters.read(request.GET)
    if wanted := request.GET.get("csv", ""):
        found = queue.page(request.user, filters, size=SHEET)
        rows = presenters.worklist_rows(found.cases, request.user)
        return as_csv([sheets.charts(rows)], wanted)
    page = queue.page(request.user, filters, request.GET.get("after", ""))
    counts = queue.counts(request.user)
    context = {
        "filters": filters,
        "rows": presenters.worklist_rows(page.cases, request.user),
        "more": _address(filters, after=page.next) if page.next else "",
        "first_page": _address(filters) if "after" in request.GET else "",
        "page_size": queue.PAGE,
        "sheet_at": _address(filters, csv="charts"),
        "counts": counts,
        "oldest": _oldest(counts),
        "tabs": _tabs(filters, counts),
        "narrowing": _narrowing(request, filters, counts),
        "empty": None if page.cases else _empty(request, filters, counts),
        "why_no_next": why_no_next(request),
        "saved": saved_for(request.user),
        "may_share": permissions.why_not(request.user, Verb.ASSIGN) is None,
        "beyond": _beyond(request, filters),
        **_rule(request, filters),
    }
    return render(request, "review/worklist.html", context)


def _rule(request: Request, filters: queue.Filters) -> dict[str, object]:
    """The rule of groups in words, with how many charts fit it, and the orders."""
    query = urlencode(
        queue.Filters(view=filters.view)
        .but(rule=filters.rule, sort=filters.sort)
        .as_query()
    )
    return {
        "orders": [(name, each.label) for name, each in ORDERS.items()],
        "rule_said": rule_words(filters.rule),
        "fitting": queue.count(request.user, filters) if filters.rule else 0,
        "rule_at": f"{reverse('review:worklist-rule')}?{query}",
    }


def rule_words(rule: str) -> str:
    """A rule of groups as a sentence."""
    return worklistrules.words(worklistrules.read(rule), value_words)


def value_words(name: str, value: str) -> str:
    """One value of one condition, as it is read."""
    if name == "older":
        return f"waiting {value} {'day' if value == '1' else 'days'} or more"
    if name == "unsure":
        return f"a code under {value}% sure"
    if name == "reason":
        return REASONS.get(value, value)
    if value == queue.UNSAID:
        return queue.UNSAID_LABELS.get(name, value)
    return value


def _beyond(request: Request, filters: queue.Filters) -> dict[str, str]:
    """What a credential leaves out of the list, and where all of it is."""
    if filters.whole:
        address = _address(filters.but(whole=""))
        return {
            "said": "every setting",
            "url": address,
            "label": "only what I may sign",
        }
    if not queue.reach(request.user):
        return {}
    settings = ", ".join(sorted(permissions.settings_of(request.user)))
    address = _address(filters.but(whole="yes"))
    return {"said": f"{settings}: what you may sign", "url": address, "label": "all"}


def _oldest(counts: queue.Counts) -> str:
    """How late the oldest waiting chart is, or when it is due."""
    if counts.oldest_due is None:
        return ""
    words, late = due_words(counts.oldest_due, timezone.now())
    return words if late else f"due {words}"


def why_no_next(request: Request) -> str | None:
    if permissions.why_not(request.user, Verb.CLAIM) is not None:
        return "You can read charts; deciding is for coders."
    if not permissions.standing(request.user).credentials:
        return "You hold no valid credential: you can read charts, not decide them."
    return None


def _narrowing(
    request: Request, filters: queue.Filters, counts: queue.Counts
) -> list[Narrowing]:
    reasons = [queue.Choice(kind, label, 0) for kind, label in REASONS.items()]
    asked = ("specialty", "setting", "contract", "payer")
    among = counts.by_view[filters.view]
    found = queue.choices(request.user, filters, asked, among=among)
    for field in asked:
        found[field] = _with_chosen(found[field], getattr(filters, field))
    ages = [queue.Choice(days, f"{days} days or more", 0) for days in AGES]
    return [
        Narrowing("specialty", "Specialty", filters.specialty, found["specialty"]),
        Narrowing("setting", "Setting", filters.setting, found["setting"]),
        Narrowing("contract", "Contract", filters.contract, found["contract"]),
        Narrowing("payer", "Payer", filters.payer, found["payer"]),
        Narrowing("reason", "Reason", filters.reason, reasons),
        Narrowing("older", "Waiting", filters.older, ages),
    ]


def _with_chosen(
    offered: tuple[queue.Choice, ...], chosen: str
) -> tuple[queue.Choice, ...]:
    """What is chosen is shown as chosen, also where no chart has it."""
    if not chosen or chosen in {choice.value for choice in offered}:
        return offered
    return (*offered, queue.Choice(chosen, chosen, 0))


def _empty(request: Request, filters: queue.Filters, counts: queue.Counts) -> Empty:
    """Honest about why there is nothing: narrowed away, elsewhere, or really done."""
    if filters.narrows:
        return _narrowed_away(request, filters)
    if filters.view == "assigned":
        return Empty("Nothing is assigned to you", "Take the next chart of a lane.")
    if filters.view == "mine":
        return Empty("You hold no chart", "Take the next one, or pick one from a lane.")
    beyond = queue.find(request.user, filters.but(whole="yes")).count()
    if beyond and not filters.whole:
        return Empty(
            "Nothing in this lane that you may sign",
            f"{beyond} here are of a setting that your credential does not cover.",
            _address(filters.but(whole="yes")),
            "Show them",
        )
    if counts.waiting:
        return Empty(
            "Nothing in this lane",
            f"{counts.waiting} waiting elsewhere; the counts above say where.",
        )
    if not any(counts.by_view.values()):
        return _none_yet(request)
    return Empty("Nothing left", _unsigned(counts))


def _none_yet(request: Request) -> Empty:
    """What a new installation shows, and a person of a site without charts."""
    title = "No chart is here yet"
    if permissions.why_not(request.user, Verb.INTAKE) is not None:
        return Empty(title, "Charts come here once they are taken in and coded.")
    told = "Add one, or take in a file of them; each comes here once it is coded."
    return Empty(title, told, reverse("review:intake"), "Add a chart")


def _narrowed_away(request: Request, filters: queue.Filters) -> Empty:
    whole = queue.Filters(view=filters.view, whole=filters.whole)
    others = queue.find(request.user, whole).count()
    if not others:
        return Empty(
            "No chart fits these filters", "Without them there is none either."
        )
    return Empty(
        "No chart fits these filters",
        f"Without them there {'is 1' if others == 1 else f'are {others}'} here.",
        _address(whole),
        "Show the whole lane",
    )


def _unsigned(counts: queue.Counts) -> str:
    """What waits for nobody and is not signed either."""
    apart = (
        (counts.claimed, "in somebody's hands"),
        (counts.by_view["held"], "on hold"),
        (counts.by_view["exception"], "among the exceptions"),
    )
    parts = [f"{count} {where}" for count, where in apart if count]
    if not parts:
        return "Every chart that you may see is signed."
    return f"No chart waits. Not signed yet: {', '.join(parts)}."


def _tabs(filters: queue.Filters, counts: queue.Counts) -> list[dict[str, object]]:
    return [
        {
            "label": label,
            "count": counts.by_view[view],
            "url": _address(filters.but(view=view)),
            "current": view == filters.view,
        }
        for view, label in queue.VIEWS.items()
    ]


def _address(filters: queue.Filters, **more: str) -> str:
    query = urlencode({**filters.as_query(), **more})
    return f"{reverse('review:worklist')}{'?' if query else ''}{query}"


def asked_for(request: Request) -> queue.Filters:
    """Where this person takes charts from, as asked for last."""
    return queue.Filters.read(request.session.get(ASKED, {}))


@opens(Verb.CLAIM)
@require_POST
def next_chart(request: Request) -> HttpResponse:
    """Takes the most urgent chart this person may sign and opens it."""
    filters = queue.Filters.read(request.POST)
    request.session[ASKED] = filters.as_query()
    case = claims.claim_next(by=request.user, filters=filters)
    if case is None:
        messages.info(request, "No chart is left here that you may sign.")
        return redirect(_address(filters))
    return redirect(case)
