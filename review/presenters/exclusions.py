"""What was considered and not coded, grouped by reason.

Owns the order (what a coder may want to look into before what the note denies), the
folding, and how mention and cue are quoted as one phrase. Changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from coding.values import CodedNote, Evidence, Exclusion
from review.presenters.items import Place, quotes
from review.presenters.page import ExclusionGroup, ExclusionView

# Reasons in the order in which they deserve a look; unknown ones come before these.
REASONS = {
    "uncertain": "uncertain",
    "unsupported": "named, not supported",
    "combination": "covered by another code",
    "integral": "part of what is coded",
    "less_exact": "less exact than what is coded",
    "historical": "past",
    "hypothetical": "hypothetical",
    "family": "of the family",
    "someone_else": "of another person",
    "negated": "negated in the note",
}
# What is folded when there is more than a line or two of it.
FOLDED = ("less_exact", "negated", "family", "someone_else", "hypothetical")
# The rule of a code that another of the same disease says more exactly than.
LESS_EXACT = "R12"
FEW = 2
# As far apart as a cue and what it denies are still read as one phrase, in characters.
NEAR = 40


def exclusions(
    coded: CodedNote, places: Mapping[str, Place]
) -> Iterator[ExclusionGroup]:
    """Groups in the order in which they deserve a look."""
    by_reason: dict[str, list[Exclusion]] = {}
    for each in coded.excluded:
        by_reason.setdefault(_kind(each), []).append(each)
    order = list(REASONS)
    for reason in sorted(
        by_reason, key=lambda one: order.index(one) if one in order else -1
    ):
        yield _group(reason, by_reason[reason], places)


def _kind(each: Exclusion) -> str:
    """The reason, with the less exact codes of what is coded told apart."""
    less = each.reason == "unsupported" and each.rule == LESS_EXACT
    return "less_exact" if less else each.reason


def _group(
    reason: str, found: Sequence[Exclusion], places: Mapping[str, Place]
) -> ExclusionGroup:
    words = REASONS.get(reason, reason.replace("_", " "))
    same = {each.message for each in found}
    shared = same.pop() if len(same) == 1 and len(found) > 1 else ""
    return ExclusionGroup(
        heading=f"{len(found)} {words}",
        why=shared,
        folded=reason in FOLDED and len(found) > FEW,
        rows=tuple(_row(each, places, shared) for each in found),
    )


def _row(each: Exclusion, places: Mapping[str, Place], shared: str) -> ExclusionView:
    return ExclusionView(
        code=each.code,
        title=each.title,
        reason=each.reason.replace("_", " "),
        message="" if each.message == shared else each.message,
        guideline=each.guideline,
        rule=each.rule,
        quotes=tuple(quotes(phrases(each.evidence, places), places)),
    )


def phrases(
    evidence: Iterable[Evidence], places: Mapping[str, Place]
) -> Iterator[Evidence]:
    """Spans that stand close together on a line as one: "No … fever"."""
    # A cue may deny several mentions: it is told with the first of them.
    once = dict.fromkeys((each.document, each.start, each.end) for each in evidence)
    spans = {(each.document, each.start, each.end): each for each in evidence}
    run: list[Evidence] = []
    for key in sorted(once):
        span = spans[key]
        if run and not _near(run[-1], span, places):
            yield _joined(run)
            run = []
        run.append(span)
    if run:
        yield _joined(run)


def _near(one: Evidence, other: Evidence, places: Mapping[str, Place]) -> bool:
    if one.document != other.document or one.document not in places:
        return False
    between = places[one.document].text[one.end : other.start]
    return len(between) <= NEAR and not any(end in between for end in "\r\n")


def _joined(run: Sequence[Evidence]) -> Evidence:
    """The texts in reading order; what is left out between two is an ellipsis."""
    text = run[0].text
    for one, other in pairwise(run):
        gap = other.start - one.end
        if gap >= 0:
            text += ("", " ", " … ")[min(gap, 2)] + other.text
    return replace(run[0], end=max(each.end for each in run), text=text)
