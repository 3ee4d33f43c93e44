"""Preflight: whether a record would stand before those who audit risk adjustment.

Owns the registry ``TESTS`` and ``run``. Each test answers pass, fail, not applicable,
or that a person has to look. Tests report and decide nothing: which record goes out,
and what becomes of an HCC, is for people. Pure: no Django, nothing but values.
"""

from __future__ import annotations

from dataclasses import dataclass

from coding.preflight import diagnosis, encounter, provider
from coding.preflight.base import Answer, Record, Result, Test

__all__ = ["TESTS", "Answer", "Record", "Result", "Told", "run", "test_named"]

TESTS: tuple[Test, ...] = tuple(
    sorted(
        (one for family in (encounter, provider, diagnosis) for one in family.FAMILY),
        key=lambda one: one.id,
    )
)
_BY_ID = {one.id: one for one in TESTS}


@dataclass(frozen=True, slots=True)
class Told:
    """A test with its answer for one record."""

    test: Test
    answer: Answer

    @property
    def failed(self) -> bool:
        return self.answer.result is Result.FAIL

    @property
    def asks(self) -> bool:
        return self.answer.result is Result.ASK


def run(record: Record) -> tuple[Told, ...]:
    """What every test says of a record, in the order of the tests.

    Without an audited HCC only those tests run that ask nothing about an audit.
    """
    audited = record.sought is not None
    return tuple(Told(one, one.check(record)) for one in TESTS if audited or one.always)


def test_named(name: str) -> Test | None:
    """The test of that id, if it is one of ours."""
    return _BY_ID.get(name)
