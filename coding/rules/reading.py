"""What rules read of the record: the cited words, those around them, the whole of it.

Owns cutting text out of the documents that came with the code set. Reads words only:
whether they are negated or about somebody else is the engine's assertion to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from coding.rules.base import Context
from coding.values import CodedLine, NoteDocument

_STOP = re.compile(r"[.;:\n]")
_WORD = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def words(text: str) -> frozenset[str]:
    """The words of a text, folded to lower case."""
    return frozenset(_WORD.findall(text.lower()))


def cited(line: CodedLine) -> str:
    """All that a line cites."""
    return "\n".join(evidence.text for evidence in line.evidence)


def sections(line: CodedLine) -> frozenset[str]:
    """The kinds of section that a line cites from; empty where one is not known."""
    kinds = frozenset(evidence.section for evidence in line.evidence)
    return frozenset() if "" in kinds else kinds


def sources(context: Context, line: CodedLine) -> tuple[NoteDocument, ...]:
    """The documents that a line cites, as far as they are at hand."""
    names = {evidence.document for evidence in line.evidence}
    return tuple(one for one in context.documents if one.sha256 in names)


def around(context: Context, line: CodedLine, reach: int) -> str:
    """The text near what a line cites; empty unless its documents are at hand."""
    return "\n".join(_near(context, line, reach))


def _near(context: Context, line: CodedLine, reach: int) -> Iterator[str]:
    texts = {one.sha256: one.text for one in context.documents}
    for evidence in line.evidence:
        text = texts.get(evidence.document, "")
        yield text[max(evidence.start - reach, 0) : evidence.end + reach]


def beside(context: Context, line: CodedLine, reach: int) -> Iterator[tuple[str, str]]:
    """What stands right before and right after each quote, within its sentence."""
    texts = {one.sha256: one.text for one in context.documents}
    for evidence in line.evidence:
        text = texts.get(evidence.document, "")
        before = text[max(evidence.start - reach, 0) : evidence.start]
        after = text[evidence.end : evidence.end + reach]
        yield _STOP.split(before)[-1], _STOP.split(after)[0]


def record(context: Context) -> str:
    """Every document, one after the other."""
    return "\n".join(document.text for document in context.documents)
