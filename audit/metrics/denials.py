"""Which denials of payers are about codes: reasons of adjustment by what they doubt.

Owns the mapping of claim adjustment reason codes (CARC) and remittance advice remark
codes (RARC), the lists that X12 keeps for the 835, to what a coder could have done
otherwise. The words are ours. Reasons that say only "something is missing" (16 and its
like) count where a remark says that it is a code. Everything else, such as eligibility,
timely filing or what the patient owes, is no matter of coding. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Denial(StrEnum):
    """What the payer doubted."""

    DIAGNOSIS = "diagnosis"
    PROCEDURE = "procedure"
    MODIFIER = "modifier"
    BUNDLING = "bundling"
    NECESSITY = "necessity"
    GROUPING = "grouping"

    @property
    def label(self) -> str:
        return {
            "diagnosis": "the diagnosis code",
            "procedure": "the procedure code",
            "modifier": "a modifier",
            "bundling": "codes that belong together",
            "necessity": "that the codes show the need",
            "grouping": "the group (DRG)",
        }[self.value]


_REASONS: dict[Denial, tuple[str, ...]] = {
    # Unlike age, sex, provider or procedure; not valid on the day; not covered.
    Denial.DIAGNOSIS: ("9", "10", "11", "12", "146", "167", "B22"),
    # Unlike place, age, sex, provider or revenue code; not valid on the day.
    Denial.PROCEDURE: ("5", "6", "7", "8", "181", "199"),
    Denial.MODIFIER: ("4", "182"),
    Denial.BUNDLING: ("97", "231", "234", "236"),
    Denial.NECESSITY: ("50", "150", "151"),
    Denial.GROUPING: ("A8",),
}
_BY_REASON = {each: kind for kind, found in _REASONS.items() for each in found}
#: Reasons that leave it to a remark to say what is wrong.
VAGUE = frozenset({"16", "96", "125", "A1"})
_REMARKS: dict[Denial, tuple[str, ...]] = {
    Denial.DIAGNOSIS: ("M64", "M76", "M81", "MA63", "MA65", "N434"),
    Denial.PROCEDURE: ("M20", "M51", "M67", "MA66", "N56", "N657"),
    Denial.MODIFIER: ("M78", "N519", "N822", "N823"),
}
_BY_REMARK = {each: kind for kind, found in _REMARKS.items() for each in found}


def denials(reasons: Iterable[str], remarks: Iterable[str]) -> frozenset[Denial]:
    """What of the coding an answer doubted; nothing where it was about other things."""
    given = set(reasons)
    found = {_BY_REASON[each] for each in given if each in _BY_REASON}
    if given & VAGUE:
        found |= {_BY_REMARK[each] for each in remarks if each in _BY_REMARK}
    return frozenset(found)
