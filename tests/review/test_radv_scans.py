"""Scanned pages of a record's original: what is taken, what becomes of it, who sees."""

import hashlib
import io
from datetime import timedelta

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from audit import vault
from audit.models import Event
from audit.radv import pdf
from audit.radv.values import Purpose
from review.actions import radv_answers, radv_hccs, radv_scans
from review.models import RecordScan
from review.radv import dossier, scans
from review.radv.dossier import Asked
from review.radv.scans import Unfit
from review.refusals import Refused, StaleCase
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

SECRET = b"Taken at 12 Orchard Lane"


def picture(form="PNG", size=(850, 1100), mode="L", **more):
    out = io.BytesIO()
    Image.new(mode, size, "white").save(out, form, **more)
    return out.getvalue()


def held(orientation):
    """A JPEG that a camera turned and wrote its place into."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = orientation, SECRET.decode()
    return picture("JPEG", exif=exif, comment=SECRET)


# ---- what is a page


@pytest.mark.parametrize(
    ("orientation", "turned"), [(1, 0), (3, 180), (6, 90), (8, 270)]
)
def test_a_turned_page_says_so_and_tells_nothing_else(orientation, turned):
    given = held(orientation)
    page = scans.read(given)
    assert SECRET in given
    assert (page.turned, page.media_type) == (turned, "image/jpeg")
    assert SECRET not in page.data
    before, after = (Image.open(io.BytesIO(each)) for each in (given, page.data))
    assert before.tobytes() == after.tobytes()


@pytest.mark.parametrize("progressive", [False, True])
def test_what_stands_behind_a_picture_is_left_out(progressive):
    """Phones put a second picture and their own notes behind the first."""
    given = picture("JPEG", progressive=progressive)
    page = scans.read(given + SECRET + given)
    assert page.data == scans.read(given).data
    assert len(page.data) <= len(given)
    with Image.open(io.BytesIO(page.data)) as kept:
        kept.load()


def test_a_transparent_page_is_white_and_bare():
    from PIL.PngImagePlugin import PngInfo

    told = PngInfo()
    told.add_text("Author", SECRET.decode())
    page = scans.read(picture(mode="RGBA", pnginfo=told))
    assert SECRET not in page.data
    assert Image.open(io.BytesIO(page.data)).mode == "RGB"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no PNG or JPEG"),
        (b"%PDF-1.7\n", "no PNG or JPEG"),
        (b"<svg onload='alert(1)'/>", "no PNG or JPEG"),
        (picture()[:300], "no PNG or JPEG"),
        (picture("JPEG")[:200], "no PNG or JPEG"),
        (picture("GIF", mode="P"), "no PNG or JPEG"),
        (picture("TIFF"), "no PNG or JPEG"),
        (picture(size=(99, 1100)), "smaller or larger"),
        (picture(size=(20_001, 100)), "smaller or larger"),
        (picture(size=(6_400, 6_400), mode="1"), "smaller or larger"),
        (held(2), "mirrored"),
        (b"\x89PNG" + b"0" * (scans.LARGEST + 1), "12 MB"),
    ],
)
def test_what_is_no_page_is_refused_with_the_reason(data, why):
    with pytest.raises(Unfit, match=why):
        scans.read(data)


def test_a_moving_picture_is_no_page():
    frames = [Image.new("L", (200, 200), shade) for shade in (0, 255)]
    out = io.BytesIO()
    frames[0].save(out, "PNG", save_all=True, append_images=frames[1:])
    with pytest.raises(Unfit, match="moves"):
        scans.read(out.getvalue())


@given(st.binary(max_size=300), st.sampled_from([picture(), picture("JPEG")]))
def test_no_bytes_break_the_reader(noise, good):
    for data in (noise, good[:200] + noise, good[:20] + noise + good[20:]):
        try:
            scans.read(data)
        except Unfit:
            continue


# ---- in a record


@pytest.fixture
def number():
    return mbi()


@pytest.fixture
def record(make_case, number, coder, compliance):
    """A signed chart that may prove two HCCs; the record of the first."""
    signed(chart_of(make_case, number), coder)
    lines = line(number, 37, "E11.22"), line(number, 280, "J44.9")
    audit = matched(audit_of(compliance, *lines), compliance)
    return hcc_of(audit, 37).records.get()


def keep(record, *files, by):
    version = fresh(record.hcc).version
    return radv_scans.keep(record, files, by=by, version=version)


def test_pages_come_into_the_pdf_of_every_hcc_of_the_chart(record, compliance):
    made = keep(record, picture(), picture("JPEG"), by=compliance)
    event = Event.objects.last()
    assert event.type == "radv-scans-kept"
    assert event.fact.pages == tuple(each.sha256 for each in made)
    other = hcc_of(record.hcc.enrollee.audit, 280)
    asked = Asked(Purpose.SUBMISSION, "CMS", "somebody")
    [part] = dossier.gather(other, asked).records
    assert [scan.sha256 for scan in part.scans] == [each.sha256 for each in made]
    sheets = pypdf.PdfReader(io.BytesIO(pdf.record_pdf(part))).pages
    assert "scanned page 2 of 2" in sheets[1].extract_text()
    assert "Quillfeather" in sheets[2].extract_text()


def test_all_pages_or_none(record, compliance):
    with pytest.raises(Refused, match="Page 2"):
        keep(record, picture(), b"no picture", by=compliance)
    with pytest.raises(Refused, match="Choose"):
        keep(record, by=compliance)
    assert not RecordScan.objects.exists()


def test_pages_are_added_behind_and_taken_out_with_a_reason(record, compliance):
    keep(record, picture(), by=compliance)
    first, second = keep(record, picture("JPEG"), by=compliance)
    assert (first.position, second.position) == (1, 2)
    given = {"by": compliance, "version": fresh(record.hcc).version}
    with pytest.raises(Refused, match="why"):
        radv_scans.take_out(record, words=" ", **given)
    radv_scans.take_out(record, words="Of another patient.", **given)
    fact = Event.objects.last().fact
    assert (fact.pages, len(fact.was)) == ((), 2)
    assert vault.get(first.sha256)


def test_what_was_sent_stays_as_it_was_sent(record, compliance):
    keep(record, picture(), by=compliance)
    radv_answers.answer(
        record, state="sent", by=compliance, version=fresh(record.hcc).version
    )
    with pytest.raises(Refused, match="sent to CMS"):
        keep(record, picture(), by=compliance)
    radv_answers.answer(
        record,
        state="rejected",
        reason="incomplete",
        by=compliance,
        version=fresh(record.hcc).version,
    )
    assert len(keep(record, picture(), by=compliance)) == 2


def test_bounds_roles_and_old_pages(record, compliance, coder, monkeypatch):
    monkeypatch.setattr(radv_scans, "MOST_PAGES", 1)
    with pytest.raises(Refused, match="1 scanned pages"):
        keep(record, picture(), picture(), by=compliance)
    with pytest.raises(Refused, match="ompliance"):
        keep(record, picture(), by=coder)
    with pytest.raises(StaleCase):
        radv_scans.keep(record, [picture()], by=compliance, version=-1)


# ---- on the page


def test_what_was_sent_offers_no_change_of_its_pages(record, compliance, client):
    client.force_login(compliance)
    page = reverse("review:radv-hcc", args=[record.hcc_id])
    assert b"Add scanned pages" in client.get(page).content
    radv_answers.answer(
        record, state="sent", by=compliance, version=fresh(record.hcc).version
    )
    assert b"scanned pages" not in client.get(page).content


def test_a_record_that_passes_and_is_not_chosen_asks_to_be_chosen(
    record, compliance, client
):
    client.force_login(compliance)
    page = reverse("review:radv-hcc", args=[record.hcc_id])
    assert b"No record passes every test yet." in client.get(page).content
    settle_all(record, compliance)
    row = fresh(record.hcc)
    radv_hccs.choose(row, [], by=compliance, version=row.version)
    assert b"choose it first" in client.get(page).content


def test_an_officer_adds_looks_and_takes_out(record, compliance, client):
    client.force_login(compliance)
    version = fresh(record.hcc).version
    names = ["p10.png", "p9.png"]
    shades = [picture(size=(200 + n, 300)) for n in range(2)]
    files = [SimpleUploadedFile(n, d) for n, d in zip(names, shades, strict=True)]
    url = reverse("review:radv-scans", args=[record.pk])
    client.post(url, {"version": version, "pages": files})
    first, second = RecordScan.objects.order_by("position")
    # Page 9 before page 10.
    assert Image.open(io.BytesIO(vault.get(first.sha256))).size == (201, 300)
    shown = client.get(reverse("review:radv-hcc", args=[record.hcc_id])).content
    assert b"Scanned pages of the original" in shown
    seen = client.get(reverse("review:radv-scan", args=[first.pk]))
    assert hashlib.sha256(seen.content).hexdigest() == first.sha256
    assert seen["Content-Type"] == "image/png"
    assert seen["X-Content-Type-Options"] == "nosniff"
    assert Event.objects.last().fact.page == "scan"
    client.post(
        reverse("review:radv-unscan", args=[record.pk]),
        {"version": fresh(record.hcc).version, "words": "Not this visit."},
    )
    assert not RecordScan.objects.exists()


def test_a_ruling_is_recorded_on_the_page(record, compliance, client):
    client.force_login(compliance)
    today = timezone.now().date()
    found = radv_answers.receive_outcome(
        record.hcc,
        outcome="discrepant",
        received_on=today,
        by=compliance,
        version=fresh(record.hcc).version,
    )
    version = fresh(record.hcc).version
    radv_answers.appeal(found, filed_on=today, by=compliance, version=version)
    page = reverse("review:radv-hcc", args=[record.hcc_id])
    assert b"Record the ruling" in client.get(page).content
    told = {"ruling": "upheld", "ruled_on": today, "version": version + 1}
    client.post(reverse("review:radv-rule", args=[found.pk]), told)
    assert fresh(found).appeal_due == today + timedelta(days=60)
    shown = client.get(page).content.decode()
    assert "the finding stands" in shown
    assert "next level by" in shown
    assert "Record hearing officer" in shown
