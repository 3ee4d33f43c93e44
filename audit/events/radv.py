"""What CMS asks of a contract's enrollees, what was found, and what left the house.

Owns these event types; ``audit.events`` says what recurring fields mean. ``audit`` and
``hcc_id`` are ids of the review side, ``enrollee`` the id of a sampled enrollee, whose
name and number stand only in the vault. Must not import Django.
"""

from __future__ import annotations

from audit.facts import Count, Day, Digest, Fact, Name, Part, Token, Uuid, event, part


@part
class Tested(Part):
    """What one test of preflight said of a record."""

    test: Token
    result: Token  # pass | fail | not_applicable | ask
    source: Name


@part
class FoundRecord(Part):
    """A chart that may prove an audited HCC; ranked, if it goes into the package."""

    chart: Uuid
    version: Count
    codes: tuple[Token, ...]
    results: tuple[Tested, ...]
    rank: Count | None = None


@part
class SoughtHcc(Part):
    """An audited HCC with the records found for it, best first."""

    hcc_id: Token
    model: Token
    hcc: Token
    records: tuple[FoundRecord, ...]
    left_out: Count = 0  # found, and beyond what is kept


@event("radv-list-received")
class RadvListReceived(Fact):
    """A list of enrollees to audit arrived; without ``audit`` nothing was taken."""

    received: Token
    original: Digest
    enrollees: Count
    hccs: Count
    refused: Count
    audit: Token | None = None
    contract: Token | None = None
    payment_year: Count | None = None


@event("radv-audit-changed")
class RadvAuditChanged(Fact):
    """Deadlines, state, round or owner of an audit changed."""

    audit: Token
    state: Token
    round: Count
    records_due: Day
    owner: Token
    hardship_due: Day | None = None
    was_with: Token | None = None  # whom it was handed over by
    words: Digest | None = None


@event("radv-enrollee-matched")
class RadvEnrolleeMatched(Fact):
    """Charts were looked for that prove what is audited of an enrollee."""

    audit: Token
    enrollee: Uuid
    hccs: tuple[SoughtHcc, ...]
    patient: Uuid | None = None  # absent: nobody here has that number
    specialties: Digest | None = None  # the list of acceptable specialties used


@event("radv-enrollee-revealed")
class RadvEnrolleeRevealed(Fact):
    """Somebody saw name, birth date and number of a sampled enrollee."""

    audit: Token
    enrollee: Uuid
    purpose: Name
    patient: Uuid | None = None


@event("radv-test-settled")
class RadvTestSettled(Fact):
    """A person said what preflight could not see of a record."""

    audit: Token
    hcc_id: Token
    chart: Uuid
    test: Token
    was: Token
    result: Token
    words: Digest
    patient: Uuid | None = None


@event("radv-records-ranked")
class RadvRecordsRanked(Fact):
    """A person chose which records prove an HCC, best first."""

    audit: Token
    hcc_id: Token
    charts: tuple[Uuid, ...]
    patient: Uuid | None = None


@event("radv-hcc-settled")
class RadvHccSettled(Fact):
    """A person said what the records come to for an audited HCC."""

    audit: Token
    hcc_id: Token
    model: Token
    hcc: Token
    standing: Token
    was: Token
    charts: tuple[Uuid, ...] = ()
    deleted: tuple[Token, ...] = ()  # diagnoses that are to be deleted
    due: Day | None = None  # of the overpayment that this identified
    patient: Uuid | None = None
    words: Digest | None = None


@event("radv-attestation-recorded")
class RadvAttestationRecorded(Fact):
    """The practitioner's attestation for one record arrived."""

    audit: Token
    hcc_id: Token
    chart: Uuid
    defect: Token  # signature | credential
    signed_on: Day
    form: Digest
    patient: Uuid | None = None


@event("radv-intake-answered")
class RadvIntakeAnswered(Fact):
    """A record was sent to CMS, or CMS's intake took or refused it."""

    audit: Token
    hcc_id: Token
    chart: Uuid
    state: Token  # sent | accepted | rejected
    time: Count  # which sending, from 1
    reason: Token | None = None
    patient: Uuid | None = None


@event("radv-outcome-received")
class RadvOutcomeReceived(Fact):
    """CMS told what it found of an audited HCC in one round."""

    audit: Token
    hcc_id: Token
    round: Count
    outcome: Token
    received_on: Day
    appeal_due: Day | None = None
    patient: Uuid | None = None


@event("radv-appeal-filed")
class RadvAppealFiled(Fact):
    """A finding of CMS was appealed."""

    audit: Token
    hcc_id: Token
    round: Count
    level: Token
    filed_on: Day
    patient: Uuid | None = None


@event("radv-appeal-ruled")
class RadvAppealRuled(Fact):
    """It became known what an appeal came to.

    ``next_due`` is the last day for the next level, where there is one.
    """

    audit: Token
    hcc_id: Token
    round: Count
    level: Token
    ruling: Token  # upheld | overturned
    ruled_on: Day
    next_due: Day | None = None
    patient: Uuid | None = None


@event("radv-scans-kept")
class RadvScansKept(Fact):
    """Scanned pages of a record's original were added, or taken away with a reason."""

    audit: Token
    hcc_id: Token
    chart: Uuid
    version: Count
    pages: tuple[Digest, ...]
    was: tuple[Digest, ...] = ()
    words: Digest | None = None
    patient: Uuid | None = None


@event("overpayment-changed")
class OverpaymentChanged(Fact):
    """An overpayment was identified, suspended, reported or found not to be owed."""

    overpayment: Token
    state: Token
    codes: tuple[Token, ...]
    due: Day
    contract: Name
    payment_year: Count
    chart: Uuid | None = None
    hcc_id: Token | None = None
    patient: Uuid | None = None
    words: Digest | None = None


@event("radv-package-asked")
class RadvPackageAsked(Fact):
    """Somebody had an audit's packages built."""

    audit: Token
    package: Token
    purpose: Token
    recipient: Name
    hccs: Count


@event("radv-exported")
class RadvExported(Fact):
    """A package with a patient's records was made: a disclosure."""

    audit: Token
    hcc_id: Token
    model: Token
    hcc: Token
    purpose: Token
    recipient: Name
    charts: tuple[Uuid, ...]
    columns: tuple[Token, ...]
    identity_shown: bool
    manifest: Digest
    archive: Digest
    files: Count
    log_size: Count
    chart: Uuid | None = None  # the best of the charts
    package: Token | None = None
    patient: Uuid | None = None


@event("radv-package-fetched")
class RadvPackageFetched(Fact):
    """Somebody downloaded packages that had been built."""

    audit: Token
    package: Token
    archives: tuple[Digest, ...]
