"""The words for one code, one finding, one exclusion, one gap.

Owns the wording of what stands on the right of the case page. Works on what was read
for it; costs no query and changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from coding.values import CodedNote, Evidence, NoteDocument, Severity, Suggestion
from review import admission, codeset, inferring, relations, support
from review.actions import findings
from review.models import Case, Item
from review.presenters import folding, machines
from review.presenters.lines import LINE_END
from review.presenters.page import (
    AlternativeView,
    Button,
    CommentView,
    FindingView,
    GapView,
    ItemView,
    NoteView,
    Quote,
)
from review.presenters.worklist import decimals
from review.refusals import clock
from review.states import Kind, Origin, Settling

__all__ = [
    "ItemView",
    "Place",
    "finding_view",
    "gaps",
    "item_view",
    "quotes",
    "state_of",
]

SEVERITIES = {
    Severity.BLOCK: ("Blocks signing", "no"),
    Severity.SECOND_REVIEW: ("Second coder", "no"),
    Severity.WARN: ("Check", "ask"),
    Severity.INFO: ("Note", ""),
}
TONES = {
    "accepted": "yes",
    "attested": "yes",
    "added": "yes",
    "modified": "ask",
    "rejected": "no",
}
# As much of a quote's line as is shown on either side of it, in characters.
AROUND = 70
LONGEST_LINE = 400
SETTLING_BUTTONS = (
    (Settling.ACKNOWLEDGE, "Acknowledge"),
    (Settling.CONFIRM, "Confirm"),
    (Settling.OVERRIDE, "Override"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """A document on the page: its number, text and name, and who wrote it."""

    number: int
    text: str
    name: str
    author: str = ""

    @classmethod
    def of(cls, documents: Iterable[NoteDocument]) -> dict[str, Place]:
        """Every document of a chart by its sha256."""
        return {
            each.sha256: cls(n, each.text, each.name or each.kind, each.written_by)
            for n, each in enumerate(documents, start=1)
        }


def state_of(item: Item) -> str:
    """undecided, accepted, modified, rejected or added."""
    return Kind(item.current.kind).label if item.current else "undecided"


def item_view(
    item: Item,
    suggestion: Suggestion | None,
    places: Mapping[str, Place],
    *,
    findings: tuple[FindingView, ...],
    buttons: tuple[Button, ...],
    poa: admission.Asked | None = None,
    notes: tuple[NoteView, ...] = (),
    comments: tuple[CommentView, ...] = (),
    asks_beside: tuple[str, ...] = (),
) -> ItemView:
    state, decision = state_of(item), item.current
    confidence = item.confidence
    quoted = folding.folded(quotes(_evidence(item, places), places))
    return ItemView(
        id=str(item.pk),
        position=item.position,
        code=item.code,
        title=item.title,
        final_code=item.decided_code or "",
        final_title=(decision.title if decision else item.title) or "",
        state=state,
        tone=TONES.get(state, ""),
        origin=Origin(item.origin).label,
        billed=item.billed,
        role=suggestion.role.value if suggestion else "",
        confidence=None if confidence is None else confidence / 10_000,
        percent="" if confidence is None else f"{round(confidence / 100)}%",
        confidence_words=_confidence(item),
        section=item.detail.get("section", "").replace("_", " "),
        why=_why(item, suggestion),
        guidelines=tuple(item.detail.get("guidelines", ())),
        quotes=quoted,
        alternatives=_alternatives(suggestion),
        findings=findings,
        decision=_decision(item),
        buttons=buttons,
        suggested_by=machines.suggested_by(item),
        poa=poa,
        notes=notes,
        comments=comments,
        cause=inferring.cause(
            item.detail.get("assertion") or "",
            item.detail.get("section") or "",
            (quote.text for quote in quoted),
        ),
        asks_beside=asks_beside,
        asks_support=support.is_asked(item.code, item.case.setting),
    )


def _confidence(item: Item) -> str:
    found, right = item.extraction_confidence, item.code_confidence
    if found is None or right is None:
        return ""
    return f"found in text {decimals(found)} · right code {decimals(right)}"


def _why(item: Item, suggestion: Suggestion | None) -> str:
    if suggestion is not None:
        return "" if _repeats(suggestion) else suggestion.rationale
    if item.origin == Origin.BILLED:
        return (
            "Billed on the claim; no text that proves it was found. If the documents"
            " support it, select the words and add it from them; otherwise reject it"
            " to have it deleted."
        )
    return ""


def _repeats(suggestion: Suggestion) -> bool:
    """Whether the rationale only says again what is quoted right above it."""
    said = re.match(r"“(.+?)” in the section read as", suggestion.rationale)
    quoted = " ".join(each.text for each in suggestion.evidence).casefold()
    return said is not None and said[1].casefold() in quoted


def _alternatives(suggestion: Suggestion | None) -> tuple[AlternativeView, ...]:
    listed = suggestion.alternatives if suggestion else ()
    return tuple(
        AlternativeView(
            key=str(n) if n < 10 else "",
            code=each.code,
            title=each.title,
            why_not=""
            if n > 1 and each.why_not == listed[n - 2].why_not
            else each.why_not,
            confidence=f"{each.confidence:.2f}",
            because=relations.WORDS.get(
                relations.difference(
                    suggestion.code, suggestion.title, each.code, each.title
                )
                if suggestion
                else "",
                "",
            ),
        )
        for n, each in enumerate(listed, start=1)
    )


def _decision(item: Item) -> str:
    """Who decided what, when and why, in one line."""
    made = item.current
    if made is None:
        return ""
    words = Kind(made.kind).label
    if made.kind == Kind.MODIFY:
        words = f"{words} to {made.code}"
    reasons = ", ".join(r.label for r in (made.what, made.why) if r is not None)
    if made.support:
        words = f"{words} as {made.support}"
    line = f"{words} by {made.decided_by.label}, {clock(made.decided_at)}"
    return f"{line}: {reasons}" if reasons and made.kind != Kind.ADD else line


def _evidence(item: Item, places: Mapping[str, Place]) -> tuple[Evidence, ...]:
    texts = {sha256: place.text for sha256, place in places.items()}
    return codeset.evidence_values(codeset.evidence_of(item), texts)


def quotes(
    evidence: Iterable[Evidence], places: Mapping[str, Place], *, marked: bool = True
) -> Iterator[Quote]:
    """Evidence read from the documents of the page; other documents' is left out.

    What is ``marked`` in the note is linked there, other text to its document.
    """
    for span in evidence:
        place = places.get(span.document)
        if place is None:
            continue
        yield Quote(
            text=span.text,
            document=place.name or f"Document {place.number}",
            section=span.section.replace("_", " "),
            href=f"#document-{place.number}{f'-{span.start}' if marked else ''}",
            start=span.start,
            end=span.end,
            before=_before(place.text, span.start),
            after=_after(place.text, span.end),
            author=place.author,
        )


def _before(text: str, start: int) -> str:
    """The end of the line that leads up to a quote, from a whole word on."""
    line = LINE_END.split(text[max(0, start - LONGEST_LINE) : start])[-1]
    if len(line) <= AROUND:
        return line.lstrip()
    return f"… {line[-AROUND:].partition(' ')[2]}"


def _after(text: str, end: int) -> str:
    """The rest of the line after a quote, up to a whole word."""
    line = LINE_END.split(text[end : end + LONGEST_LINE])[0]
    if len(line) <= AROUND:
        return line.rstrip()
    return f"{line[:AROUND].rpartition(' ')[0]} …"


def finding_view(live: codeset.LiveFinding, case: Case, user: Any) -> FindingView:
    finding = live.finding
    word, tone = SEVERITIES[finding.severity]
    return FindingView(
        key=live.key,
        rule=finding.rule,
        severity=finding.severity.value,
        word=word,
        tone=tone,
        message=finding.message,
        guideline=finding.guideline,
        settles=finding.settles,
        codes=finding.codes,
        settled=_settled(live),
        open=live.is_open,
        buttons=tuple(_settling_buttons(live, case, user)),
    )


def _settled(live: codeset.LiveFinding) -> str:
    row = live.settlement
    if row is None:
        return ""
    line = f"{Settling(row.how).label}: {row.settled_by.label}, {clock(row.settled_at)}"
    return f"{line}, {row.reason.label}" if row.reason else line


def _settling_buttons(
    live: codeset.LiveFinding, case: Case, user: Any
) -> Iterator[Button]:
    """One button for each way that would be enough for this finding."""
    if not live.is_open:
        return
    for how, label in SETTLING_BUTTONS:
        if how in codeset.NEEDS[live.finding.severity]:
            reason = findings.why_not_settle(user, case, live, how)
            yield Button(findings.VERBS[how], label, why_not=reason or "")


def gaps(coded: CodedNote, places: Mapping[str, Place]) -> Iterator[GapView]:
    for each in coded.gaps:
        yield GapView(
            kind=each.kind.replace("_", " "),
            question=each.question,
            options=each.options,
            quotes=tuple(quotes(each.evidence, places, marked=False)),
        )
