"""Why a remittance, or a line of it, cannot be taken.

Owns the reasons and their sentences; nothing of the file is ever repeated in one.
Pure: no Django, no database.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Why(StrEnum):
    """The reason; those after ``STATUS`` may be gone when it is tried again."""

    TOO_LARGE = "too-large"
    NOT_TEXT = "not-text"
    NO_HEADER = "no-header"
    TOO_MANY_SEGMENTS = "too-many-segments"
    TOO_LONG = "segment-too-long"
    NO_SEGMENT = "not-a-segment"
    CUT_OFF = "cut-off"
    ENVELOPE = "envelope"
    COUNT = "count-differs"
    CONTROL = "number-differs"
    OTHER_KIND = "not-an-835"
    NO_CLAIM = "no-claim"
    AGAIN = "read-before"
    ACCOUNT = "no-account-number"
    AMOUNT = "not-an-amount"
    ADJUSTMENT = "not-an-adjustment"
    REMARK = "not-a-remark"
    STATUS = "not-a-status"
    NO_CHART = "no-chart"
    SEVERAL = "several-charts"
    NOT_SIGNED = "not-signed"

    @property
    def label(self) -> str:
        return _SENTENCES[self]

    @property
    def may_pass(self) -> bool:
        """Whether trying again later can help, with the same file."""
        return self in (Why.NO_CHART, Why.SEVERAL, Why.NOT_SIGNED)


_SENTENCES = {
    Why.TOO_LARGE: "The file is larger than any remittance that is read here.",
    Why.NOT_TEXT: "The file is no UTF-8 text.",
    Why.NO_HEADER: "The file does not begin with an X12 interchange header (ISA).",
    Why.TOO_MANY_SEGMENTS: "The file has more segments than any that is read here.",
    Why.TOO_LONG: "The segment is longer than any that belongs here.",
    Why.NO_SEGMENT: "This is no X12 segment.",
    Why.CUT_OFF: "The file ends before its envelopes do: it was cut off.",
    Why.ENVELOPE: "The envelopes (ISA, GS, ST and their ends) are not nested rightly.",
    Why.COUNT: "The trailer counts another number than there is: part is missing.",
    Why.CONTROL: "The trailer has another control number than its header.",
    Why.OTHER_KIND: "The transaction is no 835 remittance advice.",
    Why.NO_CLAIM: "There is no claim in it.",
    Why.AGAIN: "This very file was read before.",
    Why.ACCOUNT: "The claim has no account number (CLP01).",
    Why.AMOUNT: "An amount of the claim is no number.",
    Why.ADJUSTMENT: "An adjustment (CAS) has no group and reason code.",
    Why.REMARK: "A remark code is none by its form.",
    Why.STATUS: "The status of the claim (CLP02) is not one that 835 knows.",
    Why.NO_CHART: "No chart has this account number.",
    Why.SEVERAL: "Several charts have this account number.",
    Why.NOT_SIGNED: "The chart with this account number is not signed.",
}


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A segment that could not be taken, by its place; 0 is the file as a whole."""

    line: int
    why: Why

    def plain(self) -> dict[str, int | str]:
        return {"line": self.line, "why": self.why.value}


class Broken(Exception):  # noqa: N818  reads better where it is caught
    """The file as a whole cannot be read."""

    def __init__(self, line: int, why: Why) -> None:
        super().__init__(why.label)
        self.refused = RefusedLine(line, why)
