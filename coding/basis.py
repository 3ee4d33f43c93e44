"""What the assignment rules may look at beside the code set: the whole chart's reading.

Owns joining mentions and candidates into questions a rule asks ("is insulin taken?",
"what is the BMI?"). Must not add or drop codes.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass

from coding import knowledge
from coding.codebook import CodeBook
from coding.values import (
    Assertion,
    Candidate,
    Evidence,
    Facts,
    Mention,
    Note,
    Section,
)

Read = tuple[Mention, tuple[Candidate, ...]]
#: The kinds of section in which a provider says what the diagnoses are.
ASSESSING = frozenset(knowledge.load("assignment")["proposing"])
BMI = re.compile(
    r"\b(?:BMI|body mass index)\b[^\d\n]{0,24}(\d{2})(?:\.(\d{1,2}))?"
    # a range is no measure, nor is a percentile
    r"(?!\d|\.\d|th\b|st\b|nd\b|rd\b| ?%|[ -]{0,3}(?:to )?\d{2}\b)",
    re.IGNORECASE,
)
#: How much in front of words is read for what takes them back, in characters.
BEFORE = 40
#: Letters that every body mass index is told with, whatever their case.
BMI_WORDS = ("bm", "body ma")
WEEKS = re.compile(
    r"\b(\d{1,2})(?:w(?:k|eek)?s? ?\d ?d\b"
    r"|(?:(?<=\bat \d)|(?<=\bat \d\d)|(?<=@ \d\d)|(?<=, \d\d))(?:[ -]\d(?:/7)?"
    r"| ?plus| ?\+)? ?(?:weeks|wks)"
    r"(?:,? (?:and )?\d days?)?(?=\s*[.,;:\n)]|\s+with(?:out)?\b)"
    r"|(?: ?(?:[+&]|and|w) ?\d(?:/7)?d?)? ?"
    r"(?:weeks|wks?|w(?:ee)?ks?\.?)[ -]{0,2}(?:gestation|ga\b|pregnan|iup|eega|by))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Basis:
    """One chart as it was read."""

    note: Note
    read: tuple[Read, ...]
    book: CodeBook
    signals: Mapping[str, tuple[Evidence, ...]]
    stated: Mapping[str, tuple[Evidence, ...]]
    sections: tuple[Section, ...] = ()

    @property
    def facts(self) -> Facts:
        return self.note.facts

    def text(self, document: str) -> str:
        """The text of one of the chart's documents, by its sha256."""
        texts = (one.text for one in self.note.documents if one.sha256 == document)
        return next(texts)

    def section_of(self, span: Evidence) -> Section:
        """The section in which a quotation begins."""
        order = {one.sha256: at for at, one in enumerate(self.note.documents)}
        after = bisect_right(
            self.sections,
            (order[span.document], span.start),
            key=lambda one: (order[one.document], one.start),
        )
        return self.sections[after - 1]

    def sections_of(self, document: str) -> tuple[Section, ...]:
        """The sections of one document, in order."""
        return tuple(one for one in self.sections if one.document == document)

    def within(self, kinds: Container[str]) -> Iterator[tuple[Section, str]]:
        """The sections of these kinds, each with the text of its document."""
        for section in self.sections:
            if section.kind in kinds:
                yield section, self.text(section.document)

    def said(self, *prefixes: str) -> tuple[Evidence, ...]:
        """Evidence anywhere in the chart that a code so starting is present."""
        return tuple(
            span
            for code, evidence in self.stated.items()
            if code.startswith(prefixes)
            for span in evidence
        )

    def signal(self, name: str) -> tuple[Evidence, ...]:
        """Evidence for a drug class or another sign that is no code."""
        return self.signals.get(name, ())

    def first(
        self, pattern: re.Pattern[str], unless: re.Pattern[str] | None = None
    ) -> Evidence | None:
        """The first words of the chart that a pattern finds, but behind ``unless``."""
        for document in self.note.documents:
            for match in pattern.finditer(document.text):
                before = document.text[max(0, match.start() - BEFORE) : match.start()]
                if unless is None or not unless.search(before):
                    return Evidence(document.sha256, *match.span(), match[0])
        return None

    def measured(
        self, pattern: re.Pattern[str], words: tuple[str, ...] = ()
    ) -> tuple[Evidence, str, str] | None:
        """The last value a pattern finds in the chart: (evidence, whole, fraction).

        Without one of ``words``, in lower case, it finds none: a cheap look.
        """
        found = None
        for document in self.note.documents:
            lower = document.text.lower() if words else ""
            if words and not any(word in lower for word in words):
                continue
            for match in pattern.finditer(document.text):
                start, end = match.span()
                evidence = Evidence(
                    document.sha256, start, end, document.text[start:end]
                )
                groups = match.groups()
                fraction = groups[1] if len(groups) > 1 else None
                found = evidence, match[1], fraction or "0"
        return found


def quoted(section: Section, match: re.Match[str]) -> Evidence:
    """The words that a pattern found in a section."""
    start, end = match.span()
    return Evidence(section.document, start, end, match[0], 1, section.kind)


def basis_of(
    note: Note,
    read: tuple[Read, ...],
    book: CodeBook,
    sections: tuple[Section, ...] = (),
) -> Basis:
    """The chart's reading, indexed by what rules ask."""
    signals: dict[str, list[Evidence]] = {}
    stated: dict[str, list[Evidence]] = {}
    for name, evidence, is_signal in _present(read):
        (signals if is_signal else stated).setdefault(name, []).append(evidence)
    return Basis(
        note,
        read,
        book,
        {name: tuple(spans) for name, spans in signals.items()},
        {name: tuple(spans) for name, spans in stated.items()},
        sections,
    )


def _present(read: tuple[Read, ...]) -> Iterator[tuple[str, Evidence, bool]]:
    for mention, candidates in read:
        if candidates and mention.assertion is Assertion.PRESENT:
            code = candidates[0].code
            yield code, mention.evidence, code.startswith("@")
