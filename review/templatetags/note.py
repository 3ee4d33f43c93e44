"""Writing a note: its lines with their marks, and the outline's list of its sections.

Owns those two tags. A long chart has ten thousand lines, thousands of marks and a
thousand sections, and what a template would write one by one takes ten times as long.
Whatever comes from a chart is escaped here: a tag's own output is not escaped again.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from django import template
from django.template.base import FilterExpression, Parser, Token

from review.presenters.lines import Line, Paper, Part
from review.presenters.texts import Segment

register = template.Library()
Writing = Callable[[Paper], str]


class Written(template.Node):
    """A document, written by ``write``, which escapes it."""

    def __init__(self, write: Writing, paper: FilterExpression) -> None:
        self.write, self.paper = write, paper

    def render(self, context: template.Context) -> str:
        return self.write(self.paper.resolve(context))


def _tag(write: Writing) -> Callable[..., Written]:
    def compile_tag(parser: Parser, token: Token) -> Written:
        _, paper = token.split_contents()
        return Written(write, parser.compile_filter(paper))

    return compile_tag


def note_text(paper: Paper) -> str:
    """The document section by section.

    Between the tags of a line stands the text of the note and no blank of ours.
    """
    anchor = paper.view.anchor
    return "\n".join(_section(part, anchor) for part in paper.parts)


def _section(part: Part, anchor: str) -> str:
    heading = f' aria-label="{escape(part.heading)}"' if part.heading else ""
    lines = "\n".join(_line(line, anchor) for line in part.lines)
    return f'<section id="{part.anchor}"{heading}>\n{lines}\n</section>'


def _line(line: Line, anchor: str) -> str:
    """A paragraph with the offset of its first character."""
    words = "".join(_piece(piece, anchor) for piece in line.pieces)
    return f'<p class="line{line.looks}" data-start="{line.start}">{words}</p>'


def _piece(piece: Segment, anchor: str) -> str:
    """Text, or a mark, which is named by its document's anchor and its offset."""
    if not piece.marks or not (state := piece.state):
        return escape(piece.text)
    label, words = escape(piece.label), escape(piece.text)
    if state == "excluded":
        about = f' tabindex="0" data-why="{label}"'
        words = f'{words}<sup class="unseen"> ({label})</sup>'
    else:
        about = f' title="{label}"'
    numbers = f"<sup>{piece.numbered}</sup>" if piece.numbers else ""
    known = f'id="{anchor}-{piece.start}"{_named(piece, state)}{about}'
    return f"<mark {known}>{words}{numbers}</mark>"


def _named(piece: Segment, state: str) -> str:
    """What scripts and the style sheet know a mark by."""
    items = escape(piece.items)
    proves = f' data-items="{items}" data-spans="{escape(piece.spans)}"' * bool(items)
    return f'{proves} data-state="{escape(state)}"{" data-found" * piece.found}'


def note_outline(paper: Paper) -> str:
    """One line a section that has a heading, with how much is marked in it."""
    return "\n".join(_entry(part) for part in paper.parts if part.heading)


def _entry(part: Part) -> str:
    marked = (
        f'<span><span class="unseen">marked: </span>{part.evidence}</span>'
        if part.evidence
        else ""
    )
    heading = escape(part.heading)
    return f'<li><a href="#{part.anchor}"><span>{heading}</span>{marked}</a></li>'


for each in (note_text, note_outline):
    register.tag(each.__name__, _tag(each))
