"""Adding a procedure to a case: a candidate of the run, or a code typed by hand.

Thin: reads the form and calls one action.
"""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from coding.values import NoteDocument
from review import codeset
from review.actions import decisions
from review.forms import SpanForm, Typed, Versioned
from review.refusals import Refused
from review.states import Verb
from review.views import quotes
from review.views.cases import answer
from review.views.guards import Request, find_case, opens

WHOLE = "#case"
#: What a candidate's button says, in this order, with blanks between.
PICKED = ("system", "code", "document", "start", "end")


@opens(Verb.ADD)
@require_POST
def add(request: Request, number: int) -> HttpResponse:
    case, version = find_case(request, number), Versioned.version_of(request.POST)
    picked = dict(zip(PICKED, request.POST.get("picked", "").split(), strict=False))
    system = picked.pop("system", request.POST.get("system", ""))
    if picked:
        picked["quote"] = ""
    typed = Typed.read(request.POST, panel="procedure", **picked)

    def act() -> str:
        made = decisions.add(
            case,
            system=system,
            code=typed.code,
            evidence=_evidence(codeset.documents_of(case.run.version), typed, picked),
            by=request.user,
            version=version,
        )
        return f"{made.code} added."

    return answer(request, case, act, verb=Verb.ADD, typed=typed, part=WHOLE)


def _evidence(
    documents: tuple[NoteDocument, ...], typed: Typed, picked: dict[str, str]
) -> list[dict[str, object]]:
    selected = SpanForm.read(picked)
    quote = typed.quote
    if selected is not None and not quote:
        texts = {each.sha256: each.text for each in documents}
        quote = texts.get(selected.document, "")[selected.start : selected.end]
    evidence = quotes.spans(documents, quote, selected)
    if quote.strip() and not evidence:
        raise Refused("These words do not stand in any document of the chart.")
    return evidence
