"""Worker and beat as anybody starts them: events are sealed without further set-up."""

from django.db import transaction

from audit import sequencer, standing, tree
from audit.actions import SYSTEM, record
from audit.events import CaseResumed
from audit.models import Pending
from tests import databases
from tests.audit.stories import CHART


def test_what_happens_is_sealed_by_itself(live, settings):
    with transaction.atomic():
        event = record(CaseResumed(chart=CHART, case="1"), by=SYSTEM)
    live.start_worker()
    live.start_beat()
    live.wait_for(
        lambda: not Pending.objects.exists(), "the sequencer", log="worker", seconds=60
    )
    settings.CHECKPOINTS = databases.checkpoints(live.database)
    live.wait_for(
        lambda: standing.now().last.size > tree.leaf_of(event).leaf_index,
        "the checkpoint",
        log="worker",
    )
    assert sequencer.checkpoint_file().last().origin == tree.origin()
    assert "audit.tasks.sequence" not in live.log("worker")
