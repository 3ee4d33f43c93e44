"""Words that are no diagnosis: R19, R24 and R32.

Owns single words in the text that a line cites. Reads no more than that text: a word
elsewhere in the sentence is for the stage that asserts mentions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from coding.rules.base import Context, Hit, Reach, about, rule
from coding.rules.reading import beside
from coding.values import CodedLine, Severity

_IMPENDING = re.compile(r"\b(impending|threatened)\b", re.IGNORECASE)
_BORDERLINE = re.compile(r"\bborderline\b", re.IGNORECASE)
#: The codes that the index itself has for what is impending or threatened, and for
#: what is borderline: their titles do not all say so.
_INDEXED_IMPENDING = ("I20.0", "O47", "O20.0", "Z56.2")
_INDEXED_BORDERLINE = ("R73.03", "R03.0", "H40.00", "M85.8", "O65.1", "F60.3")
_UROSEPSIS = re.compile(r"\burosepsis\b", re.IGNORECASE)


#: Characters before the cited text in which a word still speaks of it.
RIGHT_BEFORE = 14


def _cited(line: CodedLine, word: re.Pattern[str]) -> str:
    """The word as the cited text has it, or nothing."""
    matches = (word.search(cited.text) for cited in line.evidence)
    return next((match[0].lower() for match in matches if match), "")


def _precedes(context: Context, line: CodedLine, word: re.Pattern[str]) -> bool:
    """Whether the word stands right before a quote of the line."""
    return any(word.search(before) for before, _ in beside(context, line, RIGHT_BEFORE))


@rule(
    "R19",
    guideline="I.B.11",
    severity=Severity.WARN,
    reach=Reach.PARTIAL,
    summary="What was impending or threatened is not coded as if it had happened.",
    looks_at=(
        "The two words in the text that a line cites, unless the title of the code"
        " has the word too or the code is one that the index has for it: I20.0, O47-,"
        " O20.0 and Z56.2."
    ),
)
def did_it_happen(context: Context) -> Iterator[Hit]:
    for line in context.lines:
        word = _cited(line, _IMPENDING)
        titled = _IMPENDING.search(context.book.title(line.code))
        if word and not titled and not line.code.startswith(_INDEXED_IMPENDING):
            yield about(
                line,
                f"{line.code} rests on text that says {word}, not that it happened.",
                "Text that says it happened, the code that the index has for"
                f" {word}, or the condition that was present.",
            )


@rule(
    "R24",
    guideline="I.B.17",
    severity=Severity.INFO,
    reach=Reach.PARTIAL,
    summary="A borderline diagnosis is coded as confirmed only if it has no own entry.",
    looks_at=(
        "The word in the text that a line cites or right before it, unless the title"
        " of the code has it or the code is an entry of the index for a borderline"
        " condition: R73.03, R03.0, H40.00-, M85.8-, O65.1 and F60.3. The index itself"
        " is not looked at."
    ),
)
def borderline(context: Context) -> Iterator[Hit]:
    for line in context.lines:
        titled = _BORDERLINE.search(context.book.title(line.code))
        own = titled or line.code.startswith(_INDEXED_BORDERLINE)
        if own:
            continue
        if _cited(line, _BORDERLINE) or _precedes(context, line, _BORDERLINE):
            yield about(
                line,
                f"{line.code} rests on text that says borderline, which may have an"
                " entry of its own (borderline diabetes is R73.03).",
                "Look for the borderline condition in the index.",
            )


@rule(
    "R32",
    guideline="I.C.1.d.1.a.ii",
    severity=Severity.BLOCK,
    reach=Reach.PARTIAL,
    summary="Urosepsis is not codable: the provider is asked what was meant.",
    looks_at="The word in the text that a line cites.",
)
def urosepsis_is_asked_about(context: Context) -> Iterator[Hit]:
    for line in context.lines:
        if _cited(line, _UROSEPSIS):
            yield about(
                line,
                f"{line.code} rests on the word urosepsis, which has no code: it may"
                " mean sepsis or a urinary tract infection.",
                "Query the provider, or cite text that says which of them it is.",
            )


FAMILY = (did_it_happen, borderline, urosepsis_is_asked_about)
