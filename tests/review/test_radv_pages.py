"""The pages of RADV audits: who may open them, what they show, what looking leaves."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from audit.models import Event
from review.models import AuditedHcc, Overpayment, RadvAudit
from tests.review.radv import (
    HEADING,
    audit_of,
    chart_of,
    hcc_of,
    line,
    matched,
    mbi,
    settle_all,
    signed,
)
from tests.review.radv import again as fresh

ROLES = ("coder", "senior", "supervisor", "compliance", "admin", "stranger")
NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def number():
    return mbi()


@pytest.fixture
def audit(make_case, number, coder, compliance):
    signed(chart_of(make_case, number), coder)
    lines = line(number, 37, "E11.22"), line(number, 280, "J44.9")
    return matched(audit_of(compliance, *lines), compliance)


@pytest.fixture
def officer(client, compliance):
    client.force_login(compliance)
    return client


def routes():
    from review.urls import urlpatterns

    return {p.name: str(p.pattern) for p in urlpatterns if p.name.startswith("radv")}


def address(name, audit):
    known = {"number": audit.pk, "row": 1, "page": 1, "key": NOBODY}
    if name.startswith("radv-hcc") or name in (
        "radv-reveal",
        "radv-settle",
        "radv-choose",
        "radv-outcome",
    ):
        known["number"] = hcc_of(audit, 37).pk
    if name == "radv-list":
        known["number"] = audit.imports.get().pk
    used = {k: v for k, v in known.items() if f":{k}>" in routes()[name]}
    return reverse(f"review:{name}", kwargs=used)


@pytest.mark.parametrize("role", ROLES)
def test_only_compliance_reaches_any_of_it(role, request, client, audit):
    client.force_login(request.getfixturevalue(role))
    for name in routes():
        for answer in (
            client.get(address(name, audit)),
            client.post(address(name, audit)),
        ):
            turned_away = b"That is not yours to open" in answer.content
            assert (name, turned_away) == (name, role != "compliance")
            assert answer.status_code < 500


def test_nobody_gets_anywhere_without_signing_in(client, audit):
    for name in routes():
        for answer in (
            client.get(address(name, audit)),
            client.post(address(name, audit)),
        ):
            assert answer.status_code == 302
            assert answer.url.startswith("/accounts/login/")


def test_coders_see_no_way_there(client, coder, compliance):
    client.force_login(coder)
    assert ">RADV</a>" not in client.get("/worklist/").content.decode()
    client.force_login(compliance)
    assert ">RADV</a>" in client.get("/worklist/").content.decode()


# ---- taking a list in


def send(officer, text, **more):
    file = SimpleUploadedFile(
        "list.csv", text if type(text) is bytes else text.encode()
    )
    told = {"name": "Spring", "records_due": "2027-05-01", "list": file} | more
    return officer.post("/radv/import/", told, follow=True)


def test_a_list_is_taken_in_and_leads_to_its_work_list(officer, number):
    page = send(officer, HEADING + line(number, 37, "E11.22")).content.decode()
    audit = RadvAudit.objects.get()
    assert "Records are being sought" in page
    assert audit.matching_since is not None
    assert "V28 37" in page


def test_refused_lines_are_named_with_their_reason(officer, number):
    text = HEADING + line(number, 37, "E11.22") + line("not a number", 37, "E11.22")
    page = send(officer, text).content.decode()
    assert "1 line refused" in page
    assert "not a Medicare number" in page
    assert "not a number,Quill" not in page


def test_a_file_of_nothing_is_said_so(officer):
    page = send(officer, b"\xff\xfe\x00").content.decode()
    assert "Nothing taken" in page
    assert "no UTF-8 text" in page
    assert not RadvAudit.objects.exists()


# ---- the work-list


def test_the_work_list_names_no_enrollee(officer, audit, number):
    page = officer.get(audit.get_absolute_url()).content.decode()
    assert "V28 37" in page and "Diabetes" in page
    assert number not in page
    assert "Quillfeather" not in page


def test_the_work_list_costs_the_same_for_one_and_for_many(
    officer, compliance, django_assert_max_num_queries
):
    lines = [line(mbi(), 37, "E11.22") for _ in range(40)]
    audit = matched(audit_of(compliance, *lines), compliance)
    with django_assert_max_num_queries(20):
        page = officer.get(audit.get_absolute_url()).content.decode()
    assert page.count("nobody here has that number") == 40
    with django_assert_max_num_queries(12):
        officer.get("/radv/")


def test_the_list_is_narrowed_by_standing(officer, audit):
    base = audit.get_absolute_url()
    assert "V28 37" in officer.get(f"{base}?show=open").content.decode()
    assert "Nothing here" in officer.get(f"{base}?show=supported").content.decode()
    assert "V28 37" in officer.get(f"{base}?show=<b>").content.decode()


# ---- one HCC


def test_the_page_shows_record_tests_and_evidence_and_leaves_one_look(officer, audit):
    hcc = hcc_of(audit, 37)
    before = Event.objects.count()
    page = officer.get(hcc.get_absolute_url()).content.decode()
    assert "Type 2 diabetes with diabetic chronic kidney disease" in page
    assert "acceptable specialty" in page
    assert "Quillfeather" not in page.replace("Patient: Marlow Quillfeather", "")
    told = [e.type for e in Event.objects.order_by("pk")[before:]]
    assert told == ["chart-viewed"]


def test_who_it_is_is_shown_when_asked_and_recorded(officer, audit, number):
    hcc = hcc_of(audit, 37)
    page = officer.post(f"/radv/hccs/{hcc.pk}/enrollee/").content.decode()
    assert number in page and "Marlow Quillfeather" in page
    assert Event.objects.filter(type="radv-enrollee-revealed").count() == 1


def test_settling_on_the_page_from_test_to_standing(officer, audit, compliance):
    hcc = hcc_of(audit, 37)
    for result in hcc.records.get().results.filter(result="ask"):
        officer.post(
            f"/radv/tests/{result.pk}/",
            {"to": "pass", "words": "Seen.", "version": fresh(hcc).version},
        )
    officer.post(
        f"/radv/hccs/{hcc.pk}/settle/",
        {"standing": "supported", "version": fresh(hcc).version},
    )
    assert fresh(hcc).standing == "supported"


def test_an_old_page_changes_nothing(officer, audit):
    hcc = hcc_of(audit, 37)
    told = {"standing": "unsupported", "words": "No.", "version": "99"}
    page = officer.post(f"/radv/hccs/{hcc.pk}/settle/", told, follow=True)
    assert "changed since the page was made" in page.content.decode()
    assert fresh(hcc).standing == "open"


@pytest.mark.parametrize("version", ["", "x", "-1", "1e9", "٣", "9" * 5000])
def test_a_version_that_is_no_number_is_an_old_page(officer, audit, version):
    hcc = hcc_of(audit, 37)
    told = {"standing": "unsupported", "words": "No.", "version": version}
    assert officer.post(f"/radv/hccs/{hcc.pk}/settle/", told).status_code == 302
    assert fresh(hcc).standing == "open"


@pytest.mark.parametrize("key", ["x", "-1", "²", "9" * 40, "9" * 5000])
def test_what_is_no_record_cannot_be_chosen(officer, audit, key):
    hcc = hcc_of(audit, 37)
    told = {"rank-1": key, "version": fresh(hcc).version}
    page = officer.post(f"/radv/hccs/{hcc.pk}/records/", told, follow=True)
    assert "not among those found" in page.content.decode()


# ---- packages


def test_packages_are_asked_for_built_and_downloaded(
    officer, audit, compliance, settings, tmp_path
):
    from audit import sequencer
    from review.radv import tasks

    settings.CHECKPOINTS = settings.LOG_KEYS = tmp_path / "log"
    key, file = sequencer._begin()
    sequencer._sign(sequencer._sequence(1_000_000), key, file)
    hcc = hcc_of(audit, 37)
    settle_all(hcc.records.get(), compliance)
    there = reverse("review:radv-packages", args=[audit.pk])
    told = {"purpose": "internal", "recipient": "QA"}
    assert officer.post(there, told).status_code == 302
    row = audit.packages.get()
    tasks.build_packages(str(row.pk))
    page = officer.get(there).content.decode()
    assert "ready" in page and "2 packages" in page
    answer = officer.post(reverse("review:radv-download", args=[row.pk]))
    whole = b"".join(answer.streaming_content)
    assert whole.startswith(b"PK") and answer["Content-Disposition"].endswith('.zip"')
    [one, _] = row.files.order_by("pk")
    answer = officer.post(
        reverse("review:radv-download", args=[row.pk]), {"file": one.pk}
    )
    assert len(b"".join(answer.streaming_content)) == one.size
    assert Event.objects.filter(type="radv-package-fetched").count() == 2


@pytest.mark.parametrize("recipient", [" ", "CMS\x07", "C" * 121])
def test_a_recipient_is_a_name(officer, audit, recipient):
    there = reverse("review:radv-packages", args=[audit.pk])
    answer = officer.post(there, {"purpose": "submission", "recipient": recipient})
    assert answer.status_code == 422


# ---- deletes and overpayments


def test_an_unsupported_hcc_is_on_the_delete_list_and_owed(officer, audit):
    hcc = hcc_of(audit, 280)
    told = {"standing": "unsupported", "words": "Only listed.", "version": hcc.version}
    officer.post(f"/radv/hccs/{hcc.pk}/settle/", told)
    assert "V28 HCC 280" in officer.get("/radv/deletes/").content.decode()
    assert "V28 HCC 280" in officer.get("/radv/overpayments/").content.decode()
    owed = Overpayment.objects.get()
    for version in ("", "x", "9" * 5000):
        moved = {"to": "suspended", "words": "Sampled.", "version": version}
        assert officer.post(f"/radv/overpayments/{owed.pk}/", moved).status_code == 302
    assert fresh(owed).state == "identified"
    moved = {"to": "suspended", "words": "Sampled.", "version": owed.version}
    officer.post(f"/radv/overpayments/{owed.pk}/", moved)
    assert fresh(owed).state == "suspended"


def test_an_overpayment_whose_hcc_is_supported_by_now_is_offered_as_not_owed(
    officer, audit, compliance
):
    from review.actions import radv_hccs

    hcc = hcc_of(audit, 37)
    told = {"standing": "unsupported", "words": "Only listed.", "version": hcc.version}
    officer.post(f"/radv/hccs/{hcc.pk}/settle/", told)
    there = "/radv/overpayments/?show=supported"
    assert "found supported since" in officer.get(there).content.decode()
    best = hcc.records.order_by("place").first()
    radv_hccs.choose(hcc, [best.pk], by=compliance, version=fresh(hcc).version)
    settle_all(best, compliance)
    told = {"standing": "supported", "version": fresh(hcc).version}
    officer.post(f"/radv/hccs/{hcc.pk}/settle/", told)
    listed = officer.get(there).content.decode()
    assert "HCC supported by now" in listed
    first = listed.index("<option")
    assert listed[first:].startswith('<option value="not_owed"')
    shown = officer.get(f"/radv/hccs/{hcc.pk}/").content.decode()
    assert "still open, and the HCC is supported" in shown
    owed = Overpayment.objects.get()
    moved = {"to": "not_owed", "words": "Proved.", "version": owed.version}
    officer.post(f"/radv/overpayments/{owed.pk}/", moved)
    assert fresh(owed).state == "not_owed"
    assert (
        "Not owed</button>" not in officer.get(f"/radv/hccs/{hcc.pk}/").content.decode()
    )


def test_overpayments_cost_the_same_for_one_and_for_many(
    officer, compliance, django_assert_max_num_queries
):
    from review.actions import radv_hccs

    lines = [line(mbi(), 37, "E11.22") for _ in range(20)]
    for hcc in AuditedHcc.objects.filter(enrollee__audit=audit_of(compliance, *lines)):
        radv_hccs.settle(
            hcc,
            standing="unsupported",
            words="No chart.",
            by=compliance,
            version=hcc.version,
        )
    with django_assert_max_num_queries(12):
        page = officer.get("/radv/overpayments/").content.decode()
    assert page.count("V28 HCC 37") == 20


def test_progress_is_a_fragment_that_stops_asking(officer, audit, compliance):
    from review.actions import radv_matching

    radv_matching.begin(audit, by=compliance)
    htmx = {"headers": {"HX-Request": "true"}}
    fragment = officer.get(audit.get_absolute_url(), **htmx).content.decode()
    assert "<html" not in fragment and "every 2s" in fragment
    for enrollee in list(radv_matching.waiting(fresh(audit))):
        radv_matching.match(enrollee, by=compliance)
    assert radv_matching.finish(fresh(audit))
    fragment = officer.get(audit.get_absolute_url(), **htmx).content.decode()
    assert "every 2s" not in fragment


def test_no_event_of_these_pages_names_an_enrollee(officer, audit, number):
    hcc = hcc_of(audit, 37)
    officer.post(f"/radv/hccs/{hcc.pk}/enrollee/")
    bodies = [json.dumps(e.content) for e in Event.objects.all()]
    assert not [b for b in bodies if number in b or "Quillfeather" in b]


def test_a_file_larger_than_any_list_is_refused_at_the_door(officer):
    from review.radv.listfile import MOST_BYTES

    page = send(officer, b"x" * (MOST_BYTES + 1)).content.decode()
    assert "larger than any list" in page


def test_compliance_of_one_site_sees_no_part_of_an_audit(client, person, audit):
    from review.actions import people, radv_hccs
    from review.refusals import Refused

    local = person("local")
    people.grant(local, role="compliance", site="north", by=None)
    client.force_login(local)
    assert client.get("/radv/").status_code == 403
    hcc = hcc_of(audit, 37)
    told = {"standing": "unsupported", "words": "No.", "version": hcc.version}
    with pytest.raises(Refused, match="spans all sites"):
        radv_hccs.settle(hcc, by=local, **told)


def test_disclosures_stay_as_they_were_written(audit, compliance):
    from django.db import DatabaseError, transaction

    from review.models import Disclosure

    row = Disclosure.objects.create(
        hcc=hcc_of(audit, 37),
        purpose="internal",
        recipient="QA",
        identity_shown=False,
        manifest_sha256="ab" * 32,
        made_by=f"person:{compliance.pk}",
    )
    with pytest.raises(DatabaseError, match="never edited"), transaction.atomic():
        Disclosure.objects.filter(pk=row.pk).update(recipient="Somebody else")
