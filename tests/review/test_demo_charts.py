"""The demo: its charts hold as a test set, its people cover every role."""

import tomllib
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from coding import chartfiles, codes
from coding.acceptance import Limits, accept
from coding.values import Setting
from review import states
from review.models import CredentialType
from tests.coding.notes import RULES

DEMO = Path(__file__).resolve().parents[2] / "review" / "demo"
FILES = sorted((DEMO / "charts").glob("*.toml"))
TOLD = {file.stem: tomllib.loads(file.read_text("utf-8")) for file in FILES}
PEOPLE = tomllib.loads((DEMO / "people.toml").read_text("utf-8"))["people"]

each_chart = pytest.mark.parametrize("told", TOLD.values(), ids=TOLD)


def gold_codes(told):
    return [row["code"] for row in told["gold"]["codes"]]


def excluded_codes(told):
    return [row["code"] for row in told["gold"]["excluded"]]


def said(path):
    """Every value that charts have under a table and a name, where they have it."""
    table, name = path
    rows = [told.get(table, {}) for told in TOLD.values()]
    return [row[name] for row in rows if name in row]


# ---- breadth


def test_there_are_at_least_48_charts_of_14_specialties():
    assert len(TOLD) >= 48
    assert len({told["specialty"] for told in TOLD.values()}) >= 14


def test_every_setting_is_there_often_enough_to_be_measured():
    settings = Counter(told["setting"] for told in TOLD.values())
    assert set(settings) == {setting.value for setting in Setting}
    assert settings["inpatient"] >= 10
    assert settings["emergency"] >= 6
    assert settings["telehealth"] >= 4
    assert settings["outpatient"] > len(TOLD) / 2


def test_telehealth_includes_visits_without_video():
    modalities = {
        told["modality"]
        for told in TOLD.values()
        if told["setting"] == Setting.TELEHEALTH
    }
    assert modalities == {"audio-video", "audio-only"}


def test_several_charts_have_several_documents():
    several = [told for told in TOLD.values() if len(told["documents"]) > 1]
    assert len(several) >= 10
    assert any(len(told["documents"]) >= 4 for told in several)


def test_some_charts_are_billed_and_some_of_what_is_billed_is_not_supported():
    billed = [told for told in TOLD.values() if told.get("billed")]
    wrong = [told for told in billed if set(told["billed"]) - set(gold_codes(told))]
    assert len(billed) >= 8
    assert len(wrong) >= 6


def test_every_reason_for_an_exclusion_is_there():
    rows = (row for told in TOLD.values() for row in told["gold"]["excluded"])
    assert {row["reason"] for row in rows} == set(RULES)


# ---- every chart


@pytest.mark.parametrize("file", FILES, ids=TOLD)
def test_a_chart_is_read_and_accepted_whole(file):
    (chart,) = chartfiles.read(file)
    assert isinstance(chart, chartfiles.ChartFile)
    assert chart.id == file.stem
    assert chart.gold.codes
    texts = accept(chart.upload, today=date(2026, 12, 31), limits=Limits())
    assert len(texts) == len(TOLD[file.stem]["documents"])


@each_chart
def test_gold_codes_are_billable_in_the_release_of_the_date(told, db):
    chosen = codes.release_for("ICD-10-CM", told["service_date"])
    assert not chosen.provisional
    assert not chosen.approximate
    book = codes.codebook(chosen.release)
    mentioned = [*gold_codes(told), *excluded_codes(told), *told.get("billed", [])]
    assert [code for code in mentioned if not book.is_billable(code)] == []


@each_chart
def test_no_two_gold_codes_exclude_each_other(told, db):
    book = codes.codebook(codes.newest_release())
    gold = gold_codes(told)
    pairs = [(a, b) for a in gold for b in gold if a < b]
    assert [pair for pair in pairs if book.excludes1_conflict(*pair)] == []


@each_chart
def test_a_code_is_either_gold_or_excluded_and_listed_once(told):
    gold, excluded = gold_codes(told), excluded_codes(told)
    assert len(set(gold)) == len(gold)
    assert len(set(excluded)) == len(excluded)
    assert not set(gold) & set(excluded)


@each_chart
def test_every_billed_code_is_decided(told):
    decided = {*gold_codes(told), *excluded_codes(told)}
    assert set(told.get("billed", [])) <= decided


@each_chart
def test_every_row_of_gold_says_why(told):
    gold = told["gold"]
    assert all(row["why"] for row in [*gold["codes"], *gold["excluded"]])
    assert all(RULES[row["reason"]] == row["rule"] for row in gold["excluded"])


@each_chart
def test_gaps_concern_codes_of_the_chart(told):
    for gap in told["gold"]["gaps"]:
        assert gap["about"]
        assert set(gap["would_change"]) <= set(gold_codes(told))


@each_chart
def test_no_external_cause_stands_first(told):
    assert gold_codes(told)[0][0] not in "VWXY"


@each_chart
def test_documents_lie_within_the_encounter(told):
    first = told.get("admission_date", told["service_date"])
    assert first <= told["service_date"]
    assert ("admission_date" in told) == (told["setting"] == Setting.INPATIENT)
    assert all(document["date"] >= first for document in told["documents"])


@each_chart
def test_documents_are_signed(told):
    for document in told["documents"]:
        assert any(word in document["text"] for word in ("igned", "uthenticated"))
        assert document["author"].split(",")[0].split()[-1] in document["text"]


# ---- fictional, and apart from each other


@pytest.mark.parametrize(
    "path",
    [
        ("patient", "mrn"),
        ("patient", "mbi"),
        ("patient", "name"),
        ("coverage", "enrollee_id"),
        ("coverage", "claim_control_number"),
    ],
    ids=lambda path: path[1],
)
def test_no_two_charts_share_a_patient_or_a_claim(path):
    assert [value for value, n in Counter(said(path)).items() if n > 1] == []


def test_beneficiary_numbers_have_the_form_but_could_not_be_issued():
    numbers = said(("patient", "mbi"))
    assert numbers
    # S is never used in the second place, so that it is not read as a 5.
    assert all(len(number) == 11 and number[1] == "S" for number in numbers)


def test_provider_numbers_could_not_be_issued():
    # Real ones begin with 1 or 2.
    assert all(number[0] == "9" for number in said(("provider", "npi")))


# ---- people


def test_there_are_people_for_every_role():
    held = {role for person in PEOPLE for role in person["roles"]}
    assert held == {role.value for role in states.Role}
    assert len({person["username"] for person in PEOPLE}) == len(PEOPLE)


def test_coders_hold_certificates_and_one_has_expired():
    coders = [person for person in PEOPLE if "coder" in person["roles"]]
    assert all(person["credentials"] for person in coders)
    expired = [
        person
        for person in coders
        if all(one["expires_in_days"] < 0 for one in person["credentials"])
    ]
    assert len(expired) == 1
    assert len(coders) - len(expired) >= 4


def test_certificates_are_of_kinds_the_product_knows():
    kinds = {one["type"] for person in PEOPLE for one in person.get("credentials", [])}
    assert kinds <= set(CredentialType.values)
