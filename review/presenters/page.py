"""The values of the case page, one for each thing the reader sees on it.

Owns their shape only. Texts are ready to show; states and tones are words that the
style sheet knows. Must not import models or compute anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from review import admission, support
from review.pairs import Pair

LETTERS = "qwertyuio"
BLANK = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True, slots=True)
class Chip:
    """A short label. ``tone`` is "", "ask", "no" or "yes"."""

    text: str
    tone: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """One act: its key is printed on it, and when it is disabled it says why."""

    verb: str
    label: str
    key: str = ""
    why_not: str = ""
    primary: bool = False

    @property
    def enabled(self) -> bool:
        return not self.why_not

    @property
    def settles(self) -> str:
        """The way in which it settles a finding, for the buttons that do."""
        return "acknowledge" if self.verb == "settle" else self.verb

    @property
    def url_name(self) -> str:
        """The address of a verb is its name with dashes."""
        return f"review:{self.verb.replace('_', '-')}"


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a document that proves or excludes something.

    ``number`` is the position of the item it belongs to, 0 for an exclusion. ``state``
    is undecided, accepted, modified, rejected, added or excluded.
    """

    start: int
    end: int
    number: int
    item: str
    state: str
    label: str


@dataclass(frozen=True, slots=True)
class Segment:
    """Text under the same marks from end to end; plain text has none.

    ``start`` is its offset in the document; ``numbers`` are of marks that end with it.
    """

    start: int
    text: str
    marks: tuple[Mark, ...] = ()
    numbers: tuple[int, ...] = ()
    opens: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        """The state to colour by: what is still to be decided comes first."""
        states = [mark.state for mark in self.marks]
        order = (
            "undecided",
            "modified",
            "accepted",
            "attested",
            "added",
            "rejected",
            "excluded",
        )
        return next((state for state in order if state in states), "")

    @property
    def items(self) -> str:
        """The items proved here, for a data attribute."""
        return " ".join(dict.fromkeys(mark.item for mark in self.marks if mark.item))

    @property
    def label(self) -> str:
        """What the marks say, for people who do not see colours."""
        return "; ".join(dict.fromkeys(mark.label for mark in self.marks))


@dataclass(frozen=True, slots=True)
class Block:
    """One section of a document (or what stands before the first)."""

    anchor: str
    heading: str
    kind: str
    segments: tuple[Segment, ...]
    evidence: int


@dataclass(frozen=True, slots=True)
class DocumentView:
    """One document as it is read; its blocks hold the whole text and nothing else."""

    sha256: str
    anchor: str
    name: str
    kind: str
    author_role: str
    date: str
    evidence: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """Evidence in words, and where to find it.

    ``before`` and ``after`` are the words around it on its line; ``again`` is where the
    same words stand once more.
    """

    text: str
    document: str
    section: str
    href: str
    start: int
    end: int
    before: str = ""
    after: str = ""
    again: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class FindingView:
    """What a rule says, how heavily, and what settles it or has settled it."""

    key: str
    rule: str
    severity: str
    word: str
    tone: str
    message: str
    guideline: str
    settles: str
    codes: tuple[str, ...]
    settled: str
    open: bool
    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class AlternativeView:
    """A code that could stand instead; ``key`` is the digit that chooses it.

    ``why_not`` is left empty where the alternative before it says the same; ``because``
    is what choosing it would say was wrong.
    """

    key: str
    code: str
    title: str
    why_not: str
    confidence: str
    because: str = ""


@dataclass(frozen=True, slots=True)
class NoteView:
    """A house note as it stands beside a code."""

    key: int
    code: str
    kind: str
    words: str
    citation: str
    since: str
    approved: str


@dataclass(frozen=True, slots=True)
class CommentView:
    words: str
    said: str


@dataclass(frozen=True, slots=True)
class ItemView:
    """One code to decide, or decided.

    ``state`` is undecided, accepted, modified, rejected or added; ``code`` and
    ``title`` are what was proposed, ``final_code`` what stands now.
    """

    id: str
    position: int
    code: str
    title: str
    final_code: str
    final_title: str
    state: str
    tone: str
    origin: str
    billed: bool
    role: str
    confidence: float | None
    percent: str
    confidence_words: str
    section: str
    why: str
    guidelines: tuple[str, ...]
    quotes: tuple[Quote, ...]
    alternatives: tuple[AlternativeView, ...]
    findings: tuple[FindingView, ...]
    decision: str
    buttons: tuple[Button, ...]
    suggested_by: str = ""
    asks_support: bool = False
    poa: admission.Asked | None = None
    cause: str = ""
    notes: tuple[NoteView, ...] = ()
    comments: tuple[CommentView, ...] = ()

    @property
    def open_findings(self) -> int:
        return sum(finding.open for finding in self.findings)

    @property
    def anchor(self) -> str:
        return f"item-{self.position}"


@dataclass(frozen=True, slots=True)
class ExclusionView:
    """A code considered and not coded, with the reason."""

    code: str
    title: str
    reason: str
    message: str
    guideline: str
    rule: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class ExclusionGroup:
    """Exclusions for one reason; those that say little are folded under their count."""

    heading: str
    why: str
    folded: bool
    rows: tuple[ExclusionView, ...]


@dataclass(frozen=True, slots=True)
class GapView:
    """Something the documents do not say."""

    kind: str
    question: str
    options: tuple[str, ...]
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class ReasonView:
    """A reason to pick; the first nine of an axis have a digit."""

    code: str
    label: str
    needs_words: bool
    key: str

    @property
    def letter(self) -> str:
        """The letter under its digit, where the digits choose codes."""
        return LETTERS[int(self.key) - 1] if self.key else ""


@dataclass(frozen=True, slots=True)
class ProcedureRow:
    """A candidate: its system, code and title."""

    system: str
    code: str
    title: str


@dataclass(frozen=True, slots=True)
class ProcedureGroup:
    """Codes that would say what one place of the note says was done."""

    quotes: tuple[Quote, ...]
    words: str
    document: str
    start: int
    end: int
    rows: tuple[ProcedureRow, ...]
    more: int


@dataclass(frozen=True, slots=True)
class ProcedureView:
    """What can be said of procedures: candidates, systems loaded, what is unchecked."""

    groups: tuple[ProcedureGroup, ...]
    systems: tuple[str, ...]
    about: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """The case page, whole or only what decisions change (see ``case_page``)."""

    number: int
    version: int
    url: str
    title: str
    patient: str
    setting: str
    seen: str
    provider: str
    contract: str
    state: str
    state_label: str
    mine: bool
    claim: str
    notice: str
    chips: tuple[Chip, ...]
    documents: tuple[DocumentView, ...]
    items: tuple[ItemView, ...]
    excluded: tuple[ExclusionGroup, ...]
    gaps: tuple[GapView, ...]
    findings: tuple[FindingView, ...]
    decided: int
    buttons: dict[str, Button]
    footer: str
    unsigned_because: tuple[str, ...]
    attestation: str
    what: tuple[ReasonView, ...]
    why: tuple[ReasonView, ...]
    pairs: tuple[Pair, ...]
    active: str
    lease_seconds: int
    to_disclose: bool  # a planted code has to be told before signing
    hidden: bool  # the suggestions, until the coder has coded
    service_date: date
    chart: str
    chart_version: int
    about_the_model: str = ""
    procedures: ProcedureView | None = None

    @property
    def blank(self) -> str:
        """Stands for an item in the forms that a script fills in for it."""
        return BLANK

    @property
    def indicators(self) -> tuple[admission.Choice, ...]:
        """What may be said of presence on admission."""
        return admission.OFFERED

    @property
    def supports(self) -> tuple[support.Choice, ...]:
        """What may support a high-risk code."""
        return support.CHOICES

    @property
    def set_aside(self) -> int:
        """How many codes were considered and not coded."""
        return sum(len(group.rows) for group in self.excluded)

    @property
    def progress(self) -> str:
        return f"{self.decided} of {len(self.items)} decided"
