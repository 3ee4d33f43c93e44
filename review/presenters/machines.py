"""Who suggested what, and why the language model did not: the words for the case page.

Owns these sentences. One query at most; names no host and nothing of a note.
"""

from __future__ import annotations

from django.conf import settings

from coding.llm.faults import Kind
from coding.models import Run
from coding.pipeline import ENGINE
from coding.values import CodedNote
from review import modelling
from review.models import Case, Item
from review.states import Origin

BY = {
    "knowledge": "the knowledge engine",
    "model": "the language model, its quotation and code checked",
    "both": "the knowledge engine and the language model",
}
SUGGESTED = frozenset({Origin.MACHINE, Origin.SEEDED})


def suggested_by(item: Item) -> str:
    """Which engine put an item on the case; empty where a person or the claim did."""
    if item.origin not in SUGGESTED:
        return ""
    return BY.get(item.detail.get("engine", ENGINE), "")


def about_the_model(case: Case, coded: CodedNote) -> str:
    """What became of asking a language model about this chart; empty if nobody would.

    Whatever it says, the suggestions on the page stand by themselves.
    """
    if modelling.is_model(case.run.engine):
        return _answered(coded)
    if not modelling.is_model(settings.ENGINE):
        return ""
    rows = Run.objects.filter(version=case.run.version_id, purpose=Run.LIVE)
    run = rows.filter(engine__in=modelling.MODES).order_by("-pk").first()
    return _silent(run)


def _answered(coded: CodedNote) -> str:
    use = coded.model
    if use is None:
        return ""
    refused = sum(count for _, count in use.refused)
    tail = f" {refused} of its answers were refused." if refused else ""
    if use.sent == 0:
        return "The language model was asked nothing: the knowledge engine was sure."
    asked = f"{use.sent} of {use.mentions} mentions"
    return f"The language model was asked about {asked}.{tail}"


def _silent(run: Run | None) -> str:
    if run is None:
        return (
            "The language model was not asked: it is switched off for this site, or"
            " was when the chart came. The knowledge engine decided alone."
        )
    why = f": {reason(run.error)}" if run.error else ""
    if run.status == Run.Status.DONE:
        return (
            "The language model answered after somebody had begun on this chart; what"
            " it said was left aside."
        )
    if run.status in (Run.Status.QUEUED, Run.Status.RUNNING):
        return (
            f"The language model has not answered yet{why}. Until somebody begins on"
            " this chart its answer may still change the suggestions."
        )
    return (
        f"The language model did not answer{why}. The knowledge engine's suggestions"
        " stand."
    )


def reason(error: str) -> str:
    """A run's error in words; what is no fault of a model is told as it is named."""
    try:
        return Kind(error).words
    except ValueError:
        return "something went wrong on our side"
