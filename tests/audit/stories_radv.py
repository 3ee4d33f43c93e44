"""Examples of the events of RADV audits, with the sentence that a reader should see."""

from audit import events
from audit.events import FoundRecord, SoughtHcc, Tested

CHART = "0b7f1c86-5c0e-4d61-9a55-0e4f6a6d2f10"
PATIENT = "5d1f0c3e-7f3c-4d0c-8c2c-0c9a3b1d8e77"
PERSON = "9c2d7a10-1b7e-4f5c-9a94-3f0f6a4f5b21"
ENROLLEE = "7a3f0c3e-7f3c-4d0c-8c2c-0c9a3b1d8e01"
SHA = "ab" * 32
HCC = {"audit": "3", "hcc_id": "17", "patient": PATIENT}
RECORD = FoundRecord(
    chart=CHART,
    version=1,
    codes=("E11.22",),
    results=(
        Tested(test="P04", result="pass", source="42 CFR 422.310"),
        Tested(test="P06", result="fail", source="reviewer guidance"),
    ),
    rank=1,
)

EXAMPLES = [
    (
        events.RadvListReceived(
            received="1",
            original=SHA,
            enrollees=2,
            hccs=3,
            refused=1,
            audit="3",
            contract="H0001",
            payment_year=2027,
        ),
        "received the enrollee list of contract H0001 for payment year 2027: "
        "2 enrollees, 3 HCCs, 1 line refused",
    ),
    (
        events.RadvAuditChanged(
            audit="3",
            state="open",
            round=1,
            records_due="2027-02-01",
            owner=PERSON,
            was_with=PERSON,
            words=SHA,
        ),
        "handed audit 3 over from Rosa Lind to Rosa Lind",
    ),
    (
        events.RadvEnrolleeMatched(
            audit="3",
            enrollee=ENROLLEE,
            patient=PATIENT,
            hccs=(SoughtHcc(hcc_id="17", model="V28", hcc="37", records=(RECORD,)),),
            specialties=SHA,
        ),
        "looked for records of a sampled enrollee: 1 candidate for 1 HCC",
    ),
    (
        events.RadvEnrolleeRevealed(
            audit="3", enrollee=ENROLLEE, patient=PATIENT, purpose="beneficiary match"
        ),
        "saw who a sampled enrollee is, for beneficiary match",
    ),
    (
        events.RadvTestSettled(
            **HCC, chart=CHART, test="P06", was="ask", result="pass", words=SHA
        ),
        "settled the test P06 of a record as pass, which was ask",
    ),
    (
        events.RadvRecordsRanked(**HCC, charts=(CHART,)),
        "chose 1 record for an audited HCC",
    ),
    (
        events.RadvHccSettled(
            **HCC,
            model="V28",
            hcc="37",
            standing="unsupported",
            was="open",
            charts=(CHART,),
            deleted=("E11.22",),
            due="2027-01-19",
            words=SHA,
        ),
        "settled V28 HCC 37 as unsupported, to be deleted",
    ),
    (
        events.RadvAttestationRecorded(
            **HCC, chart=CHART, defect="signature", signed_on="2026-12-01", form=SHA
        ),
        "recorded the attestation of 2026-12-01 for the missing signature",
    ),
    (
        events.RadvIntakeAnswered(
            **HCC, chart=CHART, state="rejected", time=2, reason="not-a-pdf"
        ),
        "noted that CMS refused the record (sending 2): not a pdf",
    ),
    (
        events.RadvOutcomeReceived(
            **HCC,
            round=1,
            outcome="discrepant",
            received_on="2027-06-01",
            appeal_due="2027-07-31",
        ),
        "recorded CMS's finding of round 1: discrepant",
    ),
    (
        events.RadvAppealFiled(
            **HCC, round=1, level="reconsideration", filed_on="2027-07-01"
        ),
        "appealed the finding of round 1 on 2027-07-01: reconsideration",
    ),
    (
        events.RadvAppealRuled(
            **HCC,
            round=1,
            level="reconsideration",
            ruling="upheld",
            ruled_on="2027-06-01",
            next_due="2027-07-31",
        ),
        "recorded the ruling of 2027-06-01 on the reconsideration of round 1: "
        "the finding stands",
    ),
    (
        events.RadvScansKept(**HCC, chart=CHART, version=1, pages=(SHA, "cd" * 32)),
        "put 2 scanned pages of the original into a record",
    ),
    (
        events.OverpaymentChanged(
            overpayment="4",
            state="identified",
            codes=("I50.9",),
            due="2027-01-19",
            contract="H0001",
            payment_year=2027,
            chart=CHART,
            hcc_id="17",
            patient=PATIENT,
            words=SHA,
        ),
        "identified an overpayment for I50.9",
    ),
    (
        events.RadvPackageAsked(
            audit="3", package=ENROLLEE, purpose="submission", recipient="CMS", hccs=3
        ),
        "had packages of 3 HCCs built for submission",
    ),
    (
        events.RadvExported(
            **HCC,
            model="V28",
            hcc="37",
            purpose="submission",
            recipient="CMS",
            charts=(CHART,),
            chart=CHART,
            columns=("mbi", "icd10cm"),
            identity_shown=True,
            manifest=SHA,
            archive=SHA,
            files=24,
            log_size=1000,
            package=ENROLLEE,
        ),
        "made a package of V28 HCC 37 for submission, with identity",
    ),
    (
        events.RadvPackageFetched(audit="3", package=ENROLLEE, archives=(SHA,)),
        "downloaded 1 package",
    ),
]
