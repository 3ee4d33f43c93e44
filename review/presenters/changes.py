"""What changed between two versions of a chart, and which codes that opened again.

Owns the wording of the comparison. Documents are compared by hash; only those that
differ are read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from audit import vault
from coding.models import ChartVersion
from review import codeset, moving
from review.models import Case
from review.moving import Row


@dataclass(frozen=True, slots=True)
class Changed:
    """One document: ``state`` is the same, changed, new or gone."""

    name: str
    said: str
    state: str
    tone: str
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """The comparison of two versions."""

    before: int
    after: int
    received: str
    documents: tuple[Changed, ...]
    opened: tuple[str, ...]
    kept: int


TONES = {"changed": "ask", "new": "accent", "gone": "no"}


def versions(case: Case, since: int | None) -> tuple[ChartVersion, ChartVersion] | None:
    """The version last signed, or the one before, and the one the case shows now."""
    now = case.run.version
    older = now.chart.versions.filter(number__lt=now.number)
    if since is not None:
        was = older.filter(number=since).first()
    else:
        signed = case.code_sets.order_by("-number").first()
        number = signed.chart_version.number if signed else now.number - 1
        was = older.filter(number=number).first() or older.order_by("-number").first()
    return (was, now) if was is not None else None


def changes(case: Case, was: ChartVersion, now: ChartVersion) -> Changes:
    """Everything that a reader has to know of the difference."""
    items = codeset.items_of(case)
    # A decision was made before, and none counts now.
    reopened = [i for i in items if i.current is None and i.decisions.exists()]
    return Changes(
        before=was.number,
        after=now.number,
        received=f"{now.received_at:%-d %b %Y, %H:%M}",
        documents=tuple(_documents(was, now)),
        opened=tuple(item.code for item in reopened),
        kept=sum(item.current is not None for item in items),
    )


def _documents(was: ChartVersion, now: ChartVersion) -> Iterator[Changed]:
    old = {each.sha256: each for each in codeset.documents_of(was)}
    new = {each.sha256: each for each in codeset.documents_of(now)}
    gone = {key: each.text for key, each in old.items() if key not in new}
    come = {key: each.text for key, each in new.items() if key not in old}
    taken = {after: before for before, after in moving.pairs(gone, come).items()}
    for n, (key, each) in enumerate(new.items(), start=1):
        name = each.name or each.kind or f"Document {n}"
        said = ", ".join(
            part
            for part in (
                each.author_role,
                f"{each.date:%-d %b %Y}" if each.date else "",
            )
            if part
        )
        if key in old:
            yield Changed(name, said, "the same", "")
        elif key in taken:
            rows = moving.compared(gone[taken[key]], each.text)
            yield Changed(name, said, "changed", TONES["changed"], rows)
        else:
            rows = tuple(Row("+", line) for line in each.text.splitlines())
            yield Changed(name, said, "new", TONES["new"], rows)
    for key in gone.keys() - set(taken.values()):
        rows = tuple(Row("-", line) for line in vault.get_text(key).splitlines())
        name = old[key].name or old[key].kind or "A document"
        yield Changed(name, "", "gone", TONES["gone"], rows)
