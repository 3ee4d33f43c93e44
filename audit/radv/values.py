"""What a package is made of, as plain frozen values.

Owns the shape of a dossier: one audited HCC of one enrollee with its chosen records.
Must not import Django.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Plain = Mapping[str, str]


class Purpose(StrEnum):
    """What a package is for; it decides which columns it holds."""

    SUBMISSION = "submission"
    APPEAL = "appeal"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True, repr=False)
class Page:
    """One document of a record: its exact text, named by its sha256."""

    sha256: str
    text: str
    name: str = ""
    kind: str = ""
    author_role: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """A place in a document that proves a diagnosis; offsets in code points."""

    document: str
    start: int
    end: int
    section: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One diagnosis that the record proves."""

    code: str
    title: str
    role: str
    poa: str
    assertion: str
    quotes: tuple[Quote, ...]
    meat: tuple[str, ...] = ()
    hccs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TestTold:
    """What one test of validity came to, from where, and who settled it when."""

    __test__ = False  # a value, whatever pytest makes of its name

    test: str
    title: str
    result: str
    says: str
    source: str
    settled_by: str = ""
    settled_at: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Attestation:
    """A CMS-generated attestation, with the bytes of the form."""

    defect: str
    signed_on: str
    sha256: str
    media_type: str
    form: bytes


@dataclass(frozen=True, slots=True, repr=False)
class Scan:
    """One page of the original record as a picture, PNG or JPEG, named by its sha256.

    ``turned``: so many degrees clockwise until it stands upright.
    """

    sha256: str
    data: bytes
    turned: int = 0


@dataclass(frozen=True, slots=True)
class RecordPart:
    """One chosen record: one encounter, with all that is known of its validity."""

    rank: int
    chart: str
    encounter: Plain
    provider: Plain
    pages: tuple[Page, ...]
    diagnoses: tuple[Diagnosis, ...]
    tests: tuple[TestTold, ...]
    attestations: tuple[Attestation, ...] = ()
    scans: tuple[Scan, ...] = ()
    intake: Plain | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Dossier:
    """One audited HCC of one enrollee, ready to be packed."""

    purpose: Purpose
    recipient: str
    exported_by: str
    identity: Plain
    audit: Plain
    hcc: Plain
    records: tuple[RecordPart, ...]
    versions: Plain
