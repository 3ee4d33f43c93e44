"""Examples of the events of remittances, with the sentence that a reader should see."""

from audit import events
from audit.events import Adjusted

CHART = "0b7f1c86-5c0e-4d61-9a55-0e4f6a6d2f10"
PATIENT = "5d1f0c3e-7f3c-4d0c-8c2c-0c9a3b1d8e77"
FILE = "7a3f0c3e-7f3c-4d0c-8c2c-0c9a3b1d8e02"
SHA = "ab" * 32

EXAMPLES = [
    (
        events.RemittanceReceived(
            remittance=FILE, original=SHA, claims=2, refused=1, made_on="2026-06-11"
        ),
        "received a remittance with answers to 2 claims, 1 line refused",
    ),
    (
        events.RemittanceTriedAgain(remittance=FILE, waiting=1),
        "had charts sought again for 1 claim of a remittance",
    ),
    (
        events.RemittanceFetched(remittance=FILE, original=SHA),
        "took a copy of a remittance as it came",
    ),
    (
        events.ClaimAnswered(
            chart=CHART,
            case="17",
            patient=PATIENT,
            remittance=FILE,
            line=9,
            status="1",
            adjustments=(
                Adjusted(group="CO", reason="16"),
                Adjusted(group="CO", reason="97", service=2),
            ),
            remarks=("M76",),
            made_on="2026-06-11",
        ),
        "noted the payer's answer to the claim: it doubts codes that belong together, "
        "the diagnosis code",
    ),
]
