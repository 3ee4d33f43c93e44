"""The frozen values that pass between the stages of the engine.

Owns the shapes of a note on its way to codes: what goes in (``Note``), what every
stage hands to the next, and what comes out (``CodedNote``). Must not import Django,
touch a database or hold behaviour beyond checking its own consistency.

Offsets are Unicode code points in one document's normalised text; ``document`` is the
sha256 of that text, in hexadecimal. Confidences are probabilities from 0 to 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Setting(StrEnum):
    """Where the encounter took place; chooses the guideline that applies."""

    OUTPATIENT = "outpatient"
    INPATIENT = "inpatient"
    EMERGENCY = "emergency"
    TELEHEALTH = "telehealth"

    @property
    def is_inpatient(self) -> bool:
        """Sections II and III of the guidelines apply instead of section IV."""
        return self is Setting.INPATIENT


class Assertion(StrEnum):
    """What the text says of a mention."""

    PRESENT = "present"
    NEGATED = "negated"
    FAMILY = "family"
    HISTORICAL = "historical"
    UNCERTAIN = "uncertain"
    HYPOTHETICAL = "hypothetical"
    SOMEONE_ELSE = "someone_else"


class Severity(StrEnum):
    """How much a finding weighs, heaviest first."""

    BLOCK = "block"
    SECOND_REVIEW = "second_review"
    WARN = "warn"
    INFO = "info"


class Role(StrEnum):
    """The place of a code in its set."""

    PRINCIPAL = "principal"
    FIRST_LISTED = "first-listed"
    SECONDARY = "secondary"


@dataclass(frozen=True, slots=True)
class NoteDocument:
    """One document of a chart, as the engine sees it."""

    sha256: str
    text: str
    name: str = ""
    kind: str = ""
    author_role: str = ""
    date: date | None = None
    author: str = ""  # for people who read the chart; no stage looks at it

    @property
    def written_by(self) -> str:
        """The author, or what they are where nobody is named."""
        return self.author or self.author_role


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the encounter without reading the documents.

    ``service_date`` is the through date: for inpatients the discharge date. ``age`` is
    in years at the date of service. ``sex`` is "F", "M" or "" where not known.
    ``billed`` are diagnoses already on the claim, to be supported or deleted.
    ``procedures`` are the CPT and HCPCS codes of its claim.
    ``contract`` is the Medicare Advantage contract, ``claim_control_number`` names the
    encounter that was submitted; both empty where there is none or it is not known.
    """

    setting: Setting
    service_date: date
    admission_date: date | None = None
    age: int | None = None
    sex: str = ""
    modality: str = ""
    place_of_service: str = ""
    specialty: str = ""
    billed: tuple[str, ...] = ()
    specialty_code: str = ""
    provider_credential: str = ""
    contract: str = ""
    claim_control_number: str = ""
    site: str = ""
    procedures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """Everything the engine is given of one chart version.

    ``earlier`` are documents of the patient's earlier encounters. They prove nothing:
    they are compared with, to see what was carried over from them.
    """

    documents: tuple[NoteDocument, ...]
    facts: Facts
    earlier: tuple[NoteDocument, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a document under one heading; ``kind`` is a canonical name."""

    document: str
    kind: str
    start: int
    end: int
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The exact text that proves something: ``text == document[start:end]``."""

    document: str
    start: int
    end: int
    text: str
    page: int = 1
    section: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A span that names a condition or procedure, with what the text says of it.

    ``term`` is the lexicon's number for what was matched, ``said`` its concepts and
    ``context`` those that stand around it; an engine that finds mentions otherwise
    leaves them empty. ``told`` is what the text says where that counts as present for
    coders who code each mention.
    """

    evidence: Evidence
    section: str
    assertion: Assertion
    extraction_confidence: float
    cue: Evidence | None = None
    term: int = -1
    context: frozenset[str] = frozenset()
    sentence: int = 0
    said: tuple[str, ...] = ()
    told: Assertion | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A code retrieved for a mention; ``score`` orders, ``source`` says from where."""

    code: str
    score: float
    source: str
    matched: str = ""


@dataclass(frozen=True, slots=True)
class Alternative:
    """A code that could have been chosen instead, and why it was not."""

    code: str
    title: str
    confidence: float
    why_not: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says of one code (``subject``) or, without one, of the code set.

    ``codes`` are all codes concerned; ``settles`` says what would make it go away.
    """

    rule: str
    severity: Severity
    message: str
    guideline: str
    subject: str = ""
    codes: tuple[str, ...] = ()
    settles: str = ""


@dataclass(frozen=True, slots=True)
class Hcc:
    """A payment category of a code, by the map named; coders never see it."""

    model: str
    payment_year: int
    hcc: str
    map_sha256: str


@dataclass(frozen=True, slots=True)
class HccMap:
    """Which map was asked for a model and payment year; none where it is not loaded.

    ``approximate``: it is another year's, or known to be near what was paid by only.
    """

    model: str
    payment_year: int
    map_year: int | None = None
    sha256: str = ""
    approximate: bool = False

    @property
    def is_loaded(self) -> bool:
        return self.map_year is not None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A code recommended for the chart."""

    system: str
    code: str
    title: str
    sequence: int
    role: Role
    extraction_confidence: float
    code_confidence: float
    confidence: float
    assertion: Assertion
    section: str
    evidence: tuple[Evidence, ...]
    rationale: str
    guidelines: tuple[str, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    findings: tuple[Finding, ...] = ()
    poa: str | None = None
    billed: bool = False
    hccs: tuple[Hcc, ...] = ()
    engine: str = "knowledge"


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A code considered and not recommended.

    ``reason`` is negated, family, hypothetical, someone_else, uncertain, historical,
    unsupported or integral; ``rule`` says which of the ways to be unsupported.
    """

    code: str
    title: str
    reason: str
    rule: str
    guideline: str
    message: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class ProcedureCandidate:
    """A procedure code that would say what the note says was done.

    For a coder to choose among the ``fitting`` codes there are; never a suggestion.
    ``units`` (0), ``modifiers`` and ``performer`` are left open where the note does not
    say them.
    """

    system: str
    code: str
    title: str
    evidence: Evidence
    fitting: int = 1
    units: int = 0
    modifiers: tuple[str, ...] = ()
    performer: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Companion:
    """A code that the chart has words for and that is not suggested.

    It is for a coder to add where a note of another code asks for it.
    """

    code: str
    title: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Considered:
    """A code that was weighed and stayed below what is suggested."""

    code: str
    title: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Gap:
    """Something the documentation does not say that would change a code."""

    kind: str
    question: str
    options: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    would_change: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CodedLine:
    """One code of a set as the rules see it, whoever put it there.

    ``key`` identifies the line to its caller; ``sequence`` counts from 1.
    """

    key: str
    code: str
    sequence: int
    role: Role = Role.SECONDARY
    system: str = "ICD-10-CM"
    evidence: tuple[Evidence, ...] = ()
    assertion: Assertion = Assertion.PRESENT
    poa: str | None = None
    origin: str = "machine"


@dataclass(frozen=True, slots=True)
class ModelUse:
    """How a language model took part in a run: counts and names, no words.

    ``prompts`` are (name, sha256). ``cost`` is in millionths of the currency. ``sent``
    of ``mentions`` were put to the model; ``quotes`` and ``codes`` came back, and
    ``refused`` of them by reason. ``silent`` says why there was no answer, if so.
    """

    endpoint: str
    host: str
    model: str
    prompts: tuple[tuple[str, str], ...] = ()
    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: int = 0
    microseconds: int = 0
    mentions: int = 0
    sent: int = 0
    quotes: int = 0
    codes: int = 0
    refused: tuple[tuple[str, int], ...] = ()
    silent: str = ""


@dataclass(frozen=True, slots=True)
class CodedNote:
    """The result of one run: schema 1 of the result, without the route."""

    engine: str
    engine_version: str
    profile: str
    release: str
    setting: Setting
    service_date: date
    suggestions: tuple[Suggestion, ...] = ()
    excluded: tuple[Exclusion, ...] = ()
    gaps: tuple[Gap, ...] = ()
    findings: tuple[Finding, ...] = ()
    sections: tuple[Section, ...] = ()
    provisional: bool = False
    approximate: bool = False
    hcc_maps: tuple[HccMap, ...] = ()
    considered: tuple[Considered, ...] = ()
    procedures: tuple[ProcedureCandidate, ...] = ()
    companions: tuple[Companion, ...] = ()
    model: ModelUse | None = None
