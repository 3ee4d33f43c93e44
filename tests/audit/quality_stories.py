"""One example of each event of over-reads, checks and education, with its sentence."""

from audit import events
from audit.events import (
    Answer,
    CheckOutcome,
    Comparison,
    DecisionKind,
    Drawn,
    ReadDecision,
    Stratum,
)
from tests.audit.pieces import (
    CASE,
    PATIENT,
    PERSON,
    SHA,
    code,
    credential,
    second,
    span,
)

READ = "7d0a3f52-40d3-4a57-9a2d-2f0c8a5f6b11"
SAMPLE = "1f6f5a52-1111-4a57-9a2d-2f0c8a5f6b12"
ABOUT = {**CASE, "patient": PATIENT, "over_read": READ}
STRATUM = {"stratum": "outpatient", "drawn_by": Drawn.RANDOM, "probability": 500}

EXAMPLES = [
    (
        events.SampleDrawn(
            sample=SAMPLE,
            since="2026-04-01",
            until="2026-04-30",
            seed="5f0a",
            strata=(
                Stratum(
                    name="outpatient",
                    drawn_by=Drawn.RANDOM,
                    population=400,
                    size=20,
                    probability=500,
                ),
            ),
            power=2300,
            purpose="re-audit",
            person=PERSON,
            education=SAMPLE,
        ),
        "drew 20 charts of Rosa Lind signed 2026-04-01 to 2026-04-30 for over-read",
    ),
    (
        events.CaseSampled(
            **ABOUT,
            **STRATUM,
            sample=SAMPLE,
            code_set=1,
            coder=PERSON,
            machine_hidden=True,
        ),
        "chose the chart by chance for over-read, from the stratum outpatient",
    ),
    (
        events.OverReadStarted(
            **ABOUT, code_set=1, machine_hidden=True, blind=True, credential=credential
        ),
        "began an over-read, blind to the first coding and to the suggestions",
    ),
    (events.OverReadGivenBack(**ABOUT), "gave an over-read back"),
    (
        events.OverReadDecided(
            **ABOUT,
            line=SAMPLE,
            decision=ReadDecision(
                kind=DecisionKind.MODIFY,
                code="E11.9",
                final_code="E11.22",
                what="specificity",
                why="misread",
            ),
            origin="machine",
            credential=credential,
            evidence=(span,),
            words=SHA,
        ),
        "changed E11.9 to E11.22 in the over-read (specificity · misread)",
    ),
    (
        events.OverReadReordered(
            **ABOUT,
            lines=(READ, SAMPLE),
            codes=("N18.31", "E11.22"),
        ),
        "put the codes of the over-read in the order N18.31, E11.22",
    ),
    (
        events.OverReadCompleted(
            **ABOUT,
            code_set=1,
            codes=(code, second),
            decisions=(
                ReadDecision(kind=DecisionKind.ADD, code="E11.22", final_code="E11.22"),
            ),
            machine_hidden=True,
            blind=True,
            credential=credential,
            seconds=312,
        ),
        "over-read the chart with 2 codes: E11.22, N18.31",
    ),
    (
        events.OverReadCompared(
            **ABOUT,
            **STRATUM,
            sample=SAMPLE,
            code_set=1,
            coder=PERSON,
            reader=PERSON,
            machine_hidden=True,
            blind=True,
            result=Comparison.DIFFERS,
            both=("E11.22",),
            only_first=("I10",),
            only_second=("N18.31",),
            poa_differs=("E11.22",),
            lead_agrees=False,
        ),
        "found the codings to differ",
    ),
    (
        events.OverReadAdjudicated(
            **ABOUT,
            code_set=1,
            codes=(code, second),
            settled=SHA,
            citation=SHA,
            for_first=("I10",),
            for_second=("N18.31",),
            credential=credential,
        ),
        "settled the differences with 2 codes: E11.22, N18.31",
    ),
    (events.OverReadRebutted(**ABOUT, words=SHA), "objected to what was settled"),
    (
        events.OverReadAnswered(
            **ABOUT,
            code_set=1,
            answer=Answer.OVERTURNED,
            codes=(code,),
            settled=SHA,
            citation=SHA,
            credential=credential,
        ),
        "answered the objection and changed what was settled",
    ),
    (
        events.SeededCheckPlanted(
            **ABOUT,
            check=SAMPLE,
            item=SAMPLE,
            code="J18.9",
            policy=2,
            kind="fictional",
            wrong_because="negated",
        ),
        "planted J18.9, known to be wrong (negated), in a fictional chart",
    ),
    (
        events.SeededCheckDisclosed(
            **ABOUT,
            check=SAMPLE,
            item=SAMPLE,
            code="J18.9",
            outcome=CheckOutcome.TAKEN,
            seconds=9,
            final_code="J18.9",
        ),
        "was shown the planted code J18.9, which had been accepted",
    ),
    (
        events.SeedingCoSigned(policy=2, content=SHA, words=SHA),
        "agreed to checks in live charts under quality policy 2",
    ),
    (
        events.BlindArmAssigned(**CASE, patient=PATIENT, policy=2, hidden=4),
        "hid 4 suggestions until a coder has coded",
    ),
    (
        events.BlindArmOpened(
            **CASE, patient=PATIENT, unassisted=("E11.22",), suggested=("E11.9",)
        ),
        "asked for the suggestions after coding without them: E11.22",
    ),
    (
        events.EducationAssigned(
            education=SAMPLE,
            person=PERSON,
            topic="Combination codes",
            due="2026-06-01",
            words=SHA,
            over_read=READ,
        ),
        "asked Rosa Lind to learn about Combination codes by 2026-06-01",
    ),
    (
        events.EducationCompleted(education=SAMPLE, person=PERSON, words=SHA),
        "recorded that the assigned education is done",
    ),
    (
        events.CredentialReminded(
            person=PERSON,
            record="12",
            credential=credential,
            about="expiry",
            due="2027-03-31",
            days=30,
        ),
        "reminded Rosa Lind that CPC expires on 2027-03-31",
    ),
    (
        events.ContinuingEducationRecorded(
            person=PERSON, record="12", earned_on="2026-03-01", units=15, words=SHA
        ),
        "recorded 1.5 education units of Rosa Lind, earned 2026-03-01",
    ),
]
