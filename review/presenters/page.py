"""The values of the case page, one for each thing the reader sees on it.

Owns their shape only. Texts are ready to show; states and tones are words that the
style sheet knows. Must not import models or compute anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from review import admission, support
from review.pairs import Pair
from review.presenters.texts import DocumentView
from review.unread import Unread

LETTERS = "qwertyuio"
# A long chart says the same words hundreds of times; beyond so many they are counted.
PLACES = 12
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
    author: str = ""

    @property
    def linked(self) -> tuple[Quote, ...]:
        """The further places that are named one by one."""
        return self.again[:PLACES]

    @property
    def more(self) -> int:
        """How many further places there are; each of them is marked in the note."""
        return len(self.unlinked)

    @property
    def unlinked(self) -> tuple[Quote, ...]:
        """The places that are only counted; a key walks over them too."""
        return self.again[PLACES:]

    @property
    def anchor(self) -> str:
        """Where it stands on the page: its document's number and first character."""
        return self.href.removeprefix("#")

    @property
    def place(self) -> str:
        """Section and document, as far as each is known."""
        return ", ".join(filter(None, (self.section, self.document)))


@dataclass(frozen=True, slots=True)
class SideView:
    """One of two codes that are kept apart; keeping it rejects the ``other`` item."""

    key: str
    code: str
    title: str
    state: str
    quotes: tuple[Quote, ...]
    other: str
    other_code: str
    why_not: str


@dataclass(frozen=True, slots=True)
class ConflictView:
    """Both sides, and the note between them as the release prints it."""

    sides: tuple[SideView, ...]
    note: str
    origin: str
    origin_title: str
    release: str

    @property
    def why_not(self) -> str:
        """Why neither can be kept against the other now."""
        return next((side.why_not for side in self.sides if side.why_not), "")


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
    conflict: ConflictView | None = None


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
    ``title`` are what was proposed, ``final_code`` what stands now. ``mark`` is
    the same as long as all of it is (``review.presenters.resemblance``).
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
    asks_beside: tuple[str, ...] = ()  # notes that want a code which is not there
    poa: admission.Asked | None = None
    cause: str = ""
    notes: tuple[NoteView, ...] = ()
    comments: tuple[CommentView, ...] = ()
    mark: str = ""

    def why_not(self, verb: str) -> str:
        """Why this verb cannot be done to it now, or nothing."""
        return next((b.why_not for b in self.buttons if b.verb == verb), "")

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
    """A candidate: its system, code and title, units and modifiers where told."""

    system: str
    code: str
    title: str
    units: int = 0
    modifiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProcedureGroup:
    """Codes that would say what one place of the note says was done, and by whom."""

    quotes: tuple[Quote, ...]
    by: tuple[Quote, ...]
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
    unread: tuple[Unread, ...] = ()  # documents that this person has not opened
    must_read: bool = False  # all of them before signing, by policy
    has_queries: bool = True

    @property
    def unread_hashes(self) -> frozenset[str]:
        return frozenset(each.sha256 for each in self.unread)

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
