from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection

from audit import identity, sealing
from audit.identity import IdentityFacts, IdentityMissing
from audit.models import Identity

MAY = IdentityFacts(
    name="May Canary-Example",
    birth_date=date(1958, 3, 9),
    mrn="MRN-0042",
    mbi="1EG4-TE5-MK73",
    enrollee_id="H1234-99",
)
#: So long that no random identifier or salt spells one by chance.
SECRETS = ("Canary", "1958-03-09", "1958, 3, 9", "MRN-0042", "1EG4-TE5", "H1234-99")
KNOWN_BY_MRN = replace(MAY, mbi="")


def test_an_identity_is_revealed_as_it_was_given(db):
    assert identity.reveal(identity.find_or_create(MAY)) == MAY


def test_the_same_mbi_is_the_same_patient_however_it_is_written(db):
    patient = identity.find_or_create(MAY)
    again = IdentityFacts(name="M. Example", mbi="1eg4 te5 mk73")
    assert identity.find_or_create(again, source="elsewhere") == patient


def test_the_same_mrn_is_the_same_patient_only_at_the_same_source(db):
    patient = identity.find_or_create(KNOWN_BY_MRN, source="north")
    assert identity.find_or_create(KNOWN_BY_MRN, source="north") == patient
    assert identity.find_or_create(KNOWN_BY_MRN, source="south") != patient


def test_a_patient_known_by_mrn_learns_the_mbi_and_keeps_the_name(db):
    patient = identity.find_or_create(KNOWN_BY_MRN, source="north")
    later = replace(MAY, name="Another Spelling")
    assert identity.find_or_create(later, source="north") == patient
    assert identity.reveal(patient) == MAY
    assert identity.find_or_create(IdentityFacts(mbi=MAY.mbi)) == patient


def test_another_mbi_under_the_same_mrn_is_another_patient(db):
    first = identity.find_or_create(MAY, source="north")
    other = replace(MAY, mbi="9XX9XX9XX99")
    second = identity.find_or_create(other, source="north")
    assert second != first
    assert identity.find_or_create(other, source="north") == second
    assert identity.find_or_create(MAY, source="north") == first


def test_without_a_number_every_call_is_a_new_patient(db):
    nameless = IdentityFacts(name="May Canary-Example")
    assert identity.find_or_create(nameless) != identity.find_or_create(nameless)


def test_an_amendment_replaces_what_is_known(db):
    patient = identity.find_or_create(MAY, source="north")
    corrected = replace(MAY, name="May Example", mrn="MRN-0043")
    identity.amend(patient, corrected, source="north")
    assert identity.reveal(patient) == corrected
    assert identity.find_or_create(KNOWN_BY_MRN, source="north") != patient


def test_nobody_is_found_under_an_unknown_uuid(db):
    for act in (identity.reveal, lambda who: identity.amend(who, MAY)):
        with pytest.raises(IdentityMissing):
            act(uuid4())


def test_the_table_holds_nothing_readable(db):
    patient = identity.find_or_create(MAY, source="north")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM audit_identity WHERE patient = %s", [patient])
        row = b"".join(
            bytes(value)
            if isinstance(value, memoryview | bytes)
            else str(value).encode()
            for value in cursor.fetchone()
        )
    for secret in SECRETS:
        assert secret.encode() not in row


def test_nothing_that_is_printed_tells_who_it_is(db):
    patient = identity.find_or_create(MAY)
    row = Identity.objects.get(patient=patient)
    shown = f"{MAY} {MAY!r} {[MAY]} {row} {row!r}"
    for secret in SECRETS:
        assert secret not in shown


def test_a_sealed_identity_cannot_be_moved_to_another_patient(db):
    first = identity.find_or_create(MAY)
    second = identity.find_or_create(IdentityFacts(name="Someone Else"))
    sealed = Identity.objects.get(patient=first).sealed
    Identity.objects.filter(patient=second).update(sealed=sealed)
    with pytest.raises(sealing.BrokenSealError):
        identity.reveal(second)


def test_marks_survive_a_change_of_keys(db, tmp_path, settings):
    settings.VAR = tmp_path
    patient = identity.find_or_create(MAY)
    sealing.add_key()
    assert identity.find_or_create(MAY) == patient
    assert identity.reveal(patient) == MAY


@pytest.mark.parametrize("_again", range(5))
def test_many_at_once_make_one_patient(live, _again):
    facts = IdentityFacts(name="Race Example", mrn=f"race-{uuid4()}", mbi=uuid4().hex)

    def arrive(number: int) -> str:
        # Half of them know only one of the numbers.
        known = facts if number % 2 else replace(facts, mbi="")
        try:
            return identity.find_or_create(known, source="north")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(arrive, range(24)))) == 1
