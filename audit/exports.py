"""Making the feedback dataset: from a size of the log to the archive, with its event.

Owns who may have text, the scrubbing of what is quoted, and the event of each export.
The form of the data is ``audit.dataset``'s.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction

from audit import canonical, dataset, identity, lessons, masking, sealing, tree, vault
from audit.actions import Actor, record
from audit.dataset import VERSION, Dataset
from audit.events import FeedbackExported
from audit.feedback import Reviewed
from audit.masking import Identifiers
from audit.parts import Span

MARKED = "feedback dataset marks"
FORM = "jsonl+csv"


class Purpose(StrEnum):
    """What text may leave for."""

    RETRAINING = "retraining"
    QUALITY = "quality-review"
    RESEARCH = "approved-research"


class NotExportedError(ValueError):
    """The export was refused; the message says why, for whoever asked."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is wanted: up to which size, with text or not, and then for what."""

    size: int | None = None
    with_text: bool = False
    purpose: str = ""
    words: str = ""


def signed_within(size: int) -> int:
    """How many signatures the first leaves hold: how long an export may take."""
    return lessons.sealed(size).filter(type="case-finalised").count()


@transaction.atomic
def export(asked: Asked, *, by: Actor) -> tuple[Dataset, int]:
    """The archive and the size it was made from; the event is written with it.

    Whoever calls has asked whether ``by`` may export, and may have text.
    """
    size = _size(asked.size)
    _refuse_without_purpose(asked)
    made = dataset.build(
        lessons.reviewed(lessons.sealed(size)),
        size=size,
        root=tree.root(size).hex(),
        mark=_mark,
        quote=_Quoting().quote if asked.with_text else None,
    )
    words = asked.words.strip()
    fact = FeedbackExported(
        tree_size=size,
        lines=made.lines,
        form=FORM,
        sha256=made.sha256,
        dataset_version=VERSION,
        with_text=asked.with_text,
        purpose=asked.purpose if asked.with_text else None,
        words=vault.put_text(words) if asked.with_text else None,
    )
    record(fact, by=by)
    return made, size


def _size(wanted: int | None) -> int:
    present = tree.size()
    if not present:
        raise NotExportedError("The log has no sealed event yet; try in a minute.")
    size = present if wanted is None else wanted
    if not 1 <= size <= present:
        raise NotExportedError(f"The log has {present} sealed events; choose fewer.")
    return size


def _refuse_without_purpose(asked: Asked) -> None:
    if not asked.with_text:
        return
    if asked.purpose not in list(Purpose):
        raise NotExportedError("Text leaves only for a purpose; choose one.")
    if not asked.words.strip():
        raise NotExportedError("Say in a few words what the text is for.")


def _mark(kind: str, key: str) -> str:
    """A keyed mark: the same for the same thing here, and telling nobody else what."""
    value = canonical.dumps([kind, key])
    sealed = sealing.mark(value, purpose=MARKED, may_begin=lambda: False)
    return sealed.hex()[:20]


class _Quoting:
    """The words of places, identifiers and dates taken out of whole documents first.

    Charts come one after the other: one patient and one document are kept at a time.
    """

    def __init__(self) -> None:
        self.patient, self.document = "", ""
        self.who, self.masked = Identifiers(), masking.Masked("")

    def quote(self, chart: Reviewed, span: Span) -> str | None:
        """The words of a place; None where they are gone."""
        if chart.patient != self.patient:
            self.patient, self.document = chart.patient, ""
            self.who = _identifiers(chart.patient)
        if span.document != self.document:
            try:
                text = vault.get_text(span.document)
            except vault.VaultMissing:
                return None
            self.document = span.document
            self.masked = masking.mask(text, self.who, every_day=True)
        return "".join(_stretch(self.masked, span.start, span.end))


def _stretch(masked: masking.Masked, start: int, end: int) -> list[str]:
    """What the masked text says where the original said ``start`` to ``end``."""
    said, at, shift = [], start, 0
    for low, high, first, last in masked.cuts:
        if last <= start:
            shift = high - last
        elif first < end:
            said.append(masked.text[at + shift : max(at, first) + shift])
            said.append(masked.text[low:high])
            at, shift = last, high - last
    if at < end:
        said.append(masked.text[at + shift : end + shift])
    return said


def _identifiers(patient: str) -> Identifiers:
    try:
        known = identity.reveal(patient)
    except identity.IdentityMissing:
        return Identifiers()
    numbers = (known.mrn, known.mbi, known.enrollee_id)
    days = masking.spellings(known.birth_date) if known.birth_date else ()
    return Identifiers(
        names=(known.name,) if known.name else (),
        numbers=tuple(each for each in numbers if each),
        days=days,
    )
