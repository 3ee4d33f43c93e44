"""What an upload must be to become a chart.

Owns every reason for which intake refuses, with a sentence for a person, and the
decoding of documents. Pure: takes an upload and returns what to store or the first
problem. Sentences never repeat what the upload says, because that may name a patient.

Decoding changes nothing but the encoding: a byte order mark is dropped, every other
character stays, line ends included.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from coding.codebook import normalise
from coding.uploads import ChartUpload, DocumentUpload
from coding.values import Facts, Note, NoteDocument, Setting


class Reason(StrEnum):
    """Why an upload was refused."""

    NO_DOCUMENT = "no_document"
    TOO_MANY_DOCUMENTS = "too_many_documents"
    EMPTY = "empty"
    BINARY = "binary"
    NOT_TEXT = "not_text"
    MIS_ENCODED = "mis_encoded"
    TOO_LONG = "too_long"
    UNKNOWN_SETTING = "unknown_setting"
    UNKNOWN_SEX = "unknown_sex"
    UNKNOWN_MODALITY = "unknown_modality"
    NO_SERVICE_DATE = "no_service_date"
    NO_ADMISSION_DATE = "no_admission_date"
    DATES_REVERSED = "dates_reversed"
    FUTURE_DATE = "future_date"
    BORN_AFTER_SERVICE = "born_after_service"
    BAD_AGE = "bad_age"
    BAD_FACT = "bad_fact"
    BAD_BILLED_CODE = "bad_billed_code"
    BAD_PROCEDURE = "bad_procedure"
    OTHER_PATIENT = "other_patient"
    OTHER_SITE = "other_site"


MODALITIES = ("", "in-person", "audio-video", "audio-only", "none")
SEXES = ("", "F", "M")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one upload may hold."""

    characters: int = 2_000_000
    documents: int = 50


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an upload cannot become a chart; ``document`` counts from 1."""

    reason: Reason
    detail: str
    document: int | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """One document, decoded."""

    upload: DocumentUpload
    text: str

    def __repr__(self) -> str:
        return f"Text({len(self.text)} characters)"


class Refusal(Exception):  # noqa: N818  a result that unwinds, not a failure
    """Carries a problem out of the checks."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.reason)
        self.problem = problem


def accept(upload: ChartUpload, *, today: date, limits: Limits) -> tuple[Text, ...]:
    """The documents as text, if upload and facts are sound; else ``Refusal``."""
    for problem in _fact_problems(upload, today):
        raise Refusal(problem)
    if not upload.documents:
        raise Refusal(Problem(Reason.NO_DOCUMENT, "There is no document."))
    if len(upload.documents) > limits.documents:
        raise Refusal(
            Problem(
                Reason.TOO_MANY_DOCUMENTS,
                f"There are {len(upload.documents)} documents; "
                f"a chart may have {limits.documents}.",
            )
        )
    # The same text twice says nothing more; its first place counts.
    once: dict[str, Text] = {}
    for place, document in enumerate(upload.documents, 1):
        text = _decoded(document.data, place, limits)
        once.setdefault(text, Text(document, text))
    return tuple(once.values())


# Documents

# What a file starts with when it is something other than text.
_FORMATS = (
    (b"PK\x03\x04", "a zip or office file"),
    (b"\xd0\xcf\x11\xe0", "an old office file"),
    (b"{\\rtf", "a rich text file"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"II*\x00", "an image"),
    (b"MM\x00*", "an image"),
    (b"\x1f\x8b", "a compressed file"),
)
# How text begins that is written for a program: its tags, names and delimiters would
# be read as words of the note, and quoted as evidence.
_EXPORT = "text is needed, so export it first"
_DELIVER = 'take the file in under "Charts from a file"'
_FOR_PROGRAMS = (
    (r"<(?:\?xml|ClinicalDocument)\b", f"is XML; {_EXPORT}"),
    (r"<(?:!doctype html|html)\b", f"is HTML; {_EXPORT}"),
    (r"(?:FHS|BHS|MSH)\|\S", f"holds HL7 messages; {_DELIVER}"),
    (r'\{[^][{}]{0,2000}"resourceType"\s*:', f"is FHIR; {_DELIVER}"),
)
_PDF = b"%PDF-"
# Its header may stand behind so many bytes of something else (ISO 32000-1, annex H).
_PDF_WITHIN = 1024
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
# Control characters, and halves of characters that no encoding can write.
_UNFIT = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UTF32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)


def _decoded(data: bytes, place: int, limits: Limits) -> str:
    for start, what in _FORMATS:
        if data.startswith(start):
            raise _refused(place, Reason.NOT_TEXT, f"is {what}; {_EXPORT}")
    if _PDF in data[:_PDF_WITHIN]:
        raise _refused(place, Reason.NOT_TEXT, f"is a PDF file; {_EXPORT}")
    # Four bytes is the most that one character takes in any encoding read here.
    if len(data) > limits.characters * 4 + 4:
        raise _too_long(place, limits)
    text = _as_text(data, place)
    for form, what in _FOR_PROGRAMS:
        if re.match(form, text.lstrip(), re.IGNORECASE):
            raise _refused(place, Reason.NOT_TEXT, what)
    if not text.strip():
        raise _refused(place, Reason.EMPTY, "is empty")
    if _CONTROL.search(text):
        raise _refused(
            place, Reason.BINARY, "holds control characters, so it is not plain text"
        )
    if len(text) > limits.characters:
        raise _too_long(place, limits)
    return text


def _as_text(data: bytes, place: int) -> str:
    wide = data.startswith(_UTF16) and not data.startswith(_UTF32)
    if b"\x00" in data and not wide:
        raise _refused(place, Reason.BINARY, "holds zero bytes, so it is not text")
    try:
        return data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        # Not chained: the decoding error would carry the document's bytes along.
        raise _refused(
            place,
            Reason.MIS_ENCODED,
            "is neither UTF-8 nor UTF-16; save it as UTF-8 and send it again",
        ) from None


def _too_long(place: int, limits: Limits) -> Refusal:
    what = f"is longer than {limits.characters:,} characters"
    return _refused(place, Reason.TOO_LONG, what)


def _refused(place: int, reason: Reason, what: str) -> Refusal:
    return Refusal(Problem(reason, f"Document {place} {what}.", place))


# Facts

# How long each fact may be; the columns of the tables are as wide.
_WIDTHS = {
    "source": 80,
    "external_id": 200,
    "site": 80,
    "contract": 40,
    "payer": 80,
    "claim_control_number": 80,
    "provider_name": 120,
    "provider_credential": 40,
    "provider_group": 80,
    "specialty": 80,
}
# Who the patient is has no columns; these are the most that a form takes.
_PATIENT_WIDTHS = {"name": 200, "mrn": 80, "mbi": 20, "enrollee_id": 80}
_FILE_NAME = 255
# No chart is older, and releases are reckoned from the year before.
EARLIEST = date(1900, 1, 1)
_FORMS = {
    "provider_npi": (r"([0-9]{10})?", "The provider's NPI must have ten digits."),
    "place_of_service": (r"([0-9]{2})?", "The place of service must be two digits."),
    "specialty_code": (r"([0-9A-Z]{2})?", "The specialty code must be two characters."),
}
# CPT and HCPCS Level II: five characters, with a modifier or two behind a hyphen.
_PROCEDURE = re.compile(r"[A-Z0-9][0-9]{3}[A-Z0-9](-[A-Z0-9]{2}){0,4}")
MOST_PROCEDURES = 100
_BILLED = re.compile(r"[A-Z0-9][A-Z0-9.]{1,11}")


def _fact_problems(upload: ChartUpload, today: date) -> Iterator[Problem]:
    yield from _choice_problems(upload)
    yield from _date_problems(upload, today)
    yield from _form_problems(upload)
    yield from _name_problems(upload)


def _choice_problems(upload: ChartUpload) -> Iterator[Problem]:
    if upload.setting not in set(Setting):
        known = ", ".join(Setting)
        yield Problem(Reason.UNKNOWN_SETTING, f"The setting must be one of: {known}.")
    if upload.sex not in SEXES:
        yield Problem(Reason.UNKNOWN_SEX, "The sex must be F, M or left out.")
    if upload.modality not in MODALITIES:
        known = ", ".join(filter(None, MODALITIES))
        yield Problem(Reason.UNKNOWN_MODALITY, f"The modality must be one of: {known}.")


def _date_problems(upload: ChartUpload, today: date) -> Iterator[Problem]:
    through, admitted = upload.service_date, upload.admission_date
    if through is None:
        yield Problem(Reason.NO_SERVICE_DATE, "The date of service is missing.")
        return
    if upload.setting == Setting.INPATIENT and admitted is None:
        yield Problem(Reason.NO_ADMISSION_DATE, "An inpatient needs an admission date.")
    if admitted and admitted > through:
        yield Problem(
            Reason.DATES_REVERSED, "The admission date is after the discharge date."
        )
    if min(through, admitted or through) < EARLIEST:
        yield Problem(
            Reason.BAD_FACT, f"The date of service lies before {EARLIEST.year}."
        )
    if through > today:
        yield Problem(Reason.FUTURE_DATE, "The date of service lies in the future.")
    born = upload.patient.birth_date
    if born and born > through:
        yield Problem(
            Reason.BORN_AFTER_SERVICE, "The birth date is after the date of service."
        )
    if not 0 <= (age_at_service(upload) or 0) <= 130:
        yield Problem(Reason.BAD_AGE, "The age must be from 0 to 130 years.")


def _form_problems(upload: ChartUpload) -> Iterator[Problem]:
    if not upload.source:
        yield Problem(Reason.BAD_FACT, "The source system must be named.")
    for name, width in _WIDTHS.items():
        value = getattr(upload, name)
        if len(value) > width or not value.isprintable():
            label = name.replace("_", " ")
            yield Problem(
                Reason.BAD_FACT,
                f"The {label} must be printable and at most {width} characters long.",
            )
    for name, (form, sentence) in _FORMS.items():
        if not re.fullmatch(form, getattr(upload, name)):
            yield Problem(Reason.BAD_FACT, sentence)
    for document in upload.documents:
        said = (document.kind, document.author_role, document.author)
        if any(len(each) > 80 or not each.isprintable() for each in said):
            yield Problem(
                Reason.BAD_FACT,
                "Type, author and role of a document must be printable and short.",
            )
    if not all(_BILLED.fullmatch(code) for code in billed_codes(upload)):
        yield Problem(
            Reason.BAD_BILLED_CODE, "A billed diagnosis does not look like a code."
        )
    given = procedure_codes(upload)
    if len(given) > MOST_PROCEDURES or not all(map(_PROCEDURE.fullmatch, given)):
        yield Problem(
            Reason.BAD_PROCEDURE, "A procedure does not look like a CPT or HCPCS code."
        )


def _name_problems(upload: ChartUpload) -> Iterator[Problem]:
    """Names may hold blanks of any kind, but nothing that cannot be stored or shown."""
    for name, width in _PATIENT_WIDTHS.items():
        value = getattr(upload.patient, name)
        if len(value) > width or _UNFIT.search(value):
            label = name.replace("_", " ")
            yield Problem(
                Reason.BAD_FACT,
                f"The patient's {label} must be text of at most {width} characters.",
            )
    names = (document.name for document in upload.documents)
    if any(len(name) > _FILE_NAME or _UNFIT.search(name) for name in names):
        yield Problem(
            Reason.BAD_FACT,
            f"A document's name must be text of at most {_FILE_NAME} characters.",
        )


def note(upload: ChartUpload, texts: tuple[Text, ...]) -> Note:
    """What the engine is given of an accepted upload that is not stored."""
    if upload.service_date is None:
        raise ValueError("Acceptance lets no upload through without a date.")
    facts = Facts(
        setting=Setting(upload.setting),
        service_date=upload.service_date,
        admission_date=upload.admission_date,
        age=age_at_service(upload),
        sex=upload.sex,
        modality=upload.modality,
        place_of_service=upload.place_of_service,
        specialty=upload.specialty,
        billed=billed_codes(upload),
        specialty_code=upload.specialty_code,
        provider_credential=upload.provider_credential,
        contract=upload.contract,
        claim_control_number=upload.claim_control_number,
        procedures=procedure_codes(upload),
    )
    return Note(tuple(_note_document(text) for text in texts), facts)


def _note_document(text: Text) -> NoteDocument:
    return NoteDocument(
        sha256=hashlib.sha256(text.text.encode()).hexdigest(),
        text=text.text,
        name=text.upload.name,
        kind=text.upload.kind,
        author_role=text.upload.author_role,
        date=text.upload.date,
    )


def billed_codes(upload: ChartUpload) -> tuple[str, ...]:
    """Billed diagnoses as the release spells them, each once, in their order."""
    return tuple(dict.fromkeys(normalise(code) for code in upload.billed))


def procedure_codes(upload: ChartUpload) -> tuple[str, ...]:
    """Procedures of the claim in capitals, each once, in their order."""
    return tuple(dict.fromkeys(code.strip().upper() for code in upload.procedures))


def age_at_service(upload: ChartUpload) -> int | None:
    """In years on the date of service, from the birth date where it is known."""
    born, on = upload.patient.birth_date, upload.service_date
    if born is None or on is None:
        return upload.age
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
