"""What the clock would have done by now, done once when the simulated year is filled.

Owns running the hourly jobs a first time, so that the pages of drift and of profiles
have what the year shows: figures brought level, a baseline with its alerts, a profile
to be learned. They are the jobs of every installation; nothing is made up here.
"""

from __future__ import annotations

from django.conf import settings

from audit.figures import project
from review import tasks, worked
from review.actions import drift, learning


def catch_up() -> str:
    """Runs them; says what came of it. Run again, it finds nothing left to do."""
    while project.advance():
        pass
    while worked.catch_up():
        pass
    alerts, jobs = drift.watch(), learning.consider(settings.LEARN_EVERY)
    for job_id in jobs:
        tasks.send_learning(job_id)
    return f"{alerts} drift alerts opened, {len(jobs)} profiles asked for"
