"""No decision and no signature commits unless the trail tells of it."""

import pytest
from django.db import IntegrityError, connection, transaction

from review.actions import decisions, signing
from review.models import Case, Decision, FinalCodeSet

COPY = "INSERT INTO {table} ({columns}) SELECT {values} FROM {table} WHERE id = %s"


def commit():
    """What the end of the transaction would look at, now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def refused():
    return pytest.raises(IntegrityError, match="no event in the trail")


def copied(row, **changes):
    """The row once more by raw SQL, as somebody past the actions would."""
    names = [each.column for each in row._meta.fields if each.column != "id"]
    given = [str(changes.get(name, name)) for name in names]
    statement = COPY.format(
        table=row._meta.db_table, columns=", ".join(names), values=", ".join(given)
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [row.pk])


@pytest.fixture
def decided(mine, coder):
    decisions.accept(mine.items.first(), by=coder, version=mine.version)
    commit()
    return Decision.objects.get(case=mine)


def test_a_decision_made_by_raw_sql_is_refused_at_commit(decided):
    with refused(), transaction.atomic():
        copied(decided)
        commit()
    assert Decision.objects.filter(case=decided.case_id).count() == 1


def test_an_event_of_another_case_does_not_vouch_for_a_decision(decided, make_case):
    other = make_case()
    with refused(), transaction.atomic():
        copied(decided, case_id=other.pk)
        commit()


def test_undoing_is_told_as_well(decided, coder):
    case = Case.objects.get(pk=decided.case_id)
    decisions.undo(case, by=coder, version=case.version)
    commit()
    assert Decision.objects.filter(case=case).count() == 2


def test_a_code_set_signed_by_raw_sql_is_refused_at_commit(mine, coder):
    for item in mine.items.all():
        mine.refresh_from_db()
        decisions.accept(item, by=coder, version=mine.version)
    mine.refresh_from_db()
    signed = signing.finalise(mine, by=coder, version=mine.version)
    commit()
    with refused(), transaction.atomic():
        copied(signed, number=signed.number + 1)
        commit()
    assert FinalCodeSet.objects.filter(case=mine).count() == 1


def test_replica_mode_does_not_slip_past(decided):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname, tgenabled FROM pg_trigger WHERE tgname = 'is_told'"
        )
        assert cursor.fetchall() == [("is_told", "A")] * 2
