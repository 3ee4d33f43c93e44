"""Deciding codes: accept, modify, reject, add, undo, order; and looking codes up.

Thin: each view reads its form and calls one action.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from review import codeset, pairs, relations
from review.actions import decisions, reading
from review.forms import SpanForm, Typed, Versioned
from review.models import Case, Item
from review.presenters import companions
from review.refusals import Refused
from review.states import Verb
from review.views import quotes
from review.views.cases import answer, number_of, same, show
from review.views.guards import Request, find_case, opens
from review.views.lookups import choices

WHOLE = "#case"


def find_item(case: Case, item: UUID) -> Item:
    return get_object_or_404(case.items.select_related("current"), pk=item)


def named(case: Case, item: UUID) -> Item:
    """A code by its key alone: the action reads it, once it holds the case."""
    return Item(pk=item, case=case)


@opens(Verb.ACCEPT)
@require_POST
def accept(request: Request, number: int, item: UUID) -> HttpResponse:
    case = find_case(request, number)
    line, version = named(case, item), Versioned.version_of(request.POST)
    word = request.POST.get("support", "")

    def act() -> str:
        made = decisions.accept(line, by=request.user, version=version, supported=word)
        return f"{made.item.code} accepted."

    typed = Typed(panel="accept", item=str(item))
    return answer(request, case, act, verb=Verb.ACCEPT, typed=typed)


@opens(Verb.MODIFY)
@require_POST
def modify(request: Request, number: int, item: UUID) -> HttpResponse:
    case = find_case(request, number)
    line, version = find_item(case, item), Versioned.version_of(request.POST)
    why = request.POST.get("why") or request.POST.get("why_other", "")
    typed = Typed.read(request.POST, panel="modify", item=str(item), why=why)

    def act() -> str:
        made = decisions.modify(
            line,
            code=typed.code,
            what=typed.what or _difference(case, line, typed.code),
            why=typed.why,
            words=typed.words,
            inferred=typed.why == request.POST.get("proposed"),
            by=request.user,
            version=version,
        )
        return f"{line.code} changed to {made.code}."

    return answer(request, case, act, verb=Verb.MODIFY, typed=typed)


def _difference(case: Case, line: Item, code: str) -> str:
    """What the pick itself says was wrong, where nobody chose otherwise."""
    found = codeset.book_of(case).find(code)
    if found is None:
        return "wrong_code"
    return relations.difference(line.code, line.title, found.code, found.title)


@opens(Verb.REJECT)
@require_POST
def reject(request: Request, number: int, item: UUID) -> HttpResponse:
    case = find_case(request, number)
    line, version = named(case, item), Versioned.version_of(request.POST)
    why = request.POST.get("why") or request.POST.get("why_other", "")
    pair = pairs.split(request.POST.get("pair", ""))
    what, why = pair if all(pair) else (request.POST.get("what", ""), why)
    typed = Typed.read(request.POST, panel="reject", item=str(item), what=what, why=why)

    def act() -> str:
        made = decisions.reject(
            line,
            what=typed.what,
            why=typed.why,
            words=typed.words,
            by=request.user,
            version=version,
        )
        return f"{made.item.code} rejected."

    return answer(request, case, act, verb=Verb.REJECT, typed=typed)


@opens(Verb.ADD)
@require_POST
def add(request: Request, number: int) -> HttpResponse:
    case, version = find_case(request, number), Versioned.version_of(request.POST)
    why = request.POST.get("why") or request.POST.get("why_other", "")
    typed = Typed.read(request.POST, panel="add", why=why)

    def act() -> str:
        documents = codeset.documents_of(case.run.version)
        evidence = quotes.spans(documents, typed.quote, SpanForm.read(request.POST))
        if typed.quote.strip() and not evidence:
            raise Refused("These words do not stand in any document of the chart.")
        made = decisions.add(
            case,
            code=typed.code,
            evidence=evidence,
            what=typed.what,
            why=typed.why,
            words=typed.words,
            by=request.user,
            version=version,
        )
        return f"{made.code} added."

    return answer(request, case, act, verb=Verb.ADD, typed=typed, part=WHOLE)


@opens(Verb.VIEW)
@require_safe
def beside(request: Request, number: int, item: UUID) -> HttpResponse:
    """What a code asks for beside it: for its panel, or on the whole page."""
    case = find_case(request, number)
    line = find_item(case, item)
    line.case = case
    reading.viewed(case, by=request.user, page="companions")
    context: dict[str, Any] = {"asks": companions.asks(case, line), "number": case.pk}
    if request.htmx:
        context |= {"version": case.version, "mine": case.is_held_by(request.user)}
        return render(request, "review/case_beside.html", context)
    typed = Typed(panel="beside", item=str(line.pk))
    return show(request, case, typed=typed, opened=str(line.pk), **context)


@opens(Verb.UNDO)
@require_POST
def undo(request: Request, number: int) -> HttpResponse:
    case, version = find_case(request, number), Versioned.version_of(request.POST)

    def act() -> str:
        withdrawn = decisions.undo(case, by=request.user, version=version)
        return f"The decision on {withdrawn.item.code} is undone."

    last = decisions.last_undoable(case, request.user)
    typed = Typed(panel="undo", item=str(last.item_id) if last else "")
    return answer(
        request, case, act, verb=Verb.UNDO, typed=typed, part=WHOLE, then=same
    )


@opens(Verb.REORDER)
@require_POST
def reorder(request: Request, number: int) -> HttpResponse:
    """Moves one code a place up or down, or to the place where it was dropped."""
    case, version = find_case(request, number), Versioned.version_of(request.POST)
    typed = Typed(panel="order", item=request.POST.get("item", ""))
    way, to = request.POST.get("way", ""), number_of(request.POST.get("to", ""))

    def act() -> str:
        before = [str(i.pk) for i in codeset.items_of(case)]
        order = moved(before, typed.item, _place(before, typed.item, way, to))
        decisions.reorder(case, order=order, by=request.user, version=version)
        return f"Now in place {order.index(typed.item) + 1}."

    return answer(
        request, case, act, verb=Verb.REORDER, typed=typed, part=WHOLE, then=same
    )


def _place(order: list[str], item: str, way: str, to: int) -> int:
    """The place asked for, counted from 1: its number, or one earlier or later."""
    if item not in order:
        raise Refused("That code is not on the chart any more.")
    return to or order.index(item) + (0 if way == "up" else 2)


def moved(order: list[str], item: str, to: int) -> list[str]:
    """The order with one item in place ``to``, or as near to it as can be."""
    rest = [each for each in order if each != item]
    before = min(max(to - 1, 0), len(rest))
    return [*rest[:before], item, *rest[before:]]


@opens(Verb.MODIFY)
@require_POST
def lookup(request: Request, number: int) -> HttpResponse:
    """Codes for what was typed. A POST, so that no words of a note reach an address."""
    case = find_case(request, number)
    typed = Typed.read(request.POST)
    if request.htmx:
        context = {"found": choices(case, typed.q, typed.item), "query": typed.q}
        return render(request, "review/case_found.html", context)
    return show(request, case, typed=typed, opened=typed.item or None)
