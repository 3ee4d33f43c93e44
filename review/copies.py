"""The copy of a query that goes to the provider: as text, and as PDF.

Owns the layout of both. They say the same; the same query gives the same bytes. A copy
names the patient, so whoever makes one writes it into the trail. Must not import models
or send anything anywhere.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from review.asking import Question

WIDTH = 78
BOX = "[ ]"
# What stands in a PDF for a character that its font does not have.
MISSING = "\u25ca"
REPLY = (
    "Please answer by an addendum to the record, dated and signed. The choice and its"
    " wording are yours alone; documentation should reflect your independent clinical"
    " judgement."
)


@dataclass(frozen=True, slots=True)
class Head:
    """Whom and what the query concerns, ready to print; pairs of term and words."""

    title: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Source:
    """Where an indicator stands, as the provider knows the document."""

    document: str
    words: str


def text(head: Head, question: Question, sources: tuple[Source, ...]) -> str:
    """The copy as plain text, lines of at most ``WIDTH`` characters where words allow.

    ``sources`` are the indicators in order.
    """
    return "\n".join(_lines(head, question, sources)) + "\n"


def _lines(
    head: Head, question: Question, sources: tuple[Source, ...]
) -> Iterator[str]:
    yield head.title
    yield "=" * len(head.title)
    yield ""
    longest = max((len(term) for term, _ in head.facts), default=0)
    for term, words in head.facts:
        yield f"{term:<{longest}}  {words}"
    yield from ("", question.title, "-" * len(question.title), "")
    yield "From the record:"
    for number, source in enumerate(sources, start=1):
        yield from _wrapped(f"({number}) “{source.words}”", "    ")
        yield from _wrapped(f"    {source.document}", "    ")
    yield ""
    yield from _wrapped(question.words)
    yield ""
    for words in _answers(question):
        yield from _wrapped(f"{BOX} {words}", "    ")
    yield ""
    yield from _wrapped(REPLY)
    yield ""
    yield "Signature, role, date: ______________________________________________"


def _wrapped(words: str, indent: str = "") -> Iterable[str]:
    plain = " ".join(words.split()) if not words.startswith("    ") else words
    return textwrap.wrap(plain, WIDTH, subsequent_indent=indent) or [""]


def _answers(question: Question) -> Iterator[str]:
    for option in question.options:
        rests = ", ".join(str(each + 1) for each in option.rests_on)
        yield f"{option.words} (see {rests})"
    yield from question.answers[len(question.options) :]


def pdf(head: Head, question: Question, sources: tuple[Source, ...]) -> bytes:
    """The copy as PDF on A4, the same bytes for the same query."""
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import SimpleDocTemplate

    buffer = io.BytesIO()
    # The title of the file names nobody; ``invariant`` leaves out clock and chance.
    paper = SimpleDocTemplate(
        buffer,
        pagesize=A4,
        title="Query to the provider",
        author="Attest",
        lang="en",
        invariant=1,
        leftMargin=62,
        rightMargin=62,
        topMargin=56,
        bottomMargin=56,
    )
    paper.build(list(_flow(head, question, sources)))
    return buffer.getvalue()


def _flow(head: Head, question: Question, sources: tuple[Source, ...]) -> Iterator[Any]:
    from reportlab.platypus import Paragraph, Spacer

    styles = _styles()

    def said(words: str, style: str = "text") -> Paragraph:
        return Paragraph(_printable(words), styles[style])

    yield said(head.title, "title")
    for term, words in head.facts:
        yield Paragraph(
            f"<b>{_printable(term)}</b> {_printable(words)}", styles["text"]
        )
    yield Spacer(1, 12)
    yield said(question.title, "heading")
    yield said("From the record:")
    for number, source in enumerate(sources, start=1):
        yield said(f"({number}) “{source.words}”", "quote")
        yield said(source.document, "small")
    yield Spacer(1, 8)
    yield said(question.words, "asked")
    for words in _answers(question):
        yield said(f"{BOX} {words}", "quote")
    yield Spacer(1, 10)
    yield said(REPLY, "small")
    if any(_lacking(words) for words in _everything(head, question, sources)):
        yield said(f"{MISSING} stands for a character that the text copy has.", "small")
    yield Spacer(1, 24)
    yield said("Signature, role, date: ________________________________________")


@cache
def _styles() -> dict[str, Any]:
    from reportlab.lib.styles import ParagraphStyle

    regular, bold = _fonts()
    text = ParagraphStyle("text", fontName=regular, fontSize=9.5, leading=13.5)
    kinds: dict[str, dict[str, Any]] = {
        "text": {},
        "title": {"fontName": bold, "fontSize": 14, "leading": 20, "spaceAfter": 6},
        "heading": {"fontName": bold, "fontSize": 11, "leading": 16, "spaceAfter": 4},
        "asked": {"fontName": bold, "spaceAfter": 6},
        "quote": {"leftIndent": 14, "spaceBefore": 3},
        "small": {"fontSize": 8, "leading": 11, "leftIndent": 14},
    }
    return {name: ParagraphStyle(name, text, **more) for name, more in kinds.items()}


@cache
def _fonts() -> tuple[str, str]:
    """The fonts that come with the library; the PDF's own have too few characters."""
    import reportlab
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    folder = Path(reportlab.__file__).parent / "fonts"
    for name in ("Vera", "VeraBd"):
        pdfmetrics.registerFont(TTFont(name, str(folder / f"{name}.ttf")))
    pdfmetrics.registerFontFamily("Vera", normal="Vera", bold="VeraBd")
    return "Vera", "VeraBd"


def _everything(
    head: Head, question: Question, sources: tuple[Source, ...]
) -> Iterator[str]:
    yield from (words for _, words in head.facts)
    yield from (source.words for source in sources)
    yield from (question.title, question.words, *question.answers)


def _lacking(words: str) -> bool:
    return MISSING in _printable(words)


def _printable(words: str) -> str:
    """Escaped, with a box for every character that the font lacks."""
    from reportlab.pdfbase import pdfmetrics

    known = pdfmetrics.getFont(_fonts()[0]).face.charToGlyph
    plain = " ".join(words.split())
    return escape("".join(c if ord(c) in known else MISSING for c in plain))
