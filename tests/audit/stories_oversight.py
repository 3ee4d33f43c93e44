"""Examples of the examining of access, with the sentence that a reader should see."""

from audit import events

PERSON = "9c2d7a10-1b7e-4f5c-9a94-3f0f6a4f5b21"
PATIENT = "5d1f0c3e-7f3c-4d0c-8c2c-0c9a3b1d8e77"
SHA = "ab" * 32

EXAMPLES = [
    (
        events.AccessNoticed(
            concern="no_case", person=PERSON, day="2026-05-14", charts=6, reads=9
        ),
        "noticed charts read without work on them on 2026-05-14: 6 charts, Rosa Lind",
    ),
    (
        events.AccessReviewed(
            concern="own_name",
            person=PERSON,
            day="2026-05-14",
            verdict=events.Verdict.PROPER,
            words=SHA,
            patient=PATIENT,
        ),
        "reviewed a reader who bears the patient's name of 2026-05-14 and "
        "found it proper: Rosa Lind",
    ),
    (
        events.AccessReported(
            subject="patient", format="page", rows=1, patient=PATIENT
        ),
        "read the access report of this patient (1 line)",
    ),
    (
        events.AccessReported(subject="person", format="csv", rows=2, person=PERSON),
        "took away the access report of Rosa Lind (2 lines)",
    ),
    (
        events.LogKeySucceeded(old="01ab23cd", new="45ef6789", after=1200),
        "began to sign the log with the key 45ef6789 after 1,200 events; the key"
        " before signed that",
    ),
]
