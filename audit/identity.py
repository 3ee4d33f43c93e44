"""Who a patient is: found by marks, kept sealed, shown only on request.

Owns the table ``Identity``. Everything else knows a patient by a random UUID. Must not
log, print or put into an error what it keeps; whoever reveals an identity records that
they did.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.db.models.functions import Now

from audit import canonical, sealing
from audit.models import Identity
from audit.occurring import identifier

SEALED, MARKED = "identity", "identity marks"


class IdentityMissing(LookupError):  # noqa: N818
    """No identity is kept under that UUID, or no longer."""


@dataclass(frozen=True, slots=True, repr=False)
class IdentityFacts:
    """What tells one patient from another; empty where it is not known."""

    name: str = ""
    birth_date: date | None = None
    mrn: str = ""
    mbi: str = ""
    enrollee_id: str = ""

    def __repr__(self) -> str:
        # A traceback or a careless log line must not spell out a patient.
        return "IdentityFacts(…)"


@dataclass(frozen=True, slots=True)
class _Marks:
    """Keyed hashes of what a patient can be recognised by."""

    mbi: bytes | None
    mrn: bytes | None

    def known(self) -> list[bytes]:
        return [mark for mark in (self.mbi, self.mrn) if mark is not None]


@transaction.atomic
def find_or_create(facts: IdentityFacts, *, source: str = "") -> str:
    """The UUID of the patient with this MBI, else with this MRN at this source.

    A patient known by MRN alone learns an MBI that comes later. Two patients with
    different MBIs are never one. Without either number, each call is a new patient.
    """
    marks = _marks(facts, source)
    _wait_for_others(marks)
    found = _find(marks)
    if found is None:
        return _create(facts, marks, source)
    if marks.mbi is not None and found.mbi_mark is None:
        _learn(found, facts, marks.mbi)
    return str(found.patient)


def find(facts: IdentityFacts, *, source: str = "") -> str | None:
    """The UUID of whom these numbers name, without making anybody."""
    found = _find(_marks(facts, source))
    return str(found.patient) if found is not None else None


def marked(mbi: str) -> str:
    """A keyed hash of an MBI: equal for the same number however it is written.

    Whoever lacks the key cannot try numbers against it.
    """
    return _mark(["mbi", _plain(mbi)]).hex()


def fingerprint(facts: IdentityFacts) -> str:
    """A keyed hash over all that is said, equal only for the same words.

    It tells two encounters without numbers apart, and nobody without the key can try
    names against it.
    """
    told = canonical.dumps([str(value or "") for value in asdict(facts).values()])
    return sealing.mark(told, purpose=MARKED, may_begin=_is_empty).hex()


def reveal(patient: str | UUID) -> IdentityFacts:
    """Who it is. The caller records that it was looked at."""
    return _open(_get(patient))


@transaction.atomic
def amend(patient: str | UUID, facts: IdentityFacts, *, source: str = "") -> None:
    """Replace what is known of a patient; the UUID stays."""
    row = _get(patient, lock=True)
    marks = _marks(facts, source)
    row.sealed = _seal(facts, row.patient)
    row.mbi_mark, row.mrn_mark = marks.mbi, marks.mrn
    row.changed_at = Now()
    row.save()


def dispose(patient: str | UUID) -> None:
    """Forget who it was, for ever; the UUID then names nobody."""
    Identity.objects.filter(patient=patient).delete()


def _get(patient: str | UUID, *, lock: bool = False) -> Identity:
    rows = Identity.objects.select_for_update() if lock else Identity.objects
    row = rows.filter(patient=patient).first()
    if row is None:
        raise IdentityMissing(f"No identity is kept for {patient}.")
    return row


def _find(marks: _Marks) -> Identity | None:
    if marks.mbi is not None:
        row = Identity.objects.filter(mbi_mark=marks.mbi).first()
        if row is not None:
            return row
    if marks.mrn is None:
        return None
    # Under the same MRN, another MBI is another person: somebody mixed up a number.
    same = Q(mbi_mark=None) if marks.mbi is not None else Q()
    return Identity.objects.filter(same, mrn_mark=marks.mrn).first()


def _wait_for_others(marks: _Marks) -> None:
    """Let nobody else look for or create this patient until we are done.

    Constraints alone are not enough: two that know different numbers of one patient
    would each find nobody and make one. In a fixed order, so that they cannot block
    each other.
    """
    keys = sorted(int.from_bytes(mark[:8], signed=True) for mark in marks.known())
    with connection.cursor() as cursor:
        for key in keys:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def _create(facts: IdentityFacts, marks: _Marks, source: str) -> str:
    patient = identifier(f"patient {source} {_plain(facts.mrn)}")
    taken = marks.mrn and Identity.objects.filter(mrn_mark=marks.mrn).exists()
    Identity.objects.create(
        patient=patient,
        sealed=_seal(facts, patient),
        mbi_mark=marks.mbi,
        mrn_mark=None if taken else marks.mrn,
    )
    return str(patient)


@transaction.atomic
def _learn(found: Identity, facts: IdentityFacts, mbi_mark: bytes) -> None:
    """Fill what was empty; what was known stays, an amendment is a person's act."""
    row = _get(found.patient, lock=True)
    known = _open(row)
    blanks = {
        each.name: getattr(facts, each.name)
        for each in fields(known)
        if not getattr(known, each.name)
    }
    row.sealed = _seal(replace(known, **blanks), row.patient)
    row.mbi_mark = mbi_mark
    row.changed_at = Now()
    row.save()


def _marks(facts: IdentityFacts, source: str) -> _Marks:
    mbi = _plain(facts.mbi)
    mrn = _plain(facts.mrn)
    return _Marks(
        mbi=_mark(["mbi", mbi]) if mbi else None,
        mrn=_mark(["mrn", source.strip(), mrn]) if mrn else None,
    )


def _mark(parts: list[str]) -> bytes:
    return sealing.mark(canonical.dumps(parts), purpose=MARKED, may_begin=_is_empty)


def _plain(number: str) -> str:
    """Numbers are written with dashes, spaces and either case, and mean the same."""
    return "".join(each for each in number.upper() if each.isalnum())


def _seal(facts: IdentityFacts, patient: UUID) -> bytes:
    known = {key: str(value) for key, value in asdict(facts).items() if value}
    return sealing.seal(
        canonical.dumps(known),
        purpose=SEALED,
        bound=patient.bytes,
        may_begin=_is_empty,
    )


def _open(row: Identity) -> IdentityFacts:
    known = canonical.loads(
        sealing.unseal(bytes(row.sealed), purpose=SEALED, bound=row.patient.bytes)
    )
    birth_date = known.pop("birth_date", None)
    return IdentityFacts(
        **known, birth_date=date.fromisoformat(birth_date) if birth_date else None
    )


def _is_empty() -> bool:
    return not Identity.objects.exists()
