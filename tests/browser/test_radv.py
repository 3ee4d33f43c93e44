"""The compliance officer's day with an audit: from the list to the packages."""

import hashlib
import io
import re
import subprocess
import sys
import uuid
import zipfile

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from review.models import RadvAudit
from tests.browser.conftest import assert_accessible, press, sign_in
from tests.review.radv import HEADING, NOTE, chart_of, line, mbi, signed

pytestmark = pytest.mark.browser


def test_from_the_list_to_a_package_that_verifies(
    page, make_case, coder, compliance, sealing, tmp_path
):
    number = mbi()
    # Nobody's signature stands below it.
    note = NOTE[: NOTE.index("Electronically signed")]
    case = chart_of(make_case, number, note=note, external_id=f"radv-{number}")
    signed(case, coder)
    sign_in(page, compliance)
    page.goto("/radv/")
    assert_accessible(page, "audits")
    press(page, "n")
    page.wait_for_url("**/radv/import/")
    assert_accessible(page, "import")
    text = HEADING + line(number, 37, "E11.22") + line(number, 226, "I50.9")
    page.get_by_label("Enrollee data list").set_input_files(
        {
            "name": "list.csv",
            "mimeType": "text/csv",
            "buffer": (text + line("wrong", 37, "E11.22")).encode(),
        }
    )
    name = f"Journey {uuid.uuid4().hex[:8]}"
    page.get_by_label("Name of the audit").fill(name)
    page.get_by_role("button", name="Take it in").click()
    expect(page.get_by_text("1 line refused")).to_be_visible()
    assert_accessible(page, "a list with a refused line")
    page.get_by_role("link", name="Go to the audit").click()
    expect(page.get_by_text("records sought")).to_be_visible(timeout=60_000)
    page.reload()
    assert_accessible(page, "work-list")

    # the HCC that a record proves, by keyboard
    press(page, "j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="V28 HCC 37")).to_be_visible()
    assert_accessible(page, "an HCC with its record")
    press(page, "i")
    expect(page.get_by_text(number)).to_be_visible()
    attest(page)
    while page.get_by_text("for a person", exact=True).count():
        press(page, "c")
        page.keyboard.type("Seen in the original.")
        page.get_by_role("button", name="It passes").locator("visible=true").click()
        expect(page.get_by_text("Settled.")).to_be_visible()
    add_scans(page)
    page.get_by_label("Best record").select_option(index=1)
    page.get_by_role("button", name="Choose these").click()
    expect(page.get_by_text("Chosen.")).to_be_visible()
    press(page, "s")
    expect(page.locator("main header .chip").first).to_have_text("supported")
    assert_accessible(page, "an HCC that is supported")
    hear_from_cms(page)

    # the one that nothing proves
    press(page, "]")
    expect(page.get_by_role("heading", name="V28 HCC 226")).to_be_visible()
    expect(page.get_by_text("No record proves this")).to_be_visible()
    press(page, "d")
    page.keyboard.type("Billed, and stands nowhere.")
    page.get_by_role("button", name="Settle as unsupported, to delete").click()
    expect(page.locator("main header .chip").first).to_have_text(
        "unsupported, to delete"
    )
    page.goto("/radv/deletes/")
    assert_accessible(page, "delete list")
    page.goto("/radv/overpayments/")
    expect(page.get_by_text("in 60 days").first).to_be_visible()
    assert_accessible(page, "overpayments")

    # packages
    sealing()
    audit = RadvAudit.objects.get(name=name)
    page.goto(f"/radv/{audit.pk}/packages/")
    assert_accessible(page, "packages, none yet")
    page.get_by_role("button", name="Build").click()
    expect(page.get_by_role("button", name=re.compile("Download all"))).to_be_visible(
        timeout=60_000
    )
    assert_accessible(page, "packages, ready")
    with page.expect_download() as waiting:
        page.get_by_role("button", name=re.compile("Download all")).click()
    verify_all(waiting.value.path(), tmp_path)


def picture():
    out = io.BytesIO()
    Image.new("L", (850, 1100), "white").save(out, "PNG")
    return out.getvalue()


def attest(page):
    """CMS's form for the missing signature comes back and mends it."""
    expect(page.get_by_text("no signature can be read")).to_be_visible()
    page.get_by_text("Record an attestation for the signature").click()
    page.get_by_label("Signed on").locator("visible=true").fill("2026-07-01")
    form = {"name": "form.png", "mimeType": "image/png", "buffer": picture()}
    page.get_by_label("The form (PDF, PNG or JPEG)").locator(
        "visible=true"
    ).set_input_files(form)
    page.get_by_role("button", name="Record it").locator("visible=true").click()
    expect(page.get_by_text("The attestation is recorded")).to_be_visible()


def add_scans(page):
    """Two pages of the original, looked at once."""
    page.get_by_text("Add scanned pages of the original").click()
    pages = [
        {"name": f"page {n}.png", "mimeType": "image/png", "buffer": picture()}
        for n in (1, 2)
    ]
    page.get_by_label("PNG or JPEG, one page a file").set_input_files(pages)
    page.get_by_role("button", name="Add them").click()
    expect(page.get_by_text("The pages are in the record")).to_be_visible()
    with page.expect_popup() as opened:
        page.get_by_role("link", name="2 of the scanned pages").click()
    expect(opened.value.locator("img")).to_be_visible()
    opened.value.close()


def hear_from_cms(page):
    """Refused once, sent again, taken; found against, appealed, ruled."""
    page.get_by_role("button", name="Sent").click()
    page.get_by_label("Reason of the refusal").select_option("incomplete")
    page.get_by_role("button", name="Rejected").click()
    page.get_by_role("button", name="Sent again").click()
    page.get_by_role("button", name="Accepted").click()
    expect(page.get_by_text("CMS: accepted")).to_be_visible()
    today = timezone.now().date()
    page.get_by_label("CMS found", exact=True).select_option("discrepant")
    page.get_by_role("button", name="Record for round 1").click()
    page.get_by_label("Filed on").fill(today.isoformat())
    page.get_by_role("button", name="Record reconsideration").click()
    page.get_by_label("Ruled on").fill(today.isoformat())
    page.get_by_role("button", name="Record the ruling").click()
    expect(page.get_by_text("the finding stands, ruled")).to_be_visible()
    expect(page.get_by_text("next level by")).to_be_visible()
    assert_accessible(page, "an HCC that CMS answered")


def verify_all(path, tmp_path):
    """Each package, by a Python that knows nothing of the product."""
    with zipfile.ZipFile(path) as whole:
        whole.extractall(tmp_path / "all")
    zips = sorted((tmp_path / "all").iterdir())
    assert len(zips) == 2
    for each in zips:
        with zipfile.ZipFile(each) as packed:
            packed.extractall(tmp_path / each.stem)
        [folder] = (tmp_path / each.stem).iterdir()
        manifest = hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest()
        done = subprocess.run(
            [sys.executable, "-I", folder / "verify.py", "--manifest", manifest],
            capture_output=True,
            text=True,
            cwd="/",
        )
        assert done.returncode == 0, done.stderr
