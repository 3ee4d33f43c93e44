"""The second question: which of the candidates does each mention mean, if any?

Owns the question, its parts, and believing an answer only as far as it was offered: a
code that is not among a mention's candidates is refused and counted, and so is one that
the release does not hold. Must not retrieve candidates or read notes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from coding.codebook import CodeBook, NoteKind
from coding.llm import certainty
from coding.llm.asker import Asker
from coding.llm.faults import Fault, Kind
from coding.llm.guidance import applicable
from coding.llm.prompts import SELECTION
from coding.llm.refusals import Refusal, Tally
from coding.llm.replies import Reply
from coding.llm.schemas import Choice, Decision, Missing, Selection
from coding.values import Candidate, Facts, Mention

#: Mentions asked about at once, and how much is told of each candidate.
AT_ONCE = 5
NOTES, NOTE_LETTERS = 4, 120
TOLD = (
    NoteKind.INCLUSION_TERM,
    NoteKind.INCLUDES,
    NoteKind.EXCLUDES1,
    NoteKind.CODE_FIRST,
    NoteKind.USE_ADDITIONAL,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A mention with its candidates, as it is put to the model.

    ``quote`` and ``sentence`` are masked; ``known`` are the knowledge engine's own.
    """

    mention: Mention
    condition: str
    quote: str
    sentence: str
    candidates: tuple[Candidate, ...]
    known: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the model made of a mention, as far as it may be believed.

    Without a ``code`` nothing fits, or ``missing`` says what the record lacks.
    """

    asked: Asked
    code: str = ""
    score: float = 0.0
    alternatives: tuple[str, ...] = ()
    missing: Missing = Missing.NOTHING


def choose(
    asked: Sequence[Asked], facts: Facts, book: CodeBook, asker: Asker, tally: Tally
) -> Iterator[Chosen]:
    """A choice for each mention that has candidates and got an answer."""
    waiting = [one for one in asked if one.candidates]
    for start in range(0, len(waiting), AT_ONCE):
        yield from _group(waiting[start : start + AT_ONCE], facts, book, asker, tally)


def _group(
    group: Sequence[Asked], facts: Facts, book: CodeBook, asker: Asker, tally: Tally
) -> Iterator[Chosen]:
    """One question; where it is too long for the server, each half by itself."""
    try:
        reply = asker.ask(SELECTION, _question(group, facts, book), Selection)
    except Fault as fault:
        if fault.kind is not Kind.TOO_LONG or len(group) == 1:
            raise
        half = len(group) // 2
        for part in (group[:half], group[half:]):
            yield from _group(part, facts, book, asker, tally)
        return
    yield from _believed(group, reply, book, tally)


def _question(group: Sequence[Asked], facts: Facts, book: CodeBook) -> str:
    codes = [one.code for each in group for one in each.candidates]
    return json.dumps(
        {
            "encounter": {
                "setting": facts.setting.value,
                "service_date": facts.service_date.isoformat(),
                "age": facts.age,
                "sex": facts.sex,
            },
            "guidelines": applicable(codes, facts.setting),
            "mentions": [
                _mention(number, each, book)
                for number, each in enumerate(group, start=1)
            ],
        },
        ensure_ascii=False,
    )


def _mention(number: int, asked: Asked, book: CodeBook) -> dict[str, Any]:
    return {
        "number": number,
        "quote": asked.quote,
        "sentence": asked.sentence,
        "section": asked.mention.section.replace("_", " "),
        "assertion": asked.mention.assertion.value,
        "condition": asked.condition,
        "candidates": [_candidate(one.code, book) for one in asked.candidates],
    }


def _candidate(code: str, book: CodeBook) -> dict[str, Any]:
    notes = [
        f"{kind.replace('_', ' ')}: {note.text}"[:NOTE_LETTERS]
        for kind in TOLD
        for note in book.notes(code, kind)[:NOTES]
    ]
    told: dict[str, Any] = {"code": code, "title": book.title(code)}
    return {**told, "notes": notes[:NOTES]} if notes else told


def _believed(
    group: Sequence[Asked], reply: Reply[Selection], book: CodeBook, tally: Tally
) -> Iterator[Chosen]:
    answered: set[int] = set()
    for choice in reply.answer.choices:
        if not 1 <= choice.mention <= len(group) or choice.mention in answered:
            tally.refuse(Refusal.NO_SUCH_MENTION)
            continue
        answered.add(choice.mention)
        asked = group[choice.mention - 1]
        yield _chosen(choice, asked, reply, book, tally)


def _chosen(
    choice: Choice,
    asked: Asked,
    reply: Reply[Selection],
    book: CodeBook,
    tally: Tally,
) -> Chosen:
    others = tuple(_offered(choice.alternatives[:3], asked, book, tally))
    if choice.decision is Decision.INSUFFICIENT:
        return Chosen(asked, missing=choice.missing, alternatives=others)
    if choice.decision is Decision.NONE:
        return Chosen(asked)
    code = next(_offered((choice.code,), asked, book, tally), "")
    if not code:
        return Chosen(asked)
    told = certainty.chance(reply.tokens, code)
    score = certainty.of_code(code, asked.candidates, asked.known, told)
    return Chosen(asked, code, score, tuple(one for one in others if one != code))


def _offered(
    codes: Sequence[str], asked: Asked, book: CodeBook, tally: Tally
) -> Iterator[str]:
    """Those of the codes that were offered; the others are refused and counted."""
    offered = {one.code for one in asked.candidates}
    for code in codes:
        tally.codes += 1
        if code in offered:
            yield code
        elif book.is_billable(code):
            tally.refuse(Refusal.NOT_OFFERED)
        else:
            tally.refuse(Refusal.FABRICATED_CODE)
