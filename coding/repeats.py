"""The same diagnosis in several documents of a chart: one line, quoted from each.

Owns the quoting only: a line gets the places in further documents where what it quotes
is named again as present. Must not add a line or change what one says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from coding.basis import Basis
from coding.draft import Line, spans
from coding.values import Evidence

Place = tuple[str, int, int]
#: Places in one further document at which one thing is quoted again.
FEW = 2


def quoted_everywhere(lines: Iterable[Line], basis: Basis) -> list[Line]:
    """The lines in their order, each with proof from every document that names it."""
    if len(basis.note.documents) < 2:
        return list(lines)
    names = {
        _place(span): code for code, found in basis.stated.items() for span in found
    }
    return [_with_repeats(line, names, basis) for line in lines]


def _with_repeats(line: Line, names: dict[Place, str], basis: Basis) -> Line:
    # Of a combination each part is looked for by itself.
    said = [(names.get(_place(span), ""), span.document) for span in line.evidence]
    counted: Counter[tuple[str, str]] = Counter()
    again = []
    for code in dict.fromkeys(code for code, _ in said):
        for span in basis.stated.get(code, ()):
            named = (code, span.document)
            counted[named] += 1
            if named not in said and counted[named] <= FEW:
                again.append(span)
    return replace(line, evidence=spans((*line.evidence, *again))) if again else line


def _place(span: Evidence) -> Place:
    return span.document, span.start, span.end
