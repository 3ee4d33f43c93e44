"""Procedures on a case: candidates, adding them, and what is said to be unchecked."""

import json

import pytest
from django.core.management import call_command
from django.urls import reverse

from audit.models import Event
from review import codeset
from review.actions import claims, decisions, signing
from review.refusals import Refused
from tests.coding.test_procedures import ITEMS, ORDER
from tests.review.conftest import CODES, NOTE, again, span_of

pytestmark = pytest.mark.django_db
GIVEN = "Ketorolac 30 mg IM given in clinic."
ABSENT = "Procedures are unchecked: no CPT table is loaded"


@pytest.fixture
def releases(tmp_path):
    for name, text in (("icd10pcs", ORDER), ("hcpcs", ITEMS)):
        path = tmp_path / f"{name}.csv"
        path.write_text(text, "utf-8")
        days = ("--effective-from", "2026-04-01", "--effective-to", "2026-09-30")
        call_command("load_release", name, str(path), *days, verbosity=0)


@pytest.fixture
def treated(make_case, coder):
    def make(**more):
        case = make_case(CODES, NOTE + GIVEN + "\n", **more)
        claims.claim(case, by=coder)
        return again(case)

    return make


def add(case, by, code="J1885", system="HCPCS"):
    return decisions.add(
        case,
        system=system,
        code=code,
        evidence=[span_of(case, GIVEN)],
        by=by,
        version=again(case).version,
    )


def test_the_page_says_what_nobody_checks(client, treated, coder):
    client.force_login(coder)
    page = client.get(treated().get_absolute_url()).content.decode()
    assert ABSENT in page
    assert "Add the procedure" not in page


def test_a_procedure_is_added_with_the_words_that_prove_it(
    client, treated, coder, releases
):
    case = treated()
    client.force_login(coder)
    posted = {
        "version": case.version,
        "system": "HCPCS",
        "code": "j1885",
        "quote": GIVEN,
    }
    answer = client.post(reverse("review:add-procedure", args=[case.pk]), posted)
    assert answer.status_code == 302
    item = case.items.get(system="HCPCS")
    assert (item.code, item.current.kind) == ("J1885", "add")
    assert item.title.startswith("Injection, ketorolac")


def test_a_candidate_is_added_by_its_button(client, treated, coder, releases):
    case = treated()
    span = span_of(case, GIVEN)
    picked = f"HCPCS J1885 {span['document']} {span['start']} {span['end']}"
    client.force_login(coder)
    posted = {"version": case.version, "picked": picked, "code": "", "quote": "else"}
    client.post(reverse("review:add-procedure", args=[case.pk]), posted)
    [evidence] = case.items.get(system="HCPCS").current.evidence
    assert (evidence["start"], evidence["end"]) == (span["start"], span["end"])


@pytest.mark.parametrize(
    ("system", "code", "why"),
    [
        ("HCPCS", "J9999", "J9999 is no code of HCPCS on 2026-05-14."),
        ("CPT", "99213", "No CPT release for 2026-05-14 is loaded."),
        ("ICD-10-PCS", "0FT", "0FT is no code of ICD-10-PCS on 2026-05-14."),
        ("SNOMED", "1", "Codes are of ICD-10-CM, ICD-10-PCS, HCPCS or CPT."),
    ],
)
def test_what_no_release_of_the_date_holds_is_refused(
    treated, coder, releases, system, code, why
):
    with pytest.raises(Refused, match=why):
        add(treated(), coder, code=code, system=system)


def test_a_signed_procedure_names_its_own_release(treated, coder, releases):
    case = treated()
    add(case, coder)
    for item in case.items.filter(current=None):
        decisions.accept(item, by=coder, version=again(case).version)
    signed = signing.finalise(case, by=coder, version=again(case).version)
    final = signed.codes.get(system="HCPCS")
    assert (final.code, final.role) == ("J1885", "secondary")
    event = Event.objects.filter(type="case-finalised").latest("pk")
    body = json.loads(bytes(event.body))
    [line] = [each for each in body["codes"] if each["system"] == "HCPCS"]
    assert line["release"] == "HCPCS 2026-04-01"


def test_the_first_diagnosis_leads_wherever_a_procedure_stands(
    treated, coder, releases
):
    case = treated()
    add(case, coder)
    procedure = case.items.get(system="HCPCS")
    items = [procedure, *case.items.exclude(system="HCPCS")]
    first, second, *_ = codeset.lines(items, is_inpatient=False)
    assert (first.role, second.role) == ("secondary", "first-listed")
