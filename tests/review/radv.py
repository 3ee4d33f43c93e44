"""Fictional enrollees, their charts and audits of them, made only through actions."""

from datetime import date, timedelta
from itertools import count

from django.utils import timezone

from coding.uploads import PatientUpload
from review.actions import claims, decisions, radv, radv_matching, signing
from review.models import AuditedHcc, RadvAudit

numbers = count(1)
NAME = "Marlow Quillfeather"
NOTE = f"""Patient: {NAME}  DOB 04/11/1957
Assessment and plan:
1. Type 2 diabetes with diabetic chronic kidney disease, stage 3b. A1c 8.9, increase
   semaglutide to 2 mg weekly.
2. COPD, stable on tiotropium, continue.
Electronically signed by Ottoline Vane, MD on 06/16/2026 at 16:42
"""
CODES = (
    ("E11.22", "Type 2 diabetes with diabetic chronic kidney disease", 0.95),
    ("N18.32", "chronic kidney disease, stage 3b", 0.93),
    ("J44.9", "COPD", 0.92),
)
ENCOUNTER = {
    "service_date": date(2026, 6, 16),
    "age": 69,
    "sex": "M",
    "modality": "in-person",
    "place_of_service": "11",
    "provider_name": "Ottoline Vane",
    "provider_npi": "9000010007",
    "provider_credential": "MD",
    "specialty": "Internal medicine",
    "specialty_code": "11",
    "contract": "H0001",
    "payer": "Larkspur Medicare Advantage",
    "claim_control_number": "LMA2606164007",
}
HEADING = (
    "contract,payment_year,enrollee,last_name,first_name,birth_date,hcc,diagnosis\n"
)


def mbi():
    """A Medicare number that nobody has: the letter S is never given out."""
    return f"1S{next(numbers) % 10}0E10A{chr(65 + next(numbers) % 26)}" + (
        f"{next(numbers) % 100:02}"
    )


def person(number, name=NAME):
    return PatientUpload(
        name=name, mbi=number, mrn=f"R{number}", birth_date=date(1957, 4, 11)
    )


def line(number, hcc, codes, *, contract="H0001", year=2027):
    last, first = NAME.split()[1], NAME.split()[0]
    return f"{contract},{year},{number},{last},{first},1957-04-11,{hcc},{codes}\n"


def signed(case, coder):
    """Every code accepted and the chart signed; its findings acknowledged."""
    from review import codeset
    from review.actions import findings

    case = claims.claim(case, by=coder)
    for item in codeset.items_of(case):
        decisions.accept(item, by=coder, version=again(case).version)
    documents = codeset.documents_of(case.run.version)
    book = codeset.book_of(case)
    for live in codeset.live_findings(case, codeset.items_of(case), book, documents):
        if live.is_open:
            findings.settle(
                case,
                finding_key=live.key,
                how="acknowledge",
                reason="guideline",
                by=coder,
                version=again(case).version,
            )
    signing.finalise(case, by=coder, version=again(case).version)
    return again(case)


def chart_of(make_case, number, *, codes=CODES, note=NOTE, **facts):
    return make_case(codes, note, **(ENCOUNTER | {"patient": person(number)} | facts))


def audit_of(compliance, *lines, name=None):
    """An audit from a list; `audit_of(user, line(mbi, 37, "E11.22"))`."""
    due = timezone.now().date() + timedelta(days=90)
    received = radv.receive_list(
        (HEADING + "".join(lines)).encode(),
        name=name or f"sample {next(numbers)}",
        records_due=due,
        by=compliance,
    )
    return received.audit


def matched(audit, by):
    for enrollee in audit.enrollees.all():
        radv_matching.match(enrollee, by=by)
    return RadvAudit.objects.get(pk=audit.pk)


def hcc_of(audit, number):
    return AuditedHcc.objects.get(enrollee__audit=audit, hcc=str(number))


def again(row):
    return type(row)._default_manager.get(pk=row.pk)


def settle_all(record, by):
    """A person answers all that waits for one, in the record's favour."""
    from review.actions import radv_hccs

    for result in record.results.filter(result="ask", settled=""):
        hcc = again(record.hcc)
        radv_hccs.settle_test(
            result, to="pass", words="Seen in the original.", by=by, version=hcc.version
        )
