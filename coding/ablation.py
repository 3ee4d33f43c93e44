"""What each stage earns: the same charts measured with it and without.

Owns the rows of that table. Must not read files, print or import Django.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from coding.chartfiles import Gold
from coding.evaluation import measure
from coding.lexicon import Lexicon
from coding.pipeline import Engine
from coding.scoring import Counts, micro_in_release
from coding.values import Note

NOTHING = "nothing"


def rows(
    charts: Sequence[tuple[Note, Gold]],
    engine: Engine,
    names: Iterable[str],
    lexicons: Mapping[str, Lexicon],
) -> Iterator[dict[str, Any]]:
    """One row for the whole engine, then one for each name left out.

    ``lexicons`` are what to read with instead where a name is no stage.
    """
    whole = _counts(charts, engine)
    yield _row(NOTHING, whole, whole)
    for name in names:
        lesser = replace(
            engine,
            without=engine.without | {name},
            lexicon=lexicons.get(name, engine.lexicon),
        )
        yield _row(name, _counts(charts, lesser), whole)


def _counts(charts: Sequence[tuple[Note, Gold]], engine: Engine) -> Counts:
    judged = [one.judged for one in measure(charts, engine)]
    return micro_in_release(judged, engine.book.is_billable)


def _row(name: str, counts: Counts, whole: Counts) -> dict[str, Any]:
    return {
        "without": name,
        "precision": round(counts.precision, 3),
        "recall": round(counts.recall, 3),
        "f1": round(counts.f1, 3),
        "lost": round(whole.f1 - counts.f1, 3),
    }


def shown(row: Mapping[str, Any]) -> str:
    """A row as one line of the table."""
    figures = (row["precision"], row["recall"], row["f1"], row["lost"])
    return f"{row['without']:16} " + "  ".join(f"{one:6.3f}" for one in figures)
