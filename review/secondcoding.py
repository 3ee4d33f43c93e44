"""The second coding of an over-read, in the forms that the rest of review knows.

Owns the step from lines to items (never saved) for the rules and the page, and from
codings to plain rows that are kept and compared. Must not change anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from coding import checklists, codes, result, rules
from coding.codebook import CodeBook
from coding.models import ChartVersion
from coding.values import CodedLine, CodedNote, Finding, NoteDocument
from review import codeset
from review.comparing import Line
from review.models import Decision, FinalCode, Item, OverRead, OverReadLine
from review.states import Kind, Origin

Coding = list[dict[str, Any]]

#: What stands between a reader and completing, where a check was planted.
TO_DISCLOSE = "A check was planted among the codes: see which before you complete."


def lines_of(over_read: OverRead) -> list[OverReadLine]:
    """The lines of the second coding in order."""
    rows = over_read.lines.select_related("what", "why").order_by("position")
    return list(rows)


def book_of(version: ChartVersion) -> CodeBook:
    chosen = codes.release_for(codes.ICD10CM, version.service_date)
    return codes.codebook(chosen.release)


def machine_view(over_read: OverRead) -> CodedNote | None:
    """What the machine said of the signed version of the chart, if that is known."""
    run = over_read.case.run
    if run.version_id != over_read.code_set.chart_version_id:
        return None
    return result.from_json(run.result or {})


def item(line: OverReadLine, over_read: OverRead) -> Item:
    """The line as an item of the case; it is for reading and is never saved."""
    made = Item(
        id=line.pk,
        case=over_read.case,
        position=line.position,
        system=line.system,
        code=line.code,
        title=line.title,
        origin=line.origin,
        billed=line.origin == Origin.BILLED,
        confidence=line.confidence,
        detail={**line.detail, "poa": line.poa or None},
    )
    if line.kind and line.decided_at is not None:
        made.current = Decision(
            case=over_read.case,
            item=made,
            kind=line.kind,
            code=line.final_code,
            title=line.final_title,
            what=line.what,
            why=line.why,
            evidence=line.evidence,
            decided_by=over_read.reader,
            decided_at=line.decided_at,
        )
    return made


def items(over_read: OverRead, lines: Iterable[OverReadLine]) -> list[Item]:
    return [item(line, over_read) for line in lines]


def coded_lines(
    over_read: OverRead,
    found: Sequence[Item],
    texts: Mapping[str, str] | None = None,
) -> tuple[CodedLine, ...]:
    """The kept codes in order, as the rules look at them; what is planted is left out.

    Undecided lines count as proposed, exactly as on the case page.
    """
    kept = [each for each in found if each.origin != Origin.SEEDED]
    inpatient = over_read.code_set.chart_version.facts().setting.is_inpatient
    return codeset.lines(kept, inpatient, texts or {})


def findings(
    over_read: OverRead, found: Sequence[Item], documents: Sequence[NoteDocument]
) -> tuple[Finding, ...]:
    """What the rules say of the second coding; it is shown, and binds nobody."""
    version = over_read.code_set.chart_version
    facts, book = version.facts(), book_of(version)
    texts = {document.sha256: document.text for document in documents}
    return rules.check(
        coded_lines(over_read, found, texts),
        facts,
        book,
        documents=documents,
        lists=checklists.lists_on(facts.service_date),
    )


def coding(over_read: OverRead, found: Sequence[Item]) -> Coding:
    """The second coding as it is kept: decided codes in order, with their proof."""
    decided = [each for each in found if each.current is not None]
    by_key = {str(each.pk): each for each in decided}
    return [
        {
            "system": line.system,
            "code": line.code,
            "title": _title(by_key[line.key]),
            "role": line.role.value,
            "poa": line.poa or "",
            "origin": line.origin,
            "line": line.key,
            "evidence": codeset.evidence_of(by_key[line.key]),
        }
        for line in coded_lines(over_read, decided)
    ]


def _title(found: Item) -> str:
    return (found.current.title if found.current else "") or found.title


def signed(over_read: OverRead) -> Coding:
    """The signed codes in the same form."""
    return [_signed_row(code) for code in over_read.code_set.codes.order_by("position")]


def _signed_row(code: FinalCode) -> dict[str, Any]:
    return {
        "system": code.system,
        "code": code.code,
        "title": code.title,
        "role": code.role,
        "poa": code.poa,
        "origin": code.origin,
        "line": str(code.item_id),
        "evidence": code.evidence,
    }


def comparable(rows: Coding) -> list[Line]:
    """A coding as the comparison takes it."""
    return [Line(r["system"], r["code"], r["title"], r["poa"]) for r in rows]


def undecided(lines: Iterable[OverReadLine]) -> int:
    return sum(not line.kind for line in lines)


def has_to_disclose(lines: Sequence[OverReadLine]) -> bool:
    """Whether a planted line is among them, and all of them are decided."""
    planted = any(line.origin == Origin.SEEDED for line in lines)
    return planted and not undecided(lines)


def kept(line: OverReadLine) -> bool:
    """Whether the line contributes a code now."""
    return line.kind not in ("", Kind.REJECT.value)
