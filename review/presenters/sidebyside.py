"""Two codings of one chart beside each other, and what was settled between them.

Owns the words and marks of that page. Shown only once the second coding is complete.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from audit import vault
from coding.values import NoteDocument
from review import codeset, comparing, overread_guard, secondcoding
from review.models import OverRead
from review.overreading import Act, Stage
from review.presenters import documents, marking
from review.presenters.lines import Paper, papers
from review.presenters.texts import Mark
from review.presenters.worklist import patient_words, seen_words
from review.refusals import clock
from review.secondcoding import Coding

KINDS = {
    "same": ("", ""),
    "poa": ("other POA", "ask"),
    "near": ("other code of the category", "ask"),
    "first": ("only signed", "no"),
    "second": ("only in the over-read", "no"),
}


@dataclass(frozen=True, slots=True)
class SideView:
    """One code on one side, with the words that prove it."""

    code: str
    title: str
    place: int
    poa: str
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RowView:
    """What stands beside what; ``holds`` says which side was settled, if any."""

    first: SideView | None
    second: SideView | None
    word: str
    tone: str


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """One code to be settled: does it hold, which does instead, and with which POA."""

    code: str
    title: str
    who: str
    holds: bool | None
    poas: tuple[str, ...]
    asks_whether: bool
    instead: str = ""


@dataclass(frozen=True, slots=True)
class StepView:
    """One thing that happened, in words; ``words`` is what somebody wrote."""

    what: str
    words: str


@dataclass(frozen=True, slots=True)
class SidePage:
    """The whole page."""

    number: int
    version: int
    case_url: str
    patient: str
    setting: str
    seen: str
    stage: str
    stage_label: str
    drawn: str
    papers: tuple[Paper, ...]
    rows: tuple[RowView, ...]
    choices: tuple[ChoiceView, ...]
    leads: tuple[tuple[str, str], ...]
    settled: tuple[SideView, ...]
    steps: tuple[StepView, ...]
    why_not: Mapping[str, str]
    lead_agrees: bool

    @property
    def differences(self) -> int:
        return sum(bool(row.word) for row in self.rows) + (not self.lead_agrees)


def side_page(over_read: OverRead, user: Any) -> SidePage:
    """Both codings, as the two coders, a senior and overseers may see them."""
    case = over_read.case
    first, second = secondcoding.signed(over_read), over_read.second
    texts = codeset.documents_of(over_read.code_set.chart_version)
    seen = comparing.compare(
        secondcoding.comparable(first), secondcoding.comparable(second)
    )
    return SidePage(
        number=over_read.pk,
        version=over_read.version,
        case_url=case.get_absolute_url(),
        patient=patient_words(case.sex, case.age),
        setting=case.setting,
        seen=seen_words(case.service_from, case.service_date),
        stage=over_read.stage,
        stage_label=Stage(over_read.stage).label,
        drawn=_drawn(over_read),
        papers=_papers(texts, first, second),
        rows=tuple(_rows(seen, first, second, texts)),
        choices=tuple(_choices(over_read, first, second)),
        leads=tuple({row["code"]: row["title"] for row in [*first, *second]}.items()),
        settled=tuple(_sides(over_read.settled or [], texts).values()),
        steps=tuple(_steps(over_read)),
        why_not={
            act.value: overread_guard.why_not(user, act, over_read) or ""
            for act in (Act.ADJUDICATE, Act.REBUT, Act.ANSWER)
        },
        lead_agrees=seen.lead_agrees,
    )


def _drawn(over_read: OverRead) -> str:
    how = "by chance" if over_read.drawn_by == "random" else "for its risk"
    share = over_read.probability / 100
    return f"drawn {how} from “{over_read.stratum}”, each chart with {share:g}%"


def _papers(
    texts: tuple[NoteDocument, ...], first: Coding, second: Coding
) -> tuple[Paper, ...]:
    """The documents with both codings' proof; the number is the place in its coding."""
    marks: dict[str, list[Mark]] = {}
    for word, coding in (("signed", first), ("over-read", second)):
        for n, row in enumerate(coding, start=1):
            for span in row["evidence"]:
                mark = Mark(
                    start=span["start"],
                    end=span["end"],
                    number=n,
                    item=row["line"],
                    state="accepted" if word == "signed" else "undecided",
                    label=f"{word}, line {n}, {row['code']}",
                )
                marks.setdefault(span["document"], []).append(mark)
    return papers(
        documents.view(text, n, marking.sections_of(text), marks.get(text.sha256, []))
        for n, text in enumerate(texts, start=1)
    )


def _rows(
    seen: comparing.Comparison,
    first: Coding,
    second: Coding,
    texts: Iterable[NoteDocument],
) -> Iterator[RowView]:
    here, there = _sides(first, texts), _sides(second, texts)
    for row in seen.rows:
        word, tone = KINDS[row.kind]
        yield RowView(
            first=here[row.first.code] if row.first else None,
            second=there[row.second.code] if row.second else None,
            word=word,
            tone=tone,
        )


def _sides(coding: Coding, texts: Iterable[NoteDocument]) -> dict[str, SideView]:
    by_hash = {text.sha256: text.text for text in texts}
    return {
        row["code"]: SideView(
            code=row["code"],
            title=row["title"],
            place=n,
            poa=row["poa"],
            quotes=tuple(
                by_hash.get(span["document"], "")[span["start"] : span["end"]]
                for span in row["evidence"]
            ),
        )
        for n, row in enumerate(coding, start=1)
    }


def _choices(
    over_read: OverRead, first: Coding, second: Coding
) -> Iterator[ChoiceView]:
    """Every code that only one side has, and every POA on which they part."""
    here = {row["code"]: row for row in first}
    there = {row["code"]: row for row in second}
    settled = over_read.settled
    held = {row["code"] for row in settled} if settled is not None else None
    thirds = {row["instead_of"]: row["code"] for row in settled or [] if _is_third(row)}
    for code, row in {**here, **there}.items():
        sides = [side[code] for side in (here, there) if code in side]
        poas = tuple(dict.fromkeys(side["poa"] for side in sides))
        if len(sides) == 2 and len(poas) == 1:
            continue
        who = "the coder and the over-reader"
        if len(sides) == 1:
            who = "the coder" if code in here else "the over-reader"
        yield ChoiceView(
            code=code,
            title=row["title"],
            who=who,
            holds=None if held is None else code in held,
            poas=poas if len(poas) > 1 else (),
            asks_whether=len(sides) == 1,
            instead=thirds.get(code, ""),
        )


def _is_third(row: Mapping[str, Any]) -> bool:
    """Whether neither coder had this code."""
    return bool(row.get("instead_of"))


def _steps(over_read: OverRead) -> Iterator[StepView]:
    if over_read.settled_by and over_read.settled_at:
        yield StepView(
            f"Settled by {over_read.settled_by.label}, {clock(over_read.settled_at)}",
            vault.get_text(over_read.citation_sha256),
        )
    if over_read.rebutted_at:
        yield StepView(
            f"The coder objected, {clock(over_read.rebutted_at)}",
            vault.get_text(over_read.rebuttal_sha256),
        )
    if over_read.answered_by and over_read.answered_at:
        yield StepView(
            f"Answered by {over_read.answered_by.label},"
            f" {clock(over_read.answered_at)}",
            vault.get_text(over_read.answer_sha256),
        )
