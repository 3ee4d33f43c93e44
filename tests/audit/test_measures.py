"""How long the log takes, printed and never asserted.

ATTEST_MEASURE_EVENTS=1000000 bin/test tests/audit/test_measures.py -s
"""

import os
import time

import pytest
from django.db import connection

from audit import proofs, sequencer, tree, verification
from audit.models import Event, Leaf, Log

EVENTS = int(os.environ.get("ATTEST_MEASURE_EVENTS", "20000"))
# Bodies of some 850 bytes, as a decision's are.
FILL = """
INSERT INTO audit_event (body)
SELECT convert_to('{"actor":{"id":"attest","kind":"system"},"case":"' || n
    || '","chart":"' || gen_random_uuid() || '","filling":"' || repeat('x', 580)
    || '","log":"' || %s || '","occurred_at":"2026-05-14T10:00:00.000000Z","salt":"'
    || md5(random()::text) || '","schema":1,"type":"measured"}', 'UTF8')
FROM generate_series(1, %s) n
"""

pytestmark = pytest.mark.slow


def timed(what, act):
    begun, cpu = time.perf_counter(), time.process_time()
    result = act()
    took, worked = time.perf_counter() - begun, time.process_time() - cpu
    rate = f"{EVENTS / took:,.0f} events/s"
    print(f"{what}: {took:.1f} s wall, {worked:.1f} s CPU here, {rate}")
    return result


def test_how_long_it_takes_to_write_sequence_verify_and_prove(log):
    name = str(Log.objects.get().pk)
    with connection.cursor() as cursor:
        timed(f"inserting {EVENTS:,}", lambda: cursor.execute(FILL, [name, EVENTS]))
    done = timed("sequencing", sequencer.run)
    assert done.size == EVENTS
    with log.superuser() as root:
        root.execute("ANALYZE")
    found = timed("verifying", lambda: verification.run(log.checkpoints, tree.origin()))
    assert found.ok, found.problems
    assert found.leaves == EVENTS
    key = Leaf.objects.get(leaf_index=EVENTS // 3).event_id
    event = Event.objects.get(pk=key)
    begun = time.perf_counter()
    stands = proofs.standing(event)
    assert stands.holds
    print(f"one proof: {(time.perf_counter() - begun) * 1000:.1f} ms")
