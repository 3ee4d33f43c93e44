"""How long charts are kept, what holds them longer, and their disposal.

Owns these event types; ``audit.events`` says what recurring fields mean. Must not
import Django.

``ChartDisposed`` stands in the log before the content it names is destroyed, and names
that content's places in the tree: whoever verifies the log finds there why a leaf has
no bytes any more.
"""

from __future__ import annotations

from audit.facts import Count, Day, Digest, Fact, Name, Part, Token, Uuid, event, part


@part
class Leaves(Part):
    """Places in the tree that follow each other, both ends included."""

    first: Count
    last: Count


@event("retention-rule-changed")
class RetentionRuleChanged(Fact):
    """A rule of how long charts are kept was set, changed or ended."""

    rule: Token
    label: Name
    years: Count
    starts: Token
    applies: Token
    source: Name
    words: Digest
    site: Name = ""
    ended: bool = False


@event("legal-hold-placed")
class LegalHoldPlaced(Fact):
    """Something must not be disposed of, whatever its age."""

    hold: Token
    scope: Token  # chart | patient | contract | site | everything
    words: Digest
    chart: Uuid | None = None
    case: Token | None = None
    patient: Uuid | None = None
    name: Name = ""  # of the contract or the site


@event("legal-hold-lifted")
class LegalHoldLifted(Fact):
    """A legal hold ended; other holds may go on."""

    hold: Token
    scope: Token
    words: Digest
    chart: Uuid | None = None
    case: Token | None = None
    patient: Uuid | None = None
    name: Name = ""


@event("disposal-proposed")
class DisposalProposed(Fact):
    """Somebody proposed to dispose of charts whose time is over."""

    run: Uuid
    charts: Count
    latest: Day  # the latest earliest-purge date among them


@event("disposal-approved")
class DisposalApproved(Fact):
    """A second person agreed; from here on it is carried out."""

    run: Uuid
    charts: Count
    proposed_by: Uuid
    words: Digest


@event("disposal-withdrawn")
class DisposalWithdrawn(Fact):
    """A proposed disposal will not be carried out."""

    run: Uuid
    charts: Count
    words: Digest


@event("chart-disposed")
class ChartDisposed(Fact):
    """A chart's content is destroyed: its events, documents and words."""

    chart: Uuid
    case: Token
    run: Uuid
    rule: Token
    source: Name
    due: Day
    proposed_by: Uuid
    approved_by: Uuid
    events: Count
    leaves: tuple[Leaves, ...]


@event("disposal-finished")
class DisposalFinished(Fact):
    """All charts of a disposal are gone, or were kept because something changed."""

    run: Uuid
    charts: Count
    kept: Count
    files: Count
