"""Fill the demo with people, charts and a Tuesday under way.

Owns the command and its refusal outside demo mode; ``review.demo`` has the content.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from coding.models import IntakeException
from review.demo import people, radv, tuesday
from review.models import Case


class Command(BaseCommand):
    help = (
        "Fill the demo with fictional people and charts, some already worked on."
        " Doing it again adds only what is missing. Demo mode only."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "This is not a demo: set ATTEST_DEMO=1 for one. Demo people have a"
                " public password and must not get into an installation in use."
            )
        everybody = people.add_missing(timezone.now().date())
        gold = tuesday.receive_charts(everybody["admin"])
        tuesday.leave_an_exception(everybody["admin"])
        tuesday.work(gold, everybody)
        radv.audit(gold, everybody, timezone.now().date())
        touched = Case.objects.exclude(touched_at=None).count()
        self.stdout.write(
            f"{len(everybody)} people, {len(gold)} charts, {touched} of them worked"
            f" on, {IntakeException.objects.open().count()} intake exception"
        )
