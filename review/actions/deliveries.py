"""Taking charts in from a file of another system: FHIR, HL7 version 2 or CSV.

Owns what becomes of each chart of a file. Every chart is received by itself, as a typed
one is: what intake refuses waits as an exception, what cannot be read at all is named
with its line. The same file twice brings nothing new.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from coding import chartfiles
from coding.chartfiles import BadLine, Defaults
from coding.charts import Received
from coding.models import IntakeException
from review import permissions
from review.actions import intake
from review.models import User
from review.states import Verb

#: More are for `bin/manage ingest`, which shows how far it is.
MOST_CHARTS = 200


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a file; ``rest`` says that it holds more than was taken."""

    received: int
    known: int
    refused: tuple[IntakeException, ...]
    unreadable: tuple[BadLine, ...]
    rest: bool


def take(name: str, data: bytes, *, setting: str, by: User) -> Delivery:
    """Receives the charts of a file; ``setting`` is for those that say none."""
    permissions.require(by, Verb.INTAKE)
    found = chartfiles.of_bytes(name, data, Defaults(setting=setting))
    charts = list(islice(found, MOST_CHARTS + 1))
    received, known = 0, 0
    refused, unreadable = list[IntakeException](), list[BadLine]()
    for each in charts[:MOST_CHARTS]:
        if isinstance(each, BadLine):
            unreadable.append(each)
            continue
        answer = intake.receive(each.upload, by=by)
        if not isinstance(answer, Received):
            refused.append(answer.exception)
        elif answer.created:
            received += 1
        else:
            known += 1
    rest = len(charts) > MOST_CHARTS
    return Delivery(received, known, tuple(refused), tuple(unreadable), rest)
