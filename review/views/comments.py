"""Comments on one code of a chart."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from review.actions import comments
from review.forms import Typed
from review.states import Verb
from review.views.cases import answer, same
from review.views.decisions import find_item
from review.views.guards import Request, find_case, opens


@opens(Verb.COMMENT)
@require_POST
def say(request: Request, number: int, item: UUID) -> HttpResponse:
    case = find_case(request, number)
    line = find_item(case, item)
    line.case = case
    typed = Typed.read(request.POST, panel="comment", item=str(item))

    def act() -> str:
        comments.say(line, words=typed.words, by=request.user)
        return f"Your comment stands with {line.code}."

    return answer(request, case, act, verb=Verb.COMMENT, typed=typed, then=same)
