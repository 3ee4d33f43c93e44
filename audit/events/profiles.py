"""What the engine learned from decisions, and who put it in force.

Owns these event types; ``audit.events`` says what recurring fields mean. ``profile`` is
the name of a stored profile, ``sha256`` names its content. Must not import Django.
"""

from __future__ import annotations

from audit.facts import Count, Digest, Fact, Name, Token, Uuid, event


@event("learning-asked")
class LearningAsked(Fact):
    """A new profile was asked for, by a person or because enough was decided."""

    job: Uuid
    site: Name = ""  # empty for all sites together
    until: Count = 0  # the last event that may be learned from


@event("profile-fitted")
class ProfileFitted(Fact):
    """A candidate was learned from decisions; it is not in force."""

    job: Uuid
    profile: Token
    sha256: Digest
    number: Count  # counts the profiles of a site from 1
    charts: Count  # learned from
    held_out: Count  # charts that no profile learns from; the replay is on these
    until: Count
    replay: Digest  # of the replay, in the vault
    against: Token  # the profile it was compared with
    site: Name = ""


@event("learning-ended")
class LearningEnded(Fact):
    """Learning ended without a candidate."""

    job: Uuid
    reason: Token  # too-few | no-better | failed
    charts: Count
    site: Name = ""


@event("profile-promoted")
class ProfilePromoted(Fact):
    """A supervisor put a profile in force for charts coded from now on."""

    profile: Token
    sha256: Digest
    words: Digest
    replaces: Token
    site: Name = ""


@event("profile-refused")
class ProfileRefused(Fact):
    """A supervisor refused a candidate."""

    profile: Token
    sha256: Digest
    words: Digest
    site: Name = ""


@event("profile-rolled-back")
class ProfileRolledBack(Fact):
    """A supervisor took a profile out of force; ``restored`` is in force again."""

    profile: Token
    sha256: Digest
    restored: Token
    site: Name = ""


@event("profile-unreadable")
class ProfileUnreadable(Fact):
    """A profile in force cannot be read; charts are coded without it from here on."""

    profile: Token
    sha256: Digest
    site: Name = ""


@event("profile-readable")
class ProfileReadable(Fact):
    """A supervisor had a profile read again that could not be; it counts again."""

    profile: Token
    sha256: Digest
    site: Name = ""


@event("feedback-exported")
class FeedbackExported(Fact):
    """The feedback dataset was made for somebody."""

    tree_size: Count  # the leaves it was made from; the same size, the same bytes
    lines: Count
    form: Token  # jsonl | csv
    sha256: Digest  # of the file
    dataset_version: Count
    with_text: bool = False
    purpose: Token | None = None
    words: Digest | None = None
