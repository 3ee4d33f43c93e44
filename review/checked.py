"""What rules and preflight say of a code set, asked once in a process.

Owns the names under which answers are kept: everything that rules and preflight look
at, documents by their hash and a person by a keyed one. Most decisions leave all of it
as it was, and asking again took a third of a decision in a long chart. Must not read
or judge anything itself.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from coding import preflight, rules
from coding.checklists import Checks
from coding.codebook import CodeBook
from coding.kept import Kept
from coding.values import CodedLine, Facts, Finding, NoteDocument

# A few hundred bytes each: all that one process works on in a day.
MOST = 2_000
_found: Kept[Hashable, tuple[Finding, ...]] = Kept(MOST)
_told: Kept[Hashable, tuple[preflight.Told, ...]] = Kept(MOST)


def findings(
    lines: Sequence[CodedLine],
    facts: Facts,
    book: CodeBook,
    documents: Sequence[NoteDocument],
    loaded: Checks,
) -> tuple[Finding, ...]:
    """As ``coding.rules.check`` finds them."""
    key = (*_named(lines, facts, book, documents), loaded.editions)
    return _found.get(
        key,
        lambda: rules.check(
            lines,
            facts,
            book,
            documents=documents,
            lists=loaded.lists,
            tables=loaded.tables,
        ),
    )


def told(record: preflight.Record, known_by: str) -> tuple[preflight.Told, ...]:
    """As ``coding.preflight.run`` tells it of a record of which no HCC is audited.

    ``known_by`` stands for the person whom the chart is of, and changes with what is
    known of them.
    """
    key = (
        *_named(record.lines, record.facts, record.book, record.documents),
        known_by,
        record.specialties,
        record.provider_name,
        record.provisional,
    )
    return _told.get(key, lambda: preflight.run(record))


def _named(
    lines: Sequence[CodedLine],
    facts: Facts,
    book: CodeBook,
    documents: Sequence[NoteDocument],
) -> tuple[Hashable, ...]:
    shown = tuple(_document(each) for each in documents)
    return tuple(_line(each) for each in lines), facts, book.release, shown


def _line(line: CodedLine) -> Hashable:
    """All of it; what is quoted follows from where it stands."""
    spans = tuple(
        (span.document, span.start, span.end, span.page, span.section)
        for span in line.evidence
    )
    asserted = line.assertion, line.poa, line.origin
    return line.key, line.code, line.sequence, line.role, line.system, spans, asserted


def _document(each: NoteDocument) -> Hashable:
    """All of it; the text follows from its hash."""
    return each.sha256, each.name, each.kind, each.author_role, each.date, each.author
