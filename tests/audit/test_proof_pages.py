"""What the pages of the trail say of the proof; states are those a reader can meet."""

import pytest
from django.db import transaction

from audit import reports, sequencer, tree
from audit.actions import SYSTEM, record
from audit.events import CaseResumed
from audit.models import Event
from tests.audit.stories import CHART
from tests.audit.test_trail_pages import officer, reading

__all__ = ["officer", "reading"]


@pytest.fixture
def sealed(db, log_folder):
    """Seals what waits, inside the test's transaction; the rest is as in beat."""

    def seal(sign=True):
        key, file = sequencer._begin()
        size = sequencer._sequence(100_000)
        if sign:
            sequencer._sign(size, key, file)

    return seal


def happened():
    with transaction.atomic():
        return record(CaseResumed(chart=CHART, case="7"), by=SYSTEM)


def page(reading, event):
    return reading.get(f"/trail/events/{event}/").content.decode()


def test_an_event_without_a_leaf_waits(reading, sealed):
    sealed()
    assert "<b>Waiting</b>" in page(reading, happened())


def test_an_event_with_a_leaf_and_no_checkpoint_is_not_signed_yet(reading, sealed):
    sealed()
    event = happened()
    sealed(sign=False)
    assert "<b>Not signed yet</b>" in page(reading, event)


def test_a_sealed_event_shows_its_leaf_checkpoint_and_proof(reading, sealed):
    event = happened()
    sealed()
    shown = page(reading, event)
    leaf, last = tree.leaf_of(event), sequencer.checkpoint_file().last()
    assert "<b>Proven</b>" in shown
    assert f"In the log since {last.signed_at:%Y-%m-%d %H:%M:%S} UTC" in shown
    assert f"<dd>{leaf.leaf_index}</dd>" in shown
    assert last.root.hex() in shown
    for each in tree.proofs([Event.objects.get(pk=event)], last.size)[event].proof:
        assert each.hex() in shown


def test_an_event_that_does_not_lead_to_the_signed_root_is_said_to(
    reading, sealed, monkeypatch
):
    event = happened()
    sealed()
    monkeypatch.setattr("audit.merkle.leaf_hash", lambda body: b"x" * 32)
    assert "<b>Not proven</b>" in page(reading, event)


def test_without_checkpoints_the_page_says_that_nothing_was_checked(reading, sealed):
    event = happened()
    sealed()
    sequencer.public_key_file(tree.origin()).unlink()
    assert "<b>Not checked</b>" in page(reading, event)


def test_the_trail_says_when_it_was_sealed_and_verified(reading, sealed):
    shown = reading.get("/trail/").content.decode()
    assert "No checkpoint yet" in shown and "not verified yet" in shown
    sealed()
    reports.verify()
    shown = reading.get("/trail/").content.decode()
    assert "Last checkpoint over" in shown and "all as signed" in shown


def test_the_trail_alerts_when_it_did_not_verify(reading, sealed, caplog):
    sealed()
    path = sequencer.checkpoint_file().path
    path.write_text(path.read_text() + "broken\n")
    reports.verify()
    caplog.clear()
    shown = reading.get("/trail/").content.decode()
    assert "<b>Not as signed</b>" in shown and "1 problem." in shown


def test_the_trail_alerts_when_the_sequencer_stands_still(reading, sealed, monkeypatch):
    sealed()
    happened()
    monkeypatch.setattr("audit.verification.PATIENCE", -1)
    assert "<b>Not sealed</b>" in reading.get("/trail/").content.decode()
