"""Present on admission, said of one code."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from review.actions import arrivals
from review.forms import Typed, Versioned
from review.states import Verb
from review.views.cases import answer, same
from review.views.decisions import find_item
from review.views.guards import Request, find_case, opens


@opens(Verb.SAY_POA)
@require_POST
def say(request: Request, number: int, item: UUID) -> HttpResponse:
    case = find_case(request, number)
    line, version = find_item(case, item), Versioned.version_of(request.POST)
    typed = Typed.read(request.POST, panel="poa", item=str(item))

    def act() -> str:
        poa = request.POST.get("poa", "")
        said = arrivals.say(line, poa=poa, by=request.user, version=version)
        return f"{said.decided_code}: present on admission {poa}."

    return answer(request, case, act, verb=Verb.SAY_POA, typed=typed, then=same)
