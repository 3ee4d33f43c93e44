"""Bytes go only when the signed log says so, and the log verifies without them."""

import json
import subprocess
import sys

import psycopg
import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from audit import canonical, disposal, events, proofs, sequencer, tree, verification
from audit.actions import SYSTEM, record
from audit.models import Event
from tests.audit.strategies import unhurried

CHART = "0b7f1c86-5c0e-4d61-9a55-0e4f6a6d2f10"
OTHER = "1b7f1c86-5c0e-4d61-9a55-0e4f6a6d2f10"
SOMEBODY = "9c2d7a10-1b7e-4f5c-9a94-3f0f6a4f5b21"


def order(chart, places):
    fact = events.ChartDisposed(
        chart=chart,
        case="1",
        run=SOMEBODY,
        rule="ma_contract",
        source="42 CFR 422.504(d)",
        due="2036-01-01",
        proposed_by=SOMEBODY,
        approved_by=SOMEBODY,
        events=len(places),
        leaves=disposal.ranges(places),
    )
    with transaction.atomic():
        return record(fact, by=SYSTEM)


@pytest.fixture
def disposed(log):
    """Two charts' events among each other; those of one are gone."""
    for chart in (CHART, OTHER, CHART, CHART, OTHER):
        log.write(1, chart=chart)
    sequencer.run()
    number = order(CHART, disposal.leaves_of(CHART))
    sequencer.run()
    assert disposal.take_bytes(number) == 3
    return log


def verified(log):
    return verification.run(log.checkpoints, tree.origin())


def test_a_log_without_disposed_bytes_verifies_and_says_how_many(disposed, capsys):
    found = verified(disposed)
    assert found.ok, found.problems
    assert (found.disposed, found.disposals, found.leaves) == (3, 1, 6)
    call_command("verify_trail")
    said = capsys.readouterr().out
    assert "3 events disposed of, as 1 events of the log say" in said


def test_taking_bytes_again_takes_nothing_more(disposed):
    [told] = Event.objects.of_types(["chart-disposed"])
    assert disposal.take_bytes(told.pk) == 0
    assert [str(each.chart) for each in Event.objects.order_by("pk")] == [
        OTHER,
        OTHER,
        CHART,
    ]


def test_nothing_goes_before_its_order_has_a_leaf(log):
    log.write(2)
    sequencer.run()
    number = order(CHART, disposal.leaves_of(CHART))
    assert disposal.take_bytes(number) == 0
    assert not disposal.is_sealed(number)
    sequencer.run()
    assert disposal.is_sealed(number)
    assert disposal.take_bytes(number) == 2


def test_an_order_takes_only_events_of_its_own_chart(log):
    log.write(1, chart=CHART)
    log.write(1, chart=OTHER)
    sequencer.run()
    number = order(CHART, [0, 1])
    sequencer.run()
    assert disposal.take_bytes(number) == 1
    assert Event.objects.filter(chart=OTHER).exists()


def test_what_still_waits_for_a_leaf_cannot_be_ordered_away(log):
    log.write(2)
    assert disposal.leaves_of(CHART) is None


def test_no_other_event_can_be_deleted_by_anybody(disposed):
    with disposed.superuser() as root:
        with pytest.raises(psycopg.Error, match="only ever appended"):
            root.execute("DELETE FROM audit_event WHERE chart = %s", [OTHER])
        with pytest.raises(psycopg.Error, match="only ever appended"):
            root.execute("DELETE FROM audit_event WHERE type = 'chart-disposed'")
        with pytest.raises(psycopg.Error, match="only ever appended"):
            root.execute("UPDATE audit_event SET type = 'chart-disposed'")


def test_the_application_may_not_delete_even_what_was_ordered(log):
    from django.conf import settings

    log.write(1)
    sequencer.run()
    order(CHART, [0])
    sequencer.run()
    if settings.HARDENED:
        with pytest.raises(DatabaseError, match="permission"), transaction.atomic():
            connection.cursor().execute("DELETE FROM audit_event")


def test_a_further_event_deleted_by_a_superuser_is_missed(disposed):
    with disposed.superuser() as root:
        root.execute("ALTER TABLE audit_event DISABLE TRIGGER audit_keep")
        root.execute("DELETE FROM audit_event WHERE chart = %s", [OTHER])
        root.execute("ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_keep")
    found = verified(disposed)
    assert found.counts == {"event-gone": 2}
    assert found.disposed == 3


def test_an_order_widened_afterwards_excuses_nothing(disposed):
    """The order's own leaf no longer holds, so what it says counts for nothing."""
    [told] = Event.objects.of_types(["chart-disposed"])
    body = told.content | {"leaves": [{"first": 0, "last": 4}]}
    with disposed.superuser() as root:
        root.execute("ALTER TABLE audit_event DISABLE TRIGGER audit_keep")
        root.execute("DELETE FROM audit_event WHERE chart = %s", [OTHER])
        root.execute(
            "UPDATE audit_event SET body = %s WHERE id = %s",
            [canonical.dumps(body), told.pk],
        )
        root.execute("ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_keep")
    found = verified(disposed)
    assert found.counts["leaf"] == 1
    assert found.counts["event-gone"] == 5


def test_an_order_cannot_excuse_what_came_after_it(log):
    log.write(1)
    sequencer.run()
    order(CHART, [0, 1, 2])
    log.write(1)
    sequencer.run()
    with log.superuser() as root:
        root.execute("ALTER TABLE audit_event DISABLE TRIGGER audit_keep")
        root.execute(
            "DELETE FROM audit_event WHERE id = (SELECT max(id) FROM audit_event)"
        )
        root.execute("ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_keep")
    assert verified(log).counts == {"event-gone": 1}


def test_a_disposed_chart_is_proven_outside_by_its_hashes(disposed, tmp_path):
    proofs.write(proofs.export(CHART).files, tmp_path / "shown")
    done = outside(tmp_path / "shown")
    assert done.returncode == 0, done.stderr
    assert "3 more were disposed of" in done.stdout
    listed = tmp_path / "shown" / "disposed.json"
    plain = json.loads(listed.read_bytes())
    plain["leaves"][0]["hash"] = "00" * 32
    listed.write_text(json.dumps(plain))
    assert outside(tmp_path / "shown").returncode == 1


@pytest.mark.parametrize("change", [{"ordered_by": 999}, {"leaf": 1}])
def test_outside_no_leaf_is_gone_without_an_order(disposed, tmp_path, change):
    proofs.write(proofs.export(CHART).files, tmp_path / "shown")
    listed = tmp_path / "shown" / "disposed.json"
    plain = json.loads(listed.read_bytes())
    plain["leaves"][0] |= change
    listed.write_text(json.dumps(plain))
    assert outside(tmp_path / "shown").returncode == 1


def outside(folder):
    command = [sys.executable, "-I", str(folder / "verify.py")]
    return subprocess.run(command, capture_output=True, text=True)


@unhurried
@given(st.sets(st.integers(0, 60)))
def test_ranges_name_exactly_the_places_they_were_made_of(places):
    parts = disposal.ranges(sorted(places))
    spelt = [n for part in parts for n in range(part.first, part.last + 1)]
    assert spelt == sorted(places)
    assert all(a.last + 1 < b.first for a, b in zip(parts, parts[1:], strict=False))
