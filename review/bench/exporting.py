"""Packages of a whole RADV audit: how long they take, and that memory stays the same.

Owns that measure. The demo's own charts, each for an enrollee of their own, go through
intake, engine, a coder's decisions and signature, matching and the export command; a
tenth of the enrollees is exported as well, so that the two peaks can be compared.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.utils import timezone

from audit import sequencer
from coding import chartfiles
from coding.models import ChartVersion
from coding.uploads import ChartUpload, PatientUpload
from review import codeset, tasks
from review.actions import claims, decisions, people, radv, radv_hccs, radv_matching
from review.bench import rows
from review.bench.base import Bench, Figure, measure, serial
from review.demo import tuesday
from review.demo.radv import HEADING
from review.models import AuditedHcc, Case, RadvAudit, User
from review.states import Role

CHARTS = ("internal-medicine-01-diabetes-ckd", "pulmonology-01-copd-flare")
#: What these two prove, each from payment year 2027 in V28.
HCCS = ((37, "E11.22"), (328, "N18.32"), (280, "J44.1"))
ENROLLEES, AT_LEAST, CASES_EACH = 100, 2, 20
SAID = re.compile(r"(\d+) packages in .*, ([\d.]+) s, at most (\d+) MB")


@measure("export_s")
def export(bench: Bench) -> Iterator[tuple[str, Figure]]:
    """Every package of an audit of a hundred enrollees with three HCCs each."""
    many = max(AT_LEAST, min(ENROLLEES, bench.cases // CASES_EACH))
    coder, officer = _coder(), _officer()
    begun = time.perf_counter()
    numbers = [_enrollee(number, coder) for number in range(1, many + 1)]
    prepared = time.perf_counter() - begun
    few = _audit(numbers[: max(1, many // 10)], officer)
    whole = _audit(numbers, officer)
    sequencer.run()
    few_packed, _, few_mb, _ = _exported(few)
    packed, seconds, megabytes, disk = _exported(whole)
    more = {
        "packages": packed,
        "enrollees": many,
        "peak_mb": megabytes,
        "peak_mb_of_few": few_mb,
        "few_packages": few_packed,
        "on_disk_mb": disk,
        "prepared_s": prepared,
        "matched_s": _matched(whole),
    }
    yield "export_s", Figure(seconds, "s", packed, more)


def _coder() -> User:
    user = rows.coder()
    people.grant(user, role=Role.SENIOR_CODER, by=None)
    return user


def _officer() -> User:
    user = people.add_person(
        username=f"bench-officer-{next(serial)}",
        display_name="Bench officer",
        password=str(next(serial)) + "-no-one-signs-in-with-this",
        by=None,
    )
    people.grant(user, role=Role.COMPLIANCE, by=None)
    return user


def _enrollee(number: int, coder: User) -> str:
    """One enrollee's charts, coded, decided and signed; their made-up number."""
    mbi = f"1S{number // 1000 % 10}0E{number // 100 % 10}0AA{number % 100:02}"
    patient = PatientUpload(name=f"Bench Person{number}", mbi=mbi, mrn=f"B{number}")
    for version in rows.receive([_of(name, patient) for name in CHARTS]):
        tasks.process_chart(version)
        sign(ChartVersion.objects.get(pk=version), coder)
    return mbi


def _of(name: str, patient: PatientUpload) -> ChartUpload:
    file = next(iter(chartfiles.read(tuesday.CHARTS / f"{name}.toml")))
    assert isinstance(file, chartfiles.ChartFile)
    return replace(file.upload, patient=patient, billed=())


def sign(version: ChartVersion, coder: User) -> None:
    """Every suggestion accepted; what the rules then say is answered or overridden."""
    from review.actions import findings, signing

    case = claims.claim(Case.objects.get(chart=version.chart_id), by=coder)
    for item in codeset.items_of(case):
        decisions.accept(item, by=coder, version=_version(case))
    documents = codeset.documents_of(version)
    book = codeset.book_of(case)
    found = codeset.live_findings(case, codeset.items_of(case), book, documents)
    for live in (each for each in found if each.is_open):
        findings.settle(
            case,
            finding_key=live.key,
            how="override",
            reason="guideline",
            citation="bench",
            by=coder,
            version=_version(case),
        )
    signing.finalise(case, by=coder, version=_version(case))


def _version(case: Case) -> int:
    return Case.objects.values_list("version", flat=True).get(pk=case.pk)


def _audit(numbers: list[str], officer: User) -> RadvAudit:
    """An audit of these enrollees, matched, every open test answered."""
    lines = (f"H0001,2027,{n},,,,{h},{code}" for n in numbers for h, code in HCCS)
    received = radv.receive_list(
        "\n".join([HEADING, *lines]).encode(),
        name=f"bench {next(serial)}",
        records_due=timezone.now().date() + timedelta(days=90),
        by=officer,
    )
    assert received.audit is not None
    audit = radv_matching.begin(received.audit, by=officer)
    for enrollee in list(radv_matching.waiting(audit)):
        radv_matching.match(enrollee, by=officer)
    radv_matching.finish(audit)
    for hcc in AuditedHcc.objects.filter(enrollee__audit=audit):
        best = hcc.records.order_by("place").first()
        if best is not None:
            radv_hccs.choose(hcc, [best.pk], by=officer, version=hcc.version)
    return audit


def _matched(audit: RadvAudit) -> float:
    """Seconds from asking for the records to the last enrollee."""
    audit.refresh_from_db()
    if audit.matched_at is None or audit.matching_since is None:
        return 0.0
    return (audit.matched_at - audit.matching_since).total_seconds()


def _exported(audit: RadvAudit) -> tuple[int, float, float, float]:
    """Packages, seconds, the peak and the disk in MB, by the command in a process."""
    with TemporaryDirectory() as folder:
        there = Path(folder) / "out"
        program = str(settings.BASE_DIR / "manage.py")
        command = [sys.executable, program, "export_radv", str(audit.pk)]
        done = subprocess.run(
            [*command, "--to", str(there)], capture_output=True, text=True
        )
        found = SAID.search(done.stdout)
        assert found is not None, done.stderr[-2000:]
        size = sum(each.stat().st_size for each in there.rglob("*.zip"))
        return int(found[1]), float(found[2]), float(found[3]), size / 1024**2
