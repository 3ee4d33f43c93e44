"""Packages: what is in them, that they repeat, and that they prove themselves."""

import csv
import hashlib
import io
import json
import shutil
import subprocess
import sys
import zipfile
from datetime import date

import pypdf
import pypdfium2
import pytest

from audit import proofs, sequencer, vault
from audit.models import Event
from audit.radv import columns, package
from audit.radv.values import Purpose
from review.actions import radv_hccs, radv_packages
from review.models import Disclosure, RadvFile
from review.radv import dossier
from review.radv.dossier import Asked
from review.refusals import Refused
from tests.review.radv import again as fresh
from tests.review.radv import (
    audit_of,
    chart_of,
    hcc_of,
    line,
    matched,
    mbi,
    settle_all,
    signed,
)


@pytest.fixture
def number():
    return mbi()


@pytest.fixture
def supported(make_case, number, coder, compliance):
    """HCC 37, proved by one record and settled."""
    signed(chart_of(make_case, number), coder)
    lines = line(number, 37, "E11.22"), line(number, 280, "J44.9")
    audit = matched(audit_of(compliance, *lines), compliance)
    row = hcc_of(audit, 37)
    settle_all(row.records.get(), compliance)
    row = fresh(row)
    return radv_hccs.settle(
        row, standing="supported", by=compliance, version=row.version
    )


@pytest.fixture
def sealed(settings, tmp_path):
    """Seals what waits, inside the test's transaction; the rest is as in beat."""
    settings.CHECKPOINTS = settings.LOG_KEYS = tmp_path / "log"

    def seal():
        key, file = sequencer._begin()
        sequencer._sign(sequencer._sequence(1_000_000), key, file)

    return seal


@pytest.fixture
def point(supported, sealed):
    sealed()
    return package.point_at()


def asked(by, purpose=Purpose.SUBMISSION):
    return Asked(purpose, "CMS", str(by.pk))


def made(hcc, by, point, purpose=Purpose.SUBMISSION):
    hcc = radv_packages._hcc(hcc.pk)
    return radv_packages.make(hcc, asked(by, purpose), point, dossier.labels())


def unpacked(archive, folder):
    with zipfile.ZipFile(io.BytesIO(archive)) as packed:
        packed.extractall(folder)
    [inside] = folder.iterdir()
    return inside


def verified(folder, *more):
    """As somebody without the product would, in a Python that cannot see it."""
    command = [sys.executable, "-I", str(folder / "verify.py"), *more]
    return subprocess.run(command, capture_output=True, text=True, cwd="/")


# ---- what is in it


def test_a_package_holds_all_that_an_auditor_asks_for(supported, compliance, point):
    files = made(supported, compliance, point).package.files
    names = {name.partition("/")[0] for name in files}
    assert names == {
        "README.txt",
        "checkpoint.txt",
        "coversheet.json",
        "decisions.json",
        "documents",
        "events",
        "evidence.csv",
        "evidence.json",
        "log.vkey",
        "manifest.json",
        "proofs.json",
        "provenance.json",
        "record-1.pdf",
        "tests.json",
        "verify.py",
    }


def test_every_column_of_the_evidence_row_is_there_and_the_known_ones_filled(
    supported, compliance, point, number, coder
):
    files = made(supported, compliance, point).package.files
    [row] = json.loads(files["evidence.json"])["rows"]
    assert tuple(row) == tuple(sorted(columns.columns(Purpose.SUBMISSION)))
    told = {
        "mbi": number,
        "beneficiary_last": "Quillfeather",
        "dob": "1957-04-11",
        "contract_id": "H0001",
        "payment_year": "2027",
        "data_collection_year": "2026",
        "audited_hcc": "37",
        "hcc_model": "V28",
        "status": "supported",
        "icd10cm": "E11.22",
        "dos_through": "2026-06-16",
        "icn_or_claim_control_no": "LMA2606164007",
        "modality": "in-person",
        "rendering_npi": "9000010007",
        "signature_type": "electronic",
        "signature_datetime": "2026-06-16T16:42",
        "signature_days_after_dos": "0",
        "decision": "accept",
        "final_code": "E11.22",
        "coder_id": str(coder.pk),
        "credential": "CCS",
        "credential_status_at_decision": "valid",
        "negation": "not negated",
        "temporality": "current",
        "experiencer": "patient",
        "certainty": "certain",
        "beneficiary_result": "pass",
        "signature_and_credential_result": "pass",
        "attestation_result": "not_applicable",
        "ai_visible_before_decision": "yes",
        "model_name": "knowledge",
        "params": "profile conservative",
        "export_manifest": "manifest.json",
        "record_rank": "1",
        "log_origin": point.checkpoint.origin,
    }
    assert {name: row[name] for name in told} == told
    assert row["exact_text"] == "Type 2 diabetes with diabetic chronic kidney disease"
    filled = "hcc_map_sha256 official_title decision_leaf_hash decision_inclusion_proof"
    for name in f"{filled} retrieval_index_version rationale pdf_bbox log_root".split():
        assert row[name], name


def test_what_is_left_empty_is_what_nobody_knows(supported, compliance, point):
    """In an appeal, which has every column, of a chart that one coder read once."""
    files = made(supported, compliance, point, Purpose.APPEAL).package.files
    [row] = json.loads(files["evidence.json"])["rows"]
    settled = {name for name in row if "_settled_" in name}
    assert {name for name, cell in row.items() if not cell} - settled == EMPTY
    # No list of specialties is loaded; a person said that this one is acceptable.
    assert {name for name in settled if row[name]} == {
        "specialty_settled_by",
        "specialty_settled_at",
    }


#: No procedure came with the claim and no list is loaded; nobody opened the chart on a
#: page, wrote a plan, a prompt, an attestation, a reason or a second reading, nor heard
#: from CMS.
EMPTY = set(
    "pbp cpt_hcpcs cpt_hcpcs_eligible cpt_hcpcs_list specialty_list attestation_id"
    " poa prompt_template_id prompt_template_hash exclusions_checked reason_code"
    " reason_text supersedes_decision_id record_viewed_at seconds_on_task"
    " second_reviewer_id second_reviewer_name second_review_at second_review_result"
    " adjudicator_id adjudicator_name adjudicated_at adjudication"
    " intake_reject_reason outcome round appeal_level appeal_due".split()
)


def test_decisions_come_with_the_credential_of_that_moment(
    supported, compliance, point
):
    files = made(supported, compliance, point).package.files
    [record] = json.loads(files["decisions.json"])["records"]
    decided = [d for d in record["decisions"] if d["type"] == "decision-made"]
    assert {d["code"] for d in decided} >= {"E11.22", "N18.32", "J44.9"}
    assert all(d["credential"]["number"] and d["leaf_hash"] for d in decided)
    assert record["decisions"][-1]["type"] == "case-finalised"


def test_provenance_names_engine_profile_release_and_what_was_weighed(
    supported, compliance, point
):
    files = made(supported, compliance, point).package.files
    [record] = json.loads(files["provenance.json"])["records"]
    said = record["codes"]["E11.22"]
    assert (said["engine"], said["profile"]) == ("knowledge", "conservative")
    assert said["release"].startswith("ICD-10-CM")
    assert said["suggested"]["alternatives"]
    assert said["excluded"] == []
    assert "no prompt" in said["prompts"]


def test_an_unsupported_hcc_has_a_package_without_a_record(
    make_case, compliance, sealed, tmp_path
):
    number = mbi()
    chart_of(make_case, number, codes=(("J44.9", "COPD", 0.9),))
    audit = matched(audit_of(compliance, line(number, 37, "E11.22")), compliance)
    row = hcc_of(audit, 37)
    radv_hccs.settle(
        row,
        standing="unsupported",
        words="No record.",
        by=compliance,
        version=row.version,
    )
    sealed()
    files = made(row, compliance, package.point_at()).package.files
    assert json.loads(files["coversheet.json"])["upload_type"] == "No Medical Record"
    [said] = json.loads(files["evidence.json"])["rows"]
    assert said["status"] == "unsupported-delete"
    assert not [name for name in files if name.endswith(".pdf")]
    proofs.write(files, tmp_path / "bare")
    assert verified(tmp_path / "bare").returncode == 0


# ---- the same bytes again


def test_the_same_inputs_give_the_same_bytes(supported, compliance, point):
    one, other = (made(supported, compliance, point) for _ in range(2))
    assert one.sha256 == other.sha256
    assert one.archive == other.archive


def test_an_earlier_checkpoint_gives_the_earlier_package_again(
    supported, compliance, point, sealed, make_case
):
    before = made(supported, compliance, point)
    make_case()
    sealed()
    later = package.point_at()
    assert later.checkpoint.size > point.checkpoint.size
    assert made(supported, compliance, later).sha256 != before.sha256
    again = package.point_at(point.checkpoint.size)
    assert made(supported, compliance, again).archive == before.archive


def test_nothing_of_this_machine_is_in_the_zip(supported, compliance, point):
    with zipfile.ZipFile(io.BytesIO(made(supported, compliance, point).archive)) as z:
        members = z.infolist()
    assert {m.date_time for m in members} == {(1980, 1, 1, 0, 0, 0)}
    assert [m.filename for m in members] == sorted(m.filename for m in members)
    assert not any(m.extra or m.comment or ".." in m.filename for m in members)


# ---- it proves itself


def test_a_package_verifies_on_a_machine_without_the_product(
    supported, compliance, point, tmp_path
):
    done = made(supported, compliance, point)
    folder = unpacked(done.archive, tmp_path / "elsewhere")
    told = verified(folder, "--manifest", done.package.manifest_sha256)
    assert told.returncode == 0, told.stderr
    assert "rows of evidence" in told.stdout


@pytest.mark.parametrize(
    "name",
    [
        "evidence.csv",
        "evidence.json",
        "coversheet.json",
        "record-1.pdf",
        "tests.json",
        "decisions.json",
        "provenance.json",
        "manifest.json",
    ],
)
def test_a_changed_file_is_refused(supported, compliance, point, tmp_path, name):
    done = made(supported, compliance, point)
    folder = unpacked(done.archive, tmp_path / "elsewhere")
    file = folder / name
    file.write_bytes(file.read_bytes().replace(b"1", b"7", 1))
    told = verified(folder, "--manifest", done.package.manifest_sha256)
    assert told.returncode == 1
    assert "NOT VERIFIED" in told.stderr


def test_a_file_added_or_taken_away_is_refused(supported, compliance, point, tmp_path):
    done = made(supported, compliance, point)
    folder = unpacked(done.archive, tmp_path / "elsewhere")
    (folder / "tests.json").rename(folder / "tests2.json")
    assert "not listed" in verified(folder).stderr


def rewritten(folder, change):
    """Change the evidence and make the manifest fit again, as a forger would."""
    path = folder / "evidence.json"
    told = json.loads(path.read_bytes())
    change(told["rows"][0])
    path.write_bytes(json.dumps(told, indent=1).encode())
    listed = json.loads((folder / "manifest.json").read_bytes())
    for each in listed["files"]:
        data = (folder / each["path"]).read_bytes()
        each["sha256"], each["size"] = hashlib.sha256(data).hexdigest(), len(data)
    (folder / "manifest.json").write_text(json.dumps(listed))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"icd10cm": "E11.9"}, "not signed"),
        ({"char_end": "60"}, "does not quote"),
        ({"credential_number": "0000"}, "another decision"),
        ({"coder_id": "somebody"}, "another decision"),
        ({"decided_at": "2026-01-01T00:00:00.000000Z"}, "another decision"),
        ({"signed_leaf": "1"}, "not in the log"),
        ({"document_sha256": "ab" * 32}, "never received"),
    ],
)
def test_evidence_that_the_log_does_not_hold_is_refused_even_if_listed(
    supported, compliance, point, tmp_path, change, why
):
    done = made(supported, compliance, point)
    folder = unpacked(done.archive, tmp_path / "elsewhere")
    rewritten(folder, lambda row: row.update(change))
    told = verified(folder)
    assert told.returncode == 1
    assert why in told.stderr


def test_a_changed_document_is_refused_even_if_listed(
    supported, compliance, point, tmp_path
):
    done = made(supported, compliance, point)
    folder = unpacked(done.archive, tmp_path / "elsewhere")
    [document] = (folder / "documents").iterdir()
    document.write_text(document.read_text().replace("stage 3b", "stage 4 "))
    rewritten(folder, lambda row: None)
    assert "not the one that the log received" in verified(folder).stderr


def test_the_verifier_imports_nothing_but_python_and_cryptography(
    supported, compliance, point, tmp_path
):
    import ast

    folder = unpacked(made(supported, compliance, point).archive, tmp_path / "e")
    tree = ast.parse((folder / "verify.py").read_text())
    names = {
        (node.module or "").partition(".")[0]
        if isinstance(node, ast.ImportFrom)
        else each.name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for each in node.names
    }
    assert names <= sys.stdlib_module_names | {"cryptography"}


# ---- the record


def test_the_record_is_a_plain_pdf(supported, compliance, point, tmp_path):
    data = made(supported, compliance, point).package.files["record-1.pdf"]
    read = pypdf.PdfReader(io.BytesIO(data))
    assert not read.is_encrypted
    assert not read.outline
    assert not read.attachments
    root = read.trailer["/Root"]
    assert not {"/AcroForm", "/OpenAction", "/Names", "/Outlines"} & set(root)
    assert all(page.rotation == 0 for page in read.pages)
    assert "Quillfeather" not in str(read.metadata)
    text = "".join(page.extract_text() for page in read.pages)
    assert "Type 2 diabetes with diabetic chronic kidney disease" in text
    assert "not part of the medical record" in text
    if pdfinfo := shutil.which("pdfinfo"):
        (tmp_path / "r.pdf").write_bytes(data)
        told = subprocess.run(
            [pdfinfo, str(tmp_path / "r.pdf")], capture_output=True, text=True
        ).stdout
        for said in (
            "Encrypted:       no",
            "JavaScript:      no",
            "Form:            none",
        ):
            assert said in told


def test_the_evidence_is_highlighted_on_the_guide_and_nowhere_else(
    supported, compliance, point
):
    data = made(supported, compliance, point).package.files["record-1.pdf"]
    sheets = pypdfium2.PdfDocument(data)

    def washed(sheet):
        picture = sheet.render(scale=1).to_pil().convert("RGB")
        return sum(
            n for n, (r, g, b) in picture.getcolors(1_000_000) if r > 240 and b < 160
        )

    assert washed(sheets[0]) == 0
    assert washed(sheets[len(sheets) - 1]) > 500
    sheets.close()


# ---- columns and identity


def test_each_purpose_has_its_columns(supported, compliance, point, number):
    submission = made(supported, compliance, point).package
    internal = made(supported, compliance, point, Purpose.INTERNAL).package
    appeal = made(supported, compliance, point, Purpose.APPEAL).package
    assert "seconds_on_task" not in submission.columns
    assert "seconds_on_task" in appeal.columns
    row = json.loads(internal.files["evidence.json"])["rows"][0]
    assert row["mbi"] == "*" * 7 + number[-4:]
    for name in ("coversheet.json", "evidence.json", "evidence.csv"):
        assert b"Quillfeather" not in internal.files[name]
        assert b"04/11/1957" not in internal.files[name]
    assert number.encode() not in internal.files["coversheet.json"]
    assert number.encode() in submission.files["coversheet.json"]


@pytest.mark.parametrize(
    "cell",
    [
        *("=1+1", "+1", "-1", "@x", "\t=1", " =1", "\ufeff=1", "\r=1", "\n=1"),
        *("\u2003=1", "\u200e=1", "\v=1", "\x1f=1", "\u202e=1", '"=1', "'=1", ' " =1'),
        *("＝1", "−1", "＠x", "\u00ad=1", "\u2028=1"),
    ],
)
def test_no_cell_is_a_formula(cell):
    [_, [safe]] = csv.reader(
        io.StringIO(columns.as_csv([{"a": cell}], ["a"]).decode(), newline="")
    )
    assert safe == f"'{cell}"


def test_how_long_people_worked_is_in_no_file_of_a_submission(
    supported, compliance, point
):
    """But in the bytes of events, which cannot be shortened; the README says so."""
    submission = made(supported, compliance, point).package.files
    appeal = made(supported, compliance, point, Purpose.APPEAL).package.files
    told = [name for name in submission if not name.startswith("events/")]
    assert not [name for name in told if b'"seconds"' in submission[name]]
    assert not [name for name in told if b'"active"' in submission[name]]
    assert b'"active"' in appeal["decisions.json"]
    assert "how long work took" in submission["README.txt"].decode()


def test_what_people_typed_stays_in_the_house(supported, compliance, point):
    submission = made(supported, compliance, point).package.files["tests.json"]
    appeal = made(supported, compliance, point, Purpose.APPEAL).package.files
    assert b"Seen in the original." not in submission
    assert b"Seen in the original." in appeal["tests.json"]


# ---- leaving the house


def test_packages_are_built_recorded_and_disclosed(supported, compliance, point):
    audit = supported.enrollee.audit
    row = radv_packages.ask(
        audit, purpose="submission", recipient="CMS CDAT", by=compliance
    )
    assert row.total == 2
    taken = radv_packages.claim(row.pk)
    assert radv_packages.claim(row.pk) is None
    files = list(radv_packages.build_some(taken))
    assert radv_packages.finish(taken)
    assert len(files) == 2
    for each in files:
        data = vault.get(each.sha256)
        assert each.size == len(data)
    events = Event.objects.filter(type="radv-exported")
    assert events.count() == Disclosure.objects.count() == 2
    fact = events.first().fact
    assert (fact.recipient, fact.identity_shown) == ("CMS CDAT", True)
    assert "mbi" in fact.columns


def test_building_goes_on_where_it_was_left(supported, compliance, point):
    row = radv_packages.ask(
        supported.enrollee.audit, purpose="internal", recipient="QA", by=compliance
    )
    taken = radv_packages.claim(row.pk)
    building = radv_packages.build_some(taken)
    next(building)
    building.close()
    assert not radv_packages.finish(taken)
    taken = radv_packages.claim(row.pk)
    list(radv_packages.build_some(taken))
    assert radv_packages.finish(taken)
    assert RadvFile.objects.filter(package=row).count() == 2


def test_nothing_is_built_before_anything_is_chosen(make_case, compliance, sealed):
    audit = audit_of(compliance, line(mbi(), 37, "E11.22"))
    with pytest.raises(Refused, match="choose its records"):
        radv_packages.ask(audit, purpose="submission", recipient="CMS", by=compliance)


# ---- the claim's procedures, by the list of the year


@pytest.fixture
def eligible(tmp_path):
    """Loads the list of a payment year, as an administrator with a licence does."""
    from django.core.management import call_command

    def load(year, *listed):
        file = tmp_path / f"eligible-{year}.csv"
        file.write_text("\n".join(["cpt_hcpcs_code", *listed]) + "\n")
        call_command(
            "load_release",
            "eligible-procedures",
            str(file),
            "--effective-from",
            f"{year}-01-01",
            "--licence-accepted",
            verbosity=0,
        )

    return load


@pytest.mark.parametrize(
    ("given", "facts", "expected"),
    [
        (("X9213-25", "X0000"), {}, "yes"),
        (("X0000",), {}, "no"),
        ((), {}, ""),
        (
            ("X0000",),
            {"setting": "inpatient", "admission_date": date(2026, 6, 14)},
            "not applicable",
        ),
    ],
)
def test_procedures_of_the_claim_are_looked_up_in_the_list_of_the_year(
    make_case, number, coder, compliance, eligible, given, facts, expected
):
    """Made-up codes: the real ones of CPT are their owner's."""
    eligible(2026, "X0000")
    eligible(2027, "X9213")
    case = chart_of(make_case, number, procedures=given, **facts)
    audit = matched(audit_of(compliance, line(number, 37, "E11.22")), compliance)
    row = hcc_of(audit, 37)
    radv_hccs.choose(row, [row.records.get().pk], by=compliance, version=row.version)
    [record] = dossier.gather(fresh(row), asked(compliance)).records
    assert record.encounter["cpt_hcpcs_eligible"] == expected
    assert record.encounter["cpt_hcpcs"] == "; ".join(given)
    assert "2027" in record.encounter["cpt_hcpcs_list"]
    received = Event.objects.for_chart(case.chart_id).first().fact
    assert received.procedures == (given or None)


def test_without_a_list_nobody_says_whether_a_procedure_counts(
    make_case, number, compliance
):
    chart_of(make_case, number, procedures=("X9213",))
    audit = matched(audit_of(compliance, line(number, 37, "E11.22")), compliance)
    row = hcc_of(audit, 37)
    radv_hccs.choose(row, [row.records.get().pk], by=compliance, version=row.version)
    [record] = dossier.gather(fresh(row), asked(compliance)).records
    assert record.encounter["cpt_hcpcs_eligible"] == ""
    assert record.encounter["cpt_hcpcs_list"] == ""
