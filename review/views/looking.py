"""Looking for words in the documents of a chart, from whichever page shows them.

Owns reading what was asked and writing the answer. Which documents these are, who may
look and which event tells of it is for the page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from coding.values import Evidence, NoteDocument
from review import searching
from review.forms import stored
from review.presenters.finds import finds
from review.views.guards import Request

Places = tuple[Evidence, ...]


def answer(
    request: Request,
    documents: Sequence[NoteDocument],
    *,
    tell: Callable[[int], None],
    page: Callable[[Places, dict[str, Any]], HttpResponse],
) -> HttpResponse:
    """Where ``documents`` say the posted words: the list of places, or the whole page.

    ``tell`` is given the number of places and records the look, unless nothing was
    asked for. ``page`` writes the page for a browser without a script, from the places
    and the fields of the list.
    """
    words = stored(request.POST.get("words", ""))[: searching.LONGEST].strip()
    found = searching.find(documents, words)
    if words:
        tell(len(found.places))
    context: dict[str, Any] = {
        "words": words,
        "finds": finds(found.places, documents),
        "more_finds": found.more,
    }
    if request.htmx:
        return render(request, "review/case_finds.html", context)
    return page(found.places, context)
