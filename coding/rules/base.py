"""What a rule is, and what it is given to look at.

Owns ``Rule``, the ``@rule`` decorator, ``Hit`` (what a check yields) and ``Context``
(the code set with its encounter and release). Knows no rule of its own. Must not
import Django, change a code or remember anything between two checks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import TYPE_CHECKING

from coding.rules.lists import NONE, Lists
from coding.shelf import Shelf
from coding.values import CodedLine, Facts, Finding, NoteDocument, Severity

if TYPE_CHECKING:
    from coding.codebook import CodeBook
    from coding.references import CodeRange


class Reach(StrEnum):
    """How far a rule can be trusted to see everything that it speaks of."""

    EXACT = "exact"
    PARTIAL = "partial"


@dataclass(frozen=True, slots=True)
class Context:
    """A code set in its order, with what a rule may look at beside it.

    ``lines`` hold diagnoses only, sorted by sequence. ``documents`` may be empty: a
    rule that reads them is silent without them. ``lists`` holds the dated lists that
    are loaded; a rule without its list says less.
    """

    lines: tuple[CodedLine, ...]
    facts: Facts
    book: CodeBook
    documents: tuple[NoteDocument, ...] = ()
    lists: Lists = NONE

    @property
    def first(self) -> CodedLine | None:
        """The principal or first-listed diagnosis: the one sequenced first.

        A line's role is not asked: while a coder moves lines it may lag behind.
        """
        return self.lines[0] if self.lines else None

    def starting(self, *prefixes: str) -> tuple[CodedLine, ...]:
        """The lines whose code starts with one of the prefixes, in order."""
        found: tuple[CodedLine, ...] = ()
        for line in self.lines:  # asked hundreds of times a chart, mostly in vain
            if line.code.startswith(prefixes):
                found += (line,)
        return found

    def has(self, *prefixes: str) -> bool:
        """Whether any code starts with one of the prefixes."""
        return bool(self.starting(*prefixes))

    def before(self, line: CodedLine) -> tuple[CodedLine, ...]:
        """The lines sequenced ahead of this one."""
        return self.lines[: self.lines.index(line)]

    def is_first(self, line: CodedLine) -> bool:
        """Whether this line leads the set."""
        return line is self.first

    @property
    def lead_word(self) -> str:
        """What the leading place is called in this setting."""
        inpatient = self.facts.setting.is_inpatient
        return "principal diagnosis" if inpatient else "first-listed diagnosis"


def naming(
    context: Context, named: Callable[[str], Iterable[CodeRange]]
) -> Iterator[tuple[CodedLine, CodedLine]]:
    """Every two lines, in their order, of which what one names holds the other.

    The rest need not be asked: a set may hold thousands of codes.
    """
    places: dict[str, list[int]] = {}
    for at, line in enumerate(context.lines):
        places.setdefault(line.code, []).append(at)
    shelf, found = Shelf(context.book, places), set[tuple[int, int]]()
    for code, own in places.items():
        for other in shelf.covered(named(code)) - {code}:
            for one, two in product(own, places[other]):
                found.add((min(one, two), max(one, two)))
    for one, two in sorted(found):
        yield context.lines[one], context.lines[two]


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing a check noticed, before the rule signs it.

    ``severity`` is set only where a rule speaks with two weights.
    """

    message: str
    codes: tuple[str, ...]
    settles: str
    subject: str = ""
    severity: Severity | None = None


Check = Callable[[Context], Iterable[Hit]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A guideline that software can check, and how well it can.

    ``looks_at`` says truthfully what is examined, so that silence is not mistaken for
    approval.
    """

    id: str
    guideline: str
    severity: Severity
    summary: str
    reach: Reach
    looks_at: str
    check: Check

    @property
    def deterministic(self) -> str:
        """ "exact" or "partial", as pages and the result name it."""
        return self.reach.value

    def findings(self, context: Context) -> Iterator[Finding]:
        """The hits of the check as findings of this rule."""
        for hit in self.check(context):
            yield Finding(
                rule=self.id,
                severity=hit.severity or self.severity,
                message=hit.message,
                guideline=self.guideline,
                subject=hit.subject,
                codes=hit.codes,
                settles=hit.settles,
            )


def rule(
    name: str,
    *,
    guideline: str,
    severity: Severity,
    summary: str,
    looks_at: str,
    reach: Reach = Reach.EXACT,
) -> Callable[[Check], Rule]:
    """Make a rule of the check below it."""

    def sign(check: Check) -> Rule:
        return Rule(name, guideline, severity, summary, reach, looks_at, check)

    return sign


def about(line: CodedLine, message: str, settles: str) -> Hit:
    """A hit that concerns one code alone."""
    return Hit(message, (line.code,), settles, subject=line.code)


def between(message: str, settles: str, *lines: CodedLine, subject: str = "") -> Hit:
    """A hit that concerns several codes together, each named once."""
    codes = tuple(dict.fromkeys(line.code for line in lines))
    return Hit(message, codes, settles, subject=subject)


def listed(codes: Iterable[str], joint: str = "and") -> str:
    """Codes as a reader would list them: "A, B and C"."""
    *head, tail = dict.fromkeys(codes)
    return f"{', '.join(head)} {joint} {tail}" if head else tail
