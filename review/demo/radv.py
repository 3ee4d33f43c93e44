"""The demo's RADV audit: a list as CMS sends it, records sought, a few HCCs settled.

Owns which fictional enrollees are sampled. Everything is done through the actions, as
the demo's coder and compliance officer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from coding.models import ChartVersion
from review import tasks
from review.actions import radv, radv_hccs, radv_matching
from review.demo import tuesday
from review.demo.tuesday import Gold
from review.models import AuditedHcc, Case, RadvAudit, User
from review.states import State

CONTRACT, YEAR = "H0001", 2027
#: Months that CMS gives for records, as days left in the demo.
DAYS_LEFT = 75
#: Charts that are signed before the audit, by their encounter numbers.
SIGNED = (
    "internal-medicine-01-diabetes-ckd",
    "pulmonology-01-copd-flare",
    "hematology-02-cll-hemolysis",
    "neurology-02-stroke-residuals",
)
#: Number, last and first name, birth date, HCC, diagnosis. The last is unknown here.
SAMPLE = (
    ("1S00E10AA01", "Quillfeather", "Marlow", "1957-04-11", 37, "E11.22"),
    ("1S00E10AA01", "Quillfeather", "Marlow", "1957-04-11", 226, "I50.9"),
    ("1S00E10AA01", "Quillfeather", "Marlow", "1957-04-11", 328, "N18.32"),
    ("1S00E40AA04", "Oxbarrow", "Delphine", "1955-08-08", 280, "J44.1"),
    ("1S00E40AA04", "Oxbarrow", "Delphine", "1955-08-08", 213, "J96.11"),
    ("1S00E30AA63", "Larchmont-Bell", "Phineas", "1955-12-14", 22, "C91.10"),
    ("1S00E80AA18", "Loxwood", "Ebenezer", "1953-10-08", 253, "I69.351"),
    ("1S00E80AA18", "Loxwood", "Ebenezer", "1953-10-08", 249, "I63.512"),
    ("1S00E90AA99", "Nobody", "Nemo", "1950-01-01", 37, "E11.9"),
)
HEADING = "contract,payment_year,enrollee,last_name,first_name,birth_date,hcc,diagnosis"
SEEN = "Name and birth date stand on the header of the original."


def list_of(rows: Iterable[tuple[str, str, str, str, int, str]]) -> bytes:
    """The sample as the file that would arrive."""
    lines = (",".join((CONTRACT, str(YEAR), *map(str, row))) for row in rows)
    return "\n".join([HEADING, *lines, ""]).encode()


def audit(gold: Gold, people: Mapping[str, User], today: date) -> None:
    """One audit under way; nothing when it is there already."""
    if RadvAudit.objects.exists():
        return
    _sign(gold, people["coder1"])
    officer = people["compliance"]
    received = radv.receive_list(
        list_of(SAMPLE),
        name="Sample of November",
        records_due=today + timedelta(days=DAYS_LEFT),
        notice_on=today - timedelta(days=20),
        by=officer,
    )
    assert received.audit is not None
    made = radv_matching.begin(received.audit, by=officer)
    for enrollee in list(radv_matching.waiting(made)):
        radv_matching.match(enrollee, by=officer)
    radv_matching.finish(made)
    _settle(made, officer)


def _sign(gold: Gold, by: User) -> None:
    """Codes these charts here and now, and signs those that a coder may take."""
    versions = ChartVersion.objects.filter(
        pk__in=gold, chart__external_id__in=SIGNED
    ).order_by("pk")
    for version in versions:
        tasks.process_chart(version.pk)
        case = Case.objects.filter(chart=version.chart_id, state=State.OPEN).first()
        if case is not None:
            tuesday.sign(case, gold, by)


def _settle(made: RadvAudit, by: User) -> None:
    """One HCC proved, one found unsupported; the rest is left to do."""
    rows = AuditedHcc.objects.filter(enrollee__audit=made)
    proved = rows.filter(hcc="37", records__rank=1).first()
    if proved is not None:
        for result in proved.records.get(rank=1).results.filter(result="ask"):
            radv_hccs.settle_test(
                result, to="pass", words=SEEN, by=by, version=_version(proved)
            )
        radv_hccs.settle(proved, standing="supported", by=by, version=_version(proved))
    unproved = rows.filter(hcc="226", records=None).first()
    if unproved is not None:
        radv_hccs.settle(
            unproved,
            standing="unsupported",
            words="Heart failure is billed and stands nowhere in the note.",
            by=by,
            version=unproved.version,
        )


def _version(hcc: AuditedHcc) -> int:
    return AuditedHcc.objects.values_list("version", flat=True).get(pk=hcc.pk)
