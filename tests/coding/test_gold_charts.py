"""The gold charts hold as development sets; the engine is not run here."""

import tomllib
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from coding import chartfiles
from coding.acceptance import Limits, accept
from tests.coding.notes import RULES

GOLD = Path(__file__).resolve().parents[1] / "gold"


def _told(folder):
    files = sorted((GOLD / folder).glob("*.toml"))
    return {file.stem: tomllib.loads(file.read_text("utf-8")) for file in files}


SETS = ("outpatient", "mixed", "various", "typed", "scribe", "clinic", "ambient")
OUTPATIENT, MIXED, VARIOUS, TYPED, SCRIBE, CLINIC, AMBIENT = map(_told, SETS)
TOLD = OUTPATIENT | MIXED | VARIOUS | TYPED | SCRIBE | CLINIC | AMBIENT
FILES = sorted(file for folder in SETS for file in GOLD.glob(f"{folder}/*.toml"))
FIRST, LAST = date(2026, 4, 1), date(2026, 9, 30)

each_chart = pytest.mark.parametrize("told", TOLD.values(), ids=TOLD)


def gold_codes(told):
    return [row["code"] for row in told["gold"]["codes"]]


def excluded_codes(told):
    return [row["code"] for row in told["gold"]["excluded"]]


# ---- the set


def test_there_are_at_least_60_charts_of_many_specialties():
    assert len(OUTPATIENT) >= 60
    assert len({told["specialty"] for told in OUTPATIENT.values()}) >= 20


def test_they_are_outpatient_and_telehealth_encounters():
    settings = {told["setting"] for told in OUTPATIENT.values()}
    assert settings == {"outpatient", "telehealth"}


def test_the_mixed_set_has_every_setting():
    settings = {told["setting"] for told in MIXED.values()}
    assert settings == {"outpatient", "telehealth", "emergency", "inpatient"}
    assert len(MIXED) >= 40


def test_the_various_set_has_50_visits_of_20_specialties():
    assert len(VARIOUS) >= 50
    assert len({told["specialty"] for told in VARIOUS.values()}) >= 20
    settings = {told["setting"] for told in VARIOUS.values()}
    assert settings == {"outpatient", "telehealth", "emergency"}


def test_the_typed_set_has_40_short_visits_of_20_specialties():
    assert len(TYPED) >= 40
    assert len({told["specialty"] for told in TYPED.values()}) >= 20
    settings = {told["setting"] for told in TYPED.values()}
    assert settings == {"outpatient", "telehealth"}


def test_the_scribe_set_has_40_visits_in_prose_of_20_specialties():
    assert len(SCRIBE) >= 40
    assert len({told["specialty"] for told in SCRIBE.values()}) >= 20
    settings = {told["setting"] for told in SCRIBE.values()}
    assert settings == {"outpatient", "telehealth"}
    words = [len(told["documents"][0]["text"].split()) for told in SCRIBE.values()]
    assert min(words) > 200


def test_the_clinic_set_has_40_exported_notes_of_20_specialties():
    assert len(CLINIC) >= 40
    assert len({told["specialty"] for told in CLINIC.values()}) >= 20
    settings = {told["setting"] for told in CLINIC.values()}
    assert settings == {"outpatient", "telehealth", "emergency"}
    assert sum(len(gold_codes(told)) for told in CLINIC.values()) >= 250


def test_the_ambient_set_has_40_full_visits_of_20_specialties():
    assert len(AMBIENT) >= 40
    assert len({told["specialty"] for told in AMBIENT.values()}) >= 20
    settings = {told["setting"] for told in AMBIENT.values()}
    assert settings == {"outpatient", "telehealth"}
    words = [len(told["documents"][0]["text"].split()) for told in AMBIENT.values()]
    assert min(words) > 240


def test_they_are_short_and_long():
    lengths = [
        sum(len(document["text"].split()) for document in told["documents"])
        for told in TOLD.values()
    ]
    assert min(lengths) < 70
    assert max(lengths) > 600


def test_most_reasons_for_an_exclusion_are_there():
    rows = (row for told in TOLD.values() for row in told["gold"]["excluded"])
    assert {row["reason"] for row in rows} >= RULES.keys() - {"someone_else"}


@pytest.mark.parametrize(
    "path",
    [
        ("patient", "name"),
        ("patient", "mrn"),
        ("provider", "npi"),
        ("coverage", "enrollee_id"),
        ("coverage", "claim_control_number"),
    ],
    ids="-".join,
)
def test_no_two_charts_share_a_person_or_a_number(path):
    table, name = path
    seen = Counter(told[table][name] for told in TOLD.values())
    assert [value for value, times in seen.items() if times > 1] == []


def test_no_two_charts_share_an_id():
    seen = Counter(told["id"] for told in TOLD.values())
    assert [chart for chart, times in seen.items() if times > 1] == []


def test_provider_numbers_could_not_be_issued():
    # Real ones begin with 1 or 2.
    assert all(told["provider"]["npi"].startswith("9") for told in TOLD.values())


# ---- every chart


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_chart_is_read_and_accepted_whole(file):
    (chart,) = chartfiles.read(file)
    assert isinstance(chart, chartfiles.ChartFile)
    assert chart.id == file.stem
    assert chart.gold.codes
    texts = accept(chart.upload, today=date(2026, 12, 31), limits=Limits())
    assert len(texts) == len(TOLD[file.stem]["documents"])


@each_chart
def test_codes_are_billable_in_the_release_of_the_date(told, book):
    assert FIRST <= told["service_date"] <= LAST
    mentioned = [*gold_codes(told), *excluded_codes(told)]
    assert [code for code in mentioned if not book.is_billable(code)] == []


@each_chart
def test_no_two_gold_codes_exclude_each_other(told, book):
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
def test_a_stay_says_of_each_code_whether_it_was_there_on_admission(told):
    said = [row["poa"] for row in told["gold"]["codes"] if "poa" in row]
    assert set(said) <= {"Y", "N", ""}
    assert bool(said) == (told in MIXED.values() and told["setting"] == "inpatient")
